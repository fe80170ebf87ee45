"""Encoders and rerankers through sentence-transformers: the only module that imports it (and torch).

The default, all-MiniLM-L6-v2 (Reimers & Gurevych 2019; Wang et al. 2020), reads English only, so it is given English text. Any
sentence-transformers folder that reads Dutch can be used directly on the Dutch text; which of the two is a setting. What a model wants
in front of a question or a passage is in its own folder; for families that leave it out it is in ``catalog.toml``.
"""

import hashlib
import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import numpy as np

from models.base import ModelError, Vectors
from models.catalog import prompts_of
from models.closed import apply_switches

if TYPE_CHECKING:
    from sentence_transformers import CrossEncoder

# Files up to this size count in full towards what tells one model folder from another; of larger ones the size does.
_SMALL = 100_000


class SentenceEncoder:
    """A sentence-transformers model loaded from a local folder."""

    def __init__(self, folder: Path, name: str, language: Literal["en", "any"], threads: int | None = None) -> None:
        if not (folder / "modules.json").is_file():
            raise ModelError(f"Er staat geen encoder in {folder}. Installeer hem: standpuntwijzer models install {name}")
        with _loading(folder, name, threads):
            from sentence_transformers import SentenceTransformer

            self._model = SentenceTransformer(str(folder), device="cpu", local_files_only=True, trust_remote_code=False, backend="torch")
        if not any(self._model.prompts.values()):
            self._model.prompts.update(prompts_of(folder.name))
        # A model the catalogue knows has been verified; of any other the folder's name says too little.
        self.name = name if language == "en" else f"{name} {_digest(folder, self._model.prompts)}"
        self.language: Literal["en", "any"] = language
        self.dimension = int(self._model.get_embedding_dimension() or 0)

    def embed_query(self, texts: Sequence[str]) -> Vectors:
        """Unit vectors for questions; float32 of shape (n, dimension)."""
        return self._encode(texts, self._model.encode_query)

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """Unit vectors for passages; float32 of shape (n, dimension)."""
        return self._encode(texts, self._model.encode_document)

    def _encode(self, texts: Sequence[str], encode: object) -> Vectors:
        assert callable(encode)
        vectors = encode(list(texts), normalize_embeddings=True, show_progress_bar=False, convert_to_numpy=True)
        return np.asarray(vectors, dtype=np.float32)


class CrossEncoderReranker:
    """A cross-encoder (Nogueira & Cho 2019) from a local folder, for example bge-reranker-v2-m3; it reads the Dutch text."""

    def __init__(self, folder: Path, threads: int | None = None) -> None:
        self._model = _cross_encoder(folder, "STANDPUNT_RERANKER", "een cross-encoder", threads)
        self.name = folder.name

    def score(self, question: str, texts: Sequence[str]) -> Vectors:
        """Scores of ``texts`` for ``question``; float32 of shape (n,)."""
        scores = self._model.predict([(question, text) for text in texts], show_progress_bar=False, convert_to_numpy=True)
        return np.asarray(scores, dtype=np.float32).reshape(len(texts))


class CrossEncoderEntailment:
    """A cross-encoder trained on natural language inference from a local folder; it reads Dutch and English."""

    def __init__(self, folder: Path, threads: int | None = None) -> None:
        self._model = _cross_encoder(folder, "STANDPUNT_JUDGE", "een model voor gevolgtrekking (NLI)", threads)
        labels = {str(label).lower(): int(place) for place, label in self._model.config.id2label.items()}
        if "entailment" not in labels:
            raise ModelError(f"STANDPUNT_JUDGE={folder}: dat model kent het label entailment niet maar {', '.join(labels)}. Kies een NLI-model.")
        self._place = labels["entailment"]
        self.name = folder.name

    def entails(self, source: str, claim: str) -> float:
        """See :class:`models.base.Entailment`."""
        scores = np.asarray(self._model.predict([(source, claim)], apply_softmax=True, show_progress_bar=False, convert_to_numpy=True))
        return float(scores.reshape(-1)[self._place])


def _cross_encoder(folder: Path, setting: str, wanted: str, threads: int | None) -> "CrossEncoder":
    """The model in ``folder``; ``setting`` named it and should have named ``wanted``."""
    if not (folder / "config.json").is_file():
        raise ModelError(f"{setting}={folder}: daar staat geen model. Geef de map van {wanted}.")
    with _loading(folder, folder.name, threads):
        from sentence_transformers import CrossEncoder

        return CrossEncoder(str(folder), device="cpu", local_files_only=True, trust_remote_code=False)


@contextmanager
def _loading(folder: Path, name: str, threads: int | None) -> Iterator[None]:
    """The libraries made quiet and closed; what goes wrong with a folder is told as something to mend."""
    apply_switches()
    import torch
    from transformers.utils import logging as transformers_logging

    transformers_logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    logging.getLogger("sentence_transformers").setLevel(logging.WARNING)
    if threads:
        torch.set_num_threads(threads)
    try:
        yield
    except (OSError, ValueError, KeyError) as error:
        raise ModelError(
            f"Het model in {folder} is niet te laden ({error}). Controleer het: standpuntwijzer models verify {name}"
        ) from error


def _digest(folder: Path, prompts: dict[str, str]) -> str:
    """Eight hex digits that change when a model's files or prompts do."""
    found = hashlib.sha256(repr(sorted(prompts.items())).encode())
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        size = path.stat().st_size
        found.update(f"{path.relative_to(folder)} {size}".encode())
        if size <= _SMALL:
            found.update(path.read_bytes())
    return found.hexdigest()[:8]
