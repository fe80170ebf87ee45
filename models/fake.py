"""A scripted generator and a hashing embedder: dependency-free stand-ins for tests and for trying the wiring."""

import hashlib
from collections.abc import Iterator, Sequence
from typing import Literal

import numpy as np

from models.base import Message, Report, Vectors


class ScriptedGenerator:
    """Says what it was told to say, one reply a call, word by word; remembers the prompts it got."""

    name = "scripted"

    def __init__(self, *replies: str) -> None:
        self._replies = list(replies)
        self.prompts: list[tuple[Message, ...]] = []
        self.closed = 0

    def warm_up(self, messages: Sequence[Message]) -> None:
        """Nothing to warm."""

    def fits(self, messages: Sequence[Message], *, max_tokens: int) -> bool:
        return True

    def odds(self, messages: Sequence[Message], yes: str, no: str) -> float:
        """No opinion."""
        return 0.0

    def generate(self, messages: Sequence[Message], *, max_tokens: int, report: Report | None = None) -> Iterator[str]:
        self.prompts.append(tuple(messages))
        reply = self._replies.pop(0) if self._replies else ""
        try:
            for word in reply.split(" ")[:max_tokens]:
                yield word + " "
        finally:
            self.closed += 1


class HashingEmbedder:
    """Bag of hashed words (Weinberger et al. 2009): texts that share words are near each other."""

    name = "hashing"

    def __init__(self, dimension: int = 256, language: Literal["en", "any"] = "en") -> None:
        self.dimension = dimension
        self.language: Literal["en", "any"] = language

    def embed_query(self, texts: Sequence[str]) -> Vectors:
        return self.embed_passages(texts)

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        vectors = np.zeros((len(texts), self.dimension), dtype=np.float32)
        for row, text in enumerate(texts):
            for word in text.lower().split():
                bucket = int.from_bytes(hashlib.sha256(word.strip(".,?!").encode()).digest()[:4], "big")
                vectors[row, bucket % self.dimension] += 1.0
        norms = np.linalg.norm(vectors, axis=1, keepdims=True)
        return np.asarray(vectors / np.maximum(norms, 1e-9), dtype=np.float32)
