"""The two HTML dialects of EUR-Lex, on the real AI-verordening in both, and on made-up acts for what it does not hold."""

import os
import re
import time
from collections import Counter
from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from corpus.document import Document, Part, Section
from corpus.eurlex import parse, recognises
from corpus.source import ParseError, Source

OJ, CONSOLIDATED = "32024R1689_nl_oj.html", "02024R1689-20240712_nl_consolidated.html"
SOURCE = Source("ai-verordening", url="https://example.org/act", short="AI-verordening")
HIGH_RISK = "Hoofdstuk III. AI-systemen met een hoog risico"


def real(name: str) -> bytes:
    """A real file; skips where the folder of real files is absent."""
    folder = os.environ.get("REAL_CORPUS") or Path(__file__).resolve().parents[3] / "shared" / "corpus"
    path = Path(folder) / "eurlex" / name
    if not path.is_file():
        pytest.skip(f"needs the real file eurlex/{name} (set REAL_CORPUS)")
    return path.read_bytes()


@cache
def act(name: str) -> Document:
    return parse(real(name), SOURCE)


def section(name: str, section_id: str) -> Section:
    return next(section for section in act(name).sections if section.id == section_id)


def part(found: Section, *numbers: str) -> str:
    """The text of the part with these numbers, outermost first ("1", "a")."""
    return words(found, numbered(found)[numbers])


def words(found: Section, one: Part) -> str:
    return found.text[one.start : one.end]


def numbered(found: Section) -> dict[tuple[str, ...], Part]:
    places: dict[tuple[str, ...], Part] = {}
    above: list[str] = []
    for one in found.parts:
        above = [*above[: one.depth], one.number]
        places.setdefault(tuple(above), one)
    return places


# --- the real act, both dialects ---


@pytest.mark.parametrize(("name", "recitals"), [(OJ, 180), (CONSOLIDATED, 0)])
def test_every_recital_article_and_annex_is_a_section(name: str, recitals: int) -> None:
    romans = "i ii iii iv v vi vii viii ix x xi xii xiii".split()
    expected = [f"overweging-{number}" for number in range(1, recitals + 1)]
    expected += [f"artikel-{number}" for number in range(1, 114)] + [f"bijlage-{roman}" for roman in romans]
    assert [found.id for found in act(name).sections] == expected


@pytest.mark.parametrize("name", [OJ, CONSOLIDATED])
def test_the_title_is_that_of_the_act_in_usual_case(name: str) -> None:
    title = act(name).title
    assert title.startswith(
        "Verordening (EU) 2024/1689 van het Europees Parlement en de Raad van 13 juni 2024 tot vaststelling van geharmoniseerde regels"
    )
    assert title.endswith("(EU) 2020/1828 (verordening artificiële intelligentie)")


@pytest.mark.parametrize("name", [OJ, CONSOLIDATED])
def test_totals_of_parts(name: str) -> None:
    """500 leden: the 509 numbers of the consolidated text less the nine of leden that articles 105 to 109 insert elsewhere."""
    totals = Counter((found.id.split("-")[0], one.kind) for found in act(name).sections for one in found.parts)
    assert totals == {
        ("artikel", "lid"): 500, ("artikel", "onderdeel"): 393, ("artikel", "punt"): 74,
        ("bijlage", "punt"): 114, ("bijlage", "onderdeel"): 87,
    }  # fmt: skip


@pytest.mark.parametrize("name", [OJ, CONSOLIDATED])
@pytest.mark.parametrize(
    ("number", "leden"), [(1, 2), (2, 12), (3, 0), (4, 0), (5, 8), (6, 8), (9, 10), (26, 12), (27, 5), (50, 7), (73, 11), (112, 13), (113, 0)]
)
def test_leden_of_articles(name: str, number: int, leden: int) -> None:
    assert sum(one.kind == "lid" for one in section(name, f"artikel-{number}").parts) == leden


