"""A lesson as a learner sees it, and as files: to hand out, to present, for a learning platform. And quizzes from a spreadsheet."""

import json
import secrets
from collections.abc import AsyncGenerator
from datetime import datetime
from typing import cast

from fastapi import APIRouter, HTTPException, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import HTMLResponse, Response
from starlette.datastructures import FormData, UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser

from assistant.instruction.edition import Edition, as_json, edition
from assistant.instruction.lesson import AUDIENCES, Lesson, LessonError
from ui.body import read_body
from ui.forms import Form, Stale, TooLarge, go, token_of
from ui.training_build import about_faults, new_lesson
from ui.training_desk import Desk

SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# The forms in which a lesson can be had, and whether those are with or without the answers.
PAPER, PACKAGES = ("docx", "pdf", "pptx"), ("scorm12", "scorm2004", "xapi")
_MOST_UPLOAD = 5_000_000


def attached(content: bytes, media: str, name: str) -> Response:
    """A file to save; ``name`` is plain ASCII."""
    return Response(content, media_type=media, headers={"Content-Disposition": f'attachment; filename="{name}"'})


def routes(desk: Desk) -> APIRouter:
    """…/voorbeeld and …/bestand of a draft, of a version and of a lesson that ships."""
    router = APIRouter(include_in_schema=False)

    @router.get("/les/{name}/voorbeeld")
    def draft(request: Request, name: str) -> Response:
        return _preview(desk, request, desk.draft(name), f"/les/{name}")

    @router.get("/les/{name}/versie/{number}/voorbeeld")
    def version(request: Request, name: str, number: int) -> Response:
        return _preview(desk, request, _published(desk, name, number), f"/les/{name}/versie/{number}")

    @router.get("/ingebouwd/{name}/voorbeeld")
    def built_in(request: Request, name: str) -> Response:
        return _preview(desk, request, desk.built_in(name), f"/ingebouwd/{name}")

    @router.get("/les/{name}/versie/{number}/bestand")
    def file(request: Request, name: str, number: int) -> Response:
        return _file(desk, request, _published(desk, name, number))

    @router.get("/ingebouwd/{name}/bestand")
    def built_in_file(request: Request, name: str) -> Response:
        return _file(desk, request, desk.built_in(name))

    return router


def _published(desk: Desk, name: str, number: int) -> Lesson:
    if number == 0:
        raise HTTPException(404)
    return desk.version(name, number)


def _edition(desk: Desk, request: Request, lesson: Lesson) -> Edition:
    """The lesson for the audience and in the language that the address asks for; 404 for what it is not given in."""
    asked, language = request.query_params.get("voor", lesson.audiences[0]), request.query_params.get("in", "nl")
    if asked not in AUDIENCES or language not in ("nl", "en"):
        raise HTTPException(404)
    return edition(lesson, language, asked, desk.sections)


def _preview(desk: Desk, request: Request, lesson: Lesson, back: str) -> HTMLResponse:
    from ui.lesson_strings import player_words

    shown = _edition(desk, request, lesson)
    return desk.page(
        request,
        "training_preview.html",
        "overview",
        lesson=lesson,
        shown=shown,
        given=json.dumps(as_json(shown), ensure_ascii=False),
        player=json.dumps(player_words(shown.language), ensure_ascii=False),
        back=back,
        site=desk.site_of(request),
    )


def _file(desk: Desk, request: Request, lesson: Lesson) -> Response:
    from ui import lesson_files, lesson_package

    # What a person has not approved is in no file.
    shown, kind = _edition(desk, request, lesson.published()), request.query_params.get("soort", "")
    if kind in PACKAGES:
        zipped = cast(lesson_package.Kind, kind)
        return attached(lesson_package.package(shown, zipped), "application/zip", lesson_package.file_name(shown, zipped))
    if kind not in PAPER:
        raise HTTPException(404)
    answers = request.query_params.get("antwoorden") == "met"
    content = lesson_files.lesson_file(shown, kind, datetime.now(), answers)
    return attached(content, lesson_files.KINDS[kind], lesson_files.file_name(shown, kind, answers))


def sheets(desk: Desk) -> APIRouter:
    """/inlezen: a quiz from a spreadsheet; what it asks becomes proposals, which a person approves as any other."""
    router = APIRouter(include_in_schema=False)

    @router.get("/inlezen")
    def show(request: Request) -> Response:
        return desk.page(request, "training_import.html", "overview", typed="", fault="", told="", faults=())

    @router.get("/inlezen/sjabloon.xlsx")
    def template() -> Response:
        from assistant.instruction.sheet import quiz_template

        places = [cited.place for each in desk.sections.documents for cited in desk.sections.of(each)]
        return attached(quiz_template(places), SHEET, "quiz.xlsx")

    @router.post("/inlezen")
    async def read(request: Request) -> Response:
        try:
            fields, name, data = await _upload(request, token_of(request, desk.token))
        except Stale as error:
            # A browser does not send a file again by itself.
            return desk.page(request, "training_import.html", "overview", status=403, typed=error.form.one("titel"), fault="file", told="", faults=())
        return await run_in_threadpool(_read, desk, request, fields, name, data)

    return router


def _read(desk: Desk, request: Request, fields: dict[str, str], name: str, data: bytes) -> Response:
    from assistant.instruction.sheet import read_quiz

    title, who = fields.get("titel", "").strip(), desk.who(request)
    if not who:
        return go("/?mis=naam")

    def again(fault: str, told: str = "", faults: tuple[str, ...] = ()) -> Response:
        return desk.page(request, "training_import.html", "overview", status=422, typed=title, fault=fault, told=told, faults=faults)

    if not data:
        return again("file")
    form = Form({"titel": [title], "minuten": ["15"], "doelgroep": list(AUDIENCES)})
    if about_faults(form):
        return again("title")
    try:
        exercises, faults = read_quiz(data, name, desk.sections)
    except LessonError as error:
        return again("file", str(error))
    if not exercises:
        return again("rows", faults=faults)
    lesson = new_lesson(desk, form, who)
    with desk.lock:
        desk.proposals(lesson.id).add(exercises)
    return desk.page(request, "training_read.html", "overview", lesson=lesson, count=len(exercises), faults=faults)


async def _upload(request: Request, token: str) -> tuple[dict[str, str], str, bytes]:
    """The fields, the name and the content of a file that is sent; empty when none was chosen.

    Raises :class:`TooLarge`, and :class:`Stale` without the token of this process.
    """
    body = await read_body(request, _MOST_UPLOAD, drained=20 * _MOST_UPLOAD)
    if body is None:
        raise TooLarge

    async def again() -> AsyncGenerator[bytes, None]:
        yield body

    try:
        sent = await MultiPartParser(request.headers, again(), max_files=1, max_fields=10).parse()
    except (MultiPartException, KeyError):
        sent = FormData()
    form = Form({name: [value] for name, value in sent.multi_items() if isinstance(value, str)})
    if not secrets.compare_digest(form.one("token").encode(), token.encode()):
        raise Stale(form)
    file = sent.get("bestand")
    given = (file.filename or "", await file.read()) if isinstance(file, UploadFile) else ("", b"")
    await sent.close()
    return {name: form.one(name) for name in form.values}, *given
