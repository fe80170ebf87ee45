"""What is counted, and whether a server says that it can do its work."""

import http.server
import json
import os
import re
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from assistant.pipeline import Assistant
from assistant.settings import Settings
from assistant.watch import ready as readiness
from assistant.watch.metrics import Metrics, counted_together
from assistant.watch.observed import Observed, account
from assistant.watch.ready import Readiness
from assistant.watch.verify import rows, verify
from assistant.watch.watch import Watch, trail_of
from index.retriever import HybridRetriever
from models.base import ModelError
from models.fake import ScriptedGenerator
from models.probe import answers
from ui.app import create_app

ROOT = Path(__file__).parents[2]
DPIA = "Wanneer is een DPIA verplicht?"
UNKNOWN = "Wat eet mijn hamster? Mail naar mies@voorbeeld.nl"


class Named:
    """Does what sign-in does."""

    def __init__(self, app: Any) -> None:
        self._app = app

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "http":
            scope["account"] = "mies"
        await self._app(scope, receive, send)


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("data")


@pytest.fixture(scope="module")
def client(retriever: HybridRetriever, data: Path) -> Iterator[TestClient]:
    settings = Settings(data=data, model="none", audit="meta", disk_floor=1)
    assistant = Assistant(retriever, ScriptedGenerator(*["Een DPIA is verplicht. De maan is van kaas."] * 9))
    app = create_app(assistant, "nl", data, watch=Watch(settings, trail_of(settings)))
    app.user_middleware.append(type(app.user_middleware[0])(Named))
    with TestClient(app, base_url="http://127.0.0.1", raise_server_exceptions=False) as running:
        yield running


def figures(client: TestClient) -> dict[str, float]:
    reply = client.get("/metrics")
    assert reply.status_code == 200 and reply.headers["content-type"].startswith("text/plain")
    lines = (line.rpartition(" ") for line in reply.text.splitlines() if not line.startswith("#"))
    return {name: float(value) for name, _, value in lines}


def test_every_way_of_asking_is_counted_and_written_down(client: TestClient, data: Path) -> None:
    before = len(list(rows(data / "audit")))
    call = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {"name": "ask", "arguments": {"question": DPIA}}}
    chat = {"model": "standpuntwijzer", "messages": [{"role": "user", "content": DPIA}]}
    assert client.post("/ui/vraag", json={"question": DPIA}).status_code == 200
    assert client.post("/api/ask", json={"question": DPIA}).status_code == 200
    assert client.post("/api/ask", json={"question": DPIA, "stream": True}).status_code == 200
    assert client.post("/v1/chat/completions", json=chat).status_code == 200
    assert client.post("/v1/chat/completions", json={**chat, "stream": True}).status_code == 200
    assert client.post("/mcp", json=call, headers={"accept": "application/json, text/event-stream"}).status_code == 200
    assert client.post("/api/ask", json={"question": UNKNOWN}).status_code == 200
    assert client.post("/api/ask", json={"question": " "}).status_code == 422
    found = figures(client)
    kinds = {kind: found[f'standpunt_answers_total{{kind="{kind}"}}'] for kind in ("answered", "quotes", "abstained", "refused", "failed")}
    assert sum(kinds.values()) == 8 and (kinds["abstained"], kinds["refused"], kinds["failed"]) == (1, 1, 0)
    assert found['standpunt_sentences_total{verdict="removed"}'] >= 6
    assert found['standpunt_personal_data_total{kind="e-mail"}'] == 1
    assert found["standpunt_passages_seconds_count"] == 7 and found["standpunt_first_token_seconds_count"] == 6
    assert found["standpunt_wait_seconds_count"] == 6 and found["standpunt_queue_length"] == 0
    assert found['standpunt_requests_total{method="POST",route="/mcp",status="200"}'] == 1
    assert found["standpunt_audit_lines"] == 7 and found["standpunt_audit_missing"] == 0
    kept = list(rows(data / "audit"))[before:]
    assert [row["route"] for row in kept] == ["/ui/vraag", "/api/ask", "/api/ask", "/v1/chat/completions", "/v1/chat/completions", "/mcp", "/api/ask"]
    assert {row["who"] for row in kept} == {"mies"} and verify(data / "audit").ok


