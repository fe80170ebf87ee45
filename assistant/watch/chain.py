"""The audit trail on disk: lines that only grow, each with the SHA-256 of the one before, so that whatever is changed later shows.

One file a day (UTC), ``YYYY-MM-DD.jsonl``; the chain goes on from file to file. ``head.json`` says which line is the last, so that a tail that was
cut off shows as well. Every append takes a lock on a file, so several processes may write; a line is on the disk before :func:`append` returns.

A process may be killed, a machine may lose its power, a disk may be full: half a line is taken away at the next append and that is told in
a line of its own. A head that lags behind is made right. A head that is ahead is believed: then lines have been taken away, and
the chain goes on from the head, so that the gap stays visible.
"""

import errno
import fcntl
import hashlib
import json
import os
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

ZERO = "0" * 64
_HEAD, _LOCK = "head.json", "lock"
_HEAD_BYTES = 256
_DAY_FILE = re.compile(r"\d{4}-\d{2}-\d{2}\.jsonl")


class AuditError(Exception):
    """The trail cannot be written, read or handed out as asked; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Head:
    """The last line: its number (from 1) and hash, its file, and the size of that file in bytes."""

    n: int = 0
    hash: str = ZERO
    file: str = ""
    size: int = 0


def append(folder: Path, fields: Mapping[str, Any], *, now: datetime | None = None) -> Head:
    """Add a line with ``fields``. Raises :class:`OSError`; then the line is not there."""
    moment = now or datetime.now(UTC)
    with locked(folder, write=True):
        head, day = _resume(folder, moment)
        return _write(folder, head, day, moment, fields)


def purge(folder: Path, keep_days: int, *, now: datetime | None = None) -> int:
    """Remove the files older than ``keep_days`` days; how many. Raises :class:`OSError`.

    First a line with the anchors of what goes is written: whoever reads the chain later finds there where it begins.
    """
    moment = now or datetime.now(UTC)
    before = (moment.date() - timedelta(days=keep_days)).isoformat()
    if not any(path.stem < before for path in day_files(folder)):
        return 0
    with locked(folder, write=True):
        head, day = _resume(folder, moment)
        old = [path for path in day_files(folder) if path.stem < before and path.name != head.file]
        anchors = [anchor for path in old if (anchor := _anchor(path))]
        if anchors:
            _write(folder, head, day, moment, {"event": "purge", "keep_days": keep_days, "anchors": anchors})
        for path in old:
            path.unlink()
        _sync_folder(folder)
        return len(old)


def day_files(folder: Path) -> list[Path]:
    """The files of the trail, oldest first."""
    return sorted(path for path in folder.iterdir() if _DAY_FILE.fullmatch(path.name)) if folder.is_dir() else []


def sha(line: bytes) -> str:
    """The hash of a line, without its newline."""
    return hashlib.sha256(line).hexdigest()


def lines_of(path: Path, size: int | None = None) -> Iterator[bytes]:
    """The whole lines of a file, or of its first ``size`` bytes, without their newlines."""
    left = -1 if size is None else size
    with path.open("rb") as file:
        while left and (line := file.readline(left)).endswith(b"\n"):
            left -= len(line) if left > 0 else 0
            yield line[:-1]


def row_of(line: bytes) -> dict[str, Any] | None:
    """A line as data; None when it is not a line of a trail."""
    try:
        row = json.loads(line)
    except (ValueError, RecursionError):
        return None
    known = isinstance(row, dict) and type(row.get("n")) is int and isinstance(row.get("prev"), str) and isinstance(row.get("event"), str)
    return row if known else None


def read_head(folder: Path) -> Head | None:
    """None when there is no head, or none that can be read."""
    try:
        return Head(**json.loads((folder / _HEAD).read_bytes()))
    except (OSError, ValueError, TypeError):
        return None


@contextmanager
def locked(folder: Path, *, write: bool) -> Iterator[None]:
    """Nobody else appends meanwhile. A reader who may not write, or a trail that was never written, needs no lock."""
    if write:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        handle = os.open(folder / _LOCK, os.O_RDWR | os.O_CREAT if write else os.O_RDONLY, 0o600)
    except FileNotFoundError:
        if write:
            raise
        yield
        return
    try:
        fcntl.flock(handle, fcntl.LOCK_EX if write else fcntl.LOCK_SH)
        yield
    finally:
        os.close(handle)


def _write(folder: Path, head: Head, day: str, moment: datetime, fields: Mapping[str, Any]) -> Head:
    """One line to the disk, whole or not at all, and then the head."""
    at = moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    row = {"n": head.n + 1, "prev": head.hash, "at": at, **fields}
    # What is not text in any encoding is written as JSON writes it.
    line = json.dumps(row, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "backslashreplace")
    handle = os.open(folder / day, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        size = os.fstat(handle).st_size
        try:
            if os.write(handle, line + b"\n") <= len(line):
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))  # a disk that is full takes a part
            os.fsync(handle)
        except OSError:
            os.ftruncate(handle, size)
            raise
        if day != head.file:
            _sync_folder(folder)
    finally:
        os.close(handle)
    head = Head(head.n + 1, sha(line), day, size + len(line) + 1)
    _write_head(folder, head)
    return head


def _write_head(folder: Path, head: Head) -> None:
    """In place and of one length: a full disk has room for it, and it is never half. It may be lost with the power; see the top."""
    handle = os.open(folder / _HEAD, os.O_WRONLY | os.O_CREAT, 0o600)
    try:
        os.pwrite(handle, json.dumps(asdict(head)).ljust(_HEAD_BYTES - 1).encode() + b"\n", 0)
    finally:
        os.close(handle)


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _resume(folder: Path, moment: datetime) -> tuple[Head, str]:
    """Where the chain goes on, and in which file; how it was found is told in it when that was not in order."""
    day = f"{moment.date().isoformat()}.jsonl"
    head = read_head(folder)
    if head is not None and head.file and _size(folder / head.file) == head.size and (day <= head.file or not (folder / day).exists()):
        return head, max(day, head.file)  # a clock that goes back does not make the order wrong
    files = day_files(folder)
    if head is None and not any(path.stat().st_size for path in files):
        return Head(), max([day, *(path.name for path in files)])
    notes: list[dict[str, Any]] = [] if head else [{"event": "recovered", "what": "head"}]
    if files and (torn := _mend(files[-1])):
        notes.append({"event": "recovered", "what": "line", "bytes": torn})
    last = max([path.name for path in files] + ([head.file] if head else []))
    day = max(day, last)
    head = replace(_follow(files, head), file=last)
    for note in notes:
        head = _write(folder, head, day, moment, note)
    return head, day


def _follow(files: list[Path], head: Head | None) -> Head:
    """The head, moved on over every line that goes on from it."""
    n, known = (head.n, head.hash) if head else (0, ZERO)
    for path in files:
        if head is not None and path.name < head.file:
            continue
        for line in lines_of(path):
            row = row_of(line)
            if row is None:
                continue
            if head is None and n == 0:
                n, known = row["n"] - 1, row["prev"]
            if row["n"] == n + 1 and row["prev"] == known:
                n, known = n + 1, sha(line)
    return Head(n, known)


def _size(path: Path) -> int | None:
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return None


def _mend(path: Path) -> int:
    """Take away what comes after the last newline; how many bytes that was."""
    with path.open("r+b") as file:
        text = file.read()
        whole = text.rfind(b"\n") + 1
        if whole < len(text):
            file.truncate(whole)
            os.fsync(file.fileno())
        return len(text) - whole


def _anchor(path: Path) -> dict[str, Any] | None:
    """Which lines a file holds, the hash of the last, and that of the file."""
    text, lines = path.read_bytes(), list(lines_of(path))
    rows = [row for line in lines if (row := row_of(line))]
    if not rows:
        return None
    return {"file": path.name, "first": rows[0]["n"], "last": rows[-1]["n"], "hash": sha(lines[-1]), "sha256": hashlib.sha256(text).hexdigest()}
