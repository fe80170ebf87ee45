"""What a term means by law: "wat is een aanbieder?" goes to the definition, which needs no ranking; and what abbreviations stand for."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from corpus.abbreviations import abbreviations
from corpus.definitions import definitions
from corpus.document import Passage, Section
from corpus.names import fold_name

_ASKS = re.compile(
    r"^(?:wat (?:is|zijn|betekent|betekenen|houdt|verstaat (?:de|het) \S+ onder)|wat wordt (?:er )?(?:bedoeld met|verstaan onder)|wie is|"
    r"(?:wat is )?(?:de )?(?:definitie|betekenis) van|what (?:is|are|does)|who is|definition of)\s+(?:een |de |het |an? |the )?(?P<rest>.+)$",
    re.IGNORECASE,
)
_ASKS_SHORT = re.compile(
    r"^(?:waar staat (?:de |het )?(\w[\w-]*) (?:eigenlijk )?voor|wat betekent (?:de |het )?(\w[\w-]*)|"
    r"(?:de |het )?(\w[\w-]*),? (?:wat is dat )?voluit|"
    r"wat is (?:de |het )?(\w[\w-]*) voluit|what does (?:the )?(\w[\w-]*) (?:stand for|mean)|what is (\w[\w-]*) short for)$",
    re.IGNORECASE,
)
# What stands behind the term: the law it is asked of, or the rest of the phrase.
_BEHIND = re.compile(
    r"\s+(?:volgens|in de zin van|in|van|onder|bij|according to|under|of|mean)\b.*$|\s+(?:precies|eigenlijk)$", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Defined:
    """A definition: the row of the passage it begins in, and its span in the section."""

    row: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Abbreviation:
    """What ``short`` stands for, and the first rows of the sections that say so, in their text or the title of their document."""

    short: str
    long: str
    rows: tuple[int, ...]


class Glossary:
    """Every term the corpus defines, in Dutch and in the official English beside it, and every abbreviation it explains."""

    def __init__(self, passages: Sequence[Passage]) -> None:
        self._places: dict[str, list[Defined]] = {}
        found: dict[str, Counter[tuple[str, str]]] = {"nl": Counter(), "en": Counter()}
        rows: dict[tuple[str, str], list[int]] = defaultdict(list)
        for row, passage in enumerate(passages):
            for term, start, end in _terms(passage.section) if passage.section.definitions else ():
                if passage.start <= start < passage.end:
                    self._places.setdefault(fold_name(term), []).append(Defined(row, start, end))
            if passage.start == 0:
                for language, pair in _explained(passage):
                    found[language][pair] += 1
                    rows[pair].append(row)
        # What most texts say it stands for; the last one written counts.
        self._abbreviations = {
            language: {pair[0].lower(): Abbreviation(*pair, tuple(rows[pair])) for pair, _ in reversed(known.most_common())}
            for language, known in found.items()
        }

    def stands_for(self, short: str, language: str) -> str | None:
        """What an abbreviation, as it is written, stands for according to the texts; None when none says so."""
        found = self._abbreviations[language].get(short.lower())
        return found.long if found and found.short == short else None

    def abbreviation_asked(self, question: str, language: str) -> Abbreviation | None:
        """The abbreviation of which a question asks what it stands for; None when it asks something else."""
        asked = _ASKS_SHORT.match(question.strip().rstrip(" ?.!"))
        short = next((group for group in asked.groups() if group), "") if asked else ""
        return self._abbreviations[language].get(short.lower())

    def look_up(self, question: str) -> tuple[Defined, ...]:
        """Where the term a question asks the meaning of is defined; empty when it asks something else."""
        asked = _ASKS.match(question.strip().rstrip(" ?.!"))
        if asked is None:
            return ()
        for term in (asked["rest"], _BEHIND.sub("", asked["rest"])):
            folded = fold_name(term)
            for form in (folded, folded.removesuffix("s"), folded.removesuffix("en")):
                if form in self._places:
                    return tuple(self._places[form])
        return ()


def _explained(passage: Passage) -> Iterator[tuple[str, tuple[str, str]]]:
    """(language, (abbreviation, what it stands for)) of a section and of the title of its document."""
    document, section = passage.document, passage.section
    for language, text, title in (
        ("nl", section.text, f"{document.title} ({document.short})\n{section.label}"),
        ("en", section.english, f"{document.title_en} ({document.short_en})\n{section.label_en}"),
    ):
        for pair in {**dict(abbreviations(title, title=True)), **dict(abbreviations(text))}.items():
            yield language, pair


def _terms(section: Section) -> list[tuple[str, int, int]]:
    """(term, start, end) of each definition, also by its English term where both texts define as many."""
    found = [(definition.term, definition.start, definition.end) for definition in section.definitions]
    english = definitions(replace(section, text=section.english)) if section.english else ()
    if len(english) == len(found):
        found += [(other.term, definition.start, definition.end) for other, definition in zip(english, section.definitions, strict=True)]
    return found
