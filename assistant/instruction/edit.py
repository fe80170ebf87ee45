"""Changes to a lesson, each giving a new one: put a part in, move it, take it out, approve it."""

from datetime import date
from typing import TypeVar

from assistant.instruction.lesson import Approved, Exercise, Lesson, LessonError, Piece, Reading, places_of
from assistant.instruction.sections import Sections

_Part = TypeVar("_Part", bound=Piece)


def approve(part: _Part, by: str, day: date, sections: Sections) -> _Part:
    """``part`` as approved by a person who read it beside its sources. Raises :class:`LessonError` for a place the corpus lacks."""
    places = places_of(part)
    unknown = next((place for place in places if sections.get(place) is None), None)
    if unknown:
        raise LessonError(f"{part.id}: de vindplaats {unknown!r} staat niet in de bronnen. Kies een andere.")
    return part.model_copy(update={"approved": Approved(by=by, day=day, seen=sections.marks(places))})


def put(lesson: Lesson, part: Reading | Exercise) -> Lesson:
    """``part`` in the place of the one with its id, or at the end. Raises :class:`LessonError` when the lesson is full."""
    if isinstance(part, Reading):
        return _checked(lesson, reading=_put(lesson.reading, part), exercises=lesson.exercises)
    return _checked(lesson, reading=lesson.reading, exercises=_put(lesson.exercises, part))


def remove(lesson: Lesson, name: str) -> Lesson:
    """The lesson without the part of that id."""
    return lesson.model_copy(
        update={
            "reading": tuple(part for part in lesson.reading if part.id != name),
            "exercises": tuple(part for part in lesson.exercises if part.id != name),
        }
    )


def move(lesson: Lesson, name: str, steps: int) -> Lesson:
    """The part of that id moved among its like: -1 is one place up, 1 one place down."""
    return lesson.model_copy(update={"reading": _move(lesson.reading, name, steps), "exercises": _move(lesson.exercises, name, steps)})


def find(lesson: Lesson, name: str) -> Reading | Exercise | None:
    """The part of that id."""
    return next((part for part in lesson.parts() if part.id == name), None)


def fresh_id(lesson: Lesson, stem: str) -> str:
    """An id that no part of the lesson has: "opdracht-3"."""
    taken = {part.id for part in lesson.parts()}
    return next(name for number in range(1, len(taken) + 2) if (name := f"{stem}-{number}") not in taken)


def _put(parts: tuple[_Part, ...], part: _Part) -> tuple[_Part, ...]:
    if any(other.id == part.id for other in parts):
        return tuple(part if other.id == part.id else other for other in parts)
    return (*parts, part)


def _move(parts: tuple[_Part, ...], name: str, steps: int) -> tuple[_Part, ...]:
    place = next((number for number, part in enumerate(parts) if part.id == name), None)
    if place is None:
        return parts
    rest = [part for part in parts if part.id != name]
    rest.insert(max(0, min(len(rest), place + steps)), parts[place])
    return tuple(rest)


def _checked(lesson: Lesson, reading: tuple[Reading, ...], exercises: tuple[Exercise, ...]) -> Lesson:
    from pydantic import ValidationError

    from assistant.instruction.lesson import explain

    try:
        return Lesson.model_validate(lesson.model_dump() | {"reading": reading, "exercises": exercises})
    except ValidationError as error:
        raise LessonError(f"{lesson.id}: {explain(error)}.") from error
