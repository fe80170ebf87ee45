"""Old answers against today's key: when what is right was mended, a run need not be asked again."""

from collections.abc import Iterable, Mapping, Sequence

from eval.case import Case
from eval.places import Places
from eval.record import Record

# What was asked; anything else of a case is what is made of the answer.
_ASKED = ("task", "language", "query", "history", "on")


def with_key(records: Iterable[Record], sets: Mapping[str, Sequence[Case]], places: Places) -> list[Record]:
    """The rows with each case as it is now, where the question is still the same one; other rows as they were."""
    now = {case.qid: case for cases in sets.values() for case in cases}
    return [_rescored(record, now.get(record.case.qid), places) for record in records]


def _rescored(record: Record, case: Case | None, places: Places) -> Record:
    if case is None or any(getattr(case, name) != getattr(record.case, name) for name in _ASKED):
        return record
    named = places.sources((*case.gold, *case.stale), case.on or record.day, record.day)
    return record.model_copy(update={"case": case, "sources": record.sources | named})
