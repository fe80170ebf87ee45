"""Get one file over the network, politely and completely, or say in one Dutch sentence why not.

A file arrives under a temporary name and counts only when it is whole: as long as announced, of the expected kind and closed
as its format requires. What was received when a line broke is kept, and goes on with a range request if the publisher still
has the same version. This module knows nothing of documents or folders; that is :mod:`corpus.fetch`.
"""

import json
import os
import re
import shutil
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from types import TracebackType
from typing import Any
from urllib.parse import unquote, urlsplit

import httpx

from corpus.connection import DownloadError, Hiccup, Network, NotThere, is_loopback, open_client, translated, until
from corpus.disk import sha256
from corpus.receipt import Receipt, defect, now

# (bytes received, bytes announced or 0)
Progress = Callable[[int, int], None]

# What a publisher may call each form; a server that names no type, or only "bytes", is judged by the bytes alone.
_MEDIA = {"xml": ("application/xml", "text/xml", "text/plain"), "html": ("application/xhtml+xml", "text/html"), "pdf": ("application/pdf",)}
_ANY_MEDIA = ("", "application/octet-stream", "binary/octet-stream")
_TRY_AGAIN = frozenset((408, 425, 429, 500, 502, 503, 504))
_REDIRECT = frozenset((301, 302, 303, 307, 308))
_MISSING = frozenset((404, 410))


@dataclass(frozen=True, slots=True)
class Wanted:
    """A file to get: its address and form ("xml", "html", "pdf"), and the only ``hosts`` it may come from.

    ``http_hosts`` may answer without encryption. ``static`` is where a mirror folder keeps a file for which a publisher chooses
    by ``accept`` and ``language``.
    """

    url: str
    form: str
    hosts: tuple[str, ...]
    accept: str = "*/*"
    language: str = ""
    http_hosts: tuple[str, ...] = ()
    static: str = ""


