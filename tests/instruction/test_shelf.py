"""Where lessons, proposals and results of groups are kept: versions, withdrawals, damage, and figures that are about nobody."""

import json
from datetime import date
from pathlib import Path

import pytest

from assistant.instruction.edit import approve, put
from assistant.instruction.lesson import Lesson, LessonError
from assistant.instruction.proposals import Proposals
from assistant.instruction.results import FEWEST, Groups
from assistant.instruction.shelf import Shelf, write_file
from tests.instruction.make import TODAY, lesson, sections


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    return Shelf(tmp_path / "lessons")


def own(approved: int) -> Lesson:
    """The lesson with its first exercises approved."""
    one = lesson()
    for part in one.exercises[:approved]:
        one = put(one, approve(part, "Anna", TODAY, sections()))
    return one


def test_only_what_a_trainer_approved_is_published_and_a_version_never_changes(shelf: Shelf) -> None:
    shelf.save_draft(own(0))
    with pytest.raises(LessonError, match="nog niets goedgekeurd"):
        shelf.publish("proefles")
    shelf.save_draft(own(2))
    assert [exercise.id for exercise in shelf.publish("proefles").exercises] == ["termijn", "waar"]
    shelf.save_draft(own(3))
    assert shelf.publish("proefles").version == 2
    assert (shelf.versions("proefles"), len(shelf.version("proefles", 1).exercises)) == ((1, 2), 2)
    assert len(shelf.draft("proefles").exercises) == 6, "the draft keeps what is not approved"  # type: ignore[union-attr]


def test_learners_see_the_newest_version_until_it_is_withdrawn(shelf: Shelf) -> None:
    shelf.save_draft(own(1))
    assert shelf.own() == () and shelf.find("proefles") is None
    shelf.publish("proefles")
    assert shelf.find("proefles").version == 1  # type: ignore[union-attr]
    shelf.withdraw("proefles")
    assert shelf.find("proefles") is None and shelf.versions("proefles") == (1,)
    shelf.publish("proefles")
    assert shelf.find("proefles").version == 2  # type: ignore[union-attr]


def test_the_lessons_that_ship_are_all_approved_and_cannot_be_overwritten(shelf: Shelf) -> None:
    built_in = shelf.built_in()
    assert len(built_in) >= 8 and all(part.approved for one in built_in for part in one.parts())
    with pytest.raises(LessonError, match="ingebouwde"):
        shelf.save_draft(built_in[0])


@pytest.mark.parametrize("name", ["../x", "", "A", "a/b", "x" * 70, "-a"])
def test_a_name_cannot_leave_the_folder(shelf: Shelf, name: str) -> None:
    with pytest.raises(LessonError, match="kenmerk"):
        shelf.folder_of(name)


def test_a_damaged_file_is_named(shelf: Shelf) -> None:
    shelf.save_draft(own(1))
    (shelf.folder / "proefles" / "draft.yaml").write_text("{")
    with pytest.raises(LessonError, match=r"proefles/draft\.yaml"):
        shelf.draft("proefles")


def test_a_full_disk_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "x.yaml"
    write_file(file, b"old")

    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(LessonError, match="No space left"):
        write_file(file, b"new")
    assert file.read_bytes() == b"old" and list(tmp_path.iterdir()) == [file]


def test_what_was_rejected_is_not_proposed_again(tmp_path: Path) -> None:
    proposals, exercises = Proposals(tmp_path), lesson().exercises
    assert proposals.add(exercises) == 6 and proposals.add(exercises) == 0
    first = proposals.waiting()[0]
    assert first.id == "voorstel-1" and first.approved is None
    assert proposals.reject(first.id) and not proposals.reject(first.id)
    assert proposals.add(exercises) == 0 and len(proposals.waiting()) == 5
    taken = proposals.take("voorstel-2")
    assert taken and taken.question == exercises[1].question and len(proposals.waiting()) == 4
    assert proposals.add([exercises[1]]) == 1, "what was taken into the lesson and removed there may come back"


def test_a_damaged_list_of_rejections_is_told(tmp_path: Path) -> None:
    (tmp_path / "rejected.json").write_text("{")
    with pytest.raises(LessonError, match="beschadigd"):
        Proposals(tmp_path).rejected()


def test_a_group_is_counted_without_anybody_in_it(tmp_path: Path) -> None:
    groups = Groups(tmp_path / "groups")
    group = groups.open("proefles", 1, "Team A", date(2026, 11, 28))
    for number in range(FEWEST):
        assert groups.summary(group).tallies == (), "too few to show"
        assert groups.record(group.code, {"a": number == 0, "b": True})
    summary = groups.summary(group)
    assert (summary.people, [(tally.exercise, tally.answered, tally.right) for tally in summary.tallies]) == (FEWEST, [("a", 5, 1), ("b", 5, 5)])
    kept = (tmp_path / "groups" / f"{group.code}.jsonl").read_text()
    assert {tuple(json.loads(line)) for line in kept.splitlines()} == {("a", "b")}, "nothing but which questions went right"


def test_a_closed_or_unknown_group_counts_nothing(tmp_path: Path) -> None:
    groups = Groups(tmp_path)
    group = groups.open("proefles", 1, "Team A", TODAY)
    groups.close(group.code)
    assert not groups.record(group.code, {"a": True}) and not groups.record("zzzzzz", {"a": True}) and groups.get("../../x") is None
    assert groups.get(group.code).closed and [one.code for one in groups.all()] == [group.code]  # type: ignore[union-attr]
    groups.delete(group.code)
    assert groups.all() == () and list(tmp_path.iterdir()) == []


def test_a_line_that_was_cut_off_is_left_out(tmp_path: Path) -> None:
    groups = Groups(tmp_path)
    group = groups.open("proefles", 1, "Team A", TODAY)
    for _ in range(FEWEST):
        groups.record(group.code, {"a": True})
    with (tmp_path / f"{group.code}.jsonl").open("a") as file:
        file.write('{"a": tr')
    assert groups.summary(group).people == FEWEST
