"""Read a statute that was rendered as Markdown: a heading for each hoofdstuk and artikel, a line for each lid and onderdeel.

The numbering of a text whose structure is only in its printed numbers ("1.", "a.", "1°.") is read here too, by :func:`numbered`.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby

from corpus.document import Document, Part, Section
from corpus.outline import pipe_table, tidy
from corpus.source import ParseError, Source, slug, unique

_HEADING = re.compile(r"#{1,6}\s*(?P<text>.*)")
_ARTICLE = re.compile(r"(?P<name>(?:Artikel\s+(?:\d|[IVXLC]+[a-z]?\b)|ARTIKEL\s+\d)[\w:.-]*?)[.:]?(?:\s+(?P<title>\S.*))?")
# In an amending act "ARTIKEL I" in capitals holds the articles of another one.
_STRUCTURE = re.compile(
    r"(?P<name>(?P<kind>ARTIKEL|Boek|Deel|Hoofdstuk|Titel|Afdeling|Paragraaf|§|Subparagraaf|Bijlage)(?:\s+(?:\d|[IVXLC]+\b|[A-Z]\b)[\w.:-]*?)?)"
    r"[.:]?(?:\s+(?P<title>\S.*))?",
)
_RANKS = {
    "Bijlage": 0, "ARTIKEL": 1, "Boek": 1, "Deel": 1, "Hoofdstuk": 2, "Titel": 3, "Afdeling": 4, "Paragraaf": 5, "§": 5,
    "Subparagraaf": 6,
}  # fmt: skip
_ARTICLE_RANK = 9
_ARTICLE_LINE = re.compile(rb"^#{1,6}[ \t]*(?:Artikel|ARTIKEL)[ \t]+[0-9IVX]", re.MULTILINE)
_TAG = re.compile(r"<[^<>]{1,500}>")
_EMPHASIS = re.compile(r"\*{1,3}([^*\n]{1,500})\*{1,3}")
_CLOSING = re.compile(r"Lasten en bevelen,? dat ")
_NUMBER = re.compile(
    r"(?P<number>\d{1,3}[a-z]{0,2}|(?P<letter>[a-z])(?P=letter)?|[ivx]{1,6})(?P<mark>°\.?|\.|\)|(?<=^[a-z]):)(?!\d|[a-z]\.)\s*(?=\S)"
)
_DIGITS = re.compile(r"(\d+)([a-z]*)")
_ROMAN = {
    roman: value
    for value, roman in enumerate("i ii iii iv v vi vii viii ix x xi xii xiii xiv xv xvi xvii xviii xix xx".split(), start=1)
}


@dataclass(frozen=True, slots=True)
class _Heading:
    rank: int
    name: str
    title: str = ""

    @property
    def label(self) -> str:
        return f"{self.name}. {self.title}" if self.title else self.name


def recognises(data: bytes) -> bool:
    """True for Markdown with the headings of a statute: two or more that say "Artikel" with a number."""
    return len(_ARTICLE_LINE.findall(data)) >= 2


def parse(data: bytes, source: Source) -> Document:
    """The statute in ``data``, a section for each article. Raises :class:`ParseError` when it is not text or has no article."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ParseError("het bestand is geen UTF-8; sla het op als UTF-8") from error
    if not recognises(data):
        raise ParseError("er staan geen artikelen in")
    title, groups = _groups(text.splitlines())
    ids = section_ids([_base(headings) for headings, _ in groups])
    sections = [_section(section_id, *group, source) for section_id, group in zip(ids, groups, strict=True)]
    return source.document(data, [section for section in sections if section.text], title)


