"""Any supported file to a document: the format is recognised by what is in the file, its name only breaks ties.

Pure, but for a bundle, which is read from disk as a stream. What every document gets, whatever its format, is added here: links to
other places and the terms it defines. Formats: the built-in Markdown, other Markdown, statutes as Markdown, EUR-Lex HTML, Formex, BWB
XML, Kamerstuk XML and HTML, web pages, DOCX, PDF, plain text; and the bundle of regulations.
"""

import errno
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from corpus.amendment import amendments
from corpus.builtin import LONGEST_HEAD
from corpus.citation import links
from corpus.definitions import definitions
from corpus.document import CorpusError, Document
from corpus.source import IDENTIFIER, ParseError, Source, staged

Parse = Callable[[bytes, Source], Document]

# What is larger than this is no document to answer from; 40 times the largest statute. A bundle has no such limit.
MAX_BYTES = 100 << 20
# Raise this when a parser reads other text from the same bytes: files that were added before are then read again.
READING = 1
BUNDLES = (".jsonl", ".jsonl.gz")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_TEXT_NAMES = (".md", ".markdown", ".txt", ".text")
_HTML_NAMES = (".html", ".htm", ".xhtml")
_NAMES = (*_TEXT_NAMES, *_HTML_NAMES, ".xml", ".docx", ".pdf")
READABLE = (*_NAMES, *BUNDLES)
UNREADABLE = f"dit soort bestand wordt niet gelezen. Wel: {', '.join(READABLE)}"
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
# Web sites use the same marks behind a heading; only our own format has these fields above the text.
_BUILTIN_HEAD = re.compile(rb"---\n(?=(?:[^\n]+\n)*?id: )(?=(?:[^\n]+\n)*?kind: )(?=(?:[^\n]+\n)*?checked: )")
_BUILTIN_SECTION = re.compile(rb"(?m)^## .+ \{#[a-z0-9-]+\} *\r?$")


def read(data: bytes, name: str, source: Source, names: Mapping[str, str] | None = None, beside: bytes = b"") -> Document:
    """The document in ``data``. ``names`` maps what texts call a law to document ids, for the links between them.

    ``beside`` is the list of versions (``_wti.xml``) of a statute of the Basiswettenbestand, which tells until when it applies.
    Raises :class:`ParseError` (in Dutch, without the file's name) for a file that is empty, too large, encrypted, damaged or unknown.
    """
    if not data.strip():
        raise ParseError("het bestand is leeg")
    if len(data) > MAX_BYTES:
        raise ParseError(f"het bestand is {len(data) >> 20} MB; het mag {MAX_BYTES >> 20} MB zijn. Knip het op")
    source = dated(source, data, beside)
    document = _parser(data, name.lower())(data, source)
    if source.amends:
        document = amendments(document, source.amends)
    return _enriched(document, source, names or {})


def read_bundle(file: Path, source: Source, names: Mapping[str, str] | None = None) -> Iterator[Document]:
    """Each regulation of the bundle in ``file``. Raises :class:`ParseError` when it cannot be read, or at the line that is wrong."""
    from corpus import wettenbundel

    try:
        with file.open("rb") as stream:
            for document in wettenbundel.documents(wettenbundel.lines(stream), source):
                yield _enriched(document, source, names or {})
    except OSError as error:
        raise not_read(error) from error


def not_read(error: OSError) -> ParseError:
    """Why the disk did not give a file."""
    if error.errno in (errno.EACCES, errno.EPERM):
        return ParseError("u hebt geen recht om dit te lezen. Laat de beheerder leesrechten geven")
    if error.errno == errno.ENOENT:
        return ParseError("dit bestand is er niet")
    if error.errno == errno.ELOOP:
        return ParseError("dit is een koppeling (symlink) die naar zichzelf verwijst")
    return ParseError(f"het is niet te lezen ({error.strerror or error})")


