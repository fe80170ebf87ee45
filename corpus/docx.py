"""Read a Word document: headings by their styles, numbered lists with their numbers, tables, in reading order.

Left out: what a reader does not see or was struck out (deleted tracked changes, hidden text, comments), footnotes, the table of
contents, headers and footers. Inserted tracked text is part of the text.
"""

import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

from corpus.document import Document
from corpus.outline import Block, only_title, rows, sections, tidy
from corpus.source import ParseError, Source

# A Word file of 100 MB unpacked is 20 times the largest report; text compresses some 10 times, styles and blank cells some 100.
_MOST_BYTES = 200 << 20
_MOST_FILES = 5_000
_STEEPEST = 200
_SMALL = 5 << 20
# Text boxes and content controls can hold each other; nobody does so this often.
_DEEPEST = 60

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_MATH_TEXT = "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"
_HEADING = re.compile(r"(?:heading|kop|rubrik|überschrift|titre)\s*([1-9])\b", re.IGNORECASE)
_CONTENTS = re.compile(r"(?:toc|inhopg|inhoudsopgave)\b", re.IGNORECASE)
_TITLE = re.compile(r"(?:title|titel)", re.IGNORECASE)
_LEVEL = re.compile(r"%([1-9])")
# Struck out, not text, or twice in the file.
_SKIPPED = frozenset({_FALLBACK, *(_W + name for name in ("del", "moveFrom", "instrText", "delText", "rPr", "pPr", "sdtPr"))})
_SPACES = frozenset(_W + name for name in ("tab", "br", "cr"))
_HYPHEN = _W + "noBreakHyphen"
_ROMANS = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"), (9, "ix"),
    (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Style:
    level: int = 0
    is_contents: bool = False
    is_title: bool = False
    number: tuple[str, int] | None = None


@dataclass(frozen=True, slots=True)
class _Level:
    """One level of a numbered list: "lowerLetter", "%1)", 1."""

    format: str
    text: str
    start: int


@dataclass(frozen=True, slots=True)
class _List:
    """A list as paragraphs refer to it; lists with the same ``series`` go on counting where the other stopped."""

    series: str
    levels: Mapping[int, _Level]


@dataclass(slots=True)
class _Word:
    """What the text refers to, and how far each list has counted."""

    styles: Mapping[str, _Style]
    lists: Mapping[str, _List]
    counts: dict[str, dict[int, int]] = field(default_factory=dict)


def parse(data: bytes, source: Source) -> Document:
    """The document in ``data``. Raises :class:`ParseError` when it is encrypted, damaged, unreasonably large or no Word document."""
    _check(data)
    body, word = _open(data)
    try:
        blocks = list(_blocks(body, word))
    except (RecursionError, ValueError, AttributeError, TypeError) as error:
        raise ParseError("het Word-document is beschadigd") from error
    title = _title(body, word) or only_title(blocks)
    return source.document(data, sections(blocks, source, title), title)


def _check(data: bytes) -> None:
    """Refuse what cannot or should not be unpacked, before anything is."""
    if data.startswith(_OLE):
        if _ENCRYPTED in data:
            raise ParseError("het document is met een wachtwoord beveiligd; sla het zonder wachtwoord op")
        raise ParseError("dit is een Word-document in het oude formaat (.doc); sla het op als .docx")
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError, EOFError) as error:
        raise ParseError("dit is geen Word-document (.docx), of het is beschadigd") from error
    size = sum(entry.file_size for entry in entries)
    steep = any(entry.file_size > _SMALL and entry.file_size > _STEEPEST * max(1, entry.compress_size) for entry in entries)
    if size > _MOST_BYTES or len(entries) > _MOST_FILES or steep or (size > _SMALL and size > _STEEPEST * len(data)):
        raise ParseError("het document is uitgepakt onredelijk groot en wordt niet geopend")
    if any(entry.flag_bits & 1 for entry in entries):
        raise ParseError("het document is met een wachtwoord beveiligd; sla het zonder wachtwoord op")
    if "word/document.xml" not in {entry.filename for entry in entries}:
        raise ParseError("dit is geen Word-document (.docx)")


