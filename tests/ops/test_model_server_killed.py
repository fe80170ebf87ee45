"""A real model server (llama-cpp-python's own) that is killed every few seconds while twenty people ask: everyone gets quotes or an answer."""

import signal
import socket
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import cycle
from pathlib import Path

import httpx
import pytest

from assistant.answer import AnswerKind
from assistant.line import Line
from assistant.pipeline import Assistant
from assistant.settings import Settings
from eval.rows import read_rows
from index.retriever import HybridRetriever
from models.install import ready_path
from models.openai import OpenAIGenerator, Patience

ROOT = Path(__file__).parents[2]
PATIENCE = Patience(connect=1, first=8, between=4, whole=12, tries=3, rest=1, places=4)
USERS, SECONDS, LIVES = 20, 20.0, 7.0


class ModelServer:
    """``python -m llama_cpp.server`` on a port of its own."""

    def __init__(self, weights: Path) -> None:
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        self._weights = weights
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        given = {"model": self._weights, "host": "127.0.0.1", "port": self.port, "n_ctx": 2048, "interrupt_requests": False, "verbose": False}
        arguments = [part for name, value in given.items() for part in (f"--{name}", str(value))]
        self.process = subprocess.Popen([sys.executable, "-m", "llama_cpp.server", *arguments], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def wait(self, seconds: float) -> bool:
        """Whether it answers within ``seconds``."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            with suppress(httpx.HTTPError):
                if httpx.get(f"http://127.0.0.1:{self.port}/v1/models", timeout=1, trust_env=False).status_code == 200:
                    return True
            time.sleep(0.2)
        return False

    def kill(self) -> None:
        if self.process:
            self.process.send_signal(signal.SIGKILL)
            self.process.wait(10)


@contextmanager
def dying(server: ModelServer) -> Iterator[list[int]]:
    """Kill the server every few seconds and start it again, until the end; the list grows with every kill."""
    stop, kills = threading.Event(), list[int]()

    def reaper() -> None:
        while not stop.wait(LIVES):
            assert server.process is not None
            kills.append(server.process.pid)
            server.kill()
            server.start()

    thread = threading.Thread(target=reaper)
    thread.start()
    try:
        yield kills
    finally:
        stop.set()
        thread.join()


def test_everyone_gets_quotes_or_an_answer_while_the_server_is_killed(settings: Settings, retriever: HybridRetriever) -> None:
    pytest.importorskip("llama_cpp.server.app", reason="llama-cpp-python has no server here")
    server = ModelServer(ready_path(settings.model, settings.data / "models"))
    server.start()
    try:
        if not server.wait(40):
            pytest.skip("the model server does not start on this machine in time")
        generator = OpenAIGenerator(f"http://127.0.0.1:{server.port}/v1", "m", context=2048, patience=PATIENCE)
        assistant = Assistant(retriever, generator, line=Line(PATIENCE.places))
        questions = [row["query"] for row in read_rows(ROOT / "eval/components/dev.jsonl")]
        kinds: Counter[str] = Counter()
        faults: list[BaseException] = []
        until = time.monotonic() + SECONDS

        def user(number: int) -> None:
            asked = cycle(questions[number::USERS])
            try:
                while time.monotonic() < until:
                    answer = assistant.answer(next(asked))
                    assert answer.text and (answer.citations or answer.kind is AnswerKind.ABSTAINED)
                    kinds[f"{answer.kind}{' ' + answer.fault if answer.fault else ''}"] += 1
            except BaseException as error:
                faults.append(error)

        with dying(server) as kills:
            threads = [threading.Thread(target=user, args=(number,)) for number in range(USERS)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join(60)
        print(dict(kinds), "kills:", len(kills))
        assert not faults and not any(thread.is_alive() for thread in threads)
        assert len(kills) >= 2 and sum(kinds.values()) >= USERS
        assert any("ModelAway" in kind for kind in kinds), "nobody noticed that the server was killed"
    finally:
        server.kill()
