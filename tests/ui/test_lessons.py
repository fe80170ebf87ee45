"""The learner's pages without a browser: what is listed, what is given, what is escaped, and what a group takes."""

import json
import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from assistant.instruction.lesson import Lesson, write_lesson
from assistant.instruction.results import Groups
from assistant.instruction.shelf import Shelf
from assistant.pipeline import Assistant
from index.retriever import HybridRetriever
from tests.ui.learners import approved, both, lesson, open_group, publish, sections_of
from ui.app import create_app
from ui.lessons import GROUPS

EVIL = "</p><script>alert(1)</script>{{7*7}}\"'><img src=x onerror=alert(1)>"
RIGHT = {"een-keuze": True, "waar": False}


@pytest.fixture(scope="module")
def assistant(retriever: HybridRetriever) -> Assistant:
    return Assistant(retriever, None)


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory, assistant: Assistant) -> Path:
    made = tmp_path_factory.mktemp("data")
    publish(made, approved(lesson(), sections_of(assistant)))
    return made


@pytest.fixture(scope="module")
def client(assistant: Assistant, data: Path) -> Iterator[TestClient]:
    with TestClient(create_app(assistant, "nl", data), base_url="http://127.0.0.1") as running:
        yield running


def given(page: str) -> Any:
    """The lesson that a page gives to the player."""
    found = re.search(r'data-edition="([^"]*)"', page)
    assert found
    return json.loads(unescape(found[1]))


def send(client: TestClient, code: str, outcomes: Any = RIGHT, **changes: Any) -> int:
    body = {"content": json.dumps({"code": code, "outcomes": outcomes}), "headers": {"content-type": "application/json"}} | changes
    return client.post("/lessen/uitslag", **body).status_code


def test_first_who_you_are_then_the_lessons_for_you(client: TestClient) -> None:
    who = client.get("/lessen").text
    assert [name in who for name in ("?voor=medewerkers", "?voor=beleid", "?voor=inkoop", "proefles")] == [True, True, True, False]
    listed = client.get("/lessen?voor=medewerkers").text
    assert 'href="/lessen/proefles?voor=medewerkers"' in listed and "10 minuten · 7 vragen" in listed and "Van uw eigen organisatie" in listed
    assert "Wie bent u?" in client.get("/lessen?voor=iedereen").text and "Wie bent u?" not in listed
    assert 'href="/lessen" aria-current="page"' in listed and 'href="/lessen"' in client.get("/bronnen").text


def test_a_lesson_is_for_its_audience_and_in_the_language_of_the_page(client: TestClient) -> None:
    staff, policy = (client.get(f"/lessen/proefles?voor={audience}").text for audience in ("medewerkers", "beleid"))
    assert [part["id"] for part in given(staff)["reading"]] == ["een"]
    assert [part["id"] for part in given(policy)["reading"]] == ["een", "twee"]
    assert "Bij een hoog risico is een DPIA verplicht." in staff.split("<noscript>")[1]
    english = client.get("/lessen/proefles?voor=beleid&taal=en").text
    client.cookies.clear()
    assert given(english)["title"] == "EN Proefles over de DPIA" and '<html lang="en">' in english and "All lessons" in english
    assert given(client.get("/lessen/proefles?voor=niemand").text)["audience"] == "medewerkers"


def test_what_is_in_dutch_only_is_said_to_be_dutch(assistant: Assistant, tmp_path: Path) -> None:
    publish(tmp_path, approved(without_english(lesson()), sections_of(assistant)))
    with TestClient(create_app(assistant, "en", tmp_path), base_url="http://127.0.0.1") as running:
        page, listed = running.get("/lessen/proefles").text, running.get("/lessen?voor=inkoop").text
    assert '<div id="les" lang="nl"' in page and '<h1 lang="nl">Proefles' in page and "in Dutch only" in page
    assert '<h3 lang="nl">' in listed and given(page)["language"] == "nl"
    assert json.loads(unescape(re.findall(r'data-words="([^"]*)"', page)[0]))["check"] == "Antwoord nakijken"


