"""What the API promises: the shape of every request and response, and the page and the document that tell of them.

The page needs no script and no other host. (The Swagger UI on PyPI, ``swagger-ui-bundle``, is of before OpenAPI 3.1: it cannot show this.)
"""

import re
from collections.abc import Iterator
from datetime import date
from importlib.metadata import version
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema

from assistant.answer import AnswerKind, Check, Term
from assistant.guard import MAX_CHARACTERS
from assistant.relevance import Relevance
from corpus.document import Definition, Kind, Link, Part, Status
from models.base import Usage

if TYPE_CHECKING:
    from fastapi import APIRouter, FastAPI

MAX_HISTORY, MAX_DOCUMENTS = 20, 100


def _day(value: object) -> object:
    """A day as written; pydantic by itself also takes seconds since 1970 and moments."""
    if isinstance(value, date):
        return value
    if not isinstance(value, str) or not re.fullmatch(r"\d{4}-\d{2}-\d{2}", value, re.ASCII):
        raise ValueError("write a day as yyyy-mm-dd")
    return date.fromisoformat(value)


Day = Annotated[date, BeforeValidator(_day), WithJsonSchema({"type": "string", "format": "date", "examples": ["2026-03-01"]})]
Name = Annotated[str, Field(min_length=1, max_length=100)]
Language = Literal["nl", "en"]


class Form(BaseModel):
    """A response. A field that is not declared is a mistake here, not something to drop in silence."""

    model_config = ConfigDict(extra="forbid")


class Health(Form):
    """The server runs and this many passages can be found."""

    status: Literal["ok"]
    passages: int


class ErrorBody(Form):
    """What is wrong, for a program and for people."""

    code: str
    message: str
    message_en: str


class ErrorForm(Form):
    """The one shape of every error."""

    error: ErrorBody


class HitForm(Form):
    """A passage found; ``status`` is that of today."""

    document_id: str
    section_id: str
    passage_id: str
    score: float
    title: str
    label: str
    status: Status
    text: str


class CitedForm(Form):
    """A literal sentence of a section. ``start`` and ``end`` count characters in its Dutch text."""

    document_id: str
    section_id: str
    passage_id: str
    label: str
    url: str
    status: Status
    text: str
    start: int
    end: int


class QuoteForm(CitedForm):
    """A key passage; ``intro`` is what introduces the list it is an item of."""

    intro: str


class CitationForm(CitedForm):
    """The sentence that marker ``[n]`` in the answer stands for."""

    marker: int


class AnswerForm(Form):
    """An answer: checked text with citations, or literal passages, or the word that the sources do not say it."""

    question: str
    kind: AnswerKind
    language: Language
    text: str
    quotes: list[QuoteForm]
    citations: list[CitationForm]
    checks: list[Check]
    hits: list[HitForm]
    notices: list[str]
    terms: list[Term]
    timings: dict[str, float]
    usage: Usage | None


class RetrievedForm(Form):
    """Event ``retrieved``: what was found, before any text is written."""

    # Written out: events stand beside the shapes that the document names.
    verdict: Annotated[Relevance, WithJsonSchema({"enum": [*Relevance]})]
    chance: float
    quotes: list[QuoteForm]
    hits: list[HitForm]


class WaitingForm(Form):
    """Event ``waiting``: how many are served first, and about how many seconds that takes."""

    ahead: int
    seconds: float


class DeltaForm(Form):
    """Event ``delta``: a piece of the draft, not yet checked. Only ``done`` holds checked text."""

    text: str


class HitsForm(Form):
    """The passages found, best first."""

    hits: list[HitForm]


class DocumentForm(Form):
    """A document; ``key`` tells its versions apart, ``status`` is that of today."""

    key: str
    id: str
    title: str
    kind: Kind
    status: Status
    valid_from: date | None
    valid_until: date | None
    sections: int


class SectionForm(Form):
    """All of a section that may be shown. Every span counts characters in ``text``; ``pages`` holds (start, page number)."""

    document_key: str
    document_id: str
    title: str
    title_en: str
    id: str
    label: str
    label_en: str
    text: str
    english: str
    reference: str
    sources: str
    url: str
    status: Status
    valid_from: date | None
    valid_until: date | None
    path: list[str]
    questions: list[str]
    questions_en: list[str]
    parts: list[Part]
    pages: list[tuple[int, int]]
    amends: str
    links: list[Link]
    definitions: list[Definition]


class Ask(BaseModel):
    """A question. ``history`` holds the earlier questions, oldest first; ``documents`` limits the search to those ids."""

    model_config = ConfigDict(extra="forbid", strict=True, json_schema_extra={"examples": [{"question": "Wanneer is een DPIA verplicht?"}]})

    question: str
    history: Annotated[list[Annotated[str, Field(max_length=MAX_CHARACTERS)]], Field(max_length=MAX_HISTORY)] = []
    on: Day | None = None
    documents: Annotated[list[Name], Field(max_length=MAX_DOCUMENTS)] = []
    language: Language | None = None
    stream: bool = False


