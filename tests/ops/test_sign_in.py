"""Signing in with a password on the page: hard to guess, to take over, or to lead elsewhere."""

import logging
import re
import sqlite3
import threading
import time
from pathlib import Path
from statistics import median
from typing import Any

import pytest

from assistant.accounts import AccountError, Accounts, Role
from index.retriever import HybridRetriever
from tests.ops.entering import PASSWORD, Person, accounts_of, app_of, signed_in
from ui.sign_in import safe_target


def test_a_file_that_is_damaged_lets_nobody_in(retriever: HybridRetriever, tmp_path: Path) -> None:
    accounts_of(tmp_path)
    app = app_of(retriever, tmp_path)
    person = signed_in(app)
    for file in tmp_path.glob("accounts.db*"):
        file.write_bytes(b"niet van ons" * 1000)
    with pytest.raises(AccountError, match="reservekopie"):
        Accounts(tmp_path).all()
    reply = person.client.get("/bronnen")
    assert reply.status_code == 503 and "Waarschuw de beheerder" in reply.text
    assert person.client.get("/healthz").status_code == 200


def test_signing_in_and_out(app: Any, data: Path) -> None:
    person = Person(app)
    assert person.client.get("/bronnen").status_code == 303
    reply = person.sign_in(" USER-anna ", target="/bronnen?zoek=dpia")
    assert reply.status_code == 303 and reply.headers["location"] == "/bronnen?zoek=dpia"
    cookie = next(each for each in reply.headers.get_list("set-cookie") if each.startswith("sessie="))
    assert {"HttpOnly", "SameSite=lax", "Path=/"} <= set(cookie.split("; ")) and "Max-Age" not in cookie and "Secure" not in cookie
    assert person.client.get("/aanmelden?naar=/lessen").headers["location"] == "/lessen"
    kept = person.session()
    left = person.client.post("/afmelden", data={"token": person.token("/bronnen")})
    assert left.status_code == 303 and person.session() == "" and "U bent afgemeld" in person.client.get(left.headers["location"]).text
    # What was in the browser is worth nothing any more.
    assert person.client.get("/bronnen", headers={"cookie": f"sessie={kept}"}).status_code == 303


def test_a_session_that_somebody_else_chose_is_not_taken_over(app: Any) -> None:
    attacker = signed_in(app)
    chosen = attacker.session()
    victim = Person(app)
    token = victim.token()
    cookie = f"sessie={'z' * 43}; aanmeldpoging={victim.client.cookies['aanmeldpoging']}"
    fields = {"naam": "administrator-anna", "wachtwoord": PASSWORD, "naar": "/", "token": token}
    reply = victim.client.post("/aanmelden", data=fields, headers={"cookie": cookie})
    assert reply.status_code == 303 and victim.session() not in ("", "z" * 43)
    # Nor is one in which somebody was signed in already: that ends, and another begins.
    over = Person(app)
    fields["token"] = over.token()
    cookie = f"sessie={chosen}; aanmeldpoging={over.client.cookies['aanmeldpoging']}"
    assert over.client.post("/aanmelden", data=fields, headers={"cookie": cookie}).status_code == 303
    assert attacker.client.get("/bronnen").status_code == 303 and over.session() != chosen


def test_signing_in_needs_the_page(app: Any) -> None:
    person, other = Person(app), Person(app)
    fields = {"naam": "user-anna", "wachtwoord": PASSWORD, "naar": "/"}
    assert person.client.post("/aanmelden", data=fields).status_code == 403
    assert person.client.post("/aanmelden", data=fields | {"token": ""}).status_code == 403
    person.token()
    assert person.client.post("/aanmelden", data=fields | {"token": other.token()}).status_code == 403
    foreign = person.client.post("/aanmelden", data=fields | {"token": person.token()}, headers={"origin": "https://evil.example"})
    assert foreign.status_code == 403 and "andere site" in foreign.text and person.session() == ""
    assert person.client.post("/aanmelden", data={"naam": "x" * 1_000_000}).status_code == 403


@pytest.mark.parametrize(
    "target",
    ["https://evil.example/", "//evil.example", "///evil.example", "/\\evil.example", "\\\\evil.example", "javascript:alert(1)", "/\tevil",
     "/\n/evil.example", "http:evil.example", "/aanmelden", "/aanmelden?naar=/x", "", "bronnen", "/" + "a" * 2_001, "/é", " //evil.example",
     "/%0d%0aSet-Cookie:x"],
)  # fmt: skip
def test_after_signing_in_one_stays_on_this_site(app: Any, target: str) -> None:
    reply = Person(app).sign_in(target=target)
    assert reply.status_code == 303 and reply.headers["location"] in ("/", "/%0d%0aSet-Cookie:x", "/evil")
    assert safe_target(target) in ("/", "/%0d%0aSet-Cookie:x") and safe_target("/bronnen/avg?van=1&tot=2#hier") == "/bronnen/avg?van=1&tot=2#hier"
    assert len(reply.headers.get_list("set-cookie")) == 2


