"""The report: its figures are those of the scores, nothing hostile is alive in it, nothing is asked of another place, and a browser agrees."""

import re
import string
from collections.abc import Sequence
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from lxml import html as parser

from eval import plots
from eval.case import Audience, Level, Opening, Theme
from eval.compare import compare_runs
from eval.config import Config
from eval.measure_strings import GROUPS, MEASURES, measure
from eval.measures import score
from eval.report import Run, html, markdown
from eval.report_strings import _TEXTS, _VALUES, called, plain, shown, told_day, words
from eval.runs import Manifest
from eval.scores import STRATA, figures, scored, strata
from eval.stats import Estimate
from tests.eval.make import case, cited, record, reply
from tests.ui.browser import chromium, needs_chromium

HOSTILE = (
    '<script>alert(1)</script>"><img src=x onerror=alert(2)></style>| `x` [a](javascript:alert(3)) ![b](http://evil.example/b.png) '
    "{{ 7*7 }} &lt; https://evil.example www.evil.example **vet** \u202egnol\nnieuw"
)
GOOD = "De organisatie moet een datalek binnen 72 uur melden [1]."


def manifest(name: str = "een", **changes: object) -> Manifest:
    fields: dict[str, object] = {
        "name": name, "config": Config(name=name), "sets": {"proef": "0"}, "size": 4, "cases": 4, "corpus": "c", "index": "i", "model": "m",
        "settings": {"model": "m", "openai_url": "http://geheim.example"}, "code": "0", "day": date(2026, 11, 27), "machine": "x",
    }  # fmt: skip
    return Manifest.model_validate(fields | changes)


def run(name: str = "een", good: int = 3, text: str = "Iets heel anders.", question: str = "Mag dat?") -> Run:
    """So many right answers and one that says ``text``."""
    rows = [record(reply(GOOD, confidence=0.9), case(f"q-{n}", theme="inkoop")) for n in range(good)]
    bad = reply(text, confidence=0.5, cited=(cited(text=text, status="vervallen"),), notices=(text,), timings={"total": 3.0, "generate": 2.0})
    return Run(manifest(name), scored([*rows, record(bad, case("q-9", query=question, note=question, points=(question,)))]))


def of(*rows: Any, **changes: object) -> Run:
    """A run of these rows."""
    return Run(manifest(cases=len(rows), **changes), scored(rows))


def texts(page: str) -> str:
    return " ".join(parser.fromstring(page).text_content().split())


def table(page: str, caption: str) -> dict[str, list[str]]:
    """The cells of each row of the table with this caption, by the head of the row without its explanation."""
    rows = parser.fromstring(page).xpath("//table[caption=$caption]//tr[td]", caption=caption)
    return {row.xpath("string(th/text())"): [" ".join(cell.text_content().split()) for cell in row.xpath("td")] for row in rows}


@pytest.mark.parametrize("language", ["nl", "en"])
def test_every_figure_is_that_of_the_scores(language: str) -> None:
    measured = run()
    found, page, seen = figures(measured.cases), html([measured], language=language), set()
    for name, value in found.items():
        how = measure(name)
        told, _, n, left = table(page, called("group", how.group, language))[getattr(how, language)[0]]
        assert told == shown(value.value, how.unit, language) and n == str(value.n)
        assert left == ("–" if name == "pairs right" else str(4 - value.n))
        seen.add(getattr(how, language)[0])
    groups = [called("group", group, language) for group in GROUPS]
    assert {name for group in groups for name in table(page, group) if name} == seen, "and nothing that is not scored"
    right = found["right"]
    assert table(page, groups[0])["Goed" if language == "nl" else "Right"][:3] == [
        "75%", words(language)["to"].format(low=f"{100 * right.low:.0f}%", high=f"{100 * right.high:.0f}%"), "4",
    ]  # fmt: skip


