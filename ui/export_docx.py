"""A conversation as a Word document: real styles, a language for every text, page numbers, links, and no author."""

from typing import TYPE_CHECKING

from ui.docx_style import CAPTION, REMARK, new_document, saved, say, source_row, source_table, write_marker, write_url
from ui.export import Paper, Part
from ui.export_strings import EXPORT

if TYPE_CHECKING:
    from docx.document import Document


def write_docx(paper: Paper) -> bytes:
    """The document as the bytes of a .docx."""
    words = paper.words
    document = new_document(words.title, words, words.keywords, paper.made)
    document.add_paragraph(words.title, style="Title")
    document.add_paragraph(paper.made_line, style=CAPTION)
    document.add_paragraph(words.statement, style=REMARK)
    document.add_heading(words.part, 1)
    for part in paper.parts:
        _write_part(document, part, paper)
    document.add_heading(words.sources, 1)
    if paper.sources:
        _write_sources(document, paper)
    else:
        document.add_paragraph(words.no_sources)
    return saved(document)


def _write_part(document: "Document", part: Part, paper: Paper) -> None:
    """One question with its answer and the remarks on it."""
    locale = _other(part.language, paper)
    say(document.add_heading("", 2), part.question, locale)
    caption = document.add_paragraph(part.caption, style=CAPTION)
    caption.paragraph_format.keep_with_next = True
    for pieces in part.paragraphs:
        paragraph = document.add_paragraph()
        for piece in pieces:
            if piece.number is None:
                say(paragraph, piece.text, locale)
            else:
                write_marker(paragraph, piece.number)
    for notice in part.notices:
        remark = document.add_paragraph(style=REMARK)
        remark.add_run(f"{paper.words.remark} ").bold = True
        say(remark, notice, locale)


def _write_sources(document: "Document", paper: Paper) -> None:
    """The source list: label and status, the literal sentence, the address and the passage."""
    table = source_table(document, paper.words)
    for source in paper.sources:
        locale = _other(source.language, paper)
        cell, label = source_row(table, source.number)
        say(label, source.label, locale).bold = True
        label.add_run(f" ({source.status})")
        say(cell.add_paragraph(style="Quote"), source.sentence, locale)
        if source.url:
            write_url(cell.add_paragraph(), source.url)
        cell.add_paragraph(f"{paper.words.passage}: {source.passage_id}", style=CAPTION)


def _other(language: str, paper: Paper) -> str | None:
    """The locale of a text that is not in the language of the document."""
    return None if language == paper.language else EXPORT[language].locale
