"""A conversation as a document: what the browser sends back is checked, put in order, and written as Markdown, Word or PDF.

The browser keeps the conversation, so all of it is untrusted: every text is bounded and cleaned here, and each writer escapes it.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Literal, Self

from pydantic import AfterValidator, BaseModel, Field, StringConstraints, ValidationError, model_validator

from assistant.answer import AnswerKind
from assistant.notices import spoken_date
from corpus.document import Status
from ui.body import read_body
from ui.export_strings import EXPORT, NO_SUCH_KIND, NOT_JSON, TOO_LARGE, UNREADABLE, ExportStrings
from ui.strings import STRINGS

if TYPE_CHECKING:
    from fastapi import APIRouter

MEDIA = {
    "md": "text/markdown; charset=utf-8",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
}
# The body also carries what an export does not use (the hits, the timings); the texts that are used have a limit of their own.
MAX_BODY = 4_000_000
MAX_TEXT = 300_000
# Far more than an answer has: without a limit a small body makes a document that takes minutes to write.
_MOST_LINES, _MOST_MARKERS = 100, 300
_MARKER = re.compile(r"\[([0-9]{1,3})\]")
# No name and password before the host: "https://rijksoverheid.nl@elders" reads as another site than it is.
_LINK = re.compile(r"https://[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?(?::[0-9]{1,5})?(?:[/?#][!#-;=?-\[\]_a-z~%]*)?")


def clean(text: str) -> str:
    """Text without what XML refuses and without characters that hide or reorder other ones; line ends become newlines."""
    lines = re.sub(r"\r\n?|[\x0b\x0c\x85\u2028\u2029]", "\n", text).replace("\t", " ")
    return "".join(char for char in lines if char == "\n" or _visible(char))


def _visible(char: str) -> bool:
    code = ord(char)
    return unicodedata.category(char) not in ("Cc", "Cf", "Cs") and code & 0xFFFE != 0xFFFE and not 0xFDD0 <= code <= 0xFDEF


def one_line(text: str) -> str:
    """Cleaned text on one line."""
    return " ".join(clean(text).split())


def is_link(url: str) -> bool:
    """Whether a reader may be sent there: https, and nothing in it that a writer or a reader takes for something else."""
    return _LINK.fullmatch(url) is not None


def _filled(text: str) -> str:
    if not text:
        raise ValueError("empty")
    return text


def _orderly(text: str) -> str:
    if text.count("\n") > _MOST_LINES or len(_MARKER.findall(text)) > _MOST_MARKERS:
        raise ValueError("too many lines or markers")
    return text


Name = Annotated[str, StringConstraints(max_length=300), AfterValidator(one_line)]
Line = Annotated[str, StringConstraints(max_length=5_000), AfterValidator(one_line)]
Question = Annotated[Line, AfterValidator(_filled)]
Prose = Annotated[str, StringConstraints(max_length=20_000), AfterValidator(clean), AfterValidator(_orderly)]
Language = Literal["nl", "en"]


class Cited(BaseModel):
    """One citation of an answer form."""

    marker: int = Field(ge=1, le=999, strict=True)
    document_id: Name
    section_id: Name
    passage_id: Name
    label: Name
    url: Annotated[str, StringConstraints(max_length=2_000), AfterValidator(one_line)]
    status: Status
    text: Line
    start: int = Field(ge=0, le=10_000_000, strict=True)
    end: int = Field(ge=0, le=10_000_000, strict=True)


class Turn(BaseModel):
    """One answer form (``assistant.jsonform.answer_form``), as far as the document uses it."""

    question: Question
    kind: AnswerKind
    language: Language
    text: Prose
    citations: list[Cited] = Field(default=[], max_length=50)
    notices: list[Line] = Field(default=[], max_length=20)


class Conversation(BaseModel):
    """What the browser sends: the answer forms in order, and the language of the document."""

    language: Language = "nl"
    turns: list[Turn] = Field(min_length=1, max_length=50)

    @model_validator(mode="after")
    def _bounded(self) -> Self:
        if sum(map(_size, self.turns)) > MAX_TEXT:
            raise ValueError(f"more than {MAX_TEXT} characters")
        return self


def _size(turn: Turn) -> int:
    cited = sum(len(row.text) + len(row.label) + len(row.url) + len(row.passage_id) for row in turn.citations)
    return len(turn.question) + len(turn.text) + sum(map(len, turn.notices)) + cited


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of an answer; with ``number`` it is the marker of that source."""

    text: str
    number: int | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """One question with its answer, the markers already those of the whole document."""

    question: str
    caption: str
    language: str
    paragraphs: tuple[tuple[Piece, ...], ...]
    notices: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Source:
    """One entry of the source list."""

    number: int
    label: str
    status: str
    sentence: str
    url: str
    passage_id: str
    language: str


@dataclass(frozen=True, slots=True)
class Paper:
    """The document before it is written in one of the formats."""

    language: str
    made: datetime
    made_line: str
    words: ExportStrings
    parts: tuple[Part, ...]
    sources: tuple[Source, ...]


def compose(conversation: Conversation, made: datetime) -> Paper:
    """The conversation as a document: one source list, and in the answers the numbers of that list."""
    language, words = conversation.language, EXPORT[conversation.language]
    sources: dict[tuple[object, ...], Source] = {}
    parts = tuple(_part(turn, words, _numbered(turn, sources, STRINGS[language].statuses)) for turn in conversation.turns)
    line = words.made.format(day=spoken_date(made.date(), language), time=f"{made:%H:%M}")
    return Paper(language, made, line, words, parts, tuple(sources.values()))


