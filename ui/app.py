"""The web server: the page, ``/healthz`` and the headers that keep the browser at home. Loopback only."""

import ipaddress
import socket
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.pipeline import Assistant
from assistant.settings import SettingsError
from models.closed import apply_switches
from ui import api, api_docs, api_openai, asking, chat, export, feedback, lessons, mcp, reader, theme
from ui.pages import STATIC

if TYPE_CHECKING:
    from fastapi import FastAPI
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

# Gradio's own page needs inline scripts and styles; no other host is ever allowed.
POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self' data:; media-src 'self' blob:; connect-src 'self'; worker-src 'self' blob:; "
    "object-src 'none'; frame-ancestors 'none'; base-uri 'self'; form-action 'self'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "X-Frame-Options": "DENY",
    "Cache-Control": "no-store",
}
_HOSTS = ["localhost", "127.0.0.1", "[::1]"]


def create_app(assistant: Assistant, language: str, data: Path | None = None) -> "FastAPI":
    """The whole site as an ASGI app; ``data`` is where ratings, own lessons and groups are kept (without it the site has none of them)."""
    apply_switches()
    import gradio as gr
    from fastapi import FastAPI, Response
    from starlette.middleware.trustedhost import TrustedHostMiddleware
    from starlette.staticfiles import StaticFiles

    app = FastAPI(title="Standpuntwijzer", docs_url=None, redoc_url=None, openapi_url=None)

    @app.get("/look/theme.css", include_in_schema=False)
    def theme_css() -> Response:
        return Response(theme.css(), media_type="text/css")

    app.mount("/look", StaticFiles(directory=STATIC))
    for router in (
        chat.routes(assistant, language),
        asking.routes(assistant),
        reader.routes(assistant, language),
        export.routes(),
        api.routes(assistant),
        api_openai.routes(assistant),
        api_docs.routes(language),
    ):
        app.include_router(router)
    if data is not None:
        app.include_router(feedback.routes(data / "feedback"))
        app.include_router(lessons.routes(assistant, language, data))
    mcp.mount(app, assistant)
    app.add_middleware(Closed)
    # A page elsewhere that rebinds its name to 127.0.0.1 would otherwise reach this server.
    app.add_middleware(TrustedHostMiddleware, allowed_hosts=_HOSTS)
    gr.mount_gradio_app(
        app,
        chat.build(language),
        path="/",
        app_kwargs={"docs_url": None, "redoc_url": None, "openapi_url": None},
        footer_links=[],
        show_error=False,
        allowed_paths=[],
        ssr_mode=False,
        enable_monitoring=False,
        theme=gr.themes.Base(font=["system-ui", "sans-serif"], font_mono=["ui-monospace", "monospace"]),
        head=chat.HEAD,
    )
    return app


class Closed:
    """Adds :data:`HEADERS` to every response, without holding up one that streams."""

    def __init__(self, app: "ASGIApp") -> None:
        self._app = app

    async def __call__(self, scope: "Scope", receive: "Receive", send: "Send") -> None:
        async def closed(message: "Message") -> None:
            if message["type"] == "http.response.start":
                names = {name.lower() for name, _ in message["headers"]}
                fixed = [(name.lower().encode(), value.encode()) for name, value in HEADERS.items()]
                message["headers"] = [*message["headers"], *(pair for pair in fixed if pair[0] not in names)]
            await send(message)

        await self._app(scope, receive, closed if scope["type"] == "http" else send)


def listen(host: str, port: int) -> socket.socket:
    """A socket on a loopback address. Raises :class:`SettingsError` for another address or a port in use."""
    try:
        address = ipaddress.ip_address("127.0.0.1" if host == "localhost" else host)
    except ValueError as error:
        raise SettingsError(f"STANDPUNT_HOST={host} is geen adres. Gebruik 127.0.0.1.") from error
    if not address.is_loopback:
        raise SettingsError(
            f"STANDPUNT_HOST={host} is bereikbaar voor andere machines en de pagina heeft nog geen aanmelding. Gebruik 127.0.0.1."
        )
    family = socket.AF_INET6 if address.version == 6 else socket.AF_INET
    opened = socket.socket(family, socket.SOCK_STREAM)
    opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        opened.bind((str(address), port))
    except OSError as error:
        opened.close()
        raise SettingsError(
            f"Poort {port} op {host} is niet vrij ({error.strerror}). Draai: standpuntwijzer serve --port {port + 1}"
        ) from error
    return opened


def serve(assistant: Assistant, opened: socket.socket, language: str, data: Path) -> None:
    """Serve the page on a socket of :func:`listen` until Ctrl-C."""
    import uvicorn

    app = create_app(assistant, language, data)
    host, port = opened.getsockname()[:2]
    name = f"[{host}]" if ":" in host else host
    print(f"Standpuntwijzer staat klaar op http://{name}:{port}  (stoppen: Ctrl-C)", flush=True)
    # No access log: a log of requests is a log of who asked something and when.
    config = uvicorn.Config(app, log_level="warning", access_log=False, timeout_graceful_shutdown=3)
    uvicorn.Server(config).run(sockets=[opened])
