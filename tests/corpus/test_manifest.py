"""The manifest: what it must hold, what it must agree with, and that a mistake in it is named."""

import os
import re
from datetime import date
from pathlib import Path

import pytest

from corpus.builtin import load_folder
from corpus.document import CorpusError, Document, Kind, Status
from corpus.manifest import MANIFEST, ManifestEntry, Origin, choose, load_manifest

REAL = Path(os.environ.get("REAL_CORPUS") or Path(__file__).resolve().parents[3] / "shared" / "corpus")
HEAD = "checked = 2026-11-23\n"
ENTRY = """
[[document]]
id = "proef-tekst"
title = "Proefwet"
title_en = "Trial Act"
short = "Proef"
short_en = "Trial"
names = ["de proef"]
kind = "wet"
authority = "Niemand"
identifier = "BWBR0000001"
status = "geldend"
valid_from = 2020-01-01
license = "vrij"
origin = "bwb"
bwb = "BWBR0000001"
url = "https://example.org/proef"
patterns = ["BWBR0000001*"]
"""


@pytest.fixture(scope="module")
def entries() -> tuple[ManifestEntry, ...]:
    return load_manifest()


@pytest.fixture(scope="module")
def builtin() -> dict[str, Document]:
    return {document.id: document for document in load_folder()}


def parsed(text: str, folder: Path) -> tuple[ManifestEntry, ...]:
    path = folder / "manifest.toml"
    path.write_text(text, encoding="utf-8")
    return load_manifest(path)


def test_the_documents_it_was_made_for_are_in_it(entries: tuple[ManifestEntry, ...]) -> None:
    wanted = {
        "standpunt-2023-tekst", "advies-landsadvocaat-2023-tekst", "advies-ap-2023-tekst", "beslisnota-2023-tekst",
        "quickscan-2023-tekst", "visie-2024-tekst", "standpunt-2025-tekst", "handreiking-2025-tekst", "avg-tekst", "uavg-tekst",
        "ai-verordening-tekst", "ai-verordening-geconsolideerd", "verordening-2026-1744-tekst", "auteurswet-tekst",
        "databankenwet-tekst", "awb-tekst", "woo-tekst", "archiefwet-1995-tekst", "archiefwet-2026-tekst", "grondwet-tekst",
        "ambtenarenwet-tekst", "bio2-tekst", "algoritmekader-tekst", "wob", "wbp",
    }  # fmt: skip
    assert wanted <= {entry.id for entry in entries}


def test_a_text_with_a_summary_is_named_after_it_and_agrees_with_it(
    entries: tuple[ManifestEntry, ...], builtin: dict[str, Document]
) -> None:
    for entry in entries:
        assert entry.id not in builtin
        assert not entry.summary or entry.summary in builtin, entry.id
        stem = entry.id.removesuffix("-tekst")
        assert (stem in builtin) == (stem != entry.id) or entry.id == "algoritmekader-tekst", entry.id
        if stem in builtin:
            summary = builtin[stem]
            assert entry.summary == stem
            assert (entry.kind, entry.validity) == (summary.kind, summary.validity), entry.id


def test_no_identifier_or_link_comes_out_of_thin_air(entries: tuple[ManifestEntry, ...], builtin: dict[str, Document]) -> None:
    verified = " ".join(f"{document.identifier} {document.url}" for document in builtin.values())
    # The two replaced laws and the consolidated text are known by the files they stand in.
    known = {"BWBR0005252", "BWBR0011468", "02024R1689-20240712"}
    for entry in entries:
        for identifier in filter(None, (entry.bwb, entry.celex, entry.publication)):
            assert identifier in known or identifier in verified or identifier.replace("stb-2026-", "Stb. 2026, ") in verified
            assert identifier.split("-")[-1] in entry.identifier, entry.id


def test_replaced_laws_name_their_successor_and_are_history(entries: tuple[ManifestEntry, ...]) -> None:
    found = {entry.id: entry for entry in entries}
    assert found["wob"].replaced_by == "woo-tekst"
    assert found["wbp"].replaced_by == "avg-tekst"
    assert found["standpunt-2023-tekst"].replaced_by == "standpunt-2025-tekst"
    assert all(found[name].validity.status.is_past for name in ("wob", "wbp", "standpunt-2023-tekst"))


