"""Readers who take nothing, a process that has no memory left, and a clock that jumps."""

import resource
import socket
import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest
import uvicorn

from assistant.pipeline import Assistant
from index.retriever import HybridRetriever
from models.base import Message, Report
from models.fake import ScriptedGenerator
from tests.ops.standin import QUESTION, Server, rows, run, serving, small_corpus
from ui import api, stream
from ui.app import listen

FAKETIME = Path("/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1")


class Flood(ScriptedGenerator):
    """Says far more than fits between a server and a reader who takes nothing."""

    def generate(self, messages: Sequence[Message], *, max_tokens: int, report: Report | None = None) -> Iterator[str]:
        for _ in range(100):
            yield "x " * 2_000


@pytest.fixture
def flooded(retriever: HybridRetriever, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[str, int, Assistant]]:
    from fastapi import FastAPI

    monkeypatch.setattr(stream, "SLOWEST", 3.0)
    app, assistant = FastAPI(), Assistant(retriever, Flood())
    app.include_router(api.routes(assistant))
    with listen("127.0.0.1", 0) as opened:
        # What the kernel holds for a reader is the same for each connection; with less of it less must be said to fill it.
        opened.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 4096)
        server = uvicorn.Server(uvicorn.Config(app, log_level="critical", loop="asyncio", timeout_graceful_shutdown=3))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [opened]})
        thread.start()
        host, port = opened.getsockname()
        while not server.started:
            time.sleep(0.05)
        try:
            yield host, port, assistant
        finally:
            server.should_exit = True
            thread.join(20)


def slow_reader(host: str, port: int) -> socket.socket:
    """Somebody who asks, and then takes one byte."""
    reader = socket.socket()
    reader.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    reader.connect((host, port))
    body = f'{{"question": "{QUESTION}", "stream": true}}'
    reader.sendall(f"POST /api/ask HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n{body}".encode())
    assert reader.recv(1)
    return reader


def test_slow_readers_hold_up_nobody(flooded: tuple[str, int, Assistant]) -> None:
    """Fifty of them, more than there are threads: the model and the server are free for others within seconds."""
    host, port, assistant = flooded
    readers = [slow_reader(host, port) for _ in range(50)]
    try:
        reply = httpx.get(f"http://{host}:{port}/api/search", params={"query": QUESTION}, timeout=30, trust_env=False)
        assert reply.status_code == 200 and reply.json()["hits"]
        end = time.monotonic() + 40
        while assistant.line.length() and time.monotonic() < end:
            readers[0].recv(1)
            time.sleep(0.5)
        with assistant.line.join() as ticket:
            assert ticket.wait(10), "the model is still held"
    finally:
        for reader in readers:
            reader.close()


def test_a_reader_who_takes_nothing_is_let_go(flooded: tuple[str, int, Assistant]) -> None:
    host, port, _ = flooded
    with slow_reader(host, port) as reader:
        time.sleep(6)
        reader.settimeout(20)
        taken = 0
        while part := reader.recv(1 << 20):
            taken += len(part)
    # The connection ends, long before the 400 kB of the reply.
    assert taken < 300_000


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("data")


@pytest.fixture(scope="module")
def given(data: Path) -> dict[str, str]:
    found = {"STANDPUNT_CORPUS": str(small_corpus(data.parent / "corpus"))}
    assert run(data, "index", "build", **found).returncode == 0
    return found


def test_a_process_without_memory_fails_requests_and_goes_on(data: Path, given: dict[str, str]) -> None:
    """Not a byte more than it has: what needs more fails, and the process is there when there is room again."""
    with serving(data, **given) as site:
        assert site.ask()["status"] == 200
        pid = site.process.pid
        size = next(line.split()[1] for line in Path(f"/proc/{pid}/status").read_text().splitlines() if line.startswith("VmSize"))
        resource.prlimit(pid, resource.RLIMIT_AS, (int(size) << 10, resource.RLIM_INFINITY))
        # More at a time than there are threads: a new one needs room for its stack.
        with ThreadPoolExecutor(16) as askers:
            given_up = list(askers.map(lambda _: outcome(site), range(16)))
        assert any(given_up), "the limit was not felt"
        resource.prlimit(pid, resource.RLIMIT_AS, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
        assert site.process.poll() is None
        assert not all(outcome(site) for _ in range(3))


def outcome(site: Server) -> str:
    """What went wrong with a question; empty when nothing did."""
    try:
        answer = site.ask(timeout=20)
    except httpx.TransportError as error:
        return type(error).__name__
    return "" if answer["status"] == 200 else str(answer["error"]["message"])


def test_what_is_told_when_memory_runs_out_or_nobody_knows() -> None:
    assert (api.told(MemoryError()).status, api.told(MemoryError()).dutch) == (503, "De server heeft nu te weinig geheugen. Probeer het zo opnieuw.")
    unknown = api.told(RuntimeError("Jan Jansen vroeg dit"))
    assert unknown.status == 500 and "Jan" not in unknown.dutch + unknown.english and "beheerder" in unknown.dutch


@pytest.mark.skipif(not FAKETIME.exists(), reason="needs Debian's faketime: apt-get install faketime")
def test_a_clock_that_jumps(data: Path, given: dict[str, str], tmp_path: Path) -> None:
    """Years forward and back while the server runs: every question is answered, and nothing waits for a time that does not come."""
    clock = tmp_path / "clock"
    clock.write_text("+0\n")
    faked = {
        "LD_PRELOAD": str(FAKETIME), "FAKETIME_TIMESTAMP_FILE": str(clock), "FAKETIME_CACHE_DURATION": "1",
        "NO_FAKE_STAT": "1", "FAKETIME_DONT_FAKE_MONOTONIC": "1",
    }  # fmt: skip
    rating = {"useful": True, "consent": True, "answer": {"question": "Mag dat?"}}
    with serving(data, **given, **faked) as site:
        years = []
        for shift in ("+0", "+700d", "-2000d", "-15000d", "+0"):
            clock.write_text(shift + "\n")
            time.sleep(2.5)
            began = time.monotonic()
            answer = site.ask()
            assert answer["status"] == 200 and answer["citations"] and time.monotonic() - began < 50
            assert site.post("/ui/oordeel", rating).json() == {"kept": True}
            assert site.get("/bronnen/avg").status_code == 200
            years.append(rows((data / "feedback" / "ratings.jsonl").read_text())[-1]["day"][:4])
        assert len(set(years)) == 4, "the clock of the server did jump"
        # A file from the future, and one from 1985, is an index like any other.
        (data / "index" / "current").touch()
        clock.write_text("-15000d\n")
        (tmp_path / "nieuw.md").write_text("# Nieuw\n\n## Een\n\nEen ambtenaar mag de klompenbrigade inzetten.\n")
        assert run(data, "corpus", "add", str(tmp_path / "nieuw.md"), "--title", "Nieuw", **given).returncode == 0
        assert run(data, "index", "build", **given).returncode == 0
        end = time.monotonic() + 30
        while "klompenbrigade" not in str(site.ask("Mag een ambtenaar de klompenbrigade inzetten?").get("quotes")):
            assert time.monotonic() < end
            time.sleep(0.5)
