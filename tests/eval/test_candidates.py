"""From what users said to a case: nothing from the file of ratings is trusted, and no case is kept that has something wrong."""

import json
import threading
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from eval.candidates import (
    Decision,
    Fault,
    decide,
    delete_case,
    make_case,
    next_qid,
    own_case,
    personal_data,
    read_candidates,
    read_decisions,
    save_case,
    taken_qids,
    waiting,
)
from eval.case import OWN, SETS, load_cases, read_set
from ui.feedback import Rating, keep

PLACES = {"avg/artikel-33", "avg/artikel-34", "dpia/wanneer"}
FORM = {
    "qid": ["eigen-001"], "task": ["answer"], "language": ["nl"], "query": [" Wanneer melden? "], "history": ["", "Wat is een datalek?"],
    "on": [""], "expect": ["answer"], "kind": ["when"], "gold": ["avg/artikel-33", "", "avg/*"], "stale": [], "points": ["Binnen 72 uur."],
    "wrong": [], "accept": ["verplicht"], "theme": ["persoonsgegevens"], "audience": ["privacy"], "level": ["easy"], "pair": [""],
    "half": ["dev"], "note": ["Test de termijn."], "source": ["AVG, art. 33 lid 1"],
}  # fmt: skip


def rate(data: Path, question: str, **changes: Any) -> None:
    cited = [{"marker": 1, "label": "AVG, artikel 33", "text": "Zin.", "url": "https://x"}]
    answer = {"question": question, "kind": "answer", "language": "nl", "text": "Zin [1].", "citations": cited}
    fields: dict[str, Any] = {"useful": False, "reason": "bron", "text": "klopt niet", "consent": True, "answer": answer}
    keep(Rating(**fields | changes), data / "feedback", date(2026, 11, 26))


def test_ratings_of_the_page_become_candidates_the_newest_first(tmp_path: Path) -> None:
    assert read_candidates(tmp_path) == []
    rate(tmp_path, "Mag dit?")
    rate(tmp_path, "Mag dat?", useful=True, reason="", text="")
    newest, oldest = read_candidates(tmp_path)
    assert (newest.question, newest.useful) == ("Mag dat?", True)
    assert (oldest.question, oldest.reason, oldest.remark, oldest.day) == ("Mag dit?", "bron", "klopt niet", "2026-11-26")
    assert oldest.answer == "Zin [1]." and oldest.cited == ((1, "AVG, artikel 33", "Zin."),) and oldest.personal == ()


@pytest.mark.parametrize(
    "line",
    [
        b"", b"onzin", b"[1]", b"null", b'{"answer": 5}', b'{"answer": {"question": 5}}', b'{"answer": {"question": "  "}}', b"[" * 100_000,
        b'{"answer": {"question": "half', b"\xff\xfe",
    ],
)  # fmt: skip
def test_what_does_not_fit_is_left_out(tmp_path: Path, line: bytes) -> None:
    rate(tmp_path, "Mag dit?")
    with (tmp_path / "feedback" / "ratings.jsonl").open("ab") as file:
        file.write(line + b"\n")
    assert [one.question for one in read_candidates(tmp_path)] == ["Mag dit?"]


def test_hostile_values_are_bounded(tmp_path: Path) -> None:
    (tmp_path / "feedback").mkdir()
    answer = {"question": "x" * 90_000, "language": ["nl"], "text": "\ud800y", "citations": [1, {"marker": "z"}, {"marker": 2, "label": {}}] * 99}
    rating = {"day": {}, "useful": "ja", "reason": ["x"], "text": 7, "answer": answer}
    (tmp_path / "feedback" / "ratings.jsonl").write_text(json.dumps(rating) + "\n")
    (found,) = read_candidates(tmp_path)
    assert len(found.question) == 20_000 and found.answer == "?y" and len(found.cited) < 50
    assert (found.day, found.useful, found.reason, found.remark, found.language) == ("", False, "", "", "nl")


def test_personal_data_is_seen_in_question_and_remark(tmp_path: Path) -> None:
    rate(tmp_path, "Mag BSN 123456782 erin?")
    rate(tmp_path, "Mag dit?", text="Mail jan@voorbeeld.nl")
    assert [one.personal for one in read_candidates(tmp_path)] == [("e-mail",), ("bsn",)]
    assert personal_data("a " * 995 + "jan@voorbeeld.nl " + "b " * 3_000, "") == ("e-mail",)
    assert personal_data("BSN 123456789") == ()


