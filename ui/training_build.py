"""A new quiz: what it is about, which sections it rests on, and the proposals, each of which a person approves, changes or rejects."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException, Request
from fastapi.responses import HTMLResponse, Response

from assistant.instruction import edit
from assistant.instruction.lesson import AUDIENCES, Exercise, Lesson, Text
from corpus.document import Document
from index.text import fold
from ui.access import visitor_of
from ui.forms import Form, go, valid_name
from ui.pages import language_of
from ui.training_desk import Desk, remember_name
from ui.training_shown import mark_of_part
from ui.training_strings import TRAINING

# A document with more sections is not ticked as a whole.
_SHORT = 20
_AT_ONCE = (10, 20, 40)
# Seconds to wait for the first proposal before the page is shown.
_PATIENCE = 3.0
_TITLE, _GOAL, _MINUTES = 160, 600, 15


@dataclass(frozen=True, slots=True)
class Choice:
    """What is chosen to ask about: documents, and of these the sections; ``query`` filters the documents to choose from."""

    documents: tuple[str, ...] = ()
    places: frozenset[str] = frozenset()
    query: str = ""


def begin(desk: Desk) -> APIRouter:
    """/nieuw."""
    router = APIRouter(include_in_schema=False)

    @router.get("/nieuw")
    def new(request: Request) -> Response:
        typed = {"titel": "", "doel": "", "minuten": str(_MINUTES), "doelgroep": list(AUDIENCES), "naam": ""}
        return desk.page(request, "training_new.html", "overview", typed=typed, faults={})

    @router.post("/nieuw")
    def make(request: Request, form: Annotated[Form, Depends(desk.form)]) -> Response:
        typed = {name: form.one(name) for name in ("titel", "doel", "minuten", "naam")} | {"doelgroep": form.all("doelgroep")}
        faults = about_faults(form)
        who = desk.who(request) or valid_name(form.one("naam"))
        if not who:
            faults["naam"] = "name"
        if faults:
            return desk.page(request, "training_new.html", "overview", status=422, typed=typed, faults=faults)
        lesson = new_lesson(desk, form, who)
        answer = go(f"/les/{lesson.id}/bronnen")
        if not visitor_of(request).name:
            remember_name(answer, who)
        return answer

    return router


def about_faults(form: Form) -> dict[str, str]:
    """What is wrong with what a lesson is about, by field."""
    faults = {}
    if not form.one("titel"):
        faults["titel"] = "empty"
    if len(form.one("titel")) > _TITLE:
        faults["titel"] = "long"
    if len(form.one("doel")) > _GOAL:
        faults["doel"] = "long"
    if not (form.one("minuten").isascii() and form.one("minuten").isdigit() and 1 <= int(form.one("minuten")[:6]) <= 480):
        faults["minuten"] = "minutes"
    if not set(form.all("doelgroep")) & set(AUDIENCES):
        faults["doelgroep"] = "choose"
    return faults


def new_lesson(desk: Desk, form: Form, who: str) -> Lesson:
    """A draft without anything in it."""
    title = form.one("titel")
    # What a lesson is for is asked of who knows; until then it says what it is about.
    goal = form.one("doel") or TRAINING["nl"].goal_of.format(title)
    with desk.lock:
        lesson = Lesson(
            id=desk.fresh_name(title),
            title=Text(nl=title),
            goal=Text(nl=goal),
            minutes=int(form.one("minuten")),
            audiences=tuple(name for name in AUDIENCES if name in form.all("doelgroep")),
            author=who,
        )
        desk.shelf.save_draft(lesson)
    return lesson


def choose(desk: Desk) -> APIRouter:
    """/les/…/bronnen: what to ask about."""
    router = APIRouter(include_in_schema=False)

    @router.get("/les/{name}/bronnen")
    def show(request: Request, name: str) -> Response:
        return _show_choice(desk, request, desk.draft(name), Choice())

    @router.post("/les/{name}/bronnen")
    def change(request: Request, name: str, form: Annotated[Form, Depends(desk.form)]) -> Response:
        lesson, documents = desk.draft(name), desk.sections.documents
        chosen = tuple(each for each in dict.fromkeys(form.all("document")) if each in documents)
        choice = Choice(chosen, frozenset(form.all("plaats")), form.one("zoek"))
        verb, _, about = form.one("doe").partition(":")
        if verb != "stel-voor":
            return _show_choice(desk, request, lesson, _changed(desk, choice, verb, about))
        if not desk.who(request):
            return go("/?mis=naam")
        places = [cited.place for each in chosen for cited in desk.sections.of(each) if cited.place in choice.places]
        if not places:
            return _show_choice(desk, request, lesson, choice, "no_places")
        most = form.one("aantal")
        _search(desk, name, places, int(most) if most in map(str, _AT_ONCE) else _AT_ONCE[1], model=bool(form.one("model")))
        return go(f"/les/{name}/voorstellen")

    return router


def _changed(desk: Desk, choice: Choice, verb: str, about: str) -> Choice:
    """The choice after a button: a document put in or taken out, its sections all ticked or none."""
    if about not in desk.sections.documents:
        return choice
    sections = desk.sections.of(about)
    here = frozenset(cited.place for cited in sections)
    match verb:
        case "erbij" if about not in choice.documents:
            # What holds no more is not what staff must learn, unless the whole text is history.
            today = frozenset(cited.place for cited in sections if not cited.status.is_past) or here
            ticked = today if len(sections) <= _SHORT else frozenset[str]()
            return Choice((*choice.documents, about), choice.places | ticked)
        case "eraf":
            return Choice(tuple(each for each in choice.documents if each != about), choice.places - here, choice.query)
        case "alles":
            return Choice(choice.documents, choice.places | here, choice.query)
        case "niets":
            return Choice(choice.documents, choice.places - here, choice.query)
    return choice


def _show_choice(desk: Desk, request: Request, lesson: Lesson, choice: Choice, fault: str = "") -> HTMLResponse:
    language, sections = language_of(request, desk.language), desk.sections
    offered = sorted(
        (document for document in sections.documents.values() if document.id not in choice.documents and _is_about(document, choice.query)),
        key=lambda document: (document.validity.status_on(sections.day).is_past, document.short.lower()),
    )
    return desk.page(
        request,
        "training_choose.html",
        "overview",
        status=422 if fault else 200,
        lesson=lesson,
        choice=choice,
        chosen=[(sections.documents[each], sections.of(each)) for each in choice.documents],
        offered=[(document, document.validity.status_on(sections.day)) for document in offered],
        fault=fault,
        at_once=_AT_ONCE,
        has_model=desk.assistant.generator is not None,
        english=language == "en",
    )


def _is_about(document: Document, query: str) -> bool:
    names = fold(" ".join((document.title, document.title_en, document.short, document.short_en, document.id, document.authority, *document.names)))
    return all(word in names for word in fold(query).split())


def _search(desk: Desk, name: str, places: Sequence[str], most: int, *, model: bool) -> None:
    from assistant.instruction.propose import propose

    def keep(exercise: Exercise) -> int:
        with desk.lock:
            return _kept(desk, name, exercise)

    generator = desk.assistant.generator if model else None
    made = propose(places, desk.sections, desk.assistant.retriever, generator)
    desk.jobs.start(name, len(places), most, made, keep).wait(_PATIENCE)


def _kept(desk: Desk, name: str, exercise: Exercise) -> int:
    """Put a proposal by, unless the lesson has it already or was deleted meanwhile; gives how many were new."""
    if name not in desk.shelf.names():
        return 0
    without = {"id", "approved", "made_by"}
    held = [part.model_dump(exclude=without) for part in desk.draft(name).exercises if part.question == exercise.question]
    return 0 if exercise.model_dump(exclude=without) in held else desk.proposals(name).add([exercise])


def judge(desk: Desk) -> APIRouter:
    """/les/…/voorstellen: one proposal after the other."""
    router = APIRouter(include_in_schema=False)

    @router.get("/les/{name}/voorstellen")
    def first(request: Request, name: str) -> Response:
        return _show_proposal(desk, request, desk.draft(name), "")

    @router.post("/les/{name}/voorstellen/stop")
    def stop(name: str, form: Annotated[Form, Depends(desk.form)]) -> Response:
        desk.jobs.stop(desk.draft(name).id)
        return go(f"/les/{name}/voorstellen?gedaan=gestopt")

    @router.get("/les/{name}/voorstellen/{code}")
    def one(request: Request, name: str, code: str) -> Response:
        return _show_proposal(desk, request, desk.draft(name), code)

    @router.post("/les/{name}/voorstellen/{code}")
    def decide(request: Request, name: str, code: str, form: Annotated[Form, Depends(desk.form)]) -> Response:
        lesson, who = desk.draft(name), desk.who(request)
        if not who:
            return go("/?mis=naam")
        verb = form.one("doe")
        if verb == "aanpassen":
            return go(f"/les/{name}/voorstellen/{code}/aanpassen")
        if verb not in ("goed", "af"):
            return _show_proposal(desk, request, lesson, code)
        following = _following(desk.proposals(name).waiting(), code)
        fault = _decide(desk, name, code, form, who)
        if fault:
            return _show_proposal(desk, request, lesson, code, fault)
        return go(f"/les/{name}/voorstellen{following}?gedaan={'goedgekeurd' if verb == 'goed' else 'afgewezen'}")

    return router


def _following(waiting: Sequence[Exercise], code: str) -> str:
    """The address of the proposal after one, without the beginning; that of the first when there is none after it."""
    ids = [exercise.id for exercise in waiting]
    after = ids[ids.index(code) + 1 :] if code in ids else []
    return f"/{after[0]}" if after else ""


def _decide(desk: Desk, name: str, code: str, form: Form, who: str) -> str:
    """Approve or reject a proposal; the name of a fault when that cannot be."""
    with desk.lock:
        proposals = desk.proposals(name)
        found = next((exercise for exercise in proposals.waiting() if exercise.id == code), None)
        # Another proposal may have taken its number since: nobody has read that one.
        if found is None or mark_of_part(found, desk.sections) != form.one("was"):
            return "decided"
        if form.one("doe") == "af":
            proposals.reject(code)
            return ""
        draft = desk.draft(name)
        look = desk.shown(found, draft)
        if look.unknown:
            return "unknown"
        if look.doubtful and not form.one("nagelezen"):
            return "unread"
        part = edit.approve(found.model_copy(update={"id": edit.fresh_id(draft, "opdracht")}), who, date.today(), desk.sections)
        desk.shelf.save_draft(edit.put(draft, part))
        proposals.take(code)
    return ""


def _show_proposal(desk: Desk, request: Request, lesson: Lesson, code: str, fault: str = "") -> HTMLResponse:
    waiting, job = desk.proposals(lesson.id).waiting(), desk.jobs.of(lesson.id)
    ids = [exercise.id for exercise in waiting]
    if code and code not in ids and not fault:
        raise HTTPException(404)
    place = ids.index(code) if code in ids else 0
    approved = sum(part.approved is not None for part in lesson.exercises)
    return desk.page(
        request,
        "training_proposals.html",
        "overview",
        status=409 if fault == "decided" else 422 if fault else 200,
        lesson=lesson,
        look=desk.shown(waiting[place], lesson) if waiting and fault != "decided" else None,
        waiting=waiting,
        place=place,
        approved=approved,
        total=len(lesson.exercises) + len(waiting),
        job=job,
        fault=fault,
    )


