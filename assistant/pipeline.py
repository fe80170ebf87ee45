"""Start here: one question in, a stream of events out.

guard → rewrite → retrieve → decide → quote → prompt → generate → check → answer. The terminal, the web page, the API and the
evaluation all run this same path. What is shown is either a literal sentence of the corpus or a sentence checked against one.
"""

import time
from collections.abc import Generator as Generator_
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from assistant import notices, prompt, relevance
from assistant.answer import Answer, AnswerKind, Check, Citation, Delta, Done, Event, Quote, Retrieved, Verdict
from assistant.claim import names
from assistant.guard import guard
from assistant.lead import lead, without_lead
from assistant.moment import day_asked, without_day
from assistant.quotes import asks_place_only, rank, select
from assistant.relevance import Relevance
from assistant.rewrite import standalone
from assistant.verify import draft_sentences, support
from corpus.manifest import Retired
from index.hit import Hit, Scope
from index.language import detect_language
from index.retriever import HybridRetriever, Query
from index.text import STOPWORDS, fold
from models.base import Generator, ModelError, Report, Usage

HITS = 10
# Two quotes are what a small model can put into words; a third is shown as it stands.
COMPOSED = 2


@dataclass(frozen=True, slots=True)
class Assistant:
    """The whole pipeline. ``generator`` None means: answer in literal passages only; ``retired`` are texts known to be replaced."""

    retriever: HybridRetriever
    generator: Generator | None
    retired: tuple[Retired, ...] = ()

    def answer(self, question: str, **options: object) -> Answer:
        """The answer to ``question``: :meth:`stream`, drained."""
        for event in self.stream(question, **options):  # type: ignore[arg-type]
            if isinstance(event, Done):
                return event.answer
        raise AssertionError("a stream ends with Done")

    def stream(
        self,
        question: str,
        *,
        history: Sequence[str] = (),
        on: date | None = None,
        documents: frozenset[str] = frozenset(),
        language: str | None = None,
    ) -> Generator_[Event, None, None]:
        """Yield Retrieved, then Deltas of the unchecked draft, then Done exactly once. Closing it stops the model.

        ``history`` holds the earlier questions, oldest first; ``on`` is the day the question is about (default: the day it
        names, else today); ``documents`` limits the search to those ids;
        ``language`` "nl" or "en" (default: the question's own). Raises :class:`assistant.guard.QuestionError`.
        """
        clock = _Clock()
        guarded = guard(question)
        searched = standalone(guarded.text, history)
        spoken = language or detect_language(guarded.text)
        scope = scope_of(searched, on, documents)
        searched = without_day(searched)
        gone = None if scope.then or scope.include_history else notices.named_retired(searched, self.retired)
        if gone:
            searched, scope = f"{searched} {gone.successor}?", replace(scope, documents=gone.documents)
        query = self.retriever.prepare(searched, detect_language(searched))
        hits = tuple(self.retriever.search_query(query, HITS, scope))
        clock.lap("retrieve")
        unknown = () if gone else self._unknown(guarded.text, query)
        # What came in the place of a replaced text is shown whether or not the question's words are in it.
        chance = relevance.score(hits, query)
        verdict = Relevance.NEAREST if gone else relevance.decide(chance, unknown)
        usable = _usable(hits, scope)
        quotes = () if verdict is Relevance.NONE else select(self.retriever, query, usable, scope)
        clock.lap("quotes")
        yield Retrieved(hits, quotes, spoken, searched, verdict, chance)

        base = Answer(guarded.text, AnswerKind.ABSTAINED, "", spoken, quotes=quotes, hits=hits)
        remarks = notices.personal_data(guarded.personal_data, spoken)
        if query.choices and not query.exact and asks_place_only(searched):
            yield Done(clock.stamp(replace(base, text=notices.choices(query.choices, self.retriever, spoken), notices=remarks)))
            return
        if not quotes:
            yield Done(clock.stamp(replace(base, text=notices.replaced(gone, spoken) if gone else notices.abstained(spoken), notices=remarks)))
            return
        remarks += notices.about_sources(quotes, hits, scope, self.retriever, spoken)
        if gone or verdict is Relevance.NEAREST:
            # No lead: these passages may not answer the question at all.
            opening = notices.replaced(gone, spoken) if gone else notices.nearest(spoken, unknown)
            yield Done(clock.stamp(replace(_literal(base, [opening]), notices=remarks)))
            return
        draft = ""
        usage: list[Usage] = []
        try:
            for piece in self._draft(guarded.text, quotes, spoken, usage.append):
                draft += piece
                yield Delta(piece)
        except ModelError as error:
            remarks += (str(error),)
        clock.lap("generate")
        answer = self._checked(base, draft, query, usable, scope)
        clock.lap("check")
        yield Done(clock.stamp(replace(answer, notices=remarks, usage=usage[0] if usage else None)))

    def _unknown(self, question: str, query: Query) -> tuple[str, ...]:
        """The names in a question that neither the corpus nor the thesaurus knows."""
        known = " ".join(query.expanded_by)
        return tuple(
            name
            for name in names(question)
            if fold(name) not in STOPWORDS[query.language]
            and not any(set(index.analyzer.terms(name)) & index.idf.keys() for index in self.retriever.lexical.values())
            and not any(term in known for term in self.retriever.lexical["nl"].analyzer.terms(name))
        )

    def _draft(self, question: str, quotes: Sequence[Quote], language: str, report: Report) -> Iterator[str]:
        if self.generator is None:
            return
        sources = [quote.shown(language) for quote in quotes[:COMPOSED]]
        yield from self.generator.generate(prompt.compose(question, sources, language), max_tokens=prompt.MAX_TOKENS, report=report)

    def _checked(self, base: Answer, draft: str, query: Query, hits: Sequence[Hit], scope: Scope) -> Answer:
        """Keep the sentences that a quote carries; where none does, the literal quote takes its place."""
        language, quotes = base.language, list(base.quotes)
        evidence = list(quotes)
        shown = {(quote.passage.id, quote.start) for quote in quotes}
        evidence += [q for q in rank(self.retriever, query, hits[:5], scope) if (q.passage.id, q.start) not in shown]
        texts = [quote.shown(language) for quote in evidence]
        checks: list[Check] = []
        written: dict[int, list[str]] = {}
        for sentence in draft_sentences(without_lead(draft)):
            result = support(sentence, texts, language, markers=len(quotes[:COMPOSED]))
            if result.evidence is None:
                checks.append(Check(result.sentence, Verdict.REMOVED, result.reason))
                continue
            place, verdict = result.evidence, Verdict.SUPPORTED
            if place >= len(quotes):
                quotes.append(evidence[place])
                place, verdict = len(quotes) - 1, Verdict.REPAIRED
            if result.sentence not in written.setdefault(place, []):
                written[place].append(result.sentence)
            checks.append(Check(result.sentence, verdict, result.reason, place + 1))
        if not written:
            return replace(_literal(base, _opening(base, query)), checks=tuple(checks))
        parts = _opening(base, query)
        for place, quote in enumerate(quotes):
            for sentence in written.get(place) or [quote.shown(language)]:
                parts.append(_marked(sentence, place + 1))
        return replace(
            base,
            kind=AnswerKind.ANSWERED,
            text=" ".join(parts),
            quotes=tuple(quotes),
            citations=tuple(Citation(place + 1, quote) for place, quote in enumerate(quotes)),
            checks=tuple(checks),
        )


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


