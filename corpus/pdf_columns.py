"""The runs of text on a page in reading order: joined to cells and rows, and parted into columns.

Pure functions. Measures are in points from the top left corner of a page, or shares of the type size where that is said.
"""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from itertools import groupby, pairwise
from statistics import median
from typing import NamedTuple

SMALL = 0.8  # of the type size of the row: smaller, raised figures point to a footnote
_MOST_CELLS = 1_500  # on a page; more is no page of text, and would take long to part into columns
_GUTTER = 5.0  # points: the narrowest white between two columns


class Run(NamedTuple):
    """Text in one style on one baseline."""

    text: str
    left: float
    right: float
    baseline: float
    size: float
    bold: bool
    italic: bool


Cell = list[Run]  # neighbours on one baseline, with no wide white between them
Row = list[Cell]  # cells on one baseline


def drawn(page: Sequence[Run]) -> list[Run]:
    """The runs that are text: not blank, not a rule of underscores, not a big sign that stands there as a picture."""
    usual = median(run.size for run in page) if page else 0.0
    return [
        run for run in page
        if run.text.strip(" _") and (run.size <= 1.5 * usual or any(character.isalnum() for character in run.text))
    ]  # fmt: skip


def cells_of(page: Sequence[Run]) -> list[Cell]:
    cells: list[Cell] = []
    for run in page:
        if cells:
            last = cells[-1][-1]
            size = max(last.size, run.size)
            near = last.left - 0.3 * size < run.left < last.right + 1.2 * size
            if near and abs(run.baseline - last.baseline) < 0.45 * size:
                cells[-1].append(run)
                continue
        cells.append([run])
    return cells


def left_of(cell: Cell) -> float:
    return min(run.left for run in cell)


def right_of(cell: Cell) -> float:
    return max(run.right for run in cell)


def main_run(cell: Cell) -> Run:
    """The run that gives a cell its size and baseline: the one with the most text."""
    largest = max(run.size for run in cell)
    return max(cell, key=lambda run: (run.size > SMALL * largest, len(run.text)))


def rows_of(cells: Iterable[Cell]) -> list[Row]:
    """Cells on one baseline, from left to right; rows from top to bottom."""
    rows: list[Row] = []
    bottom = size = 0.0
    for cell in sorted(cells, key=lambda cell: main_run(cell).baseline):
        main = main_run(cell)
        if rows and main.baseline - bottom < 0.5 * max(size, main.size):
            rows[-1].append(cell)
            bottom, size = max(bottom, main.baseline), max(size, main.size)
        else:
            rows.append([cell])
            bottom, size = main.baseline, main.size
    return [sorted(row, key=left_of) for row in rows]


def text_of(cell: Cell) -> str:
    return joined((run, run.text) for run in cell)


def joined(shown: Iterable[tuple[Run, str]]) -> str:
    """The texts of neighbouring runs as one, with a space where white parts two of them."""
    text, last = "", None
    for run, words in shown:
        if last is not None and run.left - last.right > 0.15 * run.size:
            text += " "
        text, last = text + words, run
    return " ".join(text.split())


class _Box(NamedTuple):
    """Where a cell stands."""

    left: float
    right: float
    baseline: float


class Column(NamedTuple):
    rows: list[Row]
    edges: tuple[float, float]


def columns_of(cells: list[Cell]) -> list[Column]:
    """The parts of a page in reading order: down the left column, then down the right one, between lines that span both."""
    gutter = _gutter(cells)
    if gutter is None:
        return [_column(cells)] if cells else []
    spanning = {id(cell) for cell in cells if left_of(cell) < gutter < right_of(cell)}
    found: list[Column] = []
    for band in _bands(cells, spanning):
        if any(id(cell) in spanning for cell in band):
            found.append(_column(band))
            continue
        found += columns_of([cell for cell in band if right_of(cell) <= gutter])
        found += columns_of([cell for cell in band if left_of(cell) >= gutter])
    return found


def _column(cells: list[Cell]) -> Column:
    return Column(rows_of(cells), (min(map(left_of, cells)), max(map(right_of, cells))))


def _bands(cells: list[Cell], spanning: set[int]) -> list[list[Cell]]:
    """Cells from top to bottom, parted where lines that span the columns begin or end; in each the order stays as it was."""
    order = {id(cell): index for index, cell in enumerate(cells)}
    bands = [
        [cell for row in rows for cell in row]
        for _, rows in groupby(rows_of(cells), key=lambda row: any(id(cell) in spanning for cell in row))
    ]
    return [sorted(band, key=lambda cell: order[id(cell)]) for band in bands]


def _gutter(cells: list[Cell]) -> float | None:
    """Where a white strip parts the cells into two columns of text; None in a single column or a table.

    Both sides need three lines or more, most of them wider than a number or a code, side by side. Cells that are drawn row by
    row (left, right, left, right) are a table, unless they fill their columns as prose does.
    """
    if not cells or len(cells) > _MOST_CELLS:
        return None
    size = median(main_run(cell).size for cell in cells)
    # Measured once: a page of scattered words has as many candidates as cells.
    boxes = [_Box(left_of(cell), right_of(cell), main_run(cell).baseline) for cell in cells]
    best: tuple[int, float] | None = None
    for gutter in _candidates(boxes):
        left = [box for box in boxes if box.right <= gutter]
        right = [box for box in boxes if box.left >= gutter]
        crossing = len(cells) - len(left) - len(right)
        if min(len(left), len(right)) < 3 or crossing > 0.4 * len(cells):
            continue
        if min(median(box.right - box.left for box in side) for side in (left, right)) < 6 * size:
            continue
        if not _side_by_side(left, right) or _is_table(boxes, gutter):
            continue
        score = min(len(left), len(right)) - 2 * crossing
        if best is None or score > best[0]:
            best = (score, gutter)
    return best[1] if best else None


def _candidates(boxes: list[_Box]) -> list[float]:
    """The middles of the white between a right edge and the next left edge."""
    lefts = sorted({box.left for box in boxes})
    after = (bisect_left(lefts, right + _GUTTER) for right in {box.right for box in boxes})
    return sorted({round(lefts[place] - _GUTTER / 2, 1) for place in after if place < len(lefts)})


def _side_by_side(left: list[_Box], right: list[_Box]) -> bool:
    """True when the two sides stand next to each other for three lines or more."""
    tops = [min(box.baseline for box in side) for side in (left, right)]
    ends = [max(box.baseline for box in side) for side in (left, right)]
    top, end = max(tops) - 1, min(ends) + 1
    return all(sum(top <= box.baseline <= end for box in side) >= 3 for side in (left, right))


def _is_table(boxes: list[_Box], gutter: float) -> bool:
    sides = [box.left >= gutter for box in boxes if not box.left < gutter < box.right]
    turns = sum(a != b for a, b in pairwise(sides))
    if turns <= max(3, min(sum(sides), len(sides) - sum(sides)) // 2):
        return False
    left = [box for box in boxes if box.right <= gutter]
    widest = max(box.right for box in left) - min(box.left for box in left)
    return sum(box.right - box.left > 0.8 * widest for box in left) < 0.6 * len(left)
