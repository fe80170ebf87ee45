"""The report: its figures are those of the scores, nothing hostile is alive in it, nothing is asked of another place, and a browser agrees."""

import re
from datetime import date
from pathlib import Path

import pytest
from lxml import html as parser

from eval.compare import compare_runs
from eval.config import Config
from eval.measure_strings import GROUPS, measure
from eval.measures import score
from eval.report import Run, html, markdown, plain
from eval.report_strings import WORDS
from eval.runs import Manifest
from eval.scores import figures, scored
from tests.eval.make import case, cited, record, reply
from tests.ui.browser import chromium, needs_chromium

HOSTILE = '<script>alert(1)</script>"><img src=x onerror=alert(2)></style>| `x` [a](javascript:alert(3)) {{ 7*7 }} &lt;'
GOOD = "De organisatie moet een datalek binnen 72 uur melden [1]."


def manifest(name: str = "een", **changes: object) -> Manifest:
    fields: dict[str, object] = {
        "name": name, "config": Config(name=name), "sets": {"proef": "0"}, "size": 4, "cases": 4, "corpus": "c", "index": "i", "model": "m",
        "settings": {"model": "m"}, "code": "0", "day": date(2026, 11, 27), "machine": "x",
    }  # fmt: skip
    return Manifest.model_validate(fields | changes)


def run(name: str = "een", good: int = 3, text: str = "Iets heel anders.", question: str = "Mag dat?") -> Run:
    """So many right answers and one that says ``text``."""
    rows = [record(reply(GOOD, confidence=0.9), case(f"q-{n}", theme="inkoop")) for n in range(good)]
    bad = reply(text, confidence=0.5, cited=(cited(text=text, status="vervallen"),), notices=(text,), timings={"total": 3.0, "generate": 2.0})
    return Run(manifest(name), scored([*rows, record(bad, case("q-9", query=question, note=question, points=(question,)))]))


def texts(page: str) -> str:
    return " ".join(parser.fromstring(page).text_content().split())


def test_the_figures_are_those_of_the_scores() -> None:
    measured = run()
    page = html([measured])
    root = parser.fromstring(page)
    rows = {row.xpath("string(th/text())"): [cell.text_content() for cell in row.xpath("td")] for row in root.xpath("//tr[th[@scope='row']]")}
    found = figures(measured.cases)
    assert rows["Goed"] == ["75%", f"{100 * found['right'].low:.0f}% – {100 * found['right'].high:.0f}%", "4"]
    assert rows["Juiste bron"][0] == f"{100 * found['gold cited'].value:.0f}%" and rows["inkoop"][0] == "3"
    assert "75%" in root.xpath("//ul[@class='tiles']/li[1]/strong/text()")[0] and "Beide dagen goed" not in rows, "what is not scored is not there"


def test_what_went_wrong_is_told_with_what_was_expected() -> None:
    page = html([run(question="Moet een waterschap dit melden?")])
    opened = parser.fromstring(page).xpath("//details[contains(summary, 'waterschap')]")[0].text_content()
    for told in ("mist kernpunten", "avg/artikel-33", "Iets heel anders.", "AVG, art. 33"):
        assert told in opened
    assert "Alles ging goed." in texts(html([Run(manifest(), scored([record()]))]))


@pytest.mark.parametrize("language", ["nl", "en"])
def test_nothing_hostile_is_alive(language: str) -> None:
    measured = run(text=HOSTILE, question=HOSTILE)
    page = html([measured], language=language)
    root = parser.fromstring(page)
    assert not root.xpath("//script | //img | //iframe | //object | //link | //form | //*[@onerror or @onload or @onclick]")
    assert [style.text for style in root.xpath("//head/style")] and "<script>" not in page and "{{ 7*7 }}" in texts(page)
    written = markdown([measured], language=language)
    assert not re.search(r"(?<!\\)<(?:script|img)|(?<!\\)\[a\]|(?<!\\)`x", written)


def test_plain_text_stays_one_line_and_no_markup() -> None:
    assert plain("a | b\n# c `d`") == r"a \| b \# c \`d\`"


