"""Cases in a spreadsheet (.xlsx or .csv), for evaluators who rather work there. Import this module late: it needs openpyxl.

A cell with a list holds one item a line. What is typed is text and nothing else: nothing written can be run by a spreadsheet, and a formula in a
file that is read is a fault of its row. A row that cannot be used is told and holds up no other.
"""

import csv
import hashlib
import io
import re
import zipfile
from collections.abc import Collection, Iterator, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any, get_args

from eval.case import Audience, Case, CaseError, Expect, Level, Opening, Theme, read_case

# Column heads as people read them; the name of the field is accepted as well.
HEADS = {
    "qid": "Kenmerk", "task": "Taak", "language": "Taal", "query": "Vraag", "history": "Eerder gevraagd", "on": "Dag", "expect": "Verwacht",
    "kind": "Soort", "gold": "Vindplaatsen", "stale": "Verouderde vindplaatsen", "points": "Kernpunten", "wrong": "Zegt het nooit",
    "accept": "Mag beginnen met", "theme": "Thema", "audience": "Wie vraagt", "level": "Moeilijkheid", "pair": "Paar", "half": "Helft",
    "note": "Waarom deze vraag", "source": "Bron", "author": "Schrijver",
}  # fmt: skip
LISTS = frozenset(("history", "gold", "stale", "points", "wrong", "accept"))
CHOICES: dict[str, tuple[str, ...]] = {
    "task": ("answer", "retrieval"), "language": ("nl", "en"), "expect": get_args(Expect), "theme": get_args(Theme),
    "audience": get_args(Audience), "level": get_args(Level), "half": ("dev", "test"),
}  # fmt: skip
_EXPLAINED = {
    "qid": "Uniek kenmerk: kleine letters, cijfers en streepjes. Leeg: het programma maakt er een.",
    "task": "answer: er wordt een antwoord gevraagd. retrieval: alleen zoeken wordt gemeten.",
    "language": "De taal van de vraag: nl of en.",
    "query": "De vraag, zoals iemand hem typt.",
    "history": "Eerdere vragen in het gesprek, één per regel, de oudste eerst.",
    "on": "De dag waar de vraag over gaat. Leeg: vandaag.",
    "expect": "answer: het staat in de bronnen. no-answer: het staat er niet in. correct: de vraag neemt iets onwaars aan.",
    "kind": "Wat voor vraag het is, in één woord.",
    "gold": "Waar het antwoord staat, één per regel; zie het blad Vindplaatsen. document/* is elk onderdeel van dat document.",
    "stale": "Waar staat wat op die dag niet (meer) gold.",
    "points": "Wat een goed antwoord zegt, één zin per regel.",
    "wrong": "Wat een goed antwoord nooit zegt, één zin per regel.",
    "accept": f"Bij een ja/nee-vraag: elk goed begin, één per regel. Kies uit {', '.join(get_args(Opening))}.",
    "theme": "Het thema van de vraag.",
    "audience": "Wie dit vraagt.",
    "level": "easy, medium of hard.",
    "pair": "Hetzelfde woord bij vragen die bij elkaar horen.",
    "half": "dev: het programma mag erop worden afgestemd. test: alleen meten. Leeg: het programma kiest.",
    "note": "Waarom deze vraag er is, en hoe u de bron las.",
    "source": "De officiële bron die beslist, bijvoorbeeld AVG, art. 33 lid 1.",
    "author": "Wie de vraag schreef.",
}
_BIG, _UNPACKED, _MOST_ROWS = 20_000_000, 200_000_000, 20_000
# What no spreadsheet file can hold.
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
# What a spreadsheet would run.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def write_sheet(file: Path, cases: Sequence[Case], places: Collection[str] = ()) -> None:
    """Write ``cases`` to ``file``; ``places`` are listed to copy from. Raises :class:`CaseError` when the file cannot be written."""
    rows = [[_cell(case, name) for name in HEADS] for case in cases]
    try:
        _write_csv(file, rows) if file.suffix.lower() == ".csv" else _write_xlsx(file, rows, places)
    except OSError as error:
        raise CaseError(f"{file} is niet te schrijven: {error.strerror}. Is het bestand nog open in een ander programma?") from error


