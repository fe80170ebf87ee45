"""Add files and folders to the library: recognise, read, keep; a report line for every file, and the rest goes on.

What is known of a file comes from, in this order: what the user gives, the manifest of official documents (by file name), the file.
"""

import hashlib
import os
import re
import stat
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, fields, replace
from enum import StrEnum
from pathlib import Path
from typing import Any

from corpus import markdown, pdf
from corpus.disk import sha256
from corpus.document import Document, Kind, Status, Validity
from corpus.library import Library
from corpus.manifest import ManifestEntry
from corpus.read import BUNDLES, MAX_BYTES, READABLE, READING, UNREADABLE, is_builtin, not_read
from corpus.shelf import Shelf
from corpus.source import ParseError, Source, slug
from corpus.wettenbundel import BUNDLE
from corpus.worker import Reader

# Says what a folder holds; no text to answer from.
_ASIDE = frozenset(("readme.md", "readme.txt", "license", "licence", "license.md", "version.md"))
_BWB = re.compile(r"BWB[RV]\d{7}")
_BWB_ID = re.compile(rb"bwb-id\s*=\s*[\"'](BWB[RV]\d{7})[\"']")
# A bundle goes to the library in transactions of this many documents, or this many characters if they are long.
_BATCH, _BATCH_CHARACTERS = 300, 5_000_000


class Outcome(StrEnum):
    """What became of a file."""

    ADDED = "toegevoegd"
    REPLACED = "vervangen"
    SAME = "ongewijzigd"
    SKIPPED = "overgeslagen"


@dataclass(frozen=True, slots=True)
class Report:
    """One file: what became of it and, when all or part of it was skipped, why. A bundle has many ``documents`` and no key."""

    path: Path
    outcome: Outcome
    key: str = ""
    sections: int = 0
    reason: str = ""
    documents: int = 0


@dataclass(frozen=True, slots=True)
class Given:
    """What the user says of the files; empty where nothing is said. ``fields`` are fields of :class:`Source`."""

    fields: Mapping[str, Any]
    language: str = ""


def files_in(paths: Sequence[Path]) -> list[tuple[Path, Path]]:
    """(file, the folder it was given with), in order of name; a folder that may not be read is in it too, to be reported.

    Hidden files are left out, and so are lists of versions (``_wti.xml``), which are read along with the statute beside them.
    """
    found: list[tuple[Path, Path]] = []
    for path in paths:
        if os.path.isdir(path):
            refused: list[OSError] = []
            inside = [Path(folder, name) for folder, _, names in os.walk(path, onerror=refused.append) for name in names]
            inside += [Path(error.filename) for error in refused]
            found += [(file, path) for file in sorted(inside) if not _is_aside(file.relative_to(path))]
        else:
            found.append((path, path.parent))
    return found


def _is_aside(path: Path) -> bool:
    return any(part.startswith(".") for part in path.parts) or path.name.lower() in _ASIDE or path.name.endswith("_wti.xml")


def add(
    files: Sequence[tuple[Path, Path]],
    library: Library,
    entries: Sequence[ManifestEntry],
    given: Given,
    reader: Reader,
    ocr: bool = False,
    reserved: Collection[str] = (),
) -> Iterator[Report]:
    """Read each file and keep it; yields one report a file as it goes. What was added before an interruption stays.

    With ``ocr`` the text of a scanned PDF is recognised first. ``reserved`` are the keys of documents outside the library. A file
    does not take the place of what came from another file: it is skipped, with a reason that names the other.
    """
    shelf = Shelf(reserved)
    for held in library.held():
        shelf.keep((held.key, held.language), held.name, held.file_sha256, held.sections)
    for file, root in files:
        one = _File(file, _name(file, root), library, shelf, reader)
        try:
            report = _bundle(one, entries, given) if one.name.lower().endswith(BUNDLES) else _document(one, entries, given, ocr)
        except ParseError as error:
            report = Report(file, Outcome.SKIPPED, reason=str(error))
        else:
            shelf.paths.setdefault(one.name, file)
        yield report


