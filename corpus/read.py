"""Any supported file to a document: the format is recognised by what is in the file, its name only breaks ties.

Pure: bytes in, document out. What every document gets, whatever its format, is added here: links to other places and the terms it
defines. Formats: the built-in Markdown, other Markdown, statutes as Markdown, EUR-Lex HTML, Formex, BWB XML, Kamerstuk XML and HTML,
web pages, DOCX, PDF, plain text.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace

from corpus.amendment import amendments
from corpus.citation import links
from corpus.definitions import definitions
from corpus.document import Document
from corpus.source import ParseError, Source, staged

Parse = Callable[[bytes, Source], Document]

# What is larger than this is no document to answer from; 40 times the largest statute.
MAX_BYTES = 100 << 20
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_TEXT_NAMES = (".md", ".markdown", ".txt", ".text")
_HTML_NAMES = (".html", ".htm", ".xhtml")
READABLE = (*_TEXT_NAMES, *_HTML_NAMES, ".xml", ".docx", ".pdf")


def read(data: bytes, name: str, source: Source, names: Mapping[str, str] | None = None) -> Document:
    """The document in ``data``. ``names`` maps what texts call a law to document ids, for the links between them.

    Raises :class:`ParseError` (in Dutch, without the file's name) for a file that is empty, too large, encrypted, damaged or unknown.
    """
    if not data.strip():
        raise ParseError("het bestand is leeg")
    if len(data) > MAX_BYTES:
        raise ParseError(f"het bestand is {len(data) >> 20} MB; het mag {MAX_BYTES >> 20} MB zijn. Knip het op")
    document = _parser(data, name.lower())(data, source)
    if source.amends:
        document = amendments(document, source.amends)
    known = names or {}
    own = {f"{document.id}/{section.id}" for section in document.sections}
    return replace(
        document,
        sections=tuple(
            replace(
                staged(section, source.stages),
                # A parser that reads links out of the markup knows better than a grammar.
                links=tuple(
                    link
                    for link in section.links or links(section.text, document.id, known)
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
    if start.startswith(b"<"):
        return _markup_parser(data, name)
    if name.endswith(_TEXT_NAMES) and b"\0" not in start:
        from corpus import markdown

        return markdown.parse
    raise ParseError(f"dit soort bestand wordt niet gelezen. Wel: {', '.join(READABLE)}")


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
