"""Read a Dutch statute from the Basiswettenbestand: one version ("toestand") as XML, and the index of its versions (WTI).

One section per article, annex, part of an annex (``divisie``) and part of a circular; a chapter with text of its own is one too.
The preamble is section ``aanhef``; the closing formula with its signatures is left out, and so are footnotes. What the editors
of the Basiswettenbestand added stands in square brackets, as wetten.overheid.nl prints it. Built on the schema of 2016
(``toestand_2016-1``) and measured on BWBR0018451; chapters, tables, lists in lists and annexes are tested on made-up files.

Links name the other statute by its BWB id ("BWBR0018450/artikel-69"); who knows the corpus turns that into a document id.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from itertools import zip_longest
from typing import Any
from urllib.parse import quote, unquote

from lxml import etree

from corpus.document import Document, Link, Part, Section, Status, Validity
from corpus.source import ParseError, Source, slug, unique

SITE = "https://wetten.overheid.nl"

_PATH = "bwb-ng-variabel-deel"
_ARTICLES = frozenset("artikel enig-artikel wijzig-artikel".split())
# The body of a statute; text that stands in it loose, before the first heading, is a section "Tekst".
_BODIES = frozenset("wettekst regeling-tekst circulaire-tekst verdragtekst".split())
# Elements that can be a section, and give a heading to the path of what stands in them.
_STRUCTURE = (_ARTICLES | _BODIES) | frozenset(
    "boek deel hoofdstuk titeldeel afdeling paragraaf sub-paragraaf aanhef bijlage divisie circulaire.divisie".split()
)
_LEFT_OUT = frozenset(
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


@dataclass(frozen=True, slots=True)
class Version:
    """One version of a statute; both dates inclusive, ``end`` is None for the last one.

    ``label`` and ``path`` name it in the repository: "2025-01-01_0", "BWBR…/2025-01-01_0/xml/BWBR…_2025-01-01_0.xml".
    """

    start: date
    end: date | None
    label: str
    path: str


def recognises(data: bytes) -> bool:
    """True when ``data`` looks like a version of a statute in the Basiswettenbestand's XML."""
    return re.search(rb"<toestand\s[^>]*\bbwb-id\s*=", data[:8192]) is not None


def parse(data: bytes, source: Source) -> Document:
    """The statute in ``data``; identity, title and first day come from the file where ``source`` leaves them open.

    Raises :class:`ParseError` when it is not a readable version of a statute.
    """
    root = _toestand(data)
    law, start = _law(root), _day(root.get("inwerkingtreding"))
    title = _plain(root.find(".//citeertitel")) or _plain(root.find(".//intitule"))
    page = f"{SITE}/{law}" + (f"/{start}" if start else "") if law else source.url
    source = replace(
        source,
        title=source.title or title,
        identifier=source.identifier or law,
        url=source.url or page,
        validity=replace(source.validity, valid_from=source.validity.valid_from or start),
    )
    wetgeving = root.find("wetgeving")
    try:
        sections = list(_sections(root if wetgeving is None else wetgeving, source, page, (), set()))
    except RecursionError as error:
        raise ParseError("de XML is te diep genest") from error
    return source.document(data, sections)


def validity_of(data: bytes, wti: bytes = b"") -> tuple[date | None, date | None]:
    """First and last day of the version in ``data``; the file itself knows only the first, its index ``wti`` both.

    Raises :class:`ParseError`.
    """
    start = _day(_toestand(data).get("inwerkingtreding"))
    known = {version.start: version.end for version in versions(wti)} if wti else {}
    return start, known.get(start) if start else None


def versions(wti: bytes) -> tuple[Version, ...]:
    """The versions of a statute, oldest first, from its "wetstechnische informatie"; adopted future ones included.

    The index holds the days on which the text changes. It does not tell that a version was corrected afterwards (label
    "…_1" instead of "…_0"), nor changes whose day is not known yet. Raises :class:`ParseError`.
    """
    root = read_xml(wti)
    law = _law(root)
    if root.tag != "wetstechnische-informatie" or not law:
        raise ParseError("dit is geen wetstechnische informatie van het Basiswettenbestand")
    ended: dict[date, bool] = {}
    for change in root.findall("wijzigingen/regeling/datum"):
        if (start := _day(change.get("waarde"))) is not None:
            about = [_plain(effect) for effect in change.iter("betreft")]
            ended[start] = ended.get(start, False) or any(effect.startswith("intrekking") for effect in about)
    days = sorted(ended)
    return tuple(
        Version(start, following - timedelta(days=1) if following else None, f"{start}_0", _file(law, f"{start}_0"))
        for start, following in zip_longest(days, days[1:])
        if not ended[start]
    )


