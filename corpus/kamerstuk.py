"""Read a parliamentary paper from officielebekendmakingen.nl: the publication's XML, or the page of the same site.

One section per heading (``divisie``, ``tussenkop``, an article, a question, an answer), with the headings above it as its path;
what stands before the first heading is a section under the title of the paper. Footnotes and the head of the page are left
out, signatures are kept. Built from the elements the publisher's schema (``op-xsd``) names and from the class names other
readers of the site rely on; tested on made-up files only, for no real paper was at hand.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from lxml import etree

from corpus.bwb import read_xml
from corpus.document import Document, Section
from corpus.kamerstuk_blocks import blocks_of, has_class, words
from corpus.markup import refuse_cut_off
from corpus.outline import Block
from corpus.source import ParseError, Source, slug, unique

SITE = "https://zoek.officielebekendmakingen.nl"

_PAPERS = ("kamerstuk", "kamervragen")
_TITLES = ("stuktitel", "dossiertitel", "kamervraagomschrijving")
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


def _sections(blocks: Sequence[Block], source: Source, opening: str) -> list[Section]:
    """The blocks between two headings become a section; a heading with nothing below it only shows in the path."""
    sections: list[Section] = []
    taken: set[str] = set()
    above: list[Block] = []
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


def _read_xml(data: bytes) -> tuple[_Facts, list[Block]]:
    root = read_xml(data)
    paper = next((found for name in _PAPERS if (found := root.find(name)) is not None), None)
    if root.tag != "officiele-publicatie" or paper is None:
        raise ParseError("dit is geen Kamerstuk van officielebekendmakingen.nl")
    meta = {item.get("name", ""): item.get("content", "") for item in root.iterfind("metadata/meta")}
    chamber = paper.find(".//tekstregel[@inhoud='kameraanduiding']")
    days = [day.get("isodatum", "") for day in paper.iterfind(".//datum")]
    number = "dossier/dossiernummer/"
    dossier = " ".join(filter(None, (words(paper.find(number + part)) for part in ("dossiernr", "begrotingshoofdstuk"))))
    facts = _Facts(
        dossier=dossier or meta.get("OVERHEIDop.dossiernummer", ""),
        number=words(paper.find(".//ondernummer")) or meta.get("OVERHEIDop.ondernummer", ""),
        subject=words(paper.find("dossier/titel")) or meta.get("OVERHEIDop.dossiertitel", ""),
        title=words(paper.find("stuk/titel")) or words(paper.find("kamervraagomschrijving")),
        author=words(chamber) or meta.get("DC.creator", ""),
        identifier=meta.get("DC.identifier", ""),
        day=_first_day([meta.get("DCTERMS.issued", ""), *days, words(paper.find(".//datumtekst"))]),
    )
    title = paper.find("stuk/titel")
    return facts, [block for child in paper for block in blocks_of(child, [title])]


def _read_html(data: bytes) -> tuple[_Facts, list[Block]]:
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
    refuse_cut_off(parser)
    headings = [] if root is None else list(root.iter("h1", "h2", "p"))
    titles = {kind: next((heading for heading in headings if has_class(heading, kind)), None) for kind in _TITLES}
    if titles["kamervraagomschrijving"] is not None:
        titles["stuktitel"] = None  # here that class is on the questions
    first = next((title for title in titles.values() if title is not None), None)
    if first is None:
        raise ParseError("dit is geen Kamerstuk van officielebekendmakingen.nl")
    meta = {e.get("name", "").lower(): e.get("content", "") for e in root.iter("meta")}
    subject, paper = words(titles["dossiertitel"]), words(titles["stuktitel"])
    dossier = re.match(r"(\d\d ?\d{3}(?: [IVXL]+(?= ))?)\s+", subject)
    number = re.match(r"(?:Nr\. )?(\d+|[A-Z]{1,2})\s+", paper)
    stated = next((words(p) for p in root.iter("p") if has_class(p, "kamerstukdatum")), "")
    facts = _Facts(
        dossier=dossier[1] if dossier else meta.get("overheidop.dossiernummer", ""),
        number=number[1] if number else meta.get("overheidop.ondernummer", ""),
        subject=subject[dossier.end() :] if dossier else subject,
        title=(paper[number.end() :] if number else paper) or words(titles["kamervraagomschrijving"]),
        author=meta.get("dc.creator", ""),
        identifier=meta.get("dcterms.identifier", "") or meta.get("dc.identifier", ""),
        day=_first_day([meta.get("dcterms.issued", ""), stated]),
    )
    body = next((e for e in root.iter("div", "article") if has_class(e, "stuk")), None)
    blocks = [block for child in (first.getparent() if body is None else body) for block in blocks_of(child, list(titles.values()))]
    return facts, blocks


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
