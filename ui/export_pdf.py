"""A conversation as a PDF: selectable text, bookmarks, links, page numbers, a title and a language."""

import io
import re
from collections.abc import Callable, Iterator
from functools import cache
from itertools import count
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from ui.export import Paper, Part, Source, is_link
from ui.export_strings import ExportStrings

_INK, _BLUE, _SOFT, _LINK, _WARN = "#1b2733", "#154273", "#4c5a68", "#0b56a4", "#fff4d6"
_FACES = {"Vera": "Vera.ttf", "Vera-Bold": "VeraBd.ttf", "Vera-Italic": "VeraIt.ttf"}
# Characters that the font lacks, and what it has that looks the same.
_SAME = {"\u2010": "-", "\u2011": "-", "\u202f": "\u00a0", "→": ">"}
_LONGEST_BOOKMARK = 100
_MARGIN, _FOOT = 65, 36
# What reportlab keeps free inside the margin.
_PADDING = 6
_PAGES = "bladzijden"
# Names of places within a document; only that they differ matters.
_PLACES = count()


def write_pdf(paper: Paper) -> bytes:
    """The document as the bytes of a .pdf."""
    from reportlab.lib.pagesizes import A4  # type: ignore[import-untyped]
    from reportlab.platypus import BaseDocTemplate, Frame, PageTemplate  # type: ignore[import-untyped]

    words, out = paper.words, io.BytesIO()
    document = BaseDocTemplate(
        out, pagesize=A4, leftMargin=_MARGIN, rightMargin=_MARGIN, topMargin=60, bottomMargin=65,
        title=words.title, author="", subject="", creator="Standpuntwijzer", keywords=words.keywords, lang=words.locale,
        displayDocTitle=1,
    )  # fmt: skip
    frame = Frame(_MARGIN, document.bottomMargin, document.width, document.height)
    # At the end of a page, so that whoever has it read aloud hears the page number after the text.
    document.addPageTemplates(PageTemplate(frames=[frame], onPageEnd=_footer(words)))
    document.build(list(_story(paper)))
    return out.getvalue()


def _story(paper: Paper) -> Iterator[Any]:
    """Everything on the pages, in order."""
    words, lacking = paper.words, _lacking(paper)
    yield _paragraph("title", escape(words.title))
    yield _paragraph("soft", escape(paper.made_line))
    yield _paragraph("remark", escape(words.statement))
    if lacking:
        yield _paragraph("soft", escape(words.unknown))
    yield _heading(words.part, 1)
    for part in paper.parts:
        yield from _part(part, words.remark)
    yield _heading(words.sources, 1)
    if not paper.sources:
        yield _paragraph("body", escape(words.no_sources))
    for source in paper.sources:
        yield from _source(source, words.passage)
    yield _total()


def _part(part: Part, remark: str) -> Iterator[Any]:
    yield _heading(part.question, 2)
    yield _paragraph("caption", _shown(part.caption))
    for pieces in part.paragraphs:
        texts = (_shown(piece.text) if piece.number is None else _to_source(piece.number) for piece in pieces)
        yield _paragraph("body", "".join(texts))
    for notice in part.notices:
        yield _paragraph("remark", f'<font name="Vera-Bold">{escape(remark)}</font> {_shown(notice)}')


def _source(source: Source, passage: str) -> Iterator[Any]:
    label = f'<a name="bron-{source.number}"/><font name="Vera-Bold">{_shown(source.label)}</font> ({_shown(source.status)})'
    yield _paragraph("source", label, f"[{source.number}]")
    yield _paragraph("quote", _shown(source.sentence))
    if is_link(source.url):
        yield _paragraph("address", f'<a href={quoteattr(source.url)} color="{_LINK}">{escape(source.url)}</a>')
    elif source.url:
        yield _paragraph("address", _shown(source.url))
    yield _paragraph("passage", f"{escape(passage)}: {_shown(source.passage_id)}")


def _to_source(number: int) -> str:
    return f'<a href="#bron-{number}" color="{_LINK}">[{number}]</a>'


def _shown(text: str) -> str:
    """Text for a paragraph, whose own markup looks like HTML: escaped, with ``[?]`` for what the font lacks."""
    known = _glyphs()
    same = "".join(_SAME.get(char, char) for char in text)
    marked = "".join(char if ord(char) in known else "\0" for char in same)
    return escape(re.sub("\0+", "[?]", marked))


def _lacking(paper: Paper) -> bool:
    """Whether the font lacks a character of the document."""
    known = _glyphs()
    texts = [text for part in paper.parts for text in (part.question, *part.notices)]
    texts += [piece.text for part in paper.parts for pieces in part.paragraphs for piece in pieces]
    texts += [text for row in paper.sources for text in (row.label, row.sentence, row.url, row.passage_id)]
    return any(ord(_SAME.get(char, char)) not in known for text in texts for char in set(text))