class Session:
    """Downloads from any number of hosts, one at a time, at most one request per host per interval. Use with ``with``."""

    def __init__(self, network: Network) -> None:
        self.network = network
        self._asked: dict[str, float] = {}
        self._dead: dict[str, str] = {}
        self._client = open_client(network)

    def __enter__(self) -> "Session":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._client.close()

    def get(self, wanted: Wanted, part: Path, progress: Progress, known: Receipt | None = None) -> Receipt | None:
        """Receive a file into ``part``; None when it is still what ``known`` describes. Raises :class:`DownloadError`.

        Whatever fails, nothing but ``part`` and the note beside it has been touched.
        """
        try:
            folder = self.network.mirror_folder
            if folder is not None:
                return _from_folder(wanted, folder, part, self.network.max_bytes)
            return self._persist(wanted, part, progress, known)
        except OSError as error:
            raise DownloadError(f"{part.parent} is niet te schrijven: {error}. Controleer schijf en rechten.") from error

    def _persist(self, wanted: Wanted, part: Path, progress: Progress, known: Receipt | None) -> Receipt | None:
        deadline = time.monotonic() + self.network.total_seconds
        host = urlsplit(wanted.url).hostname or ""
        if host in self._dead:
            raise DownloadError(self._dead[host])
        for number in range(1, self.network.tries + 1):
            try:
                return self._attempt(wanted, part, progress, known, deadline)
            except Hiccup as error:
                wait = self.network.backoff * 2 ** (number - 1) if error.after is None else error.after
                if error.after is not None and wait > self.network.wait_cap:
                    self._dead[host] = f"{host} vraagt om {wait:.0f} seconden te wachten. Probeer het later opnieuw."
                    raise DownloadError(self._dead[host]) from error
                if number == self.network.tries or time.monotonic() + wait > deadline:
                    if isinstance(error.__cause__, httpx.ConnectError | httpx.ConnectTimeout | httpx.ProxyError):
                        self._dead[host] = str(error)
                    raise DownloadError(f"{error} Geprobeerd: {number} keer.") from error
                time.sleep(min(wait, self.network.wait_cap))
        raise DownloadError("Het aantal pogingen moet minstens 1 zijn.")

    def _attempt(self, wanted: Wanted, part: Path, progress: Progress, known: Receipt | None, deadline: float) -> Receipt | None:
        note = _note(part, wanted.url)
        headers = {"Accept": wanted.accept, "Accept-Encoding": "identity"}
        if wanted.language:
            headers["Accept-Language"] = wanted.language
        if known and known.etag:
            headers["If-None-Match"] = known.etag
        if known and known.last_modified:
            headers["If-Modified-Since"] = known.last_modified
        if note:
            headers |= {"Range": f"bytes={part.stat().st_size}-", "If-Range": note["etag"] or note["last_modified"]}
        try:
            with until(deadline) as extensions:
                response = self._open(wanted, headers, extensions)
                try:
                    return None if response.status_code == 304 and known else self._receive(wanted, response, part, note, progress)
                finally:
                    response.close()
        except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError) as error:
            raise translated(error, wanted.url, time.monotonic() >= deadline, self.network) from error

    def _open(self, wanted: Wanted, headers: dict[str, str], extensions: dict[str, Any]) -> httpx.Response:
        """The answer at the end of the redirects, every one of which must be allowed."""
        url, seen = wanted.url, set[str]()
        while True:
            # Before the mirror takes over the name: a mirror may fetch on demand whatever it is asked for.
            self._allow(url, wanted)
            url = self._address(url)
            if url in seen or len(seen) > self.network.redirects:
                raise DownloadError(f"{wanted.url} verwijst {'in een kring' if url in seen else 'te vaak'} door.")
            seen.add(url)
            self._pace(urlsplit(url).netloc)
            response = self._client.send(self._client.build_request("GET", url, headers=headers, extensions=extensions), stream=True)
            if response.status_code not in _REDIRECT or "location" not in response.headers:
                return response
            response.close()
            url = str(response.url.join(response.headers["location"]))

    def _address(self, url: str) -> str:
        """The address at the mirror, when there is one and ``url`` is not there already."""
        mirror, parts = self.network.mirror.rstrip("/"), urlsplit(url)
        if not mirror or parts.netloc == urlsplit(mirror).netloc:
            return url
        return f"{mirror}/{parts.netloc}{parts.path}" + (f"?{parts.query}" if parts.query else "")

    def _allow(self, url: str, wanted: Wanted) -> None:
        parts, mirror = urlsplit(url), urlsplit(self.network.mirror)
        if mirror.netloc and parts.netloc == mirror.netloc and parts.scheme == mirror.scheme:
            return
        host = parts.hostname or ""
        if host not in wanted.hosts or "@" in parts.netloc:
            raise DownloadError(f"{wanted.url} verwijst naar {host or url!r}, dat voor deze bron niet is toegestaan.")
        if parts.scheme != "https" and not (parts.scheme == "http" and (host in wanted.http_hosts or is_loopback(host))):
            raise DownloadError(f"{url} is niet versleuteld (https) en wordt daarom niet gebruikt.")

    def _pace(self, host: str) -> None:
        wait = self._asked.get(host, float("-inf")) + self.network.interval - time.monotonic()
        if wait > 0:
            time.sleep(wait)
        self._asked[host] = time.monotonic()

    def _receive(
        self, wanted: Wanted, response: httpx.Response, part: Path, note: dict[str, str], progress: Progress
    ) -> Receipt:
        """Write the body behind what is there already, check it, and describe it."""
        _accept_status(response, part, wanted.url)
        head = response.headers
        media = head.get("content-type", "").partition(";")[0].strip().lower()
        if media not in (*_MEDIA[wanted.form], *_ANY_MEDIA):
            raise DownloadError(f"{wanted.url} geeft {media!r} in plaats van {wanted.form}; waarschijnlijk een foutpagina.")
        start, total = _extent(response, part, note)
        if total > self.network.max_bytes:
            raise DownloadError(f"{wanted.url} is {total} bytes groot; meer dan {self.network.max_bytes} wordt niet opgehaald.")
        if start == 0:
            # First the old bytes go, so that a crash here cannot leave them under the note of a newer version.
            _forget(part)
            _write_note(part, wanted.url, response)
        with part.open("ab" if start else "wb") as out:
            for done, chunk in self._chunks(wanted.url, response, start):
                out.write(chunk)
                progress(done, total)
            out.flush()
            os.fsync(out.fileno())
        size = part.stat().st_size
        if total and size != total:
            _forget(part)
            raise Hiccup(f"{wanted.url} is {size} bytes in plaats van {total}.")
        if wrong := defect(part, wanted.form):
            _forget(part)
            raise DownloadError(f"{wanted.url}: {wrong}.")
        _note_path(part).unlink(missing_ok=True)
        return Receipt(wanted.url, str(response.url), head.get("etag", ""), head.get("last-modified", ""), sha256(part), size,
                       head.get("content-type", ""), now())  # fmt: skip

    def _chunks(self, url: str, response: httpx.Response, start: int) -> Iterator[tuple[int, bytes]]:
        """The body in pieces, each with the bytes so far; stops a body without end and one that only drips."""
        done, since, mark = start, time.monotonic(), start
        for chunk in response.iter_bytes():
            done += len(chunk)
            if done > self.network.max_bytes:
                raise DownloadError(f"{url} houdt niet op: meer dan {self.network.max_bytes} bytes wordt niet opgehaald.")
            yield done, chunk
            passed = time.monotonic() - since
            if passed > self.network.read_seconds:
                if done - mark < self.network.slowest * passed:
                    raise Hiccup(f"{url} komt te langzaam binnen ({(done - mark) / passed:.0f} bytes per seconde).")
                since, mark = time.monotonic(), done


