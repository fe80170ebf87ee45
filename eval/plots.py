"""The pictures of a report: what each shows, the same figures as a table, and the drawing as SVG that needs nothing from elsewhere.

Text stays text, so that it can be read, searched and enlarged; colours are those of no theme, because a picture stands on paper of its own.
Import this module late: it needs matplotlib.
"""

import io
import math
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any

from markupsafe import Markup
from matplotlib import rc_context
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, PercentFormatter

from eval.report_strings import Words, called, decimal, named, shown, words
from eval.scores import Scored, figure, strata, sureness
from eval.stats import Estimate, area_under, risk_coverage

Labelled = tuple[str, Sequence[Scored]]
Table = tuple[tuple[str, ...], ...]
# Apart from each other for people who see colours differently, and 3 to 1 on white (WCAG 2.2, 1.4.11); the marks differ as well.
_COLOURS = ("#0b5fa5", "#c2410c", "#00735a", "#8a3b8f", "#8a6100", "#b4235a", "#4a5866", "#16202b")
_MARKS = "osD^vPXh"
_INK, _SOFT, _GRID = "#16202b", "#4a5866", "#dde4ea"
# Narrow, so that text is still read when the picture shrinks to a phone.
_WIDTH = 5.0
_CUTS = (1, 3, 5, 10)
_SHARES = (0.25, 0.5, 0.75, 1.0)
_STEPS = ("retrieve", "wait", "generate", "check")
# So many cases at least before a set has a line of its own, and so many lines at most.
_ENOUGH, _MOST_LINES = 10, 7
_LONGEST = 26
Series = tuple[str, Sequence[Estimate | None]]


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture: ``table`` gives its figures with a row of heads first, ``draw`` makes the SVG."""

    title: str
    caption: str
    table: Table
    draw: Callable[[], str]

    @property
    def svg(self) -> Markup:
        """The one thing in a report that no template escapes: what matplotlib drew, in which it escaped all text itself."""
        return Markup(self.draw())  # matplotlib escapes text  # nosec B704

    @property
    def told(self) -> str:
        """The figures in one text, for who does not see the picture."""
        heads = self.table[0]
        rows = (", ".join(f"{head} {cell}".strip() for head, cell in zip(heads[1:], row[1:], strict=True)) for row in self.table[1:])
        return f"{self.title}. " + "; ".join(f"{row[0]}: {told}" for row, told in zip(self.table[1:], rows, strict=True)) + "."


def widened(found: Estimate) -> Estimate:
    """A share of which every case came out the same, with the interval of Clopper & Pearson (1934); resampling would call it sure."""
    if found.low < found.high or found.value not in (0.0, 1.0):
        return found
    room = 1 - 0.025 ** (1 / found.n)
    return Estimate(found.value, 0.0, room, found.n) if found.value == 0 else Estimate(found.value, 1 - room, 1.0, found.n)


def pictures(runs: Sequence[Labelled], history: Sequence[Labelled], language: str) -> list[Picture]:
    """The pictures that there are figures for; ``history`` ends with the run itself."""
    text = words(language)
    made = [_themes(runs, text, language), _risk(runs, text, language), _time(runs, text, language), _curve(runs, text, language)]
    return [picture for picture in [*made, _trend(history, text, language)] if picture]


def _share(cases: Sequence[Scored], name: str) -> Estimate | None:
    found = figure(cases, name)
    return widened(found) if found else None


def _cell(found: Estimate | None, text: Words, language: str) -> str:
    if found is None:
        return text["unscored"]
    value, low, high = (shown(one, "share", language) for one in (found.value, found.low, found.high))
    return f"{value} ({text['to'].format(low=low, high=high)}), n={found.n}"


def _table(heads: Sequence[str], series: Sequence[Series], text: Words, language: str) -> Table:
    return (("", *heads), *((name, *(_cell(value, text, language) for value in values)) for name, values in series))


def _themes(runs: Sequence[Labelled], text: Words, language: str) -> Picture | None:
    by_theme = [strata(cases, "theme") for _, cases in runs]
    found = {theme: [_share(each.get(theme, ()), "right") for each in by_theme] for theme in sorted({name for each in by_theme for name in each})}
    order = sorted((theme for theme, values in found.items() if any(values)), key=lambda theme: -(found[theme][0] or _NOTHING).value)
    if not order:
        return None
    names = [called("theme", theme, language) for theme in order]
    series = [(label, [found[theme][place] for theme in order]) for place, (label, _) in enumerate(runs)]
    table = (("", *(label for label, _ in runs)), *((n, *(_cell(v, text, language) for v in found[t])) for n, t in zip(names, order, strict=True)))
    return Picture(text["theme_plot"], text["theme_told"], table, partial(_bars, names, series, text["share"]))


_NOTHING = Estimate(-1.0, 0.0, 0.0, 0)


def _risk(runs: Sequence[Labelled], text: Words, language: str) -> Picture | None:
    found = [(label, risk_coverage(sureness(cases))) for label, cases in runs]
    curves = [(label, curve) for label, curve in found if curve]
    if not curves:
        return None
    areas = (text["area"].format(name=label, area=shown(area_under(curve), "share", language)) for label, curve in curves)
    missing = (text["no_risk"].format(name=label) for label, curve in found if not curve)
    heads = tuple(text["answers_given"].format(share=f"{share:.0%}") for share in _SHARES)
    rows = ((label, *(shown(_risk_at(curve, share), "share", language) for share in _SHARES)) for label, curve in curves)
    draw = partial(_curves, curves, text["coverage"], text["risk"])
    return Picture(text["risk_plot"], " ".join([text["risk_told"], *areas, *missing]), (("", *heads), *rows), draw)


def _risk_at(curve: Sequence[tuple[float, float]], share: float) -> float:
    return next(risk for coverage, risk in curve if coverage >= share - 1e-9)


def _time(runs: Sequence[Labelled], text: Words, language: str) -> Picture | None:
    rows = []
    for label, cases in runs:
        stages = {name[8:] for case in cases for name in case.scores if name.startswith("seconds ")} - {"total"}
        ordered = [*(step for step in _STEPS if step in stages), *sorted(stages - set(_STEPS))]
        half, most = (figure(cases, f"{mark} seconds total") for mark in ("p50", "p95"))
        medians = [(_step(step, language), figure(cases, f"p50 seconds {step}")) for step in ordered]
        parts = [(step, found.value) for step, found in medians if found]
        if half and most:
            rows.append((label, parts or [(text["unsplit"], half.value)], half.value, most.value))
    if not rows:
        return None
    steps = list(dict.fromkeys(step for _, parts, _, _ in rows for step, _ in parts if step != text["unsplit"]))
    table = tuple(
        (label, *(shown(dict(parts)[step], "seconds", language) if step in dict(parts) else "–" for step in steps), *_seconds(totals, language))
        for label, parts, *totals in rows
    )
    draw = partial(_stacks, [(label, parts, most) for label, parts, _, most in rows], text["seconds"], text["p95"], language)
    return Picture(text["time_plot"], text["time_told"], (("", *steps, text["p50"], text["p95"]), *table), draw)


def _seconds(values: Sequence[float], language: str) -> tuple[str, ...]:
    return tuple(shown(value, "seconds", language) for value in values)


def _step(name: str, language: str) -> str:
    """The name of a step without the words around it."""
    return named(f"seconds {name}", language).split(" ", 1)[1].rsplit(",", 1)[0]


def _curve(runs: Sequence[Labelled], text: Words, language: str) -> Picture | None:
    groups = list(runs) if len(runs) > 1 else _parts(runs[0][1], text, language)
    series = [(name, [_share(cases, f"success@{cut}") for cut in _CUTS]) for name, cases in groups]
    series = [(name, values) for name, values in series if any(values)]
    if not series:
        return None
    heads = [str(cut) for cut in _CUTS]
    draw = partial(_lines, heads, series, text["first_k"], text["share"])
    return Picture(text["curve_plot"], text["curve_told"], _table(heads, series, text, language), draw)


def _parts(cases: Sequence[Scored], text: Words, language: str) -> list[Labelled]:
    """All cases, and those of each set (of each kind when there is one set) that has enough of them."""
    ranked = [case for case in cases if "success@1" in case.scores]
    by_set = strata(ranked, "set")
    dimension, groups = ("set", by_set) if len(by_set) > 1 else ("kind", strata(ranked, "kind"))
    large = sorted(((name, each) for name, each in groups.items() if len(each) >= _ENOUGH), key=lambda pair: -len(pair[1]))
    parts = [(called(dimension, name, language), each) for name, each in large[: _MOST_LINES - 1]]
    return [(text["all_cases"], ranked), *(parts if len(groups) > 1 else [])]


def _trend(history: Sequence[Labelled], text: Words, language: str) -> Picture | None:
    series = [(named(name, language), [_share(cases, name) for _, cases in history]) for name in ("right", "gold cited")]
    series = [(name, values) for name, values in series if any(values)]
    if len(history) < 2 or not series:
        return None
    heads = [label for label, _ in history]
    draw = partial(_lines, heads, series, "", text["share"])
    return Picture(text["trend_plot"], text["trend_told"], _table(heads, series, text, language), draw)


def _short(name: str) -> str:
    """A name that fits beside an axis; matplotlib leaves out of a legend what begins with an underscore."""
    return "\u200a" * name.startswith("_") + (name if len(name) <= _LONGEST else f"{name[: _LONGEST - 1]}…")


def _bars(names: Sequence[str], series: Sequence[Series], label: str) -> str:
    """Horizontal bars with their intervals and n, a group a name."""
    thick = 0.8 / len(series)
    with _axes(0.9 + len(names) * (0.26 if len(series) > 1 else 0.34) * len(series)) as (figure_, axes):
        for number, (name, values) in enumerate(series):
            axes.barh([0], [0], color=_COLOURS[number % 8], label=_short(name))
            for place, value in enumerate(values):
                if value is None:
                    continue
                y = place + (number - (len(series) - 1) / 2) * thick
                axes.barh(y, value.value, height=thick * 0.9, color=_COLOURS[number % 8])
                axes.plot([value.low, value.high], [y, y], color="#ffffff", linewidth=2.6, solid_capstyle="butt")
                axes.plot([value.low, value.high], [y, y], color=_INK, linewidth=1.2, marker="|", markersize=5)
                axes.text(1.03, y, f"n={value.n}", va="center", fontsize=8.5, color=_SOFT)
        axes.set_yticks(range(len(names)), names)
        axes.set_ylim(len(names) - 0.4, -0.6)
        axes.set_xlim(0, 1)
        axes.set_xlabel(label)
        axes.xaxis.set_major_formatter(PercentFormatter(1, decimals=0))
        return _svg(figure_, axes, "bars", legend=len(series) > 1)


def _lines(names: Sequence[str], series: Sequence[Series], x: str, y: str) -> str:
    """A line a series over the same names, with its intervals as whiskers; side by side where they would cover each other."""
    lowest = min(value.low for _, values in series for value in values if value)
    with _axes(3.4) as (figure_, axes):
        for number, (name, values) in enumerate(series):
            shift = (number - (len(series) - 1) / 2) * 0.07
            points = [(place + shift, value) for place, value in enumerate(values) if value]
            spread = [[value.value - value.low for _, value in points], [value.high - value.value for _, value in points]]
            mark = {"marker": _MARKS[number % 8], "color": _COLOURS[number % 8], "markersize": 5, "linewidth": 1.4, "elinewidth": 0.9}
            axes.errorbar([at for at, _ in points], [value.value for _, value in points], yerr=spread, capsize=2, label=_short(name), **mark)
        turned: dict[str, Any] = {"rotation": 25, "ha": "right"} if max(map(len, names)) * len(names) > 45 else {}
        axes.set_xticks(range(len(names)), [_short(name) for name in names], **turned)
        axes.set_xlim(-0.5, len(names) - 0.5)
        # Down to the fifth below the lowest whisker: the lines are to be told apart, and no bar stands on this axis.
        axes.set_ylim(max(0.0, math.floor(5 * lowest - 0.2) / 5), 1.03)
        axes.set_xlabel(x)
        axes.set_ylabel(y)
        axes.yaxis.set_major_formatter(PercentFormatter(1, decimals=0))
        return _svg(figure_, axes, "lines" if x else "trend", legend=len(series) > 1)


def _curves(series: Sequence[tuple[str, Sequence[tuple[float, float]]]], x: str, y: str) -> str:
    """Curves through (x, y) points, both from 0 to 1."""
    with _axes(3.2) as (figure_, axes):
        for number, (name, points) in enumerate(series):
            dash = ("-", "--", "-.", ":")[number % 4]
            axes.step([a for a, _ in points], [b for _, b in points], where="pre", color=_COLOURS[number % 8], linestyle=dash, label=_short(name))
        axes.set_xlim(0, 1)
        # The far left rests on a few cases: it may leave the picture.
        axes.set_ylim(0, min(1.0, max([0.1, *(b for _, points in series for a, b in points if a > 0.05)]) * 1.1))
        axes.set_xlabel(x)
        axes.set_ylabel(y)
        for axis in (axes.xaxis, axes.yaxis):
            axis.set_major_formatter(PercentFormatter(1, decimals=0))
        return _svg(figure_, axes, "risk", legend=len(series) > 1)


def _stacks(rows: Sequence[tuple[str, Sequence[tuple[str, float]], float]], x: str, mark: str, language: str) -> str:
    """One bar a row, in pieces (name, length), with a diamond; the same piece has the same colour in every row."""
    pieces = list(dict.fromkeys(name for _, parts, _ in rows for name, _ in parts))
    with _axes(1.5 + 0.45 * len(rows)) as (figure_, axes):
        for number, piece in enumerate(pieces):
            axes.barh([0], [0], color=_COLOURS[number % 8], label=_short(piece))
        for place, (_, parts, most) in enumerate(rows):
            left = 0.0
            for name, length in parts:
                axes.barh(place, length, left=left, height=0.55, color=_COLOURS[pieces.index(name) % 8], edgecolor="#ffffff", linewidth=0.6)
                left += length
            axes.plot([most], [place], marker="D", color=_INK, markersize=6, linestyle="none", label=mark if place == 0 else None)
        axes.set_yticks(range(len(rows)), [_short(label) for label, _, _ in rows])
        axes.set_ylim(len(rows) - 0.5, -0.5)
        axes.set_xlim(left=0)
        axes.set_xlabel(x)
        axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: decimal(f"{value:g}", language)))
        return _svg(figure_, axes, "time", legend=True)


@contextmanager
def _axes(height: float) -> Iterator[tuple[Any, Any]]:
    """A figure with axes, drawn with settings that are put back afterwards. A dollar in a name is no formula."""
    settings = {"svg.fonttype": "none", "svg.hashsalt": "standpuntwijzer", "font.size": 10.5, "font.family": "sans-serif", "text.parse_math": False}
    with rc_context(settings):
        drawn = Figure(figsize=(_WIDTH, height), layout="constrained")
        axes = drawn.subplots()
        axes.spines[["top", "right"]].set_visible(False)
        axes.grid(axis="both", color=_GRID, linewidth=0.7)
        axes.set_axisbelow(True)
        yield drawn, axes


def _svg(drawn: Any, axes: Any, key: str, *, legend: bool) -> str:
    """The picture without the head of an XML file, the same bytes every time, with ids that no other picture on the page has."""
    if legend:
        handles, labels = axes.get_legend_handles_labels()
        columns = 1 if max(map(len, labels)) > 24 else 2
        drawn.legend(handles, labels, frameon=False, fontsize=9, loc="outside lower left", ncols=columns)
    written = io.StringIO()
    drawn.savefig(written, format="svg", metadata=dict.fromkeys(("Date", "Creator", "Format", "Type")), transparent=True)
    text = written.getvalue()
    return re.sub(r'( id="|url\(#|href="#)', rf"\g<1>{key}-", text[text.index("<svg") :])
