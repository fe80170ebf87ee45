"""Start here: one question in, a stream of events out.

guard → rewrite → find (retrieve, decide, quote) → prompt → generate → check → answer. The terminal, the web page, the API and the
evaluation all run this same path. What is shown is either a literal sentence of the corpus or a sentence checked against one.
"""

import logging
import time
from collections.abc import Generator as Generator_
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from assistant import notices, prompt
from assistant.answer import Answer, AnswerKind, Check, Citation, Delta, Done, Event, Quote, Retrieved, Term, Verdict, Waiting
from assistant.claim import names
from assistant.find import Finder, Found
from assistant.guard import Policy, admit
from assistant.judge import Judge
from assistant.lead import LEADS, lead_key, without_lead
from assistant.line import Line
from assistant.personal import without_neutral_words
from assistant.premise import Premise, premise
from assistant.prompt import CONDENSE, Style
from assistant.relevance import Relevance
from assistant.rewrite import standalone
from assistant.verify import REASONS, Support, draft_sentences, literal, support
from corpus.document import Status
from corpus.manifest import Retired
from index.language import detect_language
from index.retriever import HybridRetriever
from index.text import fold
from models.base import Generator, ModelAway, ModelError, Usage

_LOG = logging.getLogger(__name__)
# "Awb" and "Woo" are written as names.
_SHORT_NAME = 3
# Seconds between two words on the wait.
_TOLD_EVERY = 1.0


@dataclass(frozen=True, slots=True)
class _Written:
    """What the model wrote, sentence by sentence as checked; ``remarks`` and ``fault`` when it failed."""

    checked: tuple[Support, ...] = ()
    usage: Usage | None = None
    remarks: tuple[str, ...] = ()
    fault: str = ""


