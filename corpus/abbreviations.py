"""Which words an abbreviation stands for, as the texts say it themselves: "functionaris gegevensbescherming (FG)", "DPIA (…)".

The first form by the algorithm of Schwartz & Hearst (2003): the letters of the abbreviation are found in the words before it, from right
to left, the first at the start of a word. The second form needs no letters to agree: "FRIA (beoordeling van de gevolgen voor grondrechten)".
"""

import re
from collections.abc import Iterator

_BEHIND = re.compile(r"\(([A-Z][A-Za-z0-9]{1,9}(?:-[A-Z0-9]+)?)\)")
_BEFORE = re.compile(r"\b([A-Z][A-Za-z0-9]*[A-Z][A-Za-z0-9]*)\s+\(([a-z][^()0-9;:,]{9,80})\)")
# A remark between brackets that does not say what the word stands for.
_REMARK = re.compile(r"^(?:zie|zoals|onder|niet|ook|en|of|met|in|op|bij|via|voor|als|oftewel|see|such|also|and|or|with|for|as|not|formerly)\b")
_SMALL = "in|op|van|voor|de|het|een|the|an?|of|on|for|to|and|en|its|their|is|zijn|are|was"
# "Verordening (EU)", "Regulation (EC)": the name of an act, not of what stands between the brackets; "Hoofdstuk (IV)" is a number.
_ACT = re.compile(r"\b(?:verordening(?:en)?|regulations?|richtlijn(?:en)?|directives?|besluit(?:en)?|decisions?)$", re.IGNORECASE)
_ROMAN = re.compile(r"^[IVXLC]+$")
_EDGE = re.compile(rf"^(?:{_SMALL})\b|\b(?:{_SMALL}|\w+['’]s)$")
_MOST_WORDS, _SHORTEST = 9, 20


def abbreviations(text: str, *, title: bool = False) -> Iterator[tuple[str, str]]:
    """(abbreviation, what it stands for) for each that ``text`` explains; what a ``title`` has between brackets is not what a word means."""
    for match in _BEHIND.finditer(text):
        # The words before it in the same sentence, as many as the abbreviation can be about.
        before = re.split(r"[.;:()\n]", text[max(0, match.start() - 150) : match.start()])[-1].split()
        most = min(len(match[1]) + 5, 2 * len(match[1]))
        long = _long_form(match[1], " ".join(before[-most:]))
        if long and not (_EDGE.search(long) or _ACT.search(long) or _ROMAN.match(match[1])):
            yield match[1], long
    for match in () if title else _BEFORE.finditer(text):
        long = re.sub(r"^(?:de|het|een|the|an?) ", "", match[2].strip())
        if not (_REMARK.match(long) or _ROMAN.match(match[1])) and len(long.split()) <= _MOST_WORDS and (" " in long or len(long) >= _SHORTEST):
            yield match[1], long


def _long_form(short: str, candidate: str) -> str | None:
    """The shortest end of ``candidate`` in which the letters of ``short`` stand in order; None when there is none."""
    letters, place = [char for char in short.lower() if char.isalnum()], len(candidate) - 1
    for number, letter in enumerate(reversed(letters), start=1):
        first = number == len(letters)
        while place >= 0 and (candidate[place].lower() != letter or (first and place > 0 and candidate[place - 1].isalnum())):
            place -= 1
        if place < 0:
            return None
        place -= 1
    # The words the letters do not reach complete the last one.
    found = candidate[place + 1 :].strip(" ,\"'“”„‘’")
    return found if len(found) > len(short) and len(found.split()) <= _MOST_WORDS else None
