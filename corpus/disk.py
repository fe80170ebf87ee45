"""Writing so that a full disk, a kill or a power cut leaves the old or the new, never half: a whole file, or a line at the end of one.

And the checksum that tells whether a file is still as it was written.
"""

import fcntl
import hashlib
import os
import stat
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO


def sha256(file: Path) -> str:
    """Checksum of a file, which may be larger than memory; about a second a gigabyte. Raises OSError."""
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def write_whole(file: Path, content: bytes, mode: int = 0o666) -> None:
    """Put ``content`` in the place of ``file``; on disk when this returns. Raises OSError, and then ``file`` is as it was.

    ``mode`` are the permissions, less what the umask takes away.
    """
    file.parent.mkdir(parents=True, exist_ok=True)
    fresh = file.with_name(f".{file.name}.{os.getpid()}-{threading.get_ident()}.tmp")
    try:
        with open(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode), "wb") as out:
            out.write(content)
            out.flush()
            os.fsync(out.fileno())
        os.replace(fresh, file)
    except OSError:
        with suppress(OSError):
            fresh.unlink(missing_ok=True)
        raise


def append_line(file: Path, line: bytes, mode: int = 0o666) -> None:
    """Add ``line`` (without a newline) to the lines of ``file``; on disk, whole, when this returns. Raises OSError, and then nothing was added.

    What a kill or a power cut left of a half line goes first: it would spoil the one that comes after it.
    """
    file.parent.mkdir(parents=True, exist_ok=True)
    with _locked(file, mode) as out:
        size = cut_half_line(out.fileno())
        try:
            if os.write(out.fileno(), line + b"\n") <= len(line):
                raise OSError(28, os.strerror(28))  # a disk that is full takes a part
            os.fsync(out.fileno())
        except OSError:
            os.ftruncate(out.fileno(), size)
            raise


def keep_lines(file: Path, keep: Callable[[bytes], bool]) -> int:
    """Take away the lines (without their newline) that ``keep`` is not true of, while others may be adding; how many. Raises OSError."""
    with _locked(file, 0o600) as out:
        lines = out.read().splitlines(keepends=True)
        kept = [line for line in lines if keep(line.rstrip(b"\n"))]
        if len(kept) < len(lines):
            write_whole(file, b"".join(kept), stat.S_IMODE(os.fstat(out.fileno()).st_mode))
        return len(lines) - len(kept)


@contextmanager
def _locked(file: Path, mode: int) -> Iterator[IO[bytes]]:
    """``file``, open to read and to add to, with no other process at it; opened again if another took its place while we waited."""
    while True:
        with open(os.open(file, os.O_RDWR | os.O_APPEND | os.O_CREAT, mode), "r+b", buffering=0) as out:
            fcntl.flock(out, fcntl.LOCK_EX)
            if _is_at(file, out.fileno()):
                yield out
                return


def _is_at(file: Path, handle: int) -> bool:
    try:
        return os.path.samestat(os.stat(file), os.fstat(handle))
    except FileNotFoundError:
        return False


def whole_lines(file: Path) -> list[bytes]:
    """The lines of ``file``, without one that is only half there; none when there is no file. Raises OSError."""
    try:
        return file.read_bytes().split(b"\n")[:-1]
    except FileNotFoundError:
        return []


def cut_half_line(handle: int) -> int:
    """Cut off what stands after the last newline of an open file; the size it then has, in bytes."""
    size = os.fstat(handle).st_size
    if size == 0 or os.pread(handle, 1, size - 1) == b"\n":
        return size
    whole = os.pread(handle, size, 0).rfind(b"\n") + 1
    os.ftruncate(handle, whole)
    return whole
