"""A lesson as it is given: in one language, for one audience, with its sources looked up. Pages, handouts, slides and packages all show this.

Every exercise becomes one or two :class:`Part` of four forms, so that nothing that shows exercises needs to know their kinds.
"""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal

from assistant.instruction.check import STALE, current
from assistant.instruction.lesson import (
    Audience,
    CaseExercise,
    ChoiceExercise,
    Exercise,
    Lesson,
    OrderExercise,
    Reading,
    SourceExercise,
    SpotExercise,
    TruthExercise,
    spots,
)
from assistant.instruction.lesson import Option as Written
from assistant.instruction.sections import Sections
from assistant.instruction.words import WORDS, Words

Form = Literal["one", "many", "order", "spot"]


@dataclass(frozen=True, slots=True)
class Source:
    """A section that the edition cites, as number ``number`` of its list; ``status`` is a key of the statuses ("geldend")."""

    number: int
    place: str
    label: str
    reference: str
    text: str
    url: str
    status: str


@dataclass(frozen=True, slots=True)
class Option:
    """A choice, a step, or a stretch of a prompt (``selectable`` False: mere text). ``sources`` are the numbers that set a wrong one right."""

    text: str
    right: bool
    why: str = ""
    sources: tuple[int, ...] = ()
    selectable: bool = True


@dataclass(frozen=True, slots=True)
class Part:
    """A thing to answer. ``one``: one option is right; ``many``: exactly the right ones are to be chosen; ``order``: the options are given in
    the right order; ``spot``: the options in their order make up a text, of which the right stretches are to be chosen.

    ``shuffle`` tells whether a page shows the options in another order each time.
    """

    form: Form
    prompt: str
    options: tuple[Option, ...]
    shuffle: bool = True


@dataclass(frozen=True, slots=True)
class Task:
    """An exercise: a question with what there is to answer, and the explanation with its sources. ``stale`` names the labels of sources that
    have changed since a person approved it."""

    id: str
    kind: str
    question: str
    parts: tuple[Part, ...]
    why: str
    sources: tuple[int, ...]
    stale: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A stretch to read."""

    id: str
    title: str
    text: str
    sources: tuple[int, ...]
    stale: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Edition:
    """The whole lesson; ``sources`` are numbered from 1 in the order in which they are cited, ``further`` are numbers of that list."""

    id: str
    version: int
    language: str
    audience: str
    title: str
    goal: str
    minutes: int
    author: str
    reading: tuple[Paragraph, ...]
    tasks: tuple[Task, ...]
    sources: tuple[Source, ...]
    further: tuple[int, ...]

    @property
    def stale(self) -> bool:
        """Whether any part rests on a source that has changed since it was approved."""
        return any(part.stale for part in self.reading) or any(task.stale for task in self.tasks)


def edition(lesson: Lesson, language: str, audience: Audience, sections: Sections) -> Edition:
    """``lesson`` in ``language`` ("nl" or "en") for ``audience``: what is for everybody and what is for them.

    Places that the corpus no longer has are left out of the sources; the parts that cite them are stale.
    """
    sources = _Sources(sections, language)
    reading = tuple(_paragraph(part, sources) for part in lesson.reading if _is_for(part, audience))
    tasks = tuple(_task(part, sources) for part in lesson.exercises if _is_for(part, audience))
    further = sources.numbers(lesson.further)
    return Edition(
        lesson.id, lesson.version, language, audience, lesson.title.shown(language), lesson.goal.shown(language), lesson.minutes,
        lesson.author, reading, tasks, tuple(sources.listed), further,
    )  # fmt: skip


def as_json(shown: Edition) -> dict[str, Any]:
    """The edition as plain values, for the page and the packages that show it in a browser."""
    return asdict(shown)


def _is_for(part: Reading | Exercise, audience: Audience) -> bool:
    return not part.audiences or audience in part.audiences


class _Sources:
    """Numbers the places that are cited, in the order in which they come up."""

    def __init__(self, sections: Sections, language: str) -> None:
        self.sections, self.language, self.words = sections, language, WORDS[language]
        self.listed: list[Source] = []
        self._numbers: dict[str, int] = {}

    def numbers(self, places: Iterable[str]) -> tuple[int, ...]:
        return tuple(number for place in dict.fromkeys(places) if (number := self._number(place)))

    def _number(self, place: str) -> int:
        cited = self.sections.get(place)
        if cited is None:
            return 0
        if place not in self._numbers:
            self._numbers[place] = len(self.listed) + 1
            self.listed.append(
                Source(
                    number=self._numbers[place],
                    place=place,
                    label=cited.label(self.language),
                    reference=cited.section.reference,
                    text=cited.text(self.language),
                    url=cited.section.url,
                    status=str(cited.status),
                )
            )
        return self._numbers[place]

    def label(self, place: str) -> str:
        cited = self.sections.get(place)
        return cited.label(self.language) if cited else place

    def stale(self, part: Reading | Exercise) -> tuple[str, ...]:
        return tuple(self.label(finding.about) for finding in current(part, self.sections) if finding.problem in STALE)


def _paragraph(part: Reading, sources: _Sources) -> Paragraph:
    language = sources.language
    return Paragraph(part.id, part.title.shown(language), part.text.shown(language), sources.numbers(part.cites), sources.stale(part))


def _task(part: Exercise, sources: _Sources) -> Task:
    language = sources.language
    if isinstance(part, SourceExercise):
        # Numbered by name, so that the list of sources does not tell which one is right.
        sources.numbers(sorted((*part.cites, *part.others), key=sources.label))
    cited = sources.numbers(part.cites)
    return Task(
        part.id, part.kind, part.question.shown(language), _parts(part, sources, sources.words), part.why.shown(language), cited, sources.stale(part)
    )


def _parts(part: Exercise, sources: _Sources, words: Words) -> tuple[Part, ...]:
    language = sources.language
    match part:
        case ChoiceExercise():
            several = sum(option.right for option in part.options) > 1
            return (Part("many" if several else "one", words.many if several else words.one, _options(part.options, sources)),)
        case TruthExercise():
            wrong = sources.numbers([part.mistake] if part.mistake else [])
            said = (Option(words.true, part.correct, "", wrong), Option(words.false, not part.correct, "", wrong))
            return Part("one", words.is_true, said, shuffle=False), Part("one", words.why, _options(part.reasons, sources))
        case CaseExercise():
            verdicts = tuple(Option(text, key == part.verdict, part.rule.shown(language)) for key, text in words.verdicts.items())
            first = Part("one", words.may, verdicts, shuffle=False)
            return (first, Part("many", words.which_conditions, _options(part.conditions, sources))) if part.conditions else (first,)
        case OrderExercise():
            return (Part("order", words.order, tuple(Option(step.text.shown(language), True) for step in part.steps)),)
        case SpotExercise():
            stretches = spots(part.prompt.shown(language))
            return (Part("spot", words.spot, tuple(Option(text, bool(mark), selectable=mark is not None) for text, mark in stretches), False),)
        case SourceExercise():
            places = ((place, place == part.cites[0]) for place in (part.cites[0], *part.others))
            options = tuple(Option(sources.label(place), right, "", () if right else sources.numbers([place])) for place, right in places)
            return (Part("one", words.source, options),)
    raise AssertionError(part.kind)


def _options(written: Sequence[Written], sources: _Sources) -> tuple[Option, ...]:
    language = sources.language
    return tuple(
        Option(
            option.text.shown(language),
            option.right,
            option.why.shown(language) if option.why else "",
            sources.numbers([option.mistake] if option.mistake else []),
        )
        for option in written
    )


