"""Documents as plain JSON values and back, without loss: what the library keeps of a text that was read once."""

from dataclasses import fields, replace
from datetime import date
from typing import Any

from corpus.document import Definition, Document, Kind, Link, Part, Section, Status, Validity

_ROWS = {"parts": Part, "links": Link, "definitions": Definition}
_TEXTS = ("path", "questions", "questions_en", "asked", "asked_en", "replaces", "names")


def section_record(section: Section) -> dict[str, Any]:
    """One section as JSON values; fields that hold nothing are left out."""
    return _record(section)


def document_record(document: Document) -> dict[str, Any]:
    """A document as JSON values, without its sections."""
    return _record(replace(document, sections=()))


def read_section(record: dict[str, Any]) -> Section:
    """The section of :func:`section_record`. Raises KeyError, TypeError or ValueError for anything else."""
    values = dict(record)
    for name, kind in _ROWS.items():
        values[name] = tuple(kind(*row) for row in values.get(name, ()))
    values["pages"] = tuple((start, page) for start, page in values.get("pages", ()))
    return Section(**_common(values, Section))


def read_document(record: dict[str, Any], sections: tuple[Section, ...]) -> Document:
    """The document of :func:`document_record` with its sections. Raises KeyError, TypeError or ValueError for anything else."""
    values = {**record, "kind": Kind(record["kind"]), "checked": date.fromisoformat(record["checked"])}
    return Document(**{**_common(values, Document), "sections": sections})


def _record(value: Section | Document) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for field in fields(value):
        held = getattr(value, field.name)
        if isinstance(held, Validity):
            held = [str(held.status), _iso(held.valid_from), _iso(held.valid_until)]
        elif isinstance(held, date):
            held = held.isoformat()
        elif field.name in _ROWS:
            held = [[getattr(row, part.name) for part in fields(row)] for row in held]
        elif isinstance(held, tuple):
            held = [list(row) if isinstance(row, tuple) else row for row in held]
        if held not in ("", None, []):
            found[field.name] = held
    return found


def _common(values: dict[str, Any], kind: type[Section] | type[Document]) -> dict[str, Any]:
    status, start, end = values["validity"]
    values["validity"] = Validity(Status(status), _day(start), _day(end))
    for name in _TEXTS:
        if name in values:
            values[name] = tuple(values[name])
    # What held nothing was left out, also where that is not the default (a document without a licence).
    blank = {field.name: "" for field in fields(kind) if field.type in (str, "str")}
    return {**blank, **values}


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
