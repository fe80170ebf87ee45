"""``standpuntwijzer lessons``: what there is to learn, and whether it is still true."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.terminal import ABSTAINED, ANSWERED, Json, emit, read_settings, say

if TYPE_CHECKING:
    from assistant.instruction.check import Finding
    from assistant.instruction.lesson import Lesson
    from assistant.instruction.sections import Sections

app = typer.Typer(no_args_is_help=True, help="Lessen: tonen, nakijken, uitvoeren en maken.")

Language = Annotated[str, typer.Option("--language", help="nl of en.")]
For = Annotated[str, typer.Option("--for", help="medewerkers, beleid of inkoop.")]
Files = Annotated[list[Path] | None, typer.Argument(help="Bestanden van lessen; leeg: alle lessen.", show_default=False)]


@app.command()
def check(files: Files = None, as_json: Json = False) -> None:
    """Toon wat er niet (meer) klopt: wat geen bron draagt, en wat is veranderd sinds het werd goedgekeurd."""
    from assistant.instruction.check import findings

    sections, total = _sections(), 0
    for lesson in _lessons(files or []):
        found = findings(lesson, sections)
        total += len(found)
        if as_json:
            emit({"lesson": lesson.id, "version": lesson.version, "findings": [_form(finding) for finding in found]})
            continue
        print(f"{lesson.id}: {len(found) or 'geen'} opmerking{'en' if len(found) != 1 else ''}")
        for finding in found:
            language = f" ({finding.language})" if finding.language else ""
            print(f"  {finding.part}, {finding.field}{language}: {_TOLD[finding.problem]}: {finding.about} {finding.reason}".rstrip())
    raise typer.Exit(ABSTAINED if total else ANSWERED)


@app.command("list")
def list_lessons(as_json: Json = False) -> None:
    """Toon de lessen: de ingebouwde en die van uw organisatie."""
    for lesson in _lessons([]):
        parts = len(lesson.reading), len(lesson.published().exercises)
        if as_json:
            about = {"id": lesson.id, "title": lesson.title.nl, "version": lesson.version, "minutes": lesson.minutes}
            emit(about | {"reading": parts[0], "exercises": parts[1]})
        else:
            told = f"versie {lesson.version}" if lesson.version else "ingebouwd"
            print(f"{lesson.id:34} {lesson.minutes:3} min  {parts[0]:2} stukken, {parts[1]:2} opdrachten  {told:12} {lesson.title.nl}")


@app.command()
def approve(
    file: Annotated[Path, typer.Argument(help="Bestand van een les.")],
    by: Annotated[str, typer.Option("--by", help="Wie de les bij de bronnen heeft nagelezen.")],
    part: Annotated[list[str] | None, typer.Option("--part", help="Alleen dit onderdeel (mag vaker); anders wat nog niet of opnieuw moet.")] = None,
) -> None:
    """Leg vast dat iemand onderdelen van een les bij hun bronnen heeft nagelezen. Wat de regels niet vinden in de bron, wordt niet goedgekeurd."""
    from datetime import date

    from assistant.instruction.check import current, true
    from assistant.instruction.edit import approve as approved
    from assistant.instruction.edit import put
    from assistant.instruction.lesson import LessonError, write_lesson
    from assistant.instruction.shelf import write_file

    (lesson,), sections = _lessons([file]), _sections()
    unknown = set(part or ()) - {one.id for one in lesson.parts()}
    if unknown:
        raise LessonError(f"{file.name}: er is geen onderdeel {min(unknown)!r}. Zie: standpuntwijzer lessons check {file}")
    languages, left = ("nl", "en") if lesson.title.en else ("nl",), 0
    for one in lesson.parts():
        if one.id not in part if part else not current(one, sections):
            continue
        if true(one, sections, languages):
            left += 1
            say(f"{one.id}: niet goedgekeurd; zie standpuntwijzer lessons check {file}")
        else:
            lesson = put(lesson, approved(one, by, date.today(), sections))
    write_file(file, write_lesson(lesson))
    raise typer.Exit(ABSTAINED if left else ANSWERED)


@app.command()
def export(
    lesson_id: Annotated[str, typer.Argument(help="Id van de les (zie: lessons list).")],
    out: Annotated[Path, typer.Argument(help="Bestand dat wordt gemaakt; .docx, .pdf, .pptx of .zip.")],
    package: Annotated[str, typer.Option("--package", help="Wat voor .zip: scorm12, scorm2004 of xapi.")] = "scorm12",
    audience: For = "medewerkers",
    language: Language = "nl",
    answers: Annotated[bool, typer.Option("--answers/--no-answers", help="Met of zonder antwoorden.")] = True,
) -> None:
    """Maak een hand-out (.docx, .pdf), dia's (.pptx) of een pakket voor een leerplatform (.zip)."""
    from datetime import datetime

    from assistant.instruction.edition import edition
    from assistant.instruction.lesson import AUDIENCES, LessonError
    from assistant.instruction.shelf import Shelf, write_file
    from ui.lesson_files import KINDS, lesson_file
    from ui.lesson_package import KINDS as PACKAGES
    from ui.lesson_package import package as pack

    lesson, kind = Shelf(read_settings().data / "lessons").find(lesson_id), out.suffix.lower().lstrip(".")
    chosen = next((name for name in AUDIENCES if name == audience), None)
    packed = next((name for name in PACKAGES if name == package), None)
    if lesson is None:
        raise LessonError(f"Er is geen les {lesson_id!r}. Draai: standpuntwijzer lessons list")
    if chosen is None or language not in ("nl", "en"):
        raise LessonError(f"--for {audience} --language {language} bestaat niet. Kies uit {', '.join(AUDIENCES)} en nl of en.")
    if kind not in (*KINDS, "zip") or packed is None:
        raise LessonError(f"{out.name} (--package {package}) kan niet. Kies .{', .'.join(KINDS)} of .zip, met {', '.join(PACKAGES)}.")
    shown = edition(lesson.published(), language, chosen, _sections())
    write_file(out, pack(shown, packed) if kind == "zip" else lesson_file(shown, kind, datetime.now().astimezone(), answers))
    say(f"{out} gemaakt.")


