"""A lesson as a PDF to hand out: what to read, exercises with room to answer, the answers on a page of their own, the sources."""

from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any

from assistant.instruction.edition import Paragraph, Source
from ui.lesson_files import Exercise, Question, Sheet
from ui.pdf_style import address, bold, build, heading, lacking, marker, paragraph, shown, source_label, styles

# The sign before a choice: one may be chosen, several may; of a step only the letter is used.
_SIGNS = {"one": "○", "many": "□", "order": ""}
_SIGN_FONT = "DejaVu"
_EDGE, _PALE = "#6b7885", "#eef3f8"
_LINES = 2


def write_pdf(sheet: Sheet, answers: bool) -> bytes:
    """The handout as the bytes of a .pdf; the answers on a page of their own, or left out."""
    return build(_story(sheet, answers), sheet.title, sheet.common, sheet.words.keywords)


def _story(sheet: Sheet, answers: bool) -> Iterator[Any]:
    """Everything on the pages, in order."""
    from reportlab.platypus import KeepTogether, PageBreak  # type: ignore[import-untyped]

    words = sheet.words
    yield from _head(sheet, answers)
    if sheet.reading:
        yield heading(words.reading, 1)
    for part in sheet.reading:
        yield from _reading(part, sheet)
    if sheet.exercises:
        yield heading(words.exercises, 1)
    for exercise in sheet.exercises:
        yield KeepTogether(list(_exercise(exercise, sheet)))
    if answers and sheet.exercises:
        yield PageBreak()
        yield heading(words.answers, 1)
        for exercise in sheet.exercises:
            yield KeepTogether(list(_answer(exercise, sheet)))
    yield PageBreak()
    yield heading(sheet.common.sources, 1)
    yield from _sources(sheet)


def _head(sheet: Sheet, answers: bool) -> Iterator[Any]:
    """Title, goal and facts, what to know about the sources, and the warning where a part is stale."""
    words = sheet.words
    yield paragraph("title", shown(sheet.title))
    if not answers:
        yield paragraph("body", f"{shown(words.name_line)}: {'_' * 40}")
    yield _labelled("body", f"{words.goal}:", sheet.goal)
    yield paragraph("soft", " · ".join(f"{shown(name)}: {shown(value)}" for name, value in sheet.facts))
    yield paragraph("soft", shown(words.note))
    if sheet.stale:
        yield _labelled("remark", words.warning, words.stale)
    if lacking(sheet.texts()):
        yield paragraph("soft", shown(sheet.common.unknown))


def _reading(part: Paragraph, sheet: Sheet) -> Iterator[Any]:
    yield heading(part.title, 2)
    yield from _stale(part.stale, sheet)
    yield paragraph("body", shown(part.text))
    yield from _markers(part.sources, sheet)


def _exercise(exercise: Exercise, sheet: Sheet) -> Iterator[Any]:
    words = sheet.words
    yield heading(words.exercise.format(exercise.number), 2)
    yield from _stale(exercise.stale, sheet)
    yield paragraph("body", shown(exercise.question))
    for part in exercise.parts:
        yield _own("asked", shown(part.prompt))
        yield from _prompt(part, words.circle_letters) if part.form == "spot" else _choices(part)
        if part.form == "order":
            yield paragraph("body", shown(words.letters_in_order))
            yield paragraph("body", "&nbsp;&nbsp;&nbsp; ".join(f"{number}.&nbsp;______" for number in range(1, len(part.choices) + 1)))
    if exercise.judged:
        yield _own("asked", shown(words.explain_choice))
        yield _lines()


def _choices(part: Question) -> Iterator[Any]:
    for choice in part.choices:
        yield _own("choice", shown(choice.text), f"{_SIGNS[part.form]} {choice.mark}.".strip())


def _prompt(part: Question, hint: str) -> Iterator[Any]:
    """The prompt in a box, with a letter after each stretch that may be personal data."""
    yield paragraph("caption", shown(hint))
    # The letter is not to be torn from its stretch at the end of a line.
    texts = (f"<u>{shown(choice.text)}</u>&nbsp;{bold(f'({choice.mark})')}" if choice.mark else shown(choice.text) for choice in part.choices)
    yield _own("prompt", "".join(texts))


def _lines() -> Any:
    """Lines to write on."""
    from reportlab.platypus import Flowable

    class Lines(Flowable):  # type: ignore[misc]
        """As wide as the page, with room above each for handwriting."""

        _height = 26

        def wrap(self, width: float, height: float) -> tuple[float, float]:
            self.width = width
            return width, self._height * _LINES + 8

        def draw(self) -> None:
            self.canv.setStrokeColor(_EDGE)
            self.canv.setLineWidth(0.5)
            for number in range(_LINES):
                self.canv.line(0, 8 + number * self._height, self.width, 8 + number * self._height)

    return Lines()


