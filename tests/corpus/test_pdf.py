"""The real PDFs of the algoritmekader and EUR-Lex, and small ones written byte by byte for what a file can do wrong."""

import os
import random
import re
import sys
import time
import zlib
from collections.abc import Sequence
from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest

from corpus import pdf
from corpus.document import Document, Section
from corpus.pdf_columns import Run
from corpus.pdf_layout import lines
from corpus.pdf_paragraphs import paragraphs
from corpus.source import ParseError, Source

HANDREIKING = "algoritmekader/AI-verordening_Handreiking_AI-systemen.pdf"
FACTSHEET = "algoritmekader/AI-Verordening_Factsheet_Bestuurders.pdf"
KADER = "algoritmekader/Kader-verantwoord-gebruik-generatieveAI-RKIs.pdf"
OMNIBUS = "eurlex/PE-30-2026-INIT_nl.pdf"
REAL = (HANDREIKING, FACTSHEET, KADER, OMNIBUS)


def real(name: str) -> bytes:
    folder = Path(os.environ.get("REAL_CORPUS") or Path(__file__).resolve().parents[3] / "shared" / "corpus")
    if not (folder / name).is_file():
        pytest.skip(f"needs the real file {name} (set REAL_CORPUS)")
    return (folder / name).read_bytes()


@cache
def parsed(name: str) -> Document:
    return pdf.parse(real(name), Source("proef", title="Proef", short="Proef", url="https://voorbeeld.nl/proef.pdf"))


def section(name: str, section_id: str) -> Section:
    return next(s for s in parsed(name).sections if s.id == section_id)


def everything(name: str) -> str:
    return "\n".join(f"{s.label}\n{s.text}" for s in parsed(name).sections)


def page_of(name: str, words: str) -> int:
    """The page on which the section that holds ``words`` says they begin."""
    found = next(s for s in parsed(name).sections if words in s.text)
    return max((start, page) for start, page in found.pages if start <= found.text.index(words))[1]


# ---- PDFs made here


def made(objects: Sequence[bytes], trailer: bytes = b"") -> bytes:
    """A PDF of numbered ``objects``; the first is the catalog."""
    data, places = bytearray(b"%PDF-1.7\n"), []
    for number, content in enumerate(objects, start=1):
        places.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = len(data)
    data += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    data += b"".join(b"%010d 00000 n \n" % place for place in places)
    data += b"trailer\n<< /Size %d /Root 1 0 R %s >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, trailer, table)
    return bytes(data)


def stream(content: bytes, entries: bytes = b"") -> bytes:
    return b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(content), entries, content)


def with_pages(contents: Sequence[bytes], times: int = 1, resources: bytes = b"", more: Sequence[bytes] = (), trailer: bytes = b"") -> bytes:
    """A PDF with a page for each content stream, all of them ``times`` over; fonts F1 (plain), F2 (bold)."""
    kids = b" ".join(b"%d 0 R" % (5 + 2 * index) for index in range(len(contents)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Count %d /Kids [%s] >>" % (len(contents) * times, b" ".join([kids] * times)),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica-Bold /Encoding /WinAnsiEncoding >>",
    ]
    for index, content in enumerate(contents):
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents %d 0 R /Resources << /Font << /F1 3 0 R /F2 4 0 R >> %s >> >>"
            % (6 + 2 * index, resources)
        )
        objects.append(content)
    return made([*objects, *more], trailer)


def shown(*texts: tuple[int, int, str] | tuple[int, int, str, str]) -> bytes:
    """A content stream that shows (left, height, text[, font and size])."""
    parts = []
    for left, height, text, *font in texts:
        parts.append(f"BT /{font[0] if font else 'F1 12'} Tf {left} {height} Td ({text}) Tj ET")
    return stream("\n".join(parts).encode("cp1252"))


def parse(data: bytes) -> Document:
    return pdf.parse(data, Source("proef", title="Proef"))


SENTENCE = shown((72, 700, "Het fietsenrek staat buiten bij de deur."))


# ---- real files


