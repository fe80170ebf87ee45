"""Measured on a real statute (skipped where it is absent); what that one lacks is tested on made-up text."""

import os
import re
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from corpus import bwb
from corpus.document import Document, Section, Status, Validity
from corpus.source import ParseError, Source

TOESTAND = "bwb/BWBR0018451_2025-01-01_toestand.xml"
WTI = "bwb/BWBR0018451_wti.xml"
SITE = "https://wetten.overheid.nl"


def real(name: str) -> bytes:
    folder = os.environ.get("REAL_CORPUS")
    path = (Path(folder) if folder else Path(__file__).resolve().parents[3] / "shared" / "corpus") / name
    if not path.exists():
        pytest.skip(f"het echte bestand {name} is hier niet (zet REAL_CORPUS)")
    return path.read_bytes()


def read(data: bytes, **more: object) -> Document:
    return bwb.parse(data, Source(id="wet", **more))  # type: ignore[arg-type]


def section_of(document: Document, section_id: str) -> Section:
    (found,) = [section for section in document.sections if section.id == section_id]
    return found


def statute(body: str, root: str = 'bwb-id="BWBR0099999" inwerkingtreding="2031-02-03"') -> bytes:
    return f"""<?xml version="1.0" encoding="UTF-8"?><toestand {root}><wetgeving soort="wet">
    <intitule>Wet over rekken<meta-data><jcis/></meta-data></intitule><citeertitel>Rekkenwet <meta-data/></citeertitel>
    <wet-besluit><wettekst>{body}</wettekst></wet-besluit></wetgeving></toestand>""".encode()


def article(inner: str, number: str = "1", more: str = "") -> str:
    return f"<artikel {more}><kop><label>Artikel</label><nr>{number}</nr></kop>{inner}<meta-data>weg</meta-data></artikel>"


def only(inner: str) -> Section:
    (section,) = read(statute(article(inner))).sections
    return section


# The real statute


def test_every_chapter_article_lid_and_item_of_the_file_is_there() -> None:
    data = real(TOESTAND)
    tree, document = etree.fromstring(data), read(data)
    parts = [part for section in document.sections for part in section.parts]
    assert len(tree.xpath("//hoofdstuk | //afdeling | //paragraaf")) == 0 == sum(bool(s.path) for s in document.sections)
    assert len(tree.xpath("//artikel")) == 9 == sum(section.id.startswith("artikel-") for section in document.sections)
    assert len(tree.xpath("//lid")) == 23 == sum(part.kind == "lid" for part in parts)
    assert len(tree.xpath("//artikel//li")) == 8 == sum(part.kind == "onderdeel" for part in parts)
    assert [section.id for section in document.sections] == [
        "aanhef", "artikel-1", "artikel-2", "artikel-3", "artikel-4", "artikel-4a", "artikel-5", "artikel-6", "artikel-7",
        "artikel-8",
    ]  # fmt: skip


def test_no_word_of_an_article_is_lost_or_added() -> None:
    data = real(TOESTAND)
    document = read(data)
    for element in etree.fromstring(data).iter("artikel"):
        section = section_of(document, "artikel-" + element.findtext("kop/nr"))
        words = "".join(element.xpath(".//text()[(ancestor::lidnr or ancestor::li.nr or ancestor::al) and not(ancestor::meta-data)]"))
        assert re.sub(r"\W", "", section.text) == re.sub(r"\W", "", words), section.id


@pytest.mark.parametrize(
    ("section_id", "kind", "number", "opens", "closes"),
    [
        ("artikel-1", "lid", "1", "1. In deze wet en de daarop berustende bepalingen", "in het berekeningsjaar."),
        ("artikel-1", "onderdeel", "a", "a. Onze Minister: Onze Minister van Volksgezondheid", "Welzijn en Sport;"),
        ("artikel-1", "onderdeel", "h", "h. de normpremie:", "premie voor een zorgverzekering in het berekeningsjaar."),
        ("artikel-1", "lid", "2", "2. De hoogte van de zorgtoeslag is afhankelijk", "het inkomen en het vermogen."),
        ("artikel-2", "lid", "7", "7. De voordracht voor een krachtens het derde lid", "der Staten-Generaal is overgelegd."),
        ("artikel-3", "lid", "1", "1. In afwijking van artikel 7, derde lid,", "artikel 5.13 van de Wet inkomstenbelasting 2001."),
        ("artikel-4a", "lid", "2", "2. Bij ministeriële regeling wordt jaarlijks", "bedoelde verhoudingsgetal vastgesteld."),
        ("artikel-5", "lid", "1", "1. De Dienst Toeslagen", "1. De Dienst Toeslagen is belast met de uitvoering van deze wet."),
        ("artikel-5", "lid", "5", "5. De zorgtoeslag", "5. De zorgtoeslag komt ten laste van het Rijk."),
    ],
)
def test_a_part_is_exactly_its_text(section_id: str, kind: str, number: str, opens: str, closes: str) -> None:
    section = section_of(read(real(TOESTAND)), section_id)
    (part,) = [part for part in section.parts if (part.kind, part.number) == (kind, number)]
    text = section.text[part.start : part.end]
    assert text.startswith(opens) and text.endswith(closes)


