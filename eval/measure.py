"""Measure retrieval, key passages and abstaining on a question set: ``python -m eval.measure eval/components/dev.jsonl``.

A row is ``{"qid", "query", "language", "gold": ["document/section", "document/*", …], "key": ["word", …]}``; an empty ``gold``
means that the corpus does not hold the answer. Measures: recall@k and reciprocal rank of the first gold section (Manning et al.
2008, ch. 8), the share of questions whose key passages hold a gold section and one of the key words, and abstention.
"""

import argparse
import json
from datetime import date
from pathlib import Path
from typing import Any

from assistant.answer import Retrieved
from assistant.build import load_retriever
from assistant.pipeline import Assistant
from assistant.relevance import Relevance
from assistant.settings import load_settings
from eval.rows import is_gold, read_rows
from index.hit import Hit


def rank_of(hits: tuple[Hit, ...], gold: list[str]) -> int:
    """Place (1 = first) of the first hit in a gold section; 0 when there is none."""
    return next((k for k, hit in enumerate(hits, 1) if is_gold(hit.passage.id.split("#")[0], gold)), 0)


def measure(assistant: Assistant, rows: list[dict[str, Any]], verbose: bool) -> dict[str, float]:
    """The measures over ``rows``, each a share between 0 and 1."""
    ranks: list[int] = []
    shown, keyed, keys, wrong_silence, spoken, absent = 0, 0, 0, 0, 0, 0
    for row in rows:
        found = next(event for event in assistant.stream(row["query"], on=date.today()) if isinstance(event, Retrieved))
        strength = found.chance
        texts = " ".join(quote.text for quote in found.quotes).lower()
        if not row["gold"]:
            absent += 1
            spoken += found.verdict is Relevance.ANSWER
            good = not found.quotes
        else:
            place = rank_of(found.hits, row["gold"])
            ranks.append(place)
            wrong_silence += found.verdict is not Relevance.ANSWER
            good = any(is_gold(quote.passage.id.split("#")[0], row["gold"]) for quote in found.quotes)
            shown += good
            if "key" in row:
                keys += 1
                hit = any(word in texts for word in row["key"])
                keyed += hit
                good = good and hit
        if verbose and not good:
            print(f"{row['qid']} {strength:.2f} {row['query']}\n    gold {row['gold']} {row.get('key', '')}")
            for quote in found.quotes:
                print(f"    {quote.score:.2f} {quote.passage.id}: {quote.text[:110]}")
    answerable = max(1, len(ranks))
    return {
        "questions": len(rows),
        "recall@1": sum(r == 1 for r in ranks) / answerable,
        "recall@3": sum(0 < r <= 3 for r in ranks) / answerable,
        "recall@10": sum(r > 0 for r in ranks) / answerable,
        "mrr": sum(1 / r for r in ranks if r) / answerable,
        "key passage from a gold section": shown / answerable,
        "key words shown": keyed / max(1, keys),
        "answerable but not answered": wrong_silence / answerable,
        "absent but answered": spoken / max(1, absent),
    }


def main() -> None:
    """Print the measures as one JSON object."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=Path)
    parser.add_argument("-v", "--verbose", action="store_true", help="show what went wrong")
    args = parser.parse_args()
    rows = read_rows(args.file)
    assistant = Assistant(load_retriever(load_settings()), None)
    print(json.dumps({name: round(value, 3) for name, value in measure(assistant, rows, args.verbose).items()}, indent=1))


if __name__ == "__main__":
    main()
