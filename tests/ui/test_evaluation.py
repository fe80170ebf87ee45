"""The evaluators' pages without a browser: blind, safe from other sites, and nothing typed is lost."""

import csv
import html
import io
import json
import re
import threading
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from eval.review import FOLDER, Label, add_label, item_of, read_adjudications, read_labels
from eval.runs import ROWS
from tests.eval.make import cited, reply
from tests.ui.evaluators import OWN_ORIGIN, PLACES, SECRET, Evaluator, add_run, rows, two_runs
from ui.evaluation import create_app
from ui.evaluation_results import csv_text, safe


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return two_runs(tmp_path)


@pytest.fixture
def app(data: Path) -> Any:
    return create_app(data, PLACES, "nl")


def test_the_answer_is_shown_without_where_it_is_from(app: Any) -> None:
    anna = Evaluator(app, "Anna")
    Evaluator(app, "Bob").label(Evaluator(app, "Bob").order()[0], "gevaarlijk", remark="OORDEEL VAN BOB")
    pages = [anna.get(f"/beoordelen/{code}") for code in anna.order()]
    assert len(pages) == 8 and sum("Dit staat niet in de bronnen." in page for page in pages) == 4
    for page in pages:
        assert not any(secret in page for secret in (*SECRET, "OORDEEL VAN BOB", "Bob", "q-0", "q-1", "proef"))
        # What is expected is folded up.
        assert page.index("<summary>Wat een goed antwoord is</summary>") < page.index("VERKLAPT")
        assert '<details class="verwacht">' in page
    (answered, *_) = [page for page in pages if 'id="bron-1"' in page]
    # The literal text of the source, with the words that are quoted marked in it.
    assert "<mark>De organisatie moet een datalek binnen 72 uur melden.</mark> De melding gaat naar de Autoriteit" in answered
    assert 'href="#bron-1"' in answered


def test_a_citation_of_nothing_and_words_that_are_not_there(tmp_path: Path) -> None:
    given = reply("Zo is het [1]. En zo [2].", cited=(cited(1, "nergens/niets", text="Verzonnen.", status=""), cited(2, text="Andere woorden.")))
    add_run(tmp_path, "geheim-run", rows(1, lambda number: given))
    anna = Evaluator(create_app(tmp_path, PLACES, "nl"), "Anna")
    page = anna.get("/beoordelen")
    assert "Deze vindplaats is er niet." in page and "Verzonnen.</q>" in page and "Andere woorden.</q>" in page and "<mark>" not in page


def test_everyone_gets_the_same_answers_in_another_order(data: Path) -> None:
    add_run(data, "derde-run", rows(40))
    app = create_app(data, PLACES, "nl")
    anna, bob = Evaluator(app, "Anna", runs=3, size="30"), Evaluator(app, "Bob", runs=3, size="30")
    first, second = anna.order(), bob.order()
    assert len(first) >= 30 and set(first) == set(second) and first != second
    assert Evaluator(app, "Anna", runs=3, size="30").order() == first


def test_stopping_going_on_and_changing(app: Any, data: Path) -> None:
    anna = Evaluator(app, "Anna")
    order = anna.order()
    after = anna.label(order[0], remark="eerste\r\nregel")
    assert after.url.path == f"/beoordelen/{order[1]}" and "1 van 8 beoordeeld" in after.text
    # Another browser, another day, the name in small letters: it goes on where it was.
    again = Evaluator(app, "anna")
    assert again.client.get("/beoordelen").url.path == f"/beoordelen/{order[1]}"
    kept = again.get(f"/beoordelen/{order[0]}")
    assert "eerste\nregel</textarea>" in kept and re.search(r'id="label-juist"[^>]* checked', kept) and "U beoordeelde dit antwoord op" in kept
    again.label(order[0], "gevaarlijk", "fout")
    (label,) = read_labels(data / FOLDER)
    assert (label.evaluator, label.label, label.source) == ("Anna", "gevaarlijk", "fout")
    for code in order[1:]:
        last = anna.label(code)
    assert last.url.path == "/beoordelen/lijst" and "U bent klaar" in last.text and last.text.count('href="/beoordelen/') >= 8
    assert "Anna 4" in anna.get("/")


