"""What the API promises: the shape of every request and response. A field that is not declared here is never sent."""

import re
from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema

from assistant.answer import AnswerKind, Check, Term
from assistant.guard import MAX_CHARACTERS
from assistant.relevance import Relevance
from corpus.document import Definition, Kind, Link, Part, Status
from models.base import Usage

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
    """A question. ``history`` holds the earlier questions, oldest first; ``documents`` limits the search to those ids.

    With ``remove_personal_data`` a neutral word ("[naam]") takes the place of what looks like personal data before anything is done with them.
    """

    model_config = ConfigDict(extra="forbid", strict=True, json_schema_extra={"examples": [{"question": "Wanneer is een DPIA verplicht?"}]})

    question: str
    history: Annotated[list[Annotated[str, Field(max_length=MAX_CHARACTERS)]], Field(max_length=MAX_HISTORY)] = []
    on: Day | None = None
    documents: Annotated[list[Name], Field(max_length=MAX_DOCUMENTS)] = []
    language: Language | None = None
    stream: bool = False
    remove_personal_data: bool = False


class Search(BaseModel):
    """What to search for; ``on`` is the day it is about, ``document`` (repeatable) limits the search to those ids.

    With ``remove_personal_data`` a neutral word takes the place of what looks like personal data before it is searched.
    """

    model_config = ConfigDict(extra="forbid")

    query: Annotated[str, Field(examples=["Wanneer is een DPIA verplicht?"])]
    k: Annotated[int, Field(ge=1, le=100)] = 10
    on: Day | None = None
    document: Annotated[list[Name], Field(max_length=MAX_DOCUMENTS)] = []
    language: Language | None = None
    remove_personal_data: bool = False
