"""Small cases, replies and rows for tests of one measure."""

from datetime import date
from typing import Any

from eval.case import Case
from eval.record import Cited, Record, Reply, Source


def case(qid: str = "q-1", **changes: Any) -> Case:
    """A case that the corpus answers."""
    fields: dict[str, Any] = {
        "qid": qid, "language": "nl", "query": "Mag dat?", "expect": "answer", "kind": "what", "gold": ("avg/artikel-33",),
        "points": ("Een datalek moet binnen 72 uur worden gemeld.",), "theme": "persoonsgegevens", "audience": "iedereen", "level": "easy",
        "half": "dev", "note": "proef", "source": "AVG, art. 33", "author": "test",
    }  # fmt: skip
    if changes.get("expect") == "no-answer":
        fields |= {"gold": (), "points": ()}
    return Case.model_validate(fields | changes)


TEXT = "De organisatie moet een datalek binnen 72 uur melden. De melding gaat naar de Autoriteit Persoonsgegevens."
SOURCES = {
    "avg/artikel-33": Source(dutch=TEXT, english="", on_day="geldend", today="geldend"),
    "standpunt-2023/oud": Source(dutch="Het gebruik was niet toegestaan.", english="", on_day="vervallen", today="vervallen"),
}


def cited(marker: int = 1, place: str = "avg/artikel-33", **changes: Any) -> Cited:
    """A citation of the first sentence of :data:`TEXT`."""
    return Cited(**{"marker": marker, "place": place, "text": TEXT.split(". ")[0] + ".", "status": "geldend"} | changes)


def reply(text: str = "De organisatie moet een datalek binnen 72 uur melden [1].", **changes: Any) -> Reply:
    """An answer with one citation."""
    return Reply(**{"outcome": "answered", "text": text, "hits": ("avg/artikel-33",), "cited": (cited(),), "timings": {"total": 1.0}} | changes)


def record(given: Reply | None = None, asked: Case | None = None, seed: int = 0, **changes: Any) -> Record:
    """A row."""
    fields: dict[str, Any] = {
        "set": "proef", "case": asked or case(), "seed": seed, "day": date(2026, 11, 27), "reply": given or reply(), "sources": SOURCES,
    }  # fmt: skip
    return Record(**fields | changes)
