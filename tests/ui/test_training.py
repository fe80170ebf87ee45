"""The trainers' pages without a browser: nothing is approved by itself, nothing typed is lost, and nothing comes from another site."""

import io
import re
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from assistant.instruction.lesson import (
    Approved,
    CaseExercise,
    Lesson,
    Reading,
    SourceExercise,
    SpotExercise,
    Text,
    TruthExercise,
)
from assistant.instruction.proposals import Proposals
from assistant.instruction.results import FEWEST, Groups
from assistant.instruction.sections import Sections
from assistant.instruction.shelf import Shelf
from assistant.pipeline import Assistant
from index.retriever import HybridRetriever
from tests.ui.trainers import OWN_ORIGIN, PLACE, RIGHT, Trainer, exercise, keep
from ui import training_files
from ui.training import create_app
from ui.training_edit_strings import EDIT
from ui.training_form import CLASSES, TEXTS, empty, part_of, typed_of
from ui.training_job import Jobs
from ui.training_lesson import differences
from ui.training_shown import mark_of

HOSTILE = '"><script>alert(1)</script><img src=x onerror=alert(2)>'


@pytest.fixture
def sections(retriever: HybridRetriever) -> Sections:
    return Sections(retriever.documents.values(), date.today())


@pytest.fixture
def app(retriever: HybridRetriever, tmp_path: Path) -> Any:
    return create_app(Assistant(retriever, None), tmp_path, "nl")


@pytest.fixture
def anna(app: Any) -> Trainer:
    return Trainer(app)


def waiting(data: Path, name: str) -> tuple[Any, ...]:
    return Proposals(data / "lessons" / name).waiting()


def until(found: Any, seconds: float = 30.0) -> None:
    end = time.monotonic() + seconds
    while not found() and time.monotonic() < end:
        time.sleep(0.05)
    assert found()


# --- beginning a quiz


def test_a_new_quiz_asks_for_what_is_missing_and_keeps_what_was_typed(app: Any, tmp_path: Path) -> None:
    nobody = Trainer(app, "")
    assert "Nieuwe quiz maken" in nobody.get("/") and "Quiz inlezen" in nobody.get("/")
    page = nobody.send("/nieuw", {"titel": "", "doel": "Wat het doet", "minuten": "nul", "naam": "<x>"}, status=422).text
    assert "Vul dit in." in page and "1 tot en met 480" in page and "Kies minstens één." in page and "Vul uw naam of initialen in" in page
    assert "Wat het doet</textarea>" in page and 'value="nul"' in page and 'aria-describedby="titel-uitleg titel-fout" aria-invalid="true"' in page
    begun = nobody.send("/nieuw", {"titel": "Datalekken: é & co", "minuten": "20", "doelgroep": ["inkoop"], "naam": "B. Boer"})
    assert begun.url.path == "/les/datalekken-e-co/bronnen" and "Trainer: B. Boer" in begun.text
    lesson = Shelf(tmp_path / "lessons").draft("datalekken-e-co")
    assert lesson and (lesson.author, lesson.minutes, lesson.audiences, lesson.exercises) == ("B. Boer", 20, ("inkoop",), ())
    assert "Datalekken" in lesson.goal.nl
    # The same title again is another lesson.
    again = nobody.send("/nieuw", {"titel": "Datalekken: é & co", "minuten": "20", "doelgroep": ["inkoop"]})
    assert again.url.path == "/les/datalekken-e-co-2/bronnen"


def test_documents_are_filtered_and_what_is_ticked_stays(anna: Trainer) -> None:
    name = anna.send("/nieuw", {"titel": "Proef", "minuten": "5", "doelgroep": ["beleid"]}).url.path.split("/")[2]
    path = f"/les/{name}/bronnen"
    page = anna.send(path, {"doe": "filter", "zoek": "Woo"}).text
    assert 'value="erbij:woo"' in page and 'value="erbij:avg"' not in page
    page = anna.send(path, {"doe": "erbij:standpunt-2025", "zoek": "Woo"}).text
    ticked = re.findall(r'name="plaats" value="([^"]+)" checked', page)
    assert PLACE in ticked and "geldt voor alle overheidsorganisaties" in page
    # A second document is long: nothing in it is ticked; what was ticked in the first stays.
    page = anna.send(path, {"doe": "erbij:avg", "document": ["standpunt-2025"], "plaats": [PLACE]}).text
    assert re.findall(r'name="plaats" value="([^"]+)" checked', page) == [PLACE] and 'value="avg/artikel-33"' in page
    every = anna.send(path, {"doe": "alles:avg", "document": ["avg", "standpunt-2025"], "plaats": [PLACE]}).text
    assert len(re.findall(r'value="avg/[^"]+" checked', every)) > 20
    less = anna.send(path, {"doe": "eraf:standpunt-2025", "document": ["avg", "standpunt-2025"], "plaats": [PLACE]}).text
    assert 'name="plaats" value="avg/' in less and PLACE not in less
    none = anna.send(path, {"doe": "stel-voor", "document": ["avg"], "plaats": ["avg/nergens"]}, status=422).text
    assert "Zet bij minstens één onderdeel een vinkje." in none


