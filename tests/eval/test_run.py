"""Runs: nothing is lost or asked twice, whatever happens; a run goes on only with what it was begun with."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from datetime import date
from pathlib import Path

import pytest

from eval.case import Case
from eval.config import Config
from eval.places import Places
from eval.record import Reply
from eval.rescore import with_key
from eval.run import jobs, run
from eval.runs import ROWS, Manifest, RunError, Writer, checksum, list_runs, opened, read_manifest, read_rows
from models.base import ModelError
from tests.eval.make import case

CASES = tuple(case(f"q-{number}") for number in range(40))
SETS = {"proef": CASES}
NOTHING = Places(())


def manifest(name: str = "een", **changes: object) -> Manifest:
    fields: dict[str, object] = {
        "name": name, "config": Config(), "sets": {"proef": checksum(CASES)}, "size": None, "cases": len(CASES), "corpus": "c", "index": "i",
        "model": "m", "settings": {}, "code": "0", "day": date(2026, 11, 27), "machine": "x",
    }  # fmt: skip
    return Manifest.model_validate(fields | changes)


class Echo:
    """Answers at once, and remembers what it was asked."""

    parallel = True

    def __init__(self, fails: frozenset[str] = frozenset()) -> None:
        self.asked: list[tuple[str, int]] = []
        self.fails = fails

    def ask(self, asked: Case, seed: int) -> Reply:
        self.asked.append((asked.qid, seed))
        if asked.qid in self.fails:
            raise ModelError("geen antwoord")
        return Reply(outcome="answered", text=f"{asked.qid}.")


def go(folder: Path, target: Echo, seeds: int = 1, workers: int = 1) -> int:
    with opened(folder, manifest()) as (writer, done):
        return run(target, jobs(SETS, seeds), done, writer, NOTHING, workers, lambda done, total: None)


@pytest.mark.parametrize("workers", [1, 4])
def test_every_case_gets_one_row_and_a_second_run_asks_nothing(tmp_path: Path, workers: int) -> None:
    assert go(tmp_path / "een", Echo(), seeds=2, workers=workers) == 0
    rows = read_rows(tmp_path / "een")
    assert {row.key for row in rows} == {(one.qid, seed) for one in CASES for seed in (0, 1)} and len(rows) == 80
    again = Echo()
    go(tmp_path / "een", again, seeds=2, workers=workers)
    assert again.asked == []


KILLED = """
import sys, time
sys.path.insert(0, {root!r})
from tests.eval.test_run import *
class Slow(Echo):
    def ask(self, asked, seed):
        with open({log!r}, "a") as log:
            log.write(asked.qid + "\\n")
        time.sleep(0.01)
        return super().ask(asked, seed)
