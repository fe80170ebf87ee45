"""The export of a conversation: what is in each kind of file, one numbering, and nothing in a text that becomes more than text."""

import io
import json
import re
from datetime import UTC, date, datetime
from typing import Any

import docx
import pypdfium2
import pytest
from docx.oxml.ns import qn
from fastapi import FastAPI
from fastapi.testclient import TestClient
from markdown_it import MarkdownIt
from markdown_it.token import Token

from assistant.jsonform import answer_form
from assistant.pipeline import Assistant
from index.retriever import HybridRetriever
from ui.export import MAX_BODY, MEDIA, Conversation, clean, compose, document, escape, is_link, markdown, routes

QUESTIONS = ("Mag ik ChatGPT gebruiken om een nota te schrijven?", "Moet ik een algoritme registreren?")
MADE = datetime(2026, 11, 24, 14, 5, tzinfo=UTC)
URL = "https://www.rijksoverheid.nl/documenten"
HOSTILE = (
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "![foto](https://kwaad.example/x.png)",
    "[klik](javascript:alert(1))", "[klik](https://kwaad.example)",
    "[1](https://kwaad.example) en [1]: https://kwaad.example", "<https://kwaad.example/>",
    "https://kwaad.example/pad en www.kwaad.example en iemand@kwaad.example", "# Kop die er niet hoort", "1. een lijst",
    "- een lijst", "> een aanhaling", "===", "| a | b | c |", "`code` en ```` ```sh ````",
    "**vet** _schuin_ ~~weg~~ ^hoog^", r"$\input{/etc/passwd}$ en $$x$$ en \(y\)",
    "{{7*7}} ${1+1} {nb} %PAGE% &lt;b&gt; &amp;", "<font color='red'>rood</font> <a name='bron-1'/> <br/> <!-- weg -->",
    "]]></w:t><w:t>meer</w:t>", "=HYPERLINK(“https://kwaad.example”)", r"einde met een schuine streep \\",
)  # fmt: skip


@pytest.fixture(scope="module")
def forms(retriever: HybridRetriever) -> list[dict[str, Any]]:
    assistant = Assistant(retriever, None)
    return [json.loads(json.dumps(answer_form(assistant.answer(question)))) for question in QUESTIONS]


@pytest.fixture(scope="module")
def client() -> TestClient:
    app = FastAPI()
    app.include_router(routes())
    return TestClient(app)


def cited(marker: int = 1, **changes: Any) -> dict[str, Any]:
    row = {
        "marker": marker, "document_id": "d", "section_id": f"s{marker}", "passage_id": f"d/s{marker}", "label": f"Stuk {marker}",
        "url": URL, "status": "geldend", "text": f"Letterlijke zin {marker}.", "start": 0, "end": 9,
    }  # fmt: skip
    return {**row, **changes}


def turn(text: str = "Dat mag [1].", citations: list[dict[str, Any]] | None = None, **changes: Any) -> dict[str, Any]:
    row = {"question": "Mag dat?", "kind": "quotes", "language": "nl", "text": text, "notices": []}
    return {**row, "citations": [cited()] if citations is None else citations, **changes}


def conversation(*turns: dict[str, Any], language: str = "nl") -> Conversation:
    return Conversation.model_validate_json(json.dumps({"language": language, "turns": turns}))


def read_docx(content: bytes) -> str:
    """Everything a reader of the Word document sees, links and cells included."""
    found = docx.Document(io.BytesIO(content))
    paragraphs = found.element.body.iter(qn("w:p"))
    return "\n".join("".join(node.text or "" for node in paragraph.iter(qn("w:t"))) for paragraph in paragraphs)


def read_pdf(content: bytes) -> str:
    with pypdfium2.PdfDocument(content) as found:
        return "\n".join(page.get_textpage().get_text_range() for page in found)


def read_markdown(content: bytes) -> str:
    """The text of the Markdown as a reader shows it."""
    return "\n".join("".join(child.content for child in token.children or []) for token in parsed(content))


def parsed(content: bytes) -> list[Token]:
    return MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(content.decode())


READERS = {"md": read_markdown, "docx": read_docx, "pdf": read_pdf}


def squeezed(text: str) -> str:
    """Without white space and the marks pypdfium2 puts where a line ends: where a line breaks does not matter."""
    return re.sub(r"[\s\ufffe\u0002]+", "", text)


