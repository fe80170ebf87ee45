"""The web server: the page, ``/healthz`` and the headers that keep the browser at home. Loopback only."""

import ipaddress
import socket
from typing import TYPE_CHECKING, Any

from assistant.pipeline import Assistant
from assistant.settings import SettingsError
from models.closed import apply_switches
from ui import chat, render

if TYPE_CHECKING:
    from fastapi import FastAPI

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


def create_app(assistant: Assistant, language: str) -> "FastAPI":
    """The whole site as an ASGI app."""
    apply_switches()
    import gradio as gr
    from fastapi import FastAPI
    from starlette.middleware.trustedhost import TrustedHostMiddleware

    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)

    @app.get("/healthz")
    def healthz() -> dict[str, Any]:
        return {"status": "ok", "passages": len(assistant.retriever.passages)}

    @app.middleware("http")
    async def closed(request: Any, call_next: Any) -> Any:
        response = await call_next(request)
        response.headers.update(HEADERS)
        return response

    # A page elsewhere that rebinds its name to 127.0.0.1 would otherwise reach this server.
    app.add_middleware(TrustedHostMiddleware, allowed_hosts=_HOSTS)
    theme = gr.themes.Base(font=["system-ui", "sans-serif"], font_mono=["ui-monospace", "monospace"], primary_hue="blue")
    gr.mount_gradio_app(
        app,
        chat.build(assistant, language),
        path="/",
        app_kwargs={"docs_url": None, "redoc_url": None, "openapi_url": None},
        footer_links=[],
        show_error=False,
        allowed_paths=[],
        ssr_mode=False,
        enable_monitoring=False,
        theme=theme,
        css=render.CSS,
        head=render.HEAD,
    )
    return app


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


def serve(assistant: Assistant, opened: socket.socket, language: str) -> None:
    """Serve the page on a socket of :func:`listen` until Ctrl-C."""
    import uvicorn

    app = create_app(assistant, language)
    host, port = opened.getsockname()[:2]
    name = f"[{host}]" if ":" in host else host
    print(f"Standpuntwijzer staat klaar op http://{name}:{port}  (stoppen: Ctrl-C)", flush=True)
    # No access log: a log of requests is a log of who asked something and when.
    config = uvicorn.Config(app, log_level="warning", access_log=False, timeout_graceful_shutdown=3)
    uvicorn.Server(config).run(sockets=[opened])
