"""Where a visitor comes in: only through the proxy, under the names of the site, and elsewhere than this machine only with sign-in."""

import re
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from assistant.settings import Settings, SettingsError
from index.retriever import HybridRetriever
from tests.ops.entering import Person, app_of
from ui.app import listen, refuse_beside
from ui.gate import door_of

DPIA = {"question": "Wanneer is een DPIA verplicht?"}


def proxied(retriever: HybridRetriever, data: Path, **settings: Any) -> Any:
    given = {"auth": "proxy", "trusted_proxies": "10.0.0.5, 10.1.0.0/16", "roles": "sw-beheer=administrator,*=user", "hosts": "site.intern"}
    return app_of(retriever, data, **(given | settings))


def test_only_the_proxy_is_believed(retriever: HybridRetriever, data: Path) -> None:
    app = proxied(retriever, data)
    named: dict[str, str | bytes] = {"x_remote_user": "Zoë de Boer".encode(), "x_remote_groups": "iets, sw-beheer"}
    trusted = Person(app, "http://site.intern", "10.0.0.5", **named).client
    assert "Aangemeld als Zoë de Boer" in trusted.get("/bronnen").text and trusted.get("/metrics").status_code == 200
    assert "Afmelden" not in trusted.get("/bronnen").text and trusted.post("/api/ask", json=DPIA).status_code == 200
    for peer in ("10.0.0.6", "127.0.0.1", "", "::1"):
        spoof = Person(app, "http://site.intern", peer, x_forwarded_for="10.0.0.5", **named).client
        assert spoof.get("/bronnen").status_code == 403 and spoof.get("/aanmelden").status_code == 403, peer
        assert spoof.get("/healthz").status_code == 200
    mapped = Person(app, "http://site.intern", "::ffff:10.1.2.3", x_remote_user="Piet").client
    assert "Aangemeld als Piet" in mapped.get("/bronnen").text and mapped.get("/metrics").status_code == 403
    nameless = Person(app, "http://site.intern", "10.0.0.5").client.get("/bronnen")
    assert nameless.status_code == 401 and "location" not in nameless.headers


def test_a_header_that_came_twice_is_not_believed(retriever: HybridRetriever, data: Path) -> None:
    app = proxied(retriever, data, header_name="X-Wie")
    client = TestClient(app, base_url="http://site.intern", client=("10.0.0.5", 1))
    assert client.get("/bronnen", headers=[("x-wie", "Piet"), ("accept", "text/html")]).status_code == 200
    assert client.get("/bronnen", headers=[("x-wie", "Piet"), ("x-wie", "chef")]).status_code == 403
    assert client.get("/metrics", headers=[("x-wie", "Piet"), ("x-remote-groups", "sw-beheer"), ("x-remote-groups", "x")]).status_code == 403
    assert client.get("/bronnen", headers=[("x-remote-user", "Piet")]).status_code == 401
    # Who is named by the proxy but has no role there, comes in nowhere.
    none = proxied(retriever, data, roles="sw-beheer=administrator")
    assert Person(none, "http://site.intern", "10.0.0.5", x_remote_user="Piet").client.get("/bronnen").status_code == 401


def test_with_accounts_no_header_names_anybody(app: Any) -> None:
    spoof = Person(app, x_remote_user="administrator-anna", x_remote_groups="administrator", x_forwarded_user="administrator-anna").client
    assert spoof.get("/bronnen").status_code == 303 and spoof.get("/metrics", headers={"accept": "*/*"}).status_code == 401


def test_behind_https_the_cookie_is_safe(retriever: HybridRetriever, data: Path) -> None:
    app = app_of(retriever, data, trusted_proxies="10.0.0.5", hosts="site.intern")
    https = {"x_forwarded_proto": "https", "origin": "https://site.intern", "x_forwarded_for": "192.0.2.7"}
    person = Person(app, "http://site.intern", "10.0.0.5", **https)
    # The test client itself speaks http, so that it does not give a safe cookie back.
    shown = person.client.get("/aanmelden")
    token, flow = re.findall(r'name="token" value="([^"]+)"', shown.text)[0], re.findall(r"aanmeldpoging=([^;]+)", shown.headers["set-cookie"])[0]
    assert "Secure" in shown.headers["set-cookie"] and "max-age=31536000" in shown.headers["strict-transport-security"]
    fields = {"naam": "user-anna", "wachtwoord": "vier losse woorden", "token": token, "naar": "/bronnen"}
    reply = person.client.post("/aanmelden", data=fields, cookies={"aanmeldpoging": flow})
    cookie = next(each for each in reply.headers.get_list("set-cookie") if each.startswith("__Host-sessie="))
    assert reply.status_code == 303 and {"Secure", "HttpOnly", "SameSite=lax", "Path=/"} <= set(cookie.split("; ")) and "Domain" not in cookie
    # Who is not the proxy does not make it https, and not another address either.
    plain = Person(app, "http://site.intern", "10.0.0.9", x_forwarded_proto="https").client.get("/aanmelden")
    assert "Secure" not in plain.headers["set-cookie"] and "strict-transport-security" not in plain.headers


def test_only_the_names_of_the_site(retriever: HybridRetriever, data: Path) -> None:
    app = app_of(retriever, data, hosts="site.intern, andere.intern")
    for host, status in (("site.intern", 200), ("andere.intern:8443", 200), ("127.0.0.1", 200), ("evil.example", 400), ("site.intern.evil", 400)):
        assert TestClient(app, base_url="http://127.0.0.1").get("/healthz", headers={"host": host}).status_code == status
    chief = Person(app, "http://site.intern")
    assert chief.sign_in("administrator-anna").status_code == 303
    assert chief.client.get("/beoordelaars/").status_code == 200 and chief.client.get("/trainers/").status_code == 200


def test_listening_elsewhere_asks_for_sign_in(data: Path) -> None:
    with pytest.raises(SettingsError, match=r"STANDPUNT_AUTH=local en dan standpuntwijzer accounts add"):
        listen("0.0.0.0", 0, Settings(data=data))
    with pytest.raises(SettingsError, match="STANDPUNT_HOSTS"):
        listen("0.0.0.0", 0, Settings(data=data, auth="local"))
    with listen("0.0.0.0", 0, Settings(data=data, auth="local", hosts="site.intern")) as opened:
        assert opened.getsockname()[0] == "0.0.0.0"
    with pytest.raises(SettingsError, match="/trainers van de site zelf"):
        refuse_beside(Settings(data=data, auth="proxy"), "/trainers")
    refuse_beside(Settings(data=data), "/trainers")


@pytest.mark.parametrize(
    ("given", "told"),
    [({"auth": "proxy"}, "STANDPUNT_TRUSTED_PROXIES"), ({"auth": "proxy", "trusted_proxies": "proxy.intern"}, "geen adres of netwerk"),
     ({"auth": "proxy", "trusted_proxies": "10.0.0.1", "roles": "chef=baas"}, "een rol is user, trainer"), ({"auth": "local"}, "accounts add"),
     ({"limit_sign_in": "x"}, "STANDPUNT_LIMIT_SIGN_IN")],
)  # fmt: skip
def test_a_door_that_cannot_be_used_says_what_to_do(tmp_path: Path, given: dict[str, Any], told: str) -> None:
    with pytest.raises(SettingsError, match=told):
        door_of(Settings(data=tmp_path, **given))


