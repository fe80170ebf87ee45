"""How much personal data in a question is seen, and how often it is seen where there is none: ``python -m eval.personal --half dev``.

A kind is recalled when what was found of that kind touches it, and precise when what was found touches some of that kind. ``left`` is the share of
personal characters that would still be there after removal. The questions of ``sets`` were written without personal data of real people; what is
found in them is shown with ``-v``. Shares with their 95% bootstrap interval over sentences (``eval/stats.py``).
"""

import argparse
from collections.abc import Iterable
from pathlib import Path

from assistant.personal import Kind, Span, find
from eval.case import SETS, read_set
from eval.rows import Row, read_rows, share
from eval.stats import Estimate, Score, estimate

COMPONENTS = Path(__file__).parent / "components"


def gold(row: Row) -> tuple[Span, ...]:
    """What is personal in a row of ``personal-*.jsonl``."""
    return tuple(Span(Kind(span["kind"]), span["start"], span["end"]) for span in row["spans"])


def recall(row: Row, kind: Kind) -> Score:
    """(seen, there are) of one kind in a row."""
    there, found = _of(gold(row), kind), _of(find(row["text"]), kind)
    return sum(any(_touch(span, other) for other in found) for span in there), len(there)


def precision(row: Row, kind: Kind) -> Score:
    """(right, found) of one kind in a row."""
    there, found = _of(gold(row), kind), _of(find(row["text"]), kind)
    return sum(any(_touch(span, other) for other in there) for span in found), len(found)


def left(row: Row) -> Score:
    """(characters that stay, characters) of all that is personal in a row; of names a "van" that stays counts too."""
    removed = {place for span in find(row["text"]) for place in range(span.start, span.end)}
    personal = {place for span in gold(row) for place in range(span.start, span.end) if row["text"][place].isalnum()}
    return len(personal - removed), len(personal)


def _of(spans: Iterable[Span], kind: Kind) -> list[Span]:
    return [span for span in spans if span.kind is kind]


def _touch(one: Span, other: Span) -> bool:
    return one.start < other.end and other.start < one.end


def _shown(found: Estimate | None) -> str:
    return f"{found.value:.2f} [{found.low:.2f} {found.high:.2f}]" if found else "-"


def main() -> None:
    """Print the table, and with -v every sentence in which something was missed or wrongly seen."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--half", choices=("dev", "test"), default="dev", help="never tune on test")
    parser.add_argument("-v", "--verbose", action="store_true", help="show what went wrong")
    args = parser.parse_args()
    rows = read_rows(COMPONENTS / f"personal-{args.half}.jsonl")
    print(f"{'kind':14} {'recall':18} {'precision':18} there are")
    for kind in Kind:
        there = sum(int(recall(row, kind)[1]) for row in rows)
        print(f"{kind:14} {_shown(estimate([recall(r, kind) for r in rows])):18} {_shown(estimate([precision(r, kind) for r in rows])):18} {there}")
    print(f"left after removal: {_shown(estimate([left(row) for row in rows]))}")
    print(f"sentences with personal data in which some is seen: {share([bool(find(r['text'])) for r in rows if r['spans']])}")
    print(f"sentences without in which none is seen: {share([not find(r['text']) for r in rows if not r['spans']])}")
    asked = [text for file in sorted(SETS.glob("*.jsonl")) for case in read_set(file) for text in (case.query, *case.history)]
    print(f"questions of eval/sets in which none is seen: {share([not find(text) for text in asked])}")
    if args.verbose:
        _show(rows, asked)


def _show(rows: list[Row], asked: list[str]) -> None:
    for row in rows:
        text = row["text"]
        found, there = ({(str(span.kind), text[span.start : span.end]) for span in spans} for spans in (find(text), gold(row)))
        if found != there:
            print(f"\n{row['qid']} {text}\n  missed {sorted(there - found)}\n  extra  {sorted(found - there)}")
    for text in dict.fromkeys(asked):
        if spans := find(text):
            print(f"\nsets: {text}\n  {[(str(span.kind), text[span.start : span.end]) for span in spans]}")


if __name__ == "__main__":
    main()
