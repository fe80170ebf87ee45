"""The three seams to a model: generating, embedding, reranking; and the one error a user can mend."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

import numpy as np
import numpy.typing as npt

Vectors = npt.NDArray[np.float32]


class ModelError(Exception):
    """A model that cannot be found, trusted or reached; the message names it and the next command."""


class ModelAway(ModelError):
    """A model elsewhere that does not answer now. Who asked can do nothing about it; the message is for who runs the server."""


@dataclass(frozen=True, slots=True)
class Message:
    """One turn of a prompt."""

    role: Literal["system", "user", "assistant"]
    content: str


@dataclass(frozen=True, slots=True)
class Usage:
    """What one reply cost in tokens: the whole prompt, how many of it were evaluated anew, and how many were written."""

    prompt: int
    evaluated: int
    written: int


Report = Callable[[Usage], None]


class Generator(Protocol):
    """Writes text. Closing the iterator stops the model at once and frees it for the next caller."""

    name: str

    def generate(self, messages: Sequence[Message], *, max_tokens: int, report: Report | None = None) -> Iterator[str]:
        """Yield pieces of the reply to ``messages``; temperature 0, so the same prompt gives the same text.

        ``report`` is told what the reply cost, when that is known, before the iterator ends.

        An ``assistant`` turn at the end is a prefix that the reply continues.
        Raises :class:`ModelError` when the prompt does not fit the context: nothing is cut silently.
        """
        ...

    def fits(self, messages: Sequence[Message], *, max_tokens: int) -> bool:
        """Whether ``messages`` and a reply of ``max_tokens`` fit the context."""
        ...

    def odds(self, messages: Sequence[Message], yes: str, no: str) -> float:
        """Natural log of the chance that the reply to ``messages`` begins with ``yes`` over that of ``no``. Raises :class:`ModelError`."""
        ...

    def warm_up(self, messages: Sequence[Message]) -> None:
        """Do now what the first :meth:`generate` with this prefix would wait for; at once when that has been done."""
        ...


class Embedder(Protocol):
    """Turns text into unit vectors. Both methods return float32 of shape (n, dimension)."""

    name: str
    dimension: int
    language: Literal["en", "any"]

    def embed_query(self, texts: Sequence[str]) -> Vectors: ...

    def embed_passages(self, texts: Sequence[str]) -> Vectors: ...


class Reranker(Protocol):
    """Reads a question and a text together and says how well the one answers the other."""

    name: str

    def score(self, question: str, texts: Sequence[str]) -> Vectors:
        """One score a text, higher is better, comparable within one call; float32 of shape (n,)."""
        ...


class Entailment(Protocol):
    """Says whether one text follows from another (natural language inference)."""

    name: str

    def entails(self, source: str, claim: str) -> float:
        """The chance, 0 to 1, that ``source`` carries ``claim``."""
        ...
