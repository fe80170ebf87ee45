"""Anything can be measured: this pipeline, a running server of ours, and servers that speak OpenAI's protocol well or badly."""

import json
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from assistant.pipeline import Assistant
from assistant.settings import SettingsError
from corpus.document import Document
from eval.config import Target, make_config
from eval.places import Places
from eval.record import Cited
from eval.targets import OpenAITarget, PipelineTarget, ServerTarget, cited_in, outcome_of
from index.retriever import HybridRetriever
from models.base import ModelError
from tests.eval.make import case

Answer = Callable[[str, dict[str, Any]], tuple[int, bytes]]


class Server:
    """A server on loopback that gives what a test tells it to."""

    def __init__(self) -> None:
        self.answer: Answer = lambda path, body: (200, b"{}")
        self.seen: list[tuple[str, dict[str, Any], dict[str, str]]] = []
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])) or b"{}")
                outer.seen.append((self.path, body, dict(self.headers)))
                status, data = outer.answer(self.path, body)
                self.send_response(status)
                self.send_header("Content-Length", str(len(data)))
                if status in (301, 302):
                    self.send_header("Location", "http://127.0.0.1:9/")
                self.end_headers()
                self.wfile.write(data)

            def log_message(self, *args: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}/v1"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


@pytest.fixture
def server() -> Iterator[Server]:
    running = Server()
    yield running
    running.close()


def chat(content: str, **more: Any) -> bytes:
    message = {"role": "assistant", "content": content} | more
    return json.dumps({"choices": [{"message": message}], "usage": {"prompt_tokens": 50, "completion_tokens": 7}}).encode()


def openai(server: Server, **changes: Any) -> OpenAITarget:
    return OpenAITarget(Target(kind="openai", url=server.url, **changes), Places(()))


def test_a_bare_model_has_no_citations_and_that_is_not_none_given(server: Server) -> None:
    server.answer = lambda path, body: (200, chat("Ja, binnen 72 uur."))
    reply = openai(server, model="kaal", temperature=0.7).ask(case(query="Hoe lang?", history=("Wat is een datalek?",)), seed=3)
    assert reply.outcome == "answered" and reply.cited is None and reply.hits is None and reply.confidence is None
    assert reply.tokens == {"prompt": 50, "written": 7} and reply.timings["total"] > 0
    path, body, _ = server.seen[0]
    assert path == "/v1/chat/completions" and body["seed"] == 3 and body["temperature"] == 0.7 and body["model"] == "kaal"
    assert [message["content"] for message in body["messages"][1:]] == ["Wat is een datalek?", "Hoe lang?"]


def test_with_passages_the_markers_are_citations_and_a_number_that_was_not_given_cites_nothing(server: Server) -> None:
    server.answer = lambda path, body: (200, chat("Binnen 72 uur [2]. Bij de AP [7]."))
    given = [Cited(marker=1, place="avg/artikel-4", text="Een."), Cited(marker=2, place="avg/artikel-33", text="Twee."), Cited(marker=3, place="a/b")]
    target = OpenAITarget(Target(kind="openai", url=server.url, passages=2), Places(()), lambda case, k: given[:k])
    reply = target.ask(case(), 0)
    assert reply.hits == ("avg/artikel-4", "avg/artikel-33", "a/b") and reply.cited == (given[1], Cited(marker=7, place=""))
    assert "[2] Twee." in server.seen[0][1]["messages"][0]["content"] and "[3]" not in server.seen[0][1]["messages"][0]["content"]


def test_citations_of_other_makes_are_read(server: Server, documents: tuple[Document, ...]) -> None:
    places = Places(documents)
    url = next(s.url for d in documents for s in d.sections if places.by_url(s.url) == f"{d.id}/{s.id}")
    told = [{"document_id": "avg", "section_id": "artikel-33", "marker": 4, "text": "x", "status": "geldend"}, {"url": url}, url, "https://elders.example/"]
    server.answer = lambda path, body: (200, chat("Zin [4].", citations=told))
    reply = OpenAITarget(Target(kind="openai", url=server.url), places).ask(case(), 0)
    assert reply.cited is not None and [cited.place for cited in reply.cited] == ["avg/artikel-33", places.by_url(url), places.by_url(url), ""]
    assert (reply.cited[0].marker, reply.cited[0].status) == (4, "geldend")


