"""The lessons in a real browser: a whole lesson on a phone and by keyboard, what comes back and when, the result, the group and the assistant."""

import json
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from assistant.instruction.results import Groups
from assistant.pipeline import Assistant
from index.retriever import HybridRetriever
from tests.ui.browser import Slow, Watched, chromium, needs_chromium, site
from tests.ui.learners import approved, both, lesson, open_group, publish, sections_of
from ui.lessons import GROUPS

pytestmark = needs_chromium
DESK = {"viewport": {"width": 1280, "height": 900}}
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
NARROW = {"viewport": {"width": 360, "height": 740}}
PAYLOADS = [line for line in (Path(__file__).parent / "payloads.txt").read_text(encoding="utf-8").splitlines() if not line.startswith("```")]
PLACE = "/lessen/proefles?voor=medewerkers"
NOW = datetime(2026, 11, 28, 12)
# Per question what is right, and something wrong; of the order only what is right.
ANSWERS: dict[str, tuple[Sequence[str], Sequence[str]]] = {
    "Wanneer is een DPIA verplicht?": (["Bij een hoog risico."], ["Nooit."]),
    "Wat staat in een DPIA?": (["De risico's.", "De maatregelen."], ["De risico's.", "De lunch."]),
    "Een DPIA mag achteraf.": (["Niet waar", "Een DPIA komt vooraf."], ["Waar", "Een DPIA komt vooraf."]),
    "Een gemeente zet een chatbot in.": (["Ja, maar alleen onder voorwaarden", "Eerst een DPIA."], ["Ja, dit mag", "Eerst een DPIA."]),
    "Hoe gaat een DPIA?": (["Eerst beschrijven", "Dan wegen", "Dan besluiten"], []),
    "Een medewerker typt dit in een chatbot.": (["mevrouw Jansen", "Kerkstraat 1"], ["mevrouw Jansen", "de begroting"]),
    "Zoek de bron.": (["AVG, Artikel 35. Gegevensbeschermingseffectbeoordeling (DPIA)"], ["AVG, Artikel 5. Beginselen"]),
}
CHOICE, MANY, TRUTH, CASE, ORDER, SPOT, SOURCE = ANSWERS


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with chromium() as running:
        yield running


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("data")


@pytest.fixture(scope="module")
def address(retriever: HybridRetriever, data: Path) -> Iterator[str]:
    assistant = Assistant(retriever, Slow("Iets dat nergens staat en dus wordt weggelaten.", 0.02))
    publish(data, approved(lesson(), sections_of(assistant)))
    with site(assistant, data) as running:
        yield running


@pytest.fixture
def watched(browser: Any, address: str) -> Iterator[Watched]:
    found = Watched(browser, address, **DESK)
    found.page.clock.set_fixed_time(NOW)
    yield found
    found.assert_clean()
    found.context.close()


def begin(watched: Watched, place: str = PLACE) -> Any:
    """The lesson, opened and read, at its first question."""
    page = watched.page
    page.goto(watched.address + place)
    page.click("text=Beginnen")
    page.click("text=Naar de vragen")
    return page


def answer(page: Any, right: bool) -> str:
    """Answer the question on the page and have it checked; gives the question."""
    question: str = page.inner_text(".vraagtekst")
    chosen = ANSWERS[question][0 if right else 1]
    if question == ORDER:
        for place, step in enumerate(chosen):
            while page.locator(".stappen li").nth(place).locator("span").first.inner_text() != step:
                page.get_by_role("button", name=f"Omhoog: {step}").click()
    for text in chosen if question != ORDER else ():
        page.get_by_role("button", name=text, exact=True).click() if question == SPOT else page.get_by_label(text, exact=True).check()
    page.click("text=Antwoord nakijken")
    told = page.inner_text(".oordeel")
    assert ("Niet goed" in told) is not right, (question, told)
    return question


def go_on(page: Any) -> None:
    page.click(".uitleg .main")


def follow(page: Any, wrong: Sequence[str] = ()) -> list[str]:
    """Answer to the end, ``wrong`` ones wrong at first; gives the questions in the order in which they came."""
    came: list[str] = []
    while page.locator("form.vraag").count():
        came.append(answer(page, page.inner_text(".vraagtekst") not in set(wrong) - set(came)))
        go_on(page)
    return came


