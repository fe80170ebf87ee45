"""The trainers' pages in a real browser: a quiz of ten questions from nothing to published, by keyboard, on a phone, light and dark."""

import threading
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from assistant.instruction.lesson import Approved
from assistant.instruction.proposals import Proposals
from assistant.instruction.results import Groups
from assistant.instruction.sections import Sections
from assistant.instruction.shelf import Shelf
from assistant.pipeline import Assistant
from index.retriever import HybridRetriever
from tests.ui.browser import Watched, chromium, needs_chromium
from tests.ui.trainers import PLACE, exercise, keep
from ui.app import listen
from ui.training import create_app

pytestmark = needs_chromium
PAYLOADS = [line for line in (Path(__file__).parent / "payloads.txt").read_text(encoding="utf-8").splitlines() if not line.startswith("```")]
DESK, PHONE = {"viewport": {"width": 1280, "height": 900}}, {"viewport": {"width": 360, "height": 740}}
# Seconds: what somebody has who never saw it.
TEN_MINUTES = 600


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with chromium() as running:
        yield running


@pytest.fixture
def sections(retriever: HybridRetriever) -> Sections:
    return Sections(retriever.documents.values(), date.today())


@pytest.fixture
def address(retriever: HybridRetriever, tmp_path: Path) -> Iterator[str]:
    import uvicorn

    with listen("127.0.0.1", 0) as opened:
        app = create_app(Assistant(retriever, None), tmp_path, "nl")
        server = uvicorn.Server(uvicorn.Config(app, log_level="warning"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [opened]})
        thread.start()
        while not server.started:
            time.sleep(0.05)
        yield f"http://127.0.0.1:{opened.getsockname()[1]}"
        server.should_exit = True
        thread.join(timeout=20)


def named(watched: Watched, name: str = "Anna") -> Any:
    """A page of somebody who gave their name."""
    page = watched.page
    page.goto(watched.address)
    page.fill("#naam", name)
    page.click("form[action='/naam'] button")
    page.wait_for_selector(f"text=Trainer: {name}")
    return page


@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
def test_a_quiz_of_ten_questions_from_nothing_to_published(browser: Any, address: str, tmp_path: Path, script: bool) -> None:
    watched = Watched(browser, address, java_script_enabled=script, **DESK)
    page, begun, steps = watched.page, time.monotonic(), list[str]()

    def told(step: str) -> None:
        steps.append(f"{step} {time.monotonic() - begun:.1f} s")

    page.goto(address)
    page.click("text=Nieuwe quiz maken")
    page.fill("#titel", "Het standpunt van 2025")
    page.fill("#naam", "Anna")
    page.click("text=Verder: teksten kiezen")
    told("begonnen")
    page.fill("#zoek", "standpunt")
    page.press("#zoek", "Enter")
    page.click("button[value='erbij:standpunt-2025']")
    page.click("button[value='stel-voor']")
    page.wait_for_selector(".drie")
    told("eerste voorstel")
    approved = clicks = 0
    while approved < 10 and clicks < 60:
        clicks += 1
        if not page.locator(".drie").count():
            # More are still being searched for.
            page.click("text=Kijk of er meer is")
            continue
        if page.locator("#nagelezen").count():
            page.check("#nagelezen")
        page.click(".drie button[value=goed]")
        page.wait_for_load_state()
        approved = int(page.inner_text(".stand label").split()[0])
    told("tien goedgekeurd")
    page.click("text=Naar de quiz")
    page.click("text=Publiceren als versie 1")
    page.wait_for_selector("text=Gepubliceerd: cursisten")
    told("gepubliceerd")
    lesson = Shelf(tmp_path / "lessons").version("het-standpunt-van-2025", 1)
    assert len(lesson.exercises) == 10 and all(part.approved and part.approved.by == "Anna" for part in lesson.exercises)
    page.click("text=Voorbeeld bekijken")
    if script:
        page.wait_for_selector("#les[data-ready] button")
        page.click("#les button")
        page.wait_for_selector("text=Vraag 1 van 10")
        told("voorbeeld")
    else:
        assert "Het voorbeeld heeft JavaScript nodig." in page.content()
    print("\n" + ", ".join(steps))
    assert time.monotonic() - begun < TEN_MINUTES
    watched.assert_clean()
    watched.context.close()


