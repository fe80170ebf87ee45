"""A lesson to hand out and to present: Word and PDF for learners, slides for who teaches. What all three show is a :class:`Sheet`.

The texts of a lesson come from people and are untrusted: they are cleaned here, and each writer escapes them.
"""

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import datetime
from typing import TypeVar

from assistant.instruction.edition import Edition, Form, Option, Paragraph, Part, Source, Task
from assistant.notices import spoken_date
from ui.export import MEDIA, clean
from ui.export_strings import EXPORT, ExportStrings
from ui.lesson_file_strings import LESSON_FILES, LessonFileStrings
from ui.strings import STRINGS

# The kinds of file, and the media type of each.
KINDS = {
    "docx": MEDIA["docx"],
    "pdf": MEDIA["pdf"],
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
}
# Exercises that ask for a judgement, which on paper is explained in words of one's own.
_JUDGED = ("truth", "case")

_Value = TypeVar("_Value")


@dataclass(frozen=True, slots=True)
class Choice:
    """An option as it stands on paper: ``mark`` is its letter, unique within the exercise, "" for mere text of a prompt."""

    mark: str
    text: str
    right: bool
    why: str
    sources: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Question:
    """A thing to answer; ``choices`` are in the order of the paper, ``answer`` are the right ones (of ``order``: in the right order).

    ``start`` is how many letters of the exercise the questions before it have.
    """

    form: Form
    start: int
    prompt: str
    choices: tuple[Choice, ...]
    answer: tuple[Choice, ...]

    @property
    def rule(self) -> str:
        """Why the right one is right; "" where the exercise itself explains it."""
        return next((choice.why for choice in self.answer if choice.why), "")

    @property
    def told(self) -> str:
        """The answer on one line: "B. Niet waar", or the letters alone when there are several."""
        if len(self.answer) == 1:
            return f"{self.answer[0].mark}. {self.answer[0].text.strip()}"
        return (" – " if self.form == "order" else ", ").join(choice.mark for choice in self.answer)

    @property
    def mistakes(self) -> tuple[Choice, ...]:
        """The wrong choices that there is something to say about."""
        rule = self.rule
        return tuple(choice for choice in self.choices if not choice.right and (choice.sources or choice.why not in ("", rule)))


@dataclass(frozen=True, slots=True)
class Exercise:
    """An exercise with its number; ``judged`` when the learner explains the choice too."""

    number: int
    question: str
    parts: tuple[Question, ...]
    why: str
    sources: tuple[int, ...]
    stale: tuple[str, ...]
    judged: bool


@dataclass(frozen=True, slots=True)
class Sheet:
    """A lesson before it is written in one of the formats; ``facts`` are what stands under its title: a name and a value."""

    language: str
    made: datetime
    words: LessonFileStrings
    common: ExportStrings
    title: str
    goal: str
    facts: tuple[tuple[str, str], ...]
    stale: bool
    reading: tuple[Paragraph, ...]
    exercises: tuple[Exercise, ...]
    sources: tuple[Source, ...]
    further: tuple[int, ...]

    def texts(self) -> Iterator[str]:
        """Every text of the lesson that is shown."""
        yield from _texts((self.title, self.goal, self.facts, self.reading, self.exercises, self.sources))


def lesson_file(edition: Edition, kind: str, made: datetime, answers: bool) -> bytes:
    """The lesson as a file of ``kind`` (a key of :data:`KINDS`); without ``answers`` it is fit for an exam."""
    sheet = compose(edition, made)
    if kind == "docx":
        from ui.lesson_docx import write_docx

        return write_docx(sheet, answers)
    if kind == "pdf":
        from ui.lesson_pdf import write_pdf

        return write_pdf(sheet, answers)
    from ui.lesson_pptx import write_pptx

    return write_pptx(sheet, answers)


