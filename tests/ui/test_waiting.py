"""Many wait for the model at once: whoever reads or searches meanwhile, and the one whose turn it is, does not wait for them."""

import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import httpx
import pytest

from assistant.pipeline import Assistant
from index.retriever import HybridRetriever
from models.fake import ScriptedGenerator
from tests.ui.browser import site

QUESTION = "Wanneer is een DPIA verplicht?"
# More than the threads of the pages and search; forty is what a server of this kind has by default.
MANY = 60


def streamed(address: str) -> None:
    with httpx.stream("POST", f"{address}/ui/vraag", json={"question": QUESTION}, timeout=60, trust_env=False) as reply:
        assert "event: answer" in reply.read().decode()


def whole(address: str) -> None:
    assert httpx.post(f"{address}/api/ask", json={"question": QUESTION}, timeout=60, trust_env=False).json()["citations"]


def chat(address: str) -> None:
    asked: dict[str, Any] = {"model": "standpuntwijzer", "messages": [{"role": "user", "content": QUESTION}]}
    assert httpx.post(f"{address}/v1/chat/completions", json=asked, timeout=60, trust_env=False).status_code == 200


def listening(address: str) -> None:
    """The address is known a moment before it is listened to."""
    end = time.monotonic() + 20
    while time.monotonic() < end:
        with suppress(httpx.ConnectError):
            httpx.get(f"{address}/healthz", timeout=20, trust_env=False)
            return
        time.sleep(0.05)


@pytest.mark.parametrize("way", [streamed, whole, chat])
def test_the_site_answers_while_many_wait(retriever: HybridRetriever, tmp_path: Path, way: Callable[[str], None]) -> None:
    assistant, done = Assistant(retriever, ScriptedGenerator("Iets dat nergens staat.")), list[int]()

    def ask(number: int, address: str) -> None:
        way(address)
        done.append(number)

    with site(assistant, tmp_path) as address:
        listening(address)
        with assistant.line.join() as busy:
            assert busy.wait(0)
            askers = [threading.Thread(target=ask, args=(number, address)) for number in range(MANY)]
            for asker in askers:
                asker.start()
            end = time.monotonic() + 60
            while assistant.line.length() < MANY:
                assert time.monotonic() < end, f"{assistant.line.length()} of {MANY} are in the line"
                time.sleep(0.05)
            for path in ("/bronnen", "/api/search?query=dpia", "/healthz"):
                assert httpx.get(address + path, timeout=20, trust_env=False).status_code == 200
        for asker in askers:
            asker.join(60)
    assert len(done) == MANY
