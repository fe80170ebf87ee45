"""One file from a publisher that misbehaves: a real HTTP server on this machine, over real sockets."""

import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from corpus.connection import DownloadError, Network, NotThere
from corpus.document import CorpusError
from corpus.download import Session, Wanted
from corpus.receipt import Receipt

QUICK = Network(interval=0.0, tries=3, backoff=0.01, wait_cap=1.0, read_seconds=1.0, total_seconds=10.0, contact="beheer@example.org")
BODY = b"<?xml version='1.0'?><regeling>" + b"<al>Een zin over niets.</al>" * 4000 + b"</regeling>"


class Asked(BaseHTTPRequestHandler):
    """Hands every request to the answer of its path; what was asked is kept."""

    protocol_version = "HTTP/1.1"
    server: "Publisher"

    def do_GET(self) -> None:
        self.close_connection = True
        self.server.asked.append((time.monotonic(), self.path, dict(self.headers)))
        self.server.answers[self.path.partition("?")[0]](self)

    def give(self, status: int = 200, body: bytes = BODY, **headers: str) -> None:
        named = {"Content-Type": "application/xml", "Content-Length": str(len(body))}
        named |= {name.replace("_", "-"): value for name, value in headers.items()}
        self.send_response(status)
        for name, value in named.items():
            if value:
                self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Keep the test output clean."""


class Publisher(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Asked)
        self.answers: dict[str, Callable[[Any], None]] = {}
        self.asked: list[tuple[float, str, dict[str, str]]] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hangs up is what half of these tests are about."""


@pytest.fixture
def publisher() -> Iterator[Publisher]:
    server = Publisher()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def part(folder: Path) -> Path:
    return folder / ".wet.xml.part"


def get(
    publisher: Publisher, path: str, part: Path, network: Network = QUICK, known: Receipt | None = None, form: str = "xml", **more: Any
) -> Receipt | None:
    with Session(network) as session:
        return session.get(Wanted(publisher.url + path, form, ("127.0.0.1",), **more), part, lambda done, total: None, known)


def test_a_file_arrives_whole_with_its_receipt(publisher: Publisher, part: Path) -> None:
    publisher.answers["/wet.xml"] = lambda a: a.give(ETag='"1"', Last_Modified="Wed, 01 Jan 2025 00:00:00 GMT")
    receipt = get(publisher, "/wet.xml", part)
    assert receipt is not None
    assert part.read_bytes() == BODY
    assert (receipt.bytes, receipt.etag, receipt.content_type) == (len(BODY), '"1"', "application/xml")
    assert receipt.url == receipt.final_url == publisher.url + "/wet.xml"
    assert list(part.parent.iterdir()) == [part]


def test_it_tells_how_far_it_is(publisher: Publisher, part: Path) -> None:
    steps: list[tuple[int, int]] = []
    publisher.answers["/wet.xml"] = lambda a: a.give()
    with Session(QUICK) as session:
        session.get(Wanted(publisher.url + "/wet.xml", "xml", ("127.0.0.1",)), part, lambda done, total: steps.append((done, total)))
    assert steps == sorted(steps)
    assert steps[-1] == (len(BODY), len(BODY))


def test_it_says_who_is_asking_and_for_what(publisher: Publisher, part: Path) -> None:
    publisher.answers["/wet.xml"] = lambda a: a.give()
    get(publisher, "/wet.xml", part, accept="application/xml", language="nld")
    headers = publisher.asked[0][2]
    assert re.fullmatch(r"Standpuntwijzer/\S+ \(beheer@example\.org\)", headers["User-Agent"])
    assert (headers["Accept"], headers["Accept-Language"]) == ("application/xml", "nld")


def test_a_contact_cannot_smuggle_in_a_header(publisher: Publisher, part: Path) -> None:
    publisher.answers["/wet.xml"] = lambda a: a.give()
    get(publisher, "/wet.xml", part, replace(QUICK, contact="x\r\nCookie: é"))
    assert "Cookie" not in publisher.asked[0][2]


def test_unchanged_is_asked_for_and_believed(publisher: Publisher, part: Path) -> None:
    publisher.answers["/wet.xml"] = lambda a: a.give(304, b"") if a.headers.get("If-None-Match") == '"1"' else a.give(ETag='"1"')
    known = get(publisher, "/wet.xml", part)
    part.unlink()
    assert get(publisher, "/wet.xml", part, known=known) is None
    assert not part.exists()


