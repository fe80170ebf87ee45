"""Formex: the GDPR in two languages, the AI Act in English, and made-up acts for what those do not hold."""

import os
import random
import time
from collections import Counter
from functools import cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corpus.document import Document, Section
from corpus.formex import parse, recognises
from corpus.source import ParseError, Source

AVG_NL = "02016R0679-20160504_nl_consolidated.xml"
AVG_EN = "02016R0679-20160504_en_consolidated.xml"
AI_EN = "32024R1689_en_oj_fmx.xml"


def real(name: str) -> bytes:
    """A real file; skips where the folder of real files is absent."""
    folder = os.environ.get("REAL_CORPUS") or Path(__file__).resolve().parents[3] / "shared" / "corpus"
    path = Path(folder) / "eurlex" / name
    if not path.is_file():
        pytest.skip(f"needs the real file eurlex/{name} (set REAL_CORPUS)")
    return path.read_bytes()


@cache
def act(name: str) -> Document:
    language = "nl" if "_nl_" in name else "en"
    return parse(real(name), Source("act", url="https://example.org/act", short="Act", language=language))


def section(document: Document, section_id: str) -> Section:
    return next(section for section in document.sections if section.id == section_id)


def kinds(document: Document, field: str) -> Counter[str]:
    return Counter(str(getattr(part, field)) for section in document.sections for part in section.parts)


def made(body: str, language: str = "nl") -> Document:
    data = f"<ACT><TITLE><TI><P>Regeling</P><P>(EER)</P></TI></TITLE><ENACTING.TERMS>{body}</ENACTING.TERMS></ACT>"
    return parse(data.encode(), Source("a", language=language))


def article(body: str) -> Section:
    return made(f"<ARTICLE><TI.ART>Artikel 1</TI.ART>{body}</ARTICLE>").sections[0]


@pytest.mark.parametrize(
    ("name", "counts", "part_kinds", "depths"),
    [
        (AVG_NL, (173, 99, 0), {"lid": 372, "onderdeel": 359, "punt": 26}, {"0": 402, "1": 355}),
        (AVG_EN, (173, 99, 0), {"lid": 372, "onderdeel": 359, "punt": 26}, {"0": 402, "1": 355}),
        (AI_EN, (180, 113, 13), {"lid": 500, "onderdeel": 480, "punt": 188}, {"0": 711, "1": 415, "2": 42}),
    ],
)
def test_everything_is_found_once(
    name: str, counts: tuple[int, int, int], part_kinds: dict[str, int], depths: dict[str, int]
) -> None:
    assert recognises(real(name))
    document = act(name)
    recitals, articles, annexes = counts
    numerals = "i ii iii iv v vi vii viii ix x xi xii xiii".split()
    assert [section.id for section in document.sections] == [
        *(f"overweging-{number}" for number in range(1, recitals + 1)),
        *(f"artikel-{number}" for number in range(1, articles + 1)),
        *(f"bijlage-{numeral}" for numeral in numerals[:annexes]),
    ]
    assert kinds(document, "kind") == part_kinds
    assert kinds(document, "depth") == depths


@pytest.mark.parametrize("name", [AVG_NL, AVG_EN, AI_EN])
def test_every_part_begins_with_its_number_and_lies_in_its_parent(name: str) -> None:
    for section_ in act(name).sections:
        open_: list[int] = []
        for part in section_.parts:
            text = section_.text[part.start : part.end]
            assert text.startswith((f"{part.number}.", f"{part.number})", f"({part.number})")), (section_.id, part)
            assert text == text.strip()
            assert part.start == 0 or section_.text[part.start - 1] == "\n", (section_.id, part)
            # A parent stands before its children and spans them.
            del open_[part.depth :]
            assert len(open_) == part.depth
            assert all(part.end <= end for end in open_)
            open_.append(part.end)


@pytest.mark.parametrize("name", [AVG_NL, AVG_EN, AI_EN])
def test_texts_are_clean(name: str) -> None:
    for section_ in act(name).sections:
        assert section_.text
        assert not set(section_.text) & set("\u00ad\u00a0\u2009\u200b\t\r"), section_.id
        assert "  " not in section_.text and " \n" not in section_.text and "\n " not in section_.text, section_.id
        assert "\n\n\n" not in section_.text and section_.text == section_.text.strip(), section_.id
        # A footnote that is removed takes no space before the comma with it, and quotation marks come in pairs.
        assert " ," not in section_.text and "( " not in section_.text and " ." not in section_.text, section_.id
        assert section_.text.count("„") == section_.text.count("”") or "“" in section_.text, section_.id


