"""What laypeople type and what the texts say: expand a short question with the terms of law and policy.

The tables are ``corpus/thesaurus.toml`` and, for questions in English, ``corpus/thesaurus-en.toml``, written by people; a trainer
edits them without touching code.
"""

import tomllib
from dataclasses import dataclass
from pathlib import Path

from index.hit import IndexError_
from index.text import STOPWORDS, Analyzer, words

_CORPUS = Path(__file__).parents[1] / "corpus"
THESAURI = {"nl": _CORPUS / "thesaurus.toml", "en": _CORPUS / "thesaurus-en.toml"}

# Long questions carry enough words of their own; adding more only blurs them (retrieval experiments, LOG.md).
MAX_WORDS = 30


@dataclass(frozen=True, slots=True)
class Entry:
    """Lay words or phrases, the official terms they stand for, and why."""

    lay: tuple[str, ...]
    legal: tuple[str, ...]
    reason: str
    both: bool = False


def load_thesaurus(path: Path) -> tuple[Entry, ...]:
    """The entries of a thesaurus file. Raises :class:`IndexError_` naming the file and the entry that is wrong."""
    try:
        rows = tomllib.loads(path.read_text(encoding="utf-8")).get("entry", [])
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise IndexError_(f"Het thesaurusbestand {path} is niet te lezen: {error}.") from error
    entries: list[Entry] = []
    for number, row in enumerate(rows, start=1):
        if not (row.get("lay") and row.get("legal") and row.get("reason")):
            raise IndexError_(f"{path}: regel {number} mist 'lay', 'legal' of 'reason': {row!r}.")
        entries.append(Entry(tuple(row["lay"]), tuple(row["legal"]), row["reason"], bool(row.get("both"))))
    return tuple(entries)


class Thesaurus:
    """Looks up the entries whose lay words stand in a question."""

    def __init__(self, entries: tuple[Entry, ...], analyzer: Analyzer) -> None:
        self._analyzer = analyzer
        self._table: dict[tuple[str, ...], list[str]] = {}
        for entry in entries:
            for lay in entry.lay:
                self._add(lay, entry.legal)
            for legal in entry.legal if entry.both else ():
                self._add(legal, (*entry.lay, *(other for other in entry.legal if other != legal)))
        self._longest = max((len(key) for key in self._table), default=0)

    def _add(self, phrase: str, targets: tuple[str, ...]) -> None:
        key = self._key(phrase)
        if key:
            self._table.setdefault(key, []).extend(targets)

    def _key(self, phrase: str) -> tuple[str, ...]:
        return tuple(self._analyzer.word_terms(word)[0] for word in words(phrase))

    def expand(self, question: str) -> dict[str, tuple[str, ...]]:
        """Official terms for ``question``, by the (stemmed) lay words that called for them; empty for a long question."""
        forms = words(question)
        if len(forms) > MAX_WORDS:
            return {}
        found: dict[str, tuple[str, ...]] = {}
        readings = [self._analyzer.word_terms(word) for word in forms]
        for start in range(len(forms)):
            for length in range(1, self._longest + 1):
                if start + length > len(forms):
                    break
                self._match(forms[start : start + length], readings[start : start + length], found)
        return found

    def _match(self, forms: list[str], readings: list[tuple[str, ...]], found: dict[str, tuple[str, ...]]) -> None:
        whole = tuple(reading[0] for reading in readings)
        if whole in self._table:
            found[" ".join(whole)] = tuple(dict.fromkeys(self._table[whole]))
            return
        if len(forms) == 1 and forms[0] not in STOPWORDS[self._analyzer.language]:
            # Parts of a compound speak for it only when the compound itself is not an entry.
            for part in readings[0][1:]:
                if (part,) in self._table:
                    found[part] = tuple(dict.fromkeys(self._table[(part,)]))