# id, label, path, place, first words of that part, its last words
SPOTS: list[tuple[str, str, tuple[str, ...], tuple[str, ...], str, str]] = [
    ("artikel-2", "Artikel 2. Toepassingsgebied", ("Hoofdstuk I. Algemene bepalingen",), ("3",),
     "3. Deze verordening is niet van toepassing op gebieden die b", "ongeacht het soort entiteit dat deze activiteiten uitvoert."),
    ("artikel-3", "Artikel 3. Definities", ("Hoofdstuk I. Algemene bepalingen",), ("49", "c"), "c) een schending van de uit het recht van", ";"),
    ("artikel-5", "Artikel 5. Verboden AI-praktijken", ("Hoofdstuk II. Verboden AI-praktijken",), ("1", "c", "ii"), "ii) ", ";"),
    ("artikel-6", "Artikel 6. Classificatieregels voor AI-systemen met een hoog risico",
     (HIGH_RISK, "Afdeling 1. Classificatie van AI-systemen als AI-systemen met een hoog risico"), ("3",),
     "3. In afwijking van lid 2 wordt een in bijlage III bedoeld AI-s", "profilering van natuurlijke personen uitvoert."),
    ("artikel-50",
     "Artikel 50. Transparantieverplichtingen voor aanbieders en gebruiksverantwoordelijken van bepaalde AI-systemen",
     ("Hoofdstuk IV. Transparantieverplichtingen voor aanbieders en gebruiksverantwoordelijken van bepaalde AI-systemen",), ("1",),
     "1. Aanbieders zorgen ervoor dat AI-systemen die voor directe interactie", "."),
    ("artikel-51",
     "Artikel 51. Classificatie van AI-modellen voor algemene doeleinden als AI-modellen voor algemene doeleinden met een systeemrisico",
     ("Hoofdstuk V. AI-modellen voor algemene doeleinden", "Afdeling 1. Classificatieregels"), ("2",),
     "2. Een AI-model voor algemene doeleinden wordt geacht", "groter is dan 10²⁵."),
    ("artikel-108", "Artikel 108. Wijzigingen van Verordening (EU) 2018/1139", ("Hoofdstuk XIII. Slotbepalingen",), ("1",),
     "1) Aan artikel 17 wordt het volgende lid toegevoegd:\n“3. Onverminderd lid 2", "in aanmerking genomen."),
    ("bijlage-i", "Bijlage I. Lijst van harmonisatiewetgeving van de Unie", (), ("13",), "13. Verordening (EG) nr. 300/2008",
     "(PB L 97 van 9.4.2008, blz. 72)"),
    ("bijlage-iii", "Bijlage III. In artikel 6, lid 2, bedoelde AI-systemen met een hoog risico", (), ("1", "a"),
     "a) systemen voor biometrische identificatie op afstand.\nDit geldt niet", "die hij of zij beweert te zijn;"),
    ("bijlage-vii",
     "Bijlage VII. Conformiteit op basis van een beoordeling van het kwaliteitsbeheersysteem en een beoordeling van de technische "
     "documentatie",
     (), ("3", "3.1", "f"), "f) een schriftelijke verklaring dat er geen", "is ingediend."),
]  # fmt: skip


@pytest.mark.parametrize("name", [OJ, CONSOLIDATED])
@pytest.mark.parametrize(("section_id", "label", "path", "place", "first", "last"), SPOTS, ids=[spot[0] for spot in SPOTS])
def test_spots(name: str, section_id: str, label: str, path: tuple[str, ...], place: tuple[str, ...], first: str, last: str) -> None:
    found = section(name, section_id)
    assert (found.label, found.path) == (label, path)
    assert part(found, *place).startswith(first)
    assert part(found, *place).endswith(last)


def test_recitals() -> None:
    found = section(OJ, "overweging-53")
    assert (found.label, found.path, found.parts) == ("Overweging 53", (), ())
    assert found.text.startswith("Het is ook belangrijk te verduidelijken dat er specifieke gevallen kunnen zijn")
    assert section(OJ, "overweging-180").text.endswith("gezamenlijk advies uitgebracht,")


