"""Propose exercises on sections of the corpus: start here.

What is right in a proposal is a literal sentence; what is wrong is that sentence with one thing changed (``templates.py``), a misconception that
the corpus sets right, or a section that answers another question. The question is a template's, one that people put beside the section, or the
generator's. Every proposal has passed the answer check before it is given; whether it is any good is for a trainer to say (``eval/LOG.md``
tells how many were).
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.claim import content_words
from assistant.find import Finder
from assistant.instruction.check import true
from assistant.instruction.lesson import ChoiceExercise, Exercise, Option, SourceExercise, Text, Verdict
from assistant.instruction.sections import Cited, Sections
from assistant.instruction.templates import (
    FEWEST,
    ID,
    SHARED,
    WRONG,
    Fact,
    among,
    choice,
    facts_of,
    gap,
    is_about,
    is_true,
    may,
    plain,
    which,
)
from assistant.instruction.write import ask_question
from assistant.lead import lead_key
from index.hit import Scope
from index.retriever import HybridRetriever
from models.base import Generator

# The misconceptions of the built-in corpus; a title reads "Misvatting: wat men denkt".
_MISCONCEPTIONS, _TITLE = "misvattingen", "Misvatting: "
# Surer than for an answer: nobody asked, so nothing is lost when a question is passed over.
_SURE = 0.85
_LIKELY, _DEEP = 0.5, 20
_OPEN = frozenset("Wat Welke Wanneer Hoe Hoeveel Moet Moeten Geldt Gelden".split())
# They ask for a word of the sentence that nothing false is made of.
_WHY = re.compile(r"Waarom|Waar\b|Wie\b")
# What the opening of the assistant's answer says of "mag dit?".
_VERDICTS: dict[str, Verdict] = {"principle_not": "niet", "no": "niet", "no_unless": "niet", "conditional": "mits"}


def propose(
    places: Sequence[str], sections: Sections, retriever: HybridRetriever | None = None, generator: Generator | None = None
) -> Iterator[Exercise]:
    """Exercises in Dutch on the sections at ``places``, in turns, so that the first ones are about all of them.

    Without ``retriever`` there are no questions told by people; without ``generator`` none that a model writes. Raises
    :class:`models.base.ModelError` when the model fails.
    """
    found = [cited for place in places if (cited := sections.get(place))]
    searched = _Searched(sections, retriever) if retriever else None
    turns = [_all(cited, facts_of(cited, sections), searched, generator) for cited in found]
    told: set[str] = set()
    while turns:
        for turn in list(turns):
            exercise = next((one for one in turn if _is_new(one, told) and not true(one, sections)), None)
            if exercise is None:
                turns.remove(turn)
            else:
                yield exercise


def _is_new(exercise: Exercise, told: set[str]) -> bool:
    """Whether no exercise before it asks the same of the same sentence."""
    key = f"{exercise.question.nl} {exercise.why.nl}"
    if isinstance(exercise, ChoiceExercise) and exercise.options[0].claim:
        # A gap: the same day in the next sentence asks nothing new.
        key = f"{exercise.cites[0]} {exercise.options[0].text.nl}"
    new = key not in told
    told.add(key)
    return new


def _all(cited: Cited, facts: Sequence[Fact], searched: "_Searched | None", generator: Generator | None) -> Iterator[Exercise]:
    """The best kinds first, as trainers judged them."""
    if searched:
        yield from searched.answered(cited, facts)
    for fact in facts:
        yield from gap(fact)
    if searched:
        yield from searched.believed(cited, facts)
    for number, fact in enumerate(facts):
        yield from (is_true(fact) if number % 2 else which(fact))
    for fact in facts:
        if generator and fact.false:
            yield from _written(fact, searched, generator)
    # Last, for a quiz of these alone is dull.
    if searched:
        yield from searched.placed(cited)


def _written(fact: Fact, searched: "_Searched | None", generator: Generator) -> Iterator[Exercise]:
    """A question that the model writes, when the sentence is what the assistant finds for it."""
    question = ask_question(fact.text, generator)
    if question and not _WHY.match(question) and (searched is None or searched.finds(question, fact)):
        yield from choice(question, fact, "model")


@dataclass(frozen=True, slots=True)
class _Searched:
    """The exercises that search helps to make."""

    sections: Sections
    retriever: HybridRetriever

    def answered(self, cited: Cited, facts: Sequence[Fact]) -> Iterator[Exercise]:
        """The questions that people put beside a section, where the assistant answers them with a sentence of it."""
        for question in cited.section.questions:
            found = Finder(self.retriever).find(question, self.sections.day, frozenset((cited.document.id,)))
            fact = next((fact for fact in facts if found.quotes and plain(found.quotes[0].text) == fact.text), None)
            if fact is None or found.chance < _SURE or not is_about(question, fact.text):
                continue
            # The sentence itself must give the verdict, not another one that was found with it.
            verdict = _VERDICTS.get(lead_key(question, [fact.text], "nl", found.query.equivalents) or "")
            opens = question.split()[0]
            if verdict and opens in ("Mag", "Mogen"):
                yield may(question, verdict, fact)
            elif opens in _OPEN:
                yield from choice(question, fact, "template:vraag")

    def finds(self, question: str, fact: Fact) -> bool:
        """Whether the sentence is the first that is found for a question in its document."""
        quotes = Finder(self.retriever).find(question, self.sections.day, frozenset((fact.cited.document.id,))).quotes
        return bool(quotes) and plain(quotes[0].text) == fact.text

    def placed(self, cited: Cited) -> Iterator[Exercise]:
        """Which section answers a question; the others come up when it is searched for and do not answer it."""
        for question in cited.section.questions:
            found = Finder(self.retriever).find(question, self.sections.day, frozenset())
            quotes = [quote for quote in found.quotes if f"{quote.passage.document_id}/{quote.passage.section_id}" == cited.place]
            best = next((quote for quote in quotes if is_about(question, quote.text)), None)
            if best is None or found.quotes[0].passage.section_id != cited.section.id or found.chance < _SURE:
                continue
            others = _unrevealing(question, cited, self._elsewhere(question, cited))
            if len(others) >= FEWEST:
                text, asked = Text(nl=plain(best.text)), Text(nl=f"Waar vindt u het antwoord op deze vraag? “{question}”")
                places = tuple(other.place for other in others[:WRONG])
                yield SourceExercise(id=ID, question=asked, claim=text, why=text, cites=(cited.place,), others=places, made_by="template:vindplaats")
                return

    def _elsewhere(self, question: str, cited: Cited) -> list[Cited]:
        """Sections that come up for a question and hold too little of it to answer it."""
        asked = content_words(question, "nl")
        hits = self.retriever.search(question, _DEEP, Scope(self.sections.day), "nl")
        found = dict.fromkeys(self.sections.get(f"{hit.passage.document_id}/{hit.passage.section_id}") for hit in hits)
        others = [other for other in found if other and other.place != cited.place and other.sentences("nl")]
        strange = (other for other in others if len(asked & content_words(other.text("nl"), "nl")) / max(1, len(asked)) < SHARED)
        return [other for other in strange if not self._answers(question, other)]

    def _answers(self, question: str, other: Cited) -> bool:
        """Whether the assistant, asked about that document alone, would answer from this section."""
        found = Finder(self.retriever).find(question, self.sections.day, frozenset((other.document.id,)))
        return found.chance >= _LIKELY and any(quote.passage.section_id == other.section.id for quote in found.quotes)

    def believed(self, cited: Cited, facts: Sequence[Fact]) -> Iterator[Exercise]:
        """What a section says beside what people believe: its own misconception or those that are about it, and the ones nearest."""
        known = self.sections.of(_MISCONCEPTIONS)
        ours = [one for one in known if one.place == cited.place or self._concerns(one, cited)]
        fact = next((fact for fact in facts if ours and (cited.place == ours[0].place or is_about(_statement(ours[0]), fact.text))), None)
        if fact is None:
            return
        near = self.retriever.search(fact.text, len(known), Scope(self.sections.day, frozenset((_MISCONCEPTIONS,))), "nl")
        places = dict.fromkeys([one.place for one in ours] + [f"{hit.passage.document_id}/{hit.passage.section_id}" for hit in near])
        wrong = [believed for place in places if (believed := self.sections.get(place))][:WRONG]
        if len(wrong) >= FEWEST:
            options = [Option(text=Text(nl=_statement(one)), why=Text(nl=plain(one.sentences("nl")[0])), mistake=one.place) for one in wrong]
            yield among("Welke uitspraak klopt?", fact, options, "template:misvatting")

    def _concerns(self, believed: Cited, cited: Cited) -> bool:
        """Whether a misconception names the article, or names the document and is the first that is found with a question beside the section."""
        passages = self.retriever.passages
        named = (passages[row] for row in self.retriever.references.resolve(believed.section.reference).rows)
        if any(f"{passage.document_id}/{passage.section_id}" == cited.place for passage in named):
            return True
        if cited.document.short.lower() not in believed.section.reference.lower() or not cited.section.questions:
            return False
        scope = Scope(self.sections.day, frozenset((_MISCONCEPTIONS,)))
        hits = self.retriever.search(cited.section.questions[0], 1, scope, "nl")
        return any(hit.passage.section_id == believed.section.id for hit in hits)


def _unrevealing(question: str, cited: Cited, others: Sequence[Cited]) -> list[Cited]:
    """The sections to choose among; none when only the name of the right one has a word of the question."""
    told = content_words(question, "nl") & content_words(cited.label("nl"), "nl")
    alike = [other for other in others if told & content_words(other.label("nl"), "nl")]
    return [*alike[:1], *(other for other in others if other not in alike[:1])] if alike or not told else []


def _statement(believed: Cited) -> str:
    """A misconception as the sentence that people say."""
    title = believed.section.label.removeprefix(_TITLE)
    return f"{title[0].upper()}{title[1:]}."