def test_figures_are_written_as_people_write_them() -> None:
    assert [shown(value, "share", "nl") for value in (0.0, 0.004, 0.5, 0.814, 0.997, 1.0)] == ["0%", "0,4%", "50%", "81%", "99,7%", "100%"]
    assert [shown(value, "seconds", "nl") for value in (0.0371, 0.42, 3.44)] == ["0,037 s", "0,42 s", "3,4 s"]
    assert shown(1234.5, "number", "nl") == "1.234" and shown(1234.5, "number", "en") == "1,234" and shown(52.25, "number", "nl") == "52,2"
    assert told_day(date(2026, 3, 1), "nl") == "1 maart 2026" and told_day(date(2026, 12, 31), "en") == "31 December 2026"


def test_the_same_outcome_everywhere_is_not_told_as_certain() -> None:
    none, all_ = (plots.widened(Estimate(value, value, value, 10)) for value in (0.0, 1.0))
    # Clopper & Pearson for 0 of 10: 1 − 0.025^(1/10).
    assert none.high == pytest.approx(0.3085, abs=1e-4) and all_.low == pytest.approx(0.6915, abs=1e-4) and (none.low, all_.high) == (0.0, 1.0)
    some = Estimate(0.5, 0.2, 0.8, 10)
    assert plots.widened(some) is some
    page = html([of(*(record(asked=case(f"q-{n}")) for n in range(10)))])
    assert table(page, "Inhoud")["Goed"] == ["100%", "69% tot 100%", "10", "0"]
    one = html([of(record(reply("De organisatie moet melden [1]."), case(points=("Een datalek moet binnen 72 uur worden gemeld.", "Onzin."))))])
    assert "te weinig vragen voor een marge" in texts(one), "of one time there is no spread"


def test_what_is_not_scored_has_no_figure() -> None:
    bare = of(record(reply(GOOD, cited=None, hits=None)), config=Config(name="kaal"))
    page = html([run(), bare])
    row = table(page, "Bronnen")["Juiste bron"]
    assert row[2:4] == ["niet gescoord", "0 1"] and row[4:] == ["–", ""]
    tile = parser.fromstring(page).xpath("//ul[@class='tiles']/li[h3='Juiste bron']")[0]
    assert tile.xpath("strong[@class='none']/text()") == ["niet gescoord"] and not re.search(r"\d", tile.xpath("strong/text()")[1])
    assert "Niet gescoord, en dus zonder cijfer: Zwijgt terecht, Gevaarlijk begin, Zegt iets fouts." in texts(page)
    assert "kaal zegt niet hoe zeker het is" in texts(page)


def test_the_head_tells_what_is_not_there() -> None:
    rows = [record(), record(reply(outcome="failed", text="", error="weg <b>"), case("q-2"))]
    page = texts(html([Run(manifest(cases=5, size=None, config=Config(name="een", seeds=2)), scored(rows))]))
    for told in ("27 november 2026, 5 vragen (alle vragen", "1 van de 2 vragen zijn mislukt", "3 vragen zijn nog niet gesteld", "2 keer gesteld"):
        assert told in page
    assert "weg <b>" in page and "steekproef" in texts(html([run()]))


def test_the_verdict_follows_from_the_figures() -> None:
    good = [record(asked=case(f"g-{n}", theme="inkoop")) for n in range(10)]
    bad = [record(reply("Iets anders.", cited=()), case(f"b-{n}", theme="veiligheid")) for n in range(10)]
    told = [record(reply(GOOD), case(f"n-{n}", expect="no-answer", theme="anders")) for n in range(9)]
    page = texts(html([of(*good, *bad, *told)]))
    assert "Van de 29 beoordeelde vragen ging 34% goed." in page
    # Nine questions without an answer are too few for a verdict; of what has ten, silence without reason (0%) is best.
    assert "Het best gaat “Zwijgt ten onrechte” (0%, minder is beter), het slechtst “Juiste bron” (50%)." in page
    assert "Per thema gaat inkoop het best (100% goed) en veiligheid het slechtst (0%)." in page and "overlappen, dus" not in page
    few = texts(html([run()]))
    assert "Het best gaat" not in few and "Per thema gaat" not in few, "four questions decide nothing"


