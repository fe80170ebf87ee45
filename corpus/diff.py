"""What changed between two versions of a text, section by section and word by word."""

import re
from dataclasses import dataclass
from enum import StrEnum

from rapidfuzz.distance import Indel

from corpus.document import Document, Section


class Change(StrEnum):
    """What happened to a section."""

    ADDED = "nieuw"
    REMOVED = "vervallen"
    CHANGED = "gewijzigd"


@dataclass(frozen=True, slots=True)
class Edit:
    """A run of words: ``mark`` is "=" for kept, "-" for taken out, "+" for put in."""

    mark: str
    text: str


@dataclass(frozen=True, slots=True)
class SectionDiff:
    """One section that is not the same in both versions; ``edits`` is the whole text, in order."""

    section_id: str
    label: str
    change: Change
    edits: tuple[Edit, ...]


def diff(old: Document, new: Document) -> tuple[SectionDiff, ...]:
    """The sections that differ, in the order of ``new``, those that went last. White space does not count."""
    before = {section.id: section for section in old.sections}
    after = {section.id: section for section in new.sections}
    found: list[SectionDiff] = []
    for section in new.sections:
        earlier = before.get(section.id)
        if earlier is None:
            found.append(_whole(section, Change.ADDED, "+"))
        elif _words(earlier) != _words(section):
            found.append(SectionDiff(section.id, section.label, Change.CHANGED, _edits(_words(earlier), _words(section))))
    found += [_whole(section, Change.REMOVED, "-") for section in old.sections if section.id not in after]
    return tuple(found)


def _whole(section: Section, change: Change, mark: str) -> SectionDiff:
    return SectionDiff(section.id, section.label, change, (Edit(mark, " ".join(_words(section))),))


def _words(section: Section) -> list[str]:
    return re.findall(r"\S+", f"{section.label}\n{section.text}")


def _edits(old: list[str], new: list[str]) -> tuple[Edit, ...]:
    """The shortest way from ``old`` to ``new`` by taking out and putting in words (Hyyrö 2004, bit-parallel); out before in."""
    edits: list[Edit] = []
    removed: list[str] = []
    added: list[str] = []
    for step in Indel.opcodes(old, new):
        if step.tag == "equal":
            edits += [*_changed(removed, added), Edit("=", " ".join(new[step.dest_start : step.dest_end]))]
            removed, added = [], []
        removed += old[step.src_start : step.src_end] if step.tag == "delete" else []
        added += new[step.dest_start : step.dest_end] if step.tag == "insert" else []
    return (*edits, *_changed(removed, added))


def _changed(removed: list[str], added: list[str]) -> list[Edit]:
    return [Edit(mark, " ".join(words)) for mark, words in (("-", removed), ("+", added)) if words]
