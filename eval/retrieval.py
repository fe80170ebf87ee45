"""Search compared with other ways of searching: ``python -m eval.retrieval --half dev --ablate``.

The questions of ``sets/retrieval.jsonl``, by stratum, with the measures of ``eval/ranking.py`` over sections (one hit a section) and their 95%
bootstrap intervals. With ``--ablate`` and ``--dutch`` other systems are measured in the same run over the same passages (``eval/systems.py``).
"""

import argparse
from collections import defaultdict
from collections.abc import Sequence
from datetime import date

from assistant.build import load_embedder, load_retriever
from assistant.settings import load_settings
from eval import ranking
from eval.case import SETS, Case, read_set
from eval.stats import estimate
from eval.systems import SWITCHES, Find, dense_on_dutch, plain, product, switched, without_questions


def scores(hits: Sequence[str], gold: Sequence[str]) -> dict[str, float | None]:
    """The measures of one question."""
    return {
        **{f"success@{k}": ranking.success(hits, gold, k) for k in ranking.CUTS},
        "MRR": ranking.reciprocal_rank(hits, gold),
        "nDCG@10": ranking.ndcg(hits, gold),
    }


def run(find: Find, cases: Sequence[Case]) -> dict[str, list[dict[str, float | None]]]:
    """The measures of every question, by stratum ("built-in lay nl", …) and all together."""
    found: dict[str, list[dict[str, float | None]]] = defaultdict(list)
    for case in cases:
        measured = scores(find(case.query, case.language), case.gold)
        for stratum in (f"{_group(case)} {case.kind} {case.language}", f"{_group(case)} {case.kind}"):
            found[stratum].append(measured)
    return found


def _group(case: Case) -> str:
    document = case.document
    return "algoritmekader" if document.startswith("algoritmekader-") else "ai-act" if document == "ai-verordening-tekst" else "built-in"


def table(name: str, measured: dict[str, list[dict[str, float | None]]]) -> None:
    """One line a stratum."""
    for stratum, rows in sorted(measured.items()):
        cells = []
        for key in rows[0]:
            found = estimate([(value, 1.0) for row in rows if (value := row[key]) is not None])
            cells.append(f"{key} {found.value:.2f} [{found.low:.2f} {found.high:.2f}]" if found else f"{key} -")
        print(f"{name:18} {stratum:24} n={len(rows):3}  " + "  ".join(cells), flush=True)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--half", choices=("dev", "test"), default="dev", help="never tune on test")
    parser.add_argument("--ablate", action="store_true", help="also with parts left out, and plain BM25")
    parser.add_argument("--dutch", action="store_true", help="also the encoder on the Dutch text (minutes)")
    parser.add_argument("--only", choices=("built-in", "ai-act", "algoritmekader"), help="only questions written for these texts")
    args = parser.parse_args()
    cases = [case for case in read_set(SETS / "retrieval.jsonl") if case.half == args.half and args.only in (None, _group(case))]
    settings, day = load_settings(), date.today()
    retriever = load_retriever(settings)
    found = product(retriever, day)
    for name, weights in SWITCHES.items() if args.ablate else [("product", {})]:
        with switched(**weights):
            table(name, run(found, cases))
    if args.ablate:
        for name, find in plain(retriever, day):
            table(name, run(find, cases))
        with without_questions(settings) as bare:
            table("without questions", run(product(bare, day), cases))
    if args.dutch:
        table("encoder on Dutch", run(dense_on_dutch(retriever, load_embedder(settings), day), cases))


if __name__ == "__main__":
    main()
