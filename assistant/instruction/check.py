"""Whether a lesson is true: what is right is carried by a sentence of a cited section, what is wrong by none, and nothing has changed since.

The same rules that check the sentences of an answer (``assistant/verify.py``) check every sentence of a lesson, in Dutch and in English.
They let no false statement through more easily than here; a true one in words of its own they may refuse: then a person decides.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from assistant.claim import read
from assistant.compare import weigh
from assistant.instruction.lesson import (
    CaseExercise,
    ChoiceExercise,
    Exercise,
    Lesson,
    Option,
    OrderExercise,
    Reading,
    SourceExercise,
    SpotExercise,
    Text,
    TruthExercise,
    places_of,
)
from assistant.instruction.sections import Sections
from assistant.verify import REASONS, literal, support
from corpus.document import Kind
from corpus.sentences import split_sentences
from index.text import fold


class Problem(StrEnum):
    """What can be wrong with a part of a lesson. ``UNKNOWN`` and ``NOTHING`` keep it from being published; a person may decide the others."""

    UNKNOWN = "unknown"
    """a place that the corpus does not have"""
    NOT_CARRIED = "not-carried"
    """something right, or an explanation, that no cited section carries"""
    CARRIED = "carried"
    """a wrong option that a cited section carries"""
    VERDICT = "verdict"
    """a verdict that the words of its rule do not give"""
    NO_MISTAKE = "no-mistake"
    """a wrong option that names no section which sets it right"""
    NO_ENGLISH = "no-english"
    """a text without English beside texts with it"""
    UNAPPROVED = "unapproved"
    """nobody has approved it yet"""
    CHANGED = "changed"
    """a section whose text is another than when it was approved"""
    STANDING = "standing"
    """a section that is in force no more, or only now, since it was approved"""
    GONE = "gone"
    """a section that was there when it was approved"""


# What makes a part old: a learner is told.
STALE = frozenset((Problem.CHANGED, Problem.STANDING, Problem.GONE))


@dataclass(frozen=True, slots=True)
class Finding:
    """One problem: the part, its field, the language it is in ("" for both), and what it is about (a sentence or a place)."""

    part: str
    field: str
    problem: Problem
    language: str
    about: str
    reason: str = ""


def findings(lesson: Lesson, sections: Sections) -> tuple[Finding, ...]:
    """Everything that is wrong with a lesson, part by part."""
    languages = ("nl", "en") if lesson.title.en else ("nl",)
    return tuple(finding for part in lesson.parts() for finding in examine(part, sections, languages))


def examine(part: Reading | Exercise, sections: Sections, languages: Sequence[str] = ("nl",)) -> tuple[Finding, ...]:
    """Everything that is wrong with one part, in each of ``languages``."""
    return (*true(part, sections, languages), *current(part, sections))


def true(part: Reading | Exercise, sections: Sections, languages: Sequence[str] = ("nl",)) -> tuple[Finding, ...]:
    """What in a part is not as its sources say."""
    unknown = tuple(Finding(part.id, "cites", Problem.UNKNOWN, "", place) for place in places_of(part) if sections.get(place) is None)
    return (*unknown, *_untrue(_Judge(part.id, sections, languages), part))


def current(part: Reading | Exercise, sections: Sections) -> tuple[Finding, ...]:
    """What has changed since a part was approved; one finding when it never was."""
    if part.approved is None:
        return (Finding(part.id, "approved", Problem.UNAPPROVED, "", ""),)
    return tuple(_current(part, part.approved.seen, sections))


def _current(part: Reading | Exercise, seen: Mapping[str, str], sections: Sections) -> Iterator[Finding]:
    for place in places_of(part):
        before, cited = seen.get(place), sections.get(place)
        if cited is None:
            if before is not None:
                yield Finding(part.id, "approved", Problem.GONE, "", place)
        elif before is None or before.split()[0] != cited.mark.split()[0]:
            yield Finding(part.id, "approved", Problem.CHANGED, "", place)
        elif before != cited.mark:
            yield Finding(part.id, "approved", Problem.STANDING, "", place, f"{before.split()[-1]} → {cited.status}")


@dataclass(frozen=True, slots=True)
class _Judge:
    """Holds the sentences of one part against sections."""

    part: str
    sections: Sections
    languages: Sequence[str]

    def carried(self, field: str, text: Text, places: Sequence[str]) -> Iterator[Finding]:
        """A finding for each sentence of ``text`` that no section of ``places`` carries."""
        for language in self.languages:
            said = text.en if language == "en" else text.nl
            if not said:
                yield Finding(self.part, field, Problem.NO_ENGLISH, language, text.nl)
                continue
            evidence = self._evidence(places, language)
            for span in split_sentences(said):
                if reason := _departs(_sentence(span.text), evidence, language):
                    yield Finding(self.part, field, Problem.NOT_CARRIED, language, span.text, reason)

    def refused(self, field: str, text: Text, places: Sequence[str]) -> Iterator[Finding]:
        """A finding for each language in which a section of ``places`` carries the whole of ``text``."""
        for language in self.languages:
            said = text.en if language == "en" else text.nl
            spans, evidence = split_sentences(said), self._evidence(places, language)
            if spans and not any(_departs(_sentence(span.text), evidence, language) for span in spans):
                yield Finding(self.part, field, Problem.CARRIED, language, said)

    def has_english(self, field: str, text: Text) -> Iterator[Finding]:
        """A finding when ``text`` lacks a language."""
        if "en" in self.languages and not text.en:
            yield Finding(self.part, field, Problem.NO_ENGLISH, "en", text.nl)

    def _evidence(self, places: Sequence[str], language: str) -> list[str]:
        evidence: list[str] = []
        for cited in filter(None, map(self.sections.get, places)):
            evidence += (sentences := cited.sentences(language))
            # Cited from the editors' own explanation, a sentence need not say whose it is.
            if cited.document.kind is Kind.UITLEG:
                evidence += [text[0].upper() + text[1:] for sentence in sentences if (text := _ATTRIBUTED.sub("", sentence)) != sentence]
        return evidence


# Of the content words of a sentence in a lesson, the source holds at least this share. More than an answer needs (``compare.MIN_COVERAGE``): a
# lesson is written once, beside its source.
_COVERED = 0.75
_ATTRIBUTED = re.compile(r"^(?:Dat betekent volgens de samenstellers|The editors infer): ")


def _departs(sentence: str, evidence: Sequence[str], language: str) -> str:
    """Why no piece of evidence carries a sentence; empty when one does."""
    result = support(sentence, evidence, language)
    if result.evidence is None:
        return result.reason
    source = evidence[result.evidence]
    covered = weigh(read(sentence, language), read(source, language), language).covered
    return "" if literal(sentence, source) or covered >= _COVERED else REASONS[language]["coverage"]


def _sentence(text: str) -> str:
    """As a sentence, for the check: an option may end without a full stop."""
    return text if text[-1:] in ".!?" else f"{text}."


def _untrue(judge: _Judge, part: Reading | Exercise) -> Iterator[Finding]:
    if isinstance(part, Reading):
        yield from judge.has_english("title", part.title)
        yield from judge.carried("text", part.text, part.cites)
        return
    yield from judge.has_english("question", part.question)
    yield from judge.carried("why", part.why, part.cites)
    match part:
        case ChoiceExercise():
            yield from _options(judge, "options", part.options, part.cites)
        case TruthExercise():
            yield from _truth(judge, part)
        case CaseExercise():
            yield from judge.carried("rule", part.rule, part.cites)
            yield from _verdict(judge, part)
            yield from _options(judge, "conditions", part.conditions, part.cites)
        case OrderExercise():
            for number, step in enumerate(part.steps):
                yield from judge.has_english(f"steps.{number}", step.text)
                yield from judge.carried(f"steps.{number}", step.stated, part.cites)
        case SpotExercise():
            yield from judge.has_english("prompt", part.prompt)
        case SourceExercise():
            yield from judge.carried("claim", part.claim, part.cites[:1])
            for place in part.others:
                yield from judge.refused("others", part.claim, (place,))


def _options(judge: _Judge, field: str, options: Sequence[Option], places: Sequence[str]) -> Iterator[Finding]:
    for number, option in enumerate(options):
        name = f"{field}.{number}"
        yield from judge.has_english(name, option.text)
        if option.right:
            yield from judge.carried(name, option.stated, places)
            continue
        beside = (*places, option.mistake) if option.mistake else places
        yield from judge.refused(name, option.stated, beside)
        if option.mistake is None:
            yield Finding(judge.part, name, Problem.NO_MISTAKE, "", option.text.nl)
        if option.why:
            yield from judge.carried(f"{name}.why", option.why, beside)


def _truth(judge: _Judge, part: TruthExercise) -> Iterator[Finding]:
    if part.correct:
        yield from judge.carried("question", part.question, part.cites)
    else:
        yield from judge.refused("question", part.question, (*part.cites, part.mistake) if part.mistake else part.cites)
        if part.mistake is None:
            yield Finding(part.id, "mistake", Problem.NO_MISTAKE, "", part.question.nl)
    yield from _options(judge, "reasons", part.reasons, part.cites)


def _verdict(judge: _Judge, part: CaseExercise) -> Iterator[Finding]:
    """Whether the words of the rule give the verdict: a denial for "niet", a bound or a duty for "mits", a leave without either for "mag"."""
    for language in judge.languages:
        said = part.rule.en if language == "en" else part.rule.nl
        claim = read(said, language)
        denies = claim.negations > 0 or bool(claim.modalities & {"may_not", "cannot"}) or any(word in fold(said) for word in _DENY[language])
        bounded = bool(claim.conditions) or bool(claim.modalities & {"must", "should"})
        fits = {"niet": denies, "mits": bounded, "mag": not bounded and not denies}[part.verdict]
        if said and not fits:
            yield Finding(part.id, "verdict", Problem.VERDICT, language, said)


_DENY = {"nl": ("verbod", "verbied", "sluit", "uitgesloten", "onrechtmatig"), "en": ("prohibit", "ban", "exclude", "unlawful", "forbid")}
