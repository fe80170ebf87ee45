"""Questions from a file: JSON lines ``{"qid": …, "query": …}``."""

import json
from collections.abc import Iterator
from pathlib import Path

from assistant.guard import QuestionError


def read_rows(path: Path) -> Iterator[dict[str, str]]:
    """The rows of a file, checked. Raises :class:`QuestionError` naming the line that is wrong."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise QuestionError(f"{path} is niet te lezen: {error}.", f"{path} cannot be read: {error}.") from error
    for number, line in enumerate(lines, start=1):
        if line.strip():
            try:
                row = json.loads(line)
                yield {"qid": row["qid"], "query": str(row["query"])}
            except (ValueError, KeyError, TypeError) as error:
                shape = '{"qid": …, "query": …}'
                raise QuestionError(
                    f"{path}, regel {number}: verwacht {shape}.", f"{path}, line {number}: expected {shape}."
                ) from error
