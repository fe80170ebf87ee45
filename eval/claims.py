"""How well the check tells faithful sentences from changed ones: ``python -m eval.claims eval/sets/claims-dev.jsonl``.

Rows as in ``eval/sets/README.md``: a sentence, the literal source it is checked against, and whether a careful reader would call it
faithful. Measures: the share of faithful sentences kept and of wrong ones caught, by kind of change, with 95% Wilson intervals. With
``--model`` the generator judges what the rules let through as well (``assistant/judge.py``).
"""

import argparse
import json
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from assistant.build import load_documents
from assistant.settings import load_settings
from assistant.verify import support

Row = dict[str, Any]


def wilson(hits: int, n: int, z: float = 1.96) -> tuple[float, float]:
    """95% interval of a share (Wilson 1927)."""
    middle = (hits + z * z / 2) / (n + z * z)
    half = z * ((hits * (n - hits) / n + z * z / 4) ** 0.5) / (n + z * z)
    return middle - half, middle + half


def load(files: Sequence[Path], texts: dict[str, tuple[str, str]]) -> tuple[list[Row], int]:
    """The rows, each with its ``source``, and how many rest on texts that are not here.

    ``texts`` holds the Dutch and English text of every section by "document-id/section-id"; official texts are quoted by place.
    """
    rows = [json.loads(line) for file in files for line in file.read_text(encoding="utf-8").splitlines() if line.strip()]
    known = [row for row in rows if "source" in row or row["place"] in texts]
    for row in known:
        if "source" not in row:
            text = texts[row["place"]][row["language"] == "en"]
            row["source"] = " ".join(text[start:end] for start, end in row["spans"])
    return known, len(rows) - len(known)


def outcome(row: Row) -> tuple[bool, str]:
    """Whether the check keeps the sentence, and why."""
    found = support(row["sentence"], [row["source"]], row["language"])
    return found.evidence is not None, found.reason


def main() -> None:
    """Print the table, and with -v every sentence that was judged wrongly."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=Path, nargs="+")
    parser.add_argument("-v", "--verbose", action="store_true", help="show what went wrong")
    args = parser.parse_args()
    texts = {f"{d.id}/{s.id}": (s.text, s.english) for d in load_documents(load_settings()) for s in d.sections}
    rows, missing = load(args.file, texts)
    if missing:
        print(f"{missing} rows rest on official texts that are not added here (standpuntwijzer corpus add) and are left out")
    right: dict[tuple[str, str], list[bool]] = defaultdict(list)
    for row in rows:
        kept, reason = outcome(row)
        good = kept == (row["label"] == "faithful")
        for kind in (row["kind"], "all", f"all {row['language']}"):
            right[row["label"], kind].append(good)
        if args.verbose and not good:
            print(f"[{row['label']} {row['kind']}: {reason}]\n  {row['source']}\n  {row['sentence']}")
    for (label, kind), values in sorted(right.items()):
        low, high = wilson(sum(values), len(values))
        verb = "kept" if label == "faithful" else "caught"
        print(f"{label} {kind:12} {verb} {sum(values) / len(values):.2f} [{low:.2f} {high:.2f}] n={len(values)}")


if __name__ == "__main__":
    main()
