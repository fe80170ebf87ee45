"""Adding files: good ones, the same again, bad ones that must not stop the rest, and a run that is broken off.

One process reads for the whole module, as it does for a whole run.
"""

import io
import json
import os
import sys
import zipfile
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from corpus import add as adding
from corpus.add import Given, Outcome, Report, add, files_in, source_of
from corpus.document import Document, Status, Validity
from corpus.library import Library
from corpus.read import MAX_BYTES
from corpus.source import Source
from corpus.worker import Limits, Reader

ADDED, SAME, REPLACED, SKIPPED = Outcome.ADDED, Outcome.SAME, Outcome.REPLACED, Outcome.SKIPPED


@pytest.fixture(scope="module")
def reader() -> Iterator[Reader]:
    with Reader({}) as reader:
        yield reader


class Desk:
    """A folder of files and the library they are added to."""

    def __init__(self, root: Path, reader: Reader) -> None:
        self.folder, self.library, self.reader = root / "map", Library(root / "bibliotheek"), reader

    def write(self, name: str, data: str | bytes = "De fiets staat binnen.") -> Path:
        file = self.folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data.encode() if isinstance(data, str) else data)
        return file

    def reports(self, *paths: Path, language: str = "", ocr: bool = False, reserved: Sequence[str] = (), **said: object) -> Iterator[Report]:
        return add(files_in(paths or [self.folder]), self.library, (), Given(said, language), self.reader, ocr, reserved)

    def add(self, *paths: Path, **how: Any) -> list[tuple[Outcome, str]]:
        """What became of each file, with its key, or why it was skipped."""
        return [(report.outcome, report.reason if report.outcome is SKIPPED else report.key) for report in self.reports(*paths, **how)]

    def keys(self) -> list[str]:
        return [held.key for held in self.library.held()]

    def texts(self) -> dict[str, str]:
        return {document.key: document.sections[0].text for document in self.library.documents()}


@pytest.fixture
def desk(tmp_path: Path, reader: Reader) -> Desk:
    return Desk(tmp_path, reader)


def builtin(document_id: str, first: str = "De fiets staat binnen.") -> str:
    """A file in the format of the built-in corpus, which tells its own id."""
    texts = "title title_en short short_en authority identifier".split()
    head = "\n".join((f"id: {document_id}", *(f"{field}: Regel" for field in texts), "kind: beleid", "status: geldend", "checked: 2026-01-01"))
    articles = (f"## Artikel {number} {{#artikel-{number}}}\n\n{text}\n" for number, text in ((1, first), (2, "De fiets is rood.")))
    return f"---\n{head}\n---\n\n" + "\n".join(articles)


# ---- the same file again


def test_a_file_is_added_then_unchanged_then_replaced(desk: Desk) -> None:
    file = desk.write("nota.md", "# Een\n\nDe fiets.\n\n# Twee\n\nHet rek.\n")
    assert list(desk.reports()) == [Report(file, ADDED, "map-nota", 2)]
    assert list(desk.reports()) == [Report(file, SAME, "map-nota", 2)]
    desk.write("nota.md", "De auto.")
    assert list(desk.reports()) == [Report(file, REPLACED, "map-nota", 1)]
    assert desk.texts() == {"map-nota": "De auto."}


