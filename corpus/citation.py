"""The grammar of Dutch and English references to law: "artikel 6, eerste lid, onder a, van de AVG", "Annex III, point 4".

One grammar reads both the texts (references become links) and the questions (references become passages). A reference whose law
is named but not known stays unresolved: a wrong link in a legal text is worse than none.
"""

import re
from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass, replace

from corpus.citation_law import BARE_LAW, is_this_text, law_after, law_before
from corpus.citation_place import AND, LATIN, TO, S, place_after, place_before
from corpus.document import Link
from corpus.names import fold_name, official_number, official_numbers

_HEAD = re.compile(
    r"(?<!\w)(?:(?P<artikel>artikel(?:en)?|articles?|artt?)|(?P<overweging>overweging(?:en)?|recitals?)|"
    rf"(?P<bijlage>bijlagen?|annex(?:es)?))(?:{S}*+\.)?(?:{S}*+(?:nr\.?|nummer|no\.))?{S}*+(?=\(?\d|(?<![a-z])[a-z])",
    re.IGNORECASE,
)
# "9 ter" is a number, "artikel 9 ter zake van" is not: a Latin suffix must visibly end the number; a letter is glued to it.
_ENDS = rf"(?={S}*+(?:$|[\n,.;:?!)]|(?:van|of|lid|leden|onder|sub|en|and|in|jo|is)\b|(?-i:[A-Z])|avg\b|gdpr\b))"
_SUFFIX = rf"(?:{S}?(?:{LATIN}){_ENDS}|(?!en|of|is|jo|om)[a-z]{{1,2}}(?![a-z]))?"
_ROMAN = r"(?=[ivxl]+(?![a-z]))(?:xl|l?x{0,3})(?:ix|iv|v?i{0,3})\b"
# Not the pronoun of "the article I wrote".
_UPPER_ROMAN = rf"(?-i:[IVXL]+)\b(?!{S}++(?-i:(?!(?:{AND}|van|lid|onder|tot|of|to)\b)[a-z]))"
_NUMBERS = {
    "artikel": re.compile(rf"\d{{1,4}}(?:{S}?:{S}?\d{{1,4}}|(?:\.\d{{1,3}})*){_SUFFIX}|{_UPPER_ROMAN}", re.I),
    "overweging": re.compile(r"\(?\d{1,3}\)?(?!\w)"),
    "bijlage": re.compile(rf"(?:{_ROMAN}|\d{{1,3}}|(?-i:[A-Z])\b(?!['’-])){_SUFFIX}", re.I),
}
_NEXT = re.compile(rf"{S}*+(?:(?P<to>{TO})|,?{S}*+(?P<and>{AND}|&|juncto|jo\.?)(?![a-z])|(?P<comma>,)){S}*+", re.I)
# A list after a singular ("artikel 6 en 9 AVG") must end as one: "artikel 6 en 9 maanden" names one article.
_LIST_ENDS = re.compile(rf"{S}*+(?:$|[,.;:?!)\n]|(?:{AND}|van|tot|t/m|to|is|zijn|wordt|worden|are)\b)", re.I)
_LIST_GOES_ON = re.compile(rf"(?:,{S}*+\d+\w*)*{S}++(?:{AND}){S}++\d", re.I)
_COUPLED = re.compile(rf"{S}*+,?{S}*+(?:en|of|and|or){S}++(?:(?:in|met|op|van|de|het|the){S}++)*", re.I)
_HEADLESS = re.compile(r"(?<![\w:./-])\d{1,2}(?::\d{1,4}|(?:\.\d{1,2}){1,2})[a-z]?(?![\w:])", re.I)
_LONGEST_RANGE = 200


