"""The whole product where there is no route: it builds, answers, serves a browser and measures, and asks the kernel for nothing outside.

Watched by strace where that is, which sees native code too; else by the guard of the process itself.
"""

import importlib.util
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from assistant.network import STRACE, can_trace, outside
from assistant.settings import load_settings
from corpus.builtin import STARTER
from models.base import ModelError
from models.closed import SWITCHES
from models.install import ready_path
from tests.ops.network import CLI, NO_ROUTE, needs_namespace
from tests.ui.browser import needs_chromium

ROOT = Path(__file__).parents[2]
QUESTION = "Wanneer moet ik een DPIA doen?"
pytestmark = needs_namespace


def need(model: str) -> Path:
    """The folder of the installed models, if this one is among them."""
    models = load_settings().data / "models"
    try:
        ready_path(model, models)
    except ModelError as error:
        pytest.skip(f"needs an installed model: {error}")
    return models


class Installation:
    """An installation with a small corpus and the models of this machine; whatever runs in it has no route and is watched."""

    def __init__(self, folder: Path) -> None:
        self.data, corpus = folder / "data", folder / "corpus"
        self.data.mkdir()
        corpus.mkdir()
        models = need(load_settings().encoder)
        (self.data / "models").symlink_to(models)
        # What the model has read before, so that it need not read its fixed prompt again.
        if (models.parent / "states").is_dir():
            shutil.copytree(models.parent / "states", self.data / "states")
        for name in ("dpia", "quickscan-2023"):
            shutil.copy(STARTER / f"{name}.md", corpus)
        # Whatever the environment says: the switches are the program's own.
        env = {name: value for name, value in os.environ.items() if name not in SWITCHES}
        self.env = env | {"STANDPUNT_DATA": str(self.data), "STANDPUNT_CORPUS": str(corpus), "STANDPUNT_MODEL": "none"}
        self.trace = folder / "trace"

    def run(self, *command: str, **env: str) -> str:
        """What a command says, when it ended well and wanted nothing outside this machine."""
        watch = self.watch
        done = self._started([*watch, *command], env)
        assert done.returncode == 0, done.stderr[-3000:]
        self.assert_closed(done.stderr)
        return done.stdout

    def session(self) -> str:
        """What a session with a browser says; the server alone is watched."""
        done = self._started([sys.executable, "-m", "tests.ops.session", *self.watch], {})
        assert done.returncode == 0, done.stderr[-3000:]
        self.assert_closed(done.stderr)
        return done.stdout

    @property
    def watch(self) -> tuple[str, ...]:
        return (*STRACE, str(self.trace)) if can_trace() else ()

    def assert_closed(self, told: str) -> None:
        assert "egress refused" not in told
        if self.watch:
            assert self.trace.stat().st_size > 0
            assert list(outside(self.trace)) == []
            self.trace.unlink()

    def _started(self, command: Sequence[str], env: dict[str, str]) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [*NO_ROUTE, *command], cwd=ROOT, env={**self.env, **env}, capture_output=True, text=True, timeout=300, check=False
        )


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Installation:
    """One with an index, built without a route."""
    found = Installation(tmp_path_factory.mktemp("installation"))
    found.run(*CLI, "index", "build")
    return found


