"""BM25 over the passages of one language (Robertson & Zaragoza 2009), with bm25s.

Three indexes side by side: stems with compound parts; character 5-grams, which forgive spelling and inflection that the stemmer
misses; and the same n-grams over the questions beside a text alone, where one question meets another. Fields are weighted by
repetition: the heading and the questions a section answers count as often as set here.
"""

import json
from array import array
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from corpus.document import Passage
from index.text import STOPWORDS, Analyzer, character_ngrams, word_ngrams, words

if TYPE_CHECKING:
    import bm25s

Scores = npt.NDArray[np.float32]
Numbers = npt.NDArray[np.int32]
Gloss = Callable[[str], str]

K1, B = 1.2, 0.6
# Passages counted at a time: what fits in memory as one occurrence a row.
_CHUNK = 10_000
TITLE_WEIGHT, HEADING_WEIGHT, QUESTIONS_WEIGHT = 1, 2, 1


def fields(passage: Passage, language: str, gloss: Gloss) -> tuple[tuple[str, int], ...]:
    """The texts of a passage with how often each counts."""
    section, document = passage.section, passage.document
    questions = _questions(passage, language)
    if language == "nl":
        return (
            (f"{document.title} {document.short}", TITLE_WEIGHT),
            (f"{' '.join(section.path)} {section.label} {section.reference}", HEADING_WEIGHT),
            (questions, QUESTIONS_WEIGHT),
            (passage.text, 1),
        )
    return (
        (f"{document.title_en} {document.short_en}", TITLE_WEIGHT),
        (section.label_en, HEADING_WEIGHT),
        (questions, QUESTIONS_WEIGHT),
        (passage.english or gloss(passage.text), 1),
    )


