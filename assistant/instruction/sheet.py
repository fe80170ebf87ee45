"""A quiz from a spreadsheet (.xlsx or .csv), for trainers who have one already: a row is a multiple-choice question with its source.

What is typed is text: a formula is a fault of its row. A row that cannot be used is told and holds up no other. Import this module late.
"""

import csv
import io
import zipfile
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from pydantic import ValidationError

from assistant.instruction.lesson import ChoiceExercise, LessonError, Option, Text, explain
from assistant.instruction.sections import Sections

# Heads as people read them, with other spellings that are met.
_HEADS = {
    "question": ("vraag", "question"),
    "right": ("goed", "goed antwoord", "juist antwoord", "juist", "correct", "right", "antwoord"),
    "wrong": ("fout", "fout antwoord", "onjuist", "wrong", "afleider"),
    "why": ("uitleg", "toelichting", "feedback", "why"),
    "source": ("vindplaats", "bron", "source"),
}
_TEMPLATE = ("Vraag", "Goed antwoord", "Fout 1", "Fout 2", "Fout 3", "Uitleg", "Vindplaats")
_EXAMPLE = (
    "Binnen hoeveel tijd moet een datalek bij de AP zijn gemeld?", "Binnen 72 uur.", "Binnen een week.", "Binnen 24 uur.", "",
    "Een datalek moet zonder onredelijke vertraging en waar mogelijk binnen 72 uur worden gemeld.", "avg/artikel-33",
)  # fmt: skip
_HELP = (
    "Een rij is één vraag. Vraag, goed antwoord, minstens één fout antwoord en vindplaats zijn nodig.",
    "Staan er meer goede antwoorden onder elkaar in één cel, dan zijn ze allemaal nodig.",
    "Een vindplaats is document/onderdeel, zoals avg/artikel-33; meer vindplaatsen staan elk op een eigen regel. Ze staan op het blad Vindplaatsen.",
    "Leeg onder Uitleg: het goede antwoord is de uitleg. Elke vraag moet na het inlezen nog worden nagelezen en goedgekeurd.",
)
_LARGEST, _UNPACKED, _MOST_ROWS, _WRONG = 10_000_000, 100_000_000, 500, 6


class Quiz(NamedTuple):
    """What was read: the exercises, not approved, and for each row that was left out what is wrong with it, in Dutch."""

    exercises: tuple[ChoiceExercise, ...]
    faults: tuple[str, ...]


def quiz_template(places: Sequence[str] = ()) -> bytes:
    """A spreadsheet to fill in, with one example, an explanation, and the places to choose from."""
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Font

    book = Workbook()
    sheet = book.active
    sheet.title = "Vragen"
    for row in (_TEMPLATE, _EXAMPLE):
        sheet.append(row)
    for column in "ABCDEFG":
        sheet[f"{column}1"].font = Font(bold=True)
        sheet.column_dimensions[column].width = 40 if column in "ABF" else 24
        sheet[f"{column}2"].alignment = Alignment(wrap_text=True, vertical="top")
    sheet.freeze_panes = "A2"
    for title, lines in (("Uitleg", _HELP), ("Vindplaatsen", places)):
        page = book.create_sheet(title)
        page.column_dimensions["A"].width = 90
        for line in lines:
            page.append([line])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def read_quiz(data: bytes, name: str, sections: Sections) -> Quiz:
    """The questions in a file called ``name``. Raises :class:`LessonError` when it is no spreadsheet, too large, or lacks a column."""
    if len(data) > _LARGEST:
        raise LessonError(f"{name} is groter dan {_LARGEST // 1_000_000} MB. Haal plaatjes en andere bladen eruit.")
    rows = _csv(data, name) if name.lower().endswith(".csv") else _xlsx(data, name)
    heads = next(rows, [])
    columns = _columns(heads)
    needed = {"question": "Vraag", "right": "Goed antwoord", "wrong": "Fout 1", "source": "Vindplaats"}
    missing = [label for key, label in needed.items() if not columns[key]]
    if missing:
        raise LessonError(f"{name}: de kolom {missing[0]!r} ontbreekt. Download het voorbeeld en zet uw vragen daarin.")
    exercises: list[ChoiceExercise] = []
    faults: list[str] = []
    for number, row in enumerate(rows, start=2):
        if not any(row):
            continue
        if len(exercises) + len(faults) >= _MOST_ROWS:
            faults.append(f"Na rij {number - 1} is gestopt: een quiz heeft hoogstens {_MOST_ROWS} vragen.")
            break
        read = _exercise(row, columns, sections, f"rij-{number}")
        if isinstance(read, str):
            faults.append(f"Rij {number}: {read}")
        else:
            exercises.append(read)
    return Quiz(tuple(exercises), tuple(faults))