def without_english(value: Any) -> Any:
    if isinstance(value, dict):
        return value["nl"] if set(value) == {"nl", "en"} else {name: without_english(item) for name, item in value.items()}
    return [without_english(item) for item in value] if isinstance(value, list) else value


def test_only_what_is_approved_is_given(assistant: Assistant, tmp_path: Path) -> None:
    made = approved(lesson(), sections_of(assistant))
    half = made.model_copy(update={"exercises": (made.exercises[0], *(part.model_copy(update={"approved": None}) for part in made.exercises[1:]))})
    never = Lesson.model_validate(lesson(id="nooit-goedgekeurd"))
    for each in (half, never):
        publish(tmp_path, each)
    with TestClient(create_app(assistant, "nl", tmp_path), base_url="http://127.0.0.1") as running:
        page, listed, other = (running.get(path) for path in ("/lessen/proefles", "/lessen?voor=beleid", "/lessen/nooit-goedgekeurd"))
        assert [task["id"] for task in given(page.text)["tasks"]] == ["een-keuze"] and "1 vraag" in listed.text
        assert "nooit-goedgekeurd" not in listed.text and other.status_code == 404
        # What a trainer does while the site runs is seen at once.
        Shelf(tmp_path / "lessons").withdraw("proefles")
        assert running.get("/lessen/proefles").status_code == 404
        publish(tmp_path, made.model_copy(update={"id": "nieuw"}))
        assert running.get("/lessen/nieuw").status_code == 200


def test_a_source_that_changed_is_told(assistant: Assistant, tmp_path: Path) -> None:
    made = approved(lesson(), sections_of(assistant))
    first = made.exercises[0]
    assert first.approved
    old = first.approved.model_copy(update={"seen": {"avg/artikel-35": "000000000000 geldend"}})
    publish(tmp_path, made.model_copy(update={"exercises": (first.model_copy(update={"approved": old}), *made.exercises[1:])}))
    with TestClient(create_app(assistant, "nl", tmp_path), base_url="http://127.0.0.1") as running:
        page = running.get("/lessen/proefles").text
    assert "Een bron van deze les is veranderd" in page
    assert given(page)["tasks"][0]["stale"][0].startswith("AVG, ") and not given(page)["tasks"][1]["stale"]


def test_hostile_texts_are_escaped(assistant: Assistant, tmp_path: Path) -> None:
    value = lesson(title=both(EVIL), goal=both(EVIL), author="Toets")
    value["reading"][0]["title"] = value["reading"][0]["text"] = both(EVIL)
    value["exercises"][0]["question"] = both(EVIL)
    publish(tmp_path, approved(value, sections_of(assistant)))
    group = open_group(tmp_path, EVIL)
    with TestClient(create_app(assistant, "nl", tmp_path), base_url="http://127.0.0.1") as running:
        for path in ("/lessen?voor=beleid", f"/lessen/proefles?groep={group.code}", f"/lessen/proefles?groep={EVIL}", f"/lessen/{EVIL}"):
            page = running.get(path).text
            assert "<script>alert" not in page and "<img" not in page and "49" not in re.sub(r'data-edition="[^"]*"', "", page)
        assert given(running.get("/lessen/proefles").text)["tasks"][0]["question"] == EVIL


def test_wrong_addresses_are_told_in_our_look(client: TestClient) -> None:
    for path in ("/lessen/nergens", "/lessen/..%2f..%2fetc", "/lessen/proefles/les.exe", "/lessen/nergens/les.pdf", "/lessen/" + "a" * 300):
        reply = client.get(path)
        assert reply.status_code == 404
    assert "Deze les is er niet." in client.get("/lessen/nergens").text and 'class="top"' in client.get("/lessen/nergens").text


def test_a_damaged_lesson_is_told(assistant: Assistant, tmp_path: Path) -> None:
    publish(tmp_path, approved(lesson(), sections_of(assistant)))
    (tmp_path / "lessons" / "proefles" / "v1.yaml").write_text("id: [", encoding="utf-8")
    with TestClient(create_app(assistant, "nl", tmp_path), base_url="http://127.0.0.1") as running:
        for path in ("/lessen?voor=beleid", "/lessen/proefles", "/lessen/proefles/les.pdf"):
            reply = running.get(path)
            assert reply.status_code == 500 and "proefles/v1.yaml" in reply.text and 'class="top"' in reply.text


