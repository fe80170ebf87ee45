"""No part of the product opens a connection to anything but this machine."""

import os
import subprocess
import sys
from pathlib import Path

from assistant.settings import Settings
from models.closed import SWITCHES, apply_switches

ROOT = Path(__file__).parents[2]
WATCH = """
import sys
called = []
def watch(event, args):
    if event in ("socket.connect", "socket.getaddrinfo", "socket.sendto"):
        target = args[1] if event != "socket.getaddrinfo" else (args[0],)
        host = target[0] if isinstance(target, tuple) else ""
        if host not in ("127.0.0.1", "::1", "localhost", "", None):
            called.append((event, target))
sys.addaudithook(watch)
from models.closed import apply_switches
apply_switches()
from datetime import date
from assistant.build import load_assistant
from assistant.settings import load_settings
from fastapi.testclient import TestClient
assistant = load_assistant(load_settings(model="none"))
answer = assistant.answer("Wanneer moet ik een DPIA doen?")
assert answer.citations
from ui.app import create_app
with TestClient(create_app(assistant, "nl"), base_url="http://127.0.0.1") as client:
    assert client.get("/").status_code == 200
    import time; time.sleep(2)
assert not called, called
"""


def test_starting_asking_and_serving_call_nobody(settings: Settings) -> None:
    # Whatever the environment says, and without the switches that a library might still read late.
    env = {name: value for name, value in os.environ.items() if name not in SWITCHES}
    done = subprocess.run([sys.executable, "-c", WATCH], cwd=ROOT, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]


def test_switches_win_from_the_environment() -> None:
    os.environ["GRADIO_ANALYTICS_ENABLED"] = "True"
    apply_switches()
    assert os.environ["GRADIO_ANALYTICS_ENABLED"] == "False"
    assert {"127.0.0.1", "localhost"} <= set(os.environ["NO_PROXY"].split(","))
