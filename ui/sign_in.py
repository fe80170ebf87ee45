"""Signing in and out. With accounts of this installation the page asks for a password; else it points to the provider (``sign_in_oidc``)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from secrets import token_urlsafe
from threading import Lock
from typing import TYPE_CHECKING, Annotated, Any
from urllib.parse import urlsplit

from fastapi import APIRouter, Depends, FastAPI, Request
from fastapi.responses import RedirectResponse, Response
from starlette.concurrency import run_in_threadpool

from assistant.accounts import Account, AccountError, key_of
from assistant.watch.logs import tell
from ui.access import SIGN_IN, SIGN_OUT, TRY, visitor_of
from ui.access_strings import SIGN_IN_WORDS
from ui.forms import Form, Stale, TooLarge, go, read_form
from ui.gate import Door
from ui.identity import Identity, cookie_name
from ui.limits import Limits, address_of
from ui.pages import language_of, page

if TYPE_CHECKING:
    from itsdangerous import URLSafeTimedSerializer

FLOW, FLOW_SECONDS = "aanmeldpoging", 600
_LONGEST_TARGET = 2_000
_STATUS = {"wrong": 401, "often": 429, "stale": 403, "provider": 502, "refused": 403, "role": 403, "broken": 503}


@dataclass(frozen=True)
class SignIn:
    """What the pages of signing in share; ``lock`` makes that attempts are counted one by one."""

    door: Door
    identity: Identity
    limits: Limits
    language: str
    lock: Lock = field(default_factory=Lock)

    def page(self, request: Request, target: str, fault: str = "", *, typed: str = "", seconds: int = 0, left: bool = False) -> Response:
        """The sign-in page, with a token of its own in a cookie."""
        words = SIGN_IN_WORDS[language_of(request, self.language)]
        flow = {"token": token_urlsafe(24)}
        issuer = self.identity.settings.oidc_issuer
        response = page(
            request,
            "access_sign_in.html",
            self.language,
            status=_STATUS[fault] if fault else 200,
            here="",
            t=words,
            fault=words.faults[fault].format(seconds=seconds) if fault else "",
            typed=typed,
            target=target,
            form_token=flow["token"],
            provider=(urlsplit(issuer).hostname or issuer) if self.door.auth == "oidc" else "",
            left=left,
        )
        if seconds:
            response.headers["Retry-After"] = str(seconds)
        self.keep_flow(request, response, flow)
        return response

    def flow(self, request: Request) -> dict[str, Any]:
        """What this browser began; empty when that is too long ago or not ours."""
        from itsdangerous import BadData

        try:
            found = self._signer().loads(request.cookies.get(FLOW, ""), max_age=FLOW_SECONDS)
        except BadData:
            return {}
        return found if isinstance(found, dict) else {}

    def keep_flow(self, request: Request, response: Response, flow: Mapping[str, Any]) -> None:
        """Keep what this browser begins; nothing to forget it."""
        about: dict[str, Any] = {"path": visitor_of(request).root + SIGN_IN, "httponly": True, "samesite": "lax", "secure": _is_safe(request)}
        if flow:
            response.set_cookie(FLOW, str(self._signer().dumps(dict(flow))), max_age=FLOW_SECONDS, **about)
        else:
            response.delete_cookie(FLOW, **about)

    def _signer(self) -> "URLSafeTimedSerializer":
        from itsdangerous import URLSafeTimedSerializer

        return URLSafeTimedSerializer(self.identity.secret, salt="aanmelden")

    def welcome(self, request: Request, account: Account, target: str) -> Response:
        """Begin a new session and go on; one that this browser had before ends. Raises :class:`assistant.accounts.AccountError`."""
        name, sessions = cookie_name(request), self.identity.sessions
        if old := request.cookies.get(name):
            sessions.end(old)
        response = go(target)
        response.set_cookie(name, sessions.begin(account), path="/", httponly=True, samesite="lax", secure=_is_safe(request))
        self.keep_flow(request, response, {})
        # Not at the level of information: who came in must be there to be found in every installation.
        tell("warning", "sign_in", how=self.door.auth, account=account.name, role=str(account.role))
        return response

    def leave(self, request: Request) -> Response:
        """End the session of this browser."""
        name = cookie_name(request)
        self.identity.sessions.end(request.cookies.get(name, ""))
        response = go(f"{visitor_of(request).root}{SIGN_IN}?gedaan=afgemeld")
        response.delete_cookie(name, path="/", httponly=True, samesite="lax", secure=_is_safe(request))
        return response

    def wait(self, *who: str) -> int:
        """Seconds until one of these may try again."""
        return max((self.limits.wait(TRY, each) for each in who), default=0)

    def failed(self, reason: str, *who: str, account: str = "") -> None:
        """Count an attempt that went wrong. What was typed as a name may be a password, so it is told only for a name that is there."""
        for each in who:
            self.limits.count(TRY, each)
        tell("warning", "sign_in_failed", how=self.door.auth, reason=reason, account=account or None)

    def try_password(self, request: Request, name: str, password: str, target: str) -> Response:
        """Sign in with name and password."""
        who = (from_where(request), f"naam {key_of(name)[:80]}")
        # One at a time: a hash takes memory, and attempts side by side would not see each other counted.
        with self.lock:
            if seconds := self.wait(*who):
                return self.page(request, target, "often", seconds=seconds)
            account = self.identity.accounts.check(name, password)
            if account is None:
                known = {key_of(each.name): each.name for each in self.identity.accounts.all()}
                self.failed("password" if key_of(name) in known else "name", *who, account=known.get(key_of(name), ""))
                return self.page(request, target, "wrong", typed=name[:40])
        return self.welcome(request, account, target)


def handle(app: FastAPI, sign_in: SignIn) -> None:
    """Tell on the page when the accounts cannot be read or written meanwhile."""

    @app.exception_handler(AccountError)
    def broken(request: Request, error: AccountError) -> Response:
        tell("error", "accounts", told=type(error.__cause__).__name__)
        return sign_in.page(request, f"{visitor_of(request).root}/", "broken")


def _is_safe(request: Request) -> bool:
    return request.url.scheme == "https"


def from_where(request: Request) -> str:
    """The address of somebody who tries, as it is counted."""
    return f"adres {address_of(request.client.host if request.client else '')}"


def safe_target(text: str, root: str = "") -> str:
    """Where to go after signing in: a path of this site, and nothing that a browser takes for another one."""
    plain = text.isprintable() and text.isascii() and "\\" not in text and len(text) <= _LONGEST_TARGET
    if not plain or not text.startswith("/") or text.startswith("//") or urlsplit(text).netloc or urlsplit(text).path.startswith(root + SIGN_IN):
        return f"{root}/"
    return text


def routes(sign_in: SignIn) -> APIRouter:
    """``/aanmelden`` and ``/afmelden``."""
    router = APIRouter(include_in_schema=False)

    @router.get(SIGN_IN)
    def show(request: Request, naar: str = "/", gedaan: str = "") -> Response:
        target, visitor = safe_target(naar, visitor_of(request).root), visitor_of(request)
        if visitor.name:
            return RedirectResponse(target, 303)
        return sign_in.page(request, target, left=gedaan == "afgemeld")

    async def sent(request: Request) -> Form | None:
        try:
            return await read_form(request, sign_in.flow(request).get("token") or token_urlsafe())
        except (Stale, TooLarge):
            return None

    if sign_in.door.auth == "local":

        @router.post(SIGN_IN)
        def try_in(request: Request, form: Annotated[Form | None, Depends(sent)]) -> Response:
            if form is None:
                return sign_in.page(request, f"{visitor_of(request).root}/", "stale")
            target = safe_target(form.one("naar"), visitor_of(request).root)
            return sign_in.try_password(request, form.one("naam"), form.one("wachtwoord"), target)

    @router.post(SIGN_OUT)
    async def leave(request: Request) -> Response:
        try:
            await read_form(request, visitor_of(request).token or token_urlsafe())
        except (Stale, TooLarge):
            return go(f"{visitor_of(request).root}/")
        return await run_in_threadpool(sign_in.leave, request)

    return router
