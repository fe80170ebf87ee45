"""The guard refuses every way out of Python that no setting names, says so, and lets the machine itself alone."""

import ast
import inspect
import itertools
import json
import os
import re
import subprocess
import sys
import timeit
from collections.abc import Iterable
from pathlib import Path

import pytest

from assistant import reach
from assistant.settings import Settings
from corpus.manifest import load_manifest
from models.egress import _Guard

ROOT = Path(__file__).parents[2]
# 198.51.100.0/24 and 2001:db8::/32 are for documentation: nobody is there.
ACTS = {
    "tcp": "socket.create_connection(('198.51.100.7', 443), 1)",
    "tcp6": "socket.create_connection(('2001:db8::1', 443), 1)",
    "mapped": "socket.create_connection(('::ffff:198.51.100.7', 443), 1)",
    "connect_ex": "socket.socket().connect_ex(('198.51.100.7', 443))",
    "udp": "socket.socket(type=socket.SOCK_DGRAM).connect(('198.51.100.7', 53))",
    "sendto": "socket.socket(type=socket.SOCK_DGRAM).sendto(b'geheim', ('198.51.100.7', 53))",
    "sendmsg": "socket.socket(type=socket.SOCK_DGRAM).sendmsg([b'geheim'], [], 0, ('198.51.100.7', 53))",
    "broadcast": "socket.socket(type=socket.SOCK_DGRAM).sendto(b'geheim', ('<broadcast>', 53))",
    "lookup": "socket.getaddrinfo('elders.example', 443)",
    "lookup in bytes": "socket.getaddrinfo(b'Elders.Example.', 443)",
    "gethostbyname": "socket.gethostbyname('elders.example')",
    "gethostbyaddr": "socket.gethostbyaddr('198.51.100.7')",
    "getnameinfo": "socket.getnameinfo(('198.51.100.7', 53), 0)",
    "urllib": "urllib.request.urlopen('http://elders.example/?q=geheim')",
    "httpx": "httpx.get('https://elders.example/?q=geheim')",
    "httpx async": "asyncio.run(fetch())",
    "asyncio udp": "asyncio.run(datagram())",
    "like a named host": "socket.getaddrinfo('llm.intern.elders.example', 443)",
}
TRY = """
import asyncio, json, logging, socket, sys, threading, urllib.request
import httpx
from models import egress
async def fetch():
    async with httpx.AsyncClient() as client:
        await client.get("https://elders.example/?q=geheim")
async def datagram():
    await asyncio.get_running_loop().create_datagram_endpoint(asyncio.DatagramProtocol, remote_addr=("198.51.100.7", 53))
logging.basicConfig(level=logging.WARNING, stream=sys.stderr)
egress.close(["llm.intern", "127.0.0.2"])
egress.close(["elders.example"])
told = {}
for name, act in json.loads(sys.argv[1]).items():
    try:
        eval(act)
        told[name] = "gelukt"
    except Exception as error:
        told[name] = f"{type(error).__name__}: {error}"
print(json.dumps([told, [[a.event, a.host, a.port, a.allowed] for a in egress.seen()]]))
"""


