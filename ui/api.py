"""The HTTP API: what ``ask --json`` and ``search --json`` give, over HTTP; and how every API here refuses and streams.

No question is kept or logged. Import this module late: it needs FastAPI. The shapes are in ``ui/api_forms.py``.
"""

import logging
from collections.abc import Callable, Coroutine, Generator, Sequence
from contextlib import closing, suppress
from datetime import date
from functools import lru_cache
from typing import Annotated, Any

from anyio.to_thread import run_sync
from fastapi import APIRouter, Path, Query, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, PlainTextResponse, Response
from fastapi.routing import APIRoute
from pydantic import BaseModel
from starlette.exceptions import HTTPException
from starlette.types import Message, Receive

from assistant.answer import Answer, AnswerKind, Delta, Done, Event, Retrieved, Waiting
from assistant.errors import EXPECTED
from assistant.find import scope_of
from assistant.guard import PersonalDataError, QuestionError, admit, guard, without_personal_data
from assistant.jsonform import answer_form, hit_form
from assistant.pipeline import Assistant
from corpus.document import Document, Section, last_begun
from index.language import detect_language
from index.retriever import HybridRetriever
from ui import api_forms as forms
from ui.headers import HEADERS
from ui.stream import EventStream, apart, sse

# Room for a long conversation; a request is read into memory whole.
MAX_BODY = 1 << 20
# What is told when nobody could foresee what went wrong; the words of such an error may repeat what was asked.
BROKEN = (
    "Er ging iets mis op de server. Probeer het opnieuw; blijft het, meld het dan aan de beheerder.",
    "Something went wrong on the server. Try again; if it stays, tell the administrator.",
)

log = logging.getLogger(__name__)


class Refused(Exception):
    """A request that cannot be met, with the status and the words of the reply; ``field`` is the part of the request at fault."""

    def __init__(self, status: int, code: str, dutch: str, english: str, field: str | None = None) -> None:
        super().__init__(dutch)
        self.status, self.code, self.dutch, self.english, self.field = status, code, dutch, english, field


def told(error: Exception) -> Refused:
    """What went wrong, as the reply will tell it. What was asked is not repeated."""
    match error:
        case Refused():
            return error
        case QuestionError():
            return Refused(422, "personal_data" if isinstance(error, PersonalDataError) else "question", str(error), error.english)
        case RequestValidationError():
            # Of the readings of one value the deepest came furthest.
            worst = max(error.errors(), key=lambda one: len(one["loc"]))
            field = ".".join(map(str, worst["loc"][1:])).encode("utf-8", "replace").decode()[:100]
            fault = f"{field or 'body'}: {worst['msg']}."
            return Refused(422, "invalid", f"Het verzoek klopt niet. {fault}", f"The request is not right. {fault}", field)
        case HTTPException(status_code=413):
            return Refused(413, "too_large", f"Het verzoek is groter dan {MAX_BODY} bytes.", f"The request is larger than {MAX_BODY} bytes.")
        case HTTPException():
            return Refused(422, "invalid", "Het verzoek is geen leesbare JSON.", "The request is not readable JSON.")
        case MemoryError():
            dutch, english = "De server heeft nu te weinig geheugen. Probeer het zo opnieuw.", "The server is short of memory now. Try again soon."
            return Refused(503, "memory", dutch, english)
        case _ if isinstance(error, EXPECTED):
            return Refused(503, "unavailable", str(error), str(error))
        case _:
            return Refused(500, "fault", *BROKEN)


def _bounded(receive: Receive) -> Receive:
    """``receive``, until more has come than :data:`MAX_BODY`."""
    size = 0

    async def counted() -> Message:
        nonlocal size
        message = await receive()
        size += len(message.get("body", b""))
        if size > MAX_BODY:
            raise HTTPException(413)
        return message

    return counted


def route_class(show: Callable[[Refused], Response]) -> type[APIRoute]:
    """Routes whose every error goes through ``show``, so that the app they are part of need not know of them."""

    class Route(APIRoute):
        def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
            handle = super().get_route_handler()

            async def handler(request: Request) -> Response:
                try:
                    return await handle(Request(request.scope, _bounded(request.receive)))
                except (Refused, RequestValidationError, HTTPException, *EXPECTED) as error:
                    return show(told(error))
                except Exception as error:
                    log.error("a request failed", exc_info=error)
                    return show(told(error))

            return handler

    return Route


