"""The bundle of regulations by article: made-up lines for each rule, the real file (skipped where it is absent) for the whole."""

import gzip
import json
import os
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.document import Document, Kind, Status
from corpus.source import ParseError, Source
from corpus.wettenbundel import documents


def real_lines() -> Iterator[bytes]:
    folder = Path(os.environ.get("REAL_DATA") or Path(__file__).resolve().parents[3] / "shared" / "data")
    path = folder / "wetten-2017-articles.jsonl.gz"
    if not path.exists():
        pytest.skip(f"no real data: {path} is absent")
    with gzip.open(path) as lines:
        yield from lines


def line(heading: str, text: str, path: str = "wet/nietswet/BWBR0000001/README.md", title: str = "Wet van niets (Nietswet)") -> bytes:
    return json.dumps({"p": path, "t": title, "h": heading, "b": text}).encode() + b"\n"


def read(*lines: bytes) -> list[Document]:
    return list(documents(lines))


def test_the_lines_of_one_regulation_are_one_document() -> None:
    second = line(" | Inleiding", "Dit is beleid.", "circulaire/iets/BWBR0000002/README.md", "Circulaire iets")
    lid = line("Begin | Artikel 1", "1. Eerste lid: \na.een deel; \n2. Tweede lid.")
    law, circular = read(lid, b"\n", line("Begin | Artikel 2", "Tekst."), second)
    assert (law.id, law.key, law.title, law.short) == ("bwbr0000001", "bwbr0000001@2017", "Wet van niets (Nietswet)", "Nietswet")
    assert (law.identifier, law.url, law.kind) == ("BWBR0000001", "https://wetten.overheid.nl/BWBR0000001", Kind.WET)
    assert law.validity.status is Status.HISTORISCH
    first = law.sections[0]
    assert (first.id, first.label, first.path) == ("artikel-1", "Artikel 1", ("Begin",))
    assert first.text == "1. Eerste lid:\na. een deel;\n\n2. Tweede lid."
    assert [(part.kind, part.number, first.text[part.start : part.end]) for part in first.parts] == [
        ("lid", "1", "1. Eerste lid:\na. een deel;"), ("onderdeel", "a", "a. een deel;"), ("lid", "2", "2. Tweede lid."),
    ]  # fmt: skip
    assert (circular.kind, circular.short, circular.sections[0].id, circular.sections[0].path) == (Kind.BELEID, "Circulaire iets", "inleiding", ())


def test_what_all_documents_share_comes_from_the_source() -> None:
    (law,) = documents([line("| Artikel 1", "x")], Source(id="sjabloon", kind=Kind.NORM, version="2020", license="CC0", language="nl"))
    assert (law.id, law.kind, law.key, law.license) == ("bwbr0000001", Kind.NORM, "bwbr0000001@2020", "CC0")


@pytest.mark.parametrize(
    ("headings", "expected"),
    [
        (["Artikel 3:1 | Vergoeding"], [("artikel-3-1", "Artikel 3:1. Vergoeding", ())]),
        (["A | Artikel 1", "Artikel 1 | B"], [("artikel-1", "Artikel 1", ("A",)), ("b", "B", ())]),
        (["Artikel 1 | Artikel 2"], [("artikel-2", "Artikel 2", ())]),
        (["A | Artikel 1", "A | Artikel 1", "A | Artikel 1:2"],
         [("artikel-1", "Artikel 1", ("A",)), ("artikel-1-x2", "Artikel 1", ("A",)), ("artikel-1-2", "Artikel 1:2", ("A",))]),
        (["Bijlage 2 | Artikel 1"], [("bijlage-2-artikel-1", "Artikel 1", ("Bijlage 2",))]),
        (["Bijlage 1 | , behorende bij artikel 3"], [("bijlage-1", "Bijlage 1, behorende bij artikel 3", ())]),
        (["*Vorm* | *Artikel 4 Titel*"], [("artikel-4", "Artikel 4. Titel", ("Vorm",))]),
        (["Een kop zonder streep", " | "], [("een-kop-zonder-streep", "Een kop zonder streep", ()), ("tekst", "Tekst", ())]),
    ],
)  # fmt: skip
def test_headings_become_ids_labels_and_paths(headings: list[str], expected: list[tuple[str, str, tuple[str, ...]]]) -> None:
    (document,) = read(*(line(heading, "Tekst.") for heading in headings))
    assert [(part.id, part.label, part.path) for part in document.sections] == expected


