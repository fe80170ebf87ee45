"""A model server that misbehaves in every way: whoever asks gets an answer or quotes, soon, and the server is left alone when it is ill."""

import gc
import json
import socket
import ssl
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from assistant.answer import AnswerKind, Done
from assistant.build import load_generator, style_of
from assistant.line import Line
from assistant.pipeline import Assistant
from assistant.settings import Settings
from index.retriever import HybridRetriever
from models.base import Message, ModelAway
from models.breaker import Breaker
from models.openai import OpenAIGenerator, Patience

CHATGPT = "Mag ik als rijksambtenaar ChatGPT gebruiken om een beleidsnota te schrijven?"
SECRET = "wat de server zegt mag niemand zien"
STREAM = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n"
QUICK = Patience(connect=0.5, first=1.5, between=0.6, whole=3.0, tries=3, rest=1.0, places=4)
Reply = Callable[[socket.socket], None]


def event(text: str) -> bytes:
    return b"data: " + json.dumps({"choices": [{"delta": {"content": text}, "finish_reason": None}]}).encode() + b"\n\n"


def good(connection: socket.socket) -> None:
    connection.sendall(STREAM + event("Een ") + event("zin.") + b"data: [DONE]\n\n")


def status(line: str, headers: str = "") -> Reply:
    return lambda connection: connection.sendall(f"HTTP/1.1 {line}\r\nContent-Length: {len(SECRET)}\r\n{headers}\r\n{SECRET}".encode())


def says(*parts: bytes, pause: float = 0.0, hang: float = 0.0) -> Reply:
    def reply(connection: socket.socket) -> None:
        for part in parts:
            connection.sendall(part)
            time.sleep(pause)
        time.sleep(hang)

    return reply


def drips(connection: socket.socket) -> None:
    """A sign of life all the time, and never a word."""
    connection.sendall(STREAM)
    for _ in range(100):
        connection.sendall(b": ik ben er nog\n")
        time.sleep(0.1)


