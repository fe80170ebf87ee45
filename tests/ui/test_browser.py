"""The site in a real browser: what a civil servant does on it, by mouse and by keyboard, on a desk and on a phone. Nothing leaves this machine."""

import re
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from assistant.pipeline import Assistant
from index.build import build, open_index
from index.retriever import HybridRetriever
from models.fake import HashingEmbedder
from tests.conftest import make_document
from tests.ui.browser import Slow, Watched, chromium, needs_chromium, site

pytestmark = needs_chromium
CHATGPT = "Mag ik als rijksambtenaar ChatGPT gebruiken om een beleidsnota te schrijven?"
DPIA = "Wanneer is een DPIA verplicht?"
DESK, PHONE = {"viewport": {"width": 1280, "height": 900}}, {"viewport": {"width": 390, "height": 800}}
PAYLOADS = [line for line in (Path(__file__).parent / "payloads.txt").read_text(encoding="utf-8").splitlines() if not line.startswith("```")]


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with chromium() as running:
        yield running


@pytest.fixture(scope="module")
def quick(retriever: HybridRetriever, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A site whose model writes what no source carries, one word every 20 ms."""
    with site(Assistant(retriever, Slow("Iets dat nergens staat en dus wordt weggelaten.", 0.02)), tmp_path_factory.mktemp("data")) as address:
        yield address


@pytest.fixture(params=[DESK, PHONE], ids=["desk", "phone"])
def watched(request: pytest.FixtureRequest, browser: Any, quick: str) -> Iterator[Watched]:
    found = Watched(browser, quick, **request.param)
    yield found
    found.assert_clean()
    found.context.close()


def test_with_the_real_model_a_civil_servant_asks_and_checks_the_source(real_assistant: Assistant, browser: Any, tmp_path: Path) -> None:
    with site(real_assistant, tmp_path) as address:
        watched = Watched(browser, address, **DESK)
        page = watched.open()
        answer = watched.ask(CHATGPT).inner_text()
        assert "In beginsel niet." in answer and "gecontroleerde omgeving" in answer
        assert not re.search(r"^\s*ja\b", answer, re.IGNORECASE | re.MULTILINE)
        page.click("a.mark >> nth=0")
        page.wait_for_selector("#bron mark")
        assert page.is_visible("#bron a[href^='https://']")
        watched.assert_clean()


def test_passages_then_a_draft_then_a_checked_answer(watched: Watched, tmp_path: Path) -> None:
    page = watched.open()
    page.screenshot(path=tmp_path / "begin.png")
    page.fill("#vraag", CHATGPT)
    page.press("#vraag", "Enter")
    page.wait_for_selector(".passages blockquote")
    page.wait_for_selector(".draft:not([hidden])")
    assert "wordt nog gecontroleerd" in page.inner_text(".state")
    page.wait_for_selector(".tools")
    assert page.is_hidden(".draft") and "weggelaten" not in page.inner_text(".answer .text")
    page.click(".checks summary")
    assert "Iets dat nergens staat" in page.inner_text(".checks") and "Weggelaten:" in page.inner_text(".checks")
    page.screenshot(path=tmp_path / "answer.png", full_page=True)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_citation_shows_its_sentence_and_opens_its_source(watched: Watched, tmp_path: Path) -> None:
    page = watched.open()
    turn = watched.ask(DPIA)
    mark = turn.locator("a.mark").first
    mark.focus()
    sentence = turn.locator(".sources .sentence").first.inner_text()
    assert sentence in page.inner_text("#hint")
    page.keyboard.press("Enter")
    page.wait_for_selector("#bron mark")
    assert page.is_hidden("#hint") and sentence.strip(" .") in page.inner_text("#bron mark")
    page.screenshot(path=tmp_path / "source.png")
    page.keyboard.press("Escape")
    assert page.is_hidden("#bron") and mark.evaluate("node => node === document.activeElement")


def test_stop_edit_retry_and_a_follow_up(watched: Watched) -> None:
    page = watched.open()
    page.fill("#vraag", DPIA)
    page.press("#vraag", "Enter")
    page.wait_for_selector(".passages blockquote")
    page.click("#stop")
    page.wait_for_selector("text=Gestopt.")
    assert page.is_visible(".passages blockquote") and page.is_enabled("#stel")
    page.click("[data-tool=edit]")
    assert page.input_value("#vraag") == DPIA
    page.fill("#vraag", "")
    page.click("[data-tool=retry]")
    page.wait_for_selector(".turn >> nth=1 >> .answer a.mark")
    follow = watched.ask("En wie voert die uit?")
    assert "DPIA" in follow.locator(".answer").inner_text()


def test_the_conversation_stays_in_the_browser_until_it_is_wiped(watched: Watched) -> None:
    page = watched.open()
    watched.ask(DPIA)
    page.reload()
    page.wait_for_selector("#chat[data-ready]")
    assert page.inner_text(".turn h2") == DPIA and page.is_visible(".turn a.mark") and page.is_hidden("#begin")
    page.click("#wis")
    assert page.locator(".turn").count() == 0 and page.evaluate("localStorage.length") == 0 and page.is_visible("#begin")
    page.reload()
    page.wait_for_selector("#chat[data-ready]")
    assert page.locator(".turn").count() == 0


def test_everything_can_be_done_by_keyboard(watched: Watched) -> None:
    page = watched.open()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    reached = set()
    for _ in range(60):
        page.keyboard.press("Tab")
        reached.add(page.evaluate("document.activeElement.id || document.activeElement.className || document.activeElement.tagName"))
    assert {"vraag", "stel", "thema", "suggestion"} <= reached
    page.focus(".suggestion >> nth=0")
    page.keyboard.press("Enter")
    page.wait_for_selector(".tools")
    page.focus("#vraag")
    page.keyboard.type("eerste regel")
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("tweede regel")
    assert page.input_value("#vraag") == "eerste regel\ntweede regel"


def test_roles_settings_language_and_dark(watched: Watched) -> None:
    page = watched.open()
    assert page.locator(".suggested:visible").count() == 1 and page.is_hidden("#beheer") and page.is_hidden("#stop")
    before = page.inner_text(".suggested:not([hidden])")
    page.click("text=Privacy")
    assert page.locator(".suggested:visible").count() == 1
    assert page.inner_text(".suggested:not([hidden])") != before
    page.click(".options summary")
    page.check("[name=vorm][value=letterlijk]")
    page.check("[name=document][value=avg]")
    page.fill("#peildatum", "2025-06-01")
    turn = watched.ask(DPIA)
    assert "1 juni 2025" in turn.inner_text() and "letterlijke passages" in turn.inner_text().lower()
    assert all("AVG" in label for label in turn.locator(".sources li > a").all_inner_texts())
    page.click("#thema")
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
    page.click("text=English")
    page.wait_for_selector("#chat[data-ready][lang=en]")
    assert page.inner_text("label[for=vraag]") == "Your question" and page.evaluate("document.documentElement.lang") == "en"
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"


def test_an_answer_can_be_copied_with_its_sources(browser: Any, quick: str) -> None:
    watched = Watched(browser, quick, permissions=["clipboard-read", "clipboard-write"], **DESK)
    page = watched.open()
    watched.ask(DPIA)
    page.click("[data-tool=copy]")
    page.wait_for_function("document.getElementById('stand').textContent.startsWith('Gekopieerd')")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith(DPIA) and "[1] AVG, " in copied and "https://eur-lex.europa.eu/" in copied
    watched.context.close()


@pytest.mark.parametrize("kind", ["docx", "pdf", "md"])
def test_a_conversation_can_be_saved(browser: Any, quick: str, kind: str) -> None:
    watched = Watched(browser, quick, accept_downloads=True, **DESK)
    page = watched.open()
    watched.ask(DPIA)
    with page.expect_download() as download:
        page.click(f"[data-export={kind}]")
    assert download.value.suggested_filename.endswith(f".{kind}") and Path(download.value.path()).stat().st_size > 500
    watched.context.close()


def test_a_rating_needs_consent(watched: Watched) -> None:
    page = watched.open()
    watched.ask(DPIA)
    page.click(".rate summary")
    page.check(".rate [value=nee]")
    page.click(".rate button[type=submit]")
    assert page.inner_text(".feedback [role=status]") == ""  # the browser asks for the tick first
    page.check(".rate [name=consent]")
    page.click(".rate button[type=submit]")
    page.wait_for_selector("text=Bewaard.")


def test_a_server_that_is_gone_is_told_and_nothing_is_lost(browser: Any, retriever: HybridRetriever, tmp_path: Path) -> None:
    with site(Assistant(retriever, None), tmp_path) as address:
        watched = Watched(browser, address, **DESK)
        page = watched.open()
        watched.ask(DPIA)
    page.fill("#vraag", CHATGPT)
    page.press("#vraag", "Enter")
    page.wait_for_selector("text=De verbinding met Standpuntwijzer is weg")
    assert page.inner_text(".turn >> nth=1 >> h2") == CHATGPT and page.is_visible(".turn >> nth=0 >> a.mark")
    watched.context.close()


def test_hostile_text_is_shown_as_text(browser: Any, retriever: HybridRetriever, tmp_path: Path) -> None:
    """In the question, and in what the model writes while it is a draft."""
    assert len(PAYLOADS) >= 60
    model = Slow("", 0)
    with site(Assistant(retriever, model), tmp_path) as address:
        watched = Watched(browser, address, **DESK)
        page = watched.open()
        for payload in PAYLOADS:
            model._reply = f"{payload} {payload}"
            turn = watched.ask(f"{payload} {DPIA}"[:1900])
            assert payload.split()[0] in turn.locator("h2").inner_text()
        assert_inert(page, "#gesprek")
        assert "49" not in page.inner_text("#gesprek h2 >> nth=63")
        watched.assert_clean()
        watched.context.close()


def test_hostile_documents_are_shown_as_text(browser: Any, tmp_path: Path) -> None:
    """In an answer, in the panel beside it and in the source browser: titles, labels and texts."""
    first = make_document().sections[0]
    sections = tuple(
        replace(first, id=f"deel-{number}", label=payload, label_en=payload, text=f"{said(number)} {payload}", english="")
        for number, payload in enumerate(PAYLOADS)
    )
    documents = (make_document(title=PAYLOADS[0], short=PAYLOADS[1], authority=PAYLOADS[2], note=PAYLOADS[3], sections=sections),)
    build(documents, HashingEmbedder(), tmp_path / "index", lambda done, total: None)
    with site(Assistant(open_index(documents, HashingEmbedder(), tmp_path / "index"), None), tmp_path) as address:
        watched = Watched(browser, address, **DESK)
        page = watched.open()
        for number in (0, 7, 21, 40, 63):
            turn = watched.ask(f"{said(number)} {PAYLOADS[number]}")
            turn.locator("a.mark").first.click()
            page.wait_for_selector("#bron article")
            assert_inert(page, "#chat")
            page.keyboard.press("Escape")
        for path in ("/bronnen", "/bronnen/proef", "/bronnen/proef/deel-0", "/bronnen/proef/deel-40", "/bronnen?zoek=<script>alert(1)</script>"):
            page.goto(address + path)
            assert_inert(page, "main")
        watched.assert_clean()
        watched.context.close()


def said(number: int) -> str:
    """A sentence that only one section has."""
    return f"Over zaak{chr(97 + number // 26)}{chr(97 + number % 26)} moet de organisatie een risicoanalyse doen."


def assert_inert(page: Any, inside: str) -> None:
    """Nothing there can run, load or lead elsewhere."""
    active = "script,img,svg,iframe,object,embed,video,audio,style,link,base,meta,math,marquee"
    assert page.evaluate(f"document.querySelectorAll('{inside} :is({active})').length") == 0
    assert page.evaluate(f"[...document.querySelectorAll('{inside} *')].every(node => ![...node.attributes].some(a => /^on/i.test(a.name)))")
    links = page.evaluate(f"[...document.querySelectorAll('{inside} a')].map(a => a.protocol + a.host)")
    assert all(link.startswith(("http:127.0.0.1", "https:")) and "evil" not in link for link in links)


def test_who_waits_sees_how_long(browser: Any, retriever: HybridRetriever, tmp_path: Path) -> None:
    with site(Assistant(retriever, Slow("woord " * 60, 0.05)), tmp_path) as address:
        first, second = (Watched(browser, address, **size) for size in (DESK, PHONE))
        for watched in (first, second):
            page = watched.open()
            page.fill("#vraag", DPIA)
            page.press("#vraag", "Enter")
            page.wait_for_selector(".passages blockquote")
        second.page.wait_for_selector("text=Er is één vraag voor u.")
        second.page.wait_for_selector(".tools", timeout=30_000)
        for watched in (first, second):
            watched.assert_clean()
            watched.context.close()


@pytest.mark.parametrize(("size", "scheme"), [(DESK, "light"), (PHONE, "dark")], ids=["desk-light", "phone-dark"])
def test_no_serious_fault_for_people_with_a_disability(browser: Any, quick: str, size: dict[str, Any], scheme: str) -> None:
    axe = pytest.importorskip("axe_playwright_python")
    script = (Path(axe.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
    watched = Watched(browser, quick, color_scheme=scheme, **size)
    found: dict[str, list[str]] = {}

    def look(state: str) -> None:
        watched.page.evaluate(script)
        result = watched.page.evaluate("axe.run(document, {exclude: []})")
        found[state] = [
            f"{fault['id']}: {fault['nodes'][0]['html'][:150]}" for fault in result["violations"] if fault["impact"] in ("serious", "critical")
        ]

    page = watched.open()
    look("begin")
    page.click(".options summary")
    look("settings")
    turn = watched.ask(DPIA)
    look("answer")
    page.click(".rate summary")
    turn.locator("a.mark").first.click()
    page.wait_for_selector("#bron mark")
    look("source and rating")
    watched.ask("Wie wint de verkiezingen?")
    look("no answer")
    for path in ("/bronnen", "/bronnen/avg", "/bronnen/avg/artikel-35", "/bronnen/niets"):
        watched.page.goto(quick + path)
        look(path)
    assert {state: faults for state, faults in found.items() if faults} == {}
    watched.context.close()


def test_twice_as_large_and_without_motion(browser: Any, quick: str, tmp_path: Path) -> None:
    # 200% on a screen of 1280 pixels is what a screen of 640 shows.
    watched = Watched(browser, quick, viewport={"width": 640, "height": 450}, reduced_motion="reduce")
    page = watched.open()
    watched.ask(DPIA)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert page.evaluate("getComputedStyle(document.querySelector('#stel')).animationName") == "none"
    page.screenshot(path=tmp_path / "large.png")
    watched.context.close()


def test_who_leaves_frees_the_model(browser: Any, retriever: HybridRetriever, tmp_path: Path) -> None:
    model = Slow("woord " * 400, 0.05)
    with site(Assistant(retriever, model), tmp_path) as address:
        watched = Watched(browser, address, **DESK)
        page = watched.open()
        page.fill("#vraag", DPIA)
        page.press("#vraag", "Enter")
        page.wait_for_selector(".draft:not([hidden])")
        watched.context.close()
        for _ in range(100):
            if model.closed:
                break
            time.sleep(0.1)
    assert model.closed == len(model.prompts) == 1
