"""How sure is a figure, and is a difference more than chance? Resampling over cases, with a fixed seed so that it can be repeated.

A measure gives each case a score (numerator, denominator); over cases it is the sum of the one divided by the sum of the other. For a yes or
no, or a value a case, the denominator is 1 and this is the mean. A case without a score is not there; it is never nought.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Score = tuple[float, float]
DRAWS = 2_000
_PERMUTATIONS = 10_000
_Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Estimate:
    """A measure over ``n`` cases with its 95% interval."""

    value: float
    low: float
    high: float
    n: int


def ratio(scores: Sequence[Score]) -> float:
    """Sum of the numerators over sum of the denominators. Raises ZeroDivisionError when there is nothing to divide by."""
    return sum(top for top, _ in scores) / sum(bottom for _, bottom in scores)


def estimate(scores: Sequence[Score], draws: int = DRAWS) -> Estimate | None:
    """The ratio with its percentile bootstrap interval over cases (Efron & Tibshirani 1993, ch. 13); None when nothing is scored."""
    scored = [score for score in scores if score[1] > 0]
    if not scored:
        return None
    data = np.asarray(scored, dtype=float)
    picks = np.random.default_rng(0).integers(0, len(data), (draws, len(data)))
    sums = data[picks].sum(axis=1)
    low, high = np.percentile(sums[:, 0] / sums[:, 1], (2.5, 97.5))
    return Estimate(ratio(scored), float(low), float(high), len(scored))


def percentile(values: Sequence[float], percent: float, draws: int = DRAWS) -> Estimate | None:
    """A percentile with its bootstrap interval; None without values."""
    if not values:
        return None
    data = np.asarray(values, dtype=float)
    picks = data[np.random.default_rng(0).integers(0, len(data), (draws, len(data)))]
    low, high = np.percentile(np.percentile(picks, percent, axis=1), (2.5, 97.5))
    return Estimate(float(np.percentile(data, percent)), float(low), float(high), len(data))


@dataclass(frozen=True, slots=True)
class Difference:
    """A measure on the same cases in two runs: ``change`` is the second less the first, ``p`` two-sided."""

    first: float
    second: float
    change: float
    low: float
    high: float
    p: float
    n: int


def compare(first: Sequence[Score], second: Sequence[Score]) -> Difference | None:
    """The difference on cases in the same order; None when nothing is scored in both.

    ``p`` is of the paired permutation test: which run gave which score is chance under the null hypothesis (Smucker et al. 2007). Every
    exchange is counted when there are few enough to do so, otherwise :data:`_PERMUTATIONS` drawn ones.
    """
    pairs = [(one, two) for one, two in zip(first, second, strict=True) if one[1] > 0 and two[1] > 0]
    if not pairs:
        return None
    one, two = (np.asarray(side, dtype=float) for side in zip(*pairs, strict=True))
    picks = np.random.default_rng(0).integers(0, len(one), (DRAWS, len(one)))
    low, high = np.percentile(_ratios(two[picks]) - _ratios(one[picks]), (2.5, 97.5))
    before, after = float(_ratios(one[None])[0]), float(_ratios(two[None])[0])
    return Difference(before, after, after - before, float(low), float(high), _permuted(one, two), len(one))


def _ratios(sampled: _Floats) -> _Floats:
    sums: _Floats = sampled.sum(axis=1)
    return sums[:, 0] / sums[:, 1]


def _permuted(one: _Floats, two: _Floats) -> float:
    # Only where the runs differ does an exchange change anything.
    differs = (one != two).any(axis=1)
    count = int(differs.sum())
    if not count:
        return 1.0
    swaps, exact = _swaps(count)
    same = np.stack([one[~differs].sum(axis=0), two[~differs].sum(axis=0)])
    left, right = one[differs], two[differs]
    mask = swaps[:, :, None]
    firsts, seconds = np.where(mask, right, left).sum(axis=1) + same[0], np.where(mask, left, right).sum(axis=1) + same[1]
    seen = abs(two.sum(axis=0)[0] / two.sum(axis=0)[1] - one.sum(axis=0)[0] / one.sum(axis=0)[1])
    extreme = int((np.abs(seconds[:, 0] / seconds[:, 1] - firsts[:, 0] / firsts[:, 1]) >= seen - 1e-12).sum())
    # A drawn permutation test counts what was seen as one of the draws (Phipson & Smyth 2010).
    return extreme / len(swaps) if exact else (extreme + 1) / (len(swaps) + 1)


def _swaps(count: int) -> tuple[npt.NDArray[np.bool_], bool]:
    """Which of ``count`` pairs are exchanged, a row a permutation; and whether these are all there are."""
    if 2**count <= _PERMUTATIONS:
        return (np.arange(2**count)[:, None] >> np.arange(count)) & 1 == 1, True
    return np.random.default_rng(0).random((_PERMUTATIONS, count)) < 0.5, False


def holm(values: Sequence[float]) -> list[float]:
    """The p-values, in the same order, corrected for how many were looked at (Holm 1979)."""
    order = sorted(range(len(values)), key=lambda place: values[place])
    adjusted, highest = [0.0] * len(values), 0.0
    for rank, place in enumerate(order):
        highest = max(highest, min(1.0, (len(values) - rank) * values[place]))
        adjusted[place] = highest
    return adjusted


def risk_coverage(sure_and_right: Sequence[tuple[float, bool]]) -> list[tuple[float, float]]:
    """(coverage, risk) as ever less sure answers are given: how many are given, and what share of those is wrong (El-Yaniv & Wiener 2010).

    Cases that are equally sure come in together.
    """
    ordered = sorted(sure_and_right, key=lambda pair: -pair[0])
    curve, wrong = [], 0
    for place, (sure, right) in enumerate(ordered, start=1):
        wrong += not right
        if place == len(ordered) or ordered[place][0] != sure:
            curve.append((place / len(ordered), wrong / place))
    return curve


def area_under(curve: Sequence[tuple[float, float]]) -> float:
    """The mean risk over all coverages (AURC), a step at each point; 0 is best."""
    area, before = 0.0, 0.0
    for coverage, risk in curve:
        area += (coverage - before) * risk
        before = coverage
    return area
