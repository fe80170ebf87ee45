"""What every reader of HTML through lxml has to watch for."""

from lxml import etree

from corpus.source import ParseError


def refuse_cut_off(parser: etree.HTMLParser) -> None:
    """Raises :class:`ParseError` when ``parser`` dropped part of what it read: past its limit on depth or size it does so without a word."""
    if any(entry.type_name == "ERR_RESOURCE_LIMIT" for entry in parser.error_log):
        raise ParseError("de HTML is te diep genest of te groot om te lezen")
