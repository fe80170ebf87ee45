"""The text of an article, annex or part of a Dutch statute in the XML of the Basiswettenbestand, with its parts and links."""

import re
from collections.abc import Sequence
from typing import Any
from urllib.parse import unquote

from corpus.document import Link
from corpus.prose import Prose
from corpus.source import slug

# Elements that are no text of a section: the title of the statute, notes, signatures, pictures, the publisher's own records.
LEFT_OUT = frozenset(
    "meta-data noot noot-lijst intitule citeertitel wetsluiting regeling-sluiting circulaire-sluiting slotformulering "
    "colspec plaatje illustratie officiele-inhoudsopgave bwb-inputbestand bwb-wijzigingen redactionele-correcties".split()
)
# Elements that are a block of their own; between other elements the text simply runs on.
_BLOCKS = frozenset(
    "al al-groep lid lijst li table row title tussenkop tekst structuurtekst kop citaat citaat-artikel wetcitaat artikel "
    "definitielijst definitie-item definitie considerans considerans.al considerans.lijst afkondiging wij wie formule "
    "specificatielijst wijziging wijzig-lid wat".split()
)
# Elements inside a block that no space may be missing around.
_LOOSE = _BLOCKS | frozenset("br term li.nr lidnr label nr titel".split())
_JCI = re.compile(r"(?:jci)?1\.\d+:[a-z]:(?P<law>BWB[A-Z]?\d+)")


def prose_of(elements: Sequence[Any]) -> Prose:
    """The text of block elements, paragraphs and leden a blank line apart."""
    prose = Prose()
    _blocks(prose, elements, "\n\n")
    return prose


def plain(element: Any) -> str:
    """The text of a heading or number on one line; nothing for no element."""
    if element is None:
        return ""
    prose = Prose()
    _inline(prose, element)
    return prose.text


def _blocks(prose: Prose, elements: Sequence[Any], gap: str) -> None:
    """Add block elements, with ``gap`` between them."""
    for element in elements:
        if isinstance(element.tag, str) and element.tag not in LEFT_OUT:
            prose.gap("\n" if element.tag in ("lijst", "li", "row", "definitie-item", "considerans.lijst") else gap)
            if element.tag in ("lid", "li"):
                _numbered(prose, element)
            elif element.tag == "row":
                _row(prose, element)
            elif _holds_blocks(element):
                prose.write(element.text)
                _blocks(prose, element, "\n" if element.tag == "table" else gap)
            else:
                _inline(prose, element)
        if (element.tail or "").strip():
            prose.gap(gap)
            prose.write(element.tail)


def _holds_blocks(element: Any) -> bool:
    if element.tag in ("tgroup", "thead", "tbody"):
        return True
    return element.tag not in ("definitie-item", "kop") and any(child.tag in _BLOCKS for child in element)


def _numbered(prose: Prose, element: Any) -> None:
    """A lid or list item behind its number; a dash or bullet makes no part."""
    tag = "lidnr" if element.tag == "lid" else "li.nr"
    printed = plain(element.find(tag))
    number = printed.strip(" .,:;)(°º–—-•·*")
    if number:
        above = prose.kinds[-1] if prose.kinds else ""
        prose.open("lid" if element.tag == "lid" else "punt" if above in ("onderdeel", "punt") else "onderdeel", number)
    prose.write(f"{printed}." if element.tag == "lid" and number and printed == number else printed)
    if printed:
        prose.write(" ")
    prose.write(element.text)
    inside = [child for child in element if child.tag != tag and child.tag not in LEFT_OUT]
    if inside and inside[0].tag == "al" and not _holds_blocks(inside[0]):
        _inline(prose, inside[0])
        inside = inside[1:]
    _blocks(prose, inside, "\n")
    if number:
        prose.close()


def _row(prose: Prose, row: Any) -> None:
    """A row of a table as one line, its cells parted by " | "."""
    for index, cell in enumerate(row.findall("entry")):
        if index:
            prose.write(" | ")
        _inline(prose, cell)


def _inline(prose: Prose, element: Any) -> None:
    """Running text, with its references as links; of a reference inside another only the inner one."""
    mark, before = prose.mark(), len(prose.links)
    if element.tag == "redactie":
        prose.write("[Red: " if element.get("type") == "extra" else "[")
    prose.write(element.text)
    for child in element:
        if isinstance(child.tag, str) and child.tag not in LEFT_OUT:
            prose.write(" " if child.tag in _LOOSE else "")
            _inline(prose, child)
            prose.write(" " if child.tag in _LOOSE else "")
        prose.write(child.tail)
    if element.tag == "redactie":
        prose.write("]", attached=True)
    if element.tag in ("intref", "extref") and len(prose.links) == before and (target := _target(element)) and (span := prose.since(mark)):
        prose.links.append(Link(*span, *target))


def _target(reference: Any) -> tuple[str, str] | None:
    """Where a reference points, as ("BWBR…/artikel-5", "lid 1, onder a"); None when no single section is meant.

    ``doc`` holds a Juriconnect link: "jci1.3:c:BWBR0018451&artikel=1&lid=1&o=a&z=2025-01-01&g=2025-01-01".
    """
    found = _JCI.match(reference.get("doc", ""))
    if found is None:
        return None
    parts = (part.partition("=") for part in unquote(reference.get("doc", "")).split("&")[1:])
    pairs = [(key, value) for key, _, value in parts if value]
    named = dict(reversed(pairs))
    kind = next((kind for kind in ("artikel", "bijlage") if kind in named), None)
    if kind is None:
        return None
    place = [f"lid {named['lid']}"] if "lid" in named else []
    place += [f"onder {value}" for key, value in pairs if key == "o"]
    return f"{found['law']}/{kind}-{slug(named[kind])}", ", ".join(place)
