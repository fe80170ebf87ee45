import os
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.citation import find_citations, links, section_id
from corpus.document import Document, Link
from corpus.names import fold_name, name_table, number_of, official_number, same_law
from corpus.source import Source

NAMES = {"avg": "avg", "awb": "awb", "algemene wet bestuursrecht": "awb", "ai verordening": "ai", "archiefwet": "archiefwet-1995",
         "32016r0679": "avg", "BWBR0005537": "awb", "woo": "woo"}  # fmt: skip

PIECES = "artikel artikelen 6 9bis lid 1 onder a ) ( , en tot en met van de AVG deze wet \n 3:46 III bijlage of (1)".split(" ")


def real(name: str) -> bytes:
    folder = Path(os.environ.get("REAL_CORPUS") or Path(__file__).resolve().parents[3] / "shared" / "corpus")
    if not (folder / name).is_file():
        pytest.skip(f"needs the real file {name}; set REAL_CORPUS")
    return (folder / name).read_bytes()


def read(text: str) -> list[tuple[str, str, str, str]]:
    return [(c.kind, c.number, c.place, c.law) for c in find_citations(text, NAMES)]


@pytest.mark.parametrize(
    ("text", "kind", "number", "place", "law"),
    [
        ("artikel 6, eerste lid, onder a", "artikel", "6", "lid 1, onder a", ""),
        ("art. 6 lid 1 sub a AVG", "artikel", "6", "lid 1, onder a", "AVG"),
        ("art.35avg", "artikel", "35", "", "avg"),
        ("ARTIKEL 35 AVG", "artikel", "35", "", "AVG"),
        ("artikel 6 AVG lid 1 sub a", "artikel", "6", "lid 1, onder a", "AVG"),
        ("AVG, artikel 6", "artikel", "6", "", "AVG"),
        ("artikel 35 (AVG)", "artikel", "35", "", "AVG"),
        ("bijlage III, punt 4", "bijlage", "iii", "punt 4", ""),
        ("bijlage 2 bij de Awb", "bijlage", "2", "", "Awb"),
        ("artikel 3:46 Awb", "artikel", "3:46", "", "Awb"),
        ("artikel 3 : 46 awb", "artikel", "3:46", "", "awb"),
        ("3:46 lid 1 Awb", "artikel", "3:46", "lid 1", "Awb"),
        ("Awb 3:46", "artikel", "3:46", "", "Awb"),
        ("artikel 50, lid 2, van Verordening (EU) 2024/1689", "artikel", "50", "lid 2", "Verordening (EU) 2024/1689"),
        ("artikel 25, lid 6, van Richtlijn 95/46/EG vastgesteld", "artikel", "25", "lid 6", "Richtlijn 95/46/EG"),
        ("overweging 26 van de AVG", "overweging", "26", "", "AVG"),
        ("Recital (26) GDPR", "overweging", "26", "", "GDPR"),
        ("Article 6(1)(a) GDPR", "artikel", "6", "lid 1, onder a", "GDPR"),
        ("point (a) of Article 6(1)", "artikel", "6", "lid 1, onder a", ""),
        ("Annex III, point 4", "bijlage", "iii", "punt 4", ""),
        ("Annex I, Section A, point 2", "bijlage", "i", "afdeling A, punt 2", ""),
        ("Article 113, third paragraph, point (a)", "artikel", "113", "lid 3, onder a", ""),
        ("artikel 6, twintigste lid, onderdeel b", "artikel", "6", "lid 20, onder b", ""),
        ("artikel 6, 4e lid", "artikel", "6", "lid 4", ""),
        ("artikel 6, eerste lid, aanhef en onder c", "artikel", "6", "lid 1, onder c", ""),
        ("artikel 5, lid 1, eerste alinea, punt g), voor zover", "artikel", "5", "lid 1, alinea 1, onder g", ""),
        ("artikel 12, eerste lid, onder 3°, bedoelde", "artikel", "12", "lid 1, onder 3", ""),
        ("artikel 33, lid 1, 3 of 4, of", "artikel", "33", "lid 1 en 3 en 4", ""),
        ("artikel 10, lid 1, 3 dagen later", "artikel", "10", "lid 1", ""),
        ("het derde lid van artikel 6 AVG", "artikel", "6", "lid 3", "AVG"),
        ("artikel 9 bis", "artikel", "9 bis", "", ""),
        ("artikel 9bis AVG", "artikel", "9 bis", "", "AVG"),
        ("artikel 9 ter zake van", "artikel", "9", "", ""),
        ("artikel 15h", "artikel", "15h", "", ""),
        ("artikel IV van de Wet X", "artikel", "iv", "", "Wet X"),
        ("artikel 9, eerste lid, van de Wet Nationale ombudsman, en anderen", "artikel", "9", "lid 1", "Wet Nationale ombudsman"),
        ("artikel 1 van de Ambtenarenwet als zodanig", "artikel", "1", "", "Ambtenarenwet"),
        ("artikel 2 van de Crisis- en herstelwet of", "artikel", "2", "", "Crisis- en herstelwet"),
        ("artikel 12 Archiefwet 1995", "artikel", "12", "", "Archiefwet 1995"),
        ("artikel 22 van die verordening", "artikel", "22", "", "die verordening"),
        ("artikel 5 van het besluit", "artikel", "5", "", "besluit"),
        ("artikel 6 van deze verordening", "artikel", "6", "", "deze verordening"),
        ("artikel 6 en 9 maanden", "artikel", "6", "", ""),
        ("artikel 179, lid 1, VWEU, te weten", "artikel", "179", "lid 1", "VWEU"),
        ("artikel 9 van de bij deze wet behorende regeling", "artikel", "9", "", "bij"),
        ("kst-26643-1098", "document", "", "", "kst-26643-1098"),
    ],
)
def test_a_reference_is_read(text: str, kind: str, number: str, place: str, law: str) -> None:
    assert read(text) == [(kind, number, place, law)]


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("de artikelen 12 tot en met 15", ["12", "13", "14", "15"]),
        ("artikelen 5, 6 en 9", ["5", "6", "9"]),
        ("Articles 13 to 15", ["13", "14", "15"]),
        ("artikelen 13-15 AVG", ["13", "14", "15"]),
        ("artikel 22, 24 of 26 AVG", ["22", "24", "26"]),
        ("artikelen 8:41 t/m 8:43", ["8:41", "8:42", "8:43"]),
        ("artikelen 18d tot en met 18g", ["18d", "18e", "18f", "18g"]),
        ("bijlagen VI tot en met VIII", ["vi", "vii", "viii"]),
        ("overwegingen 26 en 30", ["26", "30"]),
        ("artikelen 1 tot en met 9999", ["1", "9999"]),
        ("artikelen 8:51a, eerste lid, tweede volzin, en tweede lid, 8:51b, derde lid, en 8:51c", ["8:51a", "8:51b", "8:51c"]),
    ],
)
def test_lists_and_ranges_give_one_reference_for_each_number(text: str, numbers: list[str]) -> None:
    assert [citation.number for citation in find_citations(text)] == numbers


