"""The evaluators' pages in a real browser: by keyboard alone, on a desk and on a phone, light and dark, and with hostile text."""

import threading
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from eval.case import OWN, read_set
from eval.review import FOLDER, Label, add_label, item_of, read_labels
from tests.eval.make import case, cited, record, reply
from tests.ui.browser import Watched, chromium, needs_chromium
from tests.ui.evaluators import PLACES, add_run, rate, rows, two_runs
from ui.app import listen
from ui.evaluation import create_app

pytestmark = needs_chromium
PAYLOADS = [line for line in (Path(__file__).parent / "payloads.txt").read_text(encoding="utf-8").splitlines() if not line.startswith("```")]
DESK, PHONE = {"viewport": {"width": 1280, "height": 900}}, {"viewport": {"width": 390, "height": 800}}


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return two_runs(tmp_path)


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with chromium() as running:
        yield running


@pytest.fixture
def address(data: Path) -> Iterator[str]:
    import uvicorn

    with listen("127.0.0.1", 0) as opened:
        server = uvicorn.Server(uvicorn.Config(create_app(data, PLACES, "nl"), log_level="warning"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [opened]})
        thread.start()
        yield f"http://127.0.0.1:{opened.getsockname()[1]}"
        server.should_exit = True
        thread.join(timeout=20)


def begin(watched: Watched, name: str) -> Any:
    """Give a name and choose every run, with the mouse."""
    page = watched.page
    page.goto(watched.address)
    page.fill("#naam", name)
    page.click("form[action='/naam'] button")
    page.wait_for_selector(f"text=Beoordelaar: {name}")
    for box in page.query_selector_all("input[name=run]"):
        box.check()
    page.select_option("#aantal", "0")
    page.click("form[action='/keuze'] button")
    page.wait_for_selector("#oordeel")
    return page


def test_an_evaluator_works_with_the_keyboard_alone(browser: Any, address: str, data: Path, tmp_path: Path) -> None:
    watched = Watched(browser, address, **DESK)
    page = watched.page
    press = page.keyboard.press

    def to(name: str) -> None:
        for _ in range(60):
            press("Tab")
            if page.evaluate("document.activeElement.id || document.activeElement.innerText").strip() == name:
                return
        raise AssertionError(name)

    page.goto(address)
    to("naam")
    page.keyboard.type("Anna")
    press("Enter")
    page.wait_for_selector("text=Beoordelaar: Anna")
    to(page.get_attribute("input[name=run] >> nth=0", "id"))
    press("Space")
    to("aantal")
    press("End")
    to("Beginnen of verdergaan")
    press("Enter")
    page.wait_for_selector("#oordeel")
    for done, (verdict, downs) in enumerate((("juist", 0), ("onjuist", 2)), start=1):
        to("Naar uw oordeel")
        press("Enter")
        to("label-juist")
        press("Space")
        for _ in range(downs):
            press("ArrowDown")
        assert page.is_checked(f"#label-{verdict}")
        to("source-goed")
        press("Space")
        to("remark")
        page.keyboard.type(f"met toetsen: {verdict}")
        to("Opslaan en volgende")
        press("Enter")
        page.wait_for_selector(f"text={done} van 4 beoordeeld")
        # The next answer is read from its beginning.
        assert "#" not in page.url and page.evaluate("scrollY") == 0
    assert [label.label for label in read_labels(data / FOLDER)] == ["juist", "onjuist"]
    page.screenshot(path=tmp_path / "toetsen.png")
    watched.assert_clean()
    watched.context.close()


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_from_a_users_answer_to_a_case(browser: Any, address: str, data: Path, size: dict[str, Any], tmp_path: Path) -> None:
    rate(data, "Wanneer moet ik een datalek melden?")
    watched = Watched(browser, address, **size)
    page = begin(watched, "Anna")
    page.goto(address + "/kandidaten")
    page.click("article a.button")
    page.fill("#points", "Binnen 72 uur.")
    page.fill("input[name=gold] >> nth=0", "avg/artikel-33")
    for name, value in (("expect", "answer"), ("theme", "persoonsgegevens"), ("audience", "privacy"), ("level", "easy")):
        page.select_option(f"#{name}", value)
    page.fill("#kind", "when")
    page.fill("#source", "AVG, art. 33")
    page.click("form.vraagformulier button.main")
    page.wait_for_selector("[role=alert]")
    # The summary has the focus, and its link goes to the field that is not right.
    assert page.evaluate("document.activeElement.getAttribute('role')") == "alert"
    page.screenshot(path=tmp_path / "fout.png")
    page.click("[role=alert] a")
    assert page.evaluate("document.activeElement.id || location.hash.slice(1)") == "note"
    assert page.input_value("#points") == "Binnen 72 uur." and page.input_value("input[name=gold] >> nth=0") == "avg/artikel-33"
    page.fill("#note", "Test de termijn.")
    page.click("form.vraagformulier button.main")
    page.wait_for_url("**/kandidaten")
    (kept,) = read_set(data / "sets" / f"{OWN}.jsonl")
    assert kept.query == "Wanneer moet ik een datalek melden?" and kept.author == "Anna"
    page.goto(address + f"/vragen/{kept.qid}")
    page.click(".weg summary")
    page.click(".weg button")
    page.wait_for_url("**/vragen")
    assert read_set(data / "sets" / f"{OWN}.jsonl") == ()
    faults = [fault for fault in watched.faults if "422" not in fault]
    assert faults == []
    watched.context.close()