def dated(source: Source, data: bytes, wti: bytes = b"") -> Source:
    """A statute of the Basiswettenbestand with the period of its version, which ``data`` and its list of versions tell."""
    from corpus import bwb

    if not bwb.recognises(data):
        return source
    start, end = bwb.validity_of(data)
    if wti:
        try:
            start, end = bwb.validity_of(data, wti)
        except ParseError as error:
            raise ParseError(f"de lijst met versies (_wti.xml) ernaast is niet te lezen: {error}") from error
    validity = source.validity
    return replace(
        source,
        version=source.version or str(start or ""),
        validity=replace(validity, valid_from=start or validity.valid_from, valid_until=end if wti else validity.valid_until),
    )


def is_builtin(data: bytes) -> bool:
    """Whether this is a document in the format of the built-in corpus, which tells its own identity."""
    head = data[:LONGEST_HEAD].removeprefix(b"\xef\xbb\xbf").replace(b"\r\n", b"\n")
    return _BUILTIN_HEAD.match(head) is not None and _BUILTIN_SECTION.search(data) is not None


def _enriched(document: Document, source: Source, names: Mapping[str, str]) -> Document:
    own = {f"{document.id}/{section.id}" for section in document.sections}
    return replace(
        document,
        sections=tuple(
            replace(
                staged(section, source.stages),
                # A parser that reads links out of the markup knows better than a grammar.
                links=tuple(
                    link
                    for link in section.links or links(section.text, document.id, names)
                    # A reference to an article that this text does not have is to a law the grammar did not see named.
                    if link.target in own or not link.target.startswith(f"{document.id}/")
                ),
                definitions=definitions(section),
            )
            for section in document.sections
        ),
    )


def _parser(data: bytes, name: str) -> Parse:
    start = data[:4096].lstrip(b"\xef\xbb\xbf \t\r\n")
    if start.startswith(b"%PDF-"):
        from corpus import pdf

        return pdf.parse
    if start.startswith(b"PK\x03\x04") or start.startswith(_OLE):
        from corpus import docx

        return docx.parse
    if data.startswith(_UTF16) and name.endswith((*_TEXT_NAMES, *_HTML_NAMES, ".xml")):
        raise ParseError("het bestand is geen UTF-8 maar UTF-16; sla het op als UTF-8")
    if start.startswith(b"<"):
        return _markup_parser(data, name)
    if is_builtin(data):
        return _builtin_parser(name)
    if name.endswith(_TEXT_NAMES):
        from corpus import markdown

        return markdown.parse
    if name.endswith(_NAMES):
        raise ParseError(f"de inhoud is geen {name.rpartition('.')[2].upper()}; het bestand is beschadigd of heeft een verkeerde naam")
    raise ParseError(UNREADABLE)


def _builtin_parser(name: str) -> Parse:
    from corpus import builtin

    def parse(data: bytes, _: Source) -> Document:
        try:
            document = builtin.parse(data, name)
        except CorpusError as error:
            raise ParseError(str(error).removeprefix(f"{name}: ").replace(f"{name}#", "#").rstrip(".")) from error
        except (ValueError, TypeError, AttributeError, RecursionError) as error:
            raise ParseError("de kop is geen geldige YAML") from error
        if not IDENTIFIER.fullmatch(document.id):
            raise ParseError(f"id {document.id[:80]!r} bestaat niet uit kleine letters, cijfers en streepjes")
        if not any(section.text for section in document.sections):
            raise ParseError("er staat geen leesbare tekst in")
        return document

    return parse


def _markup_parser(data: bytes, name: str) -> Parse:
    from corpus import bwb, eurlex, formex, html, kamerstuk, markdown

    for module in (formex, bwb, kamerstuk, eurlex):
        if module.recognises(data):
            parse: Parse = module.parse
            return parse
    if name.endswith(_TEXT_NAMES):
        return markdown.parse
    head = data[:4096].lower()
    if b"<html" in head or b"<!doctype html" in head or name.endswith(_HTML_NAMES):
        return html.parse
    raise ParseError("deze XML is geen Formex, BWB-toestand of Kamerstuk")