@dataclass(frozen=True, slots=True)
class _File:
    """A file to add under ``name``, and where it goes."""

    path: Path
    name: str
    library: Library
    shelf: Shelf
    reader: Reader


def _document(file: _File, entries: Sequence[ManifestEntry], given: Given, ocr: bool) -> Report:
    data = _bytes(file.path)
    versions = _versions_beside(file.path, data)
    source = _given(source_of(file.name, data, entries), given)
    digest = fingerprint(hashlib.sha256(data + versions).hexdigest(), source)
    for (key, _), sections in file.shelf.same(digest).items():
        return Report(file.path, Outcome.SAME, key, sections)
    _refuse(file.shelf.namesake(file.name, file.path), "de naam", file.name)
    try:
        document = file.reader.read(data, file.name, source, versions)
    except pdf.ScannedError:
        if not ocr:
            raise
        document = file.reader.read(pdf.ocr(data), file.name, source)
    if is_builtin(data):
        document = _told(document, given.fields)
    edition = (document.key, source.language)
    _refuse(file.shelf.owner(edition, file.name, file.path), "het id", document.key)
    stale = set(file.shelf.files.get(file.name, {})) - {edition}
    known = bool(stale) or edition in file.shelf.owners
    file.library.put([document], source.language, file.name, digest, instead_of=stale)
    for gone in stale:
        file.shelf.drop(gone)
    file.shelf.keep(edition, file.name, digest, len(document.sections))
    return Report(file.path, Outcome.REPLACED if known else Outcome.ADDED, document.key, len(document.sections))


def _bundle(file: _File, entries: Sequence[ManifestEntry], given: Given) -> Report:
    """A bundle goes in by batches, without a checksum until its end; one that was interrupted is read anew."""
    entry = next((entry for entry in entries if entry.matches(file.name)), None)
    source = _given(entry.source(file.name) if entry else BUNDLE, given)
    digest = fingerprint(_digest(file.path), source)
    if same := file.shelf.same(digest):
        return Report(file.path, Outcome.SAME, "", sum(same.values()), documents=len(same))
    _refuse(file.shelf.namesake(file.name, file.path), "de naam", file.name)
    known = file.name in file.shelf.files
    kept: dict[str, int] = {}
    refused: dict[str, str] = {}
    try:
        for batch in _batches(file.reader.read_bundle(file.path, source)):
            owners = {document.key: file.shelf.owner((document.key, source.language), file.name, file.path) for document in batch}
            refused |= {key: owner for key, owner in owners.items() if owner}
            fresh = [document for document in batch if not owners[document.key]]
            file.library.put(fresh, source.language, file.name, "")
            kept |= {document.key: len(document.sections) for document in fresh}
            for document in fresh:
                file.shelf.keep((document.key, source.language), file.name, "", len(document.sections))
    except ParseError as error:
        raise ParseError(f"{error}; de {len(kept)} regelingen ervoor zijn wel opgenomen" if kept else str(error)) from error
    if not kept:
        raise ParseError("er staat geen regeling in die nog niet uit een ander bestand kwam" if refused else "er staat geen regeling in")
    file.library.complete(file.name, source.language, kept, digest)
    for gone in set(file.shelf.files[file.name]) - {(key, source.language) for key in kept}:
        file.shelf.drop(gone)
    for key, sections in kept.items():
        file.shelf.keep((key, source.language), file.name, digest, sections)
    first = next(iter(refused.items()), None)
    reason = f"{len(refused)} regelingen zijn overgeslagen omdat een ander bestand ze al gaf, zoals {first[0]} ({first[1]})" if first else ""
    return Report(file.path, Outcome.REPLACED if known else Outcome.ADDED, "", sum(kept.values()), reason, len(kept))


def _batches(documents: Iterable[Document]) -> Iterator[list[Document]]:
    batch: list[Document] = []
    size = 0
    try:
        for document in documents:
            batch.append(document)
            size += sum(len(section.text) for section in document.sections)
            if len(batch) >= _BATCH or size >= _BATCH_CHARACTERS:
                yield batch
                batch, size = [], 0
    except ParseError:
        # What stands before the line that is wrong is kept.
        if batch:
            yield batch
        raise
    if batch:
        yield batch