def test_labels_are_patterns_and_there_are_few(client: TestClient) -> None:
    for number in range(60):
        client.get(f"/api/sections/doc{number}/sec{number}")
        client.get(f"/hamster{number}")
        client.get(f"/look/hamster{number}.css")
    client.request("HAMSTER", "/healthz")
    client.get("/healthz", headers={"host": "hamster.example"})
    text = client.get("/metrics").text
    assert "hamster" not in text.lower() and "doc1" not in text
    found = figures(client)
    assert found['standpunt_requests_total{method="GET",route="/api/sections/{document}/{section}",status="404"}'] == 60
    assert found['standpunt_requests_total{method="GET",route="/look",status="404"}'] == 60
    assert found['standpunt_requests_total{method="GET",route="other",status="404"}'] == 60
    assert len(re.findall("standpunt_requests_total{", text)) < 40


def test_however_many_routes_there_are_the_labels_are_bounded() -> None:
    metrics = Metrics()
    for number in range(2_000):
        metrics.request(f"/r{number}", "GET", 200)
    assert len(metrics.text().decode().splitlines()) < 600


COUNTING = """
import sys
from assistant.watch.metrics import Metrics
metrics = Metrics()
metrics.watch("queue_length", "x", lambda: 3)
for _ in range(5):
    metrics.request("/x", "GET", 200)
print(metrics.text().decode().replace(chr(10), "|"), flush=True)
sys.stdin.readline()
print(metrics.text().decode().replace(chr(10), "|"), flush=True)
"""


def test_processes_on_one_socket_count_together_and_one_that_is_killed_waits_no_more() -> None:
    def start() -> subprocess.Popen[str]:
        return subprocess.Popen([sys.executable, "-c", COUNTING], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT)

    def told(process: subprocess.Popen[str]) -> str:
        assert process.stdout is not None
        return process.stdout.readline()

    with counted_together():
        first, second = start(), start()
        told(first), told(second)
        first.kill()
        first.wait()
        assert second.stdin is not None
        second.stdin.write("\n")
        second.stdin.flush()
        text = told(second)
        second.communicate()
    assert 'standpunt_requests_total{method="GET",route="/x",status="200"} 10.0' in text
    assert "standpunt_queue_length 3.0" in text
    assert "PROMETHEUS_MULTIPROC_DIR" not in os.environ


