"""Sites that are entered by signing in, and people who do."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from fastapi.testclient import TestClient

from assistant.accounts import Accounts, Role
from assistant.pipeline import Assistant
from assistant.settings import Settings
from index.retriever import HybridRetriever
from ui.app import create_app
from ui.gate import door_of

PASSWORD = "vier losse woorden"
BY_PAGE = {"origin": "http://127.0.0.1", "sec-fetch-site": "same-origin"}
HTML = {"accept": "text/html"}


def accounts_of(data: Path, *roles: Role) -> Accounts:
    """An account for each role, named after it."""
    found = Accounts(data)
    for role in roles or tuple(Role):
        found.add(f"{role}-anna", role, PASSWORD)
    return found


def app_of(retriever: HybridRetriever, data: Path, **settings: Any) -> Any:
    given = {"auth": "local", "limit_ask": "1000/minute", "limit_sign_in": "100/minute", "data": data} | settings
    return create_app(Assistant(retriever, None), "nl", data, door=door_of(Settings(**given)))


class Person:
    """Somebody with a browser of their own."""

    def __init__(self, app: Any, base: str = "http://127.0.0.1", peer: str = "127.0.0.1", **headers: str | bytes) -> None:
        own: dict[str, Any] = {"origin": base, "sec-fetch-site": "same-origin", **HTML}
        own |= {name.replace("_", "-"): value for name, value in headers.items()}
        self.client = TestClient(app, base_url=base, headers=own, follow_redirects=False, client=(peer, 5000))

    def token(self, page: str = "/aanmelden") -> str:
        """The token in the first form of a page."""
        found = re.search(r'name="token" value="([^"]+)"', self.client.get(page).text)
        assert found, page
        return found[1]

    def sign_in(self, name: str = "user-anna", password: str = PASSWORD, target: str = "/bronnen") -> Any:
        fields = {"naam": name, "wachtwoord": password, "naar": target, "token": self.token()}
        return self.client.post("/aanmelden", data=fields)

    def session(self) -> str:
        return next((value for name, value in self.client.cookies.items() if name.endswith("sessie")), "")


def signed_in(app: Any, role: Role = Role.USER, **options: Any) -> Person:
    person = Person(app, **options)
    assert person.sign_in(f"{role}-anna").status_code == 303
    return person


def routes_of(app: Any, prefix: str = "") -> Iterator[tuple[str, str]]:
    """Every (method, path) that an app serves, its mounted apps included; a step that is filled in reads ``x``."""
    from fastapi.routing import iter_route_contexts
    from starlette.routing import Mount

    for route in iter_route_contexts(app.routes):
        path = prefix + re.sub(r"\{[^}]+\}", "x", route.path or "")
        inner = route.original_route
        if not isinstance(inner, Mount):
            yield from ((method, path) for method in sorted((route.methods or {"POST"}) - {"HEAD"}))
        elif hasattr(inner.app, "routes"):
            yield from routes_of(inner.app, path)
        else:
            yield "GET", f"{path}/x"


class Reached:
    """An innermost layer that answers 204 in the place of every route: what comes here was let in."""

    def __init__(self, app: Any) -> None:
        self._app = app

    async def __call__(self, scope: Any, receive: Any, send: Callable[[Any], Any]) -> None:
        if scope["type"] == "http":
            await send({"type": "http.response.start", "status": 204, "headers": []})
            await send({"type": "http.response.body", "body": b""})
        else:
            await self._app(scope, receive, send)