def _answer(exercise: Exercise, sheet: Sheet) -> Iterator[Any]:
    """What is right, what is wrong and why, and the sources."""
    words = sheet.words
    yield heading(words.answer.format(exercise.number), 2)
    yield from _stale(exercise.stale, sheet)
    for part in exercise.parts:
        yield _labelled("right", words.right_order if part.form == "order" else words.right, part.told)
        for choice in part.answer if len(part.answer) > 1 else ():
            yield _own("choice", shown(choice.text.strip()), f"{choice.mark}.")
        if part.rule and part.rule not in exercise.why:
            yield _labelled("body", words.rule, part.rule)
    if exercise.why:
        yield _labelled("body", words.why, exercise.why)
    for choice in (choice for part in exercise.parts for choice in part.mistakes):
        told = _labelled_markup(words.not_right.format(choice.mark), choice.why or words.see)
        yield paragraph("body", " ".join((told, *map(marker, choice.sources))))
    yield from _markers(exercise.sources, sheet)


def _stale(labels: Sequence[str], sheet: Sheet) -> Iterator[Any]:
    if labels:
        yield _labelled("remark", sheet.words.warning, sheet.words.stale_part.format("; ".join(labels)))


def _markers(numbers: Sequence[int], sheet: Sheet) -> Iterator[Any]:
    """ "Bronnen: [1] [4]", each a link to the list."""
    if numbers:
        yield paragraph("soft", " ".join((shown(sheet.words.sources), *map(marker, numbers))))


def _sources(sheet: Sheet) -> Iterator[Any]:
    from reportlab.platypus import KeepTogether

    yield paragraph("remark", shown(sheet.words.note))
    if not sheet.sources:
        yield paragraph("body", shown(sheet.words.no_sources))
    if sheet.further:
        yield paragraph("body", " ".join((shown(sheet.words.further), *map(marker, sheet.further))))
    for source in sheet.sources:
        yield KeepTogether(list(_source(source)))


def _source(source: Source) -> Iterator[Any]:
    yield source_label(source.number, source.label, source.status)
    if source.reference:
        yield _own("reference", shown(source.reference))
    yield paragraph("quote", shown(source.text))
    if source.url:
        yield address(source.url)


def _labelled(style: str, label: str, text: str) -> Any:
    markup = _labelled_markup(label, text)
    return _own(style, markup) if style in _styles() else paragraph(style, markup)


def _labelled_markup(label: str, text: str) -> str:
    return f"{bold(label)} {shown(text)}".rstrip()


def _own(style: str, markup: str, bullet: str | None = None) -> Any:
    from reportlab.platypus import Paragraph as Flowing

    return Flowing(markup, _styles()[style], bulletText=bullet)


@cache
def _styles() -> dict[str, Any]:
    """The paragraph styles that only lessons have, and the font with the signs of choices, which comes with a package too."""
    from importlib.util import find_spec
    from pathlib import Path

    from reportlab.lib.styles import ParagraphStyle  # type: ignore[import-untyped]
    from reportlab.pdfbase import pdfmetrics  # type: ignore[import-untyped]
    from reportlab.pdfbase.ttfonts import TTFont  # type: ignore[import-untyped]

    spec = find_spec("matplotlib")
    if spec is None or spec.origin is None:
        raise RuntimeError("matplotlib is not installed; it brings the font with the signs □ and ○")
    pdfmetrics.registerFont(TTFont(_SIGN_FONT, str(Path(spec.origin).parent / "mpl-data/fonts/ttf/DejaVuSans.ttf")))
    base = styles()["body"]
    return {
        "asked": ParagraphStyle("asked", base, fontName="Vera-Bold", spaceBefore=9, spaceAfter=4, keepWithNext=1),
        "choice": ParagraphStyle("choice", base, leftIndent=36, bulletFontName=_SIGN_FONT, bulletFontSize=base.fontSize, spaceAfter=3),
        "prompt": ParagraphStyle(
            "prompt", base, leading=18, backColor=_PALE, borderColor=_EDGE, borderWidth=0.5, borderPadding=(5, 8, 8, 8),
            leftIndent=9, rightIndent=9, spaceBefore=8, spaceAfter=24,
        ),
        "right": ParagraphStyle("right", base, spaceAfter=2, keepWithNext=1),
        "reference": ParagraphStyle("reference", styles()["passage"], spaceAfter=1, keepWithNext=1),
    }  # fmt: skip