@dataclass(frozen=True, slots=True)
class Assistant:
    """The whole pipeline.

    ``generator`` None means: answer in literal passages only; ``retired`` are texts known to be replaced; ``style`` is how the model is
    asked (:data:`assistant.prompt.STYLES`); ``judge`` is the second opinion on sentences that the rules let through;
    ``line`` is where questions wait for the model; ``personal_data`` is what is done with personal data in a question.
    """

    retriever: HybridRetriever
    generator: Generator | None
    retired: tuple[Retired, ...] = ()
    style: Style = CONDENSE
    judge: Judge | None = None
    line: Line = field(default_factory=Line)
    personal_data: Policy = "ask"

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
        literal_only: bool = False,
    ) -> Generator_[Event, None, None]:
        """Yield Retrieved, Waiting while others are served first, Deltas of the unchecked draft, then Done exactly once.

        Closing it stops the model and gives up the place in the line.

        ``history`` holds the earlier questions, oldest first; ``on`` is the day the question is about (default: the day it
        names, else today); ``documents`` limits the search to those ids;
        ``language`` "nl" or "en" (default: the question's own); ``literal_only`` leaves the model out. Raises :class:`assistant.guard.QuestionError`.
        """
        # All of one answer comes from one index, also when another one comes into use meanwhile.
        at = replace(self, retriever=self.retriever.now())
        yield from at._events(question, history, on, documents, language, literal_only)

    def _events(
        self, question: str, history: Sequence[str], on: date | None, documents: frozenset[str], language: str | None, literal_only: bool
    ) -> Generator_[Event, None, None]:
        clock = _Clock()
        guarded = admit(question, history, self.personal_data)
        searched = standalone(guarded.text, history)
        spoken = language or detect_language(guarded.text)
        found = self._finder.find(without_neutral_words(searched), on, documents)
        clock.lap("retrieve")
        yield Retrieved(found.hits, found.quotes, spoken, searched, found.verdict, found.chance)

        base = Answer(guarded.text, AnswerKind.ABSTAINED, "", spoken, quotes=found.quotes, hits=found.hits, personal=guarded.personal_data)
        remarks = notices.personal_data(guarded.spans, spoken)
        if found.hits and found.hits[0].similarity is None:
            remarks += (notices.words_alone(spoken),)
        if found.quotes:
            remarks += notices.about_sources(found.quotes, found.hits, found.scope, self.retriever, spoken)
        assumed = premise(searched, found.hits, found.query.language)
        answer = _by_rule(base, found, assumed, self.retriever)
        if answer is None:
            if assumed:
                remarks += (notices.premise(assumed, spoken),)
            evidence = self._finder.evidence(found)
            written = _Written() if literal_only else (yield from self._write(searched, found, evidence, spoken, clock))
            remarks += written.remarks
            answer = replace(_composed(base, found, evidence, written.checked), usage=written.usage, fault=written.fault)
        if found.absent:
            answer = replace(answer, text=f"{answer.text} {notices.part_absent(found.absent, spoken)}")
        yield Done(clock.stamp(replace(answer, notices=remarks, terms=self._terms(answer.text, spoken))))

    def _terms(self, text: str, language: str) -> tuple[Term, ...]:
        """What the abbreviations in ``text`` stand for, unless it says so itself."""
        shorts = dict.fromkeys(name for name in names(text) if name[1:] != name[1:].lower() or len(name) <= _SHORT_NAME)
        found = ((short, self.retriever.glossary.stands_for(short, language)) for short in shorts)
        return tuple(Term(short, long) for short, long in found if long and fold(long) not in fold(text))

    @property
    def _finder(self) -> Finder:
        # A replaced text that the corpus explains itself needs no rule to say so.
        return Finder(self.retriever, tuple(text for text in self.retired if text.summary not in self.retriever.documents))

    def _sources(self, question: str, evidence: Sequence[Quote], language: str) -> list[str]:
        """The sentences the model is given: the first of ``evidence``, as many as the style and the context allow."""
        sources: list[str] = []
        for text in (quote.shown(language) for quote in evidence[: self.style.sources]):
            if len(text) + sum(map(len, sources)) > self.style.characters:
                break
            sources.append(text)
        tokens = self.style.tokens
        while sources and self.generator and not self.generator.fits(prompt.compose(question, sources, language, self.style), max_tokens=tokens):
            sources.pop()
        return sources

    def _write(
        self, question: str, found: Found, evidence: Sequence[Quote], language: str, clock: "_Clock"
    ) -> Generator_[Event, None, "_Written"]:
        """Have the model write, when it is our turn, and check what it wrote."""
        if self.generator is None:
            return _Written()
        draft, usage = "", list[Usage]()
        with self.line.join() as ticket:
            if ticket.expected() > self.line.longest:
                return _Written(remarks=(notices.crowded(language),))
            pause = 0.0
            while not ticket.wait(pause):
                pause = _TOLD_EVERY
                yield Waiting(ticket.ahead(), ticket.expected())
            clock.lap("wait")
            try:
                sources = self._sources(question, evidence if self.style.beyond else found.quotes, language)
                if not sources:
                    return _Written()
                self.generator.warm_up(prompt.prefix(language, self.style))
                messages = prompt.compose(question, sources, language, self.style)
                for piece in self.generator.generate(messages, max_tokens=self.style.tokens, report=usage.append):
                    draft += piece
                    yield Delta(piece)
                clock.lap("generate")
                checked = self._check(draft, [quote.shown(language) for quote in evidence], language, len(sources))
                clock.lap("check")
            except ModelAway as error:
                # Never what the server says: that may repeat what was asked.
                _LOG.warning("%s", error)
                return _Written(remarks=(notices.model_away(language),), fault=ModelAway.__name__)
            except ModelError as error:
                return _Written(remarks=(str(error),), fault=type(error).__name__)
            # Whatever a model does wrong, the passages are there. Not the words of the error: they may repeat what was asked.
            except Exception as error:
                _LOG.error("the model failed: %s", type(error).__name__)
                return _Written(remarks=(notices.model_away(language),), fault=type(error).__name__)
        return _Written(tuple(checked), usage[0] if usage else None)

    def _check(self, draft: str, texts: Sequence[str], language: str, markers: int) -> list[Support]:
        """The outcome for each sentence of a draft; what the rules let through in other words than the source's is put to the judge."""
        checked: list[Support] = []
        for sentence in draft_sentences(without_lead(draft)):
            result = support(sentence, texts, language, markers=markers)
            if result.evidence is not None and self._vetoed(result.sentence, texts[result.evidence], language):
                result = replace(result, evidence=None, reason=REASONS[language]["judge"])
            checked.append(result)
        return checked

    def _vetoed(self, sentence: str, source: str, language: str) -> bool:
        return self.judge is not None and not literal(sentence, source) and self.judge.vetoes(source, sentence, language)


