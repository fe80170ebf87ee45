"""Read Formex, the XML in which the EU Publications Office keeps its acts: one section per recital, article and annex.

Reads an act of the Official Journal (``ACT``, ``ANNEX``, or several of these in one file) and a consolidated act (``CONS.ACT``).
Ids are those of the Dutch corpus ("artikel-6") whatever the language of the text, so that two languages of one act can be
paired. Footnotes are left out; so are citations ("Gezien …") and the closing formula, which nobody cites.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from lxml import etree

from corpus.document import Document, Section
from corpus.prose import Prose, clean
from corpus.source import ParseError, Source, slug, unique

# Elements of lxml are Any: the project has no stubs for it.
Element = Any

_ROOTS = frozenset({"CONS.ACT", "CONS.ANNEX", "COMBINED.FMX", "ACT", "ANNEX"})
# The deepest real act stays below 30 levels; the walk below recurses once per level.
_MAX_DEPTH = 120
_SAFE = {"resolve_entities": False, "no_network": True, "huge_tree": False, "load_dtd": False}

_WORDS = {
    "CONSID": ("overweging", "rct", {"nl": "Overweging", "en": "Recital"}),
    "ARTICLE": ("artikel", "art", {"nl": "Artikel", "en": "Article"}),
    "ANNEX": ("bijlage", "anx", {"nl": "Bijlage", "en": "Annex"}),
    "CONS.ANNEX": ("bijlage", "anx", {"nl": "Bijlage", "en": "Annex"}),
}
# English numbers an inserted article "6a" where Dutch has "6 bis".
_LATIN = dict(zip("abcdefghi", "bis ter quater quinquies sexies septies octies nonies decies".split(), strict=True))
_ARTICLE = re.compile(rf"(?P<number>\d+)(?:\s?(?P<suffix>[a-z]|{'|'.join(_LATIN.values())})\b)?")
_ANNEX = re.compile(r"[^\W\d]+(?:\s+(?P<number>[IVXLCDM]+|\d+|[A-Z])\b)?[\s.:–—-]*(?P<title>.*)", re.DOTALL)

_PARAGRAPHS = frozenset("PARAG ALINEA GR.SEQ TITLE ARTICLE TI.ART STI.ART DIVISION".split())
_LINES = frozenset("P LIST ITEM NP DLIST DLIST.ITEM QUOT.S ROW CELL".split())
# Where a numbered unit keeps its printed number.
_NUMBERED = {"PARAG": "NO.PARAG", "NP": "NO.P", "DLIST.ITEM": "PREFIX", "GR.SEQ": "TITLE/TI/NP/NO.P"}
_NUMBERS = frozenset({"NO.PARAG", "NO.P", "PREFIX"})
_BULLETS = {"DASH": "—", "NDASH": "–", "BULLET": "•"}
_SUPERSCRIPT = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_JOINING = frozenset(".,;:)")


def recognises(data: bytes) -> bool:
    """True for XML with the root of a Formex act; looks no further than the root."""
    try:
        _, root = next(iter(etree.iterparse(BytesIO(data), events=("start",), **_SAFE)), (None, None))
    except etree.XMLSyntaxError:
        return False
    return root is not None and root.tag in _ROOTS


def parse(data: bytes, source: Source) -> Document:
    """The act in ``data``. Raises :class:`~corpus.source.ParseError`, also for an act without articles and annexes."""
    root = _read(data)
    taken: set[str] = set()
    units = [(root, ())] if root.tag in _WORDS else _units(root, ())
    sections = [_section(unit, path, source, taken) for unit, path in units]
    if all(section.id.startswith("overweging") for section in sections):
        raise ParseError("er staan geen artikelen of bijlagen in")
    return source.document(data, sections, _act_title(root))


def _read(data: bytes) -> Element:
    try:
        root = etree.fromstring(data, etree.XMLParser(**_SAFE))
    except etree.XMLSyntaxError as error:
        raise ParseError("dit is geen geldige XML") from error
    if root.getroottree().docinfo.doctype:
        raise ParseError("de XML heeft een DOCTYPE; dat hoort niet in Formex en wordt om veiligheid niet gelezen")
    if root.tag not in _ROOTS:
        raise ParseError("dit is geen wetstekst in Formex (het XML-formaat van het Publicatieblad van de EU)")
    depth = 0
    for event, _ in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        if depth > _MAX_DEPTH:
            raise ParseError("de XML is te diep genest om een wetstekst te zijn")
    return root


def _units(element: Element, path: tuple[str, ...]) -> Iterator[tuple[Element, tuple[str, ...]]]:
    """Recitals, articles and annexes in reading order, with the divisions they stand in; never those of a quoted text."""
    for child in element:
        if child.tag in _WORDS:
            yield child, path
        elif child.tag == "DIVISION":
            yield from _units(child, (*path, *filter(None, [_division(child)])))
        elif isinstance(child.tag, str):
            yield from _units(child, path)


def _division(division: Element) -> str:
    """The heading: "HOOFDSTUK IV" and its title become "Hoofdstuk IV. Title"."""
    word, space, number = _plain(division.find("TITLE/TI")).partition(" ")
    return ". ".join(filter(None, (word.capitalize() + space + number, _plain(division.find("TITLE/STI")))))


def _act_title(root: Element) -> str:
    title = next((act.find("TITLE/TI") for act in root.iter("ACT", "CONS.DOC")), None)
    if title is None:
        return ""
    # The last line says "(Text with EEA relevance)".
    return " ".join(line for line in map(_plain, title.iterchildren("P")) if line and not line.startswith("("))


def _section(unit: Element, path: tuple[str, ...], source: Source, taken: set[str]) -> Section:
    name, anchor, words = _WORDS[unit.tag]
    number, title, text = {"CONSID": _recital, "ARTICLE": _article}.get(unit.tag, _annex)(unit)
    label = ". ".join(filter(None, (f"{words.get(source.language, words['nl'])} {number}".strip(), title)))
    url = f"{source.url}#{anchor}_{number.replace(' ', '')}" if source.url else ""
    return source.section(unique(slug(f"{name}-{_neutral(number)}"), taken), label, text.text, parts=text.parts, path=path, url=url)


def _neutral(number: str) -> str:
    """The number of an article as Dutch has it: both "6a" and "6 bis" give "6 bis"."""
    match = _ARTICLE.fullmatch(number)
    return f"{match['number']} {_LATIN.get(match['suffix'], match['suffix'])}" if match and match["suffix"] else number


def _recital(unit: Element) -> tuple[str, str, "_Text"]:
    text = _Text(loose=True)
    for child in unit:
        if child.tag == "NP":
            _render_children(child, text, skip=("NO.P",))
        else:
            _render(child, text)
    return _bare(_plain(unit.find("NP/NO.P"))), "", text


def _article(unit: Element) -> tuple[str, str, "_Text"]:
    text = _Text()
    _render_children(unit, text, skip=("TI.ART", "STI.ART"))
    match = _ARTICLE.search(_plain(unit.find("TI.ART"))) or _ARTICLE.search(unit.get("IDENTIFIER", "").lstrip("0"))
    return match[0] if match else "", _plain(unit.find("STI.ART")), text


def _annex(unit: Element) -> tuple[str, str, "_Text"]:
    text = _Text(loose=True)
    _render_children(unit, text, skip=("TITLE", "BIB.INSTANCE", "BIB.DATA"))
    match = _ANNEX.fullmatch(_plain(unit.find("TITLE/TI")))
    title = " ".join(filter(None, (match["title"] if match else "", _plain(unit.find("TITLE/STI")))))
    return (match["number"] or "") if match else "", title, text


def _bare(printed: str) -> str:
    """The number without its punctuation: "(a)" → "a", "3.1." → "3.1"."""
    return printed.strip(" .():;„“”‘’'\"—–-•")


@dataclass(slots=True)
class _Text(Prose):
    """The text of a unit; in a ``loose`` one, that of a recital or an annex, blocks outside any part are paragraphs."""

    loose: bool = False

    def run(self, raw: str | None) -> None:
        """Add running text; a comma or full stop joins what stands before it, in whatever elements."""
        self.write(raw, attached=clean(raw or "").lstrip()[:1] in _JOINING)


def _plain(element: Element | None) -> str:
    """The text of ``element`` on one line."""
    if element is None:
        return ""
    text = _Text()
    _render_children(element, text)
    return " ".join(text.text.split())


def _render_children(element: Element, text: _Text, skip: tuple[str, ...] = (), quoted: bool = False) -> None:
    text.run(element.text)
    for child in element:
        if child.tag not in skip:
            _render(child, text, quoted)
        text.run(child.tail)


def _render(element: Element, text: _Text, quoted: bool = False) -> None:
    """Add ``element`` to ``text``; in a ``quoted`` text nothing is a part."""
    tag = element.tag
    if not isinstance(tag, str) or tag == "NOTE" or _render_sign(element, text):
        return
    # What a quoted amendment numbers are parts of another text.
    quoted = quoted or tag == "QUOT.S"
    is_block = tag in _PARAGRAPHS or tag in _LINES
    if is_block:
        is_paragraph = tag in _PARAGRAPHS or (text.loose and not text.kinds and tag in ("NP", "P"))
        text.gap("\n\n" if is_paragraph and not quoted else "\n", always=tag == "LIST")
    number = "" if quoted else _number(element)
    if number:
        text.open("lid" if tag == "PARAG" else "punt" if number[0].isdigit() else "onderdeel", number)
    if tag == "ITEM" and element.find("NP") is None and (bullet := _BULLETS.get(element.getparent().get("TYPE"))):
        text.write(bullet)
        text.hold()
    _render_children(element, text, quoted=quoted)
    _render_end(element, text)
    if number:
        text.close()
    if is_block:
        text.gap("\n")


def _render_sign(element: Element, text: _Text) -> bool:
    """Write an element that stands for characters of its own; False when it is no such element."""
    content = "".join(element.itertext()) if element.tag in ("HT", "FT") else ""
    if element.tag == "QUOT.START":
        text.write(_mark(element))
        text.hold(space=False)
    elif element.tag == "QUOT.END":
        text.write(_mark(element), attached=True)
    elif element.tag == "HT" and element.get("TYPE") == "SUP" and content.isdecimal():
        text.write(content.translate(_SUPERSCRIPT), attached=True)
    elif element.tag == "FT" and re.fullmatch(r"[0-9]{4,18}", content):
        text.write(f"{int(content):,}".replace(",", " "))
    else:
        return False
    return True


def _mark(element: Element) -> str:
    code = element.get("CODE", "")
    return chr(int(code, 16)) if re.fullmatch(r"20(?:1[89A-F]|3[9A])|00[AB]B", code) else '"'


def _number(element: Element) -> str:
    """The number of the part that ``element`` is, or "". The title of a group has its number for the whole group."""
    if element.tag not in _NUMBERED or element.getparent().tag == "TI":
        return ""
    return _bare(_plain(element.find(_NUMBERED[element.tag])))


def _render_end(element: Element, text: _Text) -> None:
    """What follows the content of an element on the same line."""
    if element.tag in _NUMBERS:
        text.hold()
    elif element.tag == "TERM":
        text.write(next((owner.get("SEPARATOR", "") for owner in element.iterancestors("DLIST")), ""), attached=True)
        text.hold()
    elif element.tag == "QUOT.S":
        # A quotation that ends in its own footnote is closed there.
        for end in element.iterfind(".//NOTE//QUOT.END"):
            if next(end.iterancestors("QUOT.S")) is element:
                text.write(_mark(end) + (end.tail or "").strip(), attached=True)
