"""Read the audit trail again and say what is not as it was written: where, and what."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any

from assistant.watch.chain import ZERO, Head, day_files, lines_of, locked, read_head, row_of, sha


class Kind(StrEnum):
    """What is wrong at a place."""

    CHANGED = "changed"
    REMOVED = "removed"
    INSERTED = "inserted"
    MOVED = "moved"
    UNREADABLE = "unreadable"
    CUT = "cut"
    START = "start"
    HEAD = "head"
    UNFINISHED = "unfinished"
    OTHER_HEAD = "other-head"


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault: in ``file`` at ``line`` (from 1; 0: the file as a whole), about the lines with the numbers ``first`` to ``last``."""

    kind: Kind
    file: str
    line: int
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Report:
    """What was read; in order when there are no ``findings``. ``unfinished``: half a line at the end, of a writer that was stopped."""

    files: int
    lines: int
    first: int
    last: int
    hash: str
    findings: tuple[Finding, ...]
    unfinished: bool = False

    @property
    def ok(self) -> bool:
        """Whether the trail is as it was written."""
        return not self.findings


@dataclass(slots=True)
class _Chain:
    """How far has been read: the number and hash of the last line that counts, and what is known of lines to come."""

    n: int = 0
    hash: str = ZERO
    lines: int = 0
    first: int = 0
    sure: bool = True
    findings: list[Finding] = field(default_factory=list)
    anchors: dict[int, str] = field(default_factory=dict)
    hashes: dict[int, str] = field(default_factory=dict)
    start: tuple[str, int, str] | None = None


def verify(folder: Path, known: tuple[int, str] | None = None) -> Report:
    """Read the whole trail. ``known`` is the number and hash of a line, noted earlier in another place, that must still be in it."""
    with locked(folder, write=False):
        head = read_head(folder)
        sizes = [(path, path.stat().st_size) for path in day_files(folder)]
    line = 0
    wanted = {number for number in (head.n if head else 0, known[0] if known else 0) if number}
    chain, unfinished = _Chain(), False
    for path, size in sizes:
        line = read = 0
        for line, raw in enumerate(lines_of(path, size), start=1):
            _step(chain, path.name, line, raw, wanted)
            read += len(raw) + 1
        if read < size:
            unfinished = path == sizes[-1][0]
            if not unfinished:
                chain.findings.append(Finding(Kind.UNFINISHED, path.name, line + 1, chain.n, chain.n))
    _start(chain)
    _end(chain, head, sizes[-1][0].name if sizes else "", line)
    if known and chain.hashes.get(known[0], ZERO if known[0] else known[1]) != known[1]:
        chain.findings.append(Finding(Kind.OTHER_HEAD, "", 0, known[0], known[0]))
    return Report(len(sizes), chain.lines, chain.first, chain.n, chain.hash, tuple(_settled(chain.findings)), unfinished)


def rows(folder: Path) -> Iterator[dict[str, Any]]:
    """Every line that can be read, oldest first."""
    for path in day_files(folder):
        yield from (row for line in lines_of(path) if (row := row_of(line)))


def _step(chain: _Chain, file: str, line: int, raw: bytes, wanted: set[int]) -> None:
    """Read one line."""
    row, own = row_of(raw), sha(raw)
    chain.lines += 1
    if row is None:
        chain.findings.append(Finding(Kind.UNREADABLE, file, line, chain.n + 1, chain.n + 1))
        # It stands for a line that was there: the next one is not to be blamed.
        chain.n, chain.hash, chain.sure = chain.n + 1, own, False
        return
    n = row["n"]
    if chain.start is None:
        chain.start, chain.first = (file, n, row["prev"]), n
    elif n <= chain.n:
        chain.findings.append(Finding(Kind.INSERTED, file, line, n, n))
        return
    elif n > chain.n + 1:
        chain.findings.append(Finding(Kind.REMOVED, file, line, chain.n + 1, n - 1))
    elif row["prev"] != chain.hash and chain.sure:
        # The line before is not the one that this line was written after.
        chain.findings.append(Finding(Kind.CHANGED, file, max(1, line - 1), n - 1, n))
    chain.n, chain.hash, chain.sure = n, own, True
    if n in wanted:
        chain.hashes[n] = own
    if row["event"] == "recovered" and row.get("what") == "head":
        # Until here a tail may have been cut off together with the head.
        chain.findings.append(Finding(Kind.HEAD, file, line, n, n))
    if row["event"] == "purge":
        chain.anchors |= {anchor["last"]: anchor["hash"] for anchor in _anchors(row)}


def _anchors(row: dict[str, Any]) -> Iterator[dict[str, Any]]:
    told = row.get("anchors")
    for anchor in told if isinstance(told, list) else []:
        if isinstance(anchor, dict) and type(anchor.get("last")) is int and isinstance(anchor.get("hash"), str):
            yield anchor


def _start(chain: _Chain) -> None:
    """The first line is the first ever, or what was before it was removed by a purge that is told of."""
    if chain.start is None:
        return
    file, n, before = chain.start
    if (chain.anchors | {0: ZERO}).get(n - 1) != before:
        chain.findings.insert(0, Finding(Kind.START, file, 1, 1, n - 1))


def _end(chain: _Chain, head: Head | None, file: str, line: int) -> None:
    """The last line is the one that the head names, or comes after it."""
    if head is None:
        if chain.lines:
            chain.findings.append(Finding(Kind.HEAD, "head.json", 0, chain.n, chain.n))
    elif head.n > chain.n:
        chain.findings.append(Finding(Kind.CUT, file or head.file, line, chain.n + 1, head.n))
    elif head.n and chain.hashes.get(head.n) != head.hash:
        chain.findings.append(Finding(Kind.CHANGED, head.file, 0, head.n, head.n))


def _settled(findings: list[Finding]) -> Iterator[Finding]:
    """A line that is missing at one place and stands at another was moved."""
    gaps = [finding for finding in findings if finding.kind is Kind.REMOVED]
    moved = {one.first for one in findings if one.kind is Kind.INSERTED and any(gap.first <= one.first <= gap.last for gap in gaps)}
    for finding in findings:
        if finding.kind is Kind.INSERTED and finding.first in moved:
            yield Finding(Kind.MOVED, finding.file, finding.line, finding.first, finding.last)
        elif finding.kind is not Kind.REMOVED or not all(n in moved for n in range(finding.first, finding.last + 1)):
            yield finding
