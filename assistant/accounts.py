"""Accounts of this installation: a name and a role, nothing else; what proves who it is (a password, tokens of programs) only as hashes.

One SQLite file, ``<data>/accounts.db``, readable for who runs the program only. Sessions (``assistant/sessions.py``) are in it too, so that
an account that goes, or gets another role or password, is signed out everywhere at once.
"""

import hashlib
import os
import re
import secrets
import sqlite3
import time
import unicodedata
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from argon2 import PasswordHasher

FILE = "accounts.db"
SHORTEST, LONGEST = 12, 200
DAY = 86_400
# As long as a name on a label or an approval may be.
_NAME = re.compile(r"\w[\w .@'’+-]{0,39}")
# Recognisable, so that a scanner of files or chats can find one that was left somewhere.
_TOKEN = "swt_"
_SCHEMA = """
CREATE TABLE IF NOT EXISTS accounts (key TEXT PRIMARY KEY, name TEXT NOT NULL, role TEXT NOT NULL, password TEXT NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS tokens (hash BLOB PRIMARY KEY, key TEXT NOT NULL REFERENCES accounts ON DELETE CASCADE, until INTEGER NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS sessions (hash BLOB PRIMARY KEY, key TEXT NOT NULL, name TEXT NOT NULL, role TEXT NOT NULL, begun INTEGER NOT NULL,
  seen INTEGER NOT NULL) STRICT;
CREATE INDEX IF NOT EXISTS sessions_key ON sessions (key);
"""


class AccountError(Exception):
    """An account that cannot be made, found or kept; the message names it and what to do."""


class Role(StrEnum):
    """What an account may: everybody may ask, and an administrator may all."""

    USER = "user"
    TRAINER = "trainer"
    EVALUATOR = "evaluator"
    ADMINISTRATOR = "administrator"


@dataclass(frozen=True, slots=True)
class Account:
    """Somebody, or a program."""

    name: str
    role: Role


@contextmanager
def database(data: Path) -> Iterator[sqlite3.Connection]:
    """One transaction. Raises :class:`AccountError` when the file cannot be read or written."""
    path = data / FILE
    try:
        data.mkdir(parents=True, exist_ok=True)
        # SQLite would make it readable for everybody.
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
        with closing(sqlite3.connect(path, timeout=10)) as opened:
            opened.execute("PRAGMA foreign_keys = ON")
            if opened.execute("PRAGMA user_version").fetchone()[0] == 0:
                opened.execute("PRAGMA journal_mode = WAL")
                opened.executescript(_SCHEMA + "PRAGMA user_version = 1;")
            with opened:
                yield opened
    except (OSError, sqlite3.Error) as error:
        raise AccountError(f"{path} is niet te gebruiken: {error}. Zet een reservekopie terug of controleer de schijf.") from error


def key_of(name: str) -> str:
    """What two names have in common that look the same to a reader."""
    return unicodedata.normalize("NFKC", name).casefold()


def valid_account_name(text: str) -> str:
    """A name as it is kept; empty for what cannot be one."""
    name = " ".join(unicodedata.normalize("NFKC", text).split())
    return name if _NAME.fullmatch(name) else ""


def digest(secret: str) -> bytes:
    """How a session or a token is kept: both are random and long, so that a fast hash is enough."""
    return hashlib.sha256(secret.encode("utf-8", "replace")).digest()


@cache
def _hasher() -> "PasswordHasher":
    from argon2 import PasswordHasher

    return PasswordHasher()


@cache
def _nobody() -> str:
    """The hash that is tried for a name that is not there, so that it takes as long."""
    return _hasher().hash(secrets.token_urlsafe(16))


