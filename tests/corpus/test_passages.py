"""Passages are spans of one section; what can be quoted from them is spans too, and belongs to one passage."""

import os
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.document import Document, Passage, Section
from corpus.passages import MAX_CHARACTERS, cut, cut_all, sentences_of
from corpus.read import read
from corpus.sentences import quotable
from corpus.source import ParseError, Source


def real_files() -> Iterator[Path]:
    folder = Path(os.environ.get("REAL_CORPUS") or Path(__file__).resolve().parents[3] / "shared" / "corpus")
    if not folder.is_dir():
        pytest.skip(f"needs real files in {folder} (set REAL_CORPUS)")
    return (path for path in sorted(folder.rglob("*")) if path.is_file() and not path.name.endswith("_wti.xml"))


@cache
def real_documents() -> tuple[Document, ...]:
    found = []
    for path in real_files():
        try:
            found.append(read(path.read_bytes(), path.name, Source(path.stem.lower(), title="Proef")))
        except ParseError:
            assert path.suffix == ".md", f"{path} must be readable"
    return tuple(found)


def section(text: str, english: str = "") -> tuple[Document, Section]:
    source = Source("proef", title="Proef")
    made = source.section("een", "Een", text, english=english)
    return source.document(b"x", [made]) if text.strip() else source.frame(), made


def test_a_section_that_fits_is_one_passage() -> None:
    document, made = section("Een zin.\n\nNog een.", "One.\n\nAnother.")
    (passage,) = cut(document, made)
    assert (passage.id, passage.start, passage.end, passage.text) == ("proef/een", 0, 18, "Een zin.\n\nNog een.")
    assert passage.english == "One.\n\nAnother."


def test_paragraphs_are_kept_whole_and_numbered() -> None:
    document, made = section("\n\n".join(f"Alinea {n} gaat over {'iets ' * 10}en eindigt hier." for n in range(6)))
    passages = cut(document, made, 200)
    assert [passage.id for passage in passages] == [f"proef/een/{n}" for n in range(1, len(passages) + 1)]
    assert all(passage.text.startswith("Alinea") and passage.text.endswith("hier.") for passage in passages)
    assert all(len(passage.text) <= 200 for passage in passages)


def test_the_english_of_a_passage_is_that_of_its_sentences() -> None:
    document, made = section("\n\n".join(f"Zin {n} staat hier." for n in range(20)), "\n\n".join(f"Sentence {n} is here." for n in range(20)))
    passages = cut(document, made, 60)
    assert len(passages) > 5
    assert passages[0].english == "Sentence 0 is here. Sentence 1 is here. Sentence 2 is here."
    assert " ".join(passage.english for passage in passages) == " ".join(f"Sentence {n} is here." for n in range(20))


def test_versions_of_a_text_have_passages_of_their_own() -> None:
    source = Source("proef", title="Proef", version="2025-01-01")
    document = source.document(b"x", [source.section("een", "Een", "Tekst.")])
    assert [passage.id for passage in cut_all([document])] == ["proef@2025-01-01/een"]


@pytest.mark.parametrize("text", ["", " " * 5_000, "\n" * 5_000])
def test_a_section_without_text_has_nothing_to_quote(text: str) -> None:
    document, made = section(text)
    assert all(not sentences_of(passage) and made.text[passage.start : passage.end] == passage.text for passage in cut(document, made))


def test_each_quote_belongs_to_one_passage() -> None:
    text = "Verboden zijn:\n" + "\n".join(f"{letter}) dat er iets {'heel ' * 10}ergs gebeurt." for letter in "abcdefghijklmnop")
    document, made = section(text)
    passages = cut(document, made, 300)
    rows = [row for passage in passages for row in sentences_of(passage)]
    assert tuple(sentence for sentence, _ in rows) == quotable(text)
    assert {sentence.intro for sentence, _ in rows} == {"Verboden zijn:"}


@settings(max_examples=150, deadline=None)
@given(st.text("ab. \n;1)", max_size=400), st.integers(20, 120))
def test_any_text_is_cut_into_spans_without_loss(text: str, size: int) -> None:
    document, made = section(text)
    passages = cut(document, made, size)
    check_passages(made, passages, size)
    quotes = [sentence for passage in passages for sentence, _ in sentences_of(passage)]
    assert tuple(quotes) == quotable(text)


def check_passages(made: Section, passages: tuple[Passage, ...], size: int) -> None:
    end = 0
    for passage in passages:
        assert passage.text == made.text[passage.start : passage.end]
        assert end <= passage.start <= passage.end
        assert not made.text[end : passage.start].strip()
        assert len(passage.text.strip()) <= size
        end = passage.end
    assert not made.text[end:].strip()


def test_every_passage_and_span_of_every_real_file() -> None:
    documents = real_documents()
    assert len(documents) > 150
    count = 0
    for document in documents:
        assert len({made.id for made in document.sections}) == len(document.sections), document.id
        for made in document.sections:
            passages = cut(document, made)
            count += len(passages)
            check_passages(made, passages, MAX_CHARACTERS)
            check_spans(made)
    assert count > 4_000


def check_spans(made: Section) -> None:
    length = len(made.text)
    assert made.text == made.text.strip() != ""
    made.text.encode()
    for item in quotable(made.text):
        assert made.text[item.start : item.end] == item.text != ""
    for part in made.parts:
        assert 0 <= part.start < part.end <= length
        assert made.text[part.start : part.end].lstrip("„“\"'(").startswith(part.number), (made.id, part)
    assert [part.start for part in made.parts] == sorted(part.start for part in made.parts)
    for span in (*made.links, *made.definitions):
        assert 0 <= span.start < span.end <= length and made.text[span.start : span.end].strip(), (made.id, span)
    assert all(definition.term.strip() for definition in made.definitions)
    assert all("/" in link.target and all(link.target.split("/", 1)) for link in made.links), made.id
    assert [start for start, _ in made.pages] == sorted({start for start, _ in made.pages})
    assert all(0 <= start < length and page > 0 for start, page in made.pages)
