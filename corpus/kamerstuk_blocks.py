"""The headings and paragraphs of a parliamentary paper, in the publisher's XML or on a page of officielebekendmakingen.nl."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from corpus.outline import Block
from corpus.prose import clean

_LEFT_OUT = frozenset(
    "metadata kamerstukkop kamervraagkop dossier stuknr datumtekst kamervraagnummer kamervraagomschrijving noot noot-lijst "
    "colspec plaatje illustratie officiele-inhoudsopgave script style nav header footer head form".split()
)
# Elements that run on inside a paragraph; everything else is a block.
_INLINE = frozenset(
    "nadruk extref intref dossierref sup inf br naam voornaam achternaam voorvoegsels politiek datum plaats dagtekening functie "
    "organisatie kamervraagonderwerp term unl li.nr lidnr nr label titel a b i em strong span u sub small abbr time".split()
)
_HEADINGS = frozenset("kop tussenkop h1 h2 h3 h4 h5 h6".split())
_NUMBERED = re.compile(r"(\d+(?:\.\d+)*)\.?\s")


def blocks_of(element: Any, titles: Sequence[Any], depth: int = 0) -> Iterator[Block]:
    """The headings and paragraphs in ``element``; ``titles`` are the headings that belong to the paper as a whole."""
    if not isinstance(element.tag, str) or _is_left_out(element) or any(element is title for title in titles):
        return
    if element.tag in ("vraag", "antwoord"):
        yield from _headed(depth + 1, words(element.find("nr")))
        yield from _children(element, titles, depth + 1, skip="nr")
    elif element.tag in _HEADINGS or has_class(element, "tussenkop"):
        yield from _headed(_level(element, depth), words(element))
    elif element.tag in ("lijst", "ul", "ol", "definitielijst"):
        lines = "\n".join(_list(element))
        yield from [Block(lines)] if lines else []
    elif element.tag == "table":
        rows = [" | ".join(map(words, row)) for row in element.iter("row", "tr")]
        lines = "\n".join(filter(None, [words(element.find("title")), *(row for row in rows if row.strip(" |"))]))
        yield from [Block(lines)] if lines else []
    elif not any(_is_block(child) for child in element):
        text = words(element)
        yield from [Block(text)] if text else []
    elif element.tag == "lid":
        yield from _numbered_lid(element, titles, depth)
    else:
        headed = element.find("kop") is not None
        yield from _children(element, titles, depth + headed)


def _children(element: Any, titles: Sequence[Any], depth: int, skip: str = "") -> Iterator[Block]:
    if loose := clean(element.text or "").strip():
        yield Block(loose)
    for child in element:
        if child.tag != skip:
            yield from blocks_of(child, titles, depth)
        if loose := clean(child.tail or "").strip():
            yield Block(loose)


def _level(heading: Any, depth: int) -> int:
    """How deep a heading stands: on a page by its tag, in XML by what it is nested in."""
    if re.fullmatch("h[1-6]", heading.tag):
        return int(heading.tag[1])
    return depth if heading.tag == "kop" else depth + 1 if heading.tag == "tussenkop" else 7


def _headed(level: int, text: str) -> Iterator[Block]:
    """A heading; one with a number says itself how deep it stands ("2.1" is level 2), whatever it is nested in."""
    if text:
        numbered = _NUMBERED.match(text)
        yield Block(text, numbered[1].count(".") + 1 if numbered else max(level, 1))


def _numbered_lid(lid: Any, titles: Sequence[Any], depth: int) -> Iterator[Block]:
    number, first = words(lid.find("lidnr")), True
    for block in _children(lid, titles, depth, skip="lidnr"):
        yield replace(block, text=f"{number} {block.text}") if first and number else block
        first = False


def _list(element: Any) -> Iterator[str]:
    """The items of a list, each on a line of its own with its number, those of lists inside it below it."""
    for index, item in enumerate((child for child in element if child.tag in ("li", "definitie-item")), 1):
        inner = [child for child in item if child.tag in ("lijst", "ul", "ol")]
        line = words(item, frozenset(("lijst", "ul", "ol")))
        printed = any(child.tag == "li.nr" or has_class(child, "ol") for child in item.iter("li.nr", "span"))
        if line and element.tag in ("ul", "ol") and not printed:
            line = f"{_counted(index, element)} {line}"
        if line:
            yield line
        for nested in inner:
            yield from _list(nested)


def _counted(index: int, element: Any) -> str:
    if element.tag == "ul":
        return "–"
    start = element.get("start", "1")
    index += int(start) - 1 if re.fullmatch(r"\d{1,4}", start) else 0
    return f"{chr(96 + index)}." if element.get("type") == "a" and index <= 26 else f"{index}."


def words(element: Any, without: frozenset[str] = frozenset()) -> str:
    """The running text of ``element`` on one line; "" for no element."""
    return "" if element is None else clean("".join(_pieces(element, without))).strip()


def _pieces(element: Any, without: frozenset[str]) -> Iterator[str]:
    yield element.text or ""
    for child in element:
        if isinstance(child.tag, str) and not _is_left_out(child) and child.tag not in without:
            gap = " " if _is_block(child) or child.tag in ("br", "li.nr", "lidnr", "nr", "label", "titel") else ""
            yield gap or (" " if child.tag in ("functie", "naam", "voornaam", "achternaam") else "")
            yield from _pieces(child, without)
            yield gap
        yield child.tail or ""


def _is_block(element: Any) -> bool:
    return isinstance(element.tag, str) and element.tag not in _INLINE | _LEFT_OUT


def _is_left_out(element: Any) -> bool:
    """Notes, marks of notes, and what belongs to the page instead of the paper."""
    if element.tag in _LEFT_OUT or has_class(element, "noot", "nootnum", "noten", "tabelnoten", "kamerstukdatum", "note-close"):
        return True
    return element.tag == "sup" and any(has_class(mark, "nootnum", "noot", "nootref") for mark in element)


def has_class(element: Any, *names: str) -> bool:
    """True when one of the classes of an HTML element is one of ``names``, or goes on from it ("tussenkop_vet")."""
    return any(re.split("[_ ]", word)[0] in names for word in (element.get("class") or "").split())
