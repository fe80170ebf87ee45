"""The part of an article a reference names: "eerste lid, aanhef en onder a", "lid 1, punt a)", "(1)(a)" → "lid 1, onder a"."""

import re

S = r"[^\S\n]"  # White space inside a block: no reference runs over the end of one.
LATIN = "bis|ter|quater|quinquies|sexies|septies|octies|novies|decies"
AND = "en/of|en|of|and|or|alsmede|dan wel|respectievelijk"
TO = r"(?:tot en met|t/m|to|through|tot)(?![a-z])|[-–]"

_ORDINALS = {
    word: str(number)
    for words in (
        """eerste tweede derde vierde vijfde zesde zevende achtste negende tiende elfde twaalfde dertiende veertiende vijftiende
        zestiende zeventiende achttiende negentiende twintigste""",
        "first second third fourth fifth sixth seventh eighth ninth tenth",
    )
    for number, word in enumerate(words.split(), start=1)
}
_ORDINAL = rf"(?:{'|'.join(_ORDINALS)}|\d{{1,2}}(?:ste|de|e|st|nd|rd|th))\b"
_WORDS = rf"(?:{AND}|tot en met|t/m|to)"
_LETTER = rf"(?:{'|'.join(2 * letter for letter in 'abcdefghjklmnopqrstuwyz')}|[ivx]{{1,5}}|[a-z])(?![\w'’])"
_LID = rf"\(?\d{{1,2}}(?:{S}?(?:{LATIN})\b|[a-z](?![a-z]))?\)?"
_POINT, _COUNT = rf"\(?{_LETTER}\)?", r"\(?\d{1,3}(?![\w:])[°º]?\)?"
_ITEM = rf"(?:{_POINT}|{_COUNT})"


def _list(value: str) -> str:
    return rf"{value}(?:{S}*+(?:,{S}*+|\b{_WORDS}{S}++){value})*"


def _counted(value: str) -> str:
    """A list behind a singular word: "lid 1, 3 of 4", but only the 1 of "lid 1, 3 dagen"."""
    return rf"{value}(?:(?:,{S}*+{value})*{S}*+\b{_WORDS}{S}++{value})*"


_UNITS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"(?P<values>{_list(_ORDINAL)}){S}*+(?P<unit>lid|leden|alinea|volzin|zin|subparagraph|paragraph|sentence)\b",
        rf"(?P<unit>leden|paragraphs|paras)\b\.?{S}*+(?P<values>{_list(_LID)})",
        rf"(?P<unit>lid|paragraph|para)(?![a-z])\.?{S}*+(?P<values>{_counted(_LID)})",
        rf"(?P<unit>punten|points|onderdelen)\b{S}*+(?P<values>{_list(_ITEM)})",
        rf"(?P<unit>onderdeel|onder|sub|punt|point|letter|lit\.?){S}*+(?P<values>{_list(_POINT)})",
        rf"(?P<unit>onderdeel|onder|sub|punt|point){S}*+(?P<values>{_counted(_COUNT)})",
        rf"(?P<unit>\()(?P<values>\d{{1,2}}[a-z]?|{_LETTER})\)",
        r"(?P<unit>)(?P<values>\d{1,2})[°º]|(?<=[\s,])(?P<letter>[a-z])\)",
    )
)
_BLOCK = re.compile(rf"(?P<unit>afdeling|deel|section|part){S}++(?P<values>(?-i:[A-Z])|\d{{1,2}})(?![\w.:])", re.IGNORECASE)
_AFTER_STOP = re.compile(r"\.(?P<values>[a-z])(?![\w'’])", re.IGNORECASE)
_AANHEF = re.compile(rf"aanhef(?:{S}++en\b|,)?{S}*+", re.IGNORECASE)
_FIRST = re.compile(rf"{S}*+,?{S}*+(?:(?:het|de){S}++)?", re.IGNORECASE)
_FURTHER = re.compile(rf"{S}*+,?{S}*+(?:(?:en|of|and|or|alsmede|juncto|jo\.?){S}++)?(?:(?:het|de){S}++)?", re.IGNORECASE)
_BEFORE = re.compile(
    rf"(?:(?:{_ORDINAL}{S}*+(?:,|{_WORDS}){S}*+)*{_ORDINAL}{S}++(?:lid|leden|alinea|volzin|paragraph)|"
    rf"(?<!\w)(?:lid|leden|onderdeel|onder|sub|punt|points?|paragraphs?|letter){S}*+\(?\w{{1,2}}\)?){S}++(?:van|of|uit){S}++$",
    re.IGNORECASE,
)
_VALUES = re.compile(rf"{'|'.join(_ORDINALS)}|\d+(?:[a-z]\b)?(?:\s?(?:{LATIN})\b)?|\b[a-z]+\b", re.IGNORECASE)
_LIST_WORDS = frozenset("en of and or alsmede dan wel respectievelijk tot met to lid".split())
_THROUGH = re.compile(r"\bt/m\b", re.IGNORECASE)  # not the letters t and m
_KINDS = {
    "leden": "lid", "lid": "lid", "paragraph": "lid", "paragraphs": "lid", "para": "lid", "paras": "lid", "alinea": "alinea",
    "subparagraph": "alinea", "volzin": "zin", "zin": "zin", "sentence": "zin", "punt": "punt", "punten": "punt", "point": "punt",
    "points": "punt", "afdeling": "afdeling", "section": "afdeling", "deel": "deel", "part": "deel",
}  # fmt: skip


