"""Lines joined to paragraphs: where one ends, and which hyphens at the end of a line belong to the word."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from corpus.pdf_layout import ITEM, NUMBERED, Line

_WORD = re.compile(r"\w+(?:-\w+)*")
_KEEPS_HYPHEN = frozenset("niet non ex oud".split())
_AFTER_HYPHEN = frozenset("en of als tot noch and or".split())  # "wet- en regelgeving"
_ENDS = (".", ":", ";", "?", "!", "”", '"', "»")
# "“Artikel 4 bis" over the title of an article that an amending act quotes.
_QUOTED_UNIT = re.compile(r"[“\"‘](?:Artikel|Bijlage) (?:\d+|[IVXLC]+)(?: [a-z]+)?")
_LONGEST_WORD = 80
_STEPS = 10  # from line to line on one page, before that page sets its own distance between lines


class Paragraph(NamedTuple):
    """Text with the (offset, page) at which each page begins that it stands on, and the lines it was made of."""

    text: str
    pages: tuple[tuple[int, int], ...]
    lines: tuple[Line, ...]


def paragraphs(found: Sequence[Line]) -> Iterator[Paragraph]:
    """Lines joined to paragraphs; hyphens at the end of a line go where the word is one word."""
    words = _words(found)
    usual = _Leading(found)
    group: list[Line] = []
    for line in found:
        if group and _begins(group, line, usual):
            yield _paragraph(group, words)
            group = []
        group.append(line)
    if group:
        yield _paragraph(group, words)


class _Leading:
    """The usual distance from line to line inside a paragraph, in points, for a type size on a page."""

    def __init__(self, found: Sequence[Line]) -> None:
        steps: dict[tuple[float, int], list[float]] = {}
        for a, b in pairwise(found):
            if (a.page, a.column, a.size) == (b.page, b.column, b.size) and b.baseline > a.baseline:
                steps.setdefault((a.size, a.page), []).append(round(b.baseline - a.baseline, 1))
        # The lower quartile of a page: paragraphs of a line or two pull its median up to the distance between paragraphs.
        self._pages = {key: sorted(values)[len(values) // 4] for key, values in steps.items() if len(values) >= _STEPS}
        everywhere: dict[float, Counter[float]] = {}
        for (size, _), values in steps.items():
            everywhere.setdefault(size, Counter()).update(values)
        self._usual = {size: count.most_common(1)[0][0] for size, count in everywhere.items()}

    def __call__(self, line: Line) -> float:
        usual = min(self._usual.get(line.size, 1.5 * line.size), 2 * line.size)
        return max(usual, self._pages.get((line.size, line.page), usual))


def _begins(group: list[Line], line: Line, usual: _Leading) -> bool:
    """True when ``line`` begins a paragraph of its own."""
    last = group[-1]
    if ITEM.match(line.text) or NUMBERED.match(line.text):
        return not _continues(last, line, usual(line))
    if line.cells > 1 or (len(group) == 1 and _QUOTED_UNIT.fullmatch(last.text)):
        return True
    if (line.page, line.column) != (last.page, last.column):
        return last.style != line.style or not _runs_on(last, line)
    if _changes_style(group, line):
        return True
    step = line.baseline - last.baseline
    inside = len(group) > 1 and (group[-2].page, group[-2].column) == (last.page, last.column)
    if step > 1.25 * (last.baseline - group[-2].baseline if inside else usual(line)):
        return True
    width = line.edges[1] - line.edges[0]
    return last.text.endswith((".", "?", "!")) and last.right < line.edges[0] + 0.6 * width and line.left <= group[0].left + 1


def _changes_style(group: list[Line], line: Line) -> bool:
    """True when a heading ends, or begins, between the group and the line."""
    last = group[-1]
    if line.size != last.size:
        return True
    if line.mixed or last.mixed or group[0].mixed:
        return False
    if line.bold != last.bold:
        return True
    short = last.right < last.edges[0] + 0.75 * (last.edges[1] - last.edges[0])
    return line.italic != last.italic and short


def _continues(last: Line, line: Line, step: float) -> bool:
    """True for a line that begins with a number as a list does, but is the rest of a sentence ("… artikel 3, lid / 2. Dit …")."""
    close = last.style == line.style and 0 < line.baseline - last.baseline < 1.25 * step and abs(line.left - last.left) < 1
    full = last.right > last.edges[1] - 60 and last.text[-1].isalpha()
    return close and full and not ITEM.match(line.text)


def _runs_on(last: Line, line: Line) -> bool:
    """True when a paragraph goes on in the next column or on the next page."""
    full = last.right > last.edges[0] + 0.8 * (last.edges[1] - last.edges[0])
    return line.text[0].islower() or (full and not last.text.endswith(_ENDS))


def _paragraph(group: Sequence[Line], words: Counter[str]) -> Paragraph:
    text, pages = group[0].text, [(0, group[0].page)]
    for line in group[1:]:
        text = _join(text, line.text, words)
        if line.page != pages[-1][1]:
            pages.append((len(text), line.page))
        text += line.text
    return Paragraph(text, tuple(pages), tuple(group))


def _join(text: str, after: str, words: Counter[str]) -> str:
    """``text`` made ready for ``after`` to follow: with a space, or at a broken word with its hyphen kept or dropped."""
    if text.endswith(" -") and after[0].islower():
        return text  # "of -organen"
    broken = re.search(r"(\w[\w-]*)-$", text[-_LONGEST_WORD:])
    if broken is None:
        return text if text.endswith("/") and not text.endswith(" /") else text + " "
    tail = _WORD.match(after)
    if tail is None:
        return text
    if tail[0].lower() in _AFTER_HYPHEN:
        return text + " "
    return text if _keeps_hyphen(broken[1], tail[0], words) else text[:-1]


def _keeps_hyphen(head: str, tail: str, words: Counter[str]) -> bool:
    """Whether the hyphen between two parts of a word at the end of a line belongs to the word ("AI-systeem", not "herken-ning").

    How the same word stands elsewhere in the document decides; then capitals and figures; then whether both parts are words.
    """
    whole, parted = (head + tail).lower(), f"{head}-{tail}".lower()
    if words[parted] or words[whole]:
        return words[parted] > 0
    if not head.islower() or not tail.islower() or not head.isalpha():
        return True
    return head in _KEEPS_HYPHEN or (words[head.lower()] > 0 and words[tail.lower()] > 0)


def _words(found: Iterable[Line]) -> Counter[str]:
    """How often each word stands within a line."""
    words: Counter[str] = Counter()
    for line in found:
        whole = re.sub(r"\S+-$", "", line.text)
        words.update(word.lower() for word in _WORD.findall(whole))
    return words
