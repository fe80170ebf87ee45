"""The evaluators' pages about cases and candidates: what users said becomes a case only when an evaluator fills in what is right."""

import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from eval.case import OWN, read_set
from tests.ui.evaluators import PLACES, Evaluator, rate
from ui.evaluation import create_app

CASE = {
    "qid": "eigen-001", "task": "answer", "language": "nl", "query": "Wanneer melden?", "history": "", "on": "", "expect": "answer", "kind": "when",
    "gold": ["avg/artikel-33", ""], "stale": "", "points": "Binnen 72 uur.\r\nAan de AP.", "wrong": "", "theme": "persoonsgegevens",
    "audience": "privacy", "level": "easy", "pair": "", "half": "dev", "note": "Test de termijn.", "source": "AVG, art. 33 lid 1",
}  # fmt: skip


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path


@pytest.fixture
def app(data: Path) -> Any:
    return create_app(data, PLACES, "nl")


def test_a_candidate_is_rejected_or_becomes_a_case(app: Any, data: Path) -> None:
    rate(data, "Mag BSN 123456782 erin?", "Mag dit?")
    anna = Evaluator(app, "Anna")
    page = anna.get("/kandidaten")
    assert "Er wachten 2 kandidaten" in anna.get("/") and page.count("burgerservicenummer") == 1
    one, two = re.findall(r'action="/kandidaten/(\w+)/afwijzen"', page)
    anna.send(f"/kandidaten/{one}/afwijzen", {}, page="/kandidaten")
    assert "Mag dit?" not in anna.get("/kandidaten").split("Afgewezen")[0] and "Afgewezen (1)" in anna.get("/kandidaten")
    form = anna.get(f"/kandidaten/{two}")
    assert "Mag BSN 123456782 erin?</textarea>" in form and 'value="eigen-001"' in form and '<option value="avg/artikel-33">' in form
    # What the answer cited is shown and not filled in.
    assert not re.search(r'name="gold" value="[^"]', form)
    refused = anna.send(f"/kandidaten/{two}", CASE | {"query": "Mag BSN 123456782 erin?"}, status=422).text
    assert "Hier lijkt een burgerservicenummer in te staan." in refused and 'id="allowed"' in refused
    assert anna.send(f"/kandidaten/{two}", CASE).url.path == "/kandidaten"
    (kept,) = read_set(data / "sets" / f"{OWN}.jsonl")
    assert kept.author == "Anna" and kept.points == ("Binnen 72 uur.", "Aan de AP.") and kept.gold == ("avg/artikel-33",)
    assert "Er wachten geen kandidaten" in anna.get("/kandidaten")
    assert "Al gebruikt als vraag eigen-001." in anna.send(f"/kandidaten/{two}", CASE | {"qid": "eigen-002"}, status=422).text
    assert anna.client.get("/kandidaten/weg").status_code == 404


def test_nothing_typed_is_lost_when_a_case_is_not_right(app: Any, data: Path) -> None:
    anna = Evaluator(app, "Anna")
    wrong = CASE | {"query": "", "gold": ["avg/artikel-99", "dpia/wanneer", "", "geen plaats"], "theme": "niets", "stale": "x y"}
    wrong |= {"accept": ["verplicht"]}
    page = anna.send("/vraag", wrong, status=422).text
    assert "eigen-001" in page and "Binnen 72 uur.\nAan de AP.</textarea>" in page and "Test de termijn.</textarea>" in page
    assert all(f'value="{place}"' in page for place in ("avg/artikel-99", "dpia/wanneer", "geen plaats", "x y"))
    assert re.search(r'id="accept-verplicht"[^>]* checked', page) and re.search(r'<option value="privacy" selected>', page)
    for name, words in (("query", "Vul dit in."), ("gold", "Dit heeft niet de goede vorm."), ("theme", "Kies een van de mogelijkheden.")):
        assert f'id="{name}-fout">{words}' in page and f'<a href="#{name}">' in page
    placed = anna.send("/vraag", CASE | {"gold": ["avg/artikel-99"]}, status=422).text
    assert "avg/artikel-99 staat niet in het corpus van deze machine." in placed
    assert "een vraag met een antwoord heeft ten minste één vindplaats." in anna.send("/vraag", CASE | {"gold": ""}, status=422).text
    english = anna.send("/vraag?taal=en", CASE | {"gold": ""}, status=422).text
    assert "a question with an answer has at least one place." in english
    assert not (data / "sets").exists()


def test_own_cases_are_changed_and_taken_away(app: Any, data: Path) -> None:
    anna, bob = Evaluator(app, "Anna"), Evaluator(app, "Bob")
    assert anna.send("/vraag", CASE).url.path == "/vragen"
    assert "Dit nummer is al gebruikt." in bob.send("/vraag", CASE, status=422).text
    assert "Wanneer melden?" in bob.get("/vragen")
    bob.send("/vragen/eigen-001", CASE | {"qid": "anders", "query": "Hoe snel melden?", "on": "2026-01-31"})
    (kept,) = read_set(data / "sets" / f"{OWN}.jsonl")
    assert (kept.qid, kept.query, kept.author, kept.on) == ("eigen-001", "Hoe snel melden?", "Anna", date(2026, 1, 31))
    assert 'value="2026-01-31"' in bob.get("/vragen/eigen-001") and 'value="eigen-002"' in bob.get("/vraag")
    bob.send("/vragen/eigen-001/weg", {}, page="/vragen/eigen-001")
    assert read_set(data / "sets" / f"{OWN}.jsonl") == () and bob.client.get("/vragen/eigen-001").status_code == 404
