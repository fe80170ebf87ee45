"""PDF to a document: sections under the headings, or one for each page, with the pages on which their text stands.

Only PDFs that hold text; a scanned one is recognised and goes through :func:`ocr` first. The file is read in a process of its own
(``corpus/pdf_pages.py``) that is ended when it takes too much; ``pdf_columns``, ``pdf_layout`` and ``pdf_paragraphs`` make prose of what it finds.
"""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from corpus.document import Document, Section
from corpus.pdf_columns import Run
from corpus.pdf_layout import ITEM, Line, body_size, lines
from corpus.pdf_paragraphs import Paragraph, paragraphs
from corpus.source import ParseError, Source, slug, unique

MAX_PAGES = 2_000
MAX_CHARACTERS = 10_000_000
MAX_MEMORY = 2 << 30  # bytes, for the process that reads the file
SECONDS = 120  # for reading one file
OCR_SECONDS = 3_600  # recognising text takes some seconds a page
OCR_LANGUAGES = "nld+eng"

# A page with fewer letters than this has no text of its own.
_SOME_LETTERS = 20
_LONGEST_HEADING = 360
_NUMBER = re.compile(r"(\d+(?:[.,]\d+)*)\.?\s")
_UNIT = re.compile(
    r"(?P<unit>(?:Artikel|Bijlage|Hoofdstuk|Afdeling|Titel|Deel) (?:\d+|[IVXLC]+)[a-z]?(?: (?:bis|ter|quater|quinquies|sexies))?)\b"
    r"(?![,:;)])\.?(?P<title>.*)"
)
_ERRORS = {
    "encrypted": "de PDF is versleuteld. Sla haar op zonder wachtwoord en voeg haar opnieuw toe",
    "damaged": "de PDF is beschadigd of niet volledig. Haal het bestand opnieuw op",
    "stopped": "de PDF is beschadigd of vraagt te veel geheugen. Sla haar opnieuw op en voeg haar dan opnieuw toe",
    "pages": f"de PDF heeft meer dan {MAX_PAGES} bladzijden. Knip haar op",
    "characters": f"de PDF heeft meer dan {MAX_CHARACTERS // 1_000_000} miljoen tekens. Knip haar op",
    "memory": "de PDF vraagt te veel geheugen om te lezen. Sla haar opnieuw op, of knip haar op",
    "time": f"het lezen van de PDF duurde langer dan {SECONDS} seconden. Sla haar opnieuw op, of knip haar op",
    "scanned": "de PDF bestaat uit gescande beelden zonder tekst. Laat eerst tekstherkenning (OCR) doen en voeg haar dan opnieuw toe",
    "letters": "de PDF zegt van haar letters niet welke het zijn. Laat eerst tekstherkenning (OCR) doen en voeg haar dan opnieuw toe",
}


class ScannedError(ParseError):
    """A PDF of images, which :func:`ocr` can make readable."""


def parse(data: bytes, source: Source) -> Document:
    """The document in a PDF. Raises :class:`ParseError`; :class:`ScannedError`, which names OCR, when the PDF is scanned."""
    title, pages = _read(data)
    found = lines(pages)
    heads = _headings(list(paragraphs(found)), body_size(found))
    title = _title(found, heads, title)
    if sum(level > 0 for _, level in heads) < 2:
        return source.document(data, _by_page(found, source), title)
    return source.document(data, _by_heading(heads, source, title), title)


# ---- the file


def _read(data: bytes) -> tuple[str, list[list[Run]]]:
    """The title that a PDF gives itself, and its runs of text page by page."""
    if b"%%EOF" not in data[-4096:]:
        raise ParseError(_ERRORS["damaged"])
    command = [sys.executable, "-I", str(Path(__file__).with_name("pdf_pages.py"))]
    limits = [str(limit) for limit in (MAX_PAGES, MAX_CHARACTERS, MAX_MEMORY)]
    try:
        done = subprocess.run([*command, *limits], input=data, capture_output=True, timeout=SECONDS, check=False)
    except subprocess.TimeoutExpired:
        raise ParseError(_ERRORS["time"]) from None
    head, *pages = [json.loads(line) for line in done.stdout.splitlines() if line.endswith((b"}", b"]"))] or [{}]
    for answer in (head, *pages[-1:]):
        if isinstance(answer, dict) and "error" in answer:
            raise ParseError(_ERRORS[answer["error"]])
    if len(pages) != head.get("pages"):
        raise ParseError(_ERRORS["stopped"])
    runs = [[Run(*run) for run in page[2]] for page in pages]
    letters = [sum(len(run.text) for run in page) for page in runs]
    if sum(page[1] for page in pages) > sum(letters):
        raise ParseError(_ERRORS["letters"])
    empty = [page[0] for page, count in zip(pages, letters, strict=True) if count < _SOME_LETTERS]
    if any(empty) and len(empty) * 2 > len(pages):
        raise ScannedError(_ERRORS["scanned"])
    return str(head.get("title") or ""), runs


