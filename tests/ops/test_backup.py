"""Reserve copies: made while people write, refused when damaged, and put back so that everything answers as before."""

import io
import json
import shutil
import sqlite3
import subprocess
import sys
import tarfile
import time
from collections.abc import Callable
from dataclasses import asdict
from datetime import date
from pathlib import Path

import pytest

from assistant import backup
from assistant.accounts import Role
from assistant.backup import MANIFEST, BackupError, Kept, make, verify
from assistant.instruction.edit import approve, put
from assistant.instruction.results import Groups
from assistant.instruction.shelf import Shelf
from assistant.restore import restore
from assistant.settings import Settings
from corpus.disk import append_line
from eval import review, runs
from eval.own import own_cases, write_own
from tests.eval.make import case, record
from tests.instruction.make import TODAY, lesson, sections
from tests.ops.standin import QUESTION, ROOT, environment, rows, run, serving, small_corpus

RATING = {"day": "2026-11-27", "useful": True, "reason": "", "text": "goed", "answer": {"question": QUESTION}}
ASKED = "Mag een ambtenaar de klompenbrigade inzetten?"


def filled(data: Path) -> None:
    """What people put in."""
    shelf, one = Shelf(data / "lessons"), lesson()
    shelf.save_draft(put(one, approve(one.exercises[0], "Anna", TODAY, sections())))
    shelf.publish("proefles")
    group = Groups(data / "groups").open("proefles", 1, "Groep", date(2026, 11, 27))
    Groups(data / "groups").record(group.code, {"termijn": True})
    append_line(data / "feedback" / "ratings.jsonl", json.dumps(RATING).encode(), mode=0o600)
    write_own(data / "sets", [case("eigen-1")])
    review.append(data / "review" / "labels.jsonl", case("q-1"))
    (data / "runs" / "proef").mkdir(parents=True)
    runs.Writer(data / "runs" / "proef").add(record())
    for name in ("models", "states", ".herstel-1"):
        (data / name).mkdir()
        (data / name / "groot.gguf").write_bytes(b"x" * 1000)
    (data / "secret").write_bytes(b"s" * 32)
    (data / "feedback" / ".ratings.jsonl.1-2.tmp").write_text("half")


@pytest.fixture
def data(tmp_path: Path) -> Path:
    filled(tmp_path / "data")
    return tmp_path / "data"


def copy_of(data: Path) -> Path:
    make(Settings(data=data), data.parent / "kopie.tar.gz")
    return data.parent / "kopie.tar.gz"


def test_a_restore_answers_as_before(tmp_path: Path) -> None:
    """The proof: a copy of an installation in use, put back in an empty folder with the real commands."""
    data, new, file = tmp_path / "data", tmp_path / "new", tmp_path / "kopie.tar.gz"
    filled(data)
    corpus = {"STANDPUNT_CORPUS": str(small_corpus(tmp_path / "corpus"))}
    (tmp_path / "nieuw.md").write_text("# Nieuw\n\n## Een\n\nEen ambtenaar mag de klompenbrigade inzetten.\n")
    assert run(data, "corpus", "add", str(tmp_path / "nieuw.md"), "--title", "Nieuw", **corpus).returncode == 0
    assert run(data, "index", "build", **corpus).returncode == 0
    with serving(data, **corpus) as site:
        assert site.ask()["status"] == 200
        made = run(data, "backup", str(file), **corpus)
        assert made.returncode == 0 and "Nakijken: standpuntwijzer backup verify" in made.stderr, made.stderr
    assert file.stat().st_mode & 0o777 == 0o600
    assert run(data, "backup", "verify", str(file)).stdout.startswith("In orde: ")
    commands = (("ask", QUESTION, "--json"), ("ask", ASKED, "--json"), ("lessons", "list"), ("feedback", "--json"), ("corpus", "list", "--json"))
    before = [told(run(data, *command, **corpus)) for command in commands]
    shutil.rmtree(tmp_path / "corpus")
    data.rename(tmp_path / "gone")
    back = run(tmp_path / "elsewhere", "restore", str(file), "--into", str(new))
    assert back.returncode == 0 and f"STANDPUNT_CORPUS={new / 'corpus'}" in back.stderr and f"STANDPUNT_DATA={new}" in back.stderr, back.stderr
    after = [told(run(new, *command, STANDPUNT_CORPUS=str(new / "corpus"))) for command in commands]
    for one, other in zip(before, after, strict=True):
        assert one == other
    assert "klompenbrigade" in before[1]
    assert own_cases(new / "sets") == own_cases(tmp_path / "gone" / "sets") and Shelf(new / "lessons").versions("proefles") == (1,)
    assert Groups(new / "groups").all() == Groups(tmp_path / "gone" / "groups").all()
    assert not (new / "secret").exists() and not (new / "models").exists()


def told(done: "subprocess.CompletedProcess[str]") -> str:
    """What a command says, without how long it took."""
    assert done.returncode == 0, done.stderr
    if done.stdout.startswith("{"):
        answer = json.loads(done.stdout)
        return json.dumps({name: answer[name] for name in ("kind", "text", "citations", "quotes", "notices")})
    return done.stdout


