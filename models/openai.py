"""Generation by a server inside the organisation that speaks the OpenAI chat protocol (vLLM, llama-server, TGI ...).

The only module that imports httpx. The address is a setting; nothing here has a default address, so nothing can leave by accident.
"""

import json
from collections.abc import Iterator, Sequence

import httpx

from models.base import Message, ModelError, Report

_TIMEOUT = httpx.Timeout(10.0, read=120.0)


class OpenAIGenerator:
    """A model behind ``<base_url>/chat/completions``; ``base_url`` usually ends in ``/v1``."""

    def __init__(self, base_url: str, model: str, api_key: str = "") -> None:
        self.name = model
        self._url = base_url.rstrip("/") + "/chat/completions"
        self._headers = {"Authorization": f"Bearer {api_key}"} if api_key else {}

    def warm_up(self, messages: Sequence[Message]) -> None:
        """Nothing: the server keeps its own cache, and a question may come before it is up."""

    def generate(self, messages: Sequence[Message], *, max_tokens: int, report: Report | None = None) -> Iterator[str]:
        """Stream the reply; ``report`` is not told, for servers differ in what they count.

        Raises :class:`ModelError` when the server cannot be reached, refuses, or answers nonsense.
        """
        body = {
            "model": self.name,
            "messages": [{"role": m.role, "content": m.content} for m in messages],
            "max_tokens": max_tokens,
            "temperature": 0,
            "seed": 0,
            "stream": True,
        }
        try:
            # Proxies from the environment are not followed: this server is inside the organisation.
            with (
                httpx.Client(timeout=_TIMEOUT, trust_env=False, follow_redirects=False) as client,
                client.stream("POST", self._url, json=body, headers=self._headers) as response,
            ):
                if response.status_code != 200:
                    detail = response.read().decode("utf-8", "replace")[:200]
                    raise ModelError(f"Modelserver {self._url} antwoordt met {response.status_code}: {detail}")
                yield from _deltas(response.iter_lines())
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
