"""Who may do what: the table against every route there is, and the ways around it."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from starlette.middleware import Middleware
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from assistant.accounts import Accounts, Role
from assistant.pipeline import Assistant
from assistant.settings import Settings, SettingsError
from index.retriever import HybridRetriever
from tests.ops.entering import BY_PAGE, HTML, Person, Reached, accounts_of, app_of, routes_of, signed_in
from tests.ui.evaluators import two_runs
from ui.access import TABLE, may, row_for
from ui.app import create_app
from ui.gate import door_of

DPIA = {"question": "Wanneer is een DPIA verplicht?"}
# Told apart from the table on purpose: what is here and there must be the same.
ANYONE = (
    r"/healthz|/readyz|/favicon.ico|/robots.txt|/theme.css|/(static|assets)/.+|(/beoordelaars|/trainers)?/look/.+"
    r"|/aanmelden(/start|/terug)?|/afmelden"
)
NOBODY = r"/(gradio_api|svelte|login|logout|monitoring|pwa_icon|config|manifest.json)(/.*)?"
ONLY = {r"/beoordelaars(/.*)?": Role.EVALUATOR, r"/trainers(/.*)?": Role.TRAINER, r"/metrics": Role.ADMINISTRATOR}


def wanted(path: str, role: Role | None) -> bool:
    """Whether a role may come there; a new path is for everybody who is signed in, until it is said here and in the table."""
    if re.fullmatch(NOBODY, path) or re.fullmatch(ANYONE, path):
        return not re.fullmatch(NOBODY, path)
    staff = next((only for pattern, only in ONLY.items() if re.fullmatch(pattern, path)), None)
    return role is not None and (staff is None or role in (staff, Role.ADMINISTRATOR))


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    data = tmp_path_factory.mktemp("data")
    accounts_of(data)
    return two_runs(data)


@pytest.fixture(scope="module")
def app(retriever: HybridRetriever, data: Path) -> Any:
    return app_of(retriever, data)


def test_every_route_as_everybody(retriever: HybridRetriever, data: Path) -> None:
    """Zero holes: each route of the site and of its mounted apps, tried as nobody, as each role, and with a session that is none."""
    settings = {"auth": "oidc", "oidc_issuer": "http://127.0.0.1:1", "oidc_client": "x", "oidc_secret": "x"}
    local, oidc = app_of(retriever, data), app_of(retriever, data, **settings)
    found = {*routes_of(local), *routes_of(oidc)}
    assert len(found) > 130 and {("GET", "/beoordelaars/vragen"), ("POST", "/trainers/nieuw"), ("GET", "/aanmelden/terug")} <= found
    assert [route for route in found if row_for(*route) is None] == [], "a new route needs a row in ui/access.py"
    local.user_middleware.append(Middleware(Reached))
    people: list[tuple[Role | None, TestClient]] = [(None, Person(local).client)]
    about: dict[str, Any] = {"base_url": "http://127.0.0.1", "headers": BY_PAGE | HTML, "follow_redirects": False}
    people.append((None, TestClient(local, cookies={"sessie": "x" * 43}, **about)))
    sessions = door_of(Settings(auth="local", data=data)).identity.sessions  # type: ignore[union-attr]
    for account in Accounts(data).all():
        number = sessions.begin(account)
        people.append((account.role, TestClient(local, cookies={"sessie": number}, **about)))
    holes = []
    for method, path in sorted(found):
        for role, client in people:
            status = client.request(method, path).status_code
            refused = (303, 401) if role is None and not re.fullmatch(NOBODY, path) else (403, 404)
            if status not in ((204,) if wanted(path, role) else refused):
                holes.append((method, path, role, status))
    assert holes == []


def test_what_is_not_in_the_table_is_refused(retriever: HybridRetriever, data: Path) -> None:
    app = app_of(retriever, data)
    app.router.routes.insert(0, Route("/nieuw-en-vergeten", lambda request: PlainTextResponse("geheim")))
    assert any(path == "/nieuw-en-vergeten" for _, path in routes_of(app)) and row_for("GET", "/nieuw-en-vergeten") is None
    chief = signed_in(app, Role.ADMINISTRATOR)
    reply = chief.client.get("/nieuw-en-vergeten")
    assert reply.status_code == 404 and "geheim" not in reply.text and "Deze pagina is er niet" in reply.text
    # Without sign-in it holds as well, and what Gradio has but this page does not use is shut.
    with TestClient(create_app(Assistant(retriever, None), "nl", data), base_url="http://127.0.0.1") as here:
        assert here.post("/gradio_api/upload", files={"files": ("x.txt", b"x")}).status_code == 404
        assert here.get("/config").status_code == 404 and here.get("/nergens").status_code == 404
        refused = here.delete("/api/ask")
        assert refused.status_code == 405 and refused.headers["allow"] == "POST"


def test_the_rows_are_used(retriever: HybridRetriever, data: Path) -> None:
    """A row that fits no route is a mistake, or a route that went."""
    settings = {"auth": "oidc", "oidc_issuer": "http://127.0.0.1:1", "oidc_client": "x", "oidc_secret": "x"}
    found = {*routes_of(app_of(retriever, data)), *routes_of(app_of(retriever, data, **settings))}
    used = {row.path.removesuffix("/**") for route in found if (row := row_for(*route))}
    assert [row.path for row in TABLE if row.path.removesuffix("/**") not in used] == []
    assert all(may(row, Role.ADMINISTRATOR) for row in TABLE if row.who != "nobody")


@pytest.mark.parametrize(
    "path", ["//metrics", "/metrics/", "/./metrics", "/look/../metrics", "/look/%2e%2e/metrics", "/beoordelaars/..%2f", "/%6detrics",
             "/healthz/../metrics", "/look/..%2fmetrics", "/METRICS", "/metrics%00", "/metrics;x", "/aanmelden/../trainers/",
             "/bronnen/../trainers/", "/static/..%2f..%2fmetrics"],
)  # fmt: skip
def test_no_way_of_writing_a_path_leads_past_the_gate(app: Any, path: str) -> None:
    client = signed_in(app).client
    reply = client.send(client.build_request("GET", "http://127.0.0.1" + path))
    assert reply.status_code in (303, 307, 400, 403, 404) and "passages" not in reply.text and "http_requests" not in reply.text
    if reply.status_code in (303, 307):
        assert client.get(reply.headers["location"]).status_code in (303, 403, 404)


def test_without_a_name_one_signs_in_first(app: Any) -> None:
    nobody = Person(app).client
    reply = nobody.get("/bronnen?zoek=dpia&x=1")
    assert reply.status_code == 303 and reply.headers["location"] == "/aanmelden?naar=%2Fbronnen%3Fzoek%3Ddpia%26x%3D1"
    for path in ("/api/ask", "/v1/chat/completions", "/mcp", "/ui/vraag"):
        refused = nobody.post(path, json=DPIA)
        assert refused.status_code == 401 and refused.headers["www-authenticate"] == "Bearer"
        assert "niet aangemeld" in refused.json()["error"]["message"]
    strange = nobody.get("/bronnen/avg@2016/%C3%A9%20x").headers["location"]
    assert strange == "/aanmelden?naar=%2Fbronnen%2Favg%402016%2F%25C3%25A9%2520x"
    assert nobody.get("/healthz").status_code == 200
    form = nobody.post("/trainers/nieuw", data={"titel": "x"})
    assert form.status_code == 401 and "hier staat nog wat u typte" in form.text


def test_a_role_is_told_what_it_may_not(app: Any) -> None:
    user = signed_in(app)
    page = user.client.get("/bronnen").text
    assert "Aangemeld als user-anna" in page and "/trainers/" not in page
    assert user.client.get("/trainers/").status_code == 403 and "niet voor uw rol" in user.client.get("/beoordelaars/").text
    assert user.client.get("/trainers/?taal=en").text.count("not for your role") == 2
    assert "/trainers/" in signed_in(app, Role.TRAINER).client.get("/bronnen").text


def test_what_another_site_sends_is_refused_whatever_the_cookie(app: Any) -> None:
    user = signed_in(app)
    for path in ("/ui/vraag", "/api/ask", "/v1/chat/completions", "/mcp", "/ui/oordeel", "/export/md", "/lessen/uitslag", "/afmelden"):
        senders = (("https://evil.example", "cross-site"), ("null", "same-site"), ("http://127.0.0.1:81", ""), ("https://127.0.0.1", "same-origin"))
        for origin, site in senders:
            reply = user.client.post(path, json=DPIA, headers={"origin": origin, "sec-fetch-site": site})
            assert reply.status_code == 403 and "andere site" in reply.text, (path, origin)
    silent = TestClient(app, base_url="http://127.0.0.1", cookies={"sessie": user.session()})
    assert silent.post("/api/ask", json=DPIA).status_code == 403
    assert user.client.post("/api/ask", json=DPIA).status_code == 200


def test_the_token_of_a_form_is_worth_nothing_in_another_session(app: Any) -> None:
    mine, other = signed_in(app, Role.TRAINER), signed_in(app, Role.ADMINISTRATOR)
    token = mine.token("/trainers/nieuw")
    about = {"titel": "Proef", "doel": "", "minuten": "15", "doelgroep": "medewerkers"}
    assert other.client.post("/trainers/nieuw", data=about | {"token": token}).status_code == 403
    assert mine.client.post("/trainers/nieuw", data=about | {"token": token}).status_code == 303
    assert mine.client.post("/afmelden", data={"token": other.token("/bronnen")}).headers["location"] == "/"
    assert mine.client.get("/bronnen").status_code == 200


def test_a_program_shows_a_token_and_needs_no_page(app: Any, data: Path) -> None:
    accounts = Accounts(data)
    accounts.add("nachtrun", Role.USER, None)
    bearer = {"authorization": f"Bearer {accounts.new_token('nachtrun', 1)}"}
    program = TestClient(app, base_url="http://127.0.0.1", headers=bearer)
    assert program.post("/api/ask", json=DPIA).json()["kind"] == "quotes"
    hello = {"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {"name": "t", "version": "1"}}
    with program:
        call = {"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": hello}
        assert program.post("/mcp", json=call, headers={"accept": "application/json, text/event-stream"}).status_code == 200
    assert program.get("/metrics").status_code == 403
    assert program.get("/api/documents", headers={"authorization": "Bearer swt_x"}).status_code == 401
    old = {"authorization": f"Bearer {accounts.new_token('nachtrun', -1)}"}
    assert program.get("/api/documents", headers=old).status_code == 401
    # A wrong token is not made good by a cookie.
    assert signed_in(app).client.get("/api/documents", headers={"authorization": "Bearer x"}).status_code == 401
    accounts.withdraw_tokens("nachtrun")
    assert program.get("/api/documents").status_code == 401


def test_too_many_questions_of_one_account_wait(retriever: HybridRetriever, data: Path) -> None:
    app = app_of(retriever, data, limit_ask="2/minute")
    anna, chief = signed_in(app).client, signed_in(app, Role.ADMINISTRATOR).client
    assert [anna.post("/ui/vraag", json=DPIA).status_code for _ in range(3)] == [200, 200, 429]
    refused = anna.post("/v1/chat/completions", json={"model": "standpuntwijzer", "messages": [{"role": "user", "content": "Wat?"}]})
    assert refused.status_code == 429 and 1 <= int(refused.headers["retry-after"]) <= 60
    assert f"Wacht {refused.headers['retry-after']} seconden" in refused.json()["error"]["message"]
    assert chief.post("/api/ask", json=DPIA).status_code == 200 and anna.get("/bronnen").status_code == 200
    # Without sign-in an address is counted, and only when that is asked for.
    here = create_app(Assistant(retriever, None), "nl", data, door=door_of(Settings(data=data, limit_ask="1/minute")))
    near, far = (TestClient(here, base_url="http://127.0.0.1", client=(address, 1)) for address in ("127.0.0.1", "127.0.0.2"))
    assert [client.post("/api/ask", json=DPIA).status_code for client in (near, near, far)] == [200, 429, 200]
    with pytest.raises(SettingsError, match="STANDPUNT_LIMIT_ASK='vaak'"):
        door_of(Settings(data=data, limit_ask="vaak"))


def test_every_page_of_ours_has_a_strict_policy(app: Any) -> None:
    chief = signed_in(app, Role.ADMINISTRATOR).client
    pages = ("/bronnen", "/lessen", "/api/docs", "/ui/gesprek", "/beoordelaars/", "/trainers/", "/nergens")
    for path in (*pages, "/look/chat.js", "/healthz", "/metrics"):
        headers = chief.get(path).headers
        assert headers["content-security-policy"].startswith("default-src 'none'") and "unsafe" not in headers["content-security-policy"], path
        assert headers["x-content-type-options"] == "nosniff" and headers["x-frame-options"] == "DENY" and headers["cache-control"] == "no-store"
        assert headers["referrer-policy"] == "same-origin" and headers["cross-origin-opener-policy"] == "same-origin"
    assert Person(app).client.get("/aanmelden").headers["content-security-policy"].startswith("default-src 'none'")
    assert "'unsafe-inline'" in chief.get("/").headers["content-security-policy"]


def test_no_websocket(app: Any) -> None:
    from starlette.websockets import WebSocketDisconnect

    with pytest.raises(WebSocketDisconnect), TestClient(app, base_url="http://127.0.0.1").websocket_connect("/gradio_api/queue/join"):
        pass


def test_sign_in_goes_into_the_audit_trail_by_name(retriever: HybridRetriever, tmp_path: Path) -> None:
    from assistant.watch.watch import Watch

    accounts_of(tmp_path, Role.USER)
    settings = Settings(data=tmp_path, auth="local", audit="meta", log="off")
    app = create_app(Assistant(retriever, None), "nl", tmp_path, watch=Watch.of(settings), door=door_of(settings))
    assert signed_in(app).client.post("/api/ask", json=DPIA).status_code == 200
    lines = [line for file in (tmp_path / "audit").rglob("*.jsonl") for line in file.read_text().splitlines()]
    assert any("user-anna" in line for line in lines) and DPIA["question"] not in "".join(lines)
    assert all(json.loads(line) for line in lines)
