"""What is counted, for Prometheus. The only module that imports prometheus-client; a registry of its own, so nothing else is counted.

Every label has few values: route patterns, statuses, kinds and classes out of the code. Nothing is counted by account, and nothing of a question.
Processes that serve one socket count together (:func:`counted_together`): whichever is asked tells of all.
"""

import os
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal

from assistant.watch.observed import Outcome

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
_NAMESPACE = "standpunt"
# The name that prometheus-client looks for when it is imported.
_SHARED = "PROMETHEUS_MULTIPROC_DIR"
Mode = Literal["livesum", "sum", "mostrecent"]
_METHODS = frozenset(("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"))
# More patterns than there are; what comes beyond is counted together.
_MOST_ROUTES = 400
_FAST = (0.02, 0.05, 0.1, 0.2, 0.3, 0.5, 0.75, 1.0, 1.5, 2.0, 3.0, 5.0, 10.0)
_SLOW = (0.05, 0.1, 0.25, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 30.0, 60.0, 120.0, 300.0)
_KINDS = ("answered", "quotes", "abstained", "refused", "failed", "left")
_INDEX = ("version", "index", "corpus", "encoder")
_VERDICTS = ("supported", "repaired", "removed")


@contextmanager
def counted_together() -> Iterator[None]:
    """Processes that are started meanwhile, each with an interpreter of its own, count together."""
    # In memory: they write through a mapped file, and a process that does so on a full disk is killed.
    memory = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None  # a fresh folder with a random name in it  # nosec B108
    with tempfile.TemporaryDirectory(prefix="standpuntwijzer-metrics-", dir=memory) as folder:
        os.environ[_SHARED] = folder
        try:
            yield
        finally:
            del os.environ[_SHARED]


class Metrics:
    """The counters of one process. Thread-safe."""

    def __init__(self) -> None:
        from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, disable_created_metrics

        disable_created_metrics()  # type: ignore[no-untyped-call]
        self.registry = CollectorRegistry()
        own: Any = {"registry": self.registry, "namespace": _NAMESPACE}
        self._lock = threading.Lock()
        # Whether the model failed the last time that it was asked.
        self.faulted = False
        self._routes: set[str] = set()
        self._requests = Counter("requests", "Requests, by the pattern of the route.", ("route", "method", "status"), **own)
        self._answers = Counter("answers", "Questions, by what became of them.", ("kind",), **own)
        self._sentences = Counter("sentences", "Sentences that the model wrote, by what became of them.", ("verdict",), **own)
        self._tokens = Counter("tokens", "Tokens that the model evaluated and wrote.", ("what",), **own)
        self._personal = Counter("personal_data", "Questions in which a kind of personal data was seen.", ("kind",), **own)
        self._errors = Counter("errors", "What kept an answer or its text away, by class.", ("error",), **own)
        self._passages = Histogram("passages_seconds", "Seconds until the literal passages.", buckets=_FAST, **own)
        self._first = Histogram("first_token_seconds", "Seconds until the first word of the model.", buckets=_SLOW, **own)
        self._whole = Histogram("answer_seconds", "Seconds until the whole answer.", ("kind",), buckets=_SLOW, **own)
        self._wait = Histogram("wait_seconds", "Seconds of waiting for the model.", buckets=_SLOW, **own)
        self._index = Gauge("index_info", "The index in use, its passages as the value.", _INDEX, multiprocess_mode="livemax", **own)
        self._model = Gauge("model_up", "Whether the model can be used.", ("model",), multiprocess_mode="livemin", **own)
        self._reads: list[tuple[Gauge, Callable[[], float]]] = []
        self._told: tuple[str, ...] = ()
        for kind in _KINDS:
            self._answers.labels(kind)
        for verdict in _VERDICTS:
            self._sentences.labels(verdict)
        for what in ("evaluated", "written"):
            self._tokens.labels(what)

    def watch(self, name: str, told: str, read: Callable[[], float], mode: Mode = "livesum") -> None:
        """A figure that is read after every question and when it is asked for; ``mode`` says what it is of several processes. Once a name."""
        from prometheus_client import Gauge

        self._reads.append((Gauge(name, told, registry=self.registry, namespace=_NAMESPACE, multiprocess_mode=mode), read))

    def request(self, route: str, method: str, status: int) -> None:
        """One request that has been served."""
        with self._lock:
            if route not in self._routes and len(self._routes) >= _MOST_ROUTES:
                route = "other"
            self._routes.add(route)
        self._requests.labels(route, method if method in _METHODS else "other", str(status)).inc()

    def before(self) -> None:
        """Nothing is counted of a question that has no outcome yet."""

    def after(self, outcome: Outcome) -> None:
        """One question."""
        self._answers.labels(outcome.kind).inc()
        self._read()
        if outcome.error:
            self._errors.labels(outcome.error).inc()
        if outcome.passages is not None:
            self._passages.observe(outcome.passages)
        if outcome.first is not None:
            self._first.observe(outcome.first)
        answer = outcome.answer
        if answer is None:
            return
        if answer.fault or "generate" in answer.timings:
            self.faulted = bool(answer.fault)
        self._whole.labels(outcome.kind).observe(outcome.seconds)
        if "wait" in answer.timings:
            self._wait.observe(answer.timings["wait"])
        for check in answer.checks:
            self._sentences.labels(str(check.verdict)).inc()
        for kind in answer.personal:
            self._personal.labels(kind).inc()
        if answer.usage:
            self._tokens.labels("evaluated").inc(answer.usage.evaluated)
            self._tokens.labels("written").inc(answer.usage.written)

    def index(self, version: str, index: str, corpus: str, encoder: str, passages: int) -> None:
        """Which index is in use; one that was in use before counts 0."""
        named = (version, index, corpus, encoder)
        if self._told and self._told != named:
            self._index.labels(*self._told).set(0)
        self._told = named
        self._index.labels(*named).set(passages)

    def model(self, name: str, up: bool) -> None:
        """Whether the model can be used."""
        self._model.labels(name).set(up)

    def text(self) -> bytes:
        """All of it, in the format of Prometheus."""
        from prometheus_client import CollectorRegistry, generate_latest
        from prometheus_client.multiprocess import MultiProcessCollector, mark_process_dead

        self._read()
        folder = os.environ.get(_SHARED)
        if folder is None:
            return generate_latest(self.registry)
        # What a process that ended had counted stays; what it was doing does not.
        for process in {path.stem.rpartition("_")[2] for path in Path(folder).glob("gauge_live*.db")}:
            if not Path(f"/proc/{process}").exists():
                mark_process_dead(int(process), folder)  # type: ignore[no-untyped-call]
        registry = CollectorRegistry()
        MultiProcessCollector(registry, folder)  # type: ignore[no-untyped-call]
        return generate_latest(registry)

    def _read(self) -> None:
        for gauge, read in self._reads:
            gauge.set(read())