def test_a_file_keeps_its_name_however_its_folder_is_given(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    file = desk.write("nota.md")
    assert desk.add() == [(ADDED, "map-nota")]
    monkeypatch.chdir(desk.folder)
    for path in (file, Path("nota.md"), Path("."), Path("../map")):
        assert desk.add(path) == [(SAME, "map-nota")]


def test_what_is_said_of_a_file_counts_as_a_change(desk: Desk) -> None:
    desk.write("nota.md")
    past = Validity(Status.HISTORISCH)
    outcomes = [outcome for said in (Validity(Status.GELDEND), past, past) for outcome, _ in desk.add(validity=said)]
    assert outcomes == [ADDED, REPLACED, SAME]
    (document,) = desk.library.documents()
    assert {document.validity, document.sections[0].validity} == {past}


@pytest.mark.parametrize("data", ["De fiets.", builtin("oud")], ids=["plain", "builtin"])
def test_another_id_version_or_language_leaves_nothing_of_the_old_behind(desk: Desk, data: str) -> None:
    desk.write("nota.md", data)
    assert desk.add(id="oud") == [(ADDED, "oud")]
    assert desk.add(id="nieuw") == [(REPLACED, "nieuw")]
    assert desk.add(id="nieuw", version="2026") == [(REPLACED, "nieuw@2026")]
    assert desk.add(id="nieuw", version="2026", language="en") == [(REPLACED, "nieuw@2026")]
    assert [(held.key, held.language) for held in desk.library.held()] == [("nieuw@2026", "en")]


def test_references_inside_a_document_follow_the_id_it_is_given(desk: Desk) -> None:
    desk.write("nota.md", builtin("oud", "Zie artikel 2."))
    desk.add()
    desk.add(id="nieuw")
    (document,) = desk.library.documents()
    assert [link.target for link in document.sections[0].links] == ["nieuw/artikel-2"]


def test_two_languages_of_one_id_stand_side_by_side(desk: Desk) -> None:
    dutch, english = desk.write("regel.md", "Dit moet."), desk.write("rule.md", "This must.")
    assert desk.add(english, id="regel", language="en") + desk.add(dutch, id="regel") == [(ADDED, "regel"), (ADDED, "regel")]
    (document,) = desk.library.documents()
    assert [(section.text, section.english) for section in document.sections] == [("Dit moet.", "This must.")]


def test_what_nobody_says_of_a_file_comes_from_its_name_and_head() -> None:
    head = b"---\ntitle: De nota\n---\nTekst."
    files = ("map/Een nota.md", b"Tekst."), ("map/nota/index.md", head), ("map/nota.txt", head), ("wet/BWBR0000001_2025.md", b"Tekst.")
    sources = [source_of(name, data, ()) for name, data in files]
    assert [(source.id, source.title) for source in sources] == [
        ("map-een-nota", ""), ("map-nota", "De nota"), ("map-nota", ""), ("bwbr0000001", ""),
    ]  # fmt: skip


# ---- bad files


def pdf(content: bytes, trailer: bytes = b"") -> bytes:
    """A PDF of one page; it can show the letters of font F and the image I."""
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Count 1 /Kids [3 0 R] >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F 5 0 R >> /XObject << /I 6 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
        b"<< /Type /XObject /Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceGray /BitsPerComponent 8 /Length 1 >>\nstream\n\0\nendstream",
    ]  # fmt: skip
    data = b"%PDF-1.7\n" + b"".join(b"%d 0 obj\n%s\nendobj\n" % numbered for numbered in enumerate(objects, 1))
    return data + b"trailer\n<< /Size 7 /Root 1 0 R %s >>\nstartxref\n0\n%%%%EOF\n" % trailer


TEXT = pdf(b"BT /F 12 Tf 72 700 Td (Het fietsenrek staat buiten bij de deur.) Tj ET")
SCAN = pdf(b"q 595 0 0 842 0 0 cm /I Do Q")
LOCK = b"/ID [<00><00>] /Encrypt << /Filter /Standard /V 1 /R 2 /O <%s> /U <%s> /P -1 >>" % (b"41" * 32, b"42" * 32)
ENTITIES = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
BOMB = f'<!DOCTYPE x [<!ENTITY l0 "lol">{ENTITIES}]>'
STATUTE = '<toestand bwb-id="BWBR0000001" inwerkingtreding="2020-01-01"><wetgeving><artikel><al>&l9;</al></artikel></wetgeving></toestand>'


def zipped(size: int) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", bytes(size))
    return target.getvalue()


