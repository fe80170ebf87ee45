"""What the server tells on stderr: every event, and never a word of what was asked, answered, by whom or from where."""

import json
import logging
import os
import shutil
import subprocess
import sys
import warnings
from pathlib import Path
from typing import Any

import httpx
import pytest

from assistant.watch import logs
from corpus.asked import load_questions, with_questions
from corpus.builtin import load_folder
from index.build import build
from models.fake import HashingEmbedder

ROOT = Path(__file__).parents[2]
# In questions, earlier questions, addresses, accounts, host names, searches and the model's own words; nothing else on earth says these.
WORDS = ("Kwatrijnzwaluw", "Pimpelmeesconvenant", "mies.zwartjes@voorbeeld.nl", "Zwartjes", "accountvanmies", "Brabantsetrekschuit",
         "Klompendans", "127.0.0.77", "DPIA verplicht", "AI-praktijken", "geletterd", "effectbeoordeling")  # fmt: skip


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index, made once."""
    folder = tmp_path_factory.mktemp("data")
    documents = with_questions(load_folder(), load_questions())
    build(documents, HashingEmbedder(), folder / "index", lambda done, total: None)
    return folder


def serve(data: Path, index: Path, **settings: str) -> tuple[str, int]:
    """stderr of a server after a session of every kind, and how many requests that was."""
    shutil.copytree(index, data, dirs_exist_ok=True)
    environment = {**os.environ, "PYTHONPATH": str(ROOT), **{f"STANDPUNT_{name.upper()}": value for name, value in settings.items()}}
    script = [sys.executable, str(Path(__file__).with_name("served.py")), str(data)]
    pipes = dict.fromkeys(("stdin", "stdout", "stderr"), subprocess.PIPE)
    with subprocess.Popen(script, env=environment, cwd=ROOT, text=True, **pipes) as server:
        assert server.stdout is not None
        port = int(server.stdout.readline())
        many = session(f"http://127.0.0.1:{port}")
        told = server.communicate("", timeout=60)[1]
    assert server.returncode == 0
    return told, many


def session(address: str) -> int:
    """Ask in every way there is, well and badly."""
    question, unknown = "Wanneer is een DPIA verplicht?", "Wat doet de Kwatrijnzwaluw van mies.zwartjes@voorbeeld.nl?"
    asked = {"question": question, "history": ["Wat zegt het Pimpelmeesconvenant?"]}
    chat = {"model": "standpuntwijzer", "messages": [{"role": "user", "content": question}], "stream": True}
    call = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {"name": "ask", "arguments": {"question": question}}}
    transport = httpx.HTTPTransport(local_address="127.0.0.77")
    with httpx.Client(base_url=address, transport=transport, timeout=60, headers={"x-test-account": "accountvanmies"}) as client:
        replies = [
            client.post("/ui/vraag", json={**asked, "documents": []}),
            client.post("/api/ask", json=asked),
            client.post("/api/ask", json={**asked, "stream": True}),
            client.post("/v1/chat/completions", json=chat),
            client.post("/mcp", json=call, headers={"accept": "application/json, text/event-stream"}),
            client.post("/api/ask", json={"question": "Welke AI-praktijken zijn verboden?"}),
            client.post("/api/ask", json={"question": "Moet ik mijn medewerkers AI-geletterd maken?"}),
            client.get("/api/search", params={"query": "Kwatrijnzwaluw"}, headers={"x-test-fault": "1"}),
            client.post("/api/ask", json={"question": "Zwartjes" * 999}),
            client.post("/api/ask", json={"question": unknown}),
            client.post("/api/ask", content='{"question": Kwatrijnzwaluw'),
            client.get("/api/search", params={"query": "Kwatrijnzwaluw"}),
            client.get("/api/sections/Kwatrijnzwaluw/Zwartjes"),
            client.get("/Kwatrijnzwaluw"),
            client.get("/bronnen", params={"q": "Kwatrijnzwaluw"}),
            client.get("/healthz", headers={"host": "kwatrijnzwaluw.example"}),
        ]
        statuses = [reply.status_code for reply in replies]
        assert statuses[:9] == [200, 200, 200, 200, 200, 200, 200, 500, 422], statuses
        with client.stream("POST", "/ui/vraag", json=asked) as left:
            next(left.iter_bytes())
    return len(replies) + 1


@pytest.mark.parametrize("mode", ["json", "text", "off"])
def test_a_session_leaves_no_word_in_the_log(mode: str, index: Path, tmp_path: Path) -> None:
    told, many = serve(tmp_path, index, log=mode, log_level="info", audit="meta")
    assert [word for word in WORDS if word.lower() in told.lower()] == []
    if mode == "off":
        assert told == ""
        return
    lines = told.splitlines()
    if mode == "json":
        rows = [json.loads(line) for line in lines]
        assert sum(row["event"] == "request" for row in rows) == many
        assert all({"at", "level", "event"} <= set(row) for row in rows)
        answers = [row for row in rows if row["event"] == "answer"]
        assert {row["outcome"] for row in answers} >= {"quotes", "abstained", "refused", "left"}
        assert {row["route"] for row in answers} >= {"/ui/vraag", "/api/ask", "/v1/chat/completions", "/mcp"}
        assert any(row.get("evaluated") == 40 and row.get("removed") == 1 and row["model"] == "proefmodel" for row in answers)
        assert {row.get("error") for row in answers} >= {"ModelError", "RuntimeError", "QuestionError"}
        routes = {(row["route"], row["status"]) for row in rows if row["event"] == "request"}
        assert {("/api/sections/{document}/{section}", 404), ("other", 500), ("other", 400)} <= routes
        # The fault nobody expected can be found in the code, without its words.
        assert any("served.py" in place for row in rows if row.get("error") == "RuntimeError" for place in row.get("trace", ()))
    # A trail of metadata holds who asked, but not what.
    kept = "".join(path.read_text() for path in (tmp_path / "audit").glob("*.jsonl"))
    assert "accountvanmies" in kept and all(word not in kept for word in ("Kwatrijnzwaluw", "mies.zwartjes", "Pimpelmees", "Brabantsetrekschuit"))


def test_quiet_unless_something_is_wrong(index: Path, tmp_path: Path) -> None:
    told, _ = serve(tmp_path, index, log="json")
    rows = [json.loads(line) for line in told.splitlines()]
    assert rows and all(row["level"] in ("warning", "error") for row in rows)
    assert any(row["event"] == "request" and row["status"] == 500 for row in rows)


@pytest.fixture
def own_logging(monkeypatch: pytest.MonkeyPatch) -> Any:
    """What ``setup`` changes in this process is put back."""
    root, own = logging.getLogger(), logging.getLogger("standpuntwijzer")
    kept = (root.handlers[:], root.level, own.level, logging.raiseExceptions)
    for owner, name in ((sys, "unraisablehook"), (__import__("threading"), "excepthook")):
        monkeypatch.setattr(owner, name, getattr(owner, name))
    yield
    logging.captureWarnings(False)
    root.handlers[:], level, own_level, logging.raiseExceptions = kept[0], kept[1], kept[2], kept[3]
    root.setLevel(level)
    own.setLevel(own_level)


def test_what_libraries_log_is_told_without_its_words(own_logging: None, capsys: pytest.CaptureFixture[str]) -> None:
    logs.setup("json", "info")
    try:
        raise ValueError("Kwatrijnzwaluw")
    except ValueError:
        logging.getLogger("some.library").exception("asked: %s", "Kwatrijnzwaluw")
    warnings.warn("Kwatrijnzwaluw", stacklevel=1)
    logging.getLogger("models.egress").warning("egress refused: %s %s:%d", "connect", "198.51.100.7", 443)
    told = capsys.readouterr().err
    assert "Kwatrijnzwaluw" not in told
    rows = [json.loads(line) for line in told.splitlines()]
    assert (rows[0]["event"], rows[0]["logger"], rows[0]["error"]) == ("library", "some.library", "ValueError")
    assert rows[-1]["told"] == "egress refused: connect 198.51.100.7:443"


def test_what_is_told_at_every_question_is_told_once_a_minute(
    own_logging: None, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    logs.setup("json", "info")
    clock = [1_000.0]
    monkeypatch.setattr("logging.time.time", lambda: clock[0])

    def broken(host: str = "a") -> None:
        logging.getLogger("models.egress").warning("egress refused: %s", host)
        logs.tell("info", "request", route="/")

    for second in (0, 1, 2, 61):
        clock[0] = 1_000 + second
        broken()
    broken("b")
    rows = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    assert [(row["told"], row.get("repeated")) for row in rows if row["event"] == "library"] == [
        ("egress refused: a", None), ("egress refused: a", 2), ("egress refused: b", None)
    ]  # fmt: skip
    assert sum(row["event"] == "request" for row in rows) == 5