@dataclass(frozen=True, slots=True, order=True)
class LegalCitation:
    """A reference at ``text[start:end]`` to one article, recital or annex, or to a "document" by its official number alone.

    ``kind`` is "artikel", "overweging", "bijlage" or "document"; ``number`` as printed in lower case ("6", "3:46", "iii", "9 bis"),
    empty for a document; ``place`` the part named there in one form ("lid 1, onder a"); ``law`` the words that name the law,
    "deze verordening" included, or "". An article inside a range ("12 tot en met 15") has the span of the words between its ends.
    """

    start: int
    end: int
    kind: str
    number: str
    place: str = ""
    law: str = ""


def find_citations(text: str, names: Container[str] = ()) -> tuple[LegalCitation, ...]:
    """Every reference in ``text``, in reading order; lists and ranges give one for each number.

    ``names`` holds folded names of laws (:func:`corpus.names.fold_name`) to know them by where the grammar cannot: in lower case, or
    before the article ("avg artikel 6").
    """
    groups: list[list[LegalCitation]] = []
    end = 0
    for head in _HEAD.finditer(text):
        group = _read(text, head, names, end) if head.start() >= end else []
        if group:
            groups.append(group)
            end = group[-1].end
    _share_laws(text, groups)
    found = [citation for group in groups for citation in group]
    numbers = [LegalCitation(start, end, "document", "", law=text[start:end]) for start, end, _ in official_numbers(text)]
    return tuple(_in_gaps(found, [*_without_head(text, names), *numbers]))


def section_id(kind: str, number: str) -> str:
    """The id of the section a reference names: "artikel-3-46", "artikel-9-bis", "bijlage-iii", "overweging-26"."""
    return f"{kind}-" + re.sub(r"[^a-z0-9]+", "-", number.lower()).strip("-")


def links(section_text: str, document_id: str, names: Mapping[str, str]) -> tuple[Link, ...]:
    """The references in a text of document ``document_id`` that can be followed; spans do not overlap.

    ``names`` maps folded names and official numbers to document ids (:func:`corpus.names.name_table`). A reference that names no
    law, or "deze verordening", is to the document itself; one whose law ``names`` does not have is left out.
    """
    made: list[Link] = []
    for citation in find_citations(section_text, names):
        if citation.kind == "document" or _NEXT.fullmatch(section_text, citation.start, citation.end):
            continue  # A whole text is no place in it; and an article inside a range has no words of its own.
        target = document_id if is_this_text(citation.law) else _lookup(citation.law, names)
        if target:
            made.append(Link(citation.start, citation.end, f"{target}/{section_id(citation.kind, citation.number)}", citation.place))
    return tuple(made)


def _lookup(law: str, names: Mapping[str, str]) -> str:
    number = official_number(law)
    return next((names[key] for key in (fold_name(law), fold_name(number), number) if key and key in names), "")


def _read(text: str, head: re.Match[str], names: Container[str], floor: int) -> list[LegalCitation]:
    """The references that start at ``head``; nothing before ``floor`` belongs to them."""
    kind = str(head.lastgroup)
    english = head[kind].lower().startswith(("article", "recital", "annex"))
    items = _items(text, head, kind, names, english)
    if not items:
        return []
    last = items[-1]
    law, end = law_after(text, last.end, names, kind, english)
    place = last.place
    if law and not place:
        place, end = place_after(text, end, kind)
    elif not law:
        law = law_before(text, head.start(), names, floor)
    items[-1] = replace(last, place=place, end=end)
    before, start = place_before(text, head.start(), floor, kind)
    if before:
        own = items[0].place
        both = (before, own) if before.startswith("lid") else (own, before)
        items[0] = replace(items[0], start=start, place=", ".join(part for part in both if part))
    return [replace(item, law=law) for item in items]


