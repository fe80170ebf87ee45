"""A lesson as slides for who teaches it: what to read, each exercise and then its answer, the sources in the notes and at the end."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from assistant.instruction.edition import Paragraph
from corpus.sentences import split_sentences
from ui.export import is_link
from ui.lesson_files import Exercise, Question, Sheet, markers
from ui.pptx_style import (
    ANSWER,
    BODY,
    BODY_BOX,
    FOOTER_BOX,
    LEFT_BOX,
    OPENING,
    OPENING_BOX,
    PLAIN_LEFT_BOX,
    PLAIN_RIGHT_BOX,
    QUESTION,
    RIGHT_BOX,
    SIDE,
    SOURCES,
    SOURCES_BOX,
    TEXT,
    TITLE_BOX,
    WARNING,
    WARNING_BOX,
    add_footer,
    inside,
    new_presentation,
    place,
    saved,
)
from ui.slide_fit import Box, Fitted, Line, Run, fit, indent, line, shortened, spacing

if TYPE_CHECKING:
    from pptx.presentation import Presentation

# Characters of a title with "(vervolg 2)".
_LONGEST = 80
# Words of a lesson on one slide.
_MOST_WORDS = 60
# Sizes of letters in points, the largest that fits.
_NAMED, _TITLED, _READ, _ASKED = (40, 36, 32, 28, 24), (28, 24, 20), (32, 30, 28, 26, 24, 22, 20, 18), (24, 22, 20, 18)
_CHOSEN = _TOLD = (20, 19, 18, 17, 16)
_FACT, _LISTED, _WARNED, _SMALL, _SMALLEST = 18, 16, 14, 12, 11
# How much lower the text stands on a slide with a warning.
_LOWER = 52


@dataclass(frozen=True, slots=True)
class _Text:
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


def write_pptx(sheet: Sheet, answers: bool) -> bytes:
    """The slides as the bytes of a .pptx; with or without a slide with the answer after each exercise."""
    slides = _Slides(new_presentation(sheet.title, sheet.common.locale, sheet.words.keywords, sheet.made, sheet.words.shapes), sheet)
    slides.open()
    words = sheet.words
    slides.add(
        TEXT, words.goal, {BODY: _Text(_by_words(sheet.goal), BODY_BOX, _READ)}, warning=words.stale if sheet.stale else "", foot=words.note
    )
    for part in sheet.reading:
        _write_reading(slides, part)
    for exercise in sheet.exercises:
        _write_question(slides, exercise)
        if answers:
            _write_answer(slides, exercise)
    slides.add(TEXT, sheet.common.sources, {BODY: _Text([list(_listed(sheet))], BODY_BOX, (_LISTED,))}, foot=words.note)
    return saved(slides.show)


def _write_reading(slides: "_Slides", part: Paragraph) -> None:
    slides.add(
        TEXT, part.title, {BODY: _Text(_by_words(part.text), BODY_BOX, _READ)},
        warning=slides.stale(part.stale), foot=slides.foot(part.sources), notes=slides.notes(part.title, part.sources),
    )  # fmt: skip


def _write_question(slides: "_Slides", exercise: Exercise) -> None:
    words = slides.sheet.words
    spot = any(part.form == "spot" for part in exercise.parts)
    choices = [each for part in exercise.parts for each in _choices(part)]
    slides.add(
        QUESTION, words.exercise.format(exercise.number),
        {
            BODY: _Text([[line(exercise.question)]], PLAIN_LEFT_BOX, _ASKED),
            SIDE: _Text([choices], RIGHT_BOX, _CHOSEN, padded=True, alt=words.prompt if spot else words.shapes["choices"]),
        },
        warning=slides.stale(exercise.stale),
    )  # fmt: skip


def _choices(part: Question) -> Iterator[Line]:
    yield line(part.prompt, bold=True, keep=True)
    if part.form == "spot":
        runs: list[Run] = []
        for choice in part.choices:
            runs.append(Run(choice.text, underline=bool(choice.mark)))
            # Not to be torn from its stretch at the end of a line.
            runs += [Run(f"\u00a0({choice.mark})", bold=True)] if choice.mark else []
        yield Line(tuple(runs))
        return
    for number, choice in enumerate(part.choices, start=part.start + 1):
        yield line(choice.text, number=number)


def _write_answer(slides: "_Slides", exercise: Exercise) -> None:
    words = slides.sheet.words
    ordered = any(part.form == "order" for part in exercise.parts)
    right = [line(words.right_order if ordered else words.right, bold=True, keep=True)]
    right += [each for part in exercise.parts for each in _right(part, len(exercise.parts) > 1)]
    wrong = [choice for part in exercise.parts for choice in part.mistakes]
    rules = [part.rule for part in exercise.parts if part.rule and part.rule not in exercise.why]
    why = [_labelled(words.rule, rule) for rule in rules]
    why += [_labelled(words.why, exercise.why)] if exercise.why else []
    why += [_labelled(words.not_right.format(choice.mark), f"{choice.why or words.see} {markers(choice.sources)}".strip()) for choice in wrong]
    sources = tuple(dict.fromkeys((*exercise.sources, *(number for choice in wrong for number in choice.sources))))
    title = words.answer_of.format(exercise.number)
    slides.add(
        ANSWER, title,
        {
            BODY: _Text([right], LEFT_BOX, _TOLD, padded=True, alt=words.shapes["right"]),
            SIDE: _Text([why], PLAIN_RIGHT_BOX, _TOLD),
        },
        warning=slides.stale(exercise.stale), foot=slides.foot(sources), notes=slides.notes(title, sources),
    )  # fmt: skip


def _right(part: Question, several: bool) -> Iterator[Line]:
    """The right choices, under the question where the exercise has several."""
    if several:
        yield line(part.prompt, keep=True)
    for choice in part.answer:
        yield line(f"{choice.mark}. {choice.text.strip()}")


def _labelled(label: str, text: str) -> Line:
    return Line((Run(f"{label} ", bold=True), Run(text)))


def _listed(sheet: Sheet) -> Iterator[Line]:
    """The sources: number, name, status and a link."""
    for source in sheet.sources:
        link = source.url if is_link(source.url) else ""
        rest = f" ({source.status})" + ("" if link else f" {source.url}".rstrip())
        yield Line((Run(f"[{source.number}] ", bold=True), Run(source.label, link=link), Run(rest)))
    if not sheet.sources:
        yield line(sheet.words.no_sources)
    if sheet.further:
        yield _labelled(sheet.words.further, markers(sheet.further))


def _by_words(text: str) -> list[list[Line]]:
    """The sentences of a text over as few slides as its number of words allows, about as many words on each."""
    sentences = [span.text for span in split_sentences(text)] or [text]
    fewest = len(_packed(sentences, _MOST_WORDS))
    most = next(most for most in range(1, _MOST_WORDS + 1) if len(_packed(sentences, most)) == fewest)
    return [[line(sentence) for sentence in chunk] for chunk in _packed(sentences, most)]


def _packed(sentences: Sequence[str], most: int) -> list[list[str]]:
    """Sentences in groups of at most ``most`` words; a longer sentence stands alone."""
    groups: list[list[str]] = []
    words = most
    for sentence in sentences:
        count = len(sentence.split())
        if not groups or words + count > most:
            groups.append([])
            words = 0
        groups[-1].append(sentence)
        words += count
    return groups


@dataclass(frozen=True, slots=True)
class _Slides:
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
        self, layout: int, title: str, texts: Mapping[int, _Text], warning: str = "", foot: str = "", notes: str = ""
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
