"""What every page of the trainers needs: where lessons are kept, who works on them, and the page that is shown."""

import re
import secrets
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

from fastapi import HTTPException, Request
from fastapi.responses import HTMLResponse, Response
from filelock import FileLock

from assistant.instruction.lesson import AUDIENCES, Lesson, LessonError
from assistant.instruction.proposals import Proposals
from assistant.instruction.results import Groups
from assistant.instruction.sections import Sections
from assistant.instruction.shelf import Shelf
from assistant.notices import spoken_date
from assistant.pipeline import Assistant
from ui import staff
from ui.access import visitor_of
from ui.forms import Form, read_form, token_of
from ui.lessons import GROUPS, sections_today
from ui.pages import language_of, page
from ui.strings import STRINGS
from ui.training_edit_strings import EDIT
from ui.training_job import Jobs
from ui.training_judge_strings import JUDGE
from ui.training_kind_strings import KINDS
from ui.training_lesson_strings import LESSON
from ui.training_shown import Shown, mark_of, shown
from ui.training_strings import TRAINING

_WHO = "trainer"
_NO_LETTERS = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True)
class Desk:
    """Where everything is kept, and how a page of it is made. ``site`` is the address at which learners follow lessons.

    ``lock`` is held while a draft or its proposals are read and written back; ``jobs`` are the searches for proposals.
    """

    assistant: Assistant
    data: Path
    language: str
    site: str
    token: str = field(default_factory=lambda: secrets.token_urlsafe(24))
    jobs: Jobs = field(default_factory=Jobs)
    _built_in: list[Lesson] = field(default_factory=list)

    @cached_property
    def lock(self) -> FileLock:
        """Also for the other processes that serve these pages."""
        (self.data / "lessons").mkdir(parents=True, exist_ok=True)
        return FileLock(self.data / "lessons" / ".lock")

    @property
    def shelf(self) -> Shelf:
        return Shelf(self.data / "lessons")

    @property
    def groups(self) -> Groups:
        return Groups(self.data / GROUPS)

    @property
    def sections(self) -> Sections:
        """The texts as they stand today."""
        return sections_today(self.assistant)

    def proposals(self, name: str) -> Proposals:
        return Proposals(self.shelf.folder_of(name))

    def draft(self, name: str) -> Lesson:
        """What is worked on: the draft, else the newest version. Raises 404 for a lesson that is not there."""
        shelf = self.shelf
        if name in shelf.names():
            if found := shelf.draft(name):
                return found
            if numbers := shelf.versions(name):
                return shelf.version(name, numbers[-1])
        raise HTTPException(404)

    def version(self, name: str, number: int) -> Lesson:
        """A published version, 0 for that of a lesson that ships. Raises 404 for one that is not there."""
        if number == 0:
            return self.built_in(name)
        if name not in self.shelf.names() or number not in self.shelf.versions(name):
            raise HTTPException(404)
        return self.shelf.version(name, number)

    def all_built_in(self) -> tuple[Lesson, ...]:
        """The lessons that ship; they do not change while this runs, and reading them takes seconds."""
        with self.lock:
            if not self._built_in:
                self._built_in.extend(self.shelf.built_in())
            return tuple(self._built_in)

    def built_in(self, name: str) -> Lesson:
        """A lesson that ships. Raises 404 for one that does not."""
        found = next((lesson for lesson in self.all_built_in() if lesson.id == name), None)
        if found is None:
            raise HTTPException(404)
        return found

    def change(self, name: str, mark: str, make: Callable[[Lesson], Lesson]) -> bool:
        """Keep what ``make`` makes of a draft; False when the draft is no longer the one of ``mark``. Raises what ``make`` raises."""
        with self.lock:
            draft = self.draft(name)
            if mark != mark_of(draft):
                return False
            self.shelf.save_draft(make(draft))
        return True

    def fresh_name(self, title: str) -> str:
        """An id for a new lesson, made of its title."""
        plain = unicodedata.normalize("NFKD", title.lower()).encode("ascii", "ignore").decode()
        stem = _NO_LETTERS.sub("-", plain).strip("-")[:50].strip("-") or "quiz"
        taken = {*self.shelf.names(), *(lesson.id for lesson in self.all_built_in())}
        return stem if stem not in taken else next(name for number in range(2, 10_000) if (name := f"{stem}-{number}") not in taken)

    def shown(self, part: Any, lesson: Lesson) -> Shown:
        return shown(part, self.sections, bool(lesson.title.en))

    def page(self, request: Request, template: str, here: str, *, status: int = 200, **values: Any) -> HTMLResponse:
        """``template`` as a page in the reader's language; ``gedaan`` in the address names what was just done."""
        language = language_of(request, self.language)
        words = {"t": TRAINING[language], "j": JUDGE[language], "p": LESSON[language], "e": EDIT[language], "k": KINDS[language]}
        words |= {"statuses": STRINGS[language].statuses, "audience_names": AUDIENCES}

        def spoken_day(day: date) -> str:
            return spoken_date(day, language)

        done = TRAINING[language].done.get(request.query_params.get("gedaan", ""), "")
        about: dict[str, Any] = {"path": request.url.path, "here": here, "who": self.who(request), "token": token_of(request, self.token)}
        about |= {"done": done, "day": spoken_day}
        return page(request, template, self.language, status=status, **(words | about | values))

    def who(self, request: Request) -> str:
        """The name of the account, else the one that this trainer gave; empty before that."""
        return staff.name_of(request, _WHO)

    def site_of(self, request: Request) -> str:
        """The address at which learners follow lessons: where these pages are part of the site, the one that this request came to."""
        return self.site or f"{request.url.scheme}://{request.url.netloc}{visitor_of(request).root}"

    async def form(self, request: Request) -> Form:
        """The form that is sent. Raises :class:`ui.forms.TooLarge`, and :class:`ui.forms.Stale` for one without the token of this process."""
        return await read_form(request, token_of(request, self.token))


def remember_name(response: Response, name: str) -> None:
    """Keep who this is in this browser; approvals carry it."""
    staff.keep_name(response, _WHO, name)


def own_lessons(desk: Desk) -> tuple[list[Lesson], dict[str, str]]:
    """Every own lesson as it is worked on, and of those that cannot be read what is wrong."""
    lessons, broken = [], {}
    for name in desk.shelf.names():
        try:
            lessons.append(desk.draft(name))
        except LessonError as error:
            broken[name] = str(error)
        except HTTPException:
            # A folder from which the draft was taken away.
            continue
    return lessons, broken
