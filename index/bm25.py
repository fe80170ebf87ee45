"""BM25 over the passages of one language (Robertson & Zaragoza 2009), with bm25s.

Two indexes side by side: stems with compound parts, and character 5-grams, which forgive spelling and inflection that the
stemmer misses. Fields are weighted by repetition: the heading and the questions a section answers count as often as set here.
"""

import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from corpus.document import Passage
from index.text import Analyzer, character_ngrams, vocabulary_of

if TYPE_CHECKING:
    import bm25s

Scores = npt.NDArray[np.float32]

TITLE_WEIGHT, HEADING_WEIGHT, QUESTIONS_WEIGHT = 1, 2, 1


def fields(passage: Passage, language: str) -> tuple[tuple[str, int], ...]:
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
        (passage.english, 1),
    )


class Bm25:
    """Scores all passages of one language for a question. Row i of every score is passage i of the build."""

    def __init__(self, terms: "bm25s.BM25", grams: "bm25s.BM25", analyzer: Analyzer, idf: dict[str, float]) -> None:
        self._terms, self._grams = terms, grams
        self.analyzer = analyzer
        self.idf = idf

    @classmethod
    def build(cls, passages: Sequence[Passage], language: str) -> "Bm25":
        """Index ``passages``; takes about a second per 1,000."""
        texts = [fields(passage, language) for passage in passages]
        analyzer = Analyzer(language, vocabulary_of(text for row in texts for text, _ in row))
        tokens = [[term for text, weight in row for term in analyzer.terms(text) * weight] for row in texts]
        grams = [[gram for text, weight in row for gram in character_ngrams(text) * weight] for row in texts]
        return cls(_fit(tokens), _fit(grams), analyzer, _idf(tokens))

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


def _fit(tokens: list[list[str]]) -> "bm25s.BM25":
    import bm25s

    model = bm25s.BM25(method="lucene", k1=1.2, b=0.6)
    model.index([row or ["_"] for row in tokens], show_progress=False)
    return model


def _scores(model: "bm25s.BM25", terms: Iterable[str]) -> Scores:
    known = [term for term in terms if term in model.vocab_dict]
    if not known:
        return np.zeros(model.scores["num_docs"], dtype=np.float32)
    return np.asarray(model.get_scores(known), dtype=np.float32)


def _idf(tokens: list[list[str]]) -> dict[str, float]:
    count: dict[str, int] = {}
    for row in tokens:
        for term in set(row):
            count[term] = count.get(term, 0) + 1
    total = len(tokens)
    return {term: float(np.log(1 + (total - n + 0.5) / (n + 0.5))) for term, n in count.items()}
