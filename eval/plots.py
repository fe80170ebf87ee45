"""The pictures of a report, as SVG that needs nothing from elsewhere. Import this module late: it needs matplotlib.

Text stays text, so that it can be read, searched and enlarged; colours are those of no theme, because a picture stands on paper of its own.
"""

import io
from collections.abc import Sequence
from dataclasses import dataclass

from matplotlib import rcParams
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from eval.stats import Estimate

# Okabe & Ito: told apart by people who see colours differently, and by lightness in print.
_COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#56b4e9")
_GREY = "#4a5866"
_HEIGHT_OF_A_BAR = 0.34


@dataclass(frozen=True, slots=True)
class Series:
    """One line or set of bars: a name and a figure for each label; None where it is not scored."""

    name: str
    values: tuple[tuple[str, Estimate | None], ...]


def bars(series: Sequence[Series], label: str) -> str:
    """Horizontal bars with their intervals, one group a label; ``label`` is told at the axis, which runs from 0 to 1."""
    names = [name for name, _ in series[0].values]
    figure, axes = _figure(1.2 + _HEIGHT_OF_A_BAR * len(names) * max(1, len(series)))
    thick = 0.8 / len(series)
    for number, one in enumerate(series):
        for place, (_, value) in enumerate(one.values):
            y = place + (number - (len(series) - 1) / 2) * thick
            if value is None:
                continue
            axes.barh(y, value.value, height=thick * 0.9, color=_COLOURS[number % 5], label=one.name if place == 0 else None)
            axes.plot([value.low, value.high], [y, y], color="#16202b", linewidth=1.2)
            axes.text(1.02, y, f"n={value.n}", va="center", fontsize=8, color=_GREY)
    axes.set_yticks(range(len(names)), names)
    axes.invert_yaxis()
    axes.set_xlim(0, 1)
    axes.set_xlabel(label)
    return _svg(figure, axes, len(series) > 1)


def lines(series: Sequence[Series], x: str, y: str) -> str:
    """A line a series over the same labels, with its intervals as whiskers; from 0 to 1."""
    figure, axes = _figure(3.2)
    for number, one in enumerate(series):
        points = [(place, value) for place, (_, value) in enumerate(one.values) if value]
        at, values = [place for place, _ in points], [value for _, value in points]
        spread = [[v.value - v.low for v in values], [v.high - v.value for v in values]]
        colour = _COLOURS[number % 5]
        axes.errorbar(at, [v.value for v in values], yerr=spread, marker="o", color=colour, capsize=3, label=one.name)
    names = [name for name, _ in series[0].values]
    axes.set_xticks(range(len(names)), names)
    axes.set_ylim(0, 1.02)
    axes.set_xlabel(x)
    axes.set_ylabel(y)
    return _svg(figure, axes, len(series) > 1)


def curves(series: Sequence[tuple[str, Sequence[tuple[float, float]]]], x: str, y: str) -> str:
    """Curves through (x, y) points, both from 0 to 1."""
    figure, axes = _figure(3.2)
    for number, (name, points) in enumerate(series):
        axes.step([a for a, _ in points], [b for _, b in points], where="pre", color=_COLOURS[number % 5], label=name)
    axes.set_xlim(0, 1)
    axes.set_ylim(0, max([0.1, *(b for _, points in series for a, b in points if a > 0.05)]) * 1.1)
    axes.set_xlabel(x)
    axes.set_ylabel(y)
    return _svg(figure, axes, len(series) > 1)


def stacks(rows: Sequence[tuple[str, Sequence[tuple[str, float]]]], label: str) -> str:
    """One bar a row, in pieces (name, length); the same piece has the same colour in every row."""
    figure, axes = _figure(1.2 + 0.5 * len(rows))
    pieces = list(dict.fromkeys(name for _, parts in rows for name, _ in parts))
    for place, (_, parts) in enumerate(rows):
        left = 0.0
        for name, length in parts:
            told = name if all(name not in dict(earlier) for _, earlier in rows[:place]) else None
            axes.barh(place, length, left=left, height=0.6, color=_COLOURS[pieces.index(name) % 5], label=told)
            left += length
    axes.set_yticks(range(len(rows)), [name for name, _ in rows])
    axes.invert_yaxis()
    axes.set_xlabel(label)
    return _svg(figure, axes, True)


def _figure(height: float) -> tuple[Figure, Axes]:
    rcParams.update({"svg.fonttype": "none", "svg.hashsalt": "standpuntwijzer", "font.size": 10, "font.family": "sans-serif"})
    figure = Figure(figsize=(7.2, height), layout="constrained")
    axes = figure.subplots()
    axes.spines[["top", "right"]].set_visible(False)
    axes.grid(axis="both", color="#dde4ea", linewidth=0.7)
    axes.set_axisbelow(True)
    return figure, axes


def _svg(figure: Figure, axes: Axes, legend: bool) -> str:
    """The picture without the head of an XML file; the same bytes every time."""
    if legend and axes.get_legend_handles_labels()[1]:
        axes.legend(frameon=False, fontsize=8, loc="best")
    written = io.StringIO()
    figure.savefig(written, format="svg", metadata={"Date": None, "Creator": None}, transparent=True)
    text = written.getvalue()
    return text[text.index("<svg") :]
