"""Read a saved web page: its main content, without navigation, forms, scripts and hidden elements."""

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree
from lxml import html as lxml_html
from lxml.html import HtmlElement

from corpus.document import Document
from corpus.markup import refuse_cut_off
from corpus.outline import Block, joined, only_title, rows, sections, tidy
from corpus.source import ParseError, Source

_DROPPED = frozenset(
    "script style nav aside form footer noscript template button svg iframe object select textarea audio video canvas "
    "head dialog menu".split()
)
_DROPPED_ROLES = frozenset("navigation banner contentinfo search complementary dialog alertdialog".split())
_DROPPED_CLASSES = frozenset("visually-hidden sr-only screen-reader-text headerlink".split())
_BLOCKS = frozenset(
    "html body main article section header div p ul ol li dl dt dd blockquote pre figure figcaption hr address details summary "
    "fieldset legend table thead tbody tfoot tr td th caption center".split()
)
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_HIDDEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_CHARSET = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([A-Za-z0-9_.:-]{2,40})""", re.IGNORECASE)
_DECLARATION = re.compile(r"^\s*<\?xml[^>]{0,200}\?>")
_TAG = re.compile(r"<(?:!doctype\s+html|(?:html|head|body|main|article|section|div|p|h[1-6]|ul|ol|table|span|a|br)\b)", re.IGNORECASE)
_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
# Rows and columns that a cell may claim to span; pages lie about it.
_WIDEST = 50


@dataclass(frozen=True, slots=True)
class _Start:
    """The next text is an item of a list, with this in front of it; None where an item ends."""

    marker: str | None


_Piece = str | Block | _Start | None


def parse(data: bytes, source: Source) -> Document:
    """The page in ``data``. Raises :class:`ParseError` when it is not HTML or shows no text."""
    text = decode(data)
    if not _TAG.search(text):
        raise ParseError("dit is geen HTML-pagina")
    root = _tree(text)
    main = _main(root)
    try:
        # Some systems wrap a whole page in one form.
        found = blocks(main) or blocks(main, _DROPPED - {"form"})
    except RecursionError as error:
        raise ParseError("de HTML is te diep genest om te lezen") from error
    title = _title(root, found)
    return source.document(data, sections(found, source, title), title)


def text_of(element: HtmlElement) -> str:
    """The readable text of an element: paragraphs a blank line apart, list items and table rows each on a line."""
    return joined(blocks(element))


def fragment(text: str) -> list[Block]:
    """The blocks of a piece of HTML inside another text; none when it cannot be read."""
    try:
        return blocks(lxml_html.fragment_fromstring(text.replace("\0", ""), create_parent="div", parser=_parser()))
    except (etree.LxmlError, ValueError, RecursionError):
        return []


def blocks(element: HtmlElement, dropped: frozenset[str] = _DROPPED) -> list[Block]:
    """What is visible in ``element`` as paragraphs, list items, table rows and headings, in reading order."""
    result: list[Block] = []
    inline: list[str] = []
    marker: str | None = None
    for piece in (*_pieces(element, dropped), None):
        if isinstance(piece, str):
            inline.append(piece)
            continue
        text = tidy("".join(inline))
        inline.clear()
        if text:
            result.append(Block((marker or "") + text, tight=marker is not None))
            marker = None
        if isinstance(piece, Block):
            result.append(piece)
        elif isinstance(piece, _Start):
            marker = piece.marker
    return result


def decode(data: bytes) -> str:
    """The page as text: by its byte-order mark, else the encoding it declares, else UTF-8, else Windows-1252."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data[len(mark) :].decode(encoding, errors="replace")
    declared = _CHARSET.search(data[:4096])
    for name in ((declared.group(1).decode("ascii"),) if declared else ()) + ("utf-8",):
        try:
            return data.decode(name)
        except (LookupError, ValueError):
            continue
    return data.decode("cp1252", errors="replace")


def _parser() -> lxml_html.HTMLParser:
    return lxml_html.HTMLParser(no_network=True, huge_tree=False, remove_comments=True, remove_pis=True)


def _tree(text: str) -> HtmlElement:
    parser = _parser()
    try:
        root = lxml_html.document_fromstring(_DECLARATION.sub("", text).replace("\0", ""), parser=parser)
    except (etree.LxmlError, ValueError) as error:
        raise ParseError("de HTML-pagina is niet te lezen") from error
    refuse_cut_off(parser)
    return root


def _main(root: HtmlElement) -> HtmlElement:
    """The element with the main content; the body without its header when the page does not mark one."""
    for path in ("//main", "//*[@role='main']", "//article"):
        candidates = [element for element in root.xpath(path) if element.text_content().strip()]
        if candidates:
            longest = max(candidates, key=lambda element: len(element.text_content()))
            # A page with many short articles is a list of them, and all of it is content.
            if path != "//article" or len(candidates) == 1 or 2 * len(longest.text_content()) > len(root.text_content()):
                return longest
    for header in root.xpath("//header[not(ancestor::article)]"):
        header.drop_tree()
    body = root.find("body")
    return root if body is None else body


