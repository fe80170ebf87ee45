"""What the server tells on stderr: one line an event, without content.

Of what is asked no question, answer, address or account is ever in it (signing in names the account). Our own events name their fields. Of
what libraries log only the logger, the level, the place in the code and the class of the error are told: their words may hold what was asked.
"""

import json
import logging
import math
import sys
import threading
import traceback
from datetime import UTC, datetime
from types import TracebackType
from typing import Any

from assistant.watch.observed import Outcome

_LOG = logging.getLogger("standpuntwijzer")
_LEVELS = {"error": logging.ERROR, "warning": logging.WARNING, "info": logging.INFO}
_FRAMES = 6
# Seconds in which a line is told once, and lines of which that is kept.
_MINUTE, _KEPT = 60.0, 1000
# Of ourselves these tell without content; their words are what it is about.
_TRUSTED = frozenset(("assistant.pipeline", "index.build", "index.live", "index.retriever", "models.egress"))


def setup(mode: str, level: str) -> None:
    """Send every log of this process through one handler; ``mode`` is "text", "json" or "off"."""
    handler: logging.Handler = logging.NullHandler() if mode == "off" else logging.StreamHandler(sys.stderr)
    handler.setFormatter(_Formatter(as_json=mode == "json"))
    handler.addFilter(_Repeats().filter)
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.CRITICAL + 1 if mode == "off" else logging.WARNING)
    _LOG.setLevel(logging.CRITICAL + 1 if mode == "off" else _LEVELS[level])
    logging.raiseExceptions = False
    logging.captureWarnings(True)
    threading.excepthook = _thread_failed
    sys.unraisablehook = _unraisable


def tell(level: str, event: str, **fields: Any) -> None:
    """One event of our own; a field that is None is left out. ``fields`` hold no content."""
    number = _LEVELS[level]
    if _LOG.isEnabledFor(number):
        _LOG.log(number, event, extra={"fields": {name: value for name, value in fields.items() if value is not None}})


class LogObserver:
    """A line for every answer."""

    def before(self) -> None:
        """Nothing is told of a question."""

    def after(self, outcome: Outcome) -> None:
        """Failures are told as warnings, all else as information."""
        level = "warning" if outcome.error and outcome.kind != "refused" else "info"
        if _LOG.isEnabledFor(_LEVELS[level]):
            tell(level, "answer", **_fields(outcome))


def _fields(outcome: Outcome) -> dict[str, Any]:
    answer = outcome.answer
    told: dict[str, Any] = {
        "route": outcome.route,
        "outcome": outcome.kind,
        "model": outcome.model or None,
        "error": outcome.error or None,
        "seconds": round(outcome.seconds, 4),
        "passages": outcome.passages and round(outcome.passages, 4),
        "first": outcome.first and round(outcome.first, 4),
    }
    if answer is not None:
        checks = [str(check.verdict) for check in answer.checks]
        told |= {"language": answer.language, "wait": answer.timings.get("wait"), "personal": list(answer.personal) or None}
        told |= {verdict: checks.count(verdict) for verdict in dict.fromkeys(checks)}
        if answer.usage:
            told |= {"evaluated": answer.usage.evaluated, "written": answer.usage.written}
    return told


class _Repeats:
    """Of what a library tells again and again, at one place in the code, one line a minute; it says how many were left out."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        # When the last line was told, and how many came since.
        self._told: dict[tuple[str, ...], tuple[float, int]] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether the line is told; ours always are."""
        if hasattr(record, "fields"):
            return True
        error = record.exc_info and record.exc_info[0]
        key = (record.name, str(record.lineno), record.getMessage() if record.name in _TRUSTED else "", error.__name__ if error else "")
        with self._lock:
            at, left_out = self._told.get(key, (-math.inf, 0))
            if record.created < at + _MINUTE and record.created >= at:
                self._told[key] = (at, left_out + 1)
                return False
            if len(self._told) >= _KEPT:
                self._told.clear()
            self._told[key] = (record.created, 0)
        record.repeated = left_out or None
        return True


class _Formatter(logging.Formatter):
    """One line a record, as JSON or as text."""

    def __init__(self, *, as_json: bool) -> None:
        super().__init__()
        self._as_json = as_json

    def format(self, record: logging.LogRecord) -> str:
        at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        own = getattr(record, "fields", None)
        event = record.getMessage() if own is not None else "library"
        told = {"at": at, "level": record.levelname.lower(), "event": event, **(own if own is not None else _about(record))}
        if self._as_json:
            return json.dumps(told, default=str)
        head, *rest = (told.pop(name) for name in ("at", "level", "event"))
        return f"{head} {rest[0]:7} {rest[1]} " + " ".join(f"{name}={json.dumps(value, default=str)}" for name, value in told.items())


def _about(record: logging.LogRecord) -> dict[str, Any]:
    """Of a line of a library: where it comes from, and what class of error it tells of."""
    about: dict[str, Any] = {"logger": record.name, "where": f"{record.filename}:{record.lineno}"}
    if repeated := getattr(record, "repeated", None):
        about["repeated"] = repeated
    if record.name in _TRUSTED:
        about["told"] = record.getMessage()
    if record.exc_info and record.exc_info[0]:
        about |= _error(record.exc_info[0], record.exc_info[2])
    return about


def _error(kind: type[BaseException], trace: TracebackType | None) -> dict[str, Any]:
    frames = traceback.extract_tb(trace)[-_FRAMES:]
    return {"error": kind.__name__, "trace": [f"{frame.filename.rpartition('/')[2]}:{frame.lineno} {frame.name}" for frame in frames]}


def _thread_failed(args: threading.ExceptHookArgs) -> None:
    tell("error", "thread", **_error(args.exc_type, args.exc_traceback))


def _unraisable(args: "sys.UnraisableHookArgs") -> None:
    tell("error", "unraisable", **_error(args.exc_type, args.exc_traceback))
