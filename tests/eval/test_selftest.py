"""Does the gate see what it must? The pipeline broken on purpose in sixteen ways, and changed harmlessly in three."""

import pytest

from assistant.settings import Settings
from eval.cli import QUICK
from eval.faults import VARIANTS
from eval.gate import read_rules
from eval.selftest import Proof, prove


@pytest.fixture(scope="module")
def proof(settings: Settings) -> dict[str, Proof]:
    """The gate that ships on the cases of ``eval run --quick``; without the model, whose part the variants play."""
    found = prove(settings.model_copy(update={"model": "none"}), read_rules(), QUICK)
    return {result.name: result for result in found}


def test_the_pipeline_as_it_is_passes(proof: dict[str, Proof]) -> None:
    assert [outcome.told for outcome in proof["zoals het is"].broken] == []


@pytest.mark.parametrize("name", [variant.name for variant in VARIANTS if not variant.harmless])
def test_a_broken_pipeline_is_flagged(name: str, proof: dict[str, Proof]) -> None:
    assert proof[name].broken


@pytest.mark.parametrize("name", [variant.name for variant in VARIANTS if variant.harmless])
def test_a_harmless_change_is_not(name: str, proof: dict[str, Proof]) -> None:
    assert [f"{outcome.rule.name}: {outcome.told}" for outcome in proof[name].broken] == []


def test_there_are_enough_of_both() -> None:
    assert sum(not variant.harmless for variant in VARIANTS) >= 10 and sum(variant.harmless for variant in VARIANTS) >= 2
