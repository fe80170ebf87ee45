"""The terms a text defines: EU definition articles ("1) „AI-systeem”: …", "(1) ‘AI system’ means …") and Dutch statutes.

Three forms are read: a list behind "wordt verstaan onder:", numbered or not; the sentence "Onder bestuursorgaan wordt verstaan: …";
and the English sentence "For the purposes of this Article, ‘processing’ means …".
"""

import re
from itertools import islice
from typing import NamedTuple

from corpus.document import Definition, Section

_OPEN, _CLOSE = "„“”‘‚«\"'", "”“’‘»\"'"
_QUOTED = rf"[{_OPEN}](?P<quoted>[^{_OPEN}{_CLOSE}\n]{{1,150}}(?:’s[^{_OPEN}{_CLOSE}\n]{{0,150}})?)[{_CLOSE}]"
_INTRODUCTION = re.compile(
    r"\bverstaan\s+onder\s*:|\bvolgende\s+(?:begrips(?:omschrijvingen|bepalingen)|definities)\b[^:\n]{0,80}:|"
    r"\bfollowing\s+definitions\b[^:\n]{0,80}:|^For\s+the\s+purposes?\s+of\s+this\s+\w+\s*:|\bin\s+this\s+(?:Act|Decree|Order)\s*:",
    re.IGNORECASE | re.MULTILINE,
)
# An item begins a line, or stands behind the colon or semicolon before it in a text that runs on.
_ITEM = re.compile(
    r"(?:^|(?<=[:;.,]\s)|(?<=;\sen\s)|(?<=;\sand\s))(?P<open>\()?(?P<number>\d{1,3}(?:\s(?:bis|ter|quater))?|[a-z]{1,2})"
    r"(?P<mark>[.)]|°\.?)[^\S\n]*",
    re.MULTILINE,
)
_DASH = re.compile(r"^(?P<open>)(?P<number>)(?P<mark>[–—•·-])[^\S\n]+", re.MULTILINE)
_BARE = re.compile(r"^(?P<open>)(?P<number>)(?P<mark>)(?=[^\s–—•·-])", re.MULTILINE)
# Quotation marks are enough: the published Dutch AI-verordening forgets the colon behind one of its terms.
_TERM = re.compile(rf"{_QUOTED}|(?P<plain>[^:;.\n]{{1,120}}?)(?::|[^\S\n](?:means?|shall[^\S\n]mean|betekent)\b)")
_SENTENCES = (
    # "Onder X wordt in deze titel mede verstaan", "wordt onder X verstaan", "wordt verstaan onder X: …"
    re.compile(
        r"\bonder\s+(?P<term>(?!meer\b|andere\b)[^:;.\n]{1,160}?),?\s+(?:wordt|worden)\s+(?:[^:;.\n]{0,120}?\s)?(?:mede\s+)?verstaan\b", re.I
    ),
    re.compile(r"\b(?:wordt|worden)\s+(?:[^:;.\n]{0,120}?\s)??onder\s+(?P<term>[^:;.\n]{1,160}?),?\s+(?:mede\s+)?verstaan\b(?!\s+onder)", re.I),
    re.compile(r"\b(?:wordt|worden)\s+(?:[^:;.\n]{0,120}?\s)?verstaan\s+onder\s+(?P<term>[^:;.\n]{1,160}?)\s*:", re.I),
    re.compile(rf"\bfor\s+the\s+purposes?\s+of\s+[^:;.\n]{{1,120}}?,?\s{_QUOTED.replace('quoted', 'term')}\s+(?:shall\s+)?means?\b", re.I),
)
_SENTENCE_END = re.compile(r"(?<=[a-z]{3}\.)\s+(?=[A-Z])")
_NEXT_LID = re.compile(r"\n+(?=\(?\d{1,3}[a-z]?(?:\.|\))?[^\S\n])")
# What narrows a term is no part of it: "verhuren als bedoeld in het eerste lid".
_NARROWED = re.compile(r",?\s+(?:(?:als\s+|zoals\s+)?(?:bedoeld|omschreven|genoemd)\s+in|in\s+de\s+zin\s+van)\b.*$", re.IGNORECASE | re.DOTALL)
_SYNONYM = re.compile(rf"\s+(?:of|or)\s+[{_OPEN}].*$", re.DOTALL)
_ARTICLE = re.compile(r"^(?:de|het|een)\s+", re.IGNORECASE)
_LONGEST_GAP = 3
# Bounds on the work for a text that only looks like law; far beyond what a law has.
_LONGEST_SENTENCE, _MOST_LISTS = 20_000, 50


class _Entry(NamedTuple):
    start: int
    body: int
    number: str