@app.command("import")
def import_quiz(
    file: Annotated[Path, typer.Argument(help="Spreadsheet (.xlsx of .csv) met vragen.")],
    lesson_id: Annotated[str, typer.Argument(help="Id van de quiz die wordt gemaakt.")],
    title: Annotated[str, typer.Option("--title", help="Titel; leeg: het id.")] = "",
) -> None:
    """Lees een quiz uit een spreadsheet in als concept. Elke vraag moet daarna nog worden goedgekeurd (lessons pages)."""
    from pydantic import ValidationError

    from assistant.instruction.lesson import Lesson, LessonError, Text, explain
    from assistant.instruction.sheet import read_quiz
    from assistant.instruction.shelf import Shelf

    shelf = Shelf(read_settings().data / "lessons")
    try:
        quiz, name = read_quiz(file.read_bytes(), file.name, _sections()), Text(nl=title or lesson_id)
        lesson = Lesson(id=lesson_id, title=name, goal=name, minutes=10, exercises=quiz.exercises)
    except OSError as error:
        raise LessonError(f"{file} is niet te lezen: {error.strerror}.") from error
    except ValidationError as error:
        raise LessonError(f"{lesson_id}: {explain(error)}.") from error
    if lesson_id in shelf.names():
        raise LessonError(f"Er is al een les {lesson_id!r}. Kies een ander id.")
    shelf.save_draft(lesson)
    for fault in quiz.faults:
        say(fault)
    say(f"{len(quiz.exercises)} vragen ingelezen als concept {lesson_id!r}. Keur ze goed op de trainerspagina's: standpuntwijzer lessons pages")
    raise typer.Exit(ABSTAINED if quiz.faults else ANSWERED)


@app.command("template")
def template(out: Annotated[Path, typer.Argument(help="Spreadsheet die wordt gemaakt (.xlsx).")]) -> None:
    """Maak een spreadsheet om vragen in te zetten, met een voorbeeld en alle vindplaatsen."""
    from assistant.instruction.sheet import quiz_template
    from assistant.instruction.shelf import write_file

    write_file(out, quiz_template(_sections().places))
    say(f"{out} gemaakt. Vul het in en draai: standpuntwijzer lessons import {out} <id>")


@app.command()
def pages(
    host: Annotated[str | None, typer.Option(help="Adres; alleen deze machine (loopback).")] = None,
    port: Annotated[int, typer.Option(min=0, max=65535, help="Poort van de pagina's.")] = 7880,
    site: Annotated[str, typer.Option(help="Adres van de site waar cursisten de lessen volgen; leeg: die op deze machine.")] = "",
) -> None:
    """Open de pagina's voor trainers: lessen en quizzen maken, nakijken, publiceren en groepen volgen."""
    from assistant.build import load_assistant
    from assistant.terminal import working
    from ui.app import listen, refuse_beside
    from ui.training import serve

    settings = read_settings(host=host)
    refuse_beside(settings, "/trainers")
    with listen(settings.host, port) as opened:
        with working("modellen laden"):
            assistant = load_assistant(settings)
        serve(assistant, settings.data, settings.language, opened, site or f"http://{settings.host}:{settings.port}")


_TOLD = {
    "unknown": "onbekende vindplaats",
    "not-carried": "niet gedragen door de bron",
    "carried": "een foute keuze die wel in de bron staat",
    "verdict": "het oordeel volgt niet uit de regel",
    "no-mistake": "foute keuze zonder vindplaats die haar rechtzet",
    "no-english": "geen Engels",
    "unapproved": "nog niet goedgekeurd",
    "changed": "de tekst is veranderd; lees na en keur opnieuw goed",
    "standing": "de status is veranderd; lees na en keur opnieuw goed",
    "gone": "de vindplaats bestaat niet meer",
}


def _form(finding: "Finding") -> dict[str, str]:
    from dataclasses import asdict

    return {key: str(value) for key, value in asdict(finding).items()}


def _lessons(files: list[Path]) -> "tuple[Lesson, ...]":
    from assistant.instruction.lesson import LessonError, read_lesson
    from assistant.instruction.shelf import Shelf

    if not files:
        return Shelf(read_settings().data / "lessons").published()
    try:
        return tuple(read_lesson(file.read_bytes(), file.name) for file in files)
    except OSError as error:
        raise LessonError(f"{error.filename} is niet te lezen: {error.strerror}.") from error


def _sections() -> "Sections":
    from datetime import date

    from assistant.build import load_documents
    from assistant.instruction.sections import Sections

    return Sections(load_documents(read_settings()), date.today())