def test_two_languages_of_one_act_have_the_same_places() -> None:
    dutch, english = act(AVG_NL).sections, act(AVG_EN).sections
    assert [section.id for section in dutch] == [section.id for section in english]
    for here, there in zip(dutch, english, strict=True):
        assert [(p.kind, p.number, p.depth) for p in here.parts] == [(p.kind, p.number, p.depth) for p in there.parts]
        assert here.text.count("\n") == there.text.count("\n")
        assert here.url == there.url


SPOTS = [
    (AVG_NL, "artikel-6", "Artikel 6. Rechtmatigheid van de verwerking", "1. De verwerking is alleen rechtmatig indien", 17),
    (AVG_NL, "artikel-35", "Artikel 35. Gegevensbeschermingseffectbeoordeling", "1. Wanneer een soort verwerking", 18),
    (AVG_NL, "artikel-17", "Artikel 17. Recht op gegevenswissing („recht op vergetelheid”)", "1. De betrokkene heeft het recht", 14),
    (AVG_NL, "artikel-4", "Artikel 4. Definities", "Voor de toepassing van deze verordening wordt verstaan onder:\n1) „persoonsgegevens”: alle", 33),
    (AVG_NL, "artikel-99", "Artikel 99. Inwerkingtreding en toepassing", "1. Deze verordening treedt in werking", 2),
    (AVG_NL, "artikel-31", "Artikel 31. Medewerking met de toezichthoudende autoriteit", "De verwerkingsverantwoordelijke en", 0),
    (AVG_NL, "overweging-1", "Overweging 1", "De bescherming van natuurlijke personen bij de verwerking", 0),
    (AVG_NL, "overweging-3", "Overweging 3", "Richtlijn 95/46/EG van het Europees Parlement en de Raad heeft tot doel", 0),
    (AVG_NL, "overweging-26", "Overweging 26", "De beginselen van gegevensbescherming moeten", 0),
    (AVG_NL, "overweging-173", "Overweging 173", "Deze verordening dient van toepassing te zijn", 0),
    (AVG_EN, "artikel-6", "Article 6. Lawfulness of processing", "1. Processing shall be lawful only if", 17),
    (AVG_EN, "artikel-35", "Article 35. Data protection impact assessment", "1. Where a type of processing", 18),
    (AVG_EN, "artikel-17", "Article 17. Right to erasure (‘right to be forgotten’)", "1. The data subject shall have the right", 14),
    (AVG_EN, "artikel-4", "Article 4. Definitions", "For the purposes of this Regulation:\n(1) ‘personal data’ means", 33),
    (AVG_EN, "artikel-99", "Article 99. Entry into force and application", "1. This Regulation shall enter into force", 2),
    (AVG_EN, "artikel-31", "Article 31. Cooperation with the supervisory authority", "The controller and the processor", 0),
    (AVG_EN, "overweging-1", "Recital 1", "The protection of natural persons in relation", 0),
    (AVG_EN, "overweging-3", "Recital 3", "Directive 95/46/EC of the European Parliament and of the Council seeks", 0),
    (AVG_EN, "overweging-26", "Recital 26", "The principles of data protection should apply", 0),
    (AVG_EN, "overweging-173", "Recital 173", "This Regulation should apply to all matters", 0),
    (AI_EN, "artikel-4", "Article 4. AI literacy", "Providers and deployers of AI systems shall take measures", 0),
    (AI_EN, "artikel-5", "Article 5. Prohibited AI practices", "1. The following AI practices shall be prohibited:\n(a) the placing", 23),
    (AI_EN, "artikel-3", "Article 3. Definitions", "For the purposes of this Regulation, the following definitions apply:\n(1) ‘AI system’", 79),
    (AI_EN, "artikel-113", "Article 113. Entry into force and application", "This Regulation shall enter into force", 3),
    (AI_EN, "artikel-50", "Article 50. Transparency obligations for providers and deployers of certain AI systems", "1. Providers", 7),
    (AI_EN, "artikel-108", "Article 108. Amendments to Regulation (EU) 2018/1139", "Regulation (EU) 2018/1139 is amended", 6),
    (AI_EN, "overweging-180", "Recital 180", "The European Data Protection Supervisor and", 0),
    (AI_EN, "bijlage-ii", "Annex II. List of criminal offences referred to in Article 5(1), first subparagraph, point (h)(iii)", "Criminal", 0),
    (AI_EN, "bijlage-iii", "Annex III. High-risk AI systems referred to in Article 6(2)", "High-risk AI systems pursuant to", 32),
    (AI_EN, "bijlage-x", "Annex X. Union legislative acts on large-scale IT systems in the area of Freedom, Security and Justice", "1. Schengen", 16),
]  # fmt: skip