def wrong_order(page: Any) -> None:
    """The steps are never right as they come."""
    shown = [step.locator("span").first.inner_text() for step in page.locator(".stappen li").all()]
    assert sorted(shown) == sorted(ANSWERS[ORDER][0]) and shown != ANSWERS[ORDER][0]


def test_a_whole_lesson_on_a_phone(browser: Any, address: str, tmp_path: Path) -> None:
    watched = Watched(browser, address, **PHONE)
    page = watched.page

    def fits(name: str) -> None:
        page.screenshot(path=tmp_path / f"{name}.png", full_page=True)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), name

    page.goto(f"{address}/lessen")
    fits("who")
    page.tap("text=Medewerker")
    fits("list")
    page.tap("text=Proefles over de DPIA")
    page.wait_for_selector("text=Ongeveer 10 minuten · 7 vragen")
    page.tap("text=Beginnen")
    assert page.inner_text(".les h2") == "Wanneer een DPIA?"
    page.tap("text=Naar de vragen")
    came: list[str] = []
    while page.locator("form.vraag").count():
        question = page.inner_text(".vraagtekst")
        fits(f"question-{len(came)}")
        if question == ORDER and question not in came:
            wrong_order(page)
            page.tap("text=Antwoord nakijken")
            assert "bij u op plaats" in page.inner_text(".nagekeken") and "Niet goed" in page.inner_text(".oordeel")
        else:
            answer(page, question not in (CHOICE, SPOT) or question in came)
        if question == CHOICE and question not in came:
            told = page.inner_text(".nagekeken .fout")
            assert "Nooit. (uw keuze, niet goed)" in told and "De AVG vraagt het juist wel." in told and "AVG, Artikel 5" in told
            assert "Deze vraag komt straks terug." in page.inner_text(".oordeel")
        if question == SPOT and question not in came:
            assert page.locator(".opdracht .stuk").all_inner_texts() == [
                "✓mevrouw Jansen (uw keuze, goed)", "✗de begroting (uw keuze, niet goed)", "!Kerkstraat 1 (gemist)"
            ]  # fmt: skip
        page.tap(".uitleg summary >> nth=0")
        assert page.locator(".uitleg blockquote").first.inner_text()
        fits(f"checked-{len(came)}")
        came.append(question)
        page.tap(".uitleg .main")
    # After two others, and once more at the end.
    assert came == [CHOICE, MANY, TRUTH, CHOICE, CASE, ORDER, SPOT, SOURCE, ORDER, SPOT, CHOICE, ORDER, SPOT], came
    assert page.inner_text(".score") == "4 van 7 vragen in één keer goed (57%)."
    assert page.locator(".uitslag .fout").count() == 3 and "Lees dit nog eens" in page.inner_text(".les")
    fits("result")
    watched.assert_clean()
    watched.context.close()


def test_with_the_keyboard_alone(watched: Watched) -> None:
    page, press = watched.page, watched.page.keyboard.press

    def to(selector: str) -> None:
        for _ in range(60):
            press("Tab")
            if page.evaluate(f"document.activeElement.matches({json.dumps(selector)})"):
                return
        raise AssertionError(f"{selector} is not reached")

    page.goto(f"{watched.address}/lessen")
    to(".kaarten a")
    press("Enter")
    page.wait_for_selector(".lessen")
    to("[data-lesson=proefles] a")
    press("Enter")
    page.wait_for_selector("#les[data-ready]")
    for _ in range(2):
        to(".les .main")
        press("Enter")
    asked = 0
    while page.locator("form.vraag").count() and asked < 40:
        assert page.evaluate("document.activeElement.matches('.vraagtekst')")
        for number in range(page.locator("form.vraag fieldset").count()):
            part = f"form.vraag fieldset:nth-of-type({number + 1})"
            if page.locator(f"{part} .stappen").count():
                to(f"{part} [data-by='1']")
                text = page.evaluate("document.activeElement.getAttribute('aria-label')")
                press("Enter")
                assert page.evaluate("document.activeElement.getAttribute('aria-label')") == text
                assert "staat nu op plaats 2 van 3." in page.inner_text(".les > [role=status]")
            else:
                to(f"{part} :is(input, .stuk)")
                press("Space")
        to("form.vraag [type=submit]")
        press("Enter")
        assert page.evaluate("document.activeElement.matches('.oordeel[role=status]')")
        to(".uitleg .main")
        press("Enter")
        asked += 1
    assert 7 <= asked <= 28 and page.inner_text(".les h2") == "Uitslag" and page.evaluate("document.activeElement.matches('.les h2')")


