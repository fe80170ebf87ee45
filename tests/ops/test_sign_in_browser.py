"""Signing in with a real browser over a real socket: by keyboard, in both languages, and nothing of one person is left for the next."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from assistant.accounts import Role
from assistant.settings import Settings
from index.retriever import HybridRetriever
from tests.ops.entering import PASSWORD, accounts_of, app_of
from tests.ops.provider import CLIENT, SECRET, Provider, running
from tests.ui.browser import Watched, chromium, needs_chromium
from tests.ui.evaluators import two_runs
from ui.app import listen

pytestmark = needs_chromium
SIZES = {"desk": {"viewport": {"width": 1280, "height": 800}}, "phone": {"viewport": {"width": 390, "height": 780}, "color_scheme": "dark"}}


@contextmanager
def served(app: Any) -> Iterator[str]:
    import uvicorn

    with listen("127.0.0.1", 0, Settings()) as opened:
        server = uvicorn.Server(uvicorn.Config(app, log_level="warning", proxy_headers=False, loop="asyncio"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [opened]})
        thread.start()
        try:
            yield f"http://127.0.0.1:{opened.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join(timeout=20)


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with chromium() as found:
        yield found


@pytest.fixture(scope="module")
def site(retriever: HybridRetriever, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    data = two_runs(tmp_path_factory.mktemp("data"))
    accounts_of(data)
    with served(app_of(retriever, data)) as address:
        yield address


def enter(page: Any, name: str = "user-anna", password: str = PASSWORD) -> None:
    page.locator("#naam").fill(name)
    page.keyboard.press("Tab")
    page.keyboard.type(password)
    page.keyboard.press("Enter")


def test_by_keyboard_a_question_and_out_again(browser: Any, site: str) -> None:
    watched = Watched(browser, site, **SIZES["desk"])
    page = watched.page
    page.goto(f"{site}/?vraag=Wanneer%20is%20een%20DPIA%20verplicht%3F")
    assert page.url.startswith(f"{site}/aanmelden?naar=") and page.title() == "Aanmelden – Standpuntwijzer"
    assert page.evaluate("document.activeElement.id") == "naam"
    enter(page)
    page.wait_for_selector("#chat[data-ready]", timeout=30_000)
    page.press("#vraag", "Enter")
    page.locator(".turn .tools").first.wait_for(timeout=60_000)
    assert "Wanneer is een DPIA verplicht?" in page.locator(".turn").first.inner_text()
    assert "Aangemeld als user-anna" in page.locator(".bottom").inner_text()
    page.get_by_role("button", name="Afmelden").click()
    page.wait_for_url("**/aanmelden?gedaan=afgemeld")
    assert page.evaluate("localStorage.getItem('standpuntwijzer.gesprek')") is None
    # The next one on this machine sees nothing of it, and going back shows nothing either.
    page.go_back()
    page.wait_for_url("**/aanmelden?naar=**")
    enter(page, "evaluator-anna")
    page.wait_for_selector("#chat[data-ready]", timeout=30_000)
    assert all(not cookie["name"].startswith("aanmeldpoging") for cookie in watched.context.cookies())
    assert next(cookie for cookie in watched.context.cookies() if cookie["name"] == "sessie")["httpOnly"]
    watched.assert_clean()


@pytest.mark.parametrize("size", SIZES)
def test_how_it_looks_and_whether_it_can_be_used(browser: Any, site: str, size: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    watched = Watched(browser, site, **SIZES[size])
    folder, page = tmp_path_factory.getbasetemp(), watched.page
    page.goto(f"{site}/aanmelden")
    page.screenshot(path=folder / f"aanmelden-{size}.png")
    page.get_by_role("link", name="English").click()
    assert page.get_by_role("heading").inner_text() == "Sign in"
    enter(page, password="geraden wachtwoord")
    page.wait_for_selector("#fout")
    page.screenshot(path=folder / f"aanmelden-{size}-fout.png")
    assert page.locator("#fout").inner_text() == "The name or the password is not right." and page.locator("#naam").input_value() == "user-anna"
    assert page.evaluate("document.activeElement.id") == "wachtwoord" and page.locator("#wachtwoord").input_value() == ""
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    found = axe.Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"]})
    assert found.response["violations"] == [], found.generate_report()
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_selector("#chat[data-ready]", timeout=30_000)
    page.goto(f"{site}/trainers/")
    page.screenshot(path=folder / f"geweigerd-{size}.png")
    assert page.get_by_role("heading").inner_text() == "This is not for your role"
    assert axe.Axe().run(page).response["violations"] == []
    # A browser tells of what it was refused; nothing else went wrong.
    assert all("401" in fault or "403" in fault for fault in watched.faults)


def test_staff_work_within_the_site_by_mouse(browser: Any, site: str) -> None:
    watched = Watched(browser, site, **SIZES["desk"])
    page = watched.page
    page.goto(f"{site}/beoordelaars/")
    enter(page, f"{Role.ADMINISTRATOR}-anna")
    page.wait_for_url("**/beoordelaars/")
    page.locator('[name="run"]').first.check()
    page.locator("#aantal").select_option("0")
    page.locator("main button.main").click()
    page.wait_for_url("**/beoordelaars/beoordelen/*")
    page.get_by_role("link", name="Lessen maken").click()
    page.wait_for_url("**/trainers/")
    page.locator("a[href='/trainers/nieuw']").click()
    page.locator("#titel").fill("Van de hoofdsite")
    page.locator("[name=doelgroep]").first.check()
    page.locator("main form button").last.click()
    page.wait_for_url("**/trainers/les/van-de-hoofdsite/bronnen")
    page.locator("footer").get_by_role("link", name="Vragen").click()
    page.wait_for_selector("#chat[data-ready]", timeout=30_000)
    watched.assert_clean()


def test_who_is_signed_out_meanwhile_is_told(browser: Any, site: str) -> None:
    watched = Watched(browser, site, **SIZES["desk"])
    page = watched.page
    page.goto(f"{site}/")
    enter(page)
    page.wait_for_selector("#chat[data-ready]", timeout=30_000)
    watched.context.clear_cookies()
    page.fill("#vraag", "Wanneer is een DPIA verplicht?")
    page.press("#vraag", "Enter")
    page.get_by_text("U bent niet aangemeld").first.wait_for(timeout=20_000)
    assert all("401" in fault for fault in watched.faults)


def test_at_a_provider(retriever: HybridRetriever, browser: Any, tmp_path: Path) -> None:
    with running(Provider()) as provider:
        settings = {"oidc_issuer": provider.issuer, "oidc_client": CLIENT, "oidc_secret": SECRET, "roles": "sw-trainers=trainer"}
        with served(app_of(retriever, tmp_path, auth="oidc", **settings)) as address:
            page = Watched(browser, address, **SIZES["desk"]).page
            page.goto(f"{address}/bronnen?zoek=dpia")
            page.screenshot(path=tmp_path / "aanmelden-bij.png")
            page.get_by_role("link", name="Aanmelden bij 127.0.0.1").press("Enter")
            page.wait_for_url(f"{address}/bronnen?zoek=dpia")
            assert "Aangemeld als Anna" in page.locator(".bottom").inner_text()