def test_a_law_named_last_counts_for_what_is_coupled_to_it() -> None:
    assert read("artikel 6 en artikel 9 AVG") == [("artikel", "6", "", "AVG"), ("artikel", "9", "", "AVG")]
    assert [law for *_, law in read("artikel 6 AVG en artikel 9")] == ["AVG", ""]
    assert [law for *_, law in read("artikel 22 AVG jo. artikel 40 UAVG")] == ["AVG", "UAVG"]
    assert [law for *_, law in read("artikelen 5 en 6 van de Awb")] == ["Awb", "Awb"]


@pytest.mark.parametrize(
    "text",
    [
        "een artikel uit de krant", "bijlage bij de brief", "die bijlagen in het licht van", "the article I wrote",
        "dit artikel\n\n2. Nieuw", "om 10:30 uur", "versie 5.1", "",
    ],
)
def test_what_names_no_place_is_no_reference(text: str) -> None:
    assert find_citations(text, NAMES) == ()


def test_spans_are_the_words_of_the_reference() -> None:
    text = "Zie artikel 6, lid 1, van de AVG en de artikelen 7 tot en met 9 van deze wet."
    spans = [text[c.start : c.end] for c in find_citations(text, NAMES)]
    assert spans == ["artikel 6, lid 1, van de AVG", "artikelen 7", " tot en met ", "9 van deze wet"]


