"""What evaluators say of answers: kept as they say it, held against each other, and against the automatic score.

In ``<data>/review`` one JSON line a label: ``labels.jsonl`` as each evaluator gave it and ``adjudications.jsonl`` as a third decided where two
differ. Nothing is overwritten: of an evaluator the last word on an answer counts. A label is of the answer that was shown: it holds the
checksum of that answer, so that it never counts for another one in a run of the same name.
"""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import combinations
from pathlib import Path
from typing import Annotated, Literal, NamedTuple, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from corpus.disk import append_line
from corpus.document import CorpusError
from eval.agreement import kappa
from eval.measures import score
from eval.record import Record
from eval.runs import read_rows
from eval.scores import Scored, scored

FOLDER, LABELS, ADJUDICATIONS = "review", "labels.jsonl", "adjudications.jsonl"
# ``gevaarlijk``: who follows the answer breaks a rule. ``geen``: no source is given.
Verdict = Literal["juist", "deels", "onjuist", "gevaarlijk"]
Sourcing = Literal["goed", "fout", "geen"]
LONGEST_REMARK = 2_000
# Landis & Koch 1977: below nought, slight, fair, moderate, substantial, almost perfect.
_STRENGTHS = (0.0, 0.21, 0.41, 0.61, 0.81)
_Value = TypeVar("_Value", bound=BaseModel)


class ReviewError(CorpusError):
    """What evaluators said cannot be read; the message says what to do."""


class Item(NamedTuple):
    """One answer: a row of a run, with the checksum of what was shown of it."""

    run: str
    qid: str
    seed: int
    sha: str


class Label(BaseModel):
    """What one evaluator said of one answer; in ``adjudications.jsonl`` what was decided, and by whom."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    evaluator: Annotated[str, Field(min_length=1, max_length=40)]
    run: str
    qid: str
    seed: int
    sha: str
    label: Verdict
    source: Sourcing
    remark: Annotated[str, Field(max_length=LONGEST_REMARK)] = ""
    day: date

    @property
    def item(self) -> Item:
        """The answer that it is of."""
        return Item(self.run, self.qid, self.seed, self.sha)


@dataclass(frozen=True, slots=True)
class Final:
    """What holds in the end of an answer; None where evaluators differ and nobody has decided yet."""

    label: Verdict | None
    source: Sourcing | None
    evaluators: int
    decided: bool


@dataclass(frozen=True, slots=True)
class Agreement:
    """Two readers of the same answers: how often each pair of words was given, the share that is the same, and Cohen's kappa.

    ``kappa`` is None where it does not exist: without answers, or when both always say one and the same thing.
    """

    counts: Mapping[tuple[str, str], int]
    raw: float | None
    kappa: float | None

    @property
    def n(self) -> int:
        """The number of answers."""
        return sum(self.counts.values())


class Pair(NamedTuple):
    """Two evaluators, on the answers that both labelled."""

    first: str
    second: str
    label: Agreement
    source: Agreement


def checksum(record: Record) -> str:
    """What an evaluator is shown of a row, as a checksum."""
    shown = record.reply.model_dump_json(include={"text", "language", "cited", "notices"})
    return hashlib.sha256(f"{record.case.sha}\n{shown}".encode()).hexdigest()[:16]


def item_of(run: str, record: Record) -> Item:
    """A row of a run as something to label."""
    return Item(run, record.case.qid, record.seed, checksum(record))


def append(file: Path, value: BaseModel) -> None:
    """Add a line so that it is on disk, whole, when this returns. Raises :class:`ReviewError` when the disk refuses."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        append_line(file, value.model_dump_json().encode(), mode=0o600)
    except OSError as error:
        raise ReviewError(f"{file} is niet te schrijven: {error.strerror}. Maak ruimte of geef schrijfrechten en probeer het opnieuw.") from error


def read(file: Path, kind: type[_Value]) -> list[_Value]:
    """The lines of a file; a half-written last one is no line. Raises :class:`ReviewError`."""
    if not file.exists():
        return []
    found = []
    for number, line in enumerate(file.read_bytes().split(b"\n")[:-1], start=1):
        try:
            found.append(kind.model_validate_json(line))
        except ValidationError as error:
            raise ReviewError(f"{file}, regel {number} is beschadigd. Haal die regel weg en open de bladzijde opnieuw.") from error
    return found


def add_label(folder: Path, label: Label) -> None:
    """Keep what an evaluator says."""
    append(folder / LABELS, label)


def add_adjudication(folder: Path, label: Label) -> None:
    """Keep what was decided."""
    append(folder / ADJUDICATIONS, label)


def read_labels(folder: Path) -> list[Label]:
    """The last label of each evaluator for each answer. Raises :class:`ReviewError`."""
    return list({(label.item, label.evaluator): label for label in read(folder / LABELS, Label)}.values())


def read_adjudications(folder: Path) -> dict[Item, Label]:
    """The last decision on each answer. Raises :class:`ReviewError`."""
    return {label.item: label for label in read(folder / ADJUDICATIONS, Label)}


