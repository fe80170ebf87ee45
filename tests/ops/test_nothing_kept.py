"""Of what is asked in a whole session, by page, API, protocols and terminal, not a word is in any file or in what the process tells.

A real server with the real encoder, everything it may write in folders of its own, logging as much as it can be made to; the real model is asked
in the terminal, for it takes long.
"""

import json
import os
import re
import shutil
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from assistant.settings import Settings
from tests.ops.network import CLI
from ui.feedback import Rating

# Words that are in no source and no test but this one.
WORDS = ("Zwaluwkwartet", "Quaedvlieg", "999990019", "Berkenwarande")
QUESTION = "Mag het Zwaluwkwartet ChatGPT gebruiken voor een beleidsnota?"
PERSONAL = "Mag mevrouw Quaedvlieg (BSN 999990019, Berkenwarande 12) ChatGPT gebruiken voor een beleidsnota?"


@pytest.fixture(scope="module")
def own(settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which a process finds its data, its home and its temporary files; the weights and the index are those of this machine."""
    root = tmp_path_factory.mktemp("own")
    for name in ("data", "home", "tmp"):
        (root / name).mkdir()
    (root / "data" / "models").symlink_to(settings.data.resolve() / "models")
    if (settings.data / "index").is_dir():
        shutil.copytree(settings.data / "index", root / "data" / "index")
    made = run(root, "index", "build")
    assert made.returncode == 0, made.stderr
    return root


def environment(root: Path, **more: str) -> dict[str, str]:
    return more | {
        "PATH": os.environ["PATH"], "HOME": str(root / "home"), "TMPDIR": str(root / "tmp"), "STANDPUNT_DATA": str(root / "data"),
        "STANDPUNT_LOG_LEVEL": "info", "STANDPUNT_AUDIT": "meta",
    }  # fmt: skip


def run(root: Path, *arguments: str, told: str = "", **more: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run([*CLI, *arguments], input=told, capture_output=True, text=True, env=environment(root, **more), check=False, timeout=300)


@contextmanager
def served(root: Path, out: Path) -> Iterator[httpx.Client]:
    """A running site; what it tells goes to ``out``."""
    with out.open("w", encoding="utf-8") as told:
        own = environment(root, STANDPUNT_MODEL="none")
        process = subprocess.Popen([*CLI, "serve", "--port", "0"], stdout=subprocess.PIPE, stderr=told, text=True, env=own, start_new_session=True)
        assert process.stdout is not None
        try:
            found = re.search(r"http://127\.0\.0\.1:\d+", process.stdout.readline())
            assert found, out.read_text(encoding="utf-8")
            with httpx.Client(base_url=found[0], timeout=120, transport=httpx.HTTPTransport(retries=8)) as client:
                yield client
        finally:
            os.killpg(process.pid, signal.SIGINT)
            process.wait(30)
        told.write(process.stdout.read())


def kept(root: Path) -> list[str]:
    """The files that hold one of the words."""
    raw = [word.encode() for word in WORDS]
    files = [file for file in root.rglob("*") if file.is_file()]
    assert len(files) > 5
    return [str(file.relative_to(root)) for file in files if any(word in file.read_bytes() for word in raw)]


def ask_in_every_way(client: httpx.Client) -> None:
    """A session, with what goes wrong in one."""
    for personal in ("ask", "keep", "remove"):
        assert client.post("/ui/vraag", json={"question": PERSONAL, "history": [QUESTION], "personal": personal}).status_code == 200
    assert "event: answer" in client.post("/ui/vraag", json={"question": QUESTION, "history": [PERSONAL]}).text
    for stream in (False, True):
        assert client.post("/api/ask", json={"question": QUESTION, "stream": stream}).status_code == 200
        chat = {"model": "standpuntwijzer", "messages": [{"role": "user", "content": PERSONAL}], "stream": stream}
        assert client.post("/v1/chat/completions", json=chat).status_code == 200
    assert client.get("/api/search", params={"query": PERSONAL}).json()["hits"]
    assert client.get("/bronnen", params={"zoek": PERSONAL}).status_code == 200
    assert client.get("/", params={"vraag": PERSONAL}).status_code == 200
    assert client.get(f"/{WORDS[0]}").status_code == 404
    assert client.post("/api/ask", json={"question": PERSONAL * 100}).status_code == 422
    assert client.post("/api/ask", json={"question": QUESTION, WORDS[1]: 1}).status_code == 422
    assert client.post("/api/ask", content=f'{{"question": "{PERSONAL}"').status_code == 422
    assert client.post("/api/ask", json={"question": QUESTION, "documents": [WORDS[0]]}).status_code == 404
    call = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {"name": "ask", "arguments": {"question": PERSONAL}}}
    headers = {"accept": "application/json, text/event-stream", "mcp-protocol-version": "2025-06-18"}
    assert client.post("/mcp", json=call, headers=headers).status_code == 200
    wrong = call | {"params": {"name": "ask", "arguments": {"question": PERSONAL * 100}}}
    assert client.post("/mcp", json=wrong, headers=headers).status_code == 200
    # Somebody leaves while the model writes.
    with client.stream("POST", "/ui/vraag", json={"question": QUESTION}) as left:
        next(left.iter_bytes())
    export = {"language": "nl", "turns": [client.post("/api/ask", json={"question": QUESTION}).json()]}
    assert client.post("/export/pdf", json=export).status_code == 200


def test_a_session_leaves_nothing_of_what_was_asked(own: Path, tmp_path: Path) -> None:
    told = tmp_path / "told"
    with served(own, told) as client:
        ask_in_every_way(client)
        assert kept(own) == []
    assert kept(own) == []
    said = told.read_text(encoding="utf-8")
    assert "Standpuntwijzer" in said or said.count("\n") > 5, "the server said nothing: nothing was measured"
    assert [word for word in WORDS if word.lower() in said.lower()] == []


def test_the_terminal_leaves_nothing_either(own: Path) -> None:
    asked = ((("ask", QUESTION), "", {}), (("chat",), f"{PERSONAL}\n", {"STANDPUNT_MODEL": "none"}))
    for arguments, typed, more in asked:
        done = run(own, *arguments, told=typed, **more)
        assert done.returncode in (0, 1), done.stderr
        assert [word for word in WORDS if word in done.stderr] == []
    assert any((own / "data" / "states").iterdir()), "the model was not asked"
    assert kept(own) == []


def test_only_a_rating_with_consent_keeps_a_question_and_it_would_be_seen(own: Path, tmp_path: Path) -> None:
    rating = Rating(useful=True, consent=True, answer={"question": QUESTION}).model_dump()
    with served(own, tmp_path / "told") as client:
        assert client.post("/ui/oordeel", json=rating | {"consent": False}).status_code == 422
        assert kept(own) == []
        assert client.post("/ui/oordeel", json=rating).json() == {"kept": True}
    assert kept(own) == ["data/feedback/ratings.jsonl"]
    assert json.loads(run(own, "privacy", "--json").stdout)[0]["records"] == 1
    shutil.rmtree(own / "data" / "feedback")