@pytest.mark.parametrize("kind", MEDIA)
def test_real_answers_are_in_the_file(client: TestClient, forms: list[dict[str, Any]], kind: str) -> None:
    reply = client.post(f"/export/{kind}", json={"language": "nl", "turns": forms})
    assert reply.status_code == 200
    assert reply.headers["content-type"] == MEDIA[kind]
    name = re.fullmatch(r'attachment; filename="standpuntwijzer-([-0-9]{10})\.(\w+)"', reply.headers["content-disposition"])
    assert name and name[2] == kind and abs((date.fromisoformat(name[1]) - date.today()).days) <= 1
    shown = squeezed(READERS[kind](reply.content))
    for form in forms:
        for expected in (form["question"], *re.split(r"\[\d+\]", form["text"]), *form["notices"]):
            assert squeezed(expected) in shown, expected
        for row in form["citations"]:
            for expected in (row["label"], row["text"], row["url"], row["passage_id"], f"({row['status']})"):
                assert squeezed(expected) in shown, expected
    count = len({(row["document_id"], row["section_id"], row["start"]) for form in forms for row in form["citations"]})
    assert count > 3
    assert all(f"[{number}]" in shown for number in range(1, count + 1)) and f"[{count + 1}]" not in shown
    assert "artikel50" in shown and "gaatvoor" in shown


def test_one_numbering_through_the_conversation() -> None:
    first = turn("Een [1]. Twee [2].", [cited(1), cited(2)])
    second = turn(
        "Twee [1], drie [2][3], onbekend [7].", [cited(1, section_id="s2"), cited(2, section_id="s3"), cited(3, section_id="s1")]
    )
    paper = compose(conversation(first, second), MADE)
    told = ["".join(piece.text for piece in paragraph) for part in paper.parts for paragraph in part.paragraphs]
    assert told == ["Een [1]. Twee [2].", "Twee [2], drie [3][1], onbekend [7]."]
    assert [source.number for source in paper.sources] == [1, 2, 3]
    assert [piece.number for piece in paper.parts[1].paragraphs[0] if piece.number] == [2, 3, 1]
    # Another span or another document is another source.
    rows = [cited(1), cited(2, section_id="s1", start=10, end=20), cited(3, section_id="s1", document_id="e")]
    assert len(compose(conversation(turn("[1] [2] [3]", rows)), MADE).sources) == 3


def test_the_language_of_the_document() -> None:
    text = markdown(compose(conversation(turn(language="en"), language="en"), MADE))
    assert "Made on 24 November 2026 at 14:05." in text and "(in force)" in text and "## Sources" in text
    text = markdown(compose(conversation(turn()), MADE))
    assert "Gemaakt op 24 november 2026 om 14:05 uur." in text and "(geldend)" in text and "## Bronnen" in text


def test_an_answer_without_sources() -> None:
    told = conversation(turn("Dit staat niet in de bronnen.", [], kind="abstained", notices=["Let op: dit."]))
    for kind, read in READERS.items():
        shown = read(document(told, kind, MADE))
        assert "Dit staat niet in de bronnen." in shown and "geen bronnen aangehaald" in shown and "Let op: dit." in shown, kind


@pytest.mark.parametrize("attack", HOSTILE)
def test_markdown_shows_hostile_text_as_text(attack: str) -> None:
    told = turn(f"{attack} [1]\n{attack}", [cited(text=attack, label=attack)], question=attack, notices=[attack])
    content = document(conversation(told), "md", MADE)
    tokens = parsed(content)
    kinds = {token.type for token in tokens} | {child.type for token in tokens for child in token.children or []}
    names = ("heading", "paragraph", "ordered_list", "list_item", "blockquote", "em", "strong", "link")
    assert kinds <= {"inline", "text"} | {f"{name}_{end}" for name in names for end in ("open", "close")}
    assert links("md", content) == [URL]
    # Many readers also make a link of a bare address.
    assert not re.search(rb"https://kwaad|www\.kwaad|kwaad\.example|d@k", content)
    assert [token.tag for token in tokens if token.type == "heading_open"] == ["h1", "h2", "h3", "h2"]
    assert sum(token.type == "blockquote_open" for token in tokens) == 1
    assert read_markdown(content).count(" ".join(attack.split())) >= 6


@pytest.mark.parametrize("kind", ["docx", "pdf"])
def test_hostile_text_is_text_in_word_and_pdf(kind: str) -> None:
    turns = [turn(f"{text} [1]", [cited(text=text, section_id=text)], question=text, notices=[text]) for text in HOSTILE]
    content = document(conversation(*turns), kind, MADE)
    shown = squeezed(READERS[kind](content))
    for attack in HOSTILE:
        assert shown.count(squeezed(attack)) >= 3, attack
    assert set(links(kind, content)) == {URL}


