"""Made-up papers in the publisher's vocabulary; there is no real one to measure on."""

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corpus import kamerstuk
from corpus.document import Document, Status, Validity
from corpus.source import ParseError, Source

BODY = """
<al>Aan de Voorzitter van de Kamer</al><al>Zandstad, 3 maart 2031</al>
<al>Deze brief gaat over fietsenrekken.<noot id="n1" type="voet"><noot.nr>1</noot.nr><noot.al>Een noot.</noot.al></noot> Zie ook
<extref doc="kst-99123-4" soort="document">99 123, nr. 4</extref>.</al>
<divisie><kop><nr>1.</nr><titel>Rekken</titel></kop>
 <divisie><kop><nr>1.1</nr><titel>Plaats<noot id="n2"><noot.nr>2</noot.nr><noot.al>Nog een.</noot.al></noot></titel></kop>
  <al-groep><al>Het rek staat\u00a0<nadruk type="cur">bui\u00adten</nadruk>.</al><al>Het is groen.</al></al-groep>
  <lijst type="expliciet"><li><li.nr>a.</li.nr><al>hout;</al></li><li><li.nr>b.</li.nr><al>staal:</al>
   <lijst><li><li.nr>1°</li.nr><al>roestvrij.</al></li></lijst></li></lijst>
  <tussenkop kopopmaak="cur">Kleur</tussenkop><al>Groen.</al>
 </divisie>
</divisie>
<tussenkop kopopmaak="vet">Kleur</tussenkop>
<al>Later volgt blauw.</al>
<table><title>Rekken per jaar</title><tgroup cols="2"><colspec colname="c1"/><thead><row><entry><al>Jaar</al></entry><entry><al>Aantal</al>
</entry></row></thead><tbody><row><entry><al>2030</al></entry><entry><al>7</al></entry></row></tbody></tgroup></table>
<ondertekening><functie>De minister,</functie><naam><achternaam>Jansen</achternaam></naam></ondertekening>
"""


def xml(body: str = BODY, meta: str = "", issued: str = "") -> bytes:
    return f"""<?xml version="1.0" encoding="utf-8"?>
<officiele-publicatie><metadata>{meta}</metadata><kamerstuk>
<kamerstukkop><tekstregel inhoud="vergaderjaar">Vergaderjaar 2030-2031</tekstregel>
<tekstregel inhoud="kameraanduiding">Tweede Kamer der Staten-Generaal</tekstregel></kamerstukkop>
<dossier><dossiernummer><dossiernr>99 123</dossiernr></dossiernummer><titel>Fietsen bij de overheid</titel></dossier>
<stuk><stuknr>Nr. <ondernummer kamer="2">5</ondernummer></stuknr><titel>BRIEF VAN DE MINISTER</titel>{issued}
<algemeen><vrije-tekst><tekst>{body}</tekst></vrije-tekst></algemeen></stuk></kamerstuk></officiele-publicatie>""".encode()


PAGE = """<!DOCTYPE html><html><head><title>Officiële bekendmakingen</title>
<meta name="DCTERMS.identifier" content="kst-99123-5"><meta name="DC.creator" content="Tweede Kamer der Staten-Generaal">
<link rel="canonical" href="https://zoek.officielebekendmakingen.nl/kst-99123-5.html"></head><body>
<header><p>Zoeken</p></header><main><article><h1 class="dossiertitel">99 123 Fietsen bij de overheid</h1>
<div class="stuk"><h1 class="stuktitel"><span class="stuknummer">Nr. 5</span> BRIEF VAN DE MINISTER</h1>
<p class="kamerstukdatum">Ontvangen 3 maart 2031</p>
<p>Deze brief gaat over fietsenrekken.<sup><a class="nootnum supernote-click-1" href="#1">1</a></sup> Meer niet.</p>
<h2 class="divisiekop1">1. Rekken</h2><p>Een rek.</p>
<ol type="a"><li class="li"><p>hout;</p></li><li class="li"><p>staal:</p><ul><li>roestvrij</li></ul></li></ol>
<ul class="expliciet"><li class="li"><p class="labeled"><span class="ol">1° </span>groen</p></li></ul>
<p class="tussenkop"><span class="tussenkop_cur">Kleur</span></p><p>Groen.</p>
<table><tr><td><p>Jaar</p></td><td><p>Aantal</p></td></tr><tr><td>2030</td><td>7</td></tr></table>
<div class="voet noot snp-mouseoffset"><h5 class="note-close">X Noot</h5><sup><span class="nootnum">1</span></sup><p>Een noot.</p></div>
</div></article></main><footer><p>Over deze website</p></footer></body></html>""".encode()


