"""Personal data in a question: what kind and where, before anything is done with the question; and the question without it.

Numbers are found by their check digit (BSN, IBAN) or their form, names by ``assistant/people.py``. It is a help, not a guarantee: see
``python -m eval.personal`` for how much of it is seen.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from assistant.people import people


class Kind(StrEnum):
    """What kind of personal data."""

    BSN = "bsn"
    IBAN = "iban"
    EMAIL = "e-mail"
    BIRTH = "geboortedatum"
    CASE = "kenmerk"
    PHONE = "telefoon"
    ADDRESS = "adres"
    NAME = "naam"


# Found by a check digit, so hardly ever wrong, and never needed for an answer: these cannot be sent along.
CERTAIN = frozenset({Kind.BSN, Kind.IBAN})


@dataclass(frozen=True, slots=True)
class Span:
    """Personal data in a text: ``text[start:end]``."""

    kind: Kind
    start: int
    end: int


_WORDS = {
    "nl": {
        Kind.BSN: "BSN", Kind.IBAN: "rekeningnummer", Kind.EMAIL: "e-mailadres", Kind.BIRTH: "geboortedatum", Kind.CASE: "kenmerk",
        Kind.PHONE: "telefoonnummer", Kind.ADDRESS: "adres", Kind.NAME: "naam",
    },
    "en": {
        Kind.BSN: "BSN", Kind.IBAN: "account number", Kind.EMAIL: "e-mail address", Kind.BIRTH: "date of birth", Kind.CASE: "reference",
        Kind.PHONE: "phone number", Kind.ADDRESS: "address", Kind.NAME: "name",
    },
}  # fmt: skip
_BSN = re.compile(
    r"(?<![\w.,/€-])(?<!€ )(?:\d{9}|\d{4}[. -]\d{2}[. -]\d{3}|\d{3}[. -]\d{3}[. -]\d{3})(?![\w/-]|[.,]\d)"
    r"(?! ?(?:euro|bytes?|tokens?|parameters|inwoners|burgers|miljoen|%))"
)
_IBAN = re.compile(r"(?<!\w)[A-Za-z]{2} ?\d{2}(?:[ .-]?[A-Za-z0-9]){11,30}")
_EMAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}")
# A mailbox of an organisation is of nobody in particular.
_MAILBOX = re.compile(
    r"(?:info|contact|ai|data\w*|post|mail|algoritmes?|algoritmeregister|privacy|avg|fg|dpo|woo|helpdesk|servicedesk|support|secretariaat|communicatie|pers|"
    r"inkoop|ict|security|datalekken?|klachten|noreply|no-reply|office|press)@",
    re.IGNORECASE,
)
_MONTH = (
    r"(?:jan(?:uari|uary)?|feb(?:ruari|ruary)?|maart|mrt|march|apr(?:il)?|mei|may|juni?|june?|juli?|july?|aug(?:ustus|ust)?|sep(?:t(?:ember)?)?|"
    r"o[kc]t(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
_DATE = (
    rf"(?:\d{{1,2}}\s*[-/. ]\s*\d{{1,2}}\s*[-/. ]\s*['’]?\d{{2,4}}|\d{{4}}-\d{{2}}-\d{{2}}|\d{{1,2}}\s+{_MONTH}\.?\s+['’]?\d{{2,4}}|"
    rf"{_MONTH}\s+\d{{1,2}},?\s+\d{{4}})"
)
_BIRTH = re.compile(
    rf"\b(?:geboren|geboortedatum|geboortedag|geb\.?\s?dat|geb|born|birth|dob|d\.o\.b)\b\.?(?:\s+(?:is|was|te|in)\b(?:\s+[^\W\d]+){{0,2}}?)?"
    rf"[\s:,=(]*(?:op\s+|on\s+|d\.?d\.?\s*)?(?P<found>{_DATE})(?!\d)",
    re.IGNORECASE,
)
_LABEL = (
    r"(?:(?:zaak|dossier|klant|cli[eë]nt|relatie|personeels|aanvraag|beschikkings?|polis|parket|referentie|registratie|debiteuren?|aanslag|"
    r"pati[eë]nt(?:en)?|student|leerling|meldings?|bezwaar|paspoort|document|rijbewijs|vreemdelingen|kandidaat|proces-?verbaal|BIG|PV|"
    r"V|A)-?(?:nummer|nr)\b\.?|(?:zaak|dossier|klant|melding|aanvraag|kenmerk|kenteken|paspoort|passport)\b|"
    r"(?:case|file|reference|customer|client|employee|staff|passport) (?:number|no)\b\.?)"
)
_CASE = re.compile(
    rf"(?<!\w){_LABEL}(?:\s+(?:is|luidt|met|nummer|nr\.?)(?=\s))*[\s:#=(]*(?P<found>(?=[\w./-]*\d[\w./-]*\d)[A-Z0-9][\w-]+(?:[./-]\w+)*)"
    rf"(?! \d{{3}}\b)",
    re.IGNORECASE,
)
# What is published under a number is no file on somebody.
_PUBLISHED = re.compile(
    rf"(?:(?:kamer|brief|circulaire|besluit van|regeling|staats\w+|stb|stcrt|arrest|hof|standpunt|rapport)\b[^?!]{{0,40}}|"
    rf"\bvan \d{{1,2}} {_MONTH} \d{{4}},?\s*(?:met )?)$",
    re.IGNORECASE,
)
_PUBLIC_NUMBER = re.compile(
    r"[CTF]-\d+/\d\d|\d{1,3}|\d\d\.?\d{3}|(?:ECLI|CELEX|BWBR|CVE|ISO|NEN|BIO|NIS).*|(?:19|20)\d\d(?:[/-](?:19|20)?\d\d)?", re.IGNORECASE
)
_SPACED_PLATE = re.compile(
    r"\b(?:kenteken|license plate|licence plate)(?:\s+is|:)?\s+(?P<found>[A-Z0-9]{1,3}(?:[ -][A-Z0-9]{1,3}){2})\b", re.IGNORECASE
)
_NEUTRAL = re.compile("|".join(re.escape(f"[{name}]") for names in _WORDS.values() for name in names.values()))
# Letters on Dutch number plates; a vowel is never among them.
_PLATE = re.compile(
    r"(?<![\w-])(?:[B-DF-HJ-NP-TV-XZ]{1,3}-\d{2,3}-[B-DF-HJ-NP-TV-XZ]{1,2}|\d{1,2}-[B-DF-HJ-NP-TV-XZ]{2,3}-\d{1,3}|"
    r"\d\d-\d\d-[B-DF-HJ-NP-TV-XZ]{2}|[B-DF-HJ-NP-TV-XZ]{2}-\d\d-\d\d|\d\d-[B-DF-HJ-NP-TV-XZ]{2}-[B-DF-HJ-NP-TV-XZ]{2})(?![\w-])"
)
_PHONE = re.compile(r"(?<![\w.,/-])(?:\+\d{2}|00\d{2}|\(?0[1-9])(?:[ ./()-]{0,3}\d){6,14}(?!\w)")
_FREE = re.compile(r"0[89]00")
_SURE_STREET = r"(?:straat|straatweg|laan|plein|kade|gracht|singel|steeg|dreef|plantsoen|boulevard)"
_STREET = rf"(?:{_SURE_STREET}|weg|dijk|allee|hof|pad|park|markt|wal|haven|kamp|oord|erf|weide|akker|lei|brink|poort)"
_NUMBER = rf"\s+(?P<number>\d{{1,4}})(?:\s?[a-zA-Z]\b|\s?-\s?[\dIVX]{{1,4}}\b|\s(?:hs|bis|huis)\b)?(?![\w.,-]*\d|-\w|\s+{_MONTH}\b)"
_BEFORE = (
    r"(?:Burgemeester|Burg\.|Dr\.|Prof\.|Mr\.|Prins|Prinses|Koningin|Sint|St\.|Oude|Nieuwe|Korte|Lange|Grote|Kleine|Hoge|Lage|Groene|Eerste|Tweede|"
    r"[Vv]an|de|der|den|het|['’]t|Laan van|Weg naar|Achter de|[A-Z]\.)"
)
_ADDRESS = re.compile(
    rf"(?<!\w)(?!(?:de|den|der|het) )(?P<found>(?:{_BEFORE}\s+){{0,4}}(?P<street>[^\W\d_][\w'’-]{{0,40}}{_STREET}|"
    rf"(?<=[a-z] )(?:Gracht|Markt|Pad|Plein|Weg|Singel|Haven|Dijk|Kerk|Laan)){_NUMBER})"
)
# A street without a word for one: "woont op Weteringschans 12".
_LIVES = re.compile(
    r"\b(?:woont|wonend|wonende|woonachtig|woonadres|adres)(?:\s+(?:op|aan|is|de|het)|:)*\s+"
    rf"(?P<found>(?:[A-Z][\w'’-]{{1,40}}\s+){{0,3}}?[A-Z][\w'’-]{{1,40}}{_NUMBER})"
)
_POSTCODE = re.compile(r"(?<![\w./-])(?P<digits>[1-9]\d{3})(?: ?(?P<letters>[A-Z]{2})|(?P<low>[a-z]{2}))(?!\w)")
_TOWN = re.compile(r",?\s+['’A-Z]")


def find(text: str) -> tuple[Span, ...]:
    """The personal data in ``text``, from left to right; no two overlap."""
    found: list[Span] = []
    for kind, search in _SEARCHES:
        for start, end in search(text):
            if all(end <= other.start or start >= other.end for other in found):
                found.append(Span(kind, start, end))
    return tuple(sorted(found, key=lambda span: span.start))


def word(kind: Kind, language: str) -> str:
    """What a kind is called in Dutch or English; between brackets it stands for what is taken out."""
    return _WORDS[language][kind]


def words(spans: Iterable[Span], language: str) -> list[str]:
    """What the kinds in ``spans`` are called, each once."""
    return [word(kind, language) for kind in dict.fromkeys(span.kind for span in spans)]


def removed(text: str, spans: Sequence[Span], language: str) -> str:
    """``text`` with a neutral word in the place of each span: "[naam]"."""
    parts, place = list[str](), 0
    for span in spans:
        parts += [text[place : span.start], f"[{word(span.kind, language)}]"]
        place = span.end
    return "".join([*parts, text[place:]])


def without_neutral_words(text: str) -> str:
    """``text`` without the words of :func:`removed`: to search with, for they are not what is asked about."""
    return " ".join(_NEUTRAL.sub(" ", text).split())


def _bsns(text: str) -> Iterator[tuple[int, int]]:
    from stdnum.nl import bsn

    return (match.span() for match in _BSN.finditer(text) if bsn.is_valid(match[0]))


def _ibans(text: str) -> Iterator[tuple[int, int]]:
    from stdnum import iban

    place = 0
    while match := _IBAN.search(text, place):
        # Words behind a number look like the rest of it.
        ends = [at for at in range(match.end(), match.start() + 14, -1) if not text[at : at + 1].isalnum()]
        end = next((at for at in ends if iban.is_valid(text[match.start() : at], check_country=False)), None)
        if end:
            yield match.start(), end
        place = end or match.start() + 2


def _emails(text: str) -> Iterator[tuple[int, int]]:
    for match in _EMAIL.finditer(text):
        if not _MAILBOX.match(match[0]):
            yield match.span()


def _births(text: str) -> Iterator[tuple[int, int]]:
    return (match.span("found") for match in _BIRTH.finditer(text))


def _cases(text: str) -> Iterator[tuple[int, int]]:
    for match in _CASE.finditer(text):
        if not _PUBLIC_NUMBER.fullmatch(match["found"]) and not _PUBLISHED.search(text[max(0, match.start() - 60) : match.start()]):
            yield match.span("found")
    yield from (match.span() for match in _PLATE.finditer(text))
    yield from (match.span("found") for match in _SPACED_PLATE.finditer(text) if re.search(r"\d", match["found"]))


def _phones(text: str) -> Iterator[tuple[int, int]]:
    for match in _PHONE.finditer(text):
        digits = re.sub(r"\D", "", match[0].replace("(0)", ""))
        national = digits.startswith("0") and not digits.startswith("00")
        if (len(digits) == 10 and not _FREE.match(digits)) if national else 10 <= len(digits.removeprefix("00")) <= 13:
            # The bracket of a remark that begins with the number.
            yield match.start() + (match[0].startswith("(") and ")" not in match[0]), match.end()


def _addresses(text: str) -> Iterator[tuple[int, int]]:
    for match in _ADDRESS.finditer(text):
        sure = re.search(rf"{_SURE_STREET}$", match["street"]) or text[: match.start()].rstrip()[-1:] not in ("", ".", "?", "!")
        if ((match["street"][0].isupper() and sure) or match["street"].endswith("straat")) and not _is_year(match["number"]):
            yield match.span("found")
    yield from (match.span("found") for match in _LIVES.finditer(text) if not _is_year(match["number"]))
    for match in _POSTCODE.finditer(text):
        # "In 2026 EU-regels": a year before an abbreviation.
        if not _is_year(match["digits"]) or (match["letters"] and _TOWN.match(text, match.end())):
            yield match.span()


def _is_year(number: str) -> bool:
    return 1900 <= int(number) <= 2100


# Where two see the same place, the first counts.
_SEARCHES: tuple[tuple[Kind, Callable[[str], Iterator[tuple[int, int]]]], ...] = (
    (Kind.IBAN, _ibans),
    (Kind.EMAIL, _emails),
    (Kind.BIRTH, _births),
    (Kind.CASE, _cases),
    (Kind.BSN, _bsns),
    (Kind.PHONE, _phones),
    (Kind.ADDRESS, _addresses),
    (Kind.NAME, people),
)
