"""What the source pages take from the corpus: which version stands where, and texts cut into blocks with numbers, links and marks.

Pure; escapes nothing. The templates do that: a text goes to them as it is, in pieces that each look one way.
"""

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import pairwise

from corpus.diff import Change, SectionDiff
from corpus.document import Document, Part, Section, last_begun
from corpus.pair import align
from index.language import detect_language
from index.text import STOPWORDS, Analyzer, fold
from index.text import words as words_of

_NUMBER = re.compile(r"\(?(?:\d{1,4}[a-z]{0,2}|[a-zA-Z]{1,2}|[ivxIVX]{1,6})(?: (?:bis|ter|quater))?(?:°\.?|[.)])(?=\s)|[-–—•](?=\s)")
_WORD = re.compile(r"[^\W_]+(?:['’.:-][^\W_]+)*")
_EXCERPT = 320


@dataclass(frozen=True, slots=True)
class Shelf:
    """Every version of every document: by key, and by id with the oldest version first; ``places`` is where each section stands."""

    documents: dict[str, Document]
    versions: dict[str, tuple[Document, ...]]
    places: dict[tuple[str, str], int]

    @staticmethod
    def of(documents: dict[str, Document]) -> "Shelf":
        versions: dict[str, list[Document]] = defaultdict(list)
        for document in sorted(documents.values(), key=lambda document: document.version):
            versions[document.id].append(document)
        places = {(key, section.id): place for key, document in documents.items() for place, section in enumerate(document.sections)}
        return Shelf(documents, {name: tuple(found) for name, found in versions.items()}, places)

    def current(self, document_id: str, today: date) -> Document | None:
        """The version in force on a day, else the newest; None for an unknown id."""
        held = {document.version: document for document in self.versions.get(document_id, ())}
        begun = last_begun(held, today)
        return held[max(held) if begun is None else begun] if held else None

    def find(self, key: str, today: date) -> Document | None:
        """The document with this key; a bare id gives the version of today."""
        return self.current(key, today) or self.documents.get(key)

    def section(self, document: Document, section_id: str) -> Section | None:
        place = self.places.get((document.key, section_id))
        return None if place is None else document.sections[place]


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of a text that looks different: "link" (to ``href``), "term" or "mark"."""

    kind: str
    start: int
    end: int
    href: str = ""


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text that looks one way. ``opens`` and ``closes``: the marked span begins or ends here, within this block."""

    text: str
    href: str = ""
    number: bool = False
    term: bool = False
    opens: bool = False
    closes: bool = False


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph; ``depth`` is how many numbered parts it stands in, ``anchor`` names the part that begins here.

    ``first`` and ``last``: the marked span begins or ends in this block.
    """

    pieces: tuple[Piece, ...]
    depth: int = 0
    anchor: str = ""
    first: bool = False
    last: bool = False

    @property
    def numbered(self) -> bool:
        return self.pieces[0].number


@dataclass(frozen=True, slots=True)
class Found:
    """A section a search found: its address and a stretch of its text, in runs of (text, is a word of the reader)."""

    document: Document
    section: Section
    href: str
    runs: tuple[tuple[str, bool], ...]
    spoken: str


@dataclass(frozen=True, slots=True)
class Shown:
    """A text as it is laid out, with the language it is in."""

    blocks: tuple[Block, ...]
    spoken: str

    @property
    def marked(self) -> bool:
        return any(block.first for block in self.blocks)


@dataclass(slots=True)
class _Open:
    """The numbered parts a place in the text stands in, outermost first."""

    parts: list[Part] = field(default_factory=list)
    taken: set[str] = field(default_factory=set)

    def enter(self, part: Part) -> None:
        self.leave(part.start)
        self.parts.append(part)

    def leave(self, place: int) -> None:
        while self.parts and self.parts[-1].end <= place:
            self.parts.pop()

    def anchor(self) -> str:
        """The name of the innermost part; empty when another part has it: an id must be unique on a page."""
        name = anchor_of([part.number for part in self.parts])
        return "" if name in self.taken or self.taken.add(name) else name  # type: ignore[func-returns-value]


def anchor_of(numbers: Sequence[str]) -> str:
    """["1", "a"] → "deel-1-a"."""
    return "-".join(("deel", *(re.sub(r"[^a-z0-9]+", "", fold(number)) for number in numbers)))


def anchor_of_place(place: str) -> str:
    """The anchor of the part that "lid 1, onder a" names; empty when it names none."""
    units = [unit.partition(" ") for unit in place.split(", ")]
    numbers = [re.split(r" en | tot en met ", number)[0] for kind, _, number in units if kind in ("lid", "onder", "punt")]
    return anchor_of(numbers) if numbers else ""


def blocks(text: str, parts: Sequence[Part] = (), spans: Sequence[Span] = ()) -> tuple[Block, ...]:
    """The paragraphs of ``text``: a line each, and a new one where a numbered part begins."""
    begins = {part.start for part in parts}
    edges = sorted({0, len(text), *(m.end() for m in re.finditer("\n+", text)), *(start for start in begins if start <= len(text))})
    opened, waiting, found = _Open(), list(reversed(parts)), []
    for start, end in pairwise(edges):
        left = start + len(text[start:end]) - len(text[start:end].lstrip())
        right = left + len(text[left:end].rstrip())
        while waiting and waiting[-1].start <= left:
            opened.enter(waiting.pop())
        opened.leave(left)
        if left < right:
            pieces = _pieces(text, left, right, spans, left in begins or not parts)
            found.append(Block(pieces, len(opened.parts), opened.anchor() if left in begins and opened.parts else ""))
    holding = [place for place, block in enumerate(found) if any(piece.opens for piece in block.pieces)]
    for place in {*holding[:1], *holding[-1:]}:
        found[place] = replace(found[place], first=place == holding[0], last=place == holding[-1])
    return tuple(found)


def like(other: Sequence[Block], model: Sequence[Block]) -> tuple[Block, ...]:
    """The blocks of a translation, indented as those of the text it translates when both have as many."""
    if len(other) != len(model):
        return tuple(other)
    return tuple(replace(block, depth=shape.depth) for block, shape in zip(other, model, strict=True))


def _pieces(text: str, start: int, end: int, spans: Sequence[Span], may_number: bool) -> tuple[Piece, ...]:
    here = [span for span in spans if span.start < end and start < span.end]
    number = _NUMBER.match(text, start, end) if may_number else None
    after = number.end() if number else start
    cuts = sorted({start, end, after, *(min(max(place, start), end) for span in here for place in (span.start, span.end))})
    runs = list(pairwise(cuts))
    over = [[span for span in here if span.start <= left and right <= span.end] for left, right in runs]
    marks = [False, *(any(span.kind == "mark" for span in spans_) for spans_ in over), False]
    return tuple(
        Piece(
            text[left:right],
            href=next((span.href for span in over[k] if span.kind == "link"), ""),
            number=right <= after,
            term=any(span.kind == "term" for span in over[k]),
            opens=marks[k + 1] and not marks[k],
            closes=marks[k + 1] and not marks[k + 2],
        )
        for k, (left, right) in enumerate(runs)
    )


def terms_in(section: Section) -> Iterator[Span]:
    """Where ``section`` names a term that it defines."""
    for definition in section.definitions:
        named = re.compile(re.escape(definition.term), re.IGNORECASE).search(section.text, definition.start, definition.end)
        if definition.term and named:
            yield Span("term", *named.span())


def marked(text: str, start: str, end: str) -> tuple[Span, ...]:
    """The span an address asks to mark; nothing when these are no two places in ``text``, in this order."""
    if not all(re.fullmatch(r"[0-9]{1,9}", number) for number in (start, end)) or not int(start) < int(end) <= len(text):
        return ()
    return (Span("mark", int(start), int(end)),)


def in_english(section: Section, marks: Sequence[Span]) -> tuple[Span, ...]:
    """The English sentences beside the marked Dutch ones, as one span; nothing where that is not certain."""
    places, at = [], 0
    for sentence, english in align(section.text, section.english) if marks else ():
        place = section.english.find(english, at) if english else -1
        if place >= 0:
            at = place
            if any(mark.start < sentence.end and sentence.start < mark.end for mark in marks):
                places.append((place, place + len(english)))
    return (Span("mark", min(s for s, _ in places), max(e for _, e in places)),) if places else ()


def finder(query: str, expansion: Sequence[str], analyzer: Analyzer) -> Callable[[str], bool]:
    """Whether a word is one of ``query``: in another form, inside a compound, or a legal term for it (``expansion``, stems)."""
    asked = {analyzer.word_terms(word)[0] for word in words_of(query) if word not in STOPWORDS[analyzer.language]}
    wanted = {*analyzer.terms(query), *expansion}

    def found(word: str) -> bool:
        stems = analyzer.terms(word)
        return bool(stems) and (stems[0] in wanted or not asked.isdisjoint(stems))

    return found


def excerpt(text: str, is_word: Callable[[str], bool]) -> tuple[tuple[str, bool], ...]:
    """A short stretch of ``text`` around the words of the reader, in runs of (text, is such a word)."""
    words = [m.span() for m in _WORD.finditer(text) if is_word(m.group())]
    start = _window(text, words)
    end = len(text) if start + _EXCERPT >= len(text) else max(text.rfind(" ", start, start + _EXCERPT), start + 1)
    runs = [("… ", False)] if start else []
    at = start
    for left, right in words:
        if at <= left and right <= end:
            runs += [(text[at:left], False), (text[left:right], True)]
            at = right
    runs += [(text[at:end], False), *([(" …", False)] if end < len(text) else [])]
    return tuple(run for run in runs if run[0])


def _window(text: str, words: Sequence[tuple[int, int]]) -> int:
    """Where the stretch with most of ``words`` begins, at the beginning of a sentence or a word."""
    if not words or len(text) <= _EXCERPT:
        return 0
    starts = [start for start, _ in words]
    best = max(range(len(starts)), key=lambda k: (bisect_right(starts, starts[k] + _EXCERPT * 3 // 4) - k, -k))
    place = starts[best]
    stop = max(text.rfind(". ", max(0, place - 120), place) + 2, text.rfind("\n", max(0, place - 120), place) + 1)
    if stop > 1 or place <= 120:
        return stop if stop > 1 else 0
    return text.find(" ", place - 60, place) + 1 or place


def spoken_in(section: Section) -> str:
    """The language of the text itself: a text with English beside it is Dutch."""
    return "nl" if section.english else detect_language(section.text[:2_000])


def without_label(change: SectionDiff) -> SectionDiff:
    """``change`` without the label in front of its text, which is its heading, unless the label itself changed."""
    label, first = " ".join(change.label.split()), change.edits[0]
    if (change.change is Change.CHANGED and first.mark != "=") or not f"{first.text} ".startswith(f"{label} "):
        return change
    return replace(change, edits=(replace(first, text=first.text[len(label) :].strip()), *change.edits[1:]))
