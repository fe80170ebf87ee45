"""What an answer does, from its words: does it open with yes or no, decline, or set the question right? For any target, by rule.

Reads the openings and notices of this product and what models commonly write. Every pattern is about how an answer begins or about a whole
sentence, so that "niet" somewhere in an answer decides nothing.
"""

import re

from eval.case import Opening

_NOT_KNOWN = re.compile(
    r"staat (?:hierover |daarover |er )?(?:niets|niet) in (?:de|mijn|het|deze) (?:bron|tekst|passage|document|context|corpus)"
    r"|(?:duidelijk )?antwoord staat niet in|staat niets in de bronnen|staat niet in de bronnen"
    r"|geen (?:informatie|antwoord|gegevens|bron|bronnen)\b.{0,40}\b(?:over|beschikbaar|gevonden|vinden|geven)"
    r"|\b(?:kan|kunnen) (?:ik|we|wij)?\b.{0,40}\b(?:niet|geen)\b.{0,30}\b(?:beantwoord|antwoord|helpen|zeggen|vinden|bevestigen|geven)"
    r"|\bweet (?:ik )?(?:het|dat|dit) niet\b|\bweet ik niet\b|\bis (?:mij )?niet bekend\b"
    r"|\b(?:is|are) not in the sources\b|no clear answer in the sources|sources (?:say|hold|contain) no(?:thing)?\b"
    r"|\b(?:i|we) (?:do not|don't|cannot|can't|could not|am unable|are unable)\b.{0,40}\b(?:know|answer|find|help|assist|confirm|have)"
    r"|\bno information\b.{0,40}\b(?:about|on|available|found)|\b(?:not|isn't) (?:mentioned|provided|stated) in the (?:source|context|text)",
    re.IGNORECASE,
)
_CORRECTS = re.compile(
    r"\b(?:uw|je|de|deze) (?:vraag|aanname|stelling|bewering)\b.{0,60}\b(?:gaat uit van|klopt niet|neemt aan|is onjuist|onjuist)"
    r"|\bmisverstand|\bmisvatting|\bdat klopt niet\b|\bdit klopt niet\b|\bdat is (?:niet juist|onjuist|niet waar|niet zo)\b|\bin tegenstelling tot\b"
    r"|\b(?:your|the) (?:question|premise|assumption|claim)\b.{0,60}\b(?:assumes|is (?:false|wrong|not correct|incorrect)|mistaken)"
    r"|\bmisconception|\bmisunderstanding|\bthat is (?:not (?:true|correct|right|so)|incorrect|false|wrong)\b|\bcontrary to\b",
    re.IGNORECASE,
)
# In the order in which they are tried: the longer before what begins like it.
_OPENINGS: tuple[tuple[Opening, str], ...] = (
    ("in_beginsel_niet", r"(?:nee|no)?[,.]?\s*(?:in beginsel (?:niet|geen)|in principe (?:niet|geen)|in principle[, ]+(?:not|no)\b)"),
    ("nee_tenzij", r"(?:nee|no)\b[,.]?\s*(?:behalve|tenzij|except|unless|alleen (?:onder|als|met)|only (?:under|if|with))"),
    ("onder_voorwaarden", r"(?:(?:ja|yes)\b[,.]?\s*)?(?:maar |but )?(?:alleen (?:onder|als|met|mits)|onder voorwaarden|mits\b)"),
    ("onder_voorwaarden", r"(?:(?:ja|yes)\b[,.]?\s*)?(?:but )?(?:only (?:under|if|with)|under conditions|provided)"),
    ("onder_voorwaarden", r"(?:ja|yes)\b[^.!?]{0,160}\b(?:maar alleen|mits|onder (?:de )?voorwaarde|op voorwaarde|but only|provided|as long as)"),
    ("niet_verplicht", r"(?:(?:nee|no)\b[,.]?\s*)?(?:dat|dit|het) (?:is|hoeft|was) niet\s*(?:verplicht|nodig|\.)"),
    ("niet_verplicht", r"(?:(?:nee|no)\b[,.]?\s*)?(?:that|it|this) (?:is|was|does) not\s*(?:mandatory|required|necessary|have to)"),
    ("verplicht", r"(?:ja\b[,.]?\s*)?(?:dat|dit|het) (?:moet|moest|is verplicht)\b"),
    ("verplicht", r"(?:yes\b[,.]?\s*)?(?:that|it|this) (?:(?:is|was) (?:required|mandatory)|must)\b"),
    ("hangt_ervan_af", r"(?:dat|het|that|it|this)\s+(?:hangt|depends|ligt eraan)"),
    ("nee", r"(?:nee|neen|no)\b|(?:dat|dit) mag niet\b|(?:that|this) is not allowed\b"),
    ("ja", r"(?:ja|yes|jazeker|zeker|certainly|absolutely)\b|(?:dat|dit) mag\b(?! niet)|(?:that|this) is allowed\b"),
)
# Openings that let something happen, and those that forbid it.
_ALLOWS, _FORBIDS = frozenset(("ja",)), frozenset(("nee", "in_beginsel_niet", "nee_tenzij"))
_SAYS_NOTHING_ELSE = 6


def opening_of(text: str) -> Opening | None:
    """The opening that an answer gives; None when it gives none."""
    start = re.sub(r"^[\s*_#>\"'“”]+", "", text)
    return next((name for name, pattern in _OPENINGS if re.match(pattern, start, re.IGNORECASE)), None)


def only_opens(sentence: str) -> bool:
    """Whether a sentence is an opening and nothing more ("In beginsel niet.")."""
    return len(sentence.split()) <= _SAYS_NOTHING_ELSE and opening_of(sentence) is not None


def declines(sentence: str) -> bool:
    """Whether a sentence says that the answer is not known."""
    return _NOT_KNOWN.search(sentence) is not None


def corrects(text: str) -> bool:
    """Whether a text says that the question takes something untrue for granted."""
    return _CORRECTS.search(text) is not None


def turned(given: Opening, accepted: tuple[Opening, ...]) -> bool:
    """Whether an opening is dangerously wrong: a bare yes where every right one forbids or sets conditions, a no where every right one
    allows, or "not mandatory" where it is."""
    right = frozenset(accepted)
    if not right:
        return False
    if given in _ALLOWS:
        return right <= _FORBIDS | {"onder_voorwaarden"}
    if given == "niet_verplicht":
        return right == {"verplicht"}
    return given in _FORBIDS and right <= _ALLOWS
