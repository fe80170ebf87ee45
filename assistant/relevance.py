"""Does the corpus hold an answer at all? Decided by retrieval, never by the model.

The chance that it does, by logistic regression on three signals that are comparable between questions: how near the nearest text is,
how much of the asker's own words the best passage holds, and how many of them the corpus knows at all. Fitted on the development
questions, with those that rest on a false premise left out: their subject is in the corpus (``eval/LOG.md``).
"""

import math
from collections.abc import Sequence
from enum import StrEnum

from index.hit import Hit
from index.retriever import Query


class Relevance(StrEnum):
    """``answer``: compose; ``nearest``: show the nearest passages without a lead or text; ``none``: abstain."""

    ANSWER = "answer"
    NEAREST = "nearest"
    NONE = "none"


ANSWER_CUT, NEAREST_CUT = 0.5, 0.2
NEAR, MATCH, KNOWN, BASE = 2.03, 6.55, 5.13, -11.78
# While the index has no vectors the words alone decide.
MATCH_ALONE, KNOWN_ALONE, BASE_ALONE = 9.31, 6.15, -8.36
_TOP = 3


def score(hits: Sequence[Hit], query: Query) -> float:
    """The chance that ``hits`` hold an answer to ``query``, 0 to 1; balanced, as if half of all questions had one."""
    if not hits:
        return 0.0
    if hits[0].retriever == "reference":
        return 1.0
    match = max(hit.match for hit in hits)
    near = max((hit.nearness for hit in hits[:_TOP] if hit.nearness is not None), default=None)
    if near is None:
        return _logistic(MATCH_ALONE * match + KNOWN_ALONE * query.known + BASE_ALONE)
    return _logistic(NEAR * near + MATCH * match + KNOWN * query.known + BASE)


def _logistic(value: float) -> float:
    return 1 / (1 + math.exp(-value))


def decide(chance: float, unknown: Sequence[str] = ()) -> Relevance:
    """How much may be said at this :func:`score`; ``unknown`` are names in the question that the corpus does not know.

    Who asks about a thing by name gets no answer about another thing, however near the words are.
    """
    if chance >= ANSWER_CUT and not unknown:
        return Relevance.ANSWER
    return Relevance.NEAREST if chance >= NEAREST_CUT else Relevance.NONE