def test_an_article_without_leden_is_plain_text() -> None:
    section = section_of(read(real(TOESTAND)), "artikel-8")
    assert (section.label, section.parts) == ("Artikel 8", ())
    assert section.text == "Deze wet wordt aangehaald als: Wet op de zorgtoeslag."
    assert section.reference == "Wet op de zorgtoeslag, Artikel 8"


def test_the_statute_says_who_it_is_and_where_it_stands() -> None:
    document = read(real(TOESTAND))
    assert (document.title, document.identifier) == ("Wet op de zorgtoeslag", "BWBR0018451")
    assert document.url == f"{SITE}/BWBR0018451/2025-01-01"
    assert document.validity.valid_from == date(2025, 1, 1)
    assert section_of(document, "artikel-4a").url == f"{SITE}/BWBR0018451/2025-01-01#Artikel4a"


def test_every_reference_to_one_article_is_a_link() -> None:
    data = real(TOESTAND)
    document = read(data)
    references = etree.fromstring(data).xpath("//artikel//intref | //artikel//extref")
    links = [(section.text[link.start : link.end], link.target) for section in document.sections for link in section.links]
    expected = []
    for reference in references:
        law, _, place = reference.get("doc").removeprefix("jci1.3:c:").partition("&")
        if place.startswith("artikel="):
            number = place.removeprefix("artikel=").split("&")[0]
            expected.append((" ".join("".join(reference.itertext()).split()), f"{law}/artikel-{number.replace('.', '-')}"))
    assert links == expected
    assert (len(references), len(links)) == (31, 29)  # the other two mean an "afdeling" and a whole statute
    assert ("artikel 6.1.1, eerste lid, van de Wet langdurige zorg", "BWBR0035917/artikel-6-1-1") in links


def test_the_versions_are_the_days_the_index_names() -> None:
    wti = real(WTI)
    found = bwb.versions(wti)
    tree = etree.fromstring(wti)
    assert [version.start.isoformat() for version in found] == sorted(tree.xpath("wijzigingen/regeling/datum/@waarde"))
    assert {d for d in tree.xpath("//regelingelement/datum/@waarde")} <= {version.start.isoformat() for version in found}
    assert len(found) == 43 and found[-1].end is None
    assert all(left.end == right.start - timedelta(days=1) for left, right in pairwise(found))


def test_a_version_carries_its_place_in_the_repository() -> None:
    (version,) = [version for version in bwb.versions(real(WTI)) if version.start == date(2025, 1, 1)]
    assert version.end == date(2025, 12, 31)
    assert version.label == "2025-01-01_0"
    assert version.path == "BWBR0018451/2025-01-01_0/xml/BWBR0018451_2025-01-01_0.xml"


def test_the_validity_comes_from_the_file_and_its_index() -> None:
    assert bwb.validity_of(real(TOESTAND)) == (date(2025, 1, 1), None)
    assert bwb.validity_of(real(TOESTAND), real(WTI)) == (date(2025, 1, 1), date(2025, 12, 31))


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_a_damaged_real_file_is_read_or_refused(draw: st.DataObject) -> None:
    whole = real(TOESTAND)
    start = draw.draw(st.integers(0, len(whole)))
    end = draw.draw(st.integers(start, min(len(whole), start + 300)))
    check(whole[:start] + draw.draw(st.binary(max_size=12)) + whole[end:])


# Made-up statutes

