"""The search the product uses: exact references, then BM25 and vectors, fused; the visible main path of retrieval.

Method and measurements: ``eval/LOG.md``. A Dutch question meets the Dutch text through stems, compound parts, character n-grams
and the thesaurus, and meets the English text through a word lexicon and an English sentence encoder.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from corpus.document import Passage
from corpus.passages import sentences_of
from index.bm25 import Bm25, Scores
from index.dense import DenseIndex
from index.english import Lexicon, to_english
from index.fuse import best, reciprocal_rank_fusion
from index.glossary import Abbreviation, Defined, Glossary
from index.hit import Hit, IndexError_, Scope
from index.references import References
from index.text import STOPWORDS, character_ngrams, words
from index.thesaurus import Thesaurus
from index.weight import weigh
from models.base import Embedder, Reranker, Vectors

_LOG = logging.getLogger(__name__)
WORDS_WEIGHT, NGRAMS_WEIGHT, ASKED_WEIGHT = 1.0, 0.4, 0.8
# The encoder reads an English question as it is, a Dutch one word by word.
DENSE_WEIGHT = {"nl": 1.2, "en": 2.0}
# The asker's own words count for more than those the thesaurus puts beside them.
EXPANSION_WEIGHT = 0.4
# Fusion looks at ranks alone. Of its first passages it also counts how near the question is, how much of the asker's own words the
# passage holds and how much of the question is in a question beside it. Logistic regression on the development questions (LOG.md).
POOL = 10
NEAR_WEIGHT, MATCH_WEIGHT, ALIKE_WEIGHT = 0.24, 3.0, 1.0
# Nearer than this many deviations is not counted: a question that stands in the corpus word for word.
NEAREST = 6.0
# How many of the first passages a reranker reads.
RERANKED = 20
# Texts that share this much of their three-word runs are one text in two places (Broder 1997): the better ranked one is shown.
SAME_TEXT = 0.9
_SCOPES_KEPT = 64


@dataclass(frozen=True, slots=True)
class Query:
    """A question made ready once, for ranking passages and then sentences.

    ``equivalents`` are the terms of the first, nearest official term of each entry of the thesaurus; ``expansion`` those of all.
    ``exact`` are the rows it names ("artikel 35 AVG"); ``choices`` the documents it may mean when it names an article without a law;
    ``defined`` the definitions of the term it asks after; ``abbreviation`` the one of which it asks what it
    stands for; ``known`` is the share of its content words that the corpus knows.
    """

    question: str
    language: str
    terms: tuple[str, ...]
    expansion: tuple[str, ...]
    expanded_by: dict[str, tuple[str, ...]]
    equivalents: tuple[str, ...]
    vector: Vectors | None
    known: float = 1.0
    exact: tuple[int, ...] = ()
    choices: tuple[str, ...] = ()
    defined: tuple[Defined, ...] = ()
    abbreviation: Abbreviation | None = None


@dataclass(frozen=True, slots=True)
class Signals:
    """What each ranking says of every passage, each of shape (passages,); ``match`` is ``own`` as a share of what the words could score."""

    own: Scores
    match: Scores
    grams: Scores
    asked: Scores
    alike_ideal: int
    near: Scores | None
    nearness: Scores | None


class HybridRetriever:
    """BM25 and vectors over the same passages; row i means passage i everywhere. ``dense`` is None while vectors are being made."""

    def __init__(
        self,
        passages: Sequence[Passage],
        lexical: dict[str, Bm25],
        dense: DenseIndex | None,
        embedder: Embedder,
        lexicon: Lexicon,
        thesauri: dict[str, Thesaurus],
        reranker: Reranker | None = None,
    ) -> None:
        self.passages = tuple(passages)
        self.lexical = lexical
        self._dense, self._embedder, self._lexicon, self._thesauri = dense, embedder, lexicon, thesauri
        self._reranker = reranker
        self._row = {passage.id: row for row, passage in enumerate(self.passages)}
        self._weights_of: dict[Scope, Scores] = {}
        self.references = References(self.passages)
        self.glossary = Glossary(self.passages)
        self.documents = {passage.document_id: passage.document for passage in self.passages}
        # "document-id/section-id" → the passages that change that section.
        self.amendments: dict[str, list[Passage]] = {}
        for passage in self.passages:
            if passage.section.amends:
                self.amendments.setdefault(passage.section.amends, []).append(passage)

    def now(self) -> "HybridRetriever":
        """The search of this moment; see :class:`index.live.LiveRetriever`."""
        return self

    @property
    def by_meaning(self) -> bool:
        """Whether it searches by meaning too, and not on words alone."""
        return self._dense is not None

    def prepare(self, question: str, language: str) -> Query:
        """Terms, thesaurus expansion and vector of a question; the encoder is the slow part, about 10 ms."""
        analyzer = self.lexical[language].analyzer
        expanded = self._thesauri[language].expand(question)
        legal = tuple(dict.fromkeys(term for terms in expanded.values() for term in terms))
        analyzed = {term: tuple(analyzer.terms(term)) for term in legal}
        named = self.references.resolve(question)
        return Query(
            question=question,
            language=language,
            terms=tuple(analyzer.terms(question)),
            expansion=tuple(dict.fromkeys(t for terms in analyzed.values() for t in terms)),
            expanded_by={lay: tuple(t for term in terms for t in analyzed[term]) for lay, terms in expanded.items()},
            equivalents=tuple(t for terms in expanded.values() for t in analyzed[terms[0]]),
            vector=self._vector(question, legal, language) if self._dense else None,
            known=self._known(question, language),
            exact=named.rows,
            choices=named.choices,
            defined=self.glossary.look_up(question),
            abbreviation=self.glossary.abbreviation_asked(question, language),
        )

    def _known(self, question: str, language: str) -> float:
        """Share of the content words of a question that occur in the corpus, whole or in part."""
        lexical = self.lexical[language]
        content = {word for word in words(question) if word not in STOPWORDS[language]}
        return sum(any(t in lexical.idf for t in lexical.analyzer.word_terms(word)) for word in content) / len(content) if content else 0.0

    def _vector(self, question: str, legal: Sequence[str], language: str) -> Vectors | None:
        """The question as asked and with its official terms, half each: the terms find the law, alone they drown the question.

        None when the encoder fails (out of memory): words answer then.
        """
        texts = dict.fromkeys((question, " ".join((question, *legal))))
        if self._embedder.language == "en" and language == "nl":
            texts = dict.fromkeys(to_english(text, self._lexicon) for text in texts)
        try:
            mean = self._embedder.embed_query(list(texts)).mean(axis=0)
        except Exception as error:
            # Not its words: they may repeat what was asked.
            _LOG.error("the encoder failed: %s", type(error).__name__)
            return None
        return np.asarray(mean / max(float(np.linalg.norm(mean)), 1e-9), dtype=np.float32)

    def search(self, question: str, k: int, scope: Scope, language: str) -> list[Hit]:
        """The ``k`` best passages of ``scope``, best first."""
        return self.search_query(self.prepare(question, language), k, scope)

    def search_query(self, query: Query, k: int, scope: Scope) -> list[Hit]:
        """:meth:`search` for a question already prepared."""
        weights = self.weights(scope)
        mask = (weights > 0).astype(np.float32)
        signals = self._signals(query)
        rankings = [(scores * mask, weight) for scores, weight in self._rankings(query, signals)]
        fused = reciprocal_rank_fusion(rankings) * weights
        explained = (max(query.abbreviation.rows, key=lambda row: float(fused[row])),) if query.abbreviation else ()
        sure = list(dict.fromkeys((*query.exact, *(defined.row for defined in query.defined), *explained)))
        for place, row in enumerate(sure):
            fused[row] = (2.0 - 0.01 * place) * weights[row]
        rows = self._distinct(best(fused, 4 * max(k, POOL)).tolist(), set(sure), max(k, POOL))
        scores = self._combined(rows, fused, signals, weights, set(sure))
        order = sorted(range(len(rows)), key=lambda place: -scores[place])
        rows, scores = [rows[place] for place in order], [scores[place] for place in order]
        return [
            Hit(
                passage=self.passages[row],
                score=round(score, 4),
                retriever="reference" if row in sure else "bm25+dense",
                similarity=None if signals.near is None else round(float(signals.near[row]), 4),
                nearness=None if signals.nearness is None else round(float(signals.nearness[row]), 4),
                match=round(float(signals.match[row]), 4),
            )
            # Another order does not change how strong the first, the second … are.
            for row, score in zip(self._reranked(query.question, rows, len(sure))[:k], scores, strict=False)
        ]

    def _signals(self, query: Query) -> Signals:
        lexical = self.lexical[query.language]
        own = lexical.term_scores(query.terms)
        ideal = sum(lexical.idf.get(term, lexical.rarest) for term in set(query.terms))
        grams = set(character_ngrams(query.question))
        near = self._similarities(query)
        return Signals(
            own=own,
            match=own / max(ideal, 1e-9),
            grams=lexical.gram_scores(query.question),
            asked=lexical.asked_scores(query.question),
            alike_ideal=max(1, len(grams)),
            near=near,
            nearness=self._dense.nearness(near) if self._dense and near is not None else None,
        )

    def _similarities(self, query: Query) -> Scores | None:
        """The cosine of a question with each passage; None without vectors, also when they cannot be reached now: words answer meanwhile."""
        if self._dense is None or query.vector is None:
            return None
        try:
            return self._dense.similarities(query.vector)
        except IndexError_ as error:
            _LOG.warning("%s", error)
            return None

    def _rankings(self, query: Query, signals: Signals) -> list[tuple[Scores, float]]:
        expansion = self.lexical[query.language].term_scores([term for term in query.expansion if term not in query.terms])
        rankings = [
            (signals.own + EXPANSION_WEIGHT * expansion, WORDS_WEIGHT),
            (signals.grams, NGRAMS_WEIGHT),
            (signals.asked, ASKED_WEIGHT),
        ]
        return rankings if signals.near is None else [*rankings, (signals.near, DENSE_WEIGHT[query.language])]

    def _combined(self, rows: Sequence[int], fused: Scores, signals: Signals, weights: Scores, sure: set[int]) -> list[float]:
        """The final score of ``rows``; 1.0 and more for a place asked for by name, which stays first."""
        total = 1.0 + MATCH_WEIGHT + ALIKE_WEIGHT + NEAREST * NEAR_WEIGHT
        scores: list[float] = []
        for row in rows:
            if row in sure:
                scores.append(float(fused[row]))
                continue
            near = 0.0 if signals.nearness is None else min(NEAREST, float(signals.nearness[row]))
            evidence = NEAR_WEIGHT * near + MATCH_WEIGHT * float(signals.match[row]) + ALIKE_WEIGHT * float(signals.asked[row]) / signals.alike_ideal
            scores.append((float(fused[row]) + float(weights[row]) * evidence) / total)
        return scores

    def _distinct(self, rows: Sequence[int], exact: set[int], k: int) -> list[int]:
        """The first ``k`` of ``rows`` with one passage a section and one of nearly equal texts; a place asked for by name keeps its passages."""
        seen: set[tuple[str, str]] = set()
        kept: list[int] = []
        texts: list[tuple[str, frozenset[int]]] = []
        for row in rows:
            document = self.passages[row].document
            place = (document.key, self.passages[row].section_id)
            if row not in exact:
                text = _shingles(self.passages[row].text)
                # Two versions of one document are told apart by their status, not by their words.
                if place in seen or any(id_ != document.id and _same(text, other) for id_, other in texts):
                    continue
                texts.append((document.id, text))
            seen.add(place)
            kept.append(row)
            if len(kept) == k:
                break
        return kept

    def _reranked(self, question: str, rows: Sequence[int], sure: int) -> list[int]:
        """The first ``rows`` in the order on which fusion and reranker agree most; the first ``sure`` stay where they are."""
        rest, beyond = list(rows[sure:RERANKED]), rows[max(sure, RERANKED) :]
        if self._reranker is None or len(rest) < 2:
            return list(rows)
        scores = self._reranker.score(question, [self.passages[row].contextualized for row in rest])
        fused = np.arange(len(rest), 0, -1, dtype=np.float32)
        # Best first has rank 1; scores of a cross-encoder may be below nought.
        order = best(reciprocal_rank_fusion([(fused, 1.0), (scores - scores.min() + 1, 1.0)]), len(rest))
        return [*rows[:sure], *(rest[place] for place in order), *beyond]

    def following(self, passage: Passage) -> Passage:
        """The passage after ``passage`` in reading order; the last one is followed by itself."""
        return self.passages[min(self._row[passage.id] + 1, len(self.passages) - 1)]

    def sentence_similarities(self, query: Query, passage: Passage) -> Scores | None:
        """The cosine of a question with each sentence of a passage, shape (sentences,); None when they have no vectors."""
        if self._dense is None or query.vector is None:
            return None
        try:
            return self._dense.sentence_similarities(query.vector, self._row[passage.id], len(sentences_of(passage)))
        except IndexError_ as error:
            _LOG.warning("%s", error)
            return None

    def weights(self, scope: Scope) -> Scores:
        """What each passage counts for in a scope, 0 for one outside it; shape (passages,)."""
        if scope not in self._weights_of:
            if len(self._weights_of) >= _SCOPES_KEPT:
                self._weights_of.clear()
            self._weights_of[scope] = weigh(self.passages, scope)
        return self._weights_of[scope]


def _shingles(text: str) -> frozenset[int]:
    found = words(text)
    return frozenset(hash(run) for run in zip(found, found[1:], found[2:], strict=False)) or frozenset(map(hash, found))


def _same(one: frozenset[int], other: frozenset[int]) -> bool:
    return len(one & other) > SAME_TEXT * len(one | other)
