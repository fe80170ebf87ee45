"""An amending act as a document of its changes: a section for each article or annex that it changes in another act.

Works on the sections of any parsed act whose text holds the instructions as the Publications Office words them ("5) artikel 4
wordt vervangen door: …"). Quotation marks do not decide where an instruction ends, since real acts forget some; the numbers of
the instructions do, which count up from 1.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from corpus.document import Document, Part, Section
from corpus.source import slug

_BIS = r"(?: (?:bis|ter|quater|[a-z]+ies)\b)?"
_NUMBER = rf"(?P<number>\d+{_BIS}|[IVXLC]+\b)"
_ACT = r"(?:verordening|richtlijn|besluit)(?: \(\w+\))?(?: nr\.)? (?P<act>\d+/\d+)(?:/EG|/EU|/EEG)?"
_AMENDS = re.compile(rf"{_ACT} wordt als volgt gewijzigd:", re.IGNORECASE)
_OWN_ARTICLE = re.compile(r"Artikel (?P<number>\d{1,4})\.? *(?P<title>[^\n]*)")
_INSTRUCTION = re.compile(r"(?P<number>\d{1,4})\) (?P<words>.*?\b(?:wordt|worden)\b.*)", re.IGNORECASE)
_PLACE = re.compile(rf"\b(?P<unit>artikel|bijlage) {_NUMBER}", re.IGNORECASE)
_NEW = re.compile(r"volgende (?:artikel|artikelen|bijlage|bijlagen) (?:wordt|worden) (?:ingevoegd|toegevoegd)", re.IGNORECASE)
_NEW_UNIT = re.compile(rf"[“\"‘„]?(?P<unit>Artikel|Bijlage) {_NUMBER}(?=[\n.]|$)")
_RECITAL = re.compile(r"\((?P<number>\d{1,4})\) ")
_RECITALS_BEGIN, _RECITALS_END = "overwegende hetgeen volgt", "vastgesteld:"


@dataclass(frozen=True, slots=True)
class _Block:
    """A paragraph at ``start`` in the running text of the act; ``end`` is where the white space behind it begins."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class _Running:
    """The text of the whole act with its headings, and where its pages begin in it."""

    text: str
    pages: tuple[tuple[int, int], ...]
    blocks: tuple[_Block, ...]


@dataclass(frozen=True, slots=True)
class _Change:
    """What an act changes in one article or annex: spans of the running text, each with the number of its instruction."""

    unit: str
    new: bool
    spans: tuple[tuple[str, int, int], ...]


def amended_acts(document: Document) -> dict[str, str]:
    """For each article of an amending act the number of the act it changes: ``{"1": "2024/1689", "2": "2018/1139"}``."""
    running = _running(document)
    found = {}
    for number, _, start, end in _own_articles(running):
        amends = _AMENDS.search(running.text, start, min(end, start + 600))
        if amends:
            found[number] = amends["act"]
    return found


def amendments(document: Document, target_id: str, act: str = "") -> Document:
    """``document`` with recitals, its changes to ``target_id`` and its own articles as sections; itself when it changes nothing.

    ``act`` is the number of the target ("2024/1689"); without it the target is the first act that is changed. An article that
    changes another act stays one section, with an empty ``amends``. An inserted article has the id that it will have in the target.
    """
    acts = amended_acts(document)
    target = act or next(iter(acts.values()), "")
    if target not in acts.values():
        return document
    running = _running(document)
    sections = list(_recitals(document, running))
    for number, label, start, end in _own_articles(running):
        if acts.get(number) == target:
            sections += _changes(document, running, target_id, label, (start, end))
        else:
            body = running.text.find("\n", start, end) + 1
            sections.append(_section(document, running, f"artikel-{number}", label, ((number, body or start, end),)))
    return replace(document, sections=tuple(sections))


# ---- the running text


def _running(document: Document) -> _Running:
    text, pages = "", list[tuple[int, int]]()
    for section in document.sections:
        unit = re.match(rf"(Artikel|Bijlage) {_NUMBER}\.? *", section.label)
        head = f"{unit[0].strip(' .')}\n{section.label[unit.end() :]}".strip() + "\n\n" if unit else ""
        text += _between(text, head + section.text)
        pages += [(len(text) + (len(head) + start if start else 0), page) for start, page in section.pages]
        text += head + section.text
    blocks = [_Block(m.start(), m.end(), m[0]) for m in re.finditer(r"[^\n]+", text)]
    once = [(start, page) for index, (start, page) in enumerate(pages) if not index or pages[index - 1][1] != page]
    return _Running(text, tuple(once), tuple(blocks))


def _between(text: str, after: str) -> str:
    """What goes between two sections: a space where a page ended in the middle of a sentence."""
    if not text:
        return ""
    return " " if after[:1].islower() and text[-1] not in ".:;”" else "\n\n"


def _own_articles(running: _Running) -> Iterator[tuple[str, str, int, int]]:
    """Number, label, start and end of the act's own articles: those that count up from 1 outside the quoted text."""
    found: list[tuple[str, str, int]] = []
    begin = running.text.lower().find(_RECITALS_END)
    for block, after in zip(running.blocks, (*running.blocks[1:], None), strict=True):
        own = _OWN_ARTICLE.fullmatch(block.text)
        if own is None or block.start < begin or int(own["number"]) != len(found) + 1:
            continue
        title = own["title"] or (after.text if after and running.text[block.end : after.start] == "\n" else "")
        found.append((own["number"], f"Artikel {own['number']}. {title}".strip(" ."), block.start))
    for (number, label, start), end in zip(found, _ends([start for _, _, start in found], len(running.text)), strict=True):
        heading = running.text.find("\n\n", start, end)
        yield number, label, heading + 1 if heading >= 0 else start, end