CHAPTERS = """<hoofdstuk bwb-ng-variabel-deel="/Hoofdstuk3"><kop><label>Hoofdstuk</label><nr>3</nr><titel>Besluiten</titel></kop>
<structuurtekst><al>Dit hoofdstuk gaat over rekken.</al></structuurtekst>
<titeldeel><kop><label>Titel</label><nr>3.1</nr></kop><afdeling><kop><label>Afdeling</label><nr>3.1.2</nr><titel>Rood</titel></kop>
<paragraaf><kop><label>§</label><nr>1</nr><titel>Licht</titel></kop>
<artikel bwb-ng-variabel-deel="/Hoofdstuk3/Titeldeel3.1/Artikel3:46"><kop><label>Artikel</label><nr status="officieel">3:46</nr>
<titel>Motivering<noot id="n"><noot.nr>1</noot.nr><noot.al>Noot.</noot.al></noot></titel></kop><al>Een rek is rood.</al></artikel>
</paragraaf></afdeling></titeldeel></hoofdstuk>
<artikel><kop><label>Artikel</label><nr>3.1</nr></kop><al>Een.</al></artikel>
<artikel><kop><label>Artikel</label><nr>1a</nr></kop><al>Twee.</al></artikel>
<artikel><kop><label>Artikel</label><nr>1a</nr></kop><al>Drie.</al></artikel>
<enig-artikel><kop><label>Enig artikel</label></kop><al>Vier.</al></enig-artikel>
<bijlage bwb-ng-variabel-deel="/BijlageII"><kop><label>Bijlage</label><nr>II</nr><titel>Kleuren</titel></kop><al>Vooraf.</al>
<divisie><kop><nr>4.</nr><titel>Tinten</titel></kop><divisie><kop><nr>4.1</nr><titel>Groen</titel></kop><al>Gras.</al></divisie></divisie>
</bijlage><bijlage><kop><titel>Bij artikel 1a</titel></kop><al>Los.</al></bijlage>"""


def test_headings_make_labels_ids_and_paths() -> None:
    found = [(s.id, s.label, s.path) for s in read(statute(CHAPTERS)).sections]
    chapter, division = "Hoofdstuk 3. Besluiten", "Afdeling 3.1.2. Rood"
    assert found == [
        ("hoofdstuk-3", chapter, ()),
        ("artikel-3-46", "Artikel 3:46. Motivering", (chapter, "Titel 3.1", division, "§ 1. Licht")),
        ("artikel-3-1", "Artikel 3.1", ()),
        ("artikel-1a", "Artikel 1a", ()),
        ("artikel-1a-2", "Artikel 1a", ()),
        ("enig-artikel", "Enig artikel", ()),
        ("bijlage-ii", "Bijlage II. Kleuren", ()),
        ("bijlage-ii-4-1", "4.1. Groen", ("Bijlage II. Kleuren", "4. Tinten")),
        ("bij-artikel-1a", "Bij artikel 1a", ()),
    ]


def test_the_deep_link_is_the_path_in_the_file() -> None:
    document = read(statute(CHAPTERS))
    page = f"{SITE}/BWBR0099999/2031-02-03"
    assert section_of(document, "artikel-3-46").url == f"{page}#Hoofdstuk3_Titeldeel3.1_Artikel3:46"
    assert section_of(document, "artikel-3-1").url == page  # no path in the file: the page itself
    assert section_of(read(statute(CHAPTERS, "")), "artikel-3-46").url == ""


def test_lists_in_lists_are_parts_in_parts() -> None:
    section = only("""<lid><lidnr>1.</lidnr><al>Nodig\u00a0zijn:</al><lijst><li><li.nr>a.</li.nr><al>een rek, en wel</al><lijst>
    <li><li.nr>1°.</li.nr><al>groen; of</al></li><li><li.nr>–</li.nr><al>grijs;</al></li></lijst></li>
    <li><li.nr>b)</li.nr><al>een fiets.</al><al>Ook een oude.</al></li></lijst><al>Meer is niet no\u00addig.</al></lid>
    <lid><lidnr>2a</lidnr><al>Klaar.</al></lid>""")
    assert section.text == (
        "1. Nodig zijn:\na. een rek, en wel\n1°. groen; of\n– grijs;\nb) een fiets.\nOok een oude.\nMeer is niet nodig.\n\n2a. Klaar."
    )
    assert [(part.kind, part.number, part.depth, section.text[part.start : part.end]) for part in section.parts] == [
        ("lid", "1", 0, section.text[: section.text.index("\n\n")]),
        ("onderdeel", "a", 1, "a. een rek, en wel\n1°. groen; of\n– grijs;"),
        ("punt", "1", 2, "1°. groen; of"),
        ("onderdeel", "b", 1, "b) een fiets.\nOok een oude."),
        ("lid", "2a", 0, "2a. Klaar."),
    ]