@pytest.mark.parametrize(("name", "section_id", "label", "start", "parts"), SPOTS, ids=[f"{s[0][:10]}-{s[1]}" for s in SPOTS])
def test_spots(name: str, section_id: str, label: str, start: str, parts: int) -> None:
    found = section(act(name), section_id)
    assert found.label == label
    assert found.text.startswith(start)
    assert len(found.parts) == parts


def test_a_lid_spans_its_last_subparagraph() -> None:
    found = section(act(AVG_NL), "artikel-6")
    lid = next(part for part in found.parts if (part.kind, part.number) == ("lid", "1"))
    assert found.text[lid.start : lid.end].endswith("overheidsinstanties in het kader van de uitoefening van hun taken.")
    assert [part.number for part in found.parts if lid.start < part.start < lid.end] == list("abcdef")


def test_place_path_and_title() -> None:
    found = section(act(AVG_NL), "artikel-35")
    assert found.path == (
        "Hoofdstuk IV. Verwerkingsverantwoordelijke en verwerker",
        "Afdeling 3. Gegevensbeschermingseffectbeoordeling en voorafgaande raadpleging",
    )
    assert found.url == "https://example.org/act#art_35"
    assert section(act(AVG_EN), "overweging-26").url == "https://example.org/act#rct_26"
    assert section(act(AI_EN), "bijlage-iii").url == "https://example.org/act#anx_III"
    assert act(AVG_NL).title.startswith("Verordening (EU) 2016/679 van het Europees Parlement en de Raad van 27 april 2016")
    assert act(AI_EN).title.endswith("(Artificial Intelligence Act)")


def test_signs_are_rendered() -> None:
    assert "greater than 10²⁵." in section(act(AI_EN), "artikel-51").text
    assert "geldboeten tot 20 000 000 EUR" in section(act(AVG_NL), "artikel-83").text
    assert "door:\n— hun parlement;\n— hun regering;" in section(act(AVG_NL), "artikel-53").text
    assert "16) „hoofdvestiging”:\na) met betrekking tot" in section(act(AVG_NL), "artikel-4").text
    assert "autoriteit”: een toezichthoudende autoriteit die" in section(act(AVG_NL), "artikel-4").text


def test_a_quoted_amendment_has_no_parts_of_its_own_and_is_closed() -> None:
    found = section(act(AI_EN), "artikel-105")
    assert found.parts == ()
    assert "is added:\n‘5. For Artificial" in found.text and found.text.endswith("of that Regulation.’.")
    assert "account.’;\n(2) in Article 19" in section(act(AI_EN), "artikel-108").text


def test_groups_of_an_annex() -> None:
    found = section(act(AI_EN), "bijlage-vii")
    numbers = [(part.number, part.depth) for part in found.parts]
    assert numbers[:5] == [("1", 0), ("2", 0), ("3", 0), ("3.1", 1), ("a", 2)]
    assert found.text.startswith("1. Introduction\nConformity based on")


@pytest.mark.parametrize(
    ("printed", "language", "section_id", "label"),
    [
        ("Artikel 6 bis", "nl", "artikel-6-bis", "Artikel 6 bis"),
        ("Article 6a", "en", "artikel-6-bis", "Article 6a"),
        ("Article 6b", "en", "artikel-6-ter", "Article 6b"),
        ("Enig artikel", "nl", "artikel-1", "Artikel 1"),
    ],
)
def test_ids_of_inserted_articles_do_not_depend_on_the_language(printed: str, language: str, section_id: str, label: str) -> None:
    body = f'<ARTICLE IDENTIFIER="001"><TI.ART>{printed}</TI.ART><ALINEA>Tekst.</ALINEA></ARTICLE>'
    found = made(body, language).sections[0]
    assert (found.id, found.label) == (section_id, label)


