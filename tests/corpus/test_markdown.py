"""Markdown of sites, and statutes rendered as Markdown: made-up pieces for each rule, real files for the whole."""

import os
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus import markdown, wetmarkdown
from corpus.document import Document, Section
from corpus.outline import Block, joined, rows, sections
from corpus.source import ParseError, Source

REAL = Path(os.environ.get("REAL_CORPUS") or Path(__file__).resolve().parents[3] / "shared" / "corpus")
MEASURES = "algoritmekader/voldoen-aan-wetten-en-regels/maatregelen"


def real(name: str) -> bytes:
    path = REAL / name
    if not path.exists():
        pytest.skip(f"no real corpus: {path} is absent")
    return path.read_bytes()


def read(text: str) -> Document:
    return markdown.parse(text.encode(), Source(id="proef"))


def text_of(text: str) -> str:
    """The text of the only section of ``text`` below a heading."""
    (section,) = read(f"# Kop\n{text}").sections
    return section.text


def section(document: Document, section_id: str) -> Section:
    return next(section for section in document.sections if section.id == section_id)


def check(document: Document) -> None:
    """What holds for every document."""
    ids = [section.id for section in document.sections]
    assert ids and len(set(ids)) == len(ids)
    for part_of in document.sections:
        assert part_of.text.strip() == part_of.text != "" and part_of.label
        assert "\u00ad" not in part_of.text and "\u00a0" not in part_of.text
        check_parts(part_of)


def check_parts(part_of: Section) -> None:
    open_parts: list[tuple[int, int]] = []
    for part in part_of.parts:
        span = part_of.text[part.start : part.end]
        assert span.startswith(part.number) and span == span.strip()
        while open_parts and open_parts[-1][0] >= part.depth:
            open_parts.pop()
        assert all(end >= part.end for _, end in open_parts), "a part spans its own sub-parts"
        open_parts.append((part.depth, part.end))


def test_front_matter_is_given_and_left_out_of_the_text() -> None:
    data = "---\ntitle: Een titel\nrollen:\n- jurist\n---\n\n# Kop\nTekst.\n".encode("utf-8-sig")
    assert markdown.front_matter(data) == {"title": "Een titel", "rollen": ["jurist"]}
    document = markdown.parse(data, Source(id="proef"))
    assert document.title == "Een titel"
    assert [(part.label, part.text) for part in document.sections] == [("Kop", "Tekst.")]
    assert markdown.front_matter(b"# Kop\n") == {}
    assert read("# De kop\nTekst").title == "De kop"


@pytest.mark.parametrize(
    "data",
    [b"", b"\n\n", b"# Alleen een kop\n", b"\xff\xfe\x00", b"PK\x03\x04\x00\x00", b"---\na: [b\n---\nTekst", b"<!-- niets -->",
     b"---\na: &a [x]\nb: *a\n---\nTekst", b"---\n" + b"[" * 5000 + b"\n---\nTekst"],
)  # fmt: skip
def test_what_is_no_readable_text_is_refused(data: bytes) -> None:
    with pytest.raises(ParseError):
        markdown.parse(data, Source(id="proef"))


def test_sections_have_the_path_of_their_headings_and_unique_ids() -> None:
    document = read("# Titel\nA\n## Deel\n### Doel\nB\n## Deel\nC\n### Doel\nD\n#### Fijner\nE\n")
    assert [(part.id, part.label, part.path) for part in document.sections] == [
        ("titel", "Titel", ()), ("doel", "Doel", ("Deel",)), ("deel", "Deel", ()), ("doel-2", "Doel", ("Deel",)),
    ]  # fmt: skip
    assert document.sections[-1].text == "D\n\nFijner\n\nE"