def _file(law: str, label: str) -> str:
    return f"{law}/{label}/xml/{law}_{label}.xml"


def read_xml(data: bytes) -> Any:
    """The root of ``data``. No network, no external files, no entities of its own. Raises :class:`ParseError`."""
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, huge_tree=False, load_dtd=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise ParseError("dit is geen geldige XML") from error
    dtd = root.getroottree().docinfo.internalDTD
    if dtd is not None and any(True for _ in dtd.iterentities()):
        raise ParseError("de XML bevat eigen entiteiten; dat is niet toegestaan")
    return root


def _toestand(data: bytes) -> Any:
    root = read_xml(data)
    if root.tag != "toestand":
        raise ParseError("dit is geen toestand uit het Basiswettenbestand")
    return root


def _law(root: Any) -> str:
    named = root.get("bwb-id", "")
    return named if re.fullmatch(r"BWB[A-Z]?\d{1,12}", named) else ""


def _sections(element: Any, source: Source, page: str, path: tuple[str, ...], taken: set[str]) -> Iterator[Section]:
    """The sections in ``element`` in reading order, its own text before that of its parts."""
    inside = element.tag in _STRUCTURE
    if inside:
        label = "Tekst" if element.tag in _BODIES else _label(element)
        prose = _Prose()
        _blocks(prose, [child for child in element if child.tag not in _STRUCTURE and child.tag != "kop"], "\n\n")
        text = prose.text or ("[Vervallen]" if element.get("status") == "vervallen" else "")
        if text or element.tag in _ARTICLES:
            anchor = quote(element.get(_PATH, "").strip("/").replace("/", "_"), safe=":._-")
            yield source.section(
                unique(_id(element, label, path), taken),
                label,
                text,
                url=f"{page}#{anchor}" if anchor and page.startswith(SITE) else source.url,
                validity=_validity(element, source.validity),
                path=path,
                parts=tuple(sorted(prose.parts, key=lambda part: (part.start, part.depth))),
                links=tuple(prose.links),
            )
        path = path if element.tag in _BODIES else (*path, label)
    for child in element:
        if child.tag in _STRUCTURE or (not inside and isinstance(child.tag, str) and child.tag not in _LEFT_OUT):
            yield from _sections(child, source, page, path, taken)


def _label(element: Any) -> str:
    """The heading as the corpus writes it: "Artikel 3:46. Titel", "Hoofdstuk 1. Titel", "Vierde titel. Naam"."""
    heading = element.find("kop")
    names = [] if heading is None else [_plain(part) for part in heading if part.tag in ("label", "nr")]
    title = "" if heading is None else " ".join(filter(None, (_plain(part) for part in heading.findall("titel"))))
    name = " ".join(filter(None, names)) or ("" if title else element.get("label", ""))
    spoken = element.tag.split(".")[-1].capitalize()
    return ". ".join(filter(None, (name.rstrip("."), title))) or spoken


def _id(element: Any, label: str, path: tuple[str, ...]) -> str:
    number = _plain(element.find("kop/nr")).rstrip(".")
    if element.tag in _ARTICLES and number:
        return f"artikel-{slug(number)}"
    if element.tag == "bijlage":
        return f"bijlage-{slug(number)}" if number else slug(label)
    if element.tag == "divisie" and path:
        return slug(f"{path[0].split('. ')[0]} {number or label}")
    return slug(label.split(". ")[0] if number and element.find("kop/label") is not None else label)


def _validity(element: Any, validity: Validity) -> Validity:
    """That of the statute, unless the file says that this part is not in force yet, or no longer."""
    states = {parent.get("status") for parent in (element, *element.iterancestors(*_STRUCTURE))}
    if "vervallen" in states:
        return Validity(Status.VERVALLEN)
    return Validity(Status.TOEKOMSTIG) if "nogniet" in states else validity


