"""What is near by meaning: vectors of passages, of their questions and of their sentences, all in the encoder's language.

Where the vectors are kept is a :class:`VectorStore`: ``index/chroma.py`` (in the index folder) or ``index/pgvector.py`` (in PostgreSQL).
"""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt

from corpus.document import Passage
from corpus.passages import sentences_of
from models.base import Embedder, Vectors

# Before the number in the id of a unit that speaks for the whole section.
_ASKED = "#?"
_BATCH = 64
# A store is given, and gives, at most so many rows at a time (SQLite's limit on variables, in Chroma).
PAGE = 5_000
# So many questions and passages tell what an encoder makes of texts that have nothing in common.
_BACKGROUND = 256
Similarities = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Unit:
    """One text that is embedded on behalf of a passage; ``kind`` is "passage", "question", "asked" or "sentence"."""

    id: str
    passage_id: str
    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Stored:
    """One unit as a store keeps it: ``sha`` is the checksum of its text."""

    unit: Unit
    sha: str
    vector: Vectors


class VectorStore(Protocol):
    """The vectors of one index. At most :data:`PAGE` units at a time go in and out. Raises :class:`index.hit.IndexError_` when it is away."""

    def whole(self) -> bool:
        """Whether every vector of this index is there; without loading anything heavy."""
        ...

    def check(self) -> None:
        """Raises :class:`index.hit.IndexError_` when what is there is not what was written."""
        ...

    def count(self) -> int:
        """How many units there are."""
        ...

    def vectors(self, ids: Sequence[str]) -> dict[str, Vectors]:
        """The vectors of those of ``ids`` that there are."""
        ...

    def nearest(self, query: Vectors, wanted: int) -> Sequence[tuple[str, float]]:
        """The ids of the ``wanted`` units nearest to a vector of shape (dimension,), with their cosine distances (0 to 2), nearest first."""
        ...

    def prepare(self) -> None:
        """Before vectors are written; what was there and cannot be read goes, so that it is written anew."""
        ...

    def known(self) -> dict[str, str]:
        """The id of every unit that is stored, with the checksum of its text."""
        ...

    def delete(self, ids: Sequence[str]) -> None: ...

    def put(self, rows: Sequence[Stored]) -> None:
        """Keep units, in the place of those with the same id."""
        ...

    def finish(self) -> None:
        """All are there: from now on :meth:`whole`."""
        ...


def units_of(passages: Sequence[Passage], language: str, gloss: Callable[[str], str]) -> list[Unit]:
    """Everything to embed. An English encoder gets the English side of each passage, any other the Dutch.

    Where there is no English, ``gloss`` turns the Dutch into English words: good enough to find a text, never shown. Sections that
    come with questions get a vector for each question and each sentence; of long official texts only whole passages are embedded,
    which is half the work and finds the same articles. A question kept beside a section is one unit, for all its passages.
    """
    english = language == "en"
    units: list[Unit] = []
    for passage in passages:
        section = passage.section
        texts = [("passage", _contextualized(passage, gloss) if english else passage.contextualized)]
        texts += [("question", text) for text in (section.questions_en if english else section.questions)]
        if section.questions:
            texts += [("sentence", (other or gloss(nl.whole)) if english else nl.whole) for nl, other in sentences_of(passage)]
        units += [Unit(f"{passage.id}#{i}", passage.id, kind, text) for i, (kind, text) in enumerate(texts)]
        if passage.start == 0:
            asked = (section.asked_en or tuple(filter(None, map(gloss, section.asked)))) if english else section.asked
            units += [Unit(f"{passage.id}{_ASKED}{i}", passage.id, "asked", text) for i, text in enumerate(asked)]
    return units


def _contextualized(passage: Passage, gloss: Callable[[str], str]) -> str:
    return passage.contextualized_en if passage.english else gloss(passage.contextualized) or passage.contextualized


