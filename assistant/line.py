"""First come, first served: who wants the model waits here, and can see how many are before him.

One model computes one answer at a time (two at once are slower than one after the other), so the wait is made visible and fair instead of
left to chance. Thread-safe; the one place in ``assistant`` that is not a value.
"""

import math
import threading
import time
from collections import deque
from types import TracebackType

# So many of the last turns make up the expected time of one; before the first nobody knows.
_REMEMBERED = 20
_FIRST_GUESS = 8.0


class Line:
    """A queue for ``places`` turns at a time; whoever would wait more than ``longest`` seconds had better not."""

    def __init__(self, places: int = 1, longest: float = math.inf) -> None:
        self._places, self.longest = places, longest
        self._changed = threading.Condition()
        self._tickets: deque[Ticket] = deque()
        self._spent: deque[float] = deque(maxlen=_REMEMBERED)

    def join(self) -> "Ticket":
        """A place at the end; leave it by closing the ticket."""
        ticket = Ticket(self)
        with self._changed:
            self._tickets.append(ticket)
        return ticket

    def ahead(self, ticket: "Ticket") -> int:
        """How many must be served before ``ticket`` is; 0 when it is its turn."""
        with self._changed:
            return self._ahead(ticket)

    def length(self) -> int:
        """How many wait, beside those who are being served."""
        with self._changed:
            return max(0, len(self._tickets) - self._places)

    def expected(self, ticket: "Ticket") -> float:
        """Seconds until it is the turn of ``ticket``, from how long the last turns took."""
        with self._changed:
            mean = sum(self._spent) / len(self._spent) if self._spent else _FIRST_GUESS
            return mean * self._ahead(ticket) / self._places

    def wait(self, ticket: "Ticket", timeout: float) -> bool:
        """Whether it is the turn of ``ticket`` within ``timeout`` seconds."""
        with self._changed:
            return self._changed.wait_for(lambda: self._ahead(ticket) == 0, timeout)

    def leave(self, ticket: "Ticket", spent: float | None) -> None:
        """Give the place to the next one; ``spent`` seconds were needed when it came to a turn."""
        with self._changed:
            if ticket in self._tickets:
                self._tickets.remove(ticket)
                if spent is not None:
                    self._spent.append(spent)
                self._changed.notify_all()

    def _ahead(self, ticket: "Ticket") -> int:
        return max(0, self._tickets.index(ticket) - self._places + 1)


class Ticket:
    """One place in a :class:`Line`; a context manager that gives the place back whatever happens."""

    def __init__(self, line: Line) -> None:
        self._line = line
        self._since: float | None = None

    def wait(self, timeout: float) -> bool:
        """See :meth:`Line.wait`."""
        come = self._line.wait(self, timeout)
        if come and self._since is None:
            self._since = time.monotonic()
        return come

    def ahead(self) -> int:
        """See :meth:`Line.ahead`."""
        return self._line.ahead(self)

    def expected(self) -> float:
        """See :meth:`Line.expected`."""
        return self._line.expected(self)

    def __enter__(self) -> "Ticket":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._line.leave(self, None if self._since is None else time.monotonic() - self._since)