def test_small_things_in_an_article() -> None:
    found = article(
        "<PARAG><NO.PARAG>1.</NO.PARAG><ALINEA>Een\u00a0zin<NOTE><P>noot</P></NOTE>, met af\u00adbreking &amp; <HT>nadruk</HT>.</ALINEA></PARAG>"
        "<PARAG><NO.PARAG>1 bis.</NO.PARAG><ALINEA><LIST TYPE='alpha'><ITEM><NP><NO.P>a)</NO.P><TXT>punt</TXT></NP></ITEM></LIST>"
        "</ALINEA></PARAG><PARAG><NO.PARAG/><ALINEA><QUOT.START CODE='0000'/>Citaat<QUOT.END/> <?PAGE NO='2'?>slot</ALINEA></PARAG>"
    )
    assert found.text == '1. Een zin, met afbreking & nadruk.\n\n1 bis.\na) punt\n\n"Citaat" slot'
    assert [(part.kind, part.number, found.text[part.start : part.end]) for part in found.parts] == [
        ("lid", "1", "1. Een zin, met afbreking & nadruk."),
        ("lid", "1 bis", "1 bis.\na) punt"),
        ("onderdeel", "a", "a) punt"),
    ]


def test_an_annex_alone_and_its_table() -> None:
    data = (
        "<ANNEX><TITLE><TI><P>BIJLAGE</P></TI><STI><P>Lijst</P></STI></TITLE><CONTENTS><P>Kop</P>"
        "<TBL><CORPUS><ROW><CELL>een</CELL><CELL>twee</CELL></ROW></CORPUS></TBL></CONTENTS></ANNEX>"
    )
    found = parse(f"<COMBINED.FMX>{data}</COMBINED.FMX>".encode(), Source("a")).sections[0]
    assert (found.id, found.label, found.text) == ("bijlage", "Bijlage. Lijst", "Kop\neen\ntwee")
    assert parse(data.encode(), Source("a")).sections[0] == found


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"", "geen geldige XML"),
        (b"geen xml", "geen geldige XML"),
        (b"<ACT><ARTICLE>", "geen geldige XML"),
        (b"<?xml version='1.0' encoding='zo-niet'?><ACT/>", "geen geldige XML"),
        (b"<html/>", "geen wetstekst in Formex"),
        (b"<ACT/>", "geen artikelen"),
        (b"<ACT><CONSID><NP><NO.P>(1)</NO.P><TXT>Tekst.</TXT></NP></CONSID></ACT>", "geen artikelen"),
        (b"<ACT><ARTICLE><TI.ART>Artikel 1</TI.ART></ARTICLE></ACT>", "geen leesbare tekst"),
        (b'<!DOCTYPE ACT [<!ENTITY x SYSTEM "file:///etc/hostname">]><ACT><ARTICLE><P>&x;</P></ARTICLE></ACT>', "DOCTYPE"),
        (b"<ACT>" + b"<P>" * 150 + b"</P>" * 150 + b"</ACT>", "te diep genest"),
        (b"<ACT>" + b"<P>" * 100_000 + b"</P>" * 100_000 + b"</ACT>", "geen geldige XML"),
    ],
    ids=range(11),
)
def test_what_is_wrong_is_told(data: bytes, told: str) -> None:
    with pytest.raises(ParseError, match=told):
        parse(data, Source("a"))


@pytest.mark.parametrize("place", ["<P>&e9;</P>", "<P a='&e9;'/>"])
def test_an_entity_bomb_is_refused_quickly(place: str) -> None:
    entities = '<!ENTITY e0 "lach lach lach lach">' + "".join(
        f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10)
    )  # fmt: skip
    began = time.monotonic()
    with pytest.raises(ParseError):
        parse(f"<!DOCTYPE ACT [{entities}]><ACT><ARTICLE>{place}</ARTICLE></ACT>".encode(), Source("a"))
    assert time.monotonic() - began < 5


@pytest.mark.parametrize("data", [b"", b"tekst", b"<html></html>", b"<toestand/>", b"<ACTIE/>", b"PK\x03\x04", "<ACT/>".encode("utf-16")[:7]])
def test_other_files_are_not_recognised(data: bytes) -> None:
    assert not recognises(data)


def test_a_formex_root_is_recognised_behind_a_declaration_and_in_any_encoding() -> None:
    assert recognises(b"\xef\xbb\xbf<?xml version='1.0'?>\n<!-- x -->\n<CONS.ACT><nooit gesloten")
    assert recognises("<?xml version='1.0' encoding='utf-16'?><ACT/>".encode("utf-16"))