def _groups(lines: Iterable[str]) -> tuple[str, list[tuple[tuple[_Heading, ...], list[str]]]]:
    """The title, and the lines below each heading with the headings it stands under, outermost first."""
    title = ""
    headings: list[_Heading] = []
    body: list[str] = []
    groups: list[tuple[tuple[_Heading, ...], list[str]]] = []
    for line in lines:
        text = plain(_TAG.sub(" ", line))
        if not text:
            continue
        found = _HEADING.fullmatch(text) if text.startswith("#") else None
        if found is None and not _CLOSING.match(text):
            body.append(text)
            continue
        named = found["text"].strip(" :,#") if found else ""
        if found and not named:
            continue
        heading = _heading(named) if found else _Heading(1, "Slotformule en ondertekening")
        if heading is None and not title and not headings:
            title = named
            continue
        if heading is None and headings and not headings[-1].title and not body:
            # A title on a line of its own, below the number it belongs to.
            headings[-1] = replace(headings[-1], title=named)
            continue
        groups.append((tuple(headings), body))
        heading = heading or _Heading(1, named)
        while headings and headings[-1].rank >= heading.rank:
            headings.pop()
        headings.append(heading)
        body = [] if found else [text]
    groups.append((tuple(headings), body))
    return title, [(above, below) for above, below in groups if below]


def _heading(text: str) -> _Heading | None:
    """A heading with a number of its own; None for a title."""
    if found := _ARTICLE.fullmatch(text):
        return _Heading(_ARTICLE_RANK, found["name"].replace("ARTIKEL", "Artikel"), found["title"] or "")
    if found := _STRUCTURE.fullmatch(text):
        return _Heading(_RANKS[found["kind"]], found["name"].replace("ARTIKEL", "Artikel"), (found["title"] or "").lstrip(" :,"))
    return None


def _section(section_id: str, headings: Sequence[_Heading], lines: Sequence[str], source: Source) -> Section:
    text, parts = numbered(lines)
    label = headings[-1].label if headings else "Aanhef"
    return source.section(section_id, label, text, parts=parts, path=tuple(heading.label for heading in headings[:-1]))


def _base(headings: Sequence[_Heading]) -> str:
    if not headings:
        return "aanhef"
    # An annex has articles of its own: its "Artikel 1" is another one than that of the statute.
    annex = [heading.name for heading in headings[:-1] if heading.rank == 0]
    return slug(" ".join([*annex, headings[-1].name]))


def section_ids(bases: Sequence[str]) -> list[str]:
    """A different id for each of ``bases``: the first of equals keeps it, the others get "-x2", "-x3" behind it.

    Not "-2", for "artikel-1-2" is article 1:2.
    """
    taken = set(bases)
    times: dict[str, int] = {}
    ids = []
    for base in bases:
        times[base] = times.get(base, 0) + 1
        ids.append(base if times[base] == 1 else unique(f"{base}-x{times[base]}", taken))
    return ids


def plain(line: str) -> str:
    """A line without emphasis, its white space normalised; an asterisk that marks an item becomes a dash."""
    text = tidy(_EMPHASIS.sub(r"\1", line) if "*" in line else line).replace(" )", ")")
    return "- " + text[2:] if text.startswith("* ") else text


@dataclass(slots=True)
class _Numbering:
    """The lists that are open at a line, outermost first: their style and last number; and the parts that are being read.

    Of each such part its place in ``parts`` and its level: a paragraph ends a part, but the list can go on inside a part that has ended.
    """

    levels: list[tuple[str, tuple[int, str]]] = field(default_factory=list)
    open: list[tuple[int, int, Part]] = field(default_factory=list)
    parts: list[Part | None] = field(default_factory=list)

    def close(self, level: int, end: int) -> None:
        """End the parts at ``level`` and deeper."""
        while self.open and self.open[-1][1] >= level:
            place, _, part = self.open.pop()
            self.parts[place] = replace(part, end=end)

    def begin(self, level: int, style: str, number: str, start: int) -> None:
        """Open a part at ``level``; those that were open there have been closed."""
        kind = "onderdeel" if style == "a" or level == 0 else "punt"
        part = Part("lid" if style == "1" and level == 0 else kind, number, start, start, len(self.open))
        self.open.append((len(self.parts), level, part))
        self.parts.append(None)


