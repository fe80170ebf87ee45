"""Does an open question take something for granted that the sources do not say? "Waarom is ChatGPT wettelijk verboden?"

By rule and only where it can be shown: the question speaks of a ban or an exemption and the passages found speak of none, or what was
found first is a common misconception. A question that asks whether it is so needs no warning; its answer says it.
"""

import re
from collections.abc import Sequence
from enum import StrEnum

from index.hit import Hit
from index.text import fold


class Premise(StrEnum):
    """What a question may take for granted wrongly."""

    MISCONCEPTION = "misconception"
    BAN = "ban"
    EXEMPTION = "exemption"


# The document in which the editors set misconceptions right.
_MISCONCEPTIONS = "misvattingen"
_PASSAGES = 2
_OPEN = {
    "nl": re.compile(r"\b(?:wie|wat|wanneer|welke?|hoe\w*|waarom|waar(?!schijnlijk)\w*|reden)\b"),
    "en": re.compile(r"\b(?:who|what|where|when|which|how|why|whom)\b"),
}
# Yes/no questions, also those that follow a case or a claim of somebody else.
_WHETHER = {
    "nl": re.compile(
        r"(?:^|[.,?!]\s+)(?:mag|mogen|moet|moeten|kan|kunnen|is|zijn|klopt|geldt|gelden|hoef\w*|valt|vallen|heeft|hebben|wordt)\b[^.?!]*\?"
    ),
    "en": re.compile(r"(?:^|[.,?!]\s+)(?:may|must|can|do|does|is|are|has|have|should|will)\b[^.?!]*\?"),
}
_SPOKEN = {
    Premise.BAN: {
        "nl": (r"\b\w*verbod(?!en)\w*|\bverbied\w*|\bverboden\b", r"verbod|verbied|\bniet\b|\bgeen\b|\bsluit\b|\buitgesloten\b"),
        "en": (r"\bban(?:s|ned|ning)?\b|\bforbid\w*|\bforbade\b|\bprohibit\w*", r"\bban|\bforbid|\bprohibit|\bnot\b|\bno\b|\bexclude"),
    },
    Premise.EXEMPTION: {
        "nl": (
            r"\bvrijgesteld\w*|\bontheffing\w*|\bvrijstelling\w*|\bexempt",
            r"vrijgesteld|ontheffing|vrijstelling|uitgezonderd|uitzondering|geldt niet|gelden niet",
        ),
        "en": (r"\bexempt\w*|\bwaiver", r"exempt|except|waiver|not apply"),
    },
}


def premise(question: str, hits: Sequence[Hit], language: str) -> Premise | None:
    """What ``question`` takes for granted that the first ``hits`` do not say; None when nothing can be shown."""
    asked = fold(question)
    if not hits or not _OPEN[language].search(asked) or _WHETHER[language].search(asked):
        return None
    texts = fold(" ".join(h.passage.english if language == "en" else h.passage.text for h in hits[:_PASSAGES]))
    for kind, spoken in _SPOKEN.items():
        asks, holds = spoken[language]
        if re.search(asks, asked) and not re.search(holds, texts):
            return kind
    return Premise.MISCONCEPTION if hits[0].passage.document_id == _MISCONCEPTIONS else None
