"""Whether this server can do its work now: index, model, disk and audit trail, looked at once every few seconds."""

import shutil
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from assistant.pipeline import Assistant
from assistant.settings import Settings
from assistant.watch.logs import tell
from assistant.watch.metrics import Metrics
from assistant.watch.trail import Trail
from index.manifest import Manifest
from models.base import ModelError

_FRESH = 3.0


@dataclass(frozen=True, slots=True)
class Part:
    """One part; ``state`` is a word for a program, ``detail`` figures for people."""

    ok: bool
    state: str
    detail: str = ""


class Readiness:
    """The state of the parts, kept for :data:`_FRESH` seconds. Thread-safe; :meth:`parts` takes two seconds at most."""

    def __init__(self, assistant: Assistant, settings: Settings | None, trail: Trail | None, metrics: Metrics) -> None:
        self._assistant, self._settings, self._trail, self._metrics = assistant, settings, trail, metrics
        self._looking = threading.Lock()
        self._looked = -_FRESH
        self._parts: dict[str, Part] = {}

    def parts(self) -> dict[str, Part]:
        """Every part by its name, as it was at most a few seconds ago."""
        with self._looking:
            if time.monotonic() - self._looked >= _FRESH:
                looks: dict[str, Callable[[], Part]] = {"index": self._index, "model": self._model, "disk": self._disk, "audit": self._audit}
                before, self._parts = self._parts, {name: look() for name, look in looks.items()}
                self._looked = time.monotonic()
                for name, part in self._parts.items():
                    if name in before and before[name].ok != part.ok:
                        tell("warning", "ready", part=name, ok=part.ok, state=part.state)
            return self._parts

    def _index(self) -> Part:
        retriever = self._assistant.retriever
        passages = len(retriever.passages)
        built = _manifest_of(self._settings.data) if self._settings else None
        named = (built.fingerprint, built.corpus[:16], built.embedder) if built else ("-", "-", "-")
        self._metrics.index(version("standpuntwijzer"), *named, passages)
        # Without its vectors an index still answers, on words.
        state = ("open" if retriever.by_meaning else "words") if passages else "empty"
        return Part(passages > 0, state, f"{passages} passages, index {named[0]}")

    def _model(self) -> Part:
        generator, settings = self._assistant.generator, self._settings
        if generator is None:
            return Part(True, "none", "literal passages only")
        up = settings is None or _usable(settings)
        faulted = self._metrics.faulted
        self._metrics.model(generator.name, up and not faulted)
        # One that failed last time is asked again; not ready would mean that nobody asks it.
        return Part(up, ("faulted" if faulted else "up") if up else "down", generator.name)

    def _disk(self) -> Part:
        if self._settings is None:
            return Part(True, "none", "nothing is kept")
        folder = next(path for path in (self._settings.data, *self._settings.data.parents) if path.is_dir())
        try:
            free = shutil.disk_usage(folder).free >> 20
        except OSError as error:
            return Part(False, "unreadable", type(error).__name__)
        floor = self._settings.disk_floor
        return Part(free >= floor, "ok" if free >= floor else "low", f"{free} MB free, {floor} MB needed")

    def _audit(self) -> Part:
        if self._trail is None:
            return Part(True, "off")
        state = self._trail.state
        if not state.missing:
            return Part(True, "writing", f"{state.written} lines by this process")
        return Part(not self._trail.refuse, "failing", f"{state.missing} lines missing since {state.since}")


def _usable(settings: Settings) -> bool:
    """Whether the model server answers, or the weights of the local model are there."""
    if settings.openai_url:
        from models.probe import answers

        return answers(settings.openai_url, settings.openai_key, settings.ca_file)
    if settings.model.endswith(".gguf"):
        return Path(settings.model).is_file()
    from models.install import ready_path

    try:
        return ready_path(settings.model, settings.data / "models").is_file()
    except (ModelError, OSError):
        return False


def index_of(data: Path) -> str:
    """The name of the index in use, which tells what it was made of; empty when that cannot be read."""
    try:
        return (data / "index" / "current").read_text(encoding="ascii").strip()
    except (OSError, ValueError):
        return ""


def _manifest_of(data: Path) -> Manifest | None:
    """What the index in use was made of; None when that cannot be read."""
    try:
        return Manifest.read(data / "index" / index_of(data) / "manifest.json")
    except (OSError, ValueError, TypeError):
        return None
