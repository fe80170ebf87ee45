"""The stream of a chat completion: server-sent events with a piece of the reply each."""

import json
from collections.abc import AsyncIterator
from typing import Any


class Unreadable(Exception):
    """A reply that is not what the protocol promises; the message says what it does, in Dutch, and nothing of what it holds."""


async def deltas(parts: AsyncIterator[bytes], largest: int) -> AsyncIterator[str]:
    """The pieces of text in a stream of at most ``largest`` bytes. Raises :class:`Unreadable` for anything else, and for one that just stops."""
    rest, size, ended = b"", 0, False
    async for part in parts:
        size += len(part)
        if size > largest:
            raise Unreadable("stuurt te veel")
        *lines, rest = (rest + part).split(b"\n")
        for line in lines:
            if not line.startswith(b"data:"):
                continue
            data = line.removeprefix(b"data:").strip()
            if data == b"[DONE]":
                return
            if data:
                piece, last = _read(data)
                ended = ended or last
                if piece:
                    yield piece
    if not ended:
        raise Unreadable("brak het antwoord af")


def _read(data: bytes) -> tuple[str, bool]:
    """The text of an event, and whether the reply ends there."""
    try:
        choices: list[Any] = json.loads(data)["choices"]
        if not choices:
            return "", False
        piece = choices[0]["delta"].get("content") or ""
        return str(piece), choices[0].get("finish_reason") is not None
    except (ValueError, KeyError, IndexError, TypeError, AttributeError) as error:
        raise Unreadable("stuurt iets onleesbaars") from error
