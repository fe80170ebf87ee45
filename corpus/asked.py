"""Questions beside the texts: what people ask that a section answers, in everyday words, Dutch and English.

An official text does not know the words a layperson uses; these questions do (document expansion; Nogueira & Lin 2019). They help to
find a section and are never shown as its text. Every ``*.toml`` file of a folder holds tables named ``"document-id/section-id"`` with
the lists ``nl`` and ``en``, for people to read and edit; a document's versions share them.
"""

import hashlib
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from corpus.document import CorpusError, Document

SHIPPED = Path(__file__).parent / "questions"
# What a file says of itself.
_ABOUT = frozenset(("author", "reviewed"))


@dataclass(frozen=True, slots=True)
class Asked:
    """The questions that one section answers."""

    nl: tuple[str, ...]
    en: tuple[str, ...]


Questions = Mapping[str, Mapping[str, Asked]]


def load_questions(folders: Sequence[Path] = (SHIPPED,)) -> Questions:
    """Document id → section id → questions, of every file in ``folders``; an absent folder holds none.

    Raises :class:`CorpusError` naming the file and the table that is wrong.
    """
    found: dict[str, dict[str, Asked]] = defaultdict(dict)
    for file in (file for folder in folders for file in sorted(folder.glob("*.toml"))):
        for place, asked in read_questions(file).items():
            document, _, section = place.partition("/")
            before = found[document].get(section, Asked((), ()))
            found[document][section] = Asked(_joined(before.nl, asked.nl), _joined(before.en, asked.en))
    return found


def read_questions(file: Path) -> dict[str, Asked]:
    """The questions of one file by "document-id/section-id". Raises :class:`CorpusError`."""
    try:
        tables = tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise CorpusError(f"{file}: niet te lezen als TOML: {error}") from error
    found: dict[str, Asked] = {}
    for place, table in tables.items():
        if place in _ABOUT:
            continue
        if not isinstance(table, dict) or set(table) - {"nl", "en"} or not place.partition("/")[2]:
            raise CorpusError(f'{file}: [{place}] is geen ["document-id/onderdeel-id"] met de lijsten nl en en')
        lists = [table.get(language, []) for language in ("nl", "en")]
        if not all(isinstance(row, list) and all(isinstance(text, str) and text.strip() for text in row) for row in lists):
            raise CorpusError(f"{file}: [{place}]: nl en en zijn lijsten van vragen, geen lege")
        found[place] = Asked(*(tuple(dict.fromkeys(text.strip() for text in row)) for row in lists))
    return found


def with_questions(documents: Iterable[Document], questions: Questions) -> tuple[Document, ...]:
    """The documents with the questions beside their sections. A changed question makes another reading of the document."""
    return tuple(_with(document, questions[document.id]) if document.id in questions else document for document in documents)


def mark(sha256: str, document_id: str, questions: Questions) -> str:
    """The checksum of a document's text made that of its text and the questions beside it."""
    if document_id not in questions:
        return sha256
    rows = sorted((section, asked.nl, asked.en) for section, asked in questions[document_id].items())
    return hashlib.sha256(f"{sha256}{rows!r}".encode()).hexdigest()


def _with(document: Document, asked: Mapping[str, Asked]) -> Document:
    sections = tuple(
        replace(section, asked=asked[section.id].nl, asked_en=asked[section.id].en) if section.id in asked else section
        for section in document.sections
    )
    return replace(document, sections=sections, sha256=mark(document.sha256, document.id, {document.id: asked}))


def _joined(one: tuple[str, ...], other: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*one, *other)))
