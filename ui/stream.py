"""Server-sent events from a generator, to readers who are slow or go away. Import late: needs FastAPI."""

import asyncio
import json
import logging
from collections.abc import AsyncIterator, Callable, Generator
from functools import partial
from typing import ParamSpec, TypeVar

from anyio import CancelScope, CapacityLimiter
from anyio.to_thread import run_sync
from fastapi.responses import StreamingResponse
from starlette.types import Message, Send

# A proxy or a client gives up on a connection that says nothing for long; a model may read for half a minute before its first word.
KEEP_ALIVE = 5.0
# Seconds in which a reader must take something.
SLOWEST = 30.0

log = logging.getLogger(__name__)
_Given = ParamSpec("_Given")
_Result = TypeVar("_Result")


async def apart(work: Callable[_Given, _Result], *args: _Given.args, **named: _Given.kwargs) -> _Result:
    """The result of ``work`` that may wait for the model, from a thread outside the few that the pages and search share.

    Otherwise those who wait for the model would have them all, and whoever reads or searches, and the one whose turn it is, would wait for a thread.
    """
    return await run_sync(partial(work, *args, **named), limiter=CapacityLimiter(1))


def sse(event: str, form: object) -> str:
    """One server-sent event."""
    return f"event: {event}\ndata: {json.dumps(form, ensure_ascii=False)}\n\n"


class EventStream(StreamingResponse):
    """Server-sent events from a generator that runs in a thread and is closed when the reader goes away, which frees the model.

    It is read as fast as it gives: a reader who takes his time holds up neither the model nor those who wait for it, and one who takes nothing
    for :data:`SLOWEST` seconds is let go.

    ``first`` is the generator's first frame, already drawn: only a generator that has begun does its cleaning up when it is closed.
    """

    def __init__(self, first: str, rest: Generator[str, None, None]) -> None:
        # A proxy in front (nginx) would otherwise keep the words until it has a buffer full.
        headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
        super().__init__(self._alive(first), media_type="text/event-stream", headers=headers)
        self._rest = rest
        self._drawn: asyncio.Queue[str | Exception | None] = asyncio.Queue()
        self._gone = False

    async def _alive(self, first: str) -> AsyncIterator[str]:
        """The frames, with a comment where the next one is long in coming."""
        frame: str | Exception | None = first
        while frame is not None:
            if isinstance(frame, Exception):
                raise frame
            yield frame
            try:
                async with asyncio.timeout(KEEP_ALIVE):
                    frame = await self._drawn.get()
            except TimeoutError:
                frame = ": …\n\n"

    async def _draw(self) -> None:
        """Read the generator to its end or until the reader has gone, and close it."""
        frame: str | Exception | None = ""
        while isinstance(frame, str) and not self._gone:
            try:
                frame = await apart(next, self._rest, None)
            except Exception as error:
                frame = error
            self._drawn.put_nowait(frame)
        await apart(self._rest.close)

    async def stream_response(self, send: Send) -> None:
        async def patient(message: Message) -> None:
            async with asyncio.timeout(SLOWEST):
                await send(message)

        drawing = asyncio.create_task(self._draw())
        try:
            await super().stream_response(patient)
        except TimeoutError:
            log.info("a reader who took nothing for %d seconds was let go", SLOWEST)
        finally:
            self._gone = True
            with CancelScope(shield=True):
                await asyncio.wait({drawing})