def test_tables_and_dashes_read_line_by_line() -> None:
    priced = "| Soort | Prijs |\n|:---|:---|\n| Anjer | 67 |\n| --- | --- |\n| --- | 3 |\n"
    (document,) = read(line("| Bijlage", f"Lijst: \n– een \n* twee \n{priced}\n| --- | --- |\n|:---|:---|\n| a | b |"))
    assert document.sections[0].text == "Lijst:\n– een\n- twee\nSoort: Anjer; Prijs: 67\nPrijs: 3\na: b"


@pytest.mark.parametrize(
    ("bad", "why"),
    [
        (b"{", "geen JSON"),
        (b"[]", "geen JSON"),
        (b"3", "geen JSON"),
        (b"\xff\xfe", "geen JSON"),
        (b"[" * 50_000, "geen JSON"),
        (b'{"p": "x", "t": "", "h": ""}', "geen JSON"),
        (b'{"p": 1, "t": "", "h": "", "b": ""}', "tekst"),
        (line("| Artikel 1", "x", path="wet/zonder/nummer"), "BWB"),
        (line("| Artikel 1", "x" * 200_000), "lang"),
        (line("| Artikel 1", " ", path="wet/BWBR0000009/README.md"), "leesbare tekst"),
    ],
)
def test_a_bad_line_is_named(bad: bytes, why: str) -> None:
    with pytest.raises(ParseError, match=f"^regel 3: .*{why}"):
        read(line("| Artikel 1", "x"), line("| Artikel 2", "x"), bad)


def test_a_regulation_in_two_pieces_is_refused() -> None:
    other = line("| Artikel 1", "x", path="wet/BWBR0000002/README.md")
    with pytest.raises(ParseError, match=r"^regel 3: BWBR0000001 stond al eerder"):
        read(line("| Artikel 1", "x"), other, line("| Artikel 2", "x"))


def test_reading_is_a_stream() -> None:
    asked: list[int] = []

    def lines() -> Iterator[bytes]:
        for number in range(1_000):
            asked.append(number)
            yield line("| Artikel 1", "x", path=f"wet/BWBR{number:07}/README.md")

    assert next(iter(documents(lines()))).id == "bwbr0000000"
    assert len(asked) == 2


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=60), st.text("1a. i°)\n|-*:[bLasten", max_size=120))
def test_any_heading_and_text_give_sections_with_spans(heading: str, text: str) -> None:
    try:
        (document,) = read(line(heading, text), line(heading, "Tekst."))
    except ParseError as error:
        assert str(error).startswith("regel 1")
        return
    for part_of in document.sections:
        assert part_of.text and part_of.label
        assert all(part_of.text[part.start : part.end].startswith(part.number) for part in part_of.parts)


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 400), st.integers(0, 30), st.binary(max_size=4))
def test_a_mutated_line_is_read_or_named(place: int, length: int, put: bytes) -> None:
    good = line("Begin | Artikel 1", "1. Eerste lid; \na. deel; \n1°. punt.")
    mutated = good[:place] + put.replace(b"\n", b" ") + good[place + length :]
    try:
        found = read(mutated)
    except ParseError as error:
        assert str(error).startswith("regel 1: ")
        return
    assert all(part.text for document in found for part in document.sections)


def test_the_start_of_the_real_bundle() -> None:
    found = list(islice(documents(real_lines()), 300))
    assert [(document.id, len(document.sections)) for document in found[:4]] == [
        ("bwbr0032919", 12), ("bwbr0032903", 8), ("bwbr0006920", 7), ("bwbr0024233", 6),
    ]  # fmt: skip
    for document in found:
        ids = [part.id for part in document.sections]
        assert len(set(ids)) == len(ids)
        for part_of in document.sections:
            assert part_of.text.strip() == part_of.text != ""
            assert all(part_of.text[part.start : part.end].startswith(part.number) for part in part_of.parts)
    (changes,) = [document for document in found if document.id == "bwbr0026637"]
    assert (changes.short, changes.sections[0].label) == (
        "Aanpassingsbesluit IOW", "Artikel I. Wijziging van het Besluit aanwijzing registraties gezamenlijke huishouding 1998",
    )  # fmt: skip


@pytest.mark.skipif("WHOLE_BUNDLE" not in os.environ, reason="takes half a minute; set WHOLE_BUNDLE to read all 193,664 lines")
def test_the_whole_real_bundle() -> None:
    sizes = [len(document.sections) for document in documents(real_lines())]
    assert (len(sizes), sum(sizes)) == (12_204, 193_664)