def test_a_decision_is_remembered(tmp_path: Path) -> None:
    rate(tmp_path, "Mag dit?")
    rate(tmp_path, "Mag dat?")
    one, two = read_candidates(tmp_path)
    decide(tmp_path, Decision(candidate=one.id, decision="rejected", evaluator="AB", day=date(2026, 11, 27)))
    assert waiting(tmp_path) == [two]
    decide(tmp_path, Decision(candidate=one.id, decision="accepted", evaluator="AB", day=date(2026, 11, 27), qid="eigen-001"))
    assert read_decisions(tmp_path)[one.id].qid == "eigen-001"
    assert (tmp_path / "review" / "candidates.jsonl").stat().st_mode & 0o077 == 0


def test_a_form_becomes_a_case() -> None:
    case, faults = make_case(FORM, "AB")
    assert case and faults == []
    assert (case.query, case.history, case.on, case.author) == ("Wanneer melden?", ("Wat is een datalek?",), None, "AB")
    assert case.gold == ("avg/artikel-33", "avg/*")
    dated, _ = make_case(FORM | {"on": ["2026-01-31"], "pair": ["a"]}, "AB")
    assert dated and dated.on == date(2026, 1, 31) and dated.pair == "a"


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"qid": ["Eigen 1"]}, Fault("qid", "form")),
        ({"query": ["  "]}, Fault("query", "empty")),
        ({"query": ["x" * 2_001]}, Fault("query", "long", "2000")),
        ({"history": ["goed", "x" * 2_001]}, Fault("history", "long", "2000")),
        ({"theme": []}, Fault("theme", "empty")),
        ({"theme": ["niets"]}, Fault("theme", "choice")),
        ({"accept": ["misschien"]}, Fault("accept", "choice")),
        ({"on": ["31-01-2026"]}, Fault("on", "day")),
        ({"gold": ["avg artikel 33"]}, Fault("gold", "form")),
        ({"gold": []}, Fault("gold", "rule", "een vraag met een antwoord heeft ten minste één vindplaats")),
        ({"expect": ["no-answer"]}, Fault("gold", "rule", "een vraag zonder antwoord heeft geen vindplaats en geen punten")),
        ({"stale": ["avg/artikel-33"]}, Fault("stale", "rule", "een vindplaats is goed of verouderd, niet beide")),
    ],
)
def test_what_is_wrong_with_a_form_is_told_by_field(changes: dict[str, list[str]], fault: Fault) -> None:
    case, faults = make_case(FORM | changes, "AB")
    assert case is None and faults == [fault]


def test_an_empty_form_names_every_field_that_must_be_filled_in_once() -> None:
    _, faults = make_case({}, "AB")
    names = [fault.field for fault in faults]
    assert len(names) == len(set(names)) and {fault.kind for fault in faults} == {"empty"}
    assert set(names) == {"qid", "language", "query", "expect", "kind", "theme", "audience", "level", "half", "note", "source"}


def save(data: Path, new: bool = True, allowed: bool = False, **changes: list[str]) -> list[Fault]:
    case, faults = make_case(FORM | changes, "AB")
    assert case, faults
    return save_case(data, case, PLACES, new=new, allowed=allowed)


def test_a_case_is_kept_in_the_own_set(tmp_path: Path) -> None:
    assert save(tmp_path) == []
    file = tmp_path / "sets" / f"{OWN}.jsonl"
    assert [case.qid for case in read_set(file)] == ["eigen-001"] and file.stat().st_mode & 0o077 == 0
    assert load_cases([OWN], tmp_path / "sets")[OWN][0].author == "AB"
    assert next_qid(taken_qids(tmp_path)) == "eigen-002"
    assert save(tmp_path) == [Fault("qid", "taken")]
    shipped = read_set(next(SETS.glob("*.jsonl")))[0].qid
    assert save(tmp_path, qid=[shipped]) == [Fault("qid", "taken")]
    assert save(tmp_path, new=False, query=["Anders?"]) == []
    changed = own_case(tmp_path, "eigen-001")
    assert changed and changed.query == "Anders?" and len(read_set(file)) == 1
    assert delete_case(tmp_path, "eigen-001") and not delete_case(tmp_path, "eigen-001") and own_case(tmp_path, "eigen-001") is None


def test_places_and_personal_data_are_looked_at(tmp_path: Path) -> None:
    lost = save(tmp_path, gold=["avg/artikel-33", "avg/artikel-99", "nergens/*"], stale=["dpia/oud"])
    assert lost == [Fault("gold", "place", "avg/artikel-99"), Fault("gold", "place", "nergens/*"), Fault("stale", "place", "dpia/oud")]
    assert save(tmp_path, history=["BSN 123456782?"]) == [Fault("query", "personal", "bsn")]
    assert own_case(tmp_path, "eigen-001") is None
    assert save(tmp_path, history=["BSN 123456782?"], allowed=True) == []


def test_two_evaluators_cannot_take_the_same_number(tmp_path: Path) -> None:
    found: list[list[Fault]] = []
    threads = [threading.Thread(target=lambda: found.append(save(tmp_path))) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(map(len, found)) == [0, 1, 1, 1, 1, 1]