# --- proposals


def test_nothing_is_approved_by_itself_and_every_proposal_is_beside_its_source(anna: Trainer, tmp_path: Path) -> None:
    name = anna.propose(most=10)
    until(lambda: len(waiting(tmp_path, name)) == 10)
    page = anna.get(f"/les/{name}/voorstellen")
    first = waiting(tmp_path, name)[0]
    assert first.question.nl in page and "0 van 10 goedgekeurd" in page and "goed antwoord" in page and "Uitleg:" in page
    assert "<mark>" in page.split("Dit staat in de bron")[1]
    row = page.split('<div class="drie">')[1].split("</div>")[0]
    assert re.findall(r'value="(\w+)" accesskey="(\w)"', row) == [("goed", "g"), ("aanpassen", "a"), ("af", "x")]
    assert "alles goedkeuren" not in page.lower()
    lesson = Shelf(tmp_path / "lessons").draft(name)
    assert lesson and lesson.exercises == ()
    after = anna.send(f"/les/{name}/voorstellen/{first.id}", {"doe": "goed"})
    assert "1 van 10 goedgekeurd" in after.text and "Goedgekeurd." in after.text
    (kept,) = Shelf(tmp_path / "lessons").draft(name).exercises  # type: ignore[union-attr]
    assert kept.approved and (kept.approved.by, kept.approved.day) == ("Anna", date.today()) and set(kept.approved.seen) >= set(kept.cites)
    second = waiting(tmp_path, name)[0]
    anna.send(f"/les/{name}/voorstellen/{second.id}", {"doe": "af"})
    assert second.question.nl not in [each.question.nl for each in waiting(tmp_path, name)[:1]]
    # What was rejected does not come back.
    before = len(waiting(tmp_path, name))
    Proposals(tmp_path / "lessons" / name).add([second])
    assert len(waiting(tmp_path, name)) == before


def test_what_the_rules_do_not_find_must_be_read_by_a_person(anna: Trainer, tmp_path: Path) -> None:
    keep(tmp_path)
    odd = exercise("a").model_copy(update={"why": Text(nl="De maan is van kaas gemaakt door de gemeente Utrecht.")})
    Proposals(tmp_path / "lessons" / "proef").add([odd, exercise("b").model_copy(update={"cites": ("nergens/niets",)})])
    page = anna.get("/les/proef/voorstellen")
    assert "De regels vinden deze zin niet in de bron terug: lees zelf na." in page and "maan is van kaas" in page
    refused = anna.send("/les/proef/voorstellen/voorstel-1", {"doe": "goed"}, status=422).text
    assert "Zet eerst een vinkje" in refused and len(waiting(tmp_path, "proef")) == 2
    anna.send("/les/proef/voorstellen/voorstel-1", {"doe": "goed", "nagelezen": "ja"})
    page = anna.get("/les/proef/voorstellen/voorstel-2")
    assert "Dit kan niet worden goedgekeurd" in page and re.search(r'value="goed" accesskey="g" disabled', page)
    anna.send("/les/proef/voorstellen/voorstel-2", {"doe": "goed", "nagelezen": "ja"}, status=422)
    assert len(waiting(tmp_path, "proef")) == 1


def test_a_proposal_that_is_another_one_by_now_is_not_approved(anna: Trainer, tmp_path: Path) -> None:
    keep(tmp_path)
    proposals = Proposals(tmp_path / "lessons" / "proef")
    proposals.add([exercise("a", "De eerste?")])
    seen = anna.hidden("/les/proef/voorstellen/voorstel-1")
    proposals.take("voorstel-1")
    proposals.add([exercise("a", "De tweede?")])
    answer = anna.client.post("/les/proef/voorstellen/voorstel-1", data=seen | {"doe": "goed"})
    assert answer.status_code == 409 and "intussen veranderd" in answer.text
    assert [each.question.nl for each in proposals.waiting()] == ["De tweede?"]


def test_a_search_stops_when_it_is_told_to_and_tells_what_went_wrong() -> None:
    from models.base import ModelError

    def endless() -> Iterator[Any]:
        number = 0
        while True:
            number += 1
            yield exercise(f"a-{number}")

    jobs = Jobs()
    job = jobs.start("les", 1, 10_000_000, endless(), lambda one: 1)
    job.wait(5)
    assert job.running and jobs.start("les", 1, 1, endless(), lambda one: 1) is job
    jobs.stop("les")
    assert job.done.wait(5) and job.found > 0

    def failing() -> Iterator[Any]:
        yield exercise("a")
        raise ModelError("Het model is te groot.")

    broken = jobs.start("ander", 1, 10, failing(), lambda one: 1)
    assert broken.done.wait(5) and broken.failed == "Het model is te groot." and broken.found == 1


# --- writing


