"""Propose exercises on sections of the corpus: by templates over its literal sentences, and with questions that the generator writes.

What is right in a proposal is a literal sentence; what is wrong is that sentence with one thing changed (``distort.py``) or a misconception the
corpus sets right. Every proposal has passed the answer check before it is given; whether it is any good is for a trainer to say.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from assistant.claim import content_words
from assistant.find import Finder
from assistant.instruction.check import true
from assistant.instruction.distort import DATE, Distorted, distortions
from assistant.instruction.lesson import (
    CaseExercise,
    ChoiceExercise,
    Exercise,
    Option,
    SourceExercise,
    Text,
    TruthExercise,
    Verdict,
)
from assistant.instruction.sections import Cited, Sections
from assistant.instruction.write import ask_question
from assistant.lead import lead_key
from assistant.signals import MONTHS
from index.hit import Scope
from index.retriever import HybridRetriever
from index.text import fold
from models.base import Generator

# The misconceptions of the built-in corpus; a title reads "Misvatting: wat men denkt".
_MISCONCEPTIONS, _TITLE = "misvattingen", "Misvatting: "
_ATTRIBUTION = "Dat betekent volgens de samenstellers: "
_WRONG, _OTHERS, _FEWEST = 3, 3, 2
# Surer than for an answer: nobody asked, so nothing is lost when a question is passed over.
_SURE = 0.85
_SHARED = 0.3
_OPEN = frozenset("Wat Wie Welke Wanneer Hoe Hoeveel Waarom Moet Moeten Geldt Gelden".split())
# What a question asks after decides what is varied in its answer.
_ASKS = (
    (re.compile(r"Wanneer|Vanaf|Sinds|Tot wanneer|Hoe (?:snel|lang|vaak|hoog|oud)|Hoeveel|Binnen"), ("number",)),
    (re.compile(r"Wie\b|Welke (?:partij|organisatie)|Door wie|Bij wie"), ("party",)),
)
# What the opening of the assistant's answer says of "mag dit?".
_VERDICTS: dict[str, Verdict] = {"principle_not": "niet", "no": "niet", "no_unless": "niet", "conditional": "mits"}


@dataclass(frozen=True, slots=True)
class _Fact:
    """A sentence of a section without who says it, and what is false about it."""

    cited: Cited
    text: str
    false: tuple[Distorted, ...]


def propose(
    places: Sequence[str], sections: Sections, retriever: HybridRetriever | None = None, generator: Generator | None = None
) -> Iterator[Exercise]:
    """Exercises in Dutch on the sections at ``places``, in turns, so that the first ones are about all of them.

    Without ``retriever`` there are no questions told by people; without ``generator`` none that a model writes. Raises
    :class:`models.base.ModelError` when the model fails.
    """
    found = [cited for place in places if (cited := sections.get(place))]
    turns = [_all(cited, sections, retriever, generator) for cited in found]
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
    new = key not in told
    told.add(key)
    return new


def _all(cited: Cited, sections: Sections, retriever: HybridRetriever | None, generator: Generator | None) -> Iterator[Exercise]:
    facts = _facts(cited, sections)
    if retriever:
        yield from _asked(cited, facts, sections, retriever)
    for fact in facts:
        yield from _gap(fact)
    yield from _misconceptions(cited, sections, retriever)
    for fact in facts:
        if generator and fact.false:
            yield from _written(fact, sections, retriever, generator)
    for number, fact in enumerate(facts):
        yield from (_which(fact) if number % 2 == 0 else _is_true(fact))
    if retriever:
        yield from _where(cited, facts, sections, retriever)


def _facts(cited: Cited, sections: Sections) -> list[_Fact]:
    days = (match.group() for other in sections.of(cited.document.id) for match in DATE.finditer(other.section.text))
    dates = tuple(dict.fromkeys(days))
    return [
        _Fact(cited, text, distortions(text, dates))
        for sentence in cited.sentences("nl")
        for text in [_plain(sentence)]
    ]


def _plain(sentence: str) -> str:
    text = sentence.removeprefix(_ATTRIBUTION)
    return text[0].upper() + text[1:]


def _asked(cited: Cited, facts: Sequence[_Fact], sections: Sections, retriever: HybridRetriever) -> Iterator[Exercise]:
    """The questions that stand beside a section: answered as the assistant answers them, when that is with a sentence of it."""
    finder = Finder(retriever)
    for question in cited.section.questions:
        found = finder.find(question, sections.day, frozenset((cited.document.id,)))
        quoted = [quote for quote in found.quotes if quote.passage.section_id == cited.section.id]
        fact = next((fact for fact in facts for quote in quoted[:1] if _plain(quote.text) == fact.text), None)
        if fact is None or quoted[0] != found.quotes[0] or found.chance < _SURE or not _is_about(question, fact.text):
            continue
        # The sentence itself must give the verdict, not another one that was found with it.
        verdict = _VERDICTS.get(lead_key(question, [fact.text], "nl", found.query.equivalents) or "")
        opens = question.split()[0]
        if verdict and opens in ("Mag", "Mogen"):
            yield _may(question, verdict, fact)
        elif opens in _OPEN:
            yield from _choice(question, fact, "template:vraag")


def _is_about(question: str, sentence: str) -> bool:
    """Whether a question in other words still shares enough words with the sentence to be answered by it and not by its neighbour."""
    asked = content_words(question, "nl")
    return bool(asked) and len(asked & content_words(sentence, "nl")) / len(asked) >= _SHARED


def _written(fact: _Fact, sections: Sections, retriever: HybridRetriever | None, generator: Generator) -> Iterator[Exercise]:
    """A question that the model writes, when the sentence is what the assistant finds for it."""
    question = ask_question(fact.text, generator)
    if not question:
        return
    if retriever:
        quotes = Finder(retriever).find(question, sections.day, frozenset((fact.cited.document.id,))).quotes
        if not quotes or _plain(quotes[0].text) != fact.text:
            return
    yield from _choice(question, fact, "model")


def _may(question: str, verdict: Verdict, fact: _Fact) -> Exercise:
    text = Text(nl=fact.text)
    return CaseExercise(
        id="voorstel", question=Text(nl=question), verdict=verdict, rule=text, why=text, cites=(fact.cited.place,), made_by="template:mag"
    )


def _choice(question: str, fact: _Fact, made_by: str) -> Iterator[Exercise]:
    """The sentence among its variants, of the kind that the question asks for."""
    kinds = next((kinds for opening, kinds in _ASKS if opening.match(question)), ("rule", "party"))
    variants = [variant for variant in _varied(fact.false) if variant.kind in kinds]
    if variants:
        right = Option(text=Text(nl=fact.text), right=True)
        yield ChoiceExercise(
            id="voorstel", question=Text(nl=question), options=(right, *(_wrong(variant.text, fact) for variant in variants)),
            why=Text(nl=fact.text), cites=(fact.cited.place,), made_by=made_by,
        )  # fmt: skip


def _wrong(text: str, fact: _Fact, shown: str = "") -> Option:
    return Option(text=Text(nl=shown or text), claim=Text(nl=text) if shown else None, mistake=fact.cited.place)


def _varied(false: Sequence[Distorted]) -> list[Distorted]:
    """A few variants, of different kinds first."""
    first = list({variant.kind: variant for variant in reversed(false)}.values())
    rest = [variant for variant in false if variant not in first]
    return [*sorted(first, key=false.index), *rest][:_WRONG]


def _gap(fact: _Fact) -> Iterator[Exercise]:
    """The sentence with a gap where a term, a day, an amount or a party stands."""
    for kind, question in (("number", "Wat hoort er op de plaats van de puntjes?"), ("party", "Wie hoort er op de plaats van de puntjes?")):
        variants = [variant for variant in fact.false if variant.kind == kind]
        gaps = [gap for variant in variants if (gap := _difference(fact.text, variant.text))]
        same = [(variant, gap) for variant, gap in zip(variants, gaps, strict=False) if gap[:2] == gaps[0][:2]] if gaps else []
        if len(same) < _FEWEST:
            continue
        start, end, _ = same[0][1]
        right = Option(text=Text(nl=fact.text[start:end]), right=True, claim=Text(nl=fact.text))
        wrong = tuple(_wrong(variant.text, fact, gap[2]) for variant, gap in same[:_WRONG])
        asked = f"{question} “{fact.text[:start]}…{fact.text[end:]}”"
        yield ChoiceExercise(
            id="voorstel", question=Text(nl=asked), options=(right, *wrong), why=Text(nl=fact.text), cites=(fact.cited.place,),
            made_by=f"template:{kind}",
        )  # fmt: skip


def _difference(text: str, other: str) -> tuple[int, int, str] | None:
    """Where ``other`` differs: the stretch of ``text`` in whole words, and what stands there instead."""
    ours, theirs = text.split(" "), other.split(" ")
    head = next((n for n, (a, b) in enumerate(zip(ours, theirs, strict=False)) if a != b), 0)
    tail = next((n for n, (a, b) in enumerate(zip(reversed(ours), reversed(theirs), strict=False)) if a != b), 0)
    # "vier weken" and "zes weken" share a word that belongs to the gap, "2 mei 2025" and "2 juni 2025" two.
    if tail and (ours[-tail].rstrip(".,;") in _GAP_UNITS or re.fullmatch(r"\d{4}[.,;]?", ours[-tail])):
        tail -= 1
    if head and re.fullmatch(r"\d{1,2}", ours[head - 1]) and fold(ours[head]) in MONTHS:
        head -= 1
    gap, instead = " ".join(ours[head : len(ours) - tail]), " ".join(theirs[head : len(theirs) - tail])
    start = len(" ".join(ours[:head])) + bool(head)
    stop = gap.rstrip(".,;")
    return (start, start + len(stop), instead.rstrip(".,;")) if stop and instead else None


_GAP_UNITS = frozenset("uur week weken maand maanden jaar miljoen procent".split())


def _which(fact: _Fact) -> Iterator[Exercise]:
    if len([variant for variant in fact.false if variant.kind != "number"]) >= _FEWEST:
        yield from _choice(f"Wat klopt volgens {_source(fact.cited)}?", fact, "template:wat-klopt")


def _is_true(fact: _Fact) -> Iterator[Exercise]:
    """A false variant to judge, with another one among the reasons."""
    variants = _varied(fact.false)
    if len(variants) < 2:
        return
    statement, other = variants[:2]
    reasons = (Option(text=Text(nl=fact.text), right=True), _wrong(other.text, fact))
    yield TruthExercise(
        id="voorstel", question=Text(nl=statement.text), correct=False, mistake=fact.cited.place, reasons=reasons, why=Text(nl=fact.text),
        cites=(fact.cited.place,), made_by="template:waar",
    )  # fmt: skip


def _misconceptions(cited: Cited, sections: Sections, retriever: HybridRetriever | None) -> Iterator[Exercise]:
    """The misconceptions that a section is about, to judge: its own, or those that name its article or document and come up with it."""
    for believed in sections.of(_MISCONCEPTIONS):
        if believed.place != cited.place and not (retriever and _concerns(believed, cited, retriever, sections.day)):
            continue
        facts = _facts(believed, sections)
        wrong = next((variant for fact in facts for variant in fact.false), None)
        if wrong is None:
            continue
        title = believed.section.label.removeprefix(_TITLE)
        right = Text(nl=facts[0].text)
        yield TruthExercise(
            id="voorstel", question=Text(nl=f"{title[0].upper()}{title[1:]}."), correct=False, mistake=believed.place, why=right,
            reasons=(Option(text=right, right=True), _wrong(wrong.text, facts[0])),
            cites=tuple(dict.fromkeys((believed.place, cited.place))), made_by="template:misvatting",
        )  # fmt: skip


def _concerns(believed: Cited, cited: Cited, retriever: HybridRetriever, day: date) -> bool:
    """Whether a misconception names the article, or names the document and is found with a question beside the section."""
    named = retriever.references.resolve(believed.section.reference)
    if any(retriever.passages[row].section_id == cited.section.id and retriever.passages[row].document_id == cited.document.id for row in named.rows):
        return True
    if cited.document.short.lower() not in believed.section.reference.lower() or not cited.section.questions:
        return False
    hits = retriever.search(cited.section.questions[0], _FEWEST, Scope(day, frozenset((_MISCONCEPTIONS,))), "nl")
    return any(hit.passage.section_id == believed.section.id for hit in hits[:1])


def _where(cited: Cited, facts: Sequence[_Fact], sections: Sections, retriever: HybridRetriever) -> Iterator[Exercise]:
    """Which section answers a question; the others are of other documents and come up when it is searched for."""
    for question in cited.section.questions[:1]:
        found = Finder(retriever).find(question, sections.day, frozenset())
        best = found.quotes[0] if found.quotes else None
        if best is None or best.passage.section_id != cited.section.id or best.passage.document_id != cited.document.id or found.chance < _SURE:
            continue
        hits = (hit.passage for hit in found.hits[_OTHERS:] if hit.passage.document_id != cited.document.id)
        others = tuple(dict.fromkeys(f"{passage.document_id}/{passage.section_id}" for passage in hits))[:_OTHERS]
        if len(others) >= _FEWEST:
            text = Text(nl=_plain(best.text))
            asked = Text(nl=f"Waar vindt u het antwoord op deze vraag? “{question}”")
            yield SourceExercise(
                id="voorstel", question=asked, claim=text, why=text, cites=(cited.place,), others=others, made_by="template:vindplaats"
            )


def _source(cited: Cited) -> str:
    return f"{cited.document.short} ({cited.section.label})"
