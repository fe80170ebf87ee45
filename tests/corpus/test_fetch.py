"""From the manifest to a folder: the protocols of the publishers, behind a mirror on this machine, and files carried in."""

import json
import os
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from corpus.connection import DownloadError, Network
from corpus.document import CorpusError
from corpus.fetch import Fetched, FetchOptions, Step, fetch, stored
from corpus.manifest import ManifestEntry, choose, load_manifest
from corpus.receipt import Outcome, read_receipt, sha256
from corpus.sru import State, in_force, parse_states

REAL = Path(os.environ.get("REAL_CORPUS") or Path(__file__).resolve().parents[3] / "shared" / "corpus")
XML = b"<?xml version='1.0'?><toestand><al>Een zin over niets.</al></toestand>"
HTML = b"<!DOCTYPE html><html><body><p>Een zin over niets.</p></body></html>"
PDF = b"%PDF-1.7\n1 0 obj\nendobj\n%%EOF\n"
SRU, REPOSITORY, OB, CELLAR = (
    "/zoekservice.overheid.nl/sru/Search", "/repository.officiele-overheidspublicaties.nl/bwb", "/zoek.officielebekendmakingen.nl",
    "/publications.europa.eu/resource/celex",
)  # fmt: skip
RECORD = """<record><recordData><gzd xmlns:d="http://purl.org/dc/terms/" xmlns:b="http://standaarden.overheid.nl/bwb/terms/">
<originalData><d:identifier>{bwb}</d:identifier><b:geldigheidsperiode_startdatum>{start}</b:geldigheidsperiode_startdatum>
<b:geldigheidsperiode_einddatum>{end}</b:geldigheidsperiode_einddatum></originalData><enrichedData>
<b:locatie_toestand>https://repository.officiele-overheidspublicaties.nl/bwb/{bwb}/{start}_{number}/xml/{bwb}_{start}_{number}.xml</b:locatie_toestand>
<b:locatie_wti>https://repository.officiele-overheidspublicaties.nl/bwb/{bwb}/{bwb}.WTI</b:locatie_wti>
</enrichedData></gzd></recordData></record>"""


def real(name: str) -> bytes:
    """A real file, or skip."""
    path = REAL / name
    if not path.is_file():
        pytest.skip(f"no real file at {path}")
    return path.read_bytes()


def sru(bwb: str, *states: tuple[str, str, int], total: int | None = None) -> bytes:
    records = "".join(RECORD.format(bwb=bwb, start=start, end=end, number=number) for start, end, number in states)
    count = len(states) if total is None else total
    return (
        '<?xml version="1.0"?><searchRetrieveResponse xmlns="http://www.loc.gov/zing/srw/">'
        f"<numberOfRecords>{count}</numberOfRecords><records>{records}</records></searchRetrieveResponse>"
    ).encode()