class Bm25:
    """Scores all passages of one language for a question. Row i of every score is passage i of the build."""

    def __init__(
        self, terms: "bm25s.BM25", grams: "bm25s.BM25", asked: "bm25s.BM25", analyzer: Analyzer, idf: dict[str, float]
    ) -> None:
        self._terms, self._grams, self._asked = terms, grams, asked
        self.analyzer = analyzer
        self.idf = idf
        self.rarest = max(idf.values(), default=1.0)

    @classmethod
    def build(cls, passages: Sequence[Passage], language: str, gloss: Gloss) -> "Bm25":
        """Index ``passages``; about a second per 1,000. ``gloss`` gives English words for Dutch text without English."""
        forms: dict[str, int] = {}
        rows = [row_of(fields(passage, language, gloss), forms) for passage in passages]
        asked = [row_of([(_questions(passage, language), 1)], forms) for passage in passages]
        analyzer = Analyzer(language, forms)
        stop = STOPWORDS[language]
        terms, idf = fit(rows, [() if form in stop else analyzer.word_terms(form) for form in forms])
        ngrams = [word_ngrams(form) for form in forms]
        return cls(terms, fit(rows, ngrams)[0], fit(asked, ngrams)[0], analyzer, idf)

    def save(self, folder: Path) -> None:
        """Write the indexes (numpy and JSON, no pickle) below ``folder``."""
        folder.mkdir(parents=True, exist_ok=True)
        for name, model in (("terms", self._terms), ("grams", self._grams), ("asked", self._asked)):
            model.save(str(folder / name), show_progress=False)
        extra = {"language": self.analyzer.language, "vocabulary": sorted(self.analyzer.vocabulary), "idf": self.idf}
        (folder / "analyzer.json").write_text(json.dumps(extra), encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> "Bm25":
        """What :meth:`save` wrote. Raises OSError or ValueError when it is damaged."""
        import bm25s

        extra = json.loads((folder / "analyzer.json").read_text(encoding="utf-8"))
        terms, grams, asked = (bm25s.BM25.load(str(folder / name), load_corpus=False) for name in ("terms", "grams", "asked"))
        return cls(terms, grams, asked, Analyzer(extra["language"], extra["vocabulary"]), extra["idf"])

    def term_scores(self, terms: Sequence[str]) -> Scores:
        """BM25 of every passage for a bag of index terms; float32 of shape (passages,)."""
        return scores_of(self._terms, terms)

    def gram_scores(self, question: str) -> Scores:
        """BM25 of every passage over character 5-grams; float32 of shape (passages,)."""
        return scores_of(self._grams, character_ngrams(question))

    def asked_scores(self, question: str) -> Scores:
        """BM25 of the questions beside every passage over character 5-grams, 0 where there are none; float32 of shape (passages,)."""
        return scores_of(self._asked, character_ngrams(question))


def _questions(passage: Passage, language: str) -> str:
    """Every question the section of a passage answers: those of the text and those kept beside it."""
    section = passage.section
    return " ".join((*section.questions, *section.asked) if language == "nl" else (*section.questions_en, *section.asked_en))


def row_of(texts: Iterable[tuple[str, int]], forms: dict[str, int]) -> "array[int]":
    """The word numbers of texts, each repeated as often as it counts; a new word gets the next number in ``forms``."""
    row = array("i")
    for text, weight in texts:
        row.extend([forms.setdefault(word, len(forms)) for word in words(text)] * weight)
    return row


def fit(rows: Sequence["array[int]"], terms_of: Sequence[Sequence[str]]) -> tuple["bm25s.BM25", dict[str, float]]:
    """A BM25 index over passages given as word numbers, and the idf of every term; ``terms_of`` holds the index terms of each word.

    The scores are bm25s's own ("lucene"), computed here for all passages at once: its loop over passages takes ten times as long.
    """
    import bm25s

    vocabulary: dict[str, int] = {}
    numbers = [[vocabulary.setdefault(term, len(vocabulary)) for term in terms] for terms in terms_of]
    term, passage, count = _counts(rows, numbers)
    lengths = np.bincount(passage, count, minlength=len(rows))
    found = np.bincount(term, minlength=len(vocabulary))
    idf = np.log(1 + (len(rows) - found + 0.5) / (found + 0.5)).astype(np.float32)
    # A passage that holds nothing (no questions beside it) has no part in what is usual.
    usual = lengths[lengths > 0].mean() if lengths.any() else 1.0
    norm = (K1 * (1 - B + B * lengths / usual)).astype(np.float32)
    data = idf[term] * count / (norm[passage] + count)
    order = np.lexsort((passage, term))
    model = bm25s.BM25(method="lucene", k1=K1, b=B)
    model.scores = {
        "data": data[order].astype(np.float32),
        "indices": passage[order].astype(np.int32),
        "indptr": np.concatenate(([0], np.cumsum(found))).astype(np.int64),
        "num_docs": len(rows),
    }
    model.vocab_dict = vocabulary
    model.unique_token_ids_set = set(vocabulary.values())
    model.nonoccurrence_array = None
    return model, {name: float(idf[number]) for name, number in vocabulary.items()}


def _counts(rows: Sequence["array[int]"], numbers: Sequence[Sequence[int]]) -> tuple[Numbers, Numbers, Scores]:
    """How often each term is in each passage, as (term, passage, count) of the same length."""
    sizes = np.asarray([len(terms) for terms in numbers], dtype=np.int64)
    starts = np.concatenate(([0], np.cumsum(sizes)))
    flat = np.fromiter((number for terms in numbers for number in terms), dtype=np.int64, count=int(sizes.sum()))
    parts: list[tuple[Numbers, Numbers, Scores]] = []
    for first in range(0, len(rows), _CHUNK):
        chunk = rows[first : first + _CHUNK]
        forms = np.concatenate([np.frombuffer(row, dtype=np.int32) for row in chunk])
        places = np.repeat(np.arange(len(chunk)), [len(row) for row in chunk])
        many = sizes[forms]
        # Terms of word k stand at starts[k]: for every occurrence of a word, all of them.
        within = np.arange(int(many.sum())) - np.repeat(np.cumsum(many) - many, many)
        key = flat[np.repeat(starts[forms], many) + within] * len(chunk) + np.repeat(places, many)
        unique, counts = np.unique(key, return_counts=True)
        parts.append(((unique // len(chunk)).astype(np.int32), (unique % len(chunk) + first).astype(np.int32), counts.astype(np.float32)))
    term, passage, count = (np.concatenate(part) for part in zip(*parts, strict=True))
    return term, passage, count


def scores_of(model: "bm25s.BM25", terms: Iterable[str]) -> Scores:
    known = [term for term in terms if term in model.vocab_dict]
    if not known:
        return np.zeros(model.scores["num_docs"], dtype=np.float32)
    return np.asarray(model.get_scores(known), dtype=np.float32)
