"""Every switch of ``models/closed.py`` does something: with it the library stays at home, without it (and only it) the library would not.

Seen at work: all but one. DISABLE_SAFETENSORS_CONVERSION needs a hub to be seen, so there the library's own code is read for it.
"""

import functools
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from models.closed import SWITCHES, environment_said
from tests.ops.network import NO_ROUTE, needs_namespace
from tests.ops.probes import PROBES

ROOT = Path(__file__).parents[2]
LIBRARY = {probe.switch: library for library, probes in PROBES.items() for probe in probes}


@functools.cache
def tried(library: str, mode: str) -> dict[str, bool]:
    """Of each switch of a library whether the library is open, in a process and a home of its own, without a route."""
    with tempfile.TemporaryDirectory() as home:
        command = [*NO_ROUTE, sys.executable, "-m", "tests.ops.probes", library, mode]
        done = subprocess.run(
            command, cwd=ROOT, env={"PATH": os.environ["PATH"], "HOME": home}, capture_output=True, text=True, timeout=120, check=False
        )
    assert done.returncode == 0, done.stderr[-2000:]
    found: dict[str, bool] = json.loads(done.stdout.splitlines()[-1])
    return found


def test_every_switch_is_tried() -> None:
    assert set(LIBRARY) == set(SWITCHES)


@needs_namespace
@pytest.mark.parametrize("switch", list(LIBRARY))
def test_without_this_switch_alone_the_library_is_open(switch: str) -> None:
    assert tried(LIBRARY[switch], "with")[switch] is False
    assert tried(LIBRARY[switch], "without")[switch] is True


def test_what_the_environment_said_is_remembered() -> None:
    code = "from models.closed import *; apply_switches(); apply_switches(); import json; print(json.dumps(environment_said()))"
    env = {name: value for name, value in os.environ.items() if name not in SWITCHES} | {"GRADIO_SHARE": "True"}
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=env, capture_output=True, text=True, check=True)
    said = json.loads(done.stdout)
    assert said["GRADIO_SHARE"] == "True" and said["HF_HUB_OFFLINE"] is None and set(said) == set(environment_said())
