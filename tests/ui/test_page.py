"""The page without a browser: what it sends, what it escapes, and what the server allows."""

import json
import re
import socket
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from assistant.answer import Answer, AnswerKind
from assistant.pipeline import Assistant
from assistant.settings import SettingsError
from index.retriever import HybridRetriever
from models.fake import ScriptedGenerator
from ui import render
from ui.app import create_app, listen
from ui.asking import Asked, events
from ui.chat import shell, suggestions

ATTACK = '<img src=x onerror="alert(1)"><script>alert(1)</script> {{7*7}} ${1+1} [1](javascript:alert(1))'
DPIA = "Wanneer is een DPIA verplicht?"


@pytest.fixture(scope="module")
def folder_of_ratings(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("data")


@pytest.fixture(scope="module")
def client(retriever: HybridRetriever, folder_of_ratings: Path) -> Iterator[TestClient]:
    with TestClient(create_app(Assistant(retriever, None), "nl", folder_of_ratings), base_url="http://127.0.0.1") as running:
        yield running


def sent(assistant: Assistant, question: str, page: str = "nl", **options: Any) -> list[tuple[str, Any]]:
    return list(events(assistant, Asked(question=question, page=page, **options)))  # type: ignore[arg-type]


def test_health_and_headers(client: TestClient) -> None:
    reply = client.get("/healthz")
    assert reply.json()["status"] == "ok"
    policy = reply.headers["content-security-policy"]
    assert "default-src 'none'" in policy and "unsafe" not in policy and "http" not in policy.replace("'self'", "")
    assert reply.headers["cache-control"] == "no-store"
    # Only Gradio's page has scripts and styles inside it.
    loose = client.get("/").headers["content-security-policy"]
    assert "default-src 'self'" in loose and "http" not in loose.replace("'self'", "")
    assert all("unsafe" not in client.get(path).headers["content-security-policy"] for path in ("/ui/gesprek", "/bronnen", "/api/docs"))


def test_the_page_names_no_other_host(client: TestClient) -> None:
    for path in ("/", "/ui/gesprek", "/look/chat.js", "/look/chat.css", "/look/theme.css"):
        page = client.get(path)
        assert page.status_code == 200
        fetched = re.findall(r"(?:src|href)=[\"']?(https?://[^\"' >]+)|url\((https?:[^)]+)\)", page.text)
        assert all("127.0.0.1" in "".join(url) for url in fetched), fetched


def test_what_nobody_expected_is_told_in_plain_words(retriever: HybridRetriever, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*given: object, **about: object) -> None:
        raise RuntimeError("Jan Jansen vroeg dit")

    app = create_app(Assistant(retriever, None), "nl")
    monkeypatch.setattr("ui.reader.page", fails)
    reply = TestClient(app, base_url="http://127.0.0.1", raise_server_exceptions=False).get("/bronnen")
    assert reply.status_code == 500 and "Er ging iets mis" in reply.text and "Jan" not in reply.text
    assert reply.headers["x-content-type-options"] == "nosniff"


def test_no_foreign_host_names_and_no_files_of_the_server(client: TestClient) -> None:
    assert client.get("/docs").status_code == 404
    assert client.get("/healthz", headers={"host": "evil.example"}).status_code == 400
    for path in ("/gradio_api/file=/etc/passwd", "/gradio_api/file=../pyproject.toml", "/look/../app.py", "/look/%2e%2e/app.py"):
        assert client.get(path).status_code in (403, 404)


def test_the_first_screen_says_what_it_is(client: TestClient) -> None:
    page = client.get("/ui/gesprek").text
    assert "U praat met een AI-systeem" in page and "niet bewaard" in page and "geen juridisch advies" in page
    english = client.get("/ui/gesprek?taal=en")
    assert "You are talking to an AI system" in english.text and "taal=en" in english.headers["set-cookie"]
    assert client.get("/ui/gesprek", cookies={"taal": "en"}).text == english.text
    client.cookies.clear()


def test_everything_from_outside_is_escaped(retriever: HybridRetriever) -> None:
    for question in (ATTACK, f"{ATTACK} {DPIA}"):
        for name, data in sent(Assistant(retriever, ScriptedGenerator(ATTACK)), question):
            html = data["html"] if name in ("passages", "answer") else ""
            assert "<img" not in html and "<script" not in html and "javascript:alert(1)\"" not in html
    shown = render.answered(Answer("x", AnswerKind.ABSTAINED, f"{ATTACK} [7]", "nl", notices=(ATTACK,)), "nl", 1)
    assert "&lt;script&gt;" in shown and "<img" not in shown and "[7]" in shown


def test_passages_come_first_and_then_an_answer_with_numbered_sources(retriever: HybridRetriever) -> None:
    steps = sent(Assistant(retriever, ScriptedGenerator("Iets dat nergens staat.")), DPIA, turn=3)
    assert steps[0][0] == "passages" and steps[-1][0] == "answer"
    assert "<blockquote>" in steps[0][1]["html"]
    answer = steps[-1][1]
    assert 'id="bron-3-1"' in answer["html"] and "/kern?van=" in answer["html"] and 'rel="noopener noreferrer"' in answer["html"]
    assert "Weggelaten:" in answer["html"] and answer["form"]["question"] == DPIA
    assert json.loads(json.dumps(answer["form"])) == answer["form"]


def test_only_literal_sentences_when_asked_for(retriever: HybridRetriever) -> None:
    generator = ScriptedGenerator("Iets.")
    steps = sent(Assistant(retriever, generator), DPIA, literal_only=True)
    assert [name for name, _ in steps] == ["passages", "answer"] and generator.prompts == []


def test_documents_and_day_narrow_the_search(retriever: HybridRetriever) -> None:
    form = sent(Assistant(retriever, None), DPIA, documents=["dpia"])[-1][1]["form"]
    assert {citation["document_id"] for citation in form["citations"]} == {"dpia"}
    then = sent(Assistant(retriever, None), "Mag ik ChatGPT gebruiken?", on=date(2024, 3, 1))[-1][1]["form"]
    assert any("1 maart 2024" in notice for notice in then["notices"])


def test_a_follow_up_is_understood(retriever: HybridRetriever) -> None:
    form = sent(Assistant(retriever, None), "Waarom?", history=["Mag ik ChatGPT gebruiken voor een beleidsnota?"])[-1][1]["form"]
    assert form["kind"] == "quotes" and form["question"] == "Waarom?"


def test_bad_questions_are_told_in_the_language_of_the_page(retriever: HybridRetriever) -> None:
    assistant = Assistant(retriever, None)
    assert sent(assistant, "  ") == [("fault", sent(assistant, "")[0][1])]
    assert "De vraag is leeg" in sent(assistant, "  ")[0][1] and "The question is empty" in sent(assistant, "", "en")[0][1]
    assert "te lang" in sent(assistant, "a" * 10_000)[0][1]


def test_the_stream_is_server_sent_events(client: TestClient) -> None:
    reply = client.post("/ui/vraag", json={"question": DPIA})
    assert reply.headers["content-type"].startswith("text/event-stream")
    names = re.findall(r"^event: (\w+)$", reply.text, re.MULTILINE)
    assert names == ["passages", "answer"]
    assert all(json.loads(line) for line in re.findall(r"^data: (.+)$", reply.text, re.MULTILINE))
    assert client.post("/ui/vraag", json={"question": 5}).status_code == 422
    assert client.post("/ui/vraag", json={"question": "a" * 100_000}).status_code == 422


def test_a_rating_is_kept_only_with_consent_and_without_a_name(client: TestClient, folder_of_ratings: Path) -> None:
    answer = {"question": DPIA, "kind": "quotes", "text": "Zin [1].", "secret": "x"}
    rating = {"useful": False, "reason": "bron", "text": "verkeerd artikel", "consent": False, "answer": answer}
    kept = folder_of_ratings / "feedback" / "ratings.jsonl"
    assert client.post("/ui/oordeel", json=rating).status_code == 422 and not kept.exists()
    assert client.post("/ui/oordeel", json=rating | {"consent": True}).json() == {"kept": True}
    (row,) = [json.loads(line) for line in kept.read_text().splitlines()]
    assert row["reason"] == "bron" and row["answer"]["question"] == DPIA and "secret" not in row["answer"]
    assert row["day"] == date.today().isoformat() and set(row) == {"day", "useful", "reason", "text", "answer"}
    assert kept.stat().st_mode & 0o077 == 0
    huge = rating | {"consent": True, "answer": answer | {"text": "x" * 300_000}}
    assert client.post("/ui/oordeel", json=huge).status_code == 507
    assert len(kept.read_text().splitlines()) == 1


def test_suggestions_are_answerable_and_change_by_the_day(retriever: HybridRetriever) -> None:
    one = suggestions(retriever.passages, "nl", date(2026, 11, 24), ("avg", "dpia"))
    assert len(one) == 4 == len(set(one))
    assert one != suggestions(retriever.passages, "nl", date(2026, 11, 25), ("avg", "dpia"))
    known = {question for passage in retriever.passages for question in passage.section.questions}
    assert set(one) <= known
    assert shell(Assistant(retriever, None), "nl").count('class="suggestion"') >= 16


def test_only_loopback_and_a_free_port() -> None:
    with pytest.raises(SettingsError, match=r"0\.0\.0\.0"):
        listen("0.0.0.0", 0)
    with pytest.raises(SettingsError, match="geen adres"):
        listen("nergens", 0)
    with listen("127.0.0.1", 0) as taken:
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(SettingsError, match=f"--port {port + 1}"):
            listen("127.0.0.1", port)


def test_a_port_that_only_root_may_use(monkeypatch: pytest.MonkeyPatch) -> None:
    class Closed(socket.socket):
        def bind(self, address: Any) -> None:
            raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("ui.app.socket.socket", Closed)
    with pytest.raises(SettingsError, match="Poort 443 mag dit programma niet gebruiken"):
        listen("127.0.0.1", 443)


def test_the_api_is_part_of_the_site(client: TestClient) -> None:
    assert client.get("/api/docs").status_code == 200
    assert {"/healthz", "/api/ask", "/v1/chat/completions"} <= client.get("/api/openapi.json").json()["paths"].keys()
    assert client.get("/v1/models").json()["data"][0]["id"] == "standpuntwijzer"
    hello = {"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {"name": "t", "version": "1"}}
    call = {"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": hello}
    reply = client.post("/mcp", json=call, headers={"accept": "application/json, text/event-stream"})
    assert reply.status_code == 200 and "capabilities" in reply.json()["result"]
