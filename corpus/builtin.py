"""Read the built-in corpus: one Markdown file per document, with YAML front matter, in Dutch and English.

The format is described in ``corpus/starter/README.md``. Reading is strict: a file that does not follow it raises
:class:`~corpus.document.CorpusError` with the file and the line, because half-read law is worse than none.
"""

import hashlib
import re
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from corpus.document import CorpusError, Document, Kind, Section, Status, Validity

STARTER = Path(__file__).parent / "starter"

_SECTION = re.compile(r"^## +(?P<label>\S.*?) +\{#(?P<id>[a-z0-9]+(?:-[a-z0-9]+)*)\} *$")
_FIELD = re.compile(r"^(?P<key>[a-z_]+): *(?P<value>.*)$")
# Half a letter, which YAML can spell and no file can hold.
_HALF = re.compile("[\ud800-\udfff]")
LONGEST_HEAD = 30_000
_PARTS = {"### English": "english", "### Vragen": "questions", "### Questions": "questions_en"}
_DOCUMENT_KEYS = frozenset(
    "id title title_en short short_en names kind authority identifier url status valid_from valid_until replaces replaced_by "
    "checked note note_en license".split()
)
_LISTS = frozenset(("names", "replaces"))
_SECTION_KEYS = frozenset("title_en reference sources path status valid_from valid_until url".split())


def load_folder(folder: Path = STARTER) -> tuple[Document, ...]:
    """Every document of a folder, ordered by id; ``README.md`` is skipped. Raises :class:`CorpusError`."""
    files = sorted(path for path in folder.glob("*.md") if path.name != "README.md")
    if not files:
        raise CorpusError(f"Geen documenten in {folder}. Zet er .md-bestanden in, of pas STANDPUNT_CORPUS aan.")
    documents = tuple(sorted((parse(path.read_bytes(), path.name) for path in files), key=lambda d: d.id))
    ids = [document.id for document in documents]
    if len(set(ids)) != len(ids):
        double = next(i for i in ids if ids.count(i) > 1)
        raise CorpusError(f"{folder}: twee bestanden hebben id {double!r}. Geef elk document een eigen id.")
    return documents


def parse(data: bytes, name: str) -> Document:
    """The document in ``data``; ``name`` is only used to say where a mistake is. Raises :class:`CorpusError`."""
    try:
        text = data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        raise CorpusError(f"{name}: geen geldige UTF-8 (vanaf byte {error.start}). Sla het bestand op als UTF-8.") from error
    if "\0" in text:
        raise CorpusError(f"{name}: dit is geen tekstbestand.")
    _, opening, rest = text.partition("---\n")
    header, closing, body = rest.partition("\n---\n")
    if not opening or not closing:
        raise CorpusError(f"{name}: het begin moet tussen twee regels --- staan (zie corpus/starter/README.md).")
    meta = _front_matter(header, name)
    validity = _validity(meta, Validity(Status.ACTUEEL), name)
    document = Document(
        **{key: str(meta.get(key) or "") for key in ("id", "title", "title_en", "short", "short_en")},
        **{key: str(meta.get(key) or "") for key in ("authority", "identifier", "url", "note", "note_en")},
        kind=_kind(meta.get("kind"), name),
        validity=validity,
        checked=_day(meta.get("checked"), "checked", name) or date.min,
        replaces=tuple(meta.get("replaces") or ()),
        names=tuple(str(name) for name in meta.get("names") or ()),
        replaced_by=meta.get("replaced_by") or None,
        license=str(meta.get("license") or "EUPL-1.2"),
        sections=(),
        sha256=hashlib.sha256(data).hexdigest(),
    )
    return replace(document, sections=tuple(_sections(body, document, name)))