def test_section_ids_follow_the_corpus() -> None:
    assert section_id("artikel", "3:46") == "artikel-3-46"
    assert section_id("artikel", "9 bis") == "artikel-9-bis"
    assert section_id("bijlage", "iii") == "bijlage-iii"
    assert section_id("overweging", "26") == "overweging-26"


@pytest.mark.parametrize(
    ("text", "targets"),
    [
        ("artikel 6, lid 1, onder a", ["x/artikel-6"]),
        ("artikel 6 van deze verordening", ["x/artikel-6"]),
        ("artikel 3:46 van de Awb", ["awb/artikel-3-46"]),
        ("artikel 5 van Verordening (EU) 2016/679", ["avg/artikel-5"]),
        ("artikel 3:2 (BWBR0005537)", ["awb/artikel-3-2"]),
        ("artikel 6 EVRM", []),
        ("artikel 6 van die richtlijn", []),
        ("artikel 7 van het reglement", []),
        ("artikel 12 van de Archiefwet 2099", []),
        ("artikel 1 van de Militaire Ambtenarenwet 1931", []),
        ("artikelen 12 tot en met 15", ["x/artikel-12", "x/artikel-15"]),
        ("kst-26643-1098", []),
        ("bijlage III bij deze verordening", ["x/bijlage-iii"]),
    ],
)
def test_a_link_goes_only_where_the_text_is_sure_to_point(text: str, targets: list[str]) -> None:
    assert [link.target for link in links(text, "x", NAMES)] == targets


def test_a_link_keeps_the_place_and_its_span() -> None:
    text = "Volgens artikel 6, lid 1, punt f), geldt dit."
    assert links(text, "avg", {}) == (Link(8, 33, "avg/artikel-6", "lid 1, onder f"),)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=25))
def test_any_text_gives_ordered_spans_that_do_not_overlap(words: list[str]) -> None:
    text = " ".join(words)
    found = links(text, "x", NAMES)
    assert all(0 <= link.start < link.end <= len(text) for link in found)
    assert all(one.end <= two.start for one, two in pairwise(found))
    assert "\n" not in "".join(text[link.start : link.end] for link in found)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("CELEX 32016R0679", "32016R0679"),
        ("02016R0679-20160504", "32016R0679"),
        ("Verordening (EU) 2024/1689", "32024R1689"),
        ("Regulation (EC) No 765/2008", "32008R0765"),
        ("Richtlijn 95/46/EG", "31995L0046"),
        ("Kamerstukken II 2023/24, 26 643, nr. 1098", "kst-26643-1098"),
        ("bwbr0005537", "BWBR0005537"),
        ("art. 35", ""),
    ],
)
def test_official_numbers_have_one_form(text: str, number: str) -> None:
    assert official_number(text) == number


def test_names_come_from_the_documents(documents: tuple[Document, ...]) -> None:
    table = name_table(documents)
    assert table[fold_name("AI-verordening")] == table[fold_name("AI Act")] == "ai-verordening"
    assert table["32016r0679"] == table["gdpr"] == "avg"
    by_id = {document.id: document for document in documents}
    assert number_of(by_id["advies-ap-2023"]) == "", "the number of the letter it is annexed to is not its own"
    assert len(set(same_law(documents).values())) == len(documents)


def test_references_in_real_law_lead_somewhere() -> None:
    """The AI-verordening as published: no link leads nowhere, and those to the AVG are found by its number."""
    from corpus import eurlex

    document = eurlex.parse(real("eurlex/32024R1689_nl_oj.html"), Source(id="ai"))
    known = {section.id for section in document.sections}
    made = [link for section in document.sections for link in links(section.text, "ai", {"32016r0679": "avg"})]
    inside = [link.target.partition("/")[2] for link in made if link.target.startswith("ai/")]
    assert len(made) > 500
    assert [target for target in inside if target not in known] == []
    assert len(made) - len(inside) >= 19