go(Path({folder!r}), Slow())
"""


def test_killed_again_and_again_it_loses_and_repeats_nothing(tmp_path: Path) -> None:
    folder, log = tmp_path / "een", tmp_path / "log"
    program = KILLED.format(root=str(Path(__file__).parents[2]), log=str(log), folder=str(folder))
    chance, kills, seen = random.Random(1), 0, 0
    while seen < len(CASES) and kills < 40:
        started = subprocess.Popen([sys.executable, "-c", program], cwd=Path(__file__).parents[2])
        before = len(log.read_text().splitlines()) if log.exists() else 0
        while started.poll() is None and (len(log.read_text().splitlines()) if log.exists() else 0) < before + 4:
            time.sleep(0.005)
        time.sleep(chance.random() * 0.03)
        started.send_signal(signal.SIGKILL)
        started.wait()
        kills += 1
        seen = len((folder / ROWS).read_bytes().splitlines()) if (folder / ROWS).exists() else 0
    lines = [json.loads(line) for line in (folder / ROWS).read_text().splitlines()]
    asked = log.read_text().splitlines()
    assert kills > 3 and len(lines) == len(CASES) and {line["case"]["qid"] for line in lines} == {one.qid for one in CASES}
    # Only a case that was in the air when the kill came is asked again.
    assert len(asked) <= len(CASES) + kills


def test_half_a_line_is_cut_off_and_its_case_asked_again(tmp_path: Path) -> None:
    folder = tmp_path / "een"
    go(folder, Echo())
    whole = (folder / ROWS).read_bytes()
    os.truncate(folder / ROWS, len(whole) - 25)
    assert len(read_rows(folder)) == len(CASES) - 1
    again = Echo()
    go(folder, again)
    assert again.asked == [("q-39", 0)] and (folder / ROWS).read_bytes() == whole


def test_a_damaged_line_is_named_and_nothing_is_thrown_away(tmp_path: Path) -> None:
    folder = tmp_path / "een"
    go(folder, Echo())
    lines = (folder / ROWS).read_bytes().splitlines(keepends=True)
    (folder / ROWS).write_bytes(b"".join([*lines[:3], b"{}\n", *lines[4:]]))
    with pytest.raises(RunError, match="regel 4"):
        read_rows(folder)


def test_a_failed_case_is_told_and_asked_again(tmp_path: Path) -> None:
    assert go(tmp_path / "een", Echo(frozenset(("q-3", "q-9")))) == 2
    rows = {row.case.qid: row for row in read_rows(tmp_path / "een")}
    assert rows["q-3"].reply.outcome == "failed" and rows["q-3"].reply.error == "geen antwoord" and len(rows) == 40
    again = Echo()
    assert go(tmp_path / "een", again) == 0 and again.asked == [("q-3", 0), ("q-9", 0)]
    assert all(row.reply.outcome == "answered" for row in read_rows(tmp_path / "een"))


def test_a_target_that_is_gone_stops_the_run(tmp_path: Path) -> None:
    target = Echo(frozenset(one.qid for one in CASES[10:]))
    with pytest.raises(RunError, match="antwoordt niet meer"):
        go(tmp_path / "een", target)
    assert len(target.asked) == 15


@pytest.mark.parametrize("change", [{"corpus": "ander"}, {"model": "ander"}, {"code": "1"}, {"sets": {"proef": "0"}}, {"config": Config(seeds=2)}])
def test_a_run_goes_on_only_with_what_it_was_begun_with(tmp_path: Path, change: dict[str, object]) -> None:
    with opened(tmp_path / "een", manifest()):
        pass
    with pytest.raises(RunError, match=next(iter(change))), opened(tmp_path / "een", manifest(**change)):
        pass
    with opened(tmp_path / "een", manifest(day=date(2026, 11, 28), machine="y")) as (_, rows):
        assert rows == [], "another day or machine is told, and does not stop a run"


def test_two_processes_do_not_write_one_run(tmp_path: Path) -> None:
    with opened(tmp_path / "een", manifest()), pytest.raises(RunError, match="al bezig"), opened(tmp_path / "een", manifest()):
        pass


def test_the_list_of_runs_and_a_run_that_is_not_there(tmp_path: Path) -> None:
    assert list_runs(tmp_path) == []
    for name in ("een", "twee"):
        with opened(tmp_path / name, manifest(name)):
            time.sleep(0.02)
    assert [each.name for each in list_runs(tmp_path)] == ["een", "twee"]
    with pytest.raises(RunError, match="eval list"):
        read_manifest(tmp_path / "drie")


def test_a_row_tells_all_that_scoring_needs(tmp_path: Path) -> None:
    go(tmp_path / "een", Echo())
    row = read_rows(tmp_path / "een")[0]
    assert row.case == CASES[0] and row.reply.text == "q-0." and isinstance(Writer(tmp_path), Writer)
    assert json.loads(row.line())["case"]["points"] == list(CASES[0].points)


def test_a_mended_key_is_held_against_old_answers_and_a_changed_question_is_not(tmp_path: Path) -> None:
    go(tmp_path / "een", Echo())
    rows = read_rows(tmp_path / "een")
    mended = [case("q-0", points=("q-0.",)), case("q-1", query="Iets anders?", points=("q-1.",))]
    now = {row.case.qid: row for row in with_key(rows, {"proef": mended}, NOTHING)}
    assert now["q-0"].case == mended[0] and now["q-0"].reply == rows[0].reply
    assert now["q-1"].case == CASES[1] and now["q-2"].case == CASES[2]
