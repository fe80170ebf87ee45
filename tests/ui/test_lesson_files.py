"""The handout and the slides of a lesson: everything is in them, the answers only where asked for, and hostile text stays text."""

import io
import re
import shutil
import subprocess
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

import docx
import pptx
import pypdfium2
import pytest
from docx.oxml.ns import qn
from pptx.enum.shapes import PP_PLACEHOLDER
from pptx.util import Pt

from assistant.instruction.edition import Edition, Option, Paragraph, Part, Source, Task, edition
from assistant.instruction.sections import Sections
from assistant.instruction.shelf import Shelf
from corpus.document import Document
from ui.lesson_files import KINDS, compose, file_name, lesson_file, letter
from ui.pptx_style import COLOURS, HEIGHT, WIDTH
from ui.slide_fit import Box, Line, Run, fit, line, shortened
from ui.theme import css

MADE = datetime(2026, 11, 24, 14, 5, tzinfo=UTC)
URL = "https://www.rijksoverheid.nl/documenten"
LONG = "Rechtsbeschermingsverzekeringsmaatschappij" * 12
HOSTILE = (
    "<b>vet</b>", "<script>alert(1)</script>", "=HYPERLINK(“https://kwaad.example”)", "]]></w:t><w:t>meer</w:t>", "&amp; &#x41; %s {} {0}",
    "<font color='red'>rood</font> <a name='bron-1'/> <br/> <!-- weg -->", "https://kwaad.example/pad", LONG, "[1] [99]", "Mag\tdit\nhier?",
)  # fmt: skip


def option(text: str, right: bool = False, why: str = "", *sources: int) -> Option:
    return Option(text, right, why, sources)


def lesson(**changes: Any) -> Edition:
    """A lesson with every kind of exercise."""
    many = Part(
        "many",
        "Wat geldt?",
        (option("Vastleggen", True), option("Melden", True), option("Wissen", False, "Wissen hoeft niet.", 2)),
    )
    tasks = (
        Task(
            "keuze",
            "choice",
            "Wat mag wel?",
            (Part("one", "Kies één.", (option("Samenvatten", True), option("Delen", False, "Delen mag niet.", 3))),),
            "Samenvatten mag altijd.",
            (1,),
        ),
        Task(
            "waar",
            "truth",
            "Alles moet openbaar.",
            (
                Part("one", "Is dit waar?", (option("Waar", False, "", 2), option("Niet waar", True, "", 2)), shuffle=False),
                Part(
                    "one",
                    "Waarom?",
                    (option("Er zijn uitzonderingen", True), option("Er is geen wet", False, "De wet is er wel.", 1)),
                ),
            ),
            "De wet kent uitzonderingen.",
            (2,),
        ),
        Task(
            "geval",
            "case",
            "Een provincie wil dit.",
            (
                Part(
                    "one",
                    "Mag dit?",
                    tuple(option(text, text == "Mits", "Alleen met contract.") for text in ("Mag", "Mits", "Niet")),
                    shuffle=False,
                ),
                many,
            ),
            "Een contract is nodig.",
            (1, 2),
        ),
        Task(
            "volgorde",
            "order",
            "Wat eerst?",
            (Part("order", "Zet op volgorde.", tuple(option(f"Stap {name}", True) for name in ("een", "twee", "drie", "vier"))),),
            "Zo staat het er.",
            (3,),
        ),
        Task(
            "zoek",
            "spot",
            "Kijk naar deze prompt.",
            (
                Part(
                    "spot",
                    "Kies alle persoonsgegevens.",
                    (
                        Option("Schrijf ", False, selectable=False),
                        Option("Fenna Wiersma", True),
                        Option(" over ", False, selectable=False),
                        Option("het dagelijks bestuur", False),
                    ),
                    shuffle=False,
                ),
            ),
            "Een naam is een persoonsgegeven.",
            (3,),
        ),
        Task(
            "bron",
            "source",
            "Waar staat de termijn?",
            (Part("one", "In welke bron staat dit?", (option("Woo, artikel 4.4", True), option("AVG, artikel 5"))),),
            "Vier weken.",
            (4,),
        ),
    )
    sources = tuple(
        Source(
            number,
            f"woo/artikel-{number}",
            f"Woo, artikel {number}",
            f"Woo art. {number}",
            f"Letterlijke tekst {number}.",
            f"{URL}/{number}",
            "geldend",
        )
        for number in range(1, 5)
    )
    reading = (
        Paragraph("kern", "De kern", "Een document is elk stuk. Iedereen heeft recht op informatie.", (1, 2)),
        Paragraph("lang", "Meer lezen", "Dit is een zin met precies acht gewone woorden. " * 20, (3,)),
    )
    given = Edition(
        "proefles", 3, "nl", "beleid", "Proefles over de Woo", "U weet wat mag.", 20, "Redactie", reading, tasks, sources, (4,)
    )
    return replace(given, **changes)