def links(kind: str, content: bytes) -> list[str]:
    """What the file sends a reader to outside itself."""
    if kind == "docx":
        return [rel.target_ref for rel in docx.Document(io.BytesIO(content)).part.rels.values() if rel.is_external]
    if kind == "pdf":
        return [url.decode() for url in re.findall(rb"/URI \((.*?)\)", content)]
    return [str(child.attrs["href"]) for token in parsed(content) for child in token.children or [] if child.type == "link_open"]


@pytest.mark.parametrize("kind", MEDIA)
def test_only_https_becomes_a_link(kind: str) -> None:
    wrong = ("http://rijk.nl/", "javascript:alert(1)", "file:///etc/passwd", "https://rijk.nl@kwaad.example/", "ftp://x.nl")
    rows = [cited(place, url=url) for place, url in enumerate((URL, *wrong), start=1)]
    content = document(conversation(turn("[1]", rows)), kind, MADE)
    shown = squeezed(READERS[kind](content))
    assert all(squeezed(url) in shown for url in wrong)
    assert links(kind, content) == [URL]


def test_which_address_is_a_link() -> None:
    right = (URL, "https://algoritmes.overheid.nl", "https://eur-lex.europa.eu/eli/reg/2024/1689/oj/nld?a=b&c=(d)#e")
    assert all(map(is_link, right))
    wrong = (
        "https://",
        "https://a b.nl",
        "https://a.nl/<b>",
        'https://a.nl/"x',
        "https://a.nl/`",
        "HTTPS://a.nl",
        "https://u:p@a.nl",
    )
    assert not any(map(is_link, wrong))


def test_characters_that_xml_refuses_or_that_hide_are_dropped() -> None:
    assert clean("a\x00\x08\x1b\ufffeb\u202ec\u200bd\U000e0041e\tf\r\ng\u2028h") == "abcde f\ng\nh"
    told = conversation(turn("een\x00\x0b twee\x1f [1]\x7f", question="Mag\x00 \u202edat\x08?"))
    for kind, read in READERS.items():
        shown = read(document(told, kind, MADE))
        assert "Mag dat?" in shown and not re.search(r"[\x00\x08\x0b\x1b\x1f\x7f\u202e]", shown), kind


@pytest.mark.parametrize("kind", ["docx", "pdf"])
def test_signs_of_ordinary_dutch(kind: str) -> None:
    sentence = "“Aanhaling” ‘enkel’ kost € 10 – één ÷ coördinatie, België … ≥ 5 → klaar"
    # The font of the PDF has no arrow.
    wanted = sentence.replace("→", ">") if kind == "pdf" else sentence
    assert squeezed(wanted) in squeezed(READERS[kind](document(conversation(turn(sentence)), kind, MADE)))


def test_pdf_says_so_where_its_font_lacks_a_character() -> None:
    shown = read_pdf(document(conversation(turn("Teken 日本 en 😀 [1].")), "pdf", MADE))
    assert "Teken [?] en [?] [1]." in shown and "kent het lettertype" in shown
    assert "kent het lettertype" not in read_pdf(document(conversation(turn()), "pdf", MADE))


def test_word_has_styles_language_and_no_author() -> None:
    found = docx.Document(io.BytesIO(document(conversation(turn(notices=["Let op."]), turn(language="en")), "docx", MADE)))
    styles = [paragraph.style.name for paragraph in found.paragraphs]
    assert styles[0] == "Title" and styles.count("Heading 1") == 2 and styles.count("Heading 2") == 2 and "Opmerking" in styles
    properties = found.core_properties
    assert properties.author == properties.last_modified_by == properties.comments == "" and "Standpuntwijzer" in properties.title
    assert properties.language == "nl-NL" and properties.created.replace(tzinfo=UTC) == MADE
    assert {lang.get(qn("w:val")) for lang in found.styles.element.iter(qn("w:lang"))} == {"nl-NL"}
    assert {lang.get(qn("w:val")) for lang in found.element.body.iter(qn("w:lang"))} == {"en-GB"}
    footer = found.sections[0].footer.paragraphs[0]._p
    assert [field.get(qn("w:instr")) for field in footer.iter(qn("w:fldSimple"))] == ["PAGE", "NUMPAGES"]
    places = {mark.get(qn("w:name")) for mark in found.element.body.iter(qn("w:bookmarkStart"))}
    anchors = {link.get(qn("w:anchor")) for link in found.element.body.iter(qn("w:hyperlink"))} - {None}
    assert anchors == places == {"bron_1"}
    assert not found.inline_shapes and found.tables[0].rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None


