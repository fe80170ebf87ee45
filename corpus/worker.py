"""Read files in a process of their own, so that a hostile or broken file can take neither the memory nor the time of the rest.

One worker reads file after file; when it runs out of time or memory it is ended, the file is reported, and a new one goes on.
"""

import multiprocessing
import resource
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection
from types import TracebackType

from corpus.document import Document
from corpus.read import read
from corpus.source import ParseError, Source

MEMORY_BYTES = 3 << 30
SECONDS = 180.0


@dataclass(frozen=True, slots=True)
class Limits:
    """What one file may cost."""

    memory_bytes: int = MEMORY_BYTES
    seconds: float = SECONDS


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

    def read(self, data: bytes, name: str, source: Source) -> Document:
        """The document in ``data``. Raises :class:`ParseError` as the parsers do, and when the file asks too much."""
        pipe = self._started()
        try:
            pipe.send((data, name, source))
            if not pipe.poll(self._limits.seconds):
                raise ParseError(f"lezen duurt langer dan {self._limits.seconds:.0f} seconden")
            found = pipe.recv()
        except ParseError:
            self._end()
            raise
        except (EOFError, OSError) as error:
            self._end()
            raise ParseError("lezen kost te veel geheugen of loopt vast") from error
        if isinstance(found, str):
            raise ParseError(found)
        assert isinstance(found, Document)
        return found

    def _started(self) -> Connection:
        if self._process is None or self._pipe is None or not self._process.is_alive():
            context = multiprocessing.get_context("spawn")
            self._pipe, theirs = context.Pipe()
            self._process = context.Process(target=_serve, args=(theirs, self._names, self._limits.memory_bytes), daemon=True)
            self._process.start()
            theirs.close()
        return self._pipe

    def _end(self) -> None:
        if self._process is not None and self._pipe is not None:
            self._process.kill()
            self._process.join()
            self._pipe.close()
        self._process = self._pipe = None


def _serve(pipe: Connection, names: dict[str, str], memory_bytes: int) -> None:
    """The worker: bytes in, a document or the reason why not out, until the other side is gone."""
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    with suppress(EOFError, KeyboardInterrupt):
        while True:
            data, name, source = pipe.recv()
            try:
                pipe.send(read(data, name, source, names))
            except ParseError as error:
                pipe.send(str(error))
            except (MemoryError, RecursionError):
                pipe.send("lezen kost te veel geheugen")
