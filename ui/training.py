"""The trainers' pages, a small server of their own: ``standpuntwijzer lessons pages``. Loopback only; they work without JavaScript.

Start reading here; ``training_build`` makes a quiz of proposals, ``training_edit`` writes, ``training_lesson`` orders and publishes,
``training_check`` reads again what changed, ``training_files`` previews and hands out, ``training_results`` has the groups.
"""

import socket
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated

from fastapi import Depends, FastAPI, Request
from fastapi.responses import Response
from starlette.exceptions import HTTPException
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.staticfiles import StaticFiles

from assistant.instruction.lesson import Lesson
from assistant.pipeline import Assistant
from corpus.document import CorpusError
from ui import theme, training_build, training_check, training_edit, training_files, training_lesson, training_results
from ui.access import visitor_of
from ui.forms import Form, SameSite, Stale, TooLarge, go, valid_name
from ui.headers import Closed
from ui.pages import STATIC
from ui.training_check import stale_parts
from ui.training_desk import Desk, own_lessons, remember_name

# Where learners follow lessons: the address of the main site when nothing else was set.
SITE = "http://127.0.0.1:7860"
_HOSTS = ["localhost", "127.0.0.1", "[::1]"]


def create_app(assistant: Assistant, data: Path, language: str, site: str = SITE, hosts: Sequence[str] = ()) -> FastAPI:
    """All pages as an ASGI app; ``language`` is that of who did not choose, ``site`` the address at which learners follow lessons.

    ``hosts`` are names of the site besides those of this machine, where the pages are part of it; then ``site`` is empty.
    """
    desk = Desk(assistant, data, language, site)
    app = FastAPI(title="Standpuntwijzer", docs_url=None, redoc_url=None, openapi_url=None)

    @app.get("/look/theme.css", include_in_schema=False)
    def theme_css() -> Response:
        return Response(theme.css(), media_type="text/css")

    @app.get("/favicon.ico", include_in_schema=False)
    def favicon() -> Response:
        return Response(status_code=204)

    app.mount("/look", StaticFiles(directory=STATIC))
    _overview(app, desk)
    for router in (
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
    ):
        app.include_router(router)
    _faults(app, desk)
    app.add_middleware(SameSite)
    app.add_middleware(Closed)
    # A page elsewhere that rebinds its name to 127.0.0.1 would otherwise reach this server.
    app.add_middleware(TrustedHostMiddleware, allowed_hosts=[*_HOSTS, *hosts])
    return app


def _overview(app: FastAPI, desk: Desk) -> None:
    @app.get("/", include_in_schema=False)
    def overview(request: Request, mis: str = "") -> Response:
        return _show_overview(desk, request, "first" if mis == "naam" else "")

    @app.post("/naam", include_in_schema=False)
    def name(request: Request, form: Annotated[Form, Depends(desk.form)]) -> Response:
        if visitor_of(request).name:
            return go("/")
        typed = valid_name(form.one("naam"))
        if not typed:
            return _show_overview(desk, request, "fault", form.one("naam"))
        answer = go("/?gedaan=naam")
        remember_name(answer, typed)
        return answer


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


def _faults(app: FastAPI, desk: Desk) -> None:
    """What is told when something is not there, cannot be read or is too large; and a form from before a restart."""

    @app.exception_handler(HTTPException)
    async def not_found(request: Request, error: HTTPException) -> Response:
        return desk.page(request, "training_fault.html", "", status=error.status_code, fault="not_found", told="")

    @app.exception_handler(CorpusError)
    async def unreadable(request: Request, error: CorpusError) -> Response:
        return desk.page(request, "training_fault.html", "", status=500, fault="broken", told=str(error))

    @app.exception_handler(TooLarge)
    async def too_large(request: Request, error: TooLarge) -> Response:
        return desk.page(request, "training_fault.html", "", status=413, fault="too_large", told="")

    @app.exception_handler(Stale)
    async def stale(request: Request, error: Stale) -> Response:
        if request.url.path == f"{request.scope.get('root_path', '')}/inlezen":
            # A browser does not send a file again by itself.
            return desk.page(request, "training_import.html", "overview", status=403, typed=error.form.one("titel"), fault="file", told="", faults=())
        return desk.page(request, "training_stale_form.html", "", status=403, fields=error.form.values)


def serve(assistant: Assistant, data: Path, language: str, opened: socket.socket, site: str = SITE) -> None:
    """Serve the pages on a socket of :func:`ui.app.listen` until Ctrl-C."""
    import uvicorn

    host, port = opened.getsockname()[:2]
    name = f"[{host}]" if ":" in host else host
    print(f"De bladzijden voor trainers staan klaar op http://{name}:{port}  (stoppen: Ctrl-C)", flush=True)
    app = create_app(assistant, data, language, site)
    config = uvicorn.Config(app, log_level="warning", access_log=False, loop="asyncio", timeout_graceful_shutdown=3)
    uvicorn.Server(config).run(sockets=[opened])
