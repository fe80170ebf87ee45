"""What is sent, read into memory no further than a limit."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fastapi import Request


async def read_body(request: "Request", most: int, drained: int = 0) -> bytes | None:
    """What is sent; None for more than ``most`` bytes.

    A browser that still sends does not hear that it is too much: up to ``drained`` bytes are therefore read and thrown away.
    """
    body, size = bytearray(), 0
    async for part in request.stream():
        size += len(part)
        if size <= most:
            body += part
        elif size > drained:
            break
    return bytes(body) if size <= most else None
