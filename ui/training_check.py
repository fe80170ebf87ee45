"""Reading again: parts whose sources changed since they were approved, and parts that nobody has approved yet."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException, Request
from fastapi.responses import HTMLResponse, Response

from assistant.instruction import edit
from assistant.instruction.check import STALE, current
from assistant.instruction.lesson import Lesson
from ui.forms import Form, go
from ui.training_desk import Desk, own_lessons


def routes(desk: Desk) -> APIRouter:
    """/nakijken, and /les/…/deel/…/keuren."""
    router = APIRouter(include_in_schema=False)

    @router.get("/nakijken")
    def overview(request: Request) -> Response:
        own, _ = own_lessons(desk)
        return desk.page(
            request,
            "training_stale.html",
            "stale",
            own=[(lesson, looks) for lesson in own if (looks := _stale(desk, lesson))],
            built_in=[(lesson, looks) for lesson in desk.all_built_in() if (looks := _stale(desk, lesson))],
        )

    @router.get("/les/{name}/deel/{part_id}/keuren")
    def show(request: Request, name: str, part_id: str) -> Response:
        return _show(desk, request, desk.draft(name), part_id)

    @router.post("/les/{name}/deel/{part_id}/keuren")
    def judge(request: Request, name: str, part_id: str, form: Annotated[Form, Depends(desk.form)]) -> Response:
        if not desk.who(request):
            return go("/?mis=naam")
        match form.one("doe"):
            case "aanpassen":
                return go(f"/les/{name}/deel/{part_id}")
            case "goed" | "af" as verb:
                fault = _judge(desk, name, part_id, form, desk.who(request))
                if fault:
                    return _show(desk, request, desk.draft(name), part_id, fault)
                done = "nagelezen" if verb == "goed" else "verwijderd"
                return go(f"/nakijken?gedaan={done}" if form.one("terug") == "nakijken" else f"/les/{name}?gedaan={done}#delen")
        return _show(desk, request, desk.draft(name), part_id)

    return router


def stale_parts(desk: Desk, lesson: Lesson) -> int:
    """How many parts of a lesson rest on a source that has changed since they were approved."""
    return sum(any(finding.problem in STALE for finding in current(part, desk.sections)) for part in lesson.parts())


def _stale(desk: Desk, lesson: Lesson) -> list[object]:
    parts = [part for part in lesson.parts() if any(finding.problem in STALE for finding in current(part, desk.sections))]
    return [desk.shown(part, lesson) for part in parts]


def _judge(desk: Desk, name: str, part_id: str, form: Form, who: str) -> str:
    """Approve a part or take it out; the name of a fault when that cannot be."""
    with desk.lock:
        draft = desk.draft(name)
        part = edit.find(draft, part_id)
        look = desk.shown(part, draft) if part else None
        if part is None or look is None or look.mark != form.one("was"):
            return "decided"
        if form.one("doe") == "af":
            desk.shelf.save_draft(edit.remove(draft, part_id))
            return ""
        if look.unknown:
            return "unknown"
        if look.doubtful and not form.one("nagelezen"):
            return "unread"
        desk.shelf.save_draft(edit.put(draft, edit.approve(part, who, date.today(), desk.sections)))
    return ""


def _show(desk: Desk, request: Request, lesson: Lesson, part_id: str, fault: str = "") -> HTMLResponse:
    part = edit.find(lesson, part_id)
    if part is None:
        raise HTTPException(404)
    status = 409 if fault == "decided" else 422 if fault else 200
    again = request.query_params.get("terug") == "nakijken"
    return desk.page(
        request, "training_review.html", "overview", status=status, lesson=lesson, look=desk.shown(part, lesson), fault=fault, again=again
    )
