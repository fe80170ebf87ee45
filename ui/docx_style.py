"""What our Word documents have in common: styles, language, properties, page numbers, links and the table of sources; no author."""

import io
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from ui.export import is_link
from ui.export_strings import ExportStrings

if TYPE_CHECKING:
    from docx.document import Document

FONT = "Calibri"
PALE = "EEF3F8"
REMARK = "Opmerking"
CAPTION = "Caption"
_BLUE = "154273"
_SOFT = "4C5A68"
_LINK = "0B56A4"
_WARN = "FFF4D6"
_EDGE = "B8860B"
# What Word keeps of a title.
_LONGEST_TITLE = 250


def new_document(title: str, words: ExportStrings, keywords: str, made: datetime) -> "Document":
    """An empty document with its page, styles, properties and footer."""
    from docx import Document
    from docx.shared import Cm

    document = Document()
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.5)
    section.top_margin, section.bottom_margin = Cm(2.2), Cm(2.2)
    _set_styles(document)
    _set_language(document, words.locale)
    _set_footer(document, words)
    properties = document.core_properties
    properties.title, properties.language, properties.keywords = title[:_LONGEST_TITLE], words.locale, keywords
    properties.author = properties.last_modified_by = properties.comments = ""
    # Word keeps these in UTC and without a zone.
    properties.created = properties.modified = made.astimezone(UTC).replace(tzinfo=None, microsecond=0)
    properties.revision = 1
    return document


def saved(document: "Document") -> bytes:
    """The document as the bytes of a .docx."""
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _set_styles(document: "Document") -> None:
    """One font, dark text on white, and two styles the template lacks or makes too faint."""
    from docx.shared import Pt

    sizes = {"Normal": 11, "Title": 22, "Heading 1": 16, "Heading 2": 13, CAPTION: 10, "Quote": 11, "Footer": 9, "Header": 9}
    for name, size in sizes.items():
        _dress(document.styles[name], size, _BLUE if name == "Title" or name.startswith("Heading") else None)
    document.styles["Normal"].paragraph_format.space_after = Pt(6)
    document.styles["Normal"].paragraph_format.line_spacing = 1.15
    for name in (CAPTION, "Header"):
        _dress(document.styles[name], sizes[name], _SOFT)
    document.styles[CAPTION].font.bold = False
    document.styles["Heading 1"].paragraph_format.space_before = Pt(18)
    document.styles["Heading 2"].paragraph_format.space_before = Pt(14)
    for name in ("Heading 1", "Heading 2"):
        document.styles[name].paragraph_format.space_after = Pt(4)
    properties = new_style(document, REMARK)
    edge = {"w:val": "single", "w:sz": "24", "w:space": "6", "w:color": _EDGE}
    add(add(properties, "w:pBdr", {}), "w:left", edge)
    fill(properties, _WARN)
    document.styles[REMARK].paragraph_format.left_indent = Pt(9)


def new_style(document: "Document", name: str) -> Any:
    """A paragraph style of our own, like ordinary text; its properties, to be filled in the order of the schema."""
    from docx.enum.style import WD_STYLE_TYPE

    style = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    style.base_style = document.styles["Normal"]
    return style.element.get_or_add_pPr()


def _dress(style: Any, size: int, colour: str | None) -> None:
    """Font, size and colour of a style; the fonts of the template's theme would win from a name that is only set for Latin."""
    from docx.oxml.ns import qn
    from docx.shared import Pt, RGBColor

    style.font.name, style.font.size = FONT, Pt(size)
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