def _accept_status(response: httpx.Response, part: Path, url: str) -> None:
    status = response.status_code
    if status in (200, 206):
        return
    if status in _MISSING:
        raise NotThere(f"{url} bestaat niet (meer) bij de uitgever (HTTP {status}).")
    if status == 416:
        _forget(part)
        raise Hiccup(f"{url} is veranderd tijdens het ophalen.")
    if status in _TRY_AGAIN:
        raise Hiccup(f"{url} is nu niet beschikbaar (HTTP {status}).", _retry_after(response.headers.get("retry-after", "")))
    if status == 300:
        raise DownloadError(f"{url} bestaat in deze vorm uit meer delen (HTTP 300). Kies in het manifest een andere format.")
    raise DownloadError(f"{url} is niet op te halen (HTTP {status}).")


def _retry_after(value: str) -> float | None:
    if re.fullmatch(r"\d{1,9}", value.strip()):
        return float(value)
    try:
        moment = parsedate_to_datetime(value)
    except ValueError:
        return None
    return max(0.0, (moment.astimezone(UTC) - datetime.now(UTC)).total_seconds())


def _extent(response: httpx.Response, part: Path, note: dict[str, str]) -> tuple[int, int]:
    """Where this body starts in the file, and how long the whole file is (0 when the server does not say)."""
    if response.headers.get("content-encoding", "identity") != "identity":
        return 0, 0
    if response.status_code == 200:
        length = response.headers.get("content-length", "")
        return 0, int(length) if re.fullmatch(r"\d{1,15}", length) else 0
    found = re.fullmatch(r"bytes (\d{1,15})-\d{1,15}/(\d{1,15}|\*)", response.headers.get("content-range", ""))
    etag = response.headers.get("etag", "")
    if not note or not found or int(found[1]) != part.stat().st_size or (etag and note["etag"] and etag != note["etag"]):
        _forget(part)
        raise Hiccup(f"{response.url} geeft een ander stuk dan gevraagd.")
    return int(found[1]), int(found[2]) if found[2] != "*" else 0


def _note_path(part: Path) -> Path:
    return part.with_name(part.name + ".json")


def _note(part: Path, url: str) -> dict[str, str]:
    """What tells the publisher's version of an unfinished file; empty when it cannot be gone on with."""
    try:
        note = json.loads(_note_path(part).read_text(encoding="utf-8"))
        good = note["url"] == url and (note["etag"] or note["last_modified"]) and part.stat().st_size > 0
    except (OSError, ValueError, KeyError, TypeError):
        return {}
    return note if good else {}


def _write_note(part: Path, url: str, response: httpx.Response) -> None:
    etag, modified = response.headers.get("etag", ""), response.headers.get("last-modified", "")
    encoded = response.headers.get("content-encoding", "identity") != "identity"
    # A weak tag promises the same meaning, not the same bytes: no ground to glue two halves together.
    strong = "" if etag.startswith("W/") or encoded else etag
    note = {"url": url, "etag": strong, "last_modified": "" if strong or encoded else modified}
    _note_path(part).write_text(json.dumps(note), encoding="utf-8")


def _forget(part: Path) -> None:
    part.unlink(missing_ok=True)
    _note_path(part).unlink(missing_ok=True)


def _from_folder(wanted: Wanted, folder: Path, part: Path, most: int) -> Receipt:
    parts = urlsplit(wanted.url)
    path = folder / (wanted.static or f"{parts.netloc}{unquote(parts.path)}")
    if not path.resolve().is_relative_to(folder.resolve()) or not path.is_file():
        raise NotThere(f"{path} is er niet in de spiegelmap.")
    if path.stat().st_size > most:
        raise DownloadError(f"{path} is groter dan {most} bytes.")
    shutil.copyfile(path, part)
    if wrong := defect(part, wanted.form):
        part.unlink()
        raise DownloadError(f"{path}: {wrong}.")
    return Receipt(wanted.url, path.as_uri() if path.is_absolute() else str(path), "", "", sha256(part), part.stat().st_size, "", now())