class Asked(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: "Publisher"

    def do_GET(self) -> None:
        self.close_connection = True
        self.server.asked.append((self.path, dict(self.headers)))
        found = self.server.files.get(self.path.partition("?")[0])
        body = found(self) if callable(found) else found
        etag = f'"{hash(body)}"'
        status = 404 if body is None else 304 if self.headers.get("If-None-Match") == etag else 200
        self.send_response(status)
        body = body if status == 200 and body else b""
        kind = "application/pdf" if body.startswith(b"%PDF") else "text/html" if b"<html" in body[:2000] else "application/xml"
        for name, value in {"Content-Type": kind, "Content-Length": str(len(body)), "ETag": etag}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Keep the test output clean."""


class Publisher(ThreadingHTTPServer):
    """All publishers at once, each under its host name as a mirror has them."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Asked)
        self.files: dict[str, bytes | Callable[[Asked], bytes | None]] = {}
        self.asked: list[tuple[str, dict[str, str]]] = []

    @property
    def options(self) -> FetchOptions:
        network = Network(interval=0.0, tries=1, total_seconds=10.0, mirror=f"http://127.0.0.1:{self.server_address[1]}")
        return FetchOptions(network=network, on=(date(2026, 11, 24),))


@pytest.fixture
def publisher() -> Iterator[Publisher]:
    server = Publisher()
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


def entry(entry_id: str, **changes: Any) -> ManifestEntry:
    return replace(choose(load_manifest(), (entry_id,))[0], **changes)


def told(found: tuple[Fetched, ...]) -> list[tuple[str, str]]:
    return [(item.file.name if item.file else "", str(item.outcome)) for item in found]


def statute(publisher: Publisher, bwb: str, *states: tuple[str, str, int], text: bytes = XML) -> None:
    publisher.files[SRU] = sru(bwb, *states)
    for start, _, number in states:
        publisher.files[f"{REPOSITORY}/{bwb}/{start}_{number}/xml/{bwb}_{start}_{number}.xml"] = text
    publisher.files[f"{REPOSITORY}/{bwb}/{bwb}.WTI"] = b"<wetstechnische-informatie></wetstechnische-informatie>"


def test_a_statute_comes_in_the_version_that_applies(publisher: Publisher, folder: Path) -> None:
    statute(publisher, "BWBR0005537", ("2019-01-01", "2023-12-31", 0), ("2024-01-01", "2026-12-31", 0), ("2027-01-01", "9999-12-31", 0))
    found = fetch([entry("awb-tekst")], folder, publisher.options)
    assert told(found) == [("BWBR0005537_2024-01-01_0.xml", "nieuw"), ("BWBR0005537_wti.xml", "nieuw")]
    query = parse_qs(urlsplit(publisher.asked[0][0]).query)
    assert (query["x-connection"], query["query"]) == (["BWB"], ["dcterms.identifier==BWBR0005537"])
    receipt = read_receipt(found[0].file) if found[0].file else None
    assert receipt is not None
    assert receipt.url.startswith("https://repository.officiele-overheidspublicaties.nl/bwb/BWBR0005537/2024-01-01_0/xml/")
    assert receipt.sha256 == sha256(folder / "awb-tekst" / "BWBR0005537_2024-01-01_0.xml")


def test_the_real_statute_and_its_index_arrive_byte_for_byte(publisher: Publisher, folder: Path) -> None:
    text, index = real("bwb/BWBR0018451_2025-01-01_toestand.xml"), real("bwb/BWBR0018451_wti.xml")
    statute(publisher, "BWBR0018451", ("2025-01-01", "9999-12-31", 0), text=text)
    publisher.files[f"{REPOSITORY}/BWBR0018451/BWBR0018451.WTI"] = index
    fetch([entry("awb-tekst", id="zorgtoeslag", bwb="BWBR0018451")], folder, publisher.options)
    assert (folder / "zorgtoeslag" / "BWBR0018451_2025-01-01_0.xml").read_bytes() == text
    assert (folder / "zorgtoeslag" / "BWBR0018451_wti.xml").read_bytes() == index


def test_versions_of_other_days_can_be_had_beside_it(publisher: Publisher, folder: Path) -> None:
    statute(publisher, "BWBR0005537", ("2019-01-01", "2023-12-31", 0), ("2024-01-01", "9999-12-31", 0))
    options = replace(publisher.options, on=(date(2020, 1, 1), date(2021, 1, 1), date(2026, 1, 1)))
    found = fetch([entry("awb-tekst")], folder, options)
    assert [name for name, _ in told(found)] == ["BWBR0005537_2019-01-01_0.xml", "BWBR0005537_2024-01-01_0.xml", "BWBR0005537_wti.xml"]


def test_which_version_applies() -> None:
    def state(start: str, end: str, number: int = 0) -> State:
        return State(date.fromisoformat(start), date.fromisoformat(end), number, f"{start}_{number}", "")

    old, new, mended = state("2019-01-01", "2023-12-31"), state("2024-01-01", "2025-12-31"), state("2024-01-01", "2025-12-31", 1)
    assert in_force([new, mended, old], date(2024, 1, 1)) is mended
    assert in_force([new, old], date(2023, 12, 31)) is old
    assert in_force([old, new], date(2030, 1, 1)) is new, "of a statute that lapsed the last version"
    assert in_force([new, old], date(2000, 1, 1)) is old, "of a statute to come the first version"


def test_all_pages_of_the_search_service_are_read(publisher: Publisher, folder: Path) -> None:
    states = [(f"{2000 + number}-01-01", f"{2000 + number}-12-31", 0) for number in range(26)]
    statute(publisher, "BWBR0005537", *states)

    def page(asked: Asked) -> bytes:
        start = int(parse_qs(urlsplit(asked.path).query)["startRecord"][0])
        return sru("BWBR0005537", *states[start - 1 : start + 9], total=26)

    publisher.files[SRU] = page
    found = fetch([entry("awb-tekst")], folder, replace(publisher.options, on=(date(2025, 6, 1),)))
    assert told(found)[0] == ("BWBR0005537_2025-01-01_0.xml", "nieuw")
    assert sum(path.startswith(SRU) for path, _ in publisher.asked) == 3


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (sru("BWBR0005537", total=5), "0 van 5 versies"),
        (sru("BWBR0005537"), "geen versie gevonden"),
        (sru("BWBR0001840", ("2024-01-01", "9999-12-31", 0)), "geen versie gevonden"),
        (b"<diagnostics>fout</diagnostics>", "onleesbaar antwoord"),
        (b"<searchRetrieveResponse><numberOfRecords>1</numberOfRecords><a></searchRetrieveResponse>", "onleesbaar antwoord"),
        (b"<html><body>onderhoud</body></html>", "foutpagina"),
        (sru("BWBR0005537", ("2024-99-01", "9999-12-31", 0)), "onleesbaar antwoord"),
    ],
)
def test_a_search_service_that_fails_never_passes_for_an_older_version(
    answer: bytes, said: str, publisher: Publisher, folder: Path
) -> None:
    publisher.files[SRU] = answer
    (found,) = fetch([entry("awb-tekst")], folder, publisher.options)
    assert found.outcome is Outcome.MISLUKT
    assert said in found.message