def test_every_kind_can_be_written_by_hand(anna: Trainer, tmp_path: Path, sections: Sections) -> None:
    keep(tmp_path)
    both = {"why.nl": RIGHT, "cites": [PLACE]}
    options = {"{}.0.text.nl": RIGHT, "{}.0.right": "ja", "{}.1.text.nl": "Alleen voor het Rijk.", "{}.1.mistake": PLACE}
    sent = {
        "choice": {"question.nl": "Voor wie?", **{name.format("options"): value for name, value in options.items()}},
        "truth": {"question.nl": "Iedereen mag alles.", "correct": "nee", "mistake": PLACE}
        | {name.format("reasons"): value for name, value in options.items()},
        "case": {"question.nl": "Mag dit?", "verdict": "mits", "rule.nl": "Het moet."},
        "order": {"question.nl": "Welke volgorde?", **{f"steps.{number}.text.nl": f"Stap {number}" for number in (0, 2, 3)}},
        "spot": {"question.nl": "Wat is een persoonsgegeven?", "prompt.nl": "Schrijf aan [[Jan]] over ((het weer))."},
        "source": {"question.nl": "Waar staat dit?", "claim.nl": RIGHT, "others": ["avg/artikel-33"]},
        "reading": {"title.nl": "Kop", "text.nl": RIGHT},
    }
    assert set(sent) == set(CLASSES)
    for kind, fields in sent.items():
        answer = anna.send(f"/les/proef/nieuw/{kind}", both | fields | {"doe": "opslaan"})
        assert "Opgeslagen." in answer.text, kind
    lesson = Shelf(tmp_path / "lessons").draft("proef")
    assert lesson and [part.kind for part in lesson.exercises] == [kind for kind in sent if kind != "reading"]
    assert not any(part.approved for part in lesson.parts())
    steps = lesson.exercises[3]
    assert steps.kind == "order" and [step.text.nl for step in steps.steps] == ["Stap 0", "Stap 2", "Stap 3"]
    for part in lesson.parts():
        # As it was written it is shown, and as it is shown it is written.
        same, faults = part_of(typed_of(part), "reading" if isinstance(part, Reading) else part.kind, {"id": part.id}, sections)
        assert (same, faults) == (part, {})
        assert part.id in anna.hidden(f"/les/proef/deel/{part.id}")["mark"] or anna.get(f"/les/proef/deel/{part.id}")


@pytest.mark.parametrize("kind", sorted(CLASSES))
def test_faults_are_told_at_the_field_and_nothing_typed_is_lost(anna: Trainer, tmp_path: Path, kind: str) -> None:
    keep(tmp_path)
    first = TEXTS[kind][0]
    page = anna.send(f"/les/proef/nieuw/{kind}", {f"{first}.nl": HOSTILE, f"{first}.en": "Mijn Engels", "doe": "goedkeuren"}, status=422).text
    assert "Nog niet opgeslagen" in page and "Kies minstens één bron." in page and "Mijn Engels</textarea>" in page
    assert "<script>alert" not in page and "&lt;script&gt;alert(1)" in page
    assert f'href="#{TEXTS[kind][1]}.nl"' in page and f'id="{TEXTS[kind][1]}.nl-fout"' in page
    long = anna.send(f"/les/proef/nieuw/{kind}", {f"{first}.nl": "x" * 2_001, "doe": "opslaan"}, status=422).text
    assert "Dit is te lang." in long and "x" * 2_001 in long
    unknown = anna.send(f"/les/proef/nieuw/{kind}", {"cites": ["nergens/niets"], "doe": "opslaan"}, status=422).text
    assert EDIT["nl"].faults["unknown"] in unknown
    assert Shelf(tmp_path / "lessons").draft("proef").exercises == ()  # type: ignore[union-attr]


def test_rules_about_the_whole_are_told_in_plain_words(sections: Sections) -> None:
    about = {"id": "deel"}
    cases = {"choice": "options", "truth": "reasons", "case": "conditions"}
    for kind, rows in cases.items():
        typed = empty(kind) | {"cites": [PLACE], "correct": "ja", "verdict": "mag", "question": {"nl": "a", "en": ""}, "why": {"nl": "b", "en": ""}}
        typed["rule"] = {"nl": "c", "en": ""}
        for number in (0, 1):
            typed[rows][number] = typed[rows][number] | {"text": {"nl": f"keuze {number}", "en": ""}}
        assert part_of(typed, kind, about, sections) == (None, {rows: rows})
    spot = empty("spot") | {"cites": [PLACE], "question": {"nl": "a", "en": ""}, "why": {"nl": "b", "en": ""}, "prompt": {"nl": "Niets.", "en": ""}}
    assert part_of(spot, "spot", about, sections) == (None, {"prompt": "prompt"})


def test_searching_and_more_rows_keep_everything(anna: Trainer, tmp_path: Path) -> None:
    keep(tmp_path)
    typed = {"question.nl": "Half getypt", "options.0.text.nl": "Een", "options.2.text.nl": "Drie", "options.2.right": "ja", "cites": [PLACE]}
    page = anna.send("/les/proef/nieuw/choice", typed | {"zoek": "AVG artikel 33", "doe": "zoek"}).text
    assert 'value="avg/artikel-33"' in page and "Half getypt</textarea>" in page and re.search(rf'name="cites" value="{PLACE}" checked', page)
    rows = anna.send("/les/proef/nieuw/choice", typed | {"getoond": ["avg/artikel-33"], "doe": "rijen"}).text
    assert 'name="options.5.text.nl"' in rows and 'id="options.1.right" name="options.1.right" value="ja" checked' in rows
    assert '<option value="avg/artikel-33">' in rows and "autofocus" in rows
    nothing = anna.send("/les/proef/nieuw/choice", typed | {"zoek": " ", "doe": "zoek"}).text
    assert "gevonden" not in nothing