def _ends(starts: Sequence[int], last: int) -> list[int]:
    """Where each of the pieces that begin at ``starts`` ends: where the next one begins, and ``last`` for the last one."""
    return [*starts[1:], last] if starts else []


# ---- recitals


def _recitals(document: Document, running: _Running) -> Iterator[Section]:
    low = running.text.lower()
    begin, end = low.find(_RECITALS_BEGIN), low.find(_RECITALS_END)
    if begin < 0 or end < begin:
        return
    end = running.text.rfind("\n", begin, end)
    starts: list[tuple[str, int, int]] = []
    for block in running.blocks:
        number = _RECITAL.match(block.text)
        if number and begin < block.start < end and int(number["number"]) == len(starts) + 1:
            starts.append((number["number"], block.start, block.start + number.end()))
    for (name, _, start), stop in zip(starts, _ends([start for _, start, _ in starts], end), strict=True):
        yield _section(document, running, f"overweging-{name}", f"Overweging {name}", ((name, start, stop),))


# ---- changes


def _changes(document: Document, running: _Running, target_id: str, label: str, span: tuple[int, int]) -> Iterator[Section]:
    """A section for each article or annex changed within ``span``, in the order in which each is first changed."""
    merged: dict[str, _Change] = {}
    for change in _instructions(running, span):
        before = merged.get(change.unit)
        merged[change.unit] = replace(before, spans=before.spans + change.spans) if before else change
    for change in merged.values():
        unit = slug(change.unit)
        verb = ("Toevoeging" if unit.startswith("bijlage") else "Invoeging") if change.new else "Wijziging"
        yield replace(
            _section(document, running, f"wijziging-{unit}", f"{verb} van {change.unit} {_name(target_id)}", change.spans, (label,)),
            amends=f"{target_id}/{unit}",
        )


def _name(target_id: str) -> str:
    """What people call the target: "AI-verordening" for "ai-verordening"; short words are abbreviations."""
    return "-".join(word.upper() if len(word) < 4 else word for word in target_id.split("-"))


def _instructions(running: _Running, span: tuple[int, int]) -> Iterator[_Change]:
    heads: list[tuple[_Block, str, str]] = []
    for block in running.blocks:
        found = _INSTRUCTION.fullmatch(block.text)
        if found and span[0] <= block.start < span[1] and int(found["number"]) == len(heads) + 1 and _names_a_place(found["words"]):
            heads.append((block, found["number"], found["words"]))
    for (block, number, words), end in zip(heads, _ends([block.start for block, _, _ in heads], span[1]), strict=True):
        if _NEW.search(words):
            yield from _new_units(running, number, block, end)
        else:
            place = _PLACE.search(words)
            if place:
                yield _Change(f"{place['unit'].lower()} {place['number']}", False, ((number, block.start, end),))


def _names_a_place(words: str) -> bool:
    return bool(_NEW.search(words) or _PLACE.search(words))


def _new_units(running: _Running, number: str, head: _Block, end: int) -> Iterator[_Change]:
    """A change for each article or annex in the text that is inserted; the first one begins with the instruction."""
    units = [
        (found, block)
        for block in running.blocks
        if head.start < block.start < end and (found := _NEW_UNIT.match(block.text)) and len(block.text) == found.end()
    ]
    starts = [head.start, *(block.start for _, block in units[1:])][: len(units)]
    for (found, _), start, stop in zip(units, starts, _ends(starts, end), strict=True):
        yield _Change(f"{found['unit'].lower()} {found['number']}", True, ((number, start, stop),))


# ---- sections


def _section(
    document: Document, running: _Running, name: str, label: str, spans: Sequence[tuple[str, int, int]], path: tuple[str, ...] = ()
) -> Section:
    """A section with the text of ``spans``; each that begins with the number of an instruction is a part of it."""
    text, pages, parts = "", list[tuple[int, int]](), list[Part]()
    for number, start, end in spans:
        piece = running.text[start:end]
        start, piece = start + len(piece) - len(piece.lstrip()), piece.strip()
        text += "\n\n" if text else ""
        at = len(text)
        text += piece
        if piece.startswith(f"{number})"):
            parts.append(Part("punt", number, at, len(text)))
        pages += [(at + offset, page) for offset, page in _pages(running, start, start + len(piece))]
    once = tuple((at, page) for index, (at, page) in enumerate(pages) if not index or pages[index - 1][1] != page)
    url = f"{document.url}#page={once[0][1]}" if once and document.url.lower().endswith(".pdf") else document.url
    return Section(
        id=name, label=label, label_en=label, text=text, english="", reference=f"{document.short}, {label}",
        sources=document.identifier, url=url, validity=document.validity, path=path, parts=tuple(parts), pages=once,
    )  # fmt: skip


def _pages(running: _Running, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The pages between ``start`` and ``end``, each with its offset from ``start``."""
    before = [page for at, page in running.pages if at <= start]
    if before:
        yield 0, before[-1]
    for at, page in running.pages:
        if start < at < end:
            yield at - start, page