def test_the_title_is_the_only_highest_heading_and_is_left_out_of_the_path() -> None:
    document = markdown.parse(b"# Kader\n## Doel\nTekst", Source(id="x", title="Het grote kader"))
    assert (document.title, document.sections[0].path) == ("Het grote kader", ())
    assert (read("# Kader\n## Doel\nTekst").title, read("# Een\n## Doel\nTekst\n# Twee").title) == ("Kader", "proef")
    assert read("# Een\n## Doel\nTekst\n# Twee").sections[0].path == ("Een",)


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("Een **vet** en _schuin_ `woord` met snake_case_naam en 2 * 3 * 4.", "Een vet en schuin woord met snake_case_naam en 2 * 3 * 4."),
        ("Zie [de *wet*](https://x.nl/a_(b) \"titel\"){:target=_blank} en <https://y.nl>.", "Zie de wet en https://y.nl."),
        ("Beeld ![alt [x]](a.png){ width=3 } weg, [![knop](a.png)](b) ook.", "Beeld weg, ook."),
        ("Klik [hier](x.md){ .md-button }", "Klik"),
        ("A :material-arrow-right: B om 12:30:45 uur", "A B om 12:30:45 uur"),
        ("Naam {{ site.naam }} {% if a %}ja{% endif %}{#nee#}.", "Naam ja."),
        ("Een <span lang=\"en\">_tool_</span> voor R&amp;D[^1].\n\n[^1]: Een noot.", "Een tool voor R&D."),
        ("Een<!-- weg\nook weg --> twee", "Een twee"),
        ("Zacht\u00adheid\u00a0\u200bhier", "Zachtheid hier"),
        ("Regel\ngaat door<br>en door<br><br>Nieuwe alinea", "Regel gaat door en door\n\nNieuwe alinea"),
        ("Stappen:\n1. een\n   vervolg\n2) twee\n    - sub\n- [x] klaar", "Stappen:\n1. een vervolg\n2) twee\n- sub\n- klaar"),
        ("> [!NOTE]\n> Een citaat\n> gaat door.", "Een citaat gaat door."),
        ("--8<-- \"deel.md\"\n/// html | div\nTekst\n///\n[TOC]\n***", "Tekst"),
        ("```mermaid\nA --> B\n```\n~~~\ncode hier\n~~~", "code hier"),
        ("a\n<<<<<<< x\nb\n=======\nc\n>>>>>>> y", "a\n\nb\n\nc"),
        (r"5 \* 3 \_niet schuin\_", "5 * 3 _niet schuin_"),
    ],
)  # fmt: skip
def test_marks_go_and_words_stay(source: str, text: str) -> None:
    assert text_of(source) == text


def test_admonitions_keep_their_title_and_text_but_an_empty_one_goes() -> None:
    text = text_of('!!! tip "Een tip"\n\n    Doe dit.\n\n    ??? note "Binnen"\n        Diep.\n\n??? expander "Leeg"\n    <!-- x -->\n\nNa.')
    assert text == "Een tip\n\nDoe dit.\n\nBinnen\n\nDiep.\n\nNa."
    assert text_of("!!! warning\n\n\tPas op.") == "Pas op."


def test_a_table_reads_row_by_row() -> None:
    table = "| Naam | Rol | Taak |\n|:--|--|--|\n| An | jurist | toetst. |\n| | **lezer** | leest \\| schrijft |"
    assert text_of(table) == "Naam: An; Rol: jurist; Taak: toetst.\nRol: lezer; Taak: leest | schrijft"


def test_rows_without_a_header_and_titles_across_the_table() -> None:
    assert [row.text for row in rows([["Naam", "An"], ["Rol", "jurist"]])] == ["Naam: An", "Rol: jurist"]
    assert [row.text for row in rows([["Tabel 1"], ["A", "B", "C"], ["1", "", "3"], ["Kop"]])] == ["Tabel 1", "A: 1; C: 3", "Kop"]


def test_embedded_html_is_read_as_html() -> None:
    page = '<div class="x">\n  <h2>Onder</h2>\n\n  <ul><li>een</li><li>twee</li></ul>\n  <button>Sluit</button>\n</div>\n\nNa\n'
    document = read(f"# Kop\nVoor\n\n{page}<div markdown>\n\n## Meer\n*tekst*\n\n</div>\n<div>open\n\nlaatste")
    assert [(part.label, part.text) for part in document.sections] == [
        ("Kop", "Voor"), ("Onder", "- een\n- twee\n\nNa"), ("Meer", "tekst\n\nopen\n\nlaatste"),
    ]  # fmt: skip


def test_attributes_and_closing_marks_of_headings_go() -> None:
    document = read("# C# en meer ## { data-search-exclude }\na\n\nOnderstreept\n---\nb\n\nDubbel\n===\nc\n- ## [Kaart](x.md)\nd")
    assert [part.label for part in document.sections] == ["C# en meer", "Onderstreept", "Dubbel", "Kaart"]


def test_text_without_headings_is_cut_at_paragraph_ends() -> None:
    paragraph = "Een zin van een bepaalde lengte. " * 20
    document = read("\n\n".join([paragraph] * 9))
    assert [part.label for part in document.sections] == ["Deel 1", "Deel 2", "Deel 3"]
    assert all(part.text.endswith("lengte.") and len(part.text) < 2_100 for part in document.sections)


