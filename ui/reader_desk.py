"""What one reader of the sources sees on one day: texts by name and address, their versions and links, and what a search finds."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import quote

from assistant.notices import spoken_date
from corpus.document import Document, Passage, Section, Status, Validity
from index.hit import Scope
from index.language import detect_language
from index.retriever import HybridRetriever
from index.text import words as words_of
from ui import reader_text
from ui.reader_strings import READER, ReaderStrings
from ui.reader_text import Found, Shelf, Shown, Span, spoken_in
from ui.strings import STRINGS

HITS = 20
# A hit must hold a word of the reader, or be this many deviations nearer than texts that have nothing in common with it.
_NEAR = 4.0
_KINDS = ("beleid", "handreiking", "wet", "verordening", "norm", "advies", "hulpmiddel", "onderzoek", "voorstel", "uitleg")
# What is no version of the other but is compared with it, by hand, in a document of the corpus.
_COMPARED = {frozenset({"standpunt-2023", "standpunt-2025"}): "verschillen-standpunten"}


@dataclass(frozen=True, slots=True)
class Desk:
    """What one reader sees on one day: the texts, their names and addresses in the language of the page."""

    shelf: Shelf
    retriever: HybridRetriever
    language: str
    root: str
    today: date

    @property
    def t(self) -> ReaderStrings:
        return READER[self.language]

    def href(self, document: Document, section: Section | None = None) -> str:
        """The permanent address of a version of a document, or of a section in it."""
        place = f"/{quote(section.id, safe='')}" if section else ""
        return f"{self.root}/bronnen/{quote(document.key, safe='@')}{place}"

    def title(self, document: Document) -> str:
        return (document.title_en if self.language == "en" else "") or document.title

    def short(self, document: Document) -> str:
        return (document.short_en if self.language == "en" else "") or document.short

    def label(self, section: Section) -> str:
        return (section.label_en if self.language == "en" else "") or section.label

    def note(self, document: Document) -> str:
        return (document.note_en if self.language == "en" else "") or document.note

    def day(self, day: date) -> str:
        return spoken_date(day, self.language)

    def status(self, document: Document, section: Section | None = None) -> Status:
        """The status today; an older version of a text is no longer in force, whatever its own dates leave open."""
        status = (section or document).validity.status_on(self.today)
        return Status.VERVALLEN if status is Status.GELDEND and self.age(document) < 0 else status

    def age(self, document: Document) -> int:
        """-1 for a version older than the one of today, 1 for a newer one, else 0."""
        current = self.shelf.current(document.id, self.today)
        return 0 if current is None else (document.version > current.version) - (document.version < current.version)

    def status_word(self, status: Status) -> str:
        return STRINGS[self.language].statuses[str(status)]

    def period(self, validity: Validity) -> str:
        """ "van 11 december 2023 tot en met 15 april 2025"; empty when no date is known."""
        start, end = validity.valid_from, validity.valid_until
        if start and end:
            return self.t.between.format(self.day(start), self.day(end))
        return self.t.since.format(self.day(start)) if start else self.t.until.format(self.day(end)) if end else ""

    def count(self, document: Document) -> str:
        number = len(document.sections)
        return self.t.one_section if number == 1 else self.t.sections.format(number)

    def versions(self, document: Document) -> tuple[Document, ...]:
        return self.shelf.versions[document.id]

    def version_name(self, document: Document) -> str:
        """ "vanaf 1 januari 2025"; a version that is not named after the day it begins keeps its name in front."""
        period, name = self.period(document.validity), document.version or document.id
        if period and name == str(document.validity.valid_from):
            return period
        return f"{name} ({period})" if period else name

    def other(self, document_id: str | None) -> Document | None:
        return self.shelf.current(document_id, self.today) if document_id else None

    def compared(self, *documents: Document) -> Document | None:
        """The document that tells the differences between these documents, or between this one and another."""
        ids = {document.id for document in documents}
        return next((self.other(told) for pair, told in _COMPARED.items() if ids <= pair), None)

    def groups(self) -> list[tuple[str, list[Document]]]:
        """The documents by kind, one version of each, what is of today first."""
        held = [document for name in self.shelf.versions if (document := self.other(name))]
        held.sort(key=lambda document: (self.status(document).is_past, self.title(document).lower()))
        found = [(kind, [document for document in held if document.kind == kind]) for kind in _KINDS]
        return [(kind, documents) for kind, documents in found if documents]

    def named(self, query: str) -> list[Document]:
        """The documents whose titles, names or number hold every word of ``query``."""
        wanted = set(words_of(query))

        def words(document: Document) -> set[str]:
            names = (document.title, document.title_en, document.short, document.short_en, document.identifier, *document.names)
            return set(words_of(" ".join(names)))

        return [document for _, documents in self.groups() for document in documents if wanted and wanted <= words(document)]

    def contents(self, document: Document) -> list[tuple[str, list[Section]]]:
        """The sections in reading order, under the headings they stand below ("" for none)."""
        found: list[tuple[str, list[Section]]] = []
        for section in document.sections:
            path = " › ".join(section.path)
            if not found or found[-1][0] != path:
                found.append((path, []))
            found[-1][1].append(section)
        return found

    def neighbours(self, document: Document, section: Section) -> tuple[Section | None, Section | None]:
        place, sections = self.shelf.places[document.key, section.id], document.sections
        return sections[place - 1] if place else None, sections[place + 1] if place + 1 < len(sections) else None

    def target(self, document: Document, name: str) -> tuple[Document, Section] | None:
        """The place "document-id/section-id" means, in this version when it is the same document; None when it is not held."""
        document_id, _, section_id = name.partition("/")
        there = document if document_id == document.id else self.other(document_id)
        section = self.shelf.section(there, section_id) if there else None
        return (there, section) if there and section else None

    def amendments(self, document: Document, section: Section) -> list[tuple[Document, Section]]:
        """The places that change ``section``."""
        passages = self.retriever.amendments.get(f"{document.id}/{section.id}", ())
        return list({(p.document.key, p.section_id): (p.document, p.section) for p in passages}.values())

    def questions(self, section: Section) -> list[tuple[str, str]]:
        """The questions ``section`` answers, each with the address that asks it."""
        asked = section.questions_en if self.language == "en" else section.questions
        return [(question, f"{self.root}/?vraag={quote(question, safe='')}") for question in asked]

    def texts(self, document: Document, section: Section, marks: Sequence[Span] = ()) -> tuple[Shown, Shown | None]:
        """The text in the language of the page when there is one, and the other beside it."""
        spans = [*marks, *reader_text.terms_in(section), *self._links(document, section)]
        dutch = Shown(reader_text.blocks(section.text, section.parts, spans), spoken_in(section))
        if not section.english:
            return dutch, None
        english = Shown(reader_text.like(reader_text.blocks(section.english, spans=reader_text.in_english(section, marks)), dutch.blocks), "en")
        return (english, dutch) if self.language == "en" else (dutch, english)

    def _links(self, document: Document, section: Section) -> list[Span]:
        found: list[Span] = []
        for link in section.links:
            if there := self.target(document, link.target):
                anchor = reader_text.anchor_of_place(link.place)
                found.append(Span("link", link.start, link.end, self.href(*there) + (f"#{anchor}" if anchor else "")))
        return found

    def search(self, query: str, within: Document | None = None) -> list[Found]:
        """The best sections for ``query``, in all texts of today or in one version of one text."""
        # A query without words that tell its language is in that of the page.
        spoken = "en" if detect_language(f"{query} the what" if self.language == "en" else query) == "en" else "nl"
        scope = Scope(self.today, frozenset({within.id}), include_history=True) if within else Scope(self.today)
        prepared = self.retriever.prepare(query, spoken)
        hits = self.retriever.search_query(prepared, HITS * (len(self.versions(within)) if within else 1), scope)
        is_word = reader_text.finder(query, prepared.expansion, self.retriever.lexical[spoken].analyzer)
        return [
            self._found(hit.passage, is_word)
            for hit in hits
            if (within is None or hit.passage.document.key == within.key)
            and (hit.match > 0 or hit.retriever == "reference" or (hit.nearness or 0.0) >= _NEAR)
        ][:HITS]

    def _found(self, passage: Passage, is_word: Callable[[str], bool]) -> Found:
        document, section = passage.document, passage.section
        english = self.language == "en" and bool(passage.english)
        shown = "en" if english else spoken_in(section)
        whole = (passage.start, passage.end) == (0, len(section.text))
        href = self.href(document, section) + ("" if whole else f"?van={passage.start}&tot={passage.end}#hier")
        runs = reader_text.excerpt(passage.english if english else passage.text, is_word)
        return Found(document, section, href, runs, shown)
