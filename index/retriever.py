"""The search the product uses: exact references, then BM25 and vectors, fused; the visible main path of retrieval.

Method and measurements: ``eval/LOG.md``. A Dutch question meets the Dutch text through stems, compound parts, character n-grams
and the thesaurus, and meets the English text through a word lexicon and an English sentence encoder.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from corpus.document import Kind, Passage, Status
from corpus.passages import sentences_of
from index.bm25 import Bm25, Scores
from index.dense import DenseIndex
from index.english import Lexicon, to_english
from index.fuse import best, reciprocal_rank_fusion
from index.glossary import Defined, Glossary
from index.hit import Hit, Scope
from index.references import References
from index.text import STOPWORDS, words
from index.thesaurus import Thesaurus
from models.base import Embedder, Reranker, Vectors

WORDS_WEIGHT, NGRAMS_WEIGHT, ASKED_WEIGHT = 1.0, 0.4, 0.8
# The encoder reads an English question as it is, a Dutch one word by word.
DENSE_WEIGHT = {"nl": 1.2, "en": 2.0}
# The asker's own words count for more than those the thesaurus puts beside them.
EXPANSION_WEIGHT = 0.4
# What binds before what explains it, the article before the recital.
GUIDANCE_FACTOR, RECITAL_FACTOR = 0.95, 0.9
_BINDING = frozenset({Kind.WET, Kind.VERORDENING, Kind.BELEID, Kind.NORM})
# Texts no longer in force are kept, to be told as history, but must not crowd out what is in force now.
PAST_FACTOR = 0.6
# How many of the first passages a reranker reads.
RERANKED = 20
# Texts that share this much of their three-word runs are one text in two places (Broder 1997): the better ranked one is shown.
SAME_TEXT = 0.9
_SCOPES_KEPT = 64


@dataclass(frozen=True, slots=True)
class Query:
    """A question made ready once, for ranking passages and then sentences.

    ``exact`` are the rows it names ("artikel 35 AVG"); ``choices`` the documents it may mean when it names an article without a law;
    ``defined`` the definitions of the term it asks after.
    """

    question: str
    language: str
    terms: tuple[str, ...]
    expansion: tuple[str, ...]
    expanded_by: dict[str, tuple[str, ...]]
    vector: Vectors | None
    exact: tuple[int, ...] = ()
    choices: tuple[str, ...] = ()
    defined: tuple[Defined, ...] = ()


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
        self._glossary = Glossary(self.passages)
        self.documents = {passage.document_id: passage.document for passage in self.passages}
        # "document-id/section-id" → the passages that change that section.
        self.amendments: dict[str, list[Passage]] = {}
        for passage in self.passages:
            if passage.section.amends:
                self.amendments.setdefault(passage.section.amends, []).append(passage)

    def prepare(self, question: str, language: str) -> Query:
        """Terms, thesaurus expansion and vector of a question; the encoder is the slow part, about 10 ms."""
        analyzer = self.lexical[language].analyzer
        expanded = self._thesauri[language].expand(question)
        legal = tuple(dict.fromkeys(term for terms in expanded.values() for term in terms))
        named = self.references.resolve(question)
        return Query(
            question=question,
            language=language,
            terms=tuple(analyzer.terms(question)),
            expansion=tuple(dict.fromkeys(t for term in legal for t in analyzer.terms(term))),
            expanded_by={lay: tuple(t for term in terms for t in analyzer.terms(term)) for lay, terms in expanded.items()},
            vector=self._vector(question, legal, language) if self._dense else None,
            exact=named.rows,
            choices=named.choices,
            defined=self._glossary.look_up(question),
        )

    def _vector(self, question: str, legal: Sequence[str], language: str) -> Vectors:
        """The question as asked and with its official terms, half each: the terms find the law, alone they drown the question."""
        texts = dict.fromkeys((question, " ".join((question, *legal))))
        if self._embedder.language == "en" and language == "nl":
            texts = dict.fromkeys(to_english(text, self._lexicon) for text in texts)
        mean = self._embedder.embed_query(list(texts)).mean(axis=0)
        return np.asarray(mean / max(float(np.linalg.norm(mean)), 1e-9), dtype=np.float32)

    def search(self, question: str, k: int, scope: Scope, language: str) -> list[Hit]:
        """The ``k`` best passages of ``scope``, best first."""
        return self.search_query(self.prepare(question, language), k, scope)

    def search_query(self, query: Query, k: int, scope: Scope) -> list[Hit]:
        """:meth:`search` for a question already prepared."""
        lexical = self.lexical[query.language]
        weights = self.weights(scope)
        mask = (weights > 0).astype(np.float32)
        term_scores = lexical.term_scores(query.terms)
        term_scores += EXPANSION_WEIGHT * lexical.term_scores([t for t in query.expansion if t not in query.terms])
        rankings = [
            (term_scores * mask, WORDS_WEIGHT),
            (lexical.gram_scores(query.question) * mask, NGRAMS_WEIGHT),
            (lexical.asked_scores(query.question) * mask, ASKED_WEIGHT),
        ]
        similarity = None
        if self._dense and query.vector is not None:
            similarity = self._dense.similarities(query.vector)
            rankings.append((similarity * mask, DENSE_WEIGHT[query.language]))
        fused = reciprocal_rank_fusion(rankings) * weights
        sure = dict.fromkeys((*query.exact, *(defined.row for defined in query.defined)))
        for place, row in enumerate(sure):
            fused[row] = (2.0 - 0.01 * place) * weights[row]
        depth = max(k, RERANKED) if self._reranker else k
        rows = self._distinct(best(fused, 4 * depth).tolist(), set(sure), depth)
        ordered = self._reranked(query.question, rows, len(sure))[:k]
        return [
            Hit(
                passage=self.passages[row],
                score=round(float(score), 4),
                retriever="reference" if row in sure else "bm25+dense",
                similarity=None if similarity is None else round(float(similarity[row]), 4),
                coverage=round(self.coverage(query, self.passages[row]), 4),
            )
            # Another order does not change how strong the first, the second … are.
            for row, score in zip(ordered, fused[rows], strict=False)
        ]

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
        """``rows`` in the order on which fusion and reranker agree most; the first ``sure`` stay where they are."""
        rest = list(rows[sure:])
        if self._reranker is None or len(rest) < 2:
            return list(rows)
        scores = self._reranker.score(question, [self.passages[row].contextualized for row in rest])
        fused = np.arange(len(rest), 0, -1, dtype=np.float32)
        # Best first has rank 1; scores of a cross-encoder may be below nought.
        order = best(reciprocal_rank_fusion([(fused, 1.0), (scores - scores.min() + 1, 1.0)]), len(rest))
        return [*rows[:sure], *(rest[place] for place in order)]

    def following(self, passage: Passage) -> Passage:
        """The passage after ``passage`` in reading order; the last one is followed by itself."""
        return self.passages[min(self._row[passage.id] + 1, len(self.passages) - 1)]

    def sentence_similarities(self, query: Query, passage: Passage) -> Scores | None:
        """The cosine of a question with each sentence of a passage, shape (sentences,); None when they have no vectors."""
        if self._dense is None or query.vector is None:
            return None
        return self._dense.sentence_similarities(query.vector, self._row[passage.id], len(sentences_of(passage)))

    def coverage(self, query: Query, passage: Passage) -> float:
        """Share of the question's information (idf-weighted words) that a passage holds, directly or by the thesaurus."""
        lexical = self.lexical[query.language]
        held = set(lexical.analyzer.terms(_full_text(passage, query.language)))
        total = found = 0.0
        for word in dict.fromkeys(words(query.question)):
            if word in STOPWORDS[query.language]:
                continue
            forms = lexical.analyzer.word_terms(word)
            weight = lexical.idf.get(forms[0], lexical.rarest if len(forms) == 1 else lexical.rarest / 2)
            legal = {t for form in forms for lay, terms in query.expanded_by.items() if form in lay.split() for t in terms}
            total += weight
            if held & set(forms) or held & legal:
                found += weight
        return found / total if total else 0.0

    def weights(self, scope: Scope) -> Scores:
        """What each passage counts for in a scope, 0 for one outside it; shape (passages,)."""
        if scope not in self._weights_of:
            if len(self._weights_of) >= _SCOPES_KEPT:
                self._weights_of.clear()
            chosen = _versions(self.passages, scope)
            self._weights_of[scope] = np.fromiter(
                (_weight(passage, scope, chosen) for passage in self.passages), dtype=np.float32, count=len(self.passages)
            )
        return self._weights_of[scope]