def _items(text: str, head: re.Match[str], kind: str, names: Container[str], english: bool) -> list[LegalCitation]:
    """The numbers after ``head`` with their places, lists and ranges written out; without a law."""
    pattern, plural = _NUMBERS[kind], head[kind].lower().endswith(("en", "s", "tt"))
    items: list[LegalCitation] = []
    start, number, is_range = head.start(), pattern.match(text, head.end()), False
    while number:
        place, end = place_after(text, number.end(), kind)
        item = LegalCitation(start, end, kind, _printed(number[0]), place)
        if is_range:
            items += [LegalCitation(items[-1].end, start, kind, inner) for inner in _between(items[-1].number, item.number)]
        items.append(item)
        separator = _NEXT.match(text, end)
        number = pattern.match(text, separator.end()) if separator else None
        if not separator or not number:
            break
        if not plural and not _is_list(text, separator, number, names, item, english):
            break
        start, is_range = number.start(), separator["to"] is not None
    return items


def _is_list(
    text: str, separator: re.Match[str], number: re.Match[str], names: Container[str], item: LegalCitation, english: bool
) -> bool:
    """Whether a number behind ``item`` in the singular ("artikel 6 en 9") is another article."""
    if separator["comma"]:
        return not item.place and _LIST_GOES_ON.match(text, number.end()) is not None
    if _LIST_ENDS.match(text, number.end()):
        return True
    return bool(place_after(text, number.end(), item.kind)[0] or law_after(text, number.end(), names, item.kind, english)[0])


def _printed(number: str) -> str:
    bare = re.sub(r"\s*:\s*", ":", number.strip("() ").lower())
    return re.sub(rf"(?<=[\divxl])\s*({LATIN})$", r" \1", bare)


def _between(first: str, last: str) -> Iterator[str]:
    """The numbers inside a range, its ends not included; none when it cannot be counted ("5a tot en met 7")."""
    if first in _ROMANS and last in _ROMANS:
        yield from _ROMANS[_ROMANS.index(first) + 1 : _ROMANS.index(last)]
        return
    one, two = (re.fullmatch(r"(.*?)(\d+)([a-z]?)", number) for number in (first, last))
    if not one or not two or one[1] != two[1]:
        return
    if one[2] == two[2] and one[3] and two[3]:
        yield from (one[1] + one[2] + chr(code) for code in range(ord(one[3]) + 1, ord(two[3])))
    elif not one[3] and not two[3] and int(two[2]) - int(one[2]) <= _LONGEST_RANGE:
        yield from (f"{one[1]}{number}" for number in range(int(one[2]) + 1, int(two[2])))


_ROMANS = [tens + ones for tens in ("", "x", "xx", "xxx") for ones in ("", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix")][1:]


def _share_laws(text: str, groups: list[list[LegalCitation]]) -> None:
    """ "artikel 6 en artikel 9 AVG" are both of the AVG: a law named last counts for references coupled straight to it."""
    for place in range(len(groups) - 2, -1, -1):
        this, following = groups[place][-1], groups[place + 1][0]
        if not this.law and following.law and _COUPLED.fullmatch(text[this.end : following.start]):
            groups[place] = [replace(citation, law=following.law) for citation in groups[place]]


def _without_head(text: str, names: Container[str]) -> Iterator[LegalCitation]:
    """ "3:46 Awb", "Awb 3:46", "5.1 Woo": laws cited by a number of two parts, without the word "artikel"."""
    for match in _HEADLESS.finditer(text):
        place, end = place_after(text, match.end(), "artikel")
        after, before = BARE_LAW.match(text, end), BARE_LAW.search(text[max(0, match.start() - 12) : match.start()])
        if after:
            yield LegalCitation(match.start(), after.end(), "artikel", match[0].lower(), place, after[1])
        elif before and not text[max(0, match.start() - 12) + before.end() : match.start()].strip(" ,"):
            yield LegalCitation(match.start(), end, "artikel", match[0].lower(), place, before[1])


def _in_gaps(found: list[LegalCitation], others: list[LegalCitation]) -> Iterator[LegalCitation]:
    """``found``, with those of ``others`` that overlap none of them; in reading order."""
    ends = 0
    for citation, is_other in sorted([(c, False) for c in found] + [(c, True) for c in others]):
        if not is_other or citation.start >= ends:
            ends = max(ends, citation.end)
            yield citation
