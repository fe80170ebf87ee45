"""What a file is, its bytes tell and not its name; what every document gets, whatever its format; and the worker that reads with bounds."""

import json
import multiprocessing
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import docx
import pytest

from corpus import builtin, bwb, eurlex, formex, html, kamerstuk, markdown, pdf, wetmarkdown
from corpus import docx as word
from corpus import read as reading
from corpus.document import Document, Kind, Status, Validity
from corpus.read import UNREADABLE, is_builtin, read, read_bundle
from corpus.source import ParseError, Source, Stage, slug, unique
from corpus.worker import Limits, Reader
from tests.corpus.test_docx import saved
from tests.corpus.test_pdf import real, shown, with_pages

SOURCE = Source("rekkenwet", title="Rekkenwet", short="Rekkenwet")
SAID = "Het rek van de gemeente is van hout."


def note() -> bytes:
    document = docx.Document()
    document.add_heading("Rekken", 1)
    document.add_paragraph(SAID)
    return saved(document)


def toestand(text: str = SAID, start: str = ' inwerkingtreding="2030-01-01"') -> bytes:
    return f"""<?xml version="1.0" encoding="UTF-8"?><toestand bwb-id="BWBR0000001"{start}><wetgeving><wettekst><artikel><kop><label>Artikel</label>
    <nr>1</nr></kop><al>{text}</al></artikel></wettekst></wetgeving></toestand>""".encode()


BUILTIN = f"""---
id: rekken-2030
title: Rekken
kind: beleid
valid_from: 2030-01-01
checked: 2030-01-02
---

## Hout {{#hout}}
{SAID}
""".encode()
PAPER = f"<stuk><titel>Brief</titel><al>{SAID}</al></stuk>"
# Format: its bytes, the parser they are for, the id of its first section.
FORMATS: dict[str, tuple[bytes, str, str]] = {
    "official journal": (f'<html><body><p class="oj-ti-art">Artikel 1</p><p>{SAID}</p></body></html>'.encode(), "eurlex", "artikel-1"),
    "consolidated": (f'<html><body><p class="title-article-norm">Artikel 1</p><p>{SAID}</p></body></html>'.encode(), "eurlex", "artikel-1"),
    "formex": (f"<ACT><ARTICLE><TI.ART>Artikel 1</TI.ART><ALINEA>{SAID}</ALINEA></ARTICLE></ACT>".encode(), "formex", "artikel-1"),
    "toestand": (toestand(), "bwb", "artikel-1"),
    "paper": (f"<officiele-publicatie><kamerstuk>{PAPER}</kamerstuk></officiele-publicatie>".encode(), "kamerstuk", "brief"),
    "page of a paper": (
        f'<html><!-- officielebekendmakingen.nl --><body><h1 class="stuktitel">Brief</h1><p>{SAID}</p></body></html>'.encode(), "kamerstuk", "brief",
    ),
    "built-in": (BUILTIN, "builtin", "hout"),
    "built-in from Windows": (b"\xef\xbb\xbf" + BUILTIN.replace(b"\n", b"\r\n"), "builtin", "hout"),
    "word": (note(), "docx", "rekken"),
    "pdf": (with_pages([shown((72, 700, SAID))]), "pdf", "pagina-1"),
    "page": (f"<!DOCTYPE html><html><body><h1>Rekken</h1><p>{SAID}</p></body></html>".encode(), "html", "rekken"),
    "markdown": (f"# Rekken\n\n{SAID}".encode(), "markdown", "rekken"),
    "statute as markdown": (f"# Wet\n\n## Artikel 1\n\n{SAID}\n\n## Artikel 2\n\nNiets.".encode(), "wetmarkdown", "artikel-1"),
    "text": (SAID.encode(), "markdown", "deel-1"),
}  # fmt: skip
TEXTS = ("page", "markdown", "statute as markdown", "text")


