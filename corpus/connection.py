"""The connection a download goes over: how to behave, how to open one, how to cut it, and what its errors mean in Dutch."""

import re
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx

from corpus.document import CorpusError


class DownloadError(CorpusError):
    """A file that could not be had; the message says why and, where there is one, what to do."""


class NotThere(DownloadError):
    """The publisher has no file at this address (404 or 410)."""


class Hiccup(DownloadError):
    """May go away by itself; ``after`` is how many seconds the server asks us to wait."""

    def __init__(self, message: str, after: float | None = None) -> None:
        super().__init__(message)
        self.after = after


@dataclass(frozen=True, slots=True)
class Network:
    """How to behave on the network. Times in seconds; ``total_seconds`` bounds one file, retries and waits included.

    ``contact`` is an address the publisher can write to; ``proxy`` a URL; ``mirror`` a URL or folder that holds the same files
    as ``<host>/<path>``; ``ca_file`` the certificates of an organisation that inspects its traffic. A body that brings fewer
    than ``slowest`` bytes a second over ``read_seconds`` counts as stalled; a wait the server asks for beyond ``wait_cap`` is
    not sat out (and not ignored either: the file is left for a later run).
    """

    contact: str = ""
    interval: float = 1.0
    tries: int = 4
    backoff: float = 2.0
    wait_cap: float = 120.0
    connect_seconds: float = 15.0
    read_seconds: float = 30.0
    total_seconds: float = 600.0
    slowest: int = 512
    max_bytes: int = 64 << 20
    redirects: int = 5
    proxy: str = ""
    mirror: str = ""
    ca_file: str = ""

    @property
    def mirror_folder(self) -> Path | None:
        """The mirror when it is a folder on this machine."""
        return Path(self.mirror) if self.mirror and "://" not in self.mirror else None


def open_client(network: Network) -> httpx.Client:
    import ssl
    from importlib.metadata import PackageNotFoundError, version

    try:
        agent = f"Standpuntwijzer/{version('standpuntwijzer')}"
    except PackageNotFoundError:
        agent = "Standpuntwijzer"
    contact = re.sub(r"[^ -~]|[()]", "", network.contact).strip()
    try:
        return httpx.Client(
            headers={"User-Agent": f"{agent} ({contact})" if contact else agent},
            timeout=httpx.Timeout(network.read_seconds, connect=network.connect_seconds),
            proxy=network.proxy or None,
            verify=ssl.create_default_context(cafile=network.ca_file) if network.ca_file else True,
            # Only what was set counts: no proxy, certificate or password out of the environment.
            trust_env=False,
            # A connection per file, so that the one that must be cut at the deadline is the one just made.
            limits=httpx.Limits(max_keepalive_connections=0),
        )
    except (ValueError, OSError, httpx.InvalidURL) as error:
        raise CorpusError(f"Proxy of certificaatbestand is niet te gebruiken: {error}.") from error


@contextmanager
def until(deadline: float) -> Iterator[dict[str, Any]]:
    """Request extensions that cut the connection at ``deadline``: a read timeout alone lets a slow drip last for ever."""
    streams: list[Any] = []

    def trace(event: str, info: dict[str, Any]) -> None:
        if event.endswith((".connect_tcp.complete", ".start_tls.complete")):
            streams.append(info["return_value"])

    def cut() -> None:
        for stream in streams[-1:]:
            with suppress(OSError):
                # Past the TLS layer: its own shutdown would raise in the thread that is reading.
                socket.socket.shutdown(stream.get_extra_info("socket"), socket.SHUT_RDWR)

    timer = threading.Timer(max(0.0, deadline - time.monotonic()), cut)
    timer.daemon = True
    timer.start()
    try:
        yield {"trace": trace}
    finally:
        timer.cancel()


def translated(error: Exception, url: str, late: bool, network: Network) -> DownloadError:
    host = urlsplit(url).hostname
    if late:
        return DownloadError(f"{url} duurt langer dan {network.total_seconds:.0f} seconden en is afgebroken.")
    if "CERTIFICATE_VERIFY_FAILED" in str(error):
        return DownloadError(f"Het certificaat van {host} is niet te vertrouwen. Geef zo nodig het certificaatbestand van uw organisatie op.")
    if isinstance(error, httpx.ConnectError | httpx.ConnectTimeout | httpx.ProxyError):
        return Hiccup(f"{host} is niet te bereiken ({error or 'geen antwoord'}). Controleer netwerk en proxy.")
    if isinstance(error, httpx.InvalidURL | httpx.UnsupportedProtocol):
        return DownloadError(f"{url} verwijst naar een ongeldig adres.")
    return Hiccup(f"De verbinding met {host} is verbroken ({type(error).__name__}).")


def is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
