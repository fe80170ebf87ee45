"""Several versions of one text: the one of the day counts. Definitions and places asked for by name are found exactly."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from corpus.definitions import definitions
from corpus.document import Document, Kind, Section, Status, Validity
from index.build import build, open_index
from index.hit import Scope
from index.retriever import HybridRetriever
from models.fake import HashingEmbedder
from tests.conftest import make_document

LAW = """In deze wet wordt verstaan onder:
a. tolwegbeheerder: degene die een tolweg beheert;
b. tolhuis: een gebouw aan een tolweg."""


def version(name: str, text: str, start: date, end: date | None = None) -> Document:
    validity = Validity(Status.GELDEND, start, end)
    first = Section(
        "artikel-1", "Artikel 1", "Article 1", LAW, "", "Tolwet, art. 1", "x", "https://example.org/", validity, definitions=()
    )
    first = replace(first, definitions=definitions(first))
    second = replace(first, id="artikel-2", label="Artikel 2", text=text, definitions=())
    return make_document(
        "tolwet", title="Tolwet", short="Tolwet", kind=Kind.WET, version=name, validity=validity, sections=(first, second)
    )


@pytest.fixture(scope="module")
def laws(tmp_path_factory: pytest.TempPathFactory) -> HybridRetriever:
    told = make_document("toluitleg", title="Uitleg over tolgeld", validity=Validity(Status.ACTUEEL))
    documents = (
        version("2020-01-01", "Een tolwegbeheerder mag tien cent tolgeld vragen.", date(2020, 1, 1), date(2023, 12, 31)),
        version("2024-01-01", "Een tolwegbeheerder mag twintig cent tolgeld vragen.", date(2024, 1, 1)),
        make_document("tolbrief", title="Brief over tolgeld", validity=Validity(Status.ACTUEEL, date(2025, 6, 1))),
        replace(told, sections=(replace(told.sections[0], text="Wie de weg op wil, betaalt aan de poort."),)),
    )
    root: Path = tmp_path_factory.mktemp("laws")
    build(documents, HashingEmbedder(), root, lambda done, total: None)
    return open_index(documents, HashingEmbedder(), root)


def keys(retriever: HybridRetriever, scope: Scope) -> set[str]:
    found = retriever.search("Hoeveel tolgeld mag een tolwegbeheerder vragen?", 10, scope, "nl")
    return {hit.passage.document.key for hit in found}


def test_the_version_of_the_day_is_searched(laws: HybridRetriever) -> None:
    assert "tolwet@2024-01-01" in keys(laws, Scope(date(2026, 1, 1))) and "tolwet@2020-01-01" not in keys(laws, Scope(date(2026, 1, 1)))
    assert "tolwet@2020-01-01" in keys(laws, Scope(date(2022, 1, 1), then=True))
    assert keys(laws, Scope(date(2022, 1, 1), then=True)) == {"tolwet@2020-01-01"}, "a letter of 2025 was not there in 2022"
    assert "toluitleg" in keys(laws, Scope(date(2026, 1, 1))), "what tells of today is left out of another day only"
    # Before the first version the first one is all there is; it is left out when the question is about that day.
    assert "tolwet@2024-01-01" not in keys(laws, Scope(date(2019, 1, 1)))
    both = keys(laws, Scope(date(2026, 1, 1), include_history=True))
    assert {"tolwet@2020-01-01", "tolwet@2024-01-01"} <= both


def test_a_document_filter_leaves_the_rest_out(laws: HybridRetriever) -> None:
    assert keys(laws, Scope(date(2026, 1, 1), documents=frozenset({"tolbrief"}))) <= {"tolbrief"}


@pytest.mark.parametrize(
    "question", ["Wat is een tolhuis?", "wat betekent tolhuis", "Definitie van tolhuis", "Wat is een tolhuis volgens de Tolwet?"]
)
def test_a_term_goes_to_its_definition(laws: HybridRetriever, question: str) -> None:
    query = laws.prepare(question, "nl")
    texts = {laws.passages[d.row].section.text[d.start : d.end] for d in query.defined}
    assert texts == {"b. tolhuis: een gebouw aan een tolweg."}
    first = laws.search_query(query, 3, Scope(date(2026, 1, 1)))[0]
    assert first.retriever == "reference" and first.passage.id == "tolwet@2024-01-01/artikel-1"


def test_a_question_about_something_else_is_no_look_up(laws: HybridRetriever) -> None:
    assert laws.prepare("Wat is de hoogte van het tolgeld?", "nl").defined == ()
    assert laws.prepare("Mag een tolhuis open?", "nl").defined == ()
