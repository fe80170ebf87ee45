"""What is made of a question before the model writes: ``python -m eval.asked --half dev``.

A follow-up (``sets/follow-ups.jsonl``; ``components/follow-ups.jsonl`` has it in full): is it seen that it leans on what was asked before, and
does what is searched find the section, compared with the same question written out in full and with the bare one? A message of several
questions (``components/mixed-*.jsonl``): is each answered from its section, and is the part without an answer said to have none? A yes/no
question (``sets/openings.jsonl``): is the opening right, silent, or wrong? Shares with their 95% Wilson interval.
"""

import argparse
from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from assistant.build import load_retriever
from assistant.find import Finder, Found
from assistant.pipeline import opening_key
from assistant.relevance import Relevance
from assistant.rewrite import standalone
from assistant.settings import load_settings
from eval.case import SETS, Case, read_set
from eval.rows import Row, is_gold, read_rows, share

COMPONENTS = Path(__file__).parent / "components"
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


def follow_up(finder: Finder, case: Case, leans: bool, in_full: str) -> Outcome:
    """Of one follow-up; ``leans`` says whether it needs what was asked before, ``in_full`` is the question written out."""
    searched = standalone(case.query, case.history)
    return {
        "leaning seen": (searched != case.query) == leans,
        "key passage of a gold section": _quoted(_find(finder, searched), case.gold),
        "… written out in full": _quoted(_find(finder, in_full), case.gold),
        "… as typed": _quoted(_find(finder, case.query), case.gold),
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


def opening(finder: Finder, case: Case) -> Outcome:
    """Of one yes/no question."""
    found = _find(finder, case.query)
    key = opening_key(found) if found.verdict is Relevance.ANSWER else None
    return {"given": key is not None, "wrong": key is not None and not OPENINGS[key] & set(case.accept)}


def _find(finder: Finder, question: str) -> Found:
    return finder.find(question, date.today(), frozenset())


def _quoted(found: Found, gold: Sequence[str]) -> bool:
    return any(is_gold(f"{quote.passage.document_id}/{quote.passage.section_id}", gold) for quote in found.quotes)


def main() -> None:
    """Print one table a set."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--half", choices=("dev", "test"), default="dev", help="never tune on test")
    half = parser.parse_args().half
    finder = Finder(load_retriever(load_settings()))
    full = {row["qid"]: row for row in read_rows(COMPONENTS / "follow-ups.jsonl")}
    outcomes = [("follow-ups", follow_up(finder, case, full[case.qid]["leans"], full[case.qid]["standalone"])) for case in _cases("follow-ups", half)]
    outcomes += [("mixed", mixed(finder, row)) for row in read_rows(COMPONENTS / f"mixed-{half}.jsonl")]
    outcomes += [(f"openings, {case.kind}", opening(finder, case)) for case in _cases("openings", half)]
    table: dict[tuple[str, str], list[bool]] = defaultdict(list)
    for name, outcome in outcomes:
        for measure, value in outcome.items():
            table[name, measure].append(value)
    for (name, measure), values in table.items():
        print(f"{name:20} {measure:62} {share(values)}")


def _cases(name: str, half: str) -> list[Case]:
    return [case for case in read_set(SETS / f"{name}.jsonl") if case.half == half]


if __name__ == "__main__":
    main()