def numbered(lines: Iterable[str]) -> tuple[str, tuple[Part, ...]]:
    """The lines of an article as text, and the leden, onderdelen and punten that their printed numbers tell.

    Lines without a number that follow onderdelen belong to the lid; the formula that closes a statute belongs to none.
    """
    state = _Numbering()
    pieces: list[str] = []
    size = 0
    for line, tight in _with_tables(lines):
        found = None if tight else _NUMBER.match(line)
        level = _place(state.levels, found) if found else None
        end = size
        if pieces:
            separator = "\n" if tight or (level is not None and not _opens_lid(state.levels, level)) else "\n\n"
            pieces.append(separator)
            size += len(separator)
        if found and level is not None:
            state.close(level, end)
            state.begin(level, state.levels[level][0], found["number"], size)
            line = f"{found[0].rstrip()} {line[found.end() :]}"
        elif not tight:
            lid = bool(state.levels) and state.levels[0][0] == "1" and not _CLOSING.match(line)
            state.close(1 if lid else 0, end)
        pieces.append(line)
        size += len(line)
    state.close(0, size)
    return "".join(pieces), tuple(part for part in state.parts if part is not None)


def _opens_lid(levels: Sequence[tuple[str, tuple[int, str]]], level: int) -> bool:
    return level == 0 and levels[0][0] == "1"


def _with_tables(lines: Iterable[str]) -> Iterator[tuple[str, bool]]:
    """Each line and whether it stands directly below the previous one: table rows, one line a row, and dashed items do."""
    for is_row, run in groupby(lines, lambda line: line.startswith("|")):
        if is_row:
            yield from ((row.text, True) for row in pipe_table(list(run)))
        else:
            yield from ((line, line.startswith(("- ", "– ", "− "))) for line in run)


def _place(levels: list[tuple[str, tuple[int, str]]], found: re.Match[str]) -> int | None:
    """The depth at which this number stands, ``levels`` brought up to date; None when it is no number of a list.

    A number that follows the last one of an open list goes on with it, the innermost list first; a first number opens a list
    inside that one. Only then may a number leave a gap, for law drops items that have lapsed.
    """
    candidates = _readings(found["number"], found["mark"])
    for loose in (False, True):
        for level in range(len(levels) - 1, -1, -1):
            style, last = levels[level]
            for candidate in candidates:
                if candidate[0] == style and _follows(last, candidate[1], loose):
                    levels[level:] = [candidate]
                    return level
        if loose:
            break
        for candidate in candidates:
            if candidate[1] in ((1, ""), (1, "a"), (1, "i")):
                level = len(levels) - 1 if levels and levels[-1][0] == candidate[0] else len(levels)
                levels[level:] = [candidate]
                return level
    if not levels and candidates[0][1][0] < 100:
        levels.append(candidates[0])
        return 0
    return None


def _readings(number: str, mark: str) -> list[tuple[str, tuple[int, str]]]:
    """The styles a number can have with its rank in each: "i" is the ninth letter and the first Roman numeral."""
    if digits := _DIGITS.fullmatch(number):
        return [("°" if "°" in mark else "1", (int(digits[1]), digits[2]))]
    readings = [("a", (len(number), number))] if len(set(number)) == 1 and len(number) < 3 else []
    if number in _ROMAN:
        readings.append(("i", (_ROMAN[number], "i")))
    return readings or [("i", (len(_ROMAN) + 1, number))]


def _follows(last: tuple[int, str], following: tuple[int, str], loose: bool) -> bool:
    if loose:
        return last < following and following[0] - last[0] <= 5
    if last[1].isalpha() and following[1].isalpha() and last[0] == following[0]:
        return ord(following[1][0]) == ord(last[1][0]) + 1
    if following[0] == last[0]:
        return last[1] < following[1]
    wrapped = last[1][:1] == "z" and following[1][:1] == "a"
    return following[0] == last[0] + 1 and (not following[1] or following[1] == "i" or wrapped)
