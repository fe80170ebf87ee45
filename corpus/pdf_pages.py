"""Read the text of a PDF, run by run with its place on the page: a program of its own, started by :mod:`corpus.pdf`.

A PDF is drawn by a library in C++ (pdfium) that Python cannot interrupt. So it runs in a process with limits on memory and
time; a file made to hang or to swell ends that process and nothing else.

Standard input is the file. Standard output is JSON, one value a line: ``{"pages": 3, "title": "…"}``, then for each page an array: whether
it shows little but an image, the count of characters whose meaning the file does not tell, and an array of runs ``[text, left, right,
baseline, size, bold, italic]``, in points from the top left corner; or ``{"error": "…"}``, which :mod:`corpus.pdf` puts into words.
"""

import ctypes
import json
import math
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

_BOLD = re.compile(r"bold|black|heavy|demi", re.IGNORECASE)
_ITALIC = re.compile(r"italic|oblique", re.IGNORECASE)
_BOLD_WEIGHT, _ITALIC_FLAG, _FILL_AND_STROKE = 600, 1 << 6, 2
_SPECIAL = {0x02: "-", 0xFFFE: "-", 0xAD: "-", 0xA0: " ", 0xFB00: "ff", 0xFB01: "fi", 0xFB02: "fl", 0xFB03: "ffi", 0xFB04: "ffl"}
_PRIVATE = range(0xE000, 0xF900)
_FEW = 50  # characters: on a page with fewer it matters whether there is an image
_GAP = 1.2  # times the type size: wider white parts two runs, as between the cells of a table or two columns


class _Style(NamedTuple):
    size: float
    bold: bool
    italic: bool
    turn: int | None  # quarter turns from upright; None for text at a slant, such as a watermark


class _Character(NamedTuple):
    text: str
    left: float
    right: float
    baseline: float
    style: _Style


def main() -> None:
    """Arguments: the most pages, the most characters and the most bytes of memory."""
    most_pages, most_characters, most_bytes = map(int, sys.argv[1:4])
    try:
        _limit_memory(most_bytes)
        for value in _read(sys.stdin.buffer.read(), most_pages, most_characters):
            sys.stdout.write(json.dumps(value) + "\n")
    except MemoryError:
        sys.stdout.write(json.dumps({"error": "memory"}) + "\n")


def _limit_memory(most_bytes: int) -> None:
    try:
        import resource
    except ImportError:  # Windows has no such limit; the one on time remains
        return
    # Who started this may have set a lower limit, which only an administrator can raise.
    lowest = min(limit for limit in (most_bytes, *resource.getrlimit(resource.RLIMIT_AS)) if limit >= 0)
    resource.setrlimit(resource.RLIMIT_AS, (lowest, lowest))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _read(data: bytes, most_pages: int, most_characters: int) -> Iterator[object]:
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(data)
        if len(document) > most_pages:
            yield {"error": "pages"}
            return
        yield {"pages": len(document), "title": document.get_metadata_value("Title")}
        left = most_characters
        for number in range(len(document)):
            page = document[number]
            text = page.get_textpage()
            left -= text.count_chars()
            if left < 0:
                yield {"error": "characters"}
                return
            yield _page(page, text)
            text.close()
            page.close()
    except pypdfium2.PdfiumError as error:
        yield {"error": "encrypted" if re.search("password|security", str(error), re.IGNORECASE) else "damaged"}


def _page(page: Any, text: Any) -> list[object]:
    import pypdfium2.raw as pdfium

    unknown, characters = 0, []
    for character in _characters(page, text):
        if character is None:
            unknown += 1
        else:
            characters.append(character)
    turns = Counter(character.style.turn for character in characters if character.text.strip())
    turn = max((t for t in turns if t is not None), key=lambda t: turns[t], default=0)
    runs = _runs([c for c in characters if c.style.turn == turn])
    bare = sum(len(run[0]) for run in runs) < _FEW
    image = bare and any(True for _ in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_IMAGE], max_depth=3))
    return [image, unknown, runs]


