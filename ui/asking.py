"""What happens when somebody asks on the page: the pipeline's events as server-sent events with escaped HTML. Nothing is kept."""

from collections.abc import Generator
from contextlib import closing
from datetime import date
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Request
from pydantic import BaseModel, Field

from assistant.answer import Delta, Done, Retrieved, Waiting
from assistant.errors import EXPECTED, message
from assistant.jsonform import answer_form
from assistant.pipeline import Assistant
from ui import render
from ui.api import EventStream, sse
from ui.chat_strings import SPOKEN

# More than the guard lets through, so that it can say so itself.
_LONGEST = 20_000


class Asked(BaseModel):
    """What the page sends; ``turn`` numbers the answer on the page, ``page`` is its language."""

    question: Annotated[str, Field(max_length=_LONGEST)]
    history: Annotated[list[Annotated[str, Field(max_length=_LONGEST)]], Field(max_length=20)] = []
    on: date | None = None
    documents: Annotated[list[Annotated[str, Field(max_length=200)]], Field(max_length=200)] = []
    literal_only: bool = False
    turn: Annotated[int, Field(ge=1, le=10_000)] = 1
    page: Literal["nl", "en"] = "nl"


def routes(assistant: Assistant) -> APIRouter:
    """``POST /ui/vraag``."""
    router = APIRouter(include_in_schema=False)

    @router.post("/ui/vraag")
    def ask(asked: Asked, request: Request) -> EventStream:
        frames = _frames(events(assistant, asked, request.scope.get("root_path", "")))
        return EventStream(next(frames), frames)

    return router


def _frames(sent: Generator[tuple[str, Any], None, None]) -> Generator[str, None, None]:
    with closing(sent):
        for name, data in sent:
            yield sse(name, data)


def events(assistant: Assistant, asked: Asked, root: str = "") -> Generator[tuple[str, Any], None, None]:
    """(name, data) for the page: ``passages``, ``state`` while waiting, ``delta``, then ``answer`` or ``fault`` once."""
    words = SPOKEN[asked.page]
    try:
        found = assistant.stream(
            asked.question, history=asked.history, on=asked.on, documents=frozenset(asked.documents), literal_only=asked.literal_only
        )
        with closing(found) as steps:  # closing it stops the model
            for event in steps:
                match event:
                    case Retrieved():
                        html = render.passages(event.quotes, event.language, asked.page)
                        said = words.found if event.quotes else words.found_nothing
                        yield "passages", {"html": html, "state": words.writing if event.quotes else "", "said": said}
                    case Waiting():
                        told = words.waiting_one if event.ahead == 1 else words.waiting
                        yield "state", told.format(ahead=event.ahead, seconds=max(1, round(event.seconds)))
                    case Delta():
                        yield "delta", event.text
                    case Done():
                        html = render.answered(event.answer, asked.page, asked.turn, root)
                        yield "answer", {"html": html, "form": answer_form(event.answer)}
    except EXPECTED as error:
        yield "fault", message(error, asked.page)
