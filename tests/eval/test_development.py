"""The development questions that speed and load are measured with: they ask what the corpus holds, in other words than its own."""

import json
from pathlib import Path

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
