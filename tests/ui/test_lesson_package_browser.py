"""The zips in a real Chromium: in the SCORM player scorm-again, beside a Learning Record Store that misbehaves, and from a disk."""

import io
import json
import re
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

from assistant.instruction.edition import Edition
from corpus.document import Document
from tests.ui.browser import Watched, chromium, needs_chromium
from tests.ui.lesson_hosts import Host, Learner, hosting, platform_files
from tests.ui.lesson_packages import LESSON, npm, shown
from tests.ui.test_lesson_package import validated
from ui.lesson_package import BASE, KINDS, Kind, package

pytestmark = needs_chromium
_PLAYER = ("scorm-again", "3.4.3")
_REGISTRATION = "2a1e3bc9-6c5f-4a5e-9a53-9a1c4a6e5b10"
_ACTOR = {"objectType": "Agent", "account": {"homePage": "https://lms.voorbeeld.nl/", "name": "u123"}}


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with chromium() as opened:
        yield opened


@pytest.fixture
def lesson(documents: tuple[Document, ...]) -> Edition:
    return shown(documents)


def _unzipped(lesson: Edition, kind: Kind, **options: Any) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(package(lesson, kind, **options))) as zipped:
        return {name: zipped.read(name) for name in zipped.namelist()}


def _platform(lesson: Edition, kind: Kind, **options: Any) -> dict[str, bytes]:
    return platform_files(_unzipped(lesson, kind), (npm(*_PLAYER) / "dist" / f"{kind}.min.js").read_bytes(), **options)


def _inside(watched: Watched, path: str = "/lms") -> Any:
    """The frame of the lesson, ready for use."""
    watched.page.goto(watched.address + path)
    frame = next(frame for frame in watched.page.frames if "/pakket/" in frame.url)
    frame.locator("#les h2").first.wait_for()
    return frame


def _calls(page: Any, name: str) -> list[list[str]]:
    return [call for call in page.evaluate("calls") if call[0] == name]


def _refused(page: Any) -> list[list[str]]:
    """What the player refused: every call that left an error. Asking for what was never set (403) is no fault."""
    return [call for call in page.evaluate("calls") if call[-2] == "false" or str(call[-1]) not in ("0", "403")]


# --- SCORM 1.2


def test_scorm12_a_whole_lesson(browser: Any, lesson: Edition, tmp_path: Path) -> None:
    with hosting(_platform(lesson, "scorm12")) as lms:
        watched = Watched(browser, lms.address)
        frame = _inside(watched)
        learner = Learner(frame, lesson)
        assert frame.locator("#melding").inner_text() == ""
        assert lms.cmi["core"]["lesson_status"] == "incomplete"
        learner.begin()
        assert learner.answer() == "kies"
        learner.answer(right=False)
        watched.page.wait_for_function("api.cmi.interactions.childArray.length === 2")
        # Half way the page is loaded again: the learner goes on where she was.
        watched.page.reload()
        assert lms.cmi["core"]["exit"] == "suspend"
        assert re.fullmatch(r"\d{2,4}:\d\d:\d\d(\.\d+)?", lms.cmi["core"]["session_time"])
        frame = _inside(watched)
        learner = Learner(frame, lesson)
        assert learner.question() == "waar"
        learner.answer_all(wrong=("waar", "stappen"))
        frame.get_by_role("heading", name="Uitslag").wait_for()
        watched.page.screenshot(path=tmp_path / "scorm12.png")
        core = _cmi(watched.page)["core"]
        assert core["lesson_status"] == "failed"
        assert core["score"]["raw"] == "57"
        assert (core["score"]["min"], core["score"]["max"]) == ("0", "100")
        told = _interactions(watched.page)
        assert [told[0][key] for key in ("id", "type", "student_response", "result")] == ["kies", "choice", "a", "correct"]
        first_wrong = next(each for each in told if each["id"] == "meer")
        assert (first_wrong["student_response"], first_wrong["result"], first_wrong["pattern"]) == ("b", "wrong", ["a,c"])
        truth = [each for each in told if each["id"].startswith("waar.")]
        assert [each["type"] for each in truth[:2]] == ["true-false", "choice"]
        assert [(each["student_response"], each["result"]) for each in truth[:2]] == [("t", "wrong"), ("a", "correct")]
        assert [each["pattern"] for each in truth[:2]] == [["f"], ["a"]]
        order = [each for each in told if each["id"] == "stappen"]
        assert (order[-1]["type"], order[-1]["student_response"], order[-1]["result"]) == ("sequencing", "a,b,c", "correct")
        assert next(each for each in told if each["id"] == "wie")["student_response"] == "a,b"
        latencies = {call[2] for call in _calls(watched.page, "LMSSetValue") if call[1].endswith((".latency", "session_time"))}
        assert all(re.fullmatch(r"\d{4}:\d\d:\d\d\.\d\d", each) for each in latencies)
        assert latencies
        assert len(_cmi(watched.page)["suspend_data"]) <= 4096
        assert _refused(watched.page) == []
        assert len(_calls(watched.page, "LMSInitialize")) == 1
        # Everything again, and better: who fails may pass.
        learner.press("Opnieuw beginnen")
        learner.press("Naar de vragen")
        learner.answer_all()
        assert watched.page.evaluate("api.cmi.core.lesson_status") == "passed"
        # And worse: who passed does not fail.
        learner.press("Opnieuw beginnen")
        learner.press("Naar de vragen")
        learner.answer_all(wrong=("kies", "meer", "waar", "mag"))
        assert watched.page.evaluate("[api.cmi.core.lesson_status, api.cmi.core.score.raw].join()") == "passed,100"
        learner.press("Opslaan en sluiten")
        assert "opgeslagen" in frame.locator("#melding").inner_text()
        assert len(_calls(watched.page, "LMSFinish")) == 1
        assert lms.cmi["core"]["lesson_status"] == "passed"
        assert _refused(watched.page) == []
        watched.assert_clean()


