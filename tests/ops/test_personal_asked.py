"""What each way of asking does with personal data: the page asks first, the others tell, "block" refuses, and it can be removed."""

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from mcp.client import Client
from mcp.shared.exceptions import MCPError

from assistant.guard import Policy
from assistant.pipeline import Assistant
from assistant.watch.observed import Observed, Outcome
from index.retriever import HybridRetriever
from models.fake import ScriptedGenerator
from tests.ui.browser import Slow, Watched, chromium, needs_chromium, site
from tests.ui.learners import approved, lesson, publish, sections_of
from tests.ui.test_api import serving
from tests.ui.test_lessons_browser import answer, begin
from ui import api, api_openai, asking, mcp

NAMED = "Wanneer is een DPIA verplicht voor mevrouw Jansen?"
NUMBERED = "Wanneer is een DPIA verplicht voor BSN 999990019?"
CLEAN = "Wanneer is een DPIA verplicht voor mevrouw [naam]?"
DESK, PHONE = {"viewport": {"width": 1280, "height": 900}}, {"viewport": {"width": 390, "height": 800}}


class Recorder:
    """Remembers what was told of each question."""

    def __init__(self) -> None:
        self.told: list[Outcome] = []

    def before(self) -> None:
        """Nothing."""

    def after(self, outcome: Outcome) -> None:
        """See the top."""
        self.told.append(outcome)


def app_of(retriever: HybridRetriever, policy: Policy, recorder: Recorder | None = None, model: ScriptedGenerator | None = None) -> FastAPI:
    assistant = Assistant(retriever, model, personal_data=policy)
    observed = Observed.of(assistant, *([recorder] if recorder else []))
    app = FastAPI()
    for router in (api.routes(observed), api_openai.routes(observed), asking.routes(observed)):
        app.include_router(router)
    mcp.mount(app, observed)
    return app


def page_events(client: TestClient, question: str, **more: Any) -> dict[str, Any]:
    reply = client.post("/ui/vraag", json={"question": question, **more})
    assert reply.status_code == 200
    found = [event.split("\ndata: ", 1) for event in reply.text.split("\n\n") if event.startswith("event: ")]
    return {name.removeprefix("event: "): json.loads(data) for name, data in found}


def test_the_page_asks_before_anything_is_searched_or_sent(retriever: HybridRetriever) -> None:
    recorder, model = Recorder(), ScriptedGenerator(["Een DPIA is verplicht."])
    client = TestClient(app_of(retriever, "ask", recorder, model))
    held = page_events(client, NAMED)
    assert held.keys() == {"personal"} and recorder.told == [] and model.prompts == []
    assert held["personal"]["question"] == CLEAN and "<mark>Jansen</mark>" in held["personal"]["html"]
    assert 'data-personal="keep"' in held["personal"]["html"]
    kept = page_events(client, NAMED, personal="keep")
    assert kept["answer"]["form"]["question"] == NAMED and "(naam)" in " ".join(kept["answer"]["form"]["notices"])
    without = page_events(client, NAMED, personal="remove")
    assert without["answer"]["form"]["question"] == CLEAN and without["answer"]["form"]["citations"]
    assert all("Jansen" not in message.content for prompt in model.prompts[1:] for message in prompt)


def test_a_citizen_service_number_cannot_be_kept(retriever: HybridRetriever) -> None:
    client = TestClient(app_of(retriever, "ask"))
    for personal in ("ask", "keep"):
        held = page_events(client, NUMBERED, personal=personal)
        assert held.keys() == {"personal"} and 'data-personal="keep"' not in held["personal"]["html"]
    assert "answer" in page_events(client, NUMBERED, personal="remove")


def test_markup_in_the_notice_is_text(retriever: HybridRetriever) -> None:
    held = page_events(TestClient(app_of(retriever, "ask")), "<img src=x onerror=alert(1)> van mevrouw Jansen & <b>Piet</b>?", page="en")
    assert "<img" not in held["personal"]["html"] and "&lt;img" in held["personal"]["html"] and "Remove and ask" in held["personal"]["html"]


def test_of_an_earlier_question_only_the_subject_is_used(retriever: HybridRetriever) -> None:
    recorder, model = Recorder(), ScriptedGenerator(["Een DPIA is verplicht."])
    client = TestClient(app_of(retriever, "ask", recorder, model))
    assert "answer" in page_events(client, "En bij een pilot?", history=[NAMED])
    assert all("Jansen" not in message.content for prompt in model.prompts for message in prompt)
    assert "answer" in page_events(TestClient(app_of(retriever, "block")), "En bij een pilot?", history=[NAMED])


