"""Intervals, tests and curves, by hand and against scipy and scikit-learn."""

import numpy as np
import pytest
from scipy import stats as scipy_stats
from sklearn.metrics import auc

from eval.stats import area_under, compare, estimate, holm, percentile, ratio, risk_coverage


def test_a_ratio_over_cases_is_not_the_mean_of_ratios() -> None:
    assert ratio([(1, 1), (1, 3)]) == 0.5
    assert ratio([(1, 1), (0, 1), (1, 1), (1, 1)]) == 0.75


def test_a_case_that_is_not_scored_is_not_nought() -> None:
    assert estimate([]) is None and estimate([(0, 0)]) is None
    found = estimate([(1, 1), (0, 0), (0, 1)])
    assert found and found.value == 0.5 and found.n == 2


def test_the_interval_against_scipy() -> None:
    chance = np.random.default_rng(1)
    scores = [(float(top), float(bottom)) for top, bottom in zip(chance.integers(0, 4, 80), chance.integers(3, 8, 80), strict=True)]
    found = estimate(scores, draws=20_000)
    tops, bottoms = np.array(scores).T
    theirs = scipy_stats.bootstrap(
        (tops, bottoms), lambda top, bottom, axis=-1: top.sum(axis=axis) / bottom.sum(axis=axis), paired=True, vectorized=True,
        method="percentile", n_resamples=20_000, rng=2,
    ).confidence_interval  # fmt: skip
    assert found and (found.low, found.high) == pytest.approx((theirs.low, theirs.high), abs=0.005)


def test_the_interval_of_a_share_comes_near_the_exact_binomial_one() -> None:
    found = estimate([(1.0, 1.0)] * 30 + [(0.0, 1.0)] * 20)
    exact = scipy_stats.binomtest(30, 50).proportion_ci(method="wilson")
    assert found and (found.low, found.high) == pytest.approx((exact.low, exact.high), abs=0.03)


def test_a_percentile() -> None:
    found = percentile([1, 2, 3, 4, 5], 50)
    assert found and found.value == 3 and 1 <= found.low <= 3 <= found.high <= 5
    assert percentile([], 95) is None


@pytest.mark.parametrize(("better", "worse"), [(8, 1), (5, 5), (6, 0), (3, 2)])
def test_a_change_of_yes_and_no_is_the_exact_test_of_mcnemar(better: int, worse: int) -> None:
    first = [(0.0, 1.0)] * better + [(1.0, 1.0)] * worse + [(1.0, 1.0)] * 10
    second = [(1.0, 1.0)] * better + [(0.0, 1.0)] * worse + [(1.0, 1.0)] * 10
    found = compare(first, second)
    assert found and found.p == pytest.approx(scipy_stats.binomtest(better, better + worse).pvalue)
    assert found.change == pytest.approx((better - worse) / (better + worse + 10))


def test_a_change_of_values_against_the_permutation_test_of_scipy() -> None:
    chance = np.random.default_rng(4)
    one = chance.random(40)
    two = one + chance.normal(0.05, 0.2, 40)
    found = compare([(value, 1.0) for value in one], [(value, 1.0) for value in two])
    theirs = scipy_stats.permutation_test(
        (one, two), lambda x, y, axis=-1: np.mean(y - x, axis=axis), permutation_type="samples", vectorized=True, n_resamples=20_000, rng=5
    )
    assert found and found.p == pytest.approx(theirs.pvalue, abs=0.02) and found.low < two.mean() - one.mean() < found.high


def test_no_change_is_no_difference_and_nothing_in_common_is_nothing() -> None:
    same = compare([(1, 1), (0, 1)], [(1, 1), (0, 1)])
    assert same and same.p == 1 and same.change == same.low == same.high == 0
    assert compare([(1, 1), (0, 0)], [(0, 0), (1, 1)]) is None


def test_holm_by_hand() -> None:
    # Holm (1979): 0.01 × 4, 0.02 × 3, 0.03 × 2, 0.04 × 1, each at least the one before.
    assert holm([0.01, 0.04, 0.03, 0.02]) == pytest.approx([0.04, 0.06, 0.06, 0.06])
    assert holm([0.5, 0.9]) == pytest.approx([1.0, 1.0]) and holm([]) == []


def test_risk_and_coverage_by_hand() -> None:
    curve = risk_coverage([(0.9, True), (0.8, False), (0.7, True), (0.7, False)])
    # Those at 0.7 come in together: nobody can answer the one and not the other.
    assert curve == [(0.25, 0.0), (0.5, 0.5), (1.0, 0.5)]
    assert area_under(curve) == pytest.approx(0.25 * 0 + 0.25 * 0.5 + 0.5 * 0.5)


def test_the_area_against_the_mean_of_running_risks() -> None:
    chance = np.random.default_rng(6)
    pairs = [(float(sure), bool(right)) for sure, right in zip(chance.random(200), chance.random(200) < 0.7, strict=True)]
    wrong = np.cumsum([not right for _, right in sorted(pairs, reverse=True)]) / np.arange(1, 201)
    curve = risk_coverage(pairs)
    assert area_under(curve) == pytest.approx(wrong.mean())
    # A trapezoid over the same points lies near the steps.
    assert area_under(curve) == pytest.approx(auc(*zip(*curve, strict=True)), abs=0.02)
