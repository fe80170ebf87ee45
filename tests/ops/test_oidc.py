"""Signing in at an OpenID Connect provider: one from PyPI that keeps to the protocol, and one of our own that breaks each of its rules."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from joserfc.jwk import RSAKey

from assistant.settings import Settings, SettingsError
from index.retriever import HybridRetriever
from tests.ops.entering import Person, app_of
from tests.ops.provider import CLIENT, SECRET, Provider, running
from ui.sign_in_oidc import client_of

ROLES = "sw-beheer=administrator,sw-trainers=trainer,sw-vragers=user"


def settings_of(issuer: str, **changes: Any) -> dict[str, Any]:
    return {"auth": "oidc", "oidc_issuer": issuer, "oidc_client": CLIENT, "oidc_secret": SECRET, "roles": ROLES} | changes


@pytest.fixture
def provider() -> Iterator[Provider]:
    with running(Provider()) as found:
        yield found


def consented(address: str) -> str:
    """Where the provider sends the browser back to."""
    return httpx.get(address, trust_env=False).headers["location"]


def come_back(person: Person, target: str = "/bronnen") -> Any:
    """Go to the provider, consent, and come back."""
    started = person.client.get("/aanmelden/start", params={"naar": target})
    return person.client.get(consented(started.headers["location"])) if started.status_code == 302 else started


@pytest.fixture
def app(retriever: HybridRetriever, tmp_path: Path, provider: Provider) -> Any:
    return app_of(retriever, tmp_path, **settings_of(provider.issuer))


def test_sign_in_at_a_real_provider(retriever: HybridRetriever, tmp_path: Path) -> None:
    mock = pytest.importorskip("oidc_provider_mock")
    anna = mock.User(sub="42", claims={"preferred_username": "anna", "realm_access": {"roles": ["iets", "sw-beheer"]}})
    with mock.run_server_in_thread(user_claims=[anna], require_nonce=True) as server:
        issuer = f"http://localhost:{server.server_port}"
        person = Person(app_of(retriever, tmp_path, **settings_of(issuer, oidc_role="realm_access.roles")))
        assert person.client.get("/metrics", headers={"accept": "text/html"}).headers["location"] == "/aanmelden?naar=%2Fmetrics"
        shown = person.client.get("/aanmelden?naar=/metrics").text
        assert "Aanmelden bij localhost" in shown and 'type="password"' not in shown
        start = re.search(r'href="(/aanmelden/start[^"]+)"', shown)
        assert start
        there = person.client.get(start[1]).headers["location"]
        back = httpx.post(there, data={"sub": "42"}, trust_env=False).headers["location"]
        assert urlsplit(back).path == "/aanmelden/terug"
        reply = person.client.get(back)
        assert reply.status_code == 303 and reply.headers["location"] == "/metrics"
        assert person.client.get("/metrics").status_code == 200 and "Aangemeld als anna" in person.client.get("/bronnen").text
        refused = httpx.post(person.client.get("/aanmelden/start").headers.get("location", there), data={"action": "deny"}, trust_env=False)
        other = Person(person.client.app)
        assert other.client.get(refused.headers["location"]).status_code == 403


def test_what_is_sent_to_the_provider(app: Any, provider: Provider) -> None:
    person = Person(app)
    reply = come_back(person, "/lessen?voor=juristen")
    assert reply.status_code == 303 and reply.headers["location"] == "/lessen?voor=juristen"
    (asked,) = [sent for path, sent in provider.asked if path == "/authorize"]
    assert asked["code_challenge_method"] == "S256" and len(asked["code_challenge"]) >= 43 and len(asked["nonce"]) >= 20 <= len(asked["state"])
    assert asked["response_type"] == "code" and asked["redirect_uri"] == "http://127.0.0.1/aanmelden/terug"
    (sent,) = [sent for path, sent in provider.asked if path == "/token"]
    assert len(sent["code_verifier"]) >= 43 and "client_secret" not in sent
    assert person.client.get("/trainers/").status_code == 200 and person.client.get("/metrics").status_code == 403
    # Each attempt has its own.
    come_back(Person(app))
    first, second = [sent for path, sent in provider.asked if path == "/authorize"]
    assert all(first[name] != second[name] for name in ("state", "nonce", "code_challenge"))


FAULTS = ["nonce", "no-nonce", "expired", "no-expiry", "audience", "audience-azp", "issuer", "future", "signature", "tampered", "unsigned",
          "public-key-as-secret", "nonsense", "no-id-token", "state", "callback-issuer"]  # fmt: skip


@pytest.mark.parametrize("fault", FAULTS)
def test_a_provider_that_breaks_a_rule_signs_nobody_in(app: Any, provider: Provider, fault: str) -> None:
    provider.fault = fault
    person = Person(app)
    reply = come_back(person)
    assert reply.status_code == 403 and "Aanmelden is niet gelukt" in reply.text
    assert person.session() == "" and person.client.get("/bronnen").status_code == 303
    # The same site, once the provider keeps to the rules again.
    provider.fault = ""
    assert come_back(person).status_code == 303


@pytest.mark.parametrize("fault", ["metadata-issuer", "alg-none", "alg-shared"])
def test_a_provider_that_is_another_or_cannot_sign_is_not_gone_to(app: Any, provider: Provider, fault: str) -> None:
    provider.fault = fault
    reply = Person(app).client.get("/aanmelden/start")
    assert reply.status_code == 502 and "aanmelddienst antwoordt niet" in reply.text
    assert [path for path, _ in provider.asked if path == "/authorize"] == []


def test_a_provider_that_is_down(app: Any, provider: Provider, retriever: HybridRetriever, tmp_path: Path) -> None:
    provider.fault = "token-down"
    assert come_back(Person(app)).status_code in (403, 502)
    gone = app_of(retriever, tmp_path, **settings_of("http://127.0.0.1:9"))
    reply = Person(gone).client.get("/aanmelden/start")
    assert reply.status_code == 502 and "aanmelddienst antwoordt niet" in reply.text and Person(gone).client.get("/healthz").status_code == 200


def test_an_answer_for_one_browser_is_worth_nothing_in_another(app: Any, provider: Provider) -> None:
    victim, attacker = Person(app), Person(app)
    back = consented(attacker.client.get("/aanmelden/start").headers["location"])
    # Without an attempt of its own, and with one.
    assert victim.client.get(back).status_code == 403
    victim.client.get("/aanmelden/start")
    assert victim.client.get(back).status_code == 403 and victim.session() == ""
    assert attacker.client.get(back).status_code == 303
    # A code works once.
    assert attacker.client.get(back).status_code == 403


def test_what_was_begun_is_signed(app: Any, provider: Provider) -> None:
    person = Person(app)
    back = consented(person.client.get("/aanmelden/start").headers["location"])
    flow = person.client.cookies["aanmeldpoging"]
    person.client.cookies.clear()
    changed = person.client.get(back, headers={"cookie": f"aanmeldpoging={flow[:10]}{'a' if flow[10] != 'a' else 'b'}{flow[11:]}"})
    assert changed.status_code == 403 and "sessie=" not in changed.headers.get("set-cookie", "")


@pytest.mark.parametrize(
    "claims",
    [{"roles": []}, {"roles": ["iets-anders"]}, {"roles": "sw-trainersx"}, {"roles": {"sw-beheer": 1.5}, "preferred_username": ""}, {"roles": None},
     {"preferred_username": ""}, {"preferred_username": "a" * 41}, {"preferred_username": "<b>x</b>"}, {"preferred_username": ["Anna"]}],
)  # fmt: skip
def test_who_has_no_role_or_no_name_here_comes_in_nowhere(app: Any, provider: Provider, claims: dict[str, Any]) -> None:
    provider.claims |= claims
    reply = come_back(Person(app))
    assert reply.status_code == 403 and "u mag deze site niet gebruiken" in reply.text
    assert "<b>" not in reply.text


def test_roles_may_be_a_text_and_the_first_that_fits_counts(app: Any, provider: Provider) -> None:
    provider.claims |= {"roles": "sw-vragers, sw-beheer"}
    person = Person(app)
    assert come_back(person).status_code == 303 and person.client.get("/metrics").status_code == 200


def test_a_key_that_was_replaced_is_fetched_again(app: Any, provider: Provider) -> None:
    assert come_back(Person(app)).status_code == 303
    provider.kid = "twee"
    provider.key = RSAKey.generate_key(2048, {"kid": "twee"})
    assert come_back(Person(app)).status_code == 303


@pytest.mark.parametrize(
    "target", ["https://evil.example/", "//evil.example", "/\\evil.example", "/%0d%0aLocation:x", "javascript:alert(1)", "/aanmelden/start"]
)
def test_coming_back_is_to_this_site(app: Any, provider: Provider, target: str) -> None:
    reply = come_back(Person(app), target)
    assert reply.status_code == 303 and urlsplit(reply.headers["location"]).netloc == ""
    assert reply.headers["location"] in ("/", "/%0d%0aLocation:x") and parse_qs(urlsplit(reply.headers["location"]).query) == {}


def test_signing_out_here_says_that_it_is_only_here(app: Any, provider: Provider) -> None:
    person = Person(app)
    come_back(person)
    left = person.client.post("/afmelden", data={"token": person.token("/bronnen")})
    assert left.headers["location"] == "/aanmelden?gedaan=afgemeld"
    page = person.client.get(left.headers["location"]).text
    assert "Bij 127.0.0.1 bent u misschien nog aangemeld" in page and "signed_out.js" in page
    assert person.client.get("/bronnen").status_code == 303


def test_there_is_no_password_beside_the_provider(app: Any, tmp_path: Path) -> None:
    from tests.ops.entering import PASSWORD, accounts_of

    accounts_of(tmp_path)
    reply = Person(app).client.post("/aanmelden", data={"naam": "administrator-anna", "wachtwoord": PASSWORD, "naar": "/"})
    assert reply.status_code in (404, 405) and "sessie" not in reply.headers.get("set-cookie", "")


@pytest.mark.parametrize(
    ("changes", "told"),
    [({"oidc_issuer": "http://sso.intern"}, "met https"), ({"oidc_issuer": ""}, "STANDPUNT_OIDC_ISSUER"),
     ({"oidc_client": ""}, "STANDPUNT_OIDC_CLIENT"), ({"oidc_secret": ""}, "STANDPUNT_OIDC_SECRET_FILE"),
     ({"oidc_secret_file": "/nergens"}, "niet te lezen"), ({"ca_file": "/nergens"}, "STANDPUNT_CA_FILE")],
)  # fmt: skip
def test_a_setting_that_is_not_right_is_named_at_the_start(tmp_path: Path, changes: dict[str, Any], told: str) -> None:
    with pytest.raises(SettingsError, match=told):
        client_of(Settings(data=tmp_path, **settings_of("https://sso.intern", **changes)))


def test_the_secret_may_be_in_a_file(tmp_path: Path) -> None:
    file = tmp_path / "client-secret"
    file.write_text(f"{SECRET}\n")
    settings = Settings(data=tmp_path, **settings_of("https://sso.intern", oidc_secret="", oidc_secret_file=file))
    assert client_of(settings).client_secret == SECRET
