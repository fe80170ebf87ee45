"""Reading and writing lessons, the check of what is true, what has changed, and the edition that learners get."""

from dataclasses import replace
from datetime import date

import pytest

from assistant.instruction.check import Problem, current, findings, true
from assistant.instruction.edit import approve, find, fresh_id, move, put, remove
from assistant.instruction.edition import as_json, edition
from assistant.instruction.lesson import (
    AUDIENCES,
    CaseExercise,
    ChoiceExercise,
    Lesson,
    LessonError,
    Text,
    places_of,
    read_lesson,
    spots,
    write_lesson,
)
from assistant.instruction.sections import Sections
from corpus.document import Kind, Status, Validity
from tests.instruction.make import CALM, CALM_EN, LESSON, TERM, TERM_EN, TODAY, document, lesson, section, sections


def approved(one: Lesson) -> Lesson:
    """Every part approved."""
    for part in one.parts():
        one = put(one, approve(part, "Anna", TODAY, sections()))
    return one


def test_a_lesson_comes_back_as_it_was_written() -> None:
    one = approved(lesson())
    written = write_lesson(one)
    assert read_lesson(written, "x.yaml") == one
    assert b"'on'" not in written and b"'true'" not in written, "a key that YAML reads as something else"
    assert written.index(b"question:") < written.index(b"cites: ") if b"cites: " in written else True


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("minutes: 5", "minutes: 0", "minutes"),
        ("minutes: 5", "minutes: 5\nminuten: 5", "minuten"),
        ("kind: choice", "kind: quiz", "exercises.0"),
        ("- id: waar", "- id: termijn", "twee keer"),
        ("[[Jan Jansen]] over ((de vergadering))", "Jan over de vergadering", "markeer"),
        ("about ((the meeting))", "about the meeting", "Engelse"),
        ("right: true}}\n  - text", "right: false}}\n  - text", "goede"),
        ("regels/contract, regels/lek", "regels", "cites"),
        ("goal:", "goal: &a\nx: *a\ngoals:", "YAML"),
        ("id: proefles", "id: '../proef'", "id"),
    ],
)
def test_a_fault_is_told_with_its_place(old: str, new: str, told: str) -> None:
    old, new = old.replace("}}", "}"), new.replace("}}", "}")
    assert old in LESSON
    with pytest.raises(LessonError, match=told):
        read_lesson(LESSON.replace(old, new, 1).encode(), "proef.yaml")


@pytest.mark.parametrize("data", [b"", b"\xff\xfe", b"- a", b"{", b"a: !!python/object:os.system x", b"[" * 5_000])
def test_what_is_no_lesson_is_refused(data: bytes) -> None:
    with pytest.raises(LessonError):
        read_lesson(data, "x.yaml")


def test_a_true_lesson_has_nothing_but_that_nobody_approved_it() -> None:
    assert {finding.problem for finding in findings(lesson(), sections())} == {Problem.UNAPPROVED}
    assert findings(approved(lesson()), sections()) == ()


def _changed(name: str, **fields: object) -> tuple[Problem, ...]:
    part = find(lesson(), name)
    assert part is not None
    return tuple(finding.problem for finding in true(part.model_copy(update=fields), sections(), ("nl", "en")))  # type: ignore[arg-type]


def test_each_untruth_is_found() -> None:
    both = Text(nl="Een organisatie moet een datalek binnen 48 uur melden bij de AP.", en="An organisation must report a data breach within 48 hours.")
    assert Problem.NOT_CARRIED in _changed("termijn", why=both)
    choice = find(lesson(), "termijn")
    assert isinstance(choice, ChoiceExercise)
    right, wrong = choice.options
    carried = wrong.model_copy(update={"claim": right.claim})
    assert _changed("termijn", options=(right, carried)) == (Problem.CARRIED, Problem.CARRIED)
    unset = wrong.model_copy(update={"mistake": None})
    assert Problem.NO_MISTAKE in _changed("termijn", options=(right, unset))
    untold = right.model_copy(update={"text": Text(nl="72 uur")})
    assert Problem.NO_ENGLISH in _changed("termijn", options=(untold, wrong))
    assert Problem.UNKNOWN in _changed("termijn", cites=("regels/weg", "regels/lek"))
    assert Problem.CARRIED in _changed("waar", question=Text(nl=CALM, en=CALM_EN), cites=("regels/contract",))
    assert Problem.NOT_CARRIED in _changed("waar", correct=True)
    assert _changed("mag-dit", verdict="mag") == (Problem.VERDICT, Problem.VERDICT)
    assert Problem.NOT_CARRIED in _changed("bron", claim=Text(nl=CALM, en=CALM_EN))
    assert Problem.CARRIED in _changed("bron", claim=Text(nl=CALM, en=CALM_EN))
    assert Problem.NOT_CARRIED in _changed("volgorde", cites=("regels/contract",))


def test_a_denial_is_no_leave() -> None:
    case = find(lesson(), "mag-dit")
    assert isinstance(case, CaseExercise)
    no = Text(nl="Een ambtenaar mag geen namen in een openbare chatbot zetten.", en="A civil servant may not put names in a public chatbot.")
    forbids = case.model_copy(update={"rule": no, "cites": ("regels/namen",), "verdict": "niet", "conditions": (), "why": no})
    assert true(forbids, sections(), ("nl", "en")) == ()
    assert {finding.problem for finding in true(forbids.model_copy(update={"verdict": "mag"}), sections(), ("nl", "en"))} == {Problem.VERDICT}