_SMALL = (
    "<COMBINED.FMX><ACT><TITLE><TI><P>Regeling</P></TI></TITLE><PREAMBLE><GR.CONSID><CONSID><NP><NO.P>(1)</NO.P><TXT>Reden.</TXT><P>Nog."
    "</P></NP></CONSID></GR.CONSID></PREAMBLE><ENACTING.TERMS><DIVISION><TITLE><TI><P>HOOFDSTUK I</P></TI><STI><P>Begin</P></STI></TITLE>"
    '<ARTICLE IDENTIFIER="001"><TI.ART>Artikel 1</TI.ART><STI.ART>Doel</STI.ART><PARAG><NO.PARAG>1.</NO.PARAG><ALINEA><P>Er geldt:</P>'
    '<LIST TYPE="alpha"><ITEM><NP><NO.P>a)</NO.P><TXT>iets<NOTE><P>noot</P></NOTE>; <FT TYPE="NUMBER">10000</FT></TXT></NP></ITEM></LIST>'
    '<DLIST SEPARATOR=":"><DLIST.ITEM><PREFIX>1)</PREFIX><TERM><QUOT.START CODE="201E"/>term<QUOT.END CODE="201D"/></TERM><DEFINITION>wat'
    '</DEFINITION></DLIST.ITEM></DLIST><QUOT.S><PARAG><NO.PARAG>5.</NO.PARAG></PARAG></QUOT.S>;</ALINEA></PARAG></ARTICLE></DIVISION>'
    "</ENACTING.TERMS></ACT><ANNEX><TITLE><TI><P>BIJLAGE I</P></TI></TITLE><CONTENTS><GR.SEQ><TITLE><TI><NP><NO.P>1.</NO.P><TXT>Deel</TXT>"
    "</NP></TI></TITLE><P>Tekst</P></GR.SEQ></CONTENTS></ANNEX></COMBINED.FMX>"
)  # fmt: skip


def _holds(data: bytes) -> None:
    """Either a document whose parts are spans of its text, or a :class:`ParseError`; nothing else."""
    try:
        document = parse(data, Source("a"))
    except ParseError:
        return
    for section_ in document.sections:
        assert all(0 <= part.start < part.end <= len(section_.text) for part in section_.parts)


@settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_a_damaged_file_is_a_document_or_an_error(data: st.DataObject) -> None:
    """Bytes changed, and elements renamed, dropped and doubled so that the XML stays well-formed."""
    text = _SMALL
    names = ["P", "NP", "NO.P", "TXT", "LIST", "ITEM", "ALINEA", "PARAG", "NOTE", "QUOT.S", "TI", "TITLE", "GR.SEQ", "ARTICLE", "CONSID"]
    for _ in range(data.draw(st.integers(0, 4))):
        old, new = data.draw(st.sampled_from(names)), data.draw(st.sampled_from(names))
        text = text.replace(f"<{old}>", f"<{new}>").replace(f"</{old}>", f"</{new}>")
    piece = bytearray(text.encode())
    for _ in range(data.draw(st.integers(0, 3))):
        at = data.draw(st.integers(0, len(piece) - 1))
        piece[at : at + data.draw(st.integers(0, 20))] = data.draw(st.binary(max_size=4))
    _holds(bytes(piece))


def test_a_damaged_real_file_is_a_document_or_an_error() -> None:
    chance = random.Random(7)
    whole = real(AVG_NL)
    lines = whole.splitlines(keepends=True)
    for _ in range(5):
        at = chance.randrange(len(whole))
        _holds(whole[:at])
        _holds(whole[:at] + bytes([chance.randrange(256)]) + whole[at + 1 :])
        _holds(b"".join(line for line in lines if chance.random() > 0.0005))


def test_reading_takes_time_in_proportion_to_size() -> None:
    item = "<ITEM><NP><NO.P>a)</NO.P><TXT>tekst</TXT></NP></ITEM>"
    body = f"<ARTICLE><TI.ART>Artikel 1</TI.ART><ALINEA><LIST>{item * 20_000}</LIST></ALINEA></ARTICLE>"
    began = time.monotonic()
    assert len(made(body).sections[0].parts) == 20_000
    assert time.monotonic() - began < 15
