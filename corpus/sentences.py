"""Split Dutch or English prose into sentences, with their place in the text.

Legal text is full of full stops that end nothing ("art. 6", "nr. 1098", "1.2", "J. Jansen"), so this goes by what stands
before and after the stop. A slow mistake is to split too much: half a condition may then be quoted alone. When in doubt
this module does not split.
"""

import re
from dataclasses import dataclass, replace

_ABBREVIATIONS = frozenset(
    """art artt bijv bv blz ca dhr mevr mr drs dr prof ir ing nr nrs o.a o.m m.b.t t.a.v d.w.z i.v.m t.o.v resp vgl par hfst
    jo stb stcrt aanh kst vn p pp e.g i.e etc vs cf fig incl excl c.q z.o.z
    a.u.b enz evt zgn m.u.v o.g.v n.a.v jl""".split()
)
# "No. 5" is a number, "No. That is not allowed." an answer.
_NUMBERS = frozenset(("no",))
# Possessive, and only where a run begins: thousands of dots in a row must not cost their square.
_END = re.compile(r"(?<![.!?…])[.!?…]++[\"'”’)\]]*+(?=\s|$)")
# No abbreviation is longer; looking further back would read a long text again for each of its sentences.
_LONGEST_ABBREVIATION = 40
_OPENS = re.compile(r"\s+[\"'“‘„(\[]*(?:[A-ZÀ-Þ]|\d|['’][a-z]\s)")


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of a text: ``text == source[start:end]``."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Quotable:
    """A stretch that can stand alone: ``text == source[start:end]``, after ``intro`` when it is an item of a list.

    "De volgende praktijken zijn verboden:" is the intro of "het in de handel brengen van …"; without it the item says nothing,
    or the reverse. Numbers of leden and onderdelen are left out of both.
    """

    start: int
    end: int
    text: str
    intro: str = ""

    @property
    def whole(self) -> str:
        """The item after its intro, as it is shown and embedded."""
        return f"{self.intro} {self.text}" if self.intro else self.text


# Lists in lists; law has five. And what introduces a list with each of its items: a paragraph, not a page.
_DEEPEST, _LONGEST_INTRO = 12, 2_000
# The printed number of a lid, onderdeel, punt or bullet at the start of a line.
_ITEM = re.compile(r"\(?(?P<number>\d{1,9}[a-z]?(?: ?(?:bis|ter|quater|quinquies))?|[a-z]{1,2}|[ivx]{1,6}|[A-Z])[.)]\s+|(?P<dash>[-–—•*·])\s+")
_ROMAN = {
    numeral: value
    for value, numeral in enumerate(
        "i ii iii iv v vi vii viii ix x xi xii xiii xiv xv xvi xvii xviii xix xx xxi xxii xxiii xxiv xxv".split(), start=1
    )
}


@dataclass(frozen=True, slots=True)
class _Level:
    """The list being read at one depth: how it counts, where it is, and what introduces the items below this one."""

    kind: str
    value: int
    below: str = ""


def quotable(text: str) -> tuple[Quotable, ...]:
    """The sentences of ``text`` in order, items of lists with what introduces them. One line is one block of the text."""
    found: list[Quotable] = []
    levels: list[_Level] = []
    for line in re.finditer(r"[^\n]+", text):
        item = _ITEM.match(line.group())
        levels = _levels(levels, item)
        body = _stripped(text, line.start() + (item.end() if item else 0), line.end())
        above = " ".join(level.below for level in (levels[:-1] if item else []) if level.below)
        sentences = split_sentences(body.text)
        # What ends in a colon is told with each of its items; it is no statement by itself.
        if body.text.endswith(":"):
            last = levels.pop() if item else _Level("", 0)
            fits = len(body.text) <= _LONGEST_INTRO
            levels.append(replace(last, below=body.text if fits else sentences[-1].text))
            sentences = () if fits else sentences[:-1]
        found += [Quotable(body.start + span.start, body.start + span.end, span.text, above) for span in sentences]
    return tuple(found)


def _levels(levels: list[_Level], item: re.Match[str] | None) -> list[_Level]:
    """The lists that are open at a line that starts with ``item``, the line's own place last; none without a number."""
    if item is None:
        return []
    readings = _readings(item)
    opens = bool(levels) and bool(levels[-1].below)
    first = next((reading for reading in readings if reading.value <= 1), None)
    if opens and first and len(levels) < _DEEPEST:
        return [*levels, first]
    for depth in range(len(levels) - 1, -1, -1):
        for reading in readings:
            if reading.kind == levels[depth].kind and reading.value in (0, levels[depth].value, levels[depth].value + 1):
                return [*levels[:depth], reading]
    for depth in range(len(levels)):
        if levels[depth].kind == readings[0].kind:
            return [*levels[:depth], readings[0]]
    return [*(levels if opens else []), readings[0]]


def _readings(item: re.Match[str]) -> list[_Level]:
    """How a printed number may count: "i" is a letter and a numeral."""
    number = item["number"]
    if number is None:
        return [_Level("dash", 0)]
    if number[0].isdigit():
        return [_Level("digit", int(re.match(r"\d+", number)[0]))]  # type: ignore[index]
    if number.isupper():
        return [_Level("capital", ord(number) - ord("A") + 1)]
    readings = [_Level("roman", _ROMAN[number])] if number in _ROMAN else []
    if len(number) == 1 or number[0] == number[1]:
        readings.append(_Level("letter", ord(number[0]) - ord("a") + 1 + 26 * (len(number) - 1)))
    return readings or [_Level("letter", 1)]


def _ends_sentence(text: str, stop: re.Match[str]) -> bool:
    if stop.end() == len(text):
        return True
    if "\n" in text[stop.end() : stop.end() + 3]:
        return True
    if not _OPENS.match(text, stop.end()):
        return False
    if stop.group()[0] != ".":
        return True
    word = re.split(r"[\s(\[\"'“‘]", text[max(0, stop.start() - _LONGEST_ABBREVIATION) : stop.start()])[-1]
    is_initial = len(word) == 1 and word.isalpha() and word.isupper()
    if word.lower() in _NUMBERS:
        return not text[stop.end() :].lstrip()[:1].isdigit()
    return not (is_initial or word.lower() in _ABBREVIATIONS)


def split_sentences(text: str) -> tuple[Span, ...]:
    """The sentences of ``text`` in order, without the white space between them. Empty text gives an empty tuple."""
    spans: list[Span] = []
    start = 0
    for stop in _END.finditer(text):
        if not _ends_sentence(text, stop):
            continue
        spans.append(_stripped(text, start, stop.end()))
        start = stop.end()
    spans.append(_stripped(text, start, len(text)))
    return tuple(span for span in spans if span.text)


def _stripped(text: str, start: int, end: int) -> Span:
    piece = text[start:end]
    left = start + len(piece) - len(piece.lstrip())
    stripped = piece.strip()
    return Span(left, left + len(stripped), stripped)