def read_docx(content: bytes) -> str:
    body = docx.Document(io.BytesIO(content)).element.body
    return "\n".join("".join(node.text or "" for node in each.iter(qn("w:t"))) for each in body.iter(qn("w:p")))


def read_pdf(content: bytes) -> str:
    with pypdfium2.PdfDocument(content) as found:
        return "\n".join(page.get_textpage().get_text_range() for page in found)


def slides(content: bytes) -> list[Any]:
    return list(pptx.Presentation(io.BytesIO(content)).slides)


def on_slide(slide: Any) -> str:
    return "\n".join(shape.text_frame.text for shape in slide.shapes)


def in_notes(slide: Any) -> str:
    return str(slide.notes_slide.notes_text_frame.text) if slide.has_notes_slide else ""


def read_pptx(content: bytes) -> str:
    return "\n".join(f"{on_slide(slide)}\n{in_notes(slide)}" for slide in slides(content))


READERS = {"docx": read_docx, "pdf": read_pdf, "pptx": read_pptx}


def squeezed(text: str) -> str:
    """Without white space and the marks pypdfium2 puts where a line ends: where a line breaks does not matter."""
    return re.sub(r"[\s\ufffe\u0002]+", "", text)


def shown(given: Edition, kind: str, answers: bool = True) -> str:
    text = squeezed(READERS[kind](lesson_file(given, kind, MADE, answers)))
    # A text may go on after the foot of a page.
    return re.sub(r"Standpuntwijzer·Pag(?:ina|e)\d+(?:van|of)\d+", "", text) if kind == "pdf" else text


@pytest.mark.parametrize("kind", KINDS)
def test_everything_of_the_lesson_is_in_the_file(kind: str) -> None:
    given, text = lesson(), shown(lesson(), kind)
    expected = [
        given.title,
        given.goal,
        "ongeveer 20 minuten",
        "beleidsmedewerkers",
        "24 november 2026",
        "Versie: 3",
        "Redactie",
        "gaat voor",
    ]
    expected += [part.title for part in given.reading] + [
        "Een document is elk stuk.",
        "Dit is een zin met precies acht gewone woorden.",
    ]
    for task in given.tasks:
        expected += [task.question, task.why, *(part.prompt for part in task.parts)]
        expected += [each for part in task.parts for choice in part.options for each in (choice.text, choice.why)]
    for source in given.sources:
        expected += [f"[{source.number}]", source.label, source.text, source.reference, "(geldend)"]
    for each in expected:
        assert squeezed(each) in text, each
    assert "[5]" not in text and "gewijzigd" not in text


@pytest.mark.parametrize("kind", KINDS)
def test_without_answers_nothing_gives_them_away(kind: str) -> None:
    given, text = lesson(), shown(lesson(), kind, answers=False)
    for task in given.tasks:
        assert squeezed(task.question) in text and squeezed(task.why) not in text
        assert not any(squeezed(choice.why) in text for part in task.parts for choice in part.options if choice.why)
    assert all(squeezed(source.label) in text for source in given.sources)
    assert "Antwoord" not in text and "Goed:" not in text and "nietgoed" not in text


