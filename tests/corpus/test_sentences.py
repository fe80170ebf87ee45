"""Sentences, and items of lists with what introduces them: made-up text for each rule, real files for the spans."""

import itertools
import os
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus import eurlex, formex
from corpus.sentences import quotable, split_sentences
from corpus.source import Source


def real(name: str) -> bytes:
    folder = Path(os.environ.get("REAL_CORPUS") or Path(__file__).resolve().parents[3] / "shared" / "corpus")
    if not (folder / name).is_file():
        pytest.skip(f"needs the real file {name} (set REAL_CORPUS)")
    return (folder / name).read_bytes()


def told(text: str) -> list[tuple[str, str]]:
    """(intro, text) of everything that can be quoted."""
    return [(item.intro, item.text) for item in quotable(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("   \n ", []),
        ("Een zin", ["Een zin"]),
        ("Een zin. Nog een! En deze?", ["Een zin.", "Nog een!", "En deze?"]),
        ("Zie art. 6 en nr. 10 van de lijst. Daarna dit.", ["Zie art. 6 en nr. 10 van de lijst.", "Daarna dit."]),
        ("Dit is van J. Jansen en mr. A. de Vries.", ["Dit is van J. Jansen en mr. A. de Vries."]),
        ("Onder a.u.b. Staan. Dat", ["Onder a.u.b. Staan.", "Dat"]),
        ("Versie 1.2 geldt. 3 dagen later niet.", ["Versie 1.2 geldt.", "3 dagen later niet."]),
        ('Hij zei "nee." Zij niet.', ['Hij zei "nee."', "Zij niet."]),
        ("Dit (zie boven.) Dat.", ["Dit (zie boven.)", "Dat."]),
        ("Wacht... Ga door.", ["Wacht...", "Ga door."]),
        ("Het woord enz. gaat door", ["Het woord enz. gaat door"]),
        ("Eerste alinea.\n\ntweede alinea", ["Eerste alinea.", "tweede alinea"]),
        ("Regulation No. 5 applies. No. That is not allowed.", ["Regulation No. 5 applies.", "No.", "That is not allowed."]),
        ("Dat mag. 's Avonds niet.", ["Dat mag.", "'s Avonds niet."]),
    ],
)
def test_sentences(text: str, expected: list[str]) -> None:
    assert [span.text for span in split_sentences(text)] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Een. Twee.", [("", "Een."), ("", "Twee.")]),
        ("1. Een lid. Meer.\n\n2. Nog een.", [("", "Een lid."), ("", "Meer."), ("", "Nog een.")]),
        ("Verboden zijn:\na) dit;\nb) dat.", [("Verboden zijn:", "dit;"), ("Verboden zijn:", "dat.")]),
        ("1. Verboden zijn:\na) dit:\ni) zus;\nii) zo;\nb) dat.\n2. Toegestaan.",
         [("Verboden zijn: dit:", "zus;"), ("Verboden zijn: dit:", "zo;"), ("Verboden zijn:", "dat."), ("", "Toegestaan.")]),
        ("Er zijn:\n- een;\n- twee.\nEen nieuwe alinea.", [("Er zijn:", "een;"), ("Er zijn:", "twee."), ("", "Een nieuwe alinea.")]),
        # "i" is the letter behind "h" here, and a numeral elsewhere.
        ("Lijst:\nh) acht;\ni) negen;\nj) tien.", [("Lijst:", "acht;"), ("Lijst:", "negen;"), ("Lijst:", "tien.")]),
        ("Lijst:\n(a) een;\n(aa) een en een;\n(b) twee.", [("Lijst:", "een;"), ("Lijst:", "een en een;"), ("Lijst:", "twee.")]),
        ("Lijst:\n1 bis. een;\n2. twee.", [("Lijst:", "een;"), ("Lijst:", "twee.")]),
        ("Alleen dit:", []),
    ],
)  # fmt: skip
def test_items_stand_behind_what_introduces_them(text: str, expected: list[tuple[str, str]]) -> None:
    assert told(text) == expected


def test_the_whole_of_an_item_is_intro_and_text() -> None:
    (first, _) = quotable("Verboden zijn:\na) dit;\nb) dat.")
    assert (first.whole, first.start, first.end) == ("Verboden zijn: dit;", 18, 22)


def test_a_page_is_no_intro() -> None:
    page = "Een zin van een paar woorden. " * 100
    found = quotable(f"{page}Dit zijn ze:\na) een;")
    assert (len(found), found[0].text, found[-1].intro) == (101, "Een zin van een paar woorden.", "Dit zijn ze:")


@pytest.mark.parametrize(
    "text",
    [
        "." * 200_000 + "a",
        '."' * 100_000,
        "Dit is een zin van een paar woorden. " * 30_000,
        "1. a:\n" * 20_000,
        "a) b:\n1. c:\n" * 10_000,
        "9" * 5_000 + ". Te groot voor een getal.",
        " " * 200_000 + ".",
        "- x\n" * 50_000,
    ],
    ids=["dots", "quotes", "sentences", "nested", "two levels", "huge number", "spaces", "dashes"],
)
def test_no_text_takes_the_square_of_its_length(text: str) -> None:
    start = time.monotonic()
    found = quotable(text)
    assert time.monotonic() - start < 5
    assert all(text[item.start : item.end] == item.text for item in found)


@settings(max_examples=200, deadline=None)
@given(st.text("aA1i).(-:;.!?\n \"’", max_size=80))
def test_spans_are_valid_for_any_text(text: str) -> None:
    found = quotable(text)
    assert all(item.text and text[item.start : item.end] == item.text == item.text.strip() for item in found)
    assert all(before.end <= after.start for before, after in itertools.pairwise(found))
    assert all("\n" not in item.text and "\n" not in item.intro for item in found)


@pytest.mark.parametrize(
    ("name", "parse"),
    [("eurlex/02016R0679-20160504_nl_consolidated.xml", formex.parse), ("eurlex/32024R1689_nl_oj.html", eurlex.parse)],
)
def test_spans_are_valid_in_real_law(name: str, parse: object) -> None:
    document = parse(real(name), Source("wet"))  # type: ignore[operator]
    items = [(section, item) for section in document.sections for item in quotable(section.text)]
    assert len(items) > 1_000
    assert all(section.text[item.start : item.end] == item.text != "" for section, item in items)
    # Every intro is what the section says above the item.
    assert all(line in section.text for section, item in items if item.intro for line in item.intro.split(": ")[:1])


def test_an_item_of_the_gdpr_says_what_it_is_an_item_of() -> None:
    document = formex.parse(real("eurlex/02016R0679-20160504_nl_consolidated.xml"), Source("avg"))
    article = next(section for section in document.sections if section.id == "artikel-6")
    consent = next(item for item in quotable(article.text) if "toestemming gegeven" in item.text)
    assert consent.intro == "De verwerking is alleen rechtmatig indien en voor zover aan ten minste een van de onderstaande voorwaarden is voldaan:"
