"""A reserve copy of all that people have put into an installation, in one file, made while it is in use.

In it is everything of the data folder but models, index, the key of the installation and who is signed in: those can be made again. Last in the
archive comes ``backup.json`` with the checksum of every file, so an archive that was cut off has none. Databases are copied with SQLite's own
backup, files of lines up to their last whole line; other files are only ever replaced as a whole (``corpus/disk.py``), so each is of one moment.
"""

import fcntl
import hashlib
import io
import json
import os
import shutil
import sqlite3
import tarfile
import tempfile
import zlib
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path, PurePosixPath
from typing import IO

from assistant.accounts import FILE as ACCOUNTS
from assistant.settings import Settings
from assistant.watch.chain import locked
from corpus.document import CorpusError

MANIFEST, FORMAT = "backup.json", 1
INDEX, CORPUS = "index", "corpus"
# What can be made again, and what must not outlive its installation.
_LEFT_OUT = frozenset(("models", "states", "secret"))
_PASSING = (".tmp", ".new", ".part", ".lock", "-wal", "-shm", "-journal")
_IN_MEMORY = 8 << 20
_LARGEST_MANIFEST = 64 << 20


class BackupError(CorpusError):
    """A reserve copy that cannot be made, read or put back; the message names the file and the place."""


@dataclass(frozen=True, slots=True)
class Kept:
    """One file of a copy."""

    sha256: str
    bytes: int


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a copy holds: the files by their path in the data folder, the version of the program, and when it was made (UTC)."""

    format: int
    program: str
    made: str
    files: dict[str, Kept]

    @property
    def size(self) -> int:
        """The bytes of all files together."""
        return sum(kept.bytes for kept in self.files.values())

    @property
    def tops(self) -> tuple[str, ...]:
        """What it holds, by the first part of the path."""
        return tuple(sorted({name.partition("/")[0] for name in self.files}))


def make(settings: Settings, target: Path, *, index: bool = False) -> tuple[Manifest, tuple[Path, ...]]:
    """Write a copy to ``target``, with the index if asked; what is in it, and the links that were left out.

    Raises :class:`BackupError`; then ``target`` is not there.
    """
    # Unlike Path.exists this is no error in a folder that is closed to us; writing there tells it.
    if os.path.exists(target):
        raise BackupError(f"{target} bestaat al. Kies een andere naam, bijvoorbeeld met de datum erin.")
    if target.absolute().is_relative_to(settings.data.absolute()):
        raise BackupError(f"{target} ligt in de map die wordt bewaard ({settings.data}). Kies een plek op een andere schijf.")
    fresh = target.with_name(f".{target.name}.{os.getpid()}.tmp")
    links: list[Path] = []
    try:
        # Only for who runs the program: there are questions and accounts in it.
        with (
            open(os.open(fresh, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600), "w+b") as out,
            tempfile.TemporaryDirectory(dir=target.parent, prefix=".") as work,
        ):
            manifest = _write(settings, out, index, Path(work), links)
            out.flush()
            os.fsync(out.fileno())
        os.replace(fresh, target)
    except OSError as error:
        raise BackupError(f"{target} is niet te schrijven: {error.strerror or error}. Maak ruimte of kies een andere plek.") from error
    finally:
        with suppress(OSError):
            fresh.unlink(missing_ok=True)
    return manifest, tuple(links)


def verify(file: Path) -> Manifest:
    """Read a copy to its end and compare every checksum. Raises :class:`BackupError` that names the place of what is wrong."""
    found: dict[str, Kept] = {}
    manifest: Manifest | None = None
    with opened(file) as members:
        for info, content in members:
            if info.name == MANIFEST:
                manifest = _read_manifest(file, content.read(_LARGEST_MANIFEST))
            else:
                found[info.name] = Kept(hashlib.file_digest(content, "sha256").hexdigest(), info.size)  # type: ignore[arg-type]
    if manifest is None:
        raise BackupError(f"{file} is afgebroken: {MANIFEST} staat er niet in. Gebruik een andere reservekopie.")
    wrong = next((name for name in {**manifest.files, **found} if manifest.files.get(name) != found.get(name)), None)
    if wrong is not None:
        what = "ontbreekt" if wrong not in found else "hoort er niet in" if wrong not in manifest.files else "is veranderd"
        raise BackupError(f"{file} is beschadigd: {wrong} {what}. Gebruik een andere reservekopie.")
    return manifest


@contextmanager
def opened(file: Path) -> Iterator[Iterator[tuple[tarfile.TarInfo, IO[bytes]]]]:
    """Each file of a copy, in order, to be read before the next. Raises :class:`BackupError` for damage, and for what could end up elsewhere."""
    last = "het begin"

    def members() -> Iterator[tuple[tarfile.TarInfo, IO[bytes]]]:
        nonlocal last
        seen: set[str] = set()
        for info in archive:
            path = PurePosixPath(info.name)
            if not info.isreg() or path.is_absolute() or ".." in path.parts or str(path) != info.name or info.name in seen:
                raise BackupError(f"{file} is niet te vertrouwen: {info.name!r} kan geen bestand van een reservekopie zijn. Er is niets gedaan.")
            seen.add(info.name)
            last = info.name
            content = archive.extractfile(info)
            assert content is not None
            yield info, content

    try:
        with tarfile.open(file, "r|gz") as archive:
            yield members()
    except FileNotFoundError as error:
        raise BackupError(f"{file} bestaat niet.") from error
    except (tarfile.TarError, EOFError, zlib.error, OSError) as error:
        raise BackupError(f"{file} is beschadigd in of na {last} ({error}). Gebruik een andere reservekopie.") from error


def _read_manifest(file: Path, content: bytes) -> Manifest:
    try:
        row = json.loads(content)
        manifest = Manifest(**{**row, "files": {name: Kept(**kept) for name, kept in row["files"].items()}})
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise BackupError(f"{file} is beschadigd: {MANIFEST} is niet te lezen. Gebruik een andere reservekopie.") from error
    if manifest.format > FORMAT:
        raise BackupError(f"{file} is gemaakt door een nieuwere versie ({manifest.program}). Werk eerst het programma bij.")
    return manifest


def _write(settings: Settings, out: IO[bytes], index: bool, work: Path, links: list[Path]) -> Manifest:
    kept: dict[str, Kept] = {}
    with tarfile.open(fileobj=out, mode="w:gz", compresslevel=6) as archive:
        for source, top in _sources(settings, index):
            with _still(source, top):
                for path in _files(source, links):
                    name = (PurePosixPath(top) / path.relative_to(source).as_posix()).as_posix()
                    if added := _add(archive, path, name, work):
                        kept[name] = added
        manifest = Manifest(FORMAT, version("standpuntwijzer"), datetime.now(UTC).isoformat(timespec="seconds"), kept)
        content = json.dumps(asdict(manifest), indent=1).encode()
        _put(archive, MANIFEST, io.BytesIO(content), len(content), os.stat_result((0o600, *[0] * 9)))
    return manifest


def _sources(settings: Settings, index: bool) -> Iterator[tuple[Path, str]]:
    """What is kept of the data folder, and the folder with documents that is used instead of the built-in ones."""
    left_out = _LEFT_OUT if index else _LEFT_OUT | {INDEX}
    if settings.data.is_dir():
        yield from ((path, path.name) for path in sorted(settings.data.iterdir()) if path.name not in left_out and not path.name.startswith("."))
    if settings.corpus and not settings.corpus.absolute().is_relative_to(settings.data.absolute()):
        yield settings.corpus, CORPUS


@contextmanager
def _still(source: Path, name: str) -> Iterator[None]:
    """Nobody changes this meanwhile; only for what is more than one file that belong together."""
    if name == "audit":
        with locked(source, write=False):
            yield
    elif name == INDEX and (source / "lock").exists():
        with (source / "lock").open() as handle:
            fcntl.flock(handle, fcntl.LOCK_SH)
            yield
    else:
        yield


def _files(source: Path, links: list[Path]) -> Iterator[Path]:
    """Every file below ``source``, or itself; links lead elsewhere and are noted in ``links``."""
    if source.is_symlink():
        links.append(source)
    elif source.is_dir():
        for path in sorted(source.iterdir()):
            yield from _files(path, links)
    elif source.name != "lock" and not source.name.endswith(_PASSING):
        yield source


def _add(archive: tarfile.TarFile, path: Path, name: str, work: Path) -> Kept | None:
    """One file as it is at one moment; None for one that has just gone."""
    try:
        with path.open("rb") as source, tempfile.SpooledTemporaryFile(_IN_MEMORY, dir=str(work)) as copy:
            state = os.fstat(source.fileno())
            if source.read(16) == b"SQLite format 3\0":
                _copy_database(path, copy, name, work)
            else:
                source.seek(0)
                shutil.copyfileobj(source, copy)
            size = _whole_lines(copy) if path.suffix == ".jsonl" else copy.tell()
            copy.truncate(size)
            copy.seek(0)
            digest = hashlib.file_digest(copy, "sha256").hexdigest()
            copy.seek(0)
            _put(archive, name, copy, size, state)
            return Kept(digest, size)
    except FileNotFoundError:
        return None


def _put(archive: tarfile.TarFile, name: str, content: IO[bytes], size: int, state: os.stat_result) -> None:
    info = tarfile.TarInfo(name)
    info.size, info.mode, info.mtime = size, state.st_mode & 0o700, int(state.st_mtime)
    archive.addfile(info, content)


def _whole_lines(copy: IO[bytes]) -> int:
    """The size up to the last newline: what comes after it is being written, or is what a kill left."""
    size = end = copy.tell()
    while end > 0:
        start = max(0, end - 65_536)
        copy.seek(start)
        found = copy.read(end - start).rfind(b"\n")
        if found >= 0:
            return start + found + 1
        end = start
    return min(size, end)


def _copy_database(path: Path, copy: IO[bytes], name: str, work: Path) -> None:
    """A database as it is after its last whole transaction; of accounts without who is signed in."""
    at, address = work / "copy.db", path.absolute().as_uri() + "?mode=ro"
    at.unlink(missing_ok=True)
    try:
        with closing(sqlite3.connect(address, uri=True, timeout=30)) as source, closing(sqlite3.connect(at)) as target:
            source.backup(target)
            target.execute("PRAGMA journal_mode = DELETE")
            if name == ACCOUNTS:
                target.executescript("PRAGMA secure_delete = ON; DELETE FROM sessions; VACUUM;")
            (sound,) = target.execute("PRAGMA quick_check(1)").fetchone()
    except sqlite3.Error as error:
        raise BackupError(f"{path} is niet te bewaren ({error}). Controleer de schijf, of zet een eerdere kopie terug.") from error
    if sound != "ok":
        raise BackupError(f"{path} is beschadigd ({sound}). Zet een eerdere reservekopie terug: standpuntwijzer restore")
    with at.open("rb") as made:
        shutil.copyfileobj(made, copy)