@pytest.mark.parametrize("kind", KINDS)
def test_a_part_that_is_stale_says_so(kind: str) -> None:
    given = lesson()
    stale = replace(given, tasks=(*given.tasks[:-1], replace(given.tasks[-1], stale=("Woo, artikel 9",))))
    text = shown(stale, kind)
    # Of the lesson, at the exercise, and at its answer.
    assert squeezed("Een deel van deze les rust op bronnen die zijn gewijzigd") in text
    assert text.count(squeezed("Let op: Deze bron is gewijzigd nadat dit onderdeel is goedgekeurd: Woo, artikel 9.")) == 2
    reading = replace(given, reading=(replace(given.reading[0], stale=("AVG, artikel 1",)), *given.reading[1:]))
    assert squeezed("goedgekeurd: AVG, artikel 1.") in shown(reading, kind)


@pytest.mark.parametrize("kind", KINDS)
def test_in_english(kind: str) -> None:
    text = shown(lesson(language="en"), kind)
    for expected in (
        "about 20 minutes",
        "policy makers",
        "24 November 2026",
        "official text prevails",
        "(in force)",
        "Right:",
        "Explanation:",
    ):
        assert squeezed(expected) in text, expected
    assert "Bronnen" not in text and "Uitleg:" not in text


def test_the_same_paper_each_time_and_never_in_the_right_order() -> None:
    first, second = compose(lesson(), MADE), compose(lesson(), datetime(2027, 1, 1, tzinfo=UTC))
    assert first.exercises == second.exercises
    steps = tuple(option(f"Stap {number}", True) for number in range(3))
    for number in range(60):
        task = Task(f"t{number}", "order", "Wat eerst?", (Part("order", "Orden.", steps),), "Daarom.", ())
        (question,) = compose(lesson(tasks=(task,)), MADE).exercises[0].parts
        assert [choice.text for choice in question.choices] != ["Stap 0", "Stap 1", "Stap 2"]
        assert [choice.text for choice in question.answer] == ["Stap 0", "Stap 1", "Stap 2"]
        assert [choice.mark for choice in question.choices] == ["A", "B", "C"]
    placed = {
        compose(lesson(tasks=(replace(lesson().tasks[0], id=f"t{number}"),)), MADE).exercises[0].parts[0].told
        for number in range(20)
    }
    assert placed == {"A. Samenvatten", "B. Samenvatten"}


def test_letters_are_unique_in_an_exercise_and_the_answers_use_them() -> None:
    exercises = compose(lesson(), MADE).exercises
    for exercise in exercises:
        marks = [choice.mark for part in exercise.parts for choice in part.choices if choice.mark]
        assert marks == [letter(number) for number in range(len(marks))]
    truth, case, spot = exercises[1].parts, exercises[2].parts, exercises[4].parts
    assert truth[0].told == "B. Niet waar" and truth[1].start == 2 and truth[1].told[3:] == "Er zijn uitzonderingen"
    assert (
        case[0].rule == "Alleen met contract."
        and case[0].mistakes == ()
        and [each.text for each in case[1].mistakes] == ["Wissen"]
    )
    assert {choice.text for choice in case[1].answer} == {"Vastleggen", "Melden"} and case[1].told.count(",") == 1
    assert spot[0].told == "A. Fenna Wiersma" and [choice.mark for choice in spot[0].choices] == ["", "A", "", "B"]
    assert [letter(number) for number in (0, 25, 26, 701, 702)] == ["A", "Z", "AA", "ZZ", "AAA"]
    text = shown(lesson(), "pdf")
    assert squeezed(f"Goede volgorde: {exercises[3].parts[0].told}") in text and squeezed(f"Goed: {truth[1].told}") in text


@pytest.mark.parametrize("kind", KINDS)
def test_hostile_text_stays_text(kind: str) -> None:
    dirty = [f"{text}\x00\x08\u202e\u200b\x1b" for text in HOSTILE]
    tasks = tuple(
        Task(
            f"t{number}",
            "choice",
            text,
            (Part("one", text, (option(text, True), option(f"x{text}", False, text, 1))),),
            text,
            (1,),
            (text,),
        )
        for number, text in enumerate(dirty)
    )
    sources = tuple(Source(number, text, text, text, text, text, "geldend") for number, text in enumerate(dirty, start=1))
    given = lesson(
        title=dirty[0],
        goal=dirty[1],
        author=dirty[2],
        tasks=tasks,
        sources=sources,
        reading=(Paragraph("p", dirty[3], dirty[0], (1,)),),
    )
    content = lesson_file(given, kind, MADE, True)
    text = READERS[kind](content)
    for attack in HOSTILE:
        assert squeezed(text).count(squeezed(attack)) >= 4, attack
    assert not re.search("[\x00\x08\x1b\u202e\u200b]", text)
    # Only the one address that is https is a link.
    assert links(kind, content) == {"https://kwaad.example/pad"}


