"""A part of a lesson as a trainer judges it: the question as a learner gets it, and beside it the literal text of its sources."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from assistant.instruction.check import STALE, Finding, Problem, current, true
from assistant.instruction.edition import Paragraph, Task, edition
from assistant.instruction.lesson import (
    CaseExercise,
    ChoiceExercise,
    Exercise,
    Lesson,
    OrderExercise,
    Reading,
    SourceExercise,
    Text,
    TruthExercise,
    places_of,
    write_lesson,
)
from assistant.instruction.sections import Cited, Sections
from assistant.verify import support
from corpus.sentences import split_sentences
from ui.training_form import kind_of


@dataclass(frozen=True, slots=True)
class Shown:
    """A part with all that is said of it. ``given`` has it as a learner gets it, in each language; ``pieces`` of a source are (text, whether it
    carries the answer). ``mark`` tells whether it is still what was looked at: the part and its sources."""

    part: Reading | Exercise
    kind: str
    title: str
    given: tuple[tuple[str, Task | Paragraph], ...]
    sources: tuple[tuple[Cited, tuple[tuple[str, bool], ...]], ...]
    missing: tuple[str, ...]
    findings: tuple[Finding, ...]
    changes: tuple[Finding, ...]
    mark: str

    @property
    def unknown(self) -> bool:
        """Whether it rests on a place that is not there, so that nobody can approve it."""
        return bool(self.missing)

    @property
    def doubtful(self) -> bool:
        """Whether a person must say that they read it beside the source: the rules do not find it there."""
        return any(finding.problem is not Problem.NO_ENGLISH for finding in self.findings)

    @property
    def stale(self) -> bool:
        """Whether a source has changed since it was approved."""
        return any(finding.problem in STALE for finding in self.changes)


def shown(part: Reading | Exercise, sections: Sections, english: bool) -> Shown:
    """``part`` for who judges it; ``english`` when the lesson has English too."""
    places, languages = places_of(part), ("nl", "en") if english else ("nl",)
    cited = [found for place in places if (found := sections.get(place))]
    carried = list(_carried(part))
    return Shown(
        part=part,
        kind=kind_of(part),
        title=title_of(part),
        given=tuple((language, _given(part, language, sections)) for language in languages),
        sources=tuple((found, _pieces(found, carried)) for found in cited),
        missing=tuple(place for place in places if sections.get(place) is None),
        findings=true(part, sections, languages),
        changes=tuple(_named(finding, sections) for finding in current(part, sections) if finding.problem in STALE),
        mark=mark_of_part(part, sections),
    )


def title_of(part: Reading | Exercise) -> str:
    """What a list calls a part."""
    return part.title.nl if isinstance(part, Reading) else part.question.nl


def mark_of(lesson: Lesson) -> str:
    """What tells whether a lesson was changed: the SHA-256 of its file."""
    return hashlib.sha256(write_lesson(lesson)).hexdigest()


def mark_of_part(part: Reading | Exercise, sections: Sections) -> str:
    """What tells whether a part, or a source of it, is another than was looked at."""
    seen = sorted(sections.marks(places_of(part)).items())
    return hashlib.sha256(f"{part.model_dump_json()}{seen}".encode()).hexdigest()


def said(part: Reading | Exercise) -> str:
    """What a part says, without who approved it; equal for parts that say the same."""
    return part.model_dump_json(exclude={"approved"})


def _named(finding: Finding, sections: Sections) -> Finding:
    """A finding about a place, with its name for people."""
    cited = sections.get(finding.about)
    return replace(finding, about=cited.label("nl")) if cited else finding


def _given(part: Reading | Exercise, language: str, sections: Sections) -> Task | Paragraph:
    title = Text(nl="-")
    name, audience = "reading" if isinstance(part, Reading) else "exercises", part.audiences[0] if part.audiences else "medewerkers"
    alone = Lesson(id="deel", title=title, goal=title, minutes=1).model_copy(update={name: (part,)})
    made = edition(alone, language, audience, sections)
    return made.reading[0] if isinstance(part, Reading) else made.tasks[0]


def _carried(part: Reading | Exercise) -> Iterator[str]:
    """The statements of a part that its sources carry."""
    texts: list[Text] = [part.text] if isinstance(part, Reading) else [part.why]
    match part:
        case ChoiceExercise():
            texts += [option.stated for option in part.options if option.right]
        case TruthExercise():
            texts += [part.question] * part.correct
            texts += [reason.stated for reason in part.reasons if reason.right]
        case CaseExercise():
            texts += [part.rule, *(condition.stated for condition in part.conditions if condition.right)]
        case OrderExercise():
            texts += [step.stated for step in part.steps]
        case SourceExercise():
            texts.append(part.claim)
    for text in texts:
        for span in split_sentences(text.nl):
            yield span.text if span.text[-1:] in ".!?" else f"{span.text}."


def _pieces(cited: Cited, carried: Sequence[str]) -> tuple[tuple[str, bool], ...]:
    """The Dutch text of a section, cut where a sentence carries one of ``carried``."""
    text = cited.section.text
    spans = split_sentences(text)
    sentences = [span.text for span in spans]
    found = {support(statement, sentences, "nl").evidence for statement in carried}
    pieces, start = list[tuple[str, bool]](), 0
    for number, span in enumerate(spans):
        if number in found:
            pieces += [(text[start : span.start], False), (span.text, True)]
            start = span.end
    return tuple(piece for piece in (*pieces, (text[start:], False)) if piece[0])