def test_many_equal_headings_stay_quick_and_a_long_heading_is_text() -> None:
    start = time.perf_counter()
    blocks = [Block("Zelfde", 1), Block("tekst")] * 5_000
    found = sections(blocks, Source(id="x"))
    assert len({part.id for part in found}) == 5_000
    assert time.perf_counter() - start < 5
    assert joined(Block(text, tight=True) for text in "ab") == "a\nb"
    assert [part.label for part in sections([Block("w" * 300, 1)], Source(id="x"))] == ["Deel 1"]


@pytest.mark.parametrize("piece", ["[", "![", "[a](b ", "[a](", '<a "', "<div>\n", "<!-- ", "**a", "{a", "`", "_a ", "<.", "# #", "!!! a "])
def test_no_input_takes_more_than_linear_time(piece: str) -> None:
    start = time.perf_counter()
    try:
        markdown.parse(("# a" + " " * 20_000 + "b\n" + piece * 10_000).encode(), Source(id="x"))
    except ParseError as error:
        assert str(error)
    assert time.perf_counter() - start < 8


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(["# a\n", "| a | b |\n", "|--|--|\n", "<div>", "</div>\n", "```\n", "---\n", "- x\n", "    ", "!!! tip \"t\"\n",
    "\n", "[a](b)", "**", "<!--", "-->", "{{", "}}", "### Artikel 1\n", "1. lid\n", "a. deel\n", "tekst ", "> ", "<table><tr><td>x", "&#0;"]))
    | st.binary(max_size=300))  # fmt: skip
def test_any_input_is_a_document_or_a_parse_error(pieces: list[str] | bytes) -> None:
    data = pieces if isinstance(pieces, bytes) else "".join(pieces).encode()
    try:
        document = markdown.parse(data, Source(id="x"))
    except ParseError as error:
        assert str(error)
        return
    check(document)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000), st.integers(0, 10_000), st.binary(max_size=6))
def test_a_mutated_real_file_is_a_document_or_a_parse_error(place: int, length: int, put: bytes) -> None:
    data = real(f"{MEASURES}/5-ver-03-biasanalyse.md")
    mutated = data[:place] + put + data[place + length :]
    try:
        document = markdown.parse(mutated, Source(id="x"))
    except ParseError as error:
        assert str(error)
        return
    check(document)


@pytest.mark.parametrize(
    ("name", "count"),
    [
        ("algoritmekader/index.md", 6),
        ("algoritmekader/soorten-algoritmes-en-ai/generatieve-ai.md", 7),
        ("algoritmekader/levenscyclus/over-de-levenscyclus.md", 5),
        (f"{MEASURES}/6-imp-03-menselijke-tussenkomst.md", 9),
        ("bio/ontwerp/nis2enbio.md", 4),
        ("bio/maatregelen/index.md", 168),
        ("wetten/BWBR0005537_2017.md", 542),
        ("wetten/BWBR0001840_2017.md", 146),
        ("wetten/BWBR0011468_2017.md", 81),
        ("wetten/BWBR0010591_2017.md", 20),
    ],
)
def test_number_of_sections(name: str, count: int) -> None:
    document = markdown.parse(real(name), Source(id="x"))
    assert len(document.sections) == count
    check(document)


def test_every_real_file_is_read_without_leftovers() -> None:
    real("README.md")
    files = [path for folder in ("algoritmekader", "bio", "wetten") for path in sorted((REAL / folder).rglob("*.md"))]
    assert len(files) == 190
    for path in files:
        document = markdown.parse(path.read_bytes(), Source(id="x"))
        check(document)
        text = "\n".join(f"{part.label}\n{part.text}" for part in document.sections)
        for leftover in ("**", "](", "<div", "<span", "<br", "!!!", "???", ":material", "[^", "{ ", "{:", "<!--", "|--", "///", "<<<<"):
            assert leftover not in text, (path.name, leftover)


def test_real_spot_checks() -> None:
    generative = markdown.parse(real("algoritmekader/soorten-algoritmes-en-ai/generatieve-ai.md"), Source(id="x"))
    assert generative.title == "Generatieve AI"
    assert "(general purpose AI, oftewel GPAI)" in section(generative, "wat-is-generatieve-ai").text
    words = markdown.parse(real("algoritmekader/soorten-algoritmes-en-ai/definities.md"), Source(id="x"))
    assert "\nBegrip: risico; Definitie: De combinatie van de kans op schade en de ernst van die schade.\n" in words.sections[0].text
    cycle = markdown.parse(real("algoritmekader/levenscyclus/over-de-levenscyclus.md"), Source(id="x"))
    assert section(cycle, "fases-van-de-levenscyclus").text.startswith("0. Organisatieverantwoordelijkheden\n1. Probleemanalyse\n")
    measures = markdown.parse(real("bio/maatregelen/index.md"), Source(id="x"))
    assert section(measures, "5-17-02").text == "De entiteit biedt aan alle medewerkers een wachtwoordmanager of vergelijkbare oplossing aan."
    human = markdown.parse(real(f"{MEASURES}/6-imp-03-menselijke-tussenkomst.md"), Source(id="x"))
    assert "bijbehorende-vereiste-n" not in [part.id for part in human.sections]
    assert markdown.front_matter(real(f"{MEASURES}/6-imp-03-menselijke-tussenkomst.md"))["id"] == "urn:nl:ak:mtr:imp-03"