@pytest.mark.parametrize(("name", "pages", "sections"), [(HANDREIKING, 16, 46), (FACTSHEET, 4, 6), (KADER, 29, 36), (OMNIBUS, 102, 9)])
def test_sections_and_pages(name: str, pages: int, sections: int) -> None:
    found = parsed(name).sections
    assert len(found) == sections
    assert {page for s in found for _, page in s.pages} <= set(range(1, pages + 1))
    assert found[-1].pages[-1][1] == pages


@pytest.mark.parametrize("name", REAL)
def test_every_span_lies_in_its_section(name: str) -> None:
    sections = parsed(name).sections
    assert len({s.id for s in sections}) == len(sections)
    for s in sections:
        assert s.text == s.text.strip()
        assert s.pages[0][0] == 0
        assert all(a[0] < b[0] < len(s.text) and a[1] < b[1] for a, b in pairwise(s.pages))
        assert all(start == 0 or not s.text[start].isspace() for start, _ in s.pages)
        assert not re.search("[\u00ad\u00a0\x00-\x09\x0b-\x1f\ufffe]|  |\n\n\n", s.text)
        assert s.url == f"https://voorbeeld.nl/proef.pdf#page={s.pages[0][1]}"


@pytest.mark.parametrize(
    ("name", "section_id", "label", "path"),
    [
        (HANDREIKING, "2-1-kies-een-registratiemethode", "2.1. Kies een registratiemethode", ("2. Inventarisatie AI & Algoritmes",)),
        (HANDREIKING, "4-1-3-social-scoring", "4.1.3. Social scoring", ("4. Classificatie", "4.1 Verboden AI-systemen")),
        (FACTSHEET, "wie-heeft-dit-document-gemaakt", "Wie heeft dit document gemaakt?", ("Wat is dit document?",)),
        (KADER, "managementsamenvatting", "Managementsamenvatting", ()),
        (KADER, "1-2-status-en-beheer", "1.2. Status en beheer", ("1. Inleiding",)),
        (KADER, "4-achtergrond-bij-het-rki-kader", "4. Achtergrond bij het RKI-kader", ()),
        (OMNIBUS, "artikel-2", "Artikel 2. Wijzigingen van Verordening (EU) 2018/1139", ()),
        (OMNIBUS, "artikel-4", "Artikel 4. Inwerkingtreding en toepassing", ()),
    ],
)
def test_headings(name: str, section_id: str, label: str, path: tuple[str, ...]) -> None:
    found = section(name, section_id)
    assert found.label == label
    assert found.path[-len(path) :] == path if path else True
    assert parsed(name).title not in found.path


def test_title_is_the_largest_text_of_the_cover() -> None:
    found = pdf.parse(real(HANDREIKING), Source("proef"))
    assert found.title == "Handreiking inventarisatie, identificatie en classificatie AI-systemen"


def test_no_running_heads_feet_or_page_numbers() -> None:
    assert not re.search(r"\b\d+ / (?:16|4)\b", everything(HANDREIKING) + everything(FACTSHEET))
    # The cover page of the Council carries its number as text of its own, once.
    assert everything(OMNIBUS).count("PE-CONS 30/26") == 1
    assert "GIP" not in everything(OMNIBUS)
    for name in REAL:
        assert not re.search(r"^\d{1,3}$", everything(name), re.MULTILINE)


def test_what_begins_a_page_is_no_running_head() -> None:
    # Ten pages begin at the same height with "n) artikel m wordt als volgt gewijzigd:".
    text = everything(OMNIBUS)
    assert [n for n in range(1, 44) if not re.search(rf"^{n}\) ", text, re.MULTILINE)] == []


def test_tables_of_contents_are_dropped() -> None:
    assert "Inhoudsopgave" not in everything(HANDREIKING) + everything(KADER)
    assert everything(HANDREIKING).count("Kies een registratiemethode") == 2  # the heading, and a list in the text
    assert "....." not in everything(KADER)


@pytest.mark.parametrize(
    ("name", "note", "before"),
    [
        (HANDREIKING, "in andere contexten is dit een hoog-risico systeem", "• Op de werkplek en in het onderwijs;"),
        (KADER, "Gartner", "Het Standpunt wordt nader aangevuld en ondersteund met de Handreiking."),
        (OMNIBUS, "PB C, C/2026/2285", "Gezien het advies van het Comité van de Regio’s,"),
    ],
)
def test_footnotes_and_their_marks_are_dropped(name: str, note: str, before: str) -> None:
    assert note not in everything(name)
    assert before in everything(name)