def test_not_modified_without_having_anything_is_an_error(publisher: Publisher, part: Path) -> None:
    publisher.answers["/wet.xml"] = lambda a: a.give(304, b"")
    with pytest.raises(DownloadError, match="HTTP 304"):
        get(publisher, "/wet.xml", part)


@pytest.mark.parametrize("status", [404, 410])
def test_what_is_not_there_is_not_asked_for_again(status: int, publisher: Publisher, part: Path) -> None:
    publisher.answers["/wet.xml"] = lambda a: a.give(status, b"weg")
    with pytest.raises(NotThere, match=str(status)):
        get(publisher, "/wet.xml", part)
    assert len(publisher.asked) == 1


@pytest.mark.parametrize(("status", "said"), [(403, "HTTP 403"), (202, "HTTP 202"), (300, "meer delen")])
def test_a_refusal_is_not_argued_with(status: int, said: str, publisher: Publisher, part: Path) -> None:
    publisher.answers["/wet.xml"] = lambda a: a.give(status)
    with pytest.raises(DownloadError, match=said):
        get(publisher, "/wet.xml", part)
    assert len(publisher.asked) == 1
    assert not part.exists()


def test_redirects_are_followed_and_the_last_address_is_kept(publisher: Publisher, part: Path) -> None:
    publisher.answers["/a"] = lambda a: a.give(303, b"", Location="/b")
    publisher.answers["/b"] = lambda a: a.give(302, b"", Location=f"{publisher.url}/wet.xml")
    publisher.answers["/wet.xml"] = lambda a: a.give()
    receipt = get(publisher, "/a", part)
    assert receipt is not None
    assert receipt.final_url == publisher.url + "/wet.xml"


def test_a_loop_of_redirects_ends(publisher: Publisher, part: Path) -> None:
    publisher.answers["/a"] = lambda a: a.give(301, b"", Location="/b")
    publisher.answers["/b"] = lambda a: a.give(301, b"", Location="/a")
    with pytest.raises(DownloadError, match="in een kring"):
        get(publisher, "/a", part)
    assert len(publisher.asked) == 2


def test_a_chain_of_redirects_ends_at_five(publisher: Publisher, part: Path) -> None:
    for number in range(9):
        publisher.answers[f"/{number}"] = lambda a, n=number: a.give(302, b"", Location=f"/{n + 1}")  # type: ignore[misc]
    with pytest.raises(DownloadError, match="te vaak"):
        get(publisher, "/0", part)
    assert len(publisher.asked) == 6


@pytest.mark.parametrize(
    "target", ["http://localhost:{port}/wet.xml", "https://example.org/", "file:///etc/passwd", "http://127.0.0.1@example.org/", "//[x"]
)
def test_a_redirect_elsewhere_is_refused(target: str, publisher: Publisher, part: Path) -> None:
    publisher.answers["/a"] = lambda a: a.give(302, b"", Location=target.format(port=publisher.server_address[1]))
    with pytest.raises(DownloadError, match=r"niet is toegestaan|ongeldig"):
        get(publisher, "/a", part)
    assert len(publisher.asked) == 1


def test_without_encryption_only_where_that_is_allowed(publisher: Publisher, part: Path) -> None:
    with Session(QUICK) as session, pytest.raises(DownloadError, match="niet versleuteld"):
        session.get(Wanted("http://wetten.example/wet.xml", "xml", ("wetten.example",)), part, lambda done, total: None)


def test_busy_then_ready(publisher: Publisher, part: Path) -> None:
    statuses = iter((503, 500, 200))
    publisher.answers["/wet.xml"] = lambda a: a.give(next(statuses))
    assert get(publisher, "/wet.xml", part) is not None
    assert len(publisher.asked) == 3


def test_it_gives_up_after_a_few_tries(publisher: Publisher, part: Path) -> None:
    publisher.answers["/wet.xml"] = lambda a: a.give(503)
    with pytest.raises(DownloadError, match=r"HTTP 503.*Geprobeerd: 3 keer"):
        get(publisher, "/wet.xml", part)
    assert len(publisher.asked) == 3


def test_it_waits_as_long_as_it_is_told(publisher: Publisher, part: Path) -> None:
    statuses = iter((429, 200))
    publisher.answers["/wet.xml"] = lambda a: a.give(next(statuses), Retry_After="1")
    assert get(publisher, "/wet.xml", part) is not None
    assert publisher.asked[1][0] - publisher.asked[0][0] >= 1.0


