"""A Dutch question turned into English words, for an encoder that reads only English.

Word by word: hand-written terms first (longest match), then the learned lexicon, then parts of compounds, then the word itself. No
grammar comes out, and none is needed: the encoder looks at which words stand together. About 0.1 ms a question.
"""

import gzip
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from index.text import words

LEXICON = Path(__file__).parent / "lexicon.tsv.gz"
TERMS = Path(__file__).parent / "terms_en.tsv"
_LINKS = ("", "s", "en", "e", "n")
_MIN_PART = 4
# Dutch words that would only add noise; negations and modals stay.
_DROPPED = frozenset("de het een er te dan dat die dit ook nog maar eens even toch wel om eigenlijk graag hem daar".split())


@dataclass(frozen=True, slots=True, eq=False)
class Lexicon:
    """``terms``: multi-word and single Dutch terms as tuples of words; ``words``: learned translations. Equal only to itself."""

    terms: dict[tuple[str, ...], str]
    words: dict[str, str]
    longest: int


@lru_cache(maxsize=1)
def load_lexicon() -> Lexicon:
    """The lexicon that ships with the product; about 50 ms, once."""
    learned: dict[str, str] = {}
    if LEXICON.exists():
        for line in gzip.decompress(LEXICON.read_bytes()).decode("utf-8").splitlines():
            word, _, english = line.partition("\t")
            learned[word] = english
    terms: dict[tuple[str, ...], str] = {}
    for line in TERMS.read_text(encoding="utf-8").splitlines():
        dutch, tab, english = line.partition("\t")
        if tab and not line.startswith("#"):
            terms[tuple(words(dutch))] = english.strip()
    return Lexicon(terms, learned, max(map(len, terms), default=1))


def to_english(question: str, lexicon: Lexicon) -> str:
    """The English words of a Dutch question, in order; what is unknown stays as it is (names, abbreviations)."""
    forms = words(question)
    english: list[str] = []
    place = 0
    while place < len(forms):
        for length in range(min(lexicon.longest, len(forms) - place), 0, -1):
            term = lexicon.terms.get(tuple(forms[place : place + length]))
            if term is not None:
                english.append(term)
                place += length
                break
        else:
            english.append(_word(forms[place], lexicon))
            place += 1
    return " ".join(part for part in english if part)


@lru_cache(maxsize=100_000)
def _word(form: str, lexicon: Lexicon) -> str:
    if form in _DROPPED:
        return ""
    return _known(form, lexicon) or _parts(form, lexicon) or form


def _known(form: str, lexicon: Lexicon) -> str | None:
    for candidate in (form, *_inflections(form)):
        if (candidate,) in lexicon.terms:
            return lexicon.terms[(candidate,)]
        if candidate in lexicon.words:
            return lexicon.words[candidate]
    return None


def _inflections(form: str) -> list[str]:
    """Other forms of a word: without plural, verb or adjective endings."""
    found: list[str] = []
    for ending, instead in (("en", ""), ("en", "e"), ("s", ""), ("t", ""), ("e", ""), ("n", ""), ("t", "en"), ("de", "en"), ("te", "en")):
        if form.endswith(ending) and len(form) - len(ending) >= 3:
            found.append(form[: len(form) - len(ending)] + instead)
    stemmed = form[:-2] if form.endswith("en") else ""
    if len(stemmed) >= 4 and stemmed[-1] == stemmed[-2]:
        found.append(stemmed[:-1])
    return found


# Every tail of a long compound is tried in more than one way; remembered, that is no longer than the word is long.
@lru_cache(maxsize=100_000)
def _parts(form: str, lexicon: Lexicon) -> str | None:
    if len(form) < 2 * _MIN_PART or not form.isalpha():
        return None
    for cut in range(len(form) - _MIN_PART, _MIN_PART - 1, -1):
        tail = form[cut:]
        tail_english = _known(tail, lexicon) or (_parts(tail, lexicon) if cut <= len(form) // 2 else None)
        if not tail_english:
            continue
        for link in _LINKS:
            head = form[: cut - len(link)] if link and form[:cut].endswith(link) else form[:cut]
            if len(head) >= 3 and (known := _known(head, lexicon)):
                return f"{known} {tail_english}"
    return None