def test_alineas_stand_apart_within_their_lid() -> None:
    alineas = part(section(OJ, "artikel-6"), "3").split("\n\n")
    assert [alinea[:28] for alinea in alineas] == ["3. In afwijking van lid 2 wo", "De eerste alinea is van toep", "Niettegenstaande de eerste a"]
    assert alineas[1].count("\n") == 4


def test_a_list_of_dashes_is_lines_without_parts() -> None:
    found = section(CONSOLIDATED, "bijlage-ii")
    assert found.text.count("\n— ") == 16
    assert found.parts == ()


def test_a_raised_number_is_no_footnote() -> None:
    assert "10²⁵" in section(OJ, "artikel-51").text


@pytest.mark.parametrize("name", [OJ, CONSOLIDATED])
def test_footnotes_leave_nothing_behind(name: str) -> None:
    assert "van het Europees Parlement en de Raad wordt het volgende punt toegevoegd:" in section(name, "artikel-110").text
    for found in act(name).sections:
        assert not re.search(r"\( ?\*?\d{0,2} ?\)|\s[,.;:)]|\(\s|[▼►◄\0\xa0\xad]|[^\S\n]{2}|\n{3}| \n|\n ", found.text), found.id


@pytest.mark.parametrize("name", [OJ, CONSOLIDATED])
def test_the_address_is_that_of_the_place(name: str) -> None:
    anchors = {node.get("id") for node in etree.fromstring(real(name), etree.HTMLParser()).iter("div")}
    for found in act(name).sections:
        address, _, anchor = found.url.partition("#")
        kind = {"overweging": "rct", "artikel": "art", "bijlage": "anx"}[found.id.split("-")[0]]
        assert address == SOURCE.url
        assert anchor.lower() == f"{kind}_{found.id.split('-')[1]}"
        assert anchor in anchors


@pytest.mark.parametrize("name", [OJ, CONSOLIDATED])
def test_parts_are_exact(name: str) -> None:
    for found in act(name).sections:
        check_parts(found)


def check_parts(found: Section) -> None:
    """Each part begins with its number and ends with a word; parts nest, do not overlap, and stand in reading order."""
    above: list[Part] = []
    for one in found.parts:
        assert re.match(rf"\(?{re.escape(one.number)}[.)]", words(found, one)), (found.id, one)
        assert words(found, one) == words(found, one).strip()
        assert one.kind in ("lid", "onderdeel", "punt")
        above = above[: one.depth]
        assert len(above) == one.depth
        assert all(outer.start <= one.start and one.end <= outer.end for outer in above)
        above.append(one)
    for one, following in pairwise(found.parts):
        assert one.start < following.start
        assert following.start >= one.end or following.depth > one.depth


@pytest.mark.parametrize("name", [OJ, CONSOLIDATED])
def test_no_word_is_lost_or_doubled(name: str) -> None:
    """Against lxml's own reading of each section's element, with headings and notes taken out of it."""
    page = etree.fromstring(real(name), etree.HTMLParser(encoding="utf-8"))
    for found in act(name).sections:
        (node,) = page.xpath("//*[@id=$anchor]", anchor=found.url.partition("#")[2])
        drop = "//*[starts-with(@id,'ntc') or starts-with(@id,'src.') or @class='oj-note' or @class='modref']"
        for away in node.xpath(f".{drop}"):
            away.text, away[:] = None, []
        kept = "".join(re.findall(r"\w", "".join(node.itertext())))
        if found.id.startswith("overweging"):
            kept = kept.removeprefix(found.id.partition("-")[2])
            ours = found.text
        else:
            ours = found.label + found.text
        ours = "".join(re.findall(r"\w", ours)).translate(str.maketrans("²⁵", "25"))
        assert ours.casefold() == kept.casefold(), found.id


