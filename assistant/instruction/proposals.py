"""Proposed exercises that wait for a trainer, and those that were rejected, so that they are not proposed again."""

import json
from collections.abc import Iterable
from pathlib import Path

from assistant.instruction.lesson import Exercise, Lesson, LessonError, Text, read_lesson, write_lesson
from assistant.instruction.shelf import write_file


class Proposals:
    """The proposals for one lesson, in ``folder``: ``proposals.yaml`` and ``rejected.json``."""

    def __init__(self, folder: Path) -> None:
        self._waiting, self._rejected = folder / "proposals.yaml", folder / "rejected.json"

    def waiting(self) -> tuple[Exercise, ...]:
        """What a trainer has not decided on, in the order proposed."""
        return read_lesson(self._waiting.read_bytes(), self._waiting.name).exercises if self._waiting.is_file() else ()

    def add(self, exercises: Iterable[Exercise]) -> int:
        """Put new proposals at the end; what waits already or was rejected is left out. Gives how many were added."""
        waiting, rejected = self.waiting(), self.rejected()
        known = {_told(exercise) for exercise in waiting} | rejected
        fresh: list[Exercise] = []
        for exercise in exercises:
            if _told(exercise) not in known:
                known.add(_told(exercise))
                fresh.append(exercise)
        taken = {exercise.id for exercise in waiting}
        numbers = (f"voorstel-{number}" for number in range(1, 10_000) if f"voorstel-{number}" not in taken)
        self._save((*waiting, *(exercise.model_copy(update={"id": next(numbers), "approved": None}) for exercise in fresh)))
        return len(fresh)

    def take(self, name: str) -> Exercise | None:
        """The proposal of that id, taken off the list; None when it is not there."""
        found = next((exercise for exercise in self.waiting() if exercise.id == name), None)
        if found:
            self._save(tuple(exercise for exercise in self.waiting() if exercise.id != name))
        return found

    def reject(self, name: str) -> bool:
        """Take a proposal off the list for good; False when it is not there."""
        found = self.take(name)
        if found:
            write_file(self._rejected, json.dumps(sorted(self.rejected() | {_told(found)}), ensure_ascii=False).encode())
        return found is not None

    def rejected(self) -> frozenset[str]:
        """What was rejected, as the text that tells exercises apart."""
        try:
            return frozenset(json.loads(self._rejected.read_text(encoding="utf-8"))) if self._rejected.is_file() else frozenset()
        except ValueError as error:
            raise LessonError(f"{self._rejected} is beschadigd. Verwijder dat bestand; afgewezen voorstellen kunnen dan terugkomen.") from error

    def _save(self, exercises: tuple[Exercise, ...]) -> None:
        title = Text(nl="Voorstellen")
        write_file(self._waiting, write_lesson(Lesson(id="voorstellen", title=title, goal=title, minutes=1, exercises=exercises)))


def _told(exercise: Exercise) -> str:
    """What tells an exercise from another: what it asks, and on what grounds."""
    return f"{exercise.kind} {exercise.question.nl} {exercise.why.nl}"
