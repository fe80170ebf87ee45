"""Whether there is an answer: what weighs, and what is done at which chance."""

from dataclasses import replace

from assistant.relevance import ANSWER_CUT, NEAREST_CUT, Relevance, decide, score
from index.hit import Hit
from index.retriever import HybridRetriever


def chance(index: HybridRetriever, **changes: object) -> float:
    query = replace(index.prepare("Mag ik ChatGPT gebruiken?", "nl"), known=float(changes.pop("known", 1.0)))  # type: ignore[arg-type]
    hit = Hit(index.passages[0], 0.5, "bm25+dense", 0.5, 2.0, 0.4)
    return score([replace(hit, **changes)], query)  # type: ignore[arg-type]


def test_every_signal_counts_upwards(retriever: HybridRetriever) -> None:
    middle = chance(retriever)
    assert 0 < chance(retriever, nearness=0.5) < middle < chance(retriever, nearness=3.5) < 1
    assert chance(retriever, match=0.1) < middle < chance(retriever, match=0.8)
    assert chance(retriever, known=0.4) < middle


def test_without_vectors_the_words_decide(retriever: HybridRetriever) -> None:
    weak, strong = (chance(retriever, nearness=None, similarity=None, match=match) for match in (0.05, 0.6))
    assert weak < NEAREST_CUT * 2 and strong > ANSWER_CUT


def test_a_place_asked_for_by_name_is_there(retriever: HybridRetriever) -> None:
    assert chance(retriever, retriever="reference", nearness=0.0, match=0.0) == 1.0
    assert score([], retriever.prepare("x", "nl")) == 0.0


def test_an_unknown_name_gets_no_answer_about_another_thing() -> None:
    assert decide(0.99) is Relevance.ANSWER
    assert decide(0.99, ("Barracuda",)) is Relevance.NEAREST
    assert decide(0.3) is Relevance.NEAREST and decide(0.1) is Relevance.NONE
