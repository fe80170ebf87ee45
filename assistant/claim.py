"""What a sentence claims, as far as rules can read it: numbers, modality, conditions, quantifiers, parties, tense.

Extraction of one frozen :class:`Claim` from one sentence by the words of ``signals.py``. Comparing claims is ``verify.py``.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from assistant.signals import (
    CONDITIONS,
    CONTRAST,
    IDIOM,
    IN_FORCE,
    MODALITY,
    MONTHS,
    NEGATION,
    ORDER,
    OUTSIDE,
    PAST,
    QUANTIFIERS,
    REASON,
    ROLES,
    Words,
)
from assistant.wording import wording
from index.text import STOPWORDS, fold, stem

_SMALL = {
    "nl": "twee drie vier vijf zes zeven acht negen tien elf twaalf dertien veertien vijftien zestien zeventien achttien negentien",
    "en": "two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen",
}
_TENS = {
    "nl": "twintig dertig veertig vijftig zestig zeventig tachtig negentig",
    "en": "twenty thirty forty fifty sixty seventy eighty ninety",
}
_ONES = {"nl": "eenen tweeen drieen vieren vijfen zesen zevenen achten negenen", "en": "-one -two -three -four -five -six -seven -eight -nine"}
_NUMBER_WORDS = {
    language: {
        **{word: str(number) for number, word in enumerate(_SMALL[language].split(), start=2)},
        **{word: str(10 * number) for number, word in enumerate(_TENS[language].split(), start=2)},
        **{
            (one + ten if language == "nl" else ten + one): str(10 * tens + ones)
            for tens, ten in enumerate(_TENS[language].split(), start=2)
            for ones, one in enumerate(_ONES[language].split(), start=1)
        },
    }
    for language in ("nl", "en")
}
_UNITS = {
    name: unit
    for unit, forms in {
        "hour": "uur uren hour hours", "day": "dag dagen werkdag werkdagen day days", "week": "week weken weeks",
        "month": "maand maanden month months", "year": "jaar jaren year years", "%": "% procent percent",
        "million": "miljoen million", "billion": "miljard billion", "euro": "euro euros", "times": "keer times",
    }.items()
    for name in forms.split()
}  # fmt: skip
_DATE = re.compile(rf"\b(?P<day>\d{{1,2}})?\s*\b(?P<month>{'|'.join(MONTHS)})\b(?:\s+(?P<year>\d{{4}}))?\b")
_PLACE = re.compile(
    r"\b(artikel|article|lid|paragraph|overweging|recital|bijlage|annex|hoofdstuk|chapter|punt|point)\s+(\d+(?::\d+)?[a-z]?|[ivx]+)\b"
)
_AMOUNT = re.compile(rf"(?<![\w^-])(\d+(?:[.,:^]\d+)*)(?:\s*({'|'.join(sorted(_UNITS, key=len, reverse=True))})(?!\w))?")


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of a sentence with its own content.

    ``restricts`` when it is a condition or an exception, ``relative`` a relative clause, ``adds`` when it says one thing more ("and", "which").
    """

    content: tuple[str, ...]
    restricts: bool
    relative: bool
    adds: bool
    negations: int
    modality: str | None
    roles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Claim:
    """The checkable content of a sentence.

    Sets hold normalised names, ``clauses`` pairs of modality and content, ``halves`` what stands on either side of a "whereas", ``in_force``
    the clauses that tell what applies, each with whether it affirms it and whether it is past.
    """

    text: str
    content: tuple[str, ...]
    parts: tuple["Part", ...]
    clauses: tuple[tuple[str | None, frozenset[str]], ...]
    halves: tuple[frozenset[str], ...]
    numbers: tuple[tuple[str, str, str], ...]
    names: tuple[str, ...]
    roles: tuple[str, ...]
    negations: int
    conditions: frozenset[str]
    quantifiers: frozenset[str]
    order: frozenset[str]
    in_force: tuple[tuple[tuple[bool, bool], frozenset[str]], ...]
    past: bool
    reason: bool

    @property
    def modalities(self) -> frozenset[str]:
        """Every modality of its clauses."""
        return frozenset(name for name, _ in self.clauses if name)


