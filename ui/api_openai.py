"""The same answers in OpenAI's protocol for chat, for programs that speak only that. Import this module late: it needs FastAPI.

What a caller's system or assistant says is no instruction here and is left out; only what the user asked counts. A draft is never sent:
a stream says that it works, and gives the text when it has been checked. ``usage`` tells the tokens of the local model, so of the prompt
with the sources rather than of the caller's messages: zeros when no model wrote, null when a model wrote that does not tell.
"""

import json
import re
import time
import uuid
from collections.abc import Generator
from contextlib import closing
from typing import Annotated, Any, Literal

from anyio.to_thread import run_sync
from fastapi import APIRouter
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel, ConfigDict, Field

from assistant.answer import Answer, Done
from assistant.errors import EXPECTED, message
from assistant.guard import Policy, QuestionError, admit
from assistant.jsonform import answer_form
from assistant.pipeline import Assistant
from index.language import detect_language
from ui.api import MAX_BODY, Refused, earlier, log, question_of, route_class, told
from ui.api_forms import CitationForm, Form
from ui.stream import EventStream, apart
from ui.strings import STRINGS

MODEL = "standpuntwijzer"
_WORKING = ": …\n\n"
_EXAMPLE: dict[str, Any] = {"role": "user", "content": "Wanneer is een DPIA verplicht?"}
_CHUNK = {"type": "string", "description": "A chat.completion.chunk as JSON, an error as JSON, or [DONE]"}
_STREAM = {"itemSchema": {"type": "object", "required": ["data"], "properties": {"data": _CHUNK}}}


class _Request(BaseModel):
    """Part of a request: known fields must be right, unknown ones are left alone, as OpenAI's own clients keep adding them."""

    model_config = ConfigDict(extra="ignore", strict=True)


class TextPart(_Request):
    """A piece of text; images and files cannot be asked about."""

    type: Literal["text"]
    text: str


class UserMessage(_Request):
    """What the user asked."""

    role: Literal["user"]
    content: str | list[TextPart]


class OtherMessage(_Request):
    """What anyone else said; it is not read."""

    role: Literal["system", "developer", "assistant", "tool", "function"]


class StreamOptions(_Request):
    """With ``include_usage`` a chunk with the usage, and without choices, comes before the end."""

    include_usage: bool | None = None


class ChatRequest(_Request):
    """The last message of the user is the question, the ones before it are the earlier questions. All else but ``stream`` changes nothing.

    ``remove_personal_data`` is an extension: a neutral word takes the place of what looks like personal data before anything is done with it.
    """

    model_config = ConfigDict(json_schema_extra={"examples": [{"model": MODEL, "messages": [_EXAMPLE]}]})

    model: Annotated[str, Field(json_schema_extra={"enum": [MODEL]})]
    messages: Annotated[list[Annotated[UserMessage | OtherMessage, Field(discriminator="role")]], Field(min_length=1)]
    stream: bool | None = None
    stream_options: StreamOptions | None = None
    n: Annotated[int, Field(ge=1, le=1)] | None = None
    temperature: float | None = None
    top_p: float | None = None
    max_tokens: int | None = None
    max_completion_tokens: int | None = None
    presence_penalty: float | None = None
    frequency_penalty: float | None = None
    seed: int | None = None
    stop: str | list[str] | None = None
    user: str | None = None
    remove_personal_data: bool | None = None


class Model(Form):
    """The one model there is."""

    id: str
    object: Literal["model"]
    created: int
    owned_by: str


class Models(Form):
    """All models."""

    object: Literal["list"]
    data: list[Model]


class Tokens(Form):
    """Tokens of the local model."""

    prompt_tokens: int
    completion_tokens: int
    total_tokens: int


class Reply(Form):
    """The answer with its sources as text; ``citations`` is an extension with the same sources as data."""

    role: Literal["assistant"]
    content: str
    citations: list[CitationForm]


class Choice(Form):
    """The one answer."""

    index: int
    message: Reply
    finish_reason: Literal["stop"]


class ChatCompletion(Form):
    """The reply to a request that is not streamed."""

    id: str
    object: Literal["chat.completion"]
    created: int
    model: str
    choices: list[Choice]
    usage: Tokens | None


class OpenAiErrorBody(Form):
    """What is wrong; ``param`` is the part of the request at fault."""

    message: str
    type: str
    param: str | None
    code: str | None


class OpenAiError(Form):
    """OpenAI's shape of an error."""

    error: OpenAiErrorBody


_REFUSED: dict[int | str, dict[str, Any]] = {
    "4XX": {"model": OpenAiError, "description": f"400: it cannot be used; 404: there is no such model; 413: larger than {MAX_BODY} bytes"},
    503: {"model": OpenAiError, "description": "The index or the encoder cannot be used; the message says what to do"},
    200: {"content": {"text/event-stream": _STREAM}},
}


def _error(refused: Refused) -> dict[str, Any]:
    kind = "invalid_request_error" if refused.status < 500 else "server_error"
    return {"error": {"message": refused.english, "type": kind, "param": refused.field, "code": refused.code}}


def _shown(refused: Refused) -> Response:
    # OpenAI knows no 422.
    return JSONResponse(_error(refused), 400 if refused.status == 422 else refused.status)


