"""Split Dutch or English prose into sentences, with their place in the text.

Legal text is full of full stops that end nothing ("art. 6", "nr. 1098", "1.2", "J. Jansen"), so this goes by what stands
before and after the stop. A slow mistake is to split too much: half a condition may then be quoted alone. When in doubt
this module does not split.
"""

import re
from dataclasses import dataclass

_ABBREVIATIONS = frozenset(
    """art artt bijv bv blz ca dhr mevr mr drs dr prof ir ing nr nrs o.a o.m m.b.t t.a.v d.w.z i.v.m t.o.v resp vgl par hfst
    jo stb stcrt aanh kst vn p pp e.g i.e etc no vs cf fig incl excl c.q z.o.z
    a.u.b enz evt zgn m.u.v o.g.v n.a.v jl""".split()
)
_END = re.compile(r"[.!?…]+[\"'”’)\]]*(?=\s|$)")
_OPENS = re.compile(r"\s+[\"'“‘(\[]*(?:[A-ZÀ-Þ]|\d|['’][a-z]\s)")


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of a text: ``text == source[start:end]``."""

    start: int
    end: int
    text: str


def _ends_sentence(text: str, stop: re.Match[str]) -> bool:
    if stop.end() == len(text):
        return True
    if "\n\n" in text[stop.end() : stop.end() + 3]:
        return True
    if not _OPENS.match(text, stop.end()):
        return False
    if stop.group()[0] != ".":
        return True
    word = re.split(r"[\s(\[\"'“‘]", text[: stop.start()])[-1]
    is_initial = len(word) == 1 and word.isalpha() and word.isupper()
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
