"""Is a run good enough? Thresholds in a file, an exit code, and JUnit for a build server: ``standpuntwijzer eval gate``.

    [[rule]]
    measure = "right"
    where = { set = "answers" }     # any of set, theme, kind, audience, language, level, half, document
    min = 0.70                      # or max

    [[rule]]
    measure = "right"
    max_loss = 0.03                 # against a baseline run, on the same cases; more loss than this fails

A rule whose measure is scored nowhere fails: a gate that measures nothing must not open.
"""

import tomllib
import xml.etree.ElementTree as ET
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from assistant.settings import SettingsError
from eval.compare import less_is_better
from eval.scores import STRATA, Scored, figure, select
from eval.stats import Difference, Score, compare

GATE = Path(__file__).parent / "gate.toml"


class Rule(BaseModel):
    """One demand on one measure over the cases that ``where`` picks; bounds are inclusive."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    measure: str
    where: dict[str, str] = {}
    min: float | None = None
    max: float | None = None
    max_loss: Annotated[float, Field(ge=0)] | None = None

    @model_validator(mode="after")
    def _demands_something(self) -> "Rule":
        if self.min is self.max is self.max_loss is None:
            raise ValueError("geef min, max of max_loss")
        unknown = set(self.where) - set(STRATA)
        if unknown:
            raise ValueError(f"where kent {', '.join(sorted(unknown))} niet; kies uit {', '.join(STRATA)}")
        return self

    @property
    def name(self) -> str:
        """How the rule is called in the outcome."""
        where = "".join(f" {value}" for value in self.where.values())
        bounds = [("≥", self.min), ("≤", self.max), ("verlies ≤", self.max_loss)]
        return f"{self.measure}{where} " + " ".join(f"{sign} {bound:g}" for sign, bound in bounds if bound is not None)


class Rules(BaseModel):
    """A file of rules."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    rule: Annotated[tuple[Rule, ...], Field(min_length=1)]


@dataclass(frozen=True, slots=True)
class Outcome:
    """Whether one rule is met, and the figure in words."""

    rule: Rule
    met: bool
    told: str


def read_rules(file: Path = GATE) -> tuple[Rule, ...]:
    """The rules in ``file``. Raises :class:`SettingsError` for what cannot be a rule."""
    try:
        return Rules.model_validate(tomllib.loads(file.read_text(encoding="utf-8"))).rule
    except ValidationError as error:
        first = error.errors()[0]
        raise SettingsError(f"{file}, {'.'.join(map(str, first['loc']))}: {first['msg']}") from error
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SettingsError(f"{file} is niet te lezen: {error}") from error


def judge(rules: Sequence[Rule], cases: Sequence[Scored], baseline: Sequence[Scored] | None = None) -> list[Outcome]:
    """The outcome of every rule, and of the rule that no case may have failed."""
    failed = [case.case.qid for case in cases if case.failed]
    answered = Rule(measure="failed", max=0)
    outcomes = [Outcome(answered, not failed, f"{len(failed)} mislukt: {', '.join(failed[:5])}" if failed else "0")]
    return outcomes + [_outcome(rule, cases, baseline) for rule in rules]


def _outcome(rule: Rule, cases: Sequence[Scored], baseline: Sequence[Scored] | None) -> Outcome:
    chosen = select(cases, rule.where)
    found = figure(chosen, rule.measure)
    if found is None:
        return Outcome(rule, False, "nergens gescoord")
    told = f"{found.value:.3f} [{found.low:.3f} {found.high:.3f}] n={found.n}"
    met = (rule.min is None or found.value >= rule.min) and (rule.max is None or found.value <= rule.max)
    if rule.max_loss is None:
        return Outcome(rule, met, told)
    if baseline is None:
        return Outcome(rule, False, "max_loss vraagt om een run om mee te vergelijken (--baseline)")
    change = _change(rule, chosen, select(baseline, rule.where))
    if change is None:
        return Outcome(rule, False, "geen vraag die in beide runs is gescoord")
    loss = change.change if less_is_better(rule.measure) else -change.change
    return Outcome(rule, met and loss <= rule.max_loss, f"{change.first:.3f} → {change.second:.3f} (p={change.p:.3f}, n={change.n})")


def _change(rule: Rule, cases: Sequence[Scored], baseline: Sequence[Scored]) -> Difference | None:
    before = {(case.case.qid, case.case.sha): case for case in baseline}
    pairs = [(before[key], case) for case in cases if (key := (case.case.qid, case.case.sha)) in before]
    none: Score = (0.0, 0.0)
    measure = rule.measure
    return compare([one.scores.get(measure, none) for one, _ in pairs], [two.scores.get(measure, none) for _, two in pairs])


def junit(outcomes: Sequence[Outcome], run: str) -> str:
    """The outcomes in the XML that build servers read: one test case a rule."""
    bad = sum(not outcome.met for outcome in outcomes)
    suite = ET.Element("testsuite", name=f"standpuntwijzer eval {run}", tests=str(len(outcomes)), failures=str(bad), errors="0", skipped="0")
    for outcome in outcomes:
        case = ET.SubElement(suite, "testcase", classname="standpuntwijzer.eval", name=outcome.rule.name)
        if not outcome.met:
            ET.SubElement(case, "failure", message=outcome.told).text = f"{outcome.rule.name}: {outcome.told}"
        ET.SubElement(case, "system-out").text = outcome.told
    root = ET.Element("testsuites")
    root.append(suite)
    ET.indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(root, encoding="unicode") + "\n"
