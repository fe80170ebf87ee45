"""The audit trail for others: a package for the archive, and what it holds in figures."""

import getpass
import hashlib
import json
import os
import zipfile
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from assistant.watch.chain import AuditError, append, day_files, lines_of, row_of, sha
from assistant.watch.strings import ARCHIVE_README
from assistant.watch.verify import Report, rows, verify


@dataclass(frozen=True, slots=True)
class Holdings:
    """What the trail of an installation holds, for whoever watches over personal data."""

    folder: str
    files: int
    bytes: int
    lines: int
    first: str
    last: str
    answers: int
    accounts: int
    with_content: int
    with_personal_data: int
    missing: int


def holdings(folder: Path) -> Holdings:
    """Count the whole trail; ``first`` and ``last`` are moments (ISO 8601, UTC), ``accounts`` how many different ones are named in it.

    ``with_content`` lines hold a question and an answer, ``with_personal_data`` lines tell that personal data was seen in a question,
    ``missing`` lines could not be written (as far as the trail tells). Raises :class:`OSError`.
    """
    files = day_files(folder)
    lines = answers = content = personal = missing = 0
    first = last = ""
    accounts: set[str] = set()
    for row in rows(folder):
        lines, last = lines + 1, str(row.get("at", ""))
        first = first or last
        accounts |= {str(row["who"])} if row.get("who") not in (None, "-") else set()
        answers += row["event"] == "answer"
        content += "question" in row
        personal += bool(row.get("personal"))
        missing += row["missing"] if row["event"] == "gap" and isinstance(row.get("missing"), int) else 0
    size = sum(path.stat().st_size for path in files)
    return Holdings(str(folder), len(files), size, lines, first, last, answers, len(accounts), content, personal, missing)


def export(folder: Path, out: Path, since: date, until: date) -> tuple[int, Report]:
    """Write the files of the days ``since`` to ``until`` to a new zip; how many lines, and how the whole trail was found.

    That it was done, for which days and by which user of this machine, is a line of the trail itself. Raises :class:`AuditError` when there
    is nothing, or when ``out`` exists or cannot be written.
    """
    chosen = [path for path in day_files(folder) if since.isoformat() <= path.stem <= until.isoformat()]
    if not chosen:
        raise AuditError(f"Er zijn geen regels van {since} tot en met {until} in {folder}. Zie: standpuntwijzer audit show")
    report = verify(folder)
    new = out.with_name(f".{out.name}.{os.getpid()}")
    try:
        if out.exists():
            raise AuditError(f"{out} bestaat al. Kies een andere naam.")
        parts = [_part(path) for path in chosen]
        _pack(new, parts, _manifest([about for _, about in parts], since, until, report))
        os.link(new, out)  # never over a file that was made meanwhile
    except OSError as error:
        raise AuditError(f"{out} is niet te schrijven ({error.strerror}). Kies een andere map.") from error
    finally:
        new.unlink(missing_ok=True)
    append(folder, {"event": "export", "since": since.isoformat(), "until": until.isoformat(), "by": getpass.getuser()})
    return sum(about["lines"] for _, about in parts), report


def _pack(new: Path, parts: list[tuple[bytes, dict[str, Any]]], manifest: dict[str, Any]) -> None:
    """The zip: the lines, the manifest, how to read them, and the checksum of each."""
    files = {about["file"]: text for text, about in parts}
    files |= {"manifest.json": (json.dumps(manifest, indent=1, ensure_ascii=False) + "\n").encode(), "LEESMIJ.txt": ARCHIVE_README.encode()}
    files["SHA256SUMS"] = "".join(f"{hashlib.sha256(text).hexdigest()}  {name}\n" for name, text in files.items()).encode()
    # Only for who made it: it names accounts, and may hold questions.
    with open(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
        for name, text in files.items():
            package.writestr(name, text)


def _part(path: Path) -> tuple[bytes, dict[str, Any]]:
    """The whole lines of a file, and what the manifest says of them. The last of today may still grow: these bytes are what is exported."""
    lines = list(lines_of(path))
    text = b"".join(line + b"\n" for line in lines)
    found = [row for line in lines if (row := row_of(line))]
    ends = {"first": found[0]["n"], "last": found[-1]["n"], "previous_hash": found[0]["prev"]} if found else {}
    about = {"file": path.name, "lines": len(lines), **ends, "last_hash": sha(lines[-1]) if lines else "", "sha256": hashlib.sha256(text).hexdigest()}
    return text, about


def _manifest(parts: list[dict[str, Any]], since: date, until: date, report: Report) -> dict[str, Any]:
    return {
        "made_by": f"standpuntwijzer {version('standpuntwijzer')}",
        "made_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "since": since.isoformat(),
        "until": until.isoformat(),
        "files": parts,
        "trail": {"lines": report.lines, "last": report.last, "last_hash": report.hash, "in_order": report.ok},
        "findings": [asdict(finding) for finding in report.findings],
    }