def test_only_what_cannot_be_made_again_is_in_it(data: Path) -> None:
    (data / "index").mkdir()
    (data / "index" / "current").write_text("x")
    (data / "elders").symlink_to("/etc/passwd")
    manifest, links = make(Settings(data=data), data.parent / "a.tar.gz")
    assert manifest.tops == ("feedback", "groups", "lessons", "review", "runs", "sets") and links == (data / "elders",)
    assert not any(name.endswith(".tmp") for name in manifest.files)
    assert "index" in make(Settings(data=data), data.parent / "b.tar.gz", index=True)[0].tops
    assert verify(data.parent / "a.tar.gz") == manifest


def test_who_is_signed_in_is_not_in_it(data: Path) -> None:
    from assistant.accounts import Account
    from assistant.sessions import Sessions

    Sessions(data, 600, 600, known=False).begin(Account("anna", Role.USER))
    restore(copy_of(data), data.parent / "new")
    for name, count in ((data, 1), (data.parent / "new", 0)):
        with sqlite3.connect(name / "accounts.db") as opened:
            assert opened.execute("SELECT count(*) FROM sessions").fetchone() == (count,)


_WRITERS = """
import sqlite3, sys, threading
from pathlib import Path
from corpus.disk import append_line
from assistant.instruction.edit import approve, put
from assistant.instruction.shelf import Shelf
from tests.instruction.make import TODAY, lesson, sections
data = Path(sys.argv[1])
(data / "library").mkdir(exist_ok=True)
def lines():
    number = 0
    while True:
        append_line(data / "feedback" / "ratings.jsonl", b'{"n": %d, "text": "%s"}' % (number, b"x" * 5000)); number += 1
def rows():
    db = sqlite3.connect(data / "library" / "library.db", timeout=30)
    db.executescript("CREATE TABLE IF NOT EXISTS a (n); CREATE TABLE IF NOT EXISTS b (n);")
    number = 0
    while True:
        with db:
            db.execute("INSERT INTO a VALUES (?)", (number,)); db.execute("INSERT INTO b VALUES (?)", (number,))
        number += 1
def lessons():
    shelf, one = Shelf(data / "lessons"), lesson()
    one = put(one, approve(one.exercises[0], "Anna", TODAY, sections()))
    while True:
        shelf.save_draft(one); shelf.publish(one.id)
for each in (lines, rows, lessons):
    threading.Thread(target=each, daemon=True).start()
print("begun", flush=True)
sys.stdin.read()
"""


