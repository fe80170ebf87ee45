"""What the sites of the evaluators and of the trainers share: an app closed to other sites, what it tells of a fault, and who works there."""

import socket
from collections.abc import Callable, Iterable, Sequence
from urllib.parse import quote, unquote

from fastapi import APIRouter, FastAPI, Request
from fastapi.responses import Response
from starlette.exceptions import HTTPException
from starlette.middleware.trustedhost import TrustedHostMiddleware

from corpus.document import CorpusError
from ui.access import visitor_of
from ui.forms import SameSite, Stale, TooLarge, valid_name
from ui.headers import LOCAL, Closed
from ui.pages import keep, serve_look

# The ``page`` of a desk: request, template, place in the menu, and by name the status and the values of the template.
Page = Callable[..., Response]


def closed_app(page: Page, base: str, routers: Iterable[APIRouter], hosts: Sequence[str]) -> FastAPI:
    """``routers`` as an app that other sites cannot use; ``base`` is the template around its pages.

    ``hosts`` are names of the site besides those of this machine, where the pages are part of it.
    """
    app = FastAPI(title="Standpuntwijzer", docs_url=None, redoc_url=None, openapi_url=None)

    @app.get("/favicon.ico", include_in_schema=False)
    def favicon() -> Response:
        return Response(status_code=204)

    serve_look(app)
    for router in routers:
        app.include_router(router)
    _tell_faults(app, page, base)
    app.add_middleware(SameSite)
    app.add_middleware(Closed)
    app.add_middleware(TrustedHostMiddleware, allowed_hosts=[*LOCAL, *hosts])
    return app


def _tell_faults(app: FastAPI, page: Page, base: str) -> None:
    """What is told when something is not there, cannot be read or is too large; and a form from before a restart."""

    def fault(request: Request, status: int, fault: str, told: str = "") -> Response:
        return page(request, "staff_fault.html", "", status=status, base=base, fault=fault, told=told)

    @app.exception_handler(HTTPException)
    async def not_found(request: Request, error: HTTPException) -> Response:
        return fault(request, error.status_code, "not_found")

    @app.exception_handler(CorpusError)
    async def unreadable(request: Request, error: CorpusError) -> Response:
        return fault(request, 500, "broken", str(error))

    @app.exception_handler(TooLarge)
    async def too_large(request: Request, error: TooLarge) -> Response:
        return fault(request, 413, "too_large")

    @app.exception_handler(Stale)
    async def stale(request: Request, error: Stale) -> Response:
        return page(request, "staff_old_form.html", "", status=403, base=base, fields=error.form.values)


def name_of(request: Request, cookie: str) -> str:
    """The name of the account, else the one that was given and kept in ``cookie``; empty before that."""
    return visitor_of(request).name or valid_name(unquote(request.cookies.get(cookie, "")))


def keep_name(response: Response, cookie: str, name: str) -> None:
    """Keep a name for :func:`name_of`."""
    keep(response, cookie, quote(name))


def serve(app: FastAPI, staff: str, opened: socket.socket) -> None:
    """Serve the pages of ``staff`` on a socket of :func:`ui.app.listen` until Ctrl-C."""
    import uvicorn

    from ui.app import address_of

    print(f"De bladzijden voor {staff} staan klaar op {address_of(opened)}  (stoppen: Ctrl-C)", flush=True)
    # No uvloop: see the options of ui/app.py.
    config = uvicorn.Config(app, log_level="warning", access_log=False, loop="asyncio", timeout_graceful_shutdown=3)
    uvicorn.Server(config).run(sockets=[opened])
