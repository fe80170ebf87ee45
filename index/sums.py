"""Checksums of the files of an index: what a bad disk changed is noticed before a library reads it, which may end the whole process."""

import json
from collections.abc import Iterable
from pathlib import Path

from corpus.disk import sha256, write_whole
from index.hit import IndexError_


def write_sums(file: Path, files: Iterable[Path]) -> None:
    """Note the checksums of ``files``, which are below the folder of ``file``. Raises OSError."""
    sums = {path.relative_to(file.parent).as_posix(): sha256(path) for path in sorted(files)}
    write_whole(file, (json.dumps(sums, indent=1) + "\n").encode())


def check_sums(file: Path) -> None:
    """Raises :class:`IndexError_` when a file is not as :func:`write_sums` found it. A list that is not there or empty says nothing."""
    try:
        noted = json.loads(file.read_bytes() or b"{}") if file.exists() else {}
        wrong = next((name for name, known in noted.items() if sha256(file.parent / name) != known), None)
    except (OSError, ValueError, AttributeError) as error:
        raise IndexError_(f"De index in {file.parent} is beschadigd ({error}).") from error
    if wrong:
        raise IndexError_(f"De index in {file.parent} is beschadigd ({wrong} is veranderd).")
