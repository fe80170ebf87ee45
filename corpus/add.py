"""Add files and folders to the library: recognise, read, keep; a report line for every file, and the rest goes on.

What is known of a file comes from, in this order: what the user gives, the manifest of official documents (by file name), the file.
"""

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import Any

from corpus import builtin, bwb, markdown
from corpus.document import Document, Kind, Status, Validity
from corpus.library import Library
from corpus.manifest import ManifestEntry
from corpus.read import MAX_BYTES, READABLE
from corpus.source import ParseError, Source, slug
from corpus.worker import Reader

# Says what a folder holds; no text to answer from.
_ASIDE = frozenset(("readme.md", "readme.txt", "license", "licence", "license.md", "version.md"))
_BWB = re.compile(rb"BWB[RV]\d{7}")
_BUILTIN = re.compile(rb"(?m)^## .+ \{#[a-z0-9-]+\} *$")


class Outcome(StrEnum):
    """What became of a file."""

    ADDED = "toegevoegd"
    REPLACED = "vervangen"
    SAME = "ongewijzigd"
    SKIPPED = "overgeslagen"


@dataclass(frozen=True, slots=True)
class Report:
    """One file: what became of it and, when it was skipped, why."""

    path: Path
    outcome: Outcome
    key: str = ""
    sections: int = 0
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Given:
    """What the user says of the files; empty where nothing is said. ``fields`` are fields of :class:`Source`."""

    fields: Mapping[str, Any]
    language: str = ""


def files_in(paths: Sequence[Path]) -> list[tuple[Path, Path]]:
    """(file, the folder it was given with), in order of name.

    Hidden files are left out, and so are lists of versions (``_wti.xml``), which are read along with the statute beside them.
    """
    found: list[tuple[Path, Path]] = []
    for path in paths:
        if path.is_dir():
            inside = sorted(file for file in path.rglob("*") if file.is_file())
            found += [(file, path) for file in inside if not _is_aside(file.relative_to(path))]
        else:
            found.append((path, path.parent))
    return found


def _is_aside(path: Path) -> bool:
    return any(part.startswith(".") for part in path.parts) or path.name.lower() in _ASIDE or path.name.endswith("_wti.xml")


def add(
    files: Sequence[tuple[Path, Path]], library: Library, entries: Sequence[ManifestEntry], given: Given, reader: Reader
) -> Iterator[Report]:
    """Read each file and keep it; yields one report a file as it goes. What was added before an interruption stays."""
    held = {(item.name, item.language): item for item in library.held()}
    for file, root in files:
        name = str(file.relative_to(root.parent)) if file.is_relative_to(root.parent) else file.name
        try:
            data = _bytes(file)
            source = replace(source_of(name, data, entries), **given.fields)
            source = dated(replace(source, language=given.language or source.language), data, file)
            known = held.get((name, source.language))
            digest = fingerprint(data, source)
            if known and known.file_sha256 == digest:
                yield Report(file, Outcome.SAME, known.key, known.sections)
                continue
            document = _read(data, name, source, reader)
            library.put([document], source.language, name, digest)
        except ParseError as error:
            yield Report(file, Outcome.SKIPPED, reason=str(error))
            continue
        if known and known.key != document.key:
            library.remove(known.id, known.version)
        yield Report(file, Outcome.REPLACED if known else Outcome.ADDED, document.key, len(document.sections))


def source_of(name: str, data: bytes, entries: Sequence[ManifestEntry]) -> Source:
    """What the manifest, or else the file itself, says of the file called ``name`` (a relative path)."""
    entry = next((entry for entry in entries if entry.matches(name)), None)
    if entry is not None:
        return entry.source(name)
    meta = markdown.front_matter(data) if name.lower().endswith((".md", ".markdown")) else {}
    stem = Path(name).with_suffix("")
    parts = [part for part in stem.parts if part.lower() not in ("index", "readme")] or [stem.name]
    title = str(meta.get("title") or "").strip()
    number = _BWB.search(name.encode())
    named = number.group().decode().lower() if number else slug("-".join(parts[-2:]))
    return Source(id=named, title=title, kind=Kind.HANDREIKING, validity=Validity(Status.ACTUEEL))


def dated(source: Source, data: bytes, file: Path) -> Source:
    """A statute of the Basiswettenbestand with the period of its version, which the file and the index beside it tell."""
    if not bwb.recognises(data):
        return source
    number = _BWB.search(data)
    index = file.parent / f"{number.group().decode()}_wti.xml" if number else file
    start, end = bwb.validity_of(data, index.read_bytes() if number and index.exists() else b"")
    return replace(source, version=source.version or str(start or ""), validity=replace(source.validity, valid_from=start, valid_until=end))


def fingerprint(data: bytes, source: Source) -> str:
    """Changes when the bytes or what is said of them change."""
    return hashlib.sha256(data + repr(source).encode()).hexdigest()


def _read(data: bytes, name: str, source: Source, reader: Reader) -> Document:
    if _BUILTIN.search(data):
        return builtin.parse(data, name)
    return reader.read(data, name, source)


def _bytes(file: Path) -> bytes:
    try:
        if not file.exists():
            raise ParseError("dit bestand is er niet")
        if file.stat().st_size > MAX_BYTES:
            raise ParseError(f"het bestand is {file.stat().st_size >> 20} MB; het mag {MAX_BYTES >> 20} MB zijn. Knip het op")
        if file.suffix.lower() not in READABLE:
            raise ParseError(f"dit soort bestand wordt niet gelezen. Wel: {', '.join(READABLE)}")
        return file.read_bytes()
    except OSError as error:
        raise ParseError(f"niet te lezen: {error.strerror}") from error
