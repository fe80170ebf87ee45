"""What an installation keeps on disk, on whom, on what ground and for how long; and deleting what is past its time.

For the data protection officer. Everything in the data folder is named here or shown as unknown; only what has a day of its own is deleted by age.
"""

import fcntl
import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from assistant.accounts import FILE as ACCOUNTS
from assistant.settings import Settings
from corpus.disk import keep_lines
from corpus.document import CorpusError

_QUALITY = "taak van algemeen belang, kwaliteit bewaken (AVG art. 6 lid 1 onder e)"
_TEACHING = "opleiden van medewerkers (AVG art. 6 lid 1 onder e)"
_CONTENT = "geen persoonsgegevens bedoeld"


class PrivacyError(CorpusError):
    """What is stored cannot be looked at or deleted; the message names the place."""


@dataclass(frozen=True, slots=True)
class Store:
    """A kind of data: ``places`` are patterns in the data folder; ``dated`` is deleted when it is older than the retention."""

    id: str
    places: tuple[str, ...]
    holds: str
    ground: str
    dated: bool = False


@dataclass(frozen=True, slots=True)
class Held:
    """What there is of a store; ``oldest`` is None when it is not known, ``kept`` tells for how long it stays."""

    id: str
    files: int
    records: int
    oldest: date | None
    bytes: int
    holds: str
    ground: str
    kept: str


STORES = (
    Store(
        "oordelen", ("feedback/*",), "oordelen over antwoorden, met de vraag en het antwoord, zonder naam",
        "toestemming van wie het oordeel geeft (AVG art. 6 lid 1 onder a)", dated=True,
    ),
    Store("beoordelingen", ("review/*",), "wat beoordelaars van antwoorden vinden, met hun naam of initialen", _QUALITY, dated=True),
    Store("metingen", ("runs/*/*",), "testvragen met de antwoorden van een meting", _QUALITY, dated=True),
    Store("groepen", ("groups/*",), "uitslagen van groepen bij lessen, zonder namen", _TEACHING, dated=True),
    Store("testvragen", ("sets/*",), "eigen testvragen; een vraag kan van een gebruiker komen", _QUALITY),
    Store("lessen", ("lessons/**/*",), "eigen lessen, met de naam of initialen van wie ze goedkeurde", _TEACHING),
    Store(
        "accounts", (f"{ACCOUNTS}*", "secret"), "accounts (naam, rol, wachtwoord als argon2-hash) en wie is aangemeld",
        "beveiliging van de dienst (AVG art. 6 lid 1 onder e en art. 32)",
    ),
    Store("auditspoor", ("audit/*",), "wie wanneer vroeg, welke bronnen en welk model", "verantwoording (AVG art. 5 lid 2 en art. 32)"),
    Store("documenten", ("library/**/*", "questions/*", "official/**/*"), "documenten van de organisatie en de vragen daarbij", _CONTENT),
    Store("techniek", ("models/**/*", "index/**/*", "states/*"), "modellen, zoekindex en de stand na vaste opdrachten aan het model", _CONTENT),
)  # fmt: skip


def overview(settings: Settings) -> list[Held]:
    """What is stored now, by store; what no store names comes last. Raises :class:`PrivacyError`."""
    data = settings.data
    try:
        found = [_held(store, _files(data, store), settings) for store in STORES]
        known = {file for store in STORES for file in _files(data, store)}
        rest = [file for file in _all(data) if file not in known]
    except OSError as error:
        raise PrivacyError(f"{data} is niet te lezen: {error.strerror}. Draai dit als de gebruiker van het programma.") from error
    return found + ([_held(Store("onbekend", (), "niet van dit programma: kijk zelf na wat het is", "onbekend"), rest, settings)] if rest else [])