def test_pdf_has_title_language_bookmarks_and_page_numbers() -> None:
    turns = [turn("Woord " * 400 + "[1].", question=f"Vraag {number}?") for number in range(1, 5)]
    content = document(conversation(*turns, turn(question="Lang? " * 400)), "pdf", MADE)
    with pypdfium2.PdfDocument(content) as found:
        information = found.get_metadata_dict()
        titles = [mark.get_title() for mark in found.get_toc()]
        texts = [page.get_textpage().get_text_range() for page in found]
    assert "Standpuntwijzer" in information["Title"] and not information["Author"] and "artikel 50" in information["Keywords"]
    assert b"/Lang (nl-NL)" in content
    assert titles[:5] == ["Vragen en antwoorden", "Vraag 1?", "Vraag 2?", "Vraag 3?", "Vraag 4?"] and titles[-1] == "Bronnen"
    assert len(titles) == 7 and len(titles[5]) <= 100
    numbered = [squeezed(text).endswith(f"Pagina{number}van{len(texts)}") for number, text in enumerate(texts, start=1)]
    assert len(texts) > 2 and all(numbered)


@pytest.mark.parametrize(
    "body",
    [
        b"", b"[]", b"{", b'"x"', b"\xff\xfe", b"[" * 5000, b'{"turns": [{"question": "\\ud800"}]}',
        {"turns": []}, {"turns": [turn()] * 51}, {"turns": "x"}, {"turns": [3]}, {"turns": [turn()], "language": "de"},
        {"turns": [turn(question="x" * 5_001)]}, {"turns": [turn("x" * 20_001)]}, {"turns": [turn("x" * 20_000)] * 16},
        {"turns": [turn(question=["x"])]}, {"turns": [turn(question=" \u202e\x00 ")]}, {"turns": [turn(question=5)]},
        {"turns": [turn("a\n" * 500)]}, {"turns": [turn("[1]" * 500)]}, {"turns": [turn(kind="waar")]}, {"turns": [turn(notices="x")]},
        {"turns": [turn(citations=[cited(marker="1")])]}, {"turns": [turn(citations=[cited(marker=0)])]},
        {"turns": [turn(citations=[cited(start=-1)])]}, {"turns": [turn(citations=[cited(end=10**30)])]},
        {"turns": [turn(citations=[cited(status="<b>")])]}, {"turns": [turn(citations=[cited()] * 51)]},
        {"turns": [turn(citations=[cited(url="https://a.nl/" + "x" * 2_000)])]}, {"turns": [turn(notices=["x"] * 21)]},
    ],
)  # fmt: skip
def test_a_body_that_is_no_conversation_is_refused(client: TestClient, body: Any) -> None:
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    reply = client.post("/export/pdf", content=content, headers={"content-type": "application/json"})
    assert reply.status_code == 422, reply.text
    assert len(reply.text) < 500 and "<b>" not in reply.text


def test_what_else_is_refused_and_unknown_fields_are_not(client: TestClient) -> None:
    extra = {"timings": {"x": 1}, "hits": [{"a": {}}], "__proto__": {"b": 1}}
    body = json.dumps({"turns": [turn(**extra)], "extra": [1]}).encode()
    typed = {"content-type": "application/json; charset=utf-8"}
    assert client.post("/export/exe", content=body, headers=typed).status_code == 404
    assert client.post("/export/md", content=body, headers={"content-type": "text/plain"}).status_code == 415
    assert client.post("/export/md", content=body + b" " * MAX_BODY, headers=typed).status_code == 413
    assert client.get("/export/md").status_code == 405
    assert client.post("/export/md", content=body, headers=typed).status_code == 200


def test_the_largest_words_fit_on_the_pages() -> None:
    row = cited(text="Q" * 5_000, url="https://a.nl/" + "x" * 1_900, label="L" * 300)
    told = conversation(turn("Y" * 19_990 + " [1]", [row], question="Z" * 5_000, notices=["Q" * 5_000]))
    for kind, read in READERS.items():
        shown = read(document(told, kind, MADE))
        assert shown.count("Q") == 10_000 and shown.count("Y") == 19_990 and shown.count("Z") == 5_000, kind


def test_escaping_leaves_ordinary_text_readable() -> None:
    assert escape("Artikel 5, lid 1, van de AVG (zie p. 3); 50% – ja!") == "Artikel 5, lid 1, van de AVG (zie p. 3); 50% – ja!"
    assert escape("Zie [1].") == r"Zie \[1\]." and escape("3. Drie") == r"3\. Drie" and escape("- min") == r"\- min"