@cache
def _glyphs() -> frozenset[int]:
    """What the fonts of this document have; they come with a package and are read once."""
    from importlib.resources import files

    from reportlab.pdfbase import pdfmetrics  # type: ignore[import-untyped]
    from reportlab.pdfbase.ttfonts import TTFont  # type: ignore[import-untyped]

    fonts = [TTFont(name, str(files("reportlab") / "fonts" / file)) for name, file in _FACES.items()]
    for font in fonts:
        pdfmetrics.registerFont(font)
    return frozenset.intersection(*(frozenset(font.face.charToGlyph) for font in fonts))


@cache
def _styles() -> dict[str, Any]:
    """The paragraph styles by name."""
    from reportlab.lib.styles import ParagraphStyle  # type: ignore[import-untyped]

    _glyphs()
    base = ParagraphStyle(
        "body", fontName="Vera", fontSize=9.5, leading=14.5, textColor=_INK, spaceAfter=6, allowWidows=0, allowOrphans=0
    )
    inset = {"parent": base, "leftIndent": 28}
    bold = {"parent": base, "fontName": "Vera-Bold", "textColor": _BLUE, "keepWithNext": 1}
    return {
        "body": base,
        "title": ParagraphStyle("title", **{**bold, "keepWithNext": 0}, fontSize=20, leading=26),
        "heading1": ParagraphStyle("heading1", **bold, fontSize=15, leading=20, spaceBefore=16),
        "heading2": ParagraphStyle("heading2", **bold, fontSize=12, leading=16, spaceBefore=14, spaceAfter=2),
        "soft": ParagraphStyle("soft", base, textColor=_SOFT, fontSize=9),
        "caption": ParagraphStyle("caption", base, textColor=_SOFT, fontSize=9, spaceAfter=3, keepWithNext=1),
        "remark": ParagraphStyle(
            "remark", base, backColor=_WARN, borderPadding=(4, 6, 5, 6), leftIndent=6, rightIndent=6, spaceBefore=7, spaceAfter=11
        ),
        "source": ParagraphStyle(
            "source", **inset, bulletFontName="Vera-Bold", bulletFontSize=10, bulletColor=_BLUE, spaceBefore=8, spaceAfter=1, keepWithNext=1
        ),
        "quote": ParagraphStyle("quote", **inset, fontName="Vera-Italic", spaceAfter=1, keepWithNext=1),
        "address": ParagraphStyle("address", **inset, fontSize=9, leading=13, spaceAfter=1, keepWithNext=1),
        "passage": ParagraphStyle("passage", **inset, fontSize=9, leading=13, textColor=_SOFT),
    }  # fmt: skip


def _paragraph(style: str, markup: str, bullet: str | None = None) -> Any:
    from reportlab.platypus import Paragraph

    return Paragraph(markup, _styles()[style], bulletText=bullet)


def _heading(text: str, level: int) -> Any:
    """A heading that also stands among the bookmarks of the document."""
    from reportlab.platypus import Paragraph

    # A heading that is split over two pages is drawn twice, as two objects of this class: only the first is a bookmark.
    places = [f"kop-{next(_PLACES)}"]

    class Heading(Paragraph):  # type: ignore[misc]
        """Paragraph that notes its place when it is drawn."""

        def draw(self) -> None:
            if places:
                place = places.pop()
                self.canv.bookmarkPage(place)
                self.canv.addOutlineEntry(_bookmark(text), place, level - 1, closed=0)
            super().draw()

    return Heading(_shown(text), _styles()[f"heading{level}"])


def _bookmark(text: str) -> str:
    return text if len(text) <= _LONGEST_BOOKMARK else text[: _LONGEST_BOOKMARK - 1] + "…"


def _footer(words: ExportStrings) -> Callable[[Any, Any], None]:
    """What is drawn on each page: "Standpuntwijzer · Pagina 2 van", and after it the form that :func:`_total` draws at the end."""

    def draw(canvas: Any, document: Any) -> None:
        canvas.saveState()
        canvas.setFont("Vera", 8)
        canvas.setFillColor(_SOFT)
        line = f"Standpuntwijzer · {words.page} {canvas.getPageNumber()} {words.of} "
        canvas.drawString(_MARGIN + _PADDING, _FOOT, line)
        canvas.translate(_MARGIN + _PADDING + canvas.stringWidth(line, "Vera", 8), _FOOT)
        canvas.doForm(_PAGES)
        canvas.restoreState()

    return draw


def _total() -> Any:
    """Draws nothing on its page, but says how many pages there are: it comes last."""
    from reportlab.platypus import Flowable

    class Total(Flowable):  # type: ignore[misc]
        """The form with the number of pages."""

        def draw(self) -> None:
            self.canv.beginForm(_PAGES)
            self.canv.setFont("Vera", 8)
            self.canv.setFillColor(_SOFT)
            self.canv.drawString(0, 0, str(self.canv.getPageNumber()))
            self.canv.endForm()

    return Total()