def test_overlapping_themes_are_told_to_be_chance() -> None:
    rows = [
        record(reply(GOOD if n < right else "Iets anders."), case(f"{theme}-{n}", theme=theme))
        for theme, right in (("inkoop", 6), ("veiligheid", 5))
        for n in range(10)
    ]
    assert "De marges van die twee thema's overlappen" in texts(html([of(*rows)]))


def test_each_dimension_has_a_table() -> None:
    cases = scored(
        [record(asked=case(f"a-{n}", gold=("zzz/a",), level="hard")) for n in range(3)] + [record(asked=case("b-1", level="easy"))]
    )
    root = parser.fromstring(html([Run(manifest(), cases)]))
    for dimension in STRATA:
        rows = root.xpath("//table[caption=$caption]/tbody/tr", caption=f"Per soort vraag: {called('dimension', dimension, 'nl')}")
        assert {row.xpath("string(th)"): row.xpath("string(td[1])") for row in rows} == {
            called(dimension, value, "nl"): str(len(each)) for value, each in strata(cases, dimension).items()
        }
    heads = root.xpath("//table[caption='Per soort vraag: document']/tbody/tr/th/text()")
    assert heads == ["zzz", "avg"], "most cases first"
    assert root.xpath("//table[caption='Per soort vraag: moeilijkheid']/tbody/tr/th/text()") == ["makkelijk", "moeilijk"]
    opened = root.xpath("//h2[@id='soort']/following-sibling::details[table or .//table]/@open")
    assert len(opened) == 1


def test_what_went_wrong_is_told_whole_and_the_gravest_first() -> None:
    wrong = case("w-1", query="Waterschap?", history=("Eerder dit",), on=date(2026, 2, 3), wrong=("Een datalek hoeft niet te worden gemeld.",))
    rows = [
        record(reply("Iets anders [1]."), case("p-1")),
        record(reply(GOOD), case("n-1", expect="no-answer")),
        record(reply("Een datalek hoeft niet te worden gemeld [1].", notices=("Let op.",)), wrong),
        record(reply("Ja. " + GOOD, by_rule=("Ja.",)), case("d-1", accept=("nee",))),
        record(),
        record(reply(hits=("x/y",)), case("r-1", task="retrieval")),
    ]
    root = parser.fromstring(html([of(*rows)]))
    closed = root.xpath("//details[@class='case']")
    assert [re.search(r"\((\S+),", each.xpath("string(summary)")).group(1) for each in closed] == ["d-1", "w-1", "n-1", "p-1", "r-1"]  # type: ignore[union-attr]
    opened = " ".join(closed[1].text_content().split())
    for told in (
        "Eerder dit", "3 februari 2026", "Een datalek moet binnen 72 uur worden gemeld.", "Mag er niet staan", "avg/artikel-33", "Let op.",
        "[1] avg/artikel-33 (geldend): “De organisatie moet een datalek binnen 72 uur melden.”", "zegt iets fouts", "proef", "AVG, art. 33",
    ):  # fmt: skip
        assert told in opened
    assert "gevaarlijk begin" in closed[0].text_content() and closed[0].xpath("string(.//dt[.='Mag beginnen met']/following-sibling::dd[1])") == "nee"
    written = markdown([of(*rows)])
    for told in ("Eerder gevraagd: Eerder dit", "3 februari 2026", "Mag er niet staan", "Let op.", "geen juiste bron gevonden"):
        assert told in written
    assert "Alles ging goed." in texts(html([of(record())])) and "Alles ging goed." in markdown([of(record())])