@dataclass(frozen=True, slots=True)
class Accounts:
    """The accounts of a data folder."""

    data: Path

    def all(self) -> list[Account]:
        """Every account, by name."""
        with database(self.data) as opened:
            return [Account(name, Role(role)) for name, role in opened.execute("SELECT name, role FROM accounts ORDER BY key")]

    def add(self, name: str, role: Role, password: str | None) -> Account:
        """A new account; without a password for a program, which shows a token. Raises :class:`AccountError`."""
        named = valid_account_name(name)
        if not named:
            raise AccountError(f"{name!r} kan geen naam zijn. Gebruik hoogstens 40 letters, cijfers, spaties of . @ ' + -.")
        kept = _hash(named, password) if password is not None else ""
        with database(self.data) as opened:
            if opened.execute("SELECT 1 FROM accounts WHERE key = ?", (key_of(named),)).fetchone():
                raise AccountError(f"Account {named!r} is er al. Andere rol: standpuntwijzer accounts role {named!r} {role}")
            opened.execute("INSERT INTO accounts VALUES (?, ?, ?, ?)", (key_of(named), named, role, kept))
        return Account(named, role)

    def set_role(self, name: str, role: Role) -> None:
        """Give another role; who is signed in must sign in again. Raises :class:`AccountError`."""
        self._change(name, "UPDATE accounts SET role = ? WHERE key = ?", str(role))

    def set_password(self, name: str, password: str) -> None:
        """Give another password; who is signed in must sign in again. Raises :class:`AccountError`."""
        self._change(name, "UPDATE accounts SET password = ? WHERE key = ?", _hash(name, password))

    def remove(self, name: str) -> None:
        """Remove an account with its tokens and sessions. Raises :class:`AccountError`."""
        self._change(name, "DELETE FROM accounts WHERE key = ?")

    def _change(self, name: str, statement: str, *values: str) -> None:
        with database(self.data) as opened:
            if opened.execute(statement, (*values, key_of(name))).rowcount == 0:
                raise AccountError(f"Account {name!r} is er niet. Zie: standpuntwijzer accounts list")
            opened.execute("DELETE FROM sessions WHERE key = ?", (key_of(name),))

    def check(self, name: str, password: str) -> Account | None:
        """The account, when name and password are right; a name that is not there takes as long. Raises :class:`AccountError`."""
        from argon2.exceptions import VerificationError

        with database(self.data) as opened:
            row = opened.execute("SELECT name, role, password FROM accounts WHERE key = ?", (key_of(name),)).fetchone()
        kept = row[2] if row and row[2] else ""
        try:
            _hasher().verify(kept or _nobody(), password[: LONGEST + 1])
        except VerificationError:
            return None
        if not kept:
            return None
        if _hasher().check_needs_rehash(kept):
            with database(self.data) as opened:
                opened.execute("UPDATE accounts SET password = ? WHERE key = ? AND password = ?", (_hasher().hash(password), key_of(name), kept))
        return Account(row[0], Role(row[1]))

    def new_token(self, name: str, days: int) -> str:
        """A token for a program, which is nowhere to be seen again. Raises :class:`AccountError`."""
        token = _TOKEN + secrets.token_urlsafe(32)
        with database(self.data) as opened:
            if not opened.execute("SELECT 1 FROM accounts WHERE key = ?", (key_of(name),)).fetchone():
                raise AccountError(f"Account {name!r} is er niet. Draai: standpuntwijzer accounts add {name!r} --without-password")
            opened.execute("INSERT INTO tokens VALUES (?, ?, ?)", (digest(token), key_of(name), int(time.time()) + days * DAY))
        return token

    def withdraw_tokens(self, name: str) -> int:
        """Make every token of an account worthless; gives how many there were."""
        with database(self.data) as opened:
            return opened.execute("DELETE FROM tokens WHERE key = ?", (key_of(name),)).rowcount

    def of_token(self, token: str) -> Account | None:
        """The account of a token that still holds."""
        with database(self.data) as opened:
            row = opened.execute(
                "SELECT name, role FROM tokens JOIN accounts USING (key) WHERE hash = ? AND until > ?", (digest(token), int(time.time()))
            ).fetchone()
        return Account(row[0], Role(row[1])) if row else None


def _hash(name: str, password: str) -> str:
    """What is kept of a password. Raises :class:`AccountError` for one that is easily guessed or has no end."""
    if not SHORTEST <= len(password) <= LONGEST:
        raise AccountError(f"Een wachtwoord heeft {SHORTEST} tot en met {LONGEST} tekens.")
    if key_of(password) == key_of(name) or len(set(password)) < 5:
        raise AccountError("Dit wachtwoord is makkelijk te raden. Neem bijvoorbeeld vier losse woorden.")
    return _hasher().hash(password)
