"""The sections that lessons rest on, by place, as they stand today."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from corpus.document import Document, Section, Status, last_begun
from corpus.sentences import split_sentences


@dataclass(frozen=True, slots=True)
class Cited:
    """A section with its document; ``status`` is that of the day asked about."""

    place: str
    document: Document
    section: Section
    status: Status

    @property
    def mark(self) -> str:
        """What tells whether the text or its standing changed: twelve hexadecimal digits of the texts, and the status."""
        text = hashlib.sha256(f"{self.section.text}\0{self.section.english}".encode()).hexdigest()[:12]
        return f"{text} {self.status}"

    def label(self, language: str) -> str:
        """How a citation names it."""
        document, section = self.document, self.section
        short, label = document.short, section.label
        if language == "en":
            short, label = document.short_en or short, section.label_en or label
        # "Misvatting: …" in Misvattingen says by itself where it stands.
        return label if label.startswith(short.removesuffix("en").removesuffix("s") + ":") else f"{short}, {label}"

    def text(self, language: str) -> str:
        """Its text in ``language``; Dutch where there is no English."""
        return (self.section.english if language == "en" else self.section.text) or self.section.text

    def sentences(self, language: str) -> tuple[str, ...]:
        """Its sentences in ``language``; empty where it does not exist in that language."""
        text = self.section.english if language == "en" else self.section.text
        return tuple(span.text for span in split_sentences(text))


class Sections:
    """Every "document-id/section-id" of a corpus in the version that applies on ``day``."""

    def __init__(self, documents: Iterable[Document], day: date) -> None:
        versions: dict[str, dict[str, Document]] = {}
        for document in documents:
            versions.setdefault(document.id, {})[document.version] = document
        self.day = day
        self.documents: dict[str, Document] = {}
        for name, each in versions.items():
            begun = last_begun(each, day)
            self.documents[name] = each[begun if begun is not None else max(each)]
        self._sections = {
            f"{document.id}/{section.id}": Cited(f"{document.id}/{section.id}", document, section, section.validity.status_on(day))
            for document in self.documents.values()
            for section in document.sections
        }

    @property
    def places(self) -> tuple[str, ...]:
        """Every place, in the order of documents and sections."""
        return tuple(self._sections)

    def get(self, place: str) -> Cited | None:
        """The section at ``place``; None when there is none."""
        return self._sections.get(place)

    def of(self, document_id: str) -> tuple[Cited, ...]:
        """The sections of a document, in reading order; empty for one that does not exist."""
        document = self.documents.get(document_id)
        return tuple(self._sections[f"{document_id}/{section.id}"] for section in document.sections) if document else ()

    def marks(self, places: Iterable[str]) -> dict[str, str]:
        """The mark of each place that exists, as an approval keeps it."""
        return {place: cited.mark for place in places if (cited := self.get(place))}
