"""Read a Word document: headings by their styles, numbered lists with their numbers, tables, in reading order.

Left out: what a reader does not see or was struck out (deleted tracked changes, hidden text, comments), footnotes, the table of
contents, headers and footers. Inserted tracked text is part of the text.
"""

import zipfile
from collections.abc import Iterator
from io import BytesIO
from typing import Any

from corpus.document import Document
from corpus.docx_styles import W, Word, lists_in, marker, number_of, outline_level, styles_in, val, whole
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
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_MATH_TEXT = "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"
# Struck out, not text, or twice in the file.
_SKIPPED = frozenset({_FALLBACK, *(W + name for name in ("del", "moveFrom", "instrText", "delText", "rPr", "pPr", "sdtPr"))})
_SPACES = frozenset(W + name for name in ("tab", "br", "cr"))
_HYPHEN = W + "noBreakHyphen"


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


def _open(data: bytes) -> tuple[Any, Word]:
    import docx

    try:
        document = docx.Document(BytesIO(data))
        numbering = next((part.element for part in document.part.package.iter_parts() if part.partname == "/word/numbering.xml"), None)
        # What python-docx meets in a damaged file it raises as whatever went wrong: this is the one place where all of it is caught.
        return document.element.body, Word(styles_in(document.styles.element), lists_in(numbering))
    except Exception as error:
        raise ParseError("het Word-document is beschadigd") from error


def _blocks(parent: Any, word: Word, depth: int = 0) -> Iterator[Block]:
    """The paragraphs and rows inside ``parent``, content controls and inserted blocks included."""
    if depth > _DEEPEST:
        return
    for child in parent:
        if child.tag == W + "p":
            yield from _paragraph(child, word, depth)
        elif child.tag == W + "tbl":
            yield from _table(child, word, depth)
        elif child.tag in (W + "sdt", W + "sdtContent", W + "ins", W + "customXml", W + "moveTo"):
            yield from _blocks(child, word, depth + 1)


def _paragraph(paragraph: Any, word: Word, depth: int) -> Iterator[Block]:
    style = word.style(paragraph)
    if style.is_contents:
        return
    text = tidy("".join(_text(paragraph, depth)))
    level = 1 if style.is_title else min(outline_level(paragraph), 6) or style.level
    if text:
        number = marker(number_of(paragraph) or style.number, word)
        if level and number == "- ":
            number = ""
        yield Block(number + text, level, tight=bool(number) and not level)
    for box in _boxes(paragraph):
        yield from _blocks(box, word, depth + 1)


def _title(body: Any, word: Word) -> str:
    styled = (child for child in body.iter(W + "p") if word.style(child).is_title)
    return next((text for child in styled if (text := tidy("".join(_text(child, 0))))), "")


def _text(element: Any, depth: int) -> Iterator[str]:
    """The pieces of text in a paragraph that can be seen; a text box in it is a story of its own."""
    if depth > 2 * _DEEPEST:
        return
    for child in element:
        tag = child.tag
        if tag in (W + "t", _MATH_TEXT):
            yield child.text or ""
        elif tag in _SPACES:
            yield " "
        elif tag == _HYPHEN:
            yield "-"
        elif tag not in _SKIPPED and tag != W + "txbxContent" and not (tag == W + "r" and _is_hidden(child)):
            yield from _text(child, depth + 1)


def _is_hidden(run: Any) -> bool:
    vanish = run.find(f"{W}rPr/{W}vanish")
    return vanish is not None and vanish.get(W + "val", "1") not in ("0", "false", "off")


def _boxes(paragraph: Any) -> Iterator[Any]:
    """The text boxes anchored in a paragraph; those inside a text box come with it."""
    for box in paragraph.iter(W + "txbxContent"):
        above = [ancestor.tag for ancestor in box.iterancestors()]
        inner = above[: above.index(W + "p")] if W + "p" in above else above
        if not _SKIPPED.intersection(inner) and next(box.iterancestors(W + "p"), None) is paragraph:
            yield box


def _table(table: Any, word: Word, depth: int) -> Iterator[Block]:
    """A row a line; a table of one row or one column only frames its text."""
    grid: list[list[str]] = []
    lines = [
        (row, [cell for cell in row.iter(W + "tc") if next(cell.iterancestors(W + "tr"), None) is row])
        for row in table.iter(W + "tr")
        if next(row.iterancestors(W + "tbl"), None) is table and row.find(f"{W}trPr/{W}del") is None
    ]
    if len(lines) == 1 or all(len(cells) == 1 for _, cells in lines):
        for _, cells in lines:
            for cell in cells:
                yield from _blocks(cell, word, depth + 1)
        return
    # Word marks the rows that it repeats on each page; a table without that mark may still have a header.
    header = True if any(row.find(f"{W}trPr/{W}tblHeader") is not None for row, _ in lines[:3]) else None
    for _, cells in lines:
        grid.append(_row(cells, grid[-1] if grid else [], word, depth))
    yield from rows(grid, header)


def _row(cells: list[Any], above: list[str], word: Word, depth: int) -> list[str]:
    row: list[str] = []
    for cell in cells:
        merged = cell.find(f"{W}tcPr/{W}vMerge")
        if merged is not None and merged.get(W + "val") != "restart" and len(row) < len(above):
            row.append(above[len(row)])
        else:
            row.append(" ".join(block.text for block in _blocks(cell, word, depth + 1)))
        if len(cells) > 1:
            row.extend([""] * (min(whole(val(cell, "tcPr/gridSpan"), 1), 50) - 1))
    return row
