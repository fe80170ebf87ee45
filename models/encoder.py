"""Sentence encoders through sentence-transformers: the only module that imports it (and torch).

The default, all-MiniLM-L6-v2 (Reimers & Gurevych 2019; Wang et al. 2020), reads English only, so it is given English text. Any
sentence-transformers folder that reads Dutch can be used directly on the Dutch text; which of the two is a setting.
"""

import logging
from collections.abc import Sequence
from pathlib import Path
from typing import Literal

import numpy as np

from models.base import ModelError, Vectors
from models.closed import apply_switches


class SentenceEncoder:
    """A sentence-transformers model loaded from a local folder."""

    def __init__(self, folder: Path, name: str, language: Literal["en", "any"], threads: int | None = None) -> None:
        if not (folder / "modules.json").is_file():
            raise ModelError(f"Er staat geen encoder in {folder}. Installeer hem: standpuntwijzer models install {name}")
        apply_switches()
        import torch
        from sentence_transformers import SentenceTransformer
        from transformers.utils import logging as transformers_logging

        transformers_logging.disable_progress_bar()  # type: ignore[no-untyped-call]
        logging.getLogger("sentence_transformers").setLevel(logging.WARNING)
        if threads:
            torch.set_num_threads(threads)
        try:
            self._model = SentenceTransformer(
                str(folder), device="cpu", local_files_only=True, trust_remote_code=False, backend="torch"
            )
        except (OSError, ValueError, KeyError) as error:
            raise ModelError(
                f"De encoder in {folder} is niet te laden ({error}). Controleer hem: standpuntwijzer models verify {name}"
            ) from error
        self.name = name
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
