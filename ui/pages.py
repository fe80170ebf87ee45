"""Server-made pages: the templates, the language of the reader, and their look. Every value is escaped by the template."""

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from ui import theme
from ui.access import visitor_of
from ui.strings import FRAME

if TYPE_CHECKING:
    from fastapi import FastAPI, Request, Response
    from fastapi.responses import HTMLResponse
    from jinja2 import Environment

STATIC = Path(__file__).parent / "static"
_COOKIE = "taal"


@cache
def _environment() -> "Environment":
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    return Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )


def serve_look(app: "FastAPI") -> None:
    """The style and the scripts of all pages, at ``/look``."""
    from fastapi import Response
    from starlette.staticfiles import StaticFiles

    @app.get("/look/theme.css", include_in_schema=False)
    def theme_css() -> Response:
        return Response(theme.css(), media_type="text/css")

    app.mount("/look", StaticFiles(directory=STATIC))


def fragment(template: str, **values: Any) -> str:
    """A piece of a page."""
    return _environment().get_template(template).render(**values)


def language_of(request: "Request", default: str) -> str:
    """ "nl" or "en": what the address asks for (``?taal=en``), else what the reader chose before, else ``default``."""
    asked = request.query_params.get(_COOKIE) or request.cookies.get(_COOKIE) or default
    return asked if asked in FRAME else default


def in_other_language(request: "Request", language: str) -> str:
    """The same address in the other language: what was searched for or marked stays."""
    asked = [(name, value) for name, value in request.query_params.multi_items() if name != _COOKIE]
    return "?" + urlencode([*asked, (_COOKIE, "en" if language == "nl" else "nl")])


def page(request: "Request", template: str, default: str, *, status: int = 200, **values: Any) -> "HTMLResponse":
    """``template`` as a page in the reader's language; a language in the address is remembered in this browser."""
    from fastapi.responses import HTMLResponse

    language = language_of(request, default)
    root = request.scope.get("root_path", "")
    frame = {"words": FRAME[language], "root": root, "switch": in_other_language(request, language), "visitor": visitor_of(request)}
    body = fragment(template, language=language, **(frame | values))
    response = HTMLResponse(body, status_code=status)
    remember(request, response)
    return response


def remember(request: "Request", response: "Response") -> None:
    """Keep a language that the address asks for in this browser."""
    language = request.query_params.get(_COOKIE)
    if language in FRAME:
        keep(response, _COOKIE, str(language))


def keep(response: "Response", cookie: str, value: str) -> None:
    """Keep something in this browser for a year, for these pages only and out of reach of scripts."""
    response.set_cookie(cookie, value, max_age=31_536_000, samesite="strict", httponly=True)