def _columns(heads: Sequence[str]) -> dict[str, list[int]]:
    plain = [" ".join(head.lower().split()).rstrip(" 0123456789.:") for head in heads]
    return {key: [place for place, head in enumerate(plain) if head in names] for key, names in _HEADS.items()}


def _exercise(row: Sequence[str], columns: dict[str, list[int]], sections: Sections, name: str) -> ChoiceExercise | str:
    """The exercise of a row, or what is wrong with it."""
    given = {key: [line for place in places if place < len(row) for line in _lines(row[place])] for key, places in columns.items()}
    if any(line.startswith("=") for lines in given.values() for line in lines):
        return "er staat een formule in. Typ de tekst zelf."
    for key, label in (("question", "de vraag"), ("right", "het goede antwoord"), ("wrong", "een fout antwoord"), ("source", "de vindplaats")):
        if not given[key]:
            return f"{label} ontbreekt."
    unknown = next((place for place in given["source"] if sections.get(place) is None), None)
    if unknown:
        return f"de vindplaats {unknown!r} staat niet in de bronnen. Zie het blad Vindplaatsen van het voorbeeld."
    try:
        return ChoiceExercise(
            id=name,
            question=Text(nl=" ".join(given["question"])),
            options=(
                *(Option(text=Text(nl=text), right=True) for text in given["right"]),
                *(Option(text=Text(nl=text)) for text in given["wrong"][:_WRONG]),
            ),
            why=Text(nl=" ".join(given["why"] or given["right"])),
            cites=tuple(dict.fromkeys(given["source"])),
            made_by="spreadsheet",
        )
    except ValidationError as error:
        return f"{explain(error)}."


def _lines(cell: str) -> list[str]:
    return [line.strip() for line in cell.splitlines() if line.strip()]


def _csv(data: bytes, name: str) -> Iterator[list[str]]:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise LessonError(f"{name} is geen UTF-8. Sla het bestand op als CSV UTF-8, of als .xlsx.") from error
    delimiter = max(";,\t", key=text.partition("\n")[0].count)
    try:
        yield from csv.reader(io.StringIO(text), delimiter=delimiter)
    except csv.Error as error:
        raise LessonError(f"{name} is geen leesbare CSV ({error}).") from error


def _xlsx(data: bytes, name: str) -> Iterator[list[str]]:
    from openpyxl import load_workbook

    try:
        # A few kilobytes can unpack to gigabytes.
        if sum(entry.file_size for entry in zipfile.ZipFile(io.BytesIO(data)).infolist()) > _UNPACKED:
            raise LessonError(f"{name} is uitgepakt te groot.")
        sheet = load_workbook(io.BytesIO(data), read_only=True, data_only=False).worksheets[0]
        rows = [[str(value) if value is not None else "" for value in row] for row in sheet.iter_rows(max_row=_MOST_ROWS * 2, values_only=True)]
    except LessonError:
        raise
    # openpyxl raises what its parts raise: KeyError, ValueError, ParseError, BadZipFile …
    except Exception as error:
        raise LessonError(f"{name} is geen leesbare spreadsheet (.xlsx of .csv).") from error
    yield from rows