def test_at_most_two_hundred_cases_are_shown() -> None:
    page = html([of(*(record(reply("Iets anders."), case(f"q-{n}")) for n in range(203)))])
    assert page.count('class="case"') == 200 and "Er zijn er nog 3 die hier niet staan" in texts(page) and "eval sentences een" in texts(page)


def test_every_different_answer_of_more_seeds_is_shown() -> None:
    rows = [record(reply(text), seed=seed) for seed, text in enumerate(("Eerste.", "Eerste.", "Tweede."))]
    page = html([of(*rows)])
    assert page.count("Eerste.") == 1 and page.count("Tweede.") == 1


@pytest.mark.parametrize("language", ["nl", "en"])
def test_nothing_hostile_is_alive_in_the_page(language: str) -> None:
    measured = run(name=HOSTILE[:80], text=HOSTILE, question=HOSTILE)
    for page in (
        html([measured], language=language, history=[run(name=HOSTILE[:80])], agreement={"right": HOSTILE}),
        html([measured, run(name=HOSTILE[:79])], language=language),
    ):
        root = parser.fromstring(page)
        assert not root.xpath("//script | //img | //iframe | //object | //link | //form | //*[@onerror or @onload or @onclick]")
        assert len(root.xpath("//style[not(ancestor::svg)]")) == 1 and "<script>" not in page and "{{ 7*7 }}" in texts(page)
        assert all(value.startswith("#") for value in root.xpath("//@href | //@src | //@*[name()='xlink:href']"))


@pytest.mark.parametrize("language", ["nl", "en"])
def test_nothing_hostile_is_alive_in_the_markdown(language: str) -> None:
    reader = pytest.importorskip("markdown_it").MarkdownIt("gfm-like", {"linkify": False, "html": True})
    measured = run(name=HOSTILE[:80], text=HOSTILE, question=HOSTILE)
    written = markdown([measured, run("twee")], language=language, agreement={"right": HOSTILE})
    tokens = [token for block in reader.parse(written) for token in (block, *(block.children or ()))]
    kinds = {token.type for token in tokens}
    assert not kinds & {"html_block", "html_inline", "link_open", "image", "code_inline", "fence", "code_block"}
    assert "<strong>vet" not in reader.render(written) and reader.render(written).count("<table>") == written.count("\n|---|") > 10
    assert "<script>alert(1)</script>" in "".join(token.content for token in tokens if token.type == "text"), "as text it is all there"
    assert not re.search(r"(?<!\\):\/\/|(?<!w\\)(?<=www)\.", written) and "\u202e" not in written


def test_a_table_in_markdown_has_as_many_cells_in_each_row() -> None:
    written = markdown([run(name="a|b"), run("twee"), run("drie")], history=[])
    for block in re.findall(r"(?:^\|.*\n)+", written, flags=re.MULTILINE):
        assert len({len(re.findall(r"(?<!\\)\|", line)) for line in block.splitlines()}) == 1


def test_plain_text_stays_one_line_and_no_markup() -> None:
    assert plain("a | b\n# c `d` $x$") == r"a \| b \# c \`d\` \$x\$" and plain("\u202ea\x00b\u2066") == "ab"
    assert plain("http://x www.y WWW.z a: b") == r"http\://x www\.y WWW\.z a: b"


def test_nothing_is_asked_of_another_place() -> None:
    page = html([run(), run("twee", 2)])
    root = parser.fromstring(page)
    refers = [value for name in ("src", "href", "action", "data", "srcset") for value in root.xpath(f"//@{name}")]
    assert refers and all(value.startswith("#") for value in refers) and not re.search(r"url\((?!#)|@import|@font-face", page)
    policy = root.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
    assert policy == ["default-src 'none'; style-src 'unsafe-inline'; img-src data:"]
    assert "geheim.example" not in page and "geheim.example" not in markdown([run()])