def test_nothing_chosen_is_told(watched: Watched) -> None:
    page = begin(watched)
    page.click("text=Antwoord nakijken")
    assert page.inner_text(".fout-melding") == "Kies hier eerst een antwoord." and page.locator("form.vraag").count() == 1
    assert page.evaluate("document.activeElement.type") == "radio"


def test_progress_survives_and_comes_back_in_days(watched: Watched, tmp_path: Path) -> None:
    page = begin(watched)
    answer(page, right=True)
    go_on(page)
    page.reload()
    assert page.inner_text(".vraagtekst") == MANY and "Vraag 2 van 7" in page.inner_text(".stand")
    follow(page, wrong=[MANY, CASE])
    assert page.inner_text(".score") == "5 van 7 vragen in één keer goed (71%)."
    assert "Op 29 november 2026 komen 2 vragen terug" in page.inner_text(".les")
    page.reload()
    assert page.inner_text(".score").startswith("5 van 7")
    page.clock.set_fixed_time(NOW + timedelta(days=1))
    page.goto(f"{watched.address}/lessen?voor=medewerkers")
    assert page.inner_text("[data-lesson=proefles] .voortgang") == "Klaar: 5 van 7 in één keer goed Herhalen: 2 vragen"
    page.click("text=Proefles over de DPIA")
    assert page.inner_text(".les h2") == "Welkom terug"
    page.screenshot(path=tmp_path / "back.png")
    page.click("text=Herhalen: 2 vragen")
    assert follow(page, wrong=[CASE]) == [MANY, CASE, CASE]
    # What was wrong comes back in a day, what was right in three; the score of the lesson stays.
    assert page.inner_text(".score").startswith("5 van 7") and "Herhaling: 1 van 2 in één keer goed." in page.inner_text(".les")
    assert "Op 30 november 2026 komt 1 vraag terug" in page.inner_text(".les")
    page.clock.set_fixed_time(NOW + timedelta(days=3))
    page.reload()
    assert page.is_visible("text=Herhalen: 6 vragen")
    page.click("text=Uitslag bekijken")
    page.click("text=Opnieuw beginnen")
    page.click("text=Naar de vragen")
    assert "Vraag 1 van 7" in page.inner_text(".stand")


def test_what_is_kept_is_short_and_junk_does_no_harm(watched: Watched) -> None:
    page = watched.page
    page.goto(f"{watched.address}/lessen?voor=medewerkers")
    junk = ["", "x", "1;t;zz;zzzzz;;", "1;t;00;00000;;zz", "{}", "1;q;00;00000;;", "1;r;00;00000;abc;00", "9" * 5000, None]
    made = page.evaluate("junk => junk.map(text => StandpuntLesson.read(text, ['a', 'b']).queue.length)", junk)
    assert made == [2] * len(junk)
    # Two hundred exercises, each wrong at first: the most that there is to keep.
    length, same, wrong = page.evaluate("""() => {
      const ids = Array.from({length: 200}, (_, n) => `opdracht-met-een-lange-naam-${n}`), L = StandpuntLesson, day = L.today();
      let state = {...L.blank(ids), stage: 'tasks', seconds: 99999}, longest = '';
      while (state.queue.length) {
        state = L.answered(state, state.queue[0], state.entries[state.queue[0]].tries > 0, day);
        const text = L.write(state);
        if (text.length > longest.length) longest = text;
      }
      const back = L.read(longest, ids);
      return [longest.length, L.write(back) === longest, back.entries.some(entry => entry.first === false)];
    }""")
    assert 2500 < length <= 3800 and same and wrong
    # A new version: what is gone is forgotten, what is new is still to do.
    kept = page.evaluate("""() => {
      const L = StandpuntLesson, state = L.answered({...L.blank(['a', 'b', 'c']), stage: 'tasks'}, 0, true, 20000);
      const back = L.read(L.write(state), ['nieuw', 'c', 'a']);
      return [back.queue, back.entries.map(entry => entry.first)];
    }""")
    assert kept == [[1, 0], [None, None, True]]
    page.evaluate("localStorage.setItem('standpuntwijzer.les.proefles.medewerkers', '<script>junk')")
    page.goto(watched.address + PLACE)
    assert page.is_visible("text=Beginnen")


