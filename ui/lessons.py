"""The learner's pages under /lessen: who you are, which lessons there are, and a lesson in the player (``static/lesson_player.js``).

Progress stays in the browser. The one thing that a learner can send is which questions of a lesson went right at the first try, to a group,
without a name. Only what a person has approved is shown.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any
from urllib.parse import quote

from pydantic import BaseModel, Field, StrictBool, ValidationError

from assistant.instruction.edition import Edition, as_json, edition
from assistant.instruction.lesson import AUDIENCES, Audience, Lesson, LessonError
from assistant.instruction.results import Group, Groups
from assistant.instruction.sections import Sections
from assistant.instruction.shelf import Shelf
from assistant.pipeline import Assistant
from index.retriever import HybridRetriever
from ui.api import documents_of
from ui.body import read_body
from ui.lesson_page_strings import PAGES, said
from ui.lesson_strings import player_words
from ui.pages import language_of, page

if TYPE_CHECKING:
    from fastapi import APIRouter, Request, Response

# Where the groups of a data folder are kept.
GROUPS = "groups"
# What a learner can take away on paper; slides are for who teaches.
PAPER = ("docx", "pdf")
# More than the outcomes of the longest lesson.
_MAX_BODY = 40_000


class Outcomes(BaseModel):
    """What a learner sends to a group: which exercises went right at the first try."""

    code: Annotated[str, Field(pattern=r"^[a-z2-9]{6}$")]
    outcomes: Annotated[dict[Annotated[str, Field(max_length=64)], StrictBool], Field(min_length=1, max_length=200)]


@dataclass(frozen=True, slots=True)
class Classroom:
    """What the pages show: the lessons that may be followed, the texts they rest on and the groups."""

    assistant: Assistant
    shelf: Shelf
    groups: Groups

    def lessons(self) -> tuple[Lesson, ...]:
        """The approved parts of every lesson that has an approved exercise. Raises :class:`LessonError` for a damaged one."""
        return _lessons(self.shelf, _stamp(self.shelf))

    def find(self, name: str) -> Lesson | None:
        """A lesson by its id."""
        return next((lesson for lesson in self.lessons() if lesson.id == name), None)

    def group(self, code: str, lesson: Lesson) -> Group | None:
        """The group of a code when it is open and follows ``lesson``."""
        group = self.groups.get(code)
        return group if group and not group.closed and group.lesson == lesson.id else None


def sections_today(assistant: Assistant) -> Sections:
    """The texts as they stand today."""
    return _sections(assistant.retriever.now(), date.today())


@lru_cache(maxsize=1)
def _sections(retriever: HybridRetriever, today: date) -> Sections:
    return Sections(documents_of(retriever).values(), today)


def _stamp(shelf: Shelf) -> tuple[tuple[str, int], ...]:
    """What changes when a lesson does: reading them all takes seconds, and a trainer may publish at any time."""
    files = (*shelf.shipped.glob("*.yaml"), *shelf.folder.glob("*/v*.yaml"), *shelf.folder.glob("*/withdrawn"))
    return tuple((str(file), file.stat().st_mtime_ns) for file in sorted(files) if file.exists())


@lru_cache(maxsize=1)
def _lessons(shelf: Shelf, stamp: tuple[tuple[str, int], ...]) -> tuple[Lesson, ...]:
    return tuple(lesson for each in shelf.published() if (lesson := each.published()).exercises)


def routes(assistant: Assistant, language: str, data: Path) -> "APIRouter":
    """The pages under /lessen; ``language`` is that of a reader who did not choose, ``data`` holds own lessons and groups."""
    from fastapi import APIRouter, Request
    from fastapi.responses import RedirectResponse, Response

    router = APIRouter(include_in_schema=False)
    room = Classroom(assistant, Shelf(data / "lessons"), Groups(data / GROUPS))

    @router.get("/lessen")
    def overview(request: Request, voor: str = "", code: str = "") -> Response:
        try:
            group = room.groups.get(code.strip().lower()) if code else None
            if group and not group.closed and room.find(group.lesson):
                root = request.scope.get("root_path", "")
                return RedirectResponse(f"{root}/lessen/{quote(group.lesson)}?groep={group.code}", status_code=303)
            return _overview(room, request, language, _audience(voor), unknown=bool(code))
        except LessonError as error:
            return _fault(request, language, 500, str(error))

    @router.post("/lessen/uitslag")
    async def outcomes(request: Request) -> Response:
        return _keep(room, request.headers.get("content-type", ""), await read_body(request, _MAX_BODY))

    @router.get("/lessen/{name}")
    def lesson(request: Request, name: str, voor: str = "", groep: str = "") -> Response:
        try:
            found = room.find(name)
            return _lesson(room, request, language, found, _audience(voor), groep) if found else _fault(request, language, 404)
        except LessonError as error:
            return _fault(request, language, 500, str(error))

    @router.get("/lessen/{name}/les.{kind}")
    def paper(request: Request, name: str, kind: str, voor: str = "") -> Response:
        try:
            found = room.find(name) if kind in PAPER else None
            return _paper(_given(room, request, language, found, _audience(voor)), kind) if found else _fault(request, language, 404)
        except LessonError as error:
            return _fault(request, language, 500, str(error))

    return router


def _audience(asked: str) -> Audience | None:
    return next((audience for audience in AUDIENCES if audience == asked), None)


def _overview(room: Classroom, request: "Request", default: str, audience: Audience | None, *, unknown: bool = False) -> "Response":
    language = language_of(request, default)
    listed = [_listed(lesson, language, audience) for lesson in room.lessons() if audience in lesson.audiences] if audience else []
    shown = [lesson for lesson in listed if lesson["questions"]]
    lists = [(heading, [lesson for lesson in shown if lesson["own"] is own]) for heading, own in (("lessons", False), ("own", True))]
    filled = [each for each in lists if each[1]]
    return _page(request, "lessons_list.html", default, audience=audience, audiences=AUDIENCES, lists=filled, unknown=unknown)


def _listed(lesson: Lesson, language: str, audience: Audience) -> Mapping[str, Any]:
    """A lesson in the list; ``questions`` are those for ``audience``."""
    spoken = _spoken(lesson, language)
    return {
        "id": lesson.id,
        "language": spoken,
        "title": lesson.title.shown(spoken),
        "goal": lesson.goal.shown(spoken),
        "minutes": lesson.minutes,
        "questions": sum(not exercise.audiences or audience in exercise.audiences for exercise in lesson.exercises),
        "quiz": not lesson.reading,
        "own": lesson.version > 0,
    }


def _lesson(room: Classroom, request: "Request", default: str, lesson: Lesson, asked: Audience | None, code: str) -> "Response":
    shown = _given(room, request, default, lesson, asked)
    return _page(
        request,
        "lessons_lesson.html",
        default,
        lesson=shown,
        given=_json(as_json(shown)),
        player=_json(player_words(shown.language)),
        audience=shown.audience,
        chosen=asked == shown.audience,
        others=[other for other in lesson.audiences if other != shown.audience],
        kinds=PAPER,
        code=code[:40],
        group=room.group(code, lesson),
    )


def _given(room: Classroom, request: "Request", default: str, lesson: Lesson, asked: Audience | None) -> Edition:
    """The lesson in the reader's language, for the audience that is asked for or the first that it has."""
    audience = asked if asked in lesson.audiences else lesson.audiences[0]
    return edition(lesson, _spoken(lesson, language_of(request, default)), audience, sections_today(room.assistant))