def guarded(acts: dict[str, str]) -> tuple[dict[str, str], list[list[object]], str]:
    """What each act came to in a process under the guard, what the guard saw, and what it logged."""
    done = subprocess.run([sys.executable, "-c", TRY, json.dumps(acts)], cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    told, seen = json.loads(done.stdout)
    return told, seen, done.stderr


def test_no_way_out_of_python_is_open() -> None:
    told, seen, logged = guarded(ACTS)
    assert {name: text for name, text in told.items() if "is geweigerd" not in text} == {}
    assert len([attempt for attempt in seen if attempt[3] is False]) >= len(ACTS)
    assert {attempt[1] for attempt in seen} >= {"198.51.100.7", "2001:db8::1", "elders.example"}
    # Host and port, never what was to be sent; and a second close() opened nothing.
    assert "egress refused: connect 198.51.100.7:443" in logged and "geheim" not in logged


def test_the_machine_itself_is_let_alone() -> None:
    here = {
        "loopback": "socket.create_server(('127.0.0.1', 0)).close()",
        "tcp": "[s := socket.create_server(('127.0.0.1', 0)), socket.create_connection(s.getsockname()).close()]",
        "tcp6": "[s := socket.create_server(('::1', 0), family=socket.AF_INET6), socket.create_connection(s.getsockname()[:2]).close()]",
        "mapped": "[s := socket.create_server(('127.0.0.1', 0)), socket.create_connection(('::ffff:127.0.0.1', s.getsockname()[1]))]",
        "name": "socket.getaddrinfo('localhost', 80)",
        "number": "socket.getaddrinfo('0.0.0.0', 80)",
        "nothing": "socket.getaddrinfo(None, 80)",
        "pair": "socket.socketpair()",
    }
    told, seen, _ = guarded(here)
    assert set(told.values()) == {"gelukt"} and seen == []
    unix, _, _ = guarded({"unix": "socket.socket(socket.AF_UNIX).connect('/nergens/s')"})
    assert unix["unix"].startswith("FileNotFoundError")


def test_what_a_setting_names_may_be_looked_up_and_reached() -> None:
    acts = {
        "name": "socket.getaddrinfo('LLM.intern.', 80)",
        "found": "[setattr(egress, '_getaddrinfo', lambda *a, **k: [(2, 1, 6, '', ('198.51.100.9', 80))]), socket.getaddrinfo('llm.intern', 80)]",
        "reached": "egress._guard.watch('socket.connect', (socket.socket(), ('198.51.100.9', 80)))",
        "beside it": "egress._guard.watch('socket.connect', (socket.socket(), ('198.51.100.8', 80)))",
    }
    told, seen, _ = guarded(acts)
    assert "geweigerd" not in told["name"] and told["found"] == told["reached"] == "gelukt"
    assert "198.51.100.8:80 is geweigerd" in told["beside it"]
    assert ["connect", "198.51.100.9", 80, True] in seen


OUTSIDE = """
import socket
from assistant import cli, terminal
@cli.app.command()
def buiten() -> None:
    terminal.read_settings()
    socket.create_connection(("198.51.100.7", 443), 1)
cli.main()
"""


def test_a_command_that_reaches_out_ends_with_one_sentence(tmp_path: Path) -> None:
    env = {**os.environ, "STANDPUNT_DATA": str(tmp_path)}
    done = subprocess.run([sys.executable, "-c", OUTSIDE, "buiten"], cwd=ROOT, env=env, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 2 and "Traceback" not in done.stderr
    assert "198.51.100.7:443 is geweigerd" in done.stderr and "standpuntwijzer doctor --network" in done.stderr


def hosts(task: reach.Task, also: Iterable[str] = (), **given: object) -> frozenset[str]:
    return reach.hosts(Settings(**given), task, also)  # type: ignore[arg-type]


def test_a_command_reaches_what_its_settings_name_and_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
    server = "http://LLM.intern:8000/v1"
    assert hosts("use") == hosts("install") == frozenset()
    assert hosts("use", openai_url=server) == {"llm.intern"} <= hosts("fetch", openai_url=server)
    assert hosts("use", ["http://gemeten.intern/v1"]) == {"gemeten.intern"}
    assert hosts("install", hub=True) == {"huggingface.co", ".huggingface.co", ".hf.co"}
    assert hosts("install", hub=True, hub_url="https://spiegel.intern/hf") == {"spiegel.intern"}
    monkeypatch.setenv("HTTPS_PROXY", "http://proxy.intern:3128")
    assert hosts("install", hub=True, hub_url="https://spiegel.intern/hf") == {"spiegel.intern", "proxy.intern"}
    assert hosts("fetch", proxy="http://proxy.intern:3128") == {"proxy.intern"}
    assert hosts("fetch", mirror="https://spiegel.intern/wet") == {"spiegel.intern"}
    assert hosts("fetch", mirror="/mnt/spiegel") == frozenset()


def test_fetching_reaches_the_publishers_of_the_manifest_only() -> None:
    assert hosts("fetch") > {"publications.europa.eu", "zoekservice.overheid.nl", "repository.officiele-overheidspublicaties.nl"}
    assert all("." in host and "/" not in host for host in hosts("fetch")) and len(hosts("fetch")) < len(load_manifest())


def test_no_setting_with_an_address_is_forgotten() -> None:
    """A new setting that holds an address must get a place in the table of ``assistant/reach.py``."""
    told: dict[str, str] = {}
    for field, text in itertools.pairwise(ast.parse(inspect.getsource(Settings)).body[0].body):  # type: ignore[attr-defined]
        if isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name) and isinstance(text, ast.Expr):
            told[field.target.id] = f"{field.target.id} {ast.unparse(text)}".lower()
    assert set(told) == set(Settings.model_fields)
    addressed = {name for name, text in told.items() if re.search(r"://(?!<)", text) or re.search(r"url$|issuer$|^proxy$|^mirror$", name)}
    assert addressed == {*reach.USE, *reach.FETCH, *reach.INSTALL}, "put a new address in assistant/reach.py"


def test_the_guard_costs_a_question_nothing() -> None:
    """The hook runs at each of some hundred events of a question: at 20 µs an event, on the busiest machine, that is 5 ms."""
    guard = _Guard(frozenset())
    assert timeit.timeit(lambda: guard.watch("import", ("x",)), number=20_000) / 20_000 < 20e-6
