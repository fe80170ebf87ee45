"""One message may hold two questions: "Wanneer moet ik een DPIA doen en wat kost een parkeervergunning?" Each is looked up by itself.

By rule: a message is cut after a question mark and before "en" with a question word or a verb behind it, where both sides name a subject
of their own. What is told before the question belongs to every part.
"""

import re

from assistant.rewrite import leans, own_words
from corpus.sentences import split_sentences

MOST = 3
_ASKING = (
    r"wat|wie|wanneer|welke?|hoe|hoeveel|waarom|waar|mag|mogen|moet|moeten|kan|kunnen|hoef|hoeven|geldt|gelden|is|zijn|"
    r"what|who|when|which|how|why|where|may|must|can|do|does|is|are|should"
)
_BEFORE = "in|op|aan|voor|met|van|bij|binnen|na|tot|vanaf|sinds|onder|to|for|with|at|on|by|from|within"
_JOINT = re.compile(rf",?\s+(?:en|and)\s+(?=(?:(?:{_BEFORE}) )?(?:{_ASKING})\b)", re.IGNORECASE)
_AND = re.compile(r"^(?:en|and|maar|but|ook|also)\s+", re.IGNORECASE)
# A part without this many words of its own is no question by itself.
_FEWEST = 2


def parts(question: str) -> tuple[str, ...]:
    """The questions in ``question``, at most :data:`MOST`; a single one comes back as it is."""
    told: list[str] = []
    asked: list[str] = []
    sentences = [span.text for span in split_sentences(question)]
    marked = any(sentence.endswith("?") for sentence in sentences)
    for place, sentence in enumerate(sentences):
        # Who leaves out the question mark asks in the last sentence.
        if not (sentence.endswith("?") or (not marked and place == len(sentences) - 1)):
            told.append(sentence)
            continue
        for piece in _JOINT.split(sentence):
            bare = _AND.sub("", piece)
            if asked and (leans(bare) or len(own_words(bare)) < _FEWEST):
                asked[-1] = f"{asked[-1]} {piece}" if asked[-1].endswith("?") else f"{asked[-1]} en {piece}"
            else:
                asked.append(piece)
    if not 1 < len(asked) <= MOST:
        return (question,)
    return tuple(" ".join([*told, _closed(part)]) for part in asked)


def _closed(part: str) -> str:
    """A part as a question of its own."""
    text = _AND.sub("", part.strip(" ,"))
    return text[:1].upper() + text[1:] + ("" if text.endswith("?") else "?")
