"""Word documents, made here with python-docx and damaged here."""

import io
import time
import zipfile
from typing import Any

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus import docx as word
from corpus.document import Document
from corpus.source import ParseError, Source


def saved(document: Any) -> bytes:
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def read(document: Any) -> Document:
    return word.parse(saved(document), Source(id="nota"))


def texts(document: Any) -> list[tuple[str, str]]:
    return [(part.label, part.text) for part in read(document).sections]


def add_xml(paragraph: Any, xml: str) -> None:
    paragraph._p.append(parse_xml(xml.replace(">", f" {nsdecls('w')}>", 1)))


def run(text: str, tag: str = "t") -> str:
    return f'<w:r><w:{tag} xml:space="preserve">{text}</w:{tag}></w:r>'


def rewritten(data: bytes, changes: dict[str, bytes | None]) -> bytes:
    """The package with other contents for some names; None leaves one out."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for name in {**dict.fromkeys(old.namelist()), **changes}:
            content = changes.get(name, b"") if name in changes else old.read(name)
            if content is not None:
                new.writestr(name, content)
    return target.getvalue()


@pytest.fixture
def note() -> Any:
    document = docx.Document()
    document.add_heading("De nota", 0)
    document.add_paragraph("Een begin.")
    document.add_heading("Aanleiding", 1)
    document.add_paragraph("Waarom\u00a0dit nodig\u00adis.")
    document.add_heading("Diep", 2)
    document.add_paragraph("Tekst.")
    document.add_heading("Dieper", 4)
    document.add_paragraph("Meer tekst.")
    document.add_heading("Aanleiding", 1)
    document.add_paragraph("Nog eens.")
    return document


def test_headings_make_sections_with_paths(note: Any) -> None:
    document = read(note)
    assert document.title == "De nota"
    assert [(part.id, part.label, part.path, part.text) for part in document.sections] == [
        ("de-nota", "De nota", (), "Een begin."),
        ("aanleiding", "Aanleiding", (), "Waarom dit nodigis."),
        ("diep", "Diep", ("Aanleiding",), "Tekst.\n\nDieper\n\nMeer tekst."),
        ("aanleiding-2", "Aanleiding", (), "Nog eens."),
    ]


def test_dutch_styles_based_on_styles_and_outline_levels_are_headings() -> None:
    document = docx.Document()
    dutch = document.styles.add_style("x", 1)
    dutch.element.find(qn("w:name")).set(qn("w:val"), "Kop 1")
    own = document.styles.add_style("Huisstijl kopje", 1)
    own.base_style = dutch
    for style in (dutch, own):
        document.add_paragraph(f"Kop {style.style_id}", style=style)
        document.add_paragraph("Tekst.")
    outlined = document.add_paragraph("Kop op niveau")
    outlined._p.get_or_add_pPr().append(parse_xml(f'<w:outlineLvl {nsdecls("w")} w:val="0"/>'))
    document.add_paragraph("Slot.")
    document.add_paragraph("Inhoud ..... 3", style=document.styles.add_style("toc 1", 1))
    assert [label for label, _ in texts(document)] == ["Kop x", "Kop Huisstijlkopje", "Kop op niveau"]
    assert "Inhoud" not in texts(document)[-1][1]


def test_only_what_is_seen_and_stands_is_read() -> None:
    document = docx.Document()
    paragraph = document.add_paragraph("Voor ")
    add_xml(paragraph, f'<w:ins w:id="1" w:author="a">{run("erbij ")}</w:ins>')
    add_xml(paragraph, f'<w:del w:id="2" w:author="a">{run("weg ", "delText")}</w:del>')
    add_xml(paragraph, f'<w:moveFrom w:id="3" w:author="a">{run("verhuisd ")}</w:moveFrom>')
    add_xml(paragraph, f"<w:hyperlink>{run('link ')}</w:hyperlink>")
    add_xml(paragraph, '<w:r><w:footnoteReference w:id="1"/></w:r>')
    add_xml(paragraph, "<w:r><w:instrText>PAGE</w:instrText></w:r>")
    add_xml(paragraph, f"<w:sdt><w:sdtPr><w:alias w:val='x'/></w:sdtPr><w:sdtContent>{run('veld')}</w:sdtContent></w:sdt>")
    paragraph.add_run(" geheim").font.hidden = True
    paragraph.add_run("\tna\u2011")
    document.add_comment(paragraph.runs[0], text="Een opmerking", author="a")
    document.sections[0].header.paragraphs[0].text = "Kopregel"
    assert texts(document) == [("Deel 1", "Voor erbij link veld na-")]


def test_a_text_box_comes_once_after_its_paragraph() -> None:
    document = docx.Document()
    paragraph = document.add_paragraph("Alinea.")
    box = f"<w:pict><w:txbxContent><w:p>{run('In een kader.')}</w:p></w:txbxContent></w:pict>"
    mc = "http://schemas.openxmlformats.org/markup-compatibility/2006"
    add_xml(
        paragraph,
        f'<w:r><mc:AlternateContent xmlns:mc="{mc}"><mc:Choice Requires="wps">{box}</mc:Choice>'
        f"<mc:Fallback>{box}</mc:Fallback></mc:AlternateContent></w:r>",
    )
    assert texts(document) == [("Deel 1", "Alinea.\n\nIn een kader.")]


NUMBERING = """<w:numbering {ns}>
<w:abstractNum w:abstractNumId="1">
<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="Artikel %1"/></w:lvl>
<w:lvl w:ilvl="1"><w:start w:val="3"/><w:numFmt w:val="lowerLetter"/><w:lvlText w:val="%1.%2)"/></w:lvl>
<w:lvl w:ilvl="2"><w:start w:val="4"/><w:numFmt w:val="upperRoman"/><w:lvlText w:val="%3"/></w:lvl>
</w:abstractNum>
<w:num w:numId="1"><w:abstractNumId w:val="1"/></w:num>
<w:num w:numId="2"><w:abstractNumId w:val="1"/></w:num>
<w:num w:numId="3"><w:abstractNumId w:val="1"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride></w:num>
</w:numbering>"""


def test_numbered_lists_carry_the_numbers_that_word_prints() -> None:
    document = docx.Document()
    for text, list_id, level in (("a", 1, 0), ("b", 1, 1), ("c", 1, 1), ("d", 1, 2), ("e", 2, 0), ("f", 2, 1), ("g", 3, 0), ("h", 9, 0)):
        numbered = document.add_paragraph(text)._p.get_or_add_pPr().get_or_add_numPr()
        numbered.get_or_add_ilvl().val, numbered.get_or_add_numId().val = level, list_id
    data = rewritten(saved(document), {"word/numbering.xml": NUMBERING.format(ns=nsdecls("w")).encode()})
    (section,) = word.parse(data, Source(id="x")).sections
    assert section.text == "Artikel 1 a\n1.c) b\n1.d) c\nIV d\nArtikel 2 e\n2.c) f\nArtikel 1 g\n\nh"


def test_lists_of_the_standard_styles() -> None:
    document = docx.Document()
    document.add_paragraph("Kies:")
    for text, style in (("een", "List Number"), ("twee", "List Number"), ("bol", "List Bullet")):
        document.add_paragraph(text, style=style)
    assert texts(document) == [("Deel 1", "Kies:\n1. een\n2. twee\n- bol")]


def table(document: Any, cells: list[list[str]]) -> Any:
    made = document.add_table(len(cells), len(cells[0]))
    for row, line in zip(made.rows, cells, strict=True):
        for cell, text in zip(row.cells, line, strict=True):
            cell.text = text
    return made


def test_tables_stand_where_they_belong_and_read_row_by_row() -> None:
    document = docx.Document()
    document.add_paragraph("Voor.")
    table(document, [["Naam", "Rol", "Dag"], ["An", "jurist.", "ma"], ["Bo", "", "di"]])
    document.add_paragraph("Tussen.")
    table(document, [["Naam", "An"], ["Rol", "jurist"]])
    marked = table(document, [["Begrip", "Betekenis"], ["wiel", "rond"], ["struik", "groen"], ["weg", "weg"]])
    marked.rows[0]._tr.get_or_add_trPr().append(parse_xml(f'<w:tblHeader {nsdecls("w")}/>'))
    marked.rows[3]._tr.get_or_add_trPr().append(parse_xml(f'<w:del {nsdecls("w")} w:id="1" w:author="a"/>'))
    document.add_paragraph("Na.")
    assert texts(document)[0][1] == (
        "Voor.\nNaam: An; Rol: jurist. Dag: ma\nNaam: Bo; Dag: di\n\nTussen.\nNaam: An\nRol: jurist\n"
        "Begrip: wiel; Betekenis: rond\nBegrip: struik; Betekenis: groen\n\nNa."
    )


def test_merged_cells_and_tables_that_only_frame_text() -> None:
    document = docx.Document()
    made = table(document, [["A", "B", "C"], ["x", "1", "2"], ["", "3", "4"]])
    made.cell(1, 0).merge(made.cell(2, 0))
    frame = table(document, [["Kader"]])
    frame.cell(0, 0).add_paragraph("Kop in kader", style="Heading 1")
    frame.cell(0, 0).add_paragraph("Tekst in kader.")
    assert texts(document) == [("Inleiding", "A: x; B: 1; C: 2\nA: x; B: 3; C: 4\n\nKader"), ("Kop in kader", "Tekst in kader.")]


def test_without_headings_it_is_cut_at_paragraph_ends() -> None:
    document = docx.Document()
    for number in range(10):
        document.add_paragraph(f"Alinea {number}. " + "Een zin die ruimte vult. " * 20)
    found = texts(document)
    assert [label for label, _ in found] == ["Deel 1", "Deel 2", "Deel 3", "Deel 4"]
    assert all(text.startswith("Alinea") and text.endswith("vult.") and len(text) <= 2_100 for _, text in found)


def test_a_real_encrypted_or_old_document_is_named() -> None:
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500)
    with pytest.raises(ParseError, match="wachtwoord"):
        word.parse(ole + "EncryptedPackage".encode("utf-16-le") + bytes(500), Source(id="x"))
    with pytest.raises(ParseError, match="oude formaat"):
        word.parse(ole, Source(id="x"))


def bomb(size: int, files: int = 1) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b"<a/>")
        for number in range(files):
            archive.writestr(f"word/media/{number}.xml", bytes(size))
    return target.getvalue()


@pytest.mark.parametrize("data", [bomb(30 << 20), bomb(300 << 10, 60), bomb(1, 6_000)])
def test_a_zip_bomb_is_not_opened(data: bytes) -> None:
    start = time.perf_counter()
    with pytest.raises(ParseError, match="onredelijk groot"):
        word.parse(data, Source(id="x"))
    assert time.perf_counter() - start < 1


def test_an_entity_bomb_does_not_unfold(note: Any) -> None:
    entities = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    xml = f'<!DOCTYPE x [<!ENTITY l0 "lol">{entities}]><w:document {nsdecls("w")}><w:body><w:p>{run("Tekst &l9;")}</w:p></w:body></w:document>'
    try:
        document = word.parse(rewritten(saved(note), {"word/document.xml": xml.encode()}), Source(id="x"))
    except ParseError as error:
        assert str(error)
        return
    assert sum(len(part.text) for part in document.sections) < 1_000


@pytest.mark.parametrize(
    ("name", "content"),
    [("word/document.xml", None), ("word/document.xml", b"<a"), ("word/document.xml", b"<a/>"), ("word/styles.xml", b"\x00"),
     ("[Content_Types].xml", None), ("_rels/.rels", None), ("word/_rels/document.xml.rels", b"<x/>")],
)  # fmt: skip
def test_a_damaged_package_is_refused_or_read(note: Any, name: str, content: bytes | None) -> None:
    try:
        document = word.parse(rewritten(saved(note), {name: content}), Source(id="x"))
    except ParseError as error:
        assert "Word-document" in str(error)
        return
    assert any(part.text == "Tekst." or "Meer tekst." in part.text for part in document.sections)


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"tekst", bomb(1)])
def test_what_is_no_word_document_is_refused(data: bytes) -> None:
    with pytest.raises(ParseError, match="Word-document"):
        word.parse(data, Source(id="x"))


def test_an_empty_document_says_nothing() -> None:
    with pytest.raises(ParseError, match="leesbare tekst"):
        read(docx.Document())


def test_deep_nesting_and_basing_styles_on_each_other_end() -> None:
    document = docx.Document()
    first, second = document.styles.add_style("a", 1), document.styles.add_style("b", 1)
    first.base_style, second.base_style = second, first
    document.add_paragraph("Tekst.", style=first)
    inner = f"<w:p>{run('diep')}</w:p>"
    for _ in range(70):
        inner = f"<w:sdt><w:sdtContent>{inner}</w:sdtContent></w:sdt>"
    document.element.body.insert(0, parse_xml(inner.replace("<w:sdt>", f"<w:sdt {nsdecls('w')}>", 1)))
    assert "Tekst." in texts(document)[0][1]


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_mutated_documents_are_read_or_refused(data: st.DataObject) -> None:
    document = docx.Document()
    document.add_heading("Kop", 1)
    document.add_paragraph("Tekst.", style="List Number")
    table(document, [["a", "b"], ["c", "d"]])
    package = saved(document)
    name = data.draw(st.sampled_from(["", "word/document.xml", "word/styles.xml", "word/numbering.xml", "word/_rels/document.xml.rels"]))
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        content = archive.read(name) if name else package
    place, length = data.draw(st.integers(0, len(content))), data.draw(st.integers(0, 200))
    content = content[:place] + data.draw(st.binary(max_size=8)) + content[place + length :]
    try:
        found = word.parse(rewritten(package, {name: content}) if name else content, Source(id="x"))
    except ParseError as error:
        assert str(error)
        return
    ids = [part.id for part in found.sections]
    assert len(set(ids)) == len(ids) and all(part.text.strip() for part in found.sections)
