"""The 2026 regulation that amends the AI Act, as its PDF reads; and short made-up acts for what it does not show."""

import os
import re
from collections import Counter
from dataclasses import replace
from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest

from corpus import pdf
from corpus.amendment import amended_acts, amendments
from corpus.document import Document, Section
from corpus.source import Source

ARTICLES = (
    "1 2 3 4 4-bis 5 6 10 11 17 25 27 28 29 30 40 42 43 50 56 57 58 60 60-bis 63 64 69 70 72 75 75-bis 75-ter 75-quater 75-quinquies "
    "76 77 95 96 97 99 111 113"
).split()
ANNEXES = ["i", "viii", "xiv"]


def real(name: str) -> bytes:
    folder = Path(os.environ.get("REAL_CORPUS") or Path(__file__).resolve().parents[3] / "shared" / "corpus")
    if not (folder / name).is_file():
        pytest.skip(f"needs the real file {name} (set REAL_CORPUS)")
    return (folder / name).read_bytes()


@cache
def omnibus() -> Document:
    source = Source("omnibus", short="Verordening 2026/1744", identifier="CELEX 32026R1744", url="https://voorbeeld.nl/omnibus.pdf")
    return pdf.parse(real("eurlex/PE-30-2026-INIT_nl.pdf"), source)


@cache
def amended() -> Document:
    return amendments(omnibus(), "ai-verordening")


def section(section_id: str) -> Section:
    return next(s for s in amended().sections if s.id == section_id)


def act(*sections: tuple[str, str]) -> Document:
    """A made-up act of (label, text)."""
    source = Source("proef", title="Proefwet", short="Proefwet")
    found = [source.section(f"deel-{n}", label, text, pages=((0, n),)) for n, (label, text) in enumerate(sections, start=1)]
    return source.document(b"proef", found)


# ---- the real regulation


def test_every_act_that_is_amended() -> None:
    assert amended_acts(omnibus()) == {"1": "2024/1689", "2": "2018/1139", "3": "2023/1230"}


def test_sections_in_order() -> None:
    changes = [f"wijziging-artikel-{n}" for n in ARTICLES] + [f"wijziging-bijlage-{n}" for n in ANNEXES]
    assert [s.id for s in amended().sections] == [
        *(f"overweging-{n}" for n in range(1, 48)), *changes, "artikel-2", "artikel-3", "artikel-4",
    ]  # fmt: skip


def test_all_43_instructions_are_there_once() -> None:
    assert [part.number for s in amended().sections for part in s.parts] == [str(n) for n in range(1, 44)]
    for s in amended().sections:
        assert all(s.text[part.start : part.end].startswith(f"{part.number}) ") for part in s.parts)


def test_what_each_section_amends() -> None:
    for s in amended().sections:
        expected = f"ai-verordening/{s.id.removeprefix('wijziging-')}" if s.id.startswith("wijziging-") else ""
        assert s.amends == expected
        assert s.path == (("Artikel 1. Wijzigingen in Verordening (EU) 2024/1689",) if expected else ())


def test_nothing_is_lost_or_doubled() -> None:
    """The words of the sections are those of the whole text from the first recital on, without the headings between them."""
    whole = "\n".join(f"{s.label}\n{s.text}" for s in omnibus().sections)
    words = re.findall(r"\w+", whole[whole.index("(1) Verordening") :])
    kept = [word for s in amended().sections for word in re.findall(r"\w+", s.text)]
    left_out = (
        " ".join(map(str, range(1, 48))) + " HEBBEN DE VOLGENDE VERORDENING VASTGESTELD Artikel 1 Wijzigingen in Verordening EU 2024 1689 "
        "Verordening EU 2024 1689 wordt als volgt gewijzigd Artikel 2 Wijzigingen van Verordening EU 2018 1139 "
        "Artikel 3 Wijzigingen van Verordening EU 2023 1230 Artikel 4 Inwerkingtreding en toepassing"
    )
    assert Counter(words) - Counter(kept) == Counter(left_out.split())
    assert Counter(kept) - Counter(words) == Counter()