def test_aliases_are_not_shared_between_documents(entries: tuple[ManifestEntry, ...]) -> None:
    names = [name.lower() for entry in entries for name in entry.names]
    assert len(names) == len(set(names))
    assert {"ai act", "ai-wet", "gdpr"} <= set(names)


def test_every_real_file_belongs_to_at_most_one_document(entries: tuple[ManifestEntry, ...]) -> None:
    if not REAL.is_dir():
        pytest.skip(f"no real corpus at {REAL}")
    found: dict[str, list[str]] = {}
    for path in sorted(REAL.rglob("*.*")):
        name = path.relative_to(REAL).as_posix()
        found[name] = [entry.id for entry in entries if entry.matches(name)]
    assert [name for name, owners in found.items() if len(owners) > 1] == []
    assert found["eurlex/32024R1689_nl_oj.html"] == ["ai-verordening-tekst"]
    assert found["eurlex/02016R0679-20160504_en_consolidated.xml"] == ["avg-tekst"]
    assert found["wetten/BWBR0005252_2017.md"] == ["wob"]
    assert found["bio/maatregelen/index.md"] == ["bio2-tekst"]


def test_source_takes_language_and_version_from_the_file_name(entries: tuple[ManifestEntry, ...]) -> None:
    found = {entry.id: entry for entry in entries}
    avg, awb = found["avg-tekst"], found["awb-tekst"]
    assert (avg.source().language, avg.source("32016R0679_en.html").language) == ("nl", "en")
    assert avg.source("32016R0679_nl.html").validity.valid_from == date(2018, 5, 25)
    assert awb.source("BWBR0005537_2025-01-01_0.xml").version == "2025-01-01"
    assert awb.source("BWBR0005537_2025-01-01_0.xml").validity.status is Status.GELDEND
    assert awb.source().kind is Kind.WET
    assert awb.source().checked == date(2026, 11, 23)


def test_a_snapshot_of_a_year_is_never_the_law_in_force(entries: tuple[ManifestEntry, ...]) -> None:
    awb = next(entry for entry in entries if entry.id == "awb-tekst")
    source = awb.source("BWBR0005537_2017.md")
    assert (source.version, source.validity.status) == ("2017", Status.HISTORISCH)


def test_a_pattern_with_a_slash_is_held_against_the_path(entries: tuple[ManifestEntry, ...]) -> None:
    bio = next(entry for entry in entries if entry.id == "bio2-tekst")
    assert bio.matches("bio/inleiding/index.md")
    assert bio.matches("stick/BIO/index.md")
    assert not bio.matches("biologie/index.md")
    assert not bio.matches("index.md")
    assert bio.matches("stick/BIO2-v1.3.PDF")


def test_each_file_of_a_folder_is_a_document_of_its_own(entries: tuple[ManifestEntry, ...]) -> None:
    bio, kader = choose(entries, ("bio2-tekst", "algoritmekader-tekst"))
    front, measures = bio.source("bio/index.md"), bio.source("x/bio/maatregelen/index.md")
    assert (front.id, front.short, front.title) == ("bio2-tekst", "BIO2", "Baseline Informatiebeveiliging Overheid 2")
    assert (measures.id, measures.short, measures.title) == ("bio2-tekst-maatregelen", "BIO2, maatregelen", "")
    measure = kader.source("algoritmekader/regels/maatregelen/3-dat-01-datakwaliteit.md")
    assert (measure.id, measure.short) == ("algoritmekader-tekst-maatregelen-3-dat-01-datakwaliteit", "Algoritmekader, datakwaliteit")


def test_no_two_real_files_of_a_folder_get_one_id(entries: tuple[ManifestEntry, ...]) -> None:
    if not REAL.is_dir():
        pytest.skip(f"no real corpus at {REAL}")
    for entry in choose(entries, ("bio2-tekst", "algoritmekader-tekst")):
        names = [path.relative_to(REAL).as_posix() for path in REAL.rglob("*.md")]
        ids = [entry.source(name).id for name in names if entry.matches(name)]
        assert len(ids) == len(set(ids)) > 3