def test_a_list_without_leden_stands_under_its_sentence() -> None:
    section = only("<al>Een rek is:</al><lijst><li><li.nr>a.</li.nr><al>hol;</al></li></lijst><al>Dat is alles.</al><al>Echt.</al>")
    assert section.text == "Een rek is:\na. hol;\n\nDat is alles.\n\nEcht."
    assert [(part.kind, part.number, part.depth) for part in section.parts] == [("onderdeel", "a", 0)]


def test_tables_are_lines_and_notes_are_gone() -> None:
    section = only("""<al>Zie<noot id="a"><noot.nr>1</noot.nr><noot.al>Weg.</noot.al></noot> de tabel.</al><table><title>Maten</title>
    <tgroup cols="2"><colspec colname="c1"/><thead><row><entry><al>Rek</al></entry><entry><al>Maat</al></entry></row></thead>
    <tbody><row><entry><al>hoog</al><al>smal</al></entry><entry><al>2</al></entry></row></tbody></tgroup></table>""")
    assert section.text == "Zie de tabel.\n\nMaten\nRek | Maat\nhoog smal | 2"


def test_definitions_stand_on_lines_of_their_own() -> None:
    section = only("""<al>Hier is:</al><definitielijst><definitie-item><term>rek:</term><definitie><al>een stang;</al></definitie>
    </definitie-item><definitie-item><term>fiets:</term><definitie><al>een wiel.</al></definitie></definitie-item></definitielijst>""")
    assert section.text == "Hier is:\n\nrek: een stang;\nfiets: een wiel."


def test_links_count_their_characters_and_name_the_place() -> None:
    section = only("""<al>Zie <intref doc="jci1.3:c:BWBR0099999&amp;hoofdstuk=3&amp;artikel=3:46&amp;lid=2&amp;o=a&amp;o=1&amp;z=2031-02-03">
    artikel <nadruk type="cur">3:46</nadruk> </intref>, <extref doc="1.0:v:BWBR0000001&amp;artikel=5">artikel 5</extref>,
    <extref doc="jci1.31:c:BWBV0000002&amp;bijlage=II">de bijlage</extref>,
    <extref doc="jci1.3:c:BWBR0000003&amp;paragraaf=2">paragraaf 2</extref>, <extref doc="http://voorbeeld.nl">elders</extref> en
    <extref>niets</extref>.</al>""")
    assert section.text == "Zie artikel 3:46 , artikel 5, de bijlage, paragraaf 2, elders en niets."
    assert [(section.text[link.start : link.end], link.target, link.place) for link in section.links] == [
        ("artikel 3:46", "BWBR0099999/artikel-3-46", "lid 2, onder a, onder 1"),
        ("artikel 5", "BWBR0000001/artikel-5", ""),
        ("de bijlage", "BWBV0000002/bijlage-ii", ""),
    ]


def test_what_is_repealed_or_not_in_force_yet_does_not_read_as_law() -> None:
    document = read(
        statute(
            article("<al><redactie type='vervanging'>Vervallen </redactie></al>", "1", 'status="vervallen"')
            + article("", "2", 'status="vervallen"')
            + article("<al>Het wordt groen.</al>", "3", 'status="nogniet"')
            + '<hoofdstuk status="nogniet"><kop><label>Hoofdstuk</label><nr>2</nr></kop>' + article("<al>Later.</al>", "4")
            + "</hoofdstuk>" + article("<al><redactie type='extra'>Let op.</redactie></al><al>Geldt.</al>", "5", 'status="goed"')
        ),
        validity=Validity(Status.GELDEND),
    )  # fmt: skip
    assert [section.text for section in document.sections] == [
        "[Vervallen]", "[Vervallen]", "Het wordt groen.", "Later.", "[Red: Let op.]\n\nGeldt.",
    ]  # fmt: skip
    assert [section.validity.status_on(date(2032, 1, 1)) for section in document.sections] == [
        Status.VERVALLEN, Status.VERVALLEN, Status.TOEKOMSTIG, Status.TOEKOMSTIG, Status.GELDEND,
    ]  # fmt: skip