def test_a_search_service_cannot_send_us_elsewhere(publisher: Publisher, folder: Path) -> None:
    statute(publisher, "BWBR0005537", ("2024-01-01", "9999-12-31", 0))
    publisher.files[SRU] = sru("BWBR0005537", ("2024-01-01", "9999-12-31", 0)).replace(b"repository.off", b"evil.example/repository.off")
    found = fetch([entry("awb-tekst")], folder, publisher.options)
    assert [item.outcome for item in found] == [Outcome.MISLUKT, Outcome.MISLUKT]
    assert "niet is toegestaan" in found[0].message


def test_an_entity_bomb_in_the_answer_is_an_error() -> None:
    bomb = b'<!DOCTYPE a [<!ENTITY b "x"><!ENTITY c "&b;&b;&b;">]><a><numberOfRecords>&c;</numberOfRecords></a>'
    with pytest.raises(DownloadError, match="onleesbaar"):
        parse_states(bomb, "BWBR0005537")


def test_european_law_is_negotiated_per_language(publisher: Publisher, folder: Path) -> None:
    texts = {"nld": HTML.replace(b"Een", b"Nl"), "eng": HTML.replace(b"Een", b"En")}
    publisher.files[f"{CELLAR}/32024R1689"] = lambda asked: texts.get(asked.headers["Accept-Language"])
    found = fetch([entry("ai-verordening-tekst")], folder, publisher.options)
    assert told(found) == [("32024R1689_nl.html", "nieuw"), ("32024R1689_en.html", "nieuw")]
    assert (folder / "ai-verordening-tekst" / "32024R1689_en.html").read_bytes() == texts["eng"]
    assert {headers["Accept"] for _, headers in publisher.asked} == {"application/xhtml+xml"}


def test_european_law_can_be_had_as_formex(publisher: Publisher, folder: Path) -> None:
    text = real("eurlex/02016R0679-20160504_nl_consolidated.xml")
    publisher.files[f"{CELLAR}/02016R0679-20160504"] = text
    wanted = entry("avg-tekst", celex="02016R0679-20160504", format="fmx4", languages=("nl",))
    assert told(fetch([wanted], folder, publisher.options)) == [("02016R0679-20160504_nl_fmx.xml", "nieuw")]
    assert publisher.asked[0][1]["Accept"] == "application/xml;type=fmx4"


