from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from corpus.document import Document
from corpus.passages import cut_all
from index.build import build, open_index
from index.chroma import ChromaStore
from index.dense import DenseIndex, units_of
from index.fuse import reciprocal_rank_fusion
from index.hit import Scope
from index.language import detect_language
from index.retriever import RERANKED, HybridRetriever
from index.thesaurus import THESAURI, load_thesaurus
from models.base import Vectors
from models.fake import HashingEmbedder
from tests.conftest import make_document

DAY = date(2026, 11, 24)


def ids(retriever: HybridRetriever, question: str, **scope: object) -> list[str]:
    return [hit.passage.id for hit in retriever.search(question, 10, Scope(DAY, **scope), detect_language(question))]  # type: ignore[arg-type]


def test_an_article_asked_for_by_name_comes_first(retriever: HybridRetriever) -> None:
    assert ids(retriever, "Wat staat er in artikel 35 AVG?")[0] == "avg/artikel-35"
    assert ids(retriever, "Artikel 3:46 Awb")[0] == "awb/artikel-3-46"
    assert ids(retriever, "bijlage III van de AI-verordening")[0] == "ai-verordening/bijlage-iii"


def test_the_thesaurus_leads_from_everyday_to_legal_words(retriever: HybridRetriever) -> None:
    assert "ai-verordening/artikel-4" in ids(retriever, "Moet mijn team een AI-cursus volgen?")[:3]
    assert "avg/artikel-44" in ids(retriever, "Mogen gegevens naar Amerika?")[:3]


def test_an_english_question_is_led_to_the_terms_of_the_law_as_well(retriever: HybridRetriever) -> None:
    expansion = retriever.prepare("Can our works council be told about camera footage and face scans?", "en").expansion
    assert {"biometr", "identif"} & set(expansion), expansion
    assert retriever.prepare("Zomaar iets zonder bijzondere termen erin", "en").expansion == ()


@pytest.mark.parametrize("language", ["nl", "en"])
def test_a_word_stands_in_one_entry_of_a_thesaurus(language: str) -> None:
    entries = load_thesaurus(THESAURI[language])
    lay = [word for entry in entries for word in entry.lay]
    assert len(entries) >= 200 and sorted(set(lay)) == sorted(lay)


def test_a_question_beside_a_long_article_speaks_for_all_its_passages(tmp_path: Path) -> None:
    document = make_document()
    text = "\n\n".join(f"{k}. De beheerder doet het {k}e ding dat bij zijn taak hoort, en houdt daarvan een lijst bij." for k in range(1, 40))
    long = replace(document.sections[0], text=text, english="", questions=(), questions_en=(), asked=("Wie past er op mijn jas?",))
    documents = (replace(document, sections=(long,)), make_document("ander"))
    passages = cut_all(documents)
    units = [unit for unit in units_of(passages, "any", lambda text: "") if unit.kind == "asked"]
    assert len(passages) > 3 and len(units) == 1
    embedder = HashingEmbedder()
    embedder.language = "any"
    build(documents, embedder, tmp_path, lambda done, total: None)
    index = DenseIndex(ChromaStore(next(tmp_path.glob("*/chroma")).parent), passages, "any")
    similar = index.similarities(embedder.embed_query(["Wie past er op mijn jas?"])[0])
    assert (similar[: len(passages) - 1] > 0.99).all() and similar[-1] < 0.9


def test_what_is_past_ranks_below_what_applies_unless_asked_for(retriever: HybridRetriever) -> None:
    question = "advies van de CIO en de FG over niet-gecontracteerde toepassingen"
    plain, history = ids(retriever, question), ids(retriever, question, include_history=True)

    def first(found: list[str]) -> int:
        return next((place for place, name in enumerate(found) if name.startswith("standpunt-2023/")), len(found))

    assert first(history) < first(plain)


def test_a_search_can_be_limited_to_documents(retriever: HybridRetriever) -> None:
    found = ids(retriever, "Hoe lang bewaren?", documents=frozenset({"avg", "woo"}))
    assert found and {name.split("/")[0] for name in found} <= {"avg", "woo"}


