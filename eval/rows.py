"""The rows of a set, whether a place is gold, and how sure a share is: what every measurement needs."""

import json
from collections.abc import Sequence
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

Row = dict[str, Any]


def read_rows(*files: Path) -> list[Row]:
    """The rows of JSON-lines files, one after the other; empty lines are skipped."""
    return [json.loads(line) for file in files for line in file.read_text(encoding="utf-8").splitlines() if line.strip()]


def is_gold(place: str, gold: Sequence[str]) -> bool:
    """Whether a "document-id/section-id" is among ``gold``, where "document-id/*" stands for any of its sections."""
    return any(fnmatch(place, pattern) for pattern in gold)


def wilson(hits: int, n: int, z: float = 1.96) -> tuple[float, float]:
    """95% interval of a share (Wilson 1927)."""
    middle = (hits + z * z / 2) / (n + z * z)
    half = z * ((hits * (n - hits) / n + z * z / 4) ** 0.5) / (n + z * z)
    return middle - half, middle + half


def share(values: Sequence[bool]) -> str:
    """A share with its interval, as text: "0.82 [0.72 0.89] n=79"."""
    low, high = wilson(sum(values), len(values))
    return f"{sum(values) / len(values):.2f} [{low:.2f} {high:.2f}] n={len(values)}"