def test_one_language_that_is_missing_does_not_hide_the_other(publisher: Publisher, folder: Path) -> None:
    publisher.files[f"{CELLAR}/32026R1744"] = lambda asked: HTML if asked.headers["Accept-Language"] == "nld" else None
    found = fetch([entry("verordening-2026-1744-tekst")], folder, publisher.options)
    assert [item.outcome for item in found] == [Outcome.NIEUW, Outcome.MISLUKT]


def test_a_kamerstuk_comes_as_xml_else_as_html_and_keeps_its_form(publisher: Publisher, folder: Path) -> None:
    letter = entry("standpunt-2023-tekst")
    publisher.files[f"{OB}/kst-26643-1098.html"] = HTML
    assert told(fetch([letter], folder, publisher.options)) == [("kst-26643-1098.html", "nieuw")]
    publisher.files[f"{OB}/kst-26643-1098.xml"] = XML
    assert told(fetch([letter], folder, publisher.options)) == [("kst-26643-1098.html", "ongewijzigd")]
    (other,) = fetch([letter], folder / "elders", publisher.options)
    assert other.file == folder / "elders" / "standpunt-2023-tekst" / "kst-26643-1098.xml"


def test_a_pdf_comes_from_its_address(publisher: Publisher, folder: Path) -> None:
    name = "Kader-verantwoord-gebruik-generatieveAI-RKIs.pdf"
    publisher.files[f"/minbzk.github.io/Algoritmekader/assets/documents/{name}"] = PDF
    assert told(fetch([entry("rki-kader-2025-tekst")], folder, publisher.options)) == [(name, "nieuw")]


def test_without_an_address_it_says_how_to_get_it(publisher: Publisher, folder: Path) -> None:
    (found,) = fetch([entry("standpunt-2025-tekst")], folder, publisher.options)
    assert found.outcome is Outcome.ONTBREEKT
    assert "rijksoverheid.nl" in found.message
    assert "--from-folder" in found.message
    assert publisher.asked == []


def test_one_document_that_fails_does_not_stop_the_others(publisher: Publisher, folder: Path) -> None:
    publisher.files[f"{OB}/kst-26643-904.xml"] = XML
    found = fetch([entry("standpunt-2023-tekst"), entry("cloudbeleid-2022-tekst")], folder, publisher.options)
    assert [item.outcome for item in found] == [Outcome.MISLUKT, Outcome.NIEUW]
    assert "kst-26643-1098.html bestaat niet" in found[0].message


def test_a_second_run_asks_only_whether_it_changed(publisher: Publisher, folder: Path) -> None:
    publisher.files[f"{OB}/kst-26643-904.xml"] = XML
    letter = entry("cloudbeleid-2022-tekst")
    steps: list[Step] = []
    fetch([letter], folder, publisher.options, steps.append)
    assert steps[-1] == Step("cloudbeleid-2022-tekst", "kst-26643-904.xml", len(XML), len(XML))
    assert told(fetch([letter], folder, publisher.options)) == [("kst-26643-904.xml", "ongewijzigd")]
    assert "If-None-Match" in publisher.asked[1][1]


def test_a_changed_document_waits_beside_the_old_one_until_it_is_accepted(publisher: Publisher, folder: Path) -> None:
    letter, path = entry("cloudbeleid-2022-tekst"), f"{OB}/kst-26643-904.xml"
    publisher.files[path] = XML
    fetch([letter], folder, publisher.options)
    publisher.files[path] = changed = XML.replace(b"niets", b"iets")
    for _ in range(2):
        (found,) = fetch([letter], folder, publisher.options)
        assert found.outcome is Outcome.GEWIJZIGD
        assert "kst-26643-904.xml.gewijzigd" in found.message
        assert found.file is not None
        assert found.file.read_bytes() == changed
        (held,) = stored(letter, folder)
        assert held.read_bytes() == XML
    (found,) = fetch([letter], folder, replace(publisher.options, accept_changed=True))
    assert found.outcome is Outcome.VERVANGEN
    assert [path.name for path in stored(letter, folder)] == ["kst-26643-904.xml"]
    assert stored(letter, folder)[0].read_bytes() == changed
    assert not list(folder.rglob("*.gewijzigd*"))
    assert told(fetch([letter], folder, publisher.options)) == [("kst-26643-904.xml", "ongewijzigd")]


