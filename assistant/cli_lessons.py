"""``standpuntwijzer lessons``: what there is to learn, and whether it is still true."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.terminal import ABSTAINED, ANSWERED, Json, emit, read_settings

if TYPE_CHECKING:
    from assistant.instruction.check import Finding
    from assistant.instruction.lesson import Lesson
    from assistant.instruction.sections import Sections

app = typer.Typer(no_args_is_help=True, help="Lessen: tonen, nakijken, uitvoeren en maken.")

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
