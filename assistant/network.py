"""``standpuntwijzer doctor --network``: does anything leave this machine, and what did the environment say of the switches?

The product is used in a process of its own (:mod:`ui.own_use`), whose guard writes down every connection it wanted outside this machine. Where
strace is, that process is watched from outside too: the guard sees Python only, strace also what native code asks of the kernel.
"""

import json
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from assistant.doctor import Finding
from models.closed import SWITCHES, environment_said
from models.egress import is_here

_SECONDS = 600
_USE = "standpuntwijzer doctor"
_REPORT = "standpuntwijzer doctor --network --json, en stuur dat naar de makers"
# -s 0: addresses, never what is sent.
STRACE = ("strace", "-f", "-qq", "--seccomp-bpf", "-s", "0", "-e", "trace=connect,sendto,sendmsg,sendmmsg", "-e", "signal=none", "-o")
_ADDRESS = re.compile(
    r'sin_port=htons\((?P<port>\d+)\), sin_addr=inet_addr\("(?P<host>[^"]+)"\)'
    r'|sin6_port=htons\((?P<port6>\d+)\).*?inet_pton\(AF_INET6, "(?P<host6>[^"]+)"'
)
_NAME_SERVER = 53


def examine_network() -> list[Finding]:
    """Use the product once under watch; a finding for each step, for what left, and for each switch. Takes seconds to minutes."""
    with tempfile.TemporaryDirectory() as folder:
        report, trace = Path(folder) / "report.json", Path(folder) / "trace"
        watched = can_trace()
        command = [*((*STRACE, str(trace)) if watched else ()), sys.executable, "-m", "ui.own_use", str(report)]
        done = subprocess.run(command, capture_output=True, text=True, timeout=_SECONDS, check=False)
        try:
            found = json.loads(report.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            told = done.stderr.strip().splitlines()[-1:] or [f"afloop {done.returncode}"]
            return [Finding("gebruik", False, told[0], _USE)]
        native = tuple(outside(trace)) if watched else ()
    return [*_steps(found["steps"]), *_left(found, native, watched), *switches()]


def outside(trace: Path) -> Iterator[tuple[str, int]]:
    """Host and port of every connection or message to another machine in a file of strace, each once."""
    seen = set[tuple[str, int]]()
    with trace.open(encoding="utf-8", errors="replace") as lines:
        for line in lines:
            for found in _ADDRESS.finditer(line):
                place = (found["host"] or found["host6"], int(found["port"] or found["port6"]))
                if place not in seen and not is_here(place[0]):
                    seen.add(place)
                    yield place


def switches() -> list[Finding]:
    """What the environment said of each switch; the program sets them all, so none of these is wrong."""
    return [Finding(f"schakelaar {name}", True, _said(said, SWITCHES[name]), "") for name, said in environment_said().items()]


def _said(said: str | None, wanted: str) -> str:
    if said is None:
        return f"niet in de omgeving; het programma zet {wanted}"
    return f"{said} in de omgeving" if said == wanted else f"{said} in de omgeving; het programma maakt er {wanted} van"


def _steps(steps: Iterable[dict[str, Any]]) -> list[Finding]:
    return [Finding(step["name"], step["ok"], f"{step['detail']} ({step['seconds']} s)", _USE) for step in steps]


def _left(found: dict[str, Any], native: Sequence[tuple[str, int]], watched: bool) -> Iterator[Finding]:
    """A finding for each place outside this machine, or one that there was none."""
    attempts = found["attempts"]
    for attempt in attempts:
        told = "een instelling noemt het" if attempt["allowed"] else f"geweigerd ({attempt['event']}), dus er is niets verstuurd"
        yield Finding(f"naar {attempt['host']}:{attempt['port']}", attempt["allowed"], told, _REPORT)
    # A named host has an address, and a name server was asked for it.
    expected = {*found["addresses"], *(attempt["host"] for attempt in attempts)}
    ports = {_NAME_SERVER} if any(attempt["allowed"] for attempt in attempts) else set()
    unseen = [place for place in native if place[0] not in expected and place[1] not in ports]
    for host, port in unseen:
        yield Finding(f"naar {host}:{port}", False, "door native code, buiten de wacht om; sluit het netwerk af (docs/beveiliging.md)", _REPORT)
    how = "ook native code is bekeken (strace)" if watched else "alleen Python is bekeken (zet er strace bij voor native code)"
    yield Finding("naar buiten", True, f"{len(attempts) + len(unseen) or 'geen enkele'} poging{'en' * (len(attempts) + len(unseen) > 1)}; {how}", "")


def can_trace() -> bool:
    """Whether strace is here and may be used; a container often forbids it."""
    if shutil.which("strace") is None:
        return False
    return subprocess.run([*STRACE, "/dev/null", "true"], capture_output=True, check=False).returncode == 0
