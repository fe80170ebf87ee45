"""Read Markdown as sites publish it: front matter, admonitions, tables, embedded HTML, icons, attribute lists, snippets, macros.

What only serves a web site (links' targets, images, comments, buttons, icons) goes; what people read stays, block by block. Plain text
is Markdown without marks. A statute rendered as Markdown goes to :mod:`corpus.wetmarkdown`.
"""

import html as entities
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

import yaml

from corpus import html, wetmarkdown
from corpus.document import Document
from corpus.outline import Block, only_title, pipe_table, sections, tidy
from corpus.source import ParseError, Source

# Front matter is a page of settings; YAML is slow to read, and more than linear in brackets that nest.
_LONGEST_FRONT_MATTER = 30_000
_DEEPEST_FRONT_MATTER = 50

_FRONT_MATTER = re.compile(r"---[ \t]*\n(?P<yaml>.*?)\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
_MERGE_MARK = re.compile(r"^(?:<{7} .*|={7}|>{7} .*)$", re.MULTILINE)
_FENCE = re.compile(r"(?P<fence>`{3,}|~{3,})\s*(?P<language>[\w-]*)")
# Block directives, snippets, the table of contents, kinds of quotes, abbreviations, notes, the targets of links.
_DIRECTIVE = re.compile(
    r"/{3,}(?:\s.*)?|-+8<-+.*|\[(?:TOC|toc|![A-Z]+)\]|\*\[[^\]]{1,100}\]:.*|\[\^[^\]]{1,100}\]:.*"
    r"|\[[^\]]{1,200}\]:\s+\S+(?:\s+[\"'(].*)?"
)
_RULE = re.compile(r"(?:-\s*){3,}|(?:\*\s*){3,}|(?:_\s*){3,}")
_UNDERLINE = re.compile(r"=+|-{3,}")
_HEADING = re.compile(r"(?P<marks>#{1,6})(?:\s+(?P<text>.*))?")
_CARD_HEADING = re.compile(r"[-*+]\s+(?=#{1,6}\s)")
_CALLOUT = re.compile(r"(?:!!!|\?\?\?\+?|===\+?)\s+(?P<kind>[\w\s-]*?)\s*(?:\"(?P<title>.*)\")?\s*")
_ITEM = re.compile(r"(?:[-*+•–]|(?P<number>\d{1,9}[.)]))\s+(?:\[[ xX]\]\s+)?")
_HTML_BLOCK = re.compile(
    r"<(?P<end>/?)(?P<tag>div|p|ul|ol|table|details|section|article|figure|iframe|button|center|nav|form|h[1-6]|dl|blockquote"
    r"|script|style)\b",
    re.IGNORECASE,
)
_MARKDOWN_INSIDE = re.compile(r"<[^>]*\smarkdown(?:=|\s|>)")

_MACRO = re.compile(r"\{\{[^{}]{0,500}\}\}|\{%[^{}]{0,500}%\}|\{#[^{}]{0,500}#\}")
# The address behind the text of a link, in brackets or by name, and the attributes behind that.
_TARGET = r"(?:\((?:[^()\[\]]|\([^()]{0,500}\)){0,2000}\)|\[[^\[\]]{0,200}\])"
_BRACES = r"(?:\{[^{}]{0,300}\})?"
_IMAGE = re.compile(r"!\[(?:[^\[\]]|\[[^\[\]]{0,500}\]){0,2000}\]" + f"{_TARGET}?{_BRACES}")
_BUTTON = re.compile(r"\[[^\[\]]{0,1000}\]\([^()\[\]]{0,2000}\)\s?\{[^{}]{0,200}\bmd-button\b[^{}]{0,200}\}")
_LINK = re.compile(r"\[(?P<text>[^\[\]]{0,1000})\]" + _TARGET + _BRACES)
_NOTE = re.compile(r"\s?\[\^[^\]\s]{1,50}\]")
_ATTRIBUTES = re.compile(r"\{:?\s*[.#][^{}]{0,300}\}")
_TRAILING_ATTRIBUTES = re.compile(r"\{[^{}]{0,300}\}$")
_ICON = re.compile(r"(?<!\S):[a-z0-9_+]+(?:-[a-z0-9_+]+)*:(?!\S)")
_AUTOLINK = re.compile(r"<(https?://[^<>\s]{1,1000}|[^<>\s@]{1,200}@[^<>\s@]{1,200})>")
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_BREAKS = re.compile(r"(?:<br\s*/?>[ \t]*){2,}", re.IGNORECASE)
_TAG = re.compile(r"</?[A-Za-z](?:[^<>\"']|\"[^\"]{0,1000}\"|'[^']{0,1000}'){0,500}>")
_CODE = re.compile(r"(`{1,3})([^`]{1,1000})\1")
_STRONG = re.compile(r"(?<!\\)(\*{1,3}|~~|==)(?=\S)([^*~=]{1,2000}?)(?<=\S)\1")
_EMPHASIS = re.compile(r"(?<![\w\\])(_{1,3})(?=\S)([^_]{1,2000}?)(?<=\S)\1(?!\w)")
_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")


def parse(data: bytes, source: Source) -> Document:
    """The document in ``data``. Raises :class:`ParseError` when it is not UTF-8 text or says nothing."""
    if wetmarkdown.recognises(data):
        return wetmarkdown.parse(data, source)
    meta, text = _split(_decode(data))
    found = list(_blocks(_without_comments(text)))
    title = tidy(str(meta["title"])) if isinstance(meta.get("title"), str | int) else only_title(found)
    return source.document(data, sections(found, source, title), title)


def front_matter(data: bytes) -> dict[str, object]:
    """The settings above the text, such as "title"; empty when there are none. Raises :class:`ParseError` when they are no YAML."""
    return _split(_decode(data))[0]


def _decode(data: bytes) -> str:
    if b"\0" in data:
        raise ParseError("dit is geen tekstbestand")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ParseError("het bestand is geen UTF-8; sla het op als UTF-8") from error
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _split(text: str) -> tuple[dict[str, object], str]:
    found = _FRONT_MATTER.match(text[:_LONGEST_FRONT_MATTER])
    if found is None:
        return {}, text
    settings = found["yaml"]
    if settings.count("[") + settings.count("{") - settings.count("]") - settings.count("}") > _DEEPEST_FRONT_MATTER:
        raise ParseError("de kop tussen de regels --- is geen geldige YAML")
    try:
        if "*" in settings and any(isinstance(token, yaml.AliasToken) for token in yaml.scan(settings)):
            # A few lines that repeat each other can unfold to gigabytes.
            raise ParseError("de kop tussen de regels --- verwijst naar zichzelf (*naam); schrijf alles uit")
        meta = yaml.safe_load(settings)
    except (yaml.YAMLError, ValueError, TypeError, AttributeError, RecursionError) as error:
        raise ParseError("de kop tussen de regels --- is geen geldige YAML") from error
    if not isinstance(meta, dict):
        # Two rules around a line of text.
        return {}, text if meta is not None else text[found.end() :]
    return {str(key): value for key, value in meta.items()}, text[found.end() :]


def _without_comments(text: str) -> str:
    if "<<<<<<< " in text:
        text = _MERGE_MARK.sub("", text)
    # Up to the last closing mark only: an opening mark without one would make the search quadratic.
    end = text.rfind("-->") + 3
    return re.sub(r"<!--.*?-->", "", text[:end], flags=re.DOTALL) + text[end:] if end > 2 else text


def _blocks(text: str) -> Iterator[Block]:
    """Headings, paragraphs, items and rows in reading order. Indentation does not matter: it only nests what is read in order."""
    lines = [line for raw in text.split("\n") for line in _broken(raw)]
    ends = _html_ends(lines)
    paragraph: list[str] = []
    number = 0
    while number < len(lines):
        line = lines[number].strip()
        taken, found = _structure(lines, number, ends, bool(paragraph))
        if taken:
            level = _underlined(line, paragraph, lines[number - 1]) if paragraph else 0
            yield from _paragraph(paragraph, level)
            paragraph = []
            yield from found
            number += taken
            continue
        if _ITEM.match(line):
            yield from _paragraph(paragraph)
            paragraph = []
        paragraph.append(line)
        number += 1
    yield from _paragraph(paragraph)


def _broken(line: str) -> list[str]:
    """A line without the marks of a quotation; with two or more breaks in a row it is two paragraphs, but not in a table."""
    if line.lstrip()[:1] == ">":
        line = line.lstrip("> \t")
    return [line] if "<" not in line or line.lstrip().startswith("|") else _BREAKS.sub("\n\n", line).split("\n")


def _structure(lines: Sequence[str], number: int, ends: Mapping[int, int], in_paragraph: bool) -> tuple[int, Iterable[Block]]:
    """How many lines from ``number`` are something else than running text, and the blocks they hold."""
    line = lines[number].strip()
    if not line or _DIRECTIVE.fullmatch(line) or _RULE.fullmatch(line) or (in_paragraph and _UNDERLINE.fullmatch(line)):
        return 1, ()
    if fence := _FENCE.match(line):
        return _fenced(lines, number, fence)
    if line.startswith(("!!!", "???", "===")) and (callout := _CALLOUT.fullmatch(tidy(line))):
        title = _inline(callout["title"] or "")
        return 1, [Block(title)] if title and _has_body(lines, number) else ()
    if heading := _HEADING.fullmatch(_CARD_HEADING.sub("", line, count=1)):
        return 1, [Block(_inline(_heading_text(heading["text"] or "")), len(heading["marks"]))]
    if line.startswith("|"):
        end = next((place for place in range(number, len(lines)) if not lines[place].strip().startswith("|")), len(lines))
        return end - number, pipe_table([_inline(row, cells=True) for row in lines[number:end]])
    if _HTML_BLOCK.match(line):
        return _html(lines, number, ends)
    return 0, ()


def _heading_text(text: str) -> str:
    """Without attributes and without the marks that may close a heading."""
    text = _TRAILING_ATTRIBUTES.sub("", text.rstrip()).rstrip()
    bare = text.rstrip("#")
    return bare if not bare or bare[-1].isspace() else text


def _fenced(lines: Sequence[str], number: int, fence: re.Match[str]) -> tuple[int, Iterable[Block]]:
    """Code as it stands, a line each; a diagram says nothing without its picture."""
    end = number + 1
    while end < len(lines) and not lines[end].strip().startswith(fence["fence"]):
        end += 1
    code = [] if fence["language"] == "mermaid" else [tidy(line) for line in lines[number + 1 : end]]
    return end + 1 - number, [Block(line, tight=place > 0) for place, line in enumerate(filter(None, code))]


def _has_body(lines: Sequence[str], number: int) -> bool:
    following = next((line for line in lines[number + 1 : number + 20] if line.strip()), "")
    return following[:1] in (" ", "\t") or lines[number][:1] in (" ", "\t")


def _html_ends(lines: Sequence[str]) -> dict[int, int]:
    """For each line that opens an HTML block, the line with the tag that closes it; without an entry it stays open."""
    ends: dict[int, int] = {}
    opened: defaultdict[str, list[tuple[int, bool]]] = defaultdict(list)
    for number, line in enumerate(lines):
        for place, found in enumerate(_HTML_BLOCK.finditer(line) if "<" in line else ()):
            stack = opened[found["tag"].lower()]
            if not found["end"]:
                stack.append((number, place == 0))
            elif stack:
                start, is_first = stack.pop()
                if is_first:
                    ends[start] = number
    return ends


def _html(lines: Sequence[str], number: int, ends: Mapping[int, int]) -> tuple[int, Iterable[Block]]:
    """An embedded HTML block, to its closing tag or else to an empty line; one that holds Markdown only loses its tags."""
    if _MARKDOWN_INSIDE.match(lines[number].strip()) or lines[number].lstrip().startswith("</"):
        return 1, ()
    end = ends.get(number)
    if end is None:
        end = next((place for place in range(number, len(lines)) if not lines[place].strip()), len(lines)) - 1
    return end + 1 - number, html.fragment("\n".join(lines[number : end + 1]))


def _underlined(line: str, paragraph: Sequence[str], above: str) -> int:
    """The level of a heading that is underlined: 1 with "=", 2 with "-"; 0 when ``line`` underlines nothing."""
    if len(paragraph) != 1 or not above.strip() or not _UNDERLINE.fullmatch(line) or _ITEM.match(paragraph[0]):
        return 0
    return 1 if line.startswith("=") else 2


def _paragraph(lines: Sequence[str], level: int = 0) -> Iterator[Block]:
    """The lines of one paragraph or item as a block."""
    text = " ".join(lines)
    item = _ITEM.match(text)
    marker = f"{item['number'] or '-'} " if item else ""
    if said := _inline(text[item.end() :] if item else text):
        yield Block(marker + said, level, tight=bool(item))


def _inline(text: str, *, cells: bool = False) -> str:
    """``text`` as people read it; ``cells`` keeps the escapes that a table row needs to be split."""
    text = _MACRO.sub("", text)
    if "[" in text:
        text = _NOTE.sub("", _LINK.sub(r"\g<text>", _BUTTON.sub("", _IMAGE.sub("", text))))
    if "{" in text:
        text = _ATTRIBUTES.sub("", text)
    if ":" in text:
        text = _ICON.sub("", text)
    if "<" in text:
        text = _TAG.sub("", _AUTOLINK.sub(r"\1", _BREAK.sub(" ", text)))
    text = _CODE.sub(r"\2", text)
    # Twice, for emphasis inside emphasis.
    for _ in range(2):
        text = _EMPHASIS.sub(r"\2", _STRONG.sub(r"\2", text))
    if not cells:
        text = _ESCAPE.sub(r"\1", text)
    return tidy(entities.unescape(text))