def test_nothing_is_asked_of_another_place() -> None:
    root = parser.fromstring(html([run(), run("twee", 2)]))
    refers = [value for name in ("src", "href", "action", "data") for value in root.xpath(f"//@{name}")]
    assert all(value.startswith("#") for value in refers) and not root.xpath("//*[contains(@style, 'url(http')]")
    policy = root.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")[0]
    assert policy.startswith("default-src 'none'") and "script" not in policy


def test_two_runs_make_one_comparison() -> None:
    first, second = run("kaal", 3), run("wij", 3, text=GOOD, question="Mag dat?")
    page = html([first, second])
    assert "Vergelijking van kaal, wij" in texts(page) and "beter" in texts(page)
    difference, p = compare_runs(first.cases, second.cases).measures["right"]
    assert difference.change == pytest.approx(0.25) or difference.change == 0.0
    cells = parser.fromstring(page).xpath("//tr[th[starts-with(text(), 'Goed')]]/td/text()")
    assert cells[:1] == ["75%"] and f"{p:.3f}".replace(".", ",") in cells
    assert page.count("<svg") == 4 and "Geen enkele vraag ging anders." in texts(html([first, run("kaal", 3)]))


def test_history_draws_a_trend_and_agreement_is_told_or_said_to_be_missing() -> None:
    assert "Verloop over eerdere runs" in html([run()], history=[run("eerder", 2)]) and "Verloop" not in texts(html([run()]))
    assert "kappa 0,80" in html([run()], agreement={"points": "kappa 0,80"}) and "niet gemeten" in texts(html([run()]))


def test_the_same_run_gives_the_same_bytes() -> None:
    assert html([run()]) == html([run()]) and markdown([run()]) == markdown([run()])


def test_every_measure_has_words_in_both_languages() -> None:
    old = cited(2, "standpunt-2023/oud", text="Het gebruik was niet toegestaan.", status="vervallen")
    asked = case(stale=("standpunt-2023/*",), wrong=("Onzin.",), accept=("ja",))
    tokens = {"prompt": 1, "written": 1}
    given = reply(f"Ja. {GOOD} Het gebruik was niet toegestaan [2].", cited=(cited(), old), tokens=tokens)
    names = score(record(given, asked))
    more = "pairs right;stability;abstention recall;abstention precision;premise set right;p50 seconds generate;seconds eigen stap".split(";")
    for name in (*names, *more):
        how = measure(name)
        assert how.group in GROUPS and all(how.nl) and all(how.en) and how.nl[0] != name
    assert WORDS["nl"].faults.keys() == WORDS["en"].faults.keys() and len(WORDS["nl"].limits) == len(WORDS["en"].limits)


@needs_chromium
def test_a_browser_shows_it_without_a_complaint(tmp_path: Path) -> None:
    file = tmp_path / "report.html"
    file.write_text(html([run(text=HOSTILE, question=HOSTILE), run("twee")]), encoding="utf-8")
    with chromium() as browser:
        for width in (1200, 390):
            page = browser.new_page(viewport={"width": width, "height": 900})
            said: list[str] = []
            asked: list[str] = []
            page.on("console", lambda message, said=said: said.append(message.text))
            page.on("request", lambda request, asked=asked: asked.append(request.url))
            page.goto(file.as_uri())
            assert said == [] and asked == [file.as_uri()] and page.evaluate("document.documentElement.scrollWidth") <= width
            assert page.locator("svg").count() == 4 and page.locator("details").count() > 4


@needs_chromium
def test_axe_finds_nothing_serious(tmp_path: Path) -> None:
    axe = pytest.importorskip("axe_playwright_python")
    script = (Path(axe.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
    file = tmp_path / "report.html"
    file.write_text(html([run(), run("twee")]), encoding="utf-8")
    with chromium() as browser:
        for scheme in ("light", "dark"):
            page = browser.new_page(color_scheme=scheme)
            page.goto(file.as_uri())
            page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
            page.evaluate(script)
            found = page.evaluate("axe.run(document)")["violations"]
            assert [(each["id"], each["nodes"][0]["html"][:200]) for each in found if each["impact"] in ("serious", "critical")] == []
