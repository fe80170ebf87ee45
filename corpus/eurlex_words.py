"""The words on a page of EUR-Lex: without notes and marks of amendments, and headings in the case the act uses elsewhere."""

import re
from collections import Counter
from collections.abc import Callable, Iterable

from lxml import etree

BLOCKS = frozenset(
    "article aside blockquote body center dd div dl dt footer form h1 h2 h3 h4 h5 h6 header hr html li main ol p section "
    "table tbody td tfoot th thead tr ul".split()
)
_UNREAD_TAGS = frozenset("head script style noscript template".split())
_NOTE = "\0"  # stands for a footnote mark until the brackets around it are gone; the file itself cannot hold one
_NOTE_MARK = re.compile(rf"(?: ?\( ?{_NOTE} ?\)| ?{_NOTE})(\w?)")
_UNSEEN = re.compile("[\xad\u200b\u200c\u200d\u2060\ufeff▼►◄]")
_RAISED = str.maketrans("0123456789+-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻")


def raw_words(node: etree._Element) -> str:
    """All words of ``node`` with their white space, footnote marks as ``_NOTE``, raised digits as such."""
    names = node.get("class", "")
    if node.tag in _UNREAD_TAGS:
        return ""
    if node.get("id", "").startswith(("ntc", "src.")) or "note-tag" in names:
        return _NOTE
    inner = "".join((node.text or "", *(raw_words(child) + (child.tail or "") for child in node)))
    if node.tag == "a" and inner.lstrip()[:1] in ("▼", "►"):
        return " "
    if node.tag == "span" and inner.isspace():
        return "\xa0"  # the consolidated dialect sets a number apart with one stretched space
    if node.tag == "sup" or "super" in names:
        return inner.strip().translate(_RAISED)
    return f" {inner} " if node.tag in BLOCKS or node.tag == "br" else inner


def clean(raw: str) -> str:
    """``raw`` without footnote marks and unseen characters, every white space one space."""
    bare = " ".join(_UNSEEN.sub("", raw).split())
    return _NOTE_MARK.sub(lambda found: f" {found[1]}" if found[1] else "", bare).strip()


def is_blank(node: etree._Element) -> bool:
    return not any(words.strip() for words in node.itertext())


def is_short(node: etree._Element, longest: int = 24) -> bool:
    """Whether the words of ``node`` can be the number of a list item; reads no further than it must."""
    seen = 0
    for words in node.itertext():
        seen += len(words.strip())
        if seen > longest:
            return False
    return True


def recaser(texts: Iterable[str]) -> Callable[[str], str]:
    """A function that writes a heading in capitals the way this act spells its words elsewhere ("AI", "Unie", "systemen")."""
    counts = Counter(word for text in texts for word in re.findall(r"[^\W\d_]+", text))
    usual: dict[str, str] = {}
    for word, _ in counts.most_common():
        usual.setdefault(word.casefold(), word)

    def recase(heading: str) -> str:
        if not heading.isupper():
            return heading
        spelled = re.sub(r"\b(?<![/(])[^\W\d_]+", lambda found: usual.get(found[0].casefold(), found[0].lower()), heading)
        return spelled[:1].upper() + spelled[1:]

    return recase