def test_a_circular_has_its_parts_as_sections() -> None:
    document = read(b"""<toestand bwb-id="BWBR0099998" inwerkingtreding="2031-01-01"><wetgeving><citeertitel>Rekkenleidraad</citeertitel>
    <circulaire><circulaire-tekst><tekst><al>Vooraf.</al></tekst><circulaire.divisie><kop><nr>2</nr><titel>Doel</titel></kop>
    <tekst><al>Orde.</al></tekst><circulaire.divisie><kop><nr>2.1</nr><titel>Nut</titel></kop><tekst><al>Rust.</al></tekst>
    </circulaire.divisie></circulaire.divisie></circulaire-tekst></circulaire></wetgeving></toestand>""")
    assert [(section.id, section.text, section.path) for section in document.sections] == [
        ("tekst", "Vooraf.", ()), ("2-doel", "Orde.", ()), ("2-1-nut", "Rust.", ("2. Doel",)),
    ]  # fmt: skip


def test_what_the_source_knows_goes_first() -> None:
    validity = Validity(Status.VERVALLEN, date(2031, 3, 1), date(2031, 4, 1))
    document = read(statute(article("<al>Een.</al>")), title="Rekken", url="https://voorbeeld.nl", validity=validity, identifier="X")
    assert (document.title, document.url, document.validity, document.identifier) == (
        "Rekken", "https://voorbeeld.nl", validity, "X",
    )  # fmt: skip


def index(*changes: tuple[str, str]) -> bytes:
    days = "".join(f'<datum waarde="{day}"><details><betreft>{about}</betreft></details></datum>' for day, about in changes)
    return f"""<wetstechnische-informatie bwb-id="BWBR0099999"><wijzigingen><regeling><datum><details><betreft>wijziging</betreft>
    </details></datum>{days}</regeling></wijzigingen></wetstechnische-informatie>""".encode()


def test_a_repeal_ends_the_last_version() -> None:
    found = bwb.versions(
        index(("2032-01-01", "intrekking-regeling"), ("2031-06-01", "wijziging"), ("2031-01-01", "nieuwe-regeling"))
    )
    assert [(version.start, version.end) for version in found] == [
        (date(2031, 1, 1), date(2031, 5, 31)),
        (date(2031, 6, 1), date(2031, 12, 31)),
    ]
    assert bwb.versions(index()) == ()


def test_only_a_toestand_is_recognised() -> None:
    assert bwb.recognises(statute(""))
    assert not bwb.recognises(index())
    assert not bwb.recognises(b"<html>toestand bwb-id=</html>")
    assert not bwb.recognises(b"")


BOMB = "<!ENTITY a0 'rek'>" + "".join(f"<!ENTITY a{n} '{f'&a{n - 1};' * 10}'>" for n in range(1, 12))


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "geen geldige XML"),
        (b"geen xml", "geen geldige XML"),
        (statute("")[:-40], "geen geldige XML"),
        (b"<html/>", "geen toestand"),
        (statute(""), "geen leesbare tekst"),
        (f"<!DOCTYPE toestand [{BOMB}]>".encode() + statute(article("<al>&a11;</al>")).split(b"?>", 1)[1], "entiteiten|geldige XML"),
        (
            b'<!DOCTYPE toestand [<!ENTITY x SYSTEM "file:///etc/hostname">]>' + statute(article("<al>&x;</al>")).split(b"?>", 1)[1],
            "entiteiten",
        ),
        (b"<toestand bwb-id='BWBR0099999'>" + b"<wat>" * 5000 + b"</wat>" * 5000 + b"</toestand>", "geen geldige XML|te diep"),
    ],
)
def test_bad_input_is_one_clear_sentence(data: bytes, message: str) -> None:
    with pytest.raises(ParseError, match=message):
        read(data)


def test_an_index_that_is_none_is_refused() -> None:
    for data in (statute(""), index().replace(b"BWBR0099999", b"../../elders"), b"<wetstechnische-informatie/>"):
        with pytest.raises(ParseError, match="wetstechnische informatie"):
            bwb.versions(data)


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_a_damaged_file_is_read_or_refused(draw: st.DataObject) -> None:
    whole = statute(CHAPTERS)
    start = draw.draw(st.integers(0, len(whole)))
    end = draw.draw(st.integers(start, min(len(whole), start + 100)))
    check(whole[:start] + draw.draw(st.binary(max_size=12)) + whole[end:])


def check(damaged: bytes) -> None:
    """Either a refusal in words, or a document whose ids are unique and whose spans lie in the text."""
    try:
        document = read(damaged)
    except ParseError as error:
        assert str(error)
        return
    ids = [section.id for section in document.sections]
    assert len(ids) == len(set(ids))
    for section in document.sections:
        assert section.text == section.text.strip()
        for span in (*section.parts, *section.links):
            inside = section.text[span.start : span.end]
            assert 0 <= span.start < span.end <= len(section.text) and inside == inside.strip()
