"""What can be measured: this pipeline, a running Standpuntwijzer, or any server that speaks OpenAI's protocol, with or without citations."""

import json
import re
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Protocol

import httpx

from assistant import notices
from assistant.answer import Answer, AnswerKind, Done, Quote, Retrieved
from assistant.lead import LEADS
from assistant.pipeline import Assistant
from assistant.relevance import Relevance
from corpus.sentences import split_sentences
from eval.case import Case
from eval.config import Target
from eval.phrases import declines
from eval.places import Places
from eval.ranking import DEPTH
from eval.record import Cited, Outcome, Reply
from models.base import ModelError

MARKER = re.compile(r"\s*\[(\d{1,3})\]")
_SYSTEM = {
    "nl": "Je beantwoordt vragen van Nederlandse ambtenaren over generatieve AI bij de overheid. Antwoord kort en in het Nederlands. "
    "Weet je het niet, zeg dat dan.",
    "en": "You answer questions of Dutch civil servants on generative AI in government. Answer briefly and in English. If you do not know, say so.",
}
_WITH_SOURCES = {
    "nl": "Gebruik alleen deze bronnen en zet achter elke zin het nummer van zijn bron, zoals [1].\n\n",
    "en": "Use only these sources and put the number of its source after every sentence, as [1].\n\n",
}
_LITTLE_MORE = 1


class Asked(Protocol):
    """Something that answers cases; ``ask`` may be called from several threads when ``parallel``."""

    parallel: bool

    def ask(self, case: Case, seed: int) -> Reply:
        """The reply. Raises :class:`models.base.ModelError` when the target cannot be reached or answers nonsense."""
        ...


def place_of(quote: Quote) -> str:
    """ "document/section" of a quote."""
    return f"{quote.passage.document_id}/{quote.passage.section_id}"


class PipelineTarget:
    """The assistant of this process."""

    parallel = False

    def __init__(self, assistant: Assistant) -> None:
        self._assistant = assistant

    def ask(self, case: Case, seed: int) -> Reply:
        """See :class:`Asked`; the pipeline has no chance in it, so the seed changes nothing."""
        started = time.perf_counter()
        found, answer = None, None
        stream = self._assistant.stream(case.query, history=case.history, on=case.on)
        for event in stream:
            if isinstance(event, Retrieved):
                found = event
                if case.task == "retrieval":
                    stream.close()
                    break
            elif isinstance(event, Done):
                answer = event.answer
        assert found is not None
        hits = tuple(dict.fromkeys(f"{hit.passage.document_id}/{hit.passage.section_id}" for hit in found.hits))
        if answer is None:
            took = {"total": round(time.perf_counter() - started, 4)}
            return Reply(outcome="found", language=found.language, hits=hits, confidence=found.chance, timings=took)
        return _of_answer(answer, found, hits)


def _of_answer(answer: Answer, found: Retrieved, hits: tuple[str, ...]) -> Reply:
    usage = answer.usage
    return Reply(
        outcome=_outcome(answer.kind is AnswerKind.ABSTAINED, found.verdict),
        text=answer.text,
        language=answer.language,
        hits=hits,
        cited=tuple(
            Cited(marker=c.marker, place=place_of(c.quote), text=c.quote.shown(answer.language), status=str(c.quote.now)) for c in answer.citations
        ),
        by_rule=_by_rule(answer.text, answer.language),
        notices=answer.notices,
        removed=tuple((check.sentence, check.reason) for check in answer.checks if check.marker is None),
        confidence=found.chance,
        timings=dict(answer.timings),
        tokens={"prompt": usage.prompt, "evaluated": usage.evaluated, "written": usage.written} if usage else None,
    )


def _outcome(abstained: bool, verdict: Relevance) -> Outcome:
    if abstained:
        return "abstained"
    return "answered" if verdict is Relevance.ANSWER else "hedged"


def _by_rule(text: str, language: str) -> tuple[str, ...]:
    own = set(LEADS[language].values())
    return tuple(span.text for span in split_sentences(text) if span.text in own or notices.is_own(span.text, language))


class _Server:
    """What the two targets over HTTP share: a client that follows nothing, and errors told once."""

    parallel = True

    def __init__(self, target: Target) -> None:
        self._url = target.url.rstrip("/")
        headers = {"Authorization": f"Bearer {target.key}"} if target.key else {}
        self._client = httpx.Client(timeout=httpx.Timeout(target.timeout, connect=10), trust_env=False, follow_redirects=False, headers=headers)

    def _request(self, method: str, path: str, **what: Any) -> str:
        try:
            response = self._client.request(method, self._url + path, **what)
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise ModelError(f"{self._url} is niet te bereiken ({error or type(error).__name__}). Draait de server?") from error
        if response.status_code != 200:
            raise ModelError(f"{self._url}{path} antwoordt met {response.status_code}: {response.text[:200]}")
        return response.text


class ServerTarget(_Server):
    """A running Standpuntwijzer (``/api/ask``); its own corpus is taken to be ours."""

    def ask(self, case: Case, seed: int) -> Reply:
        """See :class:`Asked`."""
        on = {"on": case.on.isoformat()} if case.on else {}
        try:
            if case.task == "retrieval":
                found = json.loads(self._request("GET", "/api/search", params={"query": case.query, **on}))
                return Reply(outcome="found", language=case.language, hits=_places(found["hits"]))
            body = {"question": case.query, "history": list(case.history), "stream": True, **on}
            return _of_events(dict(_events(self._request("POST", "/api/ask", json=body))))
        except (ValueError, KeyError, TypeError) as error:
            raise ModelError(f"{self._url} stuurt iets onleesbaars ({type(error).__name__}: {error}).") from error