def links(kind: str, content: bytes) -> set[str]:
    if kind == "pdf":
        return {url.decode() for url in re.findall(rb"/URI \((.*?)\)", content)}
    if kind == "docx":
        return {each.target_ref for each in docx.Document(io.BytesIO(content)).part.rels.values() if each.is_external}
    return {each.target_ref for slide in slides(content) for each in slide.part.rels.values() if each.is_external}


@pytest.mark.parametrize("kind", KINDS)
def test_other_scripts_and_signs(kind: str) -> None:
    text = shown(lesson(title="Les 😀 日本 — € 5 ≥ 3"), kind)
    assert squeezed("Les [?] [?] — € 5 ≥ 3" if kind == "pdf" else "Les 😀 日本 — € 5 ≥ 3") in text
    assert ("kenthetlettertype" in text) == (kind == "pdf")


@pytest.mark.parametrize("kind", KINDS)
def test_a_quiz_a_lesson_without_sources_and_an_empty_one(kind: str) -> None:
    assert squeezed("Wat mag wel?") in shown(lesson(reading=()), kind)
    tasks = tuple(replace(task, sources=(), parts=()) for task in lesson().tasks)
    text = shown(lesson(sources=(), reading=(), further=(), tasks=tasks), kind)
    assert squeezed("Bij deze les zijn geen bronnen aangehaald.") in text and "[1]" not in text
    assert "Proefles" in shown(lesson(sources=(), reading=(), further=(), tasks=()), kind)


def test_name_of_the_file() -> None:
    assert file_name(lesson(), "pdf", True) == "les-proefles-beleid-nl-v3.pdf"
    assert file_name(lesson(version=0, language="en"), "docx", False) == "lesson-proefles-beleid-en-without-answers.docx"
    assert re.fullmatch(r"[a-z0-9-]+\.pptx", file_name(lesson(id='x"/..\r\n<é>'), "pptx", True))


def test_word_has_headings_lists_language_and_no_author() -> None:
    found = docx.Document(io.BytesIO(lesson_file(lesson(), "docx", MADE, True)))
    by_style = {
        style: [each.text for each in found.paragraphs if each.style.name == style]
        for style in ("Title", "Heading 1", "Prompt", "Heading 2")
    }
    assert by_style["Title"] == ["Proefles over de Woo"]
    assert by_style["Heading 1"] == ["Lezen", "Opdrachten", "Antwoorden en uitleg", "Bronnen"]
    assert by_style["Prompt"] == ["Schrijf Fenna Wiersma\u00a0(A) over het dagelijks bestuur\u00a0(B)"]
    assert by_style["Heading 2"][2:4] == ["Opdracht 1", "Opdracht 2"] and len(by_style["Heading 2"]) == 2 + 6 + 6
    breaks = [each.text for each in found.paragraphs if each.paragraph_format.page_break_before]
    assert breaks == ["Antwoorden en uitleg", "Bronnen"]
    properties = found.core_properties
    assert (
        properties.author == properties.last_modified_by == ""
        and properties.title == "Proefles over de Woo"
        and properties.language == "nl-NL"
    )
    assert {lang.get(qn("w:val")) for lang in found.styles.element.iter(qn("w:lang"))} == {"nl-NL"}
    assert found.sections[0].header.paragraphs[0].text == "Proefles over de Woo"
    footer = found.sections[0].footer.paragraphs[0]._p
    assert [field.get(qn("w:instr")) for field in footer.iter(qn("w:fldSimple"))] == ["PAGE", "NUMPAGES"]
    assert found.tables[0].rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None and len(found.tables[0].rows) == 5
    places = {mark.get(qn("w:name")) for mark in found.element.body.iter(qn("w:bookmarkStart"))}
    assert {link.get(qn("w:anchor")) for link in found.element.body.iter(qn("w:hyperlink"))} - {None} == places
    english = docx.Document(io.BytesIO(lesson_file(lesson(language="en"), "docx", MADE, True)))
    assert {lang.get(qn("w:val")) for lang in english.styles.element.iter(qn("w:lang"))} == {"en-GB"}


