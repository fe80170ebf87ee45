"""Writing a lesson: what it is about, and its exercises and readings, one form a kind. Nothing that is typed is lost."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException, Request
from fastapi.responses import HTMLResponse, Response

from assistant.instruction import edit
from assistant.instruction.lesson import AUDIENCES, Exercise, Lesson, Reading, Text
from index.hit import Scope
from index.language import detect_language
from ui.forms import Form, go
from ui.training_build import about_faults
from ui.training_desk import Desk
from ui.training_form import CLASSES, ROWS, Typed, empty, kind_of, more_rows, part_of, typed_in, typed_of
from ui.training_shown import mark_of, mark_of_part, said

_HITS, _LISTED, _LONGEST_QUERY = 8, 60, 300


@dataclass(frozen=True, slots=True)
class Sheet:
    """A form as it stands: what was typed, about which part (None: a new one), and which sections are laid beside it.

    ``proposal`` is the proposal it changes; ``found`` tells how many sections a search gave, -1 before any; ``mark`` is that of the draft that
    it was opened on.
    """

    lesson: Lesson
    kind: str
    typed: Typed
    part: Reading | Exercise | None = None
    proposal: str = ""
    was: str = ""
    listed: tuple[str, ...] = ()
    query: str = ""
    found: int = -1
    focus: str = ""
    read: bool = False
    mark: str = ""


def routes(desk: Desk) -> APIRouter:
    """The forms under /les/…/nieuw and /les/…/deel."""
    router = APIRouter(include_in_schema=False)

    @router.get("/les/{name}/nieuw/{kind}")
    def new(request: Request, name: str, kind: str) -> Response:
        lesson = desk.draft(name)
        if kind not in CLASSES:
            raise HTTPException(404)
        # What the lesson rests on already is at hand.
        cited = tuple(dict.fromkeys(place for part in lesson.parts() for place in part.cites))[:_LISTED]
        return _open(desk, request, Sheet(lesson, kind, empty(kind), listed=cited))

    @router.post("/les/{name}/nieuw/{kind}")
    def add(request: Request, name: str, kind: str, form: Annotated[Form, Depends(desk.form)]) -> Response:
        lesson = desk.draft(name)
        if kind not in CLASSES:
            raise HTTPException(404)
        return _sent(desk, request, _sheet(desk, form, lesson, kind), form)

    @router.get("/les/{name}/deel/{part_id}")
    def show(request: Request, name: str, part_id: str) -> Response:
        lesson = desk.draft(name)
        part = edit.find(lesson, part_id)
        if part is None:
            raise HTTPException(404)
        return _open(desk, request, Sheet(lesson, kind_of(part), typed_of(part), part))

    @router.post("/les/{name}/deel/{part_id}")
    def change(request: Request, name: str, part_id: str, form: Annotated[Form, Depends(desk.form)]) -> Response:
        lesson = desk.draft(name)
        part = edit.find(lesson, part_id)
        kind = kind_of(part) if part else form.one("soort")
        if kind not in CLASSES:
            raise HTTPException(404)
        return _sent(desk, request, replace(_sheet(desk, form, lesson, kind), part=part), form)

    return router


def proposed(desk: Desk) -> APIRouter:
    """The form under /les/…/voorstellen/…/aanpassen."""
    router = APIRouter(include_in_schema=False)

    @router.get("/les/{name}/voorstellen/{code}/aanpassen")
    def open_proposal(request: Request, name: str, code: str) -> Response:
        lesson = desk.draft(name)
        found = next((exercise for exercise in desk.proposals(name).waiting() if exercise.id == code), None)
        if found is None:
            raise HTTPException(404)
        return _open(desk, request, Sheet(lesson, found.kind, typed_of(found), proposal=code, was=mark_of_part(found, desk.sections)))

    @router.post("/les/{name}/voorstellen/{code}/aanpassen")
    def change_proposal(request: Request, name: str, code: str, form: Annotated[Form, Depends(desk.form)]) -> Response:
        lesson = desk.draft(name)
        if form.one("soort") not in CLASSES:
            raise HTTPException(404)
        return _sent(desk, request, replace(_sheet(desk, form, lesson, form.one("soort")), proposal=code, was=form.one("was")), form)

    return router


def _open(desk: Desk, request: Request, sheet: Sheet) -> Response:
    return _show(desk, request, replace(sheet, mark=mark_of(sheet.lesson))) if desk.who(request) else go("/?mis=naam")


def _sheet(desk: Desk, form: Form, lesson: Lesson, kind: str) -> Sheet:
    listed = tuple(place for place in form.all("getoond") if desk.sections.get(place))
    query = form.one("zoek")[:_LONGEST_QUERY]
    return Sheet(lesson, kind, typed_in(form, kind), listed=listed, query=query, read=bool(form.one("nagelezen")), mark=form.one("mark"))


def _sent(desk: Desk, request: Request, sheet: Sheet, form: Form) -> Response:
    """What a button of the form asks for: sections, rows, or to keep it."""
    match form.one("doe"):
        case "rijen" if sheet.kind in ROWS:
            rows = ROWS[sheet.kind][0]
            filled = len(sheet.typed[rows])
            return _show(desk, request, replace(sheet, typed=more_rows(sheet.typed, sheet.kind), focus=f"{rows}.{filled}.text.nl"))
        case "opslaan" | "goedkeuren":
            return _save(desk, request, sheet, approve=form.one("doe") == "goedkeuren")
    found = _found(desk, sheet.query)
    listed = tuple(dict.fromkeys((*found, *sheet.listed)))
    return _show(desk, request, replace(sheet, listed=listed, found=len(found) if sheet.query else -1, focus="zoek"))


def _found(desk: Desk, query: str) -> tuple[str, ...]:
    """The sections that a search gives, best first; a place as it is written is found too."""
    if not query:
        return ()
    sections = desk.sections
    hits = desk.assistant.retriever.search(query, _HITS, Scope(sections.day, include_history=True), detect_language(query))
    places = (query, *(f"{hit.passage.document_id}/{hit.passage.section_id}" for hit in hits))
    return tuple(dict.fromkeys(place for place in places if sections.get(place)))


def _save(desk: Desk, request: Request, sheet: Sheet, *, approve: bool) -> Response:
    """Keep the part that a form describes; the form again, with what is wrong, when that cannot be."""
    who = desk.who(request)
    if not who:
        return _show(desk, request, sheet, trouble="name_first")
    before = sheet.part or (_proposal(desk, sheet) if sheet.proposal else None)
    about = {"id": "deel", "approved": None} | ({"made_by": before.made_by} if before and not isinstance(before, Reading) else {})
    part, faults = part_of(sheet.typed, sheet.kind, about, desk.sections)
    if part is None:
        return _show(desk, request, sheet, faults)
    part = part.model_copy(update={"id": sheet.part.id if sheet.part else _part_id(desk, request, sheet)})
    if approve:
        if desk.shown(part, sheet.lesson).doubtful and not sheet.read:
            return _show(desk, request, sheet, trouble="unread")
        part = edit.approve(part, who, date.today(), desk.sections)
    elif sheet.part and said(sheet.part) == said(part):
        part = part.model_copy(update={"approved": sheet.part.approved})
    with desk.lock:
        if not desk.change(sheet.lesson.id, sheet.mark, lambda draft: edit.put(draft, part)):
            draft = desk.draft(sheet.lesson.id)
            return _show(desk, request, replace(sheet, lesson=draft, mark=mark_of(draft)), trouble="changed", status=409)
        if sheet.proposal and _proposal(desk, sheet):
            desk.proposals(sheet.lesson.id).take(sheet.proposal)
    if sheet.proposal:
        return go(f"/les/{sheet.lesson.id}/voorstellen?gedaan={'goedgekeurd' if approve else 'opgeslagen'}")
    return go(f"/les/{sheet.lesson.id}?gedaan={'goedgekeurd' if approve else 'opgeslagen'}#deel-{part.id}")


def _part_id(desk: Desk, request: Request, sheet: Sheet) -> str:
    """The id of a part that the lesson does not have: that of the address when somebody took it out meanwhile, else a new one."""
    named = str(request.path_params.get("part_id", ""))
    return named or edit.fresh_id(sheet.lesson, "tekst" if sheet.kind == "reading" else "opdracht")


def _proposal(desk: Desk, sheet: Sheet) -> Exercise | None:
    """The proposal that is changed, when it still is the one that was opened."""
    waiting = desk.proposals(sheet.lesson.id).waiting()
    return next((each for each in waiting if each.id == sheet.proposal and mark_of_part(each, desk.sections) == sheet.was), None)


def _show(
    desk: Desk, request: Request, sheet: Sheet, faults: dict[str, str] | None = None, trouble: str = "", status: int = 0
) -> HTMLResponse:
    typed, sections = sheet.typed, desk.sections
    rows = typed[ROWS[sheet.kind][0]] if sheet.kind in ROWS else []
    chosen = [*typed["cites"], *typed["others"], typed["mistake"], *(row["mistake"] for row in rows)]
    listed = [cited for place in dict.fromkeys((*chosen, *sheet.listed)) if (cited := sections.get(place))][:_LISTED]
    part, _ = part_of(typed, sheet.kind, {"id": "deel"}, sections) if sheet.part or sheet.proposal or trouble else (None, {})
    return desk.page(
        request,
        "training_edit.html",
        "overview",
        status=status or (422 if faults or trouble else 200),
        sheet=sheet,
        lesson=sheet.lesson,
        typed=typed,
        rows=ROWS.get(sheet.kind, ("", 0)),
        faults=faults or {},
        trouble=trouble,
        listed=listed,
        look=desk.shown(part, sheet.lesson) if part else None,
        now=desk.shown(found, sheet.lesson) if trouble == "changed" and (found := _now(request, sheet.lesson)) else None,
    )


def _now(request: Request, lesson: Lesson) -> Reading | Exercise | None:
    return edit.find(lesson, str(request.path_params.get("part_id", "")))


def about(desk: Desk) -> APIRouter:
    """/les/…/gegevens."""
    router = APIRouter(include_in_schema=False)

    @router.get("/les/{name}/gegevens")
    def show(request: Request, name: str) -> Response:
        lesson = desk.draft(name)
        typed = {
            "titel": lesson.title.nl, "titel-en": lesson.title.en, "doel": lesson.goal.nl, "doel-en": lesson.goal.en,
            "minuten": str(lesson.minutes), "maker": lesson.author, "doelgroep": list(lesson.audiences),
        }  # fmt: skip
        return desk.page(
            request, "training_about.html", "overview", lesson=lesson, typed=typed, faults={}, mark=mark_of(lesson), changed=False
        )

    @router.post("/les/{name}/gegevens")
    def keep(request: Request, name: str, form: Annotated[Form, Depends(desk.form)]) -> Response:
        names = ("titel", "titel-en", "doel", "doel-en", "minuten", "maker")
        typed = {field: form.one(field) for field in names} | {"doelgroep": form.all("doelgroep")}
        faults = about_faults(form) | ({} if form.one("doel") else {"doel": "empty"})
        mark, changed = form.one("mark"), False
        if not faults and desk.change(name, mark, lambda draft: _about(draft, form)):
            return go(f"/les/{name}?gedaan=opgeslagen")
        lesson = desk.draft(name)
        if not faults:
            mark, changed = mark_of(lesson), True
        return desk.page(
            request, "training_about.html", "overview", status=409 if changed else 422,
            lesson=lesson, typed=typed, faults=faults, mark=mark, changed=changed,
        )  # fmt: skip

    return router


def _about(draft: Lesson, form: Form) -> Lesson:
    return draft.model_copy(
        update={
            "title": Text(nl=form.one("titel"), en=form.one("titel-en")[:2000]),
            "goal": Text(nl=form.one("doel"), en=form.one("doel-en")[:2000]),
            "minutes": int(form.one("minuten")),
            "author": form.one("maker")[:60],
            "audiences": tuple(name for name in AUDIENCES if name in form.all("doelgroep")),
        }
    )


