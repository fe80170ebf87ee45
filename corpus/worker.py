"""Read files in a process of their own, so that a hostile or broken file can take neither the memory nor the time of the rest.

One worker reads file after file; when it runs out of time or memory it is ended, the file is reported, and a new one goes on.
"""

import multiprocessing
import os
import resource
import signal
import time
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from threading import Thread
from types import TracebackType

from corpus.document import Document
from corpus.read import read, read_bundle
from corpus.source import ParseError, Source

MEMORY_BYTES = 3 << 30
SECONDS = 180.0


@dataclass(frozen=True, slots=True)
class Limits:
    """What one file may cost; of a bundle, one regulation."""

    memory_bytes: int = MEMORY_BYTES
    seconds: float = SECONDS


@dataclass(frozen=True, slots=True)
class _File:
    """The arguments of :func:`corpus.read.read`; the answer is one document."""

    data: bytes
    name: str
    source: Source
    beside: bytes


@dataclass(frozen=True, slots=True)
class _Bundle:
    """The arguments of :func:`corpus.read.read_bundle`; the answer is documents and then None."""

    file: Path
    source: Source


class Reader:
    """A context in which :meth:`read` works as :func:`corpus.read.read`, bounded."""

    def __init__(self, names: Mapping[str, str], limits: Limits | None = None) -> None:
        self._names, self._limits = dict(names), limits or Limits()
        self._process: multiprocessing.process.BaseProcess | None = None
        self._pipe: Connection | None = None

    def __enter__(self) -> "Reader":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._end()

    def read(self, data: bytes, name: str, source: Source, beside: bytes = b"") -> Document:
        """The document in ``data``. Raises :class:`ParseError` as the parsers do, and when the file asks too much."""
        found = self._answer(_File(data, name, source, beside))
        assert found is not None
        return found

    def read_bundle(self, file: Path, source: Source) -> Iterator[Document]:
        """Each document of a bundle, as it is read. Raises :class:`ParseError` as :meth:`read` does."""
        found = self._answer(_Bundle(file, source))
        try:
            while found is not None:
                yield found
                found = self._answer()
        finally:
            # A bundle that is left halfway would be the answer to what is asked next.
            if found is not None:
                self._end()

    def _answer(self, asked: _File | _Bundle | None = None) -> Document | None:
        pipe = self._started()
        try:
            if asked is not None:
                pipe.send(asked)
            if not pipe.poll(self._limits.seconds):
                raise ParseError(f"lezen duurt langer dan {self._limits.seconds:.0f} seconden")
            found = pipe.recv()
        except (EOFError, OSError) as error:
            self._end()
            raise ParseError("lezen kost te veel geheugen of loopt vast") from error
        except BaseException:
            self._end()
            raise
        if isinstance(found, ParseError):
            raise found
        assert found is None or isinstance(found, Document)
        return found

    def _started(self) -> Connection:
        if self._process is None or self._pipe is None or not self._process.is_alive():
            self._end()
            context = multiprocessing.get_context("spawn")
            self._pipe, theirs = context.Pipe()
            self._process = context.Process(target=_serve, args=(theirs, self._names, self._limits.memory_bytes), daemon=True)
            self._process.start()
            theirs.close()
        return self._pipe

    def _end(self) -> None:
        if self._process is not None and self._pipe is not None:
            if self._process.is_alive() and self._process.pid:
                # The worker may have started a program that reads a PDF; before the worker has a group there is none.
                with suppress(ProcessLookupError):
                    os.killpg(self._process.pid, signal.SIGKILL)
            self._process.kill()
            self._process.join()
            self._pipe.close()
        self._process = self._pipe = None


def _serve(pipe: Connection, names: dict[str, str], memory_bytes: int) -> None:
    """The worker: bytes in, documents or the reason why not out, until the other side is gone."""
    os.setpgid(0, 0)
    Thread(target=_end_with, args=(os.getppid(),), daemon=True).start()
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    # Out of memory between two documents, it just ends: the other side says so.
    with suppress(EOFError, BrokenPipeError, KeyboardInterrupt, MemoryError):
        while True:
            for answer in _answers(pipe.recv(), names):
                pipe.send(answer)


def _end_with(parent: int) -> None:
    """A parent that was killed cannot end its worker, and a file that takes forever would keep it busy."""
    while os.getppid() == parent:
        time.sleep(1)
    os.killpg(0, signal.SIGKILL)


def _answers(asked: _File | _Bundle, names: dict[str, str]) -> Iterator[Document | ParseError | None]:
    try:
        if isinstance(asked, _File):
            yield read(asked.data, asked.name, asked.source, names, asked.beside)
        else:
            yield from read_bundle(asked.file, asked.source, names)
            yield None
    except ParseError as error:
        yield error
    except (MemoryError, RecursionError):
        yield ParseError("lezen kost te veel geheugen")
