"""The lexical index: scores equal to bm25s's own, and the same after saving."""

from pathlib import Path

import bm25s
import numpy as np

from corpus.document import Document
from corpus.passages import cut_all
from index.bm25 import K1, B, Bm25, fields
from index.text import Analyzer, character_ngrams, words


def test_the_scores_are_those_of_bm25s(documents: tuple[Document, ...]) -> None:
    passages = cut_all(documents[:8])
    built = Bm25.build(passages, "nl", lambda text: "")
    texts = [fields(passage, "nl", lambda text: "") for passage in passages]
    analyzer = Analyzer("nl", {word for row in texts for text, _ in row for word in words(text)})
    for ours, analyse, query in (
        (built.term_scores, analyzer.terms, "Mag ik persoonsgegevens invoeren bij een leverancier?"),
        (built.gram_scores, character_ngrams, "Risicoanalyses van leveranciers"),
    ):
        reference = bm25s.BM25(method="lucene", k1=K1, b=B)
        tokens = [[term for text, weight in row for term in analyse(text) * weight] for row in texts]
        reference.index(tokens, show_progress=False)
        asked = [term for term in analyse(query) if term in reference.vocab_dict]
        expected = reference.get_scores(asked)
        np.testing.assert_allclose(ours(query if ours == built.gram_scores else asked), expected, rtol=1e-4, atol=1e-5)  # type: ignore[arg-type]
        assert expected.max() > 0


def test_what_is_saved_scores_the_same(documents: tuple[Document, ...], tmp_path: Path) -> None:
    built = Bm25.build(cut_all(documents[:4]), "nl", lambda text: "")
    built.save(tmp_path)
    loaded = Bm25.load(tmp_path)
    terms = built.analyzer.terms("Wat adviseerde de Landsadvocaat over auteursrecht?")
    np.testing.assert_array_equal(built.term_scores(terms), loaded.term_scores(terms))
    assert loaded.analyzer.vocabulary == built.analyzer.vocabulary and loaded.idf == built.idf


def test_an_empty_text_scores_nothing(documents: tuple[Document, ...]) -> None:
    passages = cut_all(documents[:1])
    built = Bm25.build(passages, "en", lambda text: "")
    assert not built.term_scores(["nietbestaand"]).any() and built.term_scores([]).shape == (len(passages),)