def test_warn_only_points_it_out(retriever: HybridRetriever) -> None:
    found = page_events(TestClient(app_of(retriever, "warn")), NUMBERED)
    assert "(BSN)" in " ".join(found["answer"]["form"]["notices"])


@pytest.mark.parametrize("policy", ["ask", "warn"])
def test_programs_get_a_notice_or_have_it_removed(retriever: HybridRetriever, policy: Policy) -> None:
    client = TestClient(app_of(retriever, policy))
    told = client.post("/api/ask", json={"question": NAMED}).json()
    assert told["question"] == NAMED and "persoonsgegevens" in " ".join(told["notices"])
    removed = client.post("/api/ask", json={"question": NAMED, "remove_personal_data": True}).json()
    assert removed["question"] == CLEAN and removed.keys() == told.keys() and "persoonsgegevens" not in " ".join(removed["notices"])
    chat = {"model": "standpuntwijzer", "messages": [{"role": "user", "content": NAMED}]}
    assert "persoonsgegevens" in client.post("/v1/chat/completions", json=chat).json()["choices"][0]["message"]["content"]
    assert client.get("/api/search", params={"query": NAMED, "remove_personal_data": True}).json()["hits"]


def test_blocked_is_refused_everywhere_in_words_that_do_not_repeat_it(retriever: HybridRetriever) -> None:
    recorder = Recorder()
    client = TestClient(app_of(retriever, "block", recorder))
    chat = {"model": "standpuntwijzer", "messages": [{"role": "user", "content": NAMED}]}
    refused = [
        client.post("/api/ask", json={"question": NAMED}),
        client.post("/api/ask", json={"question": NAMED, "stream": True}),
        client.post("/api/ask", json={"question": "En een pilot?", "history": [NAMED]}),
        client.get("/api/search", params={"query": NAMED}),
    ]
    for reply in refused:
        assert reply.status_code == 422 and reply.json()["error"]["code"] == "personal_data" and "Jansen" not in reply.text
    for stream in (False, True):
        reply = client.post("/v1/chat/completions", json=chat | {"stream": stream})
        assert reply.status_code == 400 and reply.json()["error"]["code"] == "personal_data" and "Jansen" not in reply.text
        assert "Haal ze weg" in reply.json()["error"]["message"]
    assert [outcome.question for outcome in recorder.told] == [""] * 3
    removing = {"remove_personal_data": True}
    assert client.post("/api/ask", json={"question": NAMED, "history": [NAMED], **removing}).json()["question"] == CLEAN
    assert client.post("/v1/chat/completions", json=chat | removing).status_code == 200
    assert client.get("/api/search", params={"query": NAMED, **removing}).status_code == 200
    held = page_events(client, NAMED, personal="keep")
    assert held.keys() == {"personal"} and "Uw organisatie" in held["personal"]["html"]
    assert "answer" in page_events(client, NAMED, personal="remove")


def test_the_tools_for_assistants_follow_the_same_rule(retriever: HybridRetriever) -> None:
    with serving(app_of(retriever, "block")) as address:

        async def talk() -> Any:
            async with Client(f"{address}/mcp") as client:
                refused = [await _result(client, tool, question) for tool, question in (("ask", {"question": NAMED}), ("search", {"query": NAMED}))]
                removed = await client.call_tool("ask", {"question": NAMED, "remove_personal_data": True})
                return refused, removed

        refused, removed = asyncio.run(talk())
    assert all("not allowed here" in text and "Jansen" not in text for text in refused)
    assert removed.structured_content["question"] == CLEAN


async def _result(client: Client, tool: str, arguments: dict[str, str]) -> str:
    try:
        result = await client.call_tool(tool, arguments)
    except MCPError as error:
        return str(error)
    assert result.is_error
    return str(result.content[0].text)


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with chromium() as running:
        yield running


