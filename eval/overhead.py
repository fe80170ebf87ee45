"""What watching costs: ``python -m eval.overhead eval/components/dev.jsonl``. The same literal answers with and without, in turns, in one run.

Watched: counters, a log line for the request and one for the answer (JSON), and a line of the audit trail with ``fsync``, on the disk
of the data folder. ``share`` is the time inside what watches over the time of the answer; ``ratio`` is watched seconds over bare seconds, the
median over the questions. The share is the sharper of the two: on a busy machine the ratio holds the noise of two whole answers.
"""

import argparse
import json
import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

from assistant.build import load_retriever
from assistant.pipeline import Assistant
from assistant.settings import load_settings
from assistant.watch import logs
from assistant.watch.metrics import Metrics
from assistant.watch.observed import Observed, Observer, Outcome
from assistant.watch.ready import index_of
from assistant.watch.trail import Model, Trail
from eval.rows import read_rows


class Timed:
    """An observer, and the seconds that it took."""

    def __init__(self, inner: Observer) -> None:
        self._inner = inner
        self.seconds = 0.0

    def before(self) -> None:
        """See :class:`Observer`."""
        self._spend(self._inner.before)

    def after(self, outcome: Outcome) -> None:
        """See :class:`Observer`."""
        self._spend(lambda: self._inner.after(outcome))

    def _spend(self, work: Callable[[], None]) -> None:
        began = time.perf_counter()
        work()
        self.seconds += time.perf_counter() - began


def measure(plain: Assistant, questions: list[str], folder: Path, index: Callable[[], str]) -> dict[str, float]:
    """The figures; the audit trail goes into ``folder``."""
    metrics = Metrics()
    trail = Trail(folder, Model("none"), index, content=False, refuse=False, keep_days=365)
    parts = {"audit": Timed(trail), "metrics": Timed(metrics), "log": Timed(logs.LogObserver())}
    watched = Observed.of(plain, *parts.values())
    spent: dict[str, list[float]] = {"bare": [], "watched": []}
    requests = 0.0
    for turn, question in enumerate(questions):
        for way in ("bare", "watched") if turn % 2 else ("watched", "bare"):
            began = time.perf_counter()
            (plain if way == "bare" else watched).answer(question, literal_only=True)
            if way == "watched":
                asked = time.perf_counter()
                metrics.request("/ui/vraag", "POST", 200)
                logs.tell("info", "request", route="/ui/vraag", method="POST", status=200, seconds=0.1)
                requests += time.perf_counter() - asked
            spent[way].append(time.perf_counter() - began)
    inside = requests + sum(part.seconds for part in parts.values())
    ratios = np.array(spent["watched"]) / np.array(spent["bare"])
    figures = {
        "questions": len(questions),
        "answer ms": 1000 * float(np.mean(spent["bare"])),
        "share": inside / sum(spent["watched"]),
        "ratio": float(np.median(ratios)),
        "request ms": 1000 * requests / len(questions),
        **{f"{name} ms": 1000 * part.seconds / len(questions) for name, part in parts.items()},
    }
    return {name: round(value, 4) for name, value in figures.items()}


def main() -> None:
    """Print the figures as one JSON object."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=Path)
    args = parser.parse_args()
    settings = load_settings()
    plain = Assistant(load_retriever(settings), None)
    questions = [row["query"] for row in read_rows(args.file)]
    for question in questions[:5]:
        plain.answer(question, literal_only=True)
    with open(os.devnull, "w") as nowhere, tempfile.TemporaryDirectory(dir=settings.data) as folder:
        told, sys.stderr = sys.stderr, nowhere
        logs.setup("json", "info")
        try:
            figures = measure(plain, questions, Path(folder), lambda: index_of(settings.data))
        finally:
            sys.stderr = told
    print(json.dumps(figures, indent=1))


if __name__ == "__main__":
    main()