def _cell(case: Case, name: str) -> str | date:
    value = getattr(case, name)
    text = value if isinstance(value, date) else "\n".join(value) if name in LISTS else str(value or "")
    return text if isinstance(text, date) else _UNPRINTABLE.sub("", text)


def _write_csv(file: Path, rows: Sequence[Sequence[str | date]]) -> None:
    with file.open("w", encoding="utf-8-sig", newline="") as out:
        writer = csv.writer(out, delimiter=";")
        writer.writerow(HEADS.values())
        writer.writerows([_defused(value) for value in row] for row in rows)


def _defused(value: str | date) -> str:
    text = value.isoformat() if isinstance(value, date) else value
    return f"'{text}" if text.startswith(("'", *_FORMULA)) else text


def _write_xlsx(file: Path, rows: Sequence[Sequence[str | date]], places: Collection[str]) -> None:
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Font
    from openpyxl.worksheet.datavalidation import DataValidation

    book = Workbook()
    sheet = book.active
    sheet.title = "Vragen"
    sheet.append(list(HEADS.values()))
    for row in rows:
        sheet.append([None] * len(row))
        for column, value in enumerate(row, start=1):
            cell = sheet.cell(sheet.max_row, column)
            cell.value = value or None
            if isinstance(value, str):
                # Text, also when it begins as a formula does.
                cell.data_type = "s" if value else "n"
                cell.quotePrefix = value.startswith(_FORMULA)
            cell.alignment = Alignment(wrap_text=True, vertical="top")
    sheet.freeze_panes = "A2"
    for column, name in enumerate(HEADS, start=1):
        head = sheet.cell(1, column)
        head.font = Font(bold=True)
        sheet.column_dimensions[head.column_letter].width = 40 if name in ("query", "points", "wrong", "note", "gold", "history") else 18
        if name in CHOICES:
            allowed = DataValidation(type="list", formula1=f'"{",".join(CHOICES[name])}"', allow_blank=True)
            allowed.add(f"{head.column_letter}2:{head.column_letter}{_MOST_ROWS}")
            sheet.add_data_validation(allowed)
    _write_help(book.create_sheet("Uitleg"), [(HEADS[name], text) for name, text in _EXPLAINED.items()])
    _write_help(book.create_sheet("Vindplaatsen"), [(place,) for place in places])
    book.save(file)


def _write_help(sheet: Any, rows: Sequence[tuple[str, ...]]) -> None:
    for row in rows:
        sheet.append(row)
    sheet.column_dimensions["A"].width = 50
    sheet.column_dimensions["B"].width = 100


def read_sheet(file: Path, author: str = "") -> tuple[list[Case], list[str]]:
    """The cases in ``file``, and for every row that cannot be used what is wrong with it.

    ``author`` is who wrote the rows that do not say. Raises :class:`CaseError` when the file as a whole cannot be read.
    """
    rows = _csv_rows(file) if file.suffix.lower() == ".csv" else _xlsx_rows(file)
    names = _columns(next(rows, []), file)
    cases: dict[str, Case] = {}
    faults: list[str] = []
    for number, row in enumerate(rows, start=2):
        if not any(value not in (None, "") for value in row):
            continue
        if number > _MOST_ROWS:
            faults.append(f"Rij {number} en verder zijn niet gelezen: een bestand heeft hoogstens {_MOST_ROWS} rijen.")
            break
        try:
            case = read_case(_fields(dict(zip(names, row, strict=False)), author), f"Rij {number}")
            if case.qid in cases:
                raise CaseError(f"Rij {number}: kenmerk {case.qid} komt eerder in dit bestand voor.")
            cases[case.qid] = case
        except CaseError as error:
            faults.append(str(error))
        except ValueError as error:
            faults.append(f"Rij {number}: {error}")
    return list(cases.values()), faults


