"""Runs on disk: ``<data>/runs/<name>/`` with ``manifest.json`` and ``rows.jsonl``, one row a case, written as it comes.

A row is whole or not there: it is written in one call and flushed to disk, and what a kill left of a half one is cut off when the run is
opened to go on. One process writes a run at a time.
"""

import fcntl
import json
import os
import platform
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from importlib.metadata import version
from pathlib import Path
from typing import IO, Any

from pydantic import BaseModel, ConfigDict, ValidationError

from corpus.disk import append_line, cut_half_line, write_whole
from corpus.document import CorpusError
from eval.case import Case
from eval.config import Config
from eval.record import Record, read_record

MANIFEST, ROWS, LOCK = "manifest.json", "rows.jsonl", "lock"


class RunError(CorpusError):
    """A run that is not there, is damaged, or was begun with something else; the message says what to do."""


class Manifest(BaseModel):
    """What a run measured: enough to know whether two runs can be compared, and to go on with one."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    config: Config
    sets: dict[str, str]
    """The checksum of the cases asked, by set."""
    size: int | None
    """The size of the sample; None for all cases."""
    cases: int
    corpus: str
    index: str
    model: str
    settings: dict[str, str]
    code: str
    day: date
    machine: str

    @property
    def identity(self) -> dict[str, Any]:
        """All that must be the same for a run to go on."""
        return self.model_dump(exclude={"name", "day", "machine"}, mode="json")


def code_version() -> str:
    """The version of this program, and of its checkout where there is one (with "+" when that was changed)."""
    folder = Path(__file__).parent
    told = version("standpuntwijzer")
    try:
        described = ["git", "-C", str(folder), "describe", "--always", "--dirty=+", "--exclude=*"]
        found = subprocess.run(described, capture_output=True, text=True, timeout=10, check=True).stdout.strip()
    except (OSError, subprocess.SubprocessError):
        return told
    return f"{told} ({found})"


def machine() -> str:
    """What it ran on, in words, without names."""
    return f"{platform.system()} {platform.machine()}, {os.cpu_count()} kernen, Python {platform.python_version()}"


def checksum(cases: Sequence[Case]) -> str:
    """One checksum for the cases of a set."""
    import hashlib

    return hashlib.sha256("\n".join(case.sha for case in cases).encode()).hexdigest()[:16]


def read_manifest(folder: Path) -> Manifest:
    """The manifest of a run. Raises :class:`RunError`."""
    try:
        return Manifest.model_validate_json((folder / MANIFEST).read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise RunError(f"Er is geen run {folder.name!r} in {folder.parent}. Draai: standpuntwijzer eval list") from error
    except (OSError, UnicodeDecodeError, ValidationError) as error:
        raise RunError(f"{folder / MANIFEST} is niet te lezen: {error}") from error


def read_rows(folder: Path) -> list[Record]:
    """The rows of a run, of a row asked again the last; a half-written last line is no row. Raises :class:`RunError`."""
    file = folder / ROWS
    if not file.exists():
        return []
    rows: dict[tuple[str, int], Record] = {}
    for number, line in enumerate(file.read_bytes().split(b"\n")[:-1], start=1):
        try:
            record = read_record(json.loads(line))
        except ValueError as error:
            raise RunError(f"{file}, regel {number} is beschadigd. Haal die regel weg; de vraag wordt dan opnieuw gesteld.") from error
        rows[record.key] = record
    return list(rows.values())


def list_runs(runs: Path) -> list[Manifest]:
    """Every run there is, oldest first."""
    folders = [folder for folder in runs.glob("*") if (folder / MANIFEST).exists()]
    return [read_manifest(folder) for folder in sorted(folders, key=lambda folder: (folder / MANIFEST).stat().st_mtime)]


class Writer:
    """Adds rows to the run in ``folder``."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / ROWS

    def add(self, record: Record) -> None:
        """Write a row so that it is on disk, whole, when this returns. Raises :class:`RunError` when the disk refuses."""
        try:
            append_line(self._file, record.line().encode().removesuffix(b"\n"))
        except OSError as error:
            raise _unwritable(self._file, error) from error


@contextmanager
def opened(folder: Path, manifest: Manifest) -> Iterator[tuple[Writer, list[Record]]]:
    """The run in ``folder``, begun or gone on with: its writer and the rows it has. Raises :class:`RunError`.

    That is, when another process writes it, or when it was begun with another corpus, model, configuration or other cases.
    """
    with _lock(folder) as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise RunError(f"Run {folder.name!r} is al bezig in een ander venster.") from error
        if (folder / MANIFEST).exists():
            _must_fit(read_manifest(folder), manifest)
        else:
            try:
                write_whole(folder / MANIFEST, (manifest.model_dump_json(indent=2) + "\n").encode())
            except OSError as error:
                raise _unwritable(folder / MANIFEST, error) from error
        _mend(folder / ROWS)
        yield Writer(folder), read_rows(folder)


def _must_fit(begun: Manifest, wanted: Manifest) -> None:
    ours, theirs = begun.identity, wanted.identity
    other = [name for name, value in ours.items() if theirs[name] != value]
    if other:
        raise RunError(
            f"Run {begun.name!r} is begonnen met iets anders ({', '.join(other)}). Geef een nieuwe run een andere naam: --name {begun.name}-2"
        )


def _mend(file: Path) -> None:
    """Cut off the half line that a kill may have left."""
    if file.exists():
        with file.open("r+b") as opened:
            cut_half_line(opened.fileno())


def _lock(folder: Path) -> IO[str]:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        return (folder / LOCK).open("w")
    except OSError as error:
        raise _unwritable(folder, error) from error


def _unwritable(path: Path, error: OSError) -> RunError:
    return RunError(f"{path} is niet te schrijven: {error.strerror}. Maak ruimte en geef dezelfde opdracht opnieuw; de run gaat verder waar hij was.")