def test_a_copy_made_while_people_write_is_consistent(data: Path, tmp_path: Path) -> None:
    (data / "feedback" / "ratings.jsonl").unlink()
    process = subprocess.Popen(
        [sys.executable, "-c", _WRITERS, str(data)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment(tmp_path), cwd=ROOT
    )  # fmt: skip
    try:
        assert process.stdout is not None and process.stdout.readline()
        counts = []
        for number in range(4):
            time.sleep(0.5)
            file = tmp_path / f"kopie-{number}.tar.gz"
            assert make(Settings(data=data), file)[0] == verify(file)
            restore(file, new := tmp_path / f"new-{number}")
            found = rows((new / "feedback" / "ratings.jsonl").read_text())
            assert [row["n"] for row in found] == list(range(len(found)))
            with sqlite3.connect(new / "library" / "library.db") as db:
                (a,), (b,) = (db.execute(f"SELECT count(*) FROM {table}").fetchone() for table in "ab")
            assert a == b
            shelf = Shelf(new / "lessons")
            assert shelf.draft("proefles") and all(shelf.version("proefles", version) for version in shelf.versions("proefles")[-5:])
            counts.append((len(found), a, len(shelf.versions("proefles"))))
    finally:
        process.kill()
        process.wait(20)
    assert all(one < other for one, other in zip(counts[0], counts[-1], strict=True)), "nobody was writing"


def test_a_copy_that_is_damaged_is_refused_with_the_place(data: Path) -> None:
    (data / "feedback" / "noise.bin").write_bytes(bytes(range(256)) * 4000)
    file = copy_of(data)
    whole = file.read_bytes()
    for cut in (0, 10, len(whole) // 3, len(whole) // 2, len(whole) - 40):
        file.write_bytes(whole[:cut])
        with pytest.raises(BackupError, match=r"beschadigd in of na|afgebroken"):
            restore(file, data.parent / "new")
    for place in range(20, len(whole) - 20, max(1, len(whole) // 40)):
        file.write_bytes(whole[:place] + bytes([whole[place] ^ 0x55]) + whole[place + 1 :])
        with pytest.raises(BackupError, match=r"beschadigd|afgebroken|niet te vertrouwen"):
            verify(file)
    assert not (data.parent / "new").exists()
    with pytest.raises(BackupError, match="bestaat niet"):
        verify(data.parent / "geen.tar.gz")


def rebuilt(file: Path, change: Callable[[dict[str, bytes], tarfile.TarFile], None]) -> Path:
    """A copy in which somebody has had a hand: ``change`` may alter the files, or add to the archive itself."""
    with tarfile.open(file) as archive:
        files = {info.name: archive.extractfile(info).read() for info in archive}  # type: ignore[union-attr]
    other = file.with_name("other.tar.gz")
    other.unlink(missing_ok=True)
    with tarfile.open(other, "w:gz") as archive:
        change(files, archive)
        for name, content in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return other


def _special(name: str, kind: bytes, to: str = "") -> Callable[[dict[str, bytes], tarfile.TarFile], None]:
    def change(files: dict[str, bytes], archive: tarfile.TarFile) -> None:
        info = tarfile.TarInfo(name)
        info.type, info.linkname = kind, to
        archive.addfile(info)

    return change


def _with(name: str, content: bytes | None) -> Callable[[dict[str, bytes], tarfile.TarFile], None]:
    def change(files: dict[str, bytes], archive: tarfile.TarFile) -> None:
        if content is None:
            del files[name]
        else:
            files[name] = content

    return change


def _told_too(name: str) -> Callable[[dict[str, bytes], tarfile.TarFile], None]:
    """A file elsewhere that the list of checksums names as well."""

    def change(files: dict[str, bytes], archive: tarfile.TarFile) -> None:
        import hashlib

        manifest = json.loads(files.pop(MANIFEST))
        files[name] = b"boos"
        manifest["files"][name] = asdict(Kept(hashlib.sha256(b"boos").hexdigest(), 4))
        files[MANIFEST] = json.dumps(manifest).encode()

    return change


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (_with("feedback/ratings.jsonl", b"{}\n"), r"feedback/ratings\.jsonl is veranderd"),
        (_with("feedback/ratings.jsonl", None), r"feedback/ratings\.jsonl ontbreekt"),
        (_with("feedback/meer.jsonl", b""), r"feedback/meer\.jsonl hoort er niet in"),
        (_with(MANIFEST, None), "afgebroken"),
        (_with(MANIFEST, b"{"), "niet te lezen"),
        (_with(MANIFEST, b'{"format": 99, "program": "9.9", "made": "", "files": {}}'), "nieuwere versie"),
        (_told_too("../buiten"), "niet te vertrouwen"),
        (_told_too("/tmp/buiten"), "niet te vertrouwen"),
        (_told_too("feedback/../../buiten"), "niet te vertrouwen"),
        (_told_too("./feedback/x"), "niet te vertrouwen"),
        (_special("feedback/link", tarfile.SYMTYPE, "/etc/passwd"), "niet te vertrouwen"),
        (_special("feedback/hard", tarfile.LNKTYPE, "feedback/ratings.jsonl"), "niet te vertrouwen"),
        (_special("feedback/pijp", tarfile.FIFOTYPE), "niet te vertrouwen"),
        (_special("feedback", tarfile.DIRTYPE), "niet te vertrouwen"),
    ],
)
def test_a_copy_in_which_somebody_had_a_hand_is_refused(data: Path, change: Callable[..., None], said: str) -> None:
    new = data.parent / "new"
    with pytest.raises(BackupError, match=said):
        restore(rebuilt(copy_of(data), change), new)
    assert not new.exists() and not (data.parent / "buiten").exists() and not Path("/tmp/buiten").exists()


def test_what_is_there_is_replaced_only_when_asked_and_kept_beside_it(data: Path) -> None:
    file = copy_of(data)
    ratings = data / "feedback" / "ratings.jsonl"
    append_line(ratings, b'{"later": 1}')
    later = ratings.read_bytes()
    with pytest.raises(BackupError, match="--force"):
        restore(file, data)
    assert ratings.read_bytes() == later
    (data / "accounts.db-wal").write_text("van een andere database")
    _, aside = restore(file, data, force=True)
    assert aside is not None and rows(ratings.read_text()) == [RATING] and (aside / "feedback" / "ratings.jsonl").read_bytes() == later
    assert (data / "models" / "groot.gguf").exists(), "what is not in the copy stays"


def test_a_copy_is_not_made_over_another_or_inside_what_it_keeps(data: Path) -> None:
    file = copy_of(data)
    with pytest.raises(BackupError, match="bestaat al"):
        make(Settings(data=data), file)
    with pytest.raises(BackupError, match="andere schijf"):
        make(Settings(data=data), data / "kopie.tar.gz")


def test_a_damaged_database_is_told_and_no_copy_is_left(data: Path) -> None:
    (data / "library").mkdir()
    (data / "library" / "library.db").write_bytes(b"SQLite format 3\0" + b"\xff" * 5000)
    with pytest.raises(BackupError, match=r"library\.db"):
        make(Settings(data=data), data.parent / "kopie.tar.gz")
    assert [path.name for path in data.parent.iterdir()] == ["data"]


def test_there_is_no_room(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("assistant.restore._HEADROOM", 1 << 60)
    with pytest.raises(BackupError, match="Te weinig schijfruimte"):
        restore(copy_of(data), data.parent / "new")
    assert backup.FORMAT == 1 and list((data.parent / "new").iterdir()) == []