def test_links_within_lead_somewhere_and_no_id_is_used_twice() -> None:
    root = parser.fromstring(html([run(), run("twee", 2)]))
    ids = root.xpath("//@id")
    assert len(ids) == len(set(ids))
    assert {value[1:] for value in root.xpath("//@href | //@*[name()='xlink:href']")} <= set(ids)


def test_headings_are_in_order_and_tables_have_captions_and_heads() -> None:
    for runs in ([run()], [run(), run("twee", 2)]):
        root = parser.fromstring(html(runs))
        levels = [int(each.tag[1]) for each in root.xpath("//h1 | //h2 | //h3 | //h4")]
        assert levels[0] == 1 and levels.count(1) == 1 and all(after - before <= 1 for before, after in pairwise(levels))
        assert all(len(each.xpath("caption")) == 1 and each.xpath("caption")[0].text_content() for each in root.xpath("//table"))
        assert not root.xpath("//th[not(@scope)]")


def test_two_runs_make_one_comparison() -> None:
    first = of(*(record(reply("Iets anders."), case(f"q-{n}")) for n in range(12)), config=Config(name="kaal"))
    second = of(*(record(asked=case(f"q-{n}")) for n in range(14)), config=Config(name="wij"))
    page = html([first, second])
    found = compare_runs(first.cases, second.cases)
    difference, p = found.measures["right"]
    assert difference.change == 1.0 and p < 0.05
    assert table(page, "Inhoud")["Goed"][4:] == ["+100 procentpunt +100 tot +100", f"beter {p:.3f}".replace(".", ",")]
    said = texts(page)
    assert "Vergelijking van kaal, wij" in said and "12 van de 12 vragen die beide kregen: 12 beter, 0 slechter." in said
    assert "0 vragen had alleen kaal, 2 alleen wij" in said and "wij naast kaal, op de 12 vragen die beide kregen. Aantoonbaar beter op: “" in said
    assert "Aantoonbaar slechter op: geen enkele maat." in said and "kaal (" not in said
    assert "Geen enkele vraag ging anders." in texts(html([first, first]))
    opened = parser.fromstring(page).xpath("//h2[@id='anders']/following-sibling::details[1]")[0].text_content()
    assert "Iets anders." in opened and GOOD in opened, "both answers side by side"


def test_less_is_better_where_it_is_and_more_of_what_is_neutral_is_neither() -> None:
    asked = [case(f"q-{n}", accept=("nee",)) for n in range(12)]
    first = of(*(record(reply(GOOD), each) for each in asked), config=Config(name="stil"))
    second = of(*(record(reply(f"Ja. {GOOD}"), each) for each in asked), config=Config(name="ja"))
    rows = table(html([first, second]), "Inhoud")
    assert rows["Gevaarlijk begin"][-1].startswith("slechter") and rows["Begint met ja of nee"][-1].startswith("meer")


def test_two_runs_of_one_name_are_told_apart() -> None:
    pair = [Run(manifest(name, config=Config(name="wij")), run().cases) for name in ("a", "b")]
    assert "Vergelijking van wij (a), wij (b)" in texts(html(pair))


def test_history_draws_a_trend_in_words() -> None:
    page, without = html([run()], history=[run("eerder", 2)]), texts(html([run()]))
    rows = table(page, "Verloop over eerdere metingen")
    assert rows["Goed"][1].startswith("75% (") and rows["Goed"][0].startswith("67% (") and "Juiste bron" in rows
    assert "Verloop" not in without and "gold cited" not in page
    assert "Verloop over eerdere metingen" in markdown([run()], history=[run("eerder", 2)])


def test_agreement_stands_where_the_headline_is_explained() -> None:
    page = html([run()], agreement={"right": "kappa 0,80, gelijk in 9 van 10 gevallen."})
    between = texts(page)
    at, plotted = between.index("Goed: kappa 0,80, gelijk in 9 van 10 gevallen."), between.index("Goed per thema")
    assert between.index("Wanneer heet een antwoord goed?") < at < plotted and "niet gemeten" not in between
    for more in ({}, {"agreement": {"points": "kappa 0,70"}}):
        for told in (texts(html([run()], **more)), markdown([run()], **more)):
            assert "Of mensen het eens zijn met “Goed”, is voor deze vragen niet gemeten." in told
            assert ("Kernpunten: kappa 0,70." in told) == bool(more)