def _characters(page: Any, text: Any) -> Iterator[_Character | None]:
    """The characters in the order in which they are drawn, with the spaces that pdfium adds; None for an unknown one."""
    import pypdfium2.raw as pdfium

    x, y, box = ctypes.c_double(), ctypes.c_double(), pdfium.FS_RECTF()
    bounds, drawn, style = page.get_cropbox(), None, None
    for index in range(text.count_chars()):
        code = pdfium.FPDFText_GetUnicode(text, index)
        if code in (0x0A, 0x0D):
            continue
        if not pdfium.FPDFText_IsGenerated(text, index):
            thing = pdfium.FPDFText_GetTextObject(text, index)
            address = ctypes.addressof(thing.contents) if thing else None
            if style is None or address is None or address != drawn:
                drawn, style = address, _style(text, thing, index)
            pdfium.FPDFText_GetCharOrigin(text, index, x, y)
            pdfium.FPDFText_GetLooseCharBox(text, index, box)
            nowhere = not all(map(math.isfinite, (x.value, y.value, box.left, box.right, box.bottom, style.size)))
            if nowhere or code in (0, 0xFFFD) or pdfium.FPDFText_HasUnicodeMapError(text, index) == 1:
                yield None
                continue
        if style is not None:
            shown = _SPECIAL.get(code) or ("•" if code in _PRIVATE else chr(code))
            place = _TURNED[style.turn or 0]
            left, baseline = place((box.left, y.value), bounds) if not (style.turn or 0) % 2 else place((x.value, box.bottom), bounds)
            right, _ = place((box.right, box.top), bounds)
            yield _Character(shown, min(left, right), max(left, right), baseline, style)


_Place = Callable[[tuple[float, float], tuple[float, float, float, float]], tuple[float, float]]
# From the page's own coordinates (left, bottom, right, top) to what a reader sees: from the left, and from the top.
_TURNED: tuple[_Place, ...] = (
    lambda at, page: (at[0] - page[0], page[3] - at[1]),
    lambda at, page: (at[1] - page[1], at[0] - page[0]),
    lambda at, page: (page[2] - at[0], at[1] - page[1]),
    lambda at, page: (page[3] - at[1], page[2] - at[0]),
)


def _style(text: Any, thing: Any, index: int) -> _Style:
    import pypdfium2.raw as pdfium

    name, flags, matrix = ctypes.create_string_buffer(256), ctypes.c_int(), pdfium.FS_MATRIX()
    pdfium.FPDFText_GetFontInfo(text, index, name, 256, flags)
    pdfium.FPDFText_GetMatrix(text, index, matrix)
    font = name.value.decode("utf-8", "replace")
    stroked = bool(thing) and pdfium.FPDFTextObj_GetTextRenderMode(thing) == _FILL_AND_STROKE
    bold = bool(_BOLD.search(font)) or stroked or pdfium.FPDFText_GetFontWeight(text, index) >= _BOLD_WEIGHT
    italic = bool(_ITALIC.search(font)) or bool(flags.value & _ITALIC_FLAG)
    size = pdfium.FPDFText_GetFontSize(text, index) * math.hypot(matrix.c, matrix.d)
    angle = math.degrees(math.atan2(matrix.b, matrix.a)) / 90
    turn = round(angle) % 4 if abs(angle - round(angle)) < 0.1 else None
    return _Style(round(size, 2), bold, italic, turn)


def _runs(characters: list[_Character]) -> list[list[Any]]:
    """Neighbouring characters in one style on one baseline, joined."""
    runs: list[list[Any]] = []
    last: _Character | None = None
    for character in characters:
        size = character.style.size
        joins = (
            last is not None
            and character.style == last.style
            and abs(character.baseline - last.baseline) < 0.15 * size
            and last.left - 0.3 * size < character.left < last.right + _GAP * size
        )
        if joins and (character.text != " " or not runs[-1][0].endswith(" ")):
            runs[-1][0] += character.text
            runs[-1][2] = max(runs[-1][2], round(character.right, 1))
        elif not joins:
            place = [round(character.left, 1), round(character.right, 1), round(character.baseline, 1)]
            runs.append([character.text, *place, *character.style[:3]])
        last = character
    return runs


if __name__ == "__main__":
    main()
