"""``standpuntwijzer lessons``: as a trainer or a build server uses it."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from assistant.cli import app
from assistant.instruction.lesson import LessonError, read_lesson, write_lesson
from assistant.instruction.shelf import SHIPPED, Shelf

run = CliRunner().invoke


@pytest.fixture(autouse=True)
def own_data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("STANDPUNT_DATA", str(tmp_path))
    return tmp_path


def first() -> tuple[Path, bytes]:
    file = sorted(SHIPPED.glob("*.yaml"))[0]
    return file, file.read_bytes()


def test_every_lesson_that_ships_is_true_today() -> None:
    checked = run(app, ["lessons", "check", "--json"])
    rows = [json.loads(line) for line in checked.stdout.splitlines()]
    assert checked.exit_code == 0 and len(rows) >= 8 and all(row["findings"] == [] for row in rows)


def test_a_lesson_that_is_not_true_is_told(tmp_path: Path) -> None:
    file, data = first()
    lesson = read_lesson(data, file.name)
    reading = lesson.reading[0]
    false = reading.text.model_copy(update={"nl": "Een overheidsorganisatie mag nooit generatieve AI gebruiken."})
    changed = lesson.model_copy(update={"reading": (reading.model_copy(update={"text": false}),)})
    own = tmp_path / file.name
    own.write_bytes(write_lesson(changed))
    checked = run(app, ["lessons", "check", str(own)])
    assert checked.exit_code == 1 and "niet gedragen door de bron: Een overheidsorganisatie mag nooit" in checked.stdout
    approved = run(app, ["lessons", "approve", str(own), "--by", "Anna", "--part", reading.id])
    assert approved.exit_code == 1, "what the rules do not find in the source is not approved from the command line"


def test_approving_records_who_and_on_what_text(tmp_path: Path) -> None:
    file, data = first()
    lesson = read_lesson(data, file.name)
    bare = lesson.model_copy(update={"exercises": tuple(part.model_copy(update={"approved": None}) for part in lesson.exercises)})
    own = tmp_path / file.name
    own.write_bytes(write_lesson(bare))
    assert run(app, ["lessons", "check", str(own)]).exit_code == 1
    assert run(app, ["lessons", "approve", str(own), "--by", "Anna"]).exit_code == 0
    again = read_lesson(own.read_bytes(), own.name)
    assert {part.approved.by for part in again.exercises if part.approved} == {"Anna"}
    assert run(app, ["lessons", "check", str(own)]).exit_code == 0
    with pytest.raises(LessonError, match="geen onderdeel"):
        run(app, ["lessons", "approve", str(own), "--by", "Anna", "--part", "weg"], catch_exceptions=False)


@pytest.mark.parametrize(("name", "head"), [("x.docx", b"PK"), ("x.pdf", b"%PDF"), ("x.pptx", b"PK"), ("x.zip", b"PK")])
def test_a_lesson_is_exported(tmp_path: Path, name: str, head: bytes) -> None:
    assert run(app, ["lessons", "export", "mag-en-mag-niet", str(tmp_path / name), "--for", "beleid", "--language", "en"]).exit_code == 0
    assert (tmp_path / name).read_bytes().startswith(head)


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (["weg", "x.pdf"], "lessons list"), (["mag-en-mag-niet", "x.exe"], "Kies .docx"),
        (["mag-en-mag-niet", "x.pdf", "--for", "wie"], "medewerkers"),
        (["mag-en-mag-niet", "x.zip", "--package", "aicc"], "scorm12"), (["mag-en-mag-niet", "x.pdf", "--language", "fr"], "nl of en"),
    ],
)  # fmt: skip
def test_what_cannot_be_exported_is_told_with_a_way_out(options: list[str], told: str) -> None:
    with pytest.raises(LessonError, match=told):
        run(app, ["lessons", "export", *options], catch_exceptions=False)


def test_a_quiz_goes_from_a_spreadsheet_to_a_draft(tmp_path: Path) -> None:
    sheet = tmp_path / "vragen.xlsx"
    assert run(app, ["lessons", "template", str(sheet)]).exit_code == 0
    read = run(app, ["lessons", "import", str(sheet), "mijn-quiz", "--title", "Mijn quiz"])
    assert read.exit_code == 0 and "1 vragen ingelezen" in read.stderr
    shelf = Shelf(tmp_path / "lessons")
    draft = shelf.draft("mijn-quiz")
    assert draft and draft.title.nl == "Mijn quiz" and draft.exercises[0].approved is None and shelf.own() == ()
    with pytest.raises(LessonError, match="al een les"):
        run(app, ["lessons", "import", str(sheet), "mijn-quiz"], catch_exceptions=False)


def test_the_lessons_are_listed() -> None:
    listed = run(app, ["lessons", "list"])
    assert listed.exit_code == 0 and "mag-en-mag-niet" in listed.stdout and "17 opdrachten" in listed.stdout