def ocr(data: bytes) -> bytes:
    """The same PDF with a layer of recognised text, made by ocrmypdf with tesseract; pages that hold text stay as they are.

    Only for a caller whose administrator has asked for it. Raises :class:`ParseError` when the programs are not there, take
    longer than :data:`OCR_SECONDS` or fail.
    """
    program = shutil.which("ocrmypdf")
    if program is None:
        raise ParseError(
            "tekstherkenning (OCR) is niet geïnstalleerd. Installeer haar met: sudo apt-get install ocrmypdf tesseract-ocr-nld"
        )
    with tempfile.TemporaryDirectory() as folder:
        scanned, readable = Path(folder, "in.pdf"), Path(folder, "uit.pdf")
        scanned.write_bytes(data)
        command = [str(part) for part in (program, "--quiet", "--skip-text", "--output-type", "pdf", "--language", OCR_LANGUAGES, scanned, readable)]
        with subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, start_new_session=True
        ) as process:
            try:
                _, said = process.communicate(timeout=OCR_SECONDS)
            except subprocess.TimeoutExpired:
                # ocrmypdf starts programs of its own; the whole group has to go.
                os.killpg(process.pid, signal.SIGKILL)
                raise ParseError(f"tekstherkenning (OCR) duurde langer dan {OCR_SECONDS // 60} minuten") from None
        if process.returncode or not readable.is_file():
            reason = said.decode("utf-8", "replace").strip().splitlines()
            raise ParseError(f"tekstherkenning (OCR) is mislukt: {reason[-1] if reason else process.returncode}")
        return readable.read_bytes()


# ---- headings

_Style = tuple[float, bool, bool]


def _headings(found: Sequence[Paragraph], body: float) -> list[tuple[Paragraph, int]]:
    """Each paragraph with its level as a heading: 1 for the most prominent style that heads something, 0 for text."""
    merged = list(_merged(found, body))
    heads = [paragraph for paragraph in merged if _looks_like_heading(paragraph, body)]
    pages: dict[_Style, set[int]] = {}
    numbered: Counter[_Style] = Counter()
    total: Counter[_Style] = Counter()
    for head in heads:
        style = head.lines[0].style
        pages.setdefault(style, set()).add(head.lines[0].page)
        total[style] += 1
        numbered[style] += bool(_NUMBER.match(head.text))
    most = [style for style, on in pages.items() if len(on) >= 3]
    # Type on one page behind the cover that is larger than all that heads the chapters stands in a figure or beside a table.
    stray = {s for s, on in pages.items() if most and s > max(most) and len(on - {1}) == 1}
    order = sorted(pages, key=lambda style: (style in stray, -style[0], not style[1], style[2]))
    levels = {style: level for level, style in enumerate(order, start=1)}

    def level(paragraph: Paragraph) -> int:
        style = paragraph.lines[0].style
        if not _looks_like_heading(paragraph, body):
            return 0
        # Where most headings in a style have a number, bold words without one are labels in a figure.
        if style[0] < 1.3 * body and numbered[style] > 0.6 * total[style] and not _NUMBER.match(paragraph.text):
            return 0
        return levels.get(style, 0)

    return [(paragraph, level(paragraph)) for paragraph in merged]


def _merged(found: Iterable[Paragraph], body: float) -> Iterable[Paragraph]:
    """Paragraphs, with a heading that was set over several blocks made one again, such as a title on a cover."""
    last: Paragraph | None = None
    for paragraph in found:
        if last is not None and _belong(last, paragraph, body):
            last = Paragraph(f"{last.text} {paragraph.text}", last.pages, last.lines + paragraph.lines)
            continue
        if last is not None:
            yield last
        last = paragraph
    if last is not None:
        yield last


