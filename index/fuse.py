"""Reciprocal rank fusion (Cormack, Clarke & Büttcher, SIGIR 2009): rankings combined without comparing their scores."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

Scores = npt.NDArray[np.float32]

# Smaller than the paper's 60: our lists are short and their tops are good (retrieval experiments, LOG.md).
K = 30


def best(scores: Scores, depth: int) -> npt.NDArray[np.intp]:
    """The rows of the ``depth`` highest positive scores, best first, equal ones in order of row."""
    if len(scores) > depth:
        # Selecting first keeps this linear: sorting half a million scores for the first hundred costs more than the search.
        edge = np.partition(scores, len(scores) - depth)[len(scores) - depth]
        rows = np.flatnonzero(scores >= max(edge, np.finfo(np.float32).tiny))
    else:
        rows = np.flatnonzero(scores > 0)
    return rows[np.argsort(-scores[rows], kind="stable")][:depth]


def reciprocal_rank_fusion(rankings: Sequence[tuple[Scores, float]], k: int = K, depth: int = 100) -> Scores:
    """Fuse score arrays of the same shape (n,), each with a weight, into one of shape (n,), 1.0 for first everywhere.

    An item with score 0 in a list is not in that list.
    """
    if not rankings:
        raise ValueError("nothing to fuse")
    fused = np.zeros(rankings[0][0].shape[0], dtype=np.float32)
    for scores, weight in rankings:
        order = best(scores, depth)
        fused[order] += weight * (k + 1) / (k + 1 + np.arange(len(order), dtype=np.float32))
    return fused / np.float32(sum(weight for _, weight in rankings))