def _paper(shown: Edition, kind: str) -> "Response":
    from fastapi.responses import Response

    from ui.lesson_files import KINDS, file_name, lesson_file

    named = {"Content-Disposition": f'attachment; filename="{file_name(shown, kind, answers=True)}"'}
    return Response(lesson_file(shown, kind, datetime.now(), answers=True), media_type=KINDS[kind], headers=named)


def _spoken(lesson: Lesson, language: str) -> str:
    """The language a lesson is given in: Dutch where it has no English."""
    return language if lesson.title.en else "nl"


def _page(request: "Request", template: str, default: str, status: int = 200, **values: Any) -> "Response":
    language = language_of(request, default)
    return page(request, template, default, status=status, here="lessen", t=PAGES[language], said=_json(said(language)), quote=quote, **values)


def _fault(request: "Request", default: str, status: int, told: str = "") -> "Response":
    return _page(request, "lessons_404.html", default, status, told=told)


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def _keep(room: Classroom, kind: str, body: bytes | None) -> "Response":
    """Count a result: 415 for what is not JSON, 413 and 422 for what is no result, 404 for a group that is not there or closed."""
    from fastapi.responses import JSONResponse

    def answer(status: int) -> JSONResponse:
        return JSONResponse({"kept": status == 200}, status_code=status)

    # A form of another site can send anything but this without asking first.
    if kind.split(";")[0].strip().lower() != "application/json":
        return answer(415)
    if body is None:
        return answer(413)
    try:
        sent = Outcomes.model_validate_json(body)
    except ValidationError:
        return answer(422)
    try:
        group = room.groups.get(sent.code)
        lesson = room.find(group.lesson) if group and not group.closed else None
        if lesson is None:
            return answer(404)
        if not _are_of(lesson, [*sent.outcomes]):
            return answer(422)
        return answer(200 if room.groups.record(sent.code, sent.outcomes) else 404)
    except LessonError:
        return answer(507)


def _are_of(lesson: Lesson, exercises: Sequence[str]) -> bool:
    return {exercise.id for exercise in lesson.exercises}.issuperset(exercises)
