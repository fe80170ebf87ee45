"""The page of one own lesson: its parts and their order, publishing, its versions; and the lessons that ship, to view and to copy."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException, Request
from fastapi.responses import HTMLResponse, Response

from assistant.instruction import edit
from assistant.instruction.lesson import Lesson, LessonError, Text
from ui.forms import Form, go
from ui.training_desk import Desk
from ui.training_shown import mark_of, said, title_of


@dataclass(frozen=True, slots=True)
class Difference:
    """A part that is in one of two versions or says something else in the second: ``how`` is "added", "changed" or "removed"."""

    how: str
    title: str


def differences(before: Lesson, after: Lesson) -> tuple[Difference, ...]:
    """What changed from ``before`` to ``after``, by the ids of the parts."""
    old, new = ({part.id: part for part in lesson.parts()} for lesson in (before, after))
    changed = [Difference("changed", title_of(part)) for name, part in new.items() if name in old and said(part) != said(old[name])]
    added = [Difference("added", title_of(part)) for name, part in new.items() if name not in old]
    return (*added, *changed, *(Difference("removed", title_of(part)) for name, part in old.items() if name not in new))


def routes(desk: Desk) -> APIRouter:
    """/les/…: the page of a lesson, and the order of its parts."""
    router = APIRouter(include_in_schema=False)

    @router.get("/les/{name}")
    def lesson(request: Request, name: str) -> Response:
        return _show(desk, request, desk.draft(name))

    @router.post("/les/{name}/verplaats")
    def move(request: Request, name: str, form: Annotated[Form, Depends(desk.form)]) -> Response:
        steps, part = {"hoger": -1, "lager": 1}.get(form.one("doe"), 0), form.one("deel")
        return _change(desk, request, name, form, lambda draft: edit.move(draft, part, steps), f"verplaatst#deel-{_known(desk, name, part)}")

    @router.post("/les/{name}/weg")
    def remove(request: Request, name: str, form: Annotated[Form, Depends(desk.form)]) -> Response:
        return _change(desk, request, name, form, lambda draft: edit.remove(draft, form.one("deel")), "verwijderd")

    return router


def publishing(desk: Desk) -> APIRouter:
    """/les/…: publishing, and what undoes it."""
    router = APIRouter(include_in_schema=False)

    @router.post("/les/{name}/publiceren")
    def publish(request: Request, name: str, form: Annotated[Form, Depends(desk.form)]) -> Response:
        if not desk.who(request):
            return go("/?mis=naam")
        with desk.lock:
            draft = desk.draft(name)
            if form.one("mark") != mark_of(draft):
                return _show(desk, request, draft, "changed")
            if not any(part.approved for part in draft.parts()):
                return _show(desk, request, draft, "nothing")
            desk.shelf.save_draft(draft)
            desk.shelf.publish(name)
        return go(f"/les/{name}?gedaan=gepubliceerd")

    @router.post("/les/{name}/intrekken")
    def withdraw(name: str, form: Annotated[Form, Depends(desk.form)]) -> Response:
        desk.draft(name)
        if desk.shelf.versions(name):
            desk.shelf.withdraw(name)
        return go(f"/les/{name}?gedaan=ingetrokken")

    @router.post("/les/{name}/verwijderen")
    def delete(request: Request, name: str, form: Annotated[Form, Depends(desk.form)]) -> Response:
        with desk.lock:
            draft = desk.draft(name)
            if form.one("mark") != mark_of(draft):
                return _show(desk, request, draft, "changed")
            # What was published stays: somebody may have followed it.
            if desk.shelf.versions(name):
                raise HTTPException(404)
            desk.jobs.stop(name)
            try:
                shutil.rmtree(desk.shelf.folder_of(name))
            except OSError as error:
                raise LessonError(f"{error.filename} is niet te verwijderen: {error.strerror}.") from error
        return go("/?gedaan=verwijderd")

    return router


def _known(desk: Desk, name: str, part: str) -> str:
    found = edit.find(desk.draft(name), part)
    return found.id if found else ""


def _change(desk: Desk, request: Request, name: str, form: Form, make: Callable[[Lesson], Lesson], done: str) -> Response:
    if not desk.who(request):
        return go("/?mis=naam")
    if desk.change(name, form.one("mark"), make):
        return go(f"/les/{name}?gedaan={done}")
    return _show(desk, request, desk.draft(name), "changed")


def _show(desk: Desk, request: Request, lesson: Lesson, trouble: str = "") -> HTMLResponse:
    numbers = desk.shelf.versions(lesson.id)
    newest = desk.shelf.version(lesson.id, numbers[-1]) if numbers else None
    looks = [desk.shown(part, lesson) for part in lesson.parts()]
    return desk.page(
        request,
        "training_lesson.html",
        "overview",
        status={"changed": 409, "nothing": 422}.get(trouble, 200),
        lesson=lesson,
        mark=mark_of(lesson),
        looks=looks,
        readings=len(lesson.reading),
        left_out=[look for look in looks if not look.part.approved],
        stale=sum(look.stale for look in looks),
        waiting=len(desk.proposals(lesson.id).waiting()),
        versions=[(number, _since(desk, lesson.id, number, numbers)) for number in reversed(numbers)],
        newest=newest,
        fresh=newest is None or differences(newest, lesson.published()) or _about(newest) != _about(lesson),
        withdrawn=desk.shelf.withdrawn(lesson.id),
        groups=[group for group in desk.groups.all() if group.lesson == lesson.id],
        trouble=trouble,
        site=desk.site_of(request),
    )


def _about(lesson: Lesson) -> Lesson:
    """A lesson without its parts, to tell whether anything else changed."""
    return lesson.model_copy(update={"reading": (), "exercises": (), "version": 0})


def _since(desk: Desk, name: str, number: int, numbers: tuple[int, ...]) -> tuple[Difference, ...] | None:
    """What a version changed of the one before it; None for the first."""
    before = [other for other in numbers if other < number]
    return differences(desk.version(name, before[-1]), desk.version(name, number)) if before else None


def versions(desk: Desk) -> APIRouter:
    """/les/…/versie and /ingebouwd: lessons as they were published."""
    router = APIRouter(include_in_schema=False)

    @router.get("/les/{name}/versie/{number}")
    def version(request: Request, name: str, number: int) -> Response:
        if number == 0:
            raise HTTPException(404)
        return _view(desk, request, desk.version(name, number), desk.draft(name))

    @router.post("/les/{name}/versie/{number}/terug")
    def back(request: Request, name: str, number: int, form: Annotated[Form, Depends(desk.form)]) -> Response:
        old = desk.version(name, number)
        if number and desk.change(name, form.one("mark"), lambda draft: old):
            return go(f"/les/{name}?gedaan=teruggezet")
        return _view(desk, request, old, desk.draft(name), "changed")

    @router.get("/ingebouwd/{name}")
    def built_in(request: Request, name: str) -> Response:
        return _view(desk, request, desk.built_in(name), None)

    @router.post("/ingebouwd/{name}/kopie")
    def copy(request: Request, name: str, form: Annotated[Form, Depends(desk.form)]) -> Response:
        original = desk.built_in(name)
        if not desk.who(request):
            return go("/?mis=naam")
        with desk.lock:
            # Learners see both: the names tell them apart.
            title = Text(nl=f"{original.title.nl} (eigen versie)", en=original.title.en and f"{original.title.en} (own version)")
            made = original.model_copy(update={"id": desk.fresh_name(f"{name}-eigen"), "title": title, "version": 0})
            desk.shelf.save_draft(made)
        return go(f"/les/{made.id}?gedaan=gekopieerd")

    return router


def _view(desk: Desk, request: Request, lesson: Lesson, draft: Lesson | None, trouble: str = "") -> HTMLResponse:
    """A lesson with everything in it; ``draft`` is what is worked on now, None for a lesson that ships."""
    return desk.page(
        request,
        "training_view.html",
        "overview",
        status=409 if trouble else 200,
        lesson=lesson,
        looks=[desk.shown(part, lesson) for part in lesson.parts()],
        draft=draft,
        since=differences(lesson, draft) if draft else (),
        mark=mark_of(draft) if draft else "",
        groups=[group for group in desk.groups.all() if group.lesson == lesson.id],
        trouble=trouble,
        site=desk.site_of(request),
    )
