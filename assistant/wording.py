"""Words that may stand for each other when a sentence is told anew, and words that turn it round; read from ``synonyms.toml``.

A text becomes tokens: content words by their stem, or by the group of equals they belong to, so that "ten minste" and "minimaal" are one.
The groups hold words of one strength and sense only; what a lawyer keeps apart (verwerker, verwerkingsverantwoordelijke) is in no group.
"""

import re
import tomllib
from collections.abc import Collection
from functools import lru_cache
from pathlib import Path

from index.text import STOPWORDS, stem, words

# Verbs and words that carry no content of their own in a sentence about rules.
_EMPTY = {
    "nl": """volgens grond krachtens onder tussen bijvoorbeeld zoals ook worden zowel zelfs nog steeds degene daarvan daarbij daarover erover
        erbij ervan hiervan haar eigen welk geval gevallen sprake manier wijze bepalen regelen stellen zeggen schrijven houden gaan heten zien
        komen krijgen maken noemen betreffen gelden inhouden blijven vinden vallen horen staan nemen geven vormen lezen tellen weten willen laten
        leggen vast daar toen pas al eerst verder zulke zodanig dergelijk datgene iemand mensen persoon wie wat ander anders iets waar hierbij
        terwijl kunt hebt hoef moest mocht dient dienen verplicht verplichting toegestaan geen nooit
        moment tijd jij je bepaalde soort onderdeel eenmaal gewoon aan af in mee om ons toe uit weg ai""",
    "en": """according under such also even still own say state give there one whether within have get go come do make call treat count concern
        apply mean remain find hold write tell set rule fall stand see take form read know want let lay put here then first further extra so
        somebody someone people person other else something case moment time certain kind part thing way ensure ahead anyone whoever
        whenever whom whose upon never
        whereas while required mandatory allowed permitted obliged ai""",
}
# Forms that the stemmer puts with a word of another sense ("accountability" with "account", "overheid" with "over"): each row one word apart.
_APART = {
    "nl": "overheid overheden / waarde waarden / passend passende / openbaar openbare / openbaarheid / gezondheid / uitsluitend uitsluitende "
    "/ begeleiden begeleidt begeleid begeleiding / geletterd geletterdheid",
    "en": "accountability / accountable / authority authorities / publicly / controller controllers / directive directives "
    "/ owns owned owner owners ownership / rules / writings / settings",
}
_SHORTEST_PART = 5
# Endings of one word, and what is no part of a compound but makes another word ("afhankelijk", "onafhankelijk"; "process", "processor").
_ENDINGS = frozenset(("", "t", "s", "e", "en", "n", "d"))
_AFFIXES = frozenset(
    "ver ont her aan bij door mee onder over tegen toe uit voor weg con dis pre res infra heid baar lijk schap ship ari nair".split()
)


class Wording:
    """The words of one language."""

    def __init__(self, language: str, same: Collection[Collection[str]], opposite: Collection[tuple[str, str]]) -> None:
        self.language = language
        rows = [row.split() for row in _APART[language].split("/")]
        self._apart = {word: f"={row[0]}" for row in rows for word in row}
        self._empty = {self._stem(word) for word in (*_EMPTY[language].split(), *STOPWORDS[language])}
        self._group: dict[str, str] = {}
        self._phrases: dict[str, list[tuple[tuple[str, ...], str]]] = {}
        for number, group in enumerate(same):
            for item in group:
                self._add(tuple(self._stem(word) for word in words(item.replace("-", " "))), f"={number}")
        for found in self._phrases.values():
            found.sort(key=lambda phrase: -len(phrase[0]))
        self.opposites: dict[str, set[str]] = {}
        for pair in opposite:
            one, other = (self._all(item) for item in pair)
            if len(one) == len(other) == 1 and one != other:
                self.opposites.setdefault(one[0], set()).add(other[0])
                self.opposites.setdefault(other[0], set()).add(one[0])

    def _stem(self, word: str) -> str:
        return self._apart.get(word) or stem(word, self.language)

    def _add(self, stems: tuple[str, ...], name: str) -> None:
        if len(stems) == 1:
            self._group.setdefault(stems[0], name)
        elif stems:
            self._phrases.setdefault(stems[0], []).append((stems, name))

    def content(self, text: str) -> tuple[str, ...]:
        """The tokens that carry meaning, in order; a digit is no token, numbers are compared by themselves."""
        return tuple(token for token in self._all(text, skip=self._empty) if not token[0].isdigit() and len(token) > 1)

    def marks(self, text: str) -> frozenset[str]:
        """The tokens that carry meaning and the years: what tells one statement from another."""
        return frozenset((*self.content(text), *re.findall(r"\b\d{4}\b", text)))

    def _all(self, text: str, skip: Collection[str] = ()) -> list[str]:
        stems = [self._stem(word) for word in words(text.replace("-", " "))]
        tokens: list[str] = []
        place = 0
        while place < len(stems):
            phrase = next((p for p in self._phrases.get(stems[place], ()) if tuple(stems[place : place + len(p[0])]) == p[0]), None)
            if phrase:
                tokens.append(phrase[1])
            elif stems[place] not in skip:
                tokens.append(self._group.get(stems[place], stems[place]))
            place += len(phrase[0]) if phrase else 1
        return tokens


def held(token: str, tokens: Collection[str]) -> bool:
    """Whether ``tokens`` has ``token``, or a compound of which the one is part of the other ("mandaat", "mandaatgever")."""
    return token in tokens or (
        len(token) >= _SHORTEST_PART
        and token[0] != "="
        and any(len(other) >= _SHORTEST_PART and other[0] != "=" and (_part_of(token, other) or _part_of(other, token)) for other in tokens)
    )


def _part_of(part: str, whole: str) -> bool:
    """Whether a word opens or closes a compound of which the rest is a word too, or is an ending."""
    if whole.startswith(part):
        rest = whole[len(part) :]
        return rest in _ENDINGS or _is_word(rest)
    return whole.endswith(part) and _is_word(whole[: -len(part)])


def _is_word(rest: str) -> bool:
    return len(rest) > 2 and rest not in _AFFIXES


@lru_cache(maxsize=2)
def wording(language: str) -> Wording:
    """The words of "nl" or "en"."""
    data = tomllib.loads((Path(__file__).parent / "synonyms.toml").read_text(encoding="utf-8"))[language]
    return Wording(language, data["same"], [(pair[0], pair[1]) for pair in data["opposite"]])
