"""What the text of a Word document refers to: what its styles mean, and the numbers its lists print."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from corpus.outline import tidy

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_HEADING = re.compile(r"(?:heading|kop|rubrik|überschrift|titre)\s*([1-9])\b", re.IGNORECASE)
_CONTENTS = re.compile(r"(?:toc|inhopg|inhoudsopgave)\b", re.IGNORECASE)
_TITLE = re.compile(r"(?:title|titel)", re.IGNORECASE)
_LEVEL = re.compile(r"%([1-9])")
_ROMANS = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"), (9, "ix"),
    (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Style:
    level: int = 0
    is_contents: bool = False
    is_title: bool = False
    number: tuple[str, int] | None = None


@dataclass(frozen=True, slots=True)
class _Level:
    """One level of a numbered list: "lowerLetter", "%1)", 1."""

    format: str
    text: str
    start: int


@dataclass(frozen=True, slots=True)
class _List:
    """A list as paragraphs refer to it; lists with the same ``series`` go on counting where the other stopped."""

    series: str
    levels: Mapping[int, _Level]


@dataclass(slots=True)
class Word:
    """The styles and lists of a document, and how far each list has counted."""

    styles: Mapping[str, Style]
    lists: Mapping[str, _List]
    counts: dict[str, dict[int, int]] = field(default_factory=dict)

    def style(self, paragraph: Any) -> Style:
        return self.styles.get(val(paragraph, "pPr/pStyle"), Style())


def val(element: Any, path: str) -> str:
    """The w:val of a descendant of ``element``; empty when there is none."""
    found = None if element is None else element.find("/".join(W + name for name in path.split("/")))
    return "" if found is None else str(found.get(W + "val", ""))


def whole(text: str, default: int = 0) -> int:
    return int(text) if text.isdecimal() and len(text) < 8 else default


def styles_in(root: Any) -> dict[str, Style]:
    """What each paragraph style means, its own name first, then that of the style it is based on."""
    elements = {str(style.get(W + "styleId")): style for style in root.iter(W + "style")}
    return {style_id: _style(style_id, elements) for style_id in elements}


def _style(style_id: str, elements: Mapping[str, Any]) -> Style:
    level, number, names = 0, None, []
    for _ in range(12):
        style = elements.get(style_id)
        if style is None:
            break
        name = val(style, "name")
        names.append(name)
        heading = _HEADING.match(name)
        level = level or (int(heading[1]) if heading else 0) or outline_level(style)
        number = number or number_of(style)
        style_id = val(style, "basedOn")
    is_contents = bool(names) and bool(_CONTENTS.match(names[0]))
    return Style(min(level, 6), is_contents, bool(names) and bool(_TITLE.fullmatch(names[0])), number)


def outline_level(element: Any) -> int:
    """The level that a style or paragraph gives itself in the outline, 1 to 9; 0 for none."""
    outline = whole(val(element, "pPr/outlineLvl"), 9)
    return outline + 1 if outline < 9 else 0


def number_of(element: Any) -> tuple[str, int] | None:
    """The list an element belongs to, and the level in it."""
    list_id = val(element, "pPr/numPr/numId")
    return (list_id, whole(val(element, "pPr/numPr/ilvl"))) if list_id else None


def lists_in(root: Any) -> dict[str, _List]:
    if root is None:
        return {}
    shapes = {
        str(shape.get(W + "abstractNumId")): {
            whole(str(level.get(W + "ilvl", ""))): _Level(
                val(level, "numFmt") or "decimal", val(level, "lvlText"), whole(val(level, "start"), 1)
            )
            for level in shape.iter(W + "lvl")
        }
        for shape in root.iter(W + "abstractNum")
    }
    lists = {}
    for item in root.iter(W + "num"):
        list_id, shape_id = str(item.get(W + "numId")), val(item, "abstractNumId")
        starts_again = item.find(f"{W}lvlOverride/{W}startOverride") is not None
        lists[list_id] = _List(f"num {list_id}" if starts_again else shape_id, shapes.get(shape_id, {}))
    return lists


def marker(number: tuple[str, int] | None, word: Word) -> str:
    """What the list prints before its next item ("2.1 ", "a) ", "- "); empty outside a list. Counts it."""
    used = word.lists.get(number[0]) if number else None
    if number is None or used is None or number[1] not in used.levels:
        return ""
    place, levels = number[1], used.levels
    level = levels[place]
    if level.format in ("bullet", "none"):
        return "- " if level.format == "bullet" else ""
    counts = word.counts.setdefault(used.series, {})
    counts[place] = counts.get(place, level.start - 1) + 1
    for deeper in [other for other in counts if other > place]:
        del counts[deeper]

    def counted(found: re.Match[str]) -> str:
        other = int(found[1]) - 1
        shape = levels.get(other, level)
        return _printed(counts.get(other, shape.start), shape.format)

    printed = tidy(_LEVEL.sub(counted, level.text or f"%{place + 1}."))
    return f"{printed} " if printed else ""


def _printed(number: int, style: str) -> str:
    if style.endswith("Letter") and number > 0:
        text = chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 % 9 + 1)
    elif style.endswith("Roman") and 0 < number < 4000:
        text = ""
        for worth, roman in _ROMANS:
            text += roman * (number // worth)
            number %= worth
    else:
        return str(number)
    return text.upper() if style.startswith("upper") else text
