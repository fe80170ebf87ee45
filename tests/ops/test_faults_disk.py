"""A disk that is full, for real: a small tmpfs. Everything that writes says so and leaves what was there; what only reads goes on."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import suppress
from datetime import date
from pathlib import Path

import pytest

from assistant.backup import BackupError, make
from assistant.instruction.lesson import LessonError, read_lesson
from assistant.instruction.results import Groups
from assistant.instruction.shelf import Shelf
from assistant.settings import Settings
from corpus.disk import append_line
from eval import review, runs
from eval.case import CaseError
from eval.own import own_cases, write_own
from tests.eval.make import case, record
from tests.instruction.make import LESSON
from tests.ops.standin import Server, rows, run, serving, small_corpus

RATING = {"useful": True, "consent": True, "answer": {"question": "Mag dat?", "text": "Ja, mits dat in de regels staat. " * 20}}
FULL = "No space left on device"


@pytest.fixture(scope="module")
def disk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A file system of 24 MB."""
    folder = tmp_path_factory.mktemp("disk")
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=24m", "tmpfs", str(folder)], capture_output=True, check=False)
    if mounted.returncode:
        pytest.skip("needs root, to make a small file system")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=False)


@pytest.fixture
def full(disk: Path) -> Iterator[Path]:
    """The disk, filled to the last byte until the end of the test."""
    ballast = disk / "ballast"
    with ballast.open("wb", buffering=0) as out, suppress(OSError):
        while True:
            out.write(b"x" * 4096)
    yield disk
    ballast.unlink()


@pytest.fixture(scope="module")
def before(disk: Path) -> Path:
    """What people have put in while there was room."""
    data = disk / "data"
    lesson = read_lesson(LESSON.encode(), "proef")
    shelf = Shelf(data / "lessons")
    shelf.save_draft(lesson)
    Groups(data / "groups").open("proefles", 1, "Groep", date(2026, 11, 27))
    write_own(data / "sets", [case("eigen-1")])
    review.append(data / "review" / "labels.jsonl", case("q-1"))
    runs.Writer(_folder(data / "runs" / "proef")).add(record())
    append_line(data / "feedback" / "ratings.jsonl", b'{"a": 1}')
    return data


def _folder(path: Path) -> Path:
    path.mkdir(parents=True, exist_ok=True)
    return path


def _contents(folder: Path) -> dict[str, bytes]:
    return {str(file.relative_to(folder)): file.read_bytes() for file in sorted(folder.rglob("*")) if file.is_file()}


def test_everything_that_is_kept_says_so_and_stays_as_it_was(before: Path, full: Path) -> None:
    was, group = _contents(before), Groups(before / "groups").all()[0]
    big = read_lesson(LESSON.replace("U kent de regels.", "U kent de regels. " + "x" * 100).encode(), "proef")
    with pytest.raises(LessonError, match=FULL):
        Shelf(before / "lessons").save_draft(big)
    with pytest.raises(LessonError, match=FULL):
        Groups(before / "groups").open("proefles", 1, "Nog een", date(2026, 11, 27))
    with pytest.raises(LessonError, match=FULL):
        for _ in range(10_000):
            Groups(before / "groups").record(group.code, {"termijn": True})
    (before / "groups" / f"{group.code}.jsonl").unlink(missing_ok=True)
    with pytest.raises(CaseError, match=FULL):
        write_own(before / "sets", [case(f"eigen-{number}") for number in range(200)])
    with pytest.raises(review.ReviewError, match=FULL):
        for _ in range(10_000):
            review.append(before / "review" / "labels.jsonl", case("q-2"))
    with pytest.raises(runs.RunError, match=FULL):
        for _ in range(10_000):
            runs.Writer(before / "runs" / "proef").add(record())
    with pytest.raises(OSError, match=FULL):
        for _ in range(10_000):
            append_line(before / "feedback" / "ratings.jsonl", b'{"b": 2}')
    now = _contents(before)
    # Whole lines may have found a place in the last page; nothing else has changed, and nothing is half.
    assert set(now) == set(was) and all(content.startswith(was[name]) for name, content in now.items())
    assert all(content.endswith(b"\n") for name, content in now.items() if name.endswith(".jsonl"))
    assert [case.qid for case in own_cases(before / "sets")] == ["eigen-1"]


def test_a_backup_to_a_full_disk_leaves_nothing(before: Path, full: Path, tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "noise").write_bytes(os.urandom(1 << 20))
    with pytest.raises(BackupError, match="Maak ruimte"):
        make(Settings(data=tmp_path / "data"), full / "kopie.tar.gz")
    assert {path.name for path in full.iterdir()} == {"data", "ballast"}


@pytest.fixture(scope="module")
def site(disk: Path, before: Path) -> Iterator[Server]:
    given = {"STANDPUNT_CORPUS": str(small_corpus(disk / "data" / "own")), "STANDPUNT_DISK_FLOOR": "1"}
    assert run(before, "index", "build", **given).returncode == 0
    with serving(before, **given) as running:
        yield running


def test_a_site_goes_on_and_keeps_again_when_there_is_room(site: Server, before: Path, disk: Path, tmp_path: Path) -> None:
    ballast, ratings = disk / "ballast", before / "feedback" / "ratings.jsonl"
    given = {"STANDPUNT_CORPUS": str(before / "own")}
    with ballast.open("wb", buffering=0) as out, suppress(OSError):
        while True:
            out.write(b"x" * 4096)
    try:
        answers = [site.post("/ui/oordeel", RATING) for _ in range(8)]
        assert answers[-1].status_code == 507 and answers[-1].json() == {"kept": False}
        assert site.ask()["status"] == 200 and site.get("/lessen?voor=medewerkers").status_code == 200
        assert site.get("/readyz").json()["parts"]["disk"]["ok"] is False
        (tmp_path / "nieuw.md").write_text("# Nieuw\n\n## Een\n\nEen ambtenaar mag dit lezen.\n" * 2_000)
        added = run(before, "corpus", "add", str(tmp_path / "nieuw.md"), "--title", "Nieuw", **given)
        assert added.returncode == 2 and "Controleer schijf en rechten" in added.stderr and "Traceback" not in added.stderr
        (before / "index" / "current").write_text("")
        built = run(before, "index", "build", **given)
        assert built.returncode == 2 and "schijf" in built.stderr.lower() and "Traceback" not in built.stderr
        assert site.ask()["status"] == 200
    finally:
        ballast.unlink()
    assert site.post("/ui/oordeel", RATING).json() == {"kept": True}
    assert rows(ratings.read_text())[-1]["answer"]["question"] == "Mag dat?"
    assert run(before, "index", "build", **given).returncode == 0
    assert run(before, "search", "DPIA", "--json", **given).returncode == 0
    assert site.ask()["citations"]
