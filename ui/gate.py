"""The gate before every request: it looks in the table of ``ui/access.py``, and lets in, asks to sign in, or refuses.

In order: is there a row, who asks, may they, does a browser send it from a page of ours, and not too often.
"""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from urllib.parse import quote

from anyio import CapacityLimiter
from anyio.to_thread import run_sync
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from assistant.accounts import AccountError, Accounts
from assistant.sessions import Sessions, secret_of
from assistant.settings import Settings, SettingsError
from assistant.watch.logs import tell
from ui.access import ASK, HERE, SIGN_IN, TRY, Row, Visitor, Who, admit, may, methods_of, row_for
from ui.access_strings import REFUSED, Refusal
from ui.forms import is_own
from ui.identity import NOBODY, Elsewhere, Identity, networks_of, roles_of
from ui.limits import Limits, address_of
from ui.pages import language_of, page

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send

_PEER = "standpuntwijzer.peer"
_PROGRAMS = ("/api/", "/v1/", "/mcp", "/ui/", "/export/", "/lessen/uitslag")
_STATUS = {"nobody": 401, "role": 403, "elsewhere": 403, "foreign": 403, "absent": 404, "method": 405, "often": 429, "broken": 503}


@dataclass(frozen=True, slots=True)
class Door:
    """How this site is entered; without ``identity`` there is no sign-in and everybody on this machine may all."""

    hosts: tuple[str, ...] = ()
    limits: Limits | None = None
    identity: Identity | None = None

    @property
    def auth(self) -> str:
        return self.identity.settings.auth if self.identity else "none"


def door_of(settings: Settings) -> Door:
    """The door that the settings ask for. Raises :class:`SettingsError` and :class:`AccountError` when it cannot be used."""
    hosts = tuple(filter(None, (name.strip().lower() for name in settings.hosts.split(","))))
    ask = settings.limit_ask or ("" if settings.auth == "none" else "30/minute")
    limits = Limits({ASK: ("STANDPUNT_LIMIT_ASK", ask), TRY: ("STANDPUNT_LIMIT_SIGN_IN", settings.limit_sign_in)})
    if settings.auth == "none":
        return Door(hosts, limits)
    accounts = Accounts(settings.data)
    known = settings.auth == "local"
    if known and not accounts.all():
        raise SettingsError("STANDPUNT_AUTH=local, maar er is nog geen account. Draai: standpuntwijzer accounts add NAAM --role administrator")
    proxies = networks_of(settings)
    if settings.auth == "proxy" and not proxies:
        raise SettingsError("STANDPUNT_AUTH=proxy: zet STANDPUNT_TRUSTED_PROXIES op het adres van de proxy, bijvoorbeeld 10.0.0.5.")
    sessions = Sessions(settings.data, settings.session_idle * 60, settings.session_longest * 60, known)
    return Door(hosts, limits, Identity(settings, accounts, sessions, secret_of(settings.data), proxies, roles_of(settings)))


class Peer:
    """Remembers who opened the connection, before what a proxy says about the visitor is believed."""

    def __init__(self, app: "ASGIApp") -> None:
        self._app = app

    async def __call__(self, scope: "Scope", receive: "Receive", send: "Send") -> None:
        client = scope.get("client")
        scope[_PEER] = client[0] if client else ""
        await self._app(scope, receive, send)


