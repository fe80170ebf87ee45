"""Server-made pages: the templates, the language of the reader, and nothing else. Every value is escaped by the template."""

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ui.strings import FRAME

if TYPE_CHECKING:
    from fastapi import Request
    from fastapi.responses import HTMLResponse
    from jinja2 import Environment

STATIC = Path(__file__).parent / "static"
_COOKIE = "taal"
_A_YEAR = 31_536_000


@cache
def _environment() -> "Environment":
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    return Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )


def language_of(request: "Request", default: str) -> str:
    """ "nl" or "en": what the address asks for (``?taal=en``), else what the reader chose before, else ``default``."""
    asked = request.query_params.get(_COOKIE) or request.cookies.get(_COOKIE) or default
    return asked if asked in FRAME else default


def page(request: "Request", template: str, default: str, *, status: int = 200, **values: Any) -> "HTMLResponse":
    """``template`` as a page in the reader's language; a language in the address is remembered in this browser."""
    from fastapi.responses import HTMLResponse

    language = language_of(request, default)
    body = _environment().get_template(template).render(language=language, words=FRAME[language], root=request.scope.get("root_path", ""), **values)
    response = HTMLResponse(body, status_code=status)
    if request.query_params.get(_COOKIE) in FRAME:
        response.set_cookie(_COOKIE, language, max_age=_A_YEAR, samesite="strict", httponly=True)
    return response
