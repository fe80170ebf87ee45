"""What changed between two versions: made-up texts for each rule, two real versions of one law."""

import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus import eurlex
from corpus.diff import Change, Edit, SectionDiff, diff
from corpus.document import Document
from corpus.source import Source


def real(name: str) -> bytes:
    folder = Path(os.environ.get("REAL_CORPUS") or Path(__file__).resolve().parents[3] / "shared" / "corpus")
    if not (folder / name).is_file():
        pytest.skip(f"needs the real file {name} (set REAL_CORPUS)")
    return (folder / name).read_bytes()


def version(**texts: str) -> Document:
    source = Source("regel", title="Regel")
    return source.document(b"x", [source.section(name, name.title(), text) for name, text in texts.items()])


def told(change: SectionDiff) -> str:
    shape = {"=": "{}", "-": "[-{}-]", "+": "{{+{}+}}"}
    return " ".join(shape[edit.mark].format(edit.text) for edit in change.edits)


def test_equal_versions_have_no_changes() -> None:
    assert diff(version(a="Een zin.\n\nNog een."), version(a="Een  zin. Nog\neen.")) == ()


def test_a_changed_section_is_told_word_by_word() -> None:
    (found,) = diff(version(a="Het loket is open van 9 tot 5."), version(a="Het loket is op afspraak open van 9 tot 6."))
    assert (found.section_id, found.label, found.change) == ("a", "A", Change.CHANGED)
    assert told(found) == "A Het loket is {+op afspraak+} open van 9 tot [-5.-] {+6.+}"


def test_a_changed_label_is_a_change() -> None:
    source = Source("regel", title="Regel")
    old, new = (source.document(b"x", [source.section("a", label, "Tekst.")]) for label in ("Artikel 1. Oud", "Artikel 1. Nieuw"))
    assert [told(found) for found in diff(old, new)] == ["Artikel 1. [-Oud-] {+Nieuw+} Tekst."]


def test_new_sections_stand_where_they_are_and_removed_ones_last() -> None:
    found = diff(version(weg="Oud.", a="Een."), version(nieuw="Vers.", a="Een!", b="Twee."))
    assert [(change.section_id, change.change) for change in found] == [
        ("nieuw", Change.ADDED), ("a", Change.CHANGED), ("b", Change.ADDED), ("weg", Change.REMOVED),
    ]  # fmt: skip
    assert (found[0].edits, found[-1].edits) == ((Edit("+", "Nieuw Vers."),), (Edit("-", "Weg Oud."),))


def side(change: SectionDiff, mark: str) -> list[str]:
    return [word for edit in change.edits if edit.mark in ("=", mark) for word in edit.text.split()]


@settings(max_examples=200, deadline=None)
@given(st.lists(st.sampled_from("de het een en of".split()), max_size=30), st.lists(st.sampled_from("de het een niet".split()), max_size=30))
def test_either_side_can_be_read_back(old: list[str], new: list[str]) -> None:
    found = diff(version(a="A " + " ".join(old)), version(a="A " + " ".join(new)))
    assert bool(found) == (old != new)
    for change in found:
        assert (side(change, "-"), side(change, "+")) == (["A", "A", *old], ["A", "A", *new])
        assert all(edit.text for edit in change.edits)


def test_a_long_annex_is_compared_word_by_word() -> None:
    words = [f"woord{number % 700}" if number % 3 else "de" for number in range(30_000)]
    changed = [word for number, word in enumerate(words) if number % 60]
    (found,) = diff(version(a=" ".join(words)), version(a=" ".join(changed)))
    assert (side(found, "-"), side(found, "+")) == (["A", *words], ["A", *changed])


def test_two_real_versions_of_the_ai_act() -> None:
    source = Source("ai-verordening")
    published = eurlex.parse(real("eurlex/32024R1689_nl_oj.html"), source)
    consolidated = eurlex.parse(real("eurlex/02024R1689-20240712_nl_consolidated.html"), source)
    assert diff(published, published) == ()
    found = {change.section_id: change for change in diff(published, consolidated)}
    # The consolidated text has no recitals, and the same articles and annexes.
    gone = {name for name, change in found.items() if change.change is Change.REMOVED}
    assert {f"overweging-{number}" for number in range(1, 181)} <= gone
    assert not [name for name in gone if name.startswith(("artikel-", "bijlage-"))]
    assert not [name for name, change in found.items() if change.change is Change.ADDED and name.startswith("artikel-")]
