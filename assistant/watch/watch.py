"""Settings → what watches over a running server: counters always, logs and audit trail as set."""

import shutil
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from assistant.pipeline import Assistant
from assistant.settings import Settings
from assistant.watch import logs
from assistant.watch.metrics import Metrics
from assistant.watch.observed import Observed, Observer
from assistant.watch.ready import Readiness, index_of
from assistant.watch.trail import Model, Trail
from corpus.disk import sha256


@dataclass(frozen=True, slots=True)
class Watch:
    """What one server is watched with; without ``settings`` nothing is kept and only counters run."""

    settings: Settings | None = None
    trail: Trail | None = None
    metrics: Metrics = field(default_factory=Metrics)

    @classmethod
    def of(cls, settings: Settings) -> "Watch":
        """As set; from here on this process logs as set."""
        logs.setup(settings.log, settings.log_level)
        return cls(settings, trail_of(settings))

    def over(self, assistant: Assistant) -> tuple[Observed, Readiness]:
        """``assistant`` under observation, and whether it can do its work. Once a watch."""
        trail: tuple[Observer, ...] = (self.trail,) if self.trail else ()
        self.metrics.watch("queue_length", "Questions that wait for the model.", assistant.line.length)
        if self.settings:
            data = self.settings.data
            self.metrics.watch("disk_free_bytes", "Free in the data folder.", partial(_free, data), "mostrecent")
        if kept := self.trail:
            self.metrics.watch("audit_lines", "Lines of the audit trail that this process wrote.", lambda: kept.state.written, "sum")
            self.metrics.watch("audit_missing", "Lines that could not be written since the last that could.", lambda: kept.state.missing)
            self.metrics.watch("audit_failures", "Attempts to write a line that failed.", lambda: kept.state.failures, "sum")
        # The trail comes first: what it withholds is counted and told as a failure.
        observed = Observed.of(assistant, *trail, self.metrics, logs.LogObserver())
        return observed, Readiness(observed, self.settings, self.trail, self.metrics)


def _free(folder: Path) -> float:
    try:
        return shutil.disk_usage(folder).free
    except OSError:
        return 0.0


def folder_of(data: Path) -> Path:
    """Where the audit trail of an installation is."""
    return data / "audit"


def trail_of(settings: Settings) -> Trail | None:
    """The audit trail as set; None for "off"."""
    if settings.audit == "off":
        return None
    content = settings.audit == "content"
    refuse = settings.audit_full == "refuse" or (content and not settings.audit_full)
    index = partial(index_of, settings.data)
    return Trail(folder_of(settings.data), _model_of(settings), index, content=content, refuse=refuse, keep_days=settings.audit_days)


def _model_of(settings: Settings) -> Model | None:
    """The model that is set; the checksum of its weights where the catalogue knows it or the file is here."""
    if settings.openai_url:
        return Model(settings.openai_model)
    if settings.model == "none":
        return None
    path = Path(settings.model)
    if path.suffix == ".gguf":
        return Model(path.stem, _sha256(path))
    from models.catalog import load_catalog

    return Model(settings.model, next((entry.sha256 for entry in load_catalog() if entry.id == settings.model), ""))


def _sha256(path: Path) -> str:
    """Empty for a file that cannot be read."""
    try:
        return sha256(path)
    except OSError:
        return ""
