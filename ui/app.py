"""The web server: every page and API of the site behind one gate (``ui/access.py``). Loopback only, unless visitors sign in."""

import ipaddress
import os
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assistant.pipeline import Assistant
from assistant.settings import Settings, SettingsError
from assistant.watch.watch import Watch
from models.closed import apply_switches
from ui import api, api_docs, api_openai, asking, chat, export, feedback, lessons, mcp, operations, reader
from ui.access import EVALUATORS, TRAINERS
from ui.gate import Door, Gate, Peer
from ui.headers import LOCAL, Closed
from ui.pages import serve_look

if TYPE_CHECKING:
    from fastapi import FastAPI

# No access log: a log of requests is a log of who asked something and when. What uvicorn tells goes through assistant/watch/logs.py.
# Not uvloop: it connects in native code, where models/egress.py cannot see it.
# What a proxy says is read in create_app, after it has been seen who says it.
OPTIONS: dict[str, Any] = {
    "log_level": "warning", "log_config": None, "access_log": False, "loop": "asyncio", "timeout_graceful_shutdown": 3, "proxy_headers": False,
}  # fmt: skip

# At least so many at a time; some wait for a disk or a database.
_THREADS = 8


def create_app(assistant: Assistant, language: str, data: Path | None = None, *, watch: Watch | None = None, door: Door | None = None) -> "FastAPI":
    """The whole site as an ASGI app; ``data`` is where ratings, own lessons and groups are kept (without it the site has none of them).

    ``watch`` is what counts, logs and keeps the audit trail; without it there are only counters. ``door`` is how visitors come in; without it
    nobody signs in.
    """
    apply_switches()
    import gradio as gr
    from fastapi import FastAPI
    from starlette.middleware.trustedhost import TrustedHostMiddleware
    from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

    app = FastAPI(title="Standpuntwijzer", docs_url=None, redoc_url=None, openapi_url=None, lifespan=_few_threads)
    app.add_exception_handler(Exception, api.broken)
    watch, door = watch or Watch(), door or Door()
    assistant, ready = watch.over(assistant)
    app.include_router(operations.routes(watch, ready))

    serve_look(app)
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
    mcp.mount(app, assistant, door.hosts)
    if door.identity is not None:
        _for_accounts(app, assistant, language, data, door)
    app.add_middleware(Gate, door=door, language=language)
    app.add_middleware(Closed, loose="/")
    app.add_middleware(TrustedHostMiddleware, allowed_hosts=[*LOCAL, *door.hosts])
    if door.identity is not None:
        app.add_middleware(ProxyHeadersMiddleware, trusted_hosts=[str(network) for network in door.identity.proxies])
    app.add_middleware(Peer)
    # The outermost: what the other layers refuse is counted too.
    app.add_middleware(operations.Observing, watch=watch)
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


@asynccontextmanager
async def _few_threads(app: "FastAPI") -> AsyncIterator[None]:
    """Searching and making pages is computing: with more threads everybody waits for everybody, and the first comes no sooner than the last."""
    from anyio.to_thread import current_default_thread_limiter

    current_default_thread_limiter().total_tokens = max(_THREADS, 2 * (os.cpu_count() or 1))
    yield


def _for_accounts(app: "FastAPI", assistant: Assistant, language: str, data: Path | None, door: Door) -> None:
    """What is there when visitors sign in: the pages for that, and those of the staff under addresses of their own."""
    from eval.places import Places
    from ui import evaluation, sign_in, sign_in_oidc, training

    identity = door.identity
    if identity is None or door.limits is None:
        return
    pages = sign_in.SignIn(door, identity, door.limits, language)
    sign_in.handle(app, pages)
    if door.auth in ("local", "oidc"):
        app.include_router(sign_in.routes(pages))
    if door.auth == "oidc":
        app.include_router(sign_in_oidc.routes(pages))
    if data is not None:
        places = Places(api.documents_of(assistant.retriever).values()).names
        app.mount(EVALUATORS, evaluation.create_app(data, places, language, door.hosts))
        app.mount(TRAINERS, training.create_app(assistant, data, language, "", door.hosts))


def listen(host: str, port: int, settings: Settings | None = None) -> socket.socket:
    """A socket on a loopback address, or with sign-in on any. Raises :class:`SettingsError` for another address or a port in use."""
    try:
        address = ipaddress.ip_address("127.0.0.1" if host == "localhost" else host)
    except ValueError as error:
        raise SettingsError(f"STANDPUNT_HOST={host} is geen adres. Gebruik 127.0.0.1.") from error
    if not address.is_loopback:
        _for_others(host, settings)
    family = socket.AF_INET6 if address.version == 6 else socket.AF_INET
    opened = socket.socket(family, socket.SOCK_STREAM)
    opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        opened.bind((str(address), port))
    except OSError as error:
        opened.close()
        if isinstance(error, PermissionError):
            told = f"Poort {port} mag dit programma niet gebruiken. Kies er een vanaf 1024 (STANDPUNT_PORT), en zet er een proxy voor."
            raise SettingsError(told) from error
        raise SettingsError(
            f"Poort {port} op {host} is niet vrij ({error.strerror}). Draai: standpuntwijzer serve --port {port + 1}"
        ) from error
    return opened


def refuse_beside(settings: Settings, path: str) -> None:
    """Raises :class:`SettingsError` when pages are part of the site: beside it they would have no sign-in."""
    if settings.auth != "none":
        raise SettingsError(f"Met STANDPUNT_AUTH={settings.auth} staan deze pagina's op {path} van de site zelf. Draai: standpuntwijzer serve")


def _for_others(host: str, settings: Settings | None) -> None:
    """Raises :class:`SettingsError` when visitors from other machines would come in without sign-in, or could not come in at all."""
    if settings is None or settings.auth == "none":
        raise SettingsError(
            f"STANDPUNT_HOST={host} is bereikbaar voor andere machines en niemand hoeft zich aan te melden. Gebruik 127.0.0.1, of kies een "
            "aanmelding: STANDPUNT_AUTH=local en dan standpuntwijzer accounts add NAAM --role administrator"
        )
    if not settings.hosts:
        raise SettingsError(f"STANDPUNT_HOST={host}: zet STANDPUNT_HOSTS op de naam van de site, bijvoorbeeld standpuntwijzer.intern.")
    if not settings.trusted_proxies:
        told = "Let op: zonder https gaan wachtwoorden en vragen leesbaar over het netwerk. Zet er een proxy met https voor"
        print(f"{told} (STANDPUNT_TRUSTED_PROXIES).", file=sys.stderr, flush=True)


def serve(assistant: Assistant, opened: socket.socket, language: str, data: Path, watch: Watch | None = None, door: Door | None = None) -> None:
    """Serve the page on a socket of :func:`listen` until Ctrl-C."""
    import uvicorn

    app = create_app(assistant, language, data, watch=watch, door=door)
    print(f"Standpuntwijzer staat klaar op {address_of(opened)}  (stoppen: Ctrl-C)", flush=True)
    uvicorn.Server(uvicorn.Config(app, **OPTIONS)).run(sockets=[opened])


def address_of(opened: socket.socket) -> str:
    """The address of the site on a socket of :func:`listen`."""
    host, port = opened.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