def _belong(a: Paragraph, b: Paragraph, body: float) -> bool:
    return (
        a.lines[0].style == b.lines[0].style
        and (a.lines[-1].page, a.lines[-1].column) == (b.lines[0].page, b.lines[0].column)
        and not _NUMBER.match(b.text)
        and not _UNIT.match(b.text)
        and len(a.text) + len(b.text) < _LONGEST_HEADING
        and b.lines[0].baseline - a.lines[-1].baseline < 5 * b.lines[0].size
        and _looks_like_heading(a, body)
        and _looks_like_heading(b, body, goes_on=True)
    )


def _looks_like_heading(paragraph: Paragraph, body: float, goes_on: bool = False) -> bool:
    first, text = paragraph.lines[0], paragraph.text
    if len(text) > _LONGEST_HEADING or any(line.style[:2] != first.style[:2] or line.cells > 1 for line in paragraph.lines):
        return False
    if ITEM.match(text) or text.endswith((",", ";", "-")) or not re.search(r"[^\W\d_]{2}", text):
        return False
    if text[0].islower() and not goes_on:
        return False
    if first.size >= 1.15 * body or (first.bold and first.size >= 0.97 * body):
        return True
    unit = _UNIT.fullmatch(text)
    return unit is not None and (first.italic or not unit["title"]) and first.size >= 0.97 * body


def _title(found: Sequence[Line], heads: Sequence[tuple[Paragraph, int]], given: str) -> str:
    """The largest words on the first page; else the title the file gives itself, else the first heading."""
    first = [(p, level) for p, level in heads if level and p.lines[0].page == 1]
    if first:
        return max((p for p, _ in first), key=lambda p: p.lines[0].size).text
    return given.strip() or next((p.text for p, level in heads if level), "")


# ---- sections


@dataclass(frozen=True, slots=True)
class _Heading:
    label: str
    level: int
    number: int  # how many numbers: 2 for "2.1."; 0 without

    def above(self, other: "_Heading") -> bool:
        if self.number and other.number and self.number != other.number:
            return self.number < other.number
        return self.level < other.level


def _by_heading(heads: Sequence[tuple[Paragraph, int]], source: Source, title: str) -> list[Section]:
    """A section for each heading with text; a heading over nothing at all is text of the section before it."""
    sections: list[Section] = []
    taken: set[str] = set()
    path: list[_Heading] = []
    body: list[Paragraph] = []

    def close() -> None:
        if body:
            label = path[-1].label if path else "Begin"
            above = tuple(h.label for h in path[:-1] if h.label != title)
            sections.append(_section(label, body, source, taken, above))

    for index, (paragraph, level) in enumerate(heads):
        if level and _heads_something(heads, index):
            close()
            heading = _Heading(_label(paragraph.text), level, _depth(paragraph.text))
            while path and not path[-1].above(heading):
                path.pop()
            path.append(heading)
            body = []
        else:
            body.append(paragraph)
    close()
    return sections


def _heads_something(heads: Sequence[tuple[Paragraph, int]], index: int) -> bool:
    """False for a heading with another of its own level or higher right below it, or with nothing."""
    level = heads[index][1]
    return index + 1 < len(heads) and (heads[index + 1][1] == 0 or heads[index + 1][1] > level)


def _depth(text: str) -> int:
    number = _NUMBER.match(text)
    return len(re.split("[.,]", number[1])) if number else 0


def _label(text: str) -> str:
    unit = _UNIT.fullmatch(text)
    if unit is None:
        return text
    title = unit["title"].strip(" .")
    return f"{unit['unit']}. {title}" if title else unit["unit"]


def _by_page(found: Sequence[Line], source: Source) -> list[Section]:
    taken: set[str] = set()
    pages = groupby(found, key=lambda line: line.page)
    return [_section(f"Pagina {number}", list(paragraphs(list(page))), source, taken) for number, page in pages]


def _section(label: str, body: Sequence[Paragraph], source: Source, taken: set[str], path: tuple[str, ...] = ()) -> Section:
    text, pages = "", list[tuple[int, int]]()
    for paragraph in body:
        if text:
            text += "\n" if ITEM.match(paragraph.text) or paragraph.lines[0].cells > 1 else "\n\n"
        pages += [(len(text) + start, page) for start, page in paragraph.pages if not pages or page != pages[-1][1] or start]
        text += paragraph.text
    unit = _UNIT.fullmatch(label)
    url = f"{source.url}#page={pages[0][1]}" if source.url.lower().endswith(".pdf") else source.url
    name = unique(slug(unit["unit"] if unit else label), taken)
    return source.section(name, label, text, path=path, pages=tuple(pages), url=url)
