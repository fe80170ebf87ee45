"""Saved web pages, all made up here; a page of a real site is only used to see that nothing breaks."""

import os
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html as lxml_html

from corpus import html
from corpus.document import Document
from corpus.source import ParseError, Source


def real(name: str) -> bytes:
    root = Path(os.environ.get("REAL_CORPUS") or Path(__file__).resolve().parents[3] / "shared" / "corpus")
    if not (root / name).exists():
        pytest.skip(f"no real corpus: {root / name} is absent")
    return (root / name).read_bytes()


def read(page: str | bytes) -> Document:
    return html.parse(page if isinstance(page, bytes) else page.encode(), Source(id="pagina"))


def text_of(body: str) -> str:
    (section,) = read(f"<html><body><main><h1>Kop</h1>{body}</main></body></html>").sections
    return section.text


PAGE = """<!doctype html><html><head><title>Hulp bij wielen | Het Instituut</title><style>p</style></head><body>
<header><h1>Het Instituut</h1></header><nav><ul><li>Menu</li></ul></nav>
{}
<aside>Lees ook</aside><footer>Voet</footer><script>let a = 1</script></body></html>"""
CONTENT = "<h1>Wielen</h1><p>Over wielen.</p><h2>Banden</h2><p>Over banden.</p><h3>Lek</h3><p>Plakken.</p><h4>Lijm</h4><p>Veel.</p>"


@pytest.mark.parametrize("frame", ["<main>{}</main>", "<article>{}</article>", "<div role=main>{}</div>", "<div>{}</div>", "{}"])
def test_the_main_content_is_found_and_cut_at_headings(frame: str) -> None:
    document = read(PAGE.format(frame.format(CONTENT)))
    assert document.title == "Wielen"
    assert [(part.id, part.path, part.text) for part in document.sections] == [
        ("wielen", (), "Over wielen."), ("banden", (), "Over banden."), ("lek", ("Banden",), "Plakken.\n\nLijm\n\nVeel."),
    ]  # fmt: skip


def test_of_several_articles_all_are_content_unless_one_is_most_of_the_page() -> None:
    teasers = "".join(f"<article><h2>Bericht {number}</h2><p>Iets over {number}.</p></article>" for number in range(5))
    assert [part.label for part in read(PAGE.format(teasers)).sections] == [f"Bericht {number}" for number in range(5)]
    most = f"<article><h2>Lang</h2><p>{'Een lange tekst. ' * 40}</p></article><article><h2>Kort</h2><p>Ook lezen?</p></article>"
    assert [part.label for part in read(PAGE.format(most)).sections] == ["Lang"]


def test_a_page_without_one_highest_heading_takes_its_title_without_the_site() -> None:
    assert read(PAGE.format("<main><h2>Een</h2><p>a</p></main>")).title == "Hulp bij wielen"


def test_hidden_things_are_dropped() -> None:
    hidden = (
        "<p hidden>1</p><p style='color:red; DISPLAY : none'>2</p><p aria-hidden=true>3</p><span class='a sr-only'>4</span>"
        "<form><p>5</p></form><div role=navigation>6</div><template>7</template><noscript>8</noscript><button>9</button>"
        "<svg><text>10</text></svg><!-- 11 --><?php 12 ?><sup><a href='#noot'>13</a></sup><select><option>14</select>"
    )
    assert text_of(f"<p>Voor{hidden}</p>na <p hidden=until-found>wel</p>") == "Voor\n\nna\n\nwel"


def test_a_page_that_is_one_form_is_read() -> None:
    assert read("<html><body><form><h1>Kop</h1><p>Tekst</p></form></body></html>").sections[0].text == "Tekst"


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("<p>Een&nbsp;<b>vet</b> woord,<br>m<sup>2</sup> en zacht&shy;heid</p>los", "Een vet woord, m2 en zachtheid\n\nlos"),
        ("<ul><li>een<ul><li>sub</ul><li><p>twee</p><p>meer</p></ul><p>na</p>", "- een\n- sub\n- twee\n\nmeer\n\nna"),
        ("<ol start=3><li>c<li value=7>g<li>h</ol><ol><li></li></ol><p>na</p>", "3. c\n7. g\n8. h\n\nna"),
        ("<dl><dt>Wiel<dd>Rond ding</dl>", "Wiel\nRond ding"),
        ("<table><thead><tr><th>A<th>B<tbody><tr><td>1<td>2.<tr><td colspan=2>Kop<tr><td><p>x<p>y<td></table>",
         "A: 1; B: 2.\nKop\nA: x y"),
        ("<table><tr><td>A<td>B<td>C<tr><td rowspan=2>a<td>b<td>c<tr><td>d<td>e</table>", "A: a; B: b; C: c\nA: a; B: d; C: e"),
        ("<table><tr><th>Naam<td>An<tr><th>Rol<td>jurist</table>", "Naam: An\nRol: jurist"),
        ("<table role=presentation><tr><td><p>links</p><td>rechts</table>", "links\n\nrechts"),
        ("<details><summary>Vraag</summary>Antwoord</details>", "Vraag\n\nAntwoord"),
    ],
)  # fmt: skip
def test_text_reads_as_on_the_page(body: str, text: str) -> None:
    assert text_of(body) == text


