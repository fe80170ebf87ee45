"""What is kept of a file that arrived: its receipt, and how it takes its place beside what was already held.

A receipt stands next to its file as ``<name>.receipt.json``. A file that differs from what is held never takes its place by
itself: it is put aside as ``<name>.gewijzigd`` until someone accepts it.
"""

import json
import os
import re
from dataclasses import asdict, dataclass, fields
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path

from corpus.disk import sha256

RECEIPT = ".receipt.json"
ASIDE = ".gewijzigd"
_PROLOG = re.compile(rb"<!--.*?-->|<\?.*?\?>|<![^>\[]*(?:\[.*?\]\s*)?>", re.DOTALL)


class Outcome(StrEnum):
    """What became of one file."""

    NIEUW = "nieuw"
    ONGEWIJZIGD = "ongewijzigd"
    GEWIJZIGD = "gewijzigd"
    VERVANGEN = "vervangen"
    HERSTELD = "hersteld"
    ONTBREEKT = "ontbreekt"
    MISLUKT = "mislukt"


@dataclass(frozen=True, slots=True)
class Receipt:
    """Where a file came from and what it was, to check it later and to ask the publisher only for what is new."""

    url: str
    final_url: str
    etag: str
    last_modified: str
    sha256: str
    bytes: int
    content_type: str
    fetched_at: str


def read_receipt(file: Path) -> Receipt | None:
    """The receipt of ``file``; None when there is none that can be read."""
    try:
        data = json.loads(_receipt_path(file).read_text(encoding="utf-8"))
        receipt = Receipt(**data)
    except (OSError, ValueError, TypeError):
        return None
    return receipt if all(isinstance(getattr(receipt, f.name), int if f.name == "bytes" else str) for f in fields(Receipt)) else None


def held(file: Path) -> Receipt | None:
    """The receipt of a file that is still what its receipt says; None when it is absent, damaged or without receipt."""
    receipt = read_receipt(file)
    return receipt if receipt and file.is_file() and sha256(file) == receipt.sha256 else None


def aside(file: Path) -> Path:
    """Where a version that waits to be accepted stands."""
    return file.with_name(file.name + ASIDE)


def place(part: Path, file: Path, receipt: Receipt, *, accept: bool) -> Outcome:
    """Move a whole file into place by rename, or put it aside when it differs from what is held and ``accept`` is False.

    What is held is what the receipt says, or the file itself when it has none. The receipt is written last: after a crash in
    between, the next run compares with the file.
    """
    known = read_receipt(file)
    digest = known.sha256 if known else sha256(file) if file.is_file() else ""
    if not file.is_file():
        outcome = Outcome.NIEUW
    elif digest == receipt.sha256:
        outcome = Outcome.ONGEWIJZIGD if sha256(file) == digest else Outcome.HERSTELD
    else:
        outcome = Outcome.VERVANGEN if accept else Outcome.GEWIJZIGD
    target = aside(file) if outcome is Outcome.GEWIJZIGD else file
    os.replace(part, target)
    _write_receipt(target, receipt)
    if target is file:
        discard(aside(file))
    return outcome


def discard(file: Path) -> None:
    """Remove a file and its receipt, if they are there."""
    file.unlink(missing_ok=True)
    _receipt_path(file).unlink(missing_ok=True)


def now() -> str:
    """This moment as a receipt notes it."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def defect(path: Path, form: str) -> str:
    """What is wrong with a file that should be ``form`` ("xml", "html", "pdf", "docx" or "tekst"); empty when nothing is.

    Looks at the first and the last bytes: is it of that form, and does it end as that form must?
    """
    with path.open("rb") as handle:
        head = handle.read(4096)
        handle.seek(max(0, path.stat().st_size - 2048))
        tail = handle.read()
    whole = True
    if form == "pdf":
        good, whole = b"%PDF-" in head[:1024], b"%%EOF" in tail
    elif form == "html":
        good, whole = b"<html" in head.lower(), b"</html" in tail.lower()
    elif form == "docx":
        good, whole = head.startswith(b"PK\x03\x04"), b"PK\x05\x06" in tail
    elif form == "xml":
        root = re.match(rb"\s*<([\w.:-]+)", _PROLOG.sub(b"", head.removeprefix(b"\xef\xbb\xbf")))
        good = root is not None and root[1].lower() != b"html"
        whole = root is None or b"</" + root[1] in tail or tail.rstrip().endswith(b"/>")
    else:
        good = bool(head.strip()) and b"\0" not in head
    if not good:
        return f"de inhoud is geen {form}"
    return "" if whole else f"de inhoud breekt af voor het einde van de {form}"


def _receipt_path(file: Path) -> Path:
    return file.with_name(file.name + RECEIPT)


def _write_receipt(file: Path, receipt: Receipt) -> None:
    temporary = file.with_name(f".{file.name}{RECEIPT}.new")
    temporary.write_text(json.dumps(asdict(receipt), indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    os.replace(temporary, _receipt_path(file))
