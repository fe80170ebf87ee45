"""The systems that ``python -m eval.retrieval`` compares on one corpus: plain ones, the product, and the product with a part left out.

Every system is a function from (question, language) to the sections it finds, best first, as "document-id/section-id".
"""

import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path
from shutil import copytree
from typing import Any

import numpy as np

from assistant.build import load_documents, load_embedder
from assistant.settings import Settings
from corpus.document import Document, Passage
from eval.ranking import DEPTH
from index import bm25
from index import retriever as module
from index.build import build, open_index
from index.fuse import best
from index.hit import Scope
from index.retriever import HybridRetriever
from index.text import STOPWORDS, Analyzer, stem, words
from models.base import Embedder

Find = Callable[[str, str], list[str]]
Read = Callable[[str], tuple[str, ...]]
Scores = bm25.Scores

_NO_VECTORS = {"nl": 0.0, "en": 0.0}
# What is switched off by a weight, on the index as it is.
SWITCHES: dict[str, dict[str, Any]] = {
    "product": {},
    "fusion alone": {"NEAR_WEIGHT": 0.0, "MATCH_WEIGHT": 0.0, "ALIKE_WEIGHT": 0.0},
    "without vectors": {"DENSE_WEIGHT": _NO_VECTORS, "NEAR_WEIGHT": 0.0},
    "without n-grams": {"NGRAMS_WEIGHT": 0.0, "ASKED_WEIGHT": 0.0, "ALIKE_WEIGHT": 0.0},
    "without thesaurus": {"EXPANSION_WEIGHT": 0.0},
    "vectors only": {"WORDS_WEIGHT": 0.0, "NGRAMS_WEIGHT": 0.0, "ASKED_WEIGHT": 0.0, "MATCH_WEIGHT": 0.0, "ALIKE_WEIGHT": 0.0},
}
_NO_QUESTIONS: dict[str, Any] = dict.fromkeys(("questions", "questions_en", "asked", "asked_en"), ())
_FULL = "BM25 + compounds"
# The index terms of a word, from little to all that the product makes of it.
_TERMS: dict[str, Callable[[Analyzer, str], tuple[str, ...]]] = {
    "BM25": lambda analyzer, word: () if word in STOPWORDS[analyzer.language] else (word,),
    "BM25 + stems": lambda analyzer, word: () if word in STOPWORDS[analyzer.language] else (stem(word, analyzer.language),),
    _FULL: lambda analyzer, word: () if word in STOPWORDS[analyzer.language] else analyzer.word_terms(word),
}


def product(retriever: HybridRetriever, day: date) -> Find:
    """The search as users get it."""

    def find(question: str, language: str) -> list[str]:
        return [_place(hit.passage) for hit in retriever.search(question, DEPTH, Scope(day), language)]

    return find


@contextmanager
def switched(**weights: Any) -> Iterator[None]:
    """The retriever's weights changed for the time being."""
    before = {name: getattr(module, name) for name in weights}
    for name, value in weights.items():
        setattr(module, name, value)
    try:
        yield
    finally:
        for name, value in before.items():
            setattr(module, name, value)


@contextmanager
def without_questions(settings: Settings) -> Iterator[HybridRetriever]:
    """The product on a corpus that has no questions beside its texts; vectors are taken from the index in use."""
    documents, embedder = _bare(load_documents(settings)), load_embedder(settings)
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "index"
        copytree(settings.data / "index", root)
        build(documents, embedder, root, lambda done, total: None)
        yield open_index(documents, embedder, root)


def plain(retriever: HybridRetriever, day: date) -> Iterator[tuple[str, Find]]:
    """BM25 on words, on stems, on stems with the parts of compounds, and with the thesaurus; over texts without questions."""
    passages = [replace(passage, section=replace(passage.section, **_NO_QUESTIONS)) for passage in retriever.passages]
    for name, terms_of in _TERMS.items():
        readers: dict[str, Read] = {language: partial(terms_of, lexical.analyzer) for language, lexical in retriever.lexical.items()}
        indexes = {language: _bm25(passages, language, reader) for language, reader in readers.items()}
        yield name, _lexical(indexes, readers, retriever, day, expands=False)
        if name == _FULL:
            yield "BM25 + thesaurus", _lexical(indexes, readers, retriever, day, expands=True)


def dense_on_dutch(retriever: HybridRetriever, embedder: Embedder, day: date) -> Find:
    """The encoder on the Dutch text and the Dutch question as they are; embeds every passage, which takes minutes."""
    vectors = embedder.embed_passages([passage.contextualized for passage in retriever.passages])

    def score(question: str, language: str) -> Scores:
        return np.asarray(np.maximum(vectors @ embedder.embed_query([question])[0], 0), dtype=np.float32)

    return _ranked(score, retriever, day)


def _lexical(indexes: dict[str, Any], readers: dict[str, Read], retriever: HybridRetriever, day: date, expands: bool) -> Find:
    def score(question: str, language: str) -> Scores:
        terms = [term for word in words(question) for term in readers[language](word)]
        if expands:
            terms += [term for term in retriever.prepare(question, language).expansion if term not in terms]
        return bm25.scores_of(indexes[language], terms)

    return _ranked(score, retriever, day)


def _bm25(passages: Sequence[Passage], language: str, read: Read) -> Any:
    forms: dict[str, int] = {}
    rows = [bm25.row_of(bm25.fields(passage, language, lambda text: ""), forms) for passage in passages]
    return bm25.fit(rows, [read(form) for form in forms])[0]


def _ranked(score: Callable[[str, str], Scores], retriever: HybridRetriever, day: date) -> Find:
    """Sections by the score of their best passage; status and authority weigh as they do in the product."""

    def find(question: str, language: str) -> list[str]:
        rows = best(score(question, language) * retriever.weights(Scope(day)), 8 * DEPTH)
        return list(dict.fromkeys(_place(retriever.passages[row]) for row in rows))[:DEPTH]

    return find


def _place(passage: Passage) -> str:
    return f"{passage.document_id}/{passage.section_id}"


def _bare(documents: Sequence[Document]) -> list[Document]:
    return [
        replace(document, sha256=f"bare {document.sha256}", sections=tuple(replace(s, **_NO_QUESTIONS) for s in document.sections))
        for document in documents
    ]
