"""Two real processes that serve the site behind a real nginx: nothing lost, nothing mixed up, and only the proxy is believed."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import httpx
import psutil
import pytest

from assistant.instruction.results import Groups
from assistant.instruction.shelf import Shelf
from assistant.ready import is_ready
from assistant.settings import Settings, SettingsError
from tests.ops.test_model_server import STREAM, event, serving
from ui.workers import check

ROOT = Path(__file__).parents[2]
QUESTION = "Mag ik als rijksambtenaar ChatGPT gebruiken om een beleidsnota te schrijven?"
NGINX = """
daemon off; master_process off; pid {folder}/nginx.pid; error_log {folder}/error.log; worker_rlimit_nofile 1024;
events {{ worker_connections 512; }}
http {{
  access_log off;
  client_body_temp_path {folder}/b; proxy_temp_path {folder}/p; fastcgi_temp_path {folder}/f; uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;
  upstream site {{ server 127.0.0.1:{port}; }}
  server {{
    listen 127.0.0.1:{front};
    location / {{
      proxy_pass http://site;
      proxy_bind 127.0.0.2;
      proxy_http_version 1.1;
      proxy_set_header Connection "";
      proxy_set_header Host $host;
      proxy_set_header X-Forwarded-For $remote_addr;
      proxy_set_header X-Forwarded-Proto https;
      proxy_set_header X-Remote-User anna;
      proxy_set_header X-Remote-Groups iedereen;
      proxy_read_timeout 300s;
    }}
  }}
}}
"""


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as opened:
        return int(opened.getsockname()[1])


@dataclass
class Site:
    """The processes and the two ways to them: ``front`` through nginx, ``back`` past it."""

    process: subprocess.Popen[bytes]
    data: Path
    front: httpx.Client
    back: httpx.Client
    port: int

    def workers(self) -> list[psutil.Process]:
        """The processes that serve."""
        found = []
        for each in psutil.Process(self.process.pid).children():
            with suppress(psutil.Error):  # One that has just ended.
                found += [each] if "spawn_main" in " ".join(each.cmdline()) else []
        return found

    def until_two_answer(self, seconds: float = 120) -> None:
        until = time.monotonic() + seconds
        while len([each for each in self.workers() if _listens(each, self.port)]) < 2:
            assert time.monotonic() < until and self.process.poll() is None, "the workers did not start"
            time.sleep(0.3)


def _listens(process: psutil.Process, port: int) -> bool:
    # A worker whose application is loaded waits for connections in epoll; before that it holds the socket only.
    with suppress(psutil.Error):
        return any(thread for thread in (Path("/proc") / str(process.pid) / "task").iterdir() if _ready(thread))
    return False


def _ready(thread: Path) -> bool:
    with suppress(OSError):
        return "ep_poll" in (thread / "wchan").read_text() or "epoll" in (thread / "wchan").read_text()
    return False


@contextmanager
def nginx(port: int) -> Iterator[int]:
    program = shutil.which("nginx") or "/usr/sbin/nginx"
    if not Path(program).exists():
        pytest.skip("nginx is not installed (apt-get install nginx-light)")
    folder, front = Path(tempfile.mkdtemp(prefix="nginx-")), free_port()
    (folder / "nginx.conf").write_text(NGINX.format(folder=folder, port=port, front=front))
    process = subprocess.Popen([program, "-c", str(folder / "nginx.conf"), "-p", str(folder)], stderr=subprocess.DEVNULL)
    try:
        yield front
    finally:
        process.terminate()
        process.wait(10)
        shutil.rmtree(folder, ignore_errors=True)


def slow(connection: socket.socket) -> None:
    """A model that writes a word now and then."""
    connection.sendall(STREAM)
    for word in ("Een ", "zin ", "die ", "komt."):
        connection.sendall(event(word))
        time.sleep(0.4)
    connection.sendall(b"data: [DONE]\n\n")


@pytest.fixture(scope="module")
def site(settings: Settings) -> Iterator[Site]:
    """``serve --workers 2`` on a data folder of its own, with the models and the index of this machine."""
    if not is_ready(settings):
        pytest.skip("the index of this machine is not current: standpuntwijzer index build")
    data, port = Path(tempfile.mkdtemp(prefix="workers-")), free_port()
    for name in ("models", "index"):
        (data / name).symlink_to(settings.data / name)
    with serving(slow) as model, nginx(port) as front_port:
        given = {"AUTH": "proxy", "HOSTS": "site.test", "TRUSTED_PROXIES": "127.0.0.2", "DATA": str(data), "AUDIT": "meta", "JUDGE": "none",
                 "OPENAI_URL": model.url, "WORKERS": "2", "PORT": str(port), "LOG": "text", "LIMIT_ASK": "10000/minute"}  # fmt: skip
        environment = {**os.environ, **{f"STANDPUNT_{name}": value for name, value in given.items()}}
        command = [sys.executable, "-c", "import sys; sys.argv[0] = 'standpuntwijzer'; from assistant.cli import main; main()", "serve"]
        with (data / "log").open("wb") as log:
            process = subprocess.Popen(command, env=environment, cwd=ROOT, stdout=log, stderr=log)
        front = httpx.Client(base_url=f"http://127.0.0.1:{front_port}", trust_env=False, timeout=60, headers={"Host": "site.test", "Origin": "https://site.test"})
        back = httpx.Client(base_url=f"http://127.0.0.1:{port}", trust_env=False, timeout=60, headers={"Host": "site.test", "Origin": "http://site.test"})
        found = Site(process, data, front, back, port)
        try:
            until = time.monotonic() + 150
            while True:
                with suppress(httpx.HTTPError):
                    if front.get("/healthz").status_code == 200:
                        break
                assert time.monotonic() < until and process.poll() is None, (data / "log").read_text()
                time.sleep(0.3)
            found.until_two_answer()
            yield found
        finally:
            if process.poll() is None:
                process.terminate()
                assert process.wait(30) == 0
            print((data / "log").read_text())
            shutil.rmtree(data, ignore_errors=True)


def test_words_come_through_the_proxy_as_they_are_written(site: Site) -> None:
    times: list[tuple[str, float]] = []
    with site.front.stream("POST", "/ui/vraag", json={"question": QUESTION}) as response:
        assert response.status_code == 200
        times += [(line.removeprefix("event: "), time.monotonic()) for line in response.iter_lines() if line.startswith("event: ")]
    names, at = [name for name, _ in times], dict(reversed(times))
    assert names[0] == "passages" and names[-1] == "answer" and names.count("delta") == 4
    assert at["answer"] - at["delta"] > 1.0 and at["answer"] - at["passages"] > 1.0


def test_both_processes_serve_at_the_same_time(site: Site) -> None:
    def ask(number: int) -> int:
        return site.front.post("/ui/vraag", json={"question": QUESTION}).status_code

    served: set[int] = set()
    with ThreadPoolExecutor(24) as pool:
        asked = [pool.submit(ask, number) for number in range(24)]
        while not all(one.done() for one in asked):
            for worker in site.workers():
                with suppress(psutil.Error):
                    if any(one.status == "ESTABLISHED" and one.laddr.port == site.port for one in worker.net_connections("tcp4")):
                        served.add(worker.pid)
            time.sleep(0.05)
    assert {one.result() for one in asked} == {200} and len(served) == 2


def test_ratings_groups_and_audit_lines_of_two_processes_stay_whole(site: Site) -> None:
    lesson = next(iter(Shelf(site.data / "lessons").built_in()))
    group = Groups(site.data / "groups").open(lesson.id, lesson.version, "proef", date.today())
    outcomes = {exercise.id: True for exercise in lesson.exercises[:3]}
    before = len(audit_lines(site.data))

    def one(number: int) -> tuple[int, int, int]:
        text = f"{number} " + "x" * 900
        rating = {"useful": True, "consent": True, "text": text, "answer": {"question": QUESTION, "text": "lang " * 8_000}}
        kept = site.front.post("/ui/oordeel", json=rating).status_code
        counted = site.front.post("/lessen/uitslag", json={"code": group.code, "outcomes": outcomes}).status_code
        asked = site.front.post("/ui/vraag", json={"question": QUESTION, "literal_only": True}).status_code
        return kept, counted, asked

    with ThreadPoolExecutor(12) as pool:
        statuses = list(pool.map(one, range(40)))
    assert {status // 100 for each in statuses for status in each} == {2}, statuses
    rows = [json.loads(line) for line in (site.data / "feedback" / "ratings.jsonl").read_text().splitlines()]
    assert sorted(int(row["text"].split()[0]) for row in rows) == list(range(40))
    counted = [json.loads(line) for line in (site.data / "groups" / f"{group.code}.jsonl").read_text().splitlines()]
    assert counted == [outcomes] * 40
    assert len(audit_lines(site.data)) - before >= 40
    verified = subprocess.run([sys.executable, "-c", "from assistant.cli import main; main()", "audit", "verify"], cwd=ROOT, capture_output=True,
                              text=True, env={**os.environ, "STANDPUNT_DATA": str(site.data)})  # fmt: skip
    assert verified.returncode == 0, verified.stdout + verified.stderr


def audit_lines(data: Path) -> list[str]:
    return [line for file in (data / "audit").rglob("*.jsonl") for line in file.read_text().splitlines()]


def test_only_the_proxy_is_believed(site: Site) -> None:
    assert site.front.post("/api/search", json={}).status_code != 403
    mine = {"X-Remote-User": "beheer", "X-Remote-Groups": "beheer", "X-Forwarded-For": "127.0.0.2", "X-Forwarded-Proto": "https"}
    assert site.back.get("/api/search", params={"query": QUESTION}, headers=mine).status_code == 403
    # What a visitor adds is overwritten, and another name of the site is not answered.
    assert site.front.get("/api/search", params={"query": QUESTION}, headers=mine).status_code == 200
    assert site.front.get("/api/search", params={"query": QUESTION}, headers={"Host": "elders.test"}).status_code == 400


def test_the_secret_is_one_and_only_ours(site: Site) -> None:
    assert (site.data / "secret").stat().st_mode & 0o077 == 0


def test_a_killed_process_is_replaced_and_the_others_answer(site: Site) -> None:
    first = site.workers()[0]
    first.send_signal(signal.SIGKILL)
    # What was in the hands of the process that died is lost; whatever comes after is not.
    time.sleep(0.5)
    assert [site.front.get("/healthz").status_code for _ in range(20)] == [200] * 20
    site.until_two_answer()
    assert first.pid not in {each.pid for each in site.workers()}


def test_replacing_the_processes_one_by_one_loses_no_request(site: Site) -> None:
    before, statuses, stop = {each.pid for each in site.workers()}, list[int](), threading.Event()

    def ask() -> None:
        while not stop.is_set():
            statuses.append(site.front.get("/api/search", params={"query": QUESTION}).status_code)

    threads = [threading.Thread(target=ask) for _ in range(2)]
    for thread in threads:
        thread.start()
    site.process.send_signal(signal.SIGHUP)
    until = time.monotonic() + 200
    try:
        while before & {each.pid for each in site.workers()}:
            assert time.monotonic() < until
            time.sleep(0.5)
        time.sleep(1)
    finally:
        stop.set()
        for thread in threads:
            thread.join()
    assert len(statuses) > 10 and set(statuses) == {200}


def test_nobody_holds_the_port_when_the_first_process_is_killed(site: Site) -> None:
    """The last test of this site."""
    workers = site.workers()
    site.process.kill()
    site.process.wait(10)
    assert len(workers) == 2 and not psutil.wait_procs(workers, timeout=20)[1]
    socket.create_server(("127.0.0.1", site.port)).close()


def test_several_processes_with_a_model_of_their_own_are_refused() -> None:
    with pytest.raises(SettingsError, match="STANDPUNT_OPENAI_URL"):
        check(Settings(workers=2))
    for fine in (Settings(workers=2, model="none"), Settings(workers=2, openai_url="http://127.0.0.1:9/v1"), Settings()):
        check(fine)


def test_processes_that_cannot_start_stop_them_all_with_one_sentence(tmp_path: Path) -> None:
    given = {"DATA": str(tmp_path), "MODEL": "none", "WORKERS": "2", "PORT": str(free_port())}
    environment = {**os.environ, **{f"STANDPUNT_{name}": value for name, value in given.items()}}
    code = "import sys; sys.argv = ['standpuntwijzer', 'serve']; from assistant.cli import main; main()"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=environment, capture_output=True, text=True, timeout=200)
    assert done.returncode == 2 and "standpuntwijzer models install" in done.stderr and "Traceback" not in done.stderr, done.stderr
