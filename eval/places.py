"""The sections of the corpus by place, as an evaluation looks them up: by itself, never through the system that is measured."""

from collections.abc import Iterable
from datetime import date

from corpus.document import Document, Section, last_begun
from eval.record import Source


class Places:
    """Every "document/section" of a corpus, in the version of a day."""

    def __init__(self, documents: Iterable[Document]) -> None:
        self._versions: dict[str, dict[str, dict[str, Section]]] = {}
        self._by_url: dict[str, str] = {}
        for document in documents:
            self._versions.setdefault(document.id, {})[document.version] = {section.id: section for section in document.sections}
            for section in document.sections:
                # An address that several sections share says which document, not which section.
                place = f"{document.id}/{section.id}"
                self._by_url[section.url] = place if self._by_url.get(section.url, place) == place else ""

    @property
    def names(self) -> frozenset[str]:
        """Every place there is."""
        return frozenset(f"{name}/{section}" for name, versions in self._versions.items() for each in versions.values() for section in each)

    def by_url(self, url: str) -> str:
        """The one place with this official address; empty when there is none or more than one."""
        return self._by_url.get(url, "")

    def source(self, place: str, day: date, today: date) -> Source | None:
        """The section as it stood on ``day``; None when there is no such place."""
        name, _, section_id = place.partition("/")
        versions = self._versions.get(name, {})
        begun = last_begun(versions, day)
        order = [begun] if begun is not None else []
        for version in [*order, *sorted(versions)]:
            section = versions[version].get(section_id)
            if section:
                valid = section.validity
                return Source(
                    dutch=section.text, english=section.english, on_day=str(valid.status_on(day)), today=str(valid.status_on(today))
                )
        return None

    def sources(self, places: Iterable[str], day: date, today: date) -> dict[str, Source]:
        """Those of ``places`` that exist; patterns are left out."""
        found = {place: self.source(place, day, today) for place in dict.fromkeys(places) if "*" not in place}
        return {place: source for place, source in found.items() if source}
