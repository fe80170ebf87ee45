"""What every page of the evaluators needs: their name, what they chose, and the page that is shown."""

import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse, RedirectResponse

from eval.review import FOLDER, Label, read_labels
from ui import staff
from ui.evaluation_case_strings import CASES
from ui.evaluation_result_strings import RESULTS
from ui.evaluation_strings import PAGES
from ui.forms import Form, read_form, token_of
from ui.pages import keep, language_of, page
from ui.strings import STRINGS

_WHO, _CHOICE = "beoordelaar", "keuze"


@dataclass(frozen=True, slots=True)
class Choice:
    """What an evaluator labels: the runs by their codes, and how many questions of them (0: all)."""

    runs: tuple[str, ...] = ()
    size: int = 0


@dataclass(frozen=True)
class Desk:
    """Where everything is kept, and how a page of it is made."""

    data: Path
    places: frozenset[str]
    language: str
    token: str = field(default_factory=lambda: secrets.token_urlsafe(24))

    @property
    def review(self) -> Path:
        return self.data / FOLDER

    @property
    def runs(self) -> Path:
        return self.data / "runs"

    def labels(self) -> list[Label]:
        return read_labels(self.review)

    def page(self, request: Request, template: str, here: str, *, status: int = 200, **values: Any) -> HTMLResponse:
        """``template`` as a page in the reader's language."""
        language = language_of(request, self.language)
        words = {"t": PAGES[language], "r": RESULTS[language], "c": CASES[language], "statuses": STRINGS[language].statuses}
        # Without an address of its own a form keeps the place on the page, and the next page would open there.
        about = {"path": request.url.path, "here": here, "who": self.who(request), "token": token_of(request, self.token)}
        return page(request, template, self.language, status=status, **(words | about | values))

    def who(self, request: Request) -> str:
        """The name of the account, else the one that this evaluator gave; empty before that."""
        return staff.name_of(request, _WHO)

    def choice(self, request: Request) -> Choice:
        """What this evaluator chose to label."""
        size, *runs = request.cookies.get(_CHOICE, "0").split(".")
        return Choice(tuple(runs), int(size)) if re.fullmatch(r"[0-9]{1,5}", size) else Choice()

    async def form(self, request: Request) -> Form:
        """The form that is sent. Raises :class:`TooLarge`, and :class:`Stale` for one without the token of this process."""
        return await read_form(request, token_of(request, self.token))


def remember_name(response: RedirectResponse, name: str) -> None:
    """Keep who this is in this browser; it only tells evaluators apart."""
    staff.keep_name(response, _WHO, name)


def remember_choice(response: RedirectResponse, runs: Sequence[str], size: int) -> None:
    """Keep what this evaluator labels in this browser, by codes: no page that shows an answer may name a run."""
    keep(response, _CHOICE, ".".join([str(size), *runs]))
