"""Blocks of text in reading order, gathered into sections at their headings: what Markdown, web pages and Word share.

Also how a table reads as plain text: one line a row, each value with the name of its column.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile

from corpus.document import Section
from corpus.source import Source, slug, unique

# Deeper headings are too fine to cite; they stay in the text as a line.
DEEPEST = 3
# A "heading" longer than this is a paragraph that was given the wrong style.
LONGEST_HEADING = 250
# Text without headings is cut at the end of the paragraph nearest to this many characters.
PART = 2_000

# Soft hyphens, zero-width characters, byte-order marks, control characters and halves of surrogate pairs say nothing.
_SILENT = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff\x00-\x08\x0e-\x1b\x7f\ud800-\udfff]")
_CELL_BORDER = re.compile(r"(?<!\\)\|")
_ALIGNED = re.compile(r":-|-:")
_DASHES = re.compile(r":?-{2,}:?|-")


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, list item, table row or heading (``level`` 1 to 6); a ``tight`` block stands directly below the previous one."""

    text: str
    level: int = 0
    tight: bool = False


def tidy(text: str) -> str:
    """``text`` on one line: a run of white space, no-break spaces included, is one space; no-break hyphens are hyphens."""
    return " ".join(_SILENT.sub("", text).replace("\u2011", "-").split())


def joined(blocks: Iterable[Block]) -> str:
    """The blocks as one text: paragraphs a blank line apart, items and rows each on the next line."""
    pieces: list[str] = []
    for block in blocks:
        if pieces:
            pieces.append("\n" if block.tight else "\n\n")
        pieces.append(block.text)
    return "".join(pieces)


def only_title(blocks: Iterable[Block]) -> str:
    """The heading of the highest level, when there is just one: it names the whole document. Else nothing does."""
    highest = [block.text for block in blocks if block.level == 1]
    return highest[0] if len(highest) == 1 else ""


def sections(blocks: Iterable[Block], source: Source, title: str = "") -> list[Section]:
    """A section for each heading that has text of its own; text without any heading is cut into "Deel 1", "Deel 2", …

    The path holds the headings above it, without one that only repeats the ``title`` of the document.
    """
    found = [_demoted(block) for block in blocks if block.text]
    titles = {title.casefold(), source.title.casefold()}
    if any(_opens_section(block) for block in found):
        groups = list(_under_headings(found))
    else:
        groups = [((Block(f"Deel {number}", 1),), part) for number, part in enumerate(_parts(found), start=1)]
    seen: Counter[str] = Counter()
    taken: set[str] = set()
    result = []
    for headings, body in groups:
        label = headings[-1].text if headings else "Inleiding"
        base = slug(label)
        seen[base] += 1
        # Counted here, because asking ``unique`` alone takes quadratic time when thousands of headings are the same.
        section_id = unique(base if seen[base] == 1 else f"{base}-{seen[base]}", taken)
        path = tuple(heading.text for heading in headings[:-1] if heading.text.casefold() not in titles)
        result.append(source.section(section_id, label, joined(body), path=path))
    return result


def _demoted(block: Block) -> Block:
    return Block(block.text) if block.level and len(block.text) > LONGEST_HEADING else block


def _opens_section(block: Block) -> bool:
    return 0 < block.level <= DEEPEST


def _under_headings(blocks: Iterable[Block]) -> Iterator[tuple[tuple[Block, ...], list[Block]]]:
    """The text below each heading with the headings it stands under, outermost first."""
    headings: list[Block] = []
    body: list[Block] = []
    for block in blocks:
        if not _opens_section(block):
            body.append(block)
            continue
        if body:
            yield tuple(headings), body
        while headings and headings[-1].level >= block.level:
            headings.pop()
        headings.append(block)
        body = []
    if body:
        yield tuple(headings), body


def _parts(blocks: Iterable[Block]) -> Iterator[list[Block]]:
    part: list[Block] = []
    size = 0
    for block in blocks:
        # A long list or table has no paragraph ends of its own.
        room = 2 * PART if block.tight else PART
        if part and size + len(block.text) > room:
            yield part
            part, size = [], 0
        part.append(block)
        size += len(block.text)
    if part:
        yield part


def rows(grid: Sequence[Sequence[str]], header: bool | None = None) -> list[Block]:
    """The rows of a table: "Kolom: waarde; Kolom: waarde" under a header, else "naam: waarde" or the filled cells.

    ``header`` None means that the document does not say whether its first row is one: see :func:`_looks_like_header`. A row that is
    one cell wide runs across the table: a title above it, or a heading between its rows.
    """
    filled = [list(row) for row in grid if any(row)]
    titles = [row[0] for row in takewhile(lambda row: len(row) == 1, filled)]
    filled = filled[len(titles) :]
    if header is None:
        header = _looks_like_header(filled)
    if header and len(filled) > 1:
        names = filled[0]
        lines = [_line(_named(names, row)) for row in filled[1:]]
    else:
        lines = [_line(_bare(row)) for row in filled]
    return [Block(line, tight=True) for line in (*titles, *lines) if line]


def _looks_like_header(grid: Sequence[Sequence[str]]) -> bool:
    """Three or more short, different names above other rows; two columns read well as "naam: waarde" either way."""
    if len(grid) < 2 or len(grid[0]) < 3:
        return False
    first = grid[0]
    return all(0 < len(name) <= 60 for name in first) and len(set(first)) == len(first)


def _named(names: Sequence[str], row: Sequence[str]) -> list[str]:
    if len(row) == 1:
        return list(row)
    named = []
    for number, value in enumerate(row):
        name = names[number].rstrip(" :") if number < len(names) else ""
        if value:
            named.append(f"{name}: {value}" if name and name != value else value)
    return named


def _bare(row: Sequence[str]) -> list[str]:
    values = [value for value in row if value]
    if len(values) == 2 and len(values[0]) <= 80 and values[0][-1].isalnum():
        return [f"{values[0]}: {values[1]}"]
    return values


def _line(values: Sequence[str]) -> str:
    """The cells one after the other; a cell that ends a sentence needs no semicolon."""
    text = "".join(value + (" " if value[-1] in ".;:!?" else "; ") for value in values[:-1])
    return text + (values[-1] if values else "")


def pipe_table(lines: Sequence[str]) -> list[Block]:
    """The rows of Markdown tables; ``lines`` all begin with "|". A cell of dashes is empty; a table may follow another directly."""
    grid = [[_cell(cell) for cell in _CELL_BORDER.split(_unframed(line))] for line in lines]
    starts = [number - 1 for number in range(2, len(grid)) if not any(grid[number]) and _ALIGNED.search(lines[number])]
    tables = [grid[start:end] for start, end in zip([0, *starts], [*starts, len(grid)], strict=True)]
    return [row for table in tables for row in rows(table, len(table) > 1 and any(table[0]) and not any(table[1]))]


def _unframed(line: str) -> str:
    return line.strip().removeprefix("|").removesuffix("|")


def _cell(text: str) -> str:
    cell = tidy(text.replace("\\|", "|"))
    return "" if _DASHES.fullmatch(cell) else cell
