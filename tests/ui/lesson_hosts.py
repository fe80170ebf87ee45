"""What a package is put in for a test: a learning platform with the real SCORM player of npm, a Learning Record Store, and a learner."""

import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit

from assistant.instruction.edition import Edition, Part

_TYPES = {".html": "text/html", ".js": "text/javascript", ".css": "text/css", ".xml": "application/xml"}
_PAGE = """<!DOCTYPE html><title>LMS</title><script src="/scorm.js"></script><script src="/lms.js"></script>
<iframe id="inhoud" title="les" src="{inside}" style="width: 60rem; height: 50rem"></iframe>"""
# The platform of a test keeps what is committed and gives it back at the next start, as platforms do.
_LMS = """const saved = new XMLHttpRequest();
saved.open('GET', '/saved', false);
saved.send();
const kept = JSON.parse(saved.responseText);
const settings = {lmsCommitUrl: '/commit', autocommit: false, logLevel: 5, selfReportSessionTime: true};
const api = new (window.Scorm12API || window.Scorm2004API)(settings);
const name = window.Scorm12API ? 'API' : 'API_1484_11';
const calls = [];
window[name] = new Proxy(api, {get: (object, key) => {
  const found = object[key];
  if (typeof found !== 'function' || !/^(LMS)?[A-Z]/.test(key)) return found;
  const fault = key.startsWith('LMS') ? 'LMSGetLastError' : 'GetLastError';
  return (...given) => { const value = found.apply(object, given); calls.push([key, ...given, value, object[fault]()]); return value; };
}});
if (kept.cmi) api.loadFromJSON(kept.cmi);
"""


class Host:
    """A server on loopback: ``files`` by path, and what was committed to it or stated to it."""

    def __init__(self, files: dict[str, bytes]) -> None:
        self.files, self.commits, self.refuse = files, list[dict[str, Any]](), False
        self.statements: dict[str, Any] = {}
        # Every statement that came in, again and again; the states by their query; what to do with a request: a status, seconds to wait (a
        # float), 0 to hang up, -1 to hang up when it has been kept.
        self.received: list[tuple[str, Any, dict[str, str]]] = []
        self.states: dict[str, str] = {}
        self.mischief: Callable[[str, int], int | float | None] = lambda _path, _count: None
        self.asked = 0
        self.address = ""

    @property
    def cmi(self) -> Any:
        """What was committed last."""
        return self.commits[-1]["cmi"]


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    host: Host

    def log_message(self, *_: Any) -> None:
        """Says nothing."""

    def _reply(self, status: int, body: bytes = b"", kind: str = "application/json") -> None:
        self.send_response(status)
        for name, value in (
            ("Access-Control-Allow-Origin", "*"),
            ("Access-Control-Allow-Methods", "GET,PUT,POST"),
            ("Access-Control-Allow-Headers", "authorization,content-type,x-experience-api-version"),
            ("Content-Type", f"{kind}; charset=utf-8"),
            ("Content-Length", str(len(body))),
        ):
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def do_OPTIONS(self) -> None:
        self._reply(204)

    def do_GET(self) -> None:
        path = urlsplit(self.path)
        if path.path.startswith("/xapi/"):
            self._store(path.path, path.query, "")
        elif path.path == "/saved":
            self._reply(200, json.dumps(self.host.commits[-1] if self.host.commits else {}).encode())
        elif path.path in self.host.files:
            self._reply(200, self.host.files[path.path], _TYPES.get(Path(path.path).suffix, "text/html"))
        else:
            # A browser asks for an icon by itself.
            self._reply(204 if path.path == "/favicon.ico" else 404)

    def do_POST(self) -> None:
        self._sent()

    def do_PUT(self) -> None:
        self._sent()

    def _sent(self) -> None:
        text, path = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode(), urlsplit(self.path)
        if path.path.startswith("/xapi/"):
            self._store(path.path, path.query, text)
        elif self.host.refuse:
            self._reply(500)
        else:
            self.host.commits.append(json.loads(text))
            self._reply(200, b'{"result": "true", "errorCode": 0}')

    def _store(self, path: str, query: str, text: str) -> None:
        """A Learning Record Store, which misbehaves as it was told to."""
        host = self.host
        host.asked += 1
        trouble = host.mischief(path, host.asked)
        if trouble == 0:
            self._hang_up()
            return
        if isinstance(trouble, float):
            time.sleep(trouble)
        elif trouble and trouble > 0:
            self._reply(trouble)
            return
        if path == "/xapi/activities/state":
            if self.command == "GET":
                found = host.states.get(query)
                self._reply(200 if found else 404, (found or "").encode(), "text/plain")
                return
            host.states[query] = text
        else:
            given = json.loads(text)
            for each in given if isinstance(given, list) else [given]:
                host.received.append((each["id"], each, dict(self.headers.items())))
                if parse_qs(query).get("statementId", [each["id"]]) != [each["id"]]:
                    self._reply(400)
                    return
                if each["id"] in host.statements:
                    self._reply(409)
                    return
                host.statements[each["id"]] = each
        if trouble == -1:
            self._hang_up()
        else:
            self._reply(204)

    def _hang_up(self) -> None:
        self.close_connection = True
        self.connection.close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *_: Any) -> None:
        """A browser that goes away is no fault."""