def _events(text: str) -> Iterator[tuple[str, Any]]:
    """Each server-sent event with its data; of a kind that comes more than once the last one counts."""
    for frame in text.split("\n\n"):
        fields = dict(line.split(": ", 1) for line in frame.splitlines() if ": " in line and not line.startswith(":"))
        if "event" in fields:
            yield fields["event"], json.loads(fields["data"])


def _of_events(events: Mapping[str, Any]) -> Reply:
    if "error" in events:
        raise ModelError(str(events["error"]["error"]["message"]))
    found, done = events["retrieved"], events["done"]
    tokens = done["usage"]
    return Reply(
        outcome=_outcome(done["kind"] == "abstained", Relevance(found["verdict"])),
        text=done["text"],
        language=done["language"],
        hits=_places(found["hits"]),
        cited=tuple(Cited(marker=c["marker"], place=_place(c), text=c["text"], status=c["status"]) for c in done["citations"]),
        by_rule=_by_rule(done["text"], done["language"]),
        notices=tuple(done["notices"]),
        removed=tuple((check["sentence"], check["reason"]) for check in done["checks"] if check["marker"] is None),
        confidence=found["chance"],
        timings=done["timings"],
        tokens=tokens,
    )


def _places(hits: Sequence[Mapping[str, Any]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(map(_place, hits)))


def _place(form: Mapping[str, Any]) -> str:
    return f"{form['document_id']}/{form['section_id']}"


class OpenAITarget(_Server):
    """Any chat model behind OpenAI's protocol.

    With ``passages`` that many sections of our search go into the prompt, numbered, and a marker in the text is a citation of one. Without,
    citations are read from the reply where it has them: a ``citations`` list (of this product, or of addresses) beside the message or in it.
    """

    def __init__(self, target: Target, places: Places, search: Callable[[Case, int], Sequence[Cited]] | None = None) -> None:
        super().__init__(target)
        self._target, self._places, self._search = target, places, search

    def ask(self, case: Case, seed: int) -> Reply:
        """See :class:`Asked`."""
        found = tuple(self._search(case, DEPTH)) if self._search and self._target.passages else ()
        given, hits = found[: self._target.passages], tuple(passage.place for passage in found) or None
        if case.task == "retrieval":
            return Reply(outcome="found", language=case.language, hits=hits)
        started = time.perf_counter()
        raw = self._request("POST", "/chat/completions", json=self._body(case, given, seed))
        took = {"total": round(time.perf_counter() - started, 4)}
        try:
            reply = json.loads(raw)
            message = reply["choices"][0]["message"]
            text, usage = str(message["content"] or ""), reply.get("usage") or {}
            cited = cited_in(text, given) if given else self._told(message.get("citations", reply.get("citations")))
        except (ValueError, KeyError, IndexError, TypeError, AttributeError) as error:
            raise ModelError(f"{self._url} stuurt iets onleesbaars: {raw[:200]!r}") from error
        tokens = {"prompt": int(usage.get("prompt_tokens") or 0), "written": int(usage.get("completion_tokens") or 0)} if usage else None
        return Reply(outcome=outcome_of(text), text=text, language=case.language, hits=hits, cited=cited, timings=took, tokens=tokens)

    def _body(self, case: Case, given: Sequence[Cited], seed: int) -> dict[str, Any]:
        system = self._target.system or _SYSTEM[case.language]
        if given:
            sources = "\n".join(f"[{passage.marker}] {passage.text}" for passage in given)
            system = f"{system} {_WITH_SOURCES[case.language]}{sources}"
        earlier = [{"role": "user", "content": question} for question in case.history]
        return {
            "model": self._target.model,
            "messages": [{"role": "system", "content": system}, *earlier, {"role": "user", "content": case.query}],
            "max_tokens": self._target.max_tokens,
            "temperature": self._target.temperature,
            "seed": seed,
        }

    def _told(self, citations: Any) -> tuple[Cited, ...] | None:
        if citations is None:
            return None
        return tuple(self._cited(number, told) for number, told in enumerate(citations, start=1))

    def _cited(self, number: int, told: Any) -> Cited:
        if isinstance(told, str):
            return Cited(marker=number, place=self._places.by_url(told))
        place = _place(told) if "document_id" in told else self._places.by_url(str(told.get("url", "")))
        text, status = str(told.get("text") or told.get("content") or ""), str(told.get("status", ""))
        return Cited(marker=int(told.get("marker", number)), place=place, text=text, status=status)


def cited_in(text: str, given: Sequence[Cited]) -> tuple[Cited, ...]:
    """The citations that the markers in a text stand for; a number that was not given cites nothing."""
    by_number = {passage.marker: passage for passage in given}
    numbers = dict.fromkeys(int(number) for number in MARKER.findall(text))
    return tuple(by_number.get(number, Cited(marker=number, place="")) for number in numbers)


def outcome_of(text: str) -> Outcome:
    """What a text without a verdict does, by its first sentences."""
    sentences = [span.text for span in split_sentences(text)]
    if not sentences:
        return "abstained"
    unknown = [declines(sentence) for sentence in sentences]
    if not any(unknown[:2]):
        return "answered"
    return "abstained" if unknown.count(False) <= _LITTLE_MORE else "hedged"
