"""What a target answered to one case, with all that is needed to score it again later without asking again."""

from datetime import date
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

from eval.case import Case

# ``answered``: it tells something as the answer; ``hedged``: it says that there is no clear answer and shows what comes near;
# ``abstained``: it says that it does not know; ``found``: it was asked to search only; ``failed``: it gave an error.
Outcome = Literal["answered", "hedged", "abstained", "found", "failed"]


class _Value(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Cited(_Value):
    """Marker ``[n]`` in a text: the place ("document/section", empty when it is none of the corpus), the words and the status told."""

    marker: int
    place: str
    text: str = ""
    status: str = ""


class Source(_Value):
    """A section as it stood in the corpus: its Dutch and English text, and its status on the day asked about and today."""

    dutch: str
    english: str
    on_day: str
    today: str


class Reply(_Value):
    """What a target gave back.

    ``hits`` are the places found, best first, and ``cited`` the citations; None for a target that has none to give (not the same as
    none given). ``by_rule`` are the sentences in ``text`` that claim nothing of their own, such as an opening. ``confidence`` (0 to 1) is how
    sure the target is that it knows. ``timings`` are seconds by stage with a ``total``, ``tokens`` counts.
    """

    outcome: Outcome
    text: str = ""
    language: str = "nl"
    hits: tuple[str, ...] | None = None
    cited: tuple[Cited, ...] | None = None
    by_rule: tuple[str, ...] = ()
    notices: tuple[str, ...] = ()
    removed: tuple[tuple[str, str], ...] = ()
    confidence: float | None = None
    timings: dict[str, float] = {}
    tokens: dict[str, int] | None = None
    error: str = ""


class Record(_Value):
    """One row of a run: the case as it was asked, the reply, and the sections that either of them names."""

    set: str
    case: Case
    seed: int
    day: date
    reply: Reply
    sources: dict[str, Source]

    @property
    def key(self) -> tuple[str, int]:
        """What tells a row from the others of its run."""
        return self.case.qid, self.seed

    def line(self) -> str:
        """The row as one line of JSON."""
        return self.model_dump_json() + "\n"


def read_record(value: dict[str, Any]) -> Record:
    """A row from its JSON. Raises pydantic's ValidationError, a ValueError."""
    return Record.model_validate(value)
