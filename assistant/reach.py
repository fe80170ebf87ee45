"""Which hosts a command may reach, by the settings: the one table that the guard of :mod:`models.egress` is closed with."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Literal

from models.egress import host_of

if TYPE_CHECKING:
    from assistant.settings import Settings

Task = Literal["use", "install", "fetch"]

# The settings that hold an address, by the task that may go there. A test sees to it that no address is forgotten.
USE = ("openai_url", "oidc_issuer", "vectors")
FETCH = ("proxy", "mirror")
INSTALL = ("hub_url",)
# Where a hub sends whoever asks for weights.
_BEHIND = {"huggingface.co": (".huggingface.co", ".hf.co")}


def hosts(settings: "Settings", task: Task = "use", also: Iterable[str] = ()) -> frozenset[str]:
    """The hosts for ``task``; ``also`` are addresses that the user gave with the command."""
    found = {host_of(url) for url in (*(str(getattr(settings, name)) for name in USE), *also)}
    if task == "install" and settings.hub:
        found |= _hub(settings.hub_url)
    if task == "fetch":
        found |= _publishers(settings)
    return frozenset(found - {""})


def _hub(url: str) -> set[str]:
    """The hub and what stands behind it; weights may come over the proxy of the environment, as packages do."""
    from urllib.request import getproxies

    hub, proxies = host_of(url), getproxies()
    return {hub, *_BEHIND.get(hub, ()), *(host_of(proxies[name]) for name in ("http", "https", "all") if name in proxies)}


def _publishers(settings: "Settings") -> set[str]:
    """A proxy stands between, a mirror stands instead; without either the publishers themselves."""
    from corpus.fetch import hosts_of
    from corpus.manifest import load_manifest

    if given := settings.proxy or settings.mirror:
        return {host_of(given)}
    return {host for entry in load_manifest() for host in hosts_of(entry)}