BAD = [
    ("leeg.md", b" \n", "het bestand is leeg"),
    ("kop.md", b"# Alleen een kop\n", "er staat geen leesbare tekst in"),
    ("kop.md", b"---\ntitle: [\n---\nTekst.", "de kop tussen de regels --- is geen geldige YAML"),
    ("soort.md", builtin("x").replace("kind: beleid", "kind: raar").encode(), "kind 'raar' bestaat niet. Kies uit: wet, "),
    ("latin.md", "Café\n".encode("latin-1"), "het bestand is geen UTF-8; sla het op als UTF-8"),
    ("utf16.md", "Tekst.".encode("utf-16"), "het bestand is geen UTF-8 maar UTF-16; sla het op als UTF-8"),
    ("utf16.xml", "<a/>".encode("utf-16"), "het bestand is geen UTF-8 maar UTF-16; sla het op als UTF-8"),
    ("slot.pdf", pdf(b"", LOCK), "de PDF is versleuteld. Sla haar op zonder wachtwoord"),
    ("half.pdf", TEXT[:300], "de PDF is beschadigd of niet volledig"),
    ("scan.pdf", SCAN, "de PDF bestaat uit gescande beelden zonder tekst. Laat eerst tekstherkenning (OCR) doen"),
    ("tekst.pdf", b"Gewone tekst.", "de inhoud is geen PDF; het bestand is beschadigd of heeft een verkeerde naam"),
    ("foto.png", b"\x89PNG", "dit soort bestand wordt niet gelezen. Wel: .md, "),
    ("half.xml", STATUTE[:-3].replace("&l9;", "").encode(), "dit is geen geldige XML"),
    ("ander.xml", b"<a/>", "deze XML is geen Formex, BWB-toestand of Kamerstuk"),
    ("bom.xml", (BOMB + STATUTE).encode(), "dit is geen geldige XML"),
    ("bom.xml", (BOMB + STATUTE).replace("&l9;", "&l1;").encode(), "de XML bevat eigen entiteiten"),
    ("bom.xml", f"{BOMB}<ACT><P>&l1;</P></ACT>".encode(), "de XML heeft een DOCTYPE"),
    ("bom.docx", zipped(50 << 20), "het document is uitgepakt onredelijk groot en wordt niet geopend"),
    ("oud.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "dit is een Word-document in het oude formaat (.doc)"),
    ("leeg.jsonl", b"\n", "er staat geen regeling in"),
    ("half.jsonl.gz", b"\x1f\x8b\x08\0", "de bundel is beschadigd of niet volledig. Haal het bestand opnieuw op"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "data", "reason"), BAD, ids=[name for name, *_ in BAD])
def test_a_bad_file_is_skipped_with_a_reason_and_the_next_is_added(desk: Desk, name: str, data: bytes, reason: str) -> None:
    desk.write(name, data)
    desk.write("z.md")
    bad, good = desk.add()
    assert bad[0] is SKIPPED and bad[1].startswith(reason)
    assert (good, desk.keys()) == ((ADDED, "map-z"), ["map-z"])


def test_a_statute_is_read_with_the_list_of_versions_beside_it(desk: Desk) -> None:
    days = "".join(f'<datum waarde="{day}"/>' for day in ("2020-01-01", "2023-01-01"))
    versions = f'<wetstechnische-informatie bwb-id="BWBR0000001"><wijzigingen><regeling>{days}</regeling></wijzigingen></wetstechnische-informatie>'
    desk.write("wet.xml", STATUTE.replace("&l9;", "De fiets."))
    assert desk.add() == [(ADDED, "map-wet@2020-01-01")]
    desk.write("BWBR0000001_wti.xml", versions)
    assert desk.add() == [(REPLACED, "map-wet@2020-01-01")]
    assert desk.library.documents()[0].validity.valid_until == date(2022, 12, 31)
    desk.write("BWBR0000001_wti.xml", versions[:-1])
    assert desk.add() == [(SKIPPED, "de lijst met versies (_wti.xml) ernaast is niet te lezen: dit is geen geldige XML")]


def test_content_decides_where_the_name_is_wrong(desk: Desk) -> None:
    desk.write("tekst.md", TEXT)
    assert desk.add() == [(ADDED, "map-tekst")]
    assert desk.texts() == {"map-tekst": "Het fietsenrek staat buiten bij de deur."}


def test_what_is_no_ordinary_file_is_skipped(desk: Desk) -> None:
    desk.write("z.md")
    (desk.folder / "a-lus.md").symlink_to("a-lus.md")
    os.mkfifo(desk.folder / "b-pijp.md")
    (desk.folder / "c-weg.md").symlink_to("nergens.md")
    with desk.write("d-groot.md", "Tekst.").open("r+b") as file:
        file.truncate(MAX_BYTES + (5 << 20))
    (desk.folder / "terug").symlink_to(desk.folder, target_is_directory=True)
    assert desk.add(desk.folder, desk.folder / "nergens") == [
        (SKIPPED, "dit is een koppeling (symlink) die naar zichzelf verwijst"),
        (SKIPPED, "dit is geen gewoon bestand"),
        (SKIPPED, "dit bestand is er niet"),
        (SKIPPED, "het bestand is 105 MB; het mag 100 MB zijn. Knip het op"),
        (ADDED, "map-z"),
        (SKIPPED, "dit bestand is er niet"),
    ]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_what_may_not_be_read_is_skipped(desk: Desk) -> None:
    desk.write("a.md").chmod(0)
    inside = desk.write("b/b.md")
    inside.parent.chmod(0)
    desk.write("y.xml", STATUTE.replace("&l9;", "De fiets."))
    (desk.folder / "BWBR0000001_wti.xml").symlink_to(inside)
    desk.write("z.md")
    why = "u hebt geen recht om dit te lezen. Laat de beheerder leesrechten geven"
    try:
        good = [(ADDED, "map-y@2020-01-01"), (ADDED, "map-z")]
        assert desk.add(desk.folder, inside) == [(SKIPPED, why), (SKIPPED, why), *good, (SKIPPED, why)]
    finally:
        inside.parent.chmod(0o700)


def fake_ocr(folder: Path, monkeypatch: pytest.MonkeyPatch, script: str) -> None:
    """An ``ocrmypdf`` that is the only program to be found; its last two arguments are the files to read and to make."""
    folder.mkdir()
    program = folder / "ocrmypdf"
    program.write_text(f"#!{sys.executable}\nimport pathlib, sys\nread, made = map(pathlib.Path, sys.argv[-2:])\n{script}\n")
    program.chmod(0o700)
    monkeypatch.setenv("PATH", str(folder))


def test_a_scan_is_recognised_once_where_the_administrator_asked_for_it(desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fake_ocr(tmp_path / "bin", monkeypatch, f"made.write_bytes({TEXT!r})\nprint(*sys.argv, file=open({str(tmp_path / 'log')!r}, 'a'))")
    desk.write("scan.pdf", SCAN)
    assert desk.add(ocr=True) == [(ADDED, "map-scan")]
    assert desk.add(ocr=True) == desk.add() == [(SAME, "map-scan")]
    assert desk.texts() == {"map-scan": "Het fietsenrek staat buiten bij de deur."}
    assert len((tmp_path / "log").read_text().splitlines()) == 1


@pytest.mark.parametrize(
    ("script", "reason"),
    [
        ("sys.exit('taal nld ontbreekt')", "tekstherkenning (OCR) is mislukt: taal nld ontbreekt"),
        ("made.write_bytes(read.read_bytes())", "de PDF bestaat uit gescande beelden zonder tekst"),
    ],
)
def test_recognition_that_fails_skips_only_the_scan(desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str, reason: str) -> None:
    fake_ocr(tmp_path / "bin", monkeypatch, script)
    desk.write("scan.pdf", SCAN)
    desk.write("z.md")
    bad, good = desk.add(ocr=True)
    assert (bad[0], good) == (SKIPPED, (ADDED, "map-z"))
    assert bad[1].startswith(reason)


# ---- files that get in each other's way


def test_of_two_files_with_one_id_the_second_is_skipped_and_names_the_first(desk: Desk) -> None:
    first, second = desk.write("a.md", builtin("regel", "De eerste.")), desk.write("b.md", builtin("regel", "De tweede."))
    added, skipped = desk.add()
    assert added == (ADDED, "regel")
    assert skipped[0] is SKIPPED
    assert skipped[1].startswith(f"het id regel is al van {first}. Geef dit bestand een eigen naam, id (--id) of versie (--version)")
    assert desk.texts() == {"regel": "De eerste."}
    # In a later run the first is only known by the name it had.
    ((outcome, reason),) = desk.add(second)
    assert outcome is SKIPPED and reason.startswith("het id regel is al van map/a.md.")
    assert desk.add(second, version="2") == [(ADDED, "regel@2")]
    desk.library.remove("regel", "")
    assert desk.texts() == {"regel@2": "De tweede."}


def test_two_files_of_one_name_in_one_run_are_told_apart(desk: Desk) -> None:
    first, second = desk.write("een/nota.md", "De eerste."), desk.write("twee/een/nota.md", "De tweede.")
    added, (outcome, reason) = desk.add(first, second)
    assert (added, outcome) == ((ADDED, "een-nota"), SKIPPED)
    assert reason.startswith(f"de naam een/nota.md is al van {first}.")
    assert desk.texts() == {"een-nota": "De eerste."}


def test_the_id_of_a_built_in_document_is_taken(desk: Desk) -> None:
    desk.write("a.md", builtin("regel"))
    desk.write("z.md")
    refused, good = desk.add(reserved=["regel", "ander"])
    assert refused[0] is SKIPPED and refused[1].startswith("het id regel is al van een document van het ingebouwde corpus.")
    assert (good, desk.keys()) == ((ADDED, "map-z"), ["map-z"])


# ---- a bundle


def regulation(number: int, text: str = "De fiets.") -> bytes:
    row = {"p": f"wet/regel/BWBR{number:07}/README.md", "t": f"Regel {number}", "h": " | Artikel 1", "b": text}
    return json.dumps(row).encode() + b"\n"


def bundle_keys(*numbers: int) -> list[str]:
    return [f"bwbr{number:07}@2017" for number in numbers]


def test_a_bundle_is_added_then_unchanged_then_replaced(desk: Desk) -> None:
    file = desk.write("wetten.jsonl", regulation(1) + regulation(2) * 3)
    assert list(desk.reports()) == [Report(file, ADDED, "", 4, documents=2)]
    assert list(desk.reports()) == [Report(file, SAME, "", 4, documents=2)]
    desk.write("wetten.jsonl", regulation(2, "De auto.") + regulation(3))
    assert list(desk.reports()) == [Report(file, REPLACED, "", 2, documents=2)]
    assert desk.texts() == dict(zip(bundle_keys(2, 3), ["De auto.", "De fiets."], strict=True))


@pytest.mark.parametrize("batch", [1, 300])
def test_what_stands_before_a_broken_line_of_a_bundle_is_kept(desk: Desk, monkeypatch: pytest.MonkeyPatch, batch: int) -> None:
    monkeypatch.setattr(adding, "_BATCH", batch)
    whole, changed = [[regulation(number, text) for number in (1, 2, 3, 4)] for text in ("De auto.", "De fiets.")]
    desk.write("wetten.jsonl", b"".join(whole))
    desk.write("z.md", "Tekst.")
    assert desk.add() == [(ADDED, ""), (ADDED, "map-z")]
    desk.write("wetten.jsonl", b"".join((*changed[:3], b"{\n", *changed[3:])))
    why = "regel 4: dit is geen JSON-object met p, t, h en b; de 2 regelingen ervoor zijn wel opgenomen"
    # Whether the third goes on at the broken line nobody knows.
    for _ in range(2):
        assert desk.add() == [(SKIPPED, why), (SAME, "map-z")]
        assert list(desk.texts().values()) == ["De fiets.", "De fiets.", "De auto.", "De auto.", "Tekst."]
    # Half of it is no longer what it was when it was read before.
    desk.write("wetten.jsonl", b"".join(whole))
    assert desk.add() == [(REPLACED, ""), (SAME, "map-z")]
    assert list(desk.texts().values()) == ["De auto."] * 4 + ["Tekst."]
    assert desk.add() == [(SAME, ""), (SAME, "map-z")]


def test_a_bundle_leaves_alone_what_came_from_another_file(desk: Desk) -> None:
    desk.write("a.jsonl", regulation(1, "De eerste."))
    file = desk.write("b.jsonl", regulation(1, "De tweede.") + regulation(2))
    _, report = desk.reports()
    assert (report.path, report.outcome, report.documents) == (file, ADDED, 1)
    assert report.reason == f"1 regelingen zijn overgeslagen omdat een ander bestand ze al gaf, zoals bwbr0000001@2017 ({desk.folder / 'a.jsonl'})"
    assert desk.texts() == dict(zip(bundle_keys(1, 2), ["De eerste.", "De fiets."], strict=True))
    desk.write("b.jsonl", regulation(1, "De derde."))
    assert desk.add()[1] == (SKIPPED, "er staat geen regeling in die nog niet uit een ander bestand kwam")


# ---- a run that is broken off


class Interrupted(Reader):
    """Ctrl-C comes while a file with "stop" in its name, or the fourth regulation of a bundle, is read."""

    def read(self, data: bytes, name: str, source: Source, beside: bytes = b"") -> Document:
        if "stop" in name:
            raise KeyboardInterrupt
        return super().read(data, name, source, beside)

    def read_bundle(self, file: Path, source: Source) -> Iterator[Document]:
        for number, document in enumerate(super().read_bundle(file, source), 1):
            if number == 4:
                raise KeyboardInterrupt
            yield document


def test_an_interruption_keeps_what_was_added_and_the_next_run_goes_on(desk: Desk, reader: Reader) -> None:
    for name in ("a.md", "b-stop.md", "c.md"):
        desk.write(name)
    with Interrupted({}) as desk.reader, pytest.raises(KeyboardInterrupt):
        desk.add()
    assert desk.keys() == ["map-a"]
    desk.reader = reader
    assert desk.add() == [(SAME, "map-a"), (ADDED, "map-b-stop"), (ADDED, "map-c")]


def test_a_bundle_that_is_interrupted_keeps_its_batches_and_is_read_anew(desk: Desk, reader: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(adding, "_BATCH", 2)
    desk.write("wetten.jsonl", b"".join(map(regulation, range(1, 7))))
    note = desk.write("z.md")
    with Interrupted({}) as desk.reader:
        with pytest.raises(KeyboardInterrupt):
            desk.add()
        assert desk.keys() == bundle_keys(1, 2)
        # What was left of the bundle is no answer to the next question.
        assert desk.add(note) == [(ADDED, "map-z")]
    desk.reader = reader
    assert desk.add() == [(REPLACED, ""), (SAME, "map-z")]
    assert desk.keys() == [*bundle_keys(*range(1, 7)), "map-z"]
    assert desk.add() == [(SAME, ""), (SAME, "map-z")]


# ---- a file that asks too much


@pytest.mark.parametrize(
    ("data", "limits", "reason"),
    [
        ("Zie artikel 3 van de regel. " * 300_000, Limits(seconds=3), "lezen duurt langer dan 3 seconden"),
        ("De fiets staat binnen.\n\n" * 3_500_000, Limits(memory_bytes=128 << 20), "lezen kost te veel geheugen"),
    ],
    ids=["time", "memory"],
)
def test_a_file_over_a_limit_is_skipped_and_the_rest_is_read(
    desk: Desk, capfd: pytest.CaptureFixture[str], data: str, limits: Limits, reason: str
) -> None:
    desk.write("a.md")
    desk.write("b.md", data)
    desk.write("c.md")
    with Reader({}, limits) as desk.reader:
        first, bad, last = desk.add()
        assert (first, last) == ((ADDED, "map-a"), (ADDED, "map-c"))
        assert bad[0] is SKIPPED and bad[1].startswith(reason)
    assert "Traceback" not in capfd.readouterr().err
