"""A conversation as a Word document: real styles, a language for every text, page numbers, links, and no author."""

import io
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from ui.export import Paper, Part, Source, is_link
from ui.export_strings import EXPORT, ExportStrings

if TYPE_CHECKING:
    from docx.document import Document

_FONT = "Calibri"
_BLUE = "154273"
_SOFT = "4C5A68"
_LINK = "0B56A4"
_PALE = "EEF3F8"
_WARN = "FFF4D6"
_EDGE = "B8860B"
_REMARK = "Opmerking"
_CAPTION = "Caption"


def write_docx(paper: Paper) -> bytes:
    """The document as the bytes of a .docx."""
    from docx import Document

    document = Document()
    _prepare(document, paper)
    words = paper.words
    document.add_paragraph(words.title, style="Title")
    document.add_paragraph(paper.made_line, style=_CAPTION)
    document.add_paragraph(words.statement, style=_REMARK)
    document.add_heading(words.part, 1)
    for part in paper.parts:
        _write_part(document, part, paper)
    document.add_heading(words.sources, 1)
    if paper.sources:
        _write_sources(document, paper)
    else:
        document.add_paragraph(words.no_sources)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _prepare(document: "Document", paper: Paper) -> None:
    """Page, styles, properties and footer."""
    from docx.shared import Cm

    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.5)
    section.top_margin, section.bottom_margin = Cm(2.2), Cm(2.2)
    _set_styles(document)
    _set_language(document, paper.words.locale)
    _set_properties(document, paper)
    _set_footer(document, paper.words)


def _set_styles(document: "Document") -> None:
    """One font, dark text on white, and two styles the template lacks or makes too faint."""
    from docx.enum.style import WD_STYLE_TYPE
    from docx.shared import Pt

    sizes = {"Normal": 11, "Title": 22, "Heading 1": 16, "Heading 2": 13, _CAPTION: 10, "Quote": 11, "Footer": 9}
    for name, size in sizes.items():
        _dress(document.styles[name], size, _BLUE if name == "Title" or name.startswith("Heading") else None)
    document.styles["Normal"].paragraph_format.space_after = Pt(6)
    document.styles["Normal"].paragraph_format.line_spacing = 1.15
    _dress(document.styles[_CAPTION], 10, _SOFT)
    document.styles[_CAPTION].font.bold = False
    document.styles["Heading 1"].paragraph_format.space_before = Pt(18)
    document.styles["Heading 2"].paragraph_format.space_before = Pt(14)
    for name in ("Heading 1", "Heading 2"):
        document.styles[name].paragraph_format.space_after = Pt(4)
    remark = document.styles.add_style(_REMARK, WD_STYLE_TYPE.PARAGRAPH)
    remark.base_style = document.styles["Normal"]
    properties = remark.element.get_or_add_pPr()
    edge = {"w:val": "single", "w:sz": "24", "w:space": "6", "w:color": _EDGE}
    _add(_add(properties, "w:pBdr", {}), "w:left", edge)
    _fill(properties, _WARN)
    remark.paragraph_format.left_indent = Pt(9)


def _dress(style: Any, size: int, colour: str | None) -> None:
    """Font, size and colour of a style; the fonts of the template's theme would win from a name that is only set for Latin."""
    from docx.oxml.ns import qn
    from docx.shared import Pt, RGBColor

    style.font.name, style.font.size = _FONT, Pt(size)
    fonts = style.element.rPr.rFonts
    for name in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{name}"), None)
    style.font.color.rgb = RGBColor.from_string(colour or "1B2733")


def _set_language(document: "Document", locale: str) -> None:
    """The language of the whole document, for spelling and for a reader that speaks."""
    from docx.oxml.ns import qn

    for lang in document.styles.element.iter(qn("w:lang")):
        lang.set(qn("w:val"), locale)
    for lang in document.settings.element.iter(qn("w:themeFontLang")):
        lang.set(qn("w:val"), locale)


def _set_properties(document: "Document", paper: Paper) -> None:
    """Title, language, date and that AI made this, for a machine to read; no name of anybody."""
    properties = document.core_properties
    properties.title, properties.language = paper.words.title, paper.words.locale
    properties.author = properties.last_modified_by = properties.comments = ""
    properties.keywords = paper.words.keywords
    # Word keeps these in UTC and without a zone.
    properties.created = properties.modified = _utc(paper)
    properties.revision = 1


def _utc(paper: Paper) -> Any:
    from datetime import UTC

    return paper.made.astimezone(UTC).replace(tzinfo=None, microsecond=0)


