"""Cut sections into passages: structure first (a section is never mixed with another), size second.

Splitting is done by langchain-text-splitters on sentence boundaries; the spans are kept, so a passage can always be found
back in its section, and the English of a passage is the English of the same sentences.
"""

from collections.abc import Iterable

from corpus.document import Document, Passage, Section
from corpus.pair import align
from corpus.sentences import Quotable

# What fits an encoder of 256 word pieces in English; sentences are embedded by themselves as well.
MAX_CHARACTERS = 1_100


def cut_all(documents: Iterable[Document], max_characters: int = MAX_CHARACTERS) -> tuple[Passage, ...]:
    """Every passage of every document, in reading order."""
    return tuple(
        passage
        for document in documents
        for section in document.sections
        for passage in cut(document, section, max_characters)
    )


def cut(document: Document, section: Section, max_characters: int = MAX_CHARACTERS) -> tuple[Passage, ...]:
    """The passages of one section; a section that fits is one passage. ``text == section.text[start:end]`` for each."""
    spans = _spans(section.text, max_characters)
    return tuple(
        Passage(
            id=f"{document.key}/{section.id}" + (f"/{number}" if len(spans) > 1 else ""),
            document=document,
            section=section,
            start=start,
            end=end,
            text=section.text[start:end],
            english=section.english if len(spans) == 1 else _english(section, start, end),
        )
        for number, (start, end) in enumerate(spans, start=1)
    )


def _spans(text: str, max_characters: int) -> list[tuple[int, int]]:
    if len(text) <= max_characters:
        return [(0, len(text))]
    from langchain_text_splitters import RecursiveCharacterTextSplitter

    splitter = RecursiveCharacterTextSplitter(
        chunk_size=max_characters,
        chunk_overlap=0,
        separators=["\n\n", "\n", r"(?<=[.!?]) ", r"(?<=[;:,]) ", " ", ""],
        is_separator_regex=True,
        keep_separator="end",
        add_start_index=True,
    )
    starts = [int(chunk.metadata["start_index"]) for chunk in splitter.create_documents([text])]
    ends = [*starts[1:], len(text)] if starts else []
    return [(start, start + len(text[start:end].rstrip())) for start, end in zip(starts, ends, strict=True)]


def sentences_of(passage: Passage) -> tuple[tuple[Quotable, str], ...]:
    """What can be quoted from a passage, places counted in its section, each with its English ("" where that is not certain)."""
    return tuple(row for row in align(passage.section.text, passage.section.english) if passage.start <= row[0].start < passage.end)


def _english(section: Section, start: int, end: int) -> str:
    found = dict.fromkeys(english for sentence, english in align(section.text, section.english) if start <= sentence.start < end)
    return " ".join(text for text in found if text)
