"""The source browser without a browser: every page of the corpus, its links, its marks, and documents that mean harm."""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from html import unescape
from html.parser import HTMLParser
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from starlette.staticfiles import StaticFiles

from assistant.pipeline import Assistant
from corpus.document import Definition, Document, Link, Part, Section, Status, Validity
from index.build import build, open_index
from index.retriever import HybridRetriever
from models.fake import HashingEmbedder
from tests.conftest import make_document
from ui.pages import STATIC
from ui.reader import routes
from ui.reader_strings import READER
from ui.reader_text import blocks, excerpt, finder, marked

EVIL = "<script>alert(1)</script> {{7*7}} ${1} \"'><img src=x onerror=alert(1)>"
TEXT = "1. In deze wet wordt verstaan onder:\na. besluit: een beslissing;\nb. orgaan: wie beslist.\n\n2. Artikel 2, eerste lid, geldt niet."


def site(retriever: HybridRetriever, language: str = "nl") -> FastAPI:
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    app.mount("/look", StaticFiles(directory=STATIC))
    app.include_router(routes(Assistant(retriever, None), language))
    return app


@pytest.fixture(scope="module")
def client(retriever: HybridRetriever) -> TestClient:
    return TestClient(site(retriever))


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Sequence[Document]], TestClient]:
    """The site on a corpus of documents made for one test."""

    def make(documents: Sequence[Document]) -> TestClient:
        root = tmp_path_factory.mktemp("index")
        build(documents, HashingEmbedder(), root, lambda done, total: None)
        return TestClient(site(open_index(documents, HashingEmbedder(), root)))

    return make


def shown(page: str) -> str:
    """The words of a page, without what only a screen reader says."""
    bare = re.sub(r'<span class="hidden"[^>]*>.*?</span>', "", page)
    return " ".join(unescape(re.sub(r"<[^>]*>", "", bare)).split())