def test_text_of_an_element_and_of_a_fragment() -> None:
    assert html.text_of(lxml_html.fragment_fromstring("<div><p>a</p><ul><li>b</ul></div>")) == "a\n- b"
    assert [block.text for block in html.fragment("<p>a<p>b")] == ["a", "b"]
    assert html.fragment("") == [] and html.fragment("\x00") == []


@pytest.mark.parametrize(
    ("encoding", "declared"),
    [("utf-8", ""), ("utf-8-sig", ""), ("utf-16", ""), ("cp1252", ""), ("iso-8859-1", "iso-8859-1"), ("utf-8", "onzin"), ("cp1252", "utf-8"),
     ("utf-8", "utf-8")],
)  # fmt: skip
def test_the_encoding_is_found(encoding: str, declared: str) -> None:
    page = f'<html><head><meta charset="{declared}"></head><body><p>Coördinatie één</p></body></html>'
    assert read(page.encode(encoding)).sections[0].text == "Coördinatie één"


def test_an_xml_declaration_is_no_obstacle() -> None:
    assert read('<?xml version="1.0" encoding="UTF-8"?><html><body><p>Tekst</p></body></html>').sections[0].text == "Tekst"


@pytest.mark.parametrize("data", [b"", b"gewone tekst", b"%PDF-1.7 \x80\x81", b"<html><body><nav>alleen menu</nav></body></html>", b"<p>\x00</p>"])
def test_what_is_no_page_or_shows_nothing_is_refused(data: bytes) -> None:
    with pytest.raises(ParseError):
        read(data)


@pytest.mark.parametrize("piece", ["<div>", "<ol><li>", "<li>a", "<table><tr><td>", "<!--", "&amp;", "<h1>a</h1>b", "<b", '<p class="'])
def test_no_page_takes_more_than_linear_time(piece: str) -> None:
    start = time.perf_counter()
    try:
        read(f"<html><body><ol>{piece * 20_000}tekst")
    except ParseError as error:
        assert str(error)
    assert time.perf_counter() - start < 10


def test_entities_do_not_unfold() -> None:
    lol = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    document = read(f'<!DOCTYPE html [<!ENTITY l0 "lol">{lol}]><html><body><p>Tekst &l9;</p></body></html>')
    assert sum(len(part.text) for part in document.sections) < 2_000


@settings(max_examples=80, deadline=None)
@given(st.lists(st.sampled_from(["<p>", "</p>", "<main>", "</main>", "<table>", "<tr>", "<td rowspan=9>", "<th colspan=99999>", "<h2>", "</h2>",
    "<ol start=²>", "<li value=-1>", "tekst ", "&#0;", "&#xD800;", "<!--", "-->", "<![CDATA[", "<div hidden>", "</div>", "\x00", "<header>",
    "<article>", "<a href=#>", "<sup>"])) | st.binary(max_size=200))  # fmt: skip
def test_any_input_is_a_document_or_a_parse_error(pieces: list[str] | bytes) -> None:
    data = pieces if isinstance(pieces, bytes) else "".join(pieces).encode()
    try:
        document = read(b"<html>" + data)
    except ParseError as error:
        assert str(error)
        return
    ids = [part.id for part in document.sections]
    assert len(set(ids)) == len(ids) and all(part.text.strip() == part.text != "" for part in document.sections)


def test_a_real_page_is_read_whole() -> None:
    document = read(real("eurlex/32024R1689_nl_oj.html"))
    text = "\n".join(part.text for part in document.sections)
    assert len(text) > 500_000
    assert "beoordeling van de gevolgen voor de grondrechten" in text.replace("\n", " ").casefold()
