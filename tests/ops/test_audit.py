"""The audit trail: two processes at once, a process that is killed, a full disk, and every kind of tampering."""

import json
import os
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.answer import Answer
from assistant.pipeline import Assistant
from assistant.watch.chain import AuditError, append, day_files, purge, read_head
from assistant.watch.export import export, holdings
from assistant.watch.observed import Observed
from assistant.watch.strings import STRINGS, told
from assistant.watch.trail import Model, Trail
from assistant.watch.verify import Kind, rows, verify
from index.retriever import HybridRetriever

ROOT = Path(__file__).parents[2]
NOON = datetime(2026, 11, 1, 12, tzinfo=UTC)
DPIA = "Wanneer is een DPIA verplicht?"
WRITER = """
import sys
from pathlib import Path
from assistant.watch.chain import append
folder, who, many, size = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
for number in range(many):
    print(append(folder, {"event": "answer", "who": who, "number": number, "filler": "x" * size}).n, flush=True)
"""


def trail_of(folder: Path, days: int = 3, a_day: int = 4) -> Path:
    for day in range(days):
        for number in range(a_day):
            row = {"event": "answer", "who": f"account{number}", "sources": ["avg/artikel-35"]}
            append(folder, row, now=NOON + timedelta(days=day, minutes=number))
    return folder


def writer(folder: Path, who: str, many: int, size: int = 200) -> subprocess.Popen[str]:
    return subprocess.Popen([sys.executable, "-c", WRITER, str(folder), who, str(many), str(size)], stdout=subprocess.PIPE, text=True, cwd=ROOT)


def test_two_processes_append_to_one_chain(tmp_path: Path) -> None:
    writers = [writer(tmp_path, who, 500) for who in ("een", "twee")]
    acknowledged = [int(line) for each in writers for line in each.communicate(timeout=60)[0].split()]
    assert [each.returncode for each in writers] == [0, 0]
    report = verify(tmp_path)
    assert (report.findings, report.lines, report.last) == ((), 1000, 1000)
    assert sorted(acknowledged) == list(range(1, 1001))
    for who in ("een", "twee"):
        assert [row["number"] for row in rows(tmp_path) if row["who"] == who] == list(range(500))


def test_nothing_acknowledged_is_lost_by_kill_9(tmp_path: Path) -> None:
    acknowledged: set[int] = set()
    for number in range(8):
        # A long line takes long to write, so that some are killed in the middle of one.
        process = writer(tmp_path, str(number), 10_000, 200_000)
        assert process.stdout is not None
        acknowledged.add(int(process.stdout.readline()))
        time.sleep(0.01 + 0.013 * number)
        process.send_signal(signal.SIGKILL)
        acknowledged |= {int(line) for line in process.communicate()[0].split("\n")[:-1]}
        assert verify(tmp_path).ok
    append(tmp_path, {"event": "answer", "who": "-"})
    report = verify(tmp_path)
    assert report.ok and not report.unfinished
    assert acknowledged <= {row["n"] for row in rows(tmp_path)}


def test_half_a_line_of_a_power_cut_is_taken_away_and_told(tmp_path: Path) -> None:
    trail_of(tmp_path)
    with day_files(tmp_path)[-1].open("ab") as file:
        file.write(b'{"n":13,"prev":"')
    assert verify(tmp_path).ok and verify(tmp_path).unfinished
    append(tmp_path, {"event": "answer", "who": "-"}, now=NOON + timedelta(days=2, hours=1))
    assert verify(tmp_path).ok and not verify(tmp_path).unfinished
    assert [row["what"] for row in rows(tmp_path) if row["event"] == "recovered"] == ["line"]


def test_a_head_that_lags_behind_is_made_right(tmp_path: Path) -> None:
    trail_of(tmp_path)
    old = (tmp_path / "head.json").read_bytes()
    for hour in range(1, 30, 6):
        append(tmp_path, {"event": "answer", "who": "-"}, now=NOON + timedelta(days=2, hours=hour))
    (tmp_path / "head.json").write_bytes(old)
    assert verify(tmp_path).ok
    assert append(tmp_path, {"event": "answer", "who": "-"}, now=NOON + timedelta(days=4)).n == 18
    assert verify(tmp_path).ok


