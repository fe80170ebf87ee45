"""Local generation with llama-cpp-python: the only module that imports it.

One context, one lock: llama.cpp is not thread-safe, and two generations at once on one machine are slower than one after
the other. The state after the fixed part of a prompt is kept, in the context and on disk, so a prompt costs only its own part; reading
it back takes a twentieth of the time.
"""

import codecs
import hashlib
import os
import threading
from collections.abc import Generator, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from models.base import Message, ModelError, Report, Usage
from models.closed import apply_switches
from models.lookup import GUESSES, guess

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
        # The tokens of every prefix that was warmed up.
        self._fixed: list[list[int]] = []

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
            if len(self._llama.tokenize(_END_OF_TURN.encode(), add_bos=False, special=True)) != 1:
                self._llama = None
                raise ModelError(
                    f"Model {self.name} kent de opmaak ChatML niet en kan hier niet worden gebruikt. Draai het op een modelserver "
                    "en geef het adres: STANDPUNT_OPENAI_URL."
                )
        return self._llama

    def warm_up(self, messages: Sequence[Message]) -> None:
        """Load the model and evaluate a prompt prefix, so that no question pays for it; nothing happens for one that is known."""
        with self._lock:
            llama = self.load()
            tokens = self._tokens(llama, messages)
            if tokens not in self._fixed:
                self._fixed.append(tokens)
                self._begin(llama, tokens)

    def _begin(self, llama: "Llama", fixed: Sequence[int]) -> None:
        """Put the model in the state after ``fixed``, always evaluated by itself: the same prompt then gives the same reply to the bit."""
        if list(fixed) == llama.input_ids[: min(llama.n_tokens, len(fixed))].tolist():
            llama.n_tokens = len(fixed)
            return
        kept = self._kept(fixed)
        if kept is None or not _restore(llama, kept, fixed):
            llama.reset()
            llama.eval(fixed)
            if kept is not None:
                _keep(llama, kept, fixed)

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
            self._check_room(tokens, max_tokens)
            evaluated = self._evaluate(llama, tokens)
            written = 0
            decode = codecs.getincrementaldecoder("utf-8")("replace").decode
            stream = _greedy(llama, tokens, max_tokens)
            try:
                for token in stream:
                    written += 1
                    if text := decode(llama.detokenize([token])):
                        yield text
            finally:
                stream.close()
                if report:
                    report(Usage(len(tokens), evaluated, written))

    def odds(self, messages: Sequence[Message], yes: str, no: str) -> float:
        """See :meth:`models.base.Generator.odds`."""
        with self._lock:
            llama = self.load()
            tokens = self._tokens(llama, messages)
            self._check_room(tokens, 1)
            self._evaluate(llama, tokens)
            logits = _logits(llama, -1)
            one, other = (llama.tokenize(word.encode(), add_bos=False)[0] for word in (yes, no))
            return float(logits[one] - logits[other])

    def fits(self, messages: Sequence[Message], *, max_tokens: int) -> bool:
        """See :meth:`models.base.Generator.fits`."""
        with self._lock:
            llama = self.load()
        return len(self._tokens(llama, messages)) + max_tokens <= self._context

    def _check_room(self, tokens: Sequence[int], max_tokens: int) -> None:
        if len(tokens) + max_tokens > self._context:
            raise ModelError(
                f"De vraag met bronnen is te lang voor het model: {len(tokens)} + {max_tokens} tokens, er passen er "
                f"{self._context}. Verhoog STANDPUNT_CONTEXT of stel een kortere vraag."
            )

    def _evaluate(self, llama: "Llama", tokens: Sequence[int]) -> int:
        """Have the model read ``tokens``; how many it had to read anew. A fixed part is kept, what else is alike is not: the outcome would
        depend on the question before."""
        known = (fixed for fixed in self._fixed if len(fixed) < len(tokens) and list(tokens[: len(fixed)]) == fixed)
        if fixed := max(known, key=len, default=None):
            self._begin(llama, fixed)
        else:
            llama.reset()
        llama.eval(tokens[llama.n_tokens :])
        return len(tokens) - len(fixed or ())

    def _tokens(self, llama: "Llama", messages: Sequence[Message]) -> list[int]:
        # Turn markers inside a message would let a document or a question open a turn of its own.
        clean = [Message(m.role, m.content.replace("<|", "< |")) for m in messages]
        return list(llama.tokenize(chatml(clean).encode("utf-8"), add_bos=False, special=True))


def _greedy(llama: "Llama", tokens: Sequence[int], max_tokens: int) -> Generator[int, None, None]:
    """The likeliest continuation of ``tokens``, which the model has just read, up to the end of the turn; guesses are checked in one go."""
    import llama_cpp

    vocabulary = llama_cpp.llama_model_get_vocab(llama.model)
    text, next_token = list(tokens), int(_logits(llama, -1).argmax())
    end = len(tokens) + max_tokens
    while len(text) < end and not llama_cpp.llama_vocab_is_eog(vocabulary, next_token):
        text.append(next_token)
        yield next_token
        tried = [next_token, *guess(text, min(GUESSES, end - len(text)))]
        _decode(llama, tried)
        for place, guessed in enumerate([*tried[1:], None]):
            next_token = int(_logits(llama, place).argmax())
            llama.n_tokens += 1
            if guessed != next_token or llama_cpp.llama_vocab_is_eog(vocabulary, next_token):
                break
            text.append(next_token)
            yield next_token


def _decode(llama: "Llama", tokens: Sequence[int]) -> None:
    """Have the model read ``tokens`` after what is in the cache, with the outcome of each; the caller counts those that stay."""
    import llama_cpp

    start = llama.n_tokens
    llama_cpp.llama_memory_seq_rm(llama_cpp.llama_get_memory(llama.ctx), -1, start, -1)
    batch = llama_cpp.llama_batch_init(len(tokens), 0, 1)
    try:
        batch.n_tokens = len(tokens)
        for place, token in enumerate(tokens):
            batch.token[place], batch.pos[place], batch.logits[place] = token, start + place, True
            batch.n_seq_id[place], batch.seq_id[place][0] = 1, 0
        if llama_cpp.llama_decode(llama.ctx, batch):
            raise ModelError("Het model rekende niet door. Stel de vraag opnieuw.")
    finally:
        llama_cpp.llama_batch_free(batch)
    llama.input_ids[start : start + len(tokens)] = tokens


def _logits(llama: "Llama", place: int) -> npt.NDArray[np.float32]:
    """The outcome after the token at ``place`` of the last batch, shape (vocabulary,); a view that the next batch overwrites."""
    import llama_cpp

    return np.ctypeslib.as_array(llama_cpp.llama_get_logits_ith(llama.ctx, place), shape=(llama.n_vocab(),))


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
        new.unlink(missing_ok=True)
        # One for each language of the two prompts is all there is to keep.
        for old in sorted(kept.parent.glob("*.state"), key=lambda file: file.stat().st_mtime)[:-4]:
            old.unlink(missing_ok=True)
    except OSError:
        new.unlink(missing_ok=True)