def test_approving_and_rejecting_by_keyboard_alone(browser: Any, address: str, tmp_path: Path) -> None:
    keep(tmp_path)
    proposals = Proposals(tmp_path / "lessons" / "proef")
    proposals.add([exercise("a", f"Vraag {number}?") for number in range(1, 6)])
    watched = Watched(browser, address, **DESK)
    page = named(watched)
    press, keys = page.keyboard.press, watched.context.new_cdp_session(page)

    def key(letter: str) -> None:
        """Alt and a letter; what Playwright sends for that has no letter in it, which Chromium looks for."""
        event = {"modifiers": 1, "key": letter, "code": f"Key{letter.upper()}", "windowsVirtualKeyCode": ord(letter.upper())}
        keys.send("Input.dispatchKeyEvent", {"type": "keyDown", "text": letter, "unmodifiedText": letter, **event})
        keys.send("Input.dispatchKeyEvent", {"type": "keyUp", **event})

    def to(name: str) -> None:
        for _ in range(60):
            press("Tab")
            if page.evaluate("document.activeElement.value || document.activeElement.innerText || ''").strip() == name:
                return
        raise AssertionError(name)

    page.goto(address + "/les/proef/voorstellen")
    to("goed")
    # Rejecting is the next but one, and just as large.
    sizes = [page.locator(".drie button").nth(number).bounding_box() for number in range(3)]
    assert len({(round(size["width"]), round(size["height"]), round(size["y"])) for size in sizes}) == 1
    press("Enter")
    page.wait_for_selector("h2:has-text('Vraag 2?')")
    to("af")
    press("Space")
    page.wait_for_selector("h2:has-text('Vraag 3?')")
    key("g")
    page.wait_for_selector("h2:has-text('Vraag 4?')")
    key("x")
    page.wait_for_selector("h2:has-text('Vraag 5?')")
    key("a")
    page.wait_for_selector("h1:has-text('Meerkeuzevraag aanpassen')")
    kept = Shelf(tmp_path / "lessons").draft("proef")
    assert kept and [part.question.nl for part in kept.exercises] == ["Vraag 1?", "Vraag 3?"]
    assert [each.question.nl for each in proposals.waiting()] == ["Vraag 5?"] and len(proposals.rejected()) == 2
    watched.assert_clean()
    watched.context.close()


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_writing_a_question_with_a_mistake_in_it(browser: Any, address: str, tmp_path: Path, size: dict[str, Any]) -> None:
    keep(tmp_path)
    watched = Watched(browser, address, **size)
    page = named(watched)
    page.goto(address + "/les/proef")
    page.click("text=Zelf iets toevoegen")
    page.click("a:has-text('Meerkeuzevraag')")
    page.fill("[id='question.nl']", "Voor wie geldt het standpunt?")
    page.fill("[id='options.0.text.nl']", "Voor alle overheidsorganisaties.")
    # Enter looks for sections; it does not save.
    page.fill("#zoek", "Voor wie geldt het standpunt?")
    page.press("#zoek", "Enter")
    page.wait_for_selector("[role=status]:has-text('teksten gevonden')")
    assert page.input_value("[id='question.nl']") == "Voor wie geldt het standpunt?"
    page.check(f"[id='cites-{PLACE}']")
    page.click("text=Meer rijen")
    page.wait_for_selector("[id='options.2.text.nl']:focus, [id='options.4.text.nl']:focus, [id='options.1.text.nl']:focus")
    page.fill("[id='options.1.text.nl']", "Alleen voor ministeries.")
    page.click("button[value=goedkeuren]")
    page.wait_for_selector("[role=alert]")
    assert page.evaluate("document.activeElement.getAttribute('role')") == "alert"
    page.click("[role=alert] a >> nth=0")
    assert page.evaluate("location.hash.slice(1)") == "why.nl"
    page.check("[id='options.0.right']")
    page.select_option("[id='options.1.mistake']", PLACE)
    page.fill("[id='why.nl']", "Het overheidsbrede standpunt van 2025 geldt voor alle overheidsorganisaties.")
    page.click("button[value=goedkeuren]")
    # The first option is no whole sentence: the rules cannot find it, a person can.
    page.wait_for_selector("#nagelezen")
    page.check("#nagelezen")
    page.click("button[value=goedkeuren]")
    page.wait_for_selector("text=goedgekeurd door Anna")
    kept = Shelf(tmp_path / "lessons").draft("proef")
    assert kept and kept.exercises[0].approved and kept.exercises[0].cites == (PLACE,)
    page.click(".eruit summary")
    page.click("text=Ja, verwijderen >> nth=0")
    page.wait_for_selector("text=Verwijderd.")
    assert Shelf(tmp_path / "lessons").draft("proef").exercises == ()  # type: ignore[union-attr]
    assert [fault for fault in watched.faults if "422" not in fault] == []
    watched.context.close()


