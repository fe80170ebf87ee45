"""How the cost of search grows, as a picture: ``python -m eval.growth eval/growth.jsonl eval/growth.svg``.

The rows are what ``python -m eval.scale`` printed. Needs matplotlib, which only builders install.
"""

import argparse
from pathlib import Path
from typing import Any

from eval.rows import read_rows

# One panel each: its title, and the measures drawn in it.
PANELS = {
    "search, ms": ("p50 ms", "p95 ms", "p99 ms"),
    "memory, MB": ("serve MB", "build peak MB"),
    "building without the encoder, s": ("lexical s", "vectors s"),
    "disk, MB": ("disk MB",),
}


def draw(rows: list[dict[str, Any]], path: Path) -> None:
    """Write the picture of ``rows`` to ``path``; the format is that of its suffix."""
    import matplotlib

    matplotlib.use("Agg")
    # Without this an SVG differs at every run.
    matplotlib.rcParams.update({"svg.hashsalt": "growth", "svg.fonttype": "none", "font.size": 9})
    from matplotlib import pyplot

    figure, axes = pyplot.subplots(2, 2, figsize=(9, 6), layout="constrained")
    sizes = [row["passages"] for row in rows]
    for axis, (title, measures) in zip(axes.flat, PANELS.items(), strict=True):
        for measure, mark in zip(measures, "os^", strict=False):
            axis.plot(sizes, [row[measure] for row in rows], marker=mark, label=measure)
        axis.set(title=title, xscale="log", xlabel="passages", ylim=(0, None))
        axis.grid(alpha=0.3)
        axis.legend()
    figure.savefig(path, metadata={"Date": None} if path.suffix == ".svg" else None)


def main() -> None:
    """Draw what the arguments name."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("rows", type=Path)
    parser.add_argument("picture", type=Path)
    args = parser.parse_args()
    draw(read_rows(args.rows), args.picture)


if __name__ == "__main__":
    main()