def _open(data: bytes) -> tuple[Any, _Word]:
    import docx

    try:
        document = docx.Document(BytesIO(data))
        numbering = next((part.element for part in document.part.package.iter_parts() if part.partname == "/word/numbering.xml"), None)
        # What python-docx meets in a damaged file it raises as whatever went wrong: this is the one place where all of it is caught.
        return document.element.body, _Word(_styles(document.styles.element), _lists(numbering))
    except Exception as error:
        raise ParseError("het Word-document is beschadigd") from error


def _value(element: Any, path: str) -> str:
    """The w:val of a descendant of ``element``; empty when there is none."""
    found = None if element is None else element.find("/".join(_W + name for name in path.split("/")))
    return "" if found is None else str(found.get(_W + "val", ""))


def _whole(text: str, default: int = 0) -> int:
    return int(text) if text.isdecimal() and len(text) < 8 else default


def _styles(root: Any) -> dict[str, _Style]:
    """What each paragraph style means, its own name first, then that of the style it is based on."""
    elements = {str(style.get(_W + "styleId")): style for style in root.iter(_W + "style")}
    return {style_id: _style(style_id, elements) for style_id in elements}


def _style(style_id: str, elements: Mapping[str, Any]) -> _Style:
    level, number, names = 0, None, []
    for _ in range(12):
        style = elements.get(style_id)
        if style is None:
            break
        name = _value(style, "name")
        names.append(name)
        heading = _HEADING.match(name)
        outline = _value(style, "pPr/outlineLvl")
        level = level or (int(heading[1]) if heading else 0) or (_whole(outline, 9) + 1 if outline and _whole(outline, 9) < 9 else 0)
        number = number or _number(style)
        style_id = _value(style, "basedOn")
    is_contents = bool(names) and bool(_CONTENTS.match(names[0]))
    return _Style(min(level, 6), is_contents, bool(names) and bool(_TITLE.fullmatch(names[0])), number)


def _number(element: Any) -> tuple[str, int] | None:
    """The list an element belongs to, and the level in it."""
    list_id = _value(element, "pPr/numPr/numId")
    return (list_id, _whole(_value(element, "pPr/numPr/ilvl"))) if list_id else None


def _lists(root: Any) -> dict[str, _List]:
    if root is None:
        return {}
    shapes = {
        str(shape.get(_W + "abstractNumId")): {
            _whole(str(level.get(_W + "ilvl", ""))): _Level(
                _value(level, "numFmt") or "decimal", _value(level, "lvlText"), _whole(_value(level, "start"), 1)
            )
            for level in shape.iter(_W + "lvl")
        }
        for shape in root.iter(_W + "abstractNum")
    }
    lists = {}
    for item in root.iter(_W + "num"):
        list_id, shape_id = str(item.get(_W + "numId")), _value(item, "abstractNumId")
        starts_again = item.find(f"{_W}lvlOverride/{_W}startOverride") is not None
        lists[list_id] = _List(f"num {list_id}" if starts_again else shape_id, shapes.get(shape_id, {}))
    return lists


def _blocks(parent: Any, word: _Word, depth: int = 0) -> Iterator[Block]:
    """The paragraphs and rows inside ``parent``, content controls and inserted blocks included."""
    if depth > _DEEPEST:
        return
    for child in parent:
        if child.tag == _W + "p":
            yield from _paragraph(child, word, depth)
        elif child.tag == _W + "tbl":
            yield from _table(child, word, depth)
        elif child.tag in (_W + "sdt", _W + "sdtContent", _W + "ins", _W + "customXml", _W + "moveTo"):
            yield from _blocks(child, word, depth + 1)


def _paragraph(paragraph: Any, word: _Word, depth: int) -> Iterator[Block]:
    style = word.styles.get(_value(paragraph, "pPr/pStyle"), _Style())
    if style.is_contents:
        return
    text = tidy("".join(_text(paragraph, depth)))
    outline = _value(paragraph, "pPr/outlineLvl")
    level = min(_whole(outline, 9) + 1, 6) if outline and _whole(outline, 9) < 9 else style.level
    if text:
        marker = _marker(_number(paragraph) or style.number, word)
        level = 1 if style.is_title else level
        if level and marker == "- ":
            marker = ""
        yield Block(marker + text, level, tight=bool(marker) and not level)
    for box in _boxes(paragraph):
        yield from _blocks(box, word, depth + 1)


def _title(body: Any, word: _Word) -> str:
    styled = (child for child in body.iter(_W + "p") if word.styles.get(_value(child, "pPr/pStyle"), _Style()).is_title)
    return next((text for child in styled if (text := tidy("".join(_text(child, 0))))), "")


