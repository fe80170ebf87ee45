"""The measures of a ranking, by hand and against ir-measures (an independent implementation, over trec_eval)."""

import random

import ir_measures
import pytest
from ir_measures import RR, R, Success, nDCG

from eval import ranking


def test_by_hand() -> None:
    hits, gold = ["a/1", "b/2", "c/3", "d/4"], ["c/3", "a/9", "d/4"]
    assert ranking.rank_of(hits, gold) == 3 and ranking.reciprocal_rank(hits, gold) == pytest.approx(1 / 3)
    assert [ranking.success(hits, gold, k) for k in (1, 2, 3, 10)] == [0, 0, 1, 1]
    assert ranking.recall(hits, gold, 3) == pytest.approx(1 / 3) and ranking.recall(hits, gold, 10) == pytest.approx(2 / 3)
    # Gains at places 3 and 4 are 1/log2(4) = 0.5 and 1/log2(5) = 0.4307; the best of three are 1, 0.6309 and 0.5.
    assert ranking.ndcg(hits, gold) == pytest.approx((0.5 + 0.430677) / (1 + 0.630930 + 0.5), abs=1e-5)


def test_nothing_found_is_nought_and_nothing_to_find_is_not_scored() -> None:
    assert ranking.reciprocal_rank(["a/1"], ["b/1"]) == 0 and ranking.ndcg(["a/1"], ["b/1"]) == 0
    assert ranking.recall(["a/1"], [], 5) is None and ranking.ndcg(["a/1"], []) is None


def test_a_pattern_counts_for_the_first_hit_and_not_for_what_divides_by_how_many_there_are() -> None:
    assert ranking.rank_of(["b/2", "a/7"], ["a/*"]) == 2 and ranking.success(["b/2", "a/7"], ["a/*"], 2) == 1
    assert ranking.recall(["a/7"], ["a/*", "b/1"], 5) is None and ranking.ndcg(["a/7"], ["a/*"]) is None


def test_against_ir_measures() -> None:
    chance = random.Random(7)
    qrels, run, ours = [], [], []
    for number in range(60):
        pool = [f"d{n}/s" for n in range(30)]
        gold, hits = chance.sample(pool, chance.randint(1, 6)), chance.sample(pool, chance.randint(1, 10))
        qrels += [ir_measures.Qrel(str(number), place, 1) for place in gold]
        run += [ir_measures.ScoredDoc(str(number), place, float(100 - rank)) for rank, place in enumerate(hits)]
        ours.append((gold, hits))
    theirs = {
        (metric.query_id, str(metric.measure)): metric.value
        for metric in ir_measures.iter_calc([Success @ 1, Success @ 5, R @ 3, R @ 10, RR, nDCG @ 10], qrels, run)
    }
    for number, (gold, hits) in enumerate(ours):
        mine = {
            "Success@1": ranking.success(hits, gold, 1),
            "Success@5": ranking.success(hits, gold, 5),
            "R@3": ranking.recall(hits, gold, 3),
            "R@10": ranking.recall(hits, gold, 10),
            "RR": ranking.reciprocal_rank(hits, gold),
            "nDCG@10": ranking.ndcg(hits, gold),
        }
        assert mine == {name: pytest.approx(theirs[str(number), name], abs=1e-9) for name in mine}