# A draft of a few sentences meets the same twenty or thirty pieces of evidence.
@lru_cache(maxsize=256)
def read(sentence: str, language: str) -> Claim:
    """The claim of a sentence. Pure."""
    # Folding takes away the accents that tell "vóór" from "voor".
    text = fold(re.sub(r"\bvóór(?:dat)?\b", "voordat", sentence))
    plain = re.sub(IDIOM[language], " ", text)
    said = wording(language)
    return Claim(
        text=text,
        content=said.content(sentence),
        parts=tuple(_parts(plain, language)),
        clauses=tuple((modality(clause, language), frozenset(said.content(clause))) for clause in clauses(text)),
        halves=tuple(said.marks(half) for half in re.split(CONTRAST[language], text)),
        numbers=numbers(text, language),
        names=names(sentence),
        roles=roles(text, language),
        negations=negations(plain, language),
        conditions=_matching(CONDITIONS[language], plain),
        quantifiers=_matching(QUANTIFIERS[language], text),
        order=_matching(ORDER[language], text),
        in_force=tuple(_in_force(plain, language)),
        past=re.search(PAST[language], text) is not None,
        reason=re.search(REASON[language], text) is not None,
    )


_OPENS = {
    "nl": "tenzij|mits|behalve|behoudens|als|wanneer|indien|zolang|zodra|voor zover|voordat|nadat|zonder|alleen|uitsluitend|slechts"
    "|in beginsel|met uitzondering",
    "en": "unless|provided|except|if|when|where|as long as|once|insofar|before|after|without|only|solely|until|in principle",
}
_RELATIVE = {"nl": r"die|dat|waar\w+|wiens|wier", "en": "that|which|who|whose|whom"}
_GOES_ON = {"nl": "en|of", "en": "and|or"}
_ADDS = {"nl": "en|die|welke", "en": "and|which|who"}
_TURNS = {"nl": "maar|omdat|want|terwijl", "en": "but|because|whereas|while"}


def _parts(text: str, language: str) -> Iterator[Part]:
    opens, relative, goes_on = _OPENS[language], _RELATIVE[language], _GOES_ON[language]
    limits = False
    for stretch in re.split(rf"[,;:()]\s*|\s+(?=(?:{opens}|{relative}|{goes_on}|{_TURNS[language]})\b)", text):
        content, stripped = wording(language).content(stretch), stretch.strip()
        opened = re.match(rf"(?:{opens})\b", stripped) is not None
        if not content:
            limits = limits or opened
            continue
        # "tenzij A en B": the second half is as much a condition as the first.
        limits = opened or (limits and re.match(rf"(?:{goes_on})\b", stripped) is not None)
        yield Part(
            content,
            limits,
            re.match(rf"(?:{relative})\b", stripped) is not None,
            re.match(rf"(?:{_ADDS[language]})\b", stripped) is not None,
            negations(stretch, language),
            modality(stretch, language),
            roles(stretch, language),
        )


_CLAUSE = re.compile(
    r"[,;:]\s+|\s+(?=(?:maar|tenzij|mits|omdat|want|terwijl|behalve|zolang|but|unless|provided|because|while|except)\b)"
)


def clauses(text: str) -> list[str]:
    """A sentence cut at commas and at the words that open a clause of their own."""
    return [part for part in _CLAUSE.split(text) if part.strip()]


def negations(text: str, language: str) -> int:
    """How often a folded text without set phrases denies."""
    return len(re.findall(NEGATION[language], text)) + len(re.findall(OUTSIDE[language], text))