@pytest.mark.parametrize(
    ("status", "data", "told"),
    [
        (500, b"kapot", "antwoordt met 500: kapot"),
        (401, b"geen sleutel", "401"),
        (302, b"", "302"),
        (200, b"<html>", "onleesbaars"),
        (200, b"[]", "onleesbaars"),
        (200, b'{"choices": []}', "onleesbaars"),
        (200, b'{"choices": [{"message": null}]}', "onleesbaars"),
        (200, chat("x", citations=[{"url": None}, 4]), "onleesbaars"),
    ],
)
def test_a_server_that_misbehaves_is_told_and_does_not_stop_a_run(server: Server, status: int, data: bytes, told: str) -> None:
    server.answer = lambda path, body: (status, data)
    with pytest.raises(ModelError, match=told):
        openai(server).ask(case(), 0)


def test_a_server_that_is_not_there_and_one_that_never_answers(server: Server) -> None:
    server.answer = lambda path, body: (threading.Event().wait(1.0), (200, b""))[1]
    with pytest.raises(ModelError, match="niet te bereiken"):
        openai(server, timeout=0.2).ask(case(), 0)
    with pytest.raises(ModelError, match="Draait de server"):
        OpenAITarget(Target(kind="openai", url="http://127.0.0.1:9"), Places(())).ask(case(), 0)


def test_the_key_comes_from_the_environment_and_is_sent_to_that_server_only(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    server.answer = lambda path, body: (200, chat("Ja."))
    monkeypatch.setenv("SLEUTEL", "geheim")
    openai(server, key_env="SLEUTEL").ask(case(), 0)
    assert server.seen[0][2]["Authorization"] == "Bearer geheim"
    monkeypatch.delenv("SLEUTEL")
    with pytest.raises(SettingsError, match="SLEUTEL"):
        openai(server, key_env="SLEUTEL")


@pytest.mark.parametrize(
    ("value", "field"),
    [
        ({"target": {"kind": "openai"}}, "target"),
        ({"target": {"kind": "openai", "url": "file:///etc/passwd"}}, "target"),
        ({"target": {"kind": "iets"}}, "target.kind"),
        ({"seeds": 0}, "seeds"),
        ({"sneds": 1}, "sneds"),
    ],
)
def test_a_configuration_that_cannot_be_names_the_field(value: dict[str, Any], field: str) -> None:
    with pytest.raises(SettingsError, match=field.replace(".", r"\.")):
        make_config(value, "proef.toml")


@pytest.mark.parametrize(
    ("text", "outcome"),
    [
        ("", "abstained"),
        ("Dit staat niet in de bronnen. Vraag het uw FG.", "abstained"),
        ("Ik weet het niet.", "abstained"),
        ("I don't know the answer to that.", "abstained"),
        ("Dat weet ik niet zeker te zeggen, maar dat kan ik niet beantwoorden. Wel geldt dit. En dat. En zus.", "hedged"),
        ("Ja, dat mag.", "answered"),
        ("De organisatie kan niet weigeren. Zij moet het verzoek behandelen.", "answered"),
    ],
)
def test_what_a_text_does_is_read_from_its_first_sentences(text: str, outcome: str) -> None:
    assert outcome_of(text) == outcome


def test_markers_are_counted_once() -> None:
    given = [Cited(marker=1, place="a/b")]
    assert cited_in("Een [1]. Twee [1][1].", given) == (given[0],)


def test_the_pipeline_and_the_server_on_it_tell_the_same(retriever: HybridRetriever) -> None:
    from fastapi.testclient import TestClient

    from ui.app import create_app

    assistant = Assistant(retriever, None)
    asked = [
        case("q-1", query="Binnen hoeveel uur moet een datalek worden gemeld?"),
        case("q-2", query="Wat gold er?", on="2024-03-01", history=("Geldt het standpunt van 2023?",)),
        case("q-3", query="Hoe bak ik een appeltaart?", expect="no-answer"),
        case("q-4", query="Wanneer is een DPIA verplicht?", task="retrieval"),
    ]
    here, there = PipelineTarget(assistant), ServerTarget(Target(kind="server", url="http://127.0.0.1"))
    there._client = TestClient(create_app(assistant, "nl"), base_url="http://127.0.0.1")  # type: ignore[assignment]
    for one in asked:
        mine, theirs = (target.ask(one, 0).model_dump(exclude={"timings", "confidence"}) for target in (here, there))
        assert mine == theirs, one.qid
    assert here.ask(asked[0], 0).outcome == "answered" and here.ask(asked[2], 0).outcome == "abstained"
    assert here.ask(asked[3], 0).outcome == "found" and here.ask(asked[0], 0).confidence is not None