@contextmanager
def hosting(files: dict[str, bytes]) -> Iterator[Host]:
    """A running server."""
    host = Host(files)
    server = _Server(("127.0.0.1", 0), type("Handler", (_Handler,), {"host": host}))
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    host.address = f"http://127.0.0.1:{server.server_port}"
    try:
        yield host
    finally:
        server.shutdown()
        server.server_close()
        thread.join(timeout=10)


def platform_files(package: dict[str, bytes], player: bytes, *, inside: str = "/pakket/index.html") -> dict[str, bytes]:
    """A platform that shows a package in a frame, with the SCORM player ``player``."""
    pages = {"/lms": _PAGE.format(inside=inside).encode(), "/lms.js": _LMS.encode(), "/scorm.js": player}
    nested = {"/tussen": b'<!DOCTYPE html><title>Tussen</title><iframe src="/pakket/index.html" style="width: 100%; height: 40rem"></iframe>'}
    opening = {
        "/opent": b'<!DOCTYPE html><title>LMS</title><script src="/scorm.js"></script><script src="/lms.js"></script>'
        b'<a id="open" target="_blank" rel="opener" href="/pakket/index.html">Open</a>'
    }
    return pages | nested | opening | {f"/pakket/{name}": content for name, content in package.items()}


class Learner:
    """Does a lesson in a page or frame."""

    def __init__(self, frame: Any, lesson: Edition) -> None:
        self.frame, self.lesson = frame, lesson

    def press(self, name: str) -> None:
        self.frame.locator("button", has_text=name).first.click()

    def begin(self) -> None:
        """To the first question."""
        self.press("Beginnen")
        for _ in self.lesson.reading[1:]:
            self.press("Volgende")
        self.press("Naar de vragen")

    def question(self) -> str:
        """Which exercise is shown."""
        heading = self.frame.locator(".vraagtekst").inner_text()
        return next(task.id for task in self.lesson.tasks if task.question == heading)

    def answer(self, right: bool = True) -> str:
        """Answer what is asked now, and go on; gives the id of the exercise."""
        name = self.question()
        task = next(task for task in self.lesson.tasks if task.id == name)
        for number, (fields, part) in enumerate(zip(self.frame.locator("fieldset").all(), task.parts, strict=True)):
            self._fill(fields, part, right or number > 0)
        self.press("Antwoord nakijken")
        self.frame.locator(".oordeel.goed" if right else ".oordeel.fout").wait_for()
        self.frame.locator("button.main").click()
        return name

    def answer_all(self, wrong: tuple[str, ...] = ()) -> None:
        """Every question; those of ``wrong`` wrong at the first try."""
        before = set[str]()
        while self.frame.locator(".vraagtekst").count():
            name = self.question()
            self.answer(name not in wrong or name in before)
            before.add(name)

    def _fill(self, fields: Any, part: Part, right: bool) -> None:
        if part.form == "order":
            for place, option in enumerate(part.options if right else ()):
                while (at := [item.inner_text().split("\n")[0] for item in fields.locator("li").all()].index(option.text)) > place:
                    fields.locator("li").nth(at).locator("button").first.click()
        elif part.form == "spot":
            for index, option in enumerate(part.options):
                if option.selectable and option.right == right:
                    fields.locator(f"[data-index='{index}']").click()
        else:
            wanted = [option.text for option in part.options if option.right == right]
            for text in wanted if part.form == "many" else wanted[:1]:
                fields.get_by_label(text, exact=True).check()