def _columns(heads: Sequence[Any], file: Path) -> list[str]:
    known = {head.lower(): name for name, head in HEADS.items()} | {name: name for name in HEADS}
    told = [str(head or "").strip().lower() for head in heads]
    unknown = [head for head in told if head and head not in known]
    if unknown or ("vraag" not in told and "query" not in told):
        fault = f"kolom {unknown[0]!r} is onbekend" if unknown else "er is geen kolom Vraag"
        raise CaseError(f"{file.name}: {fault}. De kolommen heten: {', '.join(HEADS.values())}.")
    return [known.get(head, "") for head in told]


def _fields(row: dict[str, Any], author: str) -> dict[str, Any]:
    """The fields of a case from the cells of a row; empty cells are left out."""
    fields: dict[str, Any] = {}
    for name, value in row.items():
        if not name or value in (None, ""):
            continue
        if str(value).startswith("\0"):
            raise ValueError(f"kolom {HEADS[name]}: hier staat een formule. Zet er gewone tekst neer.")
        if name == "on":
            fields[name] = _day(value)
        elif name in LISTS:
            fields[name] = [line.strip() for line in str(value).splitlines() if line.strip()]
        else:
            fields[name] = str(value).strip()
    if author:
        fields.setdefault("author", author)
    # Who types only a question still gets something to tell it by, and a half that nobody chose.
    asked = hashlib.sha256(str(fields.get("query", "")).encode()).hexdigest()
    fields.setdefault("qid", f"eigen-{asked[:8]}")
    fields.setdefault("half", "dev" if int(hashlib.sha256(fields["qid"].encode()).hexdigest()[-1], 16) % 2 == 0 else "test")
    return fields


def _day(value: Any) -> date:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    for form in ("%Y-%m-%d", "%d-%m-%Y"):
        try:
            return datetime.strptime(str(value).strip(), form).date()
        except ValueError:
            continue
    raise ValueError(f"kolom Dag: {value!r} is geen dag. Schrijf jjjj-mm-dd.")


def _bytes(file: Path) -> bytes:
    try:
        if file.stat().st_size > _BIG:
            raise CaseError(f"{file} is groter dan {_BIG // 1_000_000} MB. Splits het bestand.")
        return file.read_bytes()
    except OSError as error:
        raise CaseError(f"{file} is niet te lezen: {error.strerror}.") from error


def _csv_rows(file: Path) -> Iterator[list[Any]]:
    try:
        text = _bytes(file).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise CaseError(f"{file} is geen UTF-8. Sla het op als “CSV UTF-8”.") from error
    first = text.split("\n", 1)[0]
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=";" if first.count(";") >= first.count(",") else ","):
            yield [value[1:] if value.startswith("'") else value for value in row]
    except csv.Error as error:
        raise CaseError(f"{file} is geen leesbare CSV: {error}.") from error


def _xlsx_rows(file: Path) -> Iterator[list[Any]]:
    from openpyxl import load_workbook

    data = _bytes(file)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            if sum(member.file_size for member in packed.infolist()) > _UNPACKED:
                raise CaseError(f"{file} pakt uit tot meer dan {_UNPACKED // 1_000_000} MB en wordt niet gelezen.")
        book = load_workbook(io.BytesIO(data), read_only=True)
        for row in book.worksheets[0].iter_rows():
            yield [_plain(cell) for cell in row]
    except (zipfile.BadZipFile, KeyError, IndexError, OSError) as error:
        raise CaseError(f"{file} is geen leesbaar rekenblad (.xlsx of .csv).") from error


def _plain(cell: Any) -> Any:
    # A formula is told as what it is; it is never worked out.
    return f"\0{cell.value}" if cell.data_type == "f" else cell.value
