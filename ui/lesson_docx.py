"""A lesson as a Word document to hand out: what to read, exercises with room to answer, the answers on a page of their own, the sources."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from assistant.instruction.edition import Paragraph
from ui.docx_style import (
    CAPTION,
    PALE,
    REMARK,
    add,
    fill,
    new_document,
    new_style,
    saved,
    source_row,
    source_table,
    write_marker,
    write_url,
)
from ui.lesson_files import Exercise, Question, Sheet

if TYPE_CHECKING:
    from docx.document import Document

_PROMPT, _LINE, _CHOICE = "Prompt", "Schrijfregel", "Keuze"
# The sign before the letter of a choice: one may be chosen, several may, and a step of which only the letter is used.
_SIGNS = {"one": "○ %1.", "many": "□ %1.", "order": "%1."}
# Above the numbers of the lists in the template.
_FIRST_LIST = 90
_LINES = 2
_LONGEST_HEADER = 90


def write_docx(sheet: Sheet, answers: bool) -> bytes:
    """The handout as the bytes of a .docx; the answers on a page of their own, or left out."""
    document = new_document(sheet.title, sheet.common, sheet.words.keywords, sheet.made)
    _add_styles(document)
    _set_header(document, sheet.title)
    _define_lists(document)
    _write_head(document, sheet, answers)
    if sheet.reading:
        document.add_heading(sheet.words.reading, 1)
    for paragraph in sheet.reading:
        _write_reading(document, paragraph, sheet)
    if sheet.exercises:
        document.add_heading(sheet.words.exercises, 1)
    for exercise in sheet.exercises:
        _write_exercise(document, exercise, sheet)
    if answers and sheet.exercises:
        _new_page(document.add_heading(sheet.words.answers, 1))
        for exercise in sheet.exercises:
            _write_answer(document, exercise, sheet)
    _new_page(document.add_heading(sheet.common.sources, 1))
    _write_sources(document, sheet)
    return saved(document)


def _add_styles(document: "Document") -> None:
    """A box for a prompt, a line to write on, and a choice of a list."""
    from docx.shared import Pt

    edge = {"w:val": "single", "w:sz": "6", "w:space": "6", "w:color": "6B7885"}
    properties = new_style(document, _PROMPT)
    box = add(properties, "w:pBdr", {})
    for side in ("top", "left", "bottom", "right"):
        add(box, f"w:{side}", edge)
    fill(properties, PALE)
    form = document.styles[_PROMPT].paragraph_format
    form.left_indent = form.right_indent = Pt(9)
    form.space_before, form.space_after, form.line_spacing = Pt(6), Pt(10), 1.4
    rules = add(new_style(document, _LINE), "w:pBdr", {})
    for side in ("bottom", "between"):
        add(rules, f"w:{side}", {**edge, "w:space": "1"})
    document.styles[_LINE].paragraph_format.space_after = Pt(0)
    document.styles[_LINE].paragraph_format.line_spacing = Pt(26)
    new_style(document, _CHOICE)
    document.styles[_CHOICE].paragraph_format.space_after = Pt(3)


def _define_lists(document: "Document") -> None:
    """The lists of choices: a sign and a letter before each. Definitions stand before the lists that use them."""
    numbering = document.part.numbering_part.element
    for place, sign in enumerate(_SIGNS.values()):
        kind = add(numbering, "w:abstractNum", {"w:abstractNumId": str(_FIRST_LIST + place)})
        numbering.insert(place, kind)
        add(kind, "w:multiLevelType", {"w:val": "singleLevel"})
        level = add(kind, "w:lvl", {"w:ilvl": "0"})
        for name, value in {"start": "1", "numFmt": "upperLetter", "lvlText": sign, "lvlJc": "left"}.items():
            add(level, f"w:{name}", {"w:val": value})
        add(add(level, "w:pPr", {}), "w:ind", {"w:left": "680", "w:hanging": "680"})
        # Arial has the signs, on every system; the font of the text may not.
        add(add(level, "w:rPr", {}), "w:rFonts", {f"w:{name}": "Arial" for name in ("ascii", "hAnsi", "eastAsia", "cs")})


def _new_list(document: "Document", part: Question) -> int:
    """A list for the choices of one question, which begins with the letter of the first; its number."""
    kind = _FIRST_LIST + list(_SIGNS).index(part.form)
    created = document.part.numbering_part.element.add_num(kind)
    created.add_lvlOverride(ilvl=0).add_startOverride(part.start + 1)
    number: int = created.numId
    return number


def _set_header(document: "Document", title: str) -> None:
    short = title if len(title) <= _LONGEST_HEADER else f"{title[: _LONGEST_HEADER - 1]}…"
    document.sections[0].header.paragraphs[0].add_run(short)


def _write_head(document: "Document", sheet: Sheet, answers: bool) -> None:
    """Title, goal and facts, what to know about the sources, and the warning where a part is stale."""
    words = sheet.words
    document.add_paragraph(sheet.title, style="Title")
    if not answers:
        document.add_paragraph(f"{words.name_line}: {'_' * 40}")
    _labelled(document.add_paragraph(), f"{words.goal}:", sheet.goal)
    facts = document.add_paragraph(style=CAPTION)
    for number, (name, value) in enumerate(sheet.facts):
        facts.add_run(f"{' · ' if number else ''}{name}: {value}")
    document.add_paragraph(words.note, style=CAPTION)
    if sheet.stale:
        _labelled(document.add_paragraph(style=REMARK), words.warning, words.stale)


def _write_reading(document: "Document", part: Paragraph, sheet: Sheet) -> None:
    document.add_heading(part.title, 2)
    _write_stale(document, part.stale, sheet)
    document.add_paragraph(part.text)
    _write_markers(document, part.sources, sheet)


def _write_exercise(document: "Document", exercise: Exercise, sheet: Sheet) -> None:
    document.add_heading(sheet.words.exercise.format(exercise.number), 2)
    _write_stale(document, exercise.stale, sheet)
    document.add_paragraph(exercise.question).paragraph_format.keep_with_next = True
    for part in exercise.parts:
        _write_asked(document, part.prompt)
        if part.form == "spot":
            _write_prompt(document, part, sheet.words.circle_letters)
        else:
            _write_choices(document, part, part is not exercise.parts[-1] or exercise.judged)
        if part.form == "order":
            _write_blanks(document, part, sheet.words.letters_in_order)
    if exercise.judged:
        _write_asked(document, sheet.words.explain_choice)
        for number in range(_LINES):
            document.add_paragraph(style=_LINE).paragraph_format.keep_with_next = number < _LINES - 1
        document.add_paragraph().paragraph_format.line_spacing = 0.5


def _write_asked(document: "Document", text: str) -> None:
    from docx.shared import Pt

    asked = document.add_paragraph()
    asked.add_run(text).bold = True
    asked.paragraph_format.keep_with_next, asked.paragraph_format.space_before = True, Pt(8)


def _write_choices(document: "Document", part: Question, followed: bool) -> None:
    """The choices as a list, on the page of their question and, when ``followed``, of what comes after them."""
    number = _new_list(document, part)
    for place, choice in enumerate(part.choices, start=1):
        paragraph = document.add_paragraph(choice.text, style=_CHOICE)
        numbering = paragraph._p.get_or_add_pPr().get_or_add_numPr()
        numbering.get_or_add_ilvl().val, numbering.get_or_add_numId().val = 0, number
        paragraph.paragraph_format.keep_with_next = place < len(part.choices) or followed or part.form == "order"
        paragraph.paragraph_format.keep_together = True


def _write_prompt(document: "Document", part: Question, hint: str) -> None:
    """The prompt in a box, with a letter after each stretch that may be personal data."""
    document.add_paragraph(hint, style=CAPTION).paragraph_format.keep_with_next = True
    paragraph = document.add_paragraph(style=_PROMPT)
    paragraph.paragraph_format.keep_together = True
    for choice in part.choices:
        paragraph.add_run(choice.text).underline = bool(choice.mark)
        if choice.mark:
            # Not to be torn from its stretch at the end of a line.
            paragraph.add_run(f"\u00a0({choice.mark})").bold = True


def _write_blanks(document: "Document", part: Question, hint: str) -> None:
    document.add_paragraph(hint).paragraph_format.keep_with_next = True
    document.add_paragraph("     ".join(f"{number}.\u00a0______" for number in range(1, len(part.choices) + 1)))


def _write_answer(document: "Document", exercise: Exercise, sheet: Sheet) -> None:
    """What is right, what is wrong and why, and the sources."""
    words = sheet.words
    document.add_heading(words.answer.format(exercise.number), 2)
    _write_stale(document, exercise.stale, sheet)
    for part in exercise.parts:
        _write_right(document, part, sheet)
        if part.rule and part.rule not in exercise.why:
            _labelled(document.add_paragraph(), words.rule, part.rule)
    if exercise.why:
        _labelled(document.add_paragraph(), words.why, exercise.why)
    for choice in (choice for part in exercise.parts for choice in part.mistakes):
        paragraph = _labelled(document.add_paragraph(), words.not_right.format(choice.mark), choice.why or words.see)
        for number in choice.sources:
            paragraph.add_run(" ")
            write_marker(paragraph, number)
    _write_markers(document, exercise.sources, sheet)


def _write_right(document: "Document", part: Question, sheet: Sheet) -> None:
    """The right choice, or the letters of several and then each of them."""
    from docx.shared import Cm, Pt

    several = part.answer if len(part.answer) > 1 else ()
    words = sheet.words
    line = _labelled(document.add_paragraph(), words.right_order if part.form == "order" else words.right, part.told)
    line.paragraph_format.keep_with_next, line.paragraph_format.space_after = True, Pt(3)
    for choice in several:
        listed = document.add_paragraph(f"{choice.mark}. {choice.text.strip()}")
        listed.paragraph_format.left_indent, listed.paragraph_format.space_after = Cm(0.6), Pt(3)


def _write_stale(document: "Document", labels: Sequence[str], sheet: Sheet) -> None:
    if labels:
        warning = _labelled(document.add_paragraph(style=REMARK), sheet.words.warning, sheet.words.stale_part.format("; ".join(labels)))
        warning.paragraph_format.keep_with_next = True


def _write_markers(document: "Document", numbers: Sequence[int], sheet: Sheet) -> None:
    """ "Bronnen: [1] [4]", each a link to the list."""
    if not numbers:
        return
    paragraph = document.add_paragraph(sheet.words.sources, style=CAPTION)
    for number in numbers:
        paragraph.add_run(" ")
        write_marker(paragraph, number)


def _write_sources(document: "Document", sheet: Sheet) -> None:
    document.add_paragraph(sheet.words.note, style=REMARK)
    if not sheet.sources:
        document.add_paragraph(sheet.words.no_sources)
        return
    if sheet.further:
        paragraph = document.add_paragraph(sheet.words.further)
        for number in sheet.further:
            paragraph.add_run(" ")
            write_marker(paragraph, number)
    table = source_table(document, sheet.common)
    for source in sheet.sources:
        cell, label = source_row(table, source.number)
        label.add_run(source.label).bold = True
        label.add_run(f" ({source.status})")
        if source.reference:
            cell.add_paragraph(source.reference, style=CAPTION)
        cell.add_paragraph(source.text, style="Quote")
        if source.url:
            write_url(cell.add_paragraph(), source.url)


def _labelled(paragraph: Any, label: str, text: str) -> Any:
    paragraph.add_run(label).bold = True
    if text:
        paragraph.add_run(f" {text}")
    return paragraph


def _new_page(heading: Any) -> None:
    heading.paragraph_format.page_break_before = True