def file_name(edition: Edition, kind: str, answers: bool) -> str:
    """A name for the file that tells which lesson it is, for whom, in which language and version: safe in a header and on a disk."""
    words = ["les" if edition.language == "nl" else "lesson", edition.id, edition.audience, edition.language]
    if edition.version:
        words.append(f"v{edition.version}")
    if not answers:
        words.append("zonder-antwoorden" if edition.language == "nl" else "without-answers")
    return re.sub(r"[^a-z0-9-]+", "-", "-".join(words).lower()) + f".{kind}"


def compose(edition: Edition, made: datetime) -> Sheet:
    """The lesson as it stands on paper: cleaned, its exercises numbered and shuffled."""
    shown = _cleaned(edition)
    words, statuses = LESSON_FILES[edition.language], STRINGS[edition.language].statuses
    return Sheet(
        language=edition.language,
        made=made,
        words=words,
        common=EXPORT[edition.language],
        title=shown.title.strip(),
        goal=shown.goal.strip(),
        facts=tuple(_facts(shown, words, made)),
        stale=edition.stale,
        reading=shown.reading,
        exercises=tuple(_exercise(edition.id, number, task) for number, task in enumerate(shown.tasks, start=1)),
        sources=tuple(replace(source, status=statuses.get(source.status, source.status)) for source in shown.sources),
        further=edition.further,
    )


def _facts(edition: Edition, words: LessonFileStrings, made: datetime) -> Iterator[tuple[str, str]]:
    yield words.time, words.minutes.format(edition.minutes)
    yield words.audience, words.audiences.get(edition.audience, edition.audience)
    yield words.version, str(edition.version) if edition.version else words.built_in
    yield words.day, spoken_date(made.date(), edition.language)
    if edition.author:
        yield words.author, edition.author


def _exercise(lesson: str, number: int, task: Task) -> Exercise:
    chance = random.Random(f"{lesson}/{task.id}")
    parts: list[Question] = []
    for part in task.parts:
        used = sum(bool(choice.mark) for earlier in parts for choice in earlier.choices)
        parts.append(_question(part, used, chance))
    return Exercise(number, task.question, tuple(parts), task.why, task.sources, task.stale, task.kind in _JUDGED)


def _question(part: Part, used: int, chance: random.Random) -> Question:
    """A part as it stands on paper; ``used`` letters of the exercise are taken."""
    order = list(range(len(part.options)))
    if part.shuffle:
        chance.shuffle(order)
    if part.form == "order" and order == sorted(order):
        order.append(order.pop(0))
    numbers = iter(range(used, used + len(order)))
    placed = {index: _choice(part.options[index], numbers) for index in order}
    shown = tuple(placed[index] for index in order)
    told = tuple(placed[index] for index in sorted(order)) if part.form == "order" else shown
    return Question(part.form, used, part.prompt, shown, tuple(choice for choice in told if choice.mark and choice.right))


def _choice(option: Option, numbers: Iterator[int]) -> Choice:
    mark = letter(next(numbers)) if option.selectable else ""
    return Choice(mark, option.text, option.right, option.why, option.sources)


def letter(number: int) -> str:
    """0 is A, 25 is Z, 26 is AA."""
    return (letter(number // 26 - 1) if number >= 26 else "") + chr(ord("A") + number % 26)


def markers(numbers: tuple[int, ...]) -> str:
    """ "[1] [4]": the numbers of sources as mere text."""
    return " ".join(f"[{number}]" for number in numbers)


def _cleaned(value: _Value) -> _Value:
    """The same value with every text in it on one line, and without what a file refuses or what hides or reorders other text.

    Spaces at the ends stay: a stretch of a prompt may begin with one.
    """
    if isinstance(value, str):
        return re.sub(r"[ \n]+", " ", clean(value))  # type: ignore[return-value]
    if isinstance(value, tuple):
        return tuple(_cleaned(item) for item in value)  # type: ignore[return-value]
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{field.name: _cleaned(getattr(value, field.name)) for field in fields(value)})
    return value


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for item in value:
            yield from _texts(item)
    elif is_dataclass(value):
        for field in fields(value):
            yield from _texts(getattr(value, field.name))