def _set_footer(document: "Document", words: ExportStrings) -> None:
    """ "Standpuntwijzer · Pagina 2 van 7", the numbers as fields."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH

    footer = document.sections[0].footer.paragraphs[0]
    footer.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    footer.add_run(f"Standpuntwijzer · {words.page} ")
    _add(footer._p, "w:fldSimple", {"w:instr": "PAGE"}).append(_run("1"))
    footer.add_run(f" {words.of} ")
    _add(footer._p, "w:fldSimple", {"w:instr": "NUMPAGES"}).append(_run("1"))


def _write_part(document: "Document", part: Part, paper: Paper) -> None:
    """One question with its answer and the remarks on it."""
    locale = _other(part.language, paper)
    _say(document.add_heading("", 2), part.question, locale)
    caption = document.add_paragraph(part.caption, style=_CAPTION)
    caption.paragraph_format.keep_with_next = True
    for pieces in part.paragraphs:
        paragraph = document.add_paragraph()
        for piece in pieces:
            if piece.number is None:
                _say(paragraph, piece.text, locale)
            else:
                link = _add(paragraph._p, "w:hyperlink", {"w:anchor": f"bron_{piece.number}", "w:history": "1"})
                link.append(_run(piece.text, linked=True))
    for notice in part.notices:
        remark = document.add_paragraph(style=_REMARK)
        remark.add_run(f"{paper.words.remark} ").bold = True
        _say(remark, notice, locale)


def _write_sources(document: "Document", paper: Paper) -> None:
    """The source list as a table of two columns whose first row is repeated on each page."""
    from docx.shared import Cm

    table = document.add_table(rows=1, cols=2, style="Table Grid")
    table.autofit = False
    head = table.rows[0]
    for cell, name in zip(head.cells, (paper.words.number, paper.words.source), strict=True):
        cell.paragraphs[0].add_run(name).bold = True
        _fill(cell._tc.get_or_add_tcPr(), _PALE)
    _add(head._tr.get_or_add_trPr(), "w:tblHeader", {})
    for source in paper.sources:
        row = table.add_row()
        _add(row._tr.get_or_add_trPr(), "w:cantSplit", {})
        _write_source(row.cells, source, paper)
    for column, width in zip(table.columns, (Cm(1.4), Cm(14.6)), strict=True):
        column.width = width
        for cell in column.cells:
            cell.width = width


def _write_source(cells: Iterable[Any], source: Source, paper: Paper) -> None:
    """Label and status, the literal sentence, the address and the passage."""
    from docx.shared import Pt

    first, second = cells
    locale = _other(source.language, paper)
    _bookmark(first.paragraphs[0], source.number)
    label = second.paragraphs[0]
    for paragraph in (first.paragraphs[0], label):
        paragraph.paragraph_format.space_before = Pt(3)
    _say(label, source.label, locale).bold = True
    label.add_run(f" ({source.status})")
    _say(second.add_paragraph(style="Quote"), source.sentence, locale)
    if source.url:
        _write_url(second.add_paragraph(), source.url)
    second.add_paragraph(f"{paper.words.passage}: {source.passage_id}", style=_CAPTION)


def _write_url(paragraph: Any, url: str) -> None:
    """The address, as a link when it is one."""
    from docx.opc.constants import RELATIONSHIP_TYPE

    if not is_link(url):
        paragraph.add_run(url)
        return
    relation = paragraph.part.relate_to(url, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
    _add(paragraph._p, "w:hyperlink", {"r:id": relation, "w:history": "1"}).append(_run(url, linked=True))


def _bookmark(paragraph: Any, number: int) -> None:
    """The number of a source, as the place its markers lead to."""
    _add(paragraph._p, "w:bookmarkStart", {"w:id": str(number), "w:name": f"bron_{number}"})
    paragraph.add_run(f"[{number}]")
    _add(paragraph._p, "w:bookmarkEnd", {"w:id": str(number)})


def _other(language: str, paper: Paper) -> str | None:
    """The locale of a text that is not in the language of the document."""
    return None if language == paper.language else EXPORT[language].locale


def _say(paragraph: Any, text: str, locale: str | None) -> Any:
    """A run with the text, marked when it is in another language than the document."""
    run = paragraph.add_run(text)
    if locale:
        _add(run._r.get_or_add_rPr(), "w:lang", {"w:val": locale})
    return run


def _run(text: str, *, linked: bool = False) -> Any:
    """A run that stands in a field or a link, which python-docx has no call for."""
    from docx.oxml import OxmlElement

    run = OxmlElement("w:r")
    if linked:
        style = _add(run, "w:rPr", {})
        _add(style, "w:color", {"w:val": _LINK})
        _add(style, "w:u", {"w:val": "single"})
    content = _add(run, "w:t", {"xml:space": "preserve"})
    content.text = text
    return run


def _fill(properties: Any, colour: str) -> None:
    _add(properties, "w:shd", {"w:val": "clear", "w:color": "auto", "w:fill": colour})


def _add(parent: Any, name: str, attributes: dict[str, str]) -> Any:
    """A new element at the end of ``parent``."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    element = OxmlElement(name)
    for key, value in attributes.items():
        element.set("{http://www.w3.org/XML/1998/namespace}space" if key == "xml:space" else qn(key), value)
    parent.append(element)
    return element