def test_each_picture_tells_its_figures() -> None:
    page = html([run()])
    told = parser.fromstring(page).xpath("//*[@role='img']/@aria-label")
    assert len(told) == 4 and any("inkoop: een 100% (" in each and "n=3" in each for each in told)
    assert any("bij antwoord op 100% 25%" in each for each in told), "of four, all answered, one is wrong"
    # p50 and p95 of 1, 1, 1 and 3 seconds: 1.0 and 2.7.
    assert any("in totaal, helft is sneller 1,0 s, in totaal, 95% is sneller 2,7 s" in each for each in told)
    assert any("1 100% (40% tot 100%), n=4" in each for each in told)


def test_the_retrieval_curve_has_a_line_for_each_large_set() -> None:
    rows = [record(asked=case(f"{name}-{n}"), set=name) for name, size in (("answers", 10), ("time", 10), ("klein", 9)) for n in range(size)]
    assert list(table(html([of(*rows)]), "Hoe snel is een juiste bron gevonden?")) [1:] == ["alle vragen", "antwoorden", "tijd"]


@pytest.mark.parametrize("name", ["_onder", "$\\frac{$ $x$", "a" * 80, "<b>&amp;"])
def test_any_name_can_be_drawn(name: str) -> None:
    page = html([run(), Run(manifest(config=Config(name=name)), run().cases)], history=[])
    drawn = [" ".join(each.itertext()) for each in parser.fromstring(page).xpath("//*[local-name()='svg']")]
    shown_name = name if len(name) <= 26 else name[:25] + "…"
    assert sum(shown_name in each for each in drawn) == 4, "in the legend of every picture"


def test_a_run_that_has_none_of_the_first_theme_keeps_its_place_in_the_legend() -> None:
    second = of(record(asked=case("z-1", theme="veiligheid")), config=Config(name="twee"))
    assert "twee" in parser.fromstring(html([run(), second])).xpath("string((//*[local-name()='svg'])[1])")


def test_drawing_leaves_the_settings_of_the_library_alone() -> None:
    from matplotlib import rcParams

    before = dict(rcParams)
    html([run()])
    assert dict(rcParams) == before


def test_the_same_run_gives_the_same_bytes() -> None:
    assert html([run()]) == html([run()]) and markdown([run()]) == markdown([run()])
    assert html([run(), run("twee", 2)]) == html([run(), run("twee", 2)])


def produced() -> Sequence[str]:
    """Every measure that a run of many sorts of cases has."""
    old = cited(2, "standpunt-2023/oud", text="Het gebruik was niet toegestaan.", status="vervallen")
    full = case("a", stale=("standpunt-2023/*",), wrong=("Onzin.",), accept=("ja",), pair="p")
    given = reply(f"Ja. {GOOD} Het gebruik was niet toegestaan [2].", cited=(cited(), old), tokens={"prompt": 1, "evaluated": 1, "written": 1})
    rows = [
        record(given, full), record(given, full, seed=1), record(asked=case("b", pair="p")), record(reply(outcome="abstained"), case("c")),
        record(reply(), case("d", expect="no-answer")), record(reply(), case("e", expect="correct")),
        record(reply(timings=dict.fromkeys(("total", "retrieve", "wait", "generate", "check"), 1.0)), case("f", task="retrieval")),
    ]  # fmt: skip
    return list(figures(scored(rows)))