def test_ready_tells_each_part_and_is_503_when_one_is_not(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(readiness, "_FRESH", 0.0)
    told = client.get("/readyz").json()
    assert set(told["parts"]) == {"index", "model", "disk", "audit"}
    # The settings name no model and there is one: that cannot be used again after a restart.
    assert told["parts"]["model"]["ok"] is False and client.get("/readyz").status_code == 503
    assert client.get("/readyz?exclude=model").status_code == 200
    assert client.get("/readyz?exclude=model&exclude=disk").json()["ready"] is True
    assert client.get("/healthz").status_code == 200


def ready_of(retriever: HybridRetriever, generator: Any, **settings: Any) -> Readiness:
    made = Settings(**{"model": "none", "disk_floor": 0, **settings})
    return Readiness(Assistant(retriever, generator), made, trail_of(made), Metrics())


def test_no_model_is_ready_and_a_full_disk_is_not(retriever: HybridRetriever, tmp_path: Path) -> None:
    assert all(part.ok for part in ready_of(retriever, None, data=tmp_path).parts().values())
    low = ready_of(retriever, None, data=tmp_path / "nog-niet-gemaakt", disk_floor=10**9).parts()
    assert (low["disk"].ok, low["disk"].state) == (False, "low")


@pytest.mark.parametrize(("audit", "ready"), [("meta", True), ("content", False)])
def test_a_trail_that_cannot_be_written_shows(retriever: HybridRetriever, tmp_path: Path, audit: str, ready: bool) -> None:
    made = Settings(data=tmp_path, model="none", audit=audit, disk_floor=0)
    trail = trail_of(made)
    assert trail is not None
    (tmp_path / "audit").write_text("a file where the folder should be")
    assert not trail.record({"event": "answer"})
    part = Readiness(Assistant(retriever, None), made, trail, Metrics()).parts()["audit"]
    assert (part.ok, part.state) == (ready, "failing")


class Server(http.server.BaseHTTPRequestHandler):
    """A model server that answers slowly when asked to."""

    pause, status = 0.0, 200

    def do_GET(self) -> None:
        time.sleep(self.pause)
        self.send_response(self.status)
        self.end_headers()

    def log_message(self, *args: Any) -> None:
        """Silent."""


def test_a_model_server_up_down_hanging_and_failing(retriever: HybridRetriever, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(readiness, "_FRESH", 0.0)
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Server) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        url = f"http://127.0.0.1:{server.server_port}/v1"
        ready = ready_of(retriever, ScriptedGenerator(), data=tmp_path, openai_url=url)
        assert ready.parts()["model"].state == "up"
        monkeypatch.setattr(Server, "status", 503)
        assert ready.parts()["model"].state == "down"
        monkeypatch.setattr(Server, "pause", 1.0)
        began = time.perf_counter()
        assert not answers(url, seconds=0.2) and time.perf_counter() - began < 0.9
        server.shutdown()
    assert ready.parts()["model"].state == "down"


def test_ready_looks_once_however_often_it_is_asked(retriever: HybridRetriever, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    looks: list[int] = []
    monkeypatch.setattr(readiness, "_usable", lambda settings: looks.append(1) or True)
    ready = ready_of(retriever, ScriptedGenerator(), data=tmp_path)
    threads = [threading.Thread(target=ready.parts) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert looks == [1]


def test_a_model_that_failed_is_seen_until_it_works_again(retriever: HybridRetriever, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Failing(ScriptedGenerator):
        fails = True

        def generate(self, *args: Any, **options: Any) -> Iterator[str]:
            if self.fails:
                raise ModelError("weg")
            yield "De maan. "

    monkeypatch.setattr(readiness, "_FRESH", 0.0)
    monkeypatch.setattr(readiness, "_usable", lambda settings: True)
    generator, metrics = Failing(), Metrics()
    assistant = Observed.of(Assistant(retriever, generator), metrics)
    ready = Readiness(assistant, Settings(data=tmp_path, disk_floor=0), None, metrics)
    assistant.answer(DPIA)
    part = ready.parts()["model"]
    assert (part.ok, part.state) == (True, "faulted") and b'standpunt_model_up{model="scripted"} 0.0' in metrics.text()
    assert b'standpunt_errors_total{error="ModelError"} 1.0' in metrics.text()
    generator.fails = False
    assistant.answer(DPIA)
    assert ready.parts()["model"].state == "up" and b'standpunt_model_up{model="scripted"} 1.0' in metrics.text()


def test_every_observed_stream_is_that_of_the_pipeline(retriever: HybridRetriever) -> None:
    plain = Assistant(retriever, ScriptedGenerator("De maan is van kaas."))
    watched = Observed.of(Assistant(retriever, ScriptedGenerator("De maan is van kaas.")), Metrics())
    shapes = [[type(event).__name__ for event in each.stream(DPIA)] for each in (plain, watched)]
    assert shapes[0] == shapes[1]
    assert watched.answer(DPIA, literal_only=True).text == plain.answer(DPIA, literal_only=True).text


def test_who_asks_is_read_where_sign_in_puts_it() -> None:
    assert account({}) == account({"account": ""}) == account({"account": 7}) == "-"
    assert account({"account": "mies"}) == account({"state": {"account": "mies"}}) == "mies"
    assert len(account({"account": "x" * 9_999})) == 200


def test_metrics_are_json_free_and_hold_no_words(client: TestClient) -> None:
    text = client.get("/metrics").text
    assert "DPIA" not in text and "mies" not in text and "@" not in text
    assert json.dumps(client.get("/readyz").json()).count("mies") == 0
