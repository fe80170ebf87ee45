"""Make of a true Dutch sentence a false one that somebody could believe: another number, another party, a duty that is none, a condition gone.

Each rule changes one thing and keeps the rest, as distractors should (Haladyna, Downing & Rodriguez 2002: plausible, alike in form and length,
one idea each). Whether the outcome is false is never taken from the rule: the answer check must refuse it (``check.py``).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from assistant.claim import read
from assistant.signals import MONTHS

_NUMBERS = "een twee drie vier vijf zes zeven acht negen tien twaalf twintig dertig".split()
# What a term is mistaken for: other terms that occur in the same laws.
_TERMS = {
    "uur": ("24", "48", "72"),
    "week": ("twee", "vier", "zes"),
    "weken": ("twee", "vier", "zes"),
    "maand": ("een", "drie", "zes"),
    "maanden": ("een", "drie", "zes"),
    "jaar": ("vijf", "tien", "twintig"),
}
_TERM = re.compile(rf"\b(?P<number>\d+|{'|'.join(_NUMBERS)}) (?P<unit>{'|'.join(_TERMS)})\b")
_ONE = {"week": "weken", "maand": "maanden", "weken": "week", "maanden": "maand"}
DATE = re.compile(rf"\b\d{{1,2}} (?:{'|'.join(name for name in MONTHS)}) \d{{4}}\b")
_AMOUNT = re.compile(r"\b(?P<number>\d+(?:,\d+)?)(?P<unit> miljoen| procent|%)")
# The verb of the main clause: nothing before it that opens another one. And what a verb may not be followed by.
_FIRST = r"^((?:(?!\b(?:dat|die|of|hoe|als|wie|wat|waar\w*|omdat|zodat)\b)[^,;:])*?\b)"
_BOUND = r"[^,.;]*\b(?:niet|geen|nooit|alleen)\b|\w+[.,]|volgens|ook"
# The subject stands before the verb.
_STRAIGHT = r"(?!(?:Sinds|Voor|Bij|Volgens|Na|In|Op|Onder|Met|Door|Als|Wie|Wordt|Zolang|Ook|Daarnaast)\b)"
# One thing in the place of another, both directions written out; the first pattern that fits a place is used.
_EXCHANGE = (
    (r"\b(niet|geen) meer\b", "nog steeds"),
    (r"\bin beginsel niet\b", "zonder meer"),
    (r"\bin beginsel niet\b", "zonder uitzondering niet"),
    (r"\bniet bindend\b", "bindend"),
    (r"\b(is|zijn) niet verplicht\b", r"\1 verplicht"),
    (r"\b(is|zijn) verplicht\b", r"\1 niet verplicht"),
    (r"\bheeft(.{0,60}?) de voorkeur\b", r"is\1 verplicht"),
    (r"\bhebben(.{0,60}?) de voorkeur\b", r"zijn\1 verplicht"),
    (r"\b(is|zijn|wordt|worden) aanbevolen\b", r"\1 verplicht"),
    (r"\bbeveelt(.{0,60}?) aan\b", r"verplicht\1"),
    (r"\bvrijwillige?\b", "verplicht"),
    (r"\bheeft(.{0,40}?) recht op\b", r"heeft\1 geen recht op"),
    (r"\bhebben(.{0,40}?) recht op\b", r"hebben\1 geen recht op"),
    (r"\bniet toegestaan\b", "toegestaan"),
    (r"(?<!niet )\btoegestaan\b", "niet toegestaan"),
    (r"\b(gelden|geldt) al\b", r"\1 nog niet"),
    (r"\bnog niet\b", "al"),
    (r"\bvooraf\b", "achteraf"),
    (r"\bvoordat\b", "nadat"),
    (r"\b(minstens|ten minste|minimaal)\b", "hoogstens"),
    (r"\b(hoogstens|ten hoogste|maximaal)\b", "minstens"),
    (r"\bniet altijd\b", "altijd"),
    (r"\bniet langer\b", "langer"),
    (r"\bmag niet\b", "mag"),
    (r"\bmogen niet\b", "mogen"),
    (r"\bkan niet\b", "kan"),
    (r"\bkunnen niet\b", "kunnen"),
    (rf"{_STRAIGHT}{_FIRST}kan (?!{_BOUND})", r"\1kan nooit "),
    (rf"{_STRAIGHT}{_FIRST}kunnen (?!{_BOUND})", r"\1kunnen nooit "),
    (r"\b(is|zijn) geen\b", r"\1 een"),
    (r"\b(geldt|gelden) (ook )?(voor|bij)\b(?!.*\b(?:niet|pas)\b)", r"\1 niet \3"),
    (r"\b(geldt|gelden) niet\b", r"\1"),
    (r"\b(valt|vallen) (niet )?onder\b", r"\1 niet onder"),
    (rf"{_FIRST}mag (?!{_BOUND})", r"\1moet "),
    (rf"{_FIRST}mogen (?!{_BOUND})", r"\1moeten "),
)
_PARTIES = (
    ("verwerkingsverantwoordelijke", ("leverancier", "verwerker")),
    ("gebruiksverantwoordelijke", ("aanbieder", "leverancier")),
    ("aanbieder", ("gebruiksverantwoordelijke", "eindgebruiker")),
    ("verwerker", ("verwerkingsverantwoordelijke", "betrokkene")),
    ("leverancier", ("afnemende organisatie", "toezichthouder")),
    ("overheidsorganisatie", ("leverancier", "toezichthouder")),
    ("organisatie", ("leverancier", "toezichthouder")),
    ("FG", ("CIO", "leverancier")),
    ("medewerker", ("leverancier", "toezichthouder")),
)
_CONDITION = re.compile(r",? (?:tenzij|mits|zolang|behalve als|voor zover) [^.;]+(?=\.$)")
_IF = re.compile(r"(?P<head>\b(?:mag|mogen|kan|kunnen|toegestaan)\b[^.;]*?),? als [^.;,]+(?=\.$)")
_MUST = re.compile(r"\b(?P<modal>moet|moeten) (?P<rest>[^,.;:]+?) (?P<verb>(?:(?:worden|zijn|hebben|kunnen) )?\w+)(?P<end>[,.])")
_WHEN = re.compile(r"\b(?=(?:binnen|vooraf|eerst|altijd|volledig|voor elke?|jaarlijks)\b)")
_SEPARABLE = re.compile(r"^(aan|af|bij|door|in|mee|na|om|op|over(?=leggen)|plaats|terug|toe|uit|vast|voor|weg)(?=[a-z]{4,}en$)")
_INSEPARABLE = frozenset("aanbevelen aanvaarden doorstaan inzien omvatten omschrijven voorkomen voorzien voldoen".split())
_MOST, _LONGEST, _WHOLE, _DAYS = 6, 110, 100, 3


@dataclass(frozen=True, slots=True)
class Distorted:
    """A false variant; ``kind`` is "number", "party" or "rule"."""

    text: str
    kind: str


def distortions(sentence: str, dates: tuple[str, ...] = ()) -> tuple[Distorted, ...]:
    """False variants of a sentence, the most telling first; ``dates`` are other days that could be mistaken for one in it. At most six."""
    found = {variant.text: variant for variant in _all(sentence, dates) if variant.text != sentence}
    return tuple(found.values())[:_MOST]


def _all(sentence: str, dates: tuple[str, ...]) -> Iterator[Distorted]:
    rules = [*_unbound(sentence), *filter(None, [_need_not(sentence)])]
    rules += [re.sub(pattern, instead, sentence, count=1) for pattern, instead in _EXCHANGE if re.search(pattern, sentence)]
    yield from (Distorted(text, "rule") for text in rules[:2])
    yield from (Distorted(text, "number") for text in _numbers(sentence, dates))
    yield from (Distorted(text, "party") for text in _parties(sentence))
    yield from (Distorted(text, "rule") for text in rules[2:])


def _parties(sentence: str) -> Iterator[str]:
    # Who has a duty is what people mistake; that another may do a thing as well is not false enough.
    if not read(sentence, "nl").modalities & {"must", "should", "may_not"}:
        return
    for party, others in _PARTIES:
        # As the one who acts, not "met de leverancier".
        match = re.search(rf"(?<!met )(?<!van )(?<!door )(?<!aan )(?<!bij )(?<!op )(?<!voor )\b(?P<article>[Dd]e|[Ee]en) {party}\b", sentence)
        if match:
            # A party that the sentence names already would deal with itself.
            yield from (_put(sentence, match, f"{match['article']} {other}") for other in others if other not in sentence)
            return


def _numbers(sentence: str, dates: tuple[str, ...]) -> Iterator[str]:
    for match in _TERM.finditer(sentence):
        for number in _TERMS[match["unit"]]:
            if number != match["number"]:
                yield _put(sentence, match, f"{number} {_unit(number, match['unit'])}")
    for match in DATE.finditer(sentence):
        for day in [day for day in dates if day not in sentence][:_DAYS]:
            yield _put(sentence, match, day)
    for match in _AMOUNT.finditer(sentence):
        value = float(match["number"].replace(",", "."))
        for other in (value * 2, value / 2):
            if "miljoen" not in match["unit"] and other > _WHOLE:
                continue
            yield _put(sentence, match, f"{other:g}".replace(".", ",") + match["unit"])


def _unit(number: str, unit: str) -> str:
    single = unit in ("week", "maand")
    return _ONE[unit] if unit in _ONE and single != (number == "een") else unit


def _unbound(sentence: str) -> Iterator[str]:
    """The rule without its condition, said to be without one."""
    match = _CONDITION.search(sentence)
    if match:
        yield _put(sentence, match, ", zonder uitzondering" if match.group().lstrip(", ").startswith("tenzij") else ", zonder verdere voorwaarden")
        return
    match = _IF.search(sentence)
    if match:
        yield _put(sentence, match, f"{match['head']}, zonder verdere voorwaarden")


def _need_not(sentence: str) -> str | None:
    """"moet … doen" as "hoeft … niet te doen"; None where the infinitive cannot be found."""
    match = _MUST.search(sentence)
    # Of two verbs, or one with an infinitive of its own, the last would be denied alone.
    if match is None or len(match["rest"]) > _LONGEST or re.search(r"\b(?:niet|geen|alleen|en|of|om|te|dat|die|wie)\b", match["rest"]):
        return None
    verb = _infinitive(match["verb"])
    # After one of these a noun follows, in the plural.
    if verb is None or re.search(r"\b(?:de|het|een|van|in|voor|met|op|aan|over|alle|haar|zijn)$", match["rest"]):
        return None
    rest, modal = match["rest"], "hoeft" if match["modal"] == "moet" else "hoeven"
    place = _WHEN.search(rest)
    rest = f"{rest[: place.start()]}niet {rest[place.start() :]}" if place else f"{rest} niet"
    return _put(sentence, match, f"{modal} {rest} {verb}{match['end']}")


def _infinitive(verb: str) -> str | None:
    """The verb group after "niet": "te melden", "aan te melden", "te worden gemeld"."""
    head, _, tail = verb.rpartition(" ")
    if head:
        return f"te {head} {tail}"
    if not re.search(r"(?:en|aan|zien|doen|zijn)$", tail):
        return None
    split = _SEPARABLE.match(tail)
    return f"{split[1]} te {tail[split.end() :]}" if split and tail not in _INSEPARABLE else f"te {tail}"


def _put(sentence: str, match: re.Match[str], instead: str) -> str:
    return sentence[: match.start()] + instead + sentence[match.end() :]
