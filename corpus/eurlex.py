"""Read an EU act as EUR-Lex publishes it in HTML: a section for each recital, article and annex.

There are two dialects: that of the Official Journal (classes ``oj-ti-art``, lists as tables; without ``oj-`` before 2023) and that of
consolidated texts (``title-article-norm``, lists as grids, no recitals). One walk through the page reads both: only the class names
of headings differ; numbers, quotations and tables look the same. Left out are the citations before the recitals, the closing
formula and signatures, footnotes, and the marks that say which amendment a passage came from.

Text that an act inserts into another act keeps its words, but its numbers are no parts: "5." in it is no lid of this article.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from lxml import etree

from corpus.document import Document
from corpus.eurlex_draft import Draft
from corpus.eurlex_words import BLOCKS, clean, is_blank, is_short, raw_words, recaser
from corpus.markup import refuse_cut_off
from corpus.source import ParseError, Source, slug, unique

_LARGEST = 50_000_000  # bytes; the longest acts take about a tenth of this
_SIGNS = re.compile(rb"""class=["'](?:(?:oj-)?(?:ti-art|doc-ti)|title-(?:article-norm|doc-first))["' ]""")
_UNREAD = frozenset("note footnote modref arrow disclaimer reference final signatory".split())
_DIVISION, _DIVISION_TITLE = {"ti-section-1", "title-division-1"}, {"ti-section-2", "title-division-2"}
_ARTICLE, _ARTICLE_TITLE = {"ti-art", "title-article-norm"}, {"sti-art", "stitle-article-norm"}
_TITLE = {"doc-ti", "title-annex-1", "title-annex-2", "title-doc-first", "title-doc-last"}
_SUBHEAD = {"ti-grseq-1", "title-gr-seq-level-1"}
_HEADINGS = _DIVISION | _DIVISION_TITLE | _ARTICLE | _ARTICLE_TITLE | _TITLE | _SUBHEAD

_BIS = r"(?: (?:bis|ter|quater|[a-z]+ies)\b)?"
_COUNT = rf"\d+(?:\.\d+)*[a-z]{{0,2}}{_BIS}"
_MARK = re.compile(rf"(?P<quote>[“„‘\"']?)\(?(?P<number>{_COUNT}|(?:[a-z]{{1,5}}|[A-Z]{{1,5}}){_BIS})[.)]{{1,2}}|[—–•-]")
_LEAD = re.compile(rf"\s*(?P<mark>[“„‘\"']?{_COUNT}\.)(?:\s*\xa0\s*|\s\s+|\s*$)")  # nothing but a wide space tells "1." from "1. maart"
_RECITAL = re.compile(r"\s*\((\d+)\)")
_HEADED = re.compile(rf"(?P<word>[^\W\d_]+) (?P<number>(?:[IVXLC]+|\d+|[A-Z])[a-z]{{0,2}}\b{_BIS})[ .:—–-]*(?P<rest>.*)")
_ANNEX = re.compile(r"(?i:bijlage|annex)\b")
_OPENS, _CLOSES = re.compile(r"“(?!.*”)|„(?!.*[”“])|‘(?!.*’(?!\w))"), re.compile(r"[”’][.;,]*$")


def recognises(data: bytes) -> bool:
    """Whether ``data`` looks like an act in one of the two dialects; looks at class names only."""
    return _SIGNS.search(data) is not None


def parse(data: bytes, source: Source) -> Document:
    """The act in ``data``. Raises :class:`ParseError` for what is no such act, is cut off, or is not UTF-8."""
    reader = _Reader(english=source.language == "en")
    try:
        reader.walk(_root(data))
    except RecursionError as error:
        raise ParseError("de HTML is te diep genest om te lezen") from error
    reader.close()
    recase = recaser(draft.prose.text for draft in reader.drafts)
    address, taken, sections = source.url.partition("#")[0], set[str](), []
    for draft in reader.drafts:
        sections.append(
            source.section(
                unique(draft.id, taken),
                _label(draft.head, draft.title, recase),
                draft.prose.text,
                url=f"{address}#{draft.anchor}" if address and draft.anchor else address,
                path=tuple(_label(_head(first), rest, recase) for first, *rest in draft.path),
                parts=draft.prose.parts,
            )
        )
    title = " ".join(recase(line) for line in dict.fromkeys(reader.title) if not re.fullmatch(r"\(.*\)", line))
    return source.document(data, sections, title)


def _root(data: bytes) -> etree._Element:
    """The parsed page. Checks first what the lenient HTML parser would pass over in silence."""
    if not recognises(data):
        raise ParseError("dit is geen wettekst van EUR-Lex in HTML")
    if len(data) > _LARGEST:
        raise ParseError("het bestand is te groot voor een wettekst van EUR-Lex")
    if b"</html>" not in data[-4096:].lower():
        raise ParseError("het bestand houdt halverwege op; download het opnieuw van EUR-Lex")
    try:
        damaged = "\0" in data.decode("utf-8")
    except UnicodeDecodeError:
        damaged = True
    if damaged:
        raise ParseError("het bestand is geen geldige UTF-8-tekst; download het opnieuw van EUR-Lex")
    parser = etree.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True, huge_tree=False)
    try:
        root = etree.fromstring(data.removeprefix(b"\xef\xbb\xbf"), parser)
    except (etree.LxmlError, ValueError) as error:
        raise ParseError("de HTML is niet te lezen") from error
    refuse_cut_off(parser)
    return root


