"""Server-sent events (WHATWG HTML, 9.2) from a generator; a reader who leaves closes it, which frees the model at once."""

import json
from collections.abc import AsyncIterator, Callable, Generator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from fastapi.responses import StreamingResponse

Sent = Generator[tuple[str, Any], None, None]


def stream(make: Callable[[], Sent]) -> "StreamingResponse":
    """A response of ``(event, data)`` pairs, data as JSON. Every step runs in a thread, so a slow model holds up nobody else."""
    from anyio import CancelScope
    from fastapi.concurrency import iterate_in_threadpool, run_in_threadpool
    from fastapi.responses import StreamingResponse

    async def body() -> AsyncIterator[str]:
        events = make()
        try:
            async for name, data in iterate_in_threadpool(events):
                yield f"event: {name}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n"
        finally:
            with CancelScope(shield=True):
                await run_in_threadpool(events.close)

    return StreamingResponse(body(), media_type="text/event-stream", headers={"X-Accel-Buffering": "no"})
