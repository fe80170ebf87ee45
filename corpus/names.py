"""What a document is called: its titles, abbreviations and official numbers, in one spelling that can be looked up.

Only what the documents say of themselves; there is no list of laws here.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable

from corpus.document import Document, Status

_NOT_WORD = re.compile(r"[\W_]+")
_CELEX = re.compile(r"\b[03](\d{4}[A-Z])(\d{4})(?!\d)", re.IGNORECASE)
_ACT = re.compile(
    r"\b(?P<sort>verordening|regulation|richtlijn|directive|besluit|decision)\s+(?:\((?:EU|EG|EEG|EC|EEC|Euratom|,|\s)+\)\s*)?"
    r"(?P<nr>nr\.?\s*|no\.?\s*)?(?P<first>\d{1,4})/(?P<second>\d{1,4})(?!\d)(?:/[A-Z]{2,3}\b)*",
    re.IGNORECASE,
)
_BWB = re.compile(r"\bBWB[RV]\d{7}\b", re.IGNORECASE)
_KST = re.compile(r"\bkst[-\s]?(\d{2})[\s.]?(\d{3})(?:[-\s](?:nr\.?\s*)?|,\s*nr\.?\s*)(\d{1,4}|[A-Z])\b", re.IGNORECASE)
_KAMERSTUK = re.compile(r"\bKamerstukken\s+I{1,2},?\s+\d{4}/\d{2,4},\s*(\d{2})\s?(\d{3})\b[^;.]{0,20}?,\s*nr\.?\s*(\d{1,4})\b", re.IGNORECASE)
_LETTERS = {"verordening": "R", "regulation": "R", "richtlijn": "L", "directive": "L", "besluit": "D", "decision": "D"}
# What stands behind these words in an identifier is the number of another text: "bijlage bij kst-26643-1098".
_OF_ANOTHER = re.compile(r"\b(?:bij|van|op)\s+$")


def fold_name(text: str) -> str:
    """Lower case, no accents, one space for all that is no letter or digit: "AI-verordening" and "AI Verordening" are one name."""
    if not text.isascii():
        text = "".join(char for char in unicodedata.normalize("NFKD", text) if not unicodedata.combining(char))
    return _NOT_WORD.sub(" ", text).strip().lower()


def official_number(text: str) -> str:
    """The first official number in ``text`` in its standard form: "32016R0679", "BWBR0005537", "kst-26643-1098"; "" when none.

    A consolidated text ("02016R0679-20160504") has the number of what it consolidates.
    """
    return next((number for _, _, number in official_numbers(text)), "")


def official_numbers(text: str) -> list[tuple[int, int, str]]:
    """Every official number with its span (start, end, standard form), in reading order."""
    found = [(m.start(), m.end(), f"3{m[1]}{m[2]}".upper()) for m in _CELEX.finditer(text)]
    found += [(m.start(), m.end(), m[0].upper()) for m in _BWB.finditer(text)]
    found += [(m.start(), m.end(), f"kst-{m[1]}{m[2]}-{m[3].upper()}") for p in (_KST, _KAMERSTUK) for m in p.finditer(text)]
    for match in _ACT.finditer(text):
        year, number = _year_and_number(match)
        if year:
            found.append((match.start(), match.end(), f"3{year}{_LETTERS[match['sort'].lower()]}{number:0>4}"))
    return sorted(found)


def names_of(document: Document) -> tuple[str, ...]:
    """Every folded name ``document`` goes by: id, titles, abbreviations and its own official number."""
    given = (document.id, document.short, document.short_en, document.title, document.title_en, *document.names)
    numbers = (number_of(document), *(official_number(name) for name in document.names))
    return tuple(dict.fromkeys(name for name in map(fold_name, (*given, *numbers)) if len(name) > 1 and not name.isdigit()))


def number_of(document: Document) -> str:
    """The official number ``document`` bears itself; "" when its identifier names none, or only those of other texts."""
    for start, _, number in official_numbers(document.identifier):
        if not _OF_ANOTHER.search(document.identifier[:start]):
            return number
    return ""


def is_summary(document: Document) -> bool:
    """Whether this is a text of our own about a text: only those come with questions."""
    return any(section.questions for section in document.sections[:1])


def same_law(documents: Iterable[Document]) -> dict[str, str]:
    """For each document id a key that the editions of one law share: an official text, its summary, its older versions.

    Editions have the same official number or, where one has none, a name in common with exactly one numbered law.
    """
    names: dict[str, set[str]] = defaultdict(set)
    numbers: dict[str, str] = {}
    for document in documents:
        names[document.id].update(names_of(document))
        numbers[document.id] = numbers.get(document.id) or number_of(document)
    bearers: dict[str, list[str]] = defaultdict(list)
    for document_id, known in names.items():
        for name in known:
            bearers[name].append(document_id)
    keys: dict[str, str] = {}
    for document_id, known in names.items():
        kin = {other for name in known for other in bearers[name]}
        numbered = {numbers[other] for other in kin} - {""}
        keys[document_id] = numbers[document_id] or (numbered.pop() if len(numbered) == 1 else min(kin, default=document_id))
    return keys


def name_table(documents: Iterable[Document]) -> dict[str, str]:
    """Folded name to the id of the one law that bears it, for links; the official text before its summary.

    A name that two laws bear is left out.
    """
    held = list(documents)
    laws = same_law(held)
    best: dict[str, Document] = {}
    shared: set[str] = set()
    for document in sorted(held, key=preference):
        for name in names_of(document):
            if laws[best.setdefault(name, document).id] != laws[document.id]:
                shared.add(name)
    return {name: document.id for name, document in best.items() if name not in shared}


def preference(document: Document) -> tuple[int, bool, str]:
    """Sorts the editions of one law: what is in force, what is to come, what is past; an official text before its summary."""
    status = document.validity.status
    return 2 if status.is_past else int(status is Status.TOEKOMSTIG), is_summary(document), document.key


def _year_and_number(match: re.Match[str]) -> tuple[str, str]:
    """Year first since 2015 and in directives ("(EU) 2016/679", "95/46/EG"); number first in "(EG) nr. 765/2008"."""
    first, second = match["first"], match["second"]
    if match["nr"] or not re.fullmatch(r"(?:19|20)?\d\d", first):
        first, second = second, first
    if len(first) == 2:
        first = "19" + first
    return (first, second) if re.fullmatch(r"(?:19|20)\d\d", first) else ("", "")
