"""Make a follow-up stand on its own before it is searched: "En bij een pilot?" finds nothing by itself.

By rule, not by the model: the earlier question is put in front when the new one is short or points back. The user sees the
query that was searched.
"""

import re
from collections.abc import Sequence

from index.text import words

_POINTS_BACK = re.compile(
    r"^(?:en|maar|of|dus|and|but|so|what about|how about)\b|"
    r"\b(?:dat|die|dit|deze|daar|daarvoor|daarvan|daarbij|het|hem|hij|zij|it|that|this|those|them|then|dan|ook)\b",
    re.IGNORECASE,
)
_SHORT = 6


def standalone(question: str, history: Sequence[str]) -> str:
    """``question``, or the last earlier question and ``question`` together when the new one leans on it."""
    if not history:
        return question
    if len(words(question)) > 2 * _SHORT:
        return question
    if len(words(question)) <= _SHORT and (_POINTS_BACK.search(question) or len(words(question)) <= 3):
        return f"{history[-1].rstrip(' ?.!')}? {question}"
    if _POINTS_BACK.match(question):
        return f"{history[-1].rstrip(' ?.!')}? {question}"
    return question