def read(data: bytes, **more: object) -> Document:
    return kamerstuk.parse(data, Source(id="brief", **more))  # type: ignore[arg-type]


def test_the_paper_says_who_it_is() -> None:
    document = read(xml(meta='<meta name="DC.identifier" content="kst-99123-5"/>'))
    assert document.title == "Fietsen bij de overheid. BRIEF VAN DE MINISTER"
    assert document.identifier == "Kamerstuk 99 123, nr. 5"
    assert document.authority == "Tweede Kamer der Staten-Generaal"
    assert document.url == "https://zoek.officielebekendmakingen.nl/kst-99123-5.html"
    assert document.validity.valid_from == date(2031, 3, 3)
    assert document.sections[0].reference == "Fietsen bij de overheid. BRIEF VAN DE MINISTER, BRIEF VAN DE MINISTER"


def test_what_the_source_knows_goes_first() -> None:
    validity = Validity(Status.HISTORISCH, date(2031, 1, 1))
    document = read(xml(), title="Brief", identifier="X 1", authority="BZK", url="https://voorbeeld.nl/a", validity=validity)
    assert (document.title, document.identifier, document.authority) == ("Brief", "X 1", "BZK")
    assert (document.url, document.validity) == ("https://voorbeeld.nl/a", validity)


@pytest.mark.parametrize(
    ("issued", "meta", "expected"),
    [
        ('<datumtekst>Ontvangen <datum isodatum="2031-02-01">1 februari 2031</datum></datumtekst>', "", date(2031, 2, 1)),
        ("<datumtekst>Ontvangen 1 februari 2031</datumtekst>", "", date(2031, 2, 1)),
        ("", '<meta name="DCTERMS.issued" content="2031-04-05"/>', date(2031, 4, 5)),
        ("", '<meta name="DCTERMS.issued" content="31 april 2031"/>', date(2031, 3, 3)),
    ],
)
def test_the_date_is_found_where_the_paper_puts_it(issued: str, meta: str, expected: date) -> None:
    assert read(xml(issued=issued, meta=meta)).validity.valid_from == expected


def test_every_heading_with_text_is_a_section() -> None:
    sections = read(xml()).sections
    assert [(section.id, section.label, section.path) for section in sections] == [
        ("brief-van-de-minister", "BRIEF VAN DE MINISTER", ()),
        ("1-1-plaats", "1.1 Plaats", ("1. Rekken",)),
        ("kleur", "Kleur", ("1. Rekken", "1.1 Plaats")),
        ("kleur-2", "Kleur", ()),
    ]


def test_the_text_is_whole_and_clean() -> None:
    first, place, inner, last = read(xml()).sections
    assert first.text.split("\n\n") == [
        "Aan de Voorzitter van de Kamer",
        "Zandstad, 3 maart 2031",
        "Deze brief gaat over fietsenrekken. Zie ook 99 123, nr. 4.",
    ]
    assert place.text == "Het rek staat buiten.\n\nHet is groen.\n\na. hout;\nb. staal:\n1° roestvrij."
    assert inner.text == "Groen."
    assert last.text == "Later volgt blauw.\n\nRekken per jaar\nJaar | Aantal\n2030 | 7\n\nDe minister, Jansen"


def test_no_note_is_left_in_the_text() -> None:
    whole = "\n".join(section.label + section.text for section in (*read(xml()).sections, *read(PAGE).sections))
    assert "Een noot" not in whole and "Nog een" not in whole and "Noot" not in whole


def test_questions_and_answers_are_sections() -> None:
    document = read(b"""<officiele-publicatie><kamervragen><kamervraagkop><tekstregel inhoud="vergaderjaar">2030-2031</tekstregel>
    </kamervraagkop><kamervraagnummer>12</kamervraagnummer><kamervraagomschrijving>Vragen van het lid <naam><achternaam>Jansen
    </achternaam></naam> over <kamervraagonderwerp>rekken</kamervraagonderwerp>.</kamervraagomschrijving>
    <vraag><nr>Vraag 1</nr><al>Staat het rek er?</al></vraag><antwoord><nr>Antwoord 1</nr><al>Ja.</al><al>Sinds kort.</al></antwoord>
    </kamervragen></officiele-publicatie>""")
    assert document.title == "Vragen van het lid Jansen over rekken."
    assert [(section.id, section.text) for section in document.sections] == [
        ("vraag-1", "Staat het rek er?"),
        ("antwoord-1", "Ja.\n\nSinds kort."),
    ]


