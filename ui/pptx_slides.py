"""Slides, one after the other: each text in the largest letters that fit, and over as many slides as it takes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from ui.lesson_files import Sheet, markers
from ui.pptx_style import (
    BODY,
    FOOTER_BOX,
    OPENING,
    OPENING_BOX,
    SOURCES,
    SOURCES_BOX,
    TITLE_BOX,
    WARNING,
    WARNING_BOX,
    add_footer,
    inside,
    place,
)
from ui.slide_fit import Box, Fitted, Line, Run, fit, indent, line, shortened, spacing

if TYPE_CHECKING:
    from pptx.presentation import Presentation

# Characters of a title with "(vervolg 2)".
_LONGEST = 80
# Sizes of letters in points, the largest that fits.
_NAMED, _TITLED = (40, 36, 32, 28, 24), (28, 24, 20)
_FACT, _WARNED, _SMALL, _SMALLEST = 18, 14, 12, 11
# How much lower the text stands on a slide with a warning.
_LOWER = 52


@dataclass(frozen=True, slots=True)
class Text:
    """What goes into a placeholder: each of ``chunks`` begins a new slide. ``padded`` for a box with a colour, ``alt`` describes it."""

    chunks: Sequence[Sequence[Line]]
    box: Box
    sizes: tuple[int, ...]
    padded: bool = False
    alt: str = ""

    def fitted(self, lower: float) -> Fitted:
        """The slides it takes, all in one size."""
        box = replace(self.box, height=self.box.height - lower)
        room = inside(box) if self.padded else box
        size = min(fit(chunk, room, self.sizes).size for chunk in self.chunks)
        return Fitted(tuple(page for chunk in self.chunks for page in fit(chunk, room, (size,)).pages), size)


@dataclass(frozen=True, slots=True)
class Slides:
    """The slides so far, and the lesson they show."""

    show: "Presentation"
    sheet: Sheet

    def open(self) -> None:
        """The slide with the title: what the lesson is, for whom and of when."""
        slide = self.show.slides.add_slide(self.show.slide_layouts[OPENING])
        self._title(slide, self.sheet.title, OPENING_BOX, _NAMED)
        self._fill(slide.placeholders[BODY], [line(f"{name}: {value}") for name, value in self.sheet.facts], _FACT)
        self._end(slide)

    def add(
        self, layout: int, title: str, texts: Mapping[int, Text], warning: str = "", foot: str = "", notes: str = ""
    ) -> None:  # fmt: skip
        """As many slides as the longest of ``texts`` takes; a shorter one stays where it is."""
        lower = _LOWER if warning else 0
        fitted = {number: text.fitted(lower) for number, text in texts.items()}
        for page in range(max(len(each.pages) for each in fitted.values())):
            slide = self.show.slides.add_slide(self.show.slide_layouts[layout])
            # A long title would push out what tells the slides apart.
            short = title if len(title) <= _LONGEST else f"{title[:_LONGEST]}…"
            self._title(slide, self.sheet.words.continued.format(short, page + 1) if page else title, TITLE_BOX, _TITLED)
            for number, each in fitted.items():
                shape, text = slide.placeholders[number], texts[number]
                self._fill(shape, each.pages[min(page, len(each.pages) - 1)], each.size)
                shape._element.nvSpPr.cNvPr.set("descr", text.alt)
                if lower:
                    place(shape, replace(text.box, top=text.box.top + lower, height=text.box.height - lower))
            self._optional(slide, WARNING, self.sheet.words.warning if warning else "", warning, _WARNED)
            self._optional(slide, SOURCES, "", foot, _SMALL)
            if notes:
                self._note(slide, notes)
            self._end(slide)

    def stale(self, labels: Sequence[str]) -> str:
        """The warning of a part whose sources have changed."""
        return self.sheet.words.stale_part.format("; ".join(labels)) if labels else ""

    def foot(self, numbers: Sequence[int]) -> str:
        """The sources at the foot: their names, or where these do not fit their numbers."""
        if not numbers:
            return ""
        words = self.sheet.words
        named = f"{words.sources} " + "; ".join(f"[{number}] {self.sheet.sources[number - 1].label}" for number in numbers)
        return named if shortened(named, SOURCES_BOX, _SMALL) == named else f"{words.sources} {markers(tuple(numbers))}"

    def notes(self, title: str, numbers: Sequence[int]) -> str:
        """What is in the notes of a slide: its whole title and the literal text of its sources."""
        blocks = [title]
        if numbers:
            blocks.append(self.sheet.words.on_this_slide)
        for number in numbers:
            source = self.sheet.sources[number - 1]
            name = f"[{number}] {source.label} ({source.status})"
            blocks.append("\n".join(filter(None, (name, source.reference, source.text, source.url))))
        return "\n\n".join(blocks)

    def _title(self, slide: Any, title: str, box: Box, sizes: tuple[int, ...]) -> None:
        size = fit([line(title, bold=True)], box, sizes).size
        self._fill(slide.shapes.title, [line(shortened(title, box, size))], size)

    def _optional(self, slide: Any, number: int, label: str, text: str, size: int) -> None:
        """Fill a placeholder of one line or two; take it away where the layout has it and there is nothing to say."""
        box = inside(WARNING_BOX) if number == WARNING else SOURCES_BOX
        for shape in [each for each in slide.placeholders if each.placeholder_format.idx == number]:
            if not text:
                shape._element.getparent().remove(shape._element)
                continue
            whole = shortened(f"{label} {text}".strip(), box, size)
            self._fill(shape, [Line((Run(label, bold=True), Run(whole.removeprefix(label))))], size)

    def _fill(self, shape: Any, lines: Sequence[Line], size: int) -> None:
        frame = shape.text_frame
        for place_, each in enumerate(lines):
            paragraph = frame.add_paragraph() if place_ else frame.paragraphs[0]
            self._write(paragraph, each, size, first=not place_)

    def _write(self, paragraph: Any, each: Line, size: int, first: bool) -> None:
        from pptx.util import Pt

        if not first:
            paragraph.space_before = Pt(spacing(size))
        if each.number:
            _letter(paragraph, each.number, size)
        for part in each.runs:
            run = paragraph.add_run()
            run.text = part.text
            run.font.size = Pt(size)
            run._r.get_or_add_rPr().set("lang", self.sheet.common.locale)
            run.font.bold, run.font.underline = part.bold or None, part.underline or None
            if part.link:
                run.hyperlink.address = part.link

    def _note(self, slide: Any, text: str) -> None:
        frame = slide.notes_slide.notes_text_frame
        frame.text = text
        for paragraph in frame.paragraphs:
            for run in paragraph.runs:
                run._r.get_or_add_rPr().set("lang", self.sheet.common.locale)

    def _end(self, slide: Any) -> None:
        add_footer(slide, shortened(self.sheet.title, FOOTER_BOX, _SMALLEST), self.sheet.common.locale)


def _letter(paragraph: Any, number: int, size: int) -> None:
    """Make a paragraph the item of a lettered list that PowerPoint numbers: ``number`` is 1 for A."""
    from lxml import etree
    from pptx.oxml.ns import qn
    from pptx.util import Pt

    properties = paragraph._p.get_or_add_pPr()
    properties.set("marL", str(Pt(indent(size))))
    properties.set("indent", str(-Pt(indent(size))))
    etree.SubElement(properties, qn("a:buFont"), typeface="+mj-lt")
    etree.SubElement(properties, qn("a:buAutoNum"), type="alphaUcPeriod", startAt=str(number))