def test_a_question_is_not_put_forever(watched: Watched) -> None:
    page, asked = begin(watched), 0
    while page.locator("form.vraag").count():
        if page.inner_text(".vraagtekst") == CHOICE:
            asked += 1
            answer(page, right=False)
        else:
            answer(page, right=True)
        go_on(page)
    assert asked == 4 and page.inner_text(".score").startswith("6 van 7")


def test_who_has_answered_everything_may_stop_repeating(watched: Watched) -> None:
    page = begin(watched)
    for _ in range(7):
        answer(page, page.inner_text(".vraagtekst") != SOURCE)
        go_on(page)
    assert page.inner_text(".vraagtekst") == SOURCE
    page.click("text=Stoppen met herhalen")
    assert page.inner_text(".score").startswith("6 van 7")


def test_progress_is_wiped(watched: Watched) -> None:
    page = begin(watched)
    answer(page, right=True)
    page.click("text=Voortgang van deze les wissen")
    page.click("#wis")
    assert page.inner_text("#stand") == "Uw voortgang is gewist." and page.is_visible("text=Beginnen")
    assert page.evaluate("Object.keys(localStorage).filter(key => key.includes('.les.')).length") == 0
    page.click("text=Beginnen")
    page.click("text=Alle lessen")
    page.wait_for_selector("[data-lesson=proefles] .voortgang:not([hidden])")
    assert page.inner_text("[data-lesson=proefles] .voortgang").strip() == "begonnen met lezen"
    page.click("text=Alle voortgang wissen")
    page.click("#wis")
    assert page.is_hidden("[data-lesson=proefles] .voortgang") and page.evaluate("localStorage.length") == 0


def test_the_role_is_remembered(watched: Watched) -> None:
    page = watched.page
    page.goto(f"{watched.address}/lessen")
    page.click("text=Beleidsmaker")
    page.wait_for_selector(".lessen")
    page.goto(f"{watched.address}/lessen")
    page.wait_for_url("**/lessen?voor=beleid")
    assert page.inner_text(".rollen [aria-current]") == "Beleidsmaker"
    page.goto(f"{watched.address}/lessen/proefles")
    page.wait_for_url("**/lessen/proefles?voor=beleid")
    page.click("text=Beginnen")
    assert "Lezen: 1 van 2" in page.inner_text(".stand")
    page.click("text=Volgende")
    page.click("text=Vorige")
    assert page.inner_text(".les h2") == "Wanneer een DPIA?"


def test_a_result_is_printed_and_saved(watched: Watched, tmp_path: Path) -> None:
    import pypdfium2

    page = begin(watched)
    follow(page, wrong=[MANY])
    assert page.is_hidden(".invullen >> nth=0")
    page.emulate_media(media="print")
    assert page.is_visible(".invullen >> nth=0") and page.is_hidden(".top") and page.is_hidden(".extra") and page.is_hidden(".bewaard")
    page.pdf(path=tmp_path / "result.pdf", format="A4")
    printed = "\n".join(sheet.get_textpage().get_text_range() for sheet in pypdfium2.PdfDocument(tmp_path / "result.pdf"))
    wanted = ("Proefles over de DPIA", "Naam:", "28 november 2026", "6 van 7", "niet in één keer goed")
    assert [text for text in wanted if text not in printed] == []
    assert "Uitslag afdrukken" not in printed and "Alle lessen" not in printed
    page.emulate_media(media="screen")
    with page.expect_download() as download:
        page.click("text=Uitslag opslaan")
    saved = Path(download.value.path()).read_text(encoding="utf-8")
    assert download.value.suggested_filename == "uitslag-proefles.html" and "<script" not in saved
    assert f"<li>{MANY} (niet in één keer goed)</li>" in saved and "6 van 7" in saved and '<html lang="nl">' in saved


