"""Generation by a server inside the organisation that speaks the OpenAI chat protocol (vLLM, llama-server, TGI ...).

The only module that imports httpx. The address is a setting; nothing here has a default address, so nothing can leave by accident.
"""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import httpx

from models.base import Message, ModelError, Report

_TIMEOUT = httpx.Timeout(10.0, read=120.0)
# Dutch has about 3.5 characters a token in the vocabularies of today; a turn has its marks.
_CHARACTERS_A_TOKEN, _TOKENS_A_TURN = 3, 8


class OpenAIGenerator:
    """A model behind ``<base_url>/chat/completions``; ``base_url`` usually ends in ``/v1``. ``context`` is in tokens."""

    def __init__(self, base_url: str, model: str, api_key: str = "", context: int = 4096) -> None:
        self.name = model
        self._context = context
        self._url = base_url.rstrip("/") + "/chat/completions"
        self._headers = {"Authorization": f"Bearer {api_key}"} if api_key else {}

    def warm_up(self, messages: Sequence[Message]) -> None:
        """Nothing: the server keeps its own cache, and a question may come before it is up."""

    def generate(self, messages: Sequence[Message], *, max_tokens: int, report: Report | None = None) -> Iterator[str]:
        """Stream the reply; ``report`` is not told, for servers differ in what they count.

        Raises :class:`ModelError` when the server cannot be reached, refuses, or answers nonsense.
        """
        body = self._body(messages, max_tokens) | {"stream": True}
        with self._asked(body) as response:
            yield from _deltas(response.iter_lines())

    def fits(self, messages: Sequence[Message], *, max_tokens: int) -> bool:
        """See :class:`models.base.Generator`; the server's tokens are not known, so they are estimated on the safe side."""
        return sum(len(m.content) // _CHARACTERS_A_TOKEN + _TOKENS_A_TURN for m in messages) + max_tokens <= self._context

    def odds(self, messages: Sequence[Message], yes: str, no: str) -> float:
        """See :class:`models.base.Generator`; of a server that tells no chances the answer itself counts, as 1 or -1."""
        body = self._body(messages, 1) | {"logprobs": True, "top_logprobs": 10}
        with self._asked(body) as response:
            raw = response.read()
        try:
            choice = json.loads(raw)["choices"][0]
            told = (choice.get("logprobs") or {}).get("content") or []
            chances = {entry["token"].strip(): entry["logprob"] for entry in (told[0]["top_logprobs"] if told else [])}
            text = str(choice["message"]["content"] or "")
        except (ValueError, KeyError, IndexError, TypeError, AttributeError) as error:
            raise ModelError(f"De modelserver stuurt iets onleesbaars: {raw[:200]!r}") from error
        if chances:
            least = min(chances.values())
            return float(chances.get(yes, least) - chances.get(no, least))
        return 1.0 if text.strip().startswith(yes) else -1.0

    def _body(self, messages: Sequence[Message], max_tokens: int) -> dict[str, Any]:
        return {
            "model": self.name,
            "messages": [{"role": m.role, "content": m.content} for m in messages],
            "max_tokens": max_tokens,
            "temperature": 0,
            "seed": 0,
        }

    @contextmanager
    def _asked(self, body: dict[str, Any]) -> Iterator[httpx.Response]:
        """The server's response to ``body``, open; what goes wrong with the server is told as something to mend."""
        try:
            # Proxies from the environment are not followed: this server is inside the organisation.
            with (
                httpx.Client(timeout=_TIMEOUT, trust_env=False, follow_redirects=False) as client,
                client.stream("POST", self._url, json=body, headers=self._headers) as response,
            ):
                if response.status_code != 200:
                    detail = response.read().decode("utf-8", "replace")[:200]
                    raise ModelError(f"Modelserver {self._url} antwoordt met {response.status_code}: {detail}")
                yield response
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise ModelError(
                f"Modelserver {self._url} is niet te bereiken ({error}). Controleer STANDPUNT_OPENAI_URL, of laat die leeg om "
                "het model op deze machine te gebruiken."
            ) from error


def _deltas(lines: Iterator[str]) -> Iterator[str]:
    for line in lines:
        data = line.removeprefix("data:").strip()
        if not line.startswith("data:") or not data:
            continue
        if data == "[DONE]":
            return
        try:
            choices = json.loads(data)["choices"]
            piece = choices[0]["delta"].get("content") if choices else None
        except (ValueError, KeyError, IndexError, TypeError, AttributeError) as error:
            raise ModelError(f"De modelserver stuurt iets onleesbaars: {data[:200]}") from error
        if piece:
            yield piece