def place_after(text: str, start: int, kind: str) -> tuple[str, int]:
    """The place named at ``start``, right behind the number of an article or annex (``kind``), and where it ends."""
    parts: list[str] = []
    end = start
    stop = _AFTER_STOP.match(text, start)
    if stop:
        parts, end = [f"onder {stop['values'].lower()}"], stop.end()
    while True:
        gap = (_FURTHER if parts else _FIRST).match(text, end)
        at = gap.end() if gap else end
        heading = _AANHEF.match(text, at)
        unit = _unit(text, heading.end() if heading else at, kind)
        if unit is None:
            return ", ".join(parts), heading.end() if heading else end
        parts.append(_named(unit, kind))
        end = unit.end()


def place_before(text: str, head: int, floor: int, kind: str) -> tuple[str, int]:
    """The place in front of the word "artikel" at ``head`` ("het eerste lid van artikel 6") and where it starts; not before ``floor``."""
    left = max(floor, head - 70)
    match = _BEFORE.search(text[left:head])
    if match is None:
        return "", head
    return place_after(text, left + match.start(), kind)[0], left + match.start()


def _unit(text: str, at: int, kind: str) -> re.Match[str] | None:
    patterns = (*_UNITS, _BLOCK) if kind == "bijlage" else _UNITS
    return next((found for pattern in patterns if (found := pattern.match(text, at))), None)


def _named(unit: re.Match[str], kind: str) -> str:
    word, letter = (unit["unit"] or "").lower(), unit.groupdict().get("letter")
    raw = letter or unit["values"]
    values = [_value(value) for value in _VALUES.findall(_THROUGH.sub(" ", raw)) if value.lower() not in _LIST_WORDS]
    joined = " tot en met ".join(values) if re.search(r"tot en met|t/m|\bto\b", raw, re.I) else " en ".join(values)
    name = _KINDS.get(word, "onder")
    if word == "(":
        name = "onder" if not values[0][0].isdigit() else "lid" if kind == "artikel" else "punt"
    elif name == "punt" and not values[0][0].isdigit():
        name = "onder"
    return f"{name} {joined.upper() if name in ('afdeling', 'deel') else joined}"


def _value(text: str) -> str:
    lowered = " ".join(text.lower().split())
    ordinal = re.fullmatch(r"(\d+)(?:ste|de|e|st|nd|rd|th)", lowered)
    spaced = re.sub(rf"(?<=\d)({LATIN})$", r" \1", lowered)
    return _ORDINALS.get(lowered) or (ordinal[1] if ordinal else spaced)