def test_a_group_gets_a_result_once_and_only_when_asked(browser: Any, address: str, data: Path) -> None:
    group = open_group(data)
    watched, posted = Watched(browser, address, **PHONE), list[Any]()
    watched.page.on("request", lambda request: posted.append((request.url, request.post_data)) if request.method != "GET" else None)
    page = begin(watched, f"{PLACE}&groep={group.code}")
    assert "U doet mee met de groep “Team Oost”." in page.inner_text(".groep")
    follow(page, wrong=[MANY])
    assert posted == []
    page.click("text=Uitslag anoniem meesturen")
    page.wait_for_selector("text=Uw uitslag is meegestuurd.")
    sent = json.loads(posted[0][1])
    assert len(posted) == 1 and set(sent) == {"code", "outcomes"}
    assert [name for name, right in sent["outcomes"].items() if not right] == ["veel-keuze"]
    page.reload()
    page.wait_for_selector("text=al een uitslag naar deze groep")
    assert not page.is_visible("text=Uitslag anoniem meesturen") and Groups(data / GROUPS).summary(group).people == 1
    watched.assert_clean()
    watched.context.close()


def test_a_group_that_closed_is_told(browser: Any, address: str, data: Path) -> None:
    group, watched = open_group(data), Watched(browser, address, **DESK)
    page = begin(watched, f"{PLACE}&groep={group.code}")
    follow(page)
    Groups(data / GROUPS).close(group.code)
    page.click("text=Uitslag anoniem meesturen")
    page.wait_for_selector("text=Er is niets bewaard.")
    page.goto(f"{address}{PLACE}&groep={group.code}")
    assert "is gesloten" in page.inner_text(".groep") and not page.is_visible("text=Uitslag anoniem meesturen")
    watched.context.close()


def test_the_assistant_is_asked_within_the_lesson(watched: Watched, tmp_path: Path) -> None:
    page = begin(watched)
    answer(page, right=True)
    page.click("text=Vraag het de assistent")
    assert page.input_value("#vraag") == CHOICE and page.evaluate("document.activeElement.id") == "vraag"
    page.click("#assistent-vraag .main")
    page.wait_for_selector("#assistent .passages blockquote")
    page.wait_for_selector("#assistent .answer a.mark")
    page.screenshot(path=tmp_path / "assistant.png")
    assert "gecontroleerd" in page.inner_text("#assistent .state") and page.is_hidden("#stop")
    link = page.locator("#assistent .answer a.mark").first
    assert link.get_attribute("href").startswith("/bronnen/") and link.get_attribute("target") == "_blank"
    with page.expect_popup() as popup:
        link.click()
    assert "/bronnen/" in popup.value.url
    # An answer that does not come.
    page.route("**/ui/vraag", lambda route: None)
    page.fill("#vraag", "Nog een vraag over de AVG en een DPIA?")
    page.click("#assistent-vraag .main")
    page.wait_for_selector("#stop:visible")
    page.click("#stop")
    page.wait_for_selector("text=Gestopt.")
    page.keyboard.press("Escape")
    assert page.is_hidden("#assistent") and page.evaluate("document.activeElement.textContent") == "Vraag het de assistent"


def test_a_source_unfolds_and_leads_to_the_reader(watched: Watched) -> None:
    page = watched.page
    page.goto(watched.address + PLACE)
    page.click("text=Beginnen")
    page.click(".bron summary")
    link = page.locator(".bron a")
    assert "DPIA" in page.inner_text(".bron blockquote") and link.get_attribute("href") == "/bronnen/avg/artikel-35"
    page.goto(watched.address + link.get_attribute("href"))
    assert "Artikel 35" in page.inner_text("h1")


def test_in_english_and_dark(watched: Watched, tmp_path: Path) -> None:
    page = watched.page
    page.goto(f"{watched.address}{PLACE}&taal=en")
    page.click("#thema")
    page.click("text=Start")
    page.click("text=To the questions")
    page.get_by_label("EN Bij een hoog risico.").check()
    page.click("text=Check the answer")
    page.screenshot(path=tmp_path / "english.png", full_page=True)
    assert page.inner_text(".oordeel").endswith("Right") and page.evaluate("document.documentElement.dataset.theme") == "dark"
    assert page.evaluate("document.querySelector('#les').lang") == "en"


