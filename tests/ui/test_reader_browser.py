"""The source browser in a real browser: keyboard, narrow screens, zoom. The screenshots are left in the folder of the test."""

import shutil
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.responses import Response
from starlette.staticfiles import StaticFiles

from assistant.pipeline import Assistant
from index.retriever import HybridRetriever
from ui.app import listen
from ui.pages import STATIC
from ui.reader import routes
from ui.theme import css

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
PAGES = {
    "lijst": "/bronnen",
    "zoek": "/bronnen?zoek=toestemming",
    "document": "/bronnen/avg",
    "vervangen": "/bronnen/standpunt-2023",
    "onderdeel": "/bronnen/avg/artikel-35?van=0&tot=120#hier",
    "vergelijk": "/bronnen/standpunt-2023/vergelijk?van=standpunt-2023&met=standpunt-2025",
    "engels": "/bronnen/ai-verordening?taal=en",
    "weg": "/bronnen/nergens?taal=nl",
}
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="needs Debian's chromium: apt-get install chromium")


@pytest.fixture(scope="module")
def address(retriever: HybridRetriever) -> Iterator[str]:
    import uvicorn

    app = FastAPI()
    app.include_router(routes(Assistant(retriever, None), "nl"))
    app.add_api_route("/look/theme.css", lambda: Response(css(), media_type="text/css"))
    app.mount("/look", StaticFiles(directory=STATIC))
    with listen("127.0.0.1", 0) as opened:
        server = uvicorn.Server(uvicorn.Config(app, log_level="warning"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [opened]})
        thread.start()
        yield f"http://127.0.0.1:{opened.getsockname()[1]}"
        server.should_exit = True
        thread.join(timeout=20)


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    playwright = pytest.importorskip("playwright.sync_api")
    with playwright.sync_playwright() as driver:
        opened = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield opened
        opened.close()


# 640 pixels wide at twice the size is what a reader sees who zooms to 200% on a small laptop.
@pytest.mark.parametrize(("name", "width", "scale"), [("breed", 1280, 1), ("smal", 320, 1), ("zoom", 640, 2)])
def test_every_page_fits(address: str, browser: Any, tmp_path: Path, name: str, width: int, scale: int) -> None:
    page = browser.new_page(viewport={"width": width, "height": 900}, device_scale_factor=scale)
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda said: faults.append(said.text) if said.type == "error" and "404" not in said.text else None)
    missing = ("nergens", "favicon.ico")
    page.on("response", lambda reply: faults.append(reply.url) if reply.status >= 400 and not any(m in reply.url for m in missing) else None)
    for title, path in PAGES.items():
        page.goto(address + path)
        page.screenshot(path=tmp_path / f"{name}-{title}.png")
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide == 0, (title, wide)
    page.close()
    assert faults == []


def test_the_keyboard_reaches_everything(address: str, browser: Any) -> None:
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.goto(f"{address}/bronnen/avg")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    assert page.evaluate("document.activeElement.getBoundingClientRect().left") >= 0
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "inhoud"
    reached = set[str]()
    for _ in range(40):
        page.keyboard.press("Tab")
        reached.add(page.evaluate("document.activeElement.getAttribute('href') || document.activeElement.id || document.activeElement.localName"))
    assert {"/bronnen", "summary", "zoek", "button", "#s-artikel-35"} <= reached
    page.focus("a[href='#s-artikel-35']")
    page.keyboard.press("Enter")
    assert 0 <= page.evaluate("document.getElementById('s-artikel-35').getBoundingClientRect().top") < 900
    page.fill("#zoek", "toestemming")
    page.keyboard.press("Enter")
    page.wait_for_selector(".treffers mark")
    page.close()


def test_a_marked_passage_is_in_view_and_dark_is_dark(address: str, browser: Any, tmp_path: Path) -> None:
    page = browser.new_page(viewport={"width": 1280, "height": 900}, color_scheme="dark")
    page.goto(f"{address}/bronnen/ai-verordening/artikel-50?van=100&tot=300#hier")
    assert page.is_visible("#hier")
    page.screenshot(path=tmp_path / "donker.png")
    page.emulate_media(media="print")
    assert not page.is_visible(".kruimels") and page.is_visible(".wettekst")
    page.close()
