"""What a search is asked and what it gives back."""

from dataclasses import dataclass
from datetime import date
from typing import Protocol

from corpus.document import Passage


class IndexError_(Exception):
    """The index is missing, broken or made for something else; the message says what to run."""


@dataclass(frozen=True, slots=True)
class Scope:
    """What part of the corpus a question is about.

    ``on`` is the day the question is about: of a text with several versions the one of that day counts. ``documents`` limits
    the search to those ids (empty: all). With ``include_history`` texts that are no longer in force rank like any other. ``then``
    says that the day lies behind us: what had not been made yet is left out.
    """

    on: date
    documents: frozenset[str] = frozenset()
    include_history: bool = False
    then: bool = False


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage found, with why.

    ``score`` orders the hits of one search (fused rank, higher is better; not comparable between searches).
    ``similarity`` is the best cosine of the question with the passage, its sentences or its questions (0 to 1), None while the
    index has no vectors yet;
    ``nearness`` is that cosine in standard deviations above what texts without anything in common have, comparable between encoders;
    ``match`` is the BM25 of the asker's own words as a share of the sum of their idf (0 to about 1). These two are comparable
    between questions.
    """

    passage: Passage
    score: float
    retriever: str
    similarity: float | None
    nearness: float | None
    match: float


class Retriever(Protocol):
    """Finds passages; ``language`` is the question's ("nl" or "en")."""

    def search(self, question: str, k: int, scope: Scope, language: str) -> list[Hit]: ...