def test_a_changed_exercise_loses_its_approval(anna: Trainer, tmp_path: Path, sections: Sections) -> None:
    keep(tmp_path, exercise("een"), sections=sections)
    path = "/les/proef/deel/een"
    as_it_was = {
        "question.nl": "Voor wie geldt het standpunt?", "why.nl": RIGHT, "cites": [PLACE], "options.0.text.nl": RIGHT, "options.0.right": "ja",
        "options.1.text.nl": "Alleen voor ministeries.", "options.1.mistake": PLACE,
    }  # fmt: skip

    def kept() -> Any:
        return Shelf(tmp_path / "lessons").draft("proef").exercises[0]  # type: ignore[union-attr]

    anna.send(path, as_it_was | {"doe": "opslaan"})
    assert kept().approved.by == "Anna"
    anna.send(path, as_it_was | {"question.nl": "Voor wie dan?", "doe": "opslaan"})
    assert kept().question.nl == "Voor wie dan?" and kept().approved is None
    Trainer(anna.client.app, "Bob").send(path, as_it_was | {"doe": "goedkeuren"})
    assert kept().approved.by == "Bob"
    odd = as_it_was | {"why.nl": "De maan is van kaas gemaakt door de gemeente Utrecht."}
    refused = anna.send(path, odd | {"doe": "goedkeuren"}, status=422).text
    assert "Zet eerst een vinkje" in refused and "maan is van kaas" in refused and kept().approved.by == "Bob"
    anna.send(path, odd | {"doe": "goedkeuren", "nagelezen": "ja"})
    assert kept().approved.by == "Anna" and kept().why.nl.startswith("De maan")


def test_a_proposal_that_is_changed_goes_into_the_lesson(anna: Trainer, tmp_path: Path) -> None:
    keep(tmp_path)
    Proposals(tmp_path / "lessons" / "proef").add([exercise("a", "De oude?").model_copy(update={"made_by": "template:x"})])
    page = anna.send("/les/proef/voorstellen/voorstel-1", {"doe": "aanpassen"})
    assert page.url.path == "/les/proef/voorstellen/voorstel-1/aanpassen" and "De oude?</textarea>" in page.text
    fields = {"question.nl": "De nieuwe?", "why.nl": RIGHT, "cites": [PLACE], "options.0.text.nl": RIGHT, "options.0.right": "ja"}
    fields |= {"options.1.text.nl": "Alleen voor het Rijk.", "options.1.mistake": PLACE, "doe": "goedkeuren"}
    anna.send("/les/proef/voorstellen/voorstel-1/aanpassen", fields)
    (kept,) = Shelf(tmp_path / "lessons").draft("proef").exercises  # type: ignore[union-attr]
    assert (kept.question.nl, kept.made_by, kept.id) == ("De nieuwe?", "template:x", "opdracht-1") and kept.approved
    assert waiting(tmp_path, "proef") == ()


def test_two_people_at_once_see_both_texts(app: Any, tmp_path: Path, sections: Sections) -> None:
    keep(tmp_path, exercise("een"), sections=sections)
    anna, bob = Trainer(app), Trainer(app, "Bob")
    path = "/les/proef/deel/een"
    opened = anna.hidden(path)
    fields = {"why.nl": RIGHT, "cites": [PLACE], "options.0.text.nl": RIGHT, "options.0.right": "ja", "options.1.text.nl": "Nee.", "doe": "opslaan"}
    bob.send(path, fields | {"question.nl": "Van Bob?"})
    refused = anna.client.post(path, data=opened | fields | {"question.nl": "Van Anna?"})
    assert refused.status_code == 409 and "Van Anna?</textarea>" in refused.text and "Van Bob?</h2>" in refused.text
    assert Shelf(tmp_path / "lessons").draft("proef").exercises[0].question.nl == "Van Bob?"  # type: ignore[union-attr]
    # Sent once more it counts.
    mark = re.search(r'name="mark" value="(\w{64})"', refused.text)
    assert mark and anna.client.post(path, data=opened | fields | {"question.nl": "Van Anna?", "mark": mark[1]}).status_code == 200
    about = anna.hidden("/les/proef/gegevens")
    typed = {"titel": "Titel van Bob", "doel": "Doel", "minuten": "9", "doelgroep": ["beleid"]}
    bob.send("/les/proef/gegevens", typed)
    refused = anna.client.post("/les/proef/gegevens", data=about | typed | {"titel": "Titel van Anna"})
    assert refused.status_code == 409 and 'value="Titel van Anna"' in refused.text and "Titel van Bob</dd>" in refused.text
    for action in ("publiceren", "weg", "verplaats", "verwijderen"):
        late = anna.client.post(f"/les/proef/{action}", data=about | {"deel": "een", "doe": "lager"})
        assert late.status_code == 409 and "intussen veranderd" in late.text