def _literal(base: Answer, opening: Sequence[str]) -> Answer:
    """The answer that consists of the key passages as they stand, after an opening made by rule."""
    parts = [_marked(quote.shown(base.language), place) for place, quote in enumerate(base.quotes, start=1)]
    return replace(
        base,
        kind=AnswerKind.QUOTES,
        text=" ".join((*opening, *parts)),
        citations=tuple(Citation(place, quote) for place, quote in enumerate(base.quotes, start=1)),
    )


def _opening(base: Answer, query: Query) -> list[str]:
    """The lead that the best quote gives, if any."""
    best = max(base.quotes, key=lambda quote: quote.score)
    opening = lead(base.question, best.shown(base.language), base.language, query.expansion) if query.language == base.language else None
    return [opening] if opening else []


def _marked(sentence: str, marker: int) -> str:
    """"Zin [1]." : the marker before the full stop."""
    return f"{sentence[:-1]} [{marker}]{sentence[-1]}" if sentence[-1:] in ".!?" else f"{sentence} [{marker}]."


class _Clock:
    """Seconds by stage, and the total."""

    def __init__(self) -> None:
        self._start = self._last = time.perf_counter()
        self._laps: dict[str, float] = {}

    def lap(self, stage: str) -> None:
        now = time.perf_counter()
        self._laps[stage] = round(now - self._last, 4)
        self._last = now

    def stamp(self, answer: Answer) -> Answer:
        return replace(answer, timings={**self._laps, "total": round(time.perf_counter() - self._start, 4)})