def test_what_is_missing_is_told_and_what_was_typed_stays(app: Any, data: Path) -> None:
    anna = Evaluator(app, "Anna")
    code = anna.order()[0]
    page = anna.send(f"/beoordelen/{code}", {"label": "juist", "remark": "niet <kwijt>"}, status=422).text
    assert "Kies wat u van de bronnen vindt." in page and "Kies wat u van het antwoord vindt." not in page
    assert "niet &lt;kwijt&gt;" in page and re.search(r'id="label-juist"[^>]* checked', page)
    assert "te lang" in anna.send(f"/beoordelen/{code}", {"label": "x", "source": "goed", "remark": "x" * 2_001}, status=422).text
    assert read_labels(data / FOLDER) == []


def test_without_a_name_or_a_choice_nothing_is_labelled(app: Any) -> None:
    nobody = TestClient(app, base_url="http://127.0.0.1", headers=OWN_ORIGIN)
    assert "Vul eerst uw naam" in nobody.get("/beoordelen").text
    for path in ("/beoordelen/lijst", "/beoordelen/x", "/vraag"):
        assert nobody.get(path).url.query == b"mis=naam"
    nobody.cookies.set("beoordelaar", "%3Cscript%3E")
    assert nobody.get("/beoordelen").url.query == b"mis=naam"
    token = re.search(r'name="token" value="([^"]+)"', nobody.get("/").text)
    assert token
    refused = nobody.post("/naam", data={"naam": "=cmd|' /C calc'!A0", "token": token[1]})
    assert refused.status_code == 422 and "hoogstens 40 tekens" in refused.text
    nobody.cookies.set("beoordelaar", "Anna")
    assert "Kies ten minste één run." in nobody.get("/beoordelen").text
    for broken in ("", "x", "-1.ab", "9999999", "0.weg"):
        nobody.cookies.set("keuze", broken)
        assert nobody.get("/beoordelen").url.query == b"mis=keuze"


def test_what_another_site_sends_is_refused(app: Any, data: Path) -> None:
    anna = Evaluator(app, "Anna")
    code = anna.order()[0]
    token = re.search(r'name="token" value="([^"]+)"', anna.get("/"))
    assert token
    fields = {"label": "juist", "source": "goed", "token": token[1]}
    other = TestClient(app, base_url="http://127.0.0.1", cookies=anna.client.cookies)
    for headers in (
        {}, {"origin": "null"}, {"origin": "https://evil.example"}, {"origin": "http://127.0.0.1:81"}, {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"}, {"sec-fetch-site": "none"}, OWN_ORIGIN | {"sec-fetch-site": "cross-site"},
        OWN_ORIGIN | {"origin": "http://evil.example"},
    ):  # fmt: skip
        answer = other.post(f"/beoordelen/{code}", data=fields, headers=headers)
        assert answer.status_code == 403 and answer.headers["content-security-policy"].startswith("default-src 'none'"), headers
    assert other.post(f"/beoordelen/{code}", data=fields, headers={"host": "evil.example"} | OWN_ORIGIN).status_code == 400
    assert read_labels(data / FOLDER) == []
    assert other.post(f"/beoordelen/{code}", data=fields, headers={"sec-fetch-site": "same-origin"}).status_code == 200
    assert len(read_labels(data / FOLDER)) == 1


def test_a_form_from_before_a_restart_is_sent_again_with_all_that_was_typed(data: Path) -> None:
    before = Evaluator(create_app(data, PLACES, "nl"), "Anna")
    code = before.order()[0]
    typed = {"label": "deels", "source": "fout", "remark": 'veel\n"werk" <b>'}
    after = TestClient(create_app(data, PLACES, "nl"), base_url="http://127.0.0.1", headers=OWN_ORIGIN, cookies=before.client.cookies)
    for token in ("oud", "", "é"):
        page = after.post(f"/beoordelen/{code}", data=typed | {"token": token})
        assert page.status_code == 403 and read_labels(data / FOLDER) == []
    again = {name: html.unescape(value) for name, value in re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page.text)}
    assert after.post(f"/beoordelen/{code}", data=again).status_code == 200
    (label,) = read_labels(data / FOLDER)
    assert (label.label, label.source, label.remark) == ("deels", "fout", 'veel\n"werk" <b>')


