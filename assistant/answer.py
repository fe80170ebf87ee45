"""What the assistant gives back: quotes, citations, checks, the answer, and the events of a stream.

Missing, refused and unsupported are values here, never an empty string or a friendly sentence.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from assistant.relevance import Relevance
from corpus.document import Passage, Status
from index.hit import Hit
from models.base import Usage


class AnswerKind(StrEnum):
    """``answered``: checked text with citations; ``quotes``: only literal passages; ``abstained``: not in the sources."""

    ANSWERED = "answered"
    QUOTES = "quotes"
    ABSTAINED = "abstained"


class Verdict(StrEnum):
    """``supported`` by a quote; ``repaired``: another quote carries it; ``removed``: no quote carries it."""

    SUPPORTED = "supported"
    REPAIRED = "repaired"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class Quote:
    """A literal sentence of a section: ``text == passage.section.text[start:end]``, with the same sentence in English.

    ``score`` is how well it answers the question (about 0 to 1); ``status`` is the section's on the day asked about and ``now`` its
    status today; ``intro`` is what introduces the list it is an item of, literal as well ("Verboden is:").
    """

    passage: Passage
    start: int
    end: int
    text: str
    english: str
    score: float
    status: Status
    now: Status
    intro: str = ""

    def shown(self, language: str) -> str:
        """The sentence in the language of the answer; an item of a list after its intro, closed as a sentence."""
        if language == "en" and self.english:
            return _closed(self.english)
        return _closed(f"{self.intro} {self.text}".strip())


def _closed(text: str) -> str:
    """An item of a list without the "; en" that leads to the next item."""
    item = re.sub(r"\s*[;,](?:\s+(?:en|of|and|or))?$", "", text)
    return item if item == text else item + "."


@dataclass(frozen=True, slots=True)
class Citation:
    """Marker ``[n]`` in an answer, and the span of the section it stands for."""

    marker: int
    quote: Quote


@dataclass(frozen=True, slots=True)
class Check:
    """What became of one sentence the model wrote, and why (in the language of the answer)."""

    sentence: str
    verdict: Verdict
    reason: str
    marker: int | None = None


@dataclass(frozen=True, slots=True)
class Term:
    """An abbreviation in an answer and what it stands for according to the corpus."""

    short: str
    long: str


@dataclass(frozen=True, slots=True)
class Answer:
    """The result of one question; ``timings`` in seconds by stage, ``usage`` in tokens of a model that tells.

    ``terms`` explains the abbreviations in ``text`` that the text itself does not. ``personal`` are the kinds of personal data seen in the
    question; ``fault`` is the class of the error that kept the model from writing, empty when none did.
    """

    question: str
    kind: AnswerKind
    text: str
    language: str
    quotes: tuple[Quote, ...] = ()
    citations: tuple[Citation, ...] = ()
    checks: tuple[Check, ...] = ()
    hits: tuple[Hit, ...] = ()
    notices: tuple[str, ...] = ()
    terms: tuple[Term, ...] = ()
    timings: Mapping[str, float] = field(default_factory=dict)
    usage: Usage | None = None
    personal: tuple[str, ...] = ()
    fault: str = ""


@dataclass(frozen=True, slots=True)
class Retrieved:
    """First event: what was found and the key passages, before any text is written.

    ``chance`` (0 to 1) is how likely it is that the corpus holds an answer, ``verdict`` what is done with that.
    """

    hits: tuple[Hit, ...]
    quotes: tuple[Quote, ...]
    language: str
    query: str
    verdict: Relevance
    chance: float


@dataclass(frozen=True, slots=True)
class Waiting:
    """Others are before this question: how many, and about how many seconds that takes."""

    ahead: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Delta:
    """A piece of the draft, not yet checked."""

    text: str


@dataclass(frozen=True, slots=True)
class Done:
    """Last event, exactly once."""

    answer: Answer


Event = Retrieved | Waiting | Delta | Done