def test_word_numbers_the_choices_as_the_answers_do() -> None:
    found = docx.Document(io.BytesIO(lesson_file(lesson(), "docx", MADE, True)))
    choices = [each for each in found.paragraphs if each.style.name == "Keuze"]
    lists = Counter(each._p.pPr.numPr.numId.val for each in choices)
    numbering = found.part.numbering_part.element
    begun = {number: numbering.num_having_numId(number).find(f".//{qn('w:startOverride')}").get(qn("w:val")) for number in lists}
    assert list(begun.values()) == ["1", "1", "3", "1", "4", "1", "1"] and list(lists.values()) == [2, 2, 2, 3, 3, 4, 2]
    signs = {each.get(qn("w:val")) for each in numbering.iter(qn("w:lvlText"))}
    assert {"○ %1.", "□ %1."} <= signs
    tags = [each.tag for each in numbering]
    assert tags == sorted(tags, key=lambda tag: tag == qn("w:num")), "definitions stand before lists"
    drawn = [
        choice.text
        for exercise in compose(lesson(), MADE).exercises
        for part in exercise.parts
        if part.form != "spot"
        for choice in part.choices
    ]
    assert [each.text for each in choices] == drawn


def test_pdf_has_title_language_bookmarks_signs_and_page_numbers() -> None:
    content = lesson_file(lesson(), "pdf", MADE, True)
    with pypdfium2.PdfDocument(content) as found:
        information = found.get_metadata_dict()
        marks = [mark.get_title() for mark in found.get_toc()]
        texts = [page.get_textpage().get_text_range() for page in found]
    assert information["Title"] == "Proefles over de Woo" and not information["Author"] and b"/Lang (nl-NL)" in content
    headings = ["Lezen", "Opdrachten", "Antwoorden en uitleg", "Bronnen"]
    assert [mark for mark in marks if mark in headings] == headings
    assert all(squeezed(text).endswith(f"Pagina{number}van{len(texts)}") for number, text in enumerate(texts, start=1))
    begins = [
        next((number for number, text in enumerate(texts) if text.startswith(name)), None)
        for name in ("Antwoorden en uitleg", "Bronnen")
    ]
    assert None not in begins and begins[0] < begins[1]
    drawn = squeezed("".join(texts))
    assert squeezed("○ A. Waar") in drawn and squeezed("□ D.") in drawn and squeezed("1. ______") in drawn and "[?]" not in drawn


def test_slides_are_wide_with_a_title_each_a_number_and_only_placeholders() -> None:
    show = pptx.Presentation(io.BytesIO(lesson_file(lesson(), "pptx", MADE, True)))
    assert (show.slide_width, show.slide_height) == (Pt(WIDTH), Pt(HEIGHT)) and WIDTH * 9 == HEIGHT * 16
    assert [layout.name for layout in show.slide_layouts] == ["Opening", "Tekst", "Vraag", "Antwoord"]
    titles = [slide.shapes.title.text_frame.text for slide in show.slides]
    assert (
        titles[:3] == ["Proefles over de Woo", "Wat u leert", "De kern"]
        and len(titles) == len(set(titles))
        and titles[-1] == "Bronnen"
    )
    assert titles[-13:-1] == [name for number in range(1, 7) for name in (f"Opdracht {number}", f"Opdracht {number}: antwoord")]
    for slide in show.slides:
        assert all(shape.is_placeholder and shape.text_frame.text.strip() for shape in slide.shapes)
        kinds = [shape.placeholder_format.type for shape in slide.shapes]
        assert kinds[0] in (PP_PLACEHOLDER.TITLE, PP_PLACEHOLDER.CENTER_TITLE) and kinds[-1] == PP_PLACEHOLDER.SLIDE_NUMBER
        assert len({shape.shape_id for shape in slide.shapes}) == len(slide.shapes)
        assert slide.shapes[-1]._element.find(".//{*}fld").get("type") == "slidenum"
    properties = show.core_properties
    assert (
        properties.author == properties.last_modified_by == ""
        and properties.title == "Proefles over de Woo"
        and properties.language == "nl-NL"
    )
    without = slides(lesson_file(lesson(), "pptx", MADE, False))
    assert [each.shapes.title.text_frame.text for each in without][-7:-1] == [f"Opdracht {number}" for number in range(1, 7)]


