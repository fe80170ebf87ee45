"""Refuse every connection that no setting names: the second lock, behind the switches of :mod:`models.closed`.

The switches keep the libraries from wanting to call out; this keeps them from being able to. Python tells an audit hook of each connection
and each lookup of a name before it is made, and what the hook raises stops it. A hook can never be taken away, so what may be reached is
given once, at the start of a command, and cannot be widened after. What the hook cannot see, and what closes that, is in
docs/beveiliging.md.
"""

import ipaddress
import logging
import socket
import sys
import threading
from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from models.base import ModelError

_CONNECTIONS = frozenset(("socket.connect", "socket.sendto", "socket.sendmsg"))
_LOOKUPS = frozenset(("socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr", "socket.getnameinfo"))
# Sockets that cannot leave the machine: to a file, and to the kernel (which addresses do I have?). macOS has no second one.
_LOCAL = frozenset((socket.AF_UNIX, getattr(socket, "AF_NETLINK", socket.AF_UNIX)))
# So many refusals are remembered; all are logged.
_REMEMBERED = 1_000
_MOST = 253

log = logging.getLogger(__name__)


class EgressError(ModelError, OSError):
    """A connection that no setting names. An OSError too: to a library the network is just not there, and it says so as it always does."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """A connection or lookup outside this machine; ``port`` is 0 for a lookup without one."""

    event: str
    host: str
    port: int
    allowed: bool


@dataclass(frozen=True, slots=True)
class _Guard:
    """The hosts that may be reached, and what was seen. ``addresses`` are those that the lookups of these hosts gave."""

    hosts: frozenset[str]
    addresses: set[str] = field(default_factory=set)
    seen: deque[Attempt] = field(default_factory=lambda: deque(maxlen=_REMEMBERED))
    busy: threading.local = field(default_factory=threading.local)

    def watch(self, event: str, args: tuple[Any, ...]) -> None:
        """The audit hook. It runs at every event of the interpreter, so most are let go in the first line."""
        if event in _CONNECTIONS:
            if args[0].family in _LOCAL or args[1] is None:
                return
            self._judge(event, args[1], lookup=False)
        elif event in _LOOKUPS:
            target = args[0] if event == "socket.getnameinfo" else args[:2]
            self._judge(event, target, lookup=event == "socket.getaddrinfo")

    def resolve(self, host: Any, *args: Any, **kwargs: Any) -> list[Any]:
        """``socket.getaddrinfo``, remembering where the named hosts are: a connection tells the address only."""
        found = _getaddrinfo(host, *args, **kwargs)
        if self._named(_plain(host)):
            self.addresses.update(_plain(entry[4][0]) for entry in found)
        return found

    def _judge(self, event: str, target: Any, *, lookup: bool) -> None:
        host, port = _place(target)
        # To "look up" an address asks nobody anything.
        if is_here(host) or (lookup and _is_address(host)):
            return
        attempt = Attempt(event.removeprefix("socket."), host, port, self._named(host) or host in self.addresses)
        if not getattr(self.busy, "telling", False):
            self._tell(attempt)
        if not attempt.allowed:
            raise EgressError(
                f"Verbinding met {host}:{port} is geweigerd: dit programma maakt alleen verbinding met deze machine en met wat de "
                "instellingen noemen. Draai: standpuntwijzer doctor --network"
            )

    def _tell(self, attempt: Attempt) -> None:
        self.busy.telling = True  # A log that itself goes over the network must not be told about in that log.
        try:
            self.seen.append(attempt)
            if not attempt.allowed:
                log.warning("egress refused: %s %s:%d", attempt.event, attempt.host, attempt.port)
        finally:
            self.busy.telling = False

    def _named(self, host: str) -> bool:
        return host in self.hosts or any(name.startswith(".") and host.endswith(name) for name in self.hosts)


_getaddrinfo = socket.getaddrinfo
_guard: _Guard | None = None


def close(hosts: Iterable[str] = ()) -> None:
    """From now on this process reaches this machine and ``hosts`` (".x.nl": every name under x.nl), and nothing else.

    The first call decides; a later one changes nothing.
    """
    global _guard
    if _guard is None:
        _guard = _Guard(frozenset(map(_plain, hosts)))
        socket.getaddrinfo = _guard.resolve
        sys.addaudithook(_guard.watch)


def seen() -> tuple[Attempt, ...]:
    """The last connections and lookups outside this machine since :func:`close`, in order."""
    return tuple(_guard.seen) if _guard else ()


def addresses() -> frozenset[str]:
    """Where the hosts that may be reached turned out to be."""
    return frozenset(_guard.addresses) if _guard else frozenset()


def host_of(url: str) -> str:
    """The host in an address; "" in what is not one, as a folder or a name."""
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


def _place(target: Any) -> tuple[str, int]:
    """Host and port of the address of a socket; of what is not one, its text, so that it is refused by name."""
    if not isinstance(target, Sequence) or isinstance(target, str | bytes):
        return _plain(target), 0
    port = target[1] if len(target) > 1 else 0
    if isinstance(port, str | bytes):
        port = int(port) if port.isdigit() else 0
    return _plain(target[0] if target else ""), port if isinstance(port, int) else 0


def _plain(host: Any) -> str:
    """A host as it is compared and logged: text, lower case, without final dot or zone, bounded."""
    text = host.decode("ascii", "replace") if isinstance(host, bytes | bytearray) else "" if host is None else str(host)
    text = "".join(char if char.isprintable() else "?" for char in text[:_MOST].lower()).removesuffix(".").partition("%")[0]
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return text
    return str(getattr(address, "ipv4_mapped", None) or address)


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def is_here(host: str) -> bool:
    """Whether this is the machine itself; a connection to the unspecified address (0.0.0.0, ::) ends there too."""
    if not _is_address(host):
        return host in ("", "localhost")
    address = ipaddress.ip_address(host)
    return address.is_loopback or address.is_unspecified
