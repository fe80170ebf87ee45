"""How fast, as ratios and percentiles measured in one run: ``python -m eval.speed eval/components/dev.jsonl``.

Generation: the same prompts once through the pipeline and once through bare llama-cpp-python (its own ``create_completion``), in
turns, after the same warm prefix; the ratio is bare seconds / pipeline seconds, so 1.0 means that the pipeline costs nothing.
Latency: seconds to the literal passages over all questions, and of retrieval alone.
"""

import argparse
import json
import time
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from assistant import prompt
from assistant.answer import Retrieved
from assistant.build import load_assistant
from assistant.pipeline import Assistant
from assistant.prompt import CONDENSE
from assistant.relevance import Relevance
from assistant.settings import load_settings
from eval.rows import read_rows
from index.hit import Scope
from models.llama import LlamaGenerator, chatml


def latency(assistant: Assistant, questions: list[str]) -> dict[str, float]:
    """Milliseconds: retrieval p50 and p95, and until the literal passages are there p50 and p95."""
    searched, shown = [], []
    for question in questions:
        started = time.perf_counter()
        query = assistant.retriever.prepare(question, "nl")
        assistant.retriever.search_query(query, 10, Scope(date.today()))
        searched.append(time.perf_counter() - started)
        started = time.perf_counter()
        stream = assistant.stream(question)
        assert isinstance(next(stream), Retrieved)
        shown.append(time.perf_counter() - started)
        stream.close()
    return {
        f"{name} {mark}": round(1000 * float(np.percentile(seconds, percent)), 1)
        for name, seconds in (("retrieval ms", searched), ("literal passages ms", shown))
        for mark, percent in (("p50", 50), ("p95", 95))
    }


def generation(assistant: Assistant, questions: list[str]) -> dict[str, float]:
    """The pipeline's generation against bare llama-cpp-python on the same prompts: seconds bare / seconds ours, so more than 1 is faster.

    ``first`` is the time to the first token, ``whole`` to the checked answer (bare: to the last token); both after the same prefix.
    """
    generator = assistant.generator
    assert isinstance(generator, LlamaGenerator), "this benchmark needs the local model"
    spent = {"first ours": 0.0, "first bare": 0.0, "whole ours": 0.0, "whole bare": 0.0}
    for turn, question in enumerate(questions):
        stream = assistant.stream(question)
        found = next(stream)
        stream.close()
        assert isinstance(found, Retrieved)
        sources = [quote.shown(found.language) for quote in found.quotes[: CONDENSE.sources]]
        messages = prompt.compose(question, sources, found.language)
        for way in ("ours", "bare") if turn % 2 else ("bare", "ours"):
            llama = generator.load()
            llama.reset()
            llama.eval(llama.tokenize(chatml(prompt.prefix(found.language)).encode(), add_bos=False, special=True))
            first, whole = _ours(assistant, question) if way == "ours" else _bare(llama, chatml(messages))
            spent[f"first {way}"] += first
            spent[f"whole {way}"] += whole
    ratios = {f"{part} ratio": spent[f"{part} bare"] / spent[f"{part} ours"] for part in ("first", "whole")}
    return {name: round(value, 3) for name, value in (spent | ratios).items()}


def _ours(assistant: Assistant, question: str) -> tuple[float, float]:
    """Seconds from the passages to the first token and to the checked answer."""
    stream = assistant.stream(question)
    next(stream)
    started, first = time.perf_counter(), 0.0
    for _ in stream:
        first = first or time.perf_counter() - started
    return first, time.perf_counter() - started


def _bare(llama: Any, text: str) -> tuple[float, float]:
    """Seconds to the first and the last token of the library's own completion."""
    started, first = time.perf_counter(), 0.0
    tokens = llama.tokenize(text.encode(), add_bos=False, special=True)
    for _ in llama.create_completion(tokens, max_tokens=CONDENSE.tokens, temperature=0.0, seed=0, stop=["<|im_end|>"], stream=True):
        first = first or time.perf_counter() - started
    return first, time.perf_counter() - started


def _is_composed(assistant: Assistant, question: str) -> bool:
    stream = assistant.stream(question)
    found = next(stream)
    stream.close()
    return isinstance(found, Retrieved) and found.verdict is Relevance.ANSWER


def main() -> None:
    """Print all figures as one JSON object."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=Path)
    parser.add_argument("--generate", type=int, default=6, help="questions for the generation ratio")
    args = parser.parse_args()
    rows = read_rows(args.file)
    assistant = load_assistant(load_settings(), many=True)
    # Only questions for which the model is called at all; the others would flatter the ratio.
    answerable = [row["query"] for row in rows if _is_composed(assistant, row["query"])]
    result = latency(assistant, [row["query"] for row in rows])
    if args.generate:
        result |= generation(assistant, answerable[: args.generate])
    print(json.dumps(result, indent=1))


if __name__ == "__main__":
    main()
