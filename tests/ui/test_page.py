"""The page without a browser: what it shows, what it escapes, and what the server allows."""

from collections.abc import Iterator
from datetime import date

import pytest
from fastapi.testclient import TestClient

from assistant.pipeline import Assistant
from assistant.settings import SettingsError
from index.retriever import HybridRetriever
from models.fake import ScriptedGenerator
from ui import render
from ui.app import create_app, listen
from ui.chat import converse, suggestions
from ui.strings import STRINGS

ATTACK = '<img src=x onerror="alert(1)"><script>alert(1)</script> {{7*7}} ${1+1} [1](javascript:alert(1))'


@pytest.fixture(scope="module")
def client(retriever: HybridRetriever) -> Iterator[TestClient]:
    with TestClient(create_app(Assistant(retriever, None), "nl"), base_url="http://127.0.0.1") as running:
        yield running


def test_health_and_headers(client: TestClient) -> None:
    reply = client.get("/healthz")
    assert reply.json()["status"] == "ok"
    policy = reply.headers["content-security-policy"]
    assert "default-src 'self'" in policy and "http" not in policy.replace("'self'", "")
    assert reply.headers["cache-control"] == "no-store"


def test_the_page_names_no_other_host(client: TestClient) -> None:
    import re

    page = client.get("/").text
    fetched = re.findall(r"(?:src|href)=[\"']?(https?://[^\"' >]+)", page)
    assert all(url.startswith("http://127.0.0.1") for url in fetched), fetched


def test_no_api_pages_and_no_foreign_host_names(client: TestClient) -> None:
    assert client.get("/docs").status_code == 404 and client.get("/openapi.json").status_code == 404
    assert client.get("/healthz", headers={"host": "evil.example"}).status_code == 400


def test_files_of_the_server_are_not_served(client: TestClient) -> None:
    for path in ("/gradio_api/file=/etc/passwd", "/gradio_api/file=../pyproject.toml"):
        assert client.get(path).status_code in (403, 404)


def finished(assistant: Assistant, question: str, page: str = "nl") -> str:
    *_, last = converse(assistant, question, page, [], [])
    return last[1][-1]


def test_everything_from_outside_is_escaped(retriever: HybridRetriever) -> None:
    for question in (ATTACK, ATTACK + " Wanneer is een DPIA verplicht?"):
        steps = list(converse(Assistant(retriever, ScriptedGenerator(ATTACK)), question, "nl", [], []))
        for current, turns, _ in steps:
            shown = current + "".join(turns)
            assert "<img" not in shown and "<script" not in shown and "{{" not in shown and "${" not in shown
    assert "&lt;script&gt;" in render.failed(render.Turn(1, "x", "nl"), ATTACK)


def test_an_answer_shows_passages_first_and_then_numbered_sources(retriever: HybridRetriever) -> None:
    steps = list(converse(Assistant(retriever, None), "Wanneer is een DPIA verplicht?", "nl", [], []))
    assert STRINGS["nl"].searching in steps[0][0] and "<blockquote>" in steps[1][0]
    done = steps[-1][1][-1]
    assert 'href="#bron-1-1"' in done and 'id="bron-1-1"' in done and "<mark>" in done
    assert 'rel="noopener noreferrer"' in done and "https://eur-lex.europa.eu/" in done
    assert steps[-1][2] == ["Wanneer is een DPIA verplicht?"]


def test_bad_questions_are_told_in_the_language_of_the_page(retriever: HybridRetriever) -> None:
    assistant = Assistant(retriever, None)
    assert "De vraag is leeg" in finished(assistant, "  ")
    assert "The question is empty" in finished(assistant, "", "en")
    assert "te lang" in finished(assistant, "a" * 100_000) and len(finished(assistant, "a" * 100_000)) < 5_000


def test_suggestions_are_answerable_and_change_by_the_day(retriever: HybridRetriever) -> None:
    one = suggestions(retriever.passages, "nl", date(2026, 11, 24))
    assert len(one) == 4 == len(set(one))
    assert one != suggestions(retriever.passages, "nl", date(2026, 11, 25))
    known = {question for passage in retriever.passages for question in passage.section.questions}
    assert set(one) <= known


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
