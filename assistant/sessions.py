"""Who is signed in, kept on the server: a browser holds only a random number, and what is kept here is the hash of that.

A session ends after a time without requests, after a time whatever happens, at sign-out, and when its account changes.
"""

import os
import secrets
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from assistant.accounts import Account, AccountError, Role, database, digest, key_of

# Writing down each request that somebody is still there would cost a write a request.
_NOTED = 60


@dataclass(frozen=True, slots=True)
class Sessions:
    """The sessions of a data folder; ``idle`` and ``longest`` in seconds. With ``known`` only those of accounts that are kept here."""

    data: Path
    idle: int
    longest: int
    known: bool
    now: Callable[[], float] = time.time

    def begin(self, account: Account) -> str:
        """A new session; gives the number for the browser. Raises :class:`AccountError`."""
        number, now = secrets.token_urlsafe(32), int(self.now())
        with database(self.data) as opened:
            opened.execute("DELETE FROM sessions WHERE seen < ? OR begun < ?", (now - self.idle, now - self.longest))
            row = (digest(number), key_of(account.name), account.name, account.role, now, now)
            opened.execute("INSERT INTO sessions VALUES (?, ?, ?, ?, ?, ?)", row)
        return number

    def find(self, number: str) -> Account | None:
        """Whose session it is; None when it ended. Raises :class:`AccountError`."""
        now = int(self.now())
        with database(self.data) as opened:
            row = opened.execute("SELECT key, name, role, begun, seen FROM sessions WHERE hash = ?", (digest(number),)).fetchone()
            if row is None:
                return None
            key, name, role, begun, seen = row
            held = opened.execute("SELECT name, role FROM accounts WHERE key = ?", (key,)).fetchone() if self.known else (name, role)
        # A clock that was set back may not make a session last.
        if held is None or not (seen - _NOTED <= now < seen + self.idle and now < begun + self.longest):
            self.end(number)
            return None
        if now >= seen + min(_NOTED, self.idle // 4):
            # On a full disk a session ends early; that is better than that nobody can do anything.
            with suppress(AccountError), database(self.data) as opened:
                opened.execute("UPDATE sessions SET seen = ? WHERE hash = ?", (now, digest(number)))
        return Account(held[0], Role(held[1]))

    def end(self, number: str) -> None:
        """Sign out."""
        with suppress(AccountError), database(self.data) as opened:
            opened.execute("DELETE FROM sessions WHERE hash = ?", (digest(number),))


def secret_of(data: Path) -> bytes:
    """The key of this installation, made at the first use; every worker has the same. Raises :class:`AccountError`."""
    path = data / "secret"
    try:
        data.mkdir(parents=True, exist_ok=True)
        if not path.exists():
            fresh = path.with_name(f"secret.{secrets.token_hex(4)}")
            with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                file.write(secrets.token_bytes(32))
            # Of two that start at the same time one wins, and both read that one.
            with suppress(FileExistsError):
                os.link(fresh, path)
            fresh.unlink()
        if path.stat().st_mode & 0o077:
            raise AccountError(f"{path} is leesbaar voor anderen. Draai: chmod 600 {path}")
        key = path.read_bytes()
    except OSError as error:
        raise AccountError(f"{path} is niet te gebruiken: {error.strerror}.") from error
    if len(key) < 32:
        raise AccountError(f"{path} is te kort. Verwijder het bestand; er komt een nieuw, en iedereen meldt zich opnieuw aan.")
    return key