class DenseIndex:
    """Cosine similarities of a question to passages and to their sentences."""

    def __init__(self, store: VectorStore, passages: Sequence[Passage], language: str) -> None:
        self.store = store
        self._passages = len(passages)
        # Counting a large store costs more than searching it.
        self._units = store.count()
        self._first_sentence = [
            1 + len(passage.section.questions_en if language == "en" else passage.section.questions)
            for passage in passages
        ]
        self._ids = [passage.id for passage in passages]
        self._rows = {passage_id: row for row, passage_id in enumerate(self._ids)}
        self._background = self._measure(passages)
        # The first row of each section, with the row after its last one.
        starts = [row for row, passage in enumerate(passages) if passage.start == 0]
        self._section_ends = dict(zip(starts, [*starts[1:], len(passages)], strict=True))

    def _measure(self, passages: Sequence[Passage]) -> tuple[float, float]:
        """Mean and deviation of the cosine of a question with a passage it has nothing to do with; what an encoder calls near differs.

        The sample is spread evenly over the corpus, so that it does not depend on the order in which vectors were stored.
        """
        texts = self.store.vectors([f"{passage.id}#0" for passage in _spread(passages)])
        asked = [passage for passage in passages if passage.start == 0 and (passage.section.asked or passage.section.asked_en)]
        questions = self.store.vectors([f"{passage.id}{_ASKED}0" for passage in _spread(asked)]) or texts
        foreign = np.asarray([[_section(one) != _section(other) for other in texts] for one in questions])
        if not foreign.any():
            return 0.0, 1.0
        cosines = (np.stack(list(questions.values())) @ np.stack(list(texts.values())).T)[foreign]
        return float(cosines.mean()), max(float(cosines.std()), 1e-3)

    def nearness(self, similarities: Similarities) -> Similarities:
        """Cosines in deviations above those of texts that have nothing in common: comparable between encoders, below 0 is nothing."""
        mean, deviation = self._background
        return np.asarray(np.maximum((similarities - mean) / deviation, 0), dtype=np.float32)

    def similarities(self, query: Vectors, wanted: int = 400) -> Similarities:
        """The best cosine of each passage over its units; ``query`` is one vector of shape (dimension,); 0 if not near."""
        best = np.zeros(self._passages, dtype=np.float32)
        # A unit's id begins with that of its passage; asking for the metadata as well would double the time.
        for unit_id, distance in self.store.nearest(query, min(wanted, self._units)):
            row = self._rows[unit_id.rpartition("#")[0]]
            rows = slice(row, self._section_ends[row] if _ASKED in unit_id else row + 1)
            best[rows] = np.maximum(best[rows], 1.0 - distance)
        return best

    def sentence_similarities(self, query: Vectors, row: int, count: int) -> Similarities | None:
        """The cosine of ``query`` with each of the ``count`` sentences of passage ``row``; None when they have no vectors."""
        first = self._first_sentence[row]
        if count == 0 or first == 1:
            return None
        ids = [f"{self._ids[row]}#{first + k}" for k in range(count)]
        vectors = self.store.vectors(ids)
        return np.asarray([vectors[i] @ query if i in vectors else 0.0 for i in ids], dtype=np.float32)


def _spread(passages: Sequence[Passage]) -> Sequence[Passage]:
    """At most :data:`_BACKGROUND` of ``passages``, evenly spaced."""
    return passages[:: max(1, len(passages) // _BACKGROUND)][:_BACKGROUND]


def _section(unit_id: str) -> str:
    """The section a unit belongs to: what its id says before the numbers of passage and unit."""
    return unit_id.rpartition("#")[0].partition("#")[0]


def write_vectors(store: VectorStore, units: Sequence[Unit], embedder: Embedder, progress: Callable[[int, int], None]) -> None:
    """Embed ``units`` into ``store``; what an interrupted run already wrote is kept.

    ``progress`` is told (done, total) after every batch.
    """
    store.prepare()
    known = store.known()
    stale = sorted(set(known) - {unit.id for unit in units})
    for start in range(0, len(stale), PAGE):
        store.delete(stale[start : start + PAGE])
    missing = [unit for unit in units if known.get(unit.id) != _sha(unit.text)]
    # Alike lengths together: a batch is padded to its longest text.
    missing.sort(key=lambda unit: len(unit.text))
    done = len(units) - len(missing)
    progress(done, len(units))
    for start in range(0, len(missing), _BATCH):
        batch = missing[start : start + _BATCH]
        vectors = embedder.embed_passages([unit.text for unit in batch])
        store.put([Stored(unit, _sha(unit.text), vector) for unit, vector in zip(batch, vectors, strict=True)])
        done += len(batch)
        progress(done, len(units))
    store.finish()


def _sha(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]
