"""A conversation as a PDF: selectable text, bookmarks, links, page numbers, a title and a language."""

from collections.abc import Iterator
from typing import Any
from xml.sax.saxutils import escape

from ui.export import Paper, Part, Source
from ui.pdf_style import address, bold, build, heading, lacking, marker, paragraph, shown, source_label


def write_pdf(paper: Paper) -> bytes:
    """The document as the bytes of a .pdf."""
    return build(_story(paper), paper.words.title, paper.words, paper.words.keywords)


def _story(paper: Paper) -> Iterator[Any]:
    """Everything on the pages, in order."""
    words = paper.words
    yield paragraph("title", escape(words.title))
    yield paragraph("soft", escape(paper.made_line))
    yield paragraph("remark", escape(words.statement))
    if lacking(_texts(paper)):
        yield paragraph("soft", escape(words.unknown))
    yield heading(words.part, 1)
    for part in paper.parts:
        yield from _part(part, words.remark)
    yield heading(words.sources, 1)
    if not paper.sources:
        yield paragraph("body", escape(words.no_sources))
    for source in paper.sources:
        yield from _source(source, words.passage)


def _part(part: Part, remark: str) -> Iterator[Any]:
    yield heading(part.question, 2)
    yield paragraph("caption", shown(part.caption))
    for pieces in part.paragraphs:
        texts = (shown(piece.text) if piece.number is None else marker(piece.number) for piece in pieces)
        yield paragraph("body", "".join(texts))
    for notice in part.notices:
        yield paragraph("remark", f"{bold(remark)} {shown(notice)}")


def _source(source: Source, passage: str) -> Iterator[Any]:
    yield source_label(source.number, source.label, source.status)
    yield paragraph("quote", shown(source.sentence))
    if source.url:
        yield address(source.url)
    yield paragraph("passage", f"{escape(passage)}: {shown(source.passage_id)}")


def _texts(paper: Paper) -> Iterator[str]:
    """Every text of the conversation and its sources."""
    for part in paper.parts:
        yield from (part.question, *part.notices)
        yield from (piece.text for pieces in part.paragraphs for piece in pieces)
    for row in paper.sources:
        yield from (row.label, row.sentence, row.url, row.passage_id)