def _shingles(text: str) -> frozenset[int]:
    found = words(text)
    return frozenset(hash(run) for run in zip(found, found[1:], found[2:], strict=False)) or frozenset(map(hash, found))


def _same(one: frozenset[int], other: frozenset[int]) -> bool:
    return len(one & other) > SAME_TEXT * len(one | other)


def _versions(passages: Sequence[Passage], scope: Scope) -> dict[str, str]:
    """Of each text with more than one version: the key of the version that counts on the day of the scope.

    Versions are named after the day or year they begin ("2025-01-01", "2017"): the last one begun by then, else the first there is.
    """
    versions: dict[str, set[str]] = defaultdict(set)
    for document in {passage.document.key: passage.document for passage in passages}.values():
        versions[document.id].add(document.version)
    day = scope.on.isoformat()
    chosen = {
        document_id: max((version for version in found if version <= day), default=min(found))
        for document_id, found in versions.items()
        if len(found) > 1
    }
    return {document_id: f"{document_id}@{version}" if version else document_id for document_id, version in chosen.items()}


def _weight(passage: Passage, scope: Scope, chosen: dict[str, str]) -> float:
    document = passage.document
    if scope.documents and document.id not in scope.documents:
        return 0.0
    if scope.include_history:
        return _authority(passage)
    if chosen.get(document.id, document.key) != document.key:
        return 0.0
    start = document.validity.valid_from
    # A text without a date that is of today tells of today; of another one it is not known whether it was there on a day gone by.
    tells_of_today = start is None and document.validity.status is Status.ACTUEEL
    if scope.then and (tells_of_today or (start is not None and start > scope.on)):
        return 0.0
    past = passage.section.validity.status_on(scope.on).is_past or (scope.then and start is None)
    return (PAST_FACTOR if past else 1.0) * _authority(passage)


def _authority(passage: Passage) -> float:
    if passage.section_id.startswith("overweging-"):
        return RECITAL_FACTOR
    return 1.0 if passage.document.kind in _BINDING else GUIDANCE_FACTOR


def _full_text(passage: Passage, language: str) -> str:
    section, document = passage.section, passage.document
    if language == "nl":
        return " ".join((document.title, document.short, section.label, passage.text, *section.questions))
    return " ".join((document.title_en, document.short_en, section.label_en, passage.english, *section.questions_en))
