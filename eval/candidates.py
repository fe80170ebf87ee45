"""What users said of answers, as candidates for cases of the organisation's own; and a case from a form, with its faults.

The file of ratings is written by a page that anyone on the machine can send anything to, so nothing of it is trusted: what does not fit is left
out, every text is bounded, and no candidate becomes a case before an evaluator fills in what a right answer is.
"""

import hashlib
import json
import threading
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal, NamedTuple

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from assistant.guard import MAX_CHARACTERS, QuestionError, guard
from eval.case import OWN, Case, load_cases, missing_places
from eval.own import add_cases, own_cases, remove_case
from eval.review import FOLDER, append, read

DECISIONS = "candidates.jsonl"
LISTS = ("history", "gold", "stale", "points", "wrong", "accept")
_SINGLE = ("qid", "task", "language", "query", "on", "expect", "kind", "theme", "audience", "level", "pair", "half", "note", "source")
FIELDS = (*_SINGLE, *LISTS)
# A page shows them all: the newest are enough.
_MOST, _MOST_CITED, _LONGEST = 500, 50, 20_000
_saving = threading.Lock()


class Shown(NamedTuple):
    """A citation as the user saw it."""

    marker: int
    label: str
    text: str


@dataclass(frozen=True, slots=True)
class Candidate:
    """A rating of an answer, and the answer as it was shown. ``personal`` are kinds of personal data seen in question or remark."""

    id: str
    day: str
    useful: bool
    reason: str
    remark: str
    question: str
    language: Literal["nl", "en"]
    answer: str
    cited: tuple[Shown, ...]
    personal: tuple[str, ...]


