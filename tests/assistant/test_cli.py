"""The command line as a user or a program meets it: a real process, exit codes, and the JSON contract."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from assistant.settings import Settings

ROOT = Path(__file__).parents[2]


def run(*args: str, **env: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", "from assistant.cli import main; main()", *args]
    return subprocess.run(command, cwd=ROOT, env={**os.environ, **env}, capture_output=True, text=True, timeout=300, check=False)


def test_help_starts_no_heavy_library() -> None:
    code = (
        "import sys; sys.argv = ['standpuntwijzer', '--help']\n"
        "from assistant.cli import main\n"
        "try:\n    main()\nexcept SystemExit:\n    pass\n"
        "heavy = {'torch', 'gradio', 'chromadb', 'llama_cpp', 'sentence_transformers', 'bm25s', 'numpy'} & set(sys.modules)\n"
        "assert not heavy, heavy\n"
    )
    started = time.perf_counter()
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "Standpuntwijzer" in done.stdout
    assert time.perf_counter() - started < 10


@pytest.mark.parametrize(
    ("args", "env", "told"),
    [
        (("search", "x"), {"STANDPUNT_PROT": "1"}, "Bedoelde u STANDPUNT_PORT?"),
        (("search", "x"), {"STANDPUNT_PORT": "veel"}, "STANDPUNT_PORT"),
        (("search", "x"), {"STANDPUNT_CORPUS": "/nergens"}, "/nergens"),
        (("models", "verify", "bestaat-niet"), {}, "bestaat-niet"),
        (("ask", "x"), {"STANDPUNT_MODEL": "/weg/model.gguf"}, "/weg/model.gguf"),
    ],
)
def test_a_mistake_is_one_sentence_and_exit_code_2(args: tuple[str, ...], env: dict[str, str], told: str, tmp_path: Path) -> None:
    done = run(*args, **{"STANDPUNT_DATA": str(tmp_path), **env})
    assert done.returncode == 2
    assert told in done.stderr and "Traceback" not in done.stderr


def test_without_models_it_says_what_to_run(tmp_path: Path) -> None:
    done = run("ask", "Wanneer moet ik een DPIA doen?", STANDPUNT_DATA=str(tmp_path))
    assert done.returncode == 2 and "standpuntwijzer models install" in done.stderr
    told = run("doctor", STANDPUNT_DATA=str(tmp_path)).stdout
    assert "standpuntwijzer models install" in told and "standpuntwijzer index build" in told


def test_the_corpus_is_checked_and_listed() -> None:
    assert run("corpus", "lint").returncode == 0
    assert "standpunt-2025" in run("corpus", "list").stdout


def test_search_keeps_its_contract(settings: Settings) -> None:
    done = run("search", "Wanneer moet ik een DPIA doen?", "--json", "--k", "3")
    hits = json.loads(done.stdout)["hits"]
    assert done.returncode == 0 and len(hits) == 3
    assert set(hits[0]) == {"document_id", "section_id", "passage_id", "score", "title", "label", "status", "text"}


def test_ask_keeps_its_contract_with_the_real_encoder(settings: Settings, tmp_path: Path) -> None:
    batch = tmp_path / "vragen.jsonl"
    rows = [("a", "Mag ik ChatGPT gebruiken voor een nota?"), ("b", "Wat is de maximumsnelheid op de A2?"), ("c", "")]
    batch.write_text("\n".join(json.dumps({"qid": qid, "query": query}) for qid, query in rows), encoding="utf-8")
    done = run("ask", "--batch", str(batch), STANDPUNT_MODEL="none")
    found = {row["qid"]: row for row in map(json.loads, done.stdout.splitlines())}
    assert found["a"]["kind"] == "quotes" and found["b"]["kind"] == "abstained" and "leeg" in found["c"]["error"]
    assert set(found["a"]) >= {"kind", "text", "quotes", "citations", "checks", "hits", "timings"}
    keys = {"marker", "document_id", "section_id", "passage_id", "label", "url", "status", "text", "start", "end"}
    assert set(found["a"]["citations"][0]) == keys
    assert run("ask", "Wat is de maximumsnelheid op de A2?", STANDPUNT_MODEL="none").returncode == 1


@pytest.mark.parametrize("question", ["", "a" * 100_000, "\x01\x02", "<script>alert(1)</script>"])
def test_strange_questions_get_a_sensible_reply(settings: Settings, question: str) -> None:
    done = run("ask", question, STANDPUNT_MODEL="none")
    assert done.returncode in (0, 1, 2)
    assert "Traceback" not in done.stderr and (done.stdout or done.stderr).strip()


def test_ratings_can_be_read(tmp_path: Path) -> None:
    data = {"STANDPUNT_DATA": str(tmp_path)}
    assert "nog geen oordelen" in run("feedback", **data).stderr
    (tmp_path / "feedback").mkdir()
    row = {"day": "2026-11-27", "useful": False, "reason": "bron", "text": "ander artikel", "answer": {"question": "Mag dat?"}}
    (tmp_path / "feedback" / "ratings.jsonl").write_text(json.dumps(row) + "\n", encoding="utf-8")
    assert run("feedback", **data).stdout == "2026-11-27  niet nuttig; bron; ander artikel\n    Mag dat?\n"
    assert json.loads(run("feedback", "--json", **data).stdout) == [row]
