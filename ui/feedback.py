"""Ratings of answers: kept only with consent, never with who gave them, in a file that evaluators read.

One JSON line a rating in ``<data>/feedback/ratings.jsonl``: the day (no time of day), the rating, and the question with its answer as the
page had it. A line is bounded, so that the file cannot be filled with one request.
"""

import json
import os
import threading
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import BaseModel, Field

if TYPE_CHECKING:
    from fastapi import APIRouter

_LONGEST = 200_000
_writing = threading.Lock()


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
    """Add a rating, in one write. Raises :class:`ValueError` for one that is too long."""
    answer = {name: rating.answer.get(name) for name in ("question", "kind", "language", "text", "citations", "checks")}
    row = {"day": day.isoformat(), "useful": rating.useful, "reason": rating.reason, "text": rating.text, "answer": answer}
    line = json.dumps(row, ensure_ascii=False) + "\n"
    if len(line) > _LONGEST:
        raise ValueError("too long")
    folder.mkdir(parents=True, exist_ok=True)
    # Only for who runs the program: a rating holds a question.
    with _writing, open(os.open(folder / "ratings.jsonl", os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600), "a", encoding="utf-8") as file:
        file.write(line)