def test_a_change_that_is_taken_back_stops_waiting(publisher: Publisher, folder: Path) -> None:
    letter, path = entry("cloudbeleid-2022-tekst"), f"{OB}/kst-26643-904.xml"
    found: tuple[Fetched, ...] = ()
    for body in (XML, XML.replace(b"niets", b"iets"), XML):
        publisher.files[path] = body
        found = fetch([letter], folder, publisher.options)
    assert told(found) == [("kst-26643-904.xml", "ongewijzigd")]
    assert not list(folder.rglob("*.gewijzigd*"))


def test_an_index_of_versions_may_change_without_asking(publisher: Publisher, folder: Path) -> None:
    statute(publisher, "BWBR0005537", ("2024-01-01", "9999-12-31", 0))
    fetch([entry("awb-tekst")], folder, publisher.options)
    publisher.files[f"{REPOSITORY}/BWBR0005537/BWBR0005537.WTI"] = b"<wetstechnische-informatie>meer</wetstechnische-informatie>"
    found = fetch([entry("awb-tekst")], folder, publisher.options)
    assert told(found) == [("BWBR0005537_2024-01-01_0.xml", "ongewijzigd"), ("BWBR0005537_wti.xml", "vervangen")]


def test_a_damaged_file_is_mended(publisher: Publisher, folder: Path) -> None:
    letter = entry("cloudbeleid-2022-tekst")
    publisher.files[f"{OB}/kst-26643-904.xml"] = XML
    fetch([letter], folder, publisher.options)
    (held,) = stored(letter, folder)
    held.write_bytes(XML[:20])
    assert told(fetch([letter], folder, publisher.options)) == [("kst-26643-904.xml", "hersteld")]
    assert held.read_bytes() == XML


@pytest.mark.parametrize("receipt", [None, "", "{}", '{"url": 1}', "[]", "null"])
def test_a_lost_or_broken_receipt_is_written_again(receipt: str | None, publisher: Publisher, folder: Path) -> None:
    letter = entry("cloudbeleid-2022-tekst")
    publisher.files[f"{OB}/kst-26643-904.xml"] = XML
    fetch([letter], folder, publisher.options)
    (path,) = folder.rglob("*.receipt.json")
    good = set(json.loads(path.read_text()))
    path.unlink() if receipt is None else path.write_text(receipt)
    assert told(fetch([letter], folder, publisher.options)) == [("kst-26643-904.xml", "ongewijzigd")]
    assert set(json.loads(path.read_text())) == good == {
        "url", "final_url", "etag", "last_modified", "sha256", "bytes", "content_type", "fetched_at",
    }  # fmt: skip


def test_a_pinned_checksum_must_hold(publisher: Publisher, folder: Path) -> None:
    publisher.files[f"{OB}/kst-26643-904.xml"] = XML
    (found,) = fetch([entry("cloudbeleid-2022-tekst", sha256=("0" * 64,))], folder, publisher.options)
    assert found.outcome is Outcome.MISLUKT
    assert "controlesom" in found.message
    assert stored(entry("cloudbeleid-2022-tekst"), folder) == ()
    assert not list(folder.rglob(".*.part"))


def test_two_runs_at_once_are_refused(publisher: Publisher, folder: Path) -> None:
    refused: list[str] = []

    def meanwhile(asked: Asked) -> bytes:
        with pytest.raises(CorpusError) as caught:
            fetch([entry("cloudbeleid-2022-tekst")], folder, publisher.options)
        refused.append(str(caught.value))
        return XML

    publisher.files[f"{OB}/kst-26643-904.xml"] = meanwhile
    fetch([entry("cloudbeleid-2022-tekst")], folder, publisher.options)
    assert "al opgehaald" in refused[0]


