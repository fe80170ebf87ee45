"""How well the check tells faithful sentences from changed ones: ``python -m eval.claims eval/components/claims-dev.jsonl``.

Rows as in ``eval/components/README.md``: a sentence, the literal source it is checked against, and whether a careful reader would call it
faithful. With ``--judge`` the second opinion is asked as well. Measures: the share of faithful
sentences kept and of wrong ones caught, by kind of change, with 95% Wilson intervals.
"""

import argparse
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

from assistant.build import load_documents, load_generator, load_judge
from assistant.judge import Judge
from assistant.settings import load_settings
from assistant.verify import REASONS, support
from eval.rows import Row, read_rows, share


def load(files: Sequence[Path], texts: dict[str, tuple[str, str]]) -> tuple[list[Row], int]:
    """The rows, each with its ``source``, and how many rest on texts that are not here.

    ``texts`` holds the Dutch and English text of every section by "document-id/section-id"; official texts are quoted by place.
    """
    rows = read_rows(*files)
    known = [row for row in rows if "source" in row or row["place"] in texts]
    for row in known:
        if "source" not in row:
            text = texts[row["place"]][row["language"] == "en"]
            row["source"] = " ".join(text[start:end] for start, end in row["spans"])
    return known, len(rows) - len(known)


def outcome(row: Row, judge: Judge | None = None) -> tuple[bool, str]:
    """Whether the check keeps the sentence, and why; a ``judge`` may veto what the rules let through."""
    found = support(row["sentence"], [row["source"]], row["language"])
    if judge and found.evidence is not None and judge.vetoes(row["source"], found.sentence, row["language"]):
        return False, REASONS[row["language"]]["judge"]
    return found.evidence is not None, found.reason


def main() -> None:
    """Print the table, and with -v every sentence that was judged wrongly."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=Path, nargs="+")
    parser.add_argument("-v", "--verbose", action="store_true", help="show what went wrong")
    parser.add_argument("--judge", action="store_true", help="also ask the second opinion of STANDPUNT_JUDGE (slow)")
    args = parser.parse_args()
    settings = load_settings()
    judge = load_judge(settings, load_generator(settings)) if args.judge else None
    texts = {f"{d.id}/{s.id}": (s.text, s.english) for d in load_documents(settings) for s in d.sections}
    rows, missing = load(args.file, texts)
    if missing:
        print(f"{missing} rows rest on official texts that are not added here (standpuntwijzer corpus add) and are left out")
    right: dict[tuple[str, str], list[bool]] = defaultdict(list)
    for row in rows:
        kept, reason = outcome(row, judge)
        good = kept == (row["label"] == "faithful")
        for kind in (row["kind"], "all", f"all {row['language']}"):
            right[row["label"], kind].append(good)
        if args.verbose and not good:
            print(f"[{row['label']} {row['kind']}: {reason}]\n  {row['source']}\n  {row['sentence']}")
    for (label, kind), values in sorted(right.items()):
        print(f"{label} {kind:12} {'kept' if label == 'faithful' else 'caught'} {share(values)}")


if __name__ == "__main__":
    main()
