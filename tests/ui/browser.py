"""A site on loopback with a scripted model, and a real Chromium that may go nowhere else."""

import shutil
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from assistant.pipeline import Assistant
from models.base import Message, Report
from models.fake import ScriptedGenerator
from ui.app import create_app, listen

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
needs_chromium = pytest.mark.skipif(CHROMIUM is None, reason="needs Debian's chromium: apt-get install chromium")
_FLAGS = ["--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run"]


class Slow(ScriptedGenerator):
    """Says the same to every question, word by word with a pause, so that a page can be seen while it writes."""

    def __init__(self, reply: str, pause: float) -> None:
        super().__init__()
        self._reply, self._pause = reply, pause

    def generate(self, messages: Sequence[Message], *, max_tokens: int, report: Report | None = None) -> Iterator[str]:
        self.prompts.append(tuple(messages))
        try:
            for word in self._reply.split(" "):
                time.sleep(self._pause)
                yield word + " "
        finally:
            self.closed += 1


@contextmanager
def site(assistant: Assistant, data: Path) -> Iterator[str]:
    """The address of a running site."""
    import uvicorn

    with listen("127.0.0.1", 0) as opened:
        server = uvicorn.Server(uvicorn.Config(create_app(assistant, "nl", data), log_level="warning"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [opened]})
        thread.start()
        try:
            yield f"http://127.0.0.1:{opened.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join(timeout=20)


@contextmanager
def chromium() -> Iterator[Any]:
    """A Chromium from Debian."""
    playwright = pytest.importorskip("playwright.sync_api")
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=_FLAGS)
        yield browser
        browser.close()


class Watched:
    """A page of which every request and fault is remembered."""

    def __init__(self, browser: Any, address: str, **options: Any) -> None:
        self.context = browser.new_context(**options)
        self.page = self.context.new_page()
        self.address, self.requests, self.faults = address, list[str](), list[str]()
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.on("pageerror", lambda error: self.faults.append(str(error)))
        self.page.on("console", lambda line: self.faults.append(line.text) if line.type == "error" else None)
        self.page.on("dialog", lambda dialog: self.faults.append("a dialog opened"))

    def open(self, path: str = "/") -> Any:
        """The page at ``path``, ready for use."""
        self.page.goto(self.address + path)
        if path.startswith("/?") or path == "/":
            self.page.wait_for_selector("#chat[data-ready]", timeout=20_000)
        return self.page

    def ask(self, question: str) -> Any:
        """The turn of ``question``, with its answer."""
        before = self.page.locator(".turn").count()
        self.page.fill("#vraag", question)
        self.page.press("#vraag", "Enter")
        turn = self.page.locator(".turn").nth(before)
        turn.locator(".tools").wait_for(timeout=180_000)
        return turn

    def assert_clean(self) -> None:
        """Nothing went wrong, and nothing was asked of another machine."""
        assert self.faults == []
        assert {url.split("/")[2] for url in self.requests if url.startswith("http")} == {self.address.split("/")[2]}
