"""The documents an organisation has added: what was read out of them, the file it came from, every version, in one SQLite file.

A document is written in one transaction, so a process that is killed leaves the old version or the new one. A Dutch text and its
official English translation are kept as two editions of one version and are paired whenever either of them changes.
"""

import hashlib
import json
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from corpus.document import CorpusError, Document
from corpus.pair import pair
from corpus.record import document_record, read_document, read_section, section_record

_TABLES = """
CREATE TABLE IF NOT EXISTS document (
    key TEXT, language TEXT, id TEXT, version TEXT, name TEXT, file_sha256 TEXT, sha256 TEXT, added TEXT, record TEXT, sections INTEGER,
    PRIMARY KEY (key, language)
);
CREATE TABLE IF NOT EXISTS section (
    key TEXT, language TEXT, place INTEGER, record TEXT, PRIMARY KEY (key, language, place)
) WITHOUT ROWID;
"""
_COLUMNS = ("key", "language", "id", "version", "name", "file_sha256", "sha256", "added", "sections")


@dataclass(frozen=True, slots=True)
class Held:
    """One edition in the library: ``name`` is the file it came from, ``file_sha256`` that of its bytes.

    ``shown`` is False for an English edition that stands beside a Dutch one.
    """

    key: str
    language: str
    id: str
    version: str
    name: str
    file_sha256: str
    sha256: str
    added: str
    sections: int
    shown: bool


class Library:
    """The library in ``folder``; an absent folder is an empty library. Errors of the disk are :class:`CorpusError`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._file = folder / "library.db"

    def held(self) -> tuple[Held, ...]:
        """Every edition, without its text, ordered by key."""
        if not self._file.exists():
            return ()
        with self._connected() as db:
            rows = db.execute(f"SELECT {', '.join(_COLUMNS)} FROM document ORDER BY key, language").fetchall()
        found = [dict(zip(_COLUMNS, row, strict=True)) for row in rows]
        dutch = {row["key"] for row in found if row["language"] == "nl"}
        return tuple(Held(**row, shown=row["language"] == "nl" or row["key"] not in dutch) for row in found)

    def documents(self) -> tuple[Document, ...]:
        """Every Dutch text with its English, and what exists in English only, ordered by key."""
        wanted = [held for held in self.held() if held.shown]
        if not wanted:
            return ()
        with self._connected() as db:
            return tuple(_load(db, held.key, held.language) for held in wanted)

    def put(self, documents: Sequence[Document], language: str, name: str, file_sha256: str) -> None:
        """Add editions read from one file, or put them in the place of what has the same key; all of them or none."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with self._connected() as db, db:
            db.executescript(_TABLES)
            for document in documents:
                _write(db, document, language, name, file_sha256)
                _pair_editions(db, document.key)

    def remove(self, document_id: str, version: str | None = None) -> tuple[str, ...]:
        """Take out a document, or one version of it; the keys that went. Raises :class:`CorpusError` when there is none."""
        gone = tuple(sorted({h.key for h in self.held() if h.id == document_id and version in (None, h.version)}))
        if not gone:
            known = ", ".join(sorted({h.key for h in self.held()})[:10]) or "geen"
            raise CorpusError(f"{document_id} staat niet in de bibliotheek. Wel: {known}. Zie: standpuntwijzer corpus list")
        with self._connected() as db, db:
            for key in gone:
                _erase(db, key)
        return gone

    @contextmanager
    def _connected(self) -> Iterator[sqlite3.Connection]:
        try:
            with closing(sqlite3.connect(self._file, timeout=30)) as db:
                yield db
        except sqlite3.Error as error:
            raise CorpusError(
                f"De bibliotheek {self._file} is niet te gebruiken ({error}). Controleer schijf en rechten, of haal het bestand "
                "weg en voeg de documenten opnieuw toe: standpuntwijzer corpus add MAP"
            ) from error


def _load(db: sqlite3.Connection, key: str, language: str) -> Document:
    (record,) = db.execute("SELECT record FROM document WHERE key = ? AND language = ?", (key, language)).fetchone()
    rows = db.execute("SELECT record FROM section WHERE key = ? AND language = ? ORDER BY place", (key, language))
    return read_document(json.loads(record), tuple(read_section(json.loads(row)) for (row,) in rows))


def _write(db: sqlite3.Connection, document: Document, language: str, name: str, file_sha256: str) -> None:
    db.execute("DELETE FROM section WHERE key = ? AND language = ?", (document.key, language))
    rows = [json.dumps(section_record(section), ensure_ascii=False) for section in document.sections]
    record = document_record(replace(document, sha256=""))
    # What was read decides whether an index is stale: a better parser reads other text from the same file.
    digest = hashlib.sha256("\n".join((json.dumps(record, sort_keys=True), *rows)).encode()).hexdigest()
    db.execute(
        "INSERT OR REPLACE INTO document VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            document.key, language, document.id, document.version, name, file_sha256, digest,
            datetime.now(UTC).isoformat(timespec="seconds"), json.dumps({**record, "sha256": digest}, ensure_ascii=False), len(rows),
        ),
    )  # fmt: skip
    db.executemany("INSERT INTO section VALUES (?, ?, ?, ?)", ((document.key, language, k, row) for k, row in enumerate(rows)))


def _pair_editions(db: sqlite3.Connection, key: str) -> None:
    found = db.execute("SELECT language, name, file_sha256 FROM document WHERE key = ?", (key,)).fetchall()
    editions = {language: (name, file_sha256) for language, name, file_sha256 in found}
    if {"nl", "en"} <= set(editions):
        _write(db, pair(_load(db, key, "nl"), _load(db, key, "en")), "nl", *editions["nl"])


def _erase(db: sqlite3.Connection, key: str) -> None:
    for table in ("section", "document"):
        db.execute(f"DELETE FROM {table} WHERE key = ?", (key,))