@dataclass(slots=True)
class _Reader:
    """What the walk has found, and where it is."""

    english: bool
    drafts: list[Draft] = field(default_factory=list)
    title: list[str] = field(default_factory=list)
    path: list[tuple[str, ...]] = field(default_factory=list)
    draft: Draft | None = None
    anchor: str = ""
    enacting: bool = False  # the recitals are over
    in_item: bool = False
    base: int = 0  # how many open parts enclose the list item being read
    quoted: bool = False

    def walk(self, node: etree._Element) -> None:
        """Read what is inside ``node``: runs of words are paragraphs, elements that are blocks stand on their own."""
        run = [node.text or ""]
        for child in node:
            if child.tag in BLOCKS:
                self.paragraph("".join(run))
                run = [child.tail or ""]
                self.block(child)
            else:
                run += (raw_words(child), child.tail or "")
        self.paragraph("".join(run))

    def block(self, node: etree._Element) -> None:
        names = {name.removeprefix("oj-") for name in node.get("class", "").split()}
        anchor = re.fullmatch(r"(?:rct|art|anx)_[^.]*", node.get("id", ""))
        if names & _UNREAD:
            return
        if anchor and not self.in_item:
            self.close()
            self.anchor, outer = anchor[0], self.anchor
            self.walk(node)
            self.close()
            self.anchor = outer
        elif node.tag == "hr" and not self.anchor and not self.in_item:
            self.close()
        elif names & _HEADINGS and self.heading(names, node):
            return
        elif node.tag == "tr" or "grid-list" in names:
            self.row([cell for cell in node if not is_blank(cell)])
        else:
            self.walk(node)

    def heading(self, names: set[str], node: etree._Element) -> bool:
        """Whether ``node`` was a heading and has been dealt with; in quoted text and in lists it is a paragraph."""
        raw, draft = raw_words(node), self.draft
        text = clean(raw)
        annex = draft if draft and draft.is_annex else None
        if self.in_item or self.quoted or not text or text[0] in "“„‘":
            return False
        if names & _TITLE and not (annex and annex.prose.length and self.anchor):
            self.titled(text)
        elif annex:
            annex.end(0)
            self.paragraph(raw, gap="\n\n")
        elif names & _DIVISION:
            self.division(text)
        elif names & _DIVISION_TITLE and self.path and not draft:
            self.path[-1] += (text,)
        elif names & _ARTICLE:
            found = _HEADED.fullmatch(text)
            self.start(slug(f"artikel {found['number']}" if found else text), text, is_article=True)
        elif names & _ARTICLE_TITLE and draft and not draft.prose.length:
            draft.title.append(text)
        else:
            return False
        return True

    def titled(self, text: str) -> None:
        """A title: of the act when nothing has begun, else of an annex, which often takes a second line."""
        if not self.enacting and not _ANNEX.match(text):
            self.title.append(text)
        elif self.draft and self.draft.is_annex and not self.draft.prose.length:
            self.draft.title.append(text)
        else:
            found, annex = _HEADED.fullmatch(text), _ANNEX.match(text)
            number = found["number"] if found else ""
            self.start(slug(f"bijlage {number}" if annex and (number or annex[0] == text) else text), text, is_annex=True)

    def division(self, text: str) -> None:
        """A chapter or section: its word ("Afdeling") goes back to the level where it was seen, a new one goes a level deeper."""
        self.close()
        self.enacting = True
        word = text.split()[0].casefold()
        levels = [heading[0].split()[0].casefold() for heading in self.path]
        if word in levels:
            del self.path[levels.index(word) :]
        self.path.append((text,))

    def recital(self, number: str) -> None:
        self.start(f"overweging-{number}", f"{'Recital' if self.english else 'Overweging'} {number}")

    def start(self, section_id: str, text: str, is_article: bool = False, is_annex: bool = False) -> None:
        """Begin a section under the heading ``text``, which may hold a title behind the number."""
        self.close()
        self.enacting = self.enacting or is_article or is_annex
        found = _HEADED.fullmatch(text)
        self.draft = Draft(section_id, _head(text), self.anchor, is_article, is_annex, tuple(self.path) if is_article else ())
        if found and found["rest"]:
            self.draft.title.append(found["rest"])

    def close(self) -> None:
        """End the section being read; one without words (a repealed article) is dropped."""
        if self.draft:
            self.draft.end(0)
            if self.draft.prose.length:
                self.drafts.append(self.draft)
        self.draft, self.quoted = None, False

    def paragraph(self, raw: str, gap: str = "") -> None:
        """A run of words: a recital, lid or point when a number stands in front, else a paragraph of what is open."""
        if not self.enacting and not self.in_item and (number := _RECITAL.match(raw)):
            self.recital(number[1])
            raw = raw[number.end() :]
        draft, lead = self.draft, _LEAD.match(raw)
        if draft is None:
            return
        if lead and (draft.is_article or draft.is_annex):
            self.numbered(draft, lead["mark"])
            raw = raw[lead.end() :]
        text = clean(raw)
        if text.strip("—– "):  # a line of dashes stands where a repealed text was
            draft.write(text, gap)
            self.follow_quotation(text)

    def numbered(self, draft: Draft, mark: str) -> None:
        """The number of a lid or point that ends where the next begins."""
        self.follow_quotation(mark)
        if self.quoted:
            draft.write(mark)
            draft.prose.hold()
            return
        number = mark.rstrip(".")
        rank = number.count(".") + 1
        draft.end_ranked(self.base, rank)
        draft.begin(mark, "lid" if draft.is_article and not self.in_item else "punt", number, rank)

    def row(self, cells: list[etree._Element]) -> None:
        """A row of a table or grid: a list item with its number in front, a layout row, or a line of data."""
        mark = clean(raw_words(cells[0])) if len(cells) == 2 and is_short(cells[0]) else ""
        found = _MARK.fullmatch(mark)
        if found and not self.enacting and not self.in_item and (number := _RECITAL.fullmatch(mark)):
            self.recital(number[1])
            self.enclosed(cells[1])
        elif found and self.draft:
            self.item(self.draft, mark, found, cells[1])
        elif len(cells) > 1 and self.draft:
            self.paragraph(" | ".join(clean(raw_words(cell)) for cell in cells), gap="\n")
        else:
            for cell in cells:
                self.walk(cell)

    def item(self, draft: Draft, mark: str, found: re.Match[str], content: etree._Element) -> None:
        """A list item: a point when it is numbered with a figure, an onderdeel when with letters, no part in a quotation."""
        number = "" if self.quoted or found["quote"] else found["number"] or ""
        is_count = number[:1].isdigit()
        if is_count and mark.endswith("."):
            draft.end_ranked(self.base, number.count(".") + 1)
        height = len(draft.ranks)
        draft.begin(mark, "punt" if is_count else "onderdeel" if number else "", number)
        self.enclosed(content, mark)
        draft.end(height)

    def enclosed(self, content: etree._Element, mark: str = "") -> None:
        """Read a list item; a quotation that opens in it ends with it, for the closing mark may stand in a footnote."""
        before = self.base, self.in_item, self.quoted
        self.base, self.in_item = len(self.draft.ranks) if self.draft else 0, True
        self.follow_quotation(mark)
        self.walk(content)
        self.base, self.in_item, self.quoted = before

    def follow_quotation(self, text: str) -> None:
        """Keep track of whether quoted law is being read, past the block ``text``."""
        self.quoted = not _CLOSES.search(text) if self.quoted else _OPENS.match(text) is not None


def _head(text: str) -> str:
    """The word and number a heading begins with, in its usual case: "HOOFDSTUK III" → "Hoofdstuk III"."""
    found = _HEADED.fullmatch(text)
    return f"{found['word'].capitalize()} {found['number']}" if found else text[:1] + text[1:].lower() if text.isupper() else text


def _label(head: str, title: Iterable[str], recase: Callable[[str], str]) -> str:
    return ". ".join(filter(None, (head, " ".join(map(recase, title)))))
