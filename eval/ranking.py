"""Measures of a ranking of places against the gold ones: Manning, Raghavan & Schütze 2008, ch. 8; nDCG of Järvelin & Kekäläinen 2002.

A gold place may be a pattern ("document/*"): then how many there are to find is not known, so what divides by that number is not scored.
"""

import math
from collections.abc import Sequence

from eval.rows import is_gold

CUTS = (1, 3, 5, 10)
DEPTH = 10


def rank_of(hits: Sequence[str], gold: Sequence[str]) -> int:
    """Place (1 = first) of the first gold hit; 0 when there is none."""
    return next((place for place, hit in enumerate(hits, 1) if is_gold(hit, gold)), 0)


def success(hits: Sequence[str], gold: Sequence[str], k: int) -> float:
    """1 when a gold place is among the first ``k``, else 0 (success@k, also called hit rate)."""
    return float(rank_of(hits[:k], gold) > 0)


def reciprocal_rank(hits: Sequence[str], gold: Sequence[str]) -> float:
    """1 / rank of the first gold place, 0 when there is none."""
    rank = rank_of(hits, gold)
    return 1 / rank if rank else 0.0


def recall(hits: Sequence[str], gold: Sequence[str], k: int) -> float | None:
    """The share of the gold places that is among the first ``k``; None for a pattern."""
    if not gold or any("*" in place for place in gold):
        return None
    return len(set(hits[:k]) & set(gold)) / len(set(gold))


def ndcg(hits: Sequence[str], gold: Sequence[str], k: int = DEPTH) -> float | None:
    """Discounted cumulative gain of the first ``k``, as a share of the best possible; gain 1 for a gold place. None for a pattern."""
    if not gold or any("*" in place for place in gold):
        return None
    wanted = set(gold)
    found = sum(1 / math.log2(place + 1) for place, hit in enumerate(hits[:k], 1) if hit in wanted)
    best = sum(1 / math.log2(place + 1) for place in range(1, min(k, len(wanted)) + 1))
    return found / best
