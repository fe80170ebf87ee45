"""What every page of the evaluators needs: their name, what they chose, the forms they send, and the page that is shown.

A form counts only when it comes from a page of this server: :class:`SameSite` turns away what another site sends, and every form holds a token
of this process. A form from before a restart has an old token; it is shown to be sent again, so that nothing typed is lost.
"""

import re
import secrets
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, quote, unquote, urlsplit

from fastapi import Request
from fastapi.responses import HTMLResponse, PlainTextResponse, RedirectResponse
from starlette.datastructures import Headers, MutableHeaders

from eval.review import FOLDER, Label, read_labels
from ui.evaluation_case_strings import CASES
from ui.evaluation_result_strings import RESULTS
from ui.evaluation_strings import PAGES
from ui.pages import language_of, page
from ui.strings import STRINGS

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

# No inline script or style, nothing from another host, and no frame around it.
POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
_MAX_BODY, _MAX_FIELDS = 400_000, 500
_NAME = re.compile(r"\w[\w .'’-]{0,39}")
_A_YEAR = 31_536_000
_WHO, _CHOICE = "beoordelaar", "keuze"


class SameSite:
    """Refuses what another site sends, and adds the policy of these pages."""

    def __init__(self, app: "ASGIApp") -> None:
        self._app = app

    async def __call__(self, scope: "Scope", receive: "Receive", send: "Send") -> None:
        async def with_policy(message: "Message") -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers["Content-Security-Policy"] = POLICY
                # Without a referrer a browser calls the origin of its own form "null".
                headers["Referrer-Policy"] = "same-origin"
            await send(message)

        if scope["type"] == "http" and scope["method"] not in ("GET", "HEAD") and not _is_own(Headers(scope=scope)):
            await PlainTextResponse("Dit formulier komt van een andere site. / This form comes from another site.", 403)(scope, receive, with_policy)
            return
        await self._app(scope, receive, with_policy if scope["type"] == "http" else send)


def _is_own(headers: Headers) -> bool:
    """Whether a browser says that a page of this server sends it; what says nothing is not believed."""
    site, origin = headers.get("sec-fetch-site"), headers.get("origin")
    if site not in (None, "none", "same-origin"):
        return False
    return site == "same-origin" if origin is None else (urlsplit(origin).scheme, urlsplit(origin).netloc) == ("http", headers.get("host"))


class Form:
    """The fields of a form, cleaned; a field may have several values."""

    def __init__(self, values: dict[str, list[str]]) -> None:
        self.values = {name: [_clean(value) for value in given] for name, given in values.items()}

    def one(self, name: str) -> str:
        """The first value of a field, without space around it; empty when it is not there."""
        return self.values.get(name, [""])[0].strip()

    def all(self, name: str) -> list[str]:
        """Every value of a field that is not empty."""
        return [text for value in self.values.get(name, ()) if (text := value.strip())]


def _clean(value: str) -> str:
    text = value.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(char for char in text if char == "\n" or unicodedata.category(char) not in ("Cc", "Cs"))


class Stale(Exception):
    """A form of this server from before it was started again."""

    def __init__(self, form: Form) -> None:
        super().__init__()
        self.form = form


class TooLarge(Exception):
    """A form that is larger than any form of these pages."""


@dataclass(frozen=True, slots=True)
class Choice:
    """What an evaluator labels: the runs by their codes, and how many questions of them (0: all)."""

    runs: tuple[str, ...] = ()
    size: int = 0


@dataclass(frozen=True)
class Desk:
    """Where everything is kept, and how a page of it is made."""

    data: Path
    places: frozenset[str]
    language: str
    token: str = field(default_factory=lambda: secrets.token_urlsafe(24))

    @property
    def review(self) -> Path:
        return self.data / FOLDER

    @property
    def runs(self) -> Path:
        return self.data / "runs"

    def labels(self) -> list[Label]:
        return read_labels(self.review)

    def page(self, request: Request, template: str, here: str, *, status: int = 200, **values: Any) -> HTMLResponse:
        """``template`` as a page in the reader's language."""
        language = language_of(request, self.language)
        words = {"t": PAGES[language], "r": RESULTS[language], "c": CASES[language], "statuses": STRINGS[language].statuses}
        # Without an address of its own a form keeps the place on the page, and the next page would open there.
        about = {"path": request.url.path, "here": here, "who": self.who(request), "token": self.token}
        return page(request, template, self.language, status=status, **(words | about | values))

    def who(self, request: Request) -> str:
        """The name that this evaluator gave; empty before that."""
        return valid_name(unquote(request.cookies.get(_WHO, "")))

    def choice(self, request: Request) -> Choice:
        """What this evaluator chose to label."""
        size, *runs = request.cookies.get(_CHOICE, "0").split(".")
        return Choice(tuple(runs), int(size)) if re.fullmatch(r"[0-9]{1,5}", size) else Choice()

    async def form(self, request: Request) -> Form:
        """The form that is sent. Raises :class:`TooLarge`, and :class:`Stale` for one without the token of this process."""
        body = b""
        async for part in request.stream():
            body += part
            if len(body) > _MAX_BODY:
                raise TooLarge
        try:
            form = Form(parse_qs(body.decode(errors="replace"), keep_blank_values=True, max_num_fields=_MAX_FIELDS))
        except ValueError as error:
            raise TooLarge from error
        if not secrets.compare_digest(form.values.pop("token", [""])[0].encode(), self.token.encode()):
            raise Stale(form)
        return form


def valid_name(text: str) -> str:
    """A name or initials as they are kept; empty for what cannot be a name."""
    name = " ".join(text.split())
    return name if _NAME.fullmatch(name) else ""


def go(path: str) -> RedirectResponse:
    """To another page, after a form."""
    return RedirectResponse(path, status_code=303)


def remember_name(response: RedirectResponse, name: str) -> None:
    """Keep who this is in this browser; it only tells evaluators apart."""
    response.set_cookie(_WHO, quote(name), max_age=_A_YEAR, samesite="strict", httponly=True)


def remember_choice(response: RedirectResponse, runs: Sequence[str], size: int) -> None:
    """Keep what this evaluator labels in this browser, by codes: no page that shows an answer may name a run."""
    response.set_cookie(_CHOICE, ".".join([str(size), *runs]), max_age=_A_YEAR, samesite="strict", httponly=True)
