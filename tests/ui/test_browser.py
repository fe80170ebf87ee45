"""End to end: the real model, the real index, the page in a real browser. No request leaves this machine."""

import re
import shutil
import threading
from collections.abc import Iterator

import pytest

from assistant.pipeline import Assistant
from ui.app import create_app, listen

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
QUESTION = "Mag ik als rijksambtenaar ChatGPT gebruiken om een beleidsnota te schrijven?"


@pytest.fixture(scope="module")
def address(real_assistant: Assistant) -> Iterator[str]:
    import uvicorn

    with listen("127.0.0.1", 0) as opened:
        server = uvicorn.Server(uvicorn.Config(create_app(real_assistant, "nl"), log_level="warning"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [opened]})
        thread.start()
        yield f"http://127.0.0.1:{opened.getsockname()[1]}/"
        server.should_exit = True
        thread.join(timeout=20)


@pytest.mark.skipif(CHROMIUM is None, reason="needs Debian's chromium: apt-get install chromium")
def test_a_civil_servant_asks_and_checks_the_source(address: str) -> None:
    playwright = pytest.importorskip("playwright.sync_api")
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_page()
        asked, faults = [], []
        page.on("request", lambda request: asked.append(request.url))
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("dialog", lambda dialog: faults.append("a dialog opened"))
        page.goto(address)
        page.wait_for_selector("#vraag textarea")

        page.fill("#vraag textarea", QUESTION)
        page.click("#stel")
        page.wait_for_selector("#antwoord blockquote", timeout=30_000)
        page.wait_for_selector("#gesprek a.mark", timeout=180_000)
        answer = page.inner_text("#gesprek section")
        assert "In beginsel niet." in answer and "gecontroleerde omgeving" in answer
        assert not re.search(r"^\s*ja\b", answer, re.IGNORECASE | re.MULTILINE)
        page.click("#gesprek a.mark >> nth=0")
        assert page.is_visible("#bron-1-1 mark") and page.is_visible("#bron-1-1 a[href^='https://']")

        page.fill("#vraag textarea", "<img src=x onerror=alert(1)> Wat is de maximumsnelheid op de A2?")
        page.click("#stel")
        page.wait_for_selector("#gesprek section >> nth=1", timeout=30_000)
        assert "staat niet in de bronnen" in page.inner_text("#gesprek section >> nth=1")
        assert page.query_selector("#gesprek img") is None

        page.click("text=English")
        page.wait_for_selector("text=Your question", timeout=10_000)
        browser.close()
    assert faults == []
    assert {url.split("/")[2] for url in asked if url.startswith("http")} == {address.split("/")[2]}