def test_the_dialects_agree_but_for_one_corrigendum() -> None:
    """112 of 113 articles and all annexes are the same, parts included. The one: the Official Journal numbers two leden of
    article 73 with 11, and the corrigendum of 4.5.2026 (C2), which the consolidated text includes, makes the first of them 10.
    """
    before = {found.id: found for found in act(OJ).sections}
    after = {found.id: found for found in act(CONSOLIDATED).sections}
    same = {i for i in after if (after[i].text, after[i].parts) == (before[i].text, before[i].parts)}
    assert sum(i.startswith("artikel") for i in same) == 112
    assert set(after) - same == {"artikel-73"}
    assert after["artikel-73"].text == before["artikel-73"].text.replace("\n\n11. Voor ", "\n\n10. Voor ")
    assert all((after[i].label, after[i].path) == (before[i].label, before[i].path) for i in after)


# --- made-up acts: other years, English, and what the real one does not hold ---


def page(body: str) -> bytes:
    return f"<!DOCTYPE html><html><head><title>x</title></head><body>{body}</body></html>".encode()


def row(number: str, content: str) -> str:
    return f'<table><tbody><tr><td><p class="oj-normal">{number}</p></td><td>{content}</td></tr></tbody></table>'


ENGLISH_OJ = page(
    '<div class="eli-container"><div class="eli-main-title"><p class="oj-doc-ti">REGULATION (EU) 2099/1 ON BICYCLES</p>'
    '<p class="oj-doc-ti">(Text with EEA relevance)</p></div>'
    f'<div class="eli-subdivision" id="rct_1">{row("(1)", "<p>Riders of bicycles ring" + row("(a)", "<p>often;</p>") + "</p>")}</div>'
    '<div id="cpt_I"><p class="oj-ti-section-1">CHAPTER I</p><div><p class="oj-ti-section-2">BICYCLES AND THE EU</p></div>'
    '<div class="eli-subdivision" id="art_6a"><p class="oj-ti-art">Article 6a</p><div><p class="oj-sti-art">Bells</p></div>'
    '<div id="006.001"><p class="oj-normal">1.\xa0\xa0\xa0Bells<a id="ntc1"> (<span class="oj-super">1</span>)</a>ring at the EU:</p>'
    f'{row("(a)", "<p>loud;</p>")}{row("(b)", "<p>clear.</p>")}</div>'
    '<div><p class="oj-normal">2.\xa0\xa0\xa0The following is added:</p><p class="oj-ti-art">‘Article 9</p>'
    '<p class="oj-normal">1.\xa0\xa0\xa0Lamps shine.</p><p class="oj-normal">2.\xa0\xa0\xa0Lamps last.’;</p></div>'
    '<div><p class="oj-normal">3.\xa0\xa0\xa0Lamps of bicycles.</p></div></div></div></div>'
    '<div class="eli-container" id="anx_III"><p class="oj-doc-ti">ANNEX III</p><p class="oj-doc-ti">Sizes</p>'
    "<table class='oj-table'><tr><td><p>Bell</p></td><td><p>Width</p></td><td><p>Height</p></td></tr>"
    "<tr><td><p>small</p></td><td><p>3 cm</p></td><td><p>2\xadcm</p></td></tr></table></div>"
    '<p class="oj-note"><a id="ntr1">(1)</a> A note.</p><hr/><p>ISSN</p>'
)


def test_an_english_act_keeps_its_words_and_has_the_same_ids() -> None:
    document = parse(ENGLISH_OJ, Source("bicycles", language="en", url="https://example.org/x#top"))
    assert document.title == "Regulation (EU) 2099/1 on bicycles"
    assert [(found.id, found.label, found.url) for found in document.sections] == [
        ("overweging-1", "Recital 1", "https://example.org/x#rct_1"),
        ("artikel-6a", "Article 6a. Bells", "https://example.org/x#art_6a"),
        ("bijlage-iii", "Annex III. Sizes", "https://example.org/x#anx_III"),
    ]
    recital, article, annex = document.sections
    assert recital.text == "Riders of bicycles ring\n(a) often;"
    assert article.path == ("Chapter I. Bicycles and the EU",)
    assert annex.text == "Bell | Width | Height\nsmall | 3 cm | 2cm"