def test_headers_are_strict_and_nothing_is_inline(app: Any) -> None:
    anna = Evaluator(app, "Anna")
    for path in ("/", "/beoordelen", "/beoordelen/lijst", "/verschillen", "/overeenstemming", "/kandidaten", "/vragen", "/vraag", "/nergens"):
        answer = anna.client.get(path)
        policy = answer.headers["content-security-policy"]
        assert "unsafe" not in policy and "default-src 'none'" in policy and "frame-ancestors 'none'" in policy
        assert answer.headers["x-frame-options"] == "DENY" and answer.headers["cache-control"] == "no-store"
        assert not re.search(r"<script(?![^>]* src=\"/look/)|<style| style=| on\w+=|https?://", answer.text), path
    assert anna.client.get("/", headers={"host": "evil.example"}).status_code == 400
    assert anna.client.get("/docs").status_code == 404
    cookie = anna.client.post("/naam", data={"naam": "x"}, follow_redirects=False)
    assert cookie.status_code == 403
    assert anna.client.post("/vraag", content=b"query=" + b"x" * 500_000).status_code == 413
    assert anna.client.post("/vraag", content=b"a=1&" * 600).status_code == 413


def test_names_are_kept_for_this_site_only(app: Any) -> None:
    anna = Evaluator(app, "Zoë van 't Hof")
    token = re.search(r'name="token" value="([^"]+)"', anna.get("/"))
    assert token
    answer = anna.client.post("/naam", data={"naam": anna.name, "token": token[1]}, follow_redirects=False)
    assert "SameSite=strict" in answer.headers["set-cookie"] and "HttpOnly" in answer.headers["set-cookie"]
    assert "Beoordelaar: Zoë van &#39;t Hof" in anna.get("/")


def test_two_evaluators_at_once_and_a_third_decides(app: Any, data: Path) -> None:
    anna, bob, carla = Evaluator(app, "Anna"), Evaluator(app, "Bob"), Evaluator(app, "Carla")
    order = anna.order()

    def work(who: Evaluator) -> None:
        for number, code in enumerate(order):
            who.label(code, "onjuist" if who is bob and number < 2 else "juist", remark=f"van {who.name}")

    threads = [threading.Thread(target=work, args=(who,)) for who in (anna, bob)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(read_labels(data / FOLDER)) == 16
    assert "Nog te beslissen (2)" in carla.get("/verschillen") and "Over 2 antwoorden" in carla.get("/")
    page = carla.get(f"/verschillen/{order[0]}")
    assert not any(secret in page for secret in (*SECRET, "q-0"))
    assert "van Anna" in page and "van Bob" in page and "Onjuist</strong>" in page and "van u" not in page
    assert "Eén van deze oordelen is van u" in anna.get(f"/verschillen/{order[0]}")
    assert carla.send(f"/verschillen/{order[0]}", {"label": "deels"}, status=422).text.count('role="alert"') == 1
    after = carla.send(f"/verschillen/{order[0]}", {"label": "deels", "source": "goed"})
    assert after.url.path == f"/verschillen/{order[1]}"
    assert carla.send(f"/verschillen/{order[1]}", {"label": "juist", "source": "goed"}).url.path == "/verschillen"
    assert {label.label for label in read_adjudications(data / FOLDER).values()} == {"deels", "juist"}
    assert "Beslist (2)" in carla.get("/verschillen")
    assert carla.client.get(f"/verschillen/{order[2]}").status_code == 404


def test_agreement_in_plain_words(app: Any, data: Path) -> None:
    anna = Evaluator(app, "Anna")
    assert "door twee mensen" in anna.get("/overeenstemming")
    there = rows(4)
    for who, verdicts in (("Anna", ("juist", "juist", "onjuist", "onjuist")), ("Bob", ("juist", "onjuist", "onjuist", "onjuist"))):
        for row, verdict in zip(there, verdicts, strict=True):
            values = item_of("geheim-run", row)._asdict() | {"evaluator": who, "label": verdict, "source": "goed", "day": date(2026, 11, 27)}
            add_label(data / FOLDER, Label.model_validate(values))
    page = anna.get("/overeenstemming")
    # 3 of 4 the same; (2*1 + 2*3) / 16 by chance: (0.75 - 0.5) / 0.5.
    assert "Kappa 0,50" in page and "Gelijk bij 75% van 4 antwoorden." in page and "Redelijke overeenstemming." in page
    assert "Kappa is niet te bepalen" in page and "onzeker" in page
    # All four are right by rule; people agree on one "juist" and two "onjuist".
    assert "Kappa 0,00" in page and "Gelijk bij 33% van 3 antwoorden." in page
    assert "Kappa 0.50" in anna.get("/overeenstemming?taal=en")
    assert "Anna 4, Bob 4" in anna.get("/?taal=nl") and "Kappa 0,50 (n = 4)" in anna.get("/")


def test_labels_of_a_run_that_was_done_again_do_not_count(app: Any, data: Path) -> None:
    anna = Evaluator(app, "Anna")
    for code in anna.order():
        anna.label(code)
    (data / "runs" / "geheim-run" / ROWS).write_text("".join(row.line() for row in rows(4, lambda number: reply(f"Nieuw {number}."))))
    assert "4 van 8 beoordeeld" in anna.get("/beoordelen") and anna.get("/").count("Anna 4") == 1


FORMULAS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "  =1", '=HYPERLINK("http://evil";"x")']