def test_details_of_a_lesson(anna: Trainer, tmp_path: Path) -> None:
    keep(tmp_path)
    good = {"titel": "Nieuw", "titel-en": "New", "doel": "Doel", "doel-en": "Goal", "minuten": "33", "maker": "Wij", "doelgroep": ["inkoop"]}
    bad = anna.send("/les/proef/gegevens", good | {"doel": "", "minuten": "9999"}, status=422).text
    assert "Vul dit in." in bad and 'value="Nieuw"' in bad
    anna.send("/les/proef/gegevens", good)
    lesson = Shelf(tmp_path / "lessons").draft("proef")
    assert lesson and (lesson.title, lesson.minutes, lesson.author, lesson.audiences) == (Text(nl="Nieuw", en="New"), 33, "Wij", ("inkoop",))


# --- the lesson and its versions


def test_order_removing_publishing_and_going_back(anna: Trainer, tmp_path: Path, sections: Sections) -> None:
    keep(tmp_path, exercise("een", "Vraag een?"), exercise("twee", "Vraag twee?"), sections=sections)
    shelf = Shelf(tmp_path / "lessons")
    anna.send("/les/proef/verplaats", {"deel": "twee", "doe": "hoger"}, page="/les/proef")
    assert [part.id for part in shelf.draft("proef").exercises] == ["twee", "een"]  # type: ignore[union-attr]
    fields = {"question.nl": "Niet goedgekeurd?", "why.nl": RIGHT, "cites": [PLACE], "options.0.text.nl": RIGHT, "options.0.right": "ja"}
    anna.send("/les/proef/nieuw/choice", fields | {"options.1.text.nl": "Nee.", "doe": "opslaan"})
    page = anna.get("/les/proef")
    assert "Dit komt niet in de gepubliceerde versie" in page and "Cursisten krijgen 2 goedgekeurde onderdelen." in page
    assert "Verwijderen" in page and "Dit haalt het onderdeel uit het concept." in page
    told = anna.send("/les/proef/publiceren", {}, page="/les/proef").text
    assert "Gepubliceerd" in told and "http://127.0.0.1:7860/lessen/proef" in told
    assert [part.id for part in shelf.version("proef", 1).exercises] == ["twee", "een"]
    anna.send("/les/proef/weg", {"deel": "een"}, page="/les/proef")
    anna.send("/les/proef/publiceren", {}, page="/les/proef")
    page = anna.get("/les/proef")
    assert shelf.versions("proef") == (1, 2) and "<strong>Weggehaald</strong>: <span>Vraag een?" in page
    assert "gelijk aan het goedgekeurde concept" in page
    old = anna.get("/les/proef/versie/1")
    assert "Vraag een?" in old and "Nieuw</strong>: <span>Niet goedgekeurd?" in old
    anna.send("/les/proef/versie/1/terug", {}, page="/les/proef/versie/1")
    assert [part.id for part in shelf.draft("proef").exercises] == ["twee", "een"]  # type: ignore[union-attr]
    anna.send("/les/proef/intrekken", {}, page="/les/proef")
    assert shelf.withdrawn("proef") and shelf.own() == () and "ingetrokken" in anna.get("/")
    # What was published is not deleted.
    anna.send("/les/proef/verwijderen", {}, page="/les/proef", status=404)
    anna.send("/les/proef/publiceren", {}, page="/les/proef")
    assert not shelf.withdrawn("proef") and shelf.versions("proef") == (1, 2, 3)


def test_only_what_is_approved_is_published_and_a_draft_can_be_deleted(anna: Trainer, tmp_path: Path) -> None:
    keep(tmp_path, exercise("een"))
    refused = anna.send("/les/proef/publiceren", {}, page="/les/proef", status=422).text
    assert "Er is nog niets goedgekeurd." in refused and Shelf(tmp_path / "lessons").versions("proef") == ()
    # It may be read and approved, or taken out, on a page of its own.
    page = anna.get("/les/proef/deel/een/keuren")
    assert "Dit staat in de bron" in page
    anna.send("/les/proef/deel/een/keuren", {"doe": "goed"})
    assert Shelf(tmp_path / "lessons").draft("proef").exercises[0].approved  # type: ignore[union-attr]
    anna.send("/les/proef/verwijderen", {}, page="/les/proef")
    assert Shelf(tmp_path / "lessons").names() == ()
    anna.get("/les/proef", status=404)


def test_differences_are_by_id_and_not_about_approval(sections: Sections, tmp_path: Path) -> None:
    lesson = keep(tmp_path, exercise("een", "A?"), exercise("twee", "B?"), sections=sections)
    bare = lesson.model_copy(update={"exercises": (exercise("een", "A?"), exercise("twee", "C?"), exercise("drie", "D?"))})
    assert [(each.how, each.title) for each in differences(lesson, bare)] == [("added", "D?"), ("changed", "C?")]
    assert [(each.how, each.title) for each in differences(bare, lesson)] == [("changed", "B?"), ("removed", "D?")]
    assert mark_of(lesson) != mark_of(bare)


