"""The manifest: which official documents the assistant should hold, and where each one comes from.

``manifest.toml`` is edited by people. Reading is strict: a field that is unknown, missing or malformed raises
:class:`~corpus.document.CorpusError` with the file and the entry, because a wrong identifier means citing the wrong law.
"""

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

from corpus.document import CorpusError, Kind, Status, Validity
from corpus.source import Source, Stage, slug

MANIFEST = Path(__file__).parent / "manifest.toml"

_TEXTS = frozenset(
    "id title title_en short short_en kind authority identifier status replaced_by license origin url summary version note "
    "note_en bwb celex publication format amends".split()
)
_LISTS = frozenset("names replaces languages patterns sha256".split())
_DATES = frozenset("valid_from valid_until".split())
_REQUIRED = ("id", "title", "title_en", "short", "short_en", "kind", "authority", "identifier", "status", "license", "origin", "url")
_FORMS = {
    "id": re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*"),
    "bwb": re.compile(r"BWB[RV]\d{7}"),
    "celex": re.compile(r"[0-9][0-9]{4}[A-Z]{1,2}[0-9]{4}(?:-[0-9]{8})?"),
    "publication": re.compile(r"(?:kst|stb|stcrt|trb|ah|blg)-[0-9A-Za-z-]+"),
    "url": re.compile(r"https://[^\s/]+(?:/\S*)?"),
    "format": re.compile(r"xhtml|fmx4"),
}
_LANGUAGES = frozenset(("nl", "en"))
_LANGUAGE = re.compile(r"(?:^|[_.])(nl|en)(?=[_.]|$)")
_VERSION = re.compile(r"_(\d{4}-\d{2}-\d{2})(?=[_.]|$)")
# What the Algoritmekader puts before the name of a measure: "3-dat-01-".
_CODE = re.compile(r"^\d-[a-z]{3}-\d{2}-")
_SNAPSHOT = re.compile(r"_(\d{4})\.[a-z]+$")


class Origin(StrEnum):
    """Where the text is fetched from; ``handmatig`` has no verified address and is carried in with ``--from-folder``."""

    BWB = "bwb"
    CELLAR = "cellar"
    OFFICIELEBEKENDMAKINGEN = "officielebekendmakingen"
    PDF = "pdf"
    HANDMATIG = "handmatig"


# The field each origin cannot do without, and therefore no other may have.
_NEEDS = {Origin.BWB: "bwb", Origin.CELLAR: "celex", Origin.OFFICIELEBEKENDMAKINGEN: "publication"}


@dataclass(frozen=True, slots=True)
class ManifestEntry:
    """One official document: what it is (as in :class:`~corpus.source.Source`) and where its bytes come from.

    ``patterns`` are the file names it may have when it is carried in. A pattern with a slash ("bio/*.md") is held against the
    end of the path, and says that the document is a folder: each file in it becomes a document of its own.
    ``sha256`` lists the checksums its files may have, empty when none is pinned. ``summary`` is the id of the built-in
    document that summarises it; ``url`` is the page a reader is sent to, and for origin ``pdf`` the file itself.
    """

    id: str
    title: str
    title_en: str
    short: str
    short_en: str
    kind: Kind
    authority: str
    identifier: str
    validity: Validity
    license: str
    origin: Origin
    url: str
    patterns: tuple[str, ...]
    checked: date
    names: tuple[str, ...] = ()
    replaces: tuple[str, ...] = ()
    replaced_by: str | None = None
    summary: str = ""
    version: str = ""
    note: str = ""
    note_en: str = ""
    bwb: str = ""
    celex: str = ""
    publication: str = ""
    languages: tuple[str, ...] = ("nl",)
    format: str = "xhtml"
    sha256: tuple[str, ...] = ()
    amends: str = ""
    stages: tuple[Stage, ...] = ()

    def source(self, name: str = "") -> Source:
        """What is known of the document before its bytes are read.

        The file ``name`` adds what only it tells: the language ("…_en.xhtml") and the version ("BWBR0005537_2025-01-01_0.xml").
        A name with only a year ("BWBR0005537_2017.md") is a snapshot: a record of its time, never the law in force. A file of
        a document that is a folder has the id and short name of that document with its own place behind it.
        """
        low = name.lower()
        language, dated, year = _LANGUAGE.search(low), _VERSION.search(low), _SNAPSHOT.search(low)
        validity, version = self.validity, dated[1] if dated else self.version
        if year:
            version = year[1]
            validity = validity if validity.status.is_past else replace(validity, status=Status.HISTORISCH)
        place = self._place(name)
        behind = f", {_CODE.sub('', place[-1]).replace('-', ' ')}" if place else ""
        return Source(
            id="-".join((self.id, slug("-".join(place[-2:]), 80))) if place else self.id,
            title="" if place else self.title,
            title_en="" if place else self.title_en,
            short=self.short + behind,
            short_en=self.short_en + behind,
            kind=self.kind,
            authority=self.authority,
            identifier=self.identifier,
            url=self.url,
            validity=validity,
            version=version,
            names=self.names,
            replaces=self.replaces,
            replaced_by=self.replaced_by,
            license=self.license,
            note=self.note,
            note_en=self.note_en,
            checked=self.checked,
            language=language[1] if language else self.languages[0],
            amends=self.amends,
            stages=self.stages,
        )

    def matches(self, path: str) -> bool:
        """Whether a file at this relative ``path`` (with slashes) is this document, by its patterns; case does not count."""
        name = path.rpartition("/")[2].lower()
        return any(_place_in(path, pattern) if "/" in pattern else fnmatchcase(name, pattern.lower()) for pattern in self.patterns)

    def _place(self, path: str) -> tuple[str, ...]:
        """Where a file stands in a document that is a folder ("maatregelen", "3-dat-01-datakwaliteit"); empty for its front page."""
        found = next((place for pattern in self.patterns if "/" in pattern and (place := _place_in(path, pattern))), "")
        return tuple(part for part in found.rpartition(".")[0].split("/") if part and part.lower() not in ("index", "readme"))


