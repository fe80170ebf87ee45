"""Words for the lexical side: tokens, stems, parts of Dutch compounds, character n-grams.

A Dutch layperson writes "risicoanalyse", the law "analyse van de risico's"; splitting compounds lets the two meet. The
splitter knows only words that occur in the indexed texts, so it cannot invent parts that match nothing.
"""

import re
import unicodedata
from collections.abc import Collection
from functools import lru_cache

import Stemmer

_WORD = re.compile(r"[a-z0-9]+(?:[.:][0-9]+)*")
_MARKS = re.compile("[\u0300-\u036f]")
_LINKS = ("", "s", "en", "e", "er", "n")
_MIN_PART = 4

STOPWORDS = {
    "nl": frozenset(
        """aan al als bij dan dat de den der des deze die dit door dus een eens en er hem het hier hij hoe hun ik in is je jij
        jullie kan kun kunnen maar mag mogen me men met mij mijn moet moeten na naar nee niet nog nu of om omdat ons onze ook
        op over te ten ter toch toe tot u uit uw van veel voor waar wanneer want waren was wat we wel welke werd wie wij wil
        word worden wordt zal ze zelf zich zij zijn zo zou zonder hoeft hoeven heb hebben heeft had gaat gaan doen doe doet
        zeggen zegt verschil verschillen eigenlijk graag even iets iemand waarom waarvoor waarmee hoeveel""".split()
    ),
    "en": frozenset(
        """a about an and any are as at be been but by can could do does for from had has have he her his how i if in into is it
        its may me must my need no not of on or our shall she should so than that the their them then there these they this
        those to us was we were what when where which who why will with would you your""".split()
    ),
}


def fold(text: str) -> str:
    """Lower case without accents, curly quotes made straight: what two spellings of a word share."""
    plain = text.replace("’", "'")
    return (plain if plain.isascii() else _MARKS.sub("", unicodedata.normalize("NFKD", plain))).lower()


def words(text: str) -> list[str]:
    """The words and numbers of a text, folded, in order; "3:46" and "1.2" stay whole."""
    return _WORD.findall(fold(text).replace("'s ", " ").replace("'", ""))


@lru_cache(maxsize=2)
def _stemmer(language: str) -> "Stemmer.Stemmer":
    return Stemmer.Stemmer({"nl": "dutch", "en": "english"}[language])


@lru_cache(maxsize=100_000)
def stem(word: str, language: str) -> str:
    """The Snowball stem of one folded word."""
    return str(_stemmer(language).stemWord(word))


class Analyzer:
    """Text to index terms of one language. ``vocabulary`` holds the word forms compounds may be split into."""

    def __init__(self, language: str, vocabulary: Collection[str] = ()) -> None:
        self.language = language
        self.vocabulary = frozenset(word for word in vocabulary if len(word) >= _MIN_PART and word.isalpha())
        self._parts: dict[str, tuple[str, ...]] = {}

    def terms(self, text: str) -> list[str]:
        """Stems of the content words, each followed by the stems of its parts when it is a compound."""
        stop = STOPWORDS[self.language]
        return [term for word in words(text) if word not in stop for term in self.word_terms(word)]

    def word_terms(self, word: str) -> tuple[str, ...]:
        """The stem of ``word`` and, for a compound, those of its parts."""
        whole = stem(word, self.language)
        return (whole, *(stem(part, self.language) for part in self.split(word) if stem(part, self.language) != whole))

    def split(self, word: str) -> tuple[str, ...]:
        """The parts of a Dutch compound, longest parts first choice; empty when it does not split."""
        if self.language != "nl" or len(word) < 2 * _MIN_PART or not word.isalpha():
            return ()
        if word not in self._parts:
            self._parts[word] = self._split(word) or ()
        return self._parts[word]

    def _split(self, word: str) -> tuple[str, ...] | None:
        for cut in range(len(word) - _MIN_PART, _MIN_PART - 1, -1):
            head, tail = word[:cut], word[cut:]
            if not self._known(head):
                continue
            if tail in self.vocabulary:
                return (head, tail)
            rest = self._split(tail)
            if rest:
                return (head, *rest)
        return None

    def _known(self, head: str) -> bool:
        return any(head.endswith(link) and head[: len(head) - len(link)] in self.vocabulary for link in _LINKS)


def character_ngrams(text: str) -> list[str]:
    """Character 5-grams within words of at least three letters, with word edges marked."""
    return [gram for word in words(text) for gram in word_ngrams(word)]


def word_ngrams(word: str, n: int = 5) -> list[str]:
    """The character n-grams of one folded word."""
    if len(word) < 3:
        return []
    padded = f"_{word}_"
    return [padded[i : i + n] for i in range(max(1, len(padded) - n + 1))]