def test_the_clock_may_go_back(tmp_path: Path) -> None:
    trail_of(tmp_path)
    append(tmp_path, {"event": "answer", "who": "-"}, now=NOON - timedelta(days=400))
    report = verify(tmp_path)
    assert report.ok and (report.files, report.last) == (3, 13)


# Tampering ------------------------------------------------------------------------------------------------------------------------------------


def texts(folder: Path) -> list[tuple[str, list[bytes]]]:
    return [(path.name, path.read_bytes().split(b"\n")[:-1]) for path in day_files(folder)]


def write(folder: Path, files: list[tuple[str, list[bytes]]]) -> None:
    for name, lines in files:
        (folder / name).write_bytes(b"".join(line + b"\n" for line in lines))


def tampered(change: Callable[[list[tuple[str, list[bytes]]]], None], **size: int) -> tuple[list[tuple[str, int, Kind]], list[tuple[str, int, Kind]]]:
    """What is found after ``change``, and after the service went on writing as if nothing had happened."""
    with tempfile.TemporaryDirectory() as name:
        folder = trail_of(Path(name), **size)
        files = texts(folder)
        change(files)
        write(folder, files)
        first = verify(folder).findings
        append(folder, {"event": "answer", "who": "-"}, now=NOON + timedelta(days=5))
        second = verify(folder).findings
        assert all(told(finding, language) for finding in (*first, *second) for language in STRINGS)
        return [(f.file, f.line, f.kind) for f in first], [(f.file, f.line, f.kind) for f in second]


def near(found: list[tuple[str, int, Kind]], name: str, line: int) -> bool:
    """Whether one finding names this line, the one before or the one after (in another file: its first or last)."""
    return any((file == name and abs(at - line) <= 1) or (file != name and at <= 1) or at == 0 for file, at, _ in found)


places = st.tuples(st.integers(0, 2), st.integers(0, 3))


@settings(max_examples=40, deadline=None)
@given(places, st.data())
def test_a_changed_byte_shows_and_where(place: tuple[int, int], data: st.DataObject) -> None:
    file, line = place
    names: list[str] = []

    def change(files: list[tuple[str, list[bytes]]]) -> None:
        names.append(files[file][0])
        text = bytearray(files[file][1][line])
        at = data.draw(st.integers(0, len(text) - 1))
        text[at] = data.draw(st.integers(0, 255).filter(lambda byte: byte != text[at]))
        files[file][1][line] = bytes(text)

    for found in tampered(change):
        assert near(found, names[0], line + 1)


@settings(max_examples=25, deadline=None)
@given(places, st.sampled_from(["account0", "avg/artikel-35", "2026-11"]), st.text(min_size=1, max_size=8))
def test_a_value_that_is_replaced_shows(place: tuple[int, int], old: str, new: str) -> None:
    names: list[str] = []

    def change(files: list[tuple[str, list[bytes]]]) -> None:
        name, lines = files[place[0]]
        names.append(name)
        before = lines[place[1]]
        lines[place[1]] = before.replace(old.encode(), json.dumps(new)[1:-1].encode(), 1) if old.encode() in before else before + b" "

    if new != old:
        for found in tampered(change):
            assert near(found, names[0], place[1] + 1)


@settings(max_examples=25, deadline=None)
@given(places, st.integers(1, 4))
def test_removed_lines_show_and_where(place: tuple[int, int], many: int) -> None:
    names: list[str] = []

    def change(files: list[tuple[str, list[bytes]]]) -> None:
        names.append(files[place[0]][0])
        del files[place[0]][1][place[1] : place[1] + many]

    for found in tampered(change):
        assert near(found, names[0], place[1] + 1)
        assert {kind for *_, kind in found} & {Kind.REMOVED, Kind.CUT, Kind.START}