class Decision(BaseModel):
    """What an evaluator decided of a candidate; ``qid`` is the case that it became."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    candidate: str
    decision: Literal["rejected", "accepted"]
    evaluator: Annotated[str, Field(min_length=1, max_length=40)]
    day: date
    qid: str = ""


def read_candidates(data: Path) -> list[Candidate]:
    """Every rating that can be read, the newest first, once each."""
    try:
        lines = (data / "feedback" / "ratings.jsonl").read_bytes().split(b"\n")
    except FileNotFoundError:
        return []
    found = [candidate for line in reversed(lines) if (candidate := _candidate(line))]
    return list({candidate.id: candidate for candidate in found}.values())[:_MOST]


def _candidate(line: bytes) -> Candidate | None:
    try:
        value = json.loads(line)
    except (ValueError, RecursionError):
        return None
    answer = value.get("answer") if isinstance(value, dict) else None
    if not isinstance(answer, dict) or not _text(answer.get("question")):
        return None
    question, remark = _text(answer["question"]), _text(value.get("text"))
    return Candidate(
        id=hashlib.sha256(line).hexdigest()[:16],
        day=_text(value.get("day"))[:10],
        useful=value.get("useful") is True,
        reason=_text(value.get("reason"))[:40],
        remark=remark,
        question=question,
        language="en" if answer.get("language") == "en" else "nl",
        answer=_text(answer.get("text")),
        cited=_cited(answer.get("citations")),
        personal=personal_data(question, remark),
    )


def _text(value: Any) -> str:
    # A lone surrogate cannot be written to a page or a file.
    return value[:_LONGEST].encode(errors="replace").decode().strip() if isinstance(value, str) else ""


def _cited(value: Any) -> tuple[Shown, ...]:
    rows = [row for row in value[:_MOST_CITED] if isinstance(row, dict)] if isinstance(value, list) else []
    return tuple(Shown(row["marker"], _text(row.get("label")), _text(row.get("text"))) for row in rows if isinstance(row.get("marker"), int))


def personal_data(*texts: str) -> tuple[str, ...]:
    """The kinds of personal data seen in ``texts``."""
    found: list[str] = []
    for text in texts:
        # A question may be longer than the guard takes.
        for start in range(0, len(text), MAX_CHARACTERS // 2):
            try:
                found += guard(text[start : start + MAX_CHARACTERS]).personal_data
            except QuestionError:
                continue
    return tuple(dict.fromkeys(found))


def read_decisions(data: Path) -> dict[str, Decision]:
    """The last decision on each candidate. Raises :class:`eval.review.ReviewError`."""
    return {decision.candidate: decision for decision in read(data / FOLDER / DECISIONS, Decision)}


def decide(data: Path, decision: Decision) -> None:
    """Remember what was decided."""
    append(data / FOLDER / DECISIONS, decision)


def waiting(data: Path) -> list[Candidate]:
    """The candidates that nobody decided on."""
    decided = read_decisions(data)
    return [candidate for candidate in read_candidates(data) if candidate.id not in decided]


class Fault(NamedTuple):
    """What is wrong with a field of a form: a kind, and what belongs to it (a limit, a place, the words of ``eval.case``)."""

    field: str
    kind: Literal["empty", "long", "form", "choice", "day", "taken", "place", "personal", "rule"]
    about: str = ""


_KINDS: dict[str, Literal["empty", "long", "form", "choice", "day"]] = {
    "missing": "empty", "string_too_short": "empty", "string_too_long": "long", "string_pattern_mismatch": "form", "literal_error": "choice",
}  # fmt: skip


def make_case(fields: Mapping[str, Sequence[str]], author: str) -> tuple[Case | None, list[Fault]]:
    """The case that a form describes (name → values typed, empty ones left out), or what is wrong with it."""
    value: dict[str, Any] = {name: _typed(fields, name) for name in LISTS}
    value |= {name: given[0] for name in _SINGLE if (given := _typed(fields, name))}
    empty = [Fault(name, "empty") for name in ("qid", "query", "kind", "note", "source") if name not in value]
    try:
        return Case.model_validate(value | {"author": author}), []
    except ValidationError as error:
        faults = [_fault(detail) for detail in error.errors()]
        return None, list(dict.fromkeys([*empty, *faults]))


def _typed(fields: Mapping[str, Sequence[str]], name: str) -> list[str]:
    return [text for each in fields.get(name, ()) if (text := each.strip())]


def _fault(detail: Any) -> Fault:
    if detail["type"] == "value_error":
        field, _, words = str(detail["ctx"]["error"]).partition(": ")
        return Fault(field, "rule", words)
    field = str(detail["loc"][0])
    kind = "day" if field == "on" else _KINDS.get(detail["type"], "form")
    return Fault(field, kind, str(detail["ctx"]["max_length"]) if kind == "long" else "")


def check(case: Case, taken: Collection[str], places: Collection[str], allowed: bool) -> list[Fault]:
    """What a case that is well-formed may still have wrong; ``allowed``: its personal data was looked at and may stay."""
    faults = [Fault("qid", "taken")] if case.qid in taken else []
    lost = missing_places([case], places).get(case.qid, ())
    faults += [Fault("gold" if place in case.gold else "stale", "place", place) for place in lost]
    personal = () if allowed else personal_data(case.query, *case.history)
    return faults + [Fault("query", "personal", kind) for kind in personal]


def taken_qids(data: Path) -> frozenset[str]:
    """Every qid in use. Raises :class:`eval.case.CaseError`."""
    return frozenset(case.qid for cases in load_cases([], data / "sets").values() for case in cases)


def next_qid(taken: Collection[str]) -> str:
    """A qid for a new case of the own set."""
    return next(name for number in range(1, len(taken) + 2) if (name := f"{OWN}-{number:03}") not in taken)


def save_case(data: Path, case: Case, places: Collection[str], *, new: bool, allowed: bool) -> list[Fault]:
    """Put a case in the own set, in the place of itself unless ``new``; or what is wrong with it.

    Looking and writing are one step, so that two evaluators cannot take the same qid.
    """
    with _saving:
        faults = check(case, taken_qids(data) if new else (), places, allowed)
        if not faults:
            add_cases(data / "sets", [case])
    return faults


def own_case(data: Path, qid: str) -> Case | None:
    """A case of the own set."""
    return next((case for case in own_cases(data / "sets") if case.qid == qid), None)


def delete_case(data: Path, qid: str) -> bool:
    """Take a case out of the own set; whether it was there."""
    with _saving:
        return remove_case(data / "sets", qid)
