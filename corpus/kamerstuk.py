"""Read a parliamentary paper from officielebekendmakingen.nl: the publication's XML, or the page of the same site.

One section per heading (``divisie``, ``tussenkop``, an article, a question, an answer), with the headings above it as its path;
what stands before the first heading is a section under the title of the paper. Footnotes and the head of the page are left
out, signatures are kept. Built from the elements the publisher's schema (``op-xsd``) names and from the class names other
readers of the site rely on; tested on made-up files only, for no real paper was at hand.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from lxml import etree

from corpus.bwb import clean, read_xml
from corpus.document import Document, Section
from corpus.source import ParseError, Source, slug, unique

SITE = "https://zoek.officielebekendmakingen.nl"

_PAPERS = ("kamerstuk", "kamervragen")
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
_TITLES = ("stuktitel", "dossiertitel", "kamervraagomschrijving")
_NUMBERED = re.compile(r"(\d+(?:\.\d+)*)\.?\s")
_MONTHS = "januari februari maart april mei juni juli augustus september oktober november december".split()
_DATE = re.compile(rf"\b(\d{{1,2}}) ({'|'.join(_MONTHS)}) (\d{{4}})\b")
_PAGE_OF_PAPER = re.compile(rb"class=[\"'][^\"']*\b(?:stuktitel|dossiertitel|kamervraagomschrijving)")


@dataclass(frozen=True, slots=True)
class _Facts:
    """What a paper says about itself; empty where it does not."""

    dossier: str = ""
    number: str = ""
    subject: str = ""
    title: str = ""
    author: str = ""
    identifier: str = ""
    day: date | None = None

    @property
    def name(self) -> str:
        """How the paper is cited: "Kamerstuk 36 180, nr. 133"."""
        return f"Kamerstuk {self.dossier}" + (f", nr. {self.number}" if self.number else "") if self.dossier else ""


@dataclass(frozen=True, slots=True)
class _Block:
    """A paragraph (``level`` 0) or a heading (1 is the highest)."""

    level: int
    text: str


def recognises(data: bytes) -> bool:
    """True when ``data`` looks like a parliamentary paper as officielebekendmakingen.nl publishes it, in XML or HTML."""
    return _is_xml(data) or (_is_html(data) and b"officielebekendmakingen" in data and bool(_PAGE_OF_PAPER.search(data)))


def parse(data: bytes, source: Source) -> Document:
    """The paper in ``data``; title, dossier number, date and address come from it where ``source`` leaves them open.

    Raises :class:`ParseError` when it is not a readable paper.
    """
    try:
        facts, blocks = _read_html(data) if _is_html(data) else _read_xml(data)
    except RecursionError as error:
        raise ParseError("het stuk is te diep genest") from error
    opening = (block.text for block in blocks[:6] if len(block.text) < 60)  # "Den Haag, 20 februari 2025"
    title = ". ".join(part for part in (facts.subject.rstrip("."), facts.title) if part) or facts.name
    address = f"{SITE}/{facts.identifier}.html" if re.fullmatch(r"[a-z]+(?:-[A-Za-z0-9]+)+", facts.identifier) else ""
    source = replace(
        source,
        title=source.title or title,
        identifier=source.identifier or facts.name or facts.identifier,
        authority=source.authority or facts.author,
        url=source.url or address,
        validity=replace(source.validity, valid_from=source.validity.valid_from or facts.day or _first_day(opening)),
    )
    return source.document(data, _sections(blocks, source, facts.title or "Tekst"))


def _is_xml(data: bytes) -> bool:
    head = data[:65536]
    return b"<officiele-publicatie" in head and any(b"<" + paper.encode() in head for paper in _PAPERS)


def _is_html(data: bytes) -> bool:
    return re.search(rb"<(?:!doctype\s+html|html)\b", data[:4096], re.IGNORECASE) is not None


def _sections(blocks: Sequence[_Block], source: Source, opening: str) -> list[Section]:
    """The blocks between two headings become a section; a heading with nothing below it only shows in the path."""
    sections: list[Section] = []
    taken: set[str] = set()
    above: list[_Block] = []
    text: list[str] = []

    def close() -> None:
        if text:
            label = above[-1].text if above else opening
            path = tuple(heading.text for heading in above[:-1])
            sections.append(source.section(unique(slug(label), taken), label, "\n\n".join(text), path=path))
            text.clear()

    for block in blocks:
        if block.level == 0:
            text.append(block.text)
            continue
        close()
        while above and above[-1].level >= block.level:
            above.pop()
        above.append(block)
    close()
    return sections


def _read_xml(data: bytes) -> tuple[_Facts, list[_Block]]:
    root = read_xml(data)
    paper = next((found for name in _PAPERS if (found := root.find(name)) is not None), None)
    if root.tag != "officiele-publicatie" or paper is None:
        raise ParseError("dit is geen Kamerstuk van officielebekendmakingen.nl")
    meta = {item.get("name", ""): item.get("content", "") for item in root.iterfind("metadata/meta")}
    chamber = paper.find(".//tekstregel[@inhoud='kameraanduiding']")
    days = [day.get("isodatum", "") for day in paper.iterfind(".//datum")]
    number = "dossier/dossiernummer/"
    dossier = " ".join(filter(None, (_words(paper.find(number + part)) for part in ("dossiernr", "begrotingshoofdstuk"))))
    facts = _Facts(
        dossier=dossier or meta.get("OVERHEIDop.dossiernummer", ""),
        number=_words(paper.find(".//ondernummer")) or meta.get("OVERHEIDop.ondernummer", ""),
        subject=_words(paper.find("dossier/titel")) or meta.get("OVERHEIDop.dossiertitel", ""),
        title=_words(paper.find("stuk/titel")) or _words(paper.find("kamervraagomschrijving")),
        author=_words(chamber) or meta.get("DC.creator", ""),
        identifier=meta.get("DC.identifier", ""),
        day=_first_day([meta.get("DCTERMS.issued", ""), *days, _words(paper.find(".//datumtekst"))]),
    )
    title = paper.find("stuk/titel")
    return facts, [block for child in paper for block in _blocks(child, 0, title)]


def _read_html(data: bytes) -> tuple[_Facts, list[_Block]]:
    try:
        data.decode("utf-8")
        encoding = "utf-8"
    except UnicodeDecodeError:
        encoding = None  # then the page says it itself
    parser = etree.HTMLParser(encoding=encoding, no_network=True, huge_tree=False, remove_comments=True, remove_pis=True)
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise ParseError("dit is geen leesbare webpagina") from error
    headings = [] if root is None else list(root.iter("h1", "h2", "p"))
    titles = {kind: next((heading for heading in headings if _has(heading, kind)), None) for kind in _TITLES}
    if titles["kamervraagomschrijving"] is not None:
        titles["stuktitel"] = None  # here that class is on the questions
    first = next((title for title in titles.values() if title is not None), None)
    if first is None:
        raise ParseError("dit is geen Kamerstuk van officielebekendmakingen.nl")
    meta = {e.get("name", "").lower(): e.get("content", "") for e in root.iter("meta")}
    subject, paper = _words(titles["dossiertitel"]), _words(titles["stuktitel"])
    dossier = re.match(r"(\d\d ?\d{3}(?: [IVXL]+(?= ))?)\s+", subject)
    number = re.match(r"(?:Nr\. )?(\d+|[A-Z]{1,2})\s+", paper)
    stated = next((_words(p) for p in root.iter("p") if _has(p, "kamerstukdatum")), "")
    facts = _Facts(
        dossier=dossier[1] if dossier else meta.get("overheidop.dossiernummer", ""),
        number=number[1] if number else meta.get("overheidop.ondernummer", ""),
        subject=subject[dossier.end() :] if dossier else subject,
        title=(paper[number.end() :] if number else paper) or _words(titles["kamervraagomschrijving"]),
        author=meta.get("dc.creator", ""),
        identifier=meta.get("dcterms.identifier", "") or meta.get("dc.identifier", ""),
        day=_first_day([meta.get("dcterms.issued", ""), stated]),
    )
    body = next((e for e in root.iter("div", "article") if _has(e, "stuk")), None)
    blocks = [block for child in (first.getparent() if body is None else body) for block in _blocks(child, 0, *titles.values())]
    return facts, blocks


def _blocks(element: Any, depth: int, *titles: Any) -> Iterator[_Block]:
    """The headings and paragraphs in ``element``; ``titles`` are the headings that belong to the paper as a whole."""
    if not isinstance(element.tag, str) or _is_left_out(element) or any(element is title for title in titles):
        return
    if element.tag in ("vraag", "antwoord"):
        yield from _headed(depth + 1, _words(element.find("nr")))
        yield from _children(element, depth + 1, titles, skip="nr")
    elif element.tag in _HEADINGS or _has(element, "tussenkop"):
        yield from _headed(_level(element, depth), _words(element))
    elif element.tag in ("lijst", "ul", "ol", "definitielijst"):
        lines = "\n".join(_list(element))
        yield from [_Block(0, lines)] if lines else []
    elif element.tag == "table":
        rows = [" | ".join(map(_words, row)) for row in element.iter("row", "tr")]
        lines = "\n".join(filter(None, [_words(element.find("title")), *(row for row in rows if row.strip(" |"))]))
        yield from [_Block(0, lines)] if lines else []
    elif not any(_is_block(child) for child in element):
        text = _words(element)
        yield from [_Block(0, text)] if text else []
    elif element.tag == "lid":
        yield from _numbered_lid(element, depth, titles)
    else:
        headed = element.find("kop") is not None
        yield from _children(element, depth + headed, titles)


def _children(element: Any, depth: int, titles: Sequence[Any], skip: str = "") -> Iterator[_Block]:
    if loose := clean(element.text or "").strip():
        yield _Block(0, loose)
    for child in element:
        if child.tag != skip:
            yield from _blocks(child, depth, *titles)
        if loose := clean(child.tail or "").strip():
            yield _Block(0, loose)


def _level(heading: Any, depth: int) -> int:
    """How deep a heading stands: on a page by its tag, in XML by what it is nested in."""
    if re.fullmatch("h[1-6]", heading.tag):
        return int(heading.tag[1])
    return depth if heading.tag == "kop" else depth + 1 if heading.tag == "tussenkop" else 7


def _headed(level: int, text: str) -> Iterator[_Block]:
    """A heading; one with a number says itself how deep it stands ("2.1" is level 2), whatever it is nested in."""
    if text:
        numbered = _NUMBERED.match(text)
        yield _Block(numbered[1].count(".") + 1 if numbered else max(level, 1), text)


def _numbered_lid(lid: Any, depth: int, titles: Sequence[Any]) -> Iterator[_Block]:
    number, first = _words(lid.find("lidnr")), True
    for block in _children(lid, depth, titles, skip="lidnr"):
        yield replace(block, text=f"{number} {block.text}") if first and number else block
        first = False


def _list(element: Any) -> Iterator[str]:
    """The items of a list, each on a line of its own with its number, those of lists inside it below it."""
    for index, item in enumerate((child for child in element if child.tag in ("li", "definitie-item")), 1):
        inner = [child for child in item if child.tag in ("lijst", "ul", "ol")]
        line = _words(item, frozenset(("lijst", "ul", "ol")))
        printed = any(child.tag == "li.nr" or _has(child, "ol") for child in item.iter("li.nr", "span"))
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


def _words(element: Any, without: frozenset[str] = frozenset()) -> str:
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
    if element.tag in _LEFT_OUT or _has(element, "noot", "nootnum", "noten", "tabelnoten", "kamerstukdatum", "note-close"):
        return True
    return element.tag == "sup" and any(_has(mark, "nootnum", "noot", "nootref") for mark in element)


def _has(element: Any, *names: str) -> bool:
    """True when one of the classes of an HTML element is one of ``names``, or goes on from it ("tussenkop_vet")."""
    return any(re.split("[_ ]", word)[0] in names for word in (element.get("class") or "").split())


def _first_day(texts: Iterable[str]) -> date | None:
    """The first date in ``texts``, as "2025-02-20" or "20 februari 2025"."""
    for text in texts:
        written = _DATE.search(text)
        iso = f"{written[3]}-{_MONTHS.index(written[2]) + 1:02}-{int(written[1]):02}" if written else text[:10]
        try:
            return date.fromisoformat(iso)
        except ValueError:
            continue
    return None