def test_hostile_texts_stay_texts(browser: Any, retriever: HybridRetriever, tmp_path: Path) -> None:
    assistant = Assistant(retriever, None)
    given = iter(PAYLOADS * 3)
    # Marks of the prompt itself would be read as such.
    value = json.loads(json.dumps(lesson()))
    for exercise in value["exercises"]:
        exercise["question"], exercise["why"] = both(next(given)), both(next(given))
        for option in (*exercise.get("options", ()), *exercise.get("reasons", ()), *exercise.get("conditions", ()), *exercise.get("steps", ())):
            option["text"] = both(next(given))
            if "why" in option:
                option["why"] = both(next(given))
    value["title"], value["goal"], value["reading"][0]["title"], value["reading"][0]["text"] = (both(next(given)) for _ in range(4))
    publish(tmp_path, approved(value, sections_of(assistant)))
    active = "script,img,svg,iframe,object,embed,video,audio,style,link,base,meta,math,marquee"
    with site(assistant, tmp_path) as address:
        watched = Watched(browser, address, accept_downloads=True, **DESK)
        page = begin(watched)
        while page.locator("form.vraag").count():
            for box in page.locator("form.vraag input").all():
                box.check()
            for button in page.locator("form.vraag .stuk").all():
                button.click()
            page.click("text=Antwoord nakijken")
            assert page.evaluate(f"document.querySelectorAll('main :is({active})').length") == 0
            go_on(page)
        assert page.evaluate(f"document.querySelectorAll('main :is({active})').length") == 0
        assert page.evaluate("[...document.querySelectorAll('main *')].every(node => ![...node.attributes].some(a => /^on/i.test(a.name)))")
        assert value["exercises"][0]["question"]["nl"].split()[0] in page.inner_text(".uitslag")
        with page.expect_download() as download:
            page.click("text=Uitslag opslaan")
        watched.context.new_page().goto(Path(download.value.path()).as_uri())
        assert watched.context.pages[-1].evaluate(f"document.querySelectorAll('body :is({active})').length") == 0
        watched.assert_clean()
        watched.context.close()


@pytest.mark.parametrize(("size", "scheme"), [(DESK, "light"), (NARROW, "dark")], ids=["desk-light", "narrow-dark"])
def test_no_serious_fault_for_people_with_a_disability(browser: Any, address: str, data: Path, size: dict[str, Any], scheme: str) -> None:
    axe = pytest.importorskip("axe_playwright_python")
    script = (Path(axe.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
    # The policy of these pages lets nothing be put in; the test may.
    watched = Watched(browser, address, color_scheme=scheme, bypass_csp=True, **size)
    page, found = watched.page, dict[str, list[str]]()

    def look(state: str) -> None:
        page.evaluate(script)
        result = page.evaluate("axe.run(document)")
        serious = [fault for fault in result["violations"] if fault["impact"] in ("serious", "critical")]
        found[state] = [f"{fault['id']}: {fault['nodes'][0]['html'][:150]}" for fault in serious]
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), state

    page.goto(f"{address}/lessen")
    look("who")
    page.click("text=Medewerker")
    page.wait_for_selector(".lessen")
    look("list")
    page.goto(f"{address}{PLACE}&groep={open_group(data).code}")
    look("begin")
    page.click("text=Beginnen")
    page.click(".bron summary")
    look("reading")
    page.click("text=Naar de vragen")
    came: list[str] = []
    while page.locator("form.vraag").count():
        question = page.inner_text(".vraagtekst")
        if question not in came:
            look(question)
        if question == ORDER:
            page.click("text=Antwoord nakijken")
        else:
            answer(page, right=question in came)
        if question not in came:
            look(f"{question} checked")
        came.append(question)
        go_on(page)
    look("result")
    page.click("text=Opnieuw beginnen")
    page.click("text=Vraag het de assistent")
    page.fill("#vraag", CHOICE)
    page.click("#assistent-vraag .main")
    page.wait_for_selector("#assistent .answer a.mark")
    look("assistant")
    page.goto(f"{address}/lessen/nergens")
    look("404")
    assert {state: faults for state, faults in found.items() if faults} == {}
    watched.context.close()