def _set_footer(document: "Document", words: ExportStrings) -> None:
    """ "Standpuntwijzer · Pagina 2 van 7", the numbers as fields."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH

    footer = document.sections[0].footer.paragraphs[0]
    footer.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    footer.add_run(f"Standpuntwijzer · {words.page} ")
    add(footer._p, "w:fldSimple", {"w:instr": "PAGE"}).append(_run("1"))
    footer.add_run(f" {words.of} ")
    add(footer._p, "w:fldSimple", {"w:instr": "NUMPAGES"}).append(_run("1"))


def source_table(document: "Document", words: ExportStrings) -> Any:
    """A table of two columns, number and source, whose first row is repeated on each page."""
    table = document.add_table(rows=1, cols=2, style="Table Grid")
    table.autofit = False
    head = table.rows[0]
    for cell, name in zip(head.cells, (words.number, words.source), strict=True):
        cell.paragraphs[0].add_run(name).bold = True
        fill(cell._tc.get_or_add_tcPr(), PALE)
    add(head._tr.get_or_add_trPr(), "w:tblHeader", {})
    _set_widths(table, head.cells)
    return table


def source_row(table: Any, number: int) -> tuple[Any, Any]:
    """A new row with the number of a source: the cell for the source and its first paragraph."""
    from docx.shared import Pt

    row = table.add_row()
    add(row._tr.get_or_add_trPr(), "w:cantSplit", {})
    first, second = row.cells
    _set_widths(table, row.cells)
    _bookmark(first.paragraphs[0], number)
    for cell in (first, second):
        cell.paragraphs[0].paragraph_format.space_before = Pt(3)
    return second, second.paragraphs[0]


def _set_widths(table: Any, cells: Any) -> None:
    """Word looks at the cells, LibreOffice at the columns."""
    from docx.shared import Cm

    for column, cell, width in zip(table.columns, cells, (Cm(1.4), Cm(14.6)), strict=True):
        column.width = cell.width = width


def write_url(paragraph: Any, url: str) -> None:
    """The address, as a link when it is one."""
    from docx.opc.constants import RELATIONSHIP_TYPE

    if not is_link(url):
        paragraph.add_run(url)
        return
    relation = paragraph.part.relate_to(url, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
    add(paragraph._p, "w:hyperlink", {"r:id": relation, "w:history": "1"}).append(_run(url, linked=True))


def _bookmark(paragraph: Any, number: int) -> None:
    """The number of a source, as the place its markers lead to."""
    add(paragraph._p, "w:bookmarkStart", {"w:id": str(number), "w:name": f"bron_{number}"})
    paragraph.add_run(f"[{number}]")
    add(paragraph._p, "w:bookmarkEnd", {"w:id": str(number)})


def write_marker(paragraph: Any, number: int) -> None:
    """ "[3]", as a link to that source."""
    link = add(paragraph._p, "w:hyperlink", {"w:anchor": f"bron_{number}", "w:history": "1"})
    link.append(_run(f"[{number}]", linked=True))


def say(paragraph: Any, text: str, locale: str | None = None) -> Any:
    """A run with the text, marked with ``locale`` when it is in another language than the document."""
    run = paragraph.add_run(text)
    if locale:
        add(run._r.get_or_add_rPr(), "w:lang", {"w:val": locale})
    return run


def _run(text: str, *, linked: bool = False) -> Any:
    """A run that stands in a field or a link, which python-docx has no call for."""
    from docx.oxml import OxmlElement

    run = OxmlElement("w:r")
    if linked:
        style = add(run, "w:rPr", {})
        add(style, "w:color", {"w:val": _LINK})
        add(style, "w:u", {"w:val": "single"})
    content = add(run, "w:t", {"xml:space": "preserve"})
    content.text = text
    return run


def fill(properties: Any, colour: str) -> None:
    """The background of a cell or a style."""
    add(properties, "w:shd", {"w:val": "clear", "w:color": "auto", "w:fill": colour})


def add(parent: Any, name: str, attributes: dict[str, str]) -> Any:
    """A new element at the end of ``parent``."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    element = OxmlElement(name)
    for key, value in attributes.items():
        element.set("{http://www.w3.org/XML/1998/namespace}space" if key == "xml:space" else qn(key), value)
    parent.append(element)
    return element
