"""Exercises made of one literal sentence of a section: what is right is that sentence, what is wrong is it with one thing changed."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from assistant.claim import content_words, read
from assistant.instruction.distort import DATE, Distorted, date_of, distortions
from assistant.instruction.lesson import CaseExercise, ChoiceExercise, Exercise, Option, Text, TruthExercise, Verdict
from assistant.instruction.sections import Cited, Sections
from assistant.signals import MONTHS
from corpus.document import Kind
from index.text import fold

# Of how many options an exercise is made, besides the right one.
WRONG, FEWEST = 3, 2
# The share of a question's content words that a sentence must have to be its answer, and another may not have to be no answer.
SHARED = 0.3
ID = "voorstel"
_ATTRIBUTION = "Dat betekent volgens de samenstellers: "
# A question after a term, a day or an amount is answered by another one of those, any other by what is false in another way.
_HOW_MUCH = re.compile(
    r"Wanneer|Vanaf|Sinds|Tot wanneer|Hoe (?:snel|lang|vaak|hoog|oud)|Hoeveel|Binnen|In welke (?:periode|termijn)|Op welke da(?:g|tum)"
)
# Nothing has applied since, or begun on, a day that is still to come.
_SINCE = re.compile(r"\bsinds\b|\bgetreden\b")
_GAP_UNITS = frozenset("uur week weken maand maanden jaar miljoen procent".split())


@dataclass(frozen=True, slots=True)
class Fact:
    """A sentence of a section without who says it, and what is false about it."""

    cited: Cited
    text: str
    false: tuple[Distorted, ...]

    def of(self, kind: str) -> list[Distorted]:
        """The variants of one kind, as many as are used."""
        return [variant for variant in self.false if variant.kind == kind][:WRONG]


def facts_of(cited: Cited, sections: Sections) -> list[Fact]:
    """The sentences of a section; a day is mistaken for other days that its document names."""
    told = [sentence for other in sections.of(cited.document.id) for sentence in other.sentences("nl")]
    # The day on which the editors looked is no day that anything begins.
    days = dict.fromkeys(match.group() for sentence in told if "hedge" not in read(sentence, "nl").conditions for match in DATE.finditer(sentence))
    past = tuple(day for day in days if date_of(day) <= sections.day)
    return [
        Fact(cited, text, distortions(text, past if _SINCE.search(text) else tuple(days))) for text in map(plain, cited.sentences("nl"))
    ]


def plain(sentence: str) -> str:
    """A sentence without the words that say it is the editors' inference; the check asks for them where the source is a law."""
    text = sentence.removeprefix(_ATTRIBUTION)
    return text[0].upper() + text[1:]


def is_about(question: str, sentence: str) -> bool:
    """Whether a question in other words still shares enough words with a sentence to be answered by it and not by its neighbour."""
    asked = content_words(question, "nl")
    return bool(asked) and len(asked & content_words(sentence, "nl")) / len(asked) >= SHARED


def choice(question: str, fact: Fact, made_by: str) -> Iterator[Exercise]:
    """The sentence among its variants of the kind that the question asks for."""
    variants = fact.of("number" if _HOW_MUCH.match(question) else "rule")
    # A sentence beside its denial alone gives itself away.
    if len(variants) >= FEWEST:
        yield among(question, fact, [_wrong(variant.text, fact) for variant in variants], made_by)


def among(question: str, fact: Fact, wrong: list[Option], made_by: str) -> Exercise:
    """The sentence among these options."""
    right = Option(text=Text(nl=fact.text), right=True)
    return ChoiceExercise(
        id=ID, question=Text(nl=question), options=(right, *wrong), why=Text(nl=fact.text), cites=(fact.cited.place,), made_by=made_by
    )


def may(question: str, verdict: Verdict, fact: Fact) -> Exercise:
    """A question whether something is allowed, with the sentence as its rule."""
    rule, place = Text(nl=fact.text), fact.cited.place
    return CaseExercise(id=ID, question=Text(nl=question), verdict=verdict, rule=rule, why=rule, cites=(place,), made_by="template:mag")


def gap(fact: Fact) -> Iterator[Exercise]:
    """The sentence with a gap where a term, a day or an amount stands."""
    gaps = [(variant, found) for variant in fact.of("number") if (found := _difference(fact.text, variant.text))]
    same = [(variant, found) for variant, found in gaps if found[:2] == gaps[0][1][:2]]
    if len(same) < FEWEST:
        return
    start, end, _ = same[0][1]
    right = Option(text=Text(nl=fact.text[start:end]), right=True, claim=Text(nl=fact.text))
    wrong = [_wrong(variant.text, fact, found[2]) for variant, found in same]
    asked = Text(nl=f"Wat hoort er op de plaats van de puntjes? “{fact.text[:start]}…{fact.text[end:]}”")
    yield ChoiceExercise(
        id=ID, question=asked, options=(right, *wrong), why=Text(nl=fact.text), cites=(fact.cited.place,), made_by="template:getal"
    )


def which(fact: Fact) -> Iterator[Exercise]:
    """Which of the sentence and its variants is right; a heading that names a misconception would give it away."""
    if len(fact.of("rule")) >= FEWEST and fact.cited.document.kind is not Kind.UITLEG:
        source = f"{fact.cited.document.short} ({fact.cited.section.label})"
        yield from choice(f"Wat klopt volgens {source}?", fact, "template:wat-klopt")


def is_true(fact: Fact) -> Iterator[Exercise]:
    """A false variant to judge, with another one among the reasons."""
    if len(fact.false) < FEWEST:
        return
    statement = fact.false[0]
    other = next((variant for variant in fact.of("number") if variant != statement), fact.false[1])
    reasons = (Option(text=Text(nl=fact.text), right=True), _wrong(other.text, fact))
    yield TruthExercise(
        id=ID, question=Text(nl=statement.text), correct=False, mistake=fact.cited.place, reasons=reasons, why=Text(nl=fact.text),
        cites=(fact.cited.place,), made_by="template:waar",
    )  # fmt: skip


def _wrong(text: str, fact: Fact, shown: str = "") -> Option:
    return Option(text=Text(nl=shown or text), claim=Text(nl=text) if shown else None, mistake=fact.cited.place)


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
    stretch, instead = " ".join(ours[head : len(ours) - tail]), " ".join(theirs[head : len(theirs) - tail])
    start, stop = len(" ".join(ours[:head])) + bool(head), stretch.rstrip(".,;")
    return (start, start + len(stop), instead.rstrip(".,;")) if stop and instead else None
