"""``python -m ui.own_use FILE``: use the product as people do, and write to FILE what came of it and every connection it wanted outside.

Run by ``standpuntwijzer doctor --network`` in a process of its own, so that it can be watched from outside as well. Nothing is kept: ratings,
lessons and runs go to a folder that is thrown away.
"""

import json
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assistant.build import load_assistant, load_documents
from assistant.reach import hosts
from assistant.settings import Settings, load_settings
from models import egress
from models.closed import apply_switches

if TYPE_CHECKING:
    from assistant.pipeline import Assistant

QUESTION = "Wanneer moet ik een DPIA doen?"
# What runs in a thread of its own at the start of a library gets this long to show itself, in seconds.
_SETTLE = 2.0
_READY = 60.0


def main(report: Path) -> None:
    """Use everything once under the guard and write the outcome as JSON."""
    apply_switches()
    settings = load_settings()
    egress.close(hosts(settings))
    steps: list[dict[str, Any]] = []
    made: list[Assistant] = []

    def step(name: str, act: Callable[[], str]) -> None:
        started = time.perf_counter()
        try:
            ok, detail = True, act()
        except Exception as error:  # Whatever it is, the other steps and the connections must be told too.
            ok, detail = False, f"{type(error).__name__}: {error}"
        steps.append({"name": name, "ok": ok, "detail": detail, "seconds": round(time.perf_counter() - started, 1)})

    step("zoekindex openen", lambda: _opened(settings, made))
    if made:
        step("een vraag stellen", lambda: str(made[0].answer(QUESTION).kind))
        step("een pagina tonen", lambda: _page(made[0], settings))
        step("een vraag meten", lambda: _measured(made[0], settings))
        time.sleep(_SETTLE)
    seen = {(attempt.event, attempt.host, attempt.port): attempt for attempt in egress.seen()}
    found = {"steps": steps, "attempts": [asdict(attempt) for attempt in seen.values()], "addresses": sorted(egress.addresses())}
    report.write_text(json.dumps(found), encoding="utf-8")


def _opened(settings: Settings, made: list["Assistant"]) -> str:
    made.append(load_assistant(settings))
    return f"{len(made[0].retriever.passages)} passages"


def _page(assistant: "Assistant", settings: Settings) -> str:
    import httpx

    with _served(assistant, settings) as address, httpx.Client(trust_env=False, timeout=_READY) as client:
        sizes = [len(client.get(address + path).raise_for_status().content) for path in ("/", "/bronnen", "/lessen")]
    return f"{sum(sizes)} bytes"


@contextmanager
def _served(assistant: "Assistant", settings: Settings) -> Iterator[str]:
    import uvicorn

    from ui.app import OPTIONS, create_app, listen

    with tempfile.TemporaryDirectory() as data, listen("127.0.0.1", 0) as opened:
        server = uvicorn.Server(uvicorn.Config(create_app(assistant, settings.language, Path(data)), **OPTIONS))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [opened]})
        thread.start()
        try:
            while not server.started and thread.is_alive():
                time.sleep(0.05)
            yield f"http://127.0.0.1:{opened.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join(_READY)


def _measured(assistant: "Assistant", settings: Settings) -> str:
    from eval.case import for_corpus, load_cases
    from eval.places import Places
    from eval.run import ask, jobs
    from eval.scores import scored
    from eval.targets import PipelineTarget

    places = Places(load_documents(settings))
    wanted = jobs(for_corpus(load_cases([]), places.names)[0], 1)
    job = next(job for job in wanted if job[1].task == "answer")
    (result,) = scored([ask(PipelineTarget(assistant), job, places)])
    return f"{len(result.scores)} maten"


if __name__ == "__main__":
    main(Path(sys.argv[1]))