class Search(BaseModel):
    """What to search for; ``on`` is the day it is about, ``document`` (repeatable) limits the search to those ids."""

    model_config = ConfigDict(extra="forbid")

    query: Annotated[str, Field(examples=["Wanneer is een DPIA verplicht?"])]
    k: Annotated[int, Field(ge=1, le=100)] = 10
    on: Day | None = None
    document: Annotated[list[Name], Field(max_length=MAX_DOCUMENTS)] = []
    language: Language | None = None


_ABOUT = (
    "Answers on generative AI in Dutch government, with checked sources, from this machine only. `/v1` speaks OpenAI's protocol for chat; "
    "`/mcp` is a Model Context Protocol endpoint (streamable HTTP). Questions are not kept."
)


def routes(default: str = "nl") -> "APIRouter":
    """``/api/docs`` for people (in the language of the page) and ``/api/openapi.json`` for programs, about the app they are part of."""
    from fastapi import APIRouter, Request
    from fastapi.responses import HTMLResponse

    from ui.pages import page

    router = APIRouter(include_in_schema=False)

    @router.get("/api/openapi.json")
    def openapi(request: Request) -> dict[str, Any]:
        return document(request.app)

    @router.get("/api/docs", response_class=HTMLResponse)
    def docs(request: Request) -> HTMLResponse:
        description = document(request.app)
        told = {"info": description["info"], "operations": [*_operations(description)], "shapes": [*_shapes(description)]}
        return page(request, "api_docs.html", default, here="api", **told)

    return router


def document(app: "FastAPI") -> dict[str, Any]:
    """The OpenAPI document of the routes in ``app`` that belong to an API; its pages are left out."""
    from fastapi.openapi.utils import get_openapi

    licence = {"name": "EUPL-1.2", "identifier": "EUPL-1.2"}
    found = get_openapi(title="Standpuntwijzer", version=version("standpuntwijzer"), description=_ABOUT, license_info=licence, routes=app.routes)
    found["paths"] = {path: item for path, item in found["paths"].items() if path.startswith(("/api/", "/v1/", "/healthz"))}
    return found


def _operations(told: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """What the page shows of each operation."""
    for path, item in told["paths"].items():
        for method, operation in item.items():
            content = operation.get("requestBody", {}).get("content", {})
            yield {
                "id": operation["operationId"], "name": f"{method.upper()} {path}",
                "summary": operation.get("description") or operation.get("summary", ""),
                "fields": [_field(one["name"], one["schema"], one.get("required", False)) for one in operation.get("parameters", ())],
                "body": _type(content["application/json"]["schema"]) if content else None,
                "answers": [{"status": status, **answer, "types": _contents(answer)} for status, answer in operation["responses"].items()],
            }  # fmt: skip


def _shapes(told: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """What the page shows of each shape."""
    for name, schema in sorted(told.get("components", {}).get("schemas", {}).items()):
        required = schema.get("required", ())
        fields = [_field(field, held, field in required) for field, held in schema.get("properties", {}).items()]
        yield {"name": name, "about": schema.get("description", ""), "fields": fields, "type": None if fields else _type(schema)}


def _field(name: str, schema: dict[str, Any], required: bool) -> dict[str, Any]:
    return {"name": name, "type": _type(schema), "required": required, "about": schema.get("description", "")}


def _contents(answer: dict[str, Any]) -> list[str]:
    return [f"{kind}: {_type(held['schema'])}" if "schema" in held else kind for kind, held in answer.get("content", {}).items()]


def _type(schema: dict[str, Any]) -> str:
    """A schema in a few words: "list of HitForm", "integer 1 to 100"."""
    if "$ref" in schema:
        return str(schema["$ref"]).rsplit("/", 1)[-1]
    for several in ("anyOf", "oneOf"):
        if several in schema:
            return " or ".join(dict.fromkeys(_type(one) for one in schema[several]))
    if "enum" in schema or "const" in schema:
        return " or ".join(f'"{one}"' for one in schema.get("enum", [schema.get("const")]))
    if schema.get("type") == "array":
        return f"list of {_type(schema.get('items', {}))}" + (f", at most {schema['maxItems']}" if "maxItems" in schema else "")
    kind = str(schema.get("format") or schema.get("type") or "anything")
    if "maxLength" in schema:
        return f"{kind}, at most {schema['maxLength']} characters"
    return f"{kind} {schema['minimum']} to {schema['maximum']}" if "maximum" in schema else kind