@pytest.mark.parametrize(("language", "locale"), [("nl", "nl-NL"), ("en", "en-GB")])
def test_slides_have_their_language_everywhere(language: str, locale: str) -> None:
    show = pptx.Presentation(io.BytesIO(lesson_file(lesson(language=language), "pptx", MADE, True)))
    sheets = [
        show,
        show.slide_master,
        *show.slide_layouts,
        *show.slides,
        *(slide.notes_slide for slide in show.slides if slide.has_notes_slide),
    ]
    found = Counter(each.get("lang") for sheet in sheets for each in sheet.element.iter() if "lang" in each.attrib)
    assert set(found) == {locale}
    assert all(
        "lang" in run._r.rPr.attrib
        for slide in show.slides
        for shape in slide.shapes
        for each in shape.text_frame.paragraphs
        for run in each.runs
    )


def test_notes_hold_the_sources_and_the_foot_names_them() -> None:
    found = {slide.shapes.title.text_frame.text: slide for slide in slides(lesson_file(lesson(), "pptx", MADE, True))}
    notes = in_notes(found["De kern"])
    assert (
        "Letterlijke tekst 1." in notes
        and "Letterlijke tekst 2." in notes
        and f"{URL}/1" in notes
        and "Letterlijke tekst 3." not in notes
    )
    assert "Bronnen: [1] Woo, artikel 1; [2] Woo, artikel 2" in on_slide(found["De kern"])
    assert in_notes(found["Opdracht 1"]) == "" and "Letterlijke tekst 3." in in_notes(found["Opdracht 1: antwoord"])
    many = replace(lesson().reading[0], sources=tuple(range(1, 5)))
    sources = tuple(replace(source, label="Een heel lange naam van een bron " * 3) for source in lesson().sources)
    slide = slides(lesson_file(lesson(reading=(many,), sources=sources), "pptx", MADE, True))[2]
    assert "Bronnen: [1] [2] [3] [4]" in on_slide(slide) and "Een heel lange naam" in in_notes(slide)


def test_reading_is_spread_over_slides_of_sixty_words() -> None:
    found = [
        slide
        for slide in slides(lesson_file(lesson(), "pptx", MADE, True))
        if slide.shapes.title.text_frame.text.startswith("Meer lezen")
    ]
    counts = [len(slide.placeholders[1].text_frame.text.split()) for slide in found]
    assert sum(counts) == 20 * 9 and max(counts) <= 60 and min(counts) > 30


def test_nothing_runs_off_a_slide() -> None:
    text = "Dit is een lange vraag met heel veel woorden erin. " * 38
    huge = tuple(option(f"{number} {text[:400]}", number == 2, text[:1500], 1) for number in range(8))
    tasks = (Task("t", "choice", text, (Part("one", text[:300], huge),), LONG + text[:1400], (1,), ("Woo " * 40,)),)
    given = lesson(title=text, goal=LONG * 4, tasks=tasks, reading=(Paragraph("p", text, LONG * 3, (1, 2)),))
    show = pptx.Presentation(io.BytesIO(lesson_file(given, "pptx", MADE, True)))
    for slide in show.slides:
        for shape in slide.shapes:
            assert shape.left >= 0 and shape.top >= 0 and shape.left + shape.width <= show.slide_width
            assert shape.top + shape.height <= show.slide_height and fits(shape), shape.text_frame.text
    everything = squeezed("".join(on_slide(slide) for slide in show.slides))
    assert everything.count("Rechtsbeschermings") == 12 * 8 and len(list(show.slides)) < 60


