"""Read the bundle of Dutch regulations by article: one JSON object a line, the lines of one regulation together.

Each object has ``p`` (kind of regulation and BWB id), ``t`` (title of the regulation), ``h`` ("heading above | heading") and ``b``
(text). Reading is a stream: no more than one regulation is held.
"""

import gzip
import json
import re
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import groupby
from typing import BinaryIO

from corpus.document import Document, Kind, Status, Validity
from corpus.outline import tidy
from corpus.source import ParseError, Source, slug
from corpus.wetmarkdown import numbered, plain, section_ids

BUNDLE = Source(
    id="wetten-2017",
    kind=Kind.WET,
    validity=Validity(Status.HISTORISCH),
    version="2017",
    note="De tekst zoals die in 2017 gold. Van zeer lange artikelen staat alleen het begin erin.",
    note_en="The text as it stood in 2017. Very long articles are cut short.",
)

# Ten times the longest line and the largest regulation of the bundle.
_LONGEST_LINE = 100_000
_LARGEST_REGULATION = 20_000_000
# Twenty times the bundle, unpacked.
_LARGEST_BUNDLE = 4 << 30
_POLICY = frozenset(("beleidsregel", "circulaire"))
_BWB = re.compile(r"(?:^|/)(BWB[A-Z]\d{4,8})(?:/|$)")
_ARTICLE = re.compile(r"(?:Artikel|Art\.) +(?P<number>\d[\w:.-]*|[IVXLC]+[a-z]?)\.?(?: +(?P<title>\S.*))?")
_ANNEX = re.compile(r"Bijlage\b.{0,20}")
_NICKNAME = re.compile(r"\(([A-Z][^()]{2,80})\)$")

_Record = tuple[int, bytes, str, str, str, str]


def lines(stream: BinaryIO) -> Iterator[bytes]:
    """The lines of a bundle, packed with gzip or not; of a line that is far too long no more than :func:`documents` needs to refuse it.

    Raises :class:`ParseError` when the packing is damaged or hides more than a bundle holds.
    """
    packed = stream.read(2) == b"\x1f\x8b"
    stream.seek(0)
    total = 0
    try:
        unpacked = gzip.GzipFile(fileobj=stream) if packed else stream
        while line := unpacked.readline(_LONGEST_LINE + 1):
            total += len(line)
            if total > _LARGEST_BUNDLE:
                raise ParseError(f"de bundel is uitgepakt groter dan {_LARGEST_BUNDLE >> 30} GB")
            yield line
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        raise ParseError("de bundel is beschadigd of niet volledig. Haal het bestand opnieuw op") from error


def documents(lines: Iterable[bytes], source: Source = BUNDLE) -> Iterator[Document]:
    """Each regulation of the bundle as a document; ``source`` says what all of them share.

    Raises :class:`ParseError` that names the line when one cannot be read, or a regulation is not in one piece.
    """
    seen: set[str] = set()
    records = (_record(number, line) for number, line in enumerate(lines, start=1) if line.strip())
    for path, group in groupby(records, lambda record: record[2]):
        regulation = _regulation(group)
        number = regulation[0][0]
        found = _BWB.search(path)
        if found is None:
            raise ParseError(f"regel {number}: in het pad {path[:80]!r} staat geen BWB-nummer")
        if found[1] in seen:
            raise ParseError(f"regel {number}: {found[1]} stond al eerder; de regels van een regeling horen bij elkaar")
        seen.add(found[1])
        try:
            yield _document(found[1], regulation, source)
        except ParseError as error:
            raise ParseError(f"regel {number}: {error}") from error


def _regulation(records: Iterable[_Record]) -> list[_Record]:
    """The records of one regulation, as long as they fit in memory."""
    held: list[_Record] = []
    size = 0
    for record in records:
        size += len(record[1])
        if size > _LARGEST_REGULATION:
            raise ParseError(f"regel {record[0]}: deze regeling is groter dan {_LARGEST_REGULATION >> 20} MB")
        held.append(record)
    return held


def _record(number: int, line: bytes) -> _Record:
    if len(line) > _LONGEST_LINE:
        raise ParseError(f"regel {number}: de regel is {len(line)} tekens lang; hooguit {_LONGEST_LINE} mag")
    try:
        value = json.loads(line)
        fields = (value["p"], value["t"], value["h"], value["b"])
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise ParseError(f"regel {number}: dit is geen JSON-object met p, t, h en b") from error
    if not all(isinstance(text, str) for text in fields):
        raise ParseError(f"regel {number}: p, t, h en b moeten tekst zijn")
    return (number, line, *fields)


def _document(bwb: str, regulation: list[_Record], source: Source) -> Document:
    _, _, path, title, *_ = regulation[0]
    title = tidy(title) or bwb
    nickname = _NICKNAME.search(title)
    own = replace(
        source,
        id=bwb.lower(),
        title=title,
        short=nickname[1] if nickname else title,
        kind=Kind.BELEID if path.split("/")[0] in _POLICY else source.kind,
        identifier=bwb,
        url=f"https://wetten.overheid.nl/{bwb}",
    )
    articles: set[str] = set()
    places = [_place(heading, articles) for *_, heading, _ in regulation]
    sections = []
    for section_id, place, (*_, body) in zip(section_ids([slug(place.base) for place in places]), places, regulation, strict=True):
        text, parts = numbered([line for line in map(plain, body.split("\n")) if line])
        if text:
            sections.append(own.section(section_id, place.label, text, path=place.path, parts=parts))
    return own.document(b"".join(line for _, line, *_ in regulation), sections)


@dataclass(frozen=True, slots=True)
class _Place:
    base: str
    label: str
    path: tuple[str, ...] = ()


def _place(heading: str, articles: set[str]) -> _Place:
    """Where a record stands; ``articles`` are the numbers seen so far, and a new one is added.

    The heading above may be that of an earlier article, which then says nothing, or the number of this one.
    """
    above, _, last = heading.rpartition("|")
    above, last = plain(above).lstrip(" :,"), plain(last)
    article, outer, annex = _ARTICLE.fullmatch(last), _ARTICLE.fullmatch(above), _ANNEX.fullmatch(above)
    path = (above,) if above and not outer else ()
    if article:
        articles.add(article["number"])
        base = f"Artikel {article['number']}"
        label = f"{base}. {article['title']}" if article["title"] else base
        return _Place(f"{above} {base}" if annex else base, label, path)
    if outer and last and outer["number"] not in articles:
        # "Artikel 3 | Inwerkingtreding": the title of an article is a heading below its number.
        articles.add(outer["number"])
        return _Place(f"Artikel {outer['number']}", f"Artikel {outer['number']}. {last}")
    if annex and last.startswith((",", ":")):
        return _Place(above, above + (last if last[0] == "," else f". {last[1:].strip()}"))
    last = last.strip(" :,") or "Tekst"
    return _Place(last, last, path)
