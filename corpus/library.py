"""The documents an organisation has added: what was read out of them, the file it came from, every version, in one SQLite file.

All that one call writes is one transaction, so a process that is killed leaves the old or the new. A Dutch text and its official
English translation are kept as they were read, as two editions of one version, and are paired when they are loaded.
"""

import hashlib
import json
import sqlite3
from collections.abc import Collection, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from corpus.document import CorpusError, Document
from corpus.pair import pair
from corpus.record import document_record, read_document, read_section, section_record

_TABLES = (
    """CREATE TABLE IF NOT EXISTS document (
    key TEXT, language TEXT, id TEXT, version TEXT, name TEXT, file_sha256 TEXT, sha256 TEXT, added TEXT, record TEXT, sections INTEGER,
    PRIMARY KEY (key, language)
)""",
    """CREATE TABLE IF NOT EXISTS section (
    key TEXT, language TEXT, place INTEGER, record TEXT, PRIMARY KEY (key, language, place)
) WITHOUT ROWID""",
)
_COLUMNS = ("key", "language", "id", "version", "name", "file_sha256", "sha256", "added", "sections")


@dataclass(frozen=True, slots=True)
class Held:
    """One edition in the library: ``name`` is the file it came from, ``file_sha256`` that of its bytes ("" while that is being read).

    ``shown`` is False for an English edition that stands beside a Dutch one; ``sha256`` of that Dutch one covers both.
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
        with self._reading() as db:
            return _held(db)

    def documents(self) -> tuple[Document, ...]:
        """Every Dutch text with its English, and what exists in English only, ordered by key."""
        with self._reading() as db:
            held = _held(db)
            english = {edition.key for edition in held if edition.language == "en"}
            return tuple(_shown(db, edition, edition.key in english) for edition in held if edition.shown)

    def put(
        self, documents: Sequence[Document], language: str, name: str, file_sha256: str, instead_of: Collection[tuple[str, str]] = ()
    ) -> None:
        """Add editions read from one file, or put them in the place of what has the same key; all of them or none.

        The editions (key, language) of ``instead_of`` go in the same moment.
        """
        with self._writing() as db:
            for edition in instead_of:
                _erase(db, *edition)
            for document in documents:
                _write(db, document, language, name, file_sha256)

    def complete(self, name: str, language: str, keys: Collection[str], file_sha256: str) -> None:
        """A file that was put in several calls is read to its end: ``keys`` are what it holds now, the rest of it goes."""
        with self._writing() as db:
            for key, of in db.execute("SELECT key, language FROM document WHERE name = ?", (name,)).fetchall():
                if of != language or key not in keys:
                    _erase(db, key, of)
            db.execute("UPDATE document SET file_sha256 = ? WHERE name = ?", (file_sha256, name))

    def remove(self, document_id: str, version: str | None = None) -> tuple[str, ...]:
        """Take out a document, or one version of it; the keys that went. Raises :class:`CorpusError` when there is none."""
        gone = tuple(sorted({h.key for h in self.held() if h.id == document_id and version in (None, h.version)}))
        if not gone:
            known = ", ".join(sorted({h.key for h in self.held()})[:10]) or "geen"
            raise CorpusError(f"{document_id} staat niet in de bibliotheek. Wel: {known}. Zie: standpuntwijzer corpus list")
        with self._writing() as db:
            for key in gone:
                for language in ("nl", "en"):
                    _erase(db, key, language)
        return gone

    @contextmanager
    def _reading(self) -> Iterator[sqlite3.Connection | None]:
        """One moment of the library; None when there is nothing in it yet."""
        try:
            if not self._file.exists():
                yield None
                return
            with self._connected("BEGIN") as db:
                # A process that was killed before its first document leaves a file without tables.
                yield db if db.execute("SELECT 1 FROM sqlite_master WHERE name = 'document'").fetchone() else None
        except (sqlite3.Error, OSError, ValueError, KeyError, TypeError) as error:
            # The last three: a record that is no longer what was written.
            raise self._unusable(error) from error

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            with self._connected("BEGIN IMMEDIATE") as db:
                for table in _TABLES:
                    db.execute(table)
                yield db
        except (sqlite3.Error, OSError) as error:
            raise self._unusable(error) from error

    @contextmanager
    def _connected(self, begin: str) -> Iterator[sqlite3.Connection]:
        """One transaction, tables included; undone when anything is raised."""
        with closing(sqlite3.connect(self._file, timeout=30, isolation_level=None)) as db:
            db.execute(begin)
            with db:
                yield db

    def _unusable(self, error: Exception) -> CorpusError:
        return CorpusError(
            f"De bibliotheek {self._file} is niet te gebruiken ({error}). Controleer schijf en rechten, zet een reservekopie terug "
            "(standpuntwijzer restore BESTAND --force), of haal het bestand weg en voeg de documenten opnieuw toe: standpuntwijzer corpus add MAP"
        )


def _held(db: sqlite3.Connection | None) -> tuple[Held, ...]:
    if db is None:
        return ()
    rows = db.execute(f"SELECT {', '.join(_COLUMNS)} FROM document ORDER BY key, language").fetchall()  # fixed names  # nosec B608
    found = [dict(zip(_COLUMNS, row, strict=True)) for row in rows]
    dutch = {row["key"] for row in found if row["language"] == "nl"}
    english = {row["key"]: row["sha256"] for row in found if row["language"] == "en"}
    for row in found:
        row["shown"] = row["language"] == "nl" or row["key"] not in dutch
        if row["language"] == "nl" and row["key"] in english:
            row["sha256"] = hashlib.sha256(f"{row['sha256']} {english[row['key']]}".encode()).hexdigest()
    return tuple(Held(**row) for row in found)


def _shown(db: sqlite3.Connection | None, edition: Held, has_english: bool) -> Document:
    assert db is not None
    document = _load(db, edition.key, edition.language)
    if edition.language == "nl" and has_english:
        document = pair(document, _load(db, edition.key, "en"))
    return replace(document, sha256=edition.sha256)


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
            datetime.now(UTC).isoformat(timespec="seconds"), json.dumps(record, ensure_ascii=False), len(rows),
        ),
    )  # fmt: skip
    db.executemany("INSERT INTO section VALUES (?, ?, ?, ?)", ((document.key, language, k, row) for k, row in enumerate(rows)))


def _erase(db: sqlite3.Connection, key: str, language: str) -> None:
    for table in ("section", "document"):
        db.execute(f"DELETE FROM {table} WHERE key = ? AND language = ?", (key, language))  # fixed names  # nosec B608