def test_a_replaced_article() -> None:
    found = section("wijziging-artikel-4")
    assert found.label == "Wijziging van artikel 4 AI-verordening"
    assert found.reference == "Verordening 2026/1744, Wijziging van artikel 4 AI-verordening"
    assert found.text.startswith(
        "5) artikel 4 wordt vervangen door:\n\n“Artikel 4\n\nAI-geletterdheid\n\n1. Aanbieders en gebruiksverantwoordelijken van AI-systemen nemen"
    )
    assert "\n\n2. De Commissie en de lidstaten ondersteunen en faciliteren" in found.text
    assert found.text.endswith("\n\n3. De AI-board stelt, rekening houdend met Europese competentiekaders, aanbevelingen vast om de "
        "Commissie en de lidstaten te ondersteunen bij de bevordering van de krachtens lid 1 vereiste AI-geletterdheid, onder meer door "
        "gemeenschappelijke doelstellingen vast te stellen.”;")  # fmt: skip
    assert found.pages == ((0, 45),)
    assert found.url == "https://voorbeeld.nl/omnibus.pdf#page=45"


def test_two_instructions_for_one_article() -> None:
    found = section("wijziging-artikel-2")
    assert [part.number for part in found.parts] == ["2", "3"]
    assert "onverlet.”;\n\n3) aan artikel 2 wordt het volgende lid toegevoegd:\n\n“13. Voor AI-systemen" in found.text
    assert [page for _, page in found.pages] == [42, 43]
    assert found.text[found.pages[1][0] :].startswith("3) aan artikel 2")


def test_an_instruction_over_several_pages() -> None:
    found = section("wijziging-artikel-5")
    assert "“b bis) het in de handel brengen, het in gebruik stellen of het gebruiken van een AI-systeem dat realistische beelden" in found.text
    assert "\nb) de volgende leden worden ingevoegd:\n\n“1 bis. Voor de toepassing van lid 1" in found.text
    assert "\n\n1 ter. Voor de toepassing van lid 1, eerste alinea, punt b bis), vormt" in found.text
    assert found.text.endswith("geen manipulatie.”;")
    assert [page for _, page in found.pages] == [48, 49]
    assert found.text[found.pages[1][0] :].startswith("ii) het ontwerp, de training")


def test_new_text_without_an_opening_quotation_mark() -> None:
    found = section("wijziging-artikel-11")
    assert found.text.startswith("10) in artikel 11, lid 1, wordt de tweede alinea vervangen door:\n\nDie technische documentatie")
    assert found.text.endswith("met het oog op de conformiteitsbeoordeling.”;")
    assert section("wijziging-artikel-17").text.startswith("11) in artikel 17 wordt lid 2 vervangen door:")


def test_inserted_articles() -> None:
    assert section("wijziging-artikel-4-bis").label == "Invoeging van artikel 4 bis AI-verordening"
    assert section("wijziging-artikel-75-bis").text.startswith("32) de volgende artikelen worden ingevoegd:\n\n“Artikel 75 bis\n\nToezichts-")
    assert section("wijziging-artikel-75-ter").text.startswith("Artikel 75 ter\nToezeggingen\n\nIndien de betrokken operator")
    assert section("wijziging-artikel-75-quinquies").text.endswith("hun vertrouwelijke informatie.”;")
    assert section("wijziging-artikel-76").text.startswith("33) aan artikel 76, lid 1,")


def test_dates_of_application() -> None:
    text = section("wijziging-artikel-113").text
    assert "“c) hoofdstuk III, de afdelingen 1, 2 en 3, met uitzondering van artikel 6, lid 5, van toepassing met ingang van:" in text
    assert "\ni) 2 december 2027 voor wat betreft AI-systemen die op grond van artikel 6, lid 2, en bijlage III" in text
    assert "\nii) 2 augustus 2028 voor wat betreft" in text


def test_annexes() -> None:
    assert section("wijziging-bijlage-i").text.startswith("41) bijlage I wordt als volgt gewijzigd:\na) in afdeling A wordt punt 1 geschrapt;")
    assert section("wijziging-bijlage-viii").text == "42) in bijlage VIII, afdeling B, worden de punten 7 en 9 geschrapt;"
    annex = section("wijziging-bijlage-xiv")
    assert annex.label == "Toevoeging van bijlage XIV AI-verordening"
    assert annex.text.endswith("bedoelde verzoek om aanwijzing.”.")
    assert [page for _, page in annex.pages] == [93, 94, 95]


def test_other_acts_are_not_mixed_in() -> None:
    aviation = section("artikel-2")
    assert aviation.label == "Artikel 2. Wijzigingen van Verordening (EU) 2018/1139"
    assert aviation.text.startswith("Verordening (EU) 2018/1139 wordt als volgt gewijzigd:\n\n1) aan artikel 27 wordt het volgende lid")
    assert section("artikel-3").text.startswith("Verordening (EU) 2023/1230 wordt als volgt gewijzigd:")
    # Article 50 is changed in both: each keeps its own words.
    assert "praktijkcodes" in section("wijziging-artikel-50").text and "uitvoeringshandelingen krachtens" in aviation.text
    other = amendments(omnibus(), "luchtvaart", act="2018/1139")
    changed = [s.amends for s in other.sections if s.amends]
    assert changed == [f"luchtvaart/artikel-{n}" for n in (27, 31, 32, 36, 39, 50, 53)]


