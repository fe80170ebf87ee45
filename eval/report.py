"""The report of a run, or of several side by side: one HTML file that needs nothing else, and the same as Markdown.

Every value is escaped by the template; the file allows itself no script and no address. Import this module late: it needs jinja2 and matplotlib.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from eval import plots
from eval.compare import Comparison, compare_runs, less_is_better
from eval.measure_strings import GROUPS, Unit, measure
from eval.plots import Series
from eval.report_strings import WORDS, Words
from eval.runs import Manifest
from eval.scores import STRATA, Scored, figure, figures, strata, sureness
from eval.stats import Estimate, area_under, risk_coverage

_MOST_FAULTS = 200
_IN_STRATA = ("right", "points", "gold cited", "contradiction", "abstention recall")
# So many cases at least before a measure is called best or worst.
_ENOUGH = 10
_CURVE = (1, 3, 5, 10)


@dataclass(frozen=True, slots=True)
class Run:
    """A run with its scores."""

    manifest: Manifest
    cases: Sequence[Scored]

    @property
    def label(self) -> str:
        """What people call it."""
        return self.manifest.config.name or self.manifest.name


def html(
    runs: Sequence[Run], *, language: str = "nl", history: Sequence[Run] = (), agreement: Mapping[str, str] | None = None
) -> str:
    """The report of one run, or the comparison of several with the first; ``history`` are earlier runs of the same questions."""
    page = _page(runs, language, agreement) | {"pictures": _pictures(runs, history, WORDS[language], language)}
    return _environment(escape=True).get_template("report.html").render(page)


def markdown(
    runs: Sequence[Run], *, language: str = "nl", history: Sequence[Run] = (), agreement: Mapping[str, str] | None = None
) -> str:
    """The same in Markdown, without the pictures."""
    return _environment(escape=False).get_template("report.md").render(_page(runs, language, agreement))


@cache
def _environment(*, escape: bool) -> Environment:
    folder = Path(__file__).parent / "templates"
    made = Environment(loader=FileSystemLoader(folder), autoescape=escape, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    made.filters["plain"] = plain
    return made


def plain(text: object) -> str:
    """Text that Markdown, and HTML in it, reads as nothing but text, on one line."""
    one_line = " ".join(str(text).split())
    return re.sub(r"([\\`*_{}\[\]()#+!|<>~&])", r"\\\1", one_line)


def _page(runs: Sequence[Run], language: str, agreement: Mapping[str, str] | None) -> dict[str, Any]:
    words, first = WORDS[language], runs[0]
    compared = [compare_runs(first.cases, run.cases) for run in runs[1:]]
    return {
        "language": language,
        "words": words,
        "runs": runs,
        "tiles": _tiles(runs, words, language),
        "verdict": _verdict(first, words, language),
        "groups": _groups(runs, compared, words, language),
        "strata": _strata(runs, language),
        "changed": [(run.label, comparison.changed, comparison) for run, comparison in zip(runs[1:], compared, strict=True)],
        "faults": _faults(first)[:_MOST_FAULTS],
        "more": max(0, len(_faults(first)) - _MOST_FAULTS),
        "failed": [(run.label, sum(case.failed for case in run.cases)) for run in runs],
        "agreement": {_name(name, language): text for name, text in (agreement or {}).items()},
        "name_of": lambda name: _name(name, language),
        "told": lambda case, name: _value(case.scores[name][0] / case.scores[name][1], measure(name).unit, language) if name in case.scores else "",
    }


def _name(name: str, language: str) -> str:
    return getattr(measure(name), language)[0]  # type: ignore[no-any-return]


def _value(value: float, unit: Unit, language: str) -> str:
    """A figure as people write it: 81%, 3,4 s, 52."""
    text = f"{100 * value:.0f}%" if unit == "share" else f"{value:.2g} s" if unit == "seconds" and value < 1 else f"{value:.1f}"
    if unit == "seconds" and value >= 1:
        text += " s"
    return text.replace(".", ",") if language == "nl" else text


def _interval(found: Estimate, unit: Unit, language: str) -> tuple[str, str]:
    return _value(found.low, unit, language), _value(found.high, unit, language)


def _tiles(runs: Sequence[Run], words: Words, language: str) -> list[dict[str, Any]]:
    tiles = []
    for name, told in words.tiles:
        unit, cells = measure(name).unit, []
        for run in runs:
            found = figure(run.cases, name)
            if found:
                low, high = _interval(found, unit, language)
                cells.append((run.label, _value(found.value, unit, language), words.interval.format(low=low, high=high, n=found.n)))
        if cells:
            tiles.append({"name": _name(name, language), "told": told, "cells": cells})
    return tiles


def _verdict(run: Run, words: Words, language: str) -> str:
    """Which theme goes best and which worst, where enough questions were asked; empty when there are not two."""
    found = [(theme, value) for theme, cases in strata(run.cases, "theme").items() if (value := figure(cases, "right")) and value.n >= _ENOUGH]
    if len(found) < 2:
        return ""
    ordered = sorted(found, key=lambda pair: pair[1].value)
    (worst, low), (best, high) = ordered[0], ordered[-1]
    return words.best_worst.format(
        best=best, best_value=_value(high.value, "share", language), worst=worst, worst_value=_value(low.value, "share", language)
    )


def _groups(runs: Sequence[Run], compared: Sequence[Comparison], words: Words, language: str) -> list[tuple[str, list[dict[str, Any]]]]:
    """The tables: for each group its measures, a cell a run, and the difference with the first run."""
    found = [figures(run.cases) for run in runs]
    names = list(dict.fromkeys(name for each in found for name in each))
    groups: dict[str, list[dict[str, Any]]] = {group: [] for group in GROUPS}
    for name in names:
        how = measure(name)
        cells = [_cell(each.get(name), how.unit, language) for each in found]
        changes = [_change(comparison, name, how.unit, language) for comparison in compared]
        groups[how.group].append({"name": _name(name, language), "told": getattr(how, language)[1], "cells": cells, "changes": changes})
    return [(words.groups[group], rows) for group, rows in groups.items() if rows]


def _cell(found: Estimate | None, unit: Unit, language: str) -> dict[str, str]:
    if found is None:
        return {"value": "–", "interval": "", "n": "0"}
    low, high = _interval(found, unit, language)
    return {"value": _value(found.value, unit, language), "interval": f"{low} – {high}", "n": str(found.n)}


def _change(comparison: Comparison, name: str, unit: Unit, language: str) -> dict[str, str]:
    if name not in comparison.measures:
        return {"value": "–", "p": "", "kind": ""}
    difference, p = comparison.measures[name]
    sign = "+" if difference.change >= 0 else "−"
    sure = p < 0.05
    good = (difference.change < 0) == less_is_better(name)
    kind = "" if not sure or not difference.change else "good" if good else "bad"
    told = f"{p:.3f}"
    return {
        "value": sign + _value(abs(difference.change), unit, language),
        "p": told.replace(".", ",") if language == "nl" else told,
        "kind": kind,
    }


def _strata(runs: Sequence[Run], language: str) -> list[dict[str, Any]]:
    """For each dimension a table: a row a value, with the main measures of the first run."""
    tables = []
    for dimension in STRATA:
        rows = [
            {"value": value, "n": len(cases), "cells": [_cell(figure(cases, name), measure(name).unit, language) for name in _IN_STRATA]}
            for value, cases in strata(runs[0].cases, dimension).items()
        ]
        if dimension == "document":
            rows.sort(key=lambda row: -int(str(row["n"])))
        tables.append({"dimension": dimension, "names": [_name(name, language) for name in _IN_STRATA], "rows": rows})
    return tables


def _faults(run: Run) -> list[tuple[Scored, list[str]]]:
    """The cases that did not go well with what went wrong (keys of ``Words.faults``), the gravest first."""
    found = [(case, bad) for case in run.cases if (bad := _wrong_in(case))]
    order = list(WORDS["nl"].faults)
    return sorted(found, key=lambda pair: order.index(pair[1][0]))


def _wrong_in(case: Scored) -> list[str]:
    bad = [name for name in ("dangerous", "contradiction", "stale as current") if case.scores.get(name, (0, 1))[0] > 0]
    if case.scores.get("right", (1, 1))[0] >= 1:
        return bad
    if case.case.expect != "answer":
        return [*bad, "told" if case.case.expect == "no-answer" else "went along"]
    if case.scores.get("wrongly silent", (0, 1))[0] >= 1:
        return [*bad, "silent"]
    return bad + [name for name in ("points", "gold cited") if name in case.scores and case.scores[name][0] < case.scores[name][1]]


def _pictures(runs: Sequence[Run], history: Sequence[Run], words: Words, language: str) -> list[dict[str, Any]]:
    """The pictures that there are figures for: title, picture, text for who cannot see it."""
    made = [
        _by_theme(runs, words),
        _risk(runs, words, language),
        _time(runs, words, language),
        _curve(runs, words),
        _trend([*history, runs[0]], words) if history and len(runs) == 1 else None,
    ]
    return [picture for picture in made if picture]


def _picture(title: str, svg: str, figures_told: str, caption: str = "") -> dict[str, Any]:
    # The one thing that is not escaped: what matplotlib drew, in which all text is escaped by its writer.
    return {"title": title, "svg": Markup(svg), "told": figures_told, "caption": caption}


def _said(series: Sequence[Series]) -> str:
    return "; ".join(f"{one.name}: " + ", ".join(f"{label} {value.value:.0%}" for label, value in one.values if value) for one in series)


def _by_theme(runs: Sequence[Run], words: Words) -> dict[str, Any] | None:
    themes = sorted({case.case.theme for run in runs for case in run.cases if "right" in case.scores})
    if not themes:
        return None
    series = [Series(run.label, tuple((theme, figure([c for c in run.cases if c.case.theme == theme], "right")) for theme in themes)) for run in runs]
    return _picture(words.theme_plot, plots.bars(series, words.share), _said(series))


def _risk(runs: Sequence[Run], words: Words, language: str) -> dict[str, Any] | None:
    found = [(run.label, risk_coverage(sureness(run.cases))) for run in runs]
    series = [(name, curve) for name, curve in found if curve]
    if not series:
        return None
    areas = "; ".join(f"{name}: " + words.area.format(area=_value(area_under(curve), "share", language)) for name, curve in series)
    return _picture(words.risk_plot, plots.curves(series, words.coverage, words.risk), areas, f"{words.risk_told} ({areas}.)")


def _time(runs: Sequence[Run], words: Words, language: str) -> dict[str, Any] | None:
    rows = []
    for run in runs:
        stages = [name for name in figures(run.cases) if name.startswith("p50 seconds ") and not name.endswith(" total")]
        parts = [(_stage(name, language), value.value) for name in stages if (value := figure(run.cases, name))]
        total = figure(run.cases, "p50 seconds total")
        if parts or total:
            rows.append((run.label, parts or [(_stage("p50 seconds total", language), total.value if total else 0.0)]))
    if not rows:
        return None
    told = "; ".join(f"{name}: " + ", ".join(f"{stage} {_value(length, 'seconds', language)}" for stage, length in parts) for name, parts in rows)
    return _picture(words.time_plot, plots.stacks(rows, words.seconds), told)


def _stage(name: str, language: str) -> str:
    return _name(name, language).split(" ", 1)[1].split(",")[0]


def _curve(runs: Sequence[Run], words: Words) -> dict[str, Any] | None:
    series = [Series(run.label, tuple((str(k), figure(run.cases, f"success@{k}")) for k in _CURVE)) for run in runs]
    series = [one for one in series if any(value for _, value in one.values)]
    return _picture(words.curve_plot, plots.lines(series, words.first_k, words.share), _said(series)) if series else None


def _trend(runs: Sequence[Run], words: Words) -> dict[str, Any]:
    names = [f"{run.manifest.day:%d-%m} {run.label}"[:28] for run in runs]
    series = [
        Series(title, tuple((label, figure(run.cases, name)) for label, run in zip(names, runs, strict=True)))
        for name, title in (("right", words.tiles[0][0]), ("gold cited", words.tiles[1][0]))
    ]
    return _picture(words.trend_plot, plots.lines(series, "", words.share), _said(series))
