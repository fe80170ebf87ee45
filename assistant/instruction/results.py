"""How groups did, without anybody in it: per group and question how many answered it, and how many of those at once right.

A trainer opens a group and gives its code out; a page that was opened with that code sends, at the end, which questions went right. Nothing says
who sent it or when within the day, and no figure is shown of fewer than :data:`FEWEST` people.
"""

import json
import re
import secrets
from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date
from pathlib import Path

from assistant.instruction.lesson import LessonError
from corpus.disk import append_line, write_whole

# Fewer than this, and a figure could be about somebody.
FEWEST = 5
_CODE = re.compile(r"[a-z2-9]{6}")
# No letter or digit that is taken for another one.
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
_MOST_ROWS = 20_000


@dataclass(frozen=True, slots=True)
class Group:
    """A group that follows a lesson; ``closed`` when nothing is counted any more."""

    code: str
    lesson: str
    version: int
    name: str
    opened: date
    closed: bool = False


@dataclass(frozen=True, slots=True)
class Tally:
    """How a question went: by how many people it was answered, and how many had it right at the first try."""

    exercise: str
    answered: int
    right: int

    @property
    def wrong_share(self) -> float:
        """The share (0 to 1) that had it wrong at first."""
        return 1 - self.right / self.answered if self.answered else 0.0


@dataclass(frozen=True, slots=True)
class Summary:
    """A group's result: ``people`` sent theirs in; ``tallies`` the most often wrong first, empty when there are too few people."""

    group: Group
    people: int
    tallies: tuple[Tally, ...]


class Groups:
    """The groups in ``folder``: ``<code>.json`` and ``<code>.jsonl`` with a line for each who finished."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def open(self, lesson: str, version: int, name: str, day: date) -> Group:
        """A new group with a code of its own."""
        code = next(code for _ in range(100) if not (self.folder / f"{(code := _fresh())}.json").exists())
        group = Group(code, lesson, version, name, day)
        self._save(group)
        return group

    def close(self, code: str) -> None:
        """Count nothing more for a group."""
        group = self.get(code)
        if group:
            self._save(replace(group, closed=True))

    def delete(self, code: str) -> None:
        """Take away a group and what was counted."""
        if _CODE.fullmatch(code):
            (self.folder / f"{code}.json").unlink(missing_ok=True)
            (self.folder / f"{code}.jsonl").unlink(missing_ok=True)

    def get(self, code: str) -> Group | None:
        """The group of a code; None when there is none. Raises :class:`LessonError` for one that is damaged."""
        file = self.folder / f"{code}.json"
        if not _CODE.fullmatch(code) or not file.is_file():
            return None
        try:
            row = json.loads(file.read_text(encoding="utf-8"))
            return Group(**(row | {"opened": date.fromisoformat(row["opened"])}))
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise LessonError(f"{file} is beschadigd. Zet het terug uit een reservekopie (standpuntwijzer restore) of haal het weg.") from error

    def all(self) -> tuple[Group, ...]:
        """Every group, the newest first."""
        codes = [path.stem for path in self.folder.glob("*.json")] if self.folder.is_dir() else []
        found = [group for code in codes if (group := self.get(code))]
        return tuple(sorted(found, key=lambda group: (group.opened, group.code), reverse=True))

    def record(self, code: str, outcomes: Mapping[str, bool]) -> bool:
        """Count one person's result (exercise → right at the first try); False when the group is unknown, closed or full."""
        group, file = self.get(code), self.folder / f"{code}.jsonl"
        if group is None or group.closed or len(self._rows(code)) >= _MOST_ROWS:
            return False
        line = json.dumps({key: bool(value) for key, value in sorted(outcomes.items())})
        try:
            append_line(file, line.encode())
        except OSError as error:
            raise LessonError(f"{file} is niet te schrijven: {error.strerror}.") from error
        return True

    def summary(self, group: Group) -> Summary:
        """How a group did."""
        rows = self._rows(group.code)
        if len(rows) < FEWEST:
            return Summary(group, len(rows), ())
        answered = Counter(name for row in rows for name in row)
        right = Counter(name for row in rows for name, good in row.items() if good)
        tallies = [Tally(name, answered[name], right[name]) for name in answered if answered[name] >= FEWEST]
        return Summary(group, len(rows), tuple(sorted(tallies, key=lambda tally: (-tally.wrong_share, tally.exercise))))

    def rows(self, code: str) -> tuple[dict[str, bool], ...]:
        """What each person in a group had right (exercise → right at the first try), in an order that tells nothing of who came when.

        Nothing of fewer than :data:`FEWEST` people: no rows of a smaller group, and no exercise that fewer answered.
        """
        rows = self._rows(code)
        if len(rows) < FEWEST:
            return ()
        answered = Counter(name for row in rows for name in row)
        kept = ({name: good for name, good in sorted(row.items()) if answered[name] >= FEWEST} for row in rows)
        return tuple(sorted(kept, key=lambda row: tuple(row.items())))

    def _rows(self, code: str) -> list[dict[str, bool]]:
        file = self.folder / f"{code}.jsonl"
        if not file.is_file():
            return []
        # A line that was cut off when the machine stopped is nobody's result.
        return [row for line in file.read_text(encoding="utf-8").splitlines() if (row := _row(line)) is not None]

    def _save(self, group: Group) -> None:
        row = asdict(group) | {"opened": group.opened.isoformat()}
        file = self.folder / f"{group.code}.json"
        try:
            write_whole(file, json.dumps(row, ensure_ascii=False).encode())
        except OSError as error:
            raise LessonError(f"{file} is niet te schrijven: {error.strerror}.") from error


def _fresh() -> str:
    return "".join(secrets.choice(_LETTERS) for _ in range(6))


def _row(line: str) -> dict[str, bool] | None:
    try:
        row = json.loads(line)
    except ValueError:
        return None
    return row if isinstance(row, dict) else None
