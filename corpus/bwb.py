"""Read a Dutch statute from the Basiswettenbestand: one version ("toestand") as XML, and the index of its versions (WTI).

One section per article, annex, part of an annex (``divisie``) and part of a circular; a chapter with text of its own is one too.
The preamble is section ``aanhef``; the closing formula with its signatures is left out, and so are footnotes. What the editors
of the Basiswettenbestand added stands in square brackets, as wetten.overheid.nl prints it. Built on the schema of 2016
(``toestand_2016-1``) and measured on BWBR0018451; chapters, tables, lists in lists and annexes are tested on made-up files.

Links name the other statute by its BWB id ("BWBR0018450/artikel-69"); who knows the corpus turns that into a document id.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import zip_longest
from typing import Any
from urllib.parse import quote

from lxml import etree

from corpus.bwb_text import LEFT_OUT, plain, prose_of
from corpus.document import Document, Section, Status, Validity
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
    title = plain(root.find(".//citeertitel")) or plain(root.find(".//intitule"))
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
            about = [plain(effect) for effect in change.iter("betreft")]
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
        prose = prose_of([child for child in element if child.tag not in _STRUCTURE and child.tag != "kop"])
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
                parts=prose.parts,
                links=tuple(prose.links),
            )
        path = path if element.tag in _BODIES else (*path, label)
    for child in element:
        if child.tag in _STRUCTURE or (not inside and isinstance(child.tag, str) and child.tag not in LEFT_OUT):
            yield from _sections(child, source, page, path, taken)


def _label(element: Any) -> str:
    """The heading as the corpus writes it: "Artikel 3:46. Titel", "Hoofdstuk 1. Titel", "Vierde titel. Naam"."""
    heading = element.find("kop")
    names = [] if heading is None else [plain(part) for part in heading if part.tag in ("label", "nr")]
    title = "" if heading is None else " ".join(filter(None, (plain(part) for part in heading.findall("titel"))))
    name = " ".join(filter(None, names)) or ("" if title else element.get("label", ""))
    spoken = element.tag.split(".")[-1].capitalize()
    return ". ".join(filter(None, (name.rstrip("."), title))) or spoken


def _id(element: Any, label: str, path: tuple[str, ...]) -> str:
    number = plain(element.find("kop/nr")).rstrip(".")
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


def _day(value: str | None) -> date | None:
    """An ISO date; None for none, for one that is no date, and for the register's "no end" (9999-12-31)."""
    try:
        day = date.fromisoformat(value or "")
    except ValueError:
        return None
    return None if day.year == 9999 else day