def _in_force(text: str, language: str) -> Iterator[tuple[tuple[bool, bool], frozenset[str]]]:
    """The clauses that tell what applies, as ((affirmed, past), content); ", as far as has been seen," cuts no clause in two."""
    whole = re.sub(rf",\s+(?:{CONDITIONS[language]['hedge']})\s*,", " ", text)
    for clause in clauses(whole):
        if re.search(IN_FORCE[language], clause):
            sign = (negations(clause, language) % 2 == 0, re.search(PAST[language], clause) is not None)
            yield sign, frozenset(wording(language).content(clause))


def modality(clause: str, language: str) -> str | None:
    """"may_not", "need_not", "must", "should", "cannot", "may" or "can"; None when the clause has none."""
    for name, pattern in MODALITY[language].items():
        if re.search(pattern, clause):
            return name
    return None


def content_words(text: str, language: str) -> frozenset[str]:
    """Stems of the words that carry meaning."""
    found = re.findall(r"[a-z][a-z-]{2,}", fold(text))
    return frozenset(stem(word, language) for word in found if word not in STOPWORDS[language])


def _matching(table: Words, text: str) -> frozenset[str]:
    return frozenset(name for name, pattern in table.items() if re.search(pattern, text))


def roles(text: str, language: str) -> tuple[str, ...]:
    """The parties that a folded text names, in the order it names them."""
    places = [(match.start(), name) for name, pattern in ROLES[language].items() if (match := re.search(pattern, text))]
    return tuple(name for _, name in sorted(places))


def role_counts(text: str, language: str) -> dict[str, int]:
    """How often a folded text names each party."""
    return {name: count for name, pattern in ROLES[language].items() if (count := len(re.findall(pattern, text)))}


def numbers(text: str, language: str) -> tuple[tuple[str, str, str], ...]:
    """The numbers of a folded text as (kind, value, unit): ("date", "2025-4-22", ""), ("place", "artikel 35", ""), ("amount", "72", "hour")."""
    found: list[tuple[str, str, str]] = []
    for match in _DATE.finditer(text):
        if match["day"] or match["year"]:
            found.append(("date", f"{match['year'] or ''}-{MONTHS[match['month']]}-{match['day'] or ''}", ""))
    rest = _DATE.sub(lambda m: " " if m["day"] or m["year"] else m.group(), text)
    found += [("place", f"{kind[:3]} {number}", "") for kind, number in _PLACE.findall(rest)]
    rest = re.sub(r"\b(?:een )?half jaar\b|\bhalf a year\b", "6 maanden", _PLACE.sub(" ", rest))
    rest = re.sub(r"[a-z]+(?:-[a-z]+)?", lambda m: _NUMBER_WORDS[language].get(m.group(), m.group()), rest)
    found += [("amount", value, _UNITS.get(unit, "")) for value, unit in _AMOUNT.findall(rest)]
    return tuple(found)


def names(sentence: str) -> tuple[str, ...]:
    """Words written as names: capitals that do not open a sentence, and abbreviations anywhere; as written, in order."""
    found: list[str] = []
    for match in re.finditer(r"\b[^\W\d_][\w-]*", sentence):
        word = match.group()
        opens = re.search(r"(?:^|[.!?:])\W*$", sentence[: match.start()]) is not None
        if (word.isupper() and len(word) > 1) or any(char.isupper() for char in word[1:]) or (word[0].isupper() and not opens):
            found.append(word)
    return tuple(dict.fromkeys(found))


_PARTY_AFTER = {
    language: re.compile(
        rf"\b(?P<word>{before})\s+(?:(?:de|het|een|the|a|an|its|haar|zijn)\s+)?"
        rf"(?:{'|'.join(f'(?P<{name}>{pattern})' for name, pattern in ROLES[language].items())})"
    )
    for language, before in (("nl", "als|door|aan|van|met|bij"), ("en", "as|by|to|of|with|from"))
}


def parties_after(text: str, language: str) -> frozenset[tuple[str, str]]:
    """(preposition, party) for every party that a folded text names after one: ("als", "ap"), ("door", "processor")."""
    return frozenset((match["word"], str(match.lastgroup)) for match in _PARTY_AFTER[language].finditer(text))
