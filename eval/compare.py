"""Two runs on the same cases: what changed, whether it is more than chance, and which cases it was: ``standpuntwijzer eval compare A B``."""

from collections.abc import Sequence
from dataclasses import dataclass

from eval.scores import Scored, figures
from eval.stats import Difference, Score, compare, holm

# What a case can become better or worse in, the gravest first.
_DECIDES = ("contradiction", "dangerous", "right", "gold cited", "stale as current")
# Of these less is better.
LESS_IS_BETTER = frozenset(
    ("contradiction", "dangerous", "unsupported", "wrongly silent", "stale as current", "lix", "words", "sentence length")
)  # fmt: skip


def less_is_better(name: str) -> bool:
    """Whether a measure is better when it is lower."""
    return name in LESS_IS_BETTER or "seconds " in name or name.startswith("tokens ")


@dataclass(frozen=True, slots=True)
class Changed:
    """A case whose outcome differs; ``measure`` is the gravest one in which it does."""

    before: Scored
    after: Scored
    measure: str
    better: bool


@dataclass(frozen=True, slots=True)
class Comparison:
    """Every measure on the cases that both runs have, with p corrected for the number of measures (Holm), and the cases that changed.

    ``only_first`` and ``only_second`` count cases of one run alone; they are left out.
    """

    measures: dict[str, tuple[Difference, float]]
    changed: tuple[Changed, ...]
    both: int
    only_first: int
    only_second: int


def compare_runs(first: Sequence[Scored], second: Sequence[Scored]) -> Comparison:
    """The comparison of two runs; a case that was changed between them is another case, and is left out."""
    theirs = {(case.case.qid, case.case.sha): case for case in second}
    pairs = [(case, theirs[key]) for case in first if (key := (case.case.qid, case.case.sha)) in theirs]
    names = [name for name in figures([one for one, _ in pairs]) if name[:4] not in ("p50 ", "p95 ") and name != "pairs right"]
    found = {name: difference for name in names if (difference := _difference(pairs, name))}
    corrected = holm([difference.p for difference in found.values()])
    measures = {name: (difference, p) for (name, difference), p in zip(found.items(), corrected, strict=True)}
    changed = tuple(change for one, two in pairs if (change := _change(one, two)))
    return Comparison(measures, changed, len(pairs), len(first) - len(pairs), len(second) - len(pairs))


def _difference(pairs: Sequence[tuple[Scored, Scored]], name: str) -> Difference | None:
    none: Score = (0.0, 0.0)
    return compare([one.scores.get(name, none) for one, _ in pairs], [two.scores.get(name, none) for _, two in pairs])


def _change(before: Scored, after: Scored) -> Changed | None:
    if before.failed != after.failed:
        return Changed(before, after, "failed", before.failed)
    for name in _DECIDES:
        one, two = before.scores.get(name), after.scores.get(name)
        if one and two and one[0] / one[1] != two[0] / two[1]:
            return Changed(before, after, name, (two[0] / two[1] > one[0] / one[1]) != less_is_better(name))
    return None