def test_a_built_in_lesson_is_viewed_and_copied(anna: Trainer, tmp_path: Path) -> None:
    built_in = Shelf(tmp_path / "lessons").built_in()
    assert all(lesson.title.nl in anna.get("/") for lesson in built_in)
    lesson = built_in[0]
    page = anna.get(f"/ingebouwd/{lesson.id}")
    assert all(part.question.nl in page for part in lesson.exercises)
    copied = anna.send(f"/ingebouwd/{lesson.id}/kopie", {}, page=f"/ingebouwd/{lesson.id}")
    assert copied.url.path == f"/les/{lesson.id}-eigen"
    kept = Shelf(tmp_path / "lessons").draft(f"{lesson.id}-eigen")
    assert kept and kept.exercises == lesson.exercises
    # It cannot be worked on itself.
    anna.get(f"/les/{lesson.id}", status=404)


def test_a_lesson_as_a_learner_sees_it_and_as_files(anna: Trainer, tmp_path: Path, sections: Sections) -> None:
    keep(tmp_path, exercise("een"), sections=sections, publish=True)
    page = anna.get("/les/proef/voorbeeld")
    assert 'id="les"' in page and '"title": "Quiz proef"' in page and "lesson_player.js" in page
    anna.get("/les/proef/voorbeeld?voor=niemand", status=404)
    anna.get("/les/proef/voorbeeld?in=fr", status=404)
    for kind, starts in (("docx", b"PK"), ("pptx", b"PK"), ("pdf", b"%PDF"), ("scorm12", b"PK"), ("scorm2004", b"PK"), ("xapi", b"PK")):
        answer = anna.client.get(f"/les/proef/versie/1/bestand?soort={kind}&voor=beleid&in=nl&antwoorden=met")
        assert answer.status_code == 200 and answer.content.startswith(starts), kind
        assert answer.headers["content-disposition"].startswith("attachment") and "proef" in answer.headers["content-disposition"]
    anna.get("/les/proef/versie/1/bestand?soort=exe", status=404)


# --- what has changed


def test_what_rests_on_a_changed_text_must_be_read_again(anna: Trainer, tmp_path: Path, sections: Sections) -> None:
    lesson = keep(tmp_path, exercise("een"), exercise("twee", "Nog een?"), sections=sections, publish=True)
    assert "Er is niets na te kijken" in anna.get("/nakijken")
    old = Approved(by="Anna", day=date(2026, 1, 1), seen={PLACE: "000000000000 geldend"})
    stale = lesson.model_copy(update={"exercises": (lesson.exercises[0].model_copy(update={"approved": old}), lesson.exercises[1])})
    Shelf(tmp_path / "lessons").save_draft(stale)
    assert "1 opdracht moet worden nagekeken" in anna.get("/")
    page = anna.get("/nakijken")
    assert "De tekst van Standpunt 2025, Voor wie het standpunt geldt is veranderd" in page
    assert "Nagelezen, klopt nog" in page and "meegewerkt" in page and "Nog een?" not in page
    after = anna.send("/les/proef/deel/een/keuren?terug=nakijken", {"doe": "goed", "terug": "nakijken"}, page="/nakijken")
    assert after.url.path == "/nakijken" and "Er is niets na te kijken" in after.text
    kept = Shelf(tmp_path / "lessons").draft("proef").exercises[0].approved  # type: ignore[union-attr]
    assert kept and kept.day == date.today() and kept.seen == sections.marks([PLACE])


# --- groups


def test_a_group_shows_figures_only_from_enough_people(anna: Trainer, tmp_path: Path, sections: Sections) -> None:
    keep(tmp_path, exercise("een", "=HYPERLINK(1)"), exercise("twee", "Nog een?"), sections=sections, publish=True)
    bad = anna.send("/groepen", {"les": "proef", "versie": "1", "groepsnaam": "x" * 81}, page="/les/proef", status=422).text
    assert "hoogstens 80 tekens" in bad and "x" * 81 in bad
    opened = anna.send("/groepen", {"les": "proef", "versie": "1", "groepsnaam": "Inwerkdag"}, page="/les/proef")
    code = opened.url.path.split("/")[2]
    assert f"http://127.0.0.1:7860/lessen/proef?groep={code}" in opened.text
    groups = Groups(tmp_path / "groups")
    for number in range(FEWEST):
        page = anna.get(f"/groep/{code}")
        assert "% had dit eerst fout" not in page and f"pas vanaf {FEWEST} personen" in page
        assert anna.client.get(f"/groep/{code}/resultaat.csv").text.count("\n") == 1
        assert anna.client.get(f"/groep/{code}/resultaat.json").json() == []
        groups.record(code, {"een": number == 0, "twee": True})
    page = anna.get(f"/groep/{code}")
    assert page.index("80% had dit eerst fout (4 van 5)") < page.index("0% had dit eerst fout (0 van 5)")
    table = anna.client.get(f"/groep/{code}/resultaat.csv")
    assert "'=HYPERLINK(1);5;1;80" in table.text and table.headers["content-type"].startswith("text/csv")
    told = anna.client.get(f"/groep/{code}/resultaat.json").json()
    assert len(told) == 3 * FEWEST and "Anna" not in str(told)
    anna.send(f"/groep/{code}/sluiten", {}, page=f"/groep/{code}")
    assert not groups.record(code, {"een": True})
    anna.send(f"/groep/{code}/verwijderen", {}, page=f"/groep/{code}")
    assert groups.all() == () and "Er zijn geen groepen" in anna.get("/groepen")


