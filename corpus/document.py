"""The values everything else is about: a document, its sections, and the passages that are searched and cited.

Pure values: no I/O, no scores, no embeddings (those live beside them, in ``index``).
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum


class CorpusError(Exception):
    """Something in the corpus that its keeper can mend; the message names the file and the next step."""


class Kind(StrEnum):
    """What sort of text a document is; decides how much weight it carries."""

    WET = "wet"
    VERORDENING = "verordening"
    BELEID = "beleid"
    ADVIES = "advies"
    HANDREIKING = "handreiking"
    NORM = "norm"
    HULPMIDDEL = "hulpmiddel"
    ONDERZOEK = "onderzoek"
    VOORSTEL = "voorstel"
    UITLEG = "uitleg"


class Status(StrEnum):
    """Where a text stands in time.

    ``geldend`` binds; ``actueel`` does not bind but is current; ``historisch`` is a record of its time; ``vervallen`` was
    in force and has been replaced; ``toekomstig`` is adopted but does not apply yet; ``voorstel`` is not adopted.
    """

    GELDEND = "geldend"
    ACTUEEL = "actueel"
    HISTORISCH = "historisch"
    VERVALLEN = "vervallen"
    TOEKOMSTIG = "toekomstig"
    VOORSTEL = "voorstel"

    @property
    def is_past(self) -> bool:
        """True for a text that may only be told as history."""
        return self in (Status.HISTORISCH, Status.VERVALLEN)


@dataclass(frozen=True, slots=True)
class Validity:
    """Status with its period; both dates inclusive, ``None`` means unknown or open."""

    status: Status
    valid_from: date | None = None
    valid_until: date | None = None

    def status_on(self, day: date) -> Status:
        """The status as it was on ``day``, from the dates where they decide it."""
        if self.valid_from is not None and day < self.valid_from:
            return Status.TOEKOMSTIG
        if self.valid_until is not None and day > self.valid_until:
            return Status.VERVALLEN
        if self.status is Status.VERVALLEN and self.valid_until is not None:
            return Status.GELDEND
        if self.status is Status.TOEKOMSTIG and self.valid_from is not None:
            return Status.GELDEND
        return self.status


@dataclass(frozen=True, slots=True)
class Part:
    """A numbered unit inside a section, as the law cites it: ``section.text[start:end]`` is its text, its number included.

    ``kind`` is "lid", "onderdeel" or "punt"; ``number`` as printed without punctuation ("1", "a", "iii", "1 bis"); ``depth`` is 0
    for a part directly below the section. A part spans its own sub-parts; parts stand in reading order, a parent before its children.
    """

    kind: str
    number: str
    start: int
    end: int
    depth: int = 0


@dataclass(frozen=True, slots=True)
class Link:
    """A reference from ``section.text[start:end]`` to another place: ``target`` is "document-id/section-id".

    ``place`` names the part there ("lid 1, onder a"); empty for the whole section.
    """

    start: int
    end: int
    target: str
    place: str = ""


@dataclass(frozen=True, slots=True)
class Definition:
    """A term that ``section.text[start:end]`` defines."""

    term: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Section:
    """One citable unit: an article, a recital, an annex, or a part under a heading. Every span counts characters in ``text``.

    In the built-in corpus sentence k of ``english`` says what sentence k of ``text`` says. ``pages`` holds (start, page number) for
    each page of a PDF the text runs over; ``amends`` is "document-id/section-id" when the text changes another one. ``questions``
    belong to a built-in text; ``asked`` are kept beside any text, to find it by, and are never shown (see ``corpus/asked.py``).
    """

    id: str
    label: str
    label_en: str
    text: str
    english: str
    reference: str
    sources: str
    url: str
    validity: Validity
    path: tuple[str, ...] = ()
    questions: tuple[str, ...] = ()
    questions_en: tuple[str, ...] = ()
    asked: tuple[str, ...] = ()
    asked_en: tuple[str, ...] = ()
    parts: tuple[Part, ...] = ()
    pages: tuple[tuple[int, int], ...] = ()
    amends: str = ""
    links: tuple[Link, ...] = ()
    definitions: tuple[Definition, ...] = ()


@dataclass(frozen=True, slots=True)
class Document:
    """An official text (or our summary of one) with its identity, authority and validity.

    ``version`` tells the versions of one text apart (the day a version starts to apply, "2025-01-01", or a label); ``names`` are
    the names people use for it beside its titles.
    """

    id: str
    title: str
    title_en: str
    short: str
    short_en: str
    kind: Kind
    authority: str
    identifier: str
    url: str
    validity: Validity
    checked: date
    sections: tuple[Section, ...] = field(repr=False)
    replaces: tuple[str, ...] = ()
    replaced_by: str | None = None
    note: str = ""
    note_en: str = ""
    license: str = "EUPL-1.2"
    sha256: str = ""
    version: str = ""
    names: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """What tells this version of this document from all others: "avg" or "awb@2025-01-01"."""
        return f"{self.id}@{self.version}" if self.version else self.id


def last_begun(versions: Iterable[str], day: date) -> str | None:
    """Of versions named after the day or year they begin ("2025-01-01", "2017", "") the last one begun by ``day``; None when none has."""
    return max((version for version in versions if version <= day.isoformat()), default=None)


@dataclass(frozen=True, slots=True)
class Passage:
    """A span of one section, small enough to rank and to show: ``text == section.text[start:end]``."""

    id: str
    document: Document = field(repr=False)
    section: Section = field(repr=False)
    start: int
    end: int
    text: str
    english: str

    @property
    def document_id(self) -> str:
        return self.document.id

    @property
    def section_id(self) -> str:
        return self.section.id

    @property
    def label(self) -> str:
        """How a citation names this place: "AVG, artikel 35" or "Standpunt 2025, Consumentenvoorwaarden"."""
        return f"{self.document.short}, {self.section.label}"

    @property
    def label_en(self) -> str:
        return f"{self.document.short_en}, {self.section.label_en}"

    @property
    def contextualized(self) -> str:
        """Title, path and heading in front of the text: what is indexed, never what is quoted."""
        return "\n".join((self.document.title, *self.section.path, self.section.label, self.text))

    @property
    def contextualized_en(self) -> str:
        """The English side of :attr:`contextualized`: what the English encoder embeds."""
        return "\n".join((self.document.title_en, self.section.label_en, self.english))


def iter_sections(documents: tuple[Document, ...]) -> Iterator[tuple[Document, Section]]:
    """Every section with its document, in reading order."""
    for document in documents:
        for section in document.sections:
            yield document, section
