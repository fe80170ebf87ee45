"""Where lessons are kept: those that ship, and in ``<data>/lessons`` those of the organisation, every published version of each.

``<id>/draft.yaml`` is what a trainer works on; ``<id>/v<n>.yaml`` is version n as it was published and never changes; a file ``withdrawn``
beside them takes the lesson off the page. Every write is to a new file that takes the place of the old one, so a process that is killed leaves
the old or the new.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from assistant.instruction.lesson import Lesson, LessonError, id_of, load_lessons, read_lesson, write_lesson
from corpus.disk import write_whole

SHIPPED = Path(__file__).parents[2] / "corpus" / "lessons"
_VERSION = re.compile(r"v(\d{1,6})\.yaml")
_ID = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?")


@dataclass(frozen=True, slots=True)
class Shelf:
    """The lessons that ship in ``shipped`` and those of the organisation in ``folder``, which need not exist."""

    folder: Path
    shipped: Path = SHIPPED

    def built_in(self) -> tuple[Lesson, ...]:
        """The lessons that ship, in their order."""
        return load_lessons(self.shipped)

    def published(self) -> tuple[Lesson, ...]:
        """What learners may follow: the lessons that ship, then the newest version of each of the organisation's own."""
        return (*self.built_in(), *self.own())

    def own(self) -> tuple[Lesson, ...]:
        """The newest published version of each of the organisation's own lessons that is not withdrawn."""
        found = (self.version(name, numbers[-1]) for name in self.names() if (numbers := self.versions(name)) and not self.withdrawn(name))
        return tuple(found)

    def find(self, name: str) -> Lesson | None:
        """A published lesson by its id."""
        return next((lesson for lesson in self.published() if lesson.id == name), None)

    def names(self) -> tuple[str, ...]:
        """The ids of the organisation's own lessons, drafts included."""
        if not self.folder.is_dir():
            return ()
        return tuple(sorted(path.name for path in self.folder.iterdir() if path.is_dir() and _ID.fullmatch(path.name)))

    def versions(self, name: str) -> tuple[int, ...]:
        """The published versions of an own lesson, oldest first."""
        return tuple(sorted(int(match[1]) for path in self._files(name) if (match := _VERSION.fullmatch(path.name))))

    def version(self, name: str, number: int) -> Lesson:
        """A published version. Raises :class:`LessonError` when it is not there or damaged."""
        return self._read(self.folder_of(name) / f"v{number}.yaml")

    def draft(self, name: str) -> Lesson | None:
        """What a trainer is working on; None when there is nothing."""
        file = self.folder_of(name) / "draft.yaml"
        return self._read(file) if file.is_file() else None

    def save_draft(self, lesson: Lesson) -> None:
        """Keep a draft. Raises :class:`LessonError` for the id of a lesson that ships, and when the disk refuses."""
        if lesson.id in map(id_of, self.shipped.glob("*.yaml")):
            raise LessonError(f"De ingebouwde les {lesson.id!r} kan niet worden overschreven. Kies een ander kenmerk.")
        write_file(self.folder_of(lesson.id) / "draft.yaml", write_lesson(lesson))

    def publish(self, name: str) -> Lesson:
        """Make the next version of the approved parts of a draft. Raises :class:`LessonError` when nothing in it is approved.

        What stands in the draft but is not approved stays in the draft alone.
        """
        draft = self.draft(name)
        if draft is None:
            raise LessonError(f"Er is geen concept {name!r}.")
        numbers = self.versions(name)
        lesson = draft.published().model_copy(update={"version": (numbers[-1] if numbers else 0) + 1})
        if not lesson.reading and not lesson.exercises:
            raise LessonError("Er is nog niets goedgekeurd. Keur minstens één opdracht goed en publiceer dan.")
        write_file(self.folder_of(name) / f"v{lesson.version}.yaml", write_lesson(lesson))
        (self.folder_of(name) / "withdrawn").unlink(missing_ok=True)
        return lesson

    def withdrawn(self, name: str) -> bool:
        """Whether a lesson was taken off the page."""
        return (self.folder_of(name) / "withdrawn").exists()

    def withdraw(self, name: str) -> None:
        """Take a lesson off the page; its versions stay. Publishing again puts it back."""
        write_file(self.folder_of(name) / "withdrawn", b"")

    def folder_of(self, name: str) -> Path:
        """Where what belongs to an own lesson is kept. Raises :class:`LessonError` for what cannot be an id."""
        if not _ID.fullmatch(name):
            raise LessonError(f"{name!r} kan geen kenmerk van een les zijn: kleine letters, cijfers en streepjes.")
        return self.folder / name

    def _files(self, name: str) -> Iterator[Path]:
        folder = self.folder_of(name)
        yield from folder.iterdir() if folder.is_dir() else ()

    def _read(self, file: Path) -> Lesson:
        try:
            return read_lesson(file.read_bytes(), f"{file.parent.name}/{file.name}")
        except OSError as error:
            raise LessonError(f"{file.parent.name}/{file.name} is niet te lezen: {error.strerror}.") from error


def write_file(file: Path, content: bytes) -> None:
    """Put ``content`` in the place of a file, all of it or nothing. Raises :class:`LessonError` when the disk refuses."""
    try:
        write_whole(file, content)
    except OSError as error:
        raise LessonError(f"{file} is niet te schrijven: {error.strerror}. Maak ruimte of geef schrijfrechten en probeer het opnieuw.") from error