def test_there_is_no_route() -> None:
    """The proof of the others: here a connection fails, to an address and by name."""
    code = "import socket\nfor a in (('198.51.100.7', 443), ('example.org', 443)):\n    try:\n        socket.create_connection(a, 3)\n"
    code += "    except OSError as error:\n        print(type(error).__name__, error.errno)"
    done = subprocess.run([*NO_ROUTE, sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout.startswith("OSError 101") and done.stdout.count("\n") == 2


@pytest.mark.skipif(not can_trace(), reason="needs strace, and leave to use it")
def test_the_watch_sees_native_code(tmp_path: Path) -> None:
    """The proof of the watch: what is asked past Python is in the trace, by address and port, without what was sent."""
    code = (
        "import ctypes, socket, struct\n"
        "libc, s = ctypes.CDLL(None), socket.socket(type=socket.SOCK_DGRAM)\n"
        "where = struct.pack('=H', socket.AF_INET) + struct.pack('!H', 53) + socket.inet_aton('198.51.100.7') + bytes(8)\n"
        "libc.connect(s.fileno(), where, 16)\n"
        "libc.sendto(s.fileno(), b'geheim', 6, 0, where, 16)\n"
        "socket.socket(socket.AF_INET6).connect_ex(('2001:db8::1', 443))\n"
        "socket.socket().connect_ex(('127.0.0.1', 9))\n"
    )
    trace = tmp_path / "trace"
    subprocess.run([*NO_ROUTE, *STRACE, str(trace), sys.executable, "-c", code], timeout=60, check=True)
    assert set(outside(trace)) == {("198.51.100.7", 53), ("2001:db8::1", 443)}
    assert "geheim" not in trace.read_text(encoding="utf-8") and "127.0.0.1" in trace.read_text(encoding="utf-8")


@pytest.mark.skipif(shutil.which("nm") is None, reason="needs nm (binutils)")
def test_llama_has_no_network_function() -> None:
    """What docs/beveiliging.md says of it: as we build it there is nothing to call out with."""
    found = importlib.util.find_spec("llama_cpp")
    assert found is not None and found.origin is not None
    libraries = list((Path(found.origin).parent / "lib").glob("*.so*"))
    told = subprocess.run(["nm", "-D", "--undefined-only", *libraries], capture_output=True, text=True, check=True).stdout
    names = {line.split()[-1].partition("@")[0] for line in told.splitlines() if line.startswith(" ")}
    assert "memcpy" in names and not names & {"socket", "connect", "getaddrinfo", "gethostbyname", "sendto", "sendmsg"}


def test_a_question_is_answered_in_passages(installation: Installation) -> None:
    answer = json.loads(installation.run(*CLI, "ask", QUESTION, "--json"))
    assert answer["kind"] == "quotes" and answer["citations"]


def test_a_question_is_answered_by_the_model(installation: Installation) -> None:
    model = load_settings().model
    need(model)
    answer = json.loads(installation.run(*CLI, "ask", QUESTION, "--json", STANDPUNT_MODEL=model))
    assert answer["kind"] in ("answered", "quotes") and answer["citations"] and answer["timings"]["generate"] > 0


@needs_chromium
def test_a_browser_asks_and_reads(installation: Installation) -> None:
    pytest.importorskip("playwright")
    told = json.loads(installation.session().splitlines()[-1])
    assert "DPIA" in told["answer"] and told["heads"]["/lessen"] and told["heads"]["/bronnen"]
    # 130: stopped by Ctrl-C, as whoever runs it stops it.
    assert told["requests"] > 5 and told["exit"] in (0, 130)


def test_an_evaluation_runs(installation: Installation) -> None:
    name = installation.run(*CLI, "eval", "run", "--size", "3", "--model", "none", "--name", "dicht").strip()
    rows = [path for path in (installation.data / "runs" / name).rglob("*.jsonl") if path.stat().st_size]
    assert name == "dicht" and rows


def test_the_doctor_says_so(installation: Installation) -> None:
    done = subprocess.run(
        [*NO_ROUTE, *CLI, "doctor", "--network", "--json"], cwd=ROOT, env={**installation.env, "GRADIO_SHARE": "True"},
        capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    found = {finding["name"]: finding for finding in json.loads(done.stdout)}
    assert done.returncode == 0 and all(finding["ok"] for finding in found.values())
    assert found["naar buiten"]["detail"].startswith("geen enkele poging")
    assert found["schakelaar GRADIO_SHARE"]["detail"] == "True in de omgeving; het programma maakt er False van"
    assert {name.removeprefix("schakelaar ") for name in found} >= set(SWITCHES)