def test_numbers_in_text_meant_for_another_act_are_no_parts() -> None:
    article = parse(ENGLISH_OJ, Source("bicycles", language="en")).sections[1]
    assert [(one.kind, one.number, one.depth) for one in article.parts] == [
        ("lid", "1", 0), ("onderdeel", "a", 1), ("onderdeel", "b", 1), ("lid", "2", 0), ("lid", "3", 0),
    ]  # fmt: skip
    assert part(article, "1") == "1. Bells ring at the EU:\n(a) loud;\n(b) clear."
    assert part(article, "2") == "2. The following is added:\n\n‘Article 9\n\n1. Lamps shine.\n\n2. Lamps last.’;"
    check_parts(article)


def test_an_older_act_without_containers() -> None:
    document = parse(
        page(
            '<p class="doc-ti">RICHTLIJN 1999/1/EG</p><p class="normal">Gezien het voorstel,</p>'
            f'{row("(1)", "<p>Fietsen rijden.</p>")}<p class="normal">(2) Bellen rinkelen.</p>'
            '<p class="ti-section-1">TITEL I</p><p class="ti-section-2">FIETSEN</p><p class="ti-section-1">Hoofdstuk 1</p>'
            '<p class="ti-art">Artikel 1</p><p class="normal">1.\xa0\xa0Fietsen.</p><p class="normal">2.  Bellen.</p>'
            '<p class="ti-art">Artikel 2</p><p class="sti-art">Datum</p><p class="normal">—————</p>'
            '<p class="ti-section-1">Hoofdstuk 2</p><p class="ti-art">Artikel 3 bis</p><p class="normal">Op 1. maart.</p>'
            '<p class="ti-section-1">TITEL II</p><p class="ti-art">Artikel 4</p><p class="normal">Slot.</p>'
            '<div class="final"><p>Gedaan te Utrecht</p></div><hr class="doc-sep"/><p class="doc-ti">BIJLAGE</p>'
            '<p class="normal">Lijst.</p><hr/><p class="normal">Voettekst van de pagina.</p>'
        ),
        Source("fietsen"),
    )
    assert document.title == "Richtlijn 1999/1/EG"
    assert [(found.id, found.path, found.text) for found in document.sections] == [
        ("overweging-1", (), "Fietsen rijden."),
        ("overweging-2", (), "Bellen rinkelen."),
        ("artikel-1", ("Titel I. Fietsen", "Hoofdstuk 1"), "1. Fietsen.\n\n2. Bellen."),
        ("artikel-3-bis", ("Titel I. Fietsen", "Hoofdstuk 2"), "Op 1. maart."),
        ("artikel-4", ("Titel II",), "Slot."),
        ("bijlage", (), "Lijst."),
    ]


def grid(number: str, content: str) -> str:
    columns = f'<div class="list grid-list-column-1"><span>{number} </span></div><div class="grid-list-column-2">{content}</div>'
    return f'<div class="grid-container grid-list">{columns}</div>'


def test_a_consolidated_act_with_amendments() -> None:
    document = parse(
        page(
            '<p class="title-doc-first">COMMISSION DECISION</p><p class="title-article-norm">Sole Article</p>'
            '<p class="modref"><a>▼M1</a></p><div class="norm"><span class="no-parag">1a.\xa0</span>'
            '<div class="norm inline-element">Bells <a href="#">►M2</a> ring ◄ (<a id="src.E1"><span class="superscript">1</span></a>):'
            f"{grid('(a)', '<p>loud' + grid('(i)', '<p>and</p>') + grid('(ii)', '<p>clear;</p>') + '</p>')}</div></div>"
            f'<p class="norm">More.</p>{grid("1)", "<p>one</p>")}'
            '<p class="title-annex-1">ANNEX</p><p class="title-annex-2">Bells</p>'
            '<p class="title-gr-seq-level-1">1.\xa0<span class="boldface">Size</span></p><p class="norm">1.1.<span> </span>Small.</p>'
            f'<p class="list">Or large.</p>{grid("(a)", "<p>huge</p>")}<p class="title-gr-seq-level-1">Part B</p><p>Other.</p>'
        ),
        Source("decision", language="en"),
    )
    article, annex = document.sections
    assert (article.id, article.label) == ("sole-article", "Sole Article")
    assert article.text == "1a. Bells ring:\n(a) loud\n(i) and\n(ii) clear;\n\nMore.\n1) one"
    assert list(numbered(article)) == [("1a",), ("1a", "a"), ("1a", "a", "i"), ("1a", "a", "ii"), ("1a", "1")]
    assert (annex.id, annex.label) == ("bijlage", "Annex. Bells")
    assert annex.text == "1. Size\n1.1. Small.\nOr large.\n(a) huge\n\nPart B\n\nOther."
    assert list(numbered(annex)) == [("1",), ("1", "1.1"), ("1", "1.1", "a")]
    check_parts(article)
    check_parts(annex)


