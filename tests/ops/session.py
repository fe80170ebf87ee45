"""A civil servant's session, from the start of the server to its end: ``python -m tests.ops.session WATCH…``, run where there is no route.

The server is a process of its own, started with WATCH in front (strace); the browser is not, for what Chromium asks of the kernel is not ours.
What its pages ask for is watched in the browser instead. Prints what was seen as JSON.
"""

import json
import os
import re
import signal
import subprocess
import sys

from tests.ops.network import CLI
from tests.ui.browser import Watched, chromium

QUESTION = "Wanneer is een DPIA verplicht?"


def main(*watch: str) -> None:
    server = subprocess.Popen([*watch, *CLI, "serve", "--port", "0"], stdout=subprocess.PIPE, text=True, start_new_session=True)
    assert server.stdout is not None
    try:
        found = re.search(r"http://127\.0\.0\.1:\d+", server.stdout.readline())
        assert found, "the server did not start"
        with chromium() as browser:
            watched = Watched(browser, found[0])
            watched.open()
            answer = watched.ask(QUESTION).inner_text()
            heads = {path: watched.open(path).locator("h1").first.inner_text() for path in ("/lessen", "/bronnen")}
            watched.assert_clean()
    finally:
        os.killpg(server.pid, signal.SIGINT)
        left = server.wait(30)
    print(json.dumps({"answer": answer, "heads": heads, "requests": len(watched.requests), "exit": left}))


if __name__ == "__main__":
    main(*sys.argv[1:])
