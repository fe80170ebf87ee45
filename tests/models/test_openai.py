import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import ClassVar

import pytest

from models.base import Message, ModelError
from models.openai import OpenAIGenerator


class Handler(BaseHTTPRequestHandler):
    mood = "good"
    body: ClassVar[dict[str, object]] = {}

    def log_message(self, *_: object) -> None:
        pass

    def do_POST(self) -> None:
        Handler.body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if Handler.mood == "refuses":
            self.send_response(401)
            self.end_headers()
            self.wfile.write(b"no key")
            return
        self.send_response(200)
        self.end_headers()
        if Handler.mood == "nonsense":
            self.wfile.write(b"data: {broken\n\n")
            return
        for word in ("Een ", "zin."):
            self.wfile.write(b"data: " + json.dumps({"choices": [{"delta": {"content": word}}]}).encode() + b"\n\n")
        self.wfile.write(b"data: [DONE]\n\n")


@pytest.fixture
def url() -> Iterator[str]:
    server = HTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}/v1"
    server.shutdown()
    server.server_close()


def say(url: str) -> str:
    return "".join(OpenAIGenerator(url, "m").generate([Message("user", "x")], max_tokens=5))


def test_it_streams_what_the_server_says(url: str) -> None:
    Handler.mood = "good"
    assert say(url) == "Een zin."
    assert Handler.body["temperature"] == 0 and Handler.body["max_tokens"] == 5


@pytest.mark.parametrize("mood", ["refuses", "nonsense"])
def test_a_server_that_misbehaves_is_named(url: str, mood: str) -> None:
    Handler.mood = mood
    with pytest.raises(ModelError, match=r"127\.0\.0\.1|onleesbaar"):
        say(url)


def test_no_server_names_the_setting() -> None:
    with pytest.raises(ModelError, match="STANDPUNT_OPENAI_URL"):
        say("http://127.0.0.1:9/v1")