def purge(settings: Settings, days: int, today: date, *, dry: bool = False) -> dict[str, int]:
    """Delete what is older than ``days``; how many records by store, with ``dry`` only counted. Raises :class:`PrivacyError`."""
    if days <= 0:
        return {}
    until, data = today - timedelta(days=days), settings.data
    try:
        return {
            "oordelen": sum(_purge_lines(file, until, dry) for file in sorted(data.glob("feedback/*.jsonl"))),
            "beoordelingen": sum(_purge_lines(file, until, dry) for file in sorted(data.glob("review/*.jsonl"))),
            "metingen": sum(_purge_run(folder, until, dry) for folder in sorted(data.glob("runs/*/"))),
            "groepen": sum(_purge_group(file, until, dry) for file in sorted(data.glob("groups/*.json"))),
        }
    except OSError as error:
        raise PrivacyError(f"{error.filename or data} is niet te wissen: {error.strerror}. Draai dit als de gebruiker van het programma.") from error


def _all(data: Path) -> list[Path]:
    return sorted(path for path in data.rglob("*") if path.is_file())


def _files(data: Path, store: Store) -> list[Path]:
    return sorted({path for pattern in store.places for path in data.glob(pattern) if path.is_file()})


def _held(store: Store, files: list[Path], settings: Settings) -> Held:
    days = [day for file in files for day in _days(file)]
    records = sum(_records(file) for file in files)
    return Held(store.id, len(files), records, min(days, default=None), sum(file.stat().st_size for file in files), store.holds, store.ground,
                _kept(store, settings))  # fmt: skip


def _kept(store: Store, settings: Settings) -> str:
    if store.id == "auditspoor":
        return f"{settings.audit_days} dagen (STANDPUNT_AUDIT_DAYS)" if settings.audit_days else "onbeperkt (STANDPUNT_AUDIT_DAYS=0)"
    if store.dated:
        days = settings.retention_days
        return f"{days} dagen (STANDPUNT_RETENTION_DAYS; wissen met privacy purge)" if days else "onbeperkt (STANDPUNT_RETENTION_DAYS=0)"
    return "tot iemand het weghaalt"


def _records(file: Path) -> int:
    """Lines of a file of lines, else the file itself."""
    return file.read_bytes().count(b"\n") if file.suffix == ".jsonl" else 1


def _days(file: Path) -> Iterator[date]:
    """The days of the records in a file; that of the file where they have none."""
    found = False
    if file.suffix == ".jsonl":
        for line in file.read_bytes().splitlines():
            if day := _day(_value(line)):
                found = True
                yield day
    if not found:
        yield datetime.fromtimestamp(file.stat().st_mtime).date()


def _value(raw: bytes) -> dict[str, Any]:
    try:
        value = json.loads(raw)
    except (ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}


def _day(value: dict[str, Any]) -> date | None:
    """The day of a record: a rating, a label, a line of the trail, a run or a group."""
    for name in ("day", "at", "opened"):
        try:
            return date.fromisoformat(str(value[name])[:10])
        except (KeyError, ValueError):
            continue
    return None


def _purge_lines(file: Path, until: date, dry: bool) -> int:
    """Lines without a day stay: what cannot be read must be looked at by somebody."""

    def old(line: bytes) -> bool:
        day = _day(_value(line))
        return day is not None and day < until

    if dry:
        return sum(old(line) for line in file.read_bytes().splitlines())
    return keep_lines(file, lambda line: not old(line))


def _purge_run(folder: Path, until: date, dry: bool) -> int:
    """A run goes as a whole, unless it is being written."""
    day = _day(_value(_read(folder / "manifest.json")))
    if day is None or day >= until:
        return 0
    with _unused(folder / "lock") as free:
        if free and not dry:
            shutil.rmtree(folder)
    return int(free)


def _purge_group(file: Path, until: date, dry: bool) -> int:
    """A group goes with its results when it was opened, and last answered, before ``until``."""
    results = file.with_suffix(".jsonl")
    opened = _day(_value(_read(file)))
    if opened is None or opened >= until or (results.exists() and max(_days(results)) >= until):
        return 0
    if not dry:
        file.unlink()
        results.unlink(missing_ok=True)
    return 1


def _read(file: Path) -> bytes:
    return file.read_bytes() if file.is_file() else b""


@contextmanager
def _unused(file: Path) -> Iterator[bool]:
    """Whether no process holds the lock ``file``; while this lasts none can take it."""
    with file.open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True