def test_a_folder_that_cannot_be_written_is_named(publisher: Publisher, folder: Path) -> None:
    (folder / "bestand").write_text("geen map")
    with pytest.raises(CorpusError, match="niet te schrijven"):
        fetch([entry("cloudbeleid-2022-tekst")], folder / "bestand", publisher.options)


def test_a_mirror_folder_serves_every_origin(folder: Path) -> None:
    mirror = folder / "spiegel"
    for path, body in {
        f"{REPOSITORY}/BWBR0005537/2019-01-01_0/xml/BWBR0005537_2019-01-01_0.xml": XML,
        f"{REPOSITORY}/BWBR0005537/2024-01-01_0/xml/BWBR0005537_2024-01-01_0.xml": XML,
        f"{REPOSITORY}/BWBR0005537/2999-01-01_0/xml/BWBR0005537_2999-01-01_0.xml": XML,
        f"{REPOSITORY}/BWBR0005537/BWBR0005537.WTI": XML,
        f"{CELLAR}/32024R1689.nld.xhtml": HTML,
        f"{CELLAR}/32024R1689.eng.xhtml": HTML,
        f"{OB}/kst-26643-1098.xml": XML,
    }.items():
        (mirror / path[1:]).parent.mkdir(parents=True, exist_ok=True)
        (mirror / path[1:]).write_bytes(body)
    options = FetchOptions(network=Network(mirror=str(mirror)), on=(date(2026, 11, 24),))
    wanted = [entry("awb-tekst"), entry("ai-verordening-tekst"), entry("standpunt-2023-tekst")]
    assert told(fetch(wanted, folder / "uit", options)) == [
        ("BWBR0005537_2024-01-01_0.xml", "nieuw"), ("BWBR0005537_wti.xml", "nieuw"), ("32024R1689_nl.html", "nieuw"),
        ("32024R1689_en.html", "nieuw"), ("kst-26643-1098.xml", "nieuw"),
    ]  # fmt: skip


def carry(folder: Path, *wanted: ManifestEntry, accept: bool = False) -> tuple[Fetched, ...]:
    return fetch(wanted, folder / "uit", FetchOptions(from_folder=folder / "stick", accept_changed=accept))


def on_stick(folder: Path, name: str, body: bytes) -> Path:
    path = folder / "stick" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(body)
    return path


def test_files_on_a_stick_find_their_document(folder: Path) -> None:
    on_stick(folder, "diep/Overheidsbreed-standpunt-generatieve-AI.pdf", PDF)
    on_stick(folder, "bio/inleiding/index.md", b"# Inleiding\n")
    on_stick(folder, "bio/maatregelen/index.md", b"# Maatregelen\n")
    on_stick(folder, "vakantie.jpg", b"\xff\xd8")
    found = carry(folder, entry("standpunt-2025-tekst"), entry("bio2-tekst"), entry("handreiking-2025-tekst"))
    assert [item.outcome for item in found] == [Outcome.NIEUW, Outcome.NIEUW, Outcome.NIEUW, Outcome.ONTBREEKT]
    assert "handreiking-2025*" in found[3].message
    assert [path.relative_to(folder / "uit").as_posix() for path in stored(entry("bio2-tekst"), folder / "uit")] == [
        "bio2-tekst/bio/inleiding/index.md", "bio2-tekst/bio/maatregelen/index.md",
    ]  # fmt: skip
    assert [item.outcome for item in carry(folder, entry("bio2-tekst"))] == [Outcome.ONGEWIJZIGD] * 2


def test_the_folder_itself_may_be_the_document(folder: Path) -> None:
    on_stick(folder, "bio/ontwerp/index.md", b"# Ontwerp\n")
    (found,) = fetch([entry("bio2-tekst")], folder / "uit", FetchOptions(from_folder=folder / "stick" / "bio"))
    assert (found.outcome, found.file) == (Outcome.NIEUW, folder / "uit" / "bio2-tekst" / "bio" / "ontwerp" / "index.md")


