"""The program with an encoder that needs no weights and a model that does as it is told: ``python tests/ops/standin.py COMMAND…``.

Everything else is real: settings, index, site, processes. The file ``<data>/model`` says what the model does: ``write`` its first
source, ``raise``, ``hang``, ``die`` or ``full`` (out of memory); without it there is no model. STANDIN_PAUSE: seconds for a batch of vectors.
"""

import json
import os
import re
import select
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import IO, Any

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from models.base import Message, Report, Vectors  # noqa: E402
from models.fake import HashingEmbedder  # noqa: E402

QUESTION = "Wanneer is een DPIA verplicht?"
# Enough to answer that with; an index of it is built in a second.
SMALL = ("dpia.md", "avg.md", "misvattingen.md")


class Model:
    """See the top."""

    name = "proefmodel"

    def __init__(self, told: Path) -> None:
        self._told = told

    def fits(self, messages: Sequence[Message], *, max_tokens: int) -> bool:
        return True

    def odds(self, messages: Sequence[Message], yes: str, no: str) -> float:
        return 0.0

    def warm_up(self, messages: Sequence[Message]) -> None:
        """Nothing to warm."""

    def generate(self, messages: Sequence[Message], *, max_tokens: int, report: Report | None = None) -> Iterator[str]:
        match self._told.read_text().strip():
            case "raise":
                raise RuntimeError("llama_decode returned 1")
            case "hang":
                while True:
                    time.sleep(1)
            case "die":
                os.kill(os.getpid(), signal.SIGSEGV)
            case "full":
                raise MemoryError
        source = next(line for line in messages[-1].content.splitlines() if line.startswith("- "))
        yield from (f"{word} " for word in source.removeprefix("- ").split(" "))


class Encoder(HashingEmbedder):
    """Takes its time when asked to, so that a build can be interrupted."""

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        if len(texts) > 1 and (pause := os.environ.get("STANDIN_PAUSE")):
            time.sleep(float(pause))
        return super().embed_passages(texts)


def _main() -> None:
    from assistant import build, cli

    def generator(settings: Any, *, apart: bool = False) -> Any:
        told = settings.data / "model"
        if not told.exists():
            return None
        from models.apart import ApartGenerator

        make = partial(Model, told)
        return ApartGenerator(make, Model.name, settings.patience) if apart else make()

    build.load_embedder = lambda settings, threads=None: Encoder()  # type: ignore[assignment]
    build.load_generator = generator
    cli.main()


def environment(data: Path, **more: str) -> dict[str, str]:
    """What the program is started with: these settings, and none that this machine has."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("STANDPUNT_")}
    return {**kept, "STANDPUNT_DATA": str(data), "STANDPUNT_JUDGE": "none", "PYTHONPATH": str(ROOT), **more}


def small_corpus(folder: Path) -> Path:
    """A folder for STANDPUNT_CORPUS."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in SMALL:
        shutil.copy(ROOT / "corpus" / "starter" / name, folder)
    return folder


def command(*arguments: str) -> list[str]:
    return [sys.executable, str(Path(__file__)), *arguments]


def run(data: Path, *arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
    """A command, to its end."""
    return subprocess.run(command(*arguments), env=environment(data, **more), capture_output=True, text=True, timeout=300, check=False)


def start(data: Path, *arguments: str, before: Sequence[str] = (), told: IO[str] | None = None, **more: str) -> subprocess.Popen[str]:
    """A command that goes on; a process group of its own. A server tells into the file ``told``: a pipe that nobody reads holds it up once full."""
    given = [*before, *command(*arguments)]
    return subprocess.Popen(
        given, env=environment(data, **more), stdout=subprocess.PIPE, stderr=told or subprocess.PIPE, text=True, start_new_session=True
    )  # fmt: skip


class Server:
    """A running site."""

    def __init__(self, process: subprocess.Popen[str], address: str) -> None:
        self.process, self.address = process, address

    def ask(self, question: str = QUESTION, timeout: float = 60) -> dict[str, Any]:
        """An answer, as the API gives it; the status in ``status``."""
        import httpx

        reply = httpx.post(f"{self.address}/api/ask", json={"question": question}, timeout=timeout, trust_env=False)
        return {**reply.json(), "status": reply.status_code}

    def post(self, path: str, body: Mapping[str, Any], timeout: float = 30) -> Any:
        import httpx

        return httpx.post(self.address + path, json=body, timeout=timeout, trust_env=False)

    def get(self, path: str, timeout: float = 30) -> Any:
        import httpx

        return httpx.get(self.address + path, timeout=timeout, trust_env=False)

    def children(self) -> list[int]:
        """The processes that it has started."""
        found = Path(f"/proc/{self.process.pid}/task").glob("*/children")
        return sorted({int(pid) for file in found for pid in file.read_text().split()})


@contextmanager
def serving(data: Path, before: Sequence[str] = (), **more: str) -> Iterator[Server]:
    """A site on a free port; ended at once at the end."""
    with tempfile.TemporaryFile("w+") as told:
        process = start(data, "serve", "--port", "0", before=before, told=told, **more)
        try:
            site = Server(process, _address(process, told))
            _await(site)
            yield site
        finally:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait(20)


def _address(process: subprocess.Popen[str], told: IO[str]) -> str:
    out: IO[str] = process.stdout  # type: ignore[assignment]
    assert select.select([out], [], [], 180)[0], "the server did not start in three minutes"
    found = re.search(r"http://127\.0\.0\.1:\d+", out.readline())
    if not found:
        told.seek(0)
        raise AssertionError(told.read())
    return found[0]


def _await(site: Server) -> None:
    """It says its address a moment before it listens."""
    import httpx

    end = time.monotonic() + 60
    while True:
        with suppress(httpx.TransportError):
            assert site.get("/healthz").status_code == 200
            return
        assert site.process.poll() is None and time.monotonic() < end
        time.sleep(0.1)


def rows(text: str) -> list[dict[str, Any]]:
    """JSON lines."""
    return [json.loads(line) for line in text.splitlines()]


if __name__ == "__main__":
    _main()
