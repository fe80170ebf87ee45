import os
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus import bwb, eurlex, formex, wetmarkdown
from corpus.definitions import definitions
from corpus.document import Document, Section, Status, Validity
from corpus.source import Source

Parse = Callable[[bytes, Source], Document]


def real(name: str) -> bytes:
    folder = Path(os.environ.get("REAL_CORPUS") or Path(__file__).resolve().parents[3] / "shared" / "corpus")
    if not (folder / name).is_file():
        pytest.skip(f"needs the real file {name}; set REAL_CORPUS")
    return (folder / name).read_bytes()


def section(text: str, section_id: str = "artikel-1") -> Section:
    return Section(section_id, "Artikel 1", "Article 1", text, "", "", "", "", Validity(Status.GELDEND))


def defined(text: str) -> list[tuple[str, str]]:
    return [(found.term, text[found.start : found.end]) for found in definitions(section(text))]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (
            "In deze wet wordt verstaan onder:\na. bak: een vat;\nb. kist:\n1°. een doos;\n2°. een koffer;\nc. zak: een tas.\n\n2. Anders: niets.",
            [("bak", "a. bak: een vat;"), ("kist", "b. kist:\n1°. een doos;\n2°. een koffer;"), ("zak", "c. zak: een tas.")],
        ),
        (
            "In deze wet wordt verstaan onder: a. bak: een vat; b. kist: een doos, gemaakt van a. hout of b. blik; c. zak: een tas.",
            [("bak", "a. bak: een vat;"), ("kist", "b. kist: een doos, gemaakt van a. hout of b. blik;"), ("zak", "c. zak: een tas.")],
        ),
        (
            "In deze wet wordt verstaan onder:\n– bak: een vat;\n– kist: een doos.\n\n2. De minister kan: niets.",
            [("bak", "– bak: een vat;"), ("kist", "– kist: een doos.")],
        ),
        (
            "In deze wet wordt verstaan onder:\nbak: een vat;\nhouten kist: een doos.\n\n2. De minister kan: niets.",
            [("bak", "bak: een vat;"), ("houten kist", "houten kist: een doos.")],
        ),
        (
            "Voor de toepassing van deze verordening wordt verstaan onder:\n"
            "1) „bak”: een vat:\na) rond;\nb) hol;\n1 bis) “kist” een doos;\n2) „zak” van leer: een tas.",
            [("bak", "1) „bak”: een vat:\na) rond;\nb) hol;"), ("kist", "1 bis) “kist” een doos;"), ("zak", "2) „zak” van leer: een tas.")],
        ),
        (
            "For the purposes of this Regulation, the following definitions apply:\n(1) ‘bin’ means a vessel;\n(2) ‘box’ of wood means a case.",
            [("bin", "(1) ‘bin’ means a vessel;"), ("box", "(2) ‘box’ of wood means a case.")],
        ),
        ("Onder bak wordt verstaan: een vat.", [("bak", "Onder bak wordt verstaan: een vat.")]),
        (
            "1. Onder bak wordt verstaan:\na. een vat, of\nb. een kuip.\n\n2. Onder de kist wordt mede verstaan een doos.",
            [("bak", "1. Onder bak wordt verstaan:\na. een vat, of\nb. een kuip."), ("kist", "2. Onder de kist wordt mede verstaan een doos.")],
        ),
        (
            "2. Onder bak als bedoeld in het eerste lid, wordt verstaan een vat.",
            [("bak", "2. Onder bak als bedoeld in het eerste lid, wordt verstaan een vat.")],
        ),
        ("In deze titel wordt verstaan onder bak: een vat.", [("bak", "In deze titel wordt verstaan onder bak: een vat.")]),
        ("Voor dit artikel wordt onder «bak» verstaan een vat.", [("bak", "Voor dit artikel wordt onder «bak» verstaan een vat.")]),
        ("For the purposes of this Article, ‘bin’ means a vessel.", [("bin", "For the purposes of this Article, ‘bin’ means a vessel.")]),
    ],
)  # fmt: skip
def test_a_definition_is_found_whole(text: str, found: list[tuple[str, str]]) -> None:
    assert defined(text) == found


@pytest.mark.parametrize(
    "text",
    ["", "Onder andere geldt dit.", "Hieronder wordt niets verstaan.", "verstaan onder:", "Er staat ten minste:\na. naam: de naam."],
)
def test_what_defines_nothing_gives_nothing(text: str) -> None:
    assert defined(text) == []


def test_a_recital_defines_nothing() -> None:
    assert definitions(section("Onder bak wordt verstaan: een vat.", "overweging-12")) == ()


@pytest.mark.parametrize(
    ("name", "parse", "article", "count", "first", "last"),
    [
        ("eurlex/32024R1689_nl_oj.html", eurlex.parse, "artikel-3", 68, "AI-systeem", "aanbieder verder in de AI-waardeketen"),
        ("eurlex/02024R1689-20240712_nl_consolidated.html", eurlex.parse, "artikel-3", 68, "AI-systeem", "aanbieder verder in de AI-waardeketen"),
        ("eurlex/32024R1689_en_oj_fmx.xml", formex.parse, "artikel-3", 68, "AI system", "downstream provider"),
        ("eurlex/02016R0679-20160504_nl_consolidated.xml", formex.parse, "artikel-4", 26, "persoonsgegevens", "internationale organisatie"),
        ("eurlex/02016R0679-20160504_en_consolidated.xml", formex.parse, "artikel-4", 26, "personal data", "international organisation"),
        ("bwb/BWBR0018451_2025-01-01_toestand.xml", bwb.parse, "artikel-1", 8, "Onze Minister", "normpremie"),
        ("wetten/BWBR0005537_2017.md", wetmarkdown.parse, "artikel-1-3", 4, "besluit", "beleidsregel"),
        ("wetten/BWBR0005537_2017.md", wetmarkdown.parse, "artikel-1-1", 1, "bestuursorgaan", "bestuursorgaan"),
        ("wetten/BWBR0007376_2017.md", wetmarkdown.parse, "artikel-1", 6, "Onze minister", "archiefbewaarplaats"),
        ("wetten/BWBR0011468_2017.md", wetmarkdown.parse, "artikel-1", 16, "persoonsgegeven", "Kaderwet"),
        ("wetten/BWBR0010591_2017.md", wetmarkdown.parse, "artikel-1", 6, "databank", "informatie betreffende het beheer van rechten"),
    ],
)  # fmt: skip
def test_definition_articles_of_real_laws(name: str, parse: Parse, article: str, count: int, first: str, last: str) -> None:
    document = parse(real(name), Source(id="x"))
    found = next(definitions(held) for held in document.sections if held.id == article)
    assert (len(found), found[0].term, found[-1].term) == (count, first, last)
    assert all(one.end <= two.start for one, two in pairwise(found))


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet="ab12.:;)( \n„”‘’–", max_size=60))
def test_any_text_gives_terms_inside_it(text: str) -> None:
    whole = "Hier wordt verstaan onder:\n" + text
    assert all(0 <= found.start < found.end <= len(whole) and found.term for found in definitions(section(whole)))
