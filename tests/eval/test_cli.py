"""The commands as an evaluator types them, on the real index; and one comparison with a bare model behind a real server."""

import json
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from assistant.settings import Settings
from eval.case import Case
from eval.own import add_cases
from models.install import ready_path
from tests.eval.make import case

ASKED = [
    case("proef-1", query="Binnen hoeveel uur moet een datalek worden gemeld?", points=("Een datalek moet binnen 72 uur aan de AP worden gemeld.",)),
    case("proef-2", query="Hoe bak ik een appeltaart?", expect="no-answer", theme="anders"),
    case("proef-3", query="Wanneer is een DPIA verplicht?", task="retrieval", gold=("avg/artikel-35",), points=()),
    case("proef-4", query="En aan wie?", history=("Binnen hoeveel uur moet een datalek worden gemeld?",), points=()),
]


@pytest.fixture(scope="module")
def data(settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder of its own on the models and index of this machine, with a set of four cases."""
    folder = tmp_path_factory.mktemp("data")
    for name in ("models", "index", "states"):
        (settings.data / name).mkdir(exist_ok=True)
        (folder / name).symlink_to(settings.data / name)
    add_cases(folder / "sets", ASKED)
    return folder


def command(data: Path, *words: str) -> tuple[int, str, str]:
    """Exit code and what is written of ``standpuntwijzer eval …``."""
    program = [sys.executable, "-c", "from assistant.cli import main; main()", "eval", *words]
    done = subprocess.run(program, capture_output=True, text=True, timeout=300, env={"STANDPUNT_DATA": str(data), "PATH": "/usr/bin:/bin"})
    return done.returncode, done.stdout, done.stderr


@pytest.fixture(scope="module")
def measured(data: Path) -> str:
    code, out, told = command(data, "run", "eigen", "--model", "none", "--name", "een")
    assert code == 0 and out.strip() == "een" and "4 vragen aan pipeline" in told
    return "een"


def test_a_run_is_listed_reported_and_read_sentence_by_sentence(data: Path, measured: str, tmp_path: Path) -> None:
    assert re.search(r"een +pipeline +4 vragen", command(data, "list")[1])
    assert json.loads(command(data, "list", "--json")[1])[0]["name"] == "een"
    page, text = tmp_path / "r.html", tmp_path / "r.md"
    code, out, _ = command(data, "report", "een", "--html", str(page), "--markdown", str(text))
    assert code == 0 and out.split() == [str(page), str(text)]
    assert "Hoe goed zijn de antwoorden?" in page.read_text() and "kappa" in page.read_text() and "| Goed |" in text.read_text()
    assert "avg/artikel-33" in command(data, "sentences", "een")[1]


def test_the_same_name_goes_on_and_asks_nothing_twice(data: Path, measured: str) -> None:
    rows = data / "runs" / "een" / "rows.jsonl"
    before = rows.read_bytes()
    assert command(data, "run", "eigen", "--model", "none", "--name", "een")[0] == 0 and rows.read_bytes() == before
    code, _, told = command(data, "run", "eigen", "--model", "none", "--name", "een", "--seeds", "2")
    assert code == 2 and "begonnen met iets anders (config)" in told and "--name een-2" in told


def test_the_gate_opens_and_shuts(data: Path, measured: str, tmp_path: Path) -> None:
    good, bad, xml = tmp_path / "goed.toml", tmp_path / "fout.toml", tmp_path / "junit.xml"
    good.write_text('[[rule]]\nmeasure = "right"\nmin = 0.5\n')
    bad.write_text('[[rule]]\nmeasure = "right"\nmax = 0.1\n')
    assert command(data, "gate", "een", "--rules", str(good))[0] == 0
    code, out, _ = command(data, "gate", "een", "--rules", str(bad), "--junit", str(xml))
    assert code == 1 and "FOUT  right ≤ 0.1" in out and 'failures="1"' in xml.read_text()


def test_mistakes_are_told_with_the_way_out(data: Path, measured: str, tmp_path: Path) -> None:
    (tmp_path / "c.toml").write_text('[target]\nkind = "openai"\n')
    for words, told in (
        (("run", "geenset"), "Er is geen set 'geenset'"),
        (("report", "geenrun"), "eval list"),
        (("run", "--config", str(tmp_path / "c.toml")), "target"),
    ):
        code, _, said = command(data, *words)
        assert code == 2 and told in said and "Traceback" not in said, words
    code, _, said = command(data, "run", "eigen", "--url", "http://127.0.0.1:9/v1", "--name", "weg")
    assert code == 1 and "3 vragen zijn mislukt" in said
    code, _, said = command(data, "run", "adversarial", "--url", "http://127.0.0.1:9/v1", "--name", "weg2")
    assert code == 2 and "antwoordt niet meer" in said and "niet te bereiken" in said


def test_the_cases_that_ship_are_checked(data: Path) -> None:
    code, out, _ = command(data, "cases", "check")
    assert code == 0 and all(name in out for name in ("retrieval", "time", "adversarial", "eigen"))


@pytest.fixture
def bare(settings: Settings) -> Iterator[str]:
    """llama-cpp-python's own server with the default model."""
    pytest.importorskip("starlette_context", reason="needs llama-cpp-python's server: pip install -r requirements-dev.lock")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    weights = ready_path(settings.model, settings.data / "models")
    words = ["--model", str(weights), "--host", "127.0.0.1", "--port", str(port), "--n_ctx", "2048", "--model_alias", "kaal"]
    server = subprocess.Popen([sys.executable, "-m", "llama_cpp.server", *words], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    address = f"http://127.0.0.1:{port}/v1"
    try:
        for _ in range(240):
            try:
                httpx.get(f"{address}/models", timeout=1, trust_env=False)
                break
            except httpx.HTTPError:
                time.sleep(0.5)
        yield address
    finally:
        server.terminate()
        server.wait()


def test_a_bare_model_behind_a_server_stands_beside_us_in_one_report(data: Path, measured: str, bare: str, tmp_path: Path) -> None:
    config = tmp_path / "kaal.toml"
    config.write_text(f'name = "kaal model"\n[target]\nkind = "openai"\nurl = "{bare}"\nmodel = "kaal"\nmax_tokens = 40\n')
    code, _, told = command(data, "run", "eigen", "--config", str(config), "--name", "kaal")
    assert code == 0, told
    page = tmp_path / "samen.html"
    assert command(data, "compare", "een", "kaal", "--html", str(page))[0] == 0
    text = page.read_text()
    assert "Vergelijking van een, kaal model" in text and text.count("<svg") == 4
    rows = [json.loads(line) for line in (data / "runs" / "kaal" / "rows.jsonl").read_text().splitlines()]
    assert [row["reply"]["outcome"] != "failed" for row in rows] == [True] * 4 and all(row["reply"]["cited"] is None for row in rows)
    assert isinstance(Case.model_validate(rows[0]["case"]), Case)