# --- spreadsheets


def workbook(*rows: tuple[str, ...]) -> bytes:
    from openpyxl import Workbook

    book = Workbook()
    book.active.append(("Vraag", "Goed antwoord", "Fout 1", "Uitleg", "Vindplaats"))
    for row in rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def upload(trainer: Trainer, content: bytes, title: str = "Uit Excel", name: str = "quiz.xlsx", **fields: str) -> Any:
    sent = trainer.hidden("/inlezen") | {"titel": title} | fields
    return trainer.client.post("/inlezen", data=sent, files={"bestand": (name, content)})


def test_a_quiz_from_a_spreadsheet_still_needs_a_person(anna: Trainer, tmp_path: Path) -> None:
    assert anna.client.get("/inlezen/sjabloon.xlsx").content.startswith(b"PK")
    good, bad = ("Voor wie?", RIGHT, "Alleen voor het Rijk.", RIGHT, PLACE), (HOSTILE, "Ja", "Nee", "", "nergens/niets")
    page = upload(anna, workbook(good, bad))
    assert page.status_code == 200 and "1 vraag ingelezen" in page.text and "rij 3" in page.text.lower() and "<script>alert" not in page.text
    assert [each.question.nl for each in waiting(tmp_path, "uit-excel")] == ["Voor wie?"]
    assert Shelf(tmp_path / "lessons").draft("uit-excel").exercises == ()  # type: ignore[union-attr]


