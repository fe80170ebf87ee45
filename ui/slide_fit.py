"""How much text fits in a box of a slide: the width of Arial, the largest size at which everything fits, and where to go on when nothing does.

All lengths are in points. A slide show has no second chance: what is measured here is a little larger than what is drawn.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cache

# Of the size of the letters: the height of a line, and the room between paragraphs.
_LEADING, _GAP = 1.2, 0.5
# Other programs break lines at other places.
_SPARE = 1.03


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on a slide."""

    left: float
    top: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text; ``link`` is where it leads to."""

    text: str
    bold: bool = False
    underline: bool = False
    link: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph. ``number`` is its place in a lettered list, from 1; ``keep`` holds it on the slide of what follows."""

    runs: tuple[Run, ...]
    number: int = 0
    keep: bool = False

    @property
    def text(self) -> str:
        """Its text."""
        return "".join(run.text for run in self.runs)


@dataclass(frozen=True, slots=True)
class Fitted:
    """What goes on one slide after another, and the size of its letters."""

    pages: tuple[tuple[Line, ...], ...]
    size: int


def line(text: str, *, bold: bool = False, number: int = 0, keep: bool = False) -> Line:
    """A paragraph of one stretch."""
    return Line((Run(text, bold),), number, keep)


def indent(size: float) -> float:
    """How far the text of a list stands from its letter."""
    return size * 1.6


def spacing(size: float) -> float:
    """The room above a paragraph that is not the first."""
    return size * _GAP


def fit(lines: Sequence[Line], box: Box, sizes: Sequence[int]) -> Fitted:
    """``lines`` in the first of ``sizes`` (largest first) in which they fit in ``box``; in the last one over several slides."""
    for size in sizes:
        if _height(lines, box.width, size) <= box.height:
            return Fitted((tuple(lines),), size)
    return Fitted(tuple(_pages(lines, box, sizes[-1])), sizes[-1])


def shortened(text: str, box: Box, size: int) -> str:
    """As much of ``text`` as fits in ``box``, with "…" where something is left out."""
    if _height((line(text, bold=True),), box.width, size) <= box.height:
        return text

    def fits(most: int) -> bool:
        return _height((line(f"{text[:most]}…", bold=True),), box.width, size) <= box.height

    return f"{text[: _largest(len(text), fits)].rstrip()}…"


def _pages(lines: Sequence[Line], box: Box, size: int) -> list[tuple[Line, ...]]:
    pages: list[tuple[Line, ...]] = []
    page: list[Line] = []
    left = list(lines)
    while left:
        first = left.pop(0)
        room = box.height - (_height(page, box.width, size) + spacing(size) if page else 0)
        if _height((first,), box.width, size) <= room:
            page.append(first)
        elif all(each.keep for each in page) and room >= size * _LEADING:
            head, tail = _cut(first, _most(first, box.width, room, size))
            pages.append((*page, head))
            left.insert(0, tail)
            page = []
        else:
            left.insert(0, first)
            while len(page) > 1 and page[-1].keep:
                left.insert(0, page.pop())
            pages.append(tuple(page))
            page = []
    return [*pages, tuple(page)] if page else pages


def _cut(whole: Line, place: int) -> tuple[Line, Line]:
    """A paragraph in two, at a place in its text."""
    head: list[Run] = []
    tail: list[Run] = []
    for run in whole.runs:
        here = min(max(place, 0), len(run.text))
        head += [replace(run, text=run.text[:here])] if here else []
        tail += [replace(run, text=run.text[here:])] if here < len(run.text) else []
        place -= len(run.text)
    return replace(whole, runs=tuple(head)), Line(tuple(tail))


def _most(whole: Line, width: float, height: float, size: int) -> int:
    """How many characters of a paragraph fit, at least one; to the end of a word where that is near."""
    most = _largest(len(whole.text), lambda place: _height((_cut(whole, place)[0],), width, size) <= height)
    space = whole.text.rfind(" ", 0, most) + 1
    return space if space > most // 2 else most


def _largest(high: int, fits: Callable[[int], bool]) -> int:
    """The largest number up to ``high`` that fits, when every smaller one does; at least one."""
    low = 1
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if fits(middle) else (low, middle - 1)
    return low


def _height(lines: Sequence[Line], width: float, size: int) -> float:
    rows = sum(_rows(each, width - (indent(size) if each.number else 0), size) for each in lines)
    return rows * size * _LEADING + max(len(lines) - 1, 0) * spacing(size)


def _rows(whole: Line, width: float, size: int) -> int:
    """How many rows a paragraph takes: words that do not fit go to the next row, words wider than a row are broken."""
    heavy = any(run.bold for run in whole.runs)
    space = _width(" ", heavy) * size
    rows, used = 1, 0.0
    for word in whole.text.split(" "):
        wide = _width(word, heavy) * size
        if used and used + space + wide > width:
            rows, used = rows + 1, 0.0
        used += (space if used else 0) + wide
        while used > width:
            rows, used = rows + 1, used - (width - size)
    return rows


def _width(text: str, heavy: bool) -> float:
    """Of the size of the letters."""
    known = _widths("Helvetica-Bold" if heavy else "Helvetica")
    return sum(known.get(char, 1.4 if ord(char) > 0xFFFF else 1.0) for char in text) * _SPARE


@cache
def _widths(font: str) -> dict[str, float]:
    """The widths of the letters of Western Europe; Arial has those of Helvetica."""
    from reportlab.pdfbase.pdfmetrics import stringWidth  # type: ignore[import-untyped]

    return {chr(code): stringWidth(chr(code), font, 1) for code in (*range(0x20, 0x7F), *range(0xA0, 0x100), 0x2019, 0x2013, 0x20AC)}
