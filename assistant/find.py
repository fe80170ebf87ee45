"""What the corpus holds on a question, before any text is written: passages, whether they answer it, and the sentences to quote."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import chain, zip_longest

from assistant import notices, relevance
from assistant.answer import Quote
from assistant.claim import names
from assistant.lacking import lacking
from assistant.moment import day_asked, without_day
from assistant.parts import parts
from assistant.quotes import asks_place_only, rank, select
from assistant.relevance import Relevance
from corpus.manifest import Retired
from index.hit import Hit, Scope
from index.language import detect_language
from index.retriever import HybridRetriever, Query
from index.text import STOPWORDS, fold

HITS = 10
# Of a message with several questions each gets this many key passages; a part has lost what the rest says, so it must be surer of its case.
_QUOTES_EACH, _PART_CUT = 2, 0.7


@dataclass(frozen=True, slots=True)
class Found:
    """The outcome of one search.

    ``usable`` are the hits that may be quoted; ``unknown`` the names that the corpus does not know; ``gone`` the replaced text that the
    question names; ``absent`` are the parts of the message without an answer; ``parts`` the searches of a message that asks several things.
    """

    query: Query
    scope: Scope
    hits: tuple[Hit, ...]
    usable: tuple[Hit, ...]
    quotes: tuple[Quote, ...]
    verdict: Relevance
    chance: float
    unknown: tuple[str, ...] = ()
    gone: Retired | None = None
    absent: tuple[str, ...] = ()
    parts: tuple["Found", ...] = ()

    @property
    def place_only(self) -> bool:
        """Whether the question names an article without its law and asks nothing else."""
        return bool(self.query.choices) and not self.query.exact and asks_place_only(self.query.question)


@dataclass(frozen=True, slots=True)
class Finder:
    """Search with all that is decided by rule; ``retired`` are texts known to be replaced."""

    retriever: HybridRetriever
    retired: tuple[Retired, ...] = ()

    def find(self, question: str, on: date | None, documents: frozenset[str]) -> Found:
        """What the corpus holds on ``question``; a message of several questions is looked up part by part."""
        asked = parts(question)
        whole = self._one(question, on, documents)
        if len(asked) == 1 or whole.query.exact or whole.gone:
            return whole
        each = [self._one(part, on, documents) for part in asked]
        answered = [found for found in each if found.verdict is Relevance.ANSWER and found.chance >= _PART_CUT]
        if not answered:
            return whole
        absent = tuple(found.query.question for found in each if found not in answered)
        quotes = dict.fromkeys(chain.from_iterable(found.quotes[:_QUOTES_EACH] for found in answered))
        hits = dict.fromkeys(hit for row in zip_longest(*(found.hits for found in answered)) for hit in row if hit)
        best = max(answered, key=lambda found: found.chance)
        return replace(best, hits=tuple(hits)[:HITS], quotes=tuple(quotes), absent=absent, parts=tuple(answered))

    def evidence(self, found: Found) -> list[Quote]:
        """The key passages and then every other sentence near them, to check a draft against."""
        shown = {(quote.passage.id, quote.start) for quote in found.quotes}
        others = (rank(self.retriever, part.query, part.usable[:5], part.scope) for part in found.parts or (found,))
        return [*found.quotes, *(q for q in chain.from_iterable(others) if (q.passage.id, q.start) not in shown)]

    def _one(self, question: str, on: date | None, documents: frozenset[str]) -> Found:
        scope = scope_of(question, on, documents)
        searched = without_day(question)
        gone = None if scope.then or scope.include_history else notices.named_retired(searched, self.retired)
        if gone:
            searched, scope = f"{searched} {gone.successor}?", replace(scope, documents=gone.documents)
        query = self.retriever.prepare(searched, detect_language(searched))
        hits = tuple(self.retriever.search_query(query, HITS, scope))
        unknown = () if gone else self._unknown(question, query)
        # What came in the place of a replaced text is shown whether or not the question's words are in it.
        chance = relevance.score(hits, query)
        verdict = Relevance.NEAREST if gone else relevance.decide(chance, unknown)
        usable = _usable(hits, scope)
        quotes = () if verdict is Relevance.NONE else select(self.retriever, query, usable, scope)
        if verdict is Relevance.ANSWER and not query.exact and lacking(question, quotes, query.language):
            verdict = Relevance.NEAREST
        return Found(query, scope, hits, usable, quotes, verdict, chance, unknown, gone)

    def _unknown(self, question: str, query: Query) -> tuple[str, ...]:
        """The names in a question that neither the corpus nor the thesaurus knows."""
        known = " ".join(query.expanded_by)
        analyzer = self.retriever.lexical["nl"].analyzer

        def is_known(name: str) -> bool:
            # "Amsterdamse" is about Amsterdam.
            forms = (name, re.sub(r"(?:se|s|er)$", "", name))
            return any(
                any(set(index.analyzer.terms(form)) & index.idf.keys() for index in self.retriever.lexical.values())
                or any(term in known for term in analyzer.terms(form))
                for form in forms
            )

        return tuple(name for name in names(question) if fold(name) not in STOPWORDS[query.language] and not is_known(name))


def scope_of(question: str, on: date | None = None, documents: frozenset[str] = frozenset()) -> Scope:
    """What part of the corpus a question is about, by what the user sets and what the question says."""
    today = date.today()
    day = on or day_asked(question) or today
    # Who names a day wants what applied then, not the history of it.
    return Scope(day, documents, include_history=day == today and notices.asks_history(question), then=day < today)


def _usable(hits: Sequence[Hit], scope: Scope) -> tuple[Hit, ...]:
    """The hits that may be quoted: the place asked for by name, else what is in force, else what there is."""
    exact = tuple(hit for hit in hits if hit.retriever == "reference")
    if exact:
        return tuple(hit for hit in exact if not _is_past(hit, scope)) or exact
    if scope.include_history:
        return tuple(hits)
    current = tuple(hit for hit in hits if not _is_past(hit, scope))
    # Where an old text comes first all the same, nothing in force is about this; it is told, with its status.
    return current if current and current[0] == hits[0] else tuple(hits)


def _is_past(hit: Hit, scope: Scope) -> bool:
    return hit.passage.section.validity.status_on(scope.on).is_past