def test_the_editors_inference_may_be_left_out_only_from_their_own_document() -> None:
    text = "Dat betekent volgens de samenstellers: een chatbot van de organisatie kan veilig zijn."
    part = find(lesson(), "lezen")
    assert part is not None
    said = part.model_copy(update={"text": Text(nl="Een chatbot van de organisatie kan veilig zijn."), "cites": ("uitleg/eigen",)})
    own = Sections([document(section("eigen", text, ""), name="uitleg", kind=Kind.UITLEG)], TODAY)
    law = Sections([document(section("eigen", text, ""), name="uitleg", kind=Kind.WET)], TODAY)
    assert true(said, own) == ()
    assert [finding.problem for finding in true(said, law)] == [Problem.NOT_CARRIED]


def test_what_changes_makes_what_rests_on_it_old() -> None:
    one = approved(lesson())
    assert current(one.exercises[0], sections()) == ()
    reworded = Sections([document(section("lek", TERM.replace("72", "48"), TERM_EN))], TODAY)
    assert [finding.problem for finding in current(one.exercises[0], reworded)] == [Problem.CHANGED]
    ended = Sections([document(section("lek", TERM, TERM_EN, validity=Validity(Status.GELDEND, date(2025, 1, 1), date(2026, 1, 1))))], TODAY)
    assert [(finding.problem, finding.reason) for finding in current(one.exercises[0], ended)] == [(Problem.STANDING, "geldend → vervallen")]
    assert [finding.problem for finding in current(one.exercises[0], Sections([], TODAY))] == [Problem.GONE]


def test_the_newest_version_that_has_begun_counts() -> None:
    old, new = (replace(document(section("lek", text, "")), version=day) for text, day in ((TERM, "2025-01-01"), (CALM, "2027-01-01")))
    assert Sections([old, new], TODAY).get("regels/lek").section.text == TERM  # type: ignore[union-attr]
    assert Sections([old, new], date(2027, 2, 1)).get("regels/lek").section.text == CALM  # type: ignore[union-attr]


def test_nothing_is_approved_on_a_source_that_is_not_there() -> None:
    part = lesson().exercises[0]
    with pytest.raises(LessonError, match="regels/lek"):
        approve(part, "Anna", TODAY, Sections([], TODAY))


def test_only_what_is_approved_is_published() -> None:
    one = put(lesson(), approve(lesson().exercises[1], "Anna", TODAY, sections()))
    assert [part.id for part in one.published().parts()] == ["waar"]


def test_parts_are_put_moved_and_removed() -> None:
    one = lesson()
    ids = [exercise.id for exercise in one.exercises]
    assert [exercise.id for exercise in move(one, "waar", -1).exercises] == [ids[1], ids[0], *ids[2:]]
    assert move(one, "waar", 99).exercises[-1].id == "waar" and move(one, "onbekend", 1) == one
    assert [exercise.id for exercise in remove(one, "waar").exercises] == [ids[0], *ids[2:]]
    renamed = one.exercises[0].model_copy(update={"id": fresh_id(one, "opdracht")})
    assert put(one, renamed).exercises[-1].id == "opdracht-1"
    with pytest.raises(LessonError, match="twee keer"):
        put(one, one.reading[0].model_copy(update={"id": "waar"}))


def test_an_edition_is_for_one_audience_in_one_language() -> None:
    one = approved(lesson())
    dutch, english = edition(one, "nl", "medewerkers", sections()), edition(one, "en", "beleid", sections())
    assert [paragraph.id for paragraph in dutch.reading] == ["lezen"] and len(english.reading) == 2
    assert dutch.reading[0].text == CALM and english.reading[0].text == CALM_EN
    assert [source.number for source in dutch.sources] == list(range(1, len(dutch.sources) + 1))
    assert dutch.sources[0].place == "regels/contract" and english.sources[0].label == "Regels, Part contract"
    assert [[part.form for part in task.parts] for task in dutch.tasks] == [["one"], ["one", "one"], ["one", "many"], ["order"], ["spot"], ["one"]]
    assert all(any(option.right for option in part.options) for task in dutch.tasks for part in task.parts)
    assert not dutch.stale and as_json(dutch)["tasks"][0]["parts"][0]["options"][0]["right"] is True
    assert edition(one, "nl", "medewerkers", Sections([document(section("lek", CALM, ""))], TODAY)).stale


def test_a_lesson_in_dutch_only_is_given_in_dutch() -> None:
    plain = read_lesson(b"id: q\ntitle: Kort\ngoal: Weten\nminutes: 3\n", "q.yaml")
    assert edition(plain, "en", "beleid", sections()).title == "Kort"


def test_marked_stretches_are_told_apart() -> None:
    assert list(spots("Aan [[Jan]] over ((dit)).")) == [("Aan ", None), ("Jan", True), (" over ", None), ("dit", False), (".", None)]


def test_every_place_a_part_rests_on_is_known() -> None:
    assert places_of(lesson().exercises[5]) == ("regels/lek", "regels/contract", "regels/namen")
    assert AUDIENCES == ("medewerkers", "beleid", "inkoop")