def test_hostile_text_does_nothing(browser: Any, address: str, data: Path) -> None:
    hostile = [
        record(reply(f"{text} [1].", cited=(cited(1, text=text, status=text),), notices=(text,)), case(f"h-{number}", query=text, note=text[:900]))
        for number, text in enumerate(PAYLOADS)
    ]
    add_run(data, "kwaad", hostile)
    rate(data, *PAYLOADS)
    watched = Watched(browser, address, **DESK)
    page = begin(watched, "Anna")
    rest = [row for row in hostile if row.case.qid in ("h-0", "h-1", "h-9")]
    for row in rest:
        for who, verdict in (("Bob", "juist"), ("Carla", "deels")):
            values = item_of("kwaad", row)._asdict() | {"evaluator": who, "label": verdict, "source": "goed", "remark": row.case.query}
            add_label(data / FOLDER, Label.model_validate(values | {"day": date(2026, 11, 27)}))
    seen = 0
    while page.locator(".verder a:has-text('Overslaan')").count() and seen < len(hostile) + 8:
        page.click(".verder a:has-text('Overslaan')")
        page.wait_for_load_state()
        seen += 1
    for path in ("/kandidaten", "/verschillen", "/overeenstemming", "/vragen"):
        page.goto(address + path)
        assert page.locator("main script, main img, main iframe, main svg, main object, main style, main link, main base").count() == 0
    page.goto(address + "/verschillen")
    page.click(".lijst a >> nth=0")
    page.wait_for_selector("#oordeel")
    page.goto(address + "/kandidaten")
    page.click("article a.button >> nth=3")
    page.wait_for_selector("#query")
    assert page.input_value("#query") in PAYLOADS
    assert seen >= len(hostile)
    watched.assert_clean()
    watched.context.close()


@pytest.mark.parametrize(("size", "scheme"), [(DESK, "light"), (PHONE, "dark")], ids=["desk-light", "phone-dark"])
def test_every_page_fits_and_has_no_serious_fault(
    browser: Any, address: str, data: Path, size: dict[str, Any], scheme: str, tmp_path: Path
) -> None:
    axe = pytest.importorskip("axe_playwright_python")
    script = (Path(axe.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
    rate(data, "Mag BSN 123456782 erin?")
    for who, verdict in (("Bob", "juist"), ("Carla", "deels")):
        for number, row in enumerate(rows(4)):
            values = item_of("geheim-run", row)._asdict() | {"evaluator": who, "label": verdict if number else "juist", "source": "goed"}
            add_label(data / FOLDER, Label.model_validate(values | {"day": date(2026, 11, 27)}))
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

    begin(watched, "Anna")
    look("label")
    page.goto(address + "/verschillen")
    page.click(".lijst a >> nth=0")
    look("decide")
    for path in ("/", "/?mis=keuze", "/beoordelen/lijst", "/verschillen", "/overeenstemming", "/kandidaten", "/vragen", "/vraag", "/nergens"):
        page.goto(address + path)
        look(path)
    page.goto(address + "/vraag")
    page.click("form.vraagformulier button.main")
    page.wait_for_selector("[role=alert]")
    look("faults")
    assert {state: faults for state, faults in found.items() if faults} == {}
    watched.context.close()