@pytest.fixture
def parsers(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The parsers that are used, one after the other."""
    used: list[str] = []

    def spy(name: str, parse: Callable[..., Document]) -> Callable[..., Document]:
        return lambda *given: used.append(name) or parse(*given)  # type: ignore[func-returns-value]

    for module in (bwb, builtin, word, eurlex, formex, html, kamerstuk, markdown, pdf, wetmarkdown):
        monkeypatch.setattr(module, "parse", spy(module.__name__.removeprefix("corpus."), module.parse))
    return used


# ---- which format


@pytest.mark.parametrize("name", ["rek", "rek.bin", "rek.pdf", "REK.XML", "rek.html", "rek.docx", "rek.md", "rek.jsonl"])
@pytest.mark.parametrize("form", sorted(set(FORMATS) - set(TEXTS)))
def test_a_format_with_marks_of_its_own_is_known_under_any_name(form: str, name: str, parsers: list[str]) -> None:
    data, parser, section_id = FORMATS[form]
    section = read(data, name, SOURCE).sections[0]
    assert parsers[-1] == parser
    assert (section.id, section.text) == (section_id, SAID)


@pytest.mark.parametrize("ending", [".md", ".MD", ".markdown", ".txt", ".text"])
@pytest.mark.parametrize("form", sorted(set(TEXTS) - {"page"}))
def test_text_is_known_by_its_name_and_a_statute_by_its_articles(form: str, ending: str, parsers: list[str]) -> None:
    data, parser, section_id = FORMATS[form]
    section = read(data, f"rek{ending}", SOURCE).sections[0]
    assert (parsers[-1], section.id, section.text) == (parser, section_id, SAID)


@pytest.mark.parametrize(("name", "parser"), [("rek", "html"), ("rek.xml", "html"), ("rek.md", "markdown"), ("rek.txt", "markdown")])
def test_a_page_is_a_page_unless_it_is_called_text(name: str, parser: str, parsers: list[str]) -> None:
    assert SAID in read(FORMATS["page"][0], name, SOURCE).sections[0].text
    assert parsers[-1] == parser


def test_each_regulation_of_a_bundle_is_a_document(tmp_path: Path) -> None:
    file = tmp_path / "wetten.jsonl"
    file.write_bytes(bundle("Onder rek wordt verstaan: hout.", "Zie artikel 2 van de Fietswet."))
    one, other = read_bundle(file, SOURCE, {"fietswet": "fietswet"})
    assert [definition.term for definition in one.sections[0].definitions] == ["rek"]
    assert [link.target for link in other.sections[0].links] == ["fietswet/artikel-2"]


def bundle(*texts: str) -> bytes:
    lines = [{"p": f"wet/BWBR{n:07}/README.md", "t": f"Wet {n}", "h": "| Artikel 1", "b": text} for n, text in enumerate(texts)]
    return b"\n".join(json.dumps(line).encode() for line in lines)


@pytest.mark.parametrize(
    ("file", "parser", "sections"),
    [
        ("bwb/BWBR0018451_2025-01-01_toestand.xml", "bwb", 10), ("eurlex/02016R0679-20160504_nl_consolidated.xml", "formex", 272),
        ("eurlex/02024R1689-20240712_nl_consolidated.html", "eurlex", 126), ("eurlex/32024R1689_nl_oj.html", "eurlex", 306),
        ("algoritmekader/Kader-verantwoord-gebruik-generatieveAI-RKIs.pdf", "pdf", 36),
    ],
)  # fmt: skip
def test_real_files_are_known_under_a_wrong_name(file: str, parser: str, sections: int, parsers: list[str]) -> None:
    assert len(read(real(file), "verkeerd.docx", SOURCE).sections) == sections
    assert parsers == [parser]


# ---- what is refused

TOO_DEEP = "de HTML is te diep genest of te groot om te lezen"
DAMAGED = "de inhoud is geen {}; het bestand is beschadigd of heeft een verkeerde naam"


@pytest.mark.parametrize(
    ("data", "name", "why"),
    [
        (b"", "rek.md", "het bestand is leeg"),
        (b" \r\n\t", "rek.pdf", "het bestand is leeg"),
        (b"\x00\x01\x02", "rek.bin", UNREADABLE),
        (b"\x89PNG\r\n", "rek.png", UNREADABLE),
        (SAID.encode(), "rek", UNREADABLE),
        (SAID.encode(), "rek.pdf", DAMAGED.format("PDF")),
        (SAID.encode(), "rek.docx", DAMAGED.format("DOCX")),
        (b"\x00<html>", "rek.html", DAMAGED.format("HTML")),
        (b"\x00\x01\x02", "rek.txt", "dit is geen tekstbestand"),
        (b"Geen \xff.", "rek.txt", "het bestand is geen UTF-8; sla het op als UTF-8"),
        (SAID.encode("utf-16"), "rek.txt", "het bestand is geen UTF-8 maar UTF-16; sla het op als UTF-8"),
        (b"\xfe\xff" + toestand().decode().encode("utf-16-be"), "rek.xml", "het bestand is geen UTF-8 maar UTF-16; sla het op als UTF-8"),
        (SAID.encode("utf-16"), "rek.bin", UNREADABLE),
        (b"<?xml version='1.0'?><rek>hout</rek>", "rek.xml", "deze XML is geen Formex, BWB-toestand of Kamerstuk"),
        (FORMATS["page"][0].replace(b"</p>", b"<b>" * 300), "rek.html", TOO_DEEP),
        (FORMATS["consolidated"][0].replace(b"</p></body>", b"<b>" * 300 + b"</p></body>"), "rek", TOO_DEEP),
        (FORMATS["page of a paper"][0].replace(b"</p></body>", b"<b>" * 300), "rek", TOO_DEEP),
        (b"<rek", "rek.xml", "deze XML is geen Formex, BWB-toestand of Kamerstuk"),
        (b"PK\x03\x04rek", "rek.docx", "dit is geen Word-document (.docx), of het is beschadigd"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "rek.doc", "dit is een Word-document in het oude formaat (.doc); sla het op als .docx"),
        (b"%PDF-1.7 rek", "rek.pdf", "de PDF is beschadigd of niet volledig. Haal het bestand opnieuw op"),
        (b"---\ntitle: Rek\n---\n", "rek.md", "er staat geen leesbare tekst in"),
        (BUILTIN.replace(b"rekken-2030", b"Rekken 2030"), "rek.md", "id 'Rekken 2030' bestaat niet uit kleine letters, cijfers en streepjes"),
        (BUILTIN.replace(SAID.encode(), b""), "rek.md", "er staat geen leesbare tekst in"),
        (BUILTIN.replace(b"title: Rekken", b"title: [Rekken"), "rek.md", "de kop is geen geldige YAML (zie regel 4)"),
        (BUILTIN.replace(b"title: Rekken", b"title: [Rekken]"), "rek.md", "title moet gewone tekst zijn"),
        (BUILTIN.replace(b"title: Rekken", b"names: Rekken"), "rek.md", "names moet een lijst zijn, zoals [een, twee]"),
        (BUILTIN + b"\n## Staal {#hout}\nStaal.\n", "rek.md", "twee onderdelen hebben id 'hout'. Geef elk onderdeel een eigen id"),
        (BUILTIN + b"### Anders\n", "rek.md", "#hout: onbekend kopje '### Anders'. Kies uit: ### English, ### Vragen, ### Questions"),
    ],
)  # fmt: skip
def test_the_reason_for_refusing_a_file_is_one_plain_sentence(data: bytes, name: str, why: str) -> None:
    with pytest.raises(ParseError) as caught:
        read(data, name, SOURCE)
    assert str(caught.value) == why


def test_a_file_that_is_too_large_is_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "MAX_BYTES", 3 << 20)
    with pytest.raises(ParseError, match=r"^het bestand is 4 MB; het mag 3 MB zijn. Knip het op$"):
        read(b"a" * (4 << 20), "rek.md", SOURCE)


@pytest.mark.parametrize("without", [b"id: ", b"kind: ", b"checked: ", b"{#hout}", b"---\n"])
def test_other_markdown_is_not_taken_for_the_built_in_format(without: bytes) -> None:
    assert is_builtin(BUILTIN) and not is_builtin(BUILTIN.replace(without, b"x", 1))


# ---- what every document gets


def articles(first: str, names: dict[str, str] | None = None, source: Source = SOURCE) -> Document:
    return read(f"# Hoofdstuk 1. Rekken\n\n## Artikel 1\n\n{first}\n\n## Artikel 2\n\n{SAID}\n\n# Slot\n\nEinde.".encode(), "wet.md", source, names)


def test_references_to_known_laws_and_own_articles_become_links() -> None:
    section = articles("Zie artikel 3, tweede lid, van de Fietswet en artikel 2, punt m.", {"fietswet": "fiets"}).sections[0]
    assert [(section.text[link.start : link.end], link.target, link.place) for link in section.links] == [
        ("artikel 3, tweede lid, van de Fietswet", "fiets/artikel-3", "lid 2"), ("artikel 2, punt m", "rekkenwet/artikel-2", "onder m"),
    ]  # fmt: skip


@pytest.mark.parametrize("text", ["Zie artikel 99.", "Zie artikel 3 van de Stallingswet.", "Zie bijlage II van deze wet."])
def test_a_reference_that_leads_nowhere_is_no_link(text: str) -> None:
    assert articles(text, {"fietswet": "fiets"}).sections[0].links == ()


def test_links_in_the_markup_go_before_those_in_the_words() -> None:
    inner = '<intref doc="jci1.3:c:BWBR0000002&amp;artikel=5">die regel</intref>'
    marked = f'<extref doc="jci1.3:c:BWBR0000003&amp;artikel=6">ook {inner}</extref> en artikel 1'
    (section,) = read(toestand(f"Zie {marked}."), "x.xml", SOURCE).sections
    assert [(section.text[link.start : link.end], link.target) for link in section.links] == [("die regel", "BWBR0000002/artikel-5")]


def test_terms_that_a_text_defines_are_kept() -> None:
    first, second, _ = articles("Onder rek wordt verstaan: een staander voor fietsen.").sections
    assert [(found.term, first.text[found.start : found.end]) for found in first.definitions] == [("rek", first.text)]
    assert second.definitions == ()


def test_stages_tell_from_when_a_part_applies() -> None:
    stages = (Stage("Hoofdstuk 1", date(2030, 1, 1)), Stage("artikel-2", date(2031, 1, 1)), Stage("artikel-9", date(2032, 1, 1)))
    source = replace(SOURCE, stages=stages, validity=Validity(Status.GELDEND, date(2029, 1, 1)))
    document = articles(SAID, source=source)
    assert [section.validity.valid_from for section in document.sections] == [date(2030, 1, 1), date(2031, 1, 1), date(2029, 1, 1)]
    assert {section.validity.status for section in document.sections} == {Status.GELDEND}


def test_a_text_that_changes_another_is_read_as_its_changes() -> None:
    act = "# Artikel 1\n\nVerordening (EU) 2030/1 wordt als volgt gewijzigd:\n\n1) artikel 4 wordt vervangen door: Onder rek wordt verstaan: hout.\n"
    (section,) = read(act.encode(), "x.md", replace(SOURCE, amends="fietswet")).sections
    assert (section.id, section.amends) == ("wijziging-artikel-4", "fietswet/artikel-4")
    assert [definition.term for definition in section.definitions] == ["rek"]
    assert read(act.encode(), "x.md", SOURCE).sections[0].amends == ""


# ---- the period of a statute

VERSIONS = b"""<wetstechnische-informatie bwb-id="BWBR0000001"><wijzigingen><regeling><datum waarde="2030-01-01"/><datum waarde="2031-07-01"/>
</regeling></wijzigingen></wetstechnische-informatie>"""
GIVEN = replace(SOURCE, kind=Kind.WET, validity=Validity(Status.GELDEND, date(2000, 1, 1), date(2040, 1, 1)))


def period(data: bytes, beside: bytes = b"", **more: object) -> tuple[str, date | None, date | None]:
    document = read(data, "x.xml", replace(GIVEN, **more), {}, beside)  # type: ignore[arg-type]
    assert document.sections[0].validity == document.validity and document.validity.status is Status.GELDEND
    return document.version, document.validity.valid_from, document.validity.valid_until


def test_a_statute_says_itself_from_when_it_applies() -> None:
    assert period(toestand()) == ("2030-01-01", date(2030, 1, 1), date(2040, 1, 1))
    assert period(toestand(start="")) == ("", date(2000, 1, 1), date(2040, 1, 1))
    assert period(toestand(), version="A") == ("A", date(2030, 1, 1), date(2040, 1, 1))


def test_the_list_of_versions_says_until_when_it_applies() -> None:
    assert period(toestand(), VERSIONS) == ("2030-01-01", date(2030, 1, 1), date(2031, 6, 30))
    last = toestand(start=' inwerkingtreding="2031-07-01"')
    assert period(last, VERSIONS) == ("2031-07-01", date(2031, 7, 1), None)


def test_a_damaged_list_of_versions_is_named() -> None:
    with pytest.raises(ParseError, match=r"^de lijst met versies \(_wti.xml\) ernaast is niet te lezen: "):
        period(toestand(), VERSIONS[:80])


def test_the_period_of_a_real_statute() -> None:
    data, index = real("bwb/BWBR0018451_2025-01-01_toestand.xml"), real("bwb/BWBR0018451_wti.xml")
    start, end = bwb.validity_of(data, index)
    assert start == date(2025, 1, 1)
    assert period(data)[1:] == (start, date(2040, 1, 1))
    assert period(data, index)[1:] == (start, end)


# ---- the frame


def test_a_document_takes_from_itself_what_its_source_leaves_open() -> None:
    document = read(FORMATS["page"][0], "x.html", Source("rek", identifier="X 1", url="https://voorbeeld.nl"))
    assert (document.title, document.short, document.title_en, document.short_en) == ("Rekken",) * 4
    assert (document.sections[0].reference, document.sections[0].sources) == ("rek, Rekken", "X 1")


@pytest.mark.parametrize(("text", "expected"), [("Bijlage III", "bijlage-iii"), ("Één: 3° (a)", "een-3-a"), ("„—”", "deel"), ("x" * 99, "x" * 60)])
def test_an_id_is_letters_digits_and_hyphens(text: str, expected: str) -> None:
    assert slug(text) == expected


def test_ten_thousand_equal_ids_are_counted() -> None:
    taken = {"rek-3"}
    found = [unique("rek", taken) for _ in range(10_000)]
    assert found == ["rek", "rek-2", *(f"rek-{number}" for number in range(4, 10_002))]
    assert taken == {*found, "rek-3"}


# ---- the worker


def test_a_worker_reads_what_can_be_read_and_says_what_cannot(tmp_path: Path) -> None:
    file = tmp_path / "wetten.jsonl"
    file.write_bytes(bundle(SAID, SAID, SAID))
    with Reader({"fietswet": "fiets"}) as reader:
        (section, *_) = reader.read(b"Zie artikel 3 van de Fietswet.", "x.md", SOURCE).sections
        assert [link.target for link in section.links] == ["fiets/artikel-3"]
        with pytest.raises(ParseError, match="het bestand is leeg"):
            reader.read(b"", "x.md", SOURCE)
        assert [document.id for document in reader.read_bundle(file, SOURCE)] == ["bwbr0000000", "bwbr0000001", "bwbr0000002"]
        # A bundle that is left halfway, and a worker that is killed, do not answer for the next file.
        assert next(reader.read_bundle(file, SOURCE)).id == "bwbr0000000"
        assert reader.read(toestand(), "x.xml", GIVEN, VERSIONS).validity.valid_until == date(2031, 6, 30)
        for process in multiprocessing.active_children():
            process.kill()
            process.join()
        assert reader.read(SAID.encode(), "x.md", SOURCE).sections[0].text == SAID
    assert multiprocessing.active_children() == []


def test_a_file_that_takes_too_long_is_given_up() -> None:
    with Reader({}, Limits(seconds=0)) as reader, pytest.raises(ParseError, match="lezen duurt langer dan 0 seconden"):
        reader.read(SAID.encode(), "x.md", SOURCE)
    assert multiprocessing.active_children() == []


def test_after_a_file_that_takes_too_much_memory_the_next_is_read() -> None:
    with Reader({}, Limits(memory_bytes=250 << 20)) as reader:
        with pytest.raises(ParseError, match="lezen kost te veel geheugen"):
            reader.read(b"rek " * (24 << 20), "x.md", SOURCE)
        assert reader.read(SAID.encode(), "x.md", SOURCE).sections[0].text == SAID