def test_a_date_to_come_back_is_understood(publisher: Publisher, part: Path) -> None:
    publisher.answers["/wet.xml"] = lambda a: a.give(503, Retry_After=formatdate(time.time() + 3600, usegmt=True))
    with pytest.raises(DownloadError, match=r"vraagt om 3[56]\d\d seconden"):
        get(publisher, "/wet.xml", part)
    assert len(publisher.asked) == 1


def test_a_host_that_asks_for_rest_is_left_alone_for_the_whole_run(publisher: Publisher, part: Path) -> None:
    publisher.answers["/wet.xml"] = lambda a: a.give(429, Retry_After="999999999")
    publisher.answers["/ander.xml"] = lambda a: a.give()
    with Session(QUICK) as session:
        for path in ("/wet.xml", "/ander.xml"):
            with pytest.raises(DownloadError, match="te wachten"):
                session.get(Wanted(publisher.url + path, "xml", ("127.0.0.1",)), part, lambda done, total: None)
    assert len(publisher.asked) == 1


@pytest.mark.parametrize("value", ["morgen", "-5", "", "9" * 40])
def test_nonsense_to_wait_for_counts_as_nothing(value: str, publisher: Publisher, part: Path) -> None:
    statuses = iter((503, 200))
    publisher.answers["/wet.xml"] = lambda a: a.give(next(statuses), Retry_After=value)
    assert get(publisher, "/wet.xml", part) is not None


def test_one_host_is_asked_once_per_interval(publisher: Publisher, part: Path) -> None:
    publisher.answers["/wet.xml"] = lambda a: a.give()
    with Session(replace(QUICK, interval=0.3)) as session:
        for _ in range(3):
            session.get(Wanted(publisher.url + "/wet.xml", "xml", ("127.0.0.1",)), part, lambda done, total: None)
    times = [moment for moment, _, _ in publisher.asked]
    assert all(later - earlier >= 0.29 for earlier, later in pairwise(times))


def half(asked: Asked, upto: int, **headers: str) -> None:
    """Announce the whole body and hang up halfway."""
    asked.send_response(200)
    for name, value in {"Content-Type": "application/xml", "Content-Length": str(len(BODY)), **headers}.items():
        asked.send_header(name, value)
    asked.end_headers()
    asked.wfile.write(BODY[:upto])


def ranged(asked: Asked, etag: str, body: bytes = BODY) -> None:
    """A server that knows ranges: the rest when the tag still holds, else everything."""
    found = re.fullmatch(r"bytes=(\d+)-", asked.headers.get("Range", ""))
    if found and asked.headers.get("If-Range") == etag:
        start = int(found[1])
        asked.give(206, body[start:], ETag=etag, Content_Range=f"bytes {start}-{len(body) - 1}/{len(body)}")
    else:
        asked.give(200, body, ETag=etag)


def test_after_a_cut_the_rest_is_asked_for(publisher: Publisher, part: Path) -> None:
    publisher.answers["/wet.xml"] = lambda a: half(a, 50_000, ETag='"1"') if len(publisher.asked) == 1 else ranged(a, '"1"')
    receipt = get(publisher, "/wet.xml", part)
    assert receipt is not None
    assert part.read_bytes() == BODY
    assert publisher.asked[1][2]["If-Range"] == '"1"'
    assert 0 < int(publisher.asked[1][2]["Range"][6:-1]) <= 50_000


def test_a_later_run_goes_on_where_an_earlier_one_stopped(publisher: Publisher, part: Path) -> None:
    publisher.answers["/wet.xml"] = lambda a: half(a, 50_000, ETag='"1"')
    with pytest.raises(DownloadError, match="verbroken"):
        get(publisher, "/wet.xml", part, replace(QUICK, tries=1))
    assert part.stat().st_size > 0
    publisher.answers["/wet.xml"] = lambda a: ranged(a, '"1"')
    assert get(publisher, "/wet.xml", part) is not None
    assert part.read_bytes() == BODY
    assert "Range" in publisher.asked[1][2]


def test_after_a_cut_a_new_version_is_taken_from_the_start(publisher: Publisher, part: Path) -> None:
    other = BODY.replace(b"niets", b"iets!")
    publisher.answers["/wet.xml"] = lambda a: half(a, 50_000, ETag='"1"') if len(publisher.asked) == 1 else ranged(a, '"2"', other)
    assert get(publisher, "/wet.xml", part) is not None
    assert part.read_bytes() == other