def _place_in(path: str, pattern: str) -> str:
    """The part of ``path`` below the folder of ``pattern``, as far to the left as it fits; empty when it does not match."""
    parts = path.split("/")
    folder = pattern.count("/", 0, pattern.index("*")) if "*" in pattern else pattern.count("/")
    for start in range(len(parts) - folder):
        if fnmatchcase("/".join(parts[start:]).lower(), pattern.lower()):
            return "/".join(parts[start + folder :])
    return ""


def load_manifest(path: Path = MANIFEST) -> tuple[ManifestEntry, ...]:
    """Every entry, in the order of the file. Raises :class:`CorpusError` naming the file and the entry."""
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise CorpusError(f"{path}: dit bestand is er niet.") from error
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise CorpusError(f"{path.name}: niet te lezen als TOML: {error}") from error
    rows, checked = data.get("document"), data.get("checked")
    if set(data) - {"document", "checked"} or not isinstance(rows, list) or not rows or type(checked) is not date:
        raise CorpusError(f"{path.name}: verwacht bovenaan checked = jjjj-mm-dd en daarna alleen [[document]]-blokken.")
    entries = tuple(_entry(row, checked, f"{path.name}, document {number}") for number, row in enumerate(rows, 1))
    _agree(entries, path.name)
    return entries


@dataclass(frozen=True, slots=True)
class Retired:
    """A text that another has replaced: what both are called, our ``summary`` of it and the ``documents`` with the other."""

    names: tuple[str, ...]
    short: str
    successor: str
    short_en: str
    successor_en: str
    summary: str
    documents: frozenset[str]


def retired(entries: Sequence[ManifestEntry]) -> tuple[Retired, ...]:
    """The texts of the manifest that are no longer in force, with what came in their place."""
    known = {entry.id: entry for entry in entries}
    return tuple(
        Retired(
            (old.short, old.title, *old.names), old.short, new.short, old.short_en, new.short_en,
            old.summary, frozenset((new.id, new.summary)),
        )
        for old in entries
        if old.validity.status.is_past and (new := known.get(old.replaced_by or ""))
    )


def choose(entries: Sequence[ManifestEntry], ids: Sequence[str]) -> tuple[ManifestEntry, ...]:
    """The entries with these ids, all of them when none is given. Raises :class:`CorpusError` for an id that is not there."""
    known = {entry.id: entry for entry in entries}
    for wanted in ids:
        if wanted not in known:
            raise CorpusError(f"{wanted!r} staat niet in het manifest. Kies uit: {', '.join(sorted(known))}.")
    return tuple(known[wanted] for wanted in dict.fromkeys(ids)) if ids else tuple(entries)


