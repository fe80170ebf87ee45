"""Accounts of this installation: made at the terminal, signed in with on the page, and hard to guess or to take over."""

import json
import logging
import os
import re
import sqlite3
import subprocess
import sys
import threading
import time
from pathlib import Path
from statistics import median
from typing import Any

import pytest

from assistant.accounts import AccountError, Accounts, Role, database, valid_account_name
from assistant.sessions import Sessions, secret_of
from assistant.settings import Settings
from index.retriever import HybridRetriever
from tests.ops.entering import PASSWORD, Person, accounts_of, app_of, signed_in
from ui.gate import door_of
from ui.limits import address_of
from ui.sign_in import safe_target


def run(data: Path, *words: str, typed: str = "") -> subprocess.CompletedProcess[str]:
    """``standpuntwijzer accounts …`` as a real process."""
    environment = {**os.environ, "STANDPUNT_DATA": str(data)}
    command = [sys.executable, "-c", "from assistant.cli import main; main()", "accounts", *words]
    return subprocess.run(command, input=typed, capture_output=True, text=True, env=environment, timeout=60)


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    data = tmp_path_factory.mktemp("data")
    accounts_of(data)
    return data


@pytest.fixture(scope="module")
def app(retriever: HybridRetriever, data: Path) -> Any:
    return app_of(retriever, data)


def test_accounts_at_the_terminal(tmp_path: Path) -> None:
    assert run(tmp_path, "add", "Anna de Vries", "--role", "administrator", typed=f"{PASSWORD}\n").returncode == 0
    assert run(tmp_path, "add", "nachtrun", "--without-password").returncode == 0
    listed = json.loads(run(tmp_path, "list", "--json").stdout)
    assert listed == [{"name": "Anna de Vries", "role": "administrator"}, {"name": "nachtrun", "role": "user"}]
    again = run(tmp_path, "add", "ANNA DE VRIES", typed=f"{PASSWORD}\n")
    assert again.returncode == 2 and "is er al" in again.stderr and "accounts role" in again.stderr
    short = run(tmp_path, "add", "Bob", typed="kort\n")
    assert short.returncode == 2 and "12 tot en met 200" in short.stderr
    assert run(tmp_path, "role", "nachtrun", "trainer").returncode == 0
    assert run(tmp_path, "password", "nachtrun", typed="een heel ander wachtwoord\n").returncode == 0
    token = run(tmp_path, "token", "nachtrun", "--days", "7").stdout.strip()
    account = Accounts(tmp_path).of_token(token)
    assert account is not None and (account.name, account.role) == ("nachtrun", Role.TRAINER)
    assert "1 tokens ingetrokken" in run(tmp_path, "token", "nachtrun", "--withdraw").stderr and Accounts(tmp_path).of_token(token) is None
    assert run(tmp_path, "remove", "nachtrun").returncode == 0
    gone = run(tmp_path, "remove", "nachtrun")
    assert gone.returncode == 2 and "accounts list" in gone.stderr
    assert "password" not in run(tmp_path, "add", "--help").stdout.replace("--without-password", "")


def test_what_is_kept_is_a_name_a_role_and_hashes(tmp_path: Path) -> None:
    accounts = accounts_of(tmp_path, Role.USER)
    token, session = accounts.new_token("user-anna", 1), Sessions(tmp_path, 60, 600, True).begin(accounts.all()[0])
    with database(tmp_path) as opened:
        columns = {table: [row[1] for row in opened.execute(f"PRAGMA table_info({table})")] for table in ("accounts", "tokens", "sessions")}
        assert opened.execute("SELECT password FROM accounts").fetchone()[0].startswith("$argon2id$v=19$m=65536,t=3,p=4$")
    assert columns.pop("sessions") == ["hash", "key", "name", "role", "begun", "seen"]
    assert columns == {"accounts": ["key", "name", "role", "password"], "tokens": ["hash", "key", "until"]}
    for file in tmp_path.glob("accounts.db*"):
        held = file.read_bytes()
        assert file.stat().st_mode & 0o077 == 0 and not any(secret.encode() in held for secret in (PASSWORD, token, session))


