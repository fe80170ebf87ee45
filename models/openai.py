"""Generation by a server inside the organisation that speaks the OpenAI chat protocol (vLLM, llama-server, TGI ...).

The address is a setting; nothing here has a default address, so nothing can leave by accident. One event loop in a thread of its own holds one
pool of connections for all who ask: so every wait has a limit that holds however slowly the server drips, and whoever goes away lets go of the
connection at once. A server that fails is tried again only while nothing of its reply has been told, and is left alone for a while after that.
"""

import asyncio
import json
import random
import ssl
import threading
import weakref
from collections.abc import Awaitable, Callable, Coroutine, Iterator, Sequence
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass
from queue import SimpleQueue
from typing import Any, TypeVar

import httpx
from tenacity import AsyncRetrying, RetryCallState, retry_if_exception, stop_after_attempt

from models.base import Message, ModelAway, ModelError, Report
from models.breaker import Breaker
from models.sse import Unreadable, deltas

# Dutch has about 3.5 characters a token in the vocabularies of today; a turn has its marks.
_CHARACTERS_A_TOKEN, _TOKENS_A_TURN = 3, 8
# These pass by themselves; any other status does not.
_PASSING = (429, 502, 503, 504)
# Failures in a row after which the server is left alone.
_MOST_FAILURES = 3
_FIRST_PAUSE, _LONGEST_PAUSE = 0.2, 4.0
_LARGEST = 1 << 20
# After its last word a server ends the stream at once, or its connection is not used again.
_LAST = 0.2
T = TypeVar("T")
Read = Callable[[httpx.Response, Callable[[str], None]], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Patience:
    """How long a server may take, in seconds: to connect, to its first token, from one token to the next, for the whole reply.

    ``tries`` is how often a request is sent at most, ``rest`` how long a server that failed is left alone, ``places`` how many requests it gets
    at a time.
    """

    connect: float = 3.0
    first: float = 30.0
    between: float = 15.0
    whole: float = 120.0
    tries: int = 3
    rest: float = 15.0
    places: int = 8


class _Fault(ModelAway):
    """What went wrong; ``again`` when it may pass, after ``pause`` seconds if the server says so; ``dead`` when it counts against the server."""

    def __init__(self, told: str, *, again: bool = False, pause: float | None = None, dead: bool = True) -> None:
        super().__init__(told)
        self.again, self.pause, self.dead = again, pause, dead


class OpenAIGenerator:
    """A model behind ``<base_url>/chat/completions``; ``base_url`` usually ends in ``/v1``. ``context`` is in tokens. Thread-safe."""

    def __init__(
        self, base_url: str, model: str, api_key: str = "", context: int = 4096, patience: Patience | None = None, ca_file: str = ""
    ) -> None:
        self.name = model
        self.patience = patience or Patience()
        self._context, self._ca_file = context, ca_file
        self._url = base_url.rstrip("/") + "/chat/completions"
        self._headers = {"Accept-Encoding": "identity"} | ({"Authorization": f"Bearer {api_key}"} if api_key else {})
        self._breaker = Breaker(_MOST_FAILURES, self.patience.rest)
        self._starting = threading.Lock()
        self._running: tuple[asyncio.AbstractEventLoop, httpx.AsyncClient, asyncio.Semaphore] | None = None

    def warm_up(self, messages: Sequence[Message]) -> None:
        """Nothing: the server keeps its own cache, and a question may come before it is up."""

    def generate(self, messages: Sequence[Message], *, max_tokens: int, report: Report | None = None) -> Iterator[str]:
        """Stream the reply; ``report`` is not told, for servers differ in what they count.

        Raises :class:`ModelAway` when the server cannot be reached, refuses, is too slow or answers nonsense.
        """
        pieces: SimpleQueue[str | None] = SimpleQueue()
        asked = self._start(lambda: self._asked(self._body(messages, max_tokens) | {"stream": True}, _read_stream, pieces.put))
        asked.add_done_callback(lambda _: pieces.put(None))
        try:
            while (piece := pieces.get()) is not None:
                yield piece
            asked.result()
        finally:
            asked.cancel()

    def fits(self, messages: Sequence[Message], *, max_tokens: int) -> bool:
        """See :class:`models.base.Generator`; the server's tokens are not known, so they are estimated on the safe side."""
        return sum(len(m.content) // _CHARACTERS_A_TOKEN + _TOKENS_A_TURN for m in messages) + max_tokens <= self._context

    def odds(self, messages: Sequence[Message], yes: str, no: str) -> float:
        """See :class:`models.base.Generator`; of a server that tells no chances the answer itself counts, as 1 or -1."""
        raw: list[str] = []
        self._start(lambda: self._asked(self._body(messages, 1) | {"logprobs": True, "top_logprobs": 10}, _read_whole, raw.append)).result()
        try:
            choice = json.loads(raw[0])["choices"][0]
            told = (choice.get("logprobs") or {}).get("content") or []
            chances = {entry["token"].strip(): float(entry["logprob"]) for entry in (told[0]["top_logprobs"] if told else [])}
            text = str(choice["message"]["content"] or "")
        except (ValueError, KeyError, IndexError, TypeError, AttributeError) as error:
            raise ModelAway(f"Modelserver {self._url} stuurt iets onleesbaars.") from error
        if chances:
            least = min(chances.values())
            return chances.get(yes, least) - chances.get(no, least)
        return 1.0 if text.strip().startswith(yes) else -1.0

    def _body(self, messages: Sequence[Message], max_tokens: int) -> dict[str, Any]:
        return {
            "model": self.name,
            "messages": [{"role": m.role, "content": m.content} for m in messages],
            "max_tokens": max_tokens,
            "temperature": 0,
            "seed": 0,
        }

    def _start(self, make: Callable[[], Coroutine[Any, Any, T]]) -> Future[T]:
        """Run what ``make`` makes in the loop, which starts with the first request and stops with this object or the process."""
        with self._starting:
            if self._running is None:
                self._running = (asyncio.new_event_loop(), self._client(), asyncio.Semaphore(self.patience.places))
                thread = threading.Thread(target=self._running[0].run_forever, name="modelserver", daemon=True)
                thread.start()
                weakref.finalize(self, _stop, self._running[0], self._running[1], thread)
            return asyncio.run_coroutine_threadsafe(make(), self._running[0])

    def _client(self) -> httpx.AsyncClient:
        """The pool. Proxies from the environment are not followed: this server is inside the organisation. Raises :class:`ModelError`."""
        try:
            trusted = ssl.create_default_context()
            if self._ca_file:
                trusted.load_verify_locations(self._ca_file)
        except OSError as error:
            raise ModelError(f"STANDPUNT_CA_FILE={self._ca_file} is niet te lezen ({error.strerror}). Geef een bestand met certificaten.") from error
        places = self.patience.places
        limits = httpx.Limits(max_connections=places, max_keepalive_connections=places, keepalive_expiry=30.0)
        timeout = httpx.Timeout(None, connect=self.patience.connect)
        return httpx.AsyncClient(
            timeout=timeout, limits=limits, trust_env=False, follow_redirects=False, verify=trusted, headers=self._headers
        )

    async def _asked(self, body: dict[str, Any], read: Read, take: Callable[[str], None]) -> None:
        """Send ``body`` when there is a place, and give what ``read`` makes of the reply to ``take``. Raises :class:`ModelAway`."""
        assert self._running is not None
        async with self._running[2]:
            if not self._breaker.admits():
                raise ModelAway(f"Modelserver {self._url} gaf net fouten en wordt even met rust gelaten.")
            try:
                await self._tried(body, read, take)
            except _Fault as fault:
                if fault.dead:
                    self._breaker.failed()
                raise
            self._breaker.succeeded()

    async def _tried(self, body: dict[str, Any], read: Read, take: Callable[[str], None]) -> None:
        """Send ``body``, more than once if need be, within the time there is. Raises :class:`_Fault`."""
        patience, now = self.patience, asyncio.get_running_loop().time
        ends, began = now() + patience.whole, False
        try:
            async with asyncio.timeout(min(patience.first, patience.whole)) as limit:

                def took(piece: str) -> None:
                    nonlocal began
                    began = True
                    limit.reschedule(min(ends, now() + patience.between))
                    take(piece)

                async def once() -> None:
                    try:
                        await self._once(body, read, took)
                    except _Fault as fault:
                        # What has been told cannot be taken back, and no pause may outlast the time there is.
                        fault.again = fault.again and not began and now() + (fault.pause or 0.0) < (limit.when() or 0.0)
                        raise

                stop, again = stop_after_attempt(patience.tries), retry_if_exception(lambda error: isinstance(error, _Fault) and error.again)
                await AsyncRetrying(stop=stop, retry=again, wait=_pause, reraise=True)(once)
        except TimeoutError as error:
            what = "zwijgt te lang of is te traag" if began else "geeft niet op tijd een eerste woord"
            raise _Fault(f"Modelserver {self._url} {what}.") from error

    async def _once(self, body: dict[str, Any], read: Read, take: Callable[[str], None]) -> None:
        """One request. Raises :class:`_Fault`, without anything that the server says: that may repeat what was asked."""
        assert self._running is not None
        try:
            async with self._running[1].stream("POST", self._url, json=body) as response:
                if response.status_code != 200:
                    status = response.status_code
                    told = f"Modelserver {self._url} antwoordt met {status}."
                    raise _Fault(told, again=status in _PASSING, pause=_told_pause(response), dead=status >= 500)
                await read(response, take)
        except Unreadable as error:
            raise _Fault(f"Modelserver {self._url} {error}.") from error
        except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError, OSError, ValueError) as error:
            refused = _distrusted(error)
            what = "toont een certificaat dat niet wordt vertrouwd (STANDPUNT_CA_FILE)" if refused else "is niet te bereiken of brak af"
            told = f"Modelserver {self._url} {what}: {type(error).__name__}. Controleer STANDPUNT_OPENAI_URL en of de server draait."
            raise _Fault(told, again=isinstance(error, httpx.TransportError) and not refused) from error


async def _read_stream(response: httpx.Response, take: Callable[[str], None]) -> None:
    kind = response.headers.get("content-type", "text/event-stream").partition(";")[0].strip().lower()
    if kind != "text/event-stream":
        raise Unreadable("stuurt geen stroom van woorden")
    parts = response.aiter_bytes()
    async for piece in deltas(parts, _LARGEST):
        take(piece)
    # Only what was read to its end gives its connection back to the pool.
    with suppress(TimeoutError, httpx.HTTPError):
        async with asyncio.timeout(_LAST):
            async for _ in parts:
                pass


async def _read_whole(response: httpx.Response, take: Callable[[str], None]) -> None:
    raw = b""
    async for part in response.aiter_bytes():
        raw += part
        if len(raw) > _LARGEST:
            raise Unreadable("stuurt te veel")
    take(raw.decode("utf-8", "replace"))


def _pause(state: RetryCallState) -> float:
    """What the server asks for, else twice as long each time, with chance in it so that not everyone comes back at once."""
    error = state.outcome.exception() if state.outcome else None
    longest = min(_LONGEST_PAUSE, _FIRST_PAUSE * 2.0**state.attempt_number)
    told = error.pause if isinstance(error, _Fault) else None
    return random.uniform(longest / 2, longest) if told is None else told + random.uniform(0, _FIRST_PAUSE)


def _told_pause(response: httpx.Response) -> float | None:
    """The seconds of Retry-After; None for a date, which would need the server's clock."""
    with suppress(ValueError):
        return max(0.0, float(response.headers.get("retry-after", "")))
    return None


def _distrusted(error: BaseException | None) -> bool:
    """Whether a certificate is the cause."""
    while error is not None:
        if isinstance(error, ssl.SSLError):
            return True
        error = error.__cause__ or error.__context__
    return False


def _stop(loop: asyncio.AbstractEventLoop, client: httpx.AsyncClient, thread: threading.Thread) -> None:
    """Close every connection and end the loop."""

    async def close() -> None:
        await client.aclose()
        loop.stop()

    asyncio.run_coroutine_threadsafe(close(), loop)
    if thread is not threading.current_thread():
        thread.join(2)