# --- bytes that are no act ---


def test_recognises_both_dialects_and_nothing_else() -> None:
    assert recognises(ENGLISH_OJ)
    assert recognises(b"<p class='title-article-norm' id='x'>")
    assert not recognises(page('<p class="intro">Artikel 1</p>'))
    assert not recognises(b"")


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "geen wettekst van EUR-Lex"),
        (page("<p>Artikel 1</p>"), "geen wettekst van EUR-Lex"),
        (ENGLISH_OJ[:-20], "houdt halverwege op"),
        (ENGLISH_OJ.replace("\xa0".encode(), b"\xa0"), "geen geldige UTF-8"),
        (ENGLISH_OJ.replace(b"Lamps", b"La\0ps"), "geen geldige UTF-8"),
        (page('<p class="oj-doc-ti">VERORDENING</p>'), "geen leesbare tekst"),
        (page('<p class="oj-ti-art">Artikel 1</p>'), "geen leesbare tekst"),
    ],
)
def test_what_is_no_whole_act_is_refused(data: bytes, message: str) -> None:
    with pytest.raises(ParseError, match=message):
        parse(data, SOURCE)


@pytest.mark.parametrize(
    "filler",
    ["<div>" * 20_000, "<span>" * 20_000, row("1)", "<p>x</p>") * 5_000, "( " * 200_000, " \xa0" * 500_000, "“" * 200_000, "<p>1.\xa0" * 20_000],
    ids=["deep", "deep inline", "long", "brackets", "spaces", "quotation marks", "numbers"],
)
def test_time_is_bounded(filler: str) -> None:
    start = time.perf_counter()
    document_or_error(page(f'<p class="oj-ti-art">Artikel 1</p><p>Tekst.</p>{filler}'))
    assert time.perf_counter() - start < 10


def document_or_error(data: bytes) -> Document | None:
    try:
        return parse(data, SOURCE)
    except ParseError:
        return None


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    name=st.sampled_from([OJ, CONSOLIDATED]),
    at=st.floats(0, 1),
    length=st.integers(1, 30_000),
    edits=st.lists(st.tuples(st.floats(0, 1), st.integers(0, 60), st.sampled_from([
        b"", b"\xff", b"\0", b"<", b">", b'"', b"</div>", b"<table><tr><td>", b"<!--", b"<hr>", b"&#0;", b"&#x110000;", b"<p class='oj-ti-art'>",
        "“".encode(), b'<div id="anx_I">', b"<tr>", b"<svg>", b"<![CDATA[", b"<?php", b"</body>", b"<p class='title-annex-1'>",
    ])), max_size=12),
)  # fmt: skip
def test_damaged_files_give_a_document_or_a_parse_error(name: str, at: float, length: int, edits: list[tuple[float, int, bytes]]) -> None:
    data = real(name)
    begin = int(at * len(data))
    piece = bytearray(data[begin : begin + length])
    for place, cut, inserted in edits:
        spot = int(place * len(piece))
        piece[spot : spot + cut] = inserted
    start = time.perf_counter()
    document = document_or_error(b'<p class="oj-ti-art">Artikel 1</p>' + piece + b"</html>")
    assert time.perf_counter() - start < 10
    for found in document.sections if document else ():
        check_parts(found)
