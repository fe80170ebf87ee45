"""A document comes back from its JSON as it was: every field, the built-in corpus, the real files."""

import json
from dataclasses import fields, replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.document import Definition, Document, Kind, Link, Part, Section, Status, Validity
from corpus.record import document_record, read_document, read_section, section_record
from tests.conftest import make_document
from tests.corpus.test_passages import real_documents


def back(document: Document) -> Document:
    """``document`` by way of the text of its JSON."""
    sections = tuple(read_section(json.loads(json.dumps(section_record(section)))) for section in document.sections)
    return read_document(json.loads(json.dumps(document_record(document))), sections)


FULL = Section(
    id="artikel-1", label="Artikel 1", label_en="Article 1", text="1. Onder rek wordt verstaan: rek; zie artikel 2.", english="1. A rack.",
    reference="Regel, artikel 1", sources="BWBR0000000", url="https://voorbeeld.nl",
    validity=Validity(Status.VERVALLEN, date(2020, 1, 1), date(2024, 12, 31)),
    path=("Hoofdstuk I", "Afdeling 2"), questions=("Wat?", "Wie?"), questions_en=("What?", "Who?"), asked=("Hoe?",), asked_en=("How?",),
    parts=(Part("lid", "1", 0, 48), Part("punt", "a", 3, 9, 1)), pages=((0, 3), (20, 4)), amends="wet/artikel-3",
    links=(Link(38, 47, "regel/artikel-2", "lid 1"),), definitions=(Definition("rek", 3, 33),),
)  # fmt: skip


def test_every_field_comes_back() -> None:
    assert all(getattr(FULL, field.name) for field in fields(Section)), "a new field of Section belongs in this test"
    document = make_document(
        sections=(FULL,), replaces=("oud",), replaced_by="nieuw", note="Noot.", note_en="Note.", license="CC0-1.0", sha256="ab",
        version="2020-01-01", names=("Rekregel", "RR"), validity=FULL.validity,
    )  # fmt: skip
    assert all(getattr(document, field.name) for field in fields(Document)), "a new field of Document belongs in this test"
    assert back(document) == document


def test_a_document_that_says_nothing_comes_back() -> None:
    blank = {field.name: "" for field in fields(Document) if field.type in (str, "str")}
    section = {field.name: "" for field in fields(Section) if field.type in (str, "str")}
    none = Validity(Status.ACTUEEL)
    document = Document(**blank, kind=Kind.NORM, validity=none, checked=date.min, sections=(Section(**section, validity=none),))  # type: ignore[arg-type]
    assert document.license == "" and back(document) == document


def test_what_is_not_said_takes_no_room() -> None:
    record = section_record(make_document().sections[0])
    assert not {"pages", "parts", "links", "definitions", "amends", "path"} & set(record)


def test_the_built_in_corpus_comes_back(documents: tuple[Document, ...]) -> None:
    assert len(documents) > 30
    assert all(back(document) == document for document in documents)


def test_every_real_document_comes_back() -> None:
    documents = real_documents()
    assert sum(len(document.sections) for document in documents) > 2_000
    assert all(back(document) == document for document in documents)


_TEXT = st.text(max_size=20)
_SPAN = st.integers(0, 99)
_DAY = st.none() | st.dates()
_VALIDITY = st.builds(Validity, st.sampled_from(Status), _DAY, _DAY)
_TEXTS = st.lists(_TEXT, max_size=3).map(tuple)
_SECTION = st.builds(
    Section, *[_TEXT] * 8, _VALIDITY, *[_TEXTS] * 5,
    st.lists(st.builds(Part, _TEXT, _TEXT, _SPAN, _SPAN, _SPAN), max_size=2).map(tuple),
    st.lists(st.tuples(_SPAN, _SPAN), max_size=2).map(tuple), _TEXT,
    st.lists(st.builds(Link, _SPAN, _SPAN, _TEXT, _TEXT), max_size=2).map(tuple),
    st.lists(st.builds(Definition, _TEXT, _SPAN, _SPAN), max_size=2).map(tuple),
)  # fmt: skip


@settings(max_examples=100, deadline=None)
@given(_SECTION, _VALIDITY, st.dates(), _TEXT, _TEXTS)
def test_any_values_come_back(section: Section, validity: Validity, checked: date, text: str, names: tuple[str, ...]) -> None:
    document = make_document(text, sections=(section, section), validity=validity, checked=checked, license=text, note=text, names=names)
    assert back(document) == document


@pytest.mark.parametrize(
    "damage",
    [
        {"validity": ["geldend"]}, {"validity": ["ooit", None, None]}, {"kind": "iets"}, {"checked": "gisteren"}, {"onbekend": 1},
        {"id": None, "kind": None},
    ],
)
def test_another_record_is_refused(damage: dict[str, object]) -> None:
    record = {**document_record(make_document()), **damage}
    with pytest.raises((KeyError, TypeError, ValueError)):
        read_document(record, ())


@pytest.mark.parametrize("damage", [{"parts": [[1, 2]]}, {"pages": [3]}, {"links": 1}, {"validity": None}, {"extra": ""}])
def test_another_section_is_refused(damage: dict[str, object]) -> None:
    with pytest.raises((KeyError, TypeError, ValueError)):
        read_section({**section_record(replace(FULL)), **damage})
