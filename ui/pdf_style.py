"""What our PDFs have in common: an embedded font, styles, bookmarks, links, page numbers, a title and a language."""

import io
import re
from collections.abc import Callable, Iterable
from functools import cache
from itertools import count
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from ui.export import is_link
from ui.export_strings import ExportStrings

INK, SOFT = "#1b2733", "#4c5a68"
_BLUE, _LINK, _WARN = "#154273", "#0b56a4", "#fff4d6"
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


def build(story: Iterable[Any], title: str, words: ExportStrings, keywords: str) -> bytes:
    """The pages of ``story`` as the bytes of a .pdf."""
    from reportlab.lib.pagesizes import A4  # type: ignore[import-untyped]
    from reportlab.platypus import BaseDocTemplate, Frame, PageTemplate  # type: ignore[import-untyped]

    out = io.BytesIO()
    document = BaseDocTemplate(
        out, pagesize=A4, leftMargin=_MARGIN, rightMargin=_MARGIN, topMargin=60, bottomMargin=65,
        title=title, author="", subject="", creator="Standpuntwijzer", keywords=keywords, lang=words.locale,
        displayDocTitle=1,
    )  # fmt: skip
    frame = Frame(_MARGIN, document.bottomMargin, document.width, document.height)
    # At the end of a page, so that whoever has it read aloud hears the page number after the text.
    document.addPageTemplates(PageTemplate(frames=[frame], onPageEnd=_footer(words)))
    document.build([*story, _total()])
    return out.getvalue()


def shown(text: str) -> str:
    """Text for a paragraph, whose own markup looks like HTML: escaped, with ``[?]`` for what the font lacks."""
    known = glyphs()
    same = "".join(_SAME.get(char, char) for char in text)
    marked = "".join(char if ord(char) in known else "\0" for char in same)
    return escape(re.sub("\0+", "[?]", marked))


def bold(text: str) -> str:
    """The same in bold."""
    return f'<font name="Vera-Bold">{shown(text)}</font>'


def lacking(texts: Iterable[str]) -> bool:
    """Whether the font lacks a character of these texts."""
    known = glyphs()
    return any(ord(_SAME.get(char, char)) not in known for text in texts for char in set(text))


@cache
def glyphs() -> frozenset[int]:
    """What the fonts of our documents have; they come with a package and are read once."""
    from importlib.resources import files

    from reportlab.pdfbase import pdfmetrics  # type: ignore[import-untyped]
    from reportlab.pdfbase.ttfonts import TTFont  # type: ignore[import-untyped]

    fonts = [TTFont(name, str(files("reportlab") / "fonts" / file)) for name, file in _FACES.items()]
    for font in fonts:
        pdfmetrics.registerFont(font)
    return frozenset.intersection(*(frozenset(font.face.charToGlyph) for font in fonts))


@cache
def styles() -> dict[str, Any]:
    """The paragraph styles by name."""
    from reportlab.lib.styles import ParagraphStyle  # type: ignore[import-untyped]

    glyphs()
    base = ParagraphStyle(
        "body", fontName="Vera", fontSize=9.5, leading=14.5, textColor=INK, spaceAfter=6, allowWidows=0, allowOrphans=0
    )
    inset = {"parent": base, "leftIndent": 28}
    heavy = {"parent": base, "fontName": "Vera-Bold", "textColor": _BLUE, "keepWithNext": 1}
    return {
        "body": base,
        "title": ParagraphStyle("title", **{**heavy, "keepWithNext": 0}, fontSize=20, leading=26),
        "heading1": ParagraphStyle("heading1", **heavy, fontSize=15, leading=20, spaceBefore=16),
        "heading2": ParagraphStyle("heading2", **heavy, fontSize=12, leading=16, spaceBefore=14, spaceAfter=2),
        "soft": ParagraphStyle("soft", base, textColor=SOFT, fontSize=9),
        "caption": ParagraphStyle("caption", base, textColor=SOFT, fontSize=9, spaceAfter=3, keepWithNext=1),
        "remark": ParagraphStyle(
            "remark", base, backColor=_WARN, borderPadding=(4, 6, 5, 6), leftIndent=6, rightIndent=6, spaceBefore=7, spaceAfter=11
        ),
        "source": ParagraphStyle(
            "source", **inset, bulletFontName="Vera-Bold", bulletFontSize=10, bulletColor=_BLUE, spaceBefore=8, spaceAfter=1, keepWithNext=1
        ),
        "quote": ParagraphStyle("quote", **inset, fontName="Vera-Italic", spaceAfter=1, keepWithNext=1),
        "address": ParagraphStyle("address", **inset, fontSize=9, leading=13, spaceAfter=1, keepWithNext=1),
        "passage": ParagraphStyle("passage", **inset, fontSize=9, leading=13, textColor=SOFT),
    }  # fmt: skip


def paragraph(style: str, markup: str, bullet: str | None = None) -> Any:
    """A paragraph in one of :func:`styles`; ``markup`` is what :func:`shown` and :func:`bold` give."""
    from reportlab.platypus import Paragraph

    return Paragraph(markup, styles()[style], bulletText=bullet)


def address(url: str) -> Any:
    """An address in the source list, as a link when it is one."""
    return paragraph("address", f'<a href={quoteattr(url)} color="{_LINK}">{escape(url)}</a>' if is_link(url) else shown(url))


def source_label(number: int, label: str, status: str) -> Any:
    """How a source begins: its number, its name and its status. The place that its markers lead to."""
    return paragraph("source", f'<a name="bron-{number}"/>{bold(label)} ({shown(status)})', f"[{number}]")


def marker(number: int) -> str:
    """ "[3]", as a link to that source."""
    return f'<a href="#bron-{number}" color="{_LINK}">[{number}]</a>'


def heading(text: str, level: int) -> Any:
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

    return Heading(shown(text), styles()[f"heading{level}"])


def _bookmark(text: str) -> str:
    return text if len(text) <= _LONGEST_BOOKMARK else text[: _LONGEST_BOOKMARK - 1] + "…"


def _footer(words: ExportStrings) -> Callable[[Any, Any], None]:
    """What is drawn on each page: "Standpuntwijzer · Pagina 2 van", and after it the form that :func:`_total` draws at the end."""

    def draw(canvas: Any, document: Any) -> None:
        canvas.saveState()
        canvas.setFont("Vera", 8)
        canvas.setFillColor(SOFT)
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
            self.canv.setFillColor(SOFT)
            self.canv.drawString(0, 0, str(self.canv.getPageNumber()))
            self.canv.endForm()

    return Total()
