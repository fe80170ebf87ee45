"""A circuit breaker: after a few failures in a row nothing is asked for a while, then one request tries whether it works again.

Nygard, *Release It!* (2018). The libraries for this hold a lock during a call, which would make a stream wait for a stream, or trust the clock on
the wall, which may be put back.
"""

import threading
import time
from collections.abc import Callable


class Breaker:
    """Opens after ``most`` failures in a row and stays open for ``rest`` seconds. Thread-safe."""

    def __init__(self, most: int, rest: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._most, self._rest, self._clock = most, rest, clock
        self._lock = threading.Lock()
        self._failures = 0
        self._open_until: float | None = None

    def admits(self) -> bool:
        """Whether a request may go; when the rest is over the first to ask goes to try, and the others keep waiting for how that ends."""
        with self._lock:
            if self._open_until is None:
                return True
            if self._clock() < self._open_until:
                return False
            self._open_until = self._clock() + self._rest
            return True

    def succeeded(self) -> None:
        """It works."""
        with self._lock:
            self._failures, self._open_until = 0, None

    def failed(self) -> None:
        """It did not work."""
        with self._lock:
            self._failures += 1
            if self._failures >= self._most:
                self._open_until = self._clock() + self._rest