# --- SCORM 2004


def test_scorm2004_a_whole_lesson(browser: Any, lesson: Edition, tmp_path: Path) -> None:
    with hosting(_platform(lesson, "scorm2004")) as lms:
        watched = Watched(browser, lms.address)
        frame = _inside(watched)
        learner = Learner(frame, lesson)
        assert lms.cmi["completion_status"] == "incomplete"
        learner.begin()
        learner.answer(right=False)
        assert learner.answer() == "meer"
        assert _cmi(watched.page)["progress_measure"] == "0.375"
        watched.page.reload()
        assert lms.cmi["exit"] == "suspend"
        frame = _inside(watched)
        learner = Learner(frame, lesson)
        assert learner.question() == "waar"
        learner.answer_all()
        frame.get_by_role("heading", name="Uitslag").wait_for()
        watched.page.screenshot(path=tmp_path / "scorm2004.png")
        found = _cmi(watched.page)
        assert (found["completion_status"], found["success_status"], found["progress_measure"]) == ("completed", "passed", "1")
        assert [found["score"][key] for key in ("scaled", "raw", "min", "max")] == ["0.86", "86", "0", "100"]
        told = _interactions(watched.page)
        assert [told[0][key] for key in ("id", "type", "learner_response", "result", "pattern")] == ["kies", "choice", "b", "incorrect", ["a"]]
        assert [told[1][key] for key in ("id", "learner_response", "result", "pattern")] == ["meer", "a[,]c", "correct", ["a[,]c"]]
        truth = [each for each in told if each["id"].startswith("waar.")]
        assert [each["type"] for each in truth] == ["true-false", "choice"]
        assert [(each["learner_response"], each["pattern"]) for each in truth] == [("false", ["false"]), ("a", ["a"])]
        order = next(each for each in told if each["id"] == "stappen")
        assert (order["type"], order["learner_response"], order["pattern"]) == ("sequencing", "a[,]b[,]c", ["a[,]b[,]c"])
        assert told[0]["description"] == "{lang=nl}Vraag kies & <i>meer</i>? Kies één antwoord."
        assert all(re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.0Z", each["timestamp"]) for each in told)
        assert {call[2][:2] for call in _calls(watched.page, "SetValue") if call[1].endswith((".latency", "session_time"))} == {"PT"}
        learner.press("Opslaan en sluiten")
        assert "opgeslagen" in frame.locator("#melding").inner_text()
        assert [call[2] for call in _calls(watched.page, "SetValue") if call[1] == "adl.nav.request"] == ["suspendAll"]
        assert len(_calls(watched.page, "Initialize")) == len(_calls(watched.page, "Terminate")) == 1
        assert _refused(watched.page) == []
        watched.assert_clean()


# --- any SCORM platform


@pytest.mark.parametrize("kind", ["scorm12", "scorm2004"])
def test_a_platform_that_keeps_nothing_is_told_of(browser: Any, lesson: Edition, kind: Kind) -> None:
    with hosting(_platform(lesson, kind)) as lms:
        watched = Watched(browser, lms.address)
        frame = _inside(watched)
        lms.refuse = True
        learner = Learner(frame, lesson)
        learner.begin()
        frame.get_by_text("Het leerplatform bewaart niets:").wait_for()
        learner.answer()
        learner.press("Opslaan en sluiten")
        # What is not kept is not closed either.
        assert learner.question() == "meer"
        lms.refuse = False
        learner.answer()
        frame.wait_for_function("document.getElementById('melding').textContent === ''")
        learner.press("Opslaan en sluiten")
        frame.get_by_text("Uw les is opgeslagen.").wait_for()
        assert len(lms.commits[-1]["cmi"]["suspend_data"]) > 50


@pytest.mark.parametrize("kind", ["scorm12", "scorm2004"])
@pytest.mark.parametrize("way", ["frames", "opener"])
def test_the_platform_is_found_further_away(browser: Any, lesson: Edition, kind: Kind, way: str) -> None:
    with hosting(_platform(lesson, kind, inside="/tussen")) as lms:
        watched = Watched(browser, lms.address)
        if way == "frames":
            frame = _inside(watched)
        else:
            watched.page.goto(lms.address + "/opent")
            with watched.page.expect_popup() as popup:
                watched.page.click("#open")
            frame = popup.value
            frame.locator("#les h2").first.wait_for()
        assert frame.locator("#melding").inner_text() == ""
        Learner(frame, lesson).begin()
        Learner(frame, lesson).answer()
        watched.page.wait_for_function("JSON.parse(JSON.stringify(api.cmi)).suspend_data.length > 20")
        assert len(_listed(_cmi(watched.page)["interactions"])) == 1
        watched.assert_clean()


@pytest.mark.parametrize("kind", ["scorm12", "scorm2004"])
def test_a_platform_of_another_site_is_no_platform(browser: Any, lesson: Edition, kind: Kind) -> None:
    with hosting(_platform(lesson, kind)) as content, hosting(_platform(lesson, kind, inside=content.address + "/pakket/index.html")) as lms:
        watched = Watched(browser, lms.address)
        frame = _inside(watched)
        frame.get_by_text("Er is geen leerplatform gevonden.").wait_for()
        learner = Learner(frame, lesson)
        learner.begin()
        learner.answer_all()
        frame.get_by_role("heading", name="Uitslag").wait_for()
        assert lms.commits == []


@pytest.mark.parametrize(("kind", "type", "response"), [("scorm12", "fill-in", "student_response"), ("scorm2004", "other", "learner_response")])
def test_more_stretches_than_there_are_signs(browser: Any, documents: tuple[Document, ...], kind: Kind, type: str, response: str) -> None:
    (spot,) = (exercise for exercise in LESSON.exercises if exercise.kind == "spot")
    prompt = spot.prompt.model_copy(update={"nl": " ".join(f"[[Naam {number}]]" for number in range(40)) + " in ((Utrecht))"})
    lesson = shown(documents, lesson=LESSON.model_copy(update={"exercises": (spot.model_copy(update={"prompt": prompt}),)}))
    with hosting(_platform(lesson, kind)) as lms:
        watched = Watched(browser, lms.address)
        learner = Learner(_inside(watched), lesson)
        learner.begin()
        learner.answer()
        (told,) = _interactions(watched.page)
        everyone = " ".join(str(number) for number in range(1, 41))
        assert (told["type"], told[response], told["pattern"], told["result"]) == (type, everyone, [everyone], "correct")
        assert _refused(watched.page) == []


@pytest.mark.parametrize(("kind", "mode"), [("scorm12", "api.cmi.core.lesson_mode"), ("scorm2004", "api.cmi.mode")])
def test_looking_back_changes_nothing(browser: Any, lesson: Edition, kind: Kind, mode: str) -> None:
    files = _platform(lesson, kind)
    files["/lms.js"] += f"{mode} = 'review';".encode()
    with hosting(files) as lms:
        watched = Watched(browser, lms.address)
        frame = _inside(watched)
        frame.get_by_text("U kijkt deze les terug.").wait_for()
        learner = Learner(frame, lesson)
        learner.begin()
        learner.answer()
        assert [call for call in watched.page.evaluate("calls") if call[0].endswith("SetValue")] == []


@pytest.mark.parametrize(("kind", "broken"), [
    ("scorm12", "{LMSInitialize: () => 'false', LMSGetLastError: () => '101', LMSGetErrorString: () => 'Sessie verlopen'}"),
    ("scorm12", "{LMSInitialize: () => { throw new Error('Sessie verlopen'); }}"),
    ("scorm2004", "{Initialize: () => false, GetLastError: () => 101, GetErrorString: () => 'Sessie verlopen.'}"),
    ("scorm2004", "{Initialize: () => 'true', GetValue: () => '', SetValue: () => 'false', Commit: () => 'true', GetLastError: () => 101, "
     "GetErrorString: () => 'Sessie verlopen'}"),
])  # fmt: skip
def test_a_broken_platform_does_not_break_the_lesson(browser: Any, lesson: Edition, kind: Kind, broken: str) -> None:
    files = _platform(lesson, kind)
    files["/lms.js"] = f"window.{'API' if kind == 'scorm12' else 'API_1484_11'} = {broken};".encode()
    with hosting(files) as lms:
        watched = Watched(browser, lms.address)
        frame = _inside(watched)
        frame.get_by_text("Het leerplatform bewaart niets: Sessie verlopen. U kunt").wait_for()
        learner = Learner(frame, lesson)
        learner.begin()
        learner.answer_all()
        frame.get_by_role("heading", name="Uitslag").wait_for()
        watched.assert_clean()


# --- xAPI


def _launch(lms: Host, **other: str) -> str:
    asked = {"endpoint": f"{lms.address}/xapi/", "auth": "Basic dTpw", "actor": json.dumps(_ACTOR), "registration": _REGISTRATION} | other
    return "/pakket/index.html?" + urlencode({name: value for name, value in asked.items() if value})


def _opened(watched: Watched, path: str) -> Any:
    watched.page.goto(watched.address + path)
    watched.page.locator("#les h2").first.wait_for()
    return watched.page


def _served(lesson: Edition, **options: Any) -> dict[str, bytes]:
    return {f"/pakket/{name}": content for name, content in _unzipped(lesson, "xapi", **options).items()}


def _until(check: Any, seconds: float = 20) -> None:
    end = time.monotonic() + seconds
    while not check():
        assert time.monotonic() < end, "it did not come about in time"
        time.sleep(0.05)


def _verbs(lms: Host) -> list[str]:
    return [each["verb"]["id"].rsplit("/", 1)[1] for each in lms.statements.values()]


def test_xapi_a_whole_lesson(browser: Any, lesson: Edition) -> None:
    with hosting(_served(lesson, mastery=60)) as lms:
        watched = Watched(browser, lms.address)
        page = _opened(watched, _launch(lms))
        learner = Learner(page, lesson)
        learner.begin()
        learner.answer(right=False)
        learner.answer()
        _until(lambda: lms.states)
        page.reload()
        page.locator("#les h2").first.wait_for()
        assert learner.question() == "waar"
        learner.answer_all(wrong=("mag",))
        _until(lambda: "passed" in _verbs(lms))
        found = list(lms.statements.values())
        assert validated(found) == []
        verbs = _verbs(lms)
        assert (verbs[0], verbs.count("initialized"), verbs.count("completed"), verbs[-1]) == ("initialized", 2, 1, "passed")
        assert 5 <= verbs.count("progressed") <= 12
        assert found[-1]["result"]["score"] == {"scaled": 0.71, "raw": 5, "min": 0, "max": 7}
        assert found[-1]["result"]["success"] is True
        assert all(each["context"]["registration"] == _REGISTRATION and each["actor"] == _ACTOR for each in found)
        assert {headers["X-Experience-API-Version"] for _, _, headers in lms.received} == {"1.0.3"}
        assert {headers["Authorization"] for _, _, headers in lms.received} == {"Basic dTpw"}
        by_id = {}
        for each in found:
            by_id.setdefault(each["object"]["id"].removeprefix(BASE), each)
        kies, waar, first, second, order = (by_id[f"proefles/{name}"] for name in ("kies", "waar", "waar/1", "waar/2", "stappen"))
        assert (kies["result"]["response"], kies["result"]["success"], kies["object"]["definition"]["correctResponsesPattern"]) == ("b", False, ["a"])
        assert kies["object"]["definition"]["choices"][1] == {"id": "b", "description": {"nl": "Fout <b>& zo</b>"}}
        assert (waar["object"]["definition"]["interactionType"], waar["result"]["success"]) == ("other", True)
        assert (first["object"]["definition"]["interactionType"], first["result"]["response"]) == ("true-false", "false")
        assert first["context"]["contextActivities"]["parent"][0]["id"] == waar["object"]["id"]
        assert second["object"]["definition"]["interactionType"] == "choice"
        assert (order["object"]["definition"]["interactionType"], order["result"]["response"]) == ("sequencing", "a[,]b[,]c")
        assert kies["verb"]["display"] == {"nl": "beantwoordde", "en": "answered"}
        # A store answers 404 where there is no progress yet.
        assert len(watched.faults) == 1
        assert "404" in watched.faults[0]


def _crooked(path: str, count: int) -> int | float | None:
    """Of the first requests for statements most go wrong, each in another way."""
    return {3: 500, 4: 0, 5: 401, 6: -1, 8: 1.5, 9: 503}.get(count)


def test_xapi_a_store_that_misbehaves_gets_everything_once(browser: Any, lesson: Edition) -> None:
    with hosting(_served(lesson)) as lms:
        lms.mischief = _crooked
        watched = Watched(browser, lms.address)
        page = _opened(watched, _launch(lms))
        learner = Learner(page, lesson)
        learner.begin()
        page.get_by_text("Het leerplatform antwoordt niet goed.").wait_for()
        learner.answer_all()
        page.get_by_role("heading", name="Uitslag").wait_for()
        _until(lambda: "passed" in _verbs(lms), 60)
        verbs = _verbs(lms)
        # One was kept without the page knowing, and was sent again.
        assert len(lms.received) > len(lms.statements)
        assert (verbs.count("initialized"), verbs.count("answered"), verbs.count("completed")) == (1, 11, 1)
        # What was done first is told first, and the notice goes away.
        assert [each["timestamp"] for each in lms.statements.values()] == sorted(each["timestamp"] for each in lms.statements.values())
        page.wait_for_function("document.getElementById('melding').textContent === ''")
        assert validated(list(lms.statements.values())) == []


def test_xapi_what_waits_outlives_a_reload(browser: Any, lesson: Edition) -> None:
    with hosting(_served(lesson)) as lms:
        watched = Watched(browser, lms.address)
        page = _opened(watched, _launch(lms))
        _until(lambda: "initialized" in _verbs(lms))
        lms.mischief = lambda path, _count: 500 if path.endswith("statements") else None
        learner = Learner(page, lesson)
        learner.begin()
        learner.answer()
        page.reload()
        page.locator("#les h2").first.wait_for()
        assert "answered" not in _verbs(lms)
        lms.mischief = lambda _path, _count: None
        _until(lambda: "answered" in _verbs(lms), 40)
        _until(lambda: _verbs(lms).count("initialized") == 2)
        assert _verbs(lms).count("answered") == 1


def test_xapi_the_last_word_is_sent_when_the_page_goes_away(browser: Any, lesson: Edition) -> None:
    with hosting(_served(lesson)) as lms:
        watched = Watched(browser, lms.address)
        page = _opened(watched, _launch(lms))
        _until(lambda: "initialized" in _verbs(lms))
        # The store is slow: what is answered now waits when the page goes away.
        lms.mischief = lambda _path, _count: 2.0
        learner = Learner(page, lesson)
        learner.begin()
        learner.answer()
        page.goto("about:blank")
        _until(lambda: "answered" in _verbs(lms))
        assert _verbs(lms).count("answered") == 1


def test_xapi_what_is_refused_for_good_is_told_and_does_not_hold_up_the_rest(browser: Any, lesson: Edition) -> None:
    with hosting(_served(lesson)) as lms:
        watched = Watched(browser, lms.address)
        page = _opened(watched, _launch(lms))
        _until(lambda: "initialized" in _verbs(lms))
        lms.mischief = lambda path, count: 400 if path.endswith("statements") and count < 6 else None
        learner = Learner(page, lesson)
        learner.begin()
        learner.answer_all()
        page.get_by_text("Het leerplatform weigert een deel").wait_for()
        _until(lambda: "passed" in _verbs(lms))


def test_xapi_progress_that_cannot_be_read_is_not_written_over(browser: Any, lesson: Edition) -> None:
    with hosting(_served(lesson)) as lms:
        watched = Watched(browser, lms.address)
        page = _opened(watched, _launch(lms))
        Learner(page, lesson).begin()
        _until(lambda: len(lms.states) == 1 and ";t;" in next(iter(lms.states.values())))
        before = dict(lms.states)
        lms.mischief = lambda path, _count: 500 if path.endswith("state") else None
        page.goto("about:blank")
        page = _opened(watched, _launch(lms))
        page.get_by_text("Uw eerdere voortgang is niet te lezen.").wait_for()
        Learner(page, lesson).begin()
        lms.mischief = lambda _path, _count: None
        Learner(page, lesson).answer()
        _until(lambda: "answered" in _verbs(lms))
        assert lms.states == before


@pytest.mark.parametrize(("launch", "told"), [
    ({"actor": ""}, "gaf niet door wie u bent"),
    ({"actor": "{"}, "gaf niet door wie u bent"),
    ({"actor": "null"}, "gaf niet door wie u bent"),
    ({"actor": json.dumps({"account": {"name": "u123"}})}, "gaf niet door wie u bent"),
    ({"endpoint": ""}, "geen leerplatform gevonden"),
    ({"endpoint": "javascript:alert(1)"}, "geen leerplatform gevonden"),
])  # fmt: skip
def test_xapi_without_a_learner_nothing_is_sent(browser: Any, lesson: Edition, launch: dict[str, str], told: str) -> None:
    with hosting(_served(lesson)) as lms:
        watched = Watched(browser, lms.address)
        page = _opened(watched, _launch(lms, **launch))
        page.get_by_text(told).wait_for()
        learner = Learner(page, lesson)
        learner.begin()
        learner.answer_all()
        page.get_by_role("heading", name="Uitslag").wait_for()
        assert lms.asked == 0
        assert told in page.locator("#melding").inner_text()
        watched.assert_clean()


@pytest.mark.parametrize("actor", [
    {"name": ["Jan"], "mbox": ["mailto:jan@voorbeeld.nl"]},
    {"account": [{"accountServiceHomePage": "https://lms.voorbeeld.nl/", "accountName": "u1"}], "objectType": "Agent"},
])  # fmt: skip
def test_xapi_a_learner_as_older_platforms_say_it(browser: Any, lesson: Edition, actor: dict[str, Any]) -> None:
    with hosting(_served(lesson)) as lms:
        watched = Watched(browser, lms.address)
        _opened(watched, _launch(lms, actor=json.dumps(actor), registration="geen-uuid"))
        _until(lambda: lms.statements)
        (found,) = lms.statements.values()
        assert validated([found]) == []
        assert found["actor"]["objectType"] == "Agent"
        assert "registration" not in found["context"]


# --- from a disk


@pytest.mark.parametrize("kind", KINDS)
def test_a_package_opens_from_a_disk(browser: Any, lesson: Edition, kind: Kind, tmp_path: Path) -> None:
    folder = tmp_path / "uitgepakt"
    with zipfile.ZipFile(io.BytesIO(package(lesson, kind))) as zipped:
        zipped.extractall(folder)
    watched = Watched(browser, "", viewport={"width": 360, "height": 780})
    page = watched.page
    page.goto((folder / "index.html").as_uri())
    page.get_by_text("Er is geen leerplatform gevonden.").wait_for()
    assert page.locator("#melding").get_attribute("role") == "status"
    page.screenshot(path=tmp_path / f"{kind}-schijf.png", full_page=True)
    learner = Learner(page, lesson)
    learner.begin()
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    learner.answer_all(wrong=("wie",))
    page.get_by_role("heading", name="Uitslag").wait_for()
    page.screenshot(path=tmp_path / f"{kind}-uitslag.png", full_page=True)
    assert not page.locator("#sluiten").is_visible()
    links = {link.get_attribute("href") for link in page.locator("a").all()}
    assert links
    assert all(link.startswith("https://") for link in links)
    assert watched.faults == []
    assert all(url.startswith("file:") for url in watched.requests)


def test_a_package_in_english(browser: Any, documents: tuple[Document, ...], tmp_path: Path) -> None:
    with zipfile.ZipFile(io.BytesIO(package(shown(documents, "en"), "scorm12"))) as zipped:
        zipped.extractall(tmp_path)
    watched = Watched(browser, "")
    watched.page.goto((tmp_path / "index.html").as_uri())
    watched.page.get_by_text("No learning platform was found.").wait_for()
    assert watched.page.locator("html").get_attribute("lang") == "en"
    assert watched.page.locator("h1").inner_text() == "May I?"


def _cmi(page: Any) -> Any:
    """What the player holds now."""
    return page.evaluate("JSON.parse(JSON.stringify(api.cmi))")


def _interactions(page: Any) -> list[dict[str, Any]]:
    found = _cmi(page)["interactions"]
    return [each | {"pattern": [one["pattern"] for one in _listed(each["correct_responses"])]} for each in _listed(found)]


def _listed(rows: Any) -> list[Any]:
    return [rows[key] for key in sorted(rows, key=int)] if isinstance(rows, dict) else list(rows)
