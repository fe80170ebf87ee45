"""BM25 over the passages of one language (Robertson & Zaragoza 2009), with bm25s.

Two indexes side by side: stems with compound parts, and character 5-grams, which forgive spelling and inflection that the
stemmer misses. Fields are weighted by repetition: the heading and the questions a section answers count as often as set here.
"""

import json
from array import array
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from corpus.document import Passage
from index.text import STOPWORDS, Analyzer, character_ngrams, vocabulary_of, word_ngrams, words

if TYPE_CHECKING:
    import bm25s

Scores = npt.NDArray[np.float32]
Gloss = Callable[[str], str]

TITLE_WEIGHT, HEADING_WEIGHT, QUESTIONS_WEIGHT = 1, 2, 1


def fields(passage: Passage, language: str, gloss: Gloss) -> tuple[tuple[str, int], ...]:
    """The texts of a passage with how often each counts."""
    section, document = passage.section, passage.document
    if language == "nl":
        return (
            (f"{document.title} {document.short}", TITLE_WEIGHT),
            (f"{' '.join(section.path)} {section.label} {section.reference}", HEADING_WEIGHT),
            (" ".join(section.questions), QUESTIONS_WEIGHT),
            (passage.text, 1),
        )
    return (
        (f"{document.title_en} {document.short_en}", TITLE_WEIGHT),
        (section.label_en, HEADING_WEIGHT),
        (" ".join(section.questions_en), QUESTIONS_WEIGHT),
        (passage.english or gloss(passage.text), 1),
    )


class Bm25:
    """Scores all passages of one language for a question. Row i of every score is passage i of the build."""

    def __init__(self, terms: "bm25s.BM25", grams: "bm25s.BM25", analyzer: Analyzer, idf: dict[str, float]) -> None:
        self._terms, self._grams = terms, grams
        self.analyzer = analyzer
        self.idf = idf

    @classmethod
    def build(cls, passages: Sequence[Passage], language: str, gloss: Gloss) -> "Bm25":
        """Index ``passages``; about a second per 1,000. ``gloss`` gives English words for Dutch text without English."""
        analyzer = Analyzer(language, vocabulary_of(text for passage in passages for text, _ in fields(passage, language, gloss)))
        terms, grams = _Ids(analyzer.word_terms, STOPWORDS[language]), _Ids(word_ngrams, frozenset())
        for passage in passages:
            texts = fields(passage, language, gloss)
            terms.add(texts)
            grams.add(texts)
        return cls(terms.fit(), grams.fit(), analyzer, terms.idf())

    def save(self, folder: Path) -> None:
        """Write both indexes (numpy and JSON, no pickle) below ``folder``."""
        folder.mkdir(parents=True, exist_ok=True)
        self._terms.save(str(folder / "terms"), show_progress=False)
        self._grams.save(str(folder / "grams"), show_progress=False)
        extra = {"language": self.analyzer.language, "vocabulary": sorted(self.analyzer.vocabulary), "idf": self.idf}
        (folder / "analyzer.json").write_text(json.dumps(extra), encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> "Bm25":
        """What :meth:`save` wrote. Raises OSError or ValueError when it is damaged."""
        import bm25s

        extra = json.loads((folder / "analyzer.json").read_text(encoding="utf-8"))
        terms = bm25s.BM25.load(str(folder / "terms"), load_corpus=False)
        grams = bm25s.BM25.load(str(folder / "grams"), load_corpus=False)
        return cls(terms, grams, Analyzer(extra["language"], extra["vocabulary"]), extra["idf"])

    def term_scores(self, terms: Sequence[str]) -> Scores:
        """BM25 of every passage for a bag of index terms; float32 of shape (passages,)."""
        return _scores(self._terms, terms)

    def gram_scores(self, question: str) -> Scores:
        """BM25 of every passage over character 5-grams; float32 of shape (passages,)."""
        return _scores(self._grams, character_ngrams(question))


class _Ids:
    """Index terms as numbers, one compact array a passage. A word is analysed once, however often it occurs."""

    def __init__(self, analyse: Callable[[str], Iterable[str]], stop: frozenset[str]) -> None:
        self._analyse, self._stop = analyse, stop
        self._vocabulary: dict[str, int] = {"_": 0}
        self._words: dict[str, array[int]] = {}
        self._rows: list[array[int]] = []

    def add(self, texts: Iterable[tuple[str, int]]) -> None:
        """One passage: its texts with how often each counts."""
        row = array("i")
        for text, weight in texts:
            for word in words(text):
                if word not in self._words:
                    known = () if word in self._stop else self._analyse(word)
                    self._words[word] = array("i", (self._vocabulary.setdefault(t, len(self._vocabulary)) for t in known))
                row.extend(self._words[word] * weight)
        # An empty passage holds the term that no question has.
        self._rows.append(row or array("i", (0,)))

    def fit(self) -> "bm25s.BM25":
        import bm25s

        model = bm25s.BM25(method="lucene", k1=1.2, b=0.6)
        model.index((self._rows, self._vocabulary), show_progress=False, create_empty_token=False)
        return model

    def idf(self) -> dict[str, float]:
        """The weight of every term: ln(1 + (N - n + 0.5) / (n + 0.5))."""
        count = np.zeros(len(self._vocabulary), dtype=np.int64)
        for row in self._rows:
            count[np.unique(row)] += 1
        values = np.log(1 + (len(self._rows) - count + 0.5) / (count + 0.5))
        return {term: float(values[number]) for term, number in self._vocabulary.items()}


def _scores(model: "bm25s.BM25", terms: Iterable[str]) -> Scores:
    known = [term for term in terms if term in model.vocab_dict]
    if not known:
        return np.zeros(model.scores["num_docs"], dtype=np.float32)
    return np.asarray(model.get_scores(known), dtype=np.float32)