def _title(root: HtmlElement, found: list[Block]) -> str:
    if first := only_title(found):
        return first
    named = root.find(".//title")
    # "Onderwerp | Organisatie": what stands behind the bar is the site.
    return tidy(named.text_content()).split(" | ")[0] if named is not None else ""


def _pieces(element: HtmlElement, dropped: frozenset[str], marker: str = "- ") -> Iterator[_Piece]:
    """Inline text as str, finished blocks, the start of list items, and None where a block begins or ends."""
    tag = element.tag
    if not isinstance(tag, str) or tag in dropped or _is_hidden(element):
        return
    if tag in _HEADINGS:
        yield Block(_cell_text(element, dropped), _HEADINGS[tag])
    elif tag == "table" and not _is_layout(element):
        yield None
        yield from rows(*_grid(element, dropped))
    elif tag == "br":
        yield " "
    else:
        is_block = tag in _BLOCKS
        if is_block:
            yield None
        is_item = tag in ("li", "dd")
        if is_item:
            yield _Start(marker if tag == "li" else "")
        yield from _inside(element, dropped)
        if is_block:
            yield _Start(None) if is_item else None


def _inside(element: HtmlElement, dropped: frozenset[str]) -> Iterator[_Piece]:
    number = _number(element.get("start", ""), 1)
    if element.text:
        yield element.text
    for child in element:
        marker = "- "
        if element.tag == "ol" and child.tag == "li":
            number = _number(child.get("value", ""), number)
            marker = f"{number}. "
            number += 1
        yield from _pieces(child, dropped, marker)
        if child.tail:
            yield child.tail


def _cell_text(element: HtmlElement, dropped: frozenset[str]) -> str:
    pieces = _inside(element, dropped)
    return tidy("".join(piece if isinstance(piece, str) else f" {getattr(piece, 'text', '')} " for piece in pieces))


def _is_hidden(element: HtmlElement) -> bool:
    attributes = element.attrib
    if "hidden" in attributes and attributes["hidden"] != "until-found":
        return True
    if attributes.get("aria-hidden") == "true" or attributes.get("role", "") in _DROPPED_ROLES:
        return True
    if not _DROPPED_CLASSES.isdisjoint(attributes.get("class", "").split()):
        return True
    if element.tag == "sup" and any(link.get("href", "").startswith("#") for link in element.iter("a")):
        return True  # The number of a footnote.
    return bool(_HIDDEN_STYLE.search(attributes.get("style", "")))


def _number(value: str, default: int) -> int:
    return int(value) if value.isdecimal() and len(value) < 6 else default


def _is_layout(table: HtmlElement) -> bool:
    """True for a table that only places things on the page."""
    if table.get("role") in ("presentation", "none"):
        return True
    return table.find(".//table") is not None or any(table.find(f".//{heading}") is not None for heading in _HEADINGS)


def _grid(table: HtmlElement, dropped: frozenset[str]) -> tuple[list[list[str]], bool | None]:
    """The cells row by row, spanned cells filled in; and whether the first row is a header, None when nothing says so."""
    grid: list[list[str]] = []
    below: dict[int, tuple[str, int]] = {}
    header: bool | None = None
    for row in table.iter("tr"):
        cells = [cell for cell in row if cell.tag in ("td", "th") and not _is_hidden(cell)]
        if not grid and cells:
            parent = row.getparent()
            if all(cell.tag == "th" for cell in cells) or (parent is not None and parent.tag == "thead"):
                header = True
            elif next(table.iter("th"), None) is not None:
                header = False
        line: list[str] = []
        for cell in cells:
            _carry(line, below)
            text = _cell_text(cell, dropped)
            column = len(line)
            line.extend([text, *([""] * (_span(cell, "colspan") - 1))])
            if (down := _span(cell, "rowspan")) > 1:
                below[column] = (text, down - 1)
        _carry(line, below)
        grid.append(line[:1] if len(cells) == 1 and not any(line[1:]) else line)
    return grid, header


def _carry(line: list[str], below: dict[int, tuple[str, int]]) -> None:
    """Put the cells that reach down from an earlier row into ``line``, as far as they come next."""
    while len(line) in below:
        text, left = below.pop(len(line))
        if left > 1:
            below[len(line)] = (text, left - 1)
        line.append(text)


def _span(cell: HtmlElement, name: str) -> int:
    return max(1, min(_WIDEST, _number(cell.get(name, ""), 1)))