def test_two_versions_are_never_glued_together(publisher: Publisher, part: Path) -> None:
    other = BODY.replace(b"niets", b"iets!")

    def wrong(asked: Asked) -> None:
        start = int(asked.headers["Range"][6:-1]) if "Range" in asked.headers else 0
        if not start:
            ranged(asked, '"2"', other)
        else:
            asked.give(206, other[start:], ETag='"2"', Content_Range=f"bytes {start}-{len(other) - 1}/{len(other)}")

    publisher.answers["/wet.xml"] = lambda a: half(a, 50_000, ETag='"1"') if len(publisher.asked) == 1 else wrong(a)
    assert get(publisher, "/wet.xml", part) is not None
    assert part.read_bytes() == other


@pytest.mark.parametrize("answer", ["bytes 7-9/9", "", "bytes 0-1/2", "onzin"])
def test_another_piece_than_asked_for_is_not_used(answer: str, publisher: Publisher, part: Path) -> None:
    def strange(asked: Asked) -> None:
        asked.give(206, BODY[7:], ETag='"1"', Content_Range=answer) if "Range" in asked.headers else ranged(asked, '"1"')

    publisher.answers["/wet.xml"] = lambda a: half(a, 50_000, ETag='"1"') if len(publisher.asked) == 1 else strange(a)
    assert get(publisher, "/wet.xml", part) is not None
    assert part.read_bytes() == BODY


def test_a_piece_nobody_asked_for_is_not_a_file(publisher: Publisher, part: Path) -> None:
    publisher.answers["/wet.xml"] = lambda a: a.give(206, BODY, Content_Range=f"bytes 0-{len(BODY) - 1}/{len(BODY)}")
    with pytest.raises(DownloadError, match="ander stuk"):
        get(publisher, "/wet.xml", part)


@pytest.mark.parametrize("headers", [{}, {"ETag": 'W/"1"'}])
def test_without_a_firm_tag_it_starts_over(headers: dict[str, str], publisher: Publisher, part: Path) -> None:
    publisher.answers["/wet.xml"] = lambda a: half(a, 50_000, **headers) if len(publisher.asked) == 1 else a.give()
    assert get(publisher, "/wet.xml", part) is not None
    assert "Range" not in publisher.asked[1][2]


def test_a_range_that_no_longer_exists_starts_over(publisher: Publisher, part: Path) -> None:
    def answer(asked: Asked) -> None:
        asked.give(416, b"") if "Range" in asked.headers else asked.give(ETag='"1"')

    publisher.answers["/wet.xml"] = lambda a: half(a, 50_000, ETag='"1"') if len(publisher.asked) == 1 else answer(a)
    assert get(publisher, "/wet.xml", part) is not None
    assert part.read_bytes() == BODY


def test_always_cut_off_is_an_error_and_no_file(publisher: Publisher, part: Path) -> None:
    publisher.answers["/wet.xml"] = lambda a: half(a, 100)
    with pytest.raises(DownloadError, match="verbroken"):
        get(publisher, "/wet.xml", part)


def test_cut_off_without_an_announced_length_is_seen_too(publisher: Publisher, part: Path) -> None:
    publisher.answers["/wet.xml"] = lambda a: a.give(200, BODY[:-500], Content_Length="")
    with pytest.raises(DownloadError, match="breekt af"):
        get(publisher, "/wet.xml", part)
    assert not part.exists()


@pytest.mark.parametrize(("form", "body", "media"), [
    ("xml", b"<html><body>Log in</body></html>", "application/xml"),
    ("xml", b"<!DOCTYPE html><html><body>Log in</body></html>", "text/plain"),
    ("xml", b"niets", "application/octet-stream"),
    ("xml", b"", "application/xml"),
    ("pdf", b"<html></html>", "application/pdf"),
    ("html", b"%PDF-1.7 %%EOF", "text/html"),
])  # fmt: skip
def test_bytes_of_another_kind_are_refused(form: str, body: bytes, media: str, publisher: Publisher, part: Path) -> None:
    publisher.answers["/wet.xml"] = lambda a: a.give(200, body, Content_Type=media)
    with pytest.raises(DownloadError, match=f"geen {form}"):
        get(publisher, "/wet.xml", part, form=form)
    assert not part.exists()


def test_an_error_page_is_refused_by_its_type(publisher: Publisher, part: Path) -> None:
    publisher.answers["/wet.xml"] = lambda a: a.give(200, b"<html></html>", Content_Type="text/html; charset=utf-8")
    with pytest.raises(DownloadError, match="'text/html' in plaats van xml"):
        get(publisher, "/wet.xml", part)


