"""Cases there and back through a spreadsheet; what people type wrong is told by row and column; nothing typed can run."""

import zipfile
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from eval.case import CaseError, load_cases
from eval.own import add_cases, own_cases, remove_case
from eval.sheet import HEADS, read_sheet, write_sheet
from tests.eval.make import case

HOSTILE = ("=1+1", "+31", "-5", "@SUM(A1)", "'aanhaling", "=HYPERLINK(\"http://x\")")


@pytest.mark.parametrize("suffix", [".xlsx", ".csv"])
def test_every_case_that_ships_comes_back_as_it_was(suffix: str, tmp_path: Path) -> None:
    shipped = [one for cases in load_cases([]).values() for one in cases]
    write_sheet(tmp_path / f"alle{suffix}", shipped, ["avg/artikel-33"])
    back, faults = read_sheet(tmp_path / f"alle{suffix}")
    assert faults == [] and back == shipped and len(back) > 400


@pytest.mark.parametrize("suffix", [".xlsx", ".csv"])
def test_what_looks_like_a_formula_is_text_there_and_back(suffix: str, tmp_path: Path) -> None:
    cases = [case(f"q-{number}", query=text, note=text) for number, text in enumerate(HOSTILE)]
    file = tmp_path / f"h{suffix}"
    write_sheet(file, cases)
    assert read_sheet(file) == (cases, [])
    if suffix == ".csv":
        assert all(not line.split(";")[3].strip('"').startswith(("=", "+", "-", "@")) for line in file.read_text("utf-8-sig").splitlines()[1:])
    else:
        assert not [cell for row in load_workbook(file).worksheets[0].iter_rows() for cell in row if cell.data_type == "f"]


USUAL = [HEADS[name] for name in "query language expect kind gold theme audience level note source on".split()]


def sheet(file: Path, *rows: list[object], heads: list[str] | None = None) -> Path:
    book = Workbook()
    book.active.append(heads or USUAL)
    for row in rows:
        book.active.append(row)
    book.save(file)
    return file


GOOD = ["Hoe snel?", "nl", "answer", "what", "avg/artikel-33\navg/artikel-34", "anders", "iedereen", "easy", "proef", "AVG", "02-12-2026"]


def test_a_row_as_people_type_it_gets_a_name_a_half_and_an_author(tmp_path: Path) -> None:
    found, faults = read_sheet(sheet(tmp_path / "a.xlsx", GOOD, [None] * 11, GOOD[:10]), author="A. de Wit")
    assert len(found) == 1 and faults == [f"Rij 4: kenmerk {found[0].qid} komt eerder in dit bestand voor."]
    one = found[0]
    assert one.qid.startswith("eigen-") and one.half in ("dev", "test") and one.author == "A. de Wit"
    assert one.gold == ("avg/artikel-33", "avg/artikel-34") and one.on is not None and one.on.isoformat() == "2026-12-02"


def test_what_is_wrong_is_told_by_row_and_column_and_the_rest_is_kept(tmp_path: Path) -> None:
    bad = [
        [*GOOD[:1], "frans", *GOOD[2:]],
        ["Twee?", *GOOD[1:10], "morgen"],
        ["Drie?", *GOOD[1:5], "=1+1", *GOOD[6:]],
        ["Vier?", *GOOD[1:4], "", *GOOD[5:]],
    ]
    found, faults = read_sheet(sheet(tmp_path / "a.xlsx", *bad, ["Vijf?", *GOOD[1:]]), author="x")
    assert [one.query for one in found] == ["Vijf?"] and len(faults) == 4
    for fault, told in zip(faults, ("Rij 2, veld language", "Rij 3: kolom Dag", "Rij 4: kolom Thema: hier staat een formule", "Rij 5"), strict=True):
        assert told in fault
    assert "gold" in faults[3] and read_sheet(sheet(tmp_path / "b.xlsx", GOOD))[1][0].startswith("Rij 2, veld author")


def test_csv_of_excel_and_of_others(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    heads = "query,language,expect,kind,gold,theme,audience,level,note,source,author"
    file.write_bytes(b"\xef\xbb\xbf" + f'{heads}\r\n"Hoe, snel?",nl,answer,what,avg/artikel-33,anders,iedereen,easy,proef,AVG,x\r\n'.encode())
    assert [one.query for one in read_sheet(file)[0]] == ["Hoe, snel?"]
    file.write_bytes("Vraag\nCafé".encode("cp1252"))
    with pytest.raises(CaseError, match="CSV UTF-8"):
        read_sheet(file)


def test_files_that_are_none(tmp_path: Path) -> None:
    bomb = tmp_path / "b.xlsx"
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/worksheets/sheet1.xml", b"0" * 210_000_000)
    with pytest.raises(CaseError, match="pakt uit"):
        read_sheet(bomb)
    (tmp_path / "c.xlsx").write_bytes(b"geen zip")
    with pytest.raises(CaseError, match="geen leesbaar rekenblad"):
        read_sheet(tmp_path / "c.xlsx")
    with pytest.raises(CaseError, match="niet te lezen"):
        read_sheet(tmp_path / "weg.xlsx")
    with pytest.raises(CaseError, match="'stad' is onbekend"):
        read_sheet(sheet(tmp_path / "d.xlsx", heads=["Vraag", "Stad"]))
    with pytest.raises(CaseError, match="geen kolom Vraag"):
        read_sheet(sheet(tmp_path / "e.xlsx", heads=["Taal"]))


def test_the_sheet_helps_who_fills_it_in(tmp_path: Path) -> None:
    write_sheet(tmp_path / "a.xlsx", [case()], ["avg/artikel-33", "awb/artikel-3-46"])
    book = load_workbook(tmp_path / "a.xlsx")
    assert book.sheetnames == ["Vragen", "Uitleg", "Vindplaatsen"] and [cell.value for cell in book["Vragen"][1]] == list(HEADS.values())
    assert [row[0].value for row in book["Vindplaatsen"].iter_rows()] == ["avg/artikel-33", "awb/artikel-3-46"]
    assert book["Uitleg"].max_row == len(HEADS) and len(book["Vragen"].data_validations.dataValidation) == 7
    assert book["Vragen"].freeze_panes == "A2"


def test_own_cases_are_added_changed_and_taken_out(tmp_path: Path) -> None:
    assert add_cases(tmp_path, [case("e-1"), case("e-2")]) == (2, 0)
    assert add_cases(tmp_path, [case("e-2", note="anders"), case("e-3")]) == (1, 1)
    assert [one.note for one in own_cases(tmp_path)] == ["proef", "anders", "proef"]
    assert remove_case(tmp_path, "e-1") and not remove_case(tmp_path, "e-1") and len(own_cases(tmp_path)) == 2
    shipped = load_cases(["time"])["time"]
    assert add_cases(tmp_path, shipped) == (0, 0), "what ships unchanged is left out"
    with pytest.raises(CaseError, match="meegeleverd"):
        add_cases(tmp_path, [shipped[0].model_copy(update={"note": "anders"})])