def test_what_is_no_spreadsheet_is_refused(anna: Trainer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert upload(anna, b"dit is geen spreadsheet").status_code == 422
    assert upload(anna, b"").status_code == 422
    untitled = upload(anna, workbook(), title="")
    assert untitled.status_code == 422 and "kies het bestand opnieuw" in untitled.text
    nothing = upload(anna, workbook(("Vraag?", "", "", "", "")))
    assert nothing.status_code == 422 and "Verbeter de rijen" in nothing.text
    assert upload(anna, b"x", token="fout").status_code == 403
    assert anna.client.post("/inlezen", content=b"geen formulier", headers={"content-type": "text/plain"}).status_code == 403
    monkeypatch.setattr(training_files, "_MOST_UPLOAD", 1_000)
    large = upload(anna, b"x" * 2_000)
    assert large.status_code == 413 and "5 MB" in large.text
    assert Shelf(tmp_path / "lessons").names() == ()


# --- safety


def forms(routes: Any) -> Iterator[str]:
    """The paths of every form."""
    for route in routes:
        if "POST" in getattr(route, "methods", ()):
            yield route.path
        elif router := getattr(route, "original_router", None):
            yield from forms(router.routes)


def test_every_form_comes_from_a_page_of_this_server(anna: Trainer, tmp_path: Path, sections: Sections) -> None:
    keep(tmp_path, exercise("een"), sections=sections)
    fields, posts = anna.hidden("/les/proef"), list(forms(anna.client.app.routes))  # type: ignore[attr-defined]
    assert len(posts) > 20
    for pattern in posts:
        path = re.sub(r"\{\w+\}", "proef", pattern.replace("{number}", "1"))
        for headers in ({"origin": "http://kwaad.example"}, {"sec-fetch-site": "cross-site"}, {"origin": "null"}):
            assert anna.client.post(path, data=fields, headers=OWN_ORIGIN | headers).status_code == 403, (path, headers)
        if path != "/inlezen":
            stale = anna.client.post(path, data=fields | {"token": "van-gisteren", "titel": HOSTILE})
            assert stale.status_code == 403 and "Verstuur het formulier nog eens" in stale.text and "<script>alert" not in stale.text
    assert Shelf(tmp_path / "lessons").names() == ("proef",)
    response = anna.client.get("/")
    assert "script-src 'self'" in response.headers["content-security-policy"] and "unsafe" not in response.headers["content-security-policy"]
    assert anna.client.get("/", headers={"host": "kwaad.example"}).status_code == 400


@pytest.mark.parametrize(
    "path",
    ["/nergens", "/les/geen", "/les/..%2f..", "/les/GEEN!/bronnen", "/les/proef/deel/geen", "/les/proef/nieuw/geen", "/les/proef/versie/9",
     "/les/proef/versie/0", "/les/proef/versie/0/voorbeeld", "/les/proef/voorstellen/geen", "/les/proef/voorstellen/geen/aanpassen",
     "/les/proef/deel/geen/keuren", "/ingebouwd/geen", "/groep/aaaaaa", "/groep/%2e%2e", "/groep/aaaaaa/resultaat.csv"],
)  # fmt: skip
def test_what_is_not_there(anna: Trainer, tmp_path: Path, path: str) -> None:
    keep(tmp_path)
    assert "Niet gevonden" in anna.get(path, status=404)


def test_too_much_is_refused(anna: Trainer, tmp_path: Path) -> None:
    keep(tmp_path)
    page = anna.send("/les/proef/nieuw/choice", {"question.nl": "x" * 500_000}, status=413).text
    assert "Te groot" in page


def test_hostile_text_is_text_everywhere(anna: Trainer, tmp_path: Path, sections: Sections) -> None:
    text = Text(nl=HOSTILE, en=HOSTILE)
    parts: list[Any] = [
        exercise("een", HOSTILE, wrong=HOSTILE),
        TruthExercise(id="twee", question=text, why=text, cites=(PLACE,), correct=True, reasons=exercise("x").options),
        CaseExercise(id="drie", question=text, why=text, cites=(PLACE,), verdict="mag", rule=text),
        SpotExercise(id="vier", question=text, why=text, cites=(PLACE,), prompt=Text(nl=f"[[{HOSTILE}]] ((x))")),
        SourceExercise(id="vijf", question=text, why=text, cites=(PLACE,), claim=text, others=("avg/artikel-33",)),
    ]
    lesson = keep(tmp_path, *parts, sections=sections)
    Shelf(tmp_path / "lessons").save_draft(lesson.model_copy(update={"title": text, "goal": text, "author": HOSTILE[:60]}))
    Shelf(tmp_path / "lessons").publish("proef")
    Proposals(tmp_path / "lessons" / "proef").add(parts)
    group = Groups(tmp_path / "groups").open("proef", 1, HOSTILE, date.today())
    paths = ["/", "/les/proef", "/les/proef/voorbeeld", "/les/proef/gegevens", "/les/proef/bronnen", "/les/proef/voorstellen", "/groepen"]
    paths += [f"/groep/{group.code}", "/les/proef/versie/1", "/nakijken", *(f"/les/proef/deel/{part.id}" for part in parts)]
    paths += [f"/les/proef/voorstellen/voorstel-{number}" for number in range(1, 6)]
    for path in paths:
        page = anna.client.get(path).text
        assert "<script>alert" not in page and "<img src=x" not in page, path
    assert "&lt;script&gt;" in anna.client.get("/les/proef").text


def test_a_damaged_draft_holds_up_nothing_else(anna: Trainer, tmp_path: Path) -> None:
    keep(tmp_path)
    keep(tmp_path, name="kapot")
    (tmp_path / "lessons" / "kapot" / "draft.yaml").write_text("title: [")
    page = anna.get("/")
    assert "Quiz proef" in page and "kapot/draft.yaml" in page
    assert "kapot/draft.yaml" in anna.get("/les/kapot", status=500)


def test_in_english(anna: Trainer, tmp_path: Path, sections: Sections) -> None:
    keep(tmp_path, exercise("een"), sections=sections, publish=True)
    assert "Make a new quiz" in anna.get("/?taal=en") and "Publish" in anna.get("/les/proef")
    page = anna.send("/nieuw", {"titel": "", "minuten": "5"}, status=422).text
    assert "Fill this in." in page and 'lang="en"' in page


def test_without_a_name_nothing_is_written(app: Any, tmp_path: Path, sections: Sections) -> None:
    keep(tmp_path, exercise("een"), sections=sections)
    Proposals(tmp_path / "lessons" / "proef").add([exercise("a", "Een voorstel?")])
    nobody = Trainer(app, "")
    for path, page in (
        ("/les/proef/publiceren", "/les/proef"),
        ("/les/proef/weg", "/les/proef"),
        ("/les/proef/voorstellen/voorstel-1", ""),
        ("/les/proef/deel/een/keuren", ""),
    ):
        answer = nobody.send(path, {"doe": "goed", "deel": "een"}, page=page)
        assert answer.url.path == "/" and "Vul eerst uw naam of initialen in." in answer.text
    assert Shelf(tmp_path / "lessons").versions("proef") == () and len(waiting(tmp_path, "proef")) == 1
    assert nobody.client.get("/les/proef/deel/een").url.path == "/"
    kept: Lesson | None = Shelf(tmp_path / "lessons").draft("proef")
    assert kept and len(kept.exercises) == 1


def test_the_strings_are_the_same_in_both_languages() -> None:
    from dataclasses import asdict

    from ui.training_judge_strings import JUDGE
    from ui.training_kind_strings import KINDS
    from ui.training_lesson_strings import LESSON
    from ui.training_strings import TRAINING

    for table in (TRAINING, JUDGE, LESSON, EDIT, KINDS):
        dutch, english = asdict(table["nl"]), asdict(table["en"])
        for name, value in dutch.items():
            if isinstance(value, dict):
                assert value.keys() == english[name].keys(), name
            elif isinstance(value, str):
                assert re.findall(r"\{\w*\}", value) == re.findall(r"\{\w*\}", english[name]), name
    assert replace(TRAINING["nl"]) == TRAINING["nl"]