STATUTE = """<meta charset='utf-8' />

##Wet van niets (Nietswet)

Wij, die dit schrijven.

### Hoofdstuk  1

####Begin

###Artikel 1.

1.  Onder *bal* wordt verstaan:

a. een ronde bal;

1°. een grote,
2°. een kleine;

b.een platte bal,
mits die rolt.
2.   Het eerste lid
#### Losse artikelen
### Artikel 1:2 Titel

i. eerste;
ii. tweede.

Lasten en bevelen dat deze in het Staatsblad zal worden geplaatst.

### Bijlage  2

####: Lijst

### Artikel  1

Tekst.

### Artikel  1

Nog eens.
"""


def test_a_statute_becomes_articles_with_their_parts() -> None:
    assert wetmarkdown.recognises(STATUTE.encode()) and not wetmarkdown.recognises(b"# Artikel\n# Kop")
    document = read(STATUTE)
    check(document)
    assert document.title == "Wet van niets (Nietswet)"
    assert [(part.id, part.label, part.path) for part in document.sections] == [
        ("aanhef", "Aanhef", ()),
        ("artikel-1", "Artikel 1", ("Hoofdstuk 1. Begin",)),
        ("artikel-1-2", "Artikel 1:2. Titel", ("Losse artikelen",)),
        ("slotformule-en-ondertekening", "Slotformule en ondertekening", ()),
        ("bijlage-2-artikel-1", "Artikel 1", ("Bijlage 2. Lijst",)),
        ("bijlage-2-artikel-1-x2", "Artikel 1", ("Bijlage 2. Lijst",)),
    ]
    first = document.sections[1]
    assert first.text == (
        "1. Onder bal wordt verstaan:\na. een ronde bal;\n1°. een grote,\n2°. een kleine;\nb. een platte bal,"
        "\n\nmits die rolt.\n\n2. Het eerste lid"
    )
    assert [(part.kind, part.number, part.depth) for part in first.parts] == [
        ("lid", "1", 0), ("onderdeel", "a", 1), ("punt", "1", 2), ("punt", "2", 2), ("onderdeel", "b", 1), ("lid", "2", 0),
    ]  # fmt: skip
    assert first.text[first.parts[0].start : first.parts[0].end].endswith("mits die rolt.")
    assert [part.number for part in document.sections[2].parts] == ["i", "ii"]


def test_numbers_that_are_no_parts_of_a_list_stay_text() -> None:
    text, parts = wetmarkdown.numbered(["1. Eerste lid.", "1984. Een jaar.", "b.v. een bedrijf", "2.1 genummerd", "3. Na een gat."])
    assert [(part.number, text[part.start : part.end].split("\n")[0]) for part in parts] == [("1", "1. Eerste lid."), ("3", "3. Na een gat.")]
    letters = wetmarkdown.numbered([f"{letter}. x" for letter in "abcdefghij"])[1]
    assert [(part.number, part.depth) for part in letters] == [(letter, 0) for letter in "abcdefghij"]


def test_real_statutes() -> None:
    law = wetmarkdown.parse(real("wetten/BWBR0005537_2017.md"), Source(id="awb"))
    motive = section(law, "artikel-3-46")
    assert motive.text == "Een besluit dient te berusten op een deugdelijke motivering."
    assert motive.path == ("Hoofdstuk 3. Algemene bepalingen over besluiten", "Afdeling 3.7. Motivering")
    fourth = section(law, "artikel-8-2").parts
    assert [(part.kind, part.number) for part in fourth][:4] == [("lid", "1"), ("onderdeel", "a"), ("punt", "1"), ("punt", "2")]
    assert section(law, "bijlage-3-artikel-1").path[0].startswith("Bijlage 3. Regeling verlaagd griffierecht")
    assert len([part for part in law.sections if part.id.startswith("artikel-")]) == 524
    constitution = wetmarkdown.parse(real("wetten/BWBR0001840_2017.md"), Source(id="grondwet"))
    assert section(constitution, "artikel-ii").path == ("Additionele artikelen",)
