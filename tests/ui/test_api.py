"""The HTTP API: its shapes, its errors, its streams, and that a reader who leaves frees the model."""

import json
import socket
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from typing import Any

import httpx
import pytest
import uvicorn
from fastapi import FastAPI, Request, Response
from fastapi.testclient import TestClient

from assistant.jsonform import answer_form
from assistant.pipeline import Assistant
from corpus.document import Document
from index.hit import IndexError_
from index.retriever import HybridRetriever
from models.base import Message, ModelError, Report
from models.fake import ScriptedGenerator
from ui import api, api_docs, api_forms, stream
from ui.pages import page

QUESTION = "Wanneer is een DPIA verplicht?"
UNUSABLE = {"question": "\u200b \n"}


def app_of(assistant: Assistant) -> FastAPI:
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    app.include_router(api.routes(assistant))
    app.include_router(api_docs.routes("nl"))

    # As the product does: middleware of this sort stands between a stream and the one who reads it.
    @app.middleware("http")
    async def closed(request: Request, call_next: Any) -> Response:
        response: Response = await call_next(request)
        response.headers["X-Content-Type-Options"] = "nosniff"
        return response

    return app


@contextmanager
def serving(app: FastAPI) -> Iterator[str]:
    """A real server on a free port of loopback."""
    opened = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning", access_log=False, timeout_graceful_shutdown=3))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [opened]}, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    try:
        yield f"http://127.0.0.1:{opened.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(10)
        opened.close()


@pytest.fixture(scope="module")
def client(retriever: HybridRetriever) -> Iterator[TestClient]:
    with TestClient(app_of(Assistant(retriever, None))) as running:
        yield running


def events_of(text: str) -> list[tuple[str, Any]]:
    frames = [frame.split("\n") for frame in text.strip().split("\n\n") if not frame.startswith(":")]
    return [(name.removeprefix("event: "), json.loads(data.removeprefix("data: "))) for name, data in frames]


def test_health_counts_passages(client: TestClient, retriever: HybridRetriever) -> None:
    assert client.get("/healthz").json() == {"status": "ok", "passages": len(retriever.passages)}


@pytest.mark.parametrize("said", [{}, {"language": "en"}, {"documents": ["avg"]}, {"on": "2024-01-01"}, {"history": ["Wat is een DPIA?"]}])
def test_an_answer_is_that_of_the_command_line(client: TestClient, retriever: HybridRetriever, said: dict[str, Any]) -> None:
    given = client.post("/api/ask", json={"question": QUESTION, **said}).json()
    about = {**said, "documents": frozenset(said.get("documents", ())), "on": date.fromisoformat(said["on"]) if "on" in said else None}
    wanted = json.loads(json.dumps(answer_form(Assistant(retriever, None).answer(QUESTION, **about))))
    assert given.pop("timings").keys() == wanted.pop("timings").keys()
    assert given == wanted and given["citations"]


def test_a_stream_begins_with_passages_and_ends_with_the_checked_answer(retriever: HybridRetriever) -> None:
    said = "De organisatie moet een DPIA doen [1]. Dat kost altijd precies twaalf weken [1]."
    reply = TestClient(app_of(Assistant(retriever, ScriptedGenerator(said)))).post("/api/ask", json={"question": QUESTION, "stream": True})
    assert reply.headers["content-type"].startswith("text/event-stream") and reply.headers["cache-control"] == "no-store"
    events = events_of(reply.text)
    assert events[0][0] == "retrieved" and events[0][1]["verdict"] == "answer" and events[0][1]["quotes"] and events[0][1]["hits"]
    assert "".join(form["text"] for name, form in events if name == "delta").strip() == said
    assert events[-1][0] == "done" and [name for name, _ in events].count("done") == 1
    assert "twaalf weken" not in events[-1][1]["text"] and events[-1][1]["checks"]
    for name, form in events:
        shapes = {"retrieved": api_forms.RetrievedForm, "delta": api_forms.DeltaForm, "done": api_forms.AnswerForm}
        shapes[name].model_validate(form)


def test_a_question_that_cannot_be_used_is_told_in_both_languages(client: TestClient) -> None:
    for body in (UNUSABLE, {**UNUSABLE, "stream": True}, {"question": "\ud800"}, {"question": "a" * 2001}):
        reply = client.post("/api/ask", content=json.dumps(body), headers={"content-type": "application/json"})
        error = reply.json()["error"]
        assert reply.status_code == 422 and error["code"] == "question" and error["message"].startswith("De vraag")
        assert error["message_en"].startswith("The question")
    assert client.get("/api/search", params={"query": "?"}).status_code == 422


