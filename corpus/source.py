"""What is known of a document before its bytes are read, and the frame every parser fills in."""

import hashlib
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from corpus.document import CorpusError, Document, Kind, Section, Status, Validity


class ParseError(CorpusError):
    """Bytes that are not a readable document of the format; the message says why in one Dutch sentence."""


# What ids and versions are made of: they are joined with "/" and "@".
IDENTIFIER = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_CURRENT = Validity(Status.ACTUEEL)


@dataclass(frozen=True, slots=True)
class Stage:
    """From when a part of a text applies. ``where`` is a section id ("artikel-78") or a division ("Hoofdstuk III, Afdeling 4")."""

    where: str
    valid_from: date


@dataclass(frozen=True, slots=True)
class Source:
    """Identity, origin and status of a document; from the manifest, or given with a file someone adds.

    An empty ``title`` or ``short`` is taken from the document itself. ``language`` is that of the text: "nl" or "en". ``amends`` is
    the id of the document that this one changes: its text is then read as changes to the articles there. ``stages`` are for a text
    that comes to apply in parts; of two that name a section the later one counts.
    """

    id: str
    title: str = ""
    title_en: str = ""
    short: str = ""
    short_en: str = ""
    kind: Kind = Kind.BELEID
    authority: str = ""
    identifier: str = ""
    url: str = ""
    validity: Validity = _CURRENT
    version: str = ""
    names: tuple[str, ...] = ()
    replaces: tuple[str, ...] = ()
    replaced_by: str | None = None
    license: str = ""
    note: str = ""
    note_en: str = ""
    checked: date = date.min
    language: str = "nl"
    amends: str = ""
    stages: tuple[Stage, ...] = ()

    def document(self, data: bytes, sections: Sequence[Section], title: str = "") -> Document:
        """The document that a parser read out of ``data``. Raises :class:`ParseError` when it holds no text."""
        if not any(section.text.strip() for section in sections):
            raise ParseError("er staat geen leesbare tekst in")
        return replace(self.frame(title), sections=tuple(sections), sha256=hashlib.sha256(data).hexdigest())

    def frame(self, title: str = "") -> Document:
        """The document without its text; ``title`` is used when the source has none."""
        named = self.title or title or self.id
        return Document(
            id=self.id,
            title=named,
            title_en=self.title_en or named,
            short=self.short or named,
            short_en=self.short_en or self.title_en or self.short or named,
            kind=self.kind,
            authority=self.authority,
            identifier=self.identifier,
            url=self.url,
            validity=self.validity,
            checked=self.checked,
            sections=(),
            replaces=self.replaces,
            replaced_by=self.replaced_by,
            note=self.note,
            note_en=self.note_en,
            license=self.license,
            version=self.version,
            names=self.names,
        )

    def section(self, section_id: str, label: str, text: str, **more: object) -> Section:
        """A section of this document with what it inherits filled in; ``more`` are other fields of :class:`Section`."""
        fields: dict[str, object] = {
            "label_en": label, "english": "", "reference": f"{self.short or self.title or self.id}, {label}",
            "sources": self.identifier, "url": self.url, "validity": self.validity,
        }  # fmt: skip
        return Section(id=section_id, label=label, text=text, **{**fields, **more})  # type: ignore[arg-type]


def staged(section: Section, stages: Sequence[Stage]) -> Section:
    """``section`` with the day from which it applies by the last of ``stages`` that names it."""
    divisions = [part.partition(".")[0] for part in section.path]
    names = {section.id, *(", ".join(divisions[: depth + 1]) for depth in range(len(divisions)))}
    days = [stage.valid_from for stage in stages if stage.where in names]
    return replace(section, validity=replace(section.validity, valid_from=days[-1])) if days else section


def slug(text: str, longest: int = 60) -> str:
    """An id of lower-case letters, digits and hyphens: "Bijlage III" → "bijlage-iii"; "deel" when nothing is left."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    cut = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:longest].strip("-")
    return cut or "deel"


def unique(section_id: str, taken: set[str]) -> str:
    """``section_id``, or with a number behind it when it is already in ``taken``; the result is added to ``taken``.

    A file with the same number thousands of times must not cost their square: past 64 the search for a free number doubles, then halves.
    """
    candidate, low, high = section_id, 1, 2
    if section_id in taken:
        while f"{section_id}-{high}" in taken:
            low, high = high, high + 1 if high < 64 else 2 * high
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (middle, high) if f"{section_id}-{middle}" in taken else (low, middle)
        candidate = f"{section_id}-{high}"
    taken.add(candidate)
    return candidate
