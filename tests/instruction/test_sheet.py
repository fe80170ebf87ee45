"""A quiz from a spreadsheet: what trainers have, and what a file can do wrong."""

import io
import zipfile

import pytest
from openpyxl import Workbook, load_workbook

from assistant.instruction.check import Problem, true
from assistant.instruction.lesson import LessonError
from assistant.instruction.sheet import quiz_template, read_quiz
from tests.instruction.make import sections

HEAD = ("Vraag", "Goed antwoord", "Fout 1", "Fout 2", "Uitleg", "Vindplaats")
ROW = ("Hoe snel?", "Een organisatie moet een datalek binnen 72 uur melden bij de AP.", "Binnen een week.", "Nooit.", "", "regels/lek")


def xlsx(*rows: tuple[object, ...]) -> bytes:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_the_template_is_read_as_it_is() -> None:
    template = quiz_template(["regels/lek", "avg/artikel-33"])
    assert load_workbook(io.BytesIO(template)).sheetnames == ["Vragen", "Uitleg", "Vindplaatsen"]
    quiz = read_quiz(template, "x.xlsx", sections())
    assert quiz.exercises == () and "avg/artikel-33" in quiz.faults[0], "the example cites a place that this small corpus lacks"


@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
def test_a_csv_is_read_with_any_delimiter(delimiter: str) -> None:
    data = "\n".join(delimiter.join(f'"{cell}"' for cell in row) for row in (HEAD, ROW)).encode()
    (exercise,) = read_quiz(data, "x.csv", sections()).exercises
    assert [option.text.nl for option in exercise.options] == [ROW[1], ROW[2], ROW[3]] and exercise.approved is None
    assert exercise.why.nl == ROW[1] and exercise.cites == ("regels/lek",)


def test_what_was_read_is_still_held_against_its_source() -> None:
    (exercise,) = read_quiz(xlsx(HEAD, (*ROW[:1], "Binnen 48 uur moet dat gebeuren.", *ROW[2:])), "x.xlsx", sections()).exercises
    assert Problem.NOT_CARRIED in {finding.problem for finding in true(exercise, sections())}


def test_a_row_that_cannot_be_used_holds_up_no_other() -> None:
    rows = [
        ROW, ("", *ROW[1:]), (*ROW[:1], "", *ROW[2:]), (*ROW[:2], "", "", *ROW[4:]), (*ROW[:5], "regels/weg"), (*ROW[:5], ""),
        ("x" * 3_000, *ROW[1:]), (None,) * 6, ROW,
    ]  # fmt: skip
    quiz = read_quiz(xlsx(HEAD, *rows), "x.xlsx", sections())
    assert [exercise.id for exercise in quiz.exercises] == ["rij-2", "rij-10"]
    assert [fault.split(":")[0] for fault in quiz.faults] == ["Rij 3", "Rij 4", "Rij 5", "Rij 6", "Rij 7", "Rij 8"]


def test_more_right_answers_stand_under_each_other_and_heads_may_differ() -> None:
    head = ("question", "Juist", "Afleider 1", "afleider 2", "bron")
    quiz = read_quiz(xlsx(head, ("Wat?", "Eerste.\nTweede.", "Derde.", "Vierde.", "regels/lek\nregels/contract")), "x.xlsx", sections())
    assert [option.right for option in quiz.exercises[0].options] == [True, True, False, False]
    assert quiz.exercises[0].cites == ("regels/lek", "regels/contract")


def test_a_formula_is_a_fault_and_never_run() -> None:
    quiz = read_quiz(xlsx(HEAD, (*ROW[:1], '=HYPERLINK("http://x")', *ROW[2:])), "x.xlsx", sections())
    assert quiz.exercises == () and "formule" in quiz.faults[0]


def _bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("xl/workbook.xml", b"0" * 150_000_000)
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "name", "told"),
    [
        (b"", "x.xlsx", "geen leesbare"), (b"PK\x03\x04rubbish", "x.xlsx", "geen leesbare"), (b"\xff\xfe", "x.csv", "UTF-8"),
        (b"a;b\n", "x.csv", "Vraag"), (b"x" * 11_000_000, "x.csv", "MB"), (xlsx(("Vraag", "Goed antwoord", "Fout 1")), "x.xlsx", "Vindplaats"),
    ],
)  # fmt: skip
def test_what_is_no_quiz_is_told(data: bytes, name: str, told: str) -> None:
    with pytest.raises(LessonError, match=told):
        read_quiz(data, name, sections())


def test_a_small_file_that_unpacks_to_a_large_one_is_refused() -> None:
    with pytest.raises(LessonError, match="te groot"):
        read_quiz(_bomb(), "x.xlsx", sections())


def test_a_quiz_has_an_end() -> None:
    quiz = read_quiz("\n".join([";".join(HEAD)] + [";".join(ROW)] * 600).encode(), "x.csv", sections())
    assert len(quiz.exercises) == 500 and "gestopt" in quiz.faults[-1]
