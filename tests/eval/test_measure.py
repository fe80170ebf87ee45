import json
from pathlib import Path

from assistant.pipeline import Assistant
from eval.measure import measure, rank_of
from index.retriever import HybridRetriever

DEV = Path(__file__).parents[2] / "eval" / "components" / "dev.jsonl"


def rows() -> list[dict[str, object]]:
    return [json.loads(line) for line in DEV.read_text(encoding="utf-8").splitlines()]


def test_gold_sections_exist(retriever: HybridRetriever) -> None:
    from fnmatch import fnmatch

    known = {passage.id for passage in retriever.passages}
    for row in rows():
        for gold in row["gold"]:  # type: ignore[attr-defined]
            assert any(fnmatch(name, gold) for name in known), gold


def test_no_development_question_is_in_the_corpus(retriever: HybridRetriever) -> None:
    """A question that retrieval can find word for word measures nothing."""
    asked = {question.lower() for p in retriever.passages for question in (*p.section.questions, *p.section.questions_en)}
    assert not [row["query"] for row in rows() if str(row["query"]).lower() in asked]


def test_rank_counts_from_one_and_nought_is_missing(retriever: HybridRetriever) -> None:
    from datetime import date

    from index.hit import Scope

    hits = tuple(retriever.search("artikel 35 AVG", 5, Scope(date(2026, 11, 24)), "nl"))
    assert rank_of(hits, ["avg/artikel-35"]) == 1
    assert rank_of(hits, ["avg/*"]) == 1
    assert rank_of(hits, ["nergens/*"]) == 0


def test_the_measures_on_the_real_encoder_do_not_fall_back(real_retriever: HybridRetriever) -> None:
    found = measure(Assistant(real_retriever, None), rows(), verbose=False)  # type: ignore[arg-type]
    assert found["recall@10"] >= 0.95 and found["mrr"] >= 0.8
    assert found["key passage from a gold section"] >= 0.8
    assert found["absent but answered"] <= 0.1
