"""The search the product uses: exact references, then BM25 and vectors, fused; the visible main path of retrieval.

Method and measurements: ``eval/LOG.md``. A Dutch question meets the Dutch text through stems, compound parts, character n-grams
and the thesaurus, and meets the English text through a word lexicon and an English sentence encoder.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from corpus.document import Passage
from index import references
from index.bm25 import Bm25, Scores
from index.dense import DenseIndex, sentences_of
from index.english import Lexicon, to_english
from index.fuse import reciprocal_rank_fusion
from index.hit import Hit, Scope
from index.text import STOPWORDS, words
from index.thesaurus import Thesaurus
from models.base import Embedder, Vectors

WORDS_WEIGHT, NGRAMS_WEIGHT, DENSE_WEIGHT = 1.0, 0.5, 1.0
# Texts no longer in force are kept, to be told as history, but must not crowd out what is in force now.
PAST_FACTOR = 0.6


@dataclass(frozen=True, slots=True)
class Query:
    """A question made ready once, for ranking passages and then sentences."""

    question: str
    language: str
    terms: tuple[str, ...]
    expansion: tuple[str, ...]
    expanded_by: dict[str, tuple[str, ...]]
    vector: Vectors


class HybridRetriever:
    """BM25 and vectors over the same passages; row i means passage i everywhere."""

    def __init__(
        self,
        passages: Sequence[Passage],
        lexical: dict[str, Bm25],
        dense: DenseIndex,
        embedder: Embedder,
        lexicon: Lexicon,
        thesaurus: Thesaurus,
    ) -> None:
        self.passages = tuple(passages)
        self.lexical = lexical
        self._dense, self._embedder, self._lexicon, self._thesaurus = dense, embedder, lexicon, thesaurus
        self._row = {passage.id: row for row, passage in enumerate(self.passages)}

    def prepare(self, question: str, language: str) -> Query:
        """Terms, thesaurus expansion and vector of a question; the encoder is the slow part, about 10 ms."""
        analyzer = self.lexical[language].analyzer
        expanded = self._thesaurus.expand(question) if language == "nl" else {}
        legal = tuple(dict.fromkeys(term for terms in expanded.values() for term in terms))
        translate = self._embedder.language == "en" and language == "nl"
        text = to_english(" ".join((question, *legal)), self._lexicon) if translate else question
        return Query(
            question=question,
            language=language,
            terms=tuple(analyzer.terms(question)),
            expansion=tuple(dict.fromkeys(t for term in legal for t in analyzer.terms(term))),
            expanded_by={lay: tuple(t for term in terms for t in analyzer.terms(term)) for lay, terms in expanded.items()},
            vector=self._embedder.embed_query([text])[0],
        )

    def search(self, question: str, k: int, scope: Scope, language: str) -> list[Hit]:
        """The ``k`` best passages of ``scope``, best first."""
        return self.search_query(self.prepare(question, language), k, scope)

    def search_query(self, query: Query, k: int, scope: Scope) -> list[Hit]:
        """:meth:`search` for a question already prepared."""
        lexical = self.lexical[query.language]
        mask = self._mask(scope)
        term_scores = lexical.term_scores((*query.terms, *(t for t in query.expansion if t not in query.terms)))
        similarity = self._dense.similarities(query.vector)
        fused = reciprocal_rank_fusion(
            [
                (term_scores * mask, WORDS_WEIGHT),
                (lexical.gram_scores(query.question) * mask, NGRAMS_WEIGHT),
                (similarity * mask, DENSE_WEIGHT),
            ]
        )
        fused *= self._weights(scope)
        exact = references.resolve(query.question, self.passages)
        for place, row in enumerate(exact):
            fused[row] = (2.0 - 0.01 * place) * mask[row]
        order = [int(row) for row in np.argsort(-fused, kind="stable")[:k] if fused[row] > 0]
        return [
            Hit(
                passage=self.passages[row],
                score=round(float(fused[row]), 4),
                retriever="reference" if row in exact else "bm25+dense",
                similarity=round(float(similarity[row]), 4),
                coverage=round(self.coverage(query, self.passages[row]), 4),
            )
            for row in order
        ]

    def sentence_similarities(self, query: Query, passage: Passage) -> Scores:
        """The cosine of a question with each sentence of a passage; shape (sentences,)."""
        count = len(sentences_of(passage, self._embedder.language))
        return self._dense.sentence_similarities(query.vector, self._row[passage.id], count)

    def coverage(self, query: Query, passage: Passage) -> float:
        """Share of the question's information (idf-weighted words) that a passage holds, directly or by the thesaurus."""
        lexical = self.lexical[query.language]
        held = set(lexical.analyzer.terms(_full_text(passage, query.language)))
        rarest = max(lexical.idf.values(), default=1.0)
        total = found = 0.0
        for word in dict.fromkeys(words(query.question)):
            if word in STOPWORDS[query.language]:
                continue
            forms = lexical.analyzer.word_terms(word)
            weight = lexical.idf.get(forms[0], rarest if len(forms) == 1 else rarest / 2)
            legal = {t for form in forms for lay, terms in query.expanded_by.items() if form in lay.split() for t in terms}
            total += weight
            if held & set(forms) or held & legal:
                found += weight
        return found / total if total else 0.0

    def _mask(self, scope: Scope) -> Scores:
        wanted = [not scope.documents or p.document_id in scope.documents for p in self.passages]
        return np.asarray(wanted, dtype=np.float32)

    def _weights(self, scope: Scope) -> Scores:
        if scope.include_history:
            return np.ones(len(self.passages), dtype=np.float32)
        past = [passage.section.validity.status_on(scope.on).is_past for passage in self.passages]
        return np.where(past, np.float32(PAST_FACTOR), np.float32(1.0)).astype(np.float32)


def _full_text(passage: Passage, language: str) -> str:
    section, document = passage.section, passage.document
    if language == "nl":
        return " ".join((document.title, document.short, section.label, passage.text, *section.questions))
    return " ".join((document.title_en, document.short_en, section.label_en, passage.english, *section.questions_en))
