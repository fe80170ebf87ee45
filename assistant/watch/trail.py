"""What is written in the audit trail, and what happens when it cannot be written.

With "meta" a line says who, when, from which places, with which model and how the sentences were judged; with "content" the question and the
answer as well. A full disk: with "meta" answers go on, since the trail then serves oversight of a service that others depend on, and
what is missing is counted and told in the trail as soon as it can be written. With "content" they stop, since who switches that on has decided
that every answer is kept. A setting decides otherwise.
"""

import os
import shutil
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from assistant.answer import Quote
from assistant.watch import chain
from assistant.watch.chain import AuditError
from assistant.watch.logs import tell
from assistant.watch.observed import Outcome

# Below this nothing is begun that could not be written down at its end.
_LEAST_FREE = 4 << 20

@dataclass(frozen=True, slots=True)
class Model:
    """The model that writes; ``sha256`` of its weights, empty when that is not known."""

    name: str
    sha256: str = ""


@dataclass(frozen=True, slots=True)
class State:
    """How the writing goes: lines written by this process, and lines missing since the last that succeeded, with since when."""

    written: int
    missing: int
    since: str
    failures: int


class Trail:
    """The audit trail of this process; an observer. ``index`` tells the name of the index in use: it may change while the server runs."""

    def __init__(self, folder: Path, model: Model | None, index: Callable[[], str], *, content: bool, refuse: bool, keep_days: int) -> None:
        self.folder, self.content, self.refuse = folder, content, refuse
        self._model, self._keep_days, self._index = model, keep_days, index
        self._lock = threading.Lock()
        self._written = self._missing = self._failures = 0
        self._since = self._day = ""

    @property
    def state(self) -> State:
        """How the writing goes."""
        with self._lock:
            return State(self._written, self._missing, self._since, self._failures)

    def before(self) -> None:
        """Raises :class:`AuditError` when answers must be kept and cannot be."""
        if not self.refuse:
            return
        if not self._report_gap():
            raise self._refusal()
        try:
            free = shutil.disk_usage(self.folder if self.folder.is_dir() else _existing(self.folder)).free
        except OSError as error:
            raise self._refusal() from error
        if free < _LEAST_FREE:
            raise self._refusal()

    def after(self, outcome: Outcome) -> None:
        """Write down what became of a question. Raises :class:`AuditError` for an answer that must be kept and cannot be."""
        # Nothing was answered; or this trail itself withheld the answer, and has counted that.
        if outcome.kind == "refused" or outcome.error == AuditError.__name__:
            return
        kept = self.record(self._entry(outcome))
        if not kept and self.refuse and outcome.answer is not None:
            raise self._refusal()

    def record(self, fields: dict[str, Any]) -> bool:
        """Add a line; False when that failed, which is counted and told."""
        if self._report_gap() and self._append(fields):
            return True
        with self._lock:
            self._missing += 1
            self._since = self._since or datetime.now(UTC).isoformat(timespec="seconds")
        return False

    def _report_gap(self) -> bool:
        """Write how many lines are missing, if any; whether it can be written again."""
        with self._lock:
            missing, since, self._missing, self._since = self._missing, self._since, 0, ""
        if not missing or self._append({"event": "gap", "missing": missing, "since": since}):
            return True
        with self._lock:
            self._missing, self._since = self._missing + missing, since
        return False

    def _append(self, fields: dict[str, Any]) -> bool:
        try:
            head = chain.append(self.folder, fields)
        except OSError as error:
            with self._lock:
                self._failures += 1
            tell("error", "audit", error=type(error).__name__, errno=error.errno)
            return False
        with self._lock:
            self._written += 1
            begun, self._day = self._day != head.file, head.file
        if begun:
            self._new_day(head)
        return True

    def _new_day(self, head: chain.Head) -> None:
        """Tell the head, so that it is known outside this machine where logs go elsewhere, and remove what is too old."""
        tell("info", "audit-head", n=head.n, hash=head.hash)
        if not self._keep_days:
            return
        try:
            chain.purge(self.folder, self._keep_days)
        except OSError as error:
            tell("error", "audit-purge", error=type(error).__name__, errno=error.errno)

    def _entry(self, outcome: Outcome) -> dict[str, Any]:
        answer = outcome.answer
        quotes = [citation.quote for citation in answer.citations] if answer and answer.citations else outcome.quotes
        entry: dict[str, Any] = {
            "event": "answer",
            "who": outcome.who,
            "route": outcome.route,
            "kind": outcome.kind,
            "error": outcome.error,
            "sources": [place(quote) for quote in quotes],
            "index": self._index(),
            "model": {"name": self._model.name, "sha256": self._model.sha256} if self._model else None,
            "verdicts": verdicts(outcome),
            "seconds": round(outcome.seconds, 3),
        }
        if answer is not None:
            entry |= {"language": answer.language, "wrote": "generate" in answer.timings, "personal": list(answer.personal)}
        if self.content:
            entry |= {"question": outcome.question, "answer": answer.text if answer else ""}
        return entry

    def _refusal(self) -> AuditError:
        return AuditError(
            f"Het antwoord kan niet worden vastgelegd en wordt daarom niet gegeven: {self.folder} is niet te beschrijven of vol. "
            "Vraag de beheerder om ruimte te maken (of STANDPUNT_AUDIT_FULL=answer te zetten)."
        )


def place(quote: Quote) -> str:
    """Where a quote stands: "document@version/section"."""
    return f"{quote.passage.document.key}/{quote.passage.section_id}"


def verdicts(outcome: Outcome) -> dict[str, int]:
    """How many sentences of the model were kept, by another source, or taken away."""
    found = [str(check.verdict) for check in outcome.answer.checks] if outcome.answer else []
    return {verdict: found.count(verdict) for verdict in ("supported", "repaired", "removed")}


def _existing(folder: Path) -> Path:
    return next(path for path in folder.parents if os.path.isdir(path))