@settings(max_examples=25, deadline=None)
@given(places, places, st.booleans())
def test_an_inserted_line_shows_and_where(source: tuple[int, int], place: tuple[int, int], made_up: bool) -> None:
    names: list[str] = []

    def change(files: list[tuple[str, list[bytes]]]) -> None:
        names.append(files[place[0]][0])
        line = files[source[0]][1][source[1]]
        if made_up:  # numbered and chained as if it belonged there
            lines = [each for _, held in files for each in held]
            at = place[0] * 4 + place[1]
            row = json.loads(lines[at])
            line = json.dumps({**row, "who": "verzonnen"}, separators=(",", ":")).encode()
        files[place[0]][1].insert(place[1], line)

    for found in tampered(change):
        assert near(found, names[0], place[1] + 1)


@settings(max_examples=25, deadline=None)
@given(places, places)
def test_reordered_lines_show(one: tuple[int, int], other: tuple[int, int]) -> None:
    if one == other:
        return
    names: list[str] = []

    def change(files: list[tuple[str, list[bytes]]]) -> None:
        names.append(files[min(one, other)[0]][0])
        (_, first), (_, second) = files[one[0]], files[other[0]]
        first[one[1]], second[other[1]] = second[other[1]], first[one[1]]

    for found in tampered(change):
        assert near(found, names[0], min(one, other)[1] + 1)


@settings(max_examples=25, deadline=None)
@given(st.integers(1, 900))
def test_a_tail_that_is_cut_off_shows(many: int) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = trail_of(Path(name), days=1, a_day=5)
        path = day_files(folder)[0]
        size = path.stat().st_size
        os.truncate(path, max(0, size - many))
        lines = path.read_bytes().count(b"\n")
        found = verify(folder).findings
        assert [(f.kind, f.first, f.last) for f in found] == [(Kind.CUT, lines + 1, 5)]
        append(folder, {"event": "answer", "who": "-"}, now=NOON + timedelta(hours=1))
        assert any(f.last == 5 and f.kind in (Kind.REMOVED, Kind.START) for f in verify(folder).findings)


def test_a_whole_day_or_the_last_day_that_is_gone_shows(tmp_path: Path) -> None:
    for number, kind in ((0, Kind.START), (1, Kind.REMOVED), (2, Kind.CUT)):
        folder = trail_of(tmp_path / str(number))
        day_files(folder)[number].unlink()
        assert [(f.kind, f.first, f.last) for f in verify(folder).findings] == [(kind, 4 * number + 1, 4 * number + 4)]


def test_a_lost_head_stays_visible(tmp_path: Path) -> None:
    trail_of(tmp_path)
    os.truncate(day_files(tmp_path)[-1], 0)
    (tmp_path / "head.json").unlink()
    assert Kind.HEAD in {f.kind for f in verify(tmp_path).findings}
    append(tmp_path, {"event": "answer", "who": "-"}, now=NOON + timedelta(days=3))
    assert Kind.HEAD in {f.kind for f in verify(tmp_path).findings}


def test_a_trail_that_was_made_anew_is_found_out_by_a_head_noted_elsewhere(tmp_path: Path) -> None:
    noted = read_head(trail_of(tmp_path / "echt"))
    assert noted is not None
    other = trail_of(tmp_path / "nagemaakt", a_day=5)
    assert verify(tmp_path / "echt", (noted.n, noted.hash)).ok
    assert verify(other).ok
    assert [f.kind for f in verify(other, (noted.n, noted.hash)).findings] == [Kind.OTHER_HEAD]


# Retention and the archive --------------------------------------------------------------------------------------------------------------------


