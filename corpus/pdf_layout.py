"""From runs of text on pages to lines in reading order: columns, running heads, footnotes, tables of contents.

Pure functions. Measures are in points from the top left corner of a page, or shares of the type size where that is said.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from corpus.pdf_columns import (
    SMALL,
    Cell,
    Column,
    Row,
    Run,
    cells_of,
    columns_of,
    drawn,
    joined,
    left_of,
    main_run,
    right_of,
    rows_of,
    text_of,
)

_BIS = "bis|ter|quater|quinquies|sexies|septies|octies"
ITEM = re.compile(rf"[“\"‘]?(?:[a-z]{{1,5}}(?: (?:{_BIS}))?\)|[a-z]\.)\s|[•▪●○‣–] |o (?=[A-Z])")
NUMBERED = re.compile(rf"[“\"‘]?(?:\(\d{{1,3}}\)|\d{{1,3}}(?: (?:{_BIS}))?[.)])\s")
_CONTENTS = re.compile(r"\.{4,}\s*\d{1,3}$|(?:\. ){4,}\s*\d{1,3}$")
_NOTE = re.compile(r"\d{1,3}")
_NOTES = re.compile(r"\d{1,3}(?:\s*,\s*\d{1,3})*")
_SECTION_NUMBER, _SIGN = re.compile(r"\d+(?:\.\d+)*\.? "), re.compile(r"\W ")
_DIGITS = re.compile(r"\d+")
_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_HEADING = re.compile(r"(?:artikel|hoofdstuk|afdeling|titel|deel|bijlage) ", re.IGNORECASE)
_PAGE_NUMBER = re.compile(r"(?:pagina|bladzijde|blz\.?|page|p\.)?\s*[-–]?\s*(\d{1,4})\s*(?:[-–]|(?:/|van|of)\s*\d{1,4})?", re.IGNORECASE)
_EDGE = 4  # rows at the top and at the bottom of a page that may be running heads or feet
_NEAR = 4  # pages before and behind in which it is looked for
_SAME_PLACE = 3.0  # points that a running head may shift from page to page
_LONGEST_HEAD, _LONGEST_TEXT = 20, 200  # cells in a running head, and characters in one with figures


@dataclass(frozen=True, slots=True)
class Line:
    """One line of one column; ``cells`` counts the pieces that wide white parts, as in the row of a table.

    ``column`` numbers the columns of its page, and ``edges`` are the left and right side of that column. ``bold`` and ``italic``
    say that all its letters are; ``mixed`` that some are and some are not.
    """

    text: str
    page: int
    column: int
    edges: tuple[float, float]
    left: float
    right: float
    baseline: float
    size: float
    bold: bool
    italic: bool
    mixed: bool
    cells: int

    @property
    def style(self) -> tuple[float, bool, bool]:
        return self.size, self.bold, self.italic


def lines(pages: Sequence[Sequence[Run]]) -> list[Line]:
    """The lines of all pages in reading order, without running heads, page numbers, footnotes and tables of contents."""
    cells = [cells_of(drawn(page)) for page in pages]
    rows = [rows_of(page) for page in cells]
    found: list[Line] = []
    for number, (page, above, heads) in enumerate(zip(cells, rows, _running(rows), strict=True), start=1):
        gone = {id(cell) for index in heads for cell in above[index]}
        kept = [cell for cell in page if id(cell) not in gone]  # in the order in which they are drawn: see _is_table
        found += _without_contents(_without_footnotes(columns_of(kept), number))
    return found


def body_size(found: Iterable[Line]) -> float:
    """The type size of most of the text; 0 when there is none."""
    sizes: Counter[float] = Counter()
    for line in found:
        sizes[line.size] += len(line.text)
    return sizes.most_common(1)[0][0] if sizes else 0.0


# ---- running heads and feet


def _running(pages: Sequence[Sequence[Row]]) -> list[set[int]]:
    """For each page the rows that are a running head, a running foot or a page number.

    A row near the edge is one when each of its cells stands at the same height on pages nearby, with the same figures or with
    figures that count the pages. Other figures tell articles and items apart, which may well begin at the same height.
    """
    cells = [[(cell, main_run(cell).baseline) for index in _edge(rows) for cell in rows[index]] for rows in pages]
    enough = 1 if len(pages) < 6 else 2

    def repeats(cell: Cell, page: int) -> bool:
        number = _PAGE_NUMBER.fullmatch(text_of(cell))
        if number and int(number[1]) == page + 1:
            return True
        near = [other for other in range(max(0, page - _NEAR), min(len(pages), page + _NEAR + 1)) if other != page]
        height = main_run(cell).baseline
        found = 0
        for other in near:
            same = (c for c, baseline in cells[other] if abs(baseline - height) < _SAME_PLACE)
            found += any(_counts_pages(text_of(cell), text_of(c), other - page) for c in same)
        return found >= enough

    heads: list[set[int]] = []
    for page, rows in enumerate(pages):
        heads.append(set())
        for side in (_edge(rows), _edge(rows)[::-1]):
            for index in side:
                if not all(repeats(cell, page) for cell in rows[index]):
                    break
                heads[-1].add(index)
    return heads


def _edge(rows: Sequence[Row]) -> list[int]:
    near = (index for index in range(len(rows)) if index < _EDGE or index >= len(rows) - _EDGE)
    return [index for index in near if len(rows[index]) <= _LONGEST_HEAD]


def _counts_pages(text: str, other: str, pages: int) -> bool:
    """True for the same text, ``pages`` further on, in which the figures are the same or count on by that many pages."""
    if text == other or max(len(text), len(other)) > _LONGEST_TEXT:
        return text == other
    if _DIGITS.sub("#", text) != _DIGITS.sub("#", other):
        return False
    steps = {int(b) - int(a) for a, b in zip(_DIGITS.findall(text), _DIGITS.findall(other), strict=True)}
    return steps <= ({0} if _HEADING.match(text) else {0, pages})


# ---- lines, footnotes, contents


def _without_footnotes(columns: Sequence[Column], page: int) -> list[Line]:
    """Lines of the columns down to the first that begins with a raised number; the marks of the notes go as well."""
    kept: list[tuple[int, Column, Row]] = []
    notes: set[str] = set()
    sizes = [main_run(cell).size for column in columns for row in column.rows for cell in row]
    usual = median(sizes) if sizes else 0.0
    for number, column in enumerate(columns):
        started = False
        for row in column.rows:
            mark = _note_number(row, usual)
            if mark:
                started = True
                notes.add(mark)
            if not started:
                kept.append((number, column, row))
    return [line for number, column, row in kept if (line := _line(row, page, number, column.edges, notes)) is not None]


def _note_number(row: Row, usual: float) -> str:
    """The number of the footnote that begins on this row, or ""; ``usual`` is the type size of the page."""
    first = row[0][0]
    rest = [run for cell in row for run in cell if run is not first and run.text.strip()]
    text = first.text.strip()
    if not _NOTE.fullmatch(text):
        return ""
    if not rest:
        return text if first.size < 0.7 * usual else ""
    raised = max(run.size for run in rest) * 0.9 >= first.size and first.baseline < max(run.baseline for run in rest) - 0.5
    return text if raised else ""


def _line(row: Row, page: int, column: int, edges: tuple[float, float], notes: set[str]) -> Line | None:
    main = main_run([run for cell in row for run in cell])
    texts = (joined((run, _shown(run, main, notes)) for run in cell) for cell in row)
    # Where the mark of a note is gone, so is the space that stood before it.
    text = re.sub(r" ([,.;:)])", r"\1", " ".join(filter(None, texts)))
    if not text:
        return None
    letters = [run for cell in row for run in cell if re.search(r"[^\W\d_]", run.text)] or [main]
    left, right = min(map(left_of, row)), max(map(right_of, row))
    white = [left_of(b) - right_of(a) for a, b in pairwise(row)]
    justified = len(white) > 1 and max(white) - min(white) < 1 and right > edges[1] - 2
    cells = 1 if justified or _is_hanging(row) else len(row)
    bold, italic = all(run.bold for run in letters), all(run.italic for run in letters)
    mixed = len({(run.bold, run.italic) for run in letters}) > 1
    return Line(text, page, column, edges, left, right, main.baseline, round(main.size * 2) / 2, bold, italic, mixed, cells)


def _shown(run: Run, main: Run, notes: set[str]) -> str:
    """The text of a run: nothing for the mark of a footnote, and raised figures as such (10²⁵ is not 1025)."""
    raised = run.size < SMALL * main.size and run.baseline < main.baseline - 0.1 * main.size
    if not raised or not _NOTES.fullmatch(run.text.strip()):
        return run.text
    if set(_DIGITS.findall(run.text)) <= notes:
        return _DIGITS.sub("", run.text).replace(",", "")
    return run.text.translate(_RAISED)


def _is_hanging(row: Row) -> bool:
    """True for a number or a bullet with the text behind it."""
    number = text_of(row[0])
    return len(row) == 2 and any(p.fullmatch(number + " ") for p in (ITEM, NUMBERED, _SECTION_NUMBER, _SIGN))


def _without_contents(found: list[Line]) -> list[Line]:
    """The lines of a page but its table of contents: from the first to the last line that ends in the number of a page."""
    entries = [index for index, line in enumerate(found) if _is_entry(line)]
    if len(entries) < 3:
        return found
    first = entries[0] - bool(entries[0] and re.fullmatch(r"inhoud(?:sopgave)?|contents", found[entries[0] - 1].text, re.IGNORECASE))
    return found[:first] + found[entries[-1] + 1 :]


def _is_entry(line: Line) -> bool:
    return bool(_CONTENTS.search(line.text)) or (line.cells > 1 and bool(re.match(r"[\d.]+ \D.*\D \d{1,3}$", line.text)))