@pytest.fixture(scope="module")
def address(retriever: HybridRetriever, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    data = tmp_path_factory.mktemp("data")
    assistant = Assistant(retriever, Slow("Iets dat nergens staat en dus wordt weggelaten.", 0.01))
    publish(data, approved(lesson(), sections_of(assistant)))
    with site(assistant, data) as running:
        yield running


@pytest.fixture(params=[DESK, PHONE], ids=["desk", "phone"])
def watched(request: pytest.FixtureRequest, browser: Any, address: str) -> Iterator[Watched]:
    found = Watched(browser, address, **request.param)
    yield found
    found.assert_clean()
    found.context.close()


def hold(watched: Watched, question: str) -> Any:
    page = watched.open()
    page.fill("#vraag", question)
    page.press("#vraag", "Enter")
    page.wait_for_selector(".personal")
    return page


@needs_chromium
def test_by_keyboard_the_data_is_removed_and_the_question_asked(watched: Watched, tmp_path: Path) -> None:
    page = hold(watched, "Wanneer is een DPIA verplicht voor mijn cliënt Jan de Vries, BSN 999990019?")
    page.screenshot(path=tmp_path / "notice.png", full_page=True)
    assert page.inner_text(".personal mark >> nth=0") == "Jan de Vries" and page.locator(".passages blockquote").count() == 0
    assert "klopt" in page.inner_text(".personal li >> nth=1") and page.locator("[data-personal=keep]").count() == 0
    assert "nog niet gesteld" in page.inner_text("#stand") and page.evaluate("localStorage.getItem('standpuntwijzer.gesprek')") == "[]"
    assert page.evaluate("document.activeElement.className") == "note personal"
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.dataset.personal") == "remove"
    box = page.locator("[data-personal=remove]").bounding_box()
    middle = [box["x"] + box["width"] / 2, box["y"] + box["height"] / 2]
    assert page.evaluate("([x, y]) => document.elementFromPoint(x, y).dataset.personal", middle) == "remove"
    page.keyboard.press("Enter")
    page.wait_for_selector(".tools")
    assert page.inner_text(".turn h2") == "Wanneer is een DPIA verplicht voor mijn cliënt [naam], BSN [BSN]?"
    assert page.is_visible(".turn a.mark") and page.locator(".personal").count() == 0
    assert "Vries" not in page.content() and "Vries" not in page.evaluate("JSON.stringify(localStorage)")


@needs_chromium
def test_what_is_no_personal_data_can_be_asked_or_edited(watched: Watched) -> None:
    page = hold(watched, NAMED)
    page.click("[data-personal=edit]")
    assert page.input_value("#vraag") == NAMED and page.locator(".turn").count() == 0
    page.press("#vraag", "Enter")
    page.wait_for_selector(".personal")
    page.reload()
    page.wait_for_selector("#chat[data-ready]")
    assert page.locator(".turn").count() == 0
    page = hold(watched, NAMED)
    page.click("[data-personal=keep]")
    page.wait_for_selector(".tools")
    assert page.inner_text(".turn h2") == NAMED and "persoonsgegevens" in page.inner_text(".answer")
    follow = watched.ask("En bij een pilot?")
    assert follow.locator(".answer").inner_text()


@needs_chromium
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_notice_has_no_fault_for_who_uses_a_screen_reader(browser: Any, address: str, scheme: str) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    watched = Watched(browser, address, color_scheme=scheme, bypass_csp=True, **DESK)
    page = hold(watched, NAMED)
    found = axe.Axe().run(page, context="#chat")
    assert found.response["violations"] == [], found.generate_report()
    assert page.get_by_role("group", name="Er staan persoonsgegevens in uw vraag").is_visible()
    watched.context.close()


@needs_chromium
def test_in_a_lesson_it_goes_the_same_way(watched: Watched, tmp_path: Path) -> None:
    page = begin(watched)
    answer(page, right=True)
    page.click("text=Vraag het de assistent")
    page.fill("#vraag", NAMED)
    page.click("#assistent-vraag .main")
    page.wait_for_selector("#assistent .personal")
    page.screenshot(path=tmp_path / "lesson.png")
    assert page.locator("#assistent .passages blockquote").count() == 0 and "nog niet gesteld" in page.inner_text("#assistent .state")
    page.click("#assistent [data-personal=edit]")
    assert page.input_value("#vraag") == NAMED and page.locator("#assistent .personal").count() == 0
    page.click("#assistent-vraag .main")
    page.click("#assistent [data-personal=remove]")
    page.wait_for_selector("#assistent .answer a.mark")
    assert page.input_value("#vraag") == CLEAN
