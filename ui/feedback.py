"""Ratings of answers: kept only with consent, never with who gave them, in a file that evaluators read.

One JSON line a rating in ``<data>/feedback/ratings.jsonl``: the day (no time of day), the rating, and the question with its answer as the
page had it. A line is bounded, so that the file cannot be filled with one request.
"""

import json
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import BaseModel, Field

from corpus.disk import append_line

if TYPE_CHECKING:
    from fastapi import APIRouter

_LONGEST = 200_000


class Rating(BaseModel):
    """What the page sends; ``answer`` is the answer's form as in ``assistant.jsonform``."""

    useful: bool
    reason: Literal["", "fout", "onvolledig", "bron", "onduidelijk", "niet-gevonden"] = ""
    text: Annotated[str, Field(max_length=1_000)] = ""
    consent: bool
    answer: dict[str, Any]


def routes(folder: Path) -> "APIRouter":
    """``POST /ui/oordeel``; ratings go into ``folder``."""
    from fastapi import APIRouter
    from fastapi.responses import JSONResponse

    router = APIRouter(include_in_schema=False)

    @router.post("/ui/oordeel")
    def rate(rating: Rating) -> JSONResponse:
        if not rating.consent:
            return JSONResponse({"kept": False}, status_code=422)
        try:
            keep(rating, folder, date.today())
        except (ValueError, OSError):
            return JSONResponse({"kept": False}, status_code=507)
        return JSONResponse({"kept": True})

    return router


def keep(rating: Rating, folder: Path, day: date) -> None:
    """Add a rating, whole or not at all. Raises :class:`ValueError` for one that is too long, OSError when the disk refuses."""
    answer = {name: rating.answer.get(name) for name in ("question", "kind", "language", "text", "citations", "checks")}
    row = {"day": day.isoformat(), "useful": rating.useful, "reason": rating.reason, "text": rating.text, "answer": answer}
    line = json.dumps(row, ensure_ascii=False)
    if len(line) > _LONGEST:
        raise ValueError("too long")
    # Only for who runs the program: a rating holds a question. What is not text in any encoding becomes a question mark.
    append_line(folder / "ratings.jsonl", line.encode("utf-8", "replace"), mode=0o600)