def test_articles_of_a_bill_keep_the_number_of_a_lid() -> None:
    document = read(xml("""<artikel><kop><label>Artikel</label><nr>1</nr></kop><lid><lidnr>1.</lidnr><al>Een rek is een rek.</al></lid>
    <lid><lidnr>2.</lidnr><al>Het staat buiten.</al></lid></artikel>"""))
    (section,) = document.sections
    assert (section.id, section.text) == ("artikel-1", "1. Een rek is een rek.\n\n2. Het staat buiten.")


def test_an_unknown_element_keeps_its_text() -> None:
    assert read(xml("<nieuw><deel>Een.</deel>los<deel>Twee.</deel></nieuw>")).sections[0].text == "Een.\n\nlos\n\nTwee."


def test_the_page_gives_the_same_paper() -> None:
    document = read(PAGE)
    assert document.title == "Fietsen bij de overheid. BRIEF VAN DE MINISTER"
    assert document.identifier == "Kamerstuk 99 123, nr. 5"
    assert document.url == "https://zoek.officielebekendmakingen.nl/kst-99123-5.html"
    assert document.validity.valid_from == date(2031, 3, 3)
    assert [(section.id, section.path, section.text) for section in document.sections] == [
        ("brief-van-de-minister", (), "Deze brief gaat over fietsenrekken. Meer niet."),
        ("1-rekken", (), "Een rek.\n\na. hout;\nb. staal:\n– roestvrij\n\n1° groen"),
        ("kleur", ("1. Rekken",), "Groen.\n\nJaar | Aantal\n2030 | 7"),
    ]


def test_a_page_of_questions() -> None:
    document = read("""<html><body><p>officielebekendmakingen.nl</p><div id="main-column">
    <h1 class="kamervraagomschrijving_kop no-toc">Vragen over rekken</h1><div class="vraag"><h2 class="stuktitel">Vraag 1</h2>
    <p>Staat het rek er?</p></div><div class="antwoord"><h2 class="stuktitel">Antwoord 1</h2><p>Ja, één.</p></div></div></body></html>""".encode())
    assert document.title == "Vragen over rekken"
    assert [(section.id, section.text) for section in document.sections] == [
        ("vraag-1", "Staat het rek er?"),
        ("antwoord-1", "Ja, één."),
    ]


def test_only_papers_are_recognised() -> None:
    assert kamerstuk.recognises(xml()) and kamerstuk.recognises(PAGE)
    assert not kamerstuk.recognises(b"<officiele-publicatie><staatscourant/></officiele-publicatie>")
    assert not kamerstuk.recognises(b'<html><body><h1 class="stuktitel">Elders</h1></body></html>')
    assert not kamerstuk.recognises(b'<toestand bwb-id="BWBR0000001"/>')
    assert not kamerstuk.recognises(b"")


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "geen geldige XML"),
        (b"<officiele-publicatie><kamerstuk>", "geen geldige XML"),
        (b"<officiele-publicatie/>", "geen Kamerstuk"),
        (b"<html></html>", "geen Kamerstuk"),
        (b"<officiele-publicatie><kamerstuk/></officiele-publicatie>", "geen leesbare tekst"),
        (b'<!DOCTYPE a [<!ENTITY b "c">]><officiele-publicatie><kamerstuk>&b;</kamerstuk></officiele-publicatie>', "entiteiten"),
    ],
)
def test_bad_input_is_one_clear_sentence(data: bytes, message: str) -> None:
    with pytest.raises(ParseError, match=message):
        read(data)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.booleans(), st.data())
def test_a_damaged_file_is_read_or_refused(page: bool, draw: st.DataObject) -> None:
    whole = PAGE if page else xml()
    start = draw.draw(st.integers(0, len(whole)))
    end = draw.draw(st.integers(start, min(len(whole), start + 200)))
    damaged = whole[:start] + draw.draw(st.binary(max_size=12)) + whole[end:]
    try:
        document = read(damaged)
    except ParseError as error:
        assert str(error)
    else:
        ids = [section.id for section in document.sections]
        assert len(ids) == len(set(ids)) and all(section.text.strip() for section in document.sections)
