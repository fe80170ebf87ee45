"""The evaluators' pages, a small server of their own: ``standpuntwijzer eval pages``. Loopback only, without JavaScript.

Start reading here; ``evaluation_label`` has the labelling, ``evaluation_results`` the agreement, ``evaluation_cases`` the questions.
"""

import socket
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated

from fastapi import Depends, FastAPI, Request
from fastapi.responses import Response
from starlette.exceptions import HTTPException
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.staticfiles import StaticFiles

from assistant.notices import spoken_date
from corpus.document import CorpusError
from eval.candidates import waiting
from eval.case import load_cases
from eval.review import Label, pairs, read_adjudications
from eval.runs import Manifest, list_runs
from ui import evaluation_cases, evaluation_label, evaluation_results, theme
from ui.access import visitor_of
from ui.evaluation_blind import answers_of
from ui.evaluation_desk import Desk, remember_choice, remember_name
from ui.evaluation_label import code_of_run
from ui.forms import Form, SameSite, Stale, TooLarge, go, valid_name
from ui.headers import Closed
from ui.pages import STATIC, language_of

_HOSTS = ["localhost", "127.0.0.1", "[::1]"]
_SIZES = (30, 60, 100, 200, 0)
_MISSING = ("naam", "keuze")


def create_app(data: Path, places: frozenset[str], language: str, hosts: Sequence[str] = ()) -> FastAPI:
    """All pages as an ASGI app; ``places`` are those of the corpus of this machine, ``language`` is that of who did not choose.

    ``hosts`` are names of the site besides those of this machine, where the pages are part of it.
    """
    desk = Desk(data, places, language)
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
        evaluation_label.routes(desk),
        evaluation_label.decisions(desk),
        evaluation_results.routes(desk),
        evaluation_cases.candidates(desk),
        evaluation_cases.routes(desk),
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
        return _show_overview(desk, request, mis if mis in _MISSING else "")

    @app.post("/naam", include_in_schema=False)
    def name(request: Request, form: Annotated[Form, Depends(desk.form)]) -> Response:
        if visitor_of(request).name:
            return go("/")
        typed = valid_name(form.one("naam"))
        if not typed:
            return _show_overview(desk, request, "vorm", form.one("naam"))
        known = {label.evaluator.casefold(): label.evaluator for label in desk.labels()}
        answer = go("/")
        remember_name(answer, known.get(typed.casefold(), typed))
        return answer

    @app.post("/keuze", include_in_schema=False)
    def choose(request: Request, form: Annotated[Form, Depends(desk.form)]) -> Response:
        known = {code_of_run(manifest.name) for manifest in list_runs(desk.runs)}
        runs, size = [code for code in form.all("run") if code in known], form.one("aantal")
        if not runs or not desk.who(request):
            return go("/?mis=keuze" if desk.who(request) else "/?mis=naam")
        answer = go("/beoordelen")
        remember_choice(answer, runs, int(size) if size in map(str, _SIZES) else 0)
        return answer


def _show_overview(desk: Desk, request: Request, missing: str, typed: str = "") -> Response:
    labels, choice, decided = desk.labels(), desk.choice(request), read_adjudications(desk.review)
    language = language_of(request, desk.language)
    return desk.page(
        request,
        "evaluation_overview.html",
        "overview",
        status=422 if missing == "vorm" else 200,
        missing=missing,
        typed=typed,
        runs=[_run(desk, manifest, labels, language) for manifest in reversed(list_runs(desk.runs))],
        chosen=choice.runs,
        size=choice.size if choice.runs else _SIZES[1],
        sizes=_SIZES,
        sets={name: len(cases) for name, cases in load_cases([], desk.data / "sets").items()},
        waiting=len(waiting(desk.data)),
        differ=sum(answer.item not in decided for answer, _ in evaluation_label.in_dispute(desk).values()),
    )


def _run(desk: Desk, manifest: Manifest, labels: list[Label], language: str) -> Mapping[str, object]:
    """A run on the overview: who labelled how many of its answers, and how far they agree."""
    ours = [label for label in labels if label.run == manifest.name]
    # A run may have been done again under the same name: labels are of the answers that were.
    there = {answer.item for answer in answers_of(desk.runs, manifest.name).values()} if ours else set()
    ours = [label for label in ours if label.item in there]
    return {
        "code": code_of_run(manifest.name),
        "name": manifest.name,
        "about": manifest.config.label,
        "day": spoken_date(manifest.day, language),
        "cases": manifest.cases,
        "labelled": sorted(Counter(label.evaluator for label in ours).items()),
        "pairs": pairs(ours),
    }


def _faults(app: FastAPI, desk: Desk) -> None:
    """What is told when something is not there, cannot be read or is too large; and a form from before a restart."""

    @app.exception_handler(HTTPException)
    async def not_found(request: Request, error: HTTPException) -> Response:
        return desk.page(request, "evaluation_fault.html", "", status=error.status_code, fault="not_found", told="")

    @app.exception_handler(CorpusError)
    async def unreadable(request: Request, error: CorpusError) -> Response:
        return desk.page(request, "evaluation_fault.html", "", status=500, fault="broken", told=str(error))

    @app.exception_handler(TooLarge)
    async def too_large(request: Request, error: TooLarge) -> Response:
        return desk.page(request, "evaluation_fault.html", "", status=413, fault="too_large", told="")

    @app.exception_handler(Stale)
    async def stale(request: Request, error: Stale) -> Response:
        return desk.page(request, "evaluation_stale.html", "", status=403, fields=error.form.values)


def serve(data: Path, places: frozenset[str], language: str, opened: socket.socket) -> None:
    """Serve the pages on a socket of :func:`ui.app.listen` until Ctrl-C."""
    import uvicorn

    host, port = opened.getsockname()[:2]
    name = f"[{host}]" if ":" in host else host
    print(f"De bladzijden voor beoordelaars staan klaar op http://{name}:{port}  (stoppen: Ctrl-C)", flush=True)
    config = uvicorn.Config(create_app(data, places, language), log_level="warning", access_log=False, loop="asyncio", timeout_graceful_shutdown=3)
    uvicorn.Server(config).run(sockets=[opened])