def definitions(section: Section) -> tuple[Definition, ...]:
    """Every term ``section`` defines, in reading order; each span is the whole definition, its number and sub-items included."""
    if section.id.startswith("overweging-"):
        return ()  # A recital explains; it defines nothing.
    text = section.text
    listed: list[Definition] = []
    for introduction in islice(_INTRODUCTION.finditer(text), _MOST_LISTS):
        if not listed or introduction.start() >= listed[-1].end:
            listed += _listed(text, introduction.end())
    sentences = [_sentence(text, match) for pattern in _SENTENCES for match in pattern.finditer(text)]
    found: list[Definition] = []
    # A sentence inside an item of a list is part of that definition: at the same start the item, sorted stably, goes first.
    for definition in sorted((*listed, *sentences), key=lambda definition: definition.start):
        if definition.term and (not found or definition.start >= found[-1].end):
            found.append(definition)
    return tuple(found)


def _listed(text: str, start: int) -> list[Definition]:
    """The items of the list that begins at ``start``, right behind its introduction."""
    entries = _entries(text, start)
    if not entries:
        return []
    ends = [entry.start for entry in entries[1:]] + [_list_end(text, entries[-1])]
    found = []
    for entry, end in zip(entries, ends, strict=True):
        term = _TERM.match(text, entry.body, end)
        if term:
            span = text[entry.start : end].rstrip()
            found.append(Definition(_clean(term["quoted"] or term["plain"]), entry.start, entry.start + len(span)))
    return found


def _entries(text: str, start: int) -> list[_Entry]:
    """The items at the level of the first one: 1, 2, 2 bis … or a, b, c …, or lines with a dash or without any mark."""
    first = start + len(text[start:]) - len(text[start:].lstrip())
    opening = next((m for pattern in (_ITEM, _DASH, _BARE) if (m := pattern.match(text, first))), None)
    if opening is None:
        return []
    if not opening["number"]:
        return _lines(text, first, opening)
    entries: list[_Entry] = []
    for match in _ITEM.finditer(text, first):
        alike = (match["open"], match["mark"], match["number"].isalpha()) == (opening["open"], opening["mark"], opening["number"].isalpha())
        if alike and (not entries or _follows(entries[-1].number, match["number"])) and _TERM.match(text, match.end()):
            entries.append(_Entry(match.start(), match.end(), match["number"]))
    return entries


def _lines(text: str, first: int, opening: re.Match[str]) -> list[_Entry]:
    """Definitions without numbers: each line with a term and a colon, up to the next numbered paragraph."""
    stop = _NEXT_LID.search(text, first)
    pattern = _DASH if opening["mark"] else _BARE
    lines = pattern.finditer(text, first, stop.start() if stop else len(text))
    return [_Entry(line.start(), line.end(), "") for line in lines if _TERM.match(text, line.end()) and not _ITEM.match(text, line.start())]


def _follows(previous: str, number: str) -> bool:
    """Whether ``number`` is the next after ``previous``, with room for what was inserted or repealed ("4 bis", "h" after "f")."""
    if number.isalpha() and len(number) != len(previous):
        return True  # "aa" stands behind "a" or behind "z"
    one, two = _rank(previous), _rank(number)
    return one < two and two[0] - one[0] <= _LONGEST_GAP


def _rank(number: str) -> tuple[int, str]:
    if number.isalpha():
        return ord(number[-1].lower()), ""
    digits, _, suffix = number.partition(" ")
    return int(digits), suffix


def _list_end(text: str, last: _Entry) -> int:
    """Where the last item ends: at the next numbered paragraph, or at a paragraph when the items themselves are lines."""
    body = text[last.body :]
    stops = []
    if last.number.isalpha() or not last.number:
        stops += [match.start() for match in _NEXT_LID.finditer(body)][:1]
    paragraph = body.find("\n\n")
    if paragraph >= 0 and "\n\n" not in text[max(0, last.start - 2) : last.start] and not _ITEM.match(body, paragraph + 2):
        stops.append(paragraph)
    return last.body + min(stops, default=len(body))


def _sentence(text: str, match: re.Match[str]) -> Definition:
    """A definition that is a sentence: from the start of its line to the end of that paragraph, its sub-items included."""
    first, last = max(0, match.start() - _LONGEST_SENTENCE // 10), min(len(text), match.end() + _LONGEST_SENTENCE)
    start = max(first, text.rfind("\n", first, match.start()) + 1)
    # Other sentences of the same paragraph before the definition are left out; an abbreviation never ends one here.
    start += max((m.end() for m in _SENTENCE_END.finditer(text[start : match.start() + 1])), default=0)
    paragraph = text.find("\n\n", match.end(), last)
    if paragraph >= 0 and text[paragraph - 1] != ":":
        last = paragraph
    stop = _NEXT_LID.search(text, match.end(), last)
    return Definition(_clean(match["term"]), start, start + len(text[start : stop.start() if stop else last].rstrip()))


def _clean(term: str) -> str:
    bare = _SYNONYM.sub("", _NARROWED.sub("", " ".join(term.split()))).strip(_OPEN + _CLOSE + " ,")
    return _ARTICLE.sub("", bare)
