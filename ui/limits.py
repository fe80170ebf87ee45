"""How often somebody may ask, and may try to sign in. Counted in this process: with more workers each counts its own."""

import ipaddress
import math
import threading
import time
from typing import TYPE_CHECKING

from assistant.settings import SettingsError

if TYPE_CHECKING:
    from limits import RateLimitItem


class Limits:
    """Counts by kind and by who it is; ``rates`` are written as "30/minute;600/day", an empty one is no limit. Raises :class:`SettingsError`."""

    def __init__(self, rates: dict[str, tuple[str, str]]) -> None:
        """``rates`` has for each kind the setting that it comes from and the rate."""
        from limits.storage import MemoryStorage
        from limits.strategies import MovingWindowRateLimiter

        self._rates = {kind: _read(setting, rate) for kind, (setting, rate) in rates.items()}
        self._counts = MovingWindowRateLimiter(MemoryStorage())
        self._lock = threading.Lock()

    def wait(self, kind: str, who: str) -> int:
        """Seconds until there is room again; 0 when there is."""
        full = [rate for rate in self._rates[kind] if not self._counts.test(rate, kind, who)]
        return max((math.ceil(max(1.0, self._counts.get_window_stats(rate, kind, who).reset_time - time.time())) for rate in full), default=0)

    def count(self, kind: str, who: str) -> int:
        """Count one when there is room; else the seconds until there is."""
        with self._lock:
            seconds = self.wait(kind, who)
            for rate in () if seconds else self._rates[kind]:
                self._counts.hit(rate, kind, who)
        return seconds


def _read(setting: str, rate: str) -> "list[RateLimitItem]":
    from limits import parse_many

    try:
        return parse_many(rate) if rate.strip() else []
    except ValueError as error:
        raise SettingsError(f"{setting}={rate!r} is geen grens. Schrijf bijvoorbeeld 30/minute of 30/minute;600/day.") from error


def address_of(host: str) -> str:
    """Where somebody comes from, as it is counted: who has one IPv6 address has the whole network around it."""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return "?"
    if isinstance(address, ipaddress.IPv6Address):
        return str(address.ipv4_mapped or ipaddress.ip_network((address, 64), strict=False))
    return str(address)