class Server:
    """Gives the replies of ``replies``, one a request, and the last one for ever after; counts."""

    def __init__(self, *replies: Reply, tls: ssl.SSLContext | None = None) -> None:
        self.replies, self.tls = list(replies), tls
        self.requests = self.connections = self.open = self.most = 0
        self._lock = threading.Lock()
        self._socket = socket.create_server(("127.0.0.1", 0), backlog=128)
        self.url = f"{'https' if tls else 'http'}://127.0.0.1:{self._socket.getsockname()[1]}/v1"
        threading.Thread(target=self._serve, daemon=True).start()

    def close(self) -> None:
        # Without this the thread that waits for a connection still takes one.
        self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            self.connections += 1
            threading.Thread(target=self._one, args=(connection,), daemon=True).start()

    def _one(self, connection: socket.socket) -> None:
        try:
            if self.tls:
                connection = self.tls.wrap_socket(connection, server_side=True)
            with connection:
                while self._read(connection):
                    with self._lock:
                        reply = self.replies.pop(0) if len(self.replies) > 1 else self.replies[0]
                        self.requests, self.open = self.requests + 1, self.open + 1
                        self.most = max(self.most, self.open)
                    try:
                        reply(connection)
                    finally:
                        with self._lock:
                            self.open -= 1
                    if reply is not keeps:
                        return
        except OSError:
            pass

    def _read(self, connection: socket.socket) -> bool:
        data = b""
        while b"\r\n\r\n" not in data:
            if not (part := connection.recv(65536)):
                return False
            data += part
        head, _, body = data.partition(b"\r\n\r\n")
        length = int(next(line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")).split(b":")[1])
        while len(body) < length:
            body += connection.recv(65536)
        return True


def keeps(connection: socket.socket) -> None:
    """A good reply after which the connection can be used again."""
    body = event("Een ") + event("zin.") + b"data: [DONE]\n\n"
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nContent-Length: %d\r\n\r\n" % len(body) + body)


@contextmanager
def serving(*replies: Reply, tls: ssl.SSLContext | None = None) -> Iterator[Server]:
    server = Server(*replies, tls=tls)
    try:
        yield server
    finally:
        server.close()


def say(generator: OpenAIGenerator) -> str:
    return "".join(generator.generate([Message("user", "x")], max_tokens=5))


CHUNK = b"data: " + json.dumps({"choices": [{"delta": {"content": "half"}}]}).encode()
BAD = {
    "closes at once": says(),
    "closes after the headers": says(STREAM),
    "closes mid-stream": says(STREAM, event("Een ")),
    "closes mid-event": says(STREAM, CHUNK[:20]),
    "closes mid-chunk": says(b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n40\r\n", event("Een ")[:20]),
    "hangs before headers": says(hang=4),
    "hangs before a token": says(STREAM, hang=4),
    "hangs between tokens": says(STREAM, event("Een "), hang=4),
    "drips without a word": drips,
    "drips words for ever": says(STREAM, *[event("x") for _ in range(60)], pause=0.1),
    "drips half an event": says(STREAM, *[bytes([byte]) for byte in CHUNK], pause=0.1),
    "500": status("500 Internal Server Error"),
    "502": status("502 Bad Gateway"),
    "503": status("503 Service Unavailable"),
    "503, come back in an hour": status("503 Service Unavailable", "Retry-After: 3600\r\n"),
    "429": status("429 Too Many Requests"),
    "429, garbage in Retry-After": status("429 Too Many Requests", "Retry-After: morgen\r\n"),
    "401": status("401 Unauthorized"),
    "404": status("404 Not Found"),
    "a redirect elsewhere": status("307 Temporary Redirect", "Location: http://127.0.0.1:9/\r\n"),
    "garbage": says(bytes(range(256)) * 20),
    "garbage in the stream": says(STREAM, b"data: \xff\xfe{" + SECRET.encode() + b"\n\n"),
    "half JSON": says(STREAM, b'data: {"choices": [{"delta": {"con\n\n'),
    "JSON of another kind": says(STREAM, b"data: 5\n\ndata: [DONE]\n\n"),
    "an error in the stream": says(STREAM, b'data: {"error": {"message": "' + SECRET.encode() + b'"}}\n\n'),
    "a page": says(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 6\r\n\r\n<html>"),
    "JSON without a stream": says(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}"),
    "gzip that is none": says(b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nContent-Encoding: gzip\r\nConnection: close\r\n\r\nnee"),
    "no end of a line": says(STREAM, *[b"x" * 65536] * 40),
    "headers without end": says(b"HTTP/1.1 200 OK\r\n" + b"X-A: " + b"a" * 300_000),
}


@pytest.mark.parametrize("name", BAD)
def test_whatever_the_server_does_the_reader_gets_passages_and_a_short_notice(name: str, retriever: HybridRetriever) -> None:
    with serving(BAD[name]) as server:
        generator = OpenAIGenerator(server.url, "m", patience=QUICK)
        started = time.monotonic()
        with pytest.raises(ModelAway) as caught:
            say(generator)
        assert time.monotonic() - started < QUICK.whole + 2
        answer = Assistant(retriever, generator).answer(CHATGPT)
        took = time.monotonic() - started
    assert SECRET not in str(caught.value) and server.url in str(caught.value)
    assert answer.kind is AnswerKind.QUOTES and answer.citations and took < 2 * QUICK.whole + 6
    assert "Het taalmodel is nu niet bereikbaar. U leest de letterlijke passages uit de bronnen." in answer.notices
    assert not any(SECRET in notice or "http" in notice for notice in answer.notices)


def test_nobody_listening_costs_nothing_after_three_times(retriever: HybridRetriever) -> None:
    with serving(good) as server:
        pass
    generator = OpenAIGenerator(server.url, "m", patience=Patience(rest=30))
    assistant = Assistant(retriever, generator)
    for _ in range(3):
        assert assistant.answer(CHATGPT).kind is AnswerKind.QUOTES
    started = time.monotonic()
    with pytest.raises(ModelAway, match="met rust gelaten"):
        say(generator)
    assert time.monotonic() - started < 0.2


def test_a_server_that_is_well_again_is_asked_again() -> None:
    with serving(status("500 Oeps"), status("500 Oeps"), status("500 Oeps"), good) as server:
        generator = OpenAIGenerator(server.url, "m", patience=QUICK)
        for _ in range(3):
            with pytest.raises(ModelAway, match="500"):
                say(generator)
        with pytest.raises(ModelAway, match="met rust gelaten"):
            say(generator)
        assert server.requests == 3, "a 500 is not tried again, and an open circuit asks nothing"
        time.sleep(QUICK.rest + 0.1)
        assert say(generator) == "Een zin."


def test_one_at_a_time_tries_whether_it_works_again() -> None:
    now = [0.0]
    breaker = Breaker(2, 10, lambda: now[0])
    for _ in range(2):
        assert breaker.admits()
        breaker.failed()
    assert not breaker.admits()
    now[0] = 10.1
    assert [breaker.admits() for _ in range(3)] == [True, False, False]
    breaker.failed()
    assert not breaker.admits()
    now[0] = 30.0
    assert breaker.admits()
    breaker.succeeded()
    assert breaker.admits() and breaker.admits()


@pytest.mark.parametrize("passing", ["429 Too Many Requests", "502 Bad Gateway", "503 Service Unavailable", "504 Gateway Timeout", "closes"])
def test_what_passes_by_itself_is_tried_again_before_the_first_word(passing: str) -> None:
    bad = says() if passing == "closes" else status(passing)
    with serving(bad, bad, good) as server:
        assert say(OpenAIGenerator(server.url, "m", patience=Patience())) == "Een zin."
        assert server.requests == 3


def test_what_has_been_told_is_not_told_again() -> None:
    with serving(BAD["closes mid-stream"], good) as server:
        told = []
        with pytest.raises(ModelAway):
            told.extend(OpenAIGenerator(server.url, "m").generate([Message("user", "x")], max_tokens=5))
        assert server.requests == 1


def test_the_pause_that_a_server_asks_for_is_kept() -> None:
    with serving(status("429 Druk", "Retry-After: 1\r\n"), good) as server:
        started = time.monotonic()
        assert say(OpenAIGenerator(server.url, "m")) == "Een zin."
        assert 1.0 <= time.monotonic() - started < 3


def test_a_busy_server_is_not_a_dead_one() -> None:
    with serving(status("429 Druk", "Retry-After: 3600\r\n")) as server:
        generator = OpenAIGenerator(server.url, "m", patience=QUICK)
        for _ in range(5):
            with pytest.raises(ModelAway, match="429"):
                say(generator)
        assert server.requests == 5


def test_connections_are_used_again() -> None:
    with serving(keeps) as server:
        generator = OpenAIGenerator(server.url, "m", patience=QUICK)
        assert [say(generator) for _ in range(5)] == ["Een zin."] * 5
        assert server.connections == 1


def test_many_are_served_at_once_and_no_more_than_the_setting(retriever: HybridRetriever) -> None:
    def slow(connection: socket.socket) -> None:
        connection.sendall(STREAM + event("Iets. "))
        time.sleep(0.3)
        connection.sendall(b"data: [DONE]\n\n")

    with serving(slow) as server:
        settings = Settings(openai_url=server.url, openai_places=4, judge="none")
        generator = load_generator(settings)
        assistant = Assistant(retriever, generator, (), style_of(settings), None, Line(settings.openai_places))
        answers: list[object] = []
        threads = [threading.Thread(target=lambda: answers.append(assistant.answer(CHATGPT))) for _ in range(12)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(20)
        assert len(answers) == 12 and server.most == 4


def test_who_goes_away_lets_go_of_the_server() -> None:
    gone = threading.Event()

    def endless(connection: socket.socket) -> None:
        try:
            connection.sendall(STREAM)
            for _ in range(200):
                connection.sendall(event("woord "))
                time.sleep(0.05)
        except OSError:
            gone.set()
            raise

    with serving(endless) as server:
        stream = OpenAIGenerator(server.url, "m").generate([Message("user", "x")], max_tokens=5)
        assert next(stream) == "woord "
        stream.close()  # type: ignore[attr-defined]
        assert gone.wait(3)


def test_the_pool_goes_with_the_generator() -> None:
    with serving(keeps) as server:
        generator = OpenAIGenerator(server.url, "m", patience=QUICK)
        say(generator)
        before = [thread for thread in threading.enumerate() if thread.name == "modelserver"]
        del generator
        gc.collect()
        deadline = time.monotonic() + 3
        while len([thread for thread in threading.enumerate() if thread.name == "modelserver"]) >= len(before):
            assert time.monotonic() < deadline
            time.sleep(0.05)


@pytest.fixture
def certificate(tmp_path: Path) -> tuple[Path, Path]:
    key, made = tmp_path / "key.pem", tmp_path / "cert.pem"
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=127.0.0.1", "-addext",
               "subjectAltName=IP:127.0.0.1", "-keyout", str(key), "-out", str(made)]  # fmt: skip
    try:
        subprocess.run(command, check=True, capture_output=True)
    except FileNotFoundError:
        pytest.skip("openssl is not installed")
    return key, made


def test_a_certificate_of_nobody_is_refused_once_and_one_of_ours_is_not(certificate: tuple[Path, Path]) -> None:
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(certificate[1], certificate[0])
    with serving(good, tls=tls) as server:
        with pytest.raises(ModelAway, match="STANDPUNT_CA_FILE"):
            say(OpenAIGenerator(server.url, "m", patience=QUICK))
        assert server.connections == 1
        assert say(OpenAIGenerator(server.url, "m", patience=QUICK, ca_file=str(certificate[1]))) == "Een zin."


def test_plain_http_on_the_other_side_of_tls_is_told() -> None:
    with serving(good) as server, pytest.raises(ModelAway):
        say(OpenAIGenerator(server.url.replace("http:", "https:"), "m", patience=QUICK))


def test_an_answer_is_written_when_the_server_is_well(retriever: HybridRetriever) -> None:
    with serving(good) as server:
        events = list(Assistant(retriever, OpenAIGenerator(server.url, "m", patience=QUICK)).stream(CHATGPT))
    assert isinstance(events[-1], Done) and events[-1].answer.fault == "" and events[-1].answer.checks
