"""Who may do what: one table of paths and methods, and who is asking. What is not in the table is refused.

Start reading here; ``gate`` stands before every request, ``identity`` finds out who asks, ``sign_in*`` are the pages, ``limits`` counts.
"""

import re
from collections.abc import Iterator, MutableMapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING, Any, cast

from assistant.accounts import Role

if TYPE_CHECKING:
    from starlette.requests import HTTPConnection

SIGN_IN, SIGN_OUT = "/aanmelden", "/afmelden"
EVALUATORS, TRAINERS = "/beoordelaars", "/trainers"
_SCOPE = "standpuntwijzer.visitor"


class Who(StrEnum):
    """Whom a row lets in, besides a role."""

    PROBE = "probe"
    """Everybody, even past a proxy: it says nothing but that the server runs."""
    ANYONE = "anyone"
    """Everybody, signed in or not."""
    NOBODY = "nobody"
    """Nobody: it exists, but is not for use here."""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table: in ``path`` a ``*`` is one step and ``**`` any number; ``limit`` names what is counted."""

    methods: str
    path: str
    who: Role | Who
    limit: str = ""


ASK, TRY = "ask", "sign-in"
_ALL = "GET POST PUT PATCH DELETE OPTIONS TRACE"
_UNUSED = ("gradio_api", "svelte", "login", "logout", "monitoring", "pwa_icon", "config", "manifest.json")

# The first row that fits counts.
TABLE = (
    Row("GET", "/healthz", Who.PROBE),
    Row("GET", "/readyz", Who.PROBE),
    # With the token of an administrator's account.
    Row("GET", "/metrics", Role.ADMINISTRATOR),
    # What a page looks like, and signing in.
    Row("GET", "/look/**", Who.ANYONE),
    Row("GET", "/favicon.ico", Who.ANYONE),
    Row("GET", "/robots.txt", Who.ANYONE),
    Row("GET POST", SIGN_IN, Who.ANYONE),
    Row("GET", f"{SIGN_IN}/*", Who.ANYONE),
    Row("POST", SIGN_OUT, Who.ANYONE),
    # Asking and reading.
    Row("GET", "/", Role.USER),
    Row("GET", "/ui/gesprek", Role.USER),
    Row("POST", "/ui/vraag", Role.USER, ASK),
    Row("POST", "/ui/oordeel", Role.USER),
    Row("GET", "/bronnen", Role.USER),
    Row("GET", "/bronnen/**", Role.USER),
    Row("POST", "/export/*", Role.USER),
    Row("GET", "/lessen", Role.USER),
    Row("POST", "/lessen/uitslag", Role.USER),
    Row("GET", "/lessen/*", Role.USER),
    Row("GET", "/lessen/*/*", Role.USER),
    # Other programs.
    Row("POST", "/api/ask", Role.USER, ASK),
    Row("GET", "/api/search", Role.USER, ASK),
    Row("GET", "/api/documents", Role.USER),
    Row("GET", "/api/sections/*/*", Role.USER),
    Row("GET", "/api/docs", Role.USER),
    Row("GET", "/api/openapi.json", Role.USER),
    Row("POST", "/v1/chat/completions", Role.USER, ASK),
    Row("GET", "/v1/models", Role.USER),
    Row("POST", "/mcp", Role.USER, ASK),
    # Staff. Their look is everybody's: without it a refusal cannot be shown.
    *(Row("GET", f"{prefix}/look/**", Who.ANYONE) for prefix in (EVALUATORS, TRAINERS)),
    *(Row("GET POST", f"{EVALUATORS}{rest}", Role.EVALUATOR) for rest in ("", "/**")),
    *(Row("GET POST", f"{TRAINERS}{rest}", Role.TRAINER) for rest in ("", "/**")),
    # Of Gradio only what its page loads; its uploads, files, events and sign-in are not used.
    Row("GET", "/assets/**", Who.ANYONE),
    Row("GET", "/static/**", Who.ANYONE),
    Row("GET", "/theme.css", Who.ANYONE),
    *(Row(_ALL, f"/{name}{rest}", Who.NOBODY) for name in _UNUSED for rest in ("", "/**")),
)


@cache
def _patterns() -> tuple[tuple[re.Pattern[str], frozenset[str], Row], ...]:
    def pattern(path: str) -> re.Pattern[str]:
        return re.compile(re.escape(path).replace(r"\*\*", ".+").replace(r"\*", "[^/]+"), re.DOTALL)

    return tuple((pattern(row.path), frozenset(row.methods.split()), row) for row in TABLE)


def _rows(path: str) -> Iterator[tuple[frozenset[str], Row]]:
    # The router sends "/x/" on to "/x".
    plain = path[:-1] if path.endswith("/") and path != "/" else path
    return ((methods, row) for pattern, methods, row in _patterns() if pattern.fullmatch(plain))


def row_for(method: str, path: str) -> Row | None:
    """The row of the table for a request; None when there is none, which is a refusal."""
    asked = "GET" if method == "HEAD" else method
    return next((row for methods, row in _rows(path) if asked in methods), None)


def methods_of(path: str) -> list[str]:
    """The methods for which a path has a row."""
    return sorted({method for methods, _ in _rows(path) for method in methods})


def may(row: Row, role: Role | None) -> bool:
    """Whether somebody with that role (None: nobody knows who) is let in."""
    match row.who:
        case Who.NOBODY:
            return False
        case Who.PROBE | Who.ANYONE:
            return True
        case Role.USER:
            return role is not None
        case wanted:
            return role in (wanted, Role.ADMINISTRATOR)


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who asks. Without sign-in that is somebody on this machine, without a name, who may all; ``role`` is None for who did not sign in.

    ``token`` is what a form of this visitor holds, ``leave`` whether there is a session to end, ``root`` where the site begins.
    """

    name: str = ""
    role: Role | None = None
    token: str = ""
    leave: bool = False
    root: str = ""

    def may(self, role: str) -> bool:
        """Whether the pages of that role are for this visitor; not for somebody without a name, who has them elsewhere."""
        return bool(self.name) and self.role in (role, Role.ADMINISTRATOR)


HERE = Visitor(role=Role.ADMINISTRATOR)


def visitor_of(request: "HTTPConnection") -> Visitor:
    """Who asks, as the gate found out; without a gate somebody on this machine."""
    return cast(Visitor, request.scope.get(_SCOPE, HERE))


def admit(scope: "MutableMapping[str, Any]", visitor: Visitor) -> None:
    """Tell the pages who asks, and the audit trail (``assistant/watch``) by which name."""
    scope[_SCOPE] = visitor
    scope["account"] = visitor.name
