"""Local generation with llama-cpp-python: the only module that imports it.

One context, one lock: llama.cpp is not thread-safe, and two generations at once on one machine are slower than one after
the other. The key-value cache of the longest shared prefix is kept between calls, so a prompt that starts alike costs only
its new part. The state after the fixed part of the prompt is kept on disk as well: reading it back takes a twentieth of the time.
"""

import hashlib
import os
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from models.base import Message, ModelError, Report, Usage
from models.closed import apply_switches

if TYPE_CHECKING:
    from llama_cpp import Llama

_END_OF_TURN = "<|im_end|>"


def chatml(messages: Sequence[Message]) -> str:
    """The ChatML prompt (Qwen and many others); a closing ``assistant`` turn is left open, so the reply continues it."""
    turns = [f"<|im_start|>{m.role}\n{m.content}" for m in messages]
    if messages and messages[-1].role == "assistant":
        return f"{_END_OF_TURN}\n".join(turns)
    return f"{_END_OF_TURN}\n".join(turns) + f"{_END_OF_TURN}\n<|im_start|>assistant\n"


class LlamaGenerator:
    """A GGUF model in this process. ``states`` is the folder for evaluated prompts; without it none are kept."""

    def __init__(
        self, path: Path, name: str, *, context: int = 4096, threads: int | None = None, states: Path | None = None
    ) -> None:
        if not path.is_file():
            raise ModelError(f"Modelbestand {path} bestaat niet. Installeer het: standpuntwijzer models install {name}")
        self.name = name
        self._path, self._context, self._threads = path, context, threads
        self._states = states
        self._lock = threading.Lock()
        self._llama: Llama | None = None

    def load(self) -> "Llama":
        """The loaded model; the first call takes a second or more. Raises :class:`ModelError` for a file it cannot read."""
        if self._llama is None:
            apply_switches()
            from llama_cpp import Llama

            try:
                self._llama = Llama(
                    model_path=str(self._path),
                    n_ctx=self._context,
                    n_threads=self._threads,
                    n_threads_batch=self._threads,
                    seed=0,
                    verbose=False,
                )
            except (ValueError, OSError) as error:
                raise ModelError(
                    f"Modelbestand {self._path} is niet te laden ({error}). "
                    f"Controleer het: standpuntwijzer models verify {self.name}"
                ) from error
        return self._llama

    def warm_up(self, messages: Sequence[Message]) -> None:
        """Load the model and evaluate a prompt prefix, so that the first question does not pay for it."""
        with self._lock:
            llama = self.load()
            llama.reset()
            tokens = self._tokens(llama, messages)
            kept = self._kept(tokens)
            if kept is None:
                llama.eval(tokens)
            elif not _restore(llama, kept, tokens):
                llama.reset()
                llama.eval(tokens)
                _keep(llama, kept, tokens)

    def _kept(self, tokens: Sequence[int]) -> Path | None:
        """The file for the state after ``tokens``; another model file, library, context or prompt has another name."""
        if self._states is None:
            return None
        from llama_cpp import __version__

        file = self._path.stat()
        facts = (self._path.name, file.st_size, file.st_mtime_ns, __version__, self._context, tuple(tokens))
        return self._states / f"{hashlib.sha256(repr(facts).encode()).hexdigest()[:24]}.state"

    def generate(self, messages: Sequence[Message], *, max_tokens: int, report: Report | None = None) -> Iterator[str]:
        """Stream the reply; other callers wait for their turn. See :class:`models.base.Generator`."""
        with self._lock:
            llama = self.load()
            tokens = self._tokens(llama, messages)
            if len(tokens) + max_tokens > self._context:
                raise ModelError(
                    f"De vraag met bronnen is te lang voor het model: {len(tokens)} + {max_tokens} tokens, er passen er "
                    f"{self._context}. Verhoog STANDPUNT_CONTEXT of stel een kortere vraag."
                )
            shared = _shared(llama, tokens)
            written = 0
            stream: Any = llama.create_completion(
                tokens, max_tokens=max_tokens, temperature=0.0, seed=0, stop=[_END_OF_TURN], stream=True
            )
            try:
                for chunk in stream:
                    text = chunk["choices"][0]["text"]
                    if text:
                        written += 1
                        yield text
            finally:
                stream.close()
                if report:
                    report(Usage(len(tokens), len(tokens) - shared, written))

    def _tokens(self, llama: "Llama", messages: Sequence[Message]) -> list[int]:
        # Turn markers inside a message would let a document or a question open a turn of its own.
        clean = [Message(m.role, m.content.replace("<|", "< |")) for m in messages]
        return list(llama.tokenize(chatml(clean).encode("utf-8"), add_bos=False, special=True))


def _shared(llama: "Llama", tokens: Sequence[int]) -> int:
    """How many tokens at the start of a prompt are in the cache already; the last one is always evaluated."""
    cached = llama.input_ids[: llama.n_tokens].tolist()
    alike = next((place for place, (one, other) in enumerate(zip(cached, tokens, strict=False)) if one != other), min(len(cached), len(tokens)))
    return min(alike, len(tokens) - 1)


def _restore(llama: "Llama", kept: Path, tokens: Sequence[int]) -> bool:
    """Put the state of ``kept`` in place; False when there is none or it is not the state after ``tokens``."""
    import ctypes

    import llama_cpp

    if not kept.is_file():
        return False
    found, count = (llama_cpp.llama_token * len(tokens))(), ctypes.c_size_t(0)
    good = llama_cpp.llama_state_load_file(llama.ctx, bytes(kept), found, len(tokens), ctypes.byref(count))
    if not good or list(found[: count.value]) != list(tokens):
        return False
    llama.input_ids[: len(tokens)] = tokens
    llama.n_tokens = len(tokens)
    return True


def _keep(llama: "Llama", kept: Path, tokens: Sequence[int]) -> None:
    """Write the state after ``tokens``, whole or not at all, and drop those of earlier prompts; a full disk is no reason to stop."""
    import llama_cpp

    new = kept.with_suffix(f".{os.getpid()}")
    try:
        kept.parent.mkdir(parents=True, exist_ok=True)
        held = (llama_cpp.llama_token * len(tokens))(*tokens)
        if llama_cpp.llama_state_save_file(llama.ctx, bytes(new), held, len(tokens)):
            os.replace(new, kept)
        # One for each language of the prompt is all there is to keep.
        for old in sorted(kept.parent.glob("*.state"), key=lambda file: file.stat().st_mtime)[:-2]:
            old.unlink(missing_ok=True)
    except OSError:
        new.unlink(missing_ok=True)
