"""Does the corpus hold an answer at all? Decided by retrieval, never by the model.

Two signals that are comparable between questions: the cosine of the question with the nearest text, and the share of the
question's information the best passages hold. Both cut-offs were set on the development questions (``eval/LOG.md``).
"""

from collections.abc import Sequence
from enum import StrEnum

from index.hit import Hit


class Relevance(StrEnum):
    """``answer``: compose; ``nearest``: show the nearest passages without a lead or text; ``none``: abstain."""

    ANSWER = "answer"
    NEAREST = "nearest"
    NONE = "none"


ANSWER_CUT, NEAREST_CUT = 0.56, 0.45
# While the index has no vectors the words alone decide, and must then cover four fifths of the question.
LEXICAL = 0.7
_TOP = 3


def score(hits: Sequence[Hit]) -> float:
    """Strength of the best evidence, 0 to 1: the better of the first hits on cosine and coverage together."""
    if not hits:
        return 0.0
    if hits[0].retriever == "reference":
        return 1.0
    return max(_strength(hit) for hit in hits[:_TOP])


def _strength(hit: Hit) -> float:
    if hit.similarity is None:
        return LEXICAL * hit.coverage
    return 0.6 * hit.similarity + 0.4 * hit.coverage


def decide(hits: Sequence[Hit], unknown: Sequence[str] = ()) -> Relevance:
    """How much may be said on these hits; ``unknown`` are names in the question that the corpus does not know.

    Who asks about a thing by name gets no answer about another thing, however near the words are.
    """
    strength = score(hits)
    if strength >= ANSWER_CUT and not unknown:
        return Relevance.ANSWER
    return Relevance.NEAREST if strength >= NEAREST_CUT else Relevance.NONE