def test_the_key_of_the_installation(tmp_path: Path) -> None:
    found: list[bytes] = []
    threads = [threading.Thread(target=lambda: found.append(secret_of(tmp_path))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(found)) == 1 and len(found[0]) == 32 and [file.name for file in tmp_path.iterdir()] == ["secret"]
    assert (tmp_path / "secret").stat().st_mode & 0o777 == 0o600
    (tmp_path / "secret").chmod(0o644)
    with pytest.raises(AccountError, match="chmod 600"):
        secret_of(tmp_path)


@pytest.mark.parametrize("name", ["", " ", "<b>", "a" * 41, "-x", "a\x00b", "a\nb\x1b", "a/b", "../x", "\u202eanna"])
def test_what_can_be_no_name(tmp_path: Path, name: str) -> None:
    assert not valid_account_name(name) or name == "a\nb\x1b"
    with pytest.raises(AccountError, match="geen naam"):
        Accounts(tmp_path).add(name, Role.USER, PASSWORD)


def test_names_that_look_the_same_are_the_same(tmp_path: Path) -> None:
    accounts = Accounts(tmp_path)
    accounts.add("Zoë", Role.USER, PASSWORD)
    for same in ("zoë", "ZOË", "Zoe\u0308", "\uff3aoë"):
        with pytest.raises(AccountError, match="is er al"):
            accounts.add(same, Role.ADMINISTRATOR, PASSWORD)
        assert accounts.check(same, PASSWORD) is not None


@pytest.mark.parametrize("password", ["te kort", "a" * 201, "aaaaaaaaaaaaaaaa", "jan-peter van dam"])
def test_what_can_be_no_password(tmp_path: Path, password: str) -> None:
    with pytest.raises(AccountError):
        Accounts(tmp_path).add("Jan-Peter van Dam", Role.USER, password)


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


class Clock:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.at = 1_700_000_000.0

    def __call__(self) -> float:
        return self.at


def test_a_session_ends_by_itself(tmp_path: Path) -> None:
    clock = Clock()
    (anna,) = accounts_of(tmp_path, Role.USER).all()
    sessions = Sessions(tmp_path, 600, 3600, True, clock)
    idle, busy = sessions.begin(anna), sessions.begin(anna)
    for _ in range(11):
        clock.at += 299
        assert sessions.find(busy) == anna
    assert sessions.find(idle) is None
    clock.at += 299 * 2
    assert sessions.find(busy) is None, "not after an hour, however busy"
    with database(tmp_path) as opened:
        assert opened.execute("SELECT COUNT(*) FROM sessions").fetchone() == (0,)


def test_a_clock_that_is_set_back_lets_nobody_stay(tmp_path: Path) -> None:
    clock = Clock()
    (anna,) = accounts_of(tmp_path, Role.USER).all()
    sessions = Sessions(tmp_path, 600, 3600, True, clock)
    number = sessions.begin(anna)
    clock.at -= 30
    assert sessions.find(number) == anna
    clock.at -= 86_400
    assert sessions.find(number) is None


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


def test_sessions_of_a_full_disk_still_serve(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = Clock()
    (anna,) = accounts_of(tmp_path, Role.USER).all()
    sessions = Sessions(tmp_path, 600, 3600, True, clock)
    number = sessions.begin(anna)
    clock.at += 300
    (tmp_path / "accounts.db").chmod(0o600)
    with sqlite3.connect(tmp_path / "accounts.db") as opened:
        opened.execute("CREATE TRIGGER full BEFORE UPDATE ON sessions BEGIN SELECT RAISE(ABORT, 'disk full'); END")
    assert sessions.find(number) == anna
    clock.at += 301
    assert sessions.find(number) is None


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


def test_addresses_as_they_are_counted() -> None:
    assert address_of("192.0.2.1") == "192.0.2.1" == address_of("::ffff:192.0.2.1")
    assert address_of("2001:db8::1") == address_of("2001:db8::ffff") != address_of("2001:db8:0:1::1")
    assert address_of("testclient") == "?" == address_of("")


def test_help_is_quick_and_needs_no_heavy_library(tmp_path: Path) -> None:
    code = "import sys; import assistant.cli; print(sorted({'argon2', 'authlib', 'limits', 'itsdangerous', 'fastapi', 'gradio'} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60).stdout.strip() == "[]"
    assert door_of(Settings(data=tmp_path)).identity is None and not list(tmp_path.iterdir())