class Gate:
    """Refuses what the table of ``ui/access.py`` does not let in, and tells the pages who asks."""

    def __init__(self, app: "ASGIApp", door: Door, language: str) -> None:
        self._app, self._door, self._language = app, door, language
        # Of its own: who waits for an answer holds the threads of the server.
        self._looking: CapacityLimiter | None = None

    async def __call__(self, scope: "Scope", receive: "Receive", send: "Send") -> None:
        if scope["type"] == "websocket":
            # Nothing here uses one, and a browser sends one for any site.
            await send({"type": "websocket.close", "code": 1008})
        elif scope["type"] != "http":
            await self._app(scope, receive, send)
        else:
            request = Request(scope, receive)
            refused = await self._refused(request)
            await (refused or self._app)(scope, receive, send)

    async def _refused(self, request: Request) -> Response | None:
        """Why a request is not let in; None when it is."""
        path, root = request.scope["path"], request.scope.get("root_path", "")
        path = path.removeprefix(root) or "/"
        row = row_for(request.method, path)
        try:
            visitor, by_browser = (NOBODY, True) if row and row.who is Who.PROBE else await self._visitor(request)
        except Elsewhere:
            return self._no(request, "elsewhere")
        except AccountError as error:
            tell("error", "accounts", told=type(error.__cause__).__name__)
            return self._no(request, "broken")
        admit(request.scope, replace(visitor, root=root))
        if row is None:
            methods = methods_of(path)
            return self._no(request, "method", {"Allow": ", ".join(methods)}) if methods else self._no(request, "absent")
        return self._by_row(request, row, visitor, by_browser)

    def _by_row(self, request: Request, row: Row, visitor: Visitor, by_browser: bool) -> Response | None:
        if row.who is Who.NOBODY:
            return self._no(request, "absent")
        if not may(row, visitor.role):
            return self._no(request, "role") if visitor.role else self._sign_in(request)
        # What a program sends with a token no browser can be made to send; without sign-in the programs of this machine send nothing that tells.
        if self._door.identity and by_browser and request.method not in ("GET", "HEAD") and not is_own(request.scope):
            return self._no(request, "foreign")
        if row.limit and self._door.limits:
            seconds = self._door.limits.count(row.limit, visitor.name or address_of(request.client.host if request.client else ""))
            return self._no(request, "often", {"Retry-After": str(seconds)}, seconds) if seconds else None
        return None

    async def _visitor(self, request: Request) -> tuple[Visitor, bool]:
        if self._door.identity is None:
            return HERE, True
        self._looking = self._looking or CapacityLimiter(8)
        return await run_sync(self._door.identity.find, request, request.scope.get(_PEER, ""), limiter=self._looking)

    def _sign_in(self, request: Request) -> Response:
        by_page = request.method in ("GET", "HEAD") and not _is_program(request)
        if not by_page or self._door.auth == "proxy":
            return self._no(request, "nobody", {"WWW-Authenticate": "Bearer"})
        wanted = quote(request.scope["path"], safe="/@:") + (f"?{request.url.query}" if request.url.query else "")
        root = request.scope.get("root_path", "")
        return RedirectResponse(f"{root}{SIGN_IN}?naar={quote(wanted, safe='')}", 303)

    def _no(self, request: Request, why: str, headers: dict[str, str] | None = None, seconds: int = 0) -> Response:
        language = language_of(request, self._language)
        told = {each: words[why].filled(seconds) for each, words in REFUSED.items()}
        if _is_program(request):
            response: Response = JSONResponse(_form(why, told), _STATUS[why])
        else:
            signing = why == "nobody" and self._door.auth != "proxy"
            values = {"told": told[language], "sign_in": SIGN_IN if signing else ""}
            response = page(request, "access_refused.html", self._language, status=_STATUS[why], here="", **values)
        response.headers.update(headers or {})
        return response


def _is_program(request: Request) -> bool:
    """Whether the reply is for a program or a script: then it is JSON, whatever it accepts."""
    root = request.scope.get("root_path", "")
    return request.scope["path"].removeprefix(root).startswith(_PROGRAMS) or "text/html" not in request.headers.get("accept", "")


def _form(why: str, told: dict[str, Refusal]) -> dict[str, object]:
    """As the API tells a mistake; OpenAI's programs read ``message`` and ``type``."""
    text = {language: f"{refusal.title}. {refusal.text}" for language, refusal in told.items()}
    return {"error": {"code": why, "type": why, "message": text["nl"], "message_en": text["en"]}}


