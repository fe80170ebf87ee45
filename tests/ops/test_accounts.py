"""Accounts of this installation and who is signed in: made at the terminal, kept as hashes, and ended when they must."""

import json
import os
import sqlite3
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from assistant.accounts import AccountError, Accounts, Role, database, valid_account_name
from assistant.sessions import Sessions, secret_of
from assistant.settings import Settings
from tests.ops.entering import PASSWORD, accounts_of
from ui.gate import door_of
from ui.limits import address_of


def run(data: Path, *words: str, typed: str = "") -> subprocess.CompletedProcess[str]:
    """``standpuntwijzer accounts …`` as a real process."""
    environment = {**os.environ, "STANDPUNT_DATA": str(data)}
    command = [sys.executable, "-c", "from assistant.cli import main; main()", "accounts", *words]
    return subprocess.run(command, input=typed, capture_output=True, text=True, env=environment, timeout=60)


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


def test_addresses_as_they_are_counted() -> None:
    assert address_of("192.0.2.1") == "192.0.2.1" == address_of("::ffff:192.0.2.1")
    assert address_of("2001:db8::1") == address_of("2001:db8::ffff") != address_of("2001:db8:0:1::1")
    assert address_of("testclient") == "?" == address_of("")


def test_help_is_quick_and_needs_no_heavy_library(tmp_path: Path) -> None:
    code = "import sys; import assistant.cli; print(sorted({'argon2', 'authlib', 'limits', 'itsdangerous', 'fastapi', 'gradio'} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60).stdout.strip() == "[]"
    assert door_of(Settings(data=tmp_path)).identity is None and not list(tmp_path.iterdir())
