"""Make of a true Dutch sentence a false one that somebody could believe: another number, a duty that is none, a condition gone.

Each rule changes one thing and keeps the rest, as distractors should (Haladyna, Downing & Rodriguez 2002: plausible, alike in form and length,
one idea each). Whether the outcome is false is never taken from the rule: the answer check must refuse it (``check.py``).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from assistant.claim import read
from assistant.signals import MONTHS

# The terms that laws use, in order: one is mistaken for its neighbours.
_TERMS = {
    "uur": "12 24 48 72 96".split(),
    "week": "een twee drie vier zes acht twaalf".split(),
    "maand": "een twee drie zes negen twaalf".split(),
    "jaar": "een twee drie vijf zeven tien twintig dertig".split(),
}
_UNITS = {"uur": "uur", "week": "week", "weken": "week", "maand": "maand", "maanden": "maand", "jaar": "jaar"}
_MANY = {"week": "weken", "maand": "maanden"}
_NUMBERS = "|".join(sorted({number for order in _TERMS.values() for number in order if not number.isdigit()}))
_TERM = re.compile(rf"\b(?P<number>\d+|{_NUMBERS}) (?P<unit>{'|'.join(_UNITS)})\b")
DATE = re.compile(rf"\b\d{{1,2}} (?:{'|'.join(name for name in MONTHS)}) \d{{4}}\b")
_AMOUNT = re.compile(r"\b(?P<number>\d+(?:,\d+)?)(?P<unit> miljoen| procent|%)")
# The verb of the main clause: nothing before it that opens another one. And what a verb may not be followed by.
_FIRST = r"^((?:(?!\b(?:dat|die|of|hoe|als|wie|wat|waar\w*|omdat|zodat)\b)[^,;:])*?\b)"
_BOUND = r"[^,.;]*\b(?:niet|geen|nooit|alleen)\b|\w+[.,]|volgens|ook"
# One thing in the place of another, both directions written out; the first pattern that fits a place is used.
_EXCHANGE = (
    (r"\b(niet|geen) meer\b(?!.*\bdan\b)", "nog steeds"),
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
    (r"\b(minstens|ten minste|minimaal)\b(?! elke?)", "hoogstens"),
    (r"\b(hoogstens|ten hoogste|maximaal)\b", "minstens"),
    (r"\bniet altijd\b", "altijd"),
    (r"\bniet langer\b", "langer"),
    (r"\bmag niet\b", "mag"),
    (r"\bmogen niet\b", "mogen"),
    (r"\bkan niet\b", "kan"),
    (r"\bkunnen niet\b", "kunnen"),
    (r"\b(is|zijn) geen\b", r"\1 een"),
    (r"\b(geldt|gelden) (ook )?(voor|bij)\b(?!.*\b(?:niet|pas)\b)", r"\1 niet \3"),
    (r"\b(geldt|gelden) niet\b", r"\1"),
    (r"\b(valt|vallen) (niet )?onder\b", r"\1 niet onder"),
    (rf"{_FIRST}mag (?!{_BOUND})", r"\1moet "),
    (rf"{_FIRST}mogen (?!{_BOUND})", r"\1moeten "),
)
_CONDITION = re.compile(r",? (?:tenzij|mits|zolang|behalve als|voor zover(?! gezien| bekend)) [^.;]+(?=\.$)")
_IF = re.compile(r"(?P<head>\b(?:mag|mogen|kan|kunnen|toegestaan)\b(?:(?! zowel )[^.;])*?),? als [^.;,]+(?=\.$)")
_MUST = re.compile(r"\b(?P<modal>moet|moeten) (?P<rest>[^,.;:]+?) (?P<verb>(?:(?:worden|zijn|hebben|kunnen) )?\w+)(?P<end>[,.])")
_WHEN = re.compile(r"\b(?=(?:binnen|vooraf|eerst|altijd|volledig|voor elke?|jaarlijks)\b)")
_SEPARABLE = re.compile(r"^(aan|af|bij|door|in|mee|na|om|op|over(?=leggen)|plaats|terug|toe|uit|vast|voor|weg)(?=[a-z]{2,}en$)")
_INSEPARABLE = frozenset("aanbevelen aanvaarden doorstaan inzien omvatten omschrijven voorkomen voorzien voldoen".split())
_MOST, _LONGEST, _WHOLE, _DAYS = 6, 110, 100, 3


@dataclass(frozen=True, slots=True)
class Distorted:
    """A false variant; ``kind`` is "number" or "rule"."""

    text: str
    kind: str


def date_of(text: str) -> date:
    """The day that :data:`DATE` found: "2 februari 2025"."""
    number, month, year = text.split()
    return date(int(year), MONTHS[month], int(number))


def distortions(sentence: str, dates: tuple[str, ...] = ()) -> tuple[Distorted, ...]:
    """False variants of a sentence, the most telling first; ``dates`` are other days that could be mistaken for one in it. At most six."""
    found = {variant.text: variant for variant in _all(sentence, dates) if variant.text != sentence}
    return tuple(found.values())[:_MOST]


def _all(sentence: str, dates: tuple[str, ...]) -> Iterator[Distorted]:
    rules = [*_unbound(sentence), *filter(None, [_need_not(sentence)])]
    rules += [re.sub(pattern, instead, sentence, count=1) for pattern, instead in _EXCHANGE if re.search(pattern, sentence)]
    yield from (Distorted(text, "rule") for text in rules[:2])
    yield from (Distorted(text, "number") for text in _numbers(sentence, dates))
    yield from (Distorted(text, "rule") for text in rules[2:])


def _numbers(sentence: str, dates: tuple[str, ...]) -> Iterator[str]:
    claim = read(sentence, "nl")
    for match in _TERM.finditer(sentence):
        for other in _near(match["number"], _UNITS[match["unit"]]):
            yield _put(sentence, match, other)
    # A day is worth knowing when a rule begins or ends on it.
    for match in DATE.finditer(sentence) if (claim.in_force or "may_not" in claim.modalities) and "hedge" not in claim.conditions else ():
        for day in [day for day in dates if day not in sentence][:_DAYS]:
            yield _put(sentence, match, day)
    for match in _AMOUNT.finditer(sentence):
        value = float(match["number"].replace(",", "."))
        for double in (value * 2, value / 2):
            if "miljoen" in match["unit"] or double <= _WHOLE:
                yield _put(sentence, match, f"{double:g}".replace(".", ",") + match["unit"])


def _near(number: str, unit: str) -> list[str]:
    """The terms nearest to one: "vier weken" gives drie, zes and twee weken."""
    order = _TERMS[unit]
    if number not in order:
        return []
    place = order.index(number)
    others = sorted((other for other in order if other != number), key=lambda other: abs(order.index(other) - place))[:_DAYS]
    return [f"{other} {unit if other == 'een' else _MANY.get(unit, unit)}" for other in others]


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
