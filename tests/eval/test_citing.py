"""Citation recall and precision: the examples by hand, and against the definitions of ALCE (Gao et al. 2023) written out anew."""

import random
from collections.abc import Sequence

import pytest

from eval.citing import Statement, citations


def carries(text: Sequence[str], claim: str) -> bool:
    """A world in which a claim is a set of letters, and a text carries it when it has them all."""
    return set(claim) <= set("".join(text))


def test_by_hand() -> None:
    statements = [
        Statement("ab", (["ab"],)),  # recalled; its citation is precise
        Statement("ab", (["a"], ["b"])),  # recalled together; both are needed
        Statement("ab", (["ab"], ["c"])),  # recalled; the second neither carries it nor is needed
        Statement("ab", (["c"],)),  # not recalled; its citation is not precise
        Statement("ab", ()),  # no citation: not recalled
    ]
    found = citations(statements, carries)
    assert (found.statements, found.recalled, found.citations, found.precise) == (5, 3, 6, 4)
    assert found.recall == pytest.approx(0.6) and found.precision == pytest.approx(4 / 6)


def test_a_citation_that_carries_alone_is_precise_beside_another_that_does() -> None:
    assert citations([Statement("ab", (["ab"], ["abc"]))], carries).precise == 2


def test_a_citation_of_nothing_that_exists_loses_the_statement_and_counts() -> None:
    found = citations([Statement("ab", (["ab"], None))], carries)
    assert (found.recalled, found.citations, found.precise) == (0, 2, 0)


def test_not_scored_is_not_nought() -> None:
    none = citations([], carries)
    assert none.recall is None and none.precision is None
    uncited = citations([Statement("ab", ())], carries)
    assert uncited.recall == 0 and uncited.precision is None


def alce(statements: Sequence[tuple[str, list[str]]]) -> tuple[float, float]:
    """Section 3 of the paper, in its words: recall is 1 iff there is a citation and the concatenation of all entails the statement; a citation
    is irrelevant if (a) it alone does not entail the statement and (b) removing it does not affect the rest's entailing; its precision is 1
    iff the statement has recall 1 and it is not irrelevant. Both are averaged over one answer."""
    recalls, precisions = [], []
    for claim, cited in statements:
        recall = bool(cited) and carries(cited, claim)
        recalls.append(recall)
        for number, text in enumerate(cited):
            irrelevant = not carries([text], claim) and carries(cited[:number] + cited[number + 1 :], claim)
            precisions.append(recall and not irrelevant)
    return sum(recalls) / len(recalls), sum(precisions) / len(precisions)


def test_against_the_published_definitions() -> None:
    chance = random.Random(3)
    for _ in range(300):
        drawn = [
            ("".join(chance.sample("abcd", chance.randint(1, 3))), ["".join(chance.sample("abcd", 2)) for _ in range(chance.randint(1, 3))])
            for _ in range(chance.randint(1, 5))
        ]
        found = citations([Statement(claim, tuple([text] for text in cited)) for claim, cited in drawn], carries)
        assert (found.recall, found.precision) == pytest.approx(alce(drawn))
