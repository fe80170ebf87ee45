"""What search costs as the corpus grows: ``python -m eval.scale BUNDLE.jsonl.gz --size 1000 --size 10000``.

For each size an index is built in a folder of its own and then searched by a new process, so that memory is that of one of them.
Encoding hundreds of thousands of passages takes hours on two cores, and costs the same at any size; here each passage gets a stand-in:
the vector of some built-in passage with noise (cosine about 0.8), so that the store holds as many of the same shape and as unevenly
spread. Questions are encoded as always. Recall of the store is the share of the 10 nearest units by exact search that it gives too.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from assistant.build import load_embedder
from assistant.settings import load_settings
from corpus.builtin import load_folder
from corpus.document import Document, Status, Validity
from corpus.passages import cut_all
from corpus.read import read_bundle
from corpus.wettenbundel import BUNDLE
from eval.rows import read_rows
from index.build import build, open_index
from index.hit import Scope
from models.base import Embedder, Vectors

_NOISE = 0.75


class StandIn:
    """An encoder whose passages cost nothing; its questions are those of ``encoder``."""

    def __init__(self, encoder: Embedder) -> None:
        self.name, self.dimension, self.language = "stand-in", encoder.dimension, encoder.language
        self._encoder = encoder
        self._base = encoder.embed_passages([passage.english[:500] for passage in cut_all(load_folder())])
        self._chance = np.random.default_rng(0)

    def embed_query(self, texts: Sequence[str]) -> Vectors:
        return self._encoder.embed_query(texts)

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        noise = self._chance.standard_normal((len(texts), self.dimension)) / np.sqrt(self.dimension)
        vectors = self._base[self._chance.integers(0, len(self._base), len(texts))] + _NOISE * noise
        return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), dtype=np.float32)


def documents(bundle: Path, passages: int) -> Iterator[Document]:
    """The first documents of a bundle, with at least so many passages together when it has them. They count as in force."""
    source = replace(BUNDLE, validity=Validity(Status.GELDEND))
    found = 0
    for document in read_bundle(bundle, source):
        yield document
        found += len(cut_all([document]))
        if found >= passages:
            return


def built(bundle: Path, size: int, root: Path) -> dict[str, Any]:
    """Build the index; seconds of its parts, megabytes on disk and in memory."""
    corpus, embedder = tuple(documents(bundle, size)), StandIn(load_embedder(load_settings()))
    started = time.perf_counter()
    first: list[float] = []
    build(corpus, embedder, root, lambda done, total: first.append(time.perf_counter()))
    seconds = time.perf_counter() - started
    return {
        "passages": len(cut_all(corpus)),
        "lexical s": round(first[0] - started, 1),
        "vectors s": round(seconds - (first[0] - started), 1),
        "disk MB": sum(path.stat().st_size for path in root.rglob("*") if path.is_file()) >> 20,
        "build peak MB": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10,
    }


def searched(bundle: Path, size: int, root: Path, questions: Sequence[str]) -> dict[str, Any]:
    """Open the index and ask ``questions``; milliseconds, memory, and the store's recall against exact search."""
    embedder = StandIn(load_embedder(load_settings()))
    retriever = open_index(tuple(documents(bundle, size)), embedder, root)
    scope = Scope(date.today())
    retriever.search(questions[0], 10, scope, "nl")
    took = []
    for question in questions:
        started = time.perf_counter()
        retriever.search(question, 10, scope, "nl")
        took.append(1000 * (time.perf_counter() - started))
    memory = int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") >> 20
    return {
        **{f"p{percent} ms": round(float(np.percentile(took, percent)), 1) for percent in (50, 95, 99)},
        "serve MB": memory,
        "store recall@10": round(_recall(retriever, questions), 3),
    }


def _recall(retriever: Any, questions: Sequence[str]) -> float:
    """The share of the ten nearest units that Chroma gives, over the questions' vectors."""
    store = retriever._dense.store
    ids: list[str] = []
    parts: list[Vectors] = []
    for page in store.pages("embeddings"):
        ids += page["ids"]
        parts.append(np.asarray(page["embeddings"], dtype=np.float32))
    vectors, shares = np.concatenate(parts), []
    for question in questions:
        query = retriever.prepare(question, "nl").vector
        exact = {ids[row] for row in np.argsort(-(vectors @ query))[:10]}
        given = {unit_id for unit_id, _ in store.nearest(query, 10)}
        shares.append(len(exact & given) / len(exact))
    return float(np.mean(shares))


def main() -> None:
    """One JSON line a size."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("bundle", type=Path)
    parser.add_argument("--size", type=int, action="append", required=True, help="passages, at least")
    parser.add_argument("--folder", type=Path, required=True, help="where the indexes go")
    parser.add_argument("--questions", type=Path, default=Path(__file__).parent / "sets" / "dev.jsonl")
    parser.add_argument("--part", choices=("build", "search"), help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.part:
        size, root = args.size[0], args.folder
        rows = read_rows(args.questions)
        asked = [row["query"] for row in rows if row["language"] == "nl"]
        print(json.dumps(built(args.bundle, size, root) if args.part == "build" else searched(args.bundle, size, root, asked)))
        return
    for size in args.size:
        root = args.folder / str(size)
        row: dict[str, Any] = {}
        for part in ("build", "search"):
            command = [sys.executable, "-m", "eval.scale", str(args.bundle), "--size", str(size), "--folder", str(root), "--part", part]
            done = subprocess.run([*command, "--questions", str(args.questions)], stdout=subprocess.PIPE, text=True, check=True)
            row |= json.loads(done.stdout)
        print(json.dumps(row), flush=True)


if __name__ == "__main__":
    main()
