"""The cases that ship: what they say of themselves is so, and what they rest on is there. And how cases are read, sampled and trimmed."""

import json
from collections import Counter
from datetime import date
from pathlib import Path
from typing import get_args

import pytest

from corpus.document import Document
from eval.case import Audience, Case, CaseError, Theme, for_corpus, load_cases, missing_places, read_case, read_set, sample
from tests.eval.make import case

SETS = load_cases([])
ALL = [(name, one) for name, cases in SETS.items() for one in cases]


def test_there_are_enough_of_every_sort() -> None:
    assert set(SETS) == {"retrieval", "answers", "openings", "absent", "premises", "time", "conflicts", "adversarial", "follow-ups"}
    assert len(ALL) >= 1_200 and sum(one.task == "answer" for _, one in ALL) >= 700
    assert len(SETS["time"]) >= 50 and len(SETS["conflicts"]) >= 30 and len(SETS["adversarial"]) >= 50
    counted = Counter(one.language for _, one in ALL)
    assert counted["en"] > 150 and {one.level for _, one in ALL} == {"easy", "medium", "hard"}
    assert {one.theme for _, one in ALL} == set(get_args(Theme)) and {one.audience for _, one in ALL} == set(get_args(Audience))
    assert all(0.35 < sum(one.half == "test" for one in cases) / len(cases) < 0.65 for cases in SETS.values())


def test_what_they_rest_on_is_in_the_corpus(documents: tuple[Document, ...]) -> None:
    places = {f"{d.id}/{s.id}" for d in documents for s in d.sections}
    built_in = {d.id for d in documents}
    for name, cases in SETS.items():
        missing = missing_places(cases, places)
        lost = {place for each in missing.values() for place in each}
        assert name == "retrieval" or not missing, name
        assert not [place for place in lost if place.split("/")[0] in built_in]


def test_every_case_has_a_note_of_its_own_a_source_and_an_author() -> None:
    notes = Counter(one.note for name, one in ALL if name != "retrieval")
    assert max(notes.values()) <= 4 and all(len(one.note) >= 8 and len(one.source) > 2 and len(one.author) > 5 for _, one in ALL)


def test_no_question_stands_in_the_corpus_or_twice_in_a_set(documents: tuple[Document, ...]) -> None:
    asked = {q.lower() for d in documents for s in d.sections for q in (*s.questions, *s.questions_en, *s.asked, *s.asked_en)}
    assert not [one.qid for _, one in ALL if one.query.lower() in asked and not one.history]
    for name, cases in SETS.items():
        twice = Counter((one.query, one.history, one.on, one.gold) for one in cases)
        assert max(twice.values()) == 1, name


def test_pairs_are_whole_and_in_one_half() -> None:
    pairs: dict[str, list[Case]] = {}
    for _, one in ALL:
        if one.pair:
            pairs.setdefault(one.pair, []).append(one)
    assert len(pairs) >= 25 and all(len(each) == 2 and each[0].half == each[1].half for each in pairs.values())


def test_a_case_that_is_wrong_names_file_line_and_field(tmp_path: Path) -> None:
    file = tmp_path / "proef.jsonl"
    good = json.loads(case().model_dump_json(exclude_defaults=True))
    for change, field in (
        ({"language": "de"}, "language"), ({"qid": "A b"}, "qid"), ({"gold": ["avg"]}, "gold.0"), ({"on": "gisteren"}, "on"), ({"nieuw": 1}, "nieuw"),
        ({"gold": []}, "vindplaats"), ({"expect": "no-answer"}, "vindplaats"), ({"stale": good["gold"]}, "verouderd"), ({"note": ""}, "note"),
    ):  # fmt: skip
        file.write_text(json.dumps(good) + "\n\n" + json.dumps(good | change) + "\n")
        with pytest.raises(CaseError, match=rf"proef.jsonl, regel 3.*{field}"):
            read_set(file)
    file.write_text("{niet\n")
    with pytest.raises(CaseError, match=r"regel 1: geen leesbare JSON"):
        read_set(file)
    with pytest.raises(CaseError, match="niet te lezen"):
        read_set(tmp_path / "weg.jsonl")


def test_sets_of_the_organisation_are_read_and_a_name_is_used_once(tmp_path: Path) -> None:
    (tmp_path / "eigen.jsonl").write_text(case("e-1").model_dump_json() + "\n")
    assert [one.qid for one in load_cases(["eigen"], tmp_path)["eigen"]] == ["e-1"]
    with pytest.raises(CaseError, match=r"Er is geen set 'weg'.*eigen"):
        load_cases(["weg"], tmp_path)
    (tmp_path / "meer.jsonl").write_text(case("e-1").model_dump_json() + "\n")
    with pytest.raises(CaseError, match="'e-1' staat ook in eigen"):
        load_cases(["eigen", "meer"], tmp_path)


def test_any_change_makes_another_case() -> None:
    changes = ({"query": "Anders?"}, {"note": "x"}, {"points": ("Anders.",)}, {"on": date(2024, 1, 1)}, {"history": ("Eerder?",)}, {"half": "test"})
    assert len({case().sha, *(case().model_copy(update=change).sha for change in changes)}) == len(changes) + 1


def test_a_sample_is_as_big_as_asked_the_same_each_time_and_takes_from_all() -> None:
    big = tuple(case(f"a-{n}", kind="what" if n % 2 else "who", language="nl" if n % 4 else "en") for n in range(100))
    sets = {"groot": big, "klein": tuple(case(f"b-{n}") for n in range(3)), "half": tuple(case(f"c-{n}") for n in range(20))}
    taken = sample(sets, 33)
    assert {name: len(cases) for name, cases in taken.items()} == {"groot": 15, "klein": 3, "half": 15} and taken == sample(sets, 33)
    # Of a set that is half of each kind and a quarter English, so is what is taken, to within one.
    assert abs(sum(one.kind == "what" for one in taken["groot"]) - 7.5) <= 1 and abs(sum(one.language == "en" for one in taken["groot"]) - 3.75) <= 1
    assert {name: {one.qid for one in cases} for name, cases in sample(sets, 500).items()} == {n: {one.qid for one in c} for n, c in sets.items()}
    assert {name: len(cases) for name, cases in sample(sets, 2).items()} == {"groot": 1, "half": 1}


def test_only_what_a_corpus_can_answer_is_asked_of_it() -> None:
    one = case("q-1", gold=("avg/artikel-33", "wet/artikel-1"), stale=("oud/een", "oud2/*"))
    elsewhere, absent = case("q-2", gold=("wet/artikel-1",)), case("q-3", expect="no-answer")
    kept, left_out = for_corpus({"proef": (one, elsewhere, absent)}, ["avg/artikel-33", "oud/een", "oud2/x"])
    assert left_out == 1 and [each.qid for each in kept["proef"]] == ["q-1", "q-3"]
    assert kept["proef"][0].gold == ("avg/artikel-33",) and kept["proef"][0].stale == ("oud/een", "oud2/*")


def test_a_value_that_is_no_case_is_told() -> None:
    for value in ([], None, "x", 3):
        with pytest.raises(CaseError, match="proef"):
            read_case(value, "proef")