def _by_rule(base: Answer, found: Found, assumed: Premise | None, retriever: HybridRetriever) -> Answer | None:
    """The answer where no text is to be written: nothing found, nothing that answers, or a question that must be asked otherwise."""
    language = base.language
    if found.place_only:
        return replace(base, text=notices.choices(found.query.choices, retriever, language))
    if not found.quotes:
        return replace(base, text=notices.replaced(found.gone, language) if found.gone else notices.abstained(language))
    if found.gone:
        return _literal(base, [notices.replaced(found.gone, language)])
    if found.verdict is Relevance.NEAREST:
        # No lead: these passages may not answer the question at all.
        return _literal(base, [notices.nearest(language, found.unknown)])
    if assumed in (Premise.BAN, Premise.EXEMPTION):
        return _literal(base, [notices.premise(assumed, language)])
    return None


def _composed(base: Answer, found: Found, evidence: Sequence[Quote], checked: Sequence[Support]) -> Answer:
    """The sentences that a quote carries, each with its citation; where none does, the literal quote takes its place."""
    quotes, checks = list(found.quotes), list[Check]()
    written: dict[int, list[str]] = {}
    for result in checked:
        if result.evidence is None:
            checks.append(Check(result.sentence, Verdict.REMOVED, result.reason))
            continue
        quote, verdict = evidence[result.evidence], Verdict.SUPPORTED
        if quote not in quotes:
            quotes.append(quote)
            verdict = Verdict.REPAIRED
        place = quotes.index(quote)
        if result.sentence not in written.setdefault(place, []):
            written[place].append(result.sentence)
        checks.append(Check(result.sentence, verdict, result.reason, place + 1))
    base = replace(base, quotes=tuple(quotes), checks=tuple(checks))
    return _told(base, _opening(base, found), written)


def _literal(base: Answer, opening: Sequence[str]) -> Answer:
    """The answer that consists of the key passages as they stand, after an opening made by rule."""
    return _told(base, opening, {})


def _told(base: Answer, opening: Sequence[str], written: Mapping[int, Sequence[str]]) -> Answer:
    """The opening, then for each quote what was ``written`` of it, or the quote itself."""
    parts = list(opening)
    for place, quote in enumerate(base.quotes):
        parts += [_marked(sentence, place + 1) for sentence in written.get(place) or [quote.shown(base.language)]]
    return replace(
        base,
        kind=AnswerKind.ANSWERED if written else AnswerKind.QUOTES,
        text=" ".join(parts),
        citations=tuple(Citation(place, quote) for place, quote in enumerate(base.quotes, start=1)),
    )


def _opening(base: Answer, found: Found) -> list[str]:
    """The lead that the best quote gives, if any; none for a message of several questions."""
    query = found.query
    if query.abbreviation:
        return [_marked(notices.stands_for(query.abbreviation.short, query.abbreviation.long, base.language), 1)]
    key = opening_key(found) if query.language == base.language else None
    return [LEADS[base.language][key]] if key else []


def opening_key(found: Found) -> str | None:
    """The key in :data:`assistant.lead.LEADS` of the opening that the key passages give, in the language of the question."""
    if len(found.parts) > 1:
        return None
    query, best_first = found.query, sorted(found.quotes, key=lambda quote: -quote.score)
    # What did not apply on the day asked about says neither yes nor must.
    if any(quote.status in (Status.TOEKOMSTIG, Status.VOORSTEL) for quote in best_first):
        return None
    return lead_key(query.question, [quote.shown(query.language) for quote in best_first], query.language, query.equivalents)


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