def test_raised_figures_that_are_no_footnote_stay_raised() -> None:
    page = shown(
        (72, 700, "Er staan 10"), (134, 705, "25", "F1 7"), (145, 700, "rekken buiten."), (221, 705, "1", "F1 7"),
        (72, 103, "1", "F1 6"), (80, 100, "Een noot.", "F1 9"),
    )  # fmt: skip
    assert parse(with_pages([page])).sections[0].text == "Er staan 10²⁵ rekken buiten."


@pytest.mark.parametrize(
    ("name", "words"),
    [
        (HANDREIKING, "medische of veiligheidsoverwegingen te worden ingevoerd"),
        (HANDREIKING, "AI-gestuurd gezichtsherkenningssysteem"),
        (HANDREIKING, "Daarvoor moet eerst worden nagegaan of de AI-verordening van toepassing is"),
        (HANDREIKING, "de IV-afdeling en eventuele data-science-teams"),
        (HANDREIKING, "om in real-time iedereen te identificeren"),
        (KADER, "toetsingsinstrument dat een verwerkingsverantwoordelijke uitvoert"),
        (KADER, "Het organiseren van deze AI-geletterdheid is onder meer afhankelijk"),
        (OMNIBUS, "waaronder start-ups.”;"),
        (OMNIBUS, "niet-veiligheidsgerelateerde aspecten"),
        (OMNIBUS, "overheidsinstanties of -organen werken nauw samen"),
        (FACTSHEET, "mail: ai-verordening@minbzk.nl"),
    ],
)
def test_hyphens_at_line_ends(name: str, words: str) -> None:
    assert words in everything(name)


@pytest.mark.parametrize(
    "words",
    [
        # From the foot of the left column to the head of the right one.
        "Dus neem bestaande inventarisaties als startpunt om dubbel werk te voorkomen:\n• Algoritmeregister;",
        "(vergelijk Art.9 AVG).\n\nDit verbod geldt niet voor het rechtmatig labelen",
        # From the head of a full column: not mixed with what stands beside it.
        "De eerste stap is het inventariseren van algoritmes die de organisatie in gebruik heeft.",
        "Het gaat hier louter om het bevestigen van de identiteit van een persoon",
    ],
)
def test_columns_are_read_one_after_the_other(words: str) -> None:
    assert words in everything(HANDREIKING)


def test_a_section_goes_on_in_the_next_column() -> None:
    text = section(HANDREIKING, "2-3-vul-bestaande-inventarisaties-aan").text
    parts = ("De meest efficiënte manier", "een aantal maanden kan duren.", "Situering: overkoepelende processen", "voorbeelden van")
    assert [text.index(part) for part in parts] == sorted(text.index(part) for part in parts)


def test_tables_are_read_row_by_row() -> None:
    assert "\n0.5 6/5/25 Concept n.a.v. consultatie (voorlopig)\n0.6 12/5/25 Concept" in section(KADER, "versiebeheer").text
    assert "\nAIB 0202 AI-systemen voor biometrische categorisering\n" in everything(OMNIBUS)


@pytest.mark.parametrize(
    ("name", "words", "page"),
    [
        (HANDREIKING, "Als er geen actueel overzicht is", 5),
        (HANDREIKING, "Er is een aantal specifieke uitzonderingen", 14),
        (HANDREIKING, "De AI-verordening introduceert vanaf augustus 2026", 15),
        (KADER, "Staatssecretaris Szabó", 2),
        (KADER, "De RKI-directeuren stelden het RKI-kader vast op 26 mei 2025. Het RKI-netwerk", 10),
        (KADER, "wetenschappelijk onderzoek door rijkskennisinstituten en planbureaus’", 6),  # in the middle of a sentence
        (OMNIBUS, "(8) Het huidige artikel 4", 8),
        (OMNIBUS, "ii) het ontwerp, de training, de architectuur", 49),
        (OMNIBUS, "Deze verordening treedt in werking op de derde dag", 102),
    ],
)
def test_page_of_a_sentence(name: str, words: str, page: int) -> None:
    assert page_of(name, words) == page


