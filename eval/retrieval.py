"""Retrieval quality by stratum: ``python -m eval.retrieval eval/components/retrieval-dev.jsonl``.

Rows as in ``eval/components/README.md``. Measures over sections (one hit a section): recall@k as the share of questions with a gold section
among the first k, MRR, and nDCG@10 with binary gains (Järvelin & Kekäläinen 2002), each with a 95% bootstrap interval over questions.
With ``--ablate`` and ``--dutch`` other systems are measured in the same run over the same passages (``eval/systems.py``).
"""

import argparse
from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import numpy as np

from assistant.build import load_embedder, load_retriever
from assistant.settings import load_settings
from eval.rows import Row, is_gold, read_rows
from eval.systems import DEPTH, SWITCHES, Find, dense_on_dutch, plain, product, switched, without_questions


def gains(hits: Sequence[str], gold: Sequence[str]) -> list[int]:
    """1 for each place whose "document-id/section-id" is gold ("document-id/*" for any section), else 0."""
    return [int(is_gold(hit, gold)) for hit in hits]


def scores(row: Sequence[int], golds: int) -> dict[str, float]:
    """The measures of one question from its gains; ``golds`` is how many places could be gold at most."""
    first = next((place for place, gain in enumerate(row, start=1) if gain), 0)
    discount = 1 / np.log2(np.arange(2, DEPTH + 2))
    ideal = float(discount[: max(1, min(golds, DEPTH))].sum())
    return {
        **{f"R@{k}": float(any(row[:k])) for k in (1, 5, 10)},
        "MRR": 1 / first if first else 0.0,
        "nDCG@10": min(1.0, float(sum(gain * d for gain, d in zip(row, discount, strict=False))) / ideal),
    }


def interval(values: Sequence[float], draws: int = 2_000) -> tuple[float, float]:
    """95% percentile bootstrap interval of the mean; the seed is fixed, so that a run can be repeated."""
    chance = np.random.default_rng(0)
    sample = np.asarray(values)
    means = sample[chance.integers(0, len(sample), (draws, len(sample)))].mean(axis=1)
    low, high = np.percentile(means, (2.5, 97.5))
    return float(low), float(high)


def run(find: Find, rows: Sequence[Row]) -> dict[str, list[dict[str, float]]]:
    """The measures of every question, by stratum ("built-in lay nl", …) and all together."""
    found: dict[str, list[dict[str, float]]] = defaultdict(list)
    for row in rows:
        measured = scores(gains(find(row["query"], row["language"]), row["gold"]), sum("*" not in gold for gold in row["gold"]))
        for stratum in (f"{_group(row)} {row.get('kind', '')} {row['language']}", f"{_group(row)} {row.get('kind', '')}"):
            found[stratum].append(measured)
    return found


def _group(row: Row) -> str:
    document = row.get("document", "")
    return "algoritmekader" if document.startswith("algoritmekader-") else "ai-act" if document == "ai-verordening-tekst" else "built-in"


def table(name: str, measured: dict[str, list[dict[str, float]]]) -> None:
    """One line a stratum."""
    for stratum, rows in sorted(measured.items()):
        cells = []
        for key in rows[0]:
            values = [row[key] for row in rows]
            low, high = interval(values)
            cells.append(f"{key} {np.mean(values):.2f} [{low:.2f} {high:.2f}]")
        print(f"{name:18} {stratum:24} n={len(rows):3}  " + "  ".join(cells), flush=True)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=Path, nargs="+")
    parser.add_argument("--ablate", action="store_true", help="also with parts left out, and plain BM25")
    parser.add_argument("--dutch", action="store_true", help="also the encoder on the Dutch text (minutes)")
    parser.add_argument("--only", choices=("built-in", "ai-act", "algoritmekader"), help="only questions written for these texts")
    args = parser.parse_args()
    rows = [row for row in read_rows(*args.file) if args.only in (None, _group(row))]
    settings, day = load_settings(), date.today()
    retriever = load_retriever(settings)
    found = product(retriever, day)
    for name, weights in SWITCHES.items() if args.ablate else [("product", {})]:
        with switched(**weights):
            table(name, run(found, rows))
    if args.ablate:
        for name, find in plain(retriever, day):
            table(name, run(find, rows))
        with without_questions(settings) as bare:
            table("without questions", run(product(bare, day), rows))
    if args.dutch:
        table("encoder on Dutch", run(dense_on_dutch(retriever, load_embedder(settings), day), rows))


if __name__ == "__main__":
    main()
