"""The trainers' pages, a small server of their own: ``standpuntwijzer lessons pages``. Loopback only; they work without JavaScript.

Start reading here; ``training_build`` makes a quiz of proposals, ``training_edit`` writes, ``training_lesson`` orders and publishes,
``training_check`` reads again what changed, ``training_files`` previews and hands out, ``training_results`` has the groups.
"""

import socket
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Depends, FastAPI, Request
from fastapi.responses import Response

from assistant.instruction.lesson import Lesson
from assistant.pipeline import Assistant
from ui import staff, training_build, training_check, training_edit, training_files, training_lesson, training_results
from ui.access import visitor_of
from ui.forms import Form, go, valid_name
from ui.training_check import stale_parts
from ui.training_desk import Desk, own_lessons, remember_name

# Where learners follow lessons: the address of the main site when nothing else was set.
SITE = "http://127.0.0.1:7860"


def create_app(assistant: Assistant, data: Path, language: str, site: str = SITE, hosts: Sequence[str] = ()) -> FastAPI:
    """All pages as an ASGI app; ``language`` is that of who did not choose, ``site`` the address at which learners follow lessons.

    ``hosts`` are names of the site besides those of this machine, where the pages are part of it; then ``site`` is empty.
    """
    desk = Desk(assistant, data, language, site)
    routers = (
        _overview(desk),
        training_build.begin(desk),
        training_build.choose(desk),
        training_edit.routes(desk),
        training_edit.proposed(desk),
        training_edit.about(desk),
        training_build.judge(desk),
        training_check.routes(desk),
        training_lesson.routes(desk),
        training_lesson.publishing(desk),
        training_lesson.versions(desk),
        training_files.routes(desk),
        training_files.sheets(desk),
        training_results.routes(desk),
    )
    return staff.closed_app(desk.page, "training_base.html", routers, hosts)


def _overview(desk: Desk) -> APIRouter:
    router = APIRouter(include_in_schema=False)

    @router.get("/")
    def overview(request: Request, mis: str = "") -> Response:
        return _show_overview(desk, request, "first" if mis == "naam" else "")

    @router.post("/naam")
    def name(request: Request, form: Annotated[Form, Depends(desk.form)]) -> Response:
        if visitor_of(request).name:
            return go("/")
        typed = valid_name(form.one("naam"))
        if not typed:
            return _show_overview(desk, request, "fault", form.one("naam"))
        answer = go("/?gedaan=naam")
        remember_name(answer, typed)
        return answer

    return router


def _show_overview(desk: Desk, request: Request, missing: str, typed: str = "") -> Response:
    own, broken = own_lessons(desk)
    return desk.page(
        request,
        "training_overview.html",
        "overview",
        status=422 if missing == "fault" else 200,
        missing=missing,
        typed=typed,
        own=[_own(desk, lesson) for lesson in own],
        broken=broken,
        built_in=[(lesson, stale_parts(desk, lesson)) for lesson in desk.all_built_in()],
    )


def _differs(draft: Lesson, published: Lesson) -> bool:
    """Whether publishing a draft would change what learners get."""
    return draft.published().model_copy(update={"version": published.version}) != published


def _own(desk: Desk, lesson: Lesson) -> Mapping[str, object]:
    """An own lesson on the overview."""
    numbers = desk.shelf.versions(lesson.id)
    return {
        "lesson": lesson,
        "version": numbers[-1] if numbers else 0,
        "unpublished": bool(numbers) and _differs(lesson, desk.shelf.version(lesson.id, numbers[-1])),
        "withdrawn": desk.shelf.withdrawn(lesson.id),
        "approved": sum(part.approved is not None for part in lesson.parts()),
        "parts": len(lesson.reading) + len(lesson.exercises),
        "waiting": len(desk.proposals(lesson.id).waiting()),
        "stale": stale_parts(desk, lesson),
    }


def serve(assistant: Assistant, data: Path, language: str, opened: socket.socket, site: str = SITE) -> None:
    """Serve the pages on a socket of :func:`ui.app.listen` until Ctrl-C."""
    staff.serve(create_app(assistant, data, language, site), "trainers", opened)