@pytest.mark.parametrize(
    "body",
    [
        {}, {"question": 7}, {"question": QUESTION, "stream": "ja"}, {"question": QUESTION, "on": 0}, {"question": QUESTION, "on": "1-3-2024"},
        {"question": QUESTION, "on": "2024-02-30"}, {"question": QUESTION, "history": ["x"] * 21}, {"question": QUESTION, "history": ["x" * 2001]},
        {"question": QUESTION, "documents": ["avg"] * 101}, {"question": QUESTION, "language": "fr"}, {"question": QUESTION, "system": "x"},
        {"question": QUESTION, "\ud800": 1}, [],
    ],
)  # fmt: skip
def test_a_request_that_is_not_right_is_refused_in_one_shape(client: TestClient, body: object) -> None:
    reply = client.post("/api/ask", content=json.dumps(body), headers={"content-type": "application/json"})
    assert reply.status_code == 422 and reply.json()["error"].keys() == {"code", "message", "message_en"}
    assert reply.json()["error"]["code"] == "invalid"


def test_unreadable_and_too_large_requests_are_refused(client: TestClient) -> None:
    json_type = {"content-type": "application/json"}
    for content in ("{", "[" * 100_000, b"\xff"):
        assert client.post("/api/ask", content=content, headers=json_type).status_code == 422
    reply = client.post("/api/ask", content=b"x" * (api.MAX_BODY + 1), headers=json_type)
    assert reply.status_code == 413 and reply.json()["error"]["code"] == "too_large"
    # A form on a page elsewhere can send text, but no JSON.
    assert client.post("/api/ask", content=json.dumps({"question": QUESTION}), headers={"content-type": "text/plain"}).status_code == 422


def test_an_unknown_document_is_named(client: TestClient) -> None:
    asked = client.post("/api/ask", json={"question": QUESTION, "documents": ["avg", "bestaat-niet"], "stream": True})
    searched = client.get("/api/search", params={"query": QUESTION, "document": "bestaat-niet"})
    for reply in (asked, searched):
        assert reply.status_code == 404 and "bestaat-niet" in reply.json()["error"]["message"]


def test_search_is_bounded_and_filtered(client: TestClient) -> None:
    hits = client.get("/api/search", params={"query": QUESTION, "k": 3, "document": ["avg", "uavg"], "on": "2026-01-01"}).json()["hits"]
    assert 0 < len(hits) <= 3 and {hit["document_id"] for hit in hits} <= {"avg", "uavg"}
    for said in ({"k": 0}, {"k": 101}, {"on": "gisteren"}, {"language": "fr"}, {"document": ""}, {"limit": 3}):
        assert client.get("/api/search", params={"query": QUESTION, **said}).status_code == 422


def test_documents_and_sections(client: TestClient, documents: Sequence[Document]) -> None:
    listed = {one["key"]: one for one in client.get("/api/documents").json()}
    assert listed.keys() == {document.key for document in documents}
    assert all(listed[document.key]["sections"] == len(document.sections) for document in documents)
    asked = [(document, section) for document in documents for section in document.sections if section.asked]
    for document, section in asked[:20]:
        reply = client.get(f"/api/sections/{document.key}/{section.id}")
        assert reply.json()["text"] == section.text and "asked" not in reply.json()
        shown = {*section.questions, *section.questions_en}
        assert not any(question in reply.text for question in (*section.asked, *section.asked_en) if question not in shown)
    for path in ("avg/bestaat-niet", "bestaat-niet/artikel-1", "%00/%ff"):
        reply = client.get(f"/api/sections/{path}")
        assert reply.status_code == 404 and reply.json()["error"]["code"] == "section"


def test_of_several_versions_an_id_means_that_of_today() -> None:
    from tests.conftest import make_document

    held = {document.key: document for document in (make_document(version=one) for one in ("2020-01-01", "2024-01-01", "9999-01-01"))}
    assert api.section_form(held, "proef", "een")["document_key"] == "proef@2024-01-01"
    assert api.section_form(held, "proef@2020-01-01", "een")["document_key"] == "proef@2020-01-01"


class Failing(ScriptedGenerator):
    """A model that cannot be reached."""

    def generate(self, messages: Sequence[Message], *, max_tokens: int, report: Report | None = None) -> Iterator[str]:
        raise ModelError("het model antwoordt niet")
        yield ""


def test_a_failing_model_still_gives_literal_passages(retriever: HybridRetriever) -> None:
    reply = TestClient(app_of(Assistant(retriever, Failing()))).post("/api/ask", json={"question": QUESTION})
    assert reply.status_code == 200 and reply.json()["kind"] == "quotes" and "het model antwoordt niet" in reply.json()["notices"]