def test_a_body_announced_too_large_is_not_begun(publisher: Publisher, part: Path) -> None:
    publisher.answers["/wet.xml"] = lambda a: a.give()
    with pytest.raises(DownloadError, match="meer dan 1000"):
        get(publisher, "/wet.xml", part, replace(QUICK, max_bytes=1000))
    assert not part.exists()


def endless(asked: Asked, piece: bytes, pause: float) -> None:
    asked.send_response(200)
    asked.send_header("Content-Type", "application/xml")
    asked.end_headers()
    while True:
        asked.wfile.write(piece)
        time.sleep(pause)


def test_a_body_without_end_is_stopped(publisher: Publisher, part: Path) -> None:
    publisher.answers["/wet.xml"] = lambda a: endless(a, b"<a/>" * 20_000, 0.0)
    with pytest.raises(DownloadError, match="houdt niet op"):
        get(publisher, "/wet.xml", part, replace(QUICK, max_bytes=1 << 20))
    assert part.stat().st_size <= 2 << 20


def test_a_slow_drip_is_stopped(publisher: Publisher, part: Path) -> None:
    publisher.answers["/wet.xml"] = lambda a: endless(a, b"x", 0.05)
    begun = time.monotonic()
    with pytest.raises(DownloadError, match="te langzaam"):
        get(publisher, "/wet.xml", part, replace(QUICK, tries=1, read_seconds=0.5))
    assert time.monotonic() - begun < 3


def test_silence_is_stopped(publisher: Publisher, part: Path) -> None:
    publisher.answers["/wet.xml"] = lambda a: time.sleep(5)
    begun = time.monotonic()
    with pytest.raises(DownloadError, match="ReadTimeout"):
        get(publisher, "/wet.xml", part, replace(QUICK, tries=1, read_seconds=0.3))
    assert time.monotonic() - begun < 3


def test_a_drip_of_headers_is_stopped_at_the_deadline(publisher: Publisher, part: Path) -> None:
    def drip(asked: Asked) -> None:
        for byte in b"HTTP/1.1 200 OK\r\nX-Traag: " + b"x" * 1000:
            asked.wfile.write(bytes([byte]))
            time.sleep(0.05)

    publisher.answers["/wet.xml"] = drip
    begun = time.monotonic()
    with pytest.raises(DownloadError, match="langer dan"):
        get(publisher, "/wet.xml", part, replace(QUICK, total_seconds=0.7))
    assert time.monotonic() - begun < 3


def test_the_deadline_counts_for_all_tries_together(publisher: Publisher, part: Path) -> None:
    publisher.answers["/wet.xml"] = lambda a: a.give(503)
    begun = time.monotonic()
    with pytest.raises(DownloadError, match="HTTP 503"):
        get(publisher, "/wet.xml", part, replace(QUICK, tries=50, backoff=0.2, total_seconds=1.0))
    assert time.monotonic() - begun < 3


def test_a_host_that_cannot_be_reached_is_tried_for_one_file_only(part: Path) -> None:
    server = Publisher()
    url = server.url
    server.server_close()
    with Session(QUICK) as session:
        with pytest.raises(DownloadError, match=r"niet te bereiken.*Geprobeerd: 3 keer"):
            session.get(Wanted(f"{url}/a.xml", "xml", ("127.0.0.1",)), part, lambda done, total: None)
        begun = time.monotonic()
        with pytest.raises(DownloadError, match="niet te bereiken"):
            session.get(Wanted(f"{url}/b.xml", "xml", ("127.0.0.1",)), part, lambda done, total: None)
        assert time.monotonic() - begun < 0.01


def test_a_disk_that_cannot_be_written_is_named(publisher: Publisher, folder: Path) -> None:
    publisher.answers["/wet.xml"] = lambda a: a.give()
    with pytest.raises(DownloadError, match="niet te schrijven"):
        get(publisher, "/wet.xml", folder / "weg" / ".wet.part")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full, a disk that is always full")
