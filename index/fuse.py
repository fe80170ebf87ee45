"""Reciprocal rank fusion (Cormack, Clarke & Büttcher, SIGIR 2009): rankings combined without comparing their scores."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

Scores = npt.NDArray[np.float32]

# Smaller than the paper's 60: our lists are short and their tops are good (retrieval experiments, LOG.md).
K = 30


def reciprocal_rank_fusion(rankings: Sequence[tuple[Scores, float]], k: int = K, depth: int = 100) -> Scores:
    """Fuse score arrays of the same shape (n,), each with a weight, into one of shape (n,), 1.0 for first everywhere.

    An item with score 0 in a list is not in that list.
    """
    if not rankings:
        raise ValueError("nothing to fuse")
    fused = np.zeros(rankings[0][0].shape[0], dtype=np.float32)
    for scores, weight in rankings:
        order = np.argsort(-scores, kind="stable")[:depth]
        order = order[scores[order] > 0]
        fused[order] += weight * (k + 1) / (k + 1 + np.arange(len(order), dtype=np.float32))
    return fused / np.float32(sum(weight for _, weight in rankings))
