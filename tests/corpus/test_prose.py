"""Prose under construction: gaps, held text, and the spans of parts."""

from corpus.document import Part
from corpus.prose import Prose, clean


def test_white_space_is_made_plain_and_joins_across_writes() -> None:
    prose = Prose()
    for raw in ("  Een ", "\n", "\u00adappel\u00a0 en", None, " ", "\u200bpeer", "tje  "):
        prose.write(raw)
    assert prose.text == "Een appel en peertje"
    assert clean("a\u00a0\n b\ufeff") == "a b"


def test_of_two_gaps_the_larger_counts_and_none_stands_in_front() -> None:
    prose = Prose()
    prose.gap("\n\n")
    prose.write("Een ")
    prose.gap("\n\n")
    prose.gap("\n")
    prose.write("twee")
    prose.gap("\n")
    prose.write("]", attached=True)
    assert prose.text == "Een\n\ntwee]"


def test_held_text_stays_on_the_line_unless_a_block_always_begins_a_new_one() -> None:
    prose = Prose()
    prose.write("1.")
    prose.hold()
    prose.gap("\n\n")
    prose.write("Een")
    prose.write("“")
    prose.hold(space=False)
    prose.write("twee")
    prose.hold()
    prose.gap("\n", always=True)
    prose.write("drie")
    assert prose.text == "1. Een“twee\ndrie"


def test_parts_span_their_own_text_in_reading_order() -> None:
    prose = Prose()
    prose.write("Aanhef")
    prose.gap("\n\n")
    prose.open("lid", "1")
    prose.write("1. Eerste")
    prose.gap("\n")
    prose.open("", "")
    prose.write("—")
    prose.hold()
    prose.open("onderdeel", "a")
    prose.write("a) appel")
    assert prose.kinds == ("lid", "", "onderdeel")
    for _ in range(3):
        prose.close()
    assert prose.text == "Aanhef\n\n1. Eerste\n— a) appel"
    assert prose.parts == (Part("lid", "1", 8, 28), Part("onderdeel", "a", 20, 28, 1))


def test_a_part_without_text_is_none() -> None:
    prose = Prose()
    prose.open("lid", "1")
    prose.write(" ")
    prose.close()
    assert (prose.parts, prose.length, prose.since(prose.mark())) == ((), 0, None)
