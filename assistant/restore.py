"""Put a reserve copy back: first read it to its end, then write it beside what is there, then change places."""

import hashlib
import os
import shutil
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

from assistant.backup import MANIFEST, BackupError, Manifest, opened, verify

# What SQLite keeps beside a database; of the one that goes it would spoil the one that comes.
_BESIDE = ("", "-wal", "-shm", "-journal")
_HEADROOM = 64 << 20


def restore(file: Path, into: Path, *, force: bool = False) -> tuple[Manifest, Path | None]:
    """Put a copy back in a data folder; what is in it, and where what stood in its place is now (None: nothing did).

    What is not in the copy stays. Raises :class:`BackupError`; before places are changed nothing has happened then.
    """
    manifest = verify(file)
    taken = [top for top in manifest.tops if (into / top).exists()]
    if taken and not force:
        raise BackupError(
            f"In {into} staat al {', '.join(taken)}. Geef een lege map (--into MAP), of vervang wat er staat met --force; de oude bestanden "
            "blijven dan ernaast staan."
        )
    fresh = into / f".herstel-{os.getpid()}"
    try:
        into.mkdir(parents=True, exist_ok=True, mode=0o700)
        free = shutil.disk_usage(into).free
        if free < manifest.size + _HEADROOM:
            raise BackupError(f"Te weinig schijfruimte in {into}: {free >> 20} MB vrij, nodig {(manifest.size + _HEADROOM) >> 20} MB.")
        shutil.rmtree(fresh, ignore_errors=True)
        _unpack(file, manifest, fresh)
        aside = into / f".voor-herstel-{datetime.now(UTC):%Y%m%d-%H%M%S}-{os.getpid()}" if taken else None
        _change_places(manifest, fresh, into, aside)
    except OSError as error:
        raise BackupError(f"{into} is niet te schrijven: {error.strerror or error}. Maak ruimte of geef schrijfrechten.") from error
    finally:
        with suppress(OSError):
            shutil.rmtree(fresh, ignore_errors=True)
    return manifest, aside


def _unpack(file: Path, manifest: Manifest, folder: Path) -> None:
    """Write every file of a copy below ``folder``, on disk when this returns; what changed since it was verified is refused."""
    with opened(file) as members:
        for info, content in members:
            if info.name != MANIFEST:
                digest = _unpack_one(content, folder / info.name, info.mode & 0o700, info.mtime)
                if info.name not in manifest.files or digest != manifest.files[info.name].sha256:
                    raise BackupError(f"{file} veranderde tijdens het terugzetten ({info.name}). Er is niets teruggezet.")


def _unpack_one(content: IO[bytes], target: Path, mode: int, moment: float) -> str:
    """Write a file; its checksum. Raises :class:`BackupError` when the disk refuses, and what reading raises."""
    digest = hashlib.sha256()
    try:
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    except OSError as error:
        raise _refused(target, error) from error
    with open(handle, "wb", buffering=0) as out:
        while part := content.read(1 << 20):
            digest.update(part)
            try:
                if out.write(part) < len(part):
                    raise OSError(28, os.strerror(28))
            except OSError as error:
                raise _refused(target, error) from error
        os.fsync(out.fileno())
    os.utime(target, (moment, moment))
    return digest.hexdigest()


def _refused(target: Path, error: OSError) -> BackupError:
    return BackupError(f"{target} is niet te schrijven: {error.strerror or error}. Maak ruimte of geef schrijfrechten; er is niets vervangen.")


def _change_places(manifest: Manifest, fresh: Path, into: Path, aside: Path | None) -> None:
    for top in manifest.tops:
        for name in (f"{top}{end}" for end in _BESIDE):
            if aside is not None and (into / name).exists():
                aside.mkdir(exist_ok=True, mode=0o700)
                os.replace(into / name, aside / name)
        os.replace(fresh / top, into / top)
