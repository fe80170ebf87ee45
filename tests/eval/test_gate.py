"""The gate: what passes, what fails, what it says, and the XML that build servers read."""

import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from assistant.settings import SettingsError
from eval.compare import compare_runs
from eval.gate import GATE, Rule, judge, junit, read_rules
from eval.scores import Scored, scored
from tests.eval.make import case, record, reply

WRONG = "Iets heel anders over kikkers en vissen."


def cases(good: int, bad: int, **changes: object) -> list[Scored]:
    """So many right answers, then so many wrong ones."""
    texts = ["De organisatie moet een datalek binnen 72 uur melden [1]."] * good + [WRONG] * bad
    return scored(record(reply(text), case(f"q-{number}", **changes)) for number, text in enumerate(texts))


def outcome(rule: Rule, measured: list[Scored], baseline: list[Scored] | None = None) -> tuple[bool, str]:
    found = judge([rule], measured, baseline)
    assert found[0].met and found[0].rule.measure == "failed"
    return found[1].met, found[1].told


def test_bounds_are_inclusive() -> None:
    assert outcome(Rule(measure="right", min=0.75), cases(3, 1)) == (True, outcome(Rule(measure="right", min=0), cases(3, 1))[1])
    assert not outcome(Rule(measure="right", min=0.76), cases(3, 1))[0]
    assert outcome(Rule(measure="wrongly silent", max=0.0), cases(3, 1))[0] and not outcome(Rule(measure="right", max=0.7), cases(3, 1))[0]
    assert outcome(Rule(measure="right", min=0.5), cases(3, 1))[1].startswith("0.750 [")


def test_a_gate_that_measures_nothing_does_not_open() -> None:
    assert outcome(Rule(measure="iets", min=0), cases(1, 0)) == (False, "nergens gescoord")
    assert outcome(Rule(measure="right", where={"theme": "inkoop"}, min=0), cases(1, 0)) == (False, "nergens gescoord")


def test_where_picks_the_cases() -> None:
    both = [*cases(2, 0), *scored([record(reply(WRONG), case("x", theme="inkoop"))])]
    assert outcome(Rule(measure="right", where={"theme": "persoonsgegevens"}, min=1), both)[0]
    assert not outcome(Rule(measure="right", where={"theme": "inkoop"}, min=0.1), both)[0]


def test_loss_against_a_baseline_on_the_same_cases() -> None:
    rule = Rule(measure="right", max_loss=0.2)
    assert outcome(rule, cases(8, 2), cases(10, 0)) == (True, "1.000 → 0.800 (p=0.500, n=10)")
    assert not outcome(rule, cases(7, 3), cases(10, 0))[0] and outcome(rule, cases(10, 0), cases(7, 3))[0]
    assert not outcome(rule, cases(8, 2))[0] and "--baseline" in outcome(rule, cases(8, 2))[1]
    assert outcome(rule, cases(8, 2), scored([record(asked=case("ander"))]))[1] == "geen vraag die in beide runs is gescoord"
    slower = scored([record(reply(timings={"total": 3.0}))])
    assert not outcome(Rule(measure="seconds total", max_loss=1.5), slower, scored([record()]))[0], "of seconds more is a loss"


def test_a_case_that_failed_fails_the_gate() -> None:
    failed = scored([record(), record(reply("", outcome="failed", error="weg"), case("q-9"))])
    first = judge([], failed)[0]
    assert not first.met and first.told == "1 mislukt: q-9"


def test_the_xml_of_build_servers() -> None:
    rules = [Rule(measure="right", min=0.5), Rule(measure="right", where={"set": 'a"<b>'}, min=0.9)]
    found = ET.fromstring(junit(judge(rules, cases(3, 1)), "run <1>").split("\n", 1)[1])
    suite = found[0]
    assert suite.attrib["tests"] == "3" and suite.attrib["failures"] == "1" and suite.attrib["name"] == "standpuntwijzer eval run <1>"
    assert [case.find("failure") is not None for case in suite] == [False, False, True]
    assert suite[2].find("failure").attrib["message"] == "nergens gescoord"  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("rule = []", "rule"),
        ('[[rule]]\nmeasure = "right"', "max_loss"),
        ('[[rule]]\nmeasure = "right"\nmin = "veel"', "min"),
        ('[[rule]]\nmeasure = "right"\nmin = 0\nwhere = {stad = "x"}', "stad"),
        ("[[rule", "niet te lezen"),
    ],
)
def test_a_file_of_rules_that_cannot_be_says_why(tmp_path: Path, text: str, told: str) -> None:
    (tmp_path / "gate.toml").write_text(text)
    with pytest.raises(SettingsError, match=told):
        read_rules(tmp_path / "gate.toml")


def test_the_comparison_names_what_changed() -> None:
    found = compare_runs(cases(3, 1), cases(2, 2))
    difference, p = found.measures["right"]
    assert (difference.first, difference.second, difference.n, found.both) == (0.75, 0.5, 4, 4) and p == 1
    assert [(change.after.case.qid, change.measure, change.better) for change in found.changed] == [("q-2", "right", False)]
    assert compare_runs(cases(4, 0), cases(4, 0)).changed == ()


def test_a_changed_case_is_another_case() -> None:
    found = compare_runs(cases(2, 0), cases(2, 0, note="anders bedoeld"))
    assert (found.both, found.only_first, found.only_second, found.measures) == (0, 2, 2, {})


def test_the_rules_that_ship_can_be_read() -> None:
    assert len(read_rules(GATE)) > 5
