"""From the rows of a run to figures: over all cases, and by stratum (set, theme, document, kind, audience …).

Rows of one case with different seeds are one case: their scores are averaged before anything else, because asking the same thing again is not
more evidence.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from eval.case import Case
from eval.measures import Scores, score, stability
from eval.record import Record
from eval.stats import Estimate, Score, estimate, percentile

STRATA: dict[str, Callable[["Scored"], str]] = {
    "set": lambda scored: scored.set,
    "theme": lambda scored: scored.case.theme,
    "kind": lambda scored: scored.case.kind,
    "audience": lambda scored: scored.case.audience,
    "language": lambda scored: scored.case.language,
    "level": lambda scored: scored.case.level,
    "half": lambda scored: scored.case.half,
    "document": lambda scored: scored.case.document or "-",
}


@dataclass(frozen=True, slots=True)
class Scored:
    """A case with its rows (one a seed) and the scores over them; ``failed`` when no row has any."""

    set: str
    case: Case
    rows: tuple[Record, ...]
    scores: Scores
    failed: bool


def scored(records: Iterable[Record]) -> list[Scored]:
    """The cases of a run, in the order in which they were first asked."""
    grouped: dict[str, list[Record]] = defaultdict(list)
    for record in records:
        grouped[record.case.qid].append(record)
    return [_one(tuple(rows)) for rows in grouped.values()]


def _one(rows: tuple[Record, ...]) -> Scored:
    each = [score(row) for row in rows]
    names = dict.fromkeys(name for scores in each for name in scores)
    together = {name: _mean([scores[name] for scores in each if name in scores]) for name in names}
    alike = stability([row for row in rows if row.reply.outcome != "failed"]) if rows[0].case.task == "answer" else None
    if alike:
        together["stability"] = alike
    return Scored(rows[0].set, rows[0].case, rows, together, all(row.reply.outcome == "failed" for row in rows))


def _mean(scores: Sequence[Score]) -> Score:
    return sum(top for top, _ in scores) / len(scores), sum(bottom for _, bottom in scores) / len(scores)


def figure(cases: Iterable[Scored], name: str) -> Estimate | None:
    """One measure over ``cases``; None when it is scored nowhere. ``p50 …`` and ``p95 …`` are percentiles, ``pairs right`` is over pairs."""
    cases = list(cases)
    if name == "pairs right":
        return estimate(pairs_right(cases))
    if name[:4] in ("p50 ", "p95 "):
        return percentile([top / bottom for top, bottom in _values(cases, name[4:])], float(name[1:3]))
    return estimate(_values(cases, name))


def _values(cases: Iterable[Scored], name: str) -> list[Score]:
    return [case.scores[name] for case in cases if name in case.scores]


def pairs_right(cases: Iterable[Scored]) -> list[Score]:
    """For each pair that was asked whole: 1 when every case of it is right."""
    pairs: dict[str, list[float]] = defaultdict(list)
    for case in cases:
        if case.case.pair and "right" in case.scores:
            pairs[case.case.pair].append(case.scores["right"][0])
    return [(float(min(each) >= 1), 1.0) for each in pairs.values() if len(each) > 1]


def figures(cases: Sequence[Scored]) -> dict[str, Estimate]:
    """Every measure that is scored anywhere."""
    names = dict.fromkeys(name for case in cases for name in case.scores)
    stages = [name for name in names if name.startswith("seconds ")]
    wanted = [*names, *(f"{mark} {stage}" for stage in stages for mark in ("p50", "p95")), "pairs right"]
    found = {name: figure(cases, name) for name in wanted}
    return {name: value for name, value in found.items() if value}


def strata(cases: Iterable[Scored], dimension: str) -> dict[str, list[Scored]]:
    """The cases by the values of a dimension of :data:`STRATA`, in alphabetical order."""
    grouped: dict[str, list[Scored]] = defaultdict(list)
    for case in cases:
        grouped[STRATA[dimension](case)].append(case)
    return dict(sorted(grouped.items()))


def sureness(cases: Iterable[Scored]) -> list[tuple[float, bool]]:
    """(confidence, right) of every case that was answered or could have been, for the risk–coverage curve.

    Right means that telling the answer was right: a question without an answer is a risk whenever it is answered.
    """
    return [
        (row.reply.confidence, bool(case.scores["right"][0]) and case.case.expect == "answer")
        for case in cases
        for row in case.rows[:1]
        if row.reply.confidence is not None and "right" in case.scores
    ]


def select(cases: Iterable[Scored], where: Mapping[str, str]) -> list[Scored]:
    """The cases that have every value of ``where`` (dimension → value)."""
    return [case for case in cases if all(STRATA[dimension](case) == value for dimension, value in where.items())]