def _inline(form: type[BaseModel]) -> dict[str, Any]:
    """The schema of an event; what it refers to is in the document already, because an answer holds it too."""
    schema = form.model_json_schema(mode="serialization", ref_template="#/components/schemas/{model}")
    return {name: value for name, value in schema.items() if name != "$defs"}


def _stream_schema() -> dict[str, Any]:
    """The events as OpenAPI tells a stream."""
    told_as = (forms.RetrievedForm, forms.WaitingForm, forms.DeltaForm, forms.AnswerForm, forms.ErrorForm)
    data = {"type": "string", "contentMediaType": "application/json", "contentSchema": {"anyOf": [_inline(form) for form in told_as]}}
    names = {"enum": ["retrieved", "waiting", "delta", "done", "error"]}
    return {"itemSchema": {"type": "object", "required": ["event", "data"], "properties": {"event": names, "data": data}}}


def _errors(**told_as: str) -> dict[int | str, dict[str, Any]]:
    return {int(status[1:]): {"model": forms.ErrorForm, "description": text} for status, text in told_as.items()}


_UNUSABLE = _errors(_422="The request or the question cannot be used")
_ABSENT = _errors(_404="What is named is not in the corpus")
_SEARCHED = _UNUSABLE | _ABSENT | _errors(_503="The index or the encoder cannot be used; the message says what to do")


def _error(refused: Refused) -> dict[str, Any]:
    return {"error": {"code": refused.code, "message": refused.dutch, "message_en": refused.english}}


async def broken(request: Request, error: Exception) -> Response:
    """What is told of an error that no page or route expected: never its words, which may repeat what was asked."""
    refused = told(error)
    if request.url.path.startswith(("/api/", "/v1/", "/ui/")):
        return JSONResponse(_error(refused), refused.status, headers=HEADERS)
    return PlainTextResponse(f"{refused.dutch}\n{refused.english}\n", refused.status, headers=HEADERS)


def _shown(refused: Refused) -> Response:
    return JSONResponse(_error(refused), refused.status)


def question_of(raw: str, remove: bool) -> str:
    """What is asked, with ``remove`` without the personal data seen in it. Raises :class:`QuestionError` for what is no question."""
    return without_personal_data(raw) if remove else raw


def earlier(history: Sequence[str], remove: bool) -> tuple[str, ...]:
    """The earlier questions, cleaned as :func:`question_of` does; what is no question explains nothing and is left out."""
    cleaned: list[str] = []
    for asked in history[-forms.MAX_HISTORY:]:
        with suppress(QuestionError):
            cleaned.append(guard(question_of(asked, remove)).text)
    return tuple(cleaned)


def known(retriever: HybridRetriever, names: Sequence[str]) -> frozenset[str]:
    """The filter on documents; raises :class:`Refused` for one that is not there, else it would look as if nothing was found."""
    for name in names:
        if name not in retriever.documents:
            see = "/api/documents"
            raise Refused(404, "document", f"Document {name!r} is er niet. Zie {see}.", f"There is no document {name!r}. See {see}.")
    return frozenset(names)


def _event(event: Event) -> str:
    match event:
        case Retrieved():
            form = answer_form(Answer("", AnswerKind.ABSTAINED, "", event.language, quotes=event.quotes, hits=event.hits))
            return sse("retrieved", {"verdict": str(event.verdict), "chance": event.chance, "quotes": form["quotes"], "hits": form["hits"]})
        case Waiting():
            return sse("waiting", {"ahead": event.ahead, "seconds": round(event.seconds, 1)})
        case Delta():
            return sse("delta", {"text": event.text})
        case Done():
            return sse("done", answer_form(event.answer))


def _frames(events: Generator[Event, None, None]) -> Generator[str, None, None]:
    """The events as text. A question that cannot be used is raised, so that it can still become a status."""
    with closing(events):
        try:
            yield from map(_event, events)
        except QuestionError:
            raise
        except Exception as error:
            if not isinstance(error, EXPECTED):
                log.error("an answer failed", exc_info=error)
            yield sse("error", _error(told(error)))


@lru_cache(maxsize=1)
def documents_of(retriever: HybridRetriever) -> dict[str, Document]:
    """Every version of every document by its key; :attr:`HybridRetriever.documents` keeps one version of each."""
    return {passage.document.key: passage.document for passage in retriever.passages}