def test_a_full_disk_is_named(publisher: Publisher, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    publisher.answers["/wet.xml"] = lambda a: a.give()
    opened = Path.open
    monkeypatch.setattr(Path, "open", lambda path, *args, **more: opened(Path("/dev/full") if args == ("wb",) else path, *args, **more))
    with pytest.raises(DownloadError, match=r"No space left.*Controleer schijf"):
        get(publisher, "/wet.xml", folder / ".wet.part")


def test_a_proxy_gets_every_request(publisher: Publisher, part: Path) -> None:
    publisher.answers["http://wetten.example/wet.xml"] = lambda a: a.give()
    wanted = Wanted("http://wetten.example/wet.xml", "xml", ("wetten.example",), http_hosts=("wetten.example",))
    with Session(replace(QUICK, proxy=publisher.url)) as session:
        assert session.get(wanted, part, lambda done, total: None) is not None
    assert publisher.asked[0][1] == "http://wetten.example/wet.xml"


@pytest.mark.parametrize("change", [{"proxy": "ftp://x"}, {"proxy": "::"}, {"ca_file": "/er/is/geen.pem"}])
def test_a_setting_that_cannot_be_used_is_named(change: dict[str, str]) -> None:
    with pytest.raises(CorpusError, match="niet te gebruiken"):
        Session(replace(QUICK, **change))  # type: ignore[arg-type]


def test_the_environment_has_no_say(publisher: Publisher, part: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:9")
    publisher.answers["/wet.xml"] = lambda a: a.give()
    assert get(publisher, "/wet.xml", part) is not None


def test_a_mirror_url_stands_in_for_every_host(publisher: Publisher, part: Path) -> None:
    publisher.answers["/wetten.example/a"] = lambda a: a.give(303, b"", Location="https://bron.example/wet.xml?x=1")
    publisher.answers["/bron.example/wet.xml"] = lambda a: a.give()
    with Session(replace(QUICK, mirror=publisher.url + "/")) as session:
        receipt = session.get(
            Wanted("https://wetten.example/a?y=2", "xml", ("wetten.example", "bron.example")), part, lambda done, total: None
        )
    assert receipt is not None
    assert receipt.url == "https://wetten.example/a?y=2"
    assert [path for _, path, _ in publisher.asked] == ["/wetten.example/a?y=2", "/bron.example/wet.xml?x=1"]


def test_a_mirror_folder_needs_no_network(folder: Path, part: Path) -> None:
    there = folder / "spiegel" / "wetten.example" / "wet.xml"
    there.parent.mkdir(parents=True)
    there.write_bytes(BODY)
    (folder / "geheim.xml").write_bytes(BODY)
    with Session(replace(QUICK, mirror=str(folder / "spiegel"))) as session:
        receipt = session.get(Wanted("https://wetten.example/wet.xml", "xml", ()), part, lambda done, total: None)
        assert receipt is not None
        assert part.read_bytes() == BODY
        for url in ("https://wetten.example/%2e%2e/%2e%2e/geheim.xml", "https://wetten.example/ander.xml"):
            with pytest.raises(NotThere, match="spiegelmap"):
                session.get(Wanted(url, "xml", ()), part, lambda done, total: None)


KILLED = """
import sys
from itertools import pairwise
from pathlib import Path
from corpus.connection import Network
from corpus.download import Session, Wanted
with Session(Network(interval=0)) as session:
    session.get(Wanted(sys.argv[1], "xml", ("127.0.0.1",)), Path(sys.argv[2]), lambda done, total: print(done, flush=True))
"""


def test_killed_in_the_middle_it_leaves_only_what_the_next_run_goes_on_with(publisher: Publisher, part: Path) -> None:
    def slowly(asked: Asked) -> None:
        half(asked, 50_000, ETag='"1"')
        asked.wfile.flush()
        time.sleep(20)

    publisher.answers["/wet.xml"] = slowly
    command = [sys.executable, "-c", KILLED, publisher.url + "/wet.xml", str(part)]
    root = Path(__file__).resolve().parents[2]
    with subprocess.Popen(command, stdout=subprocess.PIPE, cwd=root, env={**os.environ, "PYTHONPATH": str(root)}) as process:
        assert process.stdout is not None
        assert process.stdout.readline()
        process.send_signal(signal.SIGKILL)
        assert process.wait(5) == -signal.SIGKILL
    assert {path.name for path in part.parent.iterdir()} == {".wet.xml.part", ".wet.xml.part.json"}
    assert json.loads((part.parent / ".wet.xml.part.json").read_text())["etag"] == '"1"'
    publisher.answers["/wet.xml"] = lambda a: ranged(a, '"1"')
    assert get(publisher, "/wet.xml", part) is not None
    assert part.read_bytes() == BODY
