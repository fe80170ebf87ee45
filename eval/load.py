"""Many users at once, against a running page: ``python -m eval.load http://127.0.0.1:7860 --users 20 --seconds 300``.

Each user asks a question, reads the answer for a moment, and asks the next; every so often one leaves halfway. Stops by itself. Reported: seconds
until the key passages are there (p50, p95), until the answer, and waiting for the model (mean, longest, and their ratio: in a fair line nobody
waits much longer than the others); streams that did not end, and errors. With ``--pid`` of the server also the memory of its processes after a fifth
of the time and at the end (PSS, MB; Linux), and with ``--kill 30`` the largest child, the local model, is killed every thirty seconds (SIGKILL).
"""

import argparse
import json
import os
import random
import signal
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import numpy as np

from eval.rows import read_rows

_READS = 2.0
# One question in so many is left before its answer is there.
_LEAVES = 15
# Seconds between two looks at the memory.
_LOOK = 5.0


@dataclass(slots=True)
class Seen:
    """What one user saw, in seconds; ``waits`` of those who stayed to the end."""

    passages: list[float] = field(default_factory=list)
    answers: list[float] = field(default_factory=list)
    waits: list[float] = field(default_factory=list)
    left: int = 0
    broken: int = 0
    errors: list[str] = field(default_factory=list)


def user(address: str, questions: Sequence[str], until: float, chance: random.Random, seen: Seen) -> None:
    """Ask until the time is over, from a moment within one reading on."""
    time.sleep(chance.uniform(0, 2 * _READS))
    with httpx.Client(timeout=httpx.Timeout(10, read=600), trust_env=False) as client:
        while time.monotonic() < until:
            try:
                _ask(client, address, chance.choice(questions), chance, seen)
            except (httpx.HTTPError, ValueError) as error:
                seen.errors.append(f"{type(error).__name__}: {error}")
            time.sleep(chance.uniform(0.5, 1.5) * _READS)


def _ask(client: httpx.Client, address: str, question: str, chance: random.Random, seen: Seen) -> None:
    started, leaves = time.monotonic(), chance.randrange(_LEAVES) == 0
    passages, waited = 0.0, None
    with client.stream("POST", f"{address}/ui/vraag", json={"question": question}) as response:
        response.raise_for_status()
        for name in _events(response):
            now = time.monotonic() - started
            if name == "passages":
                passages = now
                seen.passages.append(now)
            elif name == "delta" and waited is None:
                waited = now
                if leaves:
                    seen.left += 1
                    return
            elif name in ("answer", "fault"):
                seen.answers.append(now)
                if waited is not None:
                    seen.waits.append(waited - passages)
                return
    seen.broken += 1


def _events(response: httpx.Response) -> Iterator[str]:
    return (line.removeprefix("event: ") for line in response.iter_lines() if line.startswith("event: "))


def report(all_seen: Sequence[Seen]) -> dict[str, float]:
    """The figures over all users."""
    passages = [value for seen in all_seen for value in seen.passages]
    answers = [value for seen in all_seen for value in seen.answers]
    waits = [value for seen in all_seen for value in seen.waits]
    # A user's own mean: in a fair line the unluckiest user is not much worse off than the average one.
    means = [float(np.mean(seen.waits)) for seen in all_seen if seen.waits]
    figures = {
        "questions": len(passages),
        "passages s p50": float(np.percentile(passages, 50)),
        "passages s p95": float(np.percentile(passages, 95)),
        "answer s p50": float(np.percentile(answers, 50)),
        "answer s p95": float(np.percentile(answers, 95)),
        "left halfway": sum(seen.left for seen in all_seen),
        "streams without an end": sum(seen.broken for seen in all_seen),
        "errors": sum(len(seen.errors) for seen in all_seen),
    }
    # Nobody waits for a model that is not there.
    if waits:
        figures |= {
            "wait s mean": float(np.mean(waits)),
            "wait s longest": max(waits),
            "longest / mean wait": max(waits) / float(np.mean(waits)),
            "worst user / mean user": max(means) / float(np.mean(means)),
        }
    return {name: round(value, 2) for name, value in figures.items()}


class Processes:
    """The memory of a server and all that it started, looked at until ``until``; every ``kill`` seconds its largest child goes."""

    def __init__(self, pid: int, until: float, kill: float | None) -> None:
        self._pid, self._until, self._kill = pid, until, kill
        self._seen: list[float] = []
        self._killed = 0

    def watch(self) -> None:
        """Look every five seconds."""
        due = time.monotonic() + (self._kill or 0)
        while time.monotonic() < self._until:
            sizes = {pid: _pss(pid) for pid in _family(self._pid)}
            self._seen.append(sum(sizes.values()))
            sizes.pop(self._pid)
            if self._kill and sizes and time.monotonic() >= due:
                with suppress(ProcessLookupError):
                    os.kill(max(sizes, key=sizes.__getitem__), signal.SIGKILL)
                    self._killed += 1
                due += self._kill
            time.sleep(_LOOK)

    def report(self) -> dict[str, float]:
        """See the top; the last look of a run is a mean of three, for a killed model is not there yet."""
        early, late = len(self._seen) // 5, self._seen[-3:]
        figures = {"memory MB early": self._seen[early], "memory MB late": sum(late) / len(late), "memory MB most": max(self._seen)}
        return {name: round(value, 1) for name, value in figures.items()} | ({"killed": self._killed} if self._kill else {})


def _family(pid: int) -> list[int]:
    """A process and its descendants."""
    children = [int(child) for file in Path(f"/proc/{pid}/task").glob("*/children") for child in _text(file).split()]
    return [pid, *(each for child in children for each in _family(child))]


def _pss(pid: int) -> float:
    """Megabytes, what is shared divided over who shares it; 0 for a process that has gone."""
    rows = dict(row.split(":") for row in _text(Path(f"/proc/{pid}/smaps_rollup")).splitlines()[1:])
    return float(rows.get("Pss", "0 kB").split()[0]) / 1024


def _text(file: Path) -> str:
    try:
        return file.read_text()
    except (FileNotFoundError, ProcessLookupError):
        return ""


def main() -> None:
    """Print the figures as one JSON object."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("address")
    parser.add_argument("--users", type=int, default=20)
    parser.add_argument("--seconds", type=float, default=300)
    parser.add_argument("--questions", type=Path, default=Path("eval/components/dev.jsonl"))
    parser.add_argument("--pid", type=int)
    parser.add_argument("--kill", type=float)
    args = parser.parse_args()
    if args.kill and not args.pid:
        parser.error("--kill needs the --pid of the server")
    questions = [row["query"] for row in read_rows(args.questions)]
    until, all_seen = time.monotonic() + args.seconds, [Seen() for _ in range(args.users)]
    threads = [
        threading.Thread(target=user, args=(args.address, questions, until, random.Random(number), seen)) for number, seen in enumerate(all_seen)
    ]
    processes = Processes(args.pid, until, args.kill) if args.pid else None
    if processes:
        threads.append(threading.Thread(target=processes.watch))
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for error in {error for seen in all_seen for error in seen.errors}:
        print(error)
    print(json.dumps(report(all_seen) | (processes.report() if processes else {}), indent=1))


if __name__ == "__main__":
    main()