def _numbered(turn: Turn, sources: dict[tuple[object, ...], Source], statuses: Mapping[str, str]) -> dict[int, int]:
    """The number in the document of each marker of a turn; sources that are new are added to ``sources``."""
    numbers: dict[int, int] = {}
    for row in turn.citations:
        key = (row.document_id, row.section_id, row.start, row.end)
        fresh = Source(len(sources) + 1, row.label, statuses[str(row.status)], row.text, row.url, row.passage_id, turn.language)
        numbers.setdefault(row.marker, sources.setdefault(key, fresh).number)
    return numbers


def _part(turn: Turn, words: ExportStrings, numbers: Mapping[int, int]) -> Part:
    lines = [" ".join(line.split()) for line in turn.text.split("\n")]
    paragraphs = tuple(tuple(_pieces(line, numbers)) for line in lines if line)
    return Part(turn.question, words.kinds[turn.kind], turn.language, paragraphs, tuple(filter(None, turn.notices)))


def _pieces(line: str, numbers: Mapping[int, int]) -> Iterator[Piece]:
    """A line cut at its markers; a marker without a citation is ordinary text."""
    start = 0
    for match in _MARKER.finditer(line):
        number = numbers.get(int(match[1]))
        if number is None:
            continue
        if match.start() > start:
            yield Piece(line[start : match.start()])
        yield Piece(f"[{number}]", number)
        start = match.end()
    if start < len(line):
        yield Piece(line[start:])


def markdown(paper: Paper) -> str:
    """The document as Markdown (CommonMark)."""
    words = paper.words
    blocks = [f"# {words.title}", escape(paper.made_line), escape(words.statement), f"## {words.part}"]
    for part in paper.parts:
        blocks += [f"### {escape(part.question)}", f"*{escape(part.caption)}*"]
        blocks += [escape("".join(piece.text for piece in paragraph)) for paragraph in part.paragraphs]
        blocks += [f"**{words.remark}** {escape(notice)}" for notice in part.notices]
    blocks.append(f"## {words.sources}")
    blocks += [_entry(source, words) for source in paper.sources] or [words.no_sources]
    return "\n\n".join(blocks) + "\n"


def _entry(source: Source, words: ExportStrings) -> str:
    """An item of a numbered list; what belongs to it is indented as far as its text."""
    number = f"{source.number}. "
    url = f"<{source.url}>" if is_link(source.url) else escape(source.url)
    lines = [f"{escape(source.label)} ({escape(source.status)})", f"> {escape(source.sentence)}", url]
    lines.append(f"{words.passage}: {escape(source.passage_id)}")
    return number + f"\n\n{' ' * len(number)}".join(filter(None, lines))


def escape(text: str) -> str:
    """One line of text that Markdown shows as it is: no markup, no formula, and nothing a reader makes a link of by itself."""
    escaped = re.sub(r"[\\`*_{}\[\]<>#|$~&^@]|!(?=\[)|:(?=//)|(?<=\w)\.(?=[^\W\d_])", r"\\\g<0>", text.strip())
    # At the start of a line these begin a list, a heading or a rule.
    return re.sub(
        r"^([-+=])|^([0-9]{1,9})([.)])", lambda match: rf"\{match[1]}" if match[1] else rf"{match[2]}\{match[3]}", escaped
    )


def document(conversation: Conversation, kind: str, made: datetime) -> bytes:
    """The conversation as a file of ``kind`` (a key of :data:`MEDIA`)."""
    paper = compose(conversation, made)
    if kind == "docx":
        from ui.export_docx import write_docx

        return write_docx(paper)
    if kind == "pdf":
        from ui.export_pdf import write_pdf

        return write_pdf(paper)
    return markdown(paper).encode()


def routes() -> "APIRouter":
    """``POST /export/md``, ``/export/docx`` and ``/export/pdf``: a :class:`Conversation` in, a file out; nothing is kept."""
    from fastapi import APIRouter, HTTPException, Request, Response
    from starlette.concurrency import run_in_threadpool

    router = APIRouter()

    @router.post("/export/{kind}")
    async def export(kind: str, request: Request) -> Response:
        if kind not in MEDIA:
            raise HTTPException(404, NO_SUCH_KIND)
        # A form on another site can send a browser here, but not with this type: no document of ours with words of theirs.
        if request.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
            raise HTTPException(415, NOT_JSON)
        body = await read_body(request, MAX_BODY)
        if body is None:
            raise HTTPException(413, TOO_LARGE)
        try:
            conversation = Conversation.model_validate_json(body)
        except ValidationError as error:
            raise HTTPException(422, UNREADABLE.format(_faults(error))) from None
        made = datetime.now().astimezone()
        content = await run_in_threadpool(document, conversation, kind, made)
        name = f"standpuntwijzer-{made:%Y-%m-%d}.{kind}"
        return Response(content, media_type=MEDIA[kind], headers={"Content-Disposition": f'attachment; filename="{name}"'})

    return router


def _faults(error: ValidationError) -> str:
    """Where the first faults are; never what was sent, which an answer would give back unescaped."""
    faults = error.errors(include_url=False, include_input=False, include_context=False)[:3]
    return ", ".join(f"{'.'.join(map(str, fault['loc'])) or 'json'} ({fault['type']})" for fault in faults)