def test_words_of_a_page_are_all_there_and_in_order() -> None:
    """Page 45 of the amending regulation, read by pdfium alone, without its two running feet."""
    import pypdfium2

    raw = pypdfium2.PdfDocument(real(OMNIBUS))[44].get_textpage().get_text_range()
    letters = re.sub(r"[\W_]", "", raw.split("NL", 1)[1])
    assert len(letters) > 1000
    assert letters in re.sub(r"[\W_]", "", everything(OMNIBUS))


# ---- small files


def test_without_headings_a_section_is_a_page() -> None:
    found = parse(with_pages([SENTENCE, shown((72, 650, "De kast staat binnen."))])).sections
    assert [(s.id, s.label, s.text, s.pages) for s in found] == [
        ("pagina-1", "Pagina 1", "Het fietsenrek staat buiten bij de deur.", ((0, 1),)),
        ("pagina-2", "Pagina 2", "De kast staat binnen.", ((0, 2),)),
    ]


def test_headings_by_size_and_weight() -> None:
    page = shown(
        (72, 780, "Rekken en kasten", "F2 24"), (72, 740, "1. Rekken", "F2 16"), (72, 715, "Rekken staan buiten."),
        (72, 680, "1.1. Kleur", "F2 12"), (72, 660, "Elk rek is groen."), (72, 646, "Dat blijft zo."),
        (72, 610, "2. Kasten", "F2 16"), (72, 585, "Kasten staan binnen."),
    )  # fmt: skip
    assert [(s.label, s.path, s.text) for s in parse(with_pages([page])).sections] == [
        ("1. Rekken", (), "Rekken staan buiten."),
        ("1.1. Kleur", ("1. Rekken",), "Elk rek is groen.\n\nDat blijft zo."),
        ("2. Kasten", (), "Kasten staan binnen."),
    ]


def test_columns_that_are_drawn_row_by_row() -> None:
    left = [f"links staat regel {n} van een kolom vol" for n in "abcdefgh"]
    right = [f"rechts staat regel {n} van een kolom vol" for n in "abcdefgh"]
    rows = [((50, 700 - 14 * i, a), (320, 700 - 14 * i, b)) for i, (a, b) in enumerate(zip(left, right, strict=True))]
    text = parse(with_pages([shown(*(cell for row in rows for cell in row))])).sections[0].text
    assert text.split() == " ".join(left + right).split()


def test_sideways_pages_and_watermarks() -> None:
    turned = b"BT /F1 12 Tf 0 1 -1 0 100 100 Tm (Deze bladzijde ligt op haar kant.) Tj ET"
    slanted = b"\nBT /F1 40 Tf 0.7 0.7 -0.7 0.7 200 300 Tm (CONCEPT) Tj ET"
    assert parse(with_pages([stream(turned + slanted)])).sections[0].text == "Deze bladzijde ligt op haar kant."


def test_scanned() -> None:
    image = stream(b"\0", b"/Type /XObject /Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceGray /BitsPerComponent 8")
    texts = [SENTENCE, shown((72, 650, "De kast staat binnen."))]
    show = stream(b"q 595 0 0 842 0 0 cm /I Do Q")
    with pytest.raises(ParseError, match=r"gescande beelden.*OCR"):
        parse(with_pages([show, show, *texts[:1]], resources=b"/XObject << /I 11 0 R >>", more=[image]))
    # One page with a picture is no reason to refuse the others.
    assert parse(with_pages([show, *texts], resources=b"/XObject << /I 11 0 R >>", more=[image])).sections


def test_encrypted() -> None:
    locked = b"/ID [<00><00>] /Encrypt << /Filter /Standard /V 1 /R 2 /O <%s> /U <%s> /P -1 >>" % (b"41" * 32, b"42" * 32)
    with pytest.raises(ParseError, match="versleuteld"):
        parse(with_pages([SENTENCE], trailer=locked))


@pytest.mark.parametrize("data", [b"", b"%PDF-1.7\n", b"%PDF-1.7\nrommel\n%%EOF", with_pages([SENTENCE])[:-7]])
def test_damaged(data: bytes) -> None:
    with pytest.raises(ParseError, match="beschadigd of niet volledig"):
        parse(data)


