"""SIGKILL at any moment: the next start is clean, nothing that was said to be kept is lost, and nothing is half."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from assistant.instruction.shelf import Shelf
from tests.ops.standin import QUESTION, ROOT, environment, run, small_corpus, start

CHANCE = random.Random(20261128)


def kill_when(process: subprocess.Popen[str], come: Callable[[], bool], after: float) -> None:
    """End a process and its children ``after`` seconds after something came, or when it is done before that."""
    end = time.monotonic() + 60
    while not come() and process.poll() is None and time.monotonic() < end:
        time.sleep(0.01)
    time.sleep(after)
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
    process.communicate(timeout=20)


def test_a_build_that_is_killed_anywhere_goes_on(tmp_path: Path) -> None:
    data, seen = tmp_path / "data", tmp_path / "data" / "index"
    moments: tuple[Callable[[], bool], ...] = (
        lambda: any(seen.glob("*/bm25-nl")),
        lambda: any(seen.glob("*/manifest.json")),
        lambda: any(seen.glob("*/chroma/*/data_level0.bin")),
        lambda: any(seen.glob("*/chroma/*/data_level0.bin")),
        lambda: any(seen.glob("*/vectors.done")),
    )
    for come in moments:
        kill_when(start(data, "index", "build", STANDIN_PAUSE="0.03"), come, CHANCE.uniform(0, 0.8))
    built = run(data, "index", "build")
    assert built.returncode == 0, built.stderr
    answered = run(data, "ask", QUESTION, "--json")
    assert answered.returncode == 0 and not any("alleen op woorden" in notice for notice in json.loads(answered.stdout)["notices"])
    assert not [path for path in seen.rglob("*.tmp")]


def test_documents_that_are_added_are_there_or_not(tmp_path: Path) -> None:
    data, folder = tmp_path / "data", tmp_path / "stukken"
    folder.mkdir()
    for number in range(12):
        text = "\n".join(f"## Regel {k}\n\nEen ambtenaar mag regel {k} van stuk {number} lezen.\n" for k in range(60))
        (folder / f"stuk-{number}.md").write_text(f"# Stuk {number}\n\n{text}")
    corpus = {"STANDPUNT_CORPUS": str(small_corpus(tmp_path / "corpus"))}
    library = data / "library" / "library.db"
    for _ in range(3):
        kill_when(start(data, "corpus", "add", str(folder), **corpus), library.exists, CHANCE.uniform(0, 0.6))
        listed = run(data, "corpus", "list", "--json", **corpus)
        assert listed.returncode == 0, listed.stderr
    added = run(data, "corpus", "add", str(folder), **corpus)
    assert added.returncode == 0, added.stderr
    listed = json.loads(run(data, "corpus", "list", "--json", **corpus).stdout)
    assert sum("stuk-" in row["id"] for row in listed) == 12
    assert run(data, "index", "build", **corpus).returncode == 0


_LINES = """
import sys
from pathlib import Path
from corpus.disk import append_line
number = 0
while True:
    append_line(Path(sys.argv[1]), b'{"n": %d, "text": "%s"}' % (number, b"x" * 9000))
    print(number, flush=True)
    number += 1
"""
_PUBLISH = """
import sys
from pathlib import Path
from assistant.instruction.edit import approve, put
from assistant.instruction.shelf import Shelf
from tests.instruction.make import TODAY, lesson, sections
shelf, one = Shelf(Path(sys.argv[1])), lesson()
one = put(one, approve(one.exercises[0], "Anna", TODAY, sections()))
while True:
    shelf.save_draft(one)
    print(shelf.publish(one.id).version, flush=True)
"""


def _killed(tmp_path: Path, script: str, seconds: float) -> list[str]:
    """What a script had said when it was killed, ``seconds`` after its first word."""
    with (tmp_path / "said").open("w") as said:
        process = subprocess.Popen([sys.executable, "-c", script, str(tmp_path / "kept")], stdout=said, env=environment(tmp_path), cwd=ROOT)
    while not (tmp_path / "said").read_text():
        assert process.poll() is None
        time.sleep(0.01)
    time.sleep(seconds)
    process.kill()
    process.wait(20)
    return (tmp_path / "said").read_text().split()


def test_a_line_that_was_kept_stays_kept(tmp_path: Path) -> None:
    """Ratings, results of groups, labels and rows of a run are all written this way."""
    from corpus.disk import append_line

    kept = tmp_path / "kept"
    for _ in range(6):
        before = kept.read_bytes().count(b"\n") if kept.exists() else 0
        said = _killed(tmp_path, _LINES, CHANCE.uniform(0, 0.3))
        append_line(kept, b'{"n": -1}')
        rows = [json.loads(line) for line in kept.read_text().splitlines()]
        numbers = [row["n"] for row in rows[before:] if row["n"] >= 0]
        assert numbers == list(range(len(numbers))) and len(numbers) >= len(said)


def test_half_a_line_does_not_spoil_the_next(tmp_path: Path) -> None:
    from corpus.disk import append_line

    file = tmp_path / "ratings.jsonl"
    file.write_bytes(b'{"n": 1}\n{"n": 2, "te')
    append_line(file, b'{"n": 3}')
    assert file.read_bytes() == b'{"n": 1}\n{"n": 3}\n'


def test_a_lesson_that_was_published_is_whole(tmp_path: Path) -> None:
    for _ in range(3):
        said = _killed(tmp_path, _PUBLISH, CHANCE.uniform(0, 0.4))
        shelf = Shelf(tmp_path / "kept")
        assert shelf.versions("proefles")[-1] >= int(said[-1])
        for number in shelf.versions("proefles")[-3:]:
            assert shelf.version("proefles", number).exercises
        assert shelf.draft("proefles") is not None and shelf.own()


@pytest.mark.parametrize("name", ["all-minilm-l6-v2"])
def test_an_installation_that_is_killed_is_finished_by_the_same_command(settings: object, tmp_path: Path, name: str) -> None:
    weights = settings.data / "models" / name  # type: ignore[attr-defined]
    for _ in range(2):
        process = start(tmp_path, "models", "install", name, "--from-file", str(weights))
        kill_when(process, (tmp_path / "models").exists, CHANCE.uniform(0, 0.5))
        verified = run(tmp_path, "models", "verify", name)
        assert verified.returncode in (0, 2) and "Traceback" not in verified.stderr
    assert run(tmp_path, "models", "install", name, "--from-file", str(weights)).returncode == 0
    assert run(tmp_path, "models", "verify", name).returncode == 0