def test_a_spreadsheet_gets_no_formulas(app: Any, data: Path) -> None:
    assert [safe(text) for text in FORMULAS] == [f"'{text}" for text in FORMULAS]
    assert (safe("gewoon = goed"), safe(None), safe(3)) == ("gewoon = goed", "", "3")
    assert "'=naam" not in csv_text([]) and csv_text([]).startswith("run;qid;seed")
    anna, bob = Evaluator(app, "Anna"), Evaluator(app, "Bob")
    code = anna.order()[0]
    anna.label(code, remark='=HYPERLINK("http://evil");"é"')
    bob.label(code, "onjuist")
    answer = anna.client.get("/uitvoer/oordelen.csv")
    assert answer.headers["content-type"].startswith("text/csv") and "attachment" in answer.headers["content-disposition"]
    (row,) = csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";")
    assert row["remark Anna"] == "'=HYPERLINK(\"http://evil\");\"é\"" and row["label Anna"] == "juist" and row["label Bob"] == "onjuist"
    assert row["run"] in SECRET and row["seed"] == "0" and row["label"] == "" and row["source"] == "goed" and row["evaluators"] == "2"
    (told,) = [json.loads(line) for line in anna.client.get("/uitvoer/oordelen.jsonl").text.splitlines()]
    said = {"evaluator": "Anna", "label": "juist", "source": "goed", "remark": '=HYPERLINK("http://evil");"é"', "day": date.today().isoformat()}
    assert told["labels"][0] == said
    assert told["label"] is None and told["decided_by"] is None
    bob.send(f"/verschillen/{code}", {"label": "deels", "source": "goed"})
    (told,) = [json.loads(line) for line in anna.client.get("/uitvoer/oordelen.jsonl").text.splitlines()]
    assert told["label"] == "deels" and told["decided_by"] == "Bob"


def test_a_damaged_file_is_told(app: Any, data: Path) -> None:
    anna = Evaluator(app, "Anna")
    (data / FOLDER).mkdir(exist_ok=True)
    (data / FOLDER / "labels.jsonl").write_text("onzin\n")
    client = TestClient(app, base_url="http://127.0.0.1", cookies=anna.client.cookies, raise_server_exceptions=False)
    answer = client.get("/")
    assert answer.status_code == 500 and "regel 1 is beschadigd" in answer.text


def test_an_empty_folder_is_a_beginning(tmp_path: Path) -> None:
    client = TestClient(create_app(tmp_path, PLACES, "en"), base_url="http://127.0.0.1")
    for path in ("/", "/verschillen", "/overeenstemming", "/kandidaten", "/vragen", "/uitvoer/oordelen.csv", "/uitvoer/oordelen.jsonl"):
        assert client.get(path).status_code == 200
    assert "There are no runs yet" in client.get("/").text
