"""Answers as evaluators see them: without the system that gave them, in an order of their own, each with the literal text of its sources.

An answer is known by a code that tells nothing of its run or its question. Everyone who labels so many questions gets the same ones, in another
order: otherwise two evaluators would hardly ever label the same answer, and their agreement could not be measured.
"""

import hashlib
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from eval.measures import sentences_of
from eval.record import Record
from eval.review import Item, item_of
from eval.runs import ROWS, read_rows
from eval.targets import MARKER


class Piece(NamedTuple):
    """A stretch of text: a marker ``[n]`` of a citation, words that were quoted, or neither."""

    text: str
    marker: int = 0
    quoted: bool = False


@dataclass(frozen=True, slots=True)
class SourceText:
    """A section that an answer cites: the literal text with the quoted words marked, or no text when there is no such section.

    ``elsewhere`` are quoted words that do not stand in it as they are shown.
    """

    place: str
    markers: tuple[int, ...]
    status: str
    pieces: tuple[Piece, ...]
    elsewhere: tuple[str, ...]

    @property
    def long(self) -> bool:
        """Whether it is better folded up."""
        return sum(len(piece.text) for piece in self.pieces) > 1_500


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer to label."""

    code: str
    item: Item
    record: Record

    @property
    def sentences(self) -> list[tuple[Piece, ...]]:
        """The answer in sentences, each cut at its markers."""
        return [_with_markers(sentence) for sentence in sentences_of(self.record.reply.text)]

    @property
    def sources(self) -> list[SourceText]:
        """The sections cited, in the order in which they are first cited."""
        cited = self.record.reply.cited or ()
        return [_source(self.record, place) for place in dict.fromkeys(each.place for each in cited)]

    @property
    def gold(self) -> list[tuple[str, str]]:
        """The sections that answer the question, with their text; a pattern or a section that is not there has none."""
        return [(place, _text(self.record, place)) for place in self.record.case.gold]


def _with_markers(sentence: str) -> tuple[Piece, ...]:
    pieces, end = [], 0
    for found in MARKER.finditer(sentence):
        pieces += [Piece(sentence[end : found.start()] + " "), Piece(found.group().strip(), marker=int(found[1]))]
        end = found.end()
    return tuple(piece for piece in [*pieces, Piece(sentence[end:])] if piece.text.strip())


def _text(record: Record, place: str) -> str:
    source = record.sources.get(place)
    if source is None:
        return ""
    return source.english if record.reply.language == "en" and source.english else source.dutch


def _source(record: Record, place: str) -> SourceText:
    cited = [each for each in record.reply.cited or () if each.place == place]
    text = _text(record, place)
    quoted = [each.text for each in cited if each.text]
    spans = sorted((at, at + len(words)) for words in quoted if (at := text.find(words)) >= 0)
    elsewhere = tuple(dict.fromkeys(words for words in quoted if words not in text))
    return SourceText(place, tuple(each.marker for each in cited), cited[0].status, _marked(text, spans), elsewhere)


def _marked(text: str, spans: Sequence[tuple[int, int]]) -> tuple[Piece, ...]:
    pieces, end = [], 0
    for start, stop in spans:
        if stop > end:
            pieces += [Piece(text[end : max(start, end)]), Piece(text[max(start, end) : stop], quoted=True)]
            end = stop
    return tuple(piece for piece in [*pieces, Piece(text[end:])] if piece.text)


def code_of(*parts: object) -> str:
    """A code that is the same every time and tells nothing."""
    return hashlib.sha256("\n".join(map(str, parts)).encode()).hexdigest()[:20]


def answers_of(runs: Path, name: str) -> dict[str, Answer]:
    """The answers of a run that can be labelled, by code; none for a run that is not there. Raises :class:`eval.runs.RunError`."""
    file = runs / name / ROWS
    if not file.exists():
        return {}
    seen = file.stat()
    return _answers(runs, name, (seen.st_mtime_ns, seen.st_size))


# Reading a run takes a moment, and every page needs it.
@lru_cache(maxsize=12)
def _answers(runs: Path, name: str, version: tuple[int, int]) -> dict[str, Answer]:
    rows = [row for row in read_rows(runs / name) if row.case.task == "answer" and row.reply.outcome not in ("failed", "found")]
    items = [(item_of(name, row), row) for row in rows]
    return {code_of(*item): Answer(code_of(*item), item, _slim(row)) for item, row in items}


def _slim(record: Record) -> Record:
    """The row with the sections that are shown only."""
    shown = {*(cited.place for cited in record.reply.cited or ()), *record.case.gold}
    return record.model_copy(update={"sources": {place: source for place, source in record.sources.items() if place in shown}})


def queue(answers: Iterable[Answer], who: str, size: int) -> list[Answer]:
    """What ``who`` labels, in order: the answers to ``size`` questions (0: all), the same questions for everyone."""
    answers = list(answers)
    questions = sorted({answer.item.qid for answer in answers}, key=code_of)
    asked = set(questions[:size] if size else questions)
    return sorted((answer for answer in answers if answer.item.qid in asked), key=lambda answer: code_of(who, answer.code))


def following(order: Sequence[Answer], done: Collection[Item], after: str) -> Answer | None:
    """The first answer without a label after the one with code ``after``, then from the beginning; None when all have one."""
    place = next((at for at, answer in enumerate(order, start=1) if answer.code == after), 0)
    return next((answer for answer in [*order[place:], *order[:place]] if answer.item not in done), None)
