"""The search of a server that stays up: when another index comes into use, new questions go to that one, and old ones finish where they began."""

import gc
import logging
import threading
import time
import weakref
from collections.abc import Callable
from typing import Any

from index.hit import IndexError_
from index.retriever import HybridRetriever

_LOG = logging.getLogger(__name__)
# Seconds between two looks at the index, and before what went wrong is tried again: longer each time, because opening an index costs much.
_LOOK, _AGAIN, _LONGEST = 2.0, 60.0, 3600.0
# Looks after which mostly nobody is answering from the old index any more.
_LAST_READERS = 5


class LiveRetriever(HybridRetriever):
    """Stands where a retriever stands. Whoever needs two things of one and the same index takes :meth:`now` once.

    ``reopen`` gives the index in use, and ``stamp`` what changes when another one comes into use. An index that is missing, damaged or of other
    texts at the start (a machine that stopped between two commands) is made by ``mend``. Raises what these raise.
    """

    def __init__(self, reopen: Callable[[], HybridRetriever], stamp: Callable[[], object], mend: Callable[[], object]) -> None:
        self._reopen, self._stamp = reopen, stamp
        # The stamp first: what comes into use meanwhile is then seen at the first look.
        self._seen = stamp()
        try:
            self._current = reopen()
        except IndexError_ as error:
            _LOG.warning("the index is made first: %s", error)
            mend()
            self._seen = stamp()
            self._current = reopen()
        self._well = self._current.by_meaning
        self._ended = threading.Event()
        self._pause, self._due = _AGAIN, time.monotonic() + _AGAIN

    def now(self) -> HybridRetriever:
        return self._current

    def __getattr__(self, name: str) -> Any:
        if name == "_current":
            raise AttributeError(name)
        return getattr(self._current, name)

    def watch(self) -> None:
        """Look at the index from now on, in a thread of its own, until :meth:`end` or the end of the process."""
        threading.Thread(target=self._watch, daemon=True, name="index").start()

    def end(self) -> None:
        """Look no longer."""
        self._ended.set()

    def _watch(self) -> None:
        left, looks = weakref.WeakSet[HybridRetriever](), 0
        while not self._ended.wait(_LOOK):
            old = self._current
            if self.renew():
                left.add(old)
                looks = 0
            del old
            looks += 1
            # What is no longer used holds much memory, and files that the next build would take away; whoever still reads lets go in time.
            if left and looks % _LAST_READERS == 0:
                gc.collect()

    def renew(self) -> bool:
        """Go over to another index if there is one, or to its vectors where these were away; whether that was done."""
        stamp = self._stamp()
        if stamp == self._seen and (self._well or time.monotonic() < self._due):
            return False
        self._pause = _AGAIN if stamp != self._seen else min(2 * self._pause, _LONGEST)
        self._seen, self._due, self._well = stamp, time.monotonic() + self._pause, False
        try:
            new = self._reopen()
        # Whatever is wrong with the new one, the old one answers.
        except Exception as error:
            _LOG.warning("the index in use stays: %s", error)
            return False
        # An index whose vectors are still being made comes when it is whole, if the one in use has them.
        better = new.by_meaning or not self._current.by_meaning
        if better:
            self._current = new
        self._well = self._current.by_meaning
        return better
