"""The tools of ``/mcp``, used by the protocol's own client over a real server on loopback."""

import asyncio
import os
import subprocess
import sys
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from mcp.client import Client

from assistant.pipeline import Assistant
from index.retriever import HybridRetriever
from tests.ui.test_api import QUESTION, Endless, closes, serving
from ui import mcp

ROOT = Path(__file__).parents[2]
HELLO = {
    "jsonrpc": "2.0", "id": 1, "method": "initialize",
    "params": {"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {"name": "proef", "version": "1"}},
}  # fmt: skip
TAKES = {"accept": "application/json, text/event-stream"}


def app_of(assistant: Assistant) -> FastAPI:
    app = FastAPI()
    mcp.mount(app, assistant)
    # Gradio is mounted at the root; what comes before it must still be reached.
    app.mount("/", FastAPI())
    return app


@pytest.fixture(scope="module")
def address(retriever: HybridRetriever) -> Iterator[str]:
    with serving(app_of(Assistant(retriever, None))) as address:
        yield address


def spoken(address: str, talk: Callable[[Client], Awaitable[Any]], mode: str = "auto") -> Any:
    async def run() -> Any:
        async with Client(f"{address}/mcp", mode=mode) as client:
            return await talk(client)

    return asyncio.run(run())


@pytest.mark.parametrize("mode", ["auto", "legacy"])
def test_three_tools_that_only_read(address: str, mode: str) -> None:
    tools = {tool.name: tool for tool in spoken(address, lambda client: client.list_tools(), mode).tools}
    assert tools.keys() == {"search", "ask", "section"}
    for tool in tools.values():
        assert tool.description and tool.output_schema and tool.annotations and tool.annotations.read_only_hint
    assert tools["search"].input_schema["properties"]["k"]["maximum"] == 100


def test_search_then_read_the_section(address: str) -> None:
    async def talk(client: Client) -> None:
        found = await client.call_tool("search", {"query": QUESTION, "k": 3, "on": "2026-01-01"})
        assert not found.is_error and found.structured_content
        hits = found.structured_content["hits"]
        assert 0 < len(hits) <= 3
        read = await client.call_tool("section", {"document": hits[0]["document_id"], "section": hits[0]["section_id"]})
        assert read.structured_content and hits[0]["text"] in read.structured_content["text"] and "asked" not in read.structured_content

    spoken(address, talk)


@pytest.mark.parametrize("language", ["nl", "en"])
def test_an_answer_with_its_sources(address: str, language: str) -> None:
    reply = spoken(address, lambda client: client.call_tool("ask", {"question": QUESTION, "language": language}))
    answer = reply.structured_content
    assert answer["language"] == language and answer["citations"] and "[1]" in answer["text"]
    assert answer["text"] in reply.content[0].text.replace('\\"', '"')


@pytest.mark.parametrize(
    ("tool", "said", "words"),
    [
        ("ask", {"question": " "}, "The question is empty"), ("search", {"query": "a" * 2001}, "too long"),
        ("section", {"document": "avg", "section": "nergens"}, "no such section"), ("search", {"query": QUESTION, "k": 101}, "100"),
        ("ask", {"question": QUESTION, "on": "gisteren"}, "yyyy-mm-dd"),
    ],
)  # fmt: skip
def test_mistakes_are_told(address: str, tool: str, said: dict[str, Any], words: str) -> None:
    reply = spoken(address, lambda client: client.call_tool(tool, said))
    assert reply.is_error and words in reply.content[0].text


def test_only_names_of_this_machine_and_pages_of_this_machine(address: str) -> None:
    assert httpx.post(f"{address}/mcp", json=HELLO, headers=TAKES).headers["content-type"].startswith("application/json")
    assert httpx.post(f"{address}/mcp", json=HELLO, headers={**TAKES, "host": "evil.example"}).status_code == 421
    assert httpx.post(f"{address}/mcp", json=HELLO, headers={**TAKES, "host": "127.0.0.1.evil.example"}).status_code == 421
    assert httpx.post(f"{address}/mcp", json=HELLO, headers={**TAKES, "origin": "https://evil.example"}).status_code == 403
    assert httpx.post(f"{address}/mcp", json=HELLO, headers={**TAKES, "origin": address}).status_code == 200
    assert httpx.post(f"{address}/mcp", content=b"x" * 70_000, headers={**TAKES, "content-type": "application/json"}).status_code == 413


def test_nothing_can_be_listened_to(address: str) -> None:
    for method in ("GET", "DELETE"):
        reply = httpx.request(method, f"{address}/mcp", headers=TAKES, timeout=5)
        assert reply.status_code == 405 and reply.headers["allow"] == "POST"


def test_an_app_can_be_started_again(retriever: HybridRetriever) -> None:
    app = app_of(Assistant(retriever, None))
    for _ in range(2):
        with TestClient(app, base_url="http://127.0.0.1") as running:
            assert running.post("/mcp", json=HELLO, headers=TAKES).json()["result"]["serverInfo"]["name"] == "standpuntwijzer"


def test_a_caller_who_leaves_frees_the_model(retriever: HybridRetriever) -> None:
    model = Endless()
    with serving(app_of(Assistant(retriever, model))) as address:
        call = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {"name": "ask", "arguments": {"question": QUESTION}}}
        with pytest.raises(httpx.ReadTimeout):
            httpx.post(f"{address}/mcp", json=call, headers=TAKES, timeout=1.0)
        assert model.spoke.is_set() and closes(model)


WATCH = """
import sys
called = []
def watch(event, args):
    if event in ("socket.connect", "socket.getaddrinfo", "socket.sendto"):
        called.append((event, args))
sys.addaudithook(watch)
from fastapi import FastAPI
from fastapi.testclient import TestClient
from types import SimpleNamespace
from ui import mcp
app = FastAPI()
mcp.mount(app, SimpleNamespace(retriever=SimpleNamespace(passages=())))
with TestClient(app, base_url="http://127.0.0.1") as client:
    for method in ("initialize", "tools/list"):
        client.post("/mcp", json={"jsonrpc": "2.0", "id": 1, "method": method}, headers={"accept": "application/json, text/event-stream"})
assert not called, called
"""


def test_it_opens_no_connection() -> None:
    done = subprocess.run([sys.executable, "-c", WATCH], cwd=ROOT, env=dict(os.environ), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
