"""Exact references in a question: "artikel 35 AVG", "art. 4 AI-verordening", "AVG, overweging 26", "bijlage III".

A reference names a place, so it needs no ranking. It resolves only when exactly one document is meant; anything
ambiguous stays unresolved and is left to the search.
"""

import re
from collections.abc import Sequence

from corpus.document import Passage
from index.text import fold

_PLACE = re.compile(
    r"\b(?P<kind>artikel(?:en)?|artt?\.?|article|overweging|recital|bijlage|annex)\s*"
    r"(?P<number>\d+(?:[:.]\d+)?[a-z]?(?:\s+(?:bis|ter))?|[ivx]+)\b"
)
_KINDS = {"overweging": "overweging", "recital": "overweging", "bijlage": "bijlage", "annex": "bijlage"}
# Names people use for a document beside its short title; folded.
_NAMES = {
    "avg": ("avg", "gdpr", "algemene verordening gegevensbescherming"),
    "uavg": ("uavg", "uitvoeringswet avg"),
    "ai-verordening": ("ai-verordening", "ai verordening", "ai act", "ai-act", "aia", "ai-wet"),
    "awb": ("awb", "algemene wet bestuursrecht"),
    "woo": ("woo", "wet open overheid"),
    "archiefwet-1995": ("archiefwet 1995", "archiefwet"),
    "auteurswet": ("auteurswet",),
    "databankenwet": ("databankenwet",),
    "grondwet": ("grondwet",),
    "ambtenarenwet": ("ambtenarenwet",),
}


def resolve(question: str, passages: Sequence[Passage]) -> list[int]:
    """Rows of the passages that ``question`` names exactly, in order of mention; empty when none or when unclear."""
    folded = fold(question)
    places = [_section_id(match) for match in _PLACE.finditer(folded)]
    if not places:
        return []
    named = _documents(folded)
    rows: list[int] = []
    for place in places:
        matches = [row for row, p in enumerate(passages) if p.section_id == place and (not named or p.document_id in named)]
        if len({passages[row].document_id for row in matches}) == 1:
            rows.extend(row for row in matches if row not in rows)
    return rows


def _section_id(match: re.Match[str]) -> str:
    kind = _KINDS.get(match["kind"], "artikel")
    return kind + "-" + re.sub(r"[:.\s]+", "-", match["number"])


def _documents(folded: str) -> set[str]:
    found: set[str] = set()
    for document_id, names in _NAMES.items():
        if any(re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", folded) for name in names):
            found.add(document_id)
    return found