def test_a_purge_keeps_the_chain_verifiable_and_tampering_with_it_shows(tmp_path: Path) -> None:
    trail_of(tmp_path, days=4)
    assert purge(tmp_path, 2, now=NOON + timedelta(days=4)) == 2
    assert [path.name for path in day_files(tmp_path)] == ["2026-11-03.jsonl", "2026-11-04.jsonl", "2026-11-05.jsonl"]
    report = verify(tmp_path)
    assert report.ok and (report.first, report.last) == (9, 17)
    assert purge(tmp_path, 2, now=NOON + timedelta(days=4)) == 0
    assert purge(tmp_path, 1, now=NOON + timedelta(days=5)) == 2
    assert verify(tmp_path).ok
    day_files(tmp_path)[0].unlink()
    assert Kind.START in {f.kind for f in verify(tmp_path).findings}


def test_a_purge_that_was_stopped_halfway_is_in_order(tmp_path: Path) -> None:
    trail_of(tmp_path, days=4)
    kept = {path.name: path.read_bytes() for path in day_files(tmp_path)[:2]}
    purge(tmp_path, 2, now=NOON + timedelta(days=4))
    for name in list(kept)[::-1]:
        (tmp_path / name).write_bytes(kept[name])
        assert verify(tmp_path).ok
    assert purge(tmp_path, 2, now=NOON + timedelta(days=4)) == 2
    assert verify(tmp_path).ok


def test_the_package_for_the_archive_can_be_checked_without_us(tmp_path: Path) -> None:
    folder, out = trail_of(tmp_path / "audit"), tmp_path / "archief.zip"
    lines, report = export(folder, out, NOON.date(), NOON.date() + timedelta(days=1))
    assert (lines, report.ok) == (8, True)
    with pytest.raises(AuditError, match="bestaat al"):
        export(folder, out, NOON.date(), NOON.date())
    with zipfile.ZipFile(out) as package:
        package.extractall(tmp_path / "uit")
        manifest = json.loads(package.read("manifest.json"))
        assert "Auditspoor" in package.read("LEESMIJ.txt").decode()
    subprocess.run(["sha256sum", "--strict", "-c", "SHA256SUMS"], cwd=tmp_path / "uit", check=True, capture_output=True)
    assert [(part["file"], part["first"], part["last"]) for part in manifest["files"]] == [("2026-11-01.jsonl", 1, 4), ("2026-11-02.jsonl", 5, 8)]
    assert out.stat().st_mode & 0o077 == 0 and verify(folder).ok
    assert [row["event"] for row in rows(folder)][-1] == "export"
    found = holdings(folder)
    assert (found.lines, found.answers, found.accounts, found.with_content) == (13, 12, 4, 0)


def test_the_commands(tmp_path: Path) -> None:
    def run(*args: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-c", "from assistant.cli import main; main()", "audit", *args],
            env={**os.environ, "STANDPUNT_DATA": str(tmp_path)}, cwd=ROOT, capture_output=True, text=True, timeout=60,
        )  # fmt: skip

    assert run("verify").returncode == 0
    trail_of(tmp_path / "audit")
    good = run("verify")
    assert good.returncode == 0 and "In orde: 12 regels" in good.stdout
    noted = good.stdout.split("Laatste: ")[1].strip()
    assert run("verify", "--head", noted).returncode == 0
    assert "account3" in run("show", "--last", "1").stdout
    assert json.loads(run("holdings").stdout)["answers"] == 12
    assert run("export", "--from", "2026-11-01", "--to", "2026-11-03", str(tmp_path / "uit.zip")).returncode == 0
    assert run("purge", "--days", "1").returncode == 0 and run("verify").returncode == 0
    last = day_files(tmp_path / "audit")[-1]
    last.write_bytes(last.read_bytes().replace(b'"event":"export"', b'"event":"answer"'))
    bad = run("verify")
    assert bad.returncode == 2 and "NIET in orde" in bad.stdout
    wrong = run("verify", "--head", "x")
    assert wrong.returncode == 2 and "NUMMER:CONTROLESOM" in wrong.stderr


# What the service does ------------------------------------------------------------------------------------------------------------------------


