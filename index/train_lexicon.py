"""Learn the Dutch → English word lexicon: IBM model 1 in both directions (Brown et al., Computational Linguistics 1993).

Run by hand, rarely: ``python -m index.train_lexicon --pairs FILE.jsonl.gz``. Only pairs whose licence lets a derived word list be
shipped under EUPL-1.2 are read (``PERMITTED``), and the sentence pairs of the built-in corpus. The result and its sources are
described in ``index/LEXICON.md``.
"""

import argparse
import gzip
import json
import sys
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import numpy as np

from corpus.builtin import load_folder
from corpus.document import iter_sections
from corpus.sentences import split_sentences
from index.english import LEXICON
from index.text import words

PERMITTED = ("CC-BY 2.0 FR", "EUR-Lex reuse, Decision 2011/833/EU", "EUPL-1.2", "Apache-2.0")
ITERATIONS = 8
MIN_COUNT = 2
MAX_WORDS = 60
# The built-in corpus is the domain; each of its pairs counts this often.
CORPUS_WEIGHT = 3

Pair = tuple[list[str], list[str]]


def read_pairs(path: Path) -> list[Pair]:
    """Token lists (Dutch, English) of the permitted pairs in ``path``."""
    pairs: list[Pair] = []
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            if row["licence"] in PERMITTED:
                pairs.append((words(row["nl"]), words(row["en"])))
    return pairs


def corpus_pairs() -> list[Pair]:
    """Sentence and question pairs of the built-in corpus."""
    pairs: list[Pair] = []
    for _, section in iter_sections(load_folder()):
        dutch, english = split_sentences(section.text), split_sentences(section.english)
        texts = [(a.text, b.text) for a, b in zip(dutch, english, strict=False)]
        texts += list(zip(section.questions, section.questions_en, strict=False))
        texts.append((section.label, section.label_en))
        pairs += [(words(nl), words(en)) for nl, en in texts]
    return pairs


def model1(pairs: Iterable[Pair], iterations: int = ITERATIONS) -> dict[tuple[str, str], float]:
    """t(target | source) by expectation maximisation, with an empty source word in every pair."""
    sources, targets, rows = _index(pairs)
    pair_of, source_of, target_of, key = rows
    probability = np.full(key.max() + 1, 1.0)
    for _ in range(iterations):
        mass = probability[key]
        # pair_of numbers the (sentence, target token) slots: each slot shares one count among its source words.
        share = mass / np.bincount(pair_of, mass)[pair_of]
        counts = np.bincount(key, share)
        per_source = np.bincount(source_of, share)
        first = np.zeros(len(counts), dtype=np.int64)
        first[key] = source_of
        probability = counts / np.maximum(per_source[first], 1e-12)
    unique, where = np.unique(key, return_index=True)
    return {
        (sources[source_of[i]], targets[target_of[i]]): float(probability[k])
        for k, i in zip(unique, where, strict=True)
        if probability[k] > 0.02
    }


def _index(pairs: Iterable[Pair]) -> tuple[list[str], list[str], tuple[np.ndarray, ...]]:
    source_ids: dict[str, int] = {"": 0}
    target_ids: dict[str, int] = {}
    slots, left, right = [], [], []
    slot = 0
    for source, target in pairs:
        s = [0, *(source_ids.setdefault(word, len(source_ids)) for word in source)]
        for word in target:
            t = target_ids.setdefault(word, len(target_ids))
            slots.extend([slot] * len(s))
            left.extend(s)
            right.extend([t] * len(s))
            slot += 1
    slots_, left_, right_ = (np.asarray(x, dtype=np.int64) for x in (slots, left, right))
    _, key = np.unique(left_ * len(target_ids) + right_, return_inverse=True)
    return list(source_ids), list(target_ids), (slots_, left_, right_, key)


def lexicon(pairs: list[Pair]) -> dict[str, list[tuple[str, float]]]:
    """Up to two translations a Dutch word, by the product of both directions, best first."""
    seen = Counter(word for dutch, _ in pairs for word in dutch)
    usable = [(d, e) for d, e in pairs if 0 < len(d) <= MAX_WORDS and 0 < len(e) <= MAX_WORDS]
    forward = model1(usable)
    backward = model1([(e, d) for d, e in usable])
    table: dict[str, list[tuple[str, float]]] = {}
    for (dutch, english), p in forward.items():
        if dutch and seen[dutch] >= MIN_COUNT and dutch.isalpha() and english.isalpha():
            score = p * (0.05 + backward.get((english, dutch), 0.0))
            table.setdefault(dutch, []).append((english, score))
    return {word: _best(options) for word, options in table.items() if _best(options)}


def _best(options: list[tuple[str, float]]) -> list[tuple[str, float]]:
    ordered = sorted(options, key=lambda option: -option[1])
    top = ordered[0][1]
    return [(word, score) for word, score in ordered[:2] if score >= 0.5 * top and score >= 0.004]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pairs", type=Path, required=True)
    parser.add_argument("--out", type=Path, default=LEXICON)
    arguments = parser.parse_args()
    pairs = read_pairs(arguments.pairs) + corpus_pairs() * CORPUS_WEIGHT
    table = lexicon(pairs)
    body = "".join(f"{word}\t{' '.join(t for t, _ in table[word])}\n" for word in sorted(table))
    with gzip.GzipFile(arguments.out, "wb", mtime=0) as out:
        out.write(body.encode("utf-8"))
    sys.stdout.write(f"{len(pairs)} pairs, {len(table)} words, {arguments.out.stat().st_size} bytes\n")


if __name__ == "__main__":
    main()