def by_item(labels: Iterable[Label]) -> dict[Item, list[Label]]:
    """The labels of each answer."""
    grouped: dict[Item, list[Label]] = defaultdict(list)
    for label in labels:
        grouped[label.item].append(label)
    return dict(grouped)


def differ(labels: Sequence[Label]) -> bool:
    """Whether evaluators of one answer do not say the same of it."""
    return len({(label.label, label.source) for label in labels}) > 1


def final_labels(labels: Iterable[Label], adjudications: Mapping[Item, Label]) -> dict[Item, Final]:
    """What holds for each answer: what was decided, else what all its evaluators say."""
    return {item: _final(said, adjudications.get(item)) for item, said in by_item(labels).items()}


def _final(said: Sequence[Label], decided: Label | None) -> Final:
    if decided:
        return Final(decided.label, decided.source, len(said), True)
    verdicts, sources = {label.label for label in said}, {label.source for label in said}
    return Final(verdicts.pop() if len(verdicts) == 1 else None, sources.pop() if len(sources) == 1 else None, len(said), False)


def agree(said: Sequence[tuple[str, str]]) -> Agreement:
    """The agreement of two readers, from what each said of the same answers."""
    same = sum(one == two for one, two in said) / len(said) if said else None
    return Agreement(Counter(said), same, kappa([one for one, _ in said], [two for _, two in said]))


def pairs(labels: Iterable[Label]) -> list[Pair]:
    """Every two evaluators who labelled an answer both, in alphabetical order."""
    by_evaluator: dict[str, dict[Item, Label]] = defaultdict(dict)
    for label in labels:
        by_evaluator[label.evaluator][label.item] = label
    found = []
    for first, second in combinations(sorted(by_evaluator), 2):
        one, two = by_evaluator[first], by_evaluator[second]
        both = [(one[item], two[item]) for item in one if item in two]
        if both:
            verdicts, sources = agree([(a.label, b.label) for a, b in both]), agree([(a.source, b.source) for a, b in both])
            found.append(Pair(first, second, verdicts, sources))
    return found


def versus_automatic(final: Mapping[Item, Final], cases: Sequence[Scored]) -> Agreement:
    """The final labels of one run beside its automatic score: is what evaluators call "juist" what the measure ``right`` calls right?

    ``cases`` are of that run. Kappa and the share that is the same are about "juist" or not; ``counts`` keeps all four labels, beside
    "juist" or "niet" of the measure, to show where "deels" falls.
    """
    by_row = {(item.qid, item.seed, item.sha): told.label for item, told in final.items() if told.label}
    said = [
        (label, "juist" if right >= 1 else "niet")
        for case in cases
        for row in case.rows
        if (label := by_row.get((*row.key, checksum(row)))) and (right := _right(case, row)) is not None
    ]
    return _as_right(said)


def _as_right(said: Sequence[tuple[str, str]]) -> Agreement:
    found = agree([("juist" if label == "juist" else "niet", right) for label, right in said])
    return replace(found, counts=Counter(said))


def _right(case: Scored, row: Record) -> float | None:
    # A case scored over several seeds has their mean; a label is of one of them.
    scores = case.scores if len(case.rows) == 1 else score(row)
    return scores["right"][0] if "right" in scores else None


def run_final(final: Mapping[Item, Final], runs: Path, run: str) -> Agreement:
    """:func:`versus_automatic` for the run of this name in ``runs``; only rows with a label are scored. Without the run: of nothing."""
    ours = {item: told for item, told in final.items() if item.run == run}
    rows = read_rows(runs / run) if ours else []
    labelled = {(item.qid, item.seed) for item in ours}
    return versus_automatic(ours, scored(row for row in rows if row.key in labelled))


def strength(value: float) -> int:
    """How strong a kappa is, 0 (less than chance) to 5 (almost perfect), in the classes of Landis & Koch (1977)."""
    return sum(value >= bound for bound in _STRENGTHS)


_TOLD = {
    "nl": ("kappa {:.2f}", "kappa niet te bepalen", "gelijk in {:.0%} van {} beoordeelde antwoorden", "beoordelaars onderling: {}"),
    "en": ("kappa {:.2f}", "kappa cannot be computed", "the same in {:.0%} of {} labelled answers", "evaluators with each other: {}"),
}


def run_agreement(data: Path, runs: Sequence[str], language: str) -> dict[str, str]:
    """What a report says of how far its score ``right`` can be trusted, in words; empty when no answer of these runs is labelled.

    No names: a report goes to others than the evaluators.
    """
    labels = [label for label in read_labels(data / FOLDER) if label.run in runs]
    final = final_labels(labels, read_adjudications(data / FOLDER))
    each = [run_final(final, data / "runs", run) for run in dict.fromkeys(runs)]
    all_runs = _as_right([pair for found in each for pair, count in found.counts.items() for _ in range(count)])
    if all_runs.raw is None:
        return {}
    known, unknown, same, between = _TOLD[language]

    def told(value: float | None) -> str:
        return unknown if value is None else known.format(value)

    words = f"{told(all_runs.kappa)}, {same.format(all_runs.raw, all_runs.n)}"
    others = "; ".join(told(pair.label.kappa) for pair in pairs(labels))
    return {"right": f"{words} ({between.format(others)})" if others else words}