def _front_matter(header: str, name: str) -> dict[str, Any]:
    if len(header) > LONGEST_HEAD:
        raise CorpusError(f"{name}: de kop is langer dan {LONGEST_HEAD} tekens.")
    try:
        meta = yaml.load(header, yaml.BaseLoader)  # every value as it is written: no date and no number is made of it  # nosec B506
    except (yaml.YAMLError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        where = f" (zie regel {mark.line + 2})" if mark else ""
        raise CorpusError(f"{name}: de kop is geen geldige YAML{where}.") from error
    if not isinstance(meta, dict):
        raise CorpusError(f"{name}: de kop is leeg (zie corpus/starter/README.md).")
    unknown = sorted(set(meta) - _DOCUMENT_KEYS)
    if unknown:
        raise CorpusError(f"{name}: onbekend veld {unknown[0]!r} in de kop.")
    meta = {key: "" if value in ("~", "null") else value for key, value in meta.items()}
    for key, value in meta.items():
        texts = value if key in _LISTS and value else [value or ""]
        if not isinstance(texts, list) or not all(isinstance(text, str) and not _HALF.search(text) for text in texts):
            raise CorpusError(f"{name}: {key} moet {'een lijst zijn, zoals [een, twee]' if key in _LISTS else 'gewone tekst zijn'}.")
    return meta


def _kind(value: object, name: str) -> Kind:
    try:
        return Kind(str(value))
    except ValueError as error:
        raise CorpusError(f"{name}: kind {value!r} bestaat niet. Kies uit: {', '.join(Kind)}.") from error


def _day(value: object, key: str, name: str) -> date | None:
    if value in (None, ""):
        return None
    try:
        return value if isinstance(value, date) else date.fromisoformat(str(value))
    except ValueError as error:
        raise CorpusError(f"{name}: {key} {value!r} is geen datum (jjjj-mm-dd).") from error


def _validity(meta: dict[str, Any], default: Validity, name: str) -> Validity:
    try:
        status = Status(str(meta["status"])) if "status" in meta else default.status
    except ValueError as error:
        raise CorpusError(f"{name}: status {meta['status']!r} bestaat niet. Kies uit: {', '.join(Status)}.") from error
    start = _day(meta["valid_from"], "valid_from", name) if "valid_from" in meta else default.valid_from
    end = _day(meta["valid_until"], "valid_until", name) if "valid_until" in meta else default.valid_until
    return Validity(status, start, end)


def _sections(body: str, document: Document, name: str) -> list[Section]:
    sections: list[Section] = []
    taken: set[str] = set()
    for chunk in re.split(r"(?m)^(?=## )", body):
        if not chunk.strip():
            continue
        heading, _, rest = chunk.partition("\n")
        match = _SECTION.match(heading)
        if match is None:
            raise CorpusError(f"{name}: verwacht '## Kop {{#id}}', gevonden {heading[:80]!r}.")
        where = f"{name}#{match['id']}"
        if match["id"] in taken:
            raise CorpusError(f"{name}: twee onderdelen hebben id {match['id']!r}. Geef elk onderdeel een eigen id.")
        taken.add(match["id"])
        meta, parts = _section_parts(rest, where)
        sections.append(
            Section(
                id=match["id"],
                label=match["label"],
                label_en=meta.get("title_en", ""),
                text=_prose(parts["text"]),
                english=_prose(parts["english"]),
                reference=meta.get("reference", ""),
                sources=meta.get("sources", ""),
                url=meta.get("url") or document.url,
                validity=_validity(meta, document.validity, where),
                path=tuple(part.strip() for part in meta.get("path", "").split(">") if part.strip()),
                questions=_bullets(parts["questions"], where),
                questions_en=_bullets(parts["questions_en"], where),
            )
        )
    return sections


def _section_parts(rest: str, where: str) -> tuple[dict[str, str], dict[str, list[str]]]:
    meta: dict[str, str] = {}
    parts: dict[str, list[str]] = {"text": [], "english": [], "questions": [], "questions_en": []}
    current, in_head = "text", True
    for line in rest.splitlines():
        field = _FIELD.match(line) if in_head else None
        if field and field["key"] in _SECTION_KEYS:
            meta[field["key"]] = field["value"].strip()
            continue
        if in_head and field:
            raise CorpusError(f"{where}: onbekend veld {field['key']!r}.")
        in_head = in_head and not line.strip() and not meta
        if line.startswith("### "):
            if line.strip() not in _PARTS:
                raise CorpusError(f"{where}: onbekend kopje {line.strip()!r}. Kies uit: {', '.join(_PARTS)}.")
            current = _PARTS[line.strip()]
        else:
            parts[current].append(line)
    return meta, parts


def _prose(lines: list[str]) -> str:
    paragraphs = re.split(r"\n\s*\n", "\n".join(lines).strip())
    return "\n\n".join(" ".join(paragraph.split()) for paragraph in paragraphs if paragraph.strip())


def _bullets(lines: list[str], where: str) -> tuple[str, ...]:
    items: list[str] = []
    for line in lines:
        if line.startswith("- "):
            items.append(line[2:].strip())
        elif line.strip() and items:
            items[-1] += " " + line.strip()
        elif line.strip():
            raise CorpusError(f"{where}: vragen beginnen met '- ', gevonden {line[:60]!r}.")
    return tuple(items)
