"""Groups that follow a lesson: opening one, and how it did. Nobody is in it: numbers, and none of fewer than a handful of people."""

import csv
import io
import json
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException, Request
from fastapi.responses import HTMLResponse, Response

from assistant.instruction.lesson import Lesson, LessonError
from assistant.instruction.results import FEWEST, Group, Summary
from ui.evaluation_results import safe
from ui.forms import Form, go
from ui.pages import language_of
from ui.training_desk import Desk
from ui.training_files import attached
from ui.training_lesson_strings import LESSON
from ui.training_shown import title_of

_LONGEST = 80


def routes(desk: Desk) -> APIRouter:
    """/groepen and /groep/…"""
    router = APIRouter(include_in_schema=False)

    @router.get("/groepen")
    def overview(request: Request) -> Response:
        return _overview(desk, request)

    @router.post("/groepen")
    def begin(request: Request, form: Annotated[Form, Depends(desk.form)]) -> Response:
        name, number, title = form.one("les"), form.one("versie"), form.one("groepsnaam")
        lesson = desk.version(name, int(number)) if number.isascii() and number.isdigit() and len(number) < 6 else None
        if lesson is None:
            raise HTTPException(404)
        if not title or len(title) > _LONGEST:
            return _overview(desk, request, lesson, title)
        group = desk.groups.open(lesson.id, lesson.version, title, date.today())
        return go(f"/groep/{group.code}?gedaan=geopend")

    @router.get("/groep/{code}")
    def show(request: Request, code: str) -> Response:
        group = _group(desk, code)
        summary = desk.groups.summary(group)
        titles = _titles(desk, group)
        return desk.page(
            request,
            "training_group.html",
            "groups",
            group=group,
            summary=summary,
            lesson=_lesson(desk, group),
            tallies=[(titles.get(tally.exercise, tally.exercise), tally) for tally in summary.tallies],
            fewest=FEWEST,
            address=f"{desk.site_of(request)}/lessen/{group.lesson}?groep={group.code}",
        )

    @router.post("/groep/{code}/sluiten")
    def close(code: str, form: Annotated[Form, Depends(desk.form)]) -> Response:
        desk.groups.close(_group(desk, code).code)
        return go(f"/groep/{code}?gedaan=gesloten")

    @router.post("/groep/{code}/verwijderen")
    def delete(code: str, form: Annotated[Form, Depends(desk.form)]) -> Response:
        desk.groups.delete(_group(desk, code).code)
        return go("/groepen?gedaan=groep-weg")

    @router.get("/groep/{code}/resultaat.csv")
    def as_csv(request: Request, code: str) -> Response:
        group = _group(desk, code)
        text = csv_of(desk.groups.summary(group), _titles(desk, group), language_of(request, desk.language))
        # With a mark in front a spreadsheet reads it as UTF-8.
        return attached(f"\ufeff{text}".encode(), "text/csv; charset=utf-8", f"groep-{group.code}.csv")

    @router.get("/groep/{code}/resultaat.json")
    def as_xapi(code: str) -> Response:
        from ui.lesson_xapi import statements

        group = _group(desk, code)
        lesson = _lesson(desk, group)
        if lesson is None:
            raise HTTPException(404)
        text = json.dumps(statements(desk.groups, group, lesson), ensure_ascii=False, indent=1)
        return attached(text.encode(), "application/json", f"groep-{group.code}-xapi.json")

    return router


def csv_of(summary: Summary, titles: dict[str, str], language: str) -> str:
    """How a group did, for a spreadsheet; a semicolon, as a Dutch spreadsheet expects. Only the head when there are too few people."""
    written = io.StringIO()
    writer = csv.writer(written, delimiter=";")
    writer.writerow(LESSON[language].columns)
    for tally in summary.tallies:
        writer.writerow([safe(titles.get(tally.exercise, tally.exercise)), tally.answered, tally.right, round(100 * tally.wrong_share)])
    return written.getvalue()


def _overview(desk: Desk, request: Request, lesson: Lesson | None = None, typed: str = "") -> HTMLResponse:
    """All groups; with ``lesson`` also the form for a new one, whose name was not good."""
    groups = [(group, desk.groups.summary(group).people, _lesson(desk, group)) for group in desk.groups.all()]
    return desk.page(
        request, "training_groups.html", "groups", status=422 if lesson else 200, groups=groups, lesson=lesson, typed=typed, longest=_LONGEST
    )


def _group(desk: Desk, code: str) -> Group:
    group = desk.groups.get(code)
    if group is None:
        raise HTTPException(404)
    return group


def _lesson(desk: Desk, group: Group) -> Lesson | None:
    """What a group follows; None when it is not there any more."""
    try:
        return desk.version(group.lesson, group.version)
    except (HTTPException, LessonError):
        return None


def _titles(desk: Desk, group: Group) -> dict[str, str]:
    lesson = _lesson(desk, group)
    return {part.id: title_of(part) for part in lesson.exercises} if lesson else {}
