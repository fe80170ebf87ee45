"""Forms of the pages for staff (evaluators, trainers): what is sent, by whom, and whether it comes from a page of this server.

A form counts only when it comes from a page of this server: :class:`SameSite` turns away what another site sends, and every form holds a token
of this process. A form from before a restart has an old token; it is shown to be sent again, so that nothing typed is lost.
"""

import re
import secrets
import unicodedata
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

from fastapi import Request
from fastapi.responses import PlainTextResponse, RedirectResponse
from starlette.datastructures import Headers, MutableHeaders

from ui.access import visitor_of
from ui.body import read_body

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

_MAX_BODY, _MAX_FIELDS = 400_000, 500
_NAME = re.compile(r"\w[\w .'’-]{0,39}")


class SameSite:
    """Refuses what another site sends. Where these pages are part of a site, they send on to their own part."""

    def __init__(self, app: "ASGIApp") -> None:
        self._app = app

    async def __call__(self, scope: "Scope", receive: "Receive", send: "Send") -> None:
        root = scope.get("root_path", "")

        async def rooted(message: "Message") -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                if headers.get("location", "").startswith("/"):
                    headers["Location"] = root + headers["location"]
            await send(message)

        if scope["type"] == "http" and scope["method"] not in ("GET", "HEAD") and not is_own(scope):
            await PlainTextResponse("Dit formulier komt van een andere site. / This form comes from another site.", 403)(scope, receive, send)
            return
        await self._app(scope, receive, rooted if scope["type"] == "http" else send)


def is_own(scope: "Scope") -> bool:
    """Whether a browser says that a page of this server sends it; what says nothing is not believed."""
    headers = Headers(scope=scope)
    site, origin = headers.get("sec-fetch-site"), headers.get("origin")
    if site not in (None, "none", "same-origin"):
        return False
    return site == "same-origin" if origin is None else (urlsplit(origin).scheme, urlsplit(origin).netloc) == (scope["scheme"], headers.get("host"))


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


async def read_form(request: Request, token: str) -> Form:
    """The form that is sent. Raises :class:`TooLarge`, and :class:`Stale` for one without the token of this process."""
    body = await read_body(request, _MAX_BODY)
    if body is None:
        raise TooLarge
    try:
        form = Form(parse_qs(body.decode(errors="replace"), keep_blank_values=True, max_num_fields=_MAX_FIELDS))
    except ValueError as error:
        raise TooLarge from error
    if not secrets.compare_digest(form.values.pop("token", [""])[0].encode(), token.encode()):
        raise Stale(form)
    return form


def token_of(request: Request, own: str) -> str:
    """What a form of these pages holds: worth something in one session only, or without sign-in in this process (``own``)."""
    return visitor_of(request).token or own


def valid_name(text: str) -> str:
    """A name or initials as they are kept; empty for what cannot be a name."""
    name = " ".join(text.split())
    return name if _NAME.fullmatch(name) else ""


def go(path: str) -> RedirectResponse:
    """To another page, after a form."""
    return RedirectResponse(path, status_code=303)