class _Outline(HTMLParser):
    """Headings in order, ids, and tags that were opened and not closed."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.levels: list[int] = []
        self.ids: list[str] = []
        self.open: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        assert not any(name.startswith("on") or name == "style" for name in values), attrs
        if re.fullmatch("h[1-6]", tag):
            self.levels.append(int(tag[1]))
        if "id" in values:
            self.ids.append(str(values["id"]))
        if tag not in ("meta", "link", "input", "br", "img"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def check_structure(page: str) -> None:
    """One h1, no heading level skipped, unique ids, closed tags, no inline script."""
    outline = _Outline(page)
    assert outline.open == [] and outline.levels.count(1) == 1 and outline.levels[0] == 1
    assert all(after - before <= 1 for before, after in zip(outline.levels, outline.levels[1:], strict=False)), outline.levels
    assert len(set(outline.ids)) == len(outline.ids), outline.ids
    assert re.findall(r"<script(?![^>]* src=)", page) == []


def test_every_section_of_the_corpus_has_a_page(client: TestClient, documents: tuple[Document, ...]) -> None:
    for document in documents:
        whole = client.get(f"/bronnen/{document.id}")
        assert whole.status_code == 200
        check_structure(whole.text)
        for section in document.sections:
            assert " ".join(section.text.split()) in shown(whole.text)
            reply = client.get(f"/bronnen/{document.id}/{section.id}")
            assert reply.status_code == 200
            assert " ".join(section.text.split()) in shown(reply.text) and " ".join(section.english.split()) in shown(reply.text)
            check_structure(reply.text)


def test_no_link_is_broken(client: TestClient) -> None:
    waiting, seen = ["/bronnen", "/bronnen/standpunt-2023/vergelijk"], set[str]()
    ids: dict[str, set[str]] = {}
    anchors: set[tuple[str, str]] = set()
    while waiting:
        address = waiting.pop()
        reply = client.get(address)
        assert reply.status_code == 200, address
        ids[address] = set(_Outline(reply.text).ids)
        for link in map(unescape, re.findall(r'href="([^"]*)"', reply.text)):
            path, _, anchor = link.partition("#")
            path = address if path == "" else path
            if anchor:
                anchors.add((path, anchor))
            if path.startswith(("/bronnen", "/look/reader")) and path not in seen and not path.endswith((".css", ".js")):
                seen.add(path)
                waiting.append(path)
    assert len(seen) > 230
    assert [(path, anchor) for path, anchor in anchors if anchor not in ids[path]] == []


def test_the_list_groups_documents_by_kind(client: TestClient) -> None:
    page = client.get("/bronnen").text
    check_structure(page)
    words = shown(page)
    assert "Europese verordeningen" in words and "24 onderdelen" in words and "van 11 december 2023 tot en met 15 april 2025" in words
    assert 'aria-current="page">Bronnen' in page and '<span class="badge vervallen">vervallen</span>' in page


def test_search_works_without_script(client: TestClient) -> None:
    page = client.get("/bronnen", params={"zoek": "gegevensbeschermingseffectbeoordeling"}).text
    check_structure(page)
    assert 'href="/bronnen/avg/artikel-35"' in page and "gegevensbeschermingseffectbeoordeling" in page
    assert re.search("<mark>[Tt]oestemming</mark>", client.get("/bronnen?zoek=toestemming").text)
    named = client.get("/bronnen", params={"zoek": "artikel 35 AVG"}).text
    assert re.findall(r'<h3><a href="(/bronnen/[^"]*)"', named)[0] == "/bronnen/avg/artikel-35"
    assert "Documenten met deze naam" in client.get("/bronnen?zoek=archiefwet").text
    within = client.get("/bronnen/avg", params={"zoek": "toestemming"}).text
    hits = re.findall(r'<h3><a href="(/bronnen/[^"]*)"', within)
    assert hits and all(hit.startswith("/bronnen/avg/") for hit in hits)
    nothing = client.get("/bronnen", params={"zoek": EVIL}).text
    assert "<img" not in nothing and "onerror=alert" not in nothing.replace("&gt;&lt;img src=x onerror=alert", "")
    assert "zoekopdracht" not in client.get("/bronnen?zoek=%20%20").text.lower()


def test_a_span_is_marked_and_nonsense_is_ignored(client: TestClient, documents: tuple[Document, ...]) -> None:
    section = next(s for d in documents if d.id == "standpunt-2025" for s in d.sections if s.id == "herijking")
    start = section.text.index("Het overheidsbrede")
    end = section.text.index("Volgens") - 1
    page = client.get(f"/bronnen/standpunt-2025/herijking?van={start}&tot={end}").text
    found = re.search('<mark id="hier">(.*?)</mark>', page, re.DOTALL)
    assert found and shown(found[1]) == section.text[start:end] and "Begin van de gemarkeerde passage" in found[1]
    english = client.get(f"/bronnen/standpunt-2025/herijking?van={start}&tot={end}&taal=en").text
    found = re.search('<mark id="hier">(.*?)</mark>', english, re.DOTALL)
    client.cookies.clear()
    assert found and shown(found[1]).startswith("The government-wide position of 2025 is the updated version")
    for query in ("van=5&tot=5", "van=9&tot=2", "van=-1&tot=4", "van=a&tot=4", "van=0&tot=99999", "van=²&tot=٣", "van=3", f"van=0&tot={'9' * 5000}"):
        reply = client.get(f"/bronnen/standpunt-2025/herijking?{query}")
        assert reply.status_code == 200 and "<mark" not in reply.text


def test_the_panel_is_a_fragment(client: TestClient) -> None:
    fragment = client.get("/bronnen/avg/artikel-35/kern?van=0&tot=20").text
    assert "<html" not in fragment and "<main" not in fragment and fragment.strip().startswith("<article")
    assert '<mark id="hier">' in fragment and "badge geldend" in fragment and 'href="https://eur-lex.europa.eu/' in fragment
    assert 'href="/bronnen/avg/artikel-35?van=0&amp;tot=20#hier"' in fragment
    gone = client.get("/bronnen/avg/artikel-999/kern")
    assert gone.status_code == 404 and "<html" not in gone.text and "Niet gevonden" in gone.text


def test_unknown_places_are_told_in_the_language_of_the_reader(client: TestClient) -> None:
    for path in ("nergens", "avg/artikel-999", "nergens/vergelijk", "avg/vergelijk?van=avg&met=x", "avg@1"):
        reply = client.get(f"/bronnen/{path}")
        assert reply.status_code == 404 and "Niet gevonden" in reply.text and 'href="/bronnen"' in reply.text
        check_structure(reply.text)
    assert "Not found" in client.get("/bronnen/nergens?taal=en").text
    client.cookies.clear()


def test_english(client: TestClient, documents: tuple[Document, ...]) -> None:
    page = client.get("/bronnen/avg/artikel-35?taal=en").text
    client.cookies.clear()
    section = next(s for d in documents if d.id == "avg" for s in d.sections if s.id == "artikel-35")
    words = shown(page)
    assert '<html lang="en">' in page and "in force" in words and '<div class="wettekst" lang="nl">' in page
    assert words.index(" ".join(section.english.split())) < words.index(" ".join(section.text.split()))
    assert "/?vraag=" + section.questions_en[0].split()[0] in page
    listing = client.get("/bronnen?taal=en&zoek=consent").text
    client.cookies.clear()
    assert "Policy" in listing and "highlighted" in listing and re.search("<mark>[Cc]onsent</mark>", listing)


def test_a_section_shows_its_context(client: TestClient) -> None:
    page = client.get("/bronnen/avg/artikel-35").text
    assert 'rel="prev"' in page and 'rel="next"' in page and "Vragen waarop dit antwoord geeft" in page
    assert 'href="/?vraag=' in page and "Nagegaan in" in page and "<details>" in page
    old = client.get("/bronnen/standpunt-2023").text
    assert 'href="/bronnen/standpunt-2025"' in old and 'href="/bronnen/verschillen-standpunten"' in old


def law(version: str = "", text: str = TEXT, **changes: object) -> Document:
    """A statute of two articles; the parts, the link and the term are where they stand in ``text``."""

    def span(opening: str, closing: str) -> tuple[int, int]:
        start = text.index(opening)
        return start, text.index(closing, start) + len(closing)

    first = replace(
        make_document().sections[0], id="artikel-1", label="Artikel 1", label_en="Article 1", text=text, english="", path=("Hoofdstuk 1",),
        parts=(
            Part("lid", "1", *span("1. In", "beslist.")), Part("onderdeel", "a", *span("a. besluit", ";"), 1),
            Part("onderdeel", "b", *span("b. orgaan", "beslist."), 1), Part("lid", "2", *span("2. Artikel", "niet.")),
        ),
        links=(Link(*span("Artikel 2", "eerste lid"), "wet/artikel-2", "lid 1"), Link(0, 2, "elders/artikel-9")),
        definitions=(Definition("besluit", *span("a. besluit", ";")),),
    )  # fmt: skip
    second = replace(first, id="artikel-2", label="Artikel 2", text="1. Iets anders.", parts=(Part("lid", "1", 0, 15),), links=(), definitions=())
    return make_document("wet", version=version, title="Wet", short="Wet", sections=(first, second), **changes)


def test_numbered_parts_links_terms_and_amendments(made: Callable[[Sequence[Document]], TestClient]) -> None:
    change = replace(make_document().sections[0], id="punt-1", label="Punt 1", text="Artikel 1 wordt gewijzigd.", amends="wet/artikel-1")
    pages = made((law(), make_document("wijziging", short="Wijzigingswet", sections=(change,))))
    page = pages.get("/bronnen/wet/artikel-1").text
    check_structure(page)
    assert '<a href="/bronnen/wet/artikel-2#deel-1">Artikel 2, eerste lid</a>' in page and "elders" not in page
    assert '<p class="diep-2 genummerd" id="deel-1-a"><span class="nr">a.</span> <dfn>besluit</dfn>: een beslissing;</p>' in page
    assert "Gewijzigd door" in page and 'href="/bronnen/wijziging/punt-1"' in page
    assert " ".join(TEXT.split()) in shown(page)
    assert 'href="/bronnen/wet/artikel-1"' in pages.get("/bronnen/wijziging/punt-1").text
    assert '<h2 class="pad">Hoofdstuk 1</h2>' in pages.get("/bronnen/wet").text


def test_a_long_document_is_a_list_of_contents(made: Callable[[Sequence[Document]], TestClient]) -> None:
    one = make_document().sections[0]
    many = tuple(replace(one, id=f"artikel-{k}", label=f"Artikel {k}", text=f"Regel {k}.", english="") for k in range(1, 70))
    pages = made((make_document("lang", sections=many),))
    page = pages.get("/bronnen/lang").text
    check_structure(page)
    assert 'href="/bronnen/lang/artikel-69"' in page and "Regel 69" not in page
    assert "Regel 69." in pages.get("/bronnen/lang/artikel-69").text


@pytest.fixture(scope="module")
def versions(made: Callable[[Sequence[Document]], TestClient]) -> TestClient:
    later = TEXT.replace("wie beslist", "een <b>orgaan</b> dat beslist")
    return made((law("2017-01-01"), law("2025-01-01", later), law("2999-01-01", later, validity=Validity(Status.TOEKOMSTIG, date(2999, 1, 1)))))


def test_a_bare_id_is_the_version_of_today(versions: TestClient) -> None:
    now = versions.get("/bronnen/wet/artikel-1").text
    assert "dat beslist" in now and "oudere versie" not in now
    old = versions.get("/bronnen/wet@2017-01-01/artikel-1").text
    assert "wie beslist" in old and "oudere versie" in old and '<span class="badge vervallen">' in old
    assert 'href="/bronnen/wet@2017-01-01/artikel-2#deel-1"' in old and 'href="/bronnen/wet@2025-01-01"' in old
    assert "later" in versions.get("/bronnen/wet@2999-01-01").text
    within = versions.get("/bronnen/wet@2017-01-01?zoek=besluit").text
    assert 'href="/bronnen/wet@2017-01-01/artikel-1' in within and "wet@2025-01-01/artikel" not in within


def test_two_versions_are_compared(versions: TestClient) -> None:
    page = versions.get("/bronnen/wet/vergelijk?van=wet@2017-01-01&met=wet@2025-01-01").text
    check_structure(page)
    assert re.search(r"<del><span class=\"hidden\"[^>]*>weggehaald: </span>wie<span", page) and "&lt;b&gt;orgaan&lt;/b&gt;" in page
    assert re.search(r"<ins><span class=\"hidden\"[^>]*>toegevoegd: </span>een", page)
    assert "Artikel 1" in shown(page) and "Iets anders" not in page and '<option value="wet@2017-01-01" selected>' in page
    assert "verschillen niet" in versions.get("/bronnen/wet/vergelijk").text
    assert "twee verschillende versies" in versions.get("/bronnen/wet/vergelijk?van=wet@2017-01-01&met=wet@2017-01-01").text
    assert "3 versies" in versions.get("/bronnen").text


def test_documents_that_are_no_versions_of_each_other(client: TestClient) -> None:
    page = client.get("/bronnen/standpunt-2023/vergelijk?van=standpunt-2023&met=standpunt-2025").text
    check_structure(page)
    assert 'href="/bronnen/verschillen-standpunten"' in page and "<ins" not in page
    assert "één versie" in client.get("/bronnen/avg/vergelijk").text


def test_a_hostile_document_is_only_text(made: Callable[[Sequence[Document]], TestClient]) -> None:
    section = replace(
        make_document().sections[0], label=EVIL, label_en=EVIL, text=EVIL, english=EVIL, reference=EVIL, sources=EVIL,
        url="javascript:alert(1)", path=(EVIL,), questions=(EVIL,), questions_en=(EVIL,),
        definitions=(Definition("script", 0, len(EVIL)),), links=(Link(0, 8, "proef/een", EVIL),),
    )  # fmt: skip
    evil = make_document(
        title=EVIL, title_en=EVIL, short=EVIL, short_en=EVIL, authority=EVIL, identifier=EVIL, note=EVIL, note_en=EVIL, license=EVIL,
        url="javascript:alert(1)", replaces=(EVIL,), replaced_by=EVIL, sections=(section, replace(section, id="vergelijk")),
    )  # fmt: skip
    pages = made((evil,))
    compare = ("/proef/vergelijk", "/proef/vergelijk?van=proef")
    for path in ("", "/proef", "/proef/een?van=3&tot=9", "/proef/een/kern", *compare, f"/{EVIL}", "?zoek=script"):
        for language in ("nl", "en"):
            page = pages.get(f"/bronnen{path}{'&' if '?' in path else '?'}taal={language}").text
            assert "<script>" not in page and "<img" not in page and "javascript:" not in page, path
            assert re.search(r"(?<!\{\{7\*)49(?!\d)", page) is None
            if not path.endswith("kern"):
                check_structure(page)
    assert EVIL in shown(pages.get("/bronnen/proef/een?taal=nl").text)


def test_blocks_keep_every_character_that_is_no_white_space() -> None:
    for parts in ((), law().sections[0].parts):
        for start in range(0, len(TEXT), 7):
            found = blocks(TEXT, parts, marked(TEXT, str(start), str(len(TEXT))))
            assert "".join("".join(piece.text for piece in block.pieces) for block in found).replace(" ", "") == "".join(TEXT.split())
            assert sum(block.first for block in found) == 1 == sum(block.last for block in found)
    assert blocks("") == () and blocks("\n \n") == ()


def test_an_excerpt_is_around_the_words(retriever: HybridRetriever) -> None:
    analyzer = retriever.lexical["nl"].analyzer
    text = "Vooraf staat hier veel. " * 40 + "Dan komt de toestemming. " + "Achteraf ook veel. " * 40
    runs = excerpt(text, finder("toestemming", (), analyzer))
    assert ("toestemming", True) in runs and len("".join(run for run, _ in runs)) < 340
    assert runs[0][0].startswith("… ") and runs[-1][0] == " …"


def test_both_languages_have_every_sentence() -> None:
    for language, other in (("nl", "en"), ("en", "nl")):
        for name in READER[language].__slots__:
            value = getattr(READER[language], name)
            assert value or name in ("only_dutch", "only_english", "compare_dutch"), name
            if isinstance(value, dict):
                assert value.keys() == getattr(READER[other], name).keys()


def test_the_style_sheet_and_templates_name_no_other_host(client: TestClient) -> None:
    assert client.get("/look/reader.css").status_code == 200
    for file in (STATIC / "reader.css", *Path(STATIC.parent / "templates").glob("reader_*.html")):
        assert not re.search(r"https?://[a-z]", file.read_text(encoding="utf-8")), file


def test_sections_are_frozen_values() -> None:
    assert isinstance(law().sections[0], Section)