def test_every_measure_has_words_in_both_languages() -> None:
    names = set(produced())
    by_rule = {name for name in names if not re.match(r"(p50 |p95 )?seconds |tokens ", name)}
    assert by_rule == set(MEASURES), "each that a run can have has words, and none has words for nothing"
    code = (Path(score.__code__.co_filename)).read_text(encoding="utf-8")
    assert set(re.findall(r'scores\["([^"]+)"\] =', code)) <= names, "the rows above do not reach every measure"
    for name in (*names, "seconds eigen stap", "p95 seconds eigen stap", "tokens eigen"):
        how = measure(name)
        assert how.group in GROUPS and all(how.nl) and all(how.en) and how.nl[0] != name and how.unit in ("share", "seconds", "number")
    told = [measure(name) for name in names]
    assert len({how.nl[0] for how in told}) == len({how.en[0] for how in told}) == len(names), "no two measures have one name"


def test_every_text_says_the_same_in_both_languages() -> None:
    def parts(text: str) -> set[str | None]:
        return {field for _, field, _, _ in string.Formatter().parse(text) if field}

    for name, (nl, en) in _TEXTS.items():
        assert nl and en and parts(nl) == parts(en), name
    for dimension, allowed in (("theme", Theme), ("audience", Audience), ("level", Level), ("accept", Opening)):
        assert set(_VALUES[dimension]) == set(allowed.__args__)  # type: ignore[attr-defined]
    assert set(_VALUES["dimension"]) == set(STRATA) and set(_VALUES["group"]) == set(GROUPS)
    assert set(_VALUES["set"]) == {file.stem for file in (Path(score.__code__.co_filename).parent / "sets").glob("*.jsonl")}


def test_how_it_was_measured_stands_in_it() -> None:
    page = html([run()], language="en")
    assert table(page, "Which questions") == {"proef": ["4", "4", "0"]}
    said = texts(page)
    for told in ("this program", "27 November 2026", "model = m", "kept 72%", "caught 84%", "70% and 92%", "right questions", "believe “test”"):
        assert told in said


@needs_chromium
@pytest.mark.parametrize("runs", [1, 2])
def test_a_browser_shows_it_without_a_complaint(tmp_path: Path, runs: int) -> None:
    file = tmp_path / "report.html"
    file.write_text(html([run(text=HOSTILE, question=HOSTILE), run("twee")][:runs], history=[run("eerder")]), encoding="utf-8")
    with chromium() as browser:
        for width in (1200, 390):
            page = browser.new_page(viewport={"width": width, "height": 900})
            said: list[str] = []
            asked: list[str] = []
            page.on("console", lambda message, said=said: said.append(message.text))
            page.on("pageerror", lambda error, said=said: said.append(str(error)))
            page.on("request", lambda request, asked=asked: asked.append(request.url))
            page.goto(file.as_uri())
            page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
            assert said == [] and asked == [file.as_uri()] and page.evaluate("document.documentElement.scrollWidth") <= width
            assert page.locator("svg").count() == (5 if runs == 1 else 4) and page.locator("details").count() > 8
            # What is drawn is read on a phone: no text under 8 pixels.
            assert page.evaluate("Math.min(...[...document.querySelectorAll('svg text')].map(each => each.getBoundingClientRect().height))") > 8


@needs_chromium
@pytest.mark.parametrize(("runs", "scheme"), [(1, "light"), (2, "dark")])
def test_axe_finds_nothing_serious(tmp_path: Path, runs: int, scheme: str) -> None:
    axe = pytest.importorskip("axe_playwright_python")
    script = (Path(axe.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
    file = tmp_path / "report.html"
    file.write_text(html([run(), run("twee")][:runs]), encoding="utf-8")
    with chromium() as browser:
        page = browser.new_page(color_scheme=scheme)
        page.goto(file.as_uri())
        page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
        page.evaluate(script)
        found = page.evaluate("axe.run(document)")["violations"]
        assert [(each["id"], each["nodes"][0]["html"][:200]) for each in found if each["impact"] in ("moderate", "serious", "critical")] == []
