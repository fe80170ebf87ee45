"""The labelled sentences: they are what they say, and the check does not get worse on those it was tuned on."""

import json
from pathlib import Path

import pytest

from corpus.document import Document
from eval.claims import load, outcome
from eval.rows import wilson

SETS = Path(__file__).parents[2] / "eval" / "components"


def texts(documents: tuple[Document, ...]) -> dict[str, tuple[str, str]]:
    return {f"{d.id}/{s.id}": (s.text, s.english) for d in documents for s in d.sections}


@pytest.mark.parametrize(("name", "pairs"), [("claims-dev", 250), ("claims-test", 170)])
def test_the_sources_are_literal_and_no_sentence_is_in_both_halves(name: str, pairs: int, documents: tuple[Document, ...]) -> None:
    known = texts(documents)
    rows, missing = load([SETS / f"{name}.jsonl"], known)
    assert len(rows) >= pairs and missing > 50, "official texts are quoted by place only"
    assert all(row["source"] in known[row["place"]][row["language"] == "en"] for row in rows)
    assert {row["label"] for row in rows} == {"faithful", "wrong"} and len({row["sentence"] for row in rows}) == len(rows)
    other = (SETS / f"{'claims-test' if name == 'claims-dev' else 'claims-dev'}.jsonl").read_text(encoding="utf-8")
    assert not {row["sentence"] for row in rows} & {json.loads(line)["sentence"] for line in other.splitlines()}


def test_the_check_keeps_what_it_reached(documents: tuple[Document, ...]) -> None:
    rows, _ = load([SETS / "claims-dev.jsonl"], texts(documents))
    kept = [outcome(row)[0] for row in rows if row["label"] == "faithful"]
    caught = [not outcome(row)[0] for row in rows if row["label"] == "wrong"]
    assert sum(kept) / len(kept) >= 0.7 and sum(caught) / len(caught) >= 0.88


def test_wilson_against_the_published_example() -> None:
    # Newcombe (1998), table I: 81 of 263 gives 0.2553 to 0.3662, 0 of 20 gives 0 to 0.1611.
    assert wilson(81, 263) == pytest.approx((0.2553, 0.3662), abs=5e-4)
    assert wilson(0, 20) == pytest.approx((0.0, 0.1611), abs=5e-4)