def test_choose_keeps_order_and_names_an_unknown_id(entries: tuple[ManifestEntry, ...]) -> None:
    assert choose(entries, ()) == entries
    assert [entry.id for entry in choose(entries, ("wob", "avg-tekst", "wob"))] == ["wob", "avg-tekst"]
    with pytest.raises(CorpusError, match="'avgg' staat niet"):
        choose(entries, ("avgg",))


def test_a_minimal_manifest_is_read(folder: Path) -> None:
    (entry,) = parsed(HEAD + ENTRY, folder)
    assert (entry.origin, entry.bwb, entry.languages, entry.sha256) == (Origin.BWB, "BWBR0000001", ("nl",), ())


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('title = "Proefwet"\n', "", "title ontbreekt"),
        ('kind = "wet"', 'kind = "wett"', "wett"),
        ('status = "geldend"', 'status = "oud"', "oud"),
        ('origin = "bwb"', 'origin = "ftp"', "ftp"),
        ('bwb = "BWBR0000001"\n', "", "heeft bwb nodig"),
        ('bwb = "BWBR0000001"', 'bwb = "BWBR1"', "niet de juiste vorm"),
        ('bwb = "BWBR0000001"', 'bwb = "BWBR0000001"\ncelex = "32024R1689"', "celex hoort niet"),
        ('patterns = ["BWBR0000001*"]', "patterns = []", "patterns ontbreekt"),
        ('patterns = ["BWBR0000001*"]', 'patterns = "BWBR*"', "niet de juiste vorm"),
        ("valid_from = 2020-01-01", 'valid_from = "2020"', "niet de juiste vorm"),
        ("valid_from = 2020-01-01", "valid_from = 2020-01-01T00:00:00", "niet de juiste vorm"),
        ("valid_from = 2020-01-01", "valid_from = 2020-01-01\nvalid_until = 2019-01-01", "ligt voor valid_from"),
        ('url = "https:', 'url = "http:', "niet de juiste vorm"),
        ('license = "vrij"', 'license = "vrij"\nlicence = "vrij"', "onbekend veld 'licence'"),
        ('license = "vrij"', 'license = "vrij"\nsha256 = ["abc"]', "64 tekens"),
        ('license = "vrij"', 'license = "vrij"\nlanguages = ["de"]', "kies uit nl en en"),
        ('license = "vrij"', 'license = "vrij"\nlanguages = []', "kies uit nl en en"),
        ('license = "vrij"', 'license = "vrij"\nformat = "fmx4"', "format hoort alleen"),
        ('license = "vrij"', 'license = "vrij"\nreplaced_by = "iets"', "replaced_by 'iets'"),
        ('license = "vrij"', 'license = "vrij"\nreplaces = ["iets"]', "vervangt 'iets'"),
    ],
)
def test_a_mistake_is_named_with_file_and_entry(old: str, new: str, said: str, folder: Path) -> None:
    assert old in ENTRY
    with pytest.raises(CorpusError, match=re.escape(said)) as caught:
        parsed(HEAD + ENTRY.replace(old, new), folder)
    assert "manifest.toml" in str(caught.value)
    assert "proef-tekst" in str(caught.value)


@pytest.mark.parametrize("text", ["", "checked = 2026-11-23", ENTRY, HEAD + "extra = 1\n" + ENTRY, HEAD + "document = [1]", "id = ["])
def test_another_shape_is_refused(text: str, folder: Path) -> None:
    with pytest.raises(CorpusError, match=r"manifest\.toml"):
        parsed(text, folder)


def test_two_entries_with_one_id_are_refused(folder: Path) -> None:
    with pytest.raises(CorpusError, match="twee keer"):
        parsed(HEAD + ENTRY + ENTRY, folder)


def test_the_manifest_ships_with_the_package() -> None:
    assert MANIFEST.is_file()
