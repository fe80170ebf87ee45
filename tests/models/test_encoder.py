"""Encoders and rerankers from a folder, with tiny real models made here: no weights are needed."""

import json
from pathlib import Path

import numpy as np
import pytest

from models.base import ModelError
from models.catalog import prompts_of
from models.encoder import CrossEncoderReranker, SentenceEncoder

WORDS = "query passage : mag ik chatgpt gebruiken welke regels gelden de het een".split()


def tiny_bert(folder: Path, labels: int | None = None) -> Path:
    """A BERT of two thousand weights, by chance but always the same; with ``labels`` a cross-encoder."""
    import torch
    from transformers import BertConfig, BertForSequenceClassification, BertModel, BertTokenizerFast

    torch.manual_seed(0)
    folder.mkdir()
    (folder / "vocab.txt").write_text("\n".join(["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *WORDS]))
    shape = {"hidden_size": 16, "num_hidden_layers": 1, "num_attention_heads": 2, "intermediate_size": 16, "max_position_embeddings": 64}
    config = BertConfig(vocab_size=5 + len(WORDS), **shape, **({"num_labels": labels} if labels else {}))
    (BertForSequenceClassification(config) if labels else BertModel(config)).save_pretrained(folder)
    BertTokenizerFast(str(folder / "vocab.txt")).save_pretrained(folder)
    return folder


def encoder_folder(tmp_path: Path, name: str, prompts: dict[str, str] | None = None) -> Path:
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.models import Pooling, Transformer

    word = Transformer(str(tiny_bert(tmp_path / f"bert-{name}")))
    SentenceTransformer(modules=[word, Pooling(word.get_embedding_dimension())], prompts=prompts).save(str(tmp_path / name))
    return tmp_path / name


def test_a_family_that_needs_words_in_front_gets_them(tmp_path: Path) -> None:
    folder = encoder_folder(tmp_path, "multilingual-e5-small")
    encoder = SentenceEncoder(folder, folder.name, "any")
    plain = encoder._model.encode(["query: mag ik chatgpt gebruiken", "passage: welke regels gelden"], normalize_embeddings=True)
    assert np.allclose(encoder.embed_query(["mag ik chatgpt gebruiken"])[0], plain[0], atol=1e-5)
    assert np.allclose(encoder.embed_passages(["welke regels gelden"])[0], plain[1], atol=1e-5)
    assert encoder.embed_passages(["de", "het"]).shape == (2, encoder.dimension) == (2, 16)


def test_what_a_folder_says_itself_wins(tmp_path: Path) -> None:
    folder = encoder_folder(tmp_path, "e5-own", {"query": "welke ", "document": ""})
    encoder = SentenceEncoder(folder, folder.name, "any")
    plain = encoder._model.encode(["welke regels"], normalize_embeddings=True)
    assert np.allclose(encoder.embed_query(["regels"]), plain, atol=1e-5)


@pytest.mark.parametrize(
    ("folder", "query"),
    [("multilingual-e5-large", "query: "), ("intfloat--e5-base", "query: "), ("bge-m3", None), ("embeddinggemma-300m", None), ("sentence5", None)],
)
def test_only_that_family(folder: str, query: str | None) -> None:
    assert prompts_of(folder).get("query") == query


def test_another_model_under_the_same_name_is_another_encoder(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    one = encoder_folder(tmp_path / "a", "model")
    other = encoder_folder(tmp_path / "b", "model", {"query": "mag ", "document": ""})
    names = {SentenceEncoder(folder, folder.name, "any").name for folder in (one, other)}
    assert len(names) == 2 and SentenceEncoder(one, one.name, "any").name in names


def test_a_reranker_scores_every_text(tmp_path: Path) -> None:
    folder = tiny_bert(tmp_path / "reranker", labels=1)
    reranker = CrossEncoderReranker(folder)
    scores = reranker.score("mag ik chatgpt gebruiken", ["de regels gelden", "het", "een"])
    assert scores.shape == (3,) and scores.dtype == np.float32 and len(set(scores.tolist())) == 3


def test_a_folder_that_is_no_model_names_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="STANDPUNT_RERANKER"):
        CrossEncoderReranker(tmp_path)
    with pytest.raises(ModelError, match="models install"):
        SentenceEncoder(tmp_path, "x", "any")
    folder = encoder_folder(tmp_path, "broken")
    (folder / "config.json").write_text(json.dumps({"model_type": "nonsense"}))
    with pytest.raises(ModelError, match="niet te laden"):
        SentenceEncoder(folder, "broken", "any")