def test_the_real_files_can_be_carried_in(folder: Path) -> None:
    real("README.md")
    found = fetch(load_manifest(), folder, FetchOptions(from_folder=REAL))
    arrived = {item.entry_id for item in found if item.outcome is Outcome.NIEUW}
    assert {"avg-tekst", "ai-verordening-tekst", "verordening-2026-1744-tekst", "awb-tekst", "wob", "bio2-tekst"} <= arrived
    assert [item for item in found if item.outcome is Outcome.MISLUKT] == []
    assert len(stored(entry("avg-tekst"), folder)) == 2
    for each in load_manifest():
        assert all(each.matches(path.relative_to(folder).as_posix()) for path in stored(each, folder)), "recognised where it is kept"


def test_what_was_fetched_elsewhere_is_carried_in_with_its_receipts(publisher: Publisher, folder: Path) -> None:
    publisher.files[f"{OB}/kst-26643-904.xml"] = XML
    letter = entry("cloudbeleid-2022-tekst")
    fetch([letter], folder / "stick", publisher.options)
    assert told(carry(folder, letter)) == [("kst-26643-904.xml", "nieuw")]
    (held,) = stored(letter, folder / "uit")
    receipt = read_receipt(held)
    assert receipt is not None
    assert receipt.url == "https://zoek.officielebekendmakingen.nl/kst-26643-904.xml"
    next((folder / "stick").rglob("kst-26643-904.xml")).write_bytes(XML.replace(b"niets", b"anders"))
    (found,) = carry(folder, letter)
    assert found.outcome is Outcome.MISLUKT
    assert "ontvangstbewijs" in found.message
    assert held.read_bytes() == XML


def test_a_changed_file_on_the_stick_waits_too(folder: Path) -> None:
    letter = entry("cloudbeleid-2022-tekst")
    on_stick(folder, "kst-26643-904.xml", XML)
    carry(folder, letter)
    on_stick(folder, "kst-26643-904.xml", XML.replace(b"niets", b"iets"))
    assert [item.outcome for item in carry(folder, letter)] == [Outcome.GEWIJZIGD]
    assert stored(letter, folder / "uit")[0].read_bytes() == XML
    assert [item.outcome for item in carry(folder, letter, accept=True)] == [Outcome.VERVANGEN]


@pytest.mark.parametrize(
    ("name", "body", "pin", "said"),
    [
        ("kst-26643-904.xml", XML[:30], "", "breekt af"),
        ("kst-26643-904.pdf", XML, "", "geen pdf"),
        ("kst-26643-904.docx", XML, "", "geen docx"),
        ("kst-26643-904.md", b"\0\1", "", "geen tekst"),
        ("kst-26643-904.xml", XML, "0" * 64, "controlesom"),
    ],
)
def test_a_bad_file_on_the_stick_is_left_there(name: str, body: bytes, pin: str, said: str, folder: Path) -> None:
    path = on_stick(folder, name, body)
    letter = entry("cloudbeleid-2022-tekst", sha256=(pin,) if pin else ())
    (found,) = carry(folder, letter)
    assert found.outcome is Outcome.MISLUKT
    assert said in found.message
    assert name in found.message
    assert path.exists()
    assert list((folder / "uit" / letter.id).iterdir()) == []


def test_a_link_on_the_stick_leads_nowhere(folder: Path) -> None:
    (folder / "geheim.xml").write_bytes(XML)
    (folder / "stick").mkdir()
    (folder / "stick" / "kst-26643-904.xml").symlink_to(folder / "geheim.xml")
    assert [item.outcome for item in carry(folder, entry("cloudbeleid-2022-tekst"))] == [Outcome.ONTBREEKT]


def test_a_stick_that_is_not_there_is_named(folder: Path) -> None:
    with pytest.raises(CorpusError, match="geen map"):
        carry(folder, entry("cloudbeleid-2022-tekst"))