def fits(shape: Any) -> bool:
    """Whether the text of a placeholder fits in it, inside its margins."""
    frame, layout = shape.text_frame, shape.part.slide_layout.placeholders.get(idx=shape.placeholder_format.idx)
    lines, sizes = [], {11}
    for paragraph in frame.paragraphs:
        number = paragraph._p.find(".//{*}buAutoNum")
        lines.append(
            Line(
                tuple(Run(run.text, bool(run.font.bold)) for run in paragraph.runs),
                int(number.get("startAt")) if number is not None else 0,
            )
        )
        sizes |= {int(run.font.size.pt) for run in paragraph.runs if run.font.size}
    body = layout.text_frame
    width = shape.width - body.margin_left - body.margin_right
    height = shape.height - body.margin_top - body.margin_bottom
    return len(fit(lines, Box(0, 0, width / 12_700, height / 12_700), (max(sizes),)).pages) == 1


def test_fitting_keeps_every_character_and_the_question_with_its_choices() -> None:
    lines = [line("Woord " * 300), line("x" * 3_000), Line((Run("a" * 500, bold=True), Run("b" * 500))), line("kort", number=3)]
    fitted = fit(lines, Box(0, 0, 400, 300), (24, 20, 16))
    assert fitted.size == 16 and "".join(each.text for page in fitted.pages for each in page) == "".join(
        each.text for each in lines
    )
    kept = fit([line("woord " * 60), line("Waarom?", keep=True), line("antwoord " * 30)], Box(0, 0, 300, 160), (16,))
    assert "Waarom?" in [page[0].text for page in kept.pages] and not any(page[-1].keep for page in kept.pages)
    assert shortened("kort", Box(0, 0, 400, 30), 20) == "kort" and shortened("lang " * 99, Box(0, 0, 400, 30), 20).endswith("…")
    for small, large in pairwise((12, 16, 20, 24)):
        assert len(fit(lines, Box(0, 0, 400, 300), (small,)).pages) <= len(fit(lines, Box(0, 0, 400, 300), (large,)).pages)


def test_the_colours_are_those_of_the_pages() -> None:
    light = css().split("@media")[0].lower()
    assert all(f"--{name}:#{colour.lower()}" in light for name, colour in COLOURS.items())


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("language", ["nl", "en"])
def test_a_lesson_that_ships(documents: tuple[Document, ...], tmp_path: Path, kind: str, language: str) -> None:
    lessons = Shelf(tmp_path).built_in()
    given = edition(lessons[0], language, lessons[0].audiences[0], Sections(documents, MADE.date()))
    text = shown(given, kind)
    assert given.tasks and given.sources
    expected = [each for task in given.tasks for each in (task.question, task.why)]
    # Of slides: only the sources of a slide are in its notes; those to read on with are in the list.
    expected += [source.label if kind == "pptx" else source.text for source in given.sources]
    for each in expected:
        assert squeezed(each.replace("→", ">") if kind == "pdf" else each) in text, each


@pytest.mark.parametrize("kind", ["docx", "pptx"])
def test_libreoffice_opens_it(tmp_path: Path, kind: str) -> None:
    program = shutil.which("soffice")
    if program is None:
        pytest.skip("LibreOffice is not installed")
    (tmp_path / f"les.{kind}").write_bytes(lesson_file(lesson(), kind, MADE, True))
    command = [
        program,
        f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}",
        "--headless",
        "--convert-to",
        "pdf",
        "--outdir",
        str(tmp_path),
    ]
    subprocess.run([*command, str(tmp_path / f"les.{kind}")], capture_output=True, timeout=120, check=False)
    if kind == "pptx" and not (tmp_path / "les.pdf").exists():
        pytest.skip("LibreOffice without Impress")
    drawn = squeezed(read_pdf((tmp_path / "les.pdf").read_bytes()))
    assert "Proefles" in drawn and squeezed("B. Niet waar") in drawn
    steps = next(exercise for exercise in compose(lesson(), MADE).exercises if exercise.number == 3).parts[1].choices
    # The list of the second question goes on where that of the first stopped.
    assert all(squeezed(f"{choice.mark}. {choice.text}") in drawn for choice in steps)