def test_a_broken_index_is_told(retriever: HybridRetriever, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise IndexError_("de index is stuk")

    running = TestClient(app_of(Assistant(retriever, None)))
    monkeypatch.setattr(HybridRetriever, "prepare", broken)
    assert running.get("/api/search", params={"query": QUESTION}).status_code == 503
    assert running.post("/api/ask", json={"question": QUESTION}).json()["error"]["message"] == "de index is stuk"
    events = events_of(running.post("/api/ask", json={"question": QUESTION, "stream": True}).text)
    assert [(name, form["error"]["code"]) for name, form in events] == [("error", "unavailable")]


class Endless(ScriptedGenerator):
    """A model that talks until it is closed, or says nothing at all for a while first."""

    def __init__(self, silence: float = 0.0) -> None:
        super().__init__()
        self.silence = silence
        self.spoke = threading.Event()

    def generate(self, messages: Sequence[Message], *, max_tokens: int, report: Report | None = None) -> Iterator[str]:
        try:
            self.spoke.set()
            time.sleep(self.silence)
            while True:
                yield "woord "
                time.sleep(0.005)
        finally:
            self.closed += 1


def closes(model: Endless) -> bool:
    until = time.monotonic() + 5
    while not model.closed and time.monotonic() < until:
        time.sleep(0.01)
    return model.closed == 1


def test_closing_the_connection_frees_the_model(retriever: HybridRetriever) -> None:
    model = Endless()
    assistant = Assistant(retriever, model)
    with serving(app_of(assistant)) as address:
        with httpx.stream("POST", f"{address}/api/ask", json={"question": QUESTION, "stream": True}, timeout=10) as reply:
            assert any("event: delta" in line for line in reply.iter_lines())
        assert closes(model)
    with assistant.line.join() as ticket:
        assert ticket.wait(0)


def test_closing_while_the_model_is_silent_frees_it_too(retriever: HybridRetriever, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stream, "KEEP_ALIVE", 0.05)
    model = Endless(silence=1.0)
    with serving(app_of(Assistant(retriever, model))) as address:
        with httpx.stream("POST", f"{address}/api/ask", json={"question": QUESTION, "stream": True}, timeout=10) as reply:
            lines = reply.iter_lines()
            assert any(line.startswith(":") for line in lines) and model.spoke.is_set()
        assert closes(model)


def test_the_wait_for_others_is_told(retriever: HybridRetriever) -> None:
    assistant = Assistant(retriever, ScriptedGenerator("De organisatie moet een DPIA doen [1]."))
    running = TestClient(app_of(assistant))
    with assistant.line.join():
        frames = api._frames(assistant.stream(QUESTION))
        assert [next(frames).split("\n")[0] for _ in range(2)] == ["event: retrieved", "event: waiting"]
        frames.close()
    assert events_of(running.post("/api/ask", json={"question": QUESTION, "stream": True}).text)[-1][0] == "done"


def test_the_description_is_whole(client: TestClient) -> None:
    told = client.get("/api/openapi.json").json()
    assert told["info"]["license"]["identifier"] == "EUPL-1.2" and "contact" not in told["info"] and told["info"]["version"]
    assert {"/healthz", "/api/ask", "/api/search", "/api/documents", "/api/sections/{document}/{section}"} == told["paths"].keys()
    text = json.dumps(told)
    named = {part.split('"')[0] for part in text.split('"#/components/schemas/')[1:]}
    assert named <= told["components"]["schemas"].keys() and "HTTPValidationError" not in named
    assert "text/event-stream" in told["paths"]["/api/ask"]["post"]["responses"]["200"]["content"]


def test_the_documentation_page_loads_nothing_from_elsewhere(client: TestClient) -> None:
    shown = client.get("/api/docs").text
    assert "POST /api/ask" in shown and "AnswerForm" in shown and "http://" not in shown and "https://" not in shown
    assert shown.count("<script") == page_frame(client).count("<script")
    assert 'lang="en"' in client.get("/api/docs?taal=en").text and "What other programs" in client.get("/api/docs?taal=en").text


def page_frame(client: TestClient) -> str:
    """Any page, to see which scripts the frame itself has."""
    app = FastAPI()

    @app.get("/")
    def bare(request: Request) -> Response:
        return page(request, "base.html", "nl", here="api")

    return TestClient(app).get("/").text


def test_nothing_of_a_question_is_logged(client: TestClient, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level("DEBUG"):
        client.post("/api/ask", json={"question": "Mag zwaluwstaartje dit?"})
        client.post("/api/ask", json={"question": "zwaluwstaartje", "x": "zwaluwstaartje"})
    assert "zwaluwstaartje" not in "".join(record.getMessage() for record in caplog.records if record.name != "httpx")
