"""Exact references in a question: "artikel 35 AVG", "art. 6 lid 1 sub a GDPR", "AVG, overweging 26", "bijlage III".

A reference names a place, so it needs no ranking. It resolves only when exactly one law is meant; when several could be, they are
offered as a choice and the search goes on without a guess. What laws are called comes from the documents (:mod:`corpus.names`).
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from corpus.citation import LegalCitation, find_citations, section_id
from corpus.citation_law import is_this_text
from corpus.document import Document, Kind, Passage, Section
from corpus.names import fold_name, names_of, number_of, official_number, preference, same_law

_CITABLE = ("artikel-", "overweging-", "bijlage-")
_LAWS = (Kind.WET, Kind.VERORDENING, Kind.VOORSTEL)
_MOST_ROWS = 40  # More is no place any more: "artikelen 1 tot en met 99".
_MOST_CHOICES = 30
_LATIN = {"a": "bis", "b": "ter", "c": "quater", "d": "quinquies"}
_YEAR = re.compile(r"[12]\d{3}")


@dataclass(frozen=True, slots=True)
class Resolution:
    """``rows`` are the passages a question names, in order of mention, the part it names first.

    ``choices`` are the ids of the documents that could be meant by a reference without a law ("artikel 6"), one for each law; empty
    when nothing is ambiguous, or when there are too many (30) to choose from.
    """

    rows: tuple[int, ...] = ()
    choices: tuple[str, ...] = ()


class References:
    """Resolves references to rows of ``passages``; its tables are built once, and a question costs the same however many there are.

    Editions of one law (an official text, its summary, its older versions) are one law: all their rows are found, what is in force
    first and an official text before its summary.
    """

    def __init__(self, passages: Sequence[Passage]) -> None:
        self._passages = passages
        documents = _documents(passages)
        self._laws = same_law(documents)
        ranked = sorted(documents, key=preference)
        rank = {document.key: place for place, document in enumerate(ranked)}
        self._rows: dict[str, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
        for row, passage in enumerate(passages):
            if passage.section_id.startswith(_CITABLE):
                self._rows[passage.section_id][self._laws[passage.document_id]].append(row)
        for rows in (rows for by_law in self._rows.values() for rows in by_law.values() if len(rows) > 1):
            rows.sort(key=lambda row: (rank[passages[row].document.key], row))
        citable = {law for by_law in self._rows.values() for law in by_law}
        self._names: dict[str, set[str]] = defaultdict(set)
        self._other_names: set[str] = set()
        for document in ranked:
            law = self._laws[document.id]
            for name in names_of(document):
                if document.kind in _LAWS or law in citable:
                    self._names[name].add(law)
                else:
                    self._other_names.add(name)
        self._longest: dict[str, int] = {}
        for words in map(str.split, self._names):
            self._longest[words[0]] = max(len(words), self._longest.get(words[0], 0))
        self._openings = self._first_rows(ranked)

    def resolve(self, question: str) -> Resolution:
        """The passages that ``question`` names exactly, and the documents to choose from where it does not say which law."""
        citations = find_citations(question, self._names)
        cited = [citation for citation in citations if citation.kind != "document" and not _only_qualifies(question, citation)]
        if not cited:
            # A text named by its number alone is shown from its beginning; what is asked about it is for the search.
            numbers = [official_number(citation.law) for citation in citations if citation.kind == "document"]
            return Resolution(tuple(dict.fromkeys(self._openings[number] for number in numbers if number in self._openings)))
        mentioned = self._mentioned(question, citations)
        rows: dict[int, None] = {}
        choices: dict[str, None] = {}
        for citation in cited:
            ids, part, laws = self._held(citation, mentioned)
            if len(laws) == 1:
                rows.update(dict.fromkeys(row for name in ids for row in self._placed(name, laws[0], part)))
            elif len(laws) <= _MOST_CHOICES:
                choices.update(dict.fromkeys(self._best_edition(ids, law) for law in laws))
        return Resolution(tuple(rows)[:_MOST_ROWS], tuple(sorted(choices)))

    def _first_rows(self, ranked: Iterable[Document]) -> dict[str, int]:
        """Official number to the first row of the best edition that bears it."""
        first: dict[str, int] = {}
        for row, passage in enumerate(self._passages):
            first.setdefault(passage.document_id, row)
        openings: dict[str, int] = {}
        for document in ranked:
            for number in (number_of(document), *map(official_number, document.names)):
                openings.setdefault(number, first[document.id])
        return openings

    def _held(self, citation: LegalCitation, mentioned: set[str]) -> tuple[tuple[str, ...], str, list[str]]:
        """Section ids, the part meant in them, and the laws that have them; more than one law means ``citation`` is ambiguous."""
        named = self._named(citation.law)
        if named is None:
            return (), "", []
        wanted = named or mentioned
        for ids, part in _places(citation):
            holding = [self._rows[name] for name in ids if name in self._rows]
            if wanted:
                laws = [law for law in wanted if any(law in by_law for by_law in holding)]
            else:
                laws = list(dict.fromkeys(law for by_law in holding for law in by_law))
            if laws:
                return ids, part, laws
        return (), "", []

    def _best_edition(self, ids: Iterable[str], law: str) -> str:
        row = next(self._rows[name][law][0] for name in reversed(tuple(ids)) if law in self._rows.get(name, {}))
        return self._passages[row].document_id

    def _named(self, law: str) -> set[str] | None:
        """The laws that words behind a reference name; empty when they name none, None when they name one that is not held."""
        folded = fold_name(law)
        if is_this_text(law) or folded in self._other_names:
            return set()
        return self._names.get(folded) or self._names.get(fold_name(official_number(law)) or "-")

    def _mentioned(self, question: str, citations: Iterable[LegalCitation]) -> set[str]:
        """The laws named anywhere in the question: for references that name none themselves."""
        found = {law for citation in citations if citation.law for law in self._named(citation.law) or ()}
        words = fold_name(question).split()
        at = 0
        while at < len(words):
            longest = min(self._longest.get(words[at], 0), len(words) - at)
            length = next((n for n in range(longest, 0, -1) if " ".join(words[at : at + n]) in self._names), 0)
            # "Archiefwet 1995" is not whatever else is called Archiefwet.
            if length and not (at + length < len(words) and _YEAR.fullmatch(words[at + length])):
                found |= self._names[" ".join(words[at : at + length])]
            at += max(length, 1)
        return found

    def _placed(self, name: str, law: str, place: str) -> list[int]:
        """The rows of one section in every edition of ``law``, those that hold ``place`` first."""
        rows = self._rows.get(name, {}).get(law, [])
        return sorted(rows, key=lambda row: _distance(self._passages[row], place)) if place and len(rows) > 1 else list(rows)


# "Een systeem uit bijlage III", "an Annex III system": the annex says which systems, and the question is about something else.
_QUALIFIED = re.compile(r"\b(?:\w*syste(?:em|men|ms?)|product(?:en|s)?)\s+(?:uit|van|in|onder|op|from|of|under)\s*$", re.IGNORECASE)
_QUALIFIES = re.compile(r"\s*(?:high-risk\s+)?(?:systems?|products?)\b", re.IGNORECASE)


def _only_qualifies(question: str, citation: LegalCitation) -> bool:
    before, after = question[: citation.start], question[citation.end :]
    return citation.kind == "bijlage" and (_QUALIFIED.search(before) or _QUALIFIES.match(after)) is not None


def _documents(passages: Iterable[Passage]) -> list[Document]:
    """Each document once, in order; passages of one document stand together."""
    found: dict[str, Document] = {}
    last: Document | None = None
    for passage in passages:
        if passage.document is not last:
            last = passage.document
            found.setdefault(last.key, last)
    return list(found.values())


def _places(citation: LegalCitation) -> Iterator[tuple[tuple[str, ...], str]]:
    """Where the text of ``citation`` may stand, best first: section ids, and the part meant there."""
    yield _section_ids(citation.kind, citation.number, citation.place), citation.place
    # "artikel 6.1a AVG" is article 6(1)(a) where articles are not numbered with dots; "5.1.2e Woo" is article 5.1(2)(e).
    dotted = re.fullmatch(r"(.+)\.(\d+)([a-z]?)", citation.number)
    if dotted:
        parts = (f"lid {dotted[2]}", f"onder {dotted[3]}" if dotted[3] else "", citation.place)
        place = ", ".join(part for part in parts if part)
        yield _section_ids(citation.kind, dotted[1], place), place
    # The English text of a regulation has Article 4a where the Dutch has artikel 4 bis.
    inserted = re.fullmatch(r"(\d+)([a-d])", citation.number)
    if inserted:
        number = f"{inserted[1]} {_LATIN[inserted[2]]}"
        yield _section_ids(citation.kind, number, citation.place), citation.place


def _section_ids(kind: str, number: str, place: str) -> tuple[str, ...]:
    """The built-in corpus also has sections for one lid ("artikel-6-lid-4"), which go before the whole article."""
    whole = section_id(kind, number)
    lid = re.match(r"lid (\w+)", place)
    return (f"{whole}-lid-{lid[1]}", whole) if lid else (whole,)


def _distance(passage: Passage, place: str) -> int:
    """0 for a passage in which the part that ``place`` names begins, 1 when that part runs on in it, else 2."""
    span = _span(passage.section, place)
    if span is None:
        return 2
    start, end = span
    if passage.start <= start < passage.end:
        return 0
    return 1 if passage.start < end and start < passage.end else 2


def _span(section: Section, place: str) -> tuple[int, int] | None:
    """The span of the innermost part of ``section`` that ``place`` ("lid 1, onder a") names; None when it has none of them."""
    span: tuple[int, int] | None = None
    start, end = 0, len(section.text)
    for unit in place.split(", "):
        kind, _, numbers = unit.partition(" ")
        number = re.split(r" en | tot en met ", numbers)[0]
        inside = [part for part in section.parts if part.number.lower() == number and start <= part.start and part.end <= end]
        # "Article 3(1)" may be a lid or, in a list, an onderdeel.
        best = next((part for part in inside if (part.kind == "lid") == (kind == "lid")), inside[0] if inside else None)
        if best and kind in ("lid", "onder", "punt"):
            span = start, end = best.start, best.end
    return span