@dataclass(slots=True)
class _Prose:
    """Text under construction: parts and links note where they begin while it grows, so no span is searched for."""

    pieces: list[str] = field(default_factory=list)
    length: int = 0
    waiting: str = ""
    parts: list[Part] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "".join(self.pieces)

    def add(self, raw: str | None) -> None:
        """Append running text with its white space made plain."""
        text = clean(raw or "")
        if text.startswith(" "):
            self.waiting = self.waiting or " "
        if not (word := text.strip()):
            return
        self.pieces.append((self.waiting if self.length else "") + word)
        self.length += len(self.pieces[-1])
        self.waiting = " " if text.endswith(" ") else ""

    def block(self, gap: str) -> None:
        """What follows begins a new block; of two gaps the larger counts."""
        self.waiting = max(self.waiting.strip(" "), gap, key=len)

    def mark(self) -> tuple[int, int]:
        return len(self.pieces), self.length

    def since(self, mark: tuple[int, int]) -> tuple[int, int] | None:
        """The span of what was added after ``mark``, white space around it left out; None when that is nothing."""
        index, start = mark
        if index == len(self.pieces):
            return None
        return start + len(self.pieces[index]) - len(self.pieces[index].lstrip()), self.length


def clean(raw: str) -> str:
    """``raw`` with every run of white space made one space, and without soft hyphens and zero-width characters."""
    return re.sub(r"\s+", " ", re.sub("[\u00ad\u200b\u2060\ufeff]", "", raw))


def _blocks(prose: _Prose, elements: list[Any], gap: str, depth: int = 0, above: str = "") -> None:
    """Add block elements; ``gap`` parts them, ``depth`` and ``above`` are the depth and kind of part they stand in."""
    for element in elements:
        if isinstance(element.tag, str) and element.tag not in _LEFT_OUT:
            prose.block("\n" if element.tag in ("lijst", "li", "row", "definitie-item", "considerans.lijst") else gap)
            if element.tag in ("lid", "li"):
                _numbered(prose, element, depth, above)
            elif element.tag == "row":
                _row(prose, element)
            elif _holds_blocks(element):
                prose.add(element.text)
                _blocks(prose, list(element), "\n" if element.tag == "table" else gap, depth, above)
            else:
                _inline(prose, element)
        if (element.tail or "").strip():
            prose.block(gap)
            prose.add(element.tail)


def _holds_blocks(element: Any) -> bool:
    if element.tag in ("tgroup", "thead", "tbody"):
        return True
    return element.tag not in ("definitie-item", "kop") and any(child.tag in _BLOCKS for child in element)


def _numbered(prose: _Prose, element: Any, depth: int, above: str) -> None:
    """A lid or list item behind its number; a dash or bullet makes no part."""
    mark = prose.mark()
    tag = "lidnr" if element.tag == "lid" else "li.nr"
    printed = _plain(element.find(tag))
    number = printed.strip(" .,:;)(°º–—-•·*")
    kind = "lid" if element.tag == "lid" else "punt" if above in ("onderdeel", "punt") else "onderdeel"
    prose.add(f"{printed}." if element.tag == "lid" and number and printed == number else printed)
    if printed:
        prose.waiting = " "
    prose.add(element.text)
    inside = [child for child in element if child.tag != tag and child.tag not in _LEFT_OUT]
    if inside and inside[0].tag == "al" and not _holds_blocks(inside[0]):
        _inline(prose, inside[0])
        inside = inside[1:]
    _blocks(prose, inside, "\n", depth + bool(number), kind if number else above)
    span = prose.since(mark)
    if number and span is not None:
        prose.parts.append(Part(kind, number, *span, depth))


def _row(prose: _Prose, row: Any) -> None:
    """A row of a table as one line, its cells parted by " | "."""
    for index, cell in enumerate(row.findall("entry")):
        if index:
            prose.add(" | ")
        _inline(prose, cell)


def _inline(prose: _Prose, element: Any) -> None:
    """Running text, with its references as links."""
    mark = prose.mark()
    if element.tag == "redactie":
        prose.add("[Red: " if element.get("type") == "extra" else "[")
    prose.add(element.text)
    for child in element:
        if isinstance(child.tag, str) and child.tag not in _LEFT_OUT:
            prose.add(" " if child.tag in _LOOSE else "")
            _inline(prose, child)
            prose.add(" " if child.tag in _LOOSE else "")
        prose.add(child.tail)
    if element.tag == "redactie":
        prose.waiting = ""
        prose.add("]")
    if element.tag in ("intref", "extref") and (target := _target(element)) and (span := prose.since(mark)):
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


def _plain(element: Any) -> str:
    """The text of a heading or number on one line; nothing for no element."""
    if element is None:
        return ""
    prose = _Prose()
    _inline(prose, element)
    return prose.text


def _day(value: str | None) -> date | None:
    """An ISO date; None for none, for one that is no date, and for the register's "no end" (9999-12-31)."""
    try:
        day = date.fromisoformat(value or "")
    except ValueError:
        return None
    return None if day.year == 9999 else day