def test_guessing_is_stopped_by_name_and_by_address(retriever: HybridRetriever, data: Path) -> None:
    app = app_of(retriever, data, limit_sign_in="3/minute")
    thief = Person(app, peer="192.0.2.1")
    assert [thief.sign_in(password=f"geraden wachtwoord {number}").status_code for number in range(4)] == [401, 401, 401, 429]
    # Not from elsewhere either, nor with what is right: whether it is, is not told.
    for peer in ("192.0.2.2", "2001:db8::1"):
        reply = Person(app, peer=peer).sign_in()
        assert reply.status_code == 429 and 1 <= int(reply.headers["retry-after"]) <= 60 and "Wacht" in reply.text
    # Nor other names from there; somebody else elsewhere is not held up.
    assert thief.sign_in("trainer-anna").status_code == 429
    assert Person(app, peer="192.0.2.9").sign_in("trainer-anna").status_code == 303
    names = Person(app, peer="2001:db8:1::1")
    assert [names.sign_in(f"naam{number}").status_code for number in range(3)] == [401] * 3
    # One address more of the same network is not another visitor.
    assert Person(app, peer="2001:db8:1::2").sign_in("evaluator-anna").status_code == 429


def test_attempts_side_by_side_are_counted_one_by_one(retriever: HybridRetriever, data: Path) -> None:
    app = app_of(retriever, data, limit_sign_in="3/minute")
    found: list[int] = []
    people = [Person(app, peer=f"192.0.2.{number}") for number in range(12)]
    tokens = [person.token() for person in people]

    def attempt(person: Person, token: str) -> None:
        fields = {"naam": "evaluator-anna", "wachtwoord": "geraden wachtwoord", "naar": "/", "token": token}
        found.append(person.client.post("/aanmelden", data=fields).status_code)

    threads = [threading.Thread(target=attempt, args=each) for each in zip(people, tokens, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(found) == [401] * 3 + [429] * 9


def test_a_name_that_is_not_there_takes_as_long_and_says_the_same(app: Any, data: Path) -> None:
    accounts = Accounts(data)
    accounts.add("zonder", Role.USER, None)

    def spent(name: str) -> float:
        began = time.perf_counter()
        assert accounts.check(name, "geraden wachtwoord") is None
        return time.perf_counter() - began

    spent("niemand")
    times = {name: [] for name in ("user-anna", "niemand", "zonder")}  # type: dict[str, list[float]]
    for _ in range(7):
        for name, found in times.items():
            found.append(spent(name))
    known = median(times["user-anna"])
    assert all(0.5 < median(found) / known < 2 for found in times.values()), times
    pages = [re.sub(r'value="[^"]*"', "", Person(app).sign_in(name, "geraden wachtwoord").text) for name in ("user-anna", "niemand", "zonder")]
    assert len(set(pages)) == 1 and "De naam of het wachtwoord klopt niet." in pages[0]
    assert accounts.check("zonder", "") is None and accounts.check("user-anna", "") is None and accounts.check("user-anna", "x" * 100_000) is None


@pytest.mark.parametrize("change", ["role", "password", "remove"])
def test_who_changes_is_signed_out_in_every_worker(retriever: HybridRetriever, tmp_path: Path, change: str) -> None:
    accounts = accounts_of(tmp_path)
    one, two = app_of(retriever, tmp_path), app_of(retriever, tmp_path)
    person, elsewhere = signed_in(one, Role.ADMINISTRATOR), Person(two)
    elsewhere.client.cookies.update(person.client.cookies)
    assert elsewhere.client.get("/metrics").status_code == 200
    match change:
        case "role":
            accounts.set_role("administrator-anna", Role.USER)
        case "password":
            accounts.set_password("administrator-anna", "een heel ander wachtwoord")
        case "remove":
            accounts.remove("administrator-anna")
    assert person.client.get("/metrics").status_code == 303 and elsewhere.client.get("/bronnen").status_code == 303
    # A form of one worker holds in the other.
    other = signed_in(one, Role.TRAINER)
    mirror = Person(two)
    mirror.client.cookies.update(other.client.cookies)
    about = {"titel": "Proef", "doel": "", "minuten": "15", "doelgroep": "medewerkers", "token": other.token("/trainers/nieuw")}
    assert mirror.client.post("/trainers/nieuw", data=about).status_code == 303


def test_who_cannot_be_kept_is_told_so(retriever: HybridRetriever, tmp_path: Path) -> None:
    accounts_of(tmp_path, Role.USER)
    person = Person(app_of(retriever, tmp_path))
    with sqlite3.connect(tmp_path / "accounts.db") as opened:
        opened.execute("CREATE TRIGGER full BEFORE INSERT ON sessions BEGIN SELECT RAISE(ABORT, 'disk full'); END")
    reply = person.sign_in()
    assert reply.status_code == 503 and "Waarschuw de beheerder" in reply.text and person.session() == ""


def test_signing_in_is_told_without_what_was_typed(app: Any, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, "standpuntwijzer"):
        person = Person(app)
        person.sign_in("per ongeluk mijn wachtwoord", "geheim-ingetypt")
        person.sign_in("user-anna", "geheim-ingetypt")
        person.sign_in("user-anna")
        person.client.post("/ui/vraag", json={"question": "Mag ik klompendansen?"})
    events = [(record.message, record.fields) for record in caplog.records if record.message.startswith("sign_in")]  # type: ignore[attr-defined]
    assert [name for name, _ in events] == ["sign_in_failed", "sign_in_failed", "sign_in"]
    assert "account" not in events[0][1] and events[1][1]["account"] == "user-anna" == events[2][1]["account"]
    told = repr([vars(record) for record in caplog.records])
    assert not any(typed in told for typed in ("per ongeluk", "geheim-ingetypt", PASSWORD, "klompendansen", person.session()))
