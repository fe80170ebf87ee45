"""Does an answer say a key point, or something it must not say? By rule, so that the same answer always gets the same score.

A point is said when one sentence of the answer, or two that follow each other, hold enough of its content words and all its numbers, and turn
nothing round. A wrong statement is said only when a sentence says it literally, or little else and by the strict check of
``assistant/verify.py``: a false alarm here would call a right answer dangerous. How well this agrees with readers is measured in
``eval/agreement.py``.
"""

import re
from collections.abc import Sequence
from itertools import pairwise

from assistant.claim import numbers, read
from assistant.compare import likeness
from assistant.verify import support
from assistant.wording import held, wording
from index.text import fold

# The share of a point's content words that must be there (set on the development half of components/points.jsonl, see LOG.md).
SAID = 0.6
# Shared content words of a wrong statement and a sentence, as a share of both (Dice), before the one can be the other.
ALIKE = 0.6


# "Ja: …" in a point is about the opening, which is scored by itself.
_OPENING = re.compile(r"^(?:ja|nee|yes|no)[:,]\s*", re.IGNORECASE)


def says(point: str, sentences: Sequence[str], language: str) -> bool:
    """Whether ``sentences`` (without markers, in ``language``) say ``point``."""
    point = _OPENING.sub("", point)
    windows = [*sentences, *(f"{one} {two}" for one, two in pairwise(sentences))]
    return any(_says(point, window, language) for window in windows)


def _says(point: str, text: str, language: str) -> bool:
    wanted = wording(language).content(point)
    there = frozenset(wording(language).content(text))
    share = sum(held(word, there) for word in wanted) / max(1, len(wanted))
    return share >= SAID and _same_numbers(point, text, language) and not _turned(point, text, language)


def _same_numbers(point: str, text: str, language: str) -> bool:
    there = {value for _, value, _ in numbers(fold(text), language)}
    return all(value in there for _, value, _ in numbers(fold(point), language))


def _turned(point: str, text: str, language: str) -> bool:
    """Whether an even number of negations in the one is an odd number in the other."""
    return read(point, language).negations % 2 != read(text, language).negations % 2


def asserts(wrong: str, sentences: Sequence[str], language: str) -> bool:
    """Whether ``sentences`` say ``wrong``: literally, or in a sentence that says it by the strict check and little else."""
    literal = fold(wrong).strip(" .!\"'")
    if any(literal and literal in fold(sentence) for sentence in sentences):
        return True
    told = read(wrong, language)
    alike = [sentence for sentence in sentences if likeness(told, read(sentence, language)) >= ALIKE]
    return support(wrong, alike, language).evidence is not None