def kept(folder: Path, *, content: bool, refuse: bool) -> Trail:
    return Trail(folder, Model("model-x", "ab" * 32), lambda: "idx", content=content, refuse=refuse, keep_days=365)


def test_meta_holds_no_words_and_content_does(retriever: HybridRetriever, tmp_path: Path) -> None:
    def ask(content: bool) -> Answer:
        return Observed.of(Assistant(retriever, None), kept(tmp_path / str(content), content=content, refuse=content)).answer(DPIA)

    answers = [ask(content) for content in (False, True)]
    meta, content = (next(rows(tmp_path / str(each))) for each in (False, True))
    assert meta["kind"] == "quotes" and meta["sources"] and meta["index"] == "idx" and meta["model"] == {"name": "model-x", "sha256": "ab" * 32}
    assert meta["verdicts"] == {"supported": 0, "repaired": 0, "removed": 0} and meta["who"] == "-"
    assert "question" not in meta and DPIA not in json.dumps(meta) and answers[0].text[:30] not in json.dumps(meta, ensure_ascii=False)
    assert (content["question"], content["answer"]) == (DPIA, answers[1].text)


def test_a_reader_who_leaves_is_written_down_once(retriever: HybridRetriever, tmp_path: Path) -> None:
    stream = Observed.of(Assistant(retriever, None), kept(tmp_path, content=False, refuse=False)).stream(DPIA)
    next(stream)
    stream.close()
    assert [(row["kind"], bool(row["sources"])) for row in rows(tmp_path)] == [("left", True)]


def test_a_full_disk_does_not_stop_meta_and_the_gap_is_told(retriever: HybridRetriever, tmp_path: Path) -> None:
    trail = kept(tmp_path, content=False, refuse=False)
    assistant = Observed.of(Assistant(retriever, None), trail)
    assistant.answer(DPIA)
    # A real failure of writing, half a line included, without a disk of one's own.
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (day_files(tmp_path)[0].stat().st_size + 100, hard))
    try:
        assert [str(assistant.answer(DPIA).kind) for _ in range(3)] == ["quotes"] * 3
        assert trail.state.missing == 3 and verify(tmp_path).ok
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assistant.answer(DPIA)
    assert [row["event"] for row in rows(tmp_path)] == ["answer", "gap", "answer"]
    assert [row["missing"] for row in rows(tmp_path) if row["event"] == "gap"] == [3]
    assert verify(tmp_path).ok and trail.state.missing == 0


def test_a_full_disk_stops_content_and_it_goes_on_when_there_is_room(retriever: HybridRetriever, tmp_path: Path) -> None:
    if not hasattr(os, "geteuid") or os.geteuid() != 0 or shutil.which("mount") is None:
        pytest.skip("needs root, to mount a small tmpfs")
    disk = tmp_path / "schijf"
    disk.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", str(disk)], capture_output=True).returncode:
        pytest.skip("may not mount a tmpfs")
    try:
        assistant = Observed.of(Assistant(retriever, None), kept(disk / "audit", content=True, refuse=True))
        assistant.answer(DPIA)
        filler = disk / "vol"
        with pytest.raises(OSError), filler.open("wb") as file:
            while True:
                file.write(b"x" * 65536)
        with pytest.raises(AuditError, match="STANDPUNT_AUDIT_FULL"):
            assistant.answer(DPIA)
        assert verify(disk / "audit").ok
        filler.unlink()
        assert assistant.answer(DPIA).text
        assert verify(disk / "audit").ok
    finally:
        subprocess.run(["umount", str(disk)], check=True)


def test_an_answer_that_cannot_be_kept_is_withheld(retriever: HybridRetriever, tmp_path: Path) -> None:
    assistant = Observed.of(Assistant(retriever, None), kept(tmp_path, content=True, refuse=True))
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (300, hard))
    try:
        with pytest.raises(AuditError):
            assistant.answer(DPIA)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert assistant.answer(DPIA).text
    assert [row["event"] for row in rows(tmp_path)] == ["gap", "answer"] and verify(tmp_path).ok