def _refuse(other: str, what: str, value: str) -> None:
    """Raises :class:`ParseError` when there is an ``other`` that already has this name or id."""
    if other:
        raise ParseError(
            f"{what} {value} is al van {other}. Geef dit bestand een eigen naam, id (--id) of versie (--version), "
            "of haal eerst het andere weg (corpus remove)"
        )


def _name(file: Path, root: Path) -> str:
    """``file`` from the folder it was given with on, the same however that folder was written."""
    here, above = Path(os.path.abspath(file)), Path(os.path.abspath(root)).parent
    name = here.relative_to(above).as_posix() if here.is_relative_to(above) else here.name
    # A name that is no UTF-8 cannot be kept as it is.
    return os.fsencode(name).decode("utf-8", "replace")


def _given(source: Source, given: Given) -> Source:
    source = replace(source, **given.fields)
    return replace(source, language=given.language or source.language)


def _told(document: Document, said: Mapping[str, Any]) -> Document:
    """A document that tells its own identity, with what the user says instead."""
    known = {field.name for field in fields(Document)}
    validity = said.get("validity", document.validity)
    own, new = f"{document.id}/", f"{said.get('id', document.id)}/"
    sections = tuple(
        replace(
            section,
            validity=validity if section.validity == document.validity else section.validity,
            links=tuple(replace(to, target=new + to.target[len(own) :]) if to.target.startswith(own) else to for to in section.links),
        )
        for section in document.sections
    )
    return replace(document, **{name: value for name, value in said.items() if name in known}, sections=sections)


def source_of(name: str, data: bytes, entries: Sequence[ManifestEntry]) -> Source:
    """What the manifest, or else the file itself, says of the file called ``name`` (a relative path)."""
    entry = next((entry for entry in entries if entry.matches(name)), None)
    if entry is not None:
        return entry.source(name)
    meta: Mapping[str, object] = {}
    # What is wrong with a Markdown file, or that it is none at all, comes out when it is read.
    with suppress(ParseError):
        meta = markdown.front_matter(data) if name.lower().endswith((".md", ".markdown")) else {}
    stem = Path(name).with_suffix("")
    parts = [part for part in stem.parts if part.lower() not in ("index", "readme")] or [stem.name]
    title = str(meta.get("title") or "").strip()
    number = _BWB.search(name)
    named = number.group().lower() if number else slug("-".join(parts[-2:]))
    return Source(id=named, title=title, kind=Kind.HANDREIKING, validity=Validity(Status.ACTUEEL))


def fingerprint(digest: str, source: Source) -> str:
    """Changes when the bytes (with this SHA-256 ``digest``), what is said of them, or the way of reading change."""
    return hashlib.sha256(f"{READING}{digest}{source!r}".encode(errors="surrogatepass")).hexdigest()


def _digest(file: Path) -> str:
    """The SHA-256 of a bundle, which may be larger than memory."""
    try:
        _regular(file)
        return sha256(file)
    except OSError as error:
        raise not_read(error) from error


def _bytes(file: Path) -> bytes:
    try:
        size = _regular(file).st_size
        if size > MAX_BYTES:
            raise ParseError(f"het bestand is {size >> 20} MB; het mag {MAX_BYTES >> 20} MB zijn. Knip het op")
        return file.read_bytes()
    except OSError as error:
        raise not_read(error) from error


def _regular(file: Path) -> os.stat_result:
    found = file.stat()
    if stat.S_ISDIR(found.st_mode):
        os.listdir(file)
        raise ParseError("dit is een map")
    if not stat.S_ISREG(found.st_mode):
        raise ParseError("dit is geen gewoon bestand")
    if not file.name.lower().endswith(READABLE):
        raise ParseError(UNREADABLE)
    return found


def _versions_beside(file: Path, data: bytes) -> bytes:
    """The list of versions next to a statute of the Basiswettenbestand; empty when there is none."""
    number = _BWB_ID.search(data[:8192])
    index = file.parent / f"{number[1].decode()}_wti.xml" if number else file
    return _bytes(index) if number and os.path.exists(index) else b""
