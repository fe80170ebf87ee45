"""A lesson: what is read, what is practised and which sections both rest on. Start here; the format for people is ``corpus/lessons/README.md``.

Pure values and their reading from YAML. What an exercise looks like to a learner is ``edition.py``; whether it is true, ``check.py``.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal, Self, get_args

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from corpus.document import CorpusError

# medewerkers: all staff; beleid: policy makers; inkoop: buyers and project leaders.
Audience = Literal["medewerkers", "beleid", "inkoop"]
AUDIENCES: tuple[Audience, ...] = get_args(Audience)
# The answer to "mag dit?": yes; yes, on conditions; no.
Verdict = Literal["mag", "mits", "niet"]
Place = Annotated[str, Field(pattern=r"^[^\s/]{1,120}/[^\s/]{1,160}$")]
Id = Annotated[str, Field(pattern=r"^[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?$")]
_MOST = 2_000
_SPOT = re.compile(r"\[\[(?P<personal>[^\[\]]+)\]\]|\(\((?P<other>[^()]+)\)\)")
# Larger than any lesson; reading YAML is slow.
_LARGEST = 2_000_000


class LessonError(CorpusError):
    """A lesson that cannot be used; the message names the lesson and the field."""


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Text(_Frozen):
    """A text in Dutch, and in English where the lesson is given in English too. A bare string in the file is Dutch only."""

    nl: Annotated[str, Field(min_length=1, max_length=_MOST)]
    en: Annotated[str, Field(max_length=_MOST)] = ""

    @model_validator(mode="before")
    @classmethod
    def _bare(cls, value: object) -> object:
        return {"nl": value} if isinstance(value, str) else value

    @field_validator("nl", "en", mode="after")
    @classmethod
    def _one_line(cls, value: str) -> str:
        return " ".join(value.split())

    def shown(self, language: str) -> str:
        """The text in ``language``; Dutch where there is no English."""
        return (self.en if language == "en" else self.nl) or self.nl


class Approved(_Frozen):
    """Who read an exercise beside its sources and let it be published, and what the sources were like then.

    ``seen`` maps each place to its mark: see :meth:`assistant.instruction.sections.Sections.mark`.
    """

    by: Annotated[str, Field(min_length=1, max_length=60)]
    day: date
    seen: Mapping[Place, str]


class Option(_Frozen):
    """A choice. ``why`` is told to who picks it wrongly; ``mistake`` is the section that sets the misconception right.

    ``claim`` is the whole statement that the option makes, where the option itself is not a whole sentence.
    """

    text: Text
    right: bool = False
    claim: Text | None = None
    why: Text | None = None
    mistake: Place | None = None

    @property
    def stated(self) -> Text:
        """What the option claims."""
        return self.claim or self.text


class Piece(_Frozen):
    """A part of a lesson that rests on sources; no ``audiences`` means: for everybody."""

    id: Id
    cites: Annotated[tuple[Place, ...], Field(min_length=1)]
    audiences: tuple[Audience, ...] = ()
    approved: Approved | None = None


class Reading(Piece):
    """A stretch to read: each sentence is carried by a section of ``cites``."""

    title: Text
    text: Text


class _Exercise(Piece):
    """What every exercise has. ``why`` explains the answer: each of its sentences is carried by a section of ``cites``."""

    question: Text
    why: Text
    # How a proposal was made ("template:number", "model"); empty for what people wrote.
    made_by: str = ""


class ChoiceExercise(_Exercise):
    """Multiple choice; with more than one right option all of them must be picked."""

    kind: Literal["choice"] = "choice"
    options: Annotated[tuple[Option, ...], Field(min_length=2, max_length=8)]

    @model_validator(mode="after")
    def _can_be_answered(self) -> Self:
        _needs_both(self.options, "options")
        return self


class TruthExercise(_Exercise):
    """True or false, with the reason: ``question`` is the statement, ``reasons`` has one right option."""

    kind: Literal["truth"] = "truth"
    correct: bool
    mistake: Place | None = None
    reasons: Annotated[tuple[Option, ...], Field(min_length=2, max_length=6)]

    @model_validator(mode="after")
    def _one_reason(self) -> Self:
        if sum(reason.right for reason in self.reasons) != 1:
            raise ValueError("reasons: precies één reden is goed (right: true)")
        return self


class CaseExercise(_Exercise):
    """"Mag dit?": ``question`` tells the situation; ``rule`` is the statement the verdict rests on; ``conditions`` which of these apply."""

    kind: Literal["case"] = "case"
    verdict: Verdict
    rule: Text
    conditions: Annotated[tuple[Option, ...], Field(max_length=8)] = ()

    @model_validator(mode="after")
    def _conditions(self) -> Self:
        if self.conditions:
            _needs_both(self.conditions, "conditions")
        return self


class Step(_Frozen):
    """A step; ``claim`` is the sentence of the source that asks for it, where ``text`` is shorter."""

    text: Text
    claim: Text | None = None

    @property
    def stated(self) -> Text:
        """What the step claims."""
        return self.claim or self.text


class OrderExercise(_Exercise):
    """Put the steps in order; ``steps`` are given in the right one."""

    kind: Literal["order"] = "order"
    steps: Annotated[tuple[Step, ...], Field(min_length=3, max_length=8)]


class SpotExercise(_Exercise):
    """Spot the personal data in a prompt: ``[[…]]`` marks what is personal data, ``((…))`` what only looks like it."""

    kind: Literal["spot"] = "spot"
    prompt: Text

    @model_validator(mode="after")
    def _marked(self) -> Self:
        counts = {
            language: [personal for _, personal in spots(self.prompt.shown(language)) if personal is not None] for language in ("nl", "en")
        }
        if not any(counts["nl"]) or all(counts["nl"]):
            raise ValueError("prompt: markeer minstens één [[persoonsgegeven]] en één ((ander woord))")
        if counts["nl"] != counts["en"]:
            raise ValueError("prompt: de Engelse tekst markeert niet hetzelfde als de Nederlandse")
        return self


class SourceExercise(_Exercise):
    """Find the source: which section says ``claim``? ``cites[0]`` does, those of ``others`` do not."""

    kind: Literal["source"] = "source"
    claim: Text
    others: Annotated[tuple[Place, ...], Field(min_length=1, max_length=6)]


Exercise = Annotated[
    ChoiceExercise | TruthExercise | CaseExercise | OrderExercise | SpotExercise | SourceExercise, Field(discriminator="kind")
]


class Lesson(_Frozen):
    """A lesson or, without ``reading``, a quiz. ``version`` counts what a trainer published; lessons that ship have 0."""

    id: Id
    title: Text
    goal: Text
    minutes: Annotated[int, Field(ge=1, le=480)]
    audiences: Annotated[tuple[Audience, ...], Field(min_length=1)] = AUDIENCES
    reading: tuple[Reading, ...] = ()
    exercises: Annotated[tuple[Exercise, ...], Field(max_length=200)] = ()
    # Sections for who wants to read on.
    further: tuple[Place, ...] = ()
    author: Annotated[str, Field(max_length=60)] = ""
    version: Annotated[int, Field(ge=0)] = 0

    @model_validator(mode="after")
    def _ids_differ(self) -> Self:
        ids = [part.id for part in self.parts()]
        double = next((name for name in ids if ids.count(name) > 1), None)
        if double:
            raise ValueError(f"id {double!r} komt twee keer voor")
        return self

    def parts(self) -> Iterator["Reading | Exercise"]:
        """Everything with an id and sources, in order."""
        yield from self.reading
        yield from self.exercises

    def published(self) -> "Lesson":
        """The lesson with only what a person has approved."""
        return self.model_copy(
            update={
                "reading": tuple(part for part in self.reading if part.approved),
                "exercises": tuple(exercise for exercise in self.exercises if exercise.approved),
            }
        )


def spots(prompt: str) -> Iterator[tuple[str, bool | None]]:
    """The stretches of a marked prompt: (text, True for personal data, False for what only looks like it, None for the rest)."""
    start = 0
    for match in _SPOT.finditer(prompt):
        if match.start() > start:
            yield prompt[start : match.start()], None
        yield (match["personal"], True) if match["personal"] else (match["other"], False)
        start = match.end()
    if start < len(prompt):
        yield prompt[start:], None


def places_of(part: Piece) -> tuple[str, ...]:
    """Every place a part rests on: what it cites, and what sets its misconceptions right."""
    mistakes: list[str | None] = []
    match part:
        case ChoiceExercise():
            mistakes = [option.mistake for option in part.options]
        case TruthExercise():
            mistakes = [part.mistake, *(reason.mistake for reason in part.reasons)]
        case CaseExercise():
            mistakes = [condition.mistake for condition in part.conditions]
        case SourceExercise():
            mistakes = [*part.others]
    return tuple(dict.fromkeys([*part.cites, *(place for place in mistakes if place)]))


def _needs_both(options: tuple[Option, ...], name: str) -> None:
    if len({option.right for option in options}) < 2:
        raise ValueError(f"{name}: er moet minstens één goede (right: true) en één foute keuze zijn")


def read_lesson(data: bytes, name: str) -> Lesson:
    """The lesson in a YAML file; ``name`` says where a fault is. Raises :class:`LessonError`."""
    if len(data) > _LARGEST:
        raise LessonError(f"{name}: groter dan {_LARGEST // 1_000_000} MB. Maak er meer lessen van.")
    try:
        value = yaml.load(data.decode("utf-8-sig"), _Loader)  # a SafeLoader of our own, below  # nosec B506
    except (UnicodeDecodeError, yaml.YAMLError, RecursionError, ValueError) as error:
        mark = getattr(error, "problem_mark", None)
        raise LessonError(f"{name}: geen geldige YAML{f' (zie regel {mark.line + 1})' if mark else ''}.") from error
    try:
        return Lesson.model_validate(value)
    except ValidationError as error:
        raise LessonError(f"{name}: {explain(error)}.") from error


class _Loader(yaml.SafeLoader):
    """Plain YAML without anchors: a few lines of them can make a text of gigabytes."""

    def compose_node(self, parent: Any, index: Any) -> Any:
        if self.check_event(yaml.AliasEvent):
            raise yaml.YAMLError("aliases are not used in lessons")
        return super().compose_node(parent, index)


def explain(error: ValidationError) -> str:
    """The first fault of a lesson: where it is, and what is wrong, without what was typed."""
    first = error.errors(include_url=False, include_input=False)[0]
    where = ".".join(str(step) for step in first["loc"]) or "les"
    return f"{where}: {first['msg'].removeprefix('Value error, ')}"


_LAST = ("why", "cites", "audiences", "approved", "made_by")


def write_lesson(lesson: Lesson) -> bytes:
    """The lesson as the YAML that :func:`read_lesson` reads, in an order that reads well: what is asked, then why, then on what grounds."""
    value = lesson.model_dump(mode="json", exclude_defaults=True, exclude_none=True)
    for name, parts in (("reading", lesson.reading), ("exercises", lesson.exercises)):
        if name in value:
            value[name] = [_in_order(part, getattr(kept, "kind", "")) for part, kept in zip(value[name], parts, strict=True)]
    text: str = yaml.safe_dump(value, allow_unicode=True, sort_keys=False, width=130)
    return text.encode()


def _in_order(part: dict[str, Any], kind: str) -> dict[str, Any]:
    head: dict[str, Any] = {"id": part.pop("id")} | ({"kind": kind} if kind else {})
    tail = {name: part.pop(name) for name in _LAST if name in part}
    return head | {name: value for name, value in part.items() if name != "kind"} | tail


def id_of(path: Path) -> str:
    """The id of the lesson in a file that ships: "3-kiezen.yaml" holds "kiezen"."""
    return path.stem.lstrip("0123456789-")


def load_lessons(folder: Path) -> tuple[Lesson, ...]:
    """Every lesson of a folder of ``<id>.yaml`` files, ordered by file name. Raises :class:`LessonError`."""
    lessons = []
    for path in sorted(folder.glob("*.yaml")):
        lesson = read_lesson(path.read_bytes(), path.name)
        if id_of(path) != lesson.id:
            raise LessonError(f"{path.name}: de les heet {lesson.id!r}. Geef het bestand die naam.")
        lessons.append(lesson)
    return tuple(lessons)
