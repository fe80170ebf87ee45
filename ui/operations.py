"""For those who run the server: ``/metrics`` and ``/readyz``, and the outermost layer that counts every request. Import late: needs FastAPI."""

import time
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

from anyio import CapacityLimiter
from anyio.to_thread import run_sync
from fastapi import APIRouter, Query
from fastapi.responses import JSONResponse, Response

from assistant.watch.logs import tell
from assistant.watch.metrics import CONTENT_TYPE
from assistant.watch.observed import REQUEST, pattern
from assistant.watch.ready import Part, Readiness
from assistant.watch.watch import Watch

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send


def routes(watch: Watch, ready: Readiness) -> APIRouter:
    """``/metrics`` and ``/readyz``. They have threads of their own, so that they answer however many questions wait."""
    router = APIRouter(include_in_schema=False)
    threads = CapacityLimiter(2)

    async def parts() -> dict[str, Part]:
        return await run_sync(ready.parts, limiter=threads)

    @router.get("/readyz")
    async def readyz(exclude: Annotated[list[str] | None, Query(max_length=8)] = None) -> Response:
        found = await parts()
        good = all(part.ok for name, part in found.items() if name not in (exclude or ()))
        return JSONResponse({"ready": good, "parts": {name: asdict(part) for name, part in found.items()}}, 200 if good else 503)

    @router.get("/metrics")
    async def metrics() -> Response:
        await parts()
        return Response(await run_sync(watch.metrics.text, limiter=threads), media_type=CONTENT_TYPE)

    return router


class Observing:
    """Counts and tells every request by the pattern of its route, and makes the request known to what serves it. The outermost layer."""

    def __init__(self, app: "ASGIApp", watch: Watch) -> None:
        self._app, self._watch = app, watch

    async def __call__(self, scope: "Scope", receive: "Receive", send: "Send") -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        status, began, outer = 0, time.perf_counter(), scope.get("root_path", "")

        async def noted(message: "Message") -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        token = REQUEST.set(scope)
        error: BaseException | None = None
        try:
            await self._app(scope, receive, noted)
        except BaseException as raised:
            error = raised
            raise
        finally:
            REQUEST.reset(token)
            # 499, as nginx says it: nobody was there any more to be answered.
            self._note(scope, status or (500 if isinstance(error, Exception) else 499), time.perf_counter() - began, outer, error)

    def _note(self, scope: "Scope", status: int, seconds: float, outer: str, error: BaseException | None) -> None:
        route = pattern(scope)
        mounted = scope.get("root_path", "")[len(outer) :]
        route = mounted + ("" if route == "other" else route) if mounted else route
        method = scope["method"]
        self._watch.metrics.request(route, method, status)
        # A server that is not ready says so once, elsewhere.
        level = "error" if status >= 500 and route != "/readyz" else "info"
        tell(level, "request", route=route, method=method, status=status, seconds=round(seconds, 4), error=type(error).__name__ if error else None)