def test_own_last_article() -> None:
    found = section("artikel-4")
    assert found.label == "Artikel 4. Inwerkingtreding en toepassing"
    assert found.text.startswith("Deze verordening treedt in werking op de derde dag na die van de bekendmaking")
    assert found.pages == ((0, 102),)


def test_recitals() -> None:
    assert section("overweging-8").text.startswith("Het huidige artikel 4 van Verordening (EU) 2024/1689 schrijft")
    assert [page for _, page in section("overweging-12").pages] == [12, 13, 14, 15]
    assert section("overweging-47").text.endswith("gezamenlijk advies uitgebracht,")


def test_every_span() -> None:
    for s in amended().sections:
        assert s.text == s.text.strip()
        assert s.pages[0][0] == 0
        assert all(a[0] < b[0] < len(s.text) and a[1] < b[1] for a, b in pairwise(s.pages))
        assert all(not s.text[start].isspace() for start, _ in s.pages)


def test_pages_are_those_of_the_pdf() -> None:
    """What a page is said to begin with stands on it as pdfium alone reads it."""
    import pypdfium2

    file = pypdfium2.PdfDocument(real("eurlex/PE-30-2026-INIT_nl.pdf"))
    for s in amended().sections:
        for start, page in s.pages:
            letters = re.sub(r"[\W_]", "", s.text[start : start + 60])
            assert letters[:30] in re.sub(r"[\W_]", "", file[page - 1].get_textpage().get_text_range()), (s.id, page)


# ---- made-up acts


HEAD = "Overwegende hetgeen volgt:\n\n(1) Rekken zijn nuttig.\n\n(2) Punt (3) van de lijst is oud.\n\nHEEFT DE VOLGENDE VERORDENING VASTGESTELD:"


def test_made_up_act() -> None:
    body = (
        "Verordening (EU) 2031/7 wordt als volgt gewijzigd:\n\n1) artikel 9 wordt vervangen door:\n\n“Artikel 9\n\nRekken\n\n"
        "1) rekken staan buiten;\n2) kasten staan binnen.”;\n\n2) in bijlage II wordt punt 4 geschrapt."
    )
    found = amendments(act(("Begin", HEAD), ("Artikel 1. Wijziging", body), ("Artikel 2", "Deze verordening treedt in werking.")), "rekken")
    assert [(s.id, s.amends) for s in found.sections] == [
        ("overweging-1", ""), ("overweging-2", ""), ("wijziging-artikel-9", "rekken/artikel-9"),
        ("wijziging-bijlage-ii", "rekken/bijlage-ii"), ("artikel-2", ""),
    ]  # fmt: skip
    assert found.sections[1].text == "Punt (3) van de lijst is oud."
    assert found.sections[2].text.endswith("2) kasten staan binnen.”;")  # an item of the new text, not an instruction
    assert found.sections[2].pages == ((0, 2),)


def test_pages_as_sections_make_the_same_act() -> None:
    """A PDF without headings has a section for each page; a sentence that runs over the foot of a page is made whole."""
    first = f"{HEAD}\n\nArtikel 1\n\nVerordening (EU) 2031/7 wordt als volgt gewijzigd:\n\n1) artikel 9 wordt vervangen door:\n\n“Rekken staan"
    found = amendments(act(("Pagina 1", first), ("Pagina 2", "buiten.”;\n\nArtikel 2\n\nDit geldt morgen.")), "rekken")
    change = next(s for s in found.sections if s.amends)
    assert change.text == "1) artikel 9 wordt vervangen door:\n\n“Rekken staan buiten.”;"
    assert [page for _, page in change.pages] == [1, 2] and change.text[change.pages[1][0] :] == "buiten.”;"
    assert found.sections[-1].id == "artikel-2"


def test_a_document_that_changes_nothing_is_left_as_it_is() -> None:
    plain = act(("1. Rekken", "Rekken staan buiten."))
    assert amended_acts(plain) == {}
    assert amendments(plain, "rekken") is plain
    assert amendments(omnibus(), "rekken", act="2031/7") is omnibus()


def test_the_rest_of_the_document_stays() -> None:
    assert replace(amended(), sections=omnibus().sections) == omnibus()