def _text(element: Any, depth: int) -> Iterator[str]:
    """The pieces of text in a paragraph that can be seen; a text box in it is a story of its own."""
    if depth > 2 * _DEEPEST:
        return
    for child in element:
        tag = child.tag
        if tag in (_W + "t", _MATH_TEXT):
            yield child.text or ""
        elif tag in _SPACES:
            yield " "
        elif tag == _HYPHEN:
            yield "-"
        elif tag not in _SKIPPED and tag != _W + "txbxContent" and not (tag == _W + "r" and _is_hidden(child)):
            yield from _text(child, depth + 1)


def _is_hidden(run: Any) -> bool:
    vanish = run.find(f"{_W}rPr/{_W}vanish")
    return vanish is not None and vanish.get(_W + "val", "1") not in ("0", "false", "off")


def _boxes(paragraph: Any) -> Iterator[Any]:
    """The text boxes anchored in a paragraph; those inside a text box come with it."""
    for box in paragraph.iter(_W + "txbxContent"):
        above = [ancestor.tag for ancestor in box.iterancestors()]
        inner = above[: above.index(_W + "p")] if _W + "p" in above else above
        if not _SKIPPED.intersection(inner) and next(box.iterancestors(_W + "p"), None) is paragraph:
            yield box


def _marker(number: tuple[str, int] | None, word: _Word) -> str:
    """What the list prints before its next item ("2.1 ", "a) ", "- "); empty outside a list. Counts it."""
    used = word.lists.get(number[0]) if number else None
    if number is None or used is None or number[1] not in used.levels:
        return ""
    place, levels = number[1], used.levels
    level = levels[place]
    if level.format in ("bullet", "none"):
        return "- " if level.format == "bullet" else ""
    counts = word.counts.setdefault(used.series, {})
    counts[place] = counts.get(place, level.start - 1) + 1
    for deeper in [other for other in counts if other > place]:
        del counts[deeper]

    def counted(found: re.Match[str]) -> str:
        other = int(found[1]) - 1
        shape = levels.get(other, level)
        return _printed(counts.get(other, shape.start), shape.format)

    printed = tidy(_LEVEL.sub(counted, level.text or f"%{place + 1}."))
    return f"{printed} " if printed else ""


def _printed(number: int, style: str) -> str:
    if style.endswith("Letter") and number > 0:
        text = chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 % 9 + 1)
    elif style.endswith("Roman") and 0 < number < 4000:
        text = ""
        for value, roman in _ROMANS:
            text += roman * (number // value)
            number %= value
    else:
        return str(number)
    return text.upper() if style.startswith("upper") else text


def _table(table: Any, word: _Word, depth: int) -> Iterator[Block]:
    """A row a line; a table of one row or one column only frames its text."""
    grid: list[list[str]] = []
    lines = [
        (row, [cell for cell in row.iter(_W + "tc") if next(cell.iterancestors(_W + "tr"), None) is row])
        for row in table.iter(_W + "tr")
        if next(row.iterancestors(_W + "tbl"), None) is table and row.find(f"{_W}trPr/{_W}del") is None
    ]
    if len(lines) == 1 or all(len(cells) == 1 for _, cells in lines):
        for _, cells in lines:
            for cell in cells:
                yield from _blocks(cell, word, depth + 1)
        return
    # Word marks the rows that it repeats on each page; a table without that mark may still have a header.
    header = True if any(row.find(f"{_W}trPr/{_W}tblHeader") is not None for row, _ in lines[:3]) else None
    for _, cells in lines:
        grid.append(_row(cells, grid[-1] if grid else [], word, depth))
    yield from rows(grid, header)


def _row(cells: list[Any], above: list[str], word: _Word, depth: int) -> list[str]:
    row: list[str] = []
    for cell in cells:
        merged = cell.find(f"{_W}tcPr/{_W}vMerge")
        if merged is not None and merged.get(_W + "val") != "restart" and len(row) < len(above):
            row.append(above[len(row)])
        else:
            row.append(" ".join(block.text for block in _blocks(cell, word, depth + 1)))
        if len(cells) > 1:
            row.extend([""] * (min(_whole(_value(cell, "tcPr/gridSpan"), 1), 50) - 1))
    return row
