"""What happens when somebody asks on the page: the pipeline's events as server-sent events with escaped HTML. Nothing is kept."""

from collections.abc import Generator
from contextlib import closing
from datetime import date
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Request
from pydantic import BaseModel, Field

from assistant.answer import Delta, Done, Retrieved, Waiting
from assistant.errors import EXPECTED, message
from assistant.guard import Policy, guard, without_personal_data
from assistant.jsonform import answer_form
from assistant.personal import CERTAIN
from assistant.personal import words as names_of
from assistant.pipeline import Assistant
from ui import render
from ui.api import earlier, log, question_of, told
from ui.chat_strings import SPOKEN
from ui.personal_strings import PERSONAL
from ui.stream import EventStream, sse

# More than the guard lets through, so that it can say so itself.
_LONGEST = 20_000


class Asked(BaseModel):
    """What the page sends; ``turn`` numbers the answer on the page, ``page`` is its language.

    ``personal`` is what the user chose to do with personal data in the question: nothing yet, keep it, or remove it.
    """

    question: Annotated[str, Field(max_length=_LONGEST)]
    history: Annotated[list[Annotated[str, Field(max_length=_LONGEST)]], Field(max_length=20)] = []
    on: date | None = None
    documents: Annotated[list[Annotated[str, Field(max_length=200)]], Field(max_length=200)] = []
    literal_only: bool = False
    turn: Annotated[int, Field(ge=1, le=10_000)] = 1
    page: Literal["nl", "en"] = "nl"
    personal: Literal["ask", "keep", "remove"] = "ask"


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
    """(name, data) for the page: ``passages``, ``state`` while waiting, ``delta``, then ``answer`` or ``fault`` once.

    Or only ``personal``, when the question holds personal data and the user has not chosen what to do with it: then nothing else is done.
    """
    words = SPOKEN[asked.page]
    try:
        if (held := _held(asked, assistant.personal_data)) is not None:
            yield "personal", held
            return
        question = question_of(asked.question, asked.personal == "remove")
        # Of an earlier question only the subject is needed.
        history = earlier(asked.history, assistant.personal_data != "warn")
        found = assistant.stream(
            question, history=history, on=asked.on, documents=frozenset(asked.documents), literal_only=asked.literal_only
        )
        with closing(found) as steps:  # closing it stops the model
            for event in steps:
                match event:
                    case Retrieved():
                        html = render.passages(event.quotes, event.language, asked.page)
                        said = words.found if event.quotes else words.found_nothing
                        yield "passages", {"html": html, "state": words.writing if event.quotes else "", "said": said}
                    case Waiting():
                        state = words.waiting_one if event.ahead == 1 else words.waiting
                        yield "state", state.format(ahead=event.ahead, seconds=max(1, round(event.seconds)))
                    case Delta():
                        yield "delta", event.text
                    case Done():
                        html = render.answered(event.answer, asked.page, asked.turn, root)
                        yield "answer", {"html": html, "form": answer_form(event.answer)}
    except EXPECTED as error:
        yield "fault", message(error, asked.page)
    except Exception as error:
        log.error("an answer failed", exc_info=error)
        wrong = told(error)
        yield "fault", wrong.english if asked.page == "en" else wrong.dutch


def _held(asked: Asked, policy: Policy) -> dict[str, str] | None:
    """The notice, when the question must wait for what the user chooses; raises :class:`assistant.guard.QuestionError` for what is none."""
    guarded = guard(asked.question)
    if policy == "warn" or asked.personal == "remove" or not guarded.spans:
        return None
    if asked.personal == "keep" and policy == "ask" and not any(span.kind in CERTAIN for span in guarded.spans):
        return None
    return {
        "html": render.personal(guarded, asked.page, asked.turn, blocked=policy == "block"),
        "question": without_personal_data(asked.question),
        "said": PERSONAL[asked.page].said.format(", ".join(names_of(guarded.spans, asked.page))),
    }