def test_hostile_text_does_nothing(browser: Any, address: str, tmp_path: Path, sections: Sections) -> None:
    asked = [exercise(f"h-{number}", text[:1_900], wrong=f"{text[:1_900]} ") for number, text in enumerate(PAYLOADS) if text.strip()]
    keep(tmp_path, *asked, sections=sections, publish=True)
    Proposals(tmp_path / "lessons" / "proef").add(asked[:3])
    group = Groups(tmp_path / "groups").open("proef", 1, PAYLOADS[0][:80], date.today())
    for _ in range(5):
        Groups(tmp_path / "groups").record(group.code, {part.id: False for part in asked})
    watched = Watched(browser, address, **DESK)
    page = named(watched)
    paths = ["/les/proef", "/les/proef/versie/1", "/les/proef/voorstellen", f"/groep/{group.code}", "/groepen", "/les/proef/deel/h-1"]
    for path in paths:
        page.goto(address + path)
        assert page.locator("main script, main img, main iframe, main svg, main object, main style, main link, main base").count() == 0
    page.goto(address + "/les/proef/voorbeeld")
    page.wait_for_selector("#les[data-ready] button")
    page.click("#les button")
    page.wait_for_selector(f"text=Vraag 1 van {len(asked)}")
    assert page.locator("main script, main img, main iframe, main style").count() == 0
    watched.assert_clean()
    watched.context.close()


@pytest.mark.parametrize(("size", "scheme"), [(DESK, "light"), (PHONE, "dark")], ids=["desk-light", "phone-dark"])
def test_every_page_fits_and_has_no_serious_fault(
    browser: Any, address: str, tmp_path: Path, sections: Sections, size: dict[str, Any], scheme: str
) -> None:
    axe = pytest.importorskip("axe_playwright_python")
    script = (Path(axe.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
    lesson = keep(tmp_path, exercise("een"), exercise("twee", "Nog een?"), sections=sections, publish=True)
    old = Approved(by="Anna", day=date(2026, 1, 1), seen={PLACE: "000000000000 geldend"})
    changed = lesson.exercises[0].model_copy(update={"approved": old})
    Shelf(tmp_path / "lessons", tmp_path).save_draft(lesson.model_copy(update={"exercises": (changed, exercise("twee", "Nog een andere?"))}))
    odd = exercise("a", "Een voorstel?").model_copy(update={"why": lesson.title})
    Proposals(tmp_path / "lessons" / "proef").add([odd, exercise("b", "Nog een voorstel?")])
    groups = Groups(tmp_path / "groups")
    full, empty = groups.open("proef", 1, "Inwerkdag", date.today()), groups.open("proef", 1, "Leeg", date.today())
    for number in range(6):
        groups.record(full.code, {"een": number < 2, "twee": number < 5})
    # The policy of the pages lets no test put a script in.
    watched = Watched(browser, address, color_scheme=scheme, bypass_csp=True, **size)
    page, found = watched.page, dict[str, list[str]]()

    def look(state: str) -> None:
        for summary in page.query_selector_all("summary"):
            if summary.is_visible() and not summary.evaluate("node => node.parentElement.open"):
                summary.click()
        page.evaluate(script)
        result = page.evaluate("axe.run(document)")
        faults = [fault for fault in result["violations"] if fault["impact"] in ("serious", "critical")]
        found[state] = [f"{fault['id']}: {fault['nodes'][0]['html'][:150]}" for fault in faults]
        if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
            found[state].append("too wide")
        page.screenshot(path=tmp_path / f"{state.strip('/').replace('/', '-') or 'begin'}.png", full_page=True)

    page.goto(address + "/?mis=naam")
    look("name")
    named(watched)
    built_in = Shelf(tmp_path / "lessons").built_in()[0].id
    paths = ["/", "/nieuw", "/inlezen", "/nakijken", "/groepen", f"/groep/{full.code}", f"/groep/{empty.code}", f"/ingebouwd/{built_in}", "/nergens"]
    of_lesson = ("", "/gegevens", "/bronnen", "/voorstellen", "/versie/1", "/voorbeeld", "/deel/een", "/deel/een/keuren")
    paths += [f"/les/proef{rest}" for rest in of_lesson]
    paths += [f"/les/proef/nieuw/{kind}" for kind in ("choice", "truth", "case", "order", "spot", "source", "reading")]
    for path in paths:
        page.goto(address + path)
        look(path)
    page.goto(address + "/les/proef/bronnen")
    page.click("button[value='erbij:standpunt-2025']")
    page.wait_for_selector(".gekozen")
    look("gekozen")
    page.goto(address + "/les/proef/nieuw/case")
    page.click("button[value=goedkeuren]")
    page.wait_for_selector("[role=alert]")
    look("faults")
    assert {state: faults for state, faults in found.items() if faults} == {}
    watched.context.close()
