"""The report of a run, or of several side by side: one HTML file that needs nothing else, and the same as Markdown.

Every value is escaped by the template; the file allows itself no script and no address. Import this module late: it needs jinja2 and matplotlib.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, get_args

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from eval.case import Level
from eval.compare import Comparison, compare_runs, less_is_better
from eval.measure_strings import GROUPS, Unit, measure
from eval.plots import pictures, widened
from eval.record import Reply
from eval.report_strings import FAULTS, Words, called, decimal, named, plain, shown, told_day, words
from eval.runs import Manifest
from eval.scores import STRATA, Scored, figure, figures, strata
from eval.stats import Estimate

_MOST = 200
_TILES = ("right", "gold cited", "citation recall", "abstention recall", "dangerous", "contradiction", "p50 seconds total", "p95 seconds total")
# What the verdict speaks of. Not how many sentences are carried: that is the product's own check, which it always passes.
_WEIGHED = ("gold cited", "abstention recall", "wrongly silent", "premise set right", "dangerous", "contradiction")
_IN_STRATA = ("right", "points", "gold cited", "contradiction", "abstention recall")
# What else is told of a case that did not go well.
_ALSO = ("points", "opening right", "citation recall", "citation literal", "unsupported", "status told", "language")
# Of these neither more nor less is better.
_NEUTRAL = ("opening given", "words", "sentence length")
_LIMITS = ("limit_rules", "limit_check", "limit_interval", "limit_half", "limit_texts")
_FACTS = ("name", "day", "target", "model", "corpus", "index", "code", "machine", "settings")
# So many cases at least before a measure or a theme is called best or worst.
_ENOUGH = 10


@dataclass(frozen=True, slots=True)
class Run:
    """A run with its scores."""

    manifest: Manifest
    cases: Sequence[Scored]

    @property
    def label(self) -> str:
        """What people call it."""
        return self.manifest.config.name or self.manifest.name


@dataclass(frozen=True, slots=True)
class _Page:
    """What a report is made from; ``labels`` tell the runs apart, also when two have one name."""

    runs: Sequence[Run]
    labels: Sequence[str]
    figures: Sequence[Mapping[str, Estimate]]
    compared: Sequence[Comparison]
    text: Words
    language: str


def html(runs: Sequence[Run], *, language: str = "nl", history: Sequence[Run] = (), agreement: Mapping[str, str] | None = None) -> str:
    """The report of one run, or the comparison of several with the first; ``history`` are earlier runs, ``agreement`` says by measure how
    far the automatic score agrees with people."""
    return _environment(escape=True).get_template("report.html").render(_filled(runs, language, history, agreement))


def markdown(runs: Sequence[Run], *, language: str = "nl", history: Sequence[Run] = (), agreement: Mapping[str, str] | None = None) -> str:
    """The same in Markdown, with the figures of the pictures as tables."""
    return _environment(escape=False).get_template("report.md").render(_filled(runs, language, history, agreement))


@cache
def _environment(*, escape: bool) -> Environment:
    folder = Path(__file__).parent / "templates"
    # Not escaped is Markdown only.
    made = Environment(loader=FileSystemLoader(folder), autoescape=escape, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)  # nosec B701
    made.filters["plain"] = plain
    return made


def _filled(runs: Sequence[Run], language: str, history: Sequence[Run], agreement: Mapping[str, str] | None) -> dict[str, Any]:
    """All that the templates show."""
    compared = [compare_runs(runs[0].cases, run.cases) for run in runs[1:]]
    page = _Page(runs, _labels(runs), [figures(run.cases) for run in runs], compared, words(language), language)
    others = range(1, len(runs))
    trend = [(f"{run.manifest.day:%d-%m} {run.label}", run.cases) for run in [*history, *runs]] if history and not others else []
    return {
        "language": language, "w": page.text, "labels": page.labels, "limits": [page.text[name] for name in _LIMITS],
        "head": [_head(page, place) for place in range(len(runs))], "tiles": _tiles(page),
        "tiles_unscored": [named(name, language) for name in _TILES if not any(name in found for found in page.figures)],
        "verdict": [_versus(page, place) for place in others] if others else _verdict(page),
        "means_right": getattr(measure("right"), language)[1], "unmeasured": "right" not in (agreement or {}),
        "agreement": [(named(name, language), told.rstrip(".")) for name, told in (agreement or {}).items()],
        "pictures": pictures([(label, run.cases) for label, run in zip(page.labels, runs, strict=True)], trend, language),
        "groups": _groups(page), "changed": [_changed(page, place) for place in others],
        "strata": [_stratum(page, dimension) for dimension in STRATA], "strata_names": [named(name, language) for name in _IN_STRATA],
        "faults": [_faults_of(page, place) for place in range(len(runs))], "replies": replies,
        "sets": [{name: Counter(each.case.half for each in cases) for name, cases in strata(run.cases, "set").items()} for run in runs],
        "facts": [_facts(page, run.manifest) for run in runs],
        "called": lambda dimension, value: called(dimension, value, language), "told_day": lambda day: told_day(day, language),
    }  # fmt: skip


def _labels(runs: Sequence[Run]) -> list[str]:
    several = Counter(run.label for run in runs)
    return [run.label if several[run.label] == 1 else f"{run.label} ({run.manifest.name})" for run in runs]


def _head(page: _Page, place: int) -> list[str]:
    """What was measured, and how much of it is not there."""
    manifest, cases, text = page.runs[place].manifest, page.runs[place].cases, page.text
    facts = {"label": page.labels[place], "day": told_day(manifest.day, page.language), "cases": manifest.cases}
    told = [text["made"].format(**facts, part=text["whole" if manifest.size is None else "sample"])]
    if manifest.config.seeds > 1:
        told.append(text["seeds"].format(n=manifest.config.seeds))
    if failed := sum(case.failed for case in cases):
        told.append(text["failed"].format(n=failed, all=len(cases)))
    if len(cases) < manifest.cases:
        told.append(text["unfinished"].format(n=manifest.cases - len(cases)))
    return told


def _cell(page: _Page, found: Estimate | None, unit: Unit, cases: int | None = None) -> dict[str, str]:
    """A figure with its margin, for how many cases, and how many of ``cases`` are not scored (of a measure that counts cases)."""
    left = "" if cases is None else str(cases - (found.n if found else 0))
    if found is None:
        return {"value": page.text["unscored"], "low": "", "high": "", "interval": "", "n": "0", "left": left}
    found = widened(found) if unit == "share" else found
    low, high = ("", "") if found.low == found.high else (shown(edge, unit, page.language) for edge in (found.low, found.high))
    return {
        "value": shown(found.value, unit, page.language), "low": low, "high": high, "n": str(found.n), "left": left,
        "interval": page.text["to"].format(low=low, high=high) if low else "",
    }  # fmt: skip


def _tiles(page: _Page) -> list[dict[str, Any]]:
    tiles = []
    for name in (name for name in _TILES if any(name in found for found in page.figures)):
        how, cells = measure(name), []
        for label, found in zip(page.labels, page.figures, strict=True):
            cell = _cell(page, found.get(name), how.unit)
            margin = page.text["interval" if cell["low"] else "no_interval"].format(**cell) if name in found else ""
            cells.append((label, cell["value"], margin))
        tiles.append({"name": named(name, page.language), "told": page.text.get(f"tile {name[:3]}", getattr(how, page.language)[1]), "cells": cells})
    return tiles


def _verdict(page: _Page) -> list[str]:
    """What goes well and what goes worst, by rule; nothing of what is not scored or scored on few."""
    found, text, told = page.figures[0], page.text, []
    if "right" in found:
        told.append(text["verdict"].format(n=found["right"].n, value=_percent(page, found["right"].value)))
    weighed = sorted((name for name in _WEIGHED if name in found and found[name].n >= _ENOUGH), key=lambda name: -_goodness(found, name))
    if len(weighed) > 1 and _goodness(found, weighed[0]) > _goodness(found, weighed[-1]):
        (best, best_value), (worst, worst_value) = (_weighed(page, weighed[place]) for place in (0, -1))
        told.append(text["best_worst"].format(best=best, best_value=best_value, worst=worst, worst_value=worst_value))
    return told + _themes_said(page)


def _goodness(found: Mapping[str, Estimate], name: str) -> float:
    return 1 - found[name].value if less_is_better(name) else found[name].value


def _weighed(page: _Page, name: str) -> tuple[str, str]:
    return named(name, page.language), _percent(page, page.figures[0][name].value) + page.text["less"] * less_is_better(name)


def _percent(page: _Page, value: float) -> str:
    return shown(value, "share", page.language)


def _themes_said(page: _Page) -> list[str]:
    themes = [(theme, widened(value)) for theme, cases in strata(page.runs[0].cases, "theme").items() if (value := figure(cases, "right"))]
    found = sorted(((theme, value) for theme, value in themes if value.n >= _ENOUGH), key=lambda pair: pair[1].value)
    if len(found) < 2 or found[0][1].value == found[-1][1].value:
        return []
    (worst, low), (best, high) = found[0], found[-1]
    ends = {"best": called("theme", best, page.language), "worst": called("theme", worst, page.language)}
    told = page.text["themes"].format(**ends, best_value=_percent(page, high.value), worst_value=_percent(page, low.value))
    return [told] if low.high < high.low else [told, page.text["overlap"]]


def _versus(page: _Page, place: int) -> str:
    comparison = page.compared[place - 1]
    kinds = {name: _change(page, comparison, name)["kind"] for name in comparison.measures}
    better, worse = (", ".join(f"“{named(name, page.language)}”" for name in kinds if kinds[name] == kind) for kind in ("good", "bad"))
    told = {"first": page.labels[0], "second": page.labels[place], "both": comparison.both, "rest": sum(not kind for kind in kinds.values())}
    return page.text["versus"].format(**told, better=better or page.text["none"], worse=worse or page.text["none"])


def _groups(page: _Page) -> list[tuple[str, list[dict[str, Any]]]]:
    """The tables: for each group its measures, a cell a run, and the difference with the first run."""
    groups: dict[str, list[dict[str, Any]]] = {group: [] for group in GROUPS}
    for name in dict.fromkeys(name for each in page.figures for name in each):
        how = measure(name)
        # Pairs are no cases: how many cases are left cannot be said.
        counts = [None if name == "pairs right" else len(run.cases) for run in page.runs]
        cells = [_cell(page, found.get(name), how.unit, count) for found, count in zip(page.figures, counts, strict=True)]
        changes = [_change(page, comparison, name) for comparison in page.compared]
        groups[how.group].append({"name": named(name, page.language), "told": getattr(how, page.language)[1], "cells": cells, "changes": changes})
    return [(called("group", group, page.language), rows) for group, rows in groups.items() if rows]


def _change(page: _Page, comparison: Comparison, name: str) -> dict[str, str]:
    if name not in comparison.measures:
        return {"value": "–", "interval": "", "p": "", "kind": "", "word": ""}
    difference, p = comparison.measures[name]
    unit = measure(name).unit
    kind = ("good" if (difference.change < 0) == less_is_better(name) else "bad") if p < 0.05 and difference.change else ""
    word = {"good": "better", "bad": "worse", "": "chance"}[kind]
    if kind and name in _NEUTRAL:
        kind, word = "", "more_of" if difference.change > 0 else "less_of"
    points = f" {page.text['points']}" if unit == "share" else ""
    return {
        "value": _signed(page, difference.change, unit) + points, "kind": kind, "word": page.text[word],
        "interval": page.text["to"].format(low=_signed(page, difference.low, unit), high=_signed(page, difference.high, unit)),
        "p": "<" + decimal("0.001", page.language) if p < 0.001 else decimal(f"{p:.3f}", page.language),
    }  # fmt: skip


def _signed(page: _Page, change: float, unit: Unit) -> str:
    return ("+" if change > 0 else "−" if change < 0 else "") + shown(abs(change), unit, page.language).removesuffix("%")


def _stratum(page: _Page, dimension: str) -> dict[str, Any]:
    """A table: for each value of a dimension a row a run, with the main measures; documents with the most cases first."""
    by_run = [strata(run.cases, dimension) for run in page.runs]
    values = sorted({value for each in by_run for value in each})
    if dimension in ("document", "level"):
        values.sort(key=get_args(Level).index if dimension == "level" else lambda value: -max(len(each.get(value, ())) for each in by_run))
    rows = [(called(dimension, value, page.language), _in_stratum(page, [each.get(value, []) for each in by_run])) for value in values]
    return {"name": called("dimension", dimension, page.language), "rows": rows}


def _in_stratum(page: _Page, parts: Sequence[Sequence[Scored]]) -> list[tuple[str, int, list[dict[str, str]]]]:
    cells = ([_cell(page, figure(cases, name), measure(name).unit) for name in _IN_STRATA] for cases in parts)
    return [(label, len(cases), row) for label, cases, row in zip(page.labels, parts, cells, strict=True)]


def _changed(page: _Page, place: int) -> dict[str, Any]:
    """The cases that went otherwise than in the first run."""
    found, text, label = page.compared[place - 1], page.text, page.labels[place]
    better, more = sum(change.better for change in found.changed), len(found.changed) - _MOST
    told = [text["changed_count"].format(n=len(found.changed), both=found.both, better=better, worse=len(found.changed) - better)]
    if found.only_first or found.only_second:
        told.append(text["alone"].format(first=found.only_first, one=page.labels[0], second=found.only_second, two=label))
    said = text["more_changed"].format(n=more, run=f"{page.runs[0].manifest.name} {page.runs[place].manifest.name}") if more > 0 else ""
    failed = called("fault", "failed", page.language)
    cases = [(failed if each.measure == "failed" else named(each.measure, page.language), each) for each in found.changed[:_MOST]]
    return {"label": label, "told": told, "cases": cases, "more": said}


def replies(case: Scored) -> list[Reply]:
    """The different answers to a case; with more seeds there may be more."""
    return list({(row.reply.outcome, row.reply.text): row.reply for row in reversed(case.rows)}.values())[::-1]


def _faults_of(page: _Page, place: int) -> dict[str, Any]:
    """The cases that did not go well with what went wrong, the gravest first."""
    name = page.runs[place].manifest.name
    found = sorted(((case, bad) for case in page.runs[place].cases if (bad := _wrong_in(case))), key=lambda pair: FAULTS.index(pair[1][0]))
    more = len(found) - _MOST
    told = [(case, [called("fault", name, page.language) for name in bad] + _also(page, case)) for case, bad in found[:_MOST]]
    return {"label": page.labels[place], "cases": told, "more": page.text["more"].format(n=more, run=name) if more > 0 else ""}


def _also(page: _Page, case: Scored) -> list[str]:
    values = {name: top / bottom for name, (top, bottom) in case.scores.items() if name in _ALSO}
    return [f"{named(name, page.language)}: {_percent(page, value)}" for name, value in values.items() if value != (not less_is_better(name))]


def _wrong_in(case: Scored) -> list[str]:
    """What is wrong with a case, of :data:`FAULTS`, the gravest first."""
    scores = case.scores
    if case.failed:
        return ["failed"]
    if case.case.task == "retrieval":
        return ["not found"] if scores.get("success@10", (1, 1))[0] < 1 else []
    bad = [name for name in ("dangerous", "contradiction", "stale as current") if scores.get(name, (0, 1))[0] > 0]
    if scores.get("right", (1, 1))[0] >= 1:
        return bad
    for name, fault in (("abstention recall", "told"), ("premise set right", "went along"), ("wrongly silent", "silent")):
        if name in scores and (scores[name][0] >= 1) == less_is_better(name):
            return [*bad, fault]
    missed = [name for name in ("points", "gold cited") if name in scores and scores[name][0] < scores[name][1]]
    return bad + (missed if case.case.expect == "answer" else []) or ["wrong"]


def _facts(page: _Page, manifest: Manifest) -> list[tuple[str, str]]:
    """The manifest in words; what is empty is left out. No address: it may hold a name."""
    told = {
        "day": told_day(manifest.day, page.language),
        "target": called("target", manifest.config.target.kind, page.language),
        "settings": ", ".join(f"{name} = {value}" for name, value in manifest.settings.items() if value not in ("", "None") and "url" not in name),
    }
    values = ((page.text[name], told.get(name, getattr(manifest, name, ""))) for name in _FACTS)
    return [(name, value) for name, value in values if value]
