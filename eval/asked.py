"""What is made of a question before the model writes: ``python -m eval.asked eval/components/{conversations,mixed,yesno,leads}-dev.jsonl``.

A row with ``history`` is a follow-up: is it seen that it leans on what was asked before, and does what is searched find the section, compared
with the same question written out in full and with the bare one? A row with ``parts`` holds several questions: is each answered from its
section, and is the part without an answer said to have none? A row with ``accept`` is a yes/no question: is the opening right, silent, or
wrong? Shares with their 95% Wilson interval.
"""

import argparse
from collections import defaultdict
from datetime import date
from pathlib import Path

from assistant.build import load_retriever
from assistant.find import Finder, Found
from assistant.pipeline import opening_key
from assistant.relevance import Relevance
from assistant.rewrite import standalone
from assistant.settings import load_settings
from eval.rows import Row, is_gold, read_rows, share

OPENINGS = {
    "principle_not": {"in_beginsel_niet"},
    "no": {"nee"},
    "no_unless": {"nee_tenzij"},
    "conditional": {"onder_voorwaarden"},
    "required": {"verplicht"},
    "required_then": {"verplicht"},
    "not_required": {"niet_verplicht"},
    "depends": {"hangt_ervan_af", "onder_voorwaarden"},
    "yes": {"ja"},
}
Outcome = dict[str, bool]


def follow_up(finder: Finder, row: Row) -> Outcome:
    """Of one row with ``history``, ``leans`` and the question ``standalone``."""
    searched = standalone(row["query"], row["history"])
    return {
        "leaning seen": (searched != row["query"]) == row["leans"],
        "key passage of a gold section": _quoted(_find(finder, searched), row["gold"]),
        "… written out in full": _quoted(_find(finder, row["standalone"]), row["gold"]),
        "… as typed": _quoted(_find(finder, row["query"]), row["gold"]),
    }


def mixed(finder: Finder, row: Row) -> Outcome:
    """Of one row with ``parts``; what cannot be said of its kind is left out."""
    found = _find(finder, row["query"])
    asked = [part["gold"] for part in row["parts"] if part["gold"]]
    result = {f"{row['kind']}: every part with an answer quoted from its section": all(_quoted(found, gold) for gold in asked)}
    if len(asked) < len(row["parts"]):
        said = len(found.absent) == len(row["parts"]) - len(asked) or found.verdict is not Relevance.ANSWER
        return result | {f"{row['kind']}: said what has no answer": said}
    return result | {f"{row['kind']}: wrongly said that a part has none": bool(found.absent)}


def opening(finder: Finder, row: Row) -> Outcome:
    """Of one row with ``accept``, the openings that are right."""
    found = _find(finder, row["query"])
    key = opening_key(found) if found.verdict is Relevance.ANSWER else None
    return {"given": key is not None, "wrong": key is not None and not OPENINGS[key] & set(row["accept"])}


def _find(finder: Finder, question: str) -> Found:
    return finder.find(question, date.today(), frozenset())


def _quoted(found: Found, gold: list[str]) -> bool:
    return any(is_gold(f"{quote.passage.document_id}/{quote.passage.section_id}", gold) for quote in found.quotes)


def main() -> None:
    """Print one table a file."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=Path, nargs="+")
    args = parser.parse_args()
    finder = Finder(load_retriever(load_settings()))
    for file in args.file:
        table: dict[str, list[bool]] = defaultdict(list)
        for row in read_rows(file):
            measure = follow_up if "history" in row else mixed if "parts" in row else opening
            for name, value in measure(finder, row).items():
                table[name].append(value)
        print(file.stem)
        for name, values in table.items():
            print(f"  {name:62} {share(values)}")


if __name__ == "__main__":
    main()
