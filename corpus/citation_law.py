"""The words behind (or before) a reference that name the law: "van Verordening (EU) 2024/1689", "Awb", "van die richtlijn"."""

import re
from collections.abc import Container

from corpus.citation_place import S
from corpus.names import fold_name, official_numbers

# Laws so often cited by the number alone, with its colon or stop, that the word "artikel" is left out.
BARE_LAW = re.compile(rf"{S}*+\b(Awb|BW|Wft|Woo)\b(?![-’'])", re.IGNORECASE)

_NOUN = (
    r"(?:\w*verordening|\w*wet|\w*wetboek|\w*besluit|\w*richtlijn|\w*regeling|\w*verdrag|\w*reglement|\w*statuut|overeenkomst|handvest|"
    r"protocol|beleidsregels?|regulation|directive|decision|act|treaty|charter|convention|agreement)\b"
)
_THIS = re.compile(rf"(?:deze|dit|this|present|onderhavige){S}++{_NOUN}", re.IGNORECASE)
# A law spoken of, not named: which one it is the text around it must tell.
_THAT = re.compile(
    rf"(?:die|dat|that|those|said|genoemde|eerstgenoemde|laatstgenoemde|dezelfde|hetzelfde|bedoelde|voornoemde)\b(?:{S}++{_NOUN})?|"
    rf"(?-i:(?=[a-z])){_NOUN}|(?:bijlage|annex)(?:{S}++(?-i:[IVXLC]+|[A-Z]|\d+))?\b|(?:in|bij)(?={S}++(?:artikel|bijlage|de|het|dat|dit|deze)\b)",
    re.IGNORECASE,
)
_NUMBERED = re.compile(
    rf"(?:(?:gedelegeerde|delegated|implementing|council|commission){S}++)*"
    rf"(?:\w*verordening|\w*richtlijn|\w*besluit|aanbeveling|regulation|directive|decision){S}++"
    rf"(?:\([A-Z, ]{{2,20}}\){S}*+)?(?:(?:nr|no)\.?{S}*+)?\d{{1,4}}/\d{{1,4}}(?:/[A-Z]{{2,3}})*",
    re.IGNORECASE,
)
_STOPS = (
    "is|zijn|was|waren|wordt|worden|werd|werden|als|dan|en|of|bedoeld|bedoelde|genoemd|genoemde|gesteld|gestelde|vastgesteld|vastgestelde|"
    "opgenomen|kan|kunnen|moet|moeten|mag|mogen|heeft|hebben|geldt|gelden|dat|die|met|door|om|indien|tenzij|niet|geen|wat|zegt|staat|bij|"
    "are|shall|may|must|and|or|as|which|that|where|is|applies|apply|to|with|by|in|juncto|jo"
)
_TITLE = re.compile(
    r"(?:Algemene[^\S\n](?:wet|verordening)|(?:[A-Z]\w+[^\S\n])?[Ww]etboek|Rijkswet|Wet|Besluit|Regeling|Uitvoeringswet|Invoeringswet|"
    r"Aanpassingswet|Uitvoeringsbesluit|Uitvoeringsregeling|Handvest|Verdrag|Overeenkomst|Protocol|Statuut|Charter|Treaty|Convention)\b"
    rf"(?:[^\S\n](?!(?:{_STOPS})\b)(?:[\w’'/]+-[^\S\n]en[^\S\n])?[\w’'/-]*\w){{0,9}}"
)
_COMPOUND = re.compile(
    r"(?=[A-Z])(?:[A-Z][\w-]*[^\S\n](?:en[^\S\n])?){0,3}[\w-]*(?:[Ww]et|wetboek|besluit|verordening|regeling|verdrag|reglement|richtlijn|statuut)\b(?![-’'])"
    r"(?:[^\S\n][12]\d{3}\b)?(?:[^\S\n]BES\b)?|(?:[A-Z][\w-]*[^\S\n]){0,4}Act\b(?:[^\S\n][12]\d{3}\b)?"
)
_LOWER = re.compile(r"[a-z]\w{2,}(?:wet|wetboek|besluit|verordening|regeling|verdrag|reglement|richtlijn)\b(?![-’'])")
_ABBREVIATION = re.compile(
    r"(?!(?:De|Het|Een|In|Op|Te|Ter|Ten|Om|Bij|Van|Wat|Wie|Dit|Dat|Deze|Die|Er|Aan|Als|The|An|It|On|At|For|If|Geen|Niet|Voor|Met|Over)\b)"
    r"(?:[A-Z]{2,}[a-z]{0,3}|[A-Z][a-z]{1,4}|[A-Z][a-z]?[A-Z]\w{0,4})\b(?![-’'])"
)
_CAPITALS = re.compile(r"[A-Z]{3,}\b(?![-’'])")
_CAPITAL = re.compile(r"[A-Z][\w-]+")
_TRAILING = re.compile(rf"(?:{S}++(?:van|de|het|der|op|voor|in|of|the|tot|inzake))+$", re.IGNORECASE)
_BRIDGE = re.compile(
    rf"{S}*+(?P<comma>[,(/:–-])?{S}*+(?:(?P<preposition>van|uit|in|der|bij|onder|volgens|of|to|under|from)\b{S}*+)?"
    rf"(?:boek{S}++\w+{S}++van{S}++)?(?:(?:de|het|the|onze){S}++)?(?:celex{S}*+:?{S}*+)?",
    re.IGNORECASE,
)
_BACK = re.compile(r"[\s,:(]+$")
_WORD = re.compile(r"\w+(?:['’]\w+)?")
# A year or "BES" behind a name makes it another law: Archiefwet 1995 is not the Archiefwet that follows it.
_OTHER_LAW = re.compile(rf"{S}++(?:[12]\d{{3}}|BES)\b")
_LONGEST_NAME = 14