def test_nothing_inline_and_nothing_from_elsewhere(client: TestClient) -> None:
    for path in ("/lessen", "/lessen?voor=beleid", "/lessen/proefles", "/lessen/nergens"):
        reply = client.get(path)
        policy = reply.headers["content-security-policy"]
        assert "default-src 'none'" in policy and "unsafe" not in policy and "connect-src 'self'" in policy
        assert not re.search(r"<script(?! src=\"/look/)|<style|style=|\son\w+=|(?:src|href)=\"https?:", reply.text)
        for name in re.findall(r'(?:src|href)="(/look/[^"]+)"', reply.text):
            assert client.get(name).status_code == 200, name


@pytest.mark.parametrize(("kind", "start"), [("docx", b"PK"), ("pdf", b"%PDF")])
def test_a_lesson_can_be_taken_away_on_paper(client: TestClient, kind: str, start: bytes) -> None:
    reply = client.get(f"/lessen/proefles/les.{kind}?voor=beleid")
    assert reply.status_code == 200 and reply.content.startswith(start)
    assert "proefles" in reply.headers["content-disposition"] and f".{kind}" in reply.headers["content-disposition"]


def test_a_group_is_named_with_what_is_sent(client: TestClient, data: Path) -> None:
    group = open_group(data, "Team <Oost>")
    page = client.get(f"/lessen/proefles?groep={group.code}").text
    assert "U doet mee met de groep “Team &lt;Oost&gt;”." in page and "of u die in één keer goed had, en verder niets" in page
    assert f'data-group="{group.code}"' in page
    unknown = client.get("/lessen/proefles?groep=abc234").text
    assert "De groepscode abc234 bestaat niet" in unknown and 'data-group=""' in unknown
    Groups(data / GROUPS).close(group.code)
    assert "is gesloten" in client.get(f"/lessen/proefles?groep={group.code}").text


def test_a_result_is_counted_without_a_name(client: TestClient, data: Path) -> None:
    group = open_group(data)
    for _ in range(5):
        assert send(client, group.code) == 200
    summary = Groups(data / GROUPS).summary(group)
    assert summary.people == 5 and {tally.exercise: tally.right for tally in summary.tallies} == {"een-keuze": 5, "waar": 0}
    assert (data / GROUPS / f"{group.code}.jsonl").read_text(encoding="utf-8").splitlines()[0] == '{"een-keuze": true, "waar": false}'


def test_what_is_no_result_is_refused(client: TestClient, data: Path) -> None:
    group = open_group(data)
    body = json.dumps({"code": group.code, "outcomes": RIGHT})
    assert send(client, group.code, headers={"content-type": "text/plain"}) == 415
    assert send(client, group.code, headers={"content-type": "application/x-www-form-urlencoded"}) == 415
    assert client.post("/lessen/uitslag", content=body).status_code == 415
    assert send(client, group.code, content=b"x" * 50_000) == 413
    assert send(client, group.code, content=b"{") == 422
    for outcomes in ({}, {"vreemd": True}, {"een-keuze": "ja"}, {"een-keuze": 1}, ["een-keuze"], {f"vraag-{n}": True for n in range(201)}):
        assert send(client, group.code, outcomes) == 422
    for code in ("../../x", "ABC234", "", 7):
        assert send(client, code) == 422  # type: ignore[arg-type]
    assert send(client, "abc234") == 404
    Groups(data / GROUPS).close(group.code)
    assert send(client, group.code) == 404
    assert not (data / GROUPS / f"{group.code}.jsonl").exists()


def test_a_site_without_a_place_for_data_has_no_lessons(assistant: Assistant) -> None:
    with TestClient(create_app(assistant, "nl"), base_url="http://127.0.0.1") as running:
        assert "Wie bent u?" not in running.get("/lessen").text


def test_a_lesson_of_the_test_reads_back() -> None:
    made = Lesson.model_validate(lesson())
    assert {part.kind for part in made.exercises} == {"choice", "truth", "case", "order", "spot", "source"} and write_lesson(made)
