"""What changed between two versions of a text, section by section and word by word."""

import difflib
import re
from dataclasses import dataclass
from enum import StrEnum

from corpus.document import Document, Section

# Words of the one text times words of the other: from here on words that stand everywhere do not anchor the comparison, or an
# annex of 40,000 words takes ten seconds.
_LARGE = 10_000_000


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
    edits: list[Edit] = []
    matcher = difflib.SequenceMatcher(None, old, new, autojunk=len(old) * len(new) > _LARGE)
    for tag, start, end, start_new, end_new in matcher.get_opcodes():
        if tag == "equal":
            edits.append(Edit("=", " ".join(new[start_new:end_new])))
            continue
        if start < end:
            edits.append(Edit("-", " ".join(old[start:end])))
        if start_new < end_new:
            edits.append(Edit("+", " ".join(new[start_new:end_new])))
    return tuple(edits)