def test_scores_fall_and_measures_lie_between_nought_and_one(retriever: HybridRetriever) -> None:
    hits = retriever.search("Wanneer is een DPIA verplicht?", 10, Scope(DAY), "nl")
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    assert all(0 <= hit.match <= 1 and -1 <= hit.similarity <= 1.0001 for hit in hits)


def test_fusion_prefers_what_two_rankings_agree_on() -> None:
    import numpy as np

    one, two = np.array([3.0, 2.0, 0.0], dtype=np.float32), np.array([0.0, 2.0, 3.0], dtype=np.float32)
    fused = reciprocal_rank_fusion([(one, 1.0), (two, 1.0)])
    assert int(np.argmax(fused)) == 1


def test_language_of_a_question() -> None:
    assert detect_language("Wanneer moet ik een DPIA doen?") == "nl"
    assert detect_language("When do I need a DPIA?") == "en"


def test_the_real_encoder_finds_paraphrases(real_retriever: HybridRetriever) -> None:
    assert "avg/artikel-33" in ids(real_retriever, "Ik heb per ongeluk namen en adressen gelekt, wat moet ik doen?")[:3]
    assert "avg/artikel-35" in ids(real_retriever, "When do I need a DPIA?")[:2]


class Backwards:
    """A reranker that likes best what came last."""

    name = "backwards"

    def __init__(self) -> None:
        self.read: list[str] = []

    def score(self, question: str, texts: Sequence[str]) -> Vectors:
        self.read = list(texts)
        return -np.arange(len(texts), 0, -1, dtype=np.float32)


def test_a_reranker_changes_the_order_and_not_the_strength(documents: tuple[Document, ...], tmp_path: Path) -> None:
    build(documents, HashingEmbedder(), tmp_path, lambda done, total: None)
    plain, judge = open_index(documents, HashingEmbedder(), tmp_path), Backwards()
    reranked = open_index(documents, HashingEmbedder(), tmp_path, judge)
    question = "Wat zegt artikel 35 van de AVG over een DPIA?"
    before, after = (index.search(question, RERANKED, Scope(DAY), "nl") for index in (plain, reranked))
    assert [hit.score for hit in before] == [hit.score for hit in after]
    # The article that was named stays first; the rest is in the order on which the two agree.
    assert before[0].passage == after[0].passage and len(judge.read) == RERANKED - sum(hit.retriever == "reference" for hit in before)
    assert {hit.passage.id for hit in before} == {hit.passage.id for hit in after}
    assert [hit.passage.id for hit in before] != [hit.passage.id for hit in after]


def test_one_text_in_two_documents_is_shown_once_and_a_twin_for_another_party_as_well(tmp_path: Path) -> None:
    text = "De aanbieder bewaart de logboeken van het systeem ten minste zes maanden en toont ze als de toezichthouder daarom vraagt."
    twin = text.replace("aanbieder", "gebruiksverantwoordelijke").replace("toont ze", "geeft ze af")
    made = {name: make_document(name) for name in ("een", "kopie", "twee")}
    texts = {"een": text, "kopie": text.replace("bewaart", "Bewaart") + " ", "twee": twin}
    documents = tuple(replace(d, sections=(replace(d.sections[0], text=texts[name]),)) for name, d in made.items())
    build(documents, HashingEmbedder(), tmp_path, lambda done, total: None)
    found = open_index(documents, HashingEmbedder(), tmp_path).search("Hoe lang bewaart de aanbieder logboeken?", 10, Scope(DAY), "nl")
    assert sorted(hit.passage.document_id for hit in found) == ["een", "twee"]


def test_what_counts_as_near_does_not_depend_on_how_the_index_came_about(documents: tuple[Document, ...], tmp_path: Path) -> None:
    build(documents, HashingEmbedder(), tmp_path / "once", lambda done, total: None)
    for some in (documents[20:], documents[:30], documents):
        build(some, HashingEmbedder(), tmp_path / "by turns", lambda done, total: None)
    question, scope = "Hoe lang bewaart de aanbieder logboeken?", Scope(DAY)
    near = [
        [hit.nearness for hit in open_index(documents, HashingEmbedder(), tmp_path / way).search(question, 5, scope, "nl")]
        for way in ("once", "by turns")
    ]
    assert near[0] == pytest.approx(near[1]) and all(value is not None and value > 1 for value in near[0])
