"""A generator in a process of its own: what crashes, hangs or eats all memory there takes no answer and no page with it.

The process is started at the first use and again after a fault, with a pause that grows. A model that says nothing for longer than the
patience is ended: native code that hangs can be stopped in no other way.
"""

import multiprocessing
import os
import signal
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from multiprocessing.connection import Connection
from typing import Any

from models.base import Generator, Message, ModelAway, ModelError, Report, Usage
from models.closed import apply_switches
from models.egress import close

_LONGEST_PAUSE = 60.0
_NICE = 5
# To a system that runs out of memory this process is the first to end; it is the largest, and it comes back.
_SACRIFICE = "500"


class ApartGenerator:
    """The generator that ``make`` gives (a class or partial that can be sent to a process), apart; ``patience`` in seconds of silence.

    Every method raises :class:`ModelAway` when the process ends or is ended, besides what the generator itself raises.
    """

    def __init__(self, make: Callable[[], Generator], name: str, patience: float) -> None:
        self.name = name
        self._make, self._patience = make, patience
        self._lock = threading.Lock()
        self._process: multiprocessing.process.BaseProcess | None = None
        self._pipe: Connection | None = None
        self._faults, self._rest_until = 0, 0.0

    def generate(self, messages: Sequence[Message], *, max_tokens: int, report: Report | None = None) -> Iterator[str]:
        """See :meth:`models.base.Generator.generate`."""
        with self._lock:
            self._send("generate", (list(messages), max_tokens))
            told = False
            try:
                while (answer := self._receive()) is not None:
                    if isinstance(answer, str):
                        yield answer
                    elif report:
                        report(answer)
                told, self._faults = True, 0
            except ModelError:
                told = True
                raise
            finally:
                if not told:
                    self._stop()

    def odds(self, messages: Sequence[Message], yes: str, no: str) -> float:
        """See :meth:`models.base.Generator.odds`."""
        return float(self._call("odds", (list(messages), yes, no)))

    def fits(self, messages: Sequence[Message], *, max_tokens: int) -> bool:
        """See :meth:`models.base.Generator.fits`."""
        return bool(self._call("fits", (list(messages), max_tokens)))

    def warm_up(self, messages: Sequence[Message]) -> None:
        """See :meth:`models.base.Generator.warm_up`."""
        self._call("warm_up", (list(messages),))

    def close(self) -> None:
        """End the process; the next use starts it again."""
        with self._lock:
            self._end()

    def _call(self, name: str, given: tuple[Any, ...]) -> Any:
        with self._lock:
            self._send(name, given)
            return self._receive()

    def _send(self, name: str, given: tuple[Any, ...]) -> None:
        try:
            self._started().send((name, given))
        except OSError as error:
            raise self._fault("is onverwacht gestopt") from error

    def _receive(self) -> Any:
        """The next part of the answer; None at its end."""
        assert self._pipe is not None
        try:
            if not self._pipe.poll(self._patience):
                raise self._fault(f"zweeg {self._patience:.0f} seconden")
            answer = self._pipe.recv()
        except (EOFError, OSError) as error:
            raise self._fault("is onverwacht gestopt") from error
        except KeyboardInterrupt:
            self._end()
            raise
        if isinstance(answer, ModelError):
            raise answer
        return answer

    def _stop(self) -> None:
        """The reader of a reply has gone: let the model be ready for the next."""
        assert self._pipe is not None
        with suppress(ModelError, OSError):
            self._pipe.send("stop")
            while self._receive() is not None:
                pass

    def _started(self) -> Connection:
        if self._pipe is None or self._process is None or not self._process.is_alive():
            self._end()
            if (rest := self._rest_until - time.monotonic()) > 0:
                raise ModelAway(f"Het taalmodel {self.name} gaf fouten en wordt over {rest:.0f} seconden opnieuw gestart.")
            context = multiprocessing.get_context("spawn")
            self._pipe, theirs = context.Pipe()
            self._process = context.Process(target=_serve, args=(theirs, self._make), daemon=True)
            self._process.start()
            theirs.close()
        return self._pipe

    def _fault(self, what: str) -> ModelAway:
        self._end()
        self._faults += 1
        # After one fault at once: most do not come back.
        self._rest_until = time.monotonic() + min(_LONGEST_PAUSE, 2.0**self._faults - 2)
        return ModelAway(f"Het taalmodel {self.name} {what} en wordt opnieuw gestart.")

    def _end(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.join(5)
        if self._pipe is not None:
            self._pipe.close()
        self._process = self._pipe = None


def _serve(pipe: Connection, make: Callable[[], Generator]) -> None:
    """The process: requests in, parts of answers out, until the other side is gone. Its end is the other side's to decide, not Ctrl-C's."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    apply_switches()
    close()
    with suppress(OSError), open("/proc/self/oom_score_adj", "w", encoding="ascii") as score:
        score.write(_SACRIFICE)
    # A question that comes in is searched for at once: whoever searches and reads goes before who writes. A hardened service may refuse it.
    with suppress(OSError):
        os.nice(_NICE)
    # A server that was killed cannot end this process.
    threading.Thread(target=_end_with, args=(os.getppid(),), daemon=True).start()
    generator: Generator | None = None
    with suppress(EOFError, BrokenPipeError):
        while True:
            asked = pipe.recv()
            if asked == "stop":  # It came after the end of what it was to stop.
                continue
            try:
                generator = generator or make()
                for part in _parts(generator, asked[0], asked[1], pipe):
                    pipe.send(part)
            except ModelError as error:
                pipe.send(error)
            except MemoryError:
                return
            except Exception as error:
                # Not its words: they may repeat what was asked.
                pipe.send(ModelAway(f"Het taalmodel rekende niet door ({type(error).__name__})."))


def _parts(generator: Generator, name: str, given: tuple[Any, ...], pipe: Connection) -> Iterator[str | Usage | bool | float | None]:
    match name:
        case "generate":
            told: list[Usage] = []
            pieces = generator.generate(given[0], max_tokens=given[1], report=told.append)
            for piece in pieces:
                yield piece
                if pipe.poll():
                    pipe.recv()
                    break
            pieces.close()  # type: ignore[attr-defined]
            yield from told
            yield None
        case "fits":
            yield generator.fits(given[0], max_tokens=given[1])
        case "odds":
            yield generator.odds(*given)
        case _:
            generator.warm_up(*given)
            yield None


def _end_with(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(1)
    os.kill(os.getpid(), signal.SIGKILL)