def conversation(request: ChatRequest, policy: Policy) -> tuple[str, tuple[str, ...]]:
    """The question and the earlier questions. Raises :class:`Refused` when there is none, or none that can be used."""
    asked = [one.content if isinstance(one.content, str) else "\n".join(part.text for part in one.content)
             for one in request.messages if isinstance(one, UserMessage)]  # fmt: skip
    if not asked:
        raise Refused(400, "no_question", "Er is geen bericht van de gebruiker.", "There is no message of the user.", "messages")
    try:
        remove = bool(request.remove_personal_data)
        history = earlier(asked[:-1], remove)
        return admit(question_of(asked[-1], remove), history, policy).text, history
    except QuestionError as error:
        # There is one message in this shape, and it is read by whoever asked.
        shown = message(error, detect_language(asked[-1]))
        raise Refused(400, told(error).code, shown, shown, "messages") from error


def readable(answer: Answer) -> str:
    """The whole answer as text: with markers, then the sources, then what the reader must know."""
    words = STRINGS[answer.language]
    parts = [answer.text]
    if answer.citations:
        lines = [_source(citation, words.statuses) for citation in answer_form(answer)["citations"]]
        parts.append("\n".join((f"{words.sources}:", *lines)))
    if answer.notices:
        parts.append("\n".join(answer.notices))
    return "\n\n".join(parts)


def _source(citation: dict[str, Any], statuses: dict[str, str]) -> str:
    told_as = f"[{citation['marker']}] {citation['label']} ({statuses[citation['status']]}): “{citation['text']}”"
    return f"{told_as} {citation['url']}".rstrip()


def usage_of(answer: Answer) -> dict[str, int] | None:
    """Tokens as OpenAI counts them; see the top of this file."""
    if answer.usage is None:
        wrote = "generate" in answer.timings
        return None if wrote else {"prompt_tokens": 0, "completion_tokens": 0, "total_tokens": 0}
    read, written = answer.usage.prompt, answer.usage.written
    return {"prompt_tokens": read, "completion_tokens": written, "total_tokens": read + written}


def _named(kind: str) -> dict[str, Any]:
    return {"id": f"chatcmpl-{uuid.uuid4().hex}", "object": kind, "created": int(time.time()), "model": MODEL}


def _completion(answer: Answer) -> dict[str, Any]:
    reply = {"role": "assistant", "content": readable(answer), "citations": answer_form(answer)["citations"]}
    choice = {"index": 0, "message": reply, "finish_reason": "stop"}
    return {**_named("chat.completion"), "choices": [choice], "usage": usage_of(answer)}


def _data(form: object) -> str:
    return f"data: {json.dumps(form, ensure_ascii=False)}\n\n"


def _frames(assistant: Assistant, question: str, history: tuple[str, ...], with_usage: bool) -> Generator[str, None, None]:
    """The stream: who speaks, signs of life, the checked text word by word, its sources, and the end."""
    named = _named("chat.completion.chunk")

    def chunk(delta: dict[str, Any], reason: str | None = None) -> str:
        return _data({**named, "choices": [{"index": 0, "delta": delta, "finish_reason": reason}]})

    yield chunk({"role": "assistant", "content": ""})
    try:
        with closing(assistant.stream(question, history=history)) as events:
            for event in events:
                if not isinstance(event, Done):
                    # Each is a moment at which a reader who has left is noticed.
                    yield _WORKING
                    continue
                for word in re.findall(r"\s*\S+\s*", readable(event.answer)):
                    yield chunk({"content": word})
                yield chunk({"citations": answer_form(event.answer)["citations"]}, "stop")
                if with_usage:
                    yield _data({**named, "choices": [], "usage": usage_of(event.answer)})
    except Exception as error:
        if not isinstance(error, EXPECTED):
            log.error("an answer failed", exc_info=error)
        yield _data(_error(told(error)))
        return
    yield "data: [DONE]\n\n"


def routes(assistant: Assistant) -> APIRouter:
    """``/v1``."""
    router = APIRouter(route_class=route_class(_shown))

    @router.get("/v1/models")
    def models() -> Models:
        """The models that can be asked: one."""
        return Models(object="list", data=[Model(id=MODEL, object="model", created=0, owned_by=MODEL)])

    @router.post("/v1/chat/completions", response_model=ChatCompletion, responses=_REFUSED)
    async def chat(request: ChatRequest) -> Any:
        """Answer the user's last message. A stream gives checked text only, so its words come late and then at once."""
        if request.model != MODEL:
            raise Refused(404, "model_not_found", f"Er is één model: {MODEL}.", f"There is one model: {MODEL}.", "model")
        return await (run_sync(_streamed, assistant, request) if request.stream else apart(_completed, assistant, request))

    return router


def _completed(assistant: Assistant, request: ChatRequest) -> dict[str, Any]:
    question, history = conversation(request, assistant.personal_data)
    return _completion(assistant.answer(question, history=history))


def _streamed(assistant: Assistant, request: ChatRequest) -> EventStream:
    question, history = conversation(request, assistant.personal_data)
    frames = _frames(assistant, question, history, bool(request.stream_options and request.stream_options.include_usage))
    return EventStream(next(frames), frames)