def test_truncated_real_file() -> None:
    data = real(KADER)
    for cut in (data[: len(data) // 2], data[: len(data) // 2] + b"\n%%EOF\n"):
        with pytest.raises(ParseError, match="beschadigd of niet volledig"):
            parse(cut)


def test_no_text() -> None:
    with pytest.raises(ParseError, match="geen leesbare tekst"):
        parse(with_pages([stream(b"")]))


def test_too_many_pages() -> None:
    with pytest.raises(ParseError, match="meer dan 2000 bladzijden"):
        parse(with_pages([SENTENCE], times=10_000))


def test_too_many_characters(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "MAX_CHARACTERS", 50)
    assert parse(with_pages([SENTENCE])).sections
    with pytest.raises(ParseError, match="tekens"):
        parse(with_pages([SENTENCE, SENTENCE]))


def test_too_slow(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "SECONDS", 0.01)
    with pytest.raises(ParseError, match="duurde langer"):
        parse(with_pages([SENTENCE]))


def test_a_stream_that_swells_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "MAX_MEMORY", 400 << 20)
    bomb = stream(zlib.compress(b" " * (500 << 20), 9), b"/Filter /FlateDecode")
    with pytest.raises(ParseError, match="te veel geheugen"):
        parse(with_pages([bomb]))


@pytest.mark.parametrize(
    "data",
    [
        with_pages([stream(b"q " * 300_000 + b"BT /F1 12 Tf 72 700 Td (Diep onder in de stapel.) Tj ET")]),
        with_pages([SENTENCE], more=[b"[" * 200_000 + b"]" * 200_000]),
        made([b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Count 5 /Kids [2 0 R 2 0 R] >>"]),
    ],
    ids=["states", "arrays", "tree"],
)
def test_deep_nesting_ends(data: bytes) -> None:
    began = time.monotonic()
    try:
        assert parse(data).sections[0].text
    except ParseError as error:
        assert str(error)
    assert time.monotonic() - began < 20


def test_mutated_files_are_read_or_refused() -> None:
    chance = random.Random(20)
    data = real(FACTSHEET)
    outcomes = set()
    for _ in range(12):
        mutated = bytearray(data)
        for _ in range(40):
            mutated[chance.randrange(len(mutated))] = chance.randrange(256)
        try:
            outcomes.add(bool(parse(bytes(mutated)).sections))
        except ParseError as error:
            outcomes.add(str(error) != "")
    assert outcomes == {True}


def test_many_scattered_words_are_laid_out_in_time() -> None:
    chance = random.Random(1)
    runs = [Run("woord", x := chance.uniform(0, 560), x + 30, chance.uniform(0, 800), 10, False, False) for _ in range(20_000)]
    began = time.monotonic()
    assert sum(p.text.count("woord") for p in paragraphs(lines([runs]))) == 20_000
    assert time.monotonic() - began < 20


# ---- OCR


def fake_ocrmypdf(folder: Path, script: str) -> None:
    program = folder / "ocrmypdf"
    program.write_text(f"#!{sys.executable}\nimport sys, time, pathlib\n{script}\n")
    program.chmod(0o755)


def test_ocr_calls_ocrmypdf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    script = "*how, given, made = sys.argv[1:]\nread = pathlib.Path(given).read_bytes()\n"
    fake_ocrmypdf(tmp_path, script + "pathlib.Path(made).write_bytes(read + ' '.join(how).encode())")
    done = pdf.ocr(b"%PDF-gescand ")
    assert done == b"%PDF-gescand --quiet --skip-text --output-type pdf --language nld+eng"


def test_ocr_that_is_not_installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(ParseError, match="sudo apt-get install ocrmypdf tesseract-ocr-nld"):
        pdf.ocr(b"%PDF-")


def test_ocr_that_fails_or_hangs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    fake_ocrmypdf(tmp_path, "sys.exit('taal nld ontbreekt')")
    with pytest.raises(ParseError, match="mislukt: taal nld ontbreekt"):
        pdf.ocr(b"%PDF-")
    fake_ocrmypdf(tmp_path, "time.sleep(60)")
    monkeypatch.setattr(pdf, "OCR_SECONDS", 0.5)
    began = time.monotonic()
    with pytest.raises(ParseError, match="duurde langer"):
        pdf.ocr(b"%PDF-")
    assert time.monotonic() - began < 20