def _entry(row: Any, checked: date, where: str) -> ManifestEntry:
    if not isinstance(row, dict):
        raise CorpusError(f"{where}: verwacht een [[document]]-blok.")
    where = f"{where} ({row.get('id', 'zonder id')})"
    _fields(row, where)
    try:
        kind, status, origin = Kind(row["kind"]), Status(row["status"]), Origin(row["origin"])
    except ValueError as error:
        raise CorpusError(f"{where}: {error}. Kies kind, status en origin uit de vaste lijsten.") from error
    _origin(row, origin, where)
    texts: dict[str, Any] = {key: row[key] for key in row.keys() & _TEXTS - {"kind", "status", "origin"}}
    lists: dict[str, Any] = {key: tuple(row[key]) for key in row.keys() & _LISTS}
    validity = Validity(status, row.get("valid_from"), row.get("valid_until"))
    if validity.valid_from and validity.valid_until and validity.valid_from > validity.valid_until:
        raise CorpusError(f"{where}: valid_until {validity.valid_until} ligt voor valid_from {validity.valid_from}.")
    stages = tuple(Stage(where, day) for day, places in row.get("stages", ()) for where in places)
    return ManifestEntry(**texts, **lists, stages=stages, kind=kind, origin=origin, validity=validity, checked=checked)


def _fields(row: dict[str, Any], where: str) -> None:
    """Every field known, present where it must be, of its type and of its form."""
    for key, value in row.items():
        if key in _TEXTS:
            good = isinstance(value, str) and bool(value.strip())
        elif key in _LISTS:
            good = isinstance(value, list) and all(isinstance(item, str) and item for item in value)
        elif key in _DATES:
            good = type(value) is date
        elif key == "stages":
            good = isinstance(value, list) and all(_is_stage(stage) for stage in value)
        else:
            raise CorpusError(f"{where}: onbekend veld {key!r}.")
        if not good or (key in _FORMS and not _FORMS[key].fullmatch(value)):
            raise CorpusError(f"{where}: {key} = {value!r} heeft niet de juiste vorm.")
    for key in (*_REQUIRED, "patterns"):
        if not row.get(key):
            raise CorpusError(f"{where}: {key} ontbreekt.")
    if not row.get("languages", ["nl"]) or set(row.get("languages", ["nl"])) - _LANGUAGES:
        raise CorpusError(f"{where}: languages {row['languages']!r}: kies uit nl en en.")
    if any(not re.fullmatch(r"[0-9a-f]{64}", digest) for digest in row.get("sha256", ())):
        raise CorpusError(f"{where}: een sha256 bestaat uit 64 tekens 0-9 a-f.")


def _is_stage(value: Any) -> bool:
    """Whether this is [day, [place, …]]."""
    if not isinstance(value, list) or len(value) != 2 or type(value[0]) is not date or not isinstance(value[1], list):
        return False
    return bool(value[1]) and all(isinstance(place, str) and place for place in value[1])


def _origin(row: dict[str, Any], origin: Origin, where: str) -> None:
    needed = _NEEDS.get(origin)
    if needed and needed not in row:
        raise CorpusError(f"{where}: origin {origin} heeft {needed} nodig.")
    for other in set(_NEEDS.values()) - {needed}:
        if other in row:
            raise CorpusError(f"{where}: {other} hoort niet bij origin {origin}.")
    if "format" in row and origin is not Origin.CELLAR:
        raise CorpusError(f"{where}: format hoort alleen bij origin cellar.")


def _agree(entries: Sequence[ManifestEntry], name: str) -> None:
    """Ids are unique, and ``replaces`` and ``replaced_by`` say the same from both sides."""
    known: dict[str, ManifestEntry] = {}
    for entry in entries:
        if entry.id in known:
            raise CorpusError(f"{name}: id {entry.id!r} komt twee keer voor.")
        known[entry.id] = entry
    for entry in entries:
        for old in entry.replaces:
            if old not in known or known[old].replaced_by != entry.id:
                raise CorpusError(f"{name}: {entry.id} vervangt {old!r}, maar dat noemt {entry.id} niet als replaced_by.")
        if entry.replaced_by and (entry.replaced_by not in known or entry.id not in known[entry.replaced_by].replaces):
            raise CorpusError(f"{name}: {entry.id} heeft replaced_by {entry.replaced_by!r}, maar die noemt het niet in replaces.")