def is_this_text(law: str) -> bool:
    """Whether the words that name a law ("", "deze wet") mean the text they stand in."""
    return not law or _THIS.fullmatch(law) is not None


def law_after(text: str, start: int, names: Container[str], kind: str, english: bool) -> tuple[str, int]:
    """The law named behind a reference that ends at ``start``, and where the name ends; ``("", start)`` when none is."""
    bridge = _BRIDGE.match(text, start)
    if bridge is None:
        return "", start
    preposition = (bridge["preposition"] or "").lower()
    # Dutch "of" is "or", unless English is mixed in: "art. 6 of the GDPR".
    if preposition == "of" and not english and not bridge[0].rstrip().lower().endswith("the"):
        return "", start
    end = known_end(text, bridge.end(), names)
    if end:
        return text[bridge.end() : end], end + (bridge["comma"] == "(" and text[end : end + 1] == ")")
    if preposition in ("in", "onder", "volgens") or (preposition in ("bij", "to") and kind != "bijlage"):
        return "", start
    found = _unknown(text, bridge.end(), bool(preposition), bridge["comma"] is not None)
    return (found, bridge.end() + len(found)) if found else ("", start)


def law_before(text: str, head: int, names: Container[str], floor: int) -> str:
    """A known law right before the reference at ``head`` ("AVG, artikel 6"), not starting before ``floor``; "" when none is."""
    left = max(floor, head - 120)
    window = _BACK.sub("", text[left:head])
    for word in list(_WORD.finditer(window))[-_LONGEST_NAME:]:
        if fold_name(window[word.start() :]) in names:
            return window[word.start() :]
    return ""


def known_end(text: str, start: int, names: Container[str]) -> int:
    """Where the longest of ``names`` that ``text`` has at ``start`` ends; 0 when it has none."""
    ends: list[int] = []
    for word in _WORD.finditer(text, start, start + 160):
        if len(ends) == _LONGEST_NAME or "\n" in text[start : word.end()]:
            break
        if ends or word.start() - start <= 1:
            ends.append(word.end())
        else:
            break
    for end in reversed(ends):
        if fold_name(text[start:end]) in names and not _OTHER_LAW.match(text, end):
            return end
    return 0


def _unknown(text: str, start: int, has_preposition: bool, has_comma: bool) -> str:
    """The law at ``start`` by the form of its name; behind a bare comma only what cannot be anything else."""
    numbered = _NUMBERED.match(text, start)
    if numbered:
        return numbered[0]
    window = text[start : start + 80]
    numbers = [window[:end] for begin, end, _ in official_numbers(window) if begin == 0]
    if numbers:
        return numbers[0]
    if has_preposition:
        patterns: tuple[re.Pattern[str], ...] = (_THIS, _TITLE, _COMPOUND, _ABBREVIATION, _THAT, _CAPITAL)
    else:
        patterns = (_COMPOUND, _CAPITALS) if has_comma else (_TITLE, _COMPOUND, _ABBREVIATION, _LOWER)
    found = next((match[0] for pattern in patterns if (match := pattern.match(text, start))), "")
    return _TRAILING.sub("", found)
