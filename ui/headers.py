"""What keeps a browser at home: the headers on every response, and the names that a server answers to."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

# The names of this machine. A page elsewhere that rebinds its own name to 127.0.0.1 would otherwise reach a server here.
LOCAL = ("localhost", "127.0.0.1", "[::1]")
# No inline script or style, nothing from another host, and no frame around it.
POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; "
    "frame-ancestors 'none'; base-uri 'none'"
)
# Gradio's own page needs inline scripts and styles; no other host is ever allowed.
LOOSE = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self' data:; media-src 'self' blob:; connect-src 'self'; worker-src 'self' blob:; "
    "object-src 'none'; frame-ancestors 'none'; base-uri 'self'; form-action 'self'"
)
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    # Without a referrer a browser calls the origin of our own form "null"; to another host it says nothing.
    "Referrer-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
    "Cache-Control": "no-store",
}
_HTTPS_ONLY = {"Strict-Transport-Security": "max-age=31536000"}


class Closed:
    """Adds :data:`HEADERS` and a policy to every response, without holding up one that streams; ``loose`` is the path of Gradio's page."""

    def __init__(self, app: "ASGIApp", loose: str = "") -> None:
        self._app, self._loose = app, loose

    async def __call__(self, scope: "Scope", receive: "Receive", send: "Send") -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        policy = LOOSE if scope["path"] == self._loose else POLICY
        wanted = {**HEADERS, "Content-Security-Policy": policy, **(_HTTPS_ONLY if scope.get("scheme") == "https" else {})}
        fixed = [(name.lower().encode(), value.encode()) for name, value in wanted.items()]

        async def closed(message: "Message") -> None:
            if message["type"] == "http.response.start":
                names = {name.lower() for name, _ in message["headers"]}
                message["headers"] = [*message["headers"], *(pair for pair in fixed if pair[0] not in names)]
            await send(message)

        await self._app(scope, receive, closed)