def section_form(documents: dict[str, Document], name: str, section_id: str) -> dict[str, Any]:
    """A section, of the version of today where only an id is given. Raises :class:`Refused` when there is none."""
    versions = {document.version: document for document in documents.values() if document.id == name}
    begun = last_begun(versions, date.today())
    document = documents.get(name) or (versions[min(versions) if begun is None else begun] if versions else None)
    section = next((section for section in document.sections if section.id == section_id), None) if document else None
    if document is None or section is None:
        raise Refused(404, "section", "Dit onderdeel is er niet. Zie /api/documents.", "There is no such section. See /api/documents.")
    return _section(document, section)


def _section(document: Document, section: Section) -> dict[str, Any]:
    # Named one by one by the form: the questions kept to find a text by are never shown.
    own = {name: getattr(section, name) for name in forms.SectionForm.model_fields if hasattr(section, name)}
    named = {"document_key": document.key, "document_id": document.id, "title": document.title, "title_en": document.title_en}
    return {**own, **named, **_validity(section)}


def _document(document: Document) -> dict[str, Any]:
    named = {"key": document.key, "id": document.id, "title": document.title, "kind": document.kind}
    return {**named, **_validity(document), "sections": len(document.sections)}


def _validity(of: Document | Section) -> dict[str, Any]:
    valid = of.validity
    return {"status": valid.status_on(date.today()), "valid_from": valid.valid_from, "valid_until": valid.valid_until}


def search_form(assistant: Assistant, search: forms.Search) -> dict[str, Any]:
    """The passages found for ``search``, as ``search --json`` gives them."""
    question = admit(question_of(search.query, search.remove_personal_data), (), assistant.personal_data).text
    retriever = assistant.retriever.now()
    scope = scope_of(question, search.on, known(retriever, search.document))
    hits = retriever.search(question, search.k, scope, search.language or detect_language(question))
    return {"hits": [hit_form(hit) for hit in hits]}


def _answered(assistant: Assistant, asked: forms.Ask) -> dict[str, Any]:
    question, about = _asked(assistant, asked)
    return answer_form(assistant.answer(question, **about))


def _streamed(assistant: Assistant, asked: forms.Ask) -> EventStream:
    question, about = _asked(assistant, asked)
    frames = _frames(assistant.stream(question, **about))
    return EventStream(next(frames), frames)


def _asked(assistant: Assistant, asked: forms.Ask) -> tuple[str, dict[str, Any]]:
    """What is asked, and all that goes with it."""
    remove = asked.remove_personal_data
    about = {"on": asked.on, "documents": known(assistant.retriever.now(), asked.documents), "language": asked.language}
    return question_of(asked.question, remove), {"history": earlier(asked.history, remove), **about}


def routes(assistant: Assistant) -> APIRouter:
    """``/healthz`` and ``/api``."""
    router = APIRouter(route_class=route_class(_shown))

    @router.get("/healthz")
    def healthz() -> forms.Health:
        """Whether the server runs, and how many passages it can find."""
        return forms.Health(status="ok", passages=len(assistant.retriever.now().passages))

    streamed: dict[int | str, dict[str, Any]] = {200: {"content": {"text/event-stream": _stream_schema()}}}

    @router.post("/api/ask", response_model=forms.AnswerForm, responses=_SEARCHED | _errors(_413="The request is too large") | streamed)
    async def ask(asked: forms.Ask) -> Any:
        """Answer a question. With `stream` the reply is a stream of events, the unchecked draft first; only `done` holds checked text."""
        return await (run_sync(_streamed, assistant, asked) if asked.stream else apart(_answered, assistant, asked))

    @router.get("/api/search", response_model=forms.HitsForm, responses=_SEARCHED)
    def search(asked: Annotated[forms.Search, Query()]) -> Any:
        """Search passages, without an answer."""
        return search_form(assistant, asked)

    @router.get("/api/documents", response_model=list[forms.DocumentForm])
    def list_documents() -> Any:
        """Every document, each version apart."""
        return [_document(document) for document in documents_of(assistant.retriever.now()).values()]

    @router.get("/api/sections/{document}/{section}", response_model=forms.SectionForm, responses=_ABSENT | _UNUSABLE)
    def read_section(document: Annotated[str, Path(examples=["avg"])], section: Annotated[str, Path(examples=["artikel-35"])]) -> Any:
        """All of a section that may be shown; `document` is a key, or an id for the version of today."""
        return section_form(documents_of(assistant.retriever.now()), document, section)

    return router
