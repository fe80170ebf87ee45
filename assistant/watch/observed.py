"""The seam where is seen what becomes of each question: an assistant that tells observers, around a pipeline that knows nothing of them."""

import time
from collections.abc import Generator as Generator_
from collections.abc import Mapping
from contextlib import closing
from contextvars import ContextVar
from dataclasses import dataclass, field, fields
from typing import Any, Protocol

from assistant.answer import Answer, Delta, Done, Event, Quote, Retrieved
from assistant.guard import PersonalDataError, QuestionError
from assistant.pipeline import Assistant

# The request (an ASGI scope) that is being served: who asks is found out inside it, after the outermost layer has put it here.
REQUEST: ContextVar[Mapping[str, Any] | None] = ContextVar("request", default=None)
NOBODY = "-"
_LONGEST = 200


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one question, times in seconds since it was asked.

    ``kind`` is that of the answer ("answered", "quotes", "abstained"), or "refused" (the question cannot be used), "failed" (``error`` is the
    class of what went wrong) or "left" (the reader went away); then ``answer`` is None and ``quotes`` is what had been shown. ``model`` is the
    name of the one there is, whether it wrote or not.
    """

    kind: str
    who: str
    route: str
    seconds: float
    passages: float | None
    first: float | None
    question: str
    quotes: tuple[Quote, ...] = ()
    answer: Answer | None = None
    error: str = ""
    model: str = ""


class Observer(Protocol):
    """Is told of every question. What it raises reaches whoever asked, so it raises only to withhold an answer."""

    def before(self) -> None:
        """A question comes in."""
        ...

    def after(self, outcome: Outcome) -> None:
        """What became of it, before the answer is handed over."""
        ...


@dataclass(frozen=True)
class Observed(Assistant):
    """The pipeline, observed. Everything in it is that of the assistant it was made of."""

    observers: tuple[Observer, ...] = ()

    @classmethod
    def of(cls, assistant: Assistant, *observers: Observer) -> "Observed":
        """``assistant``, observed."""
        return cls(**{part.name: getattr(assistant, part.name) for part in fields(Assistant)}, observers=observers)

    def stream(self, question: str, **options: Any) -> Generator_[Event, None, None]:
        """See :meth:`Assistant.stream`; every observer is told once what became of it."""
        seen = _Seen(question, self.generator.name if self.generator else "")
        try:
            for observer in self.observers:
                observer.before()
            with closing(Assistant.stream(self, question, **options)) as events:
                for event in events:
                    if outcome := seen.note(event):
                        self._tell(outcome)
                        seen.told = True
                    yield event
        except GeneratorExit:
            if not seen.told:
                self._tell(seen.outcome("left"))
            raise
        except Exception as error:
            if isinstance(error, PersonalDataError):
                # What is refused for what it holds is kept nowhere.
                seen.question = ""
            if not seen.told:
                self._tell(seen.outcome("refused" if isinstance(error, QuestionError) else "failed", type(error).__name__))
            raise

    def _tell(self, outcome: Outcome) -> None:
        for observer in self.observers:
            observer.after(outcome)


@dataclass(slots=True)
class _Seen:
    """What has been seen so far of one question."""

    question: str
    model: str
    began: float = field(default_factory=time.perf_counter)
    passages: float | None = None
    first: float | None = None
    quotes: tuple[Quote, ...] = ()
    told: bool = False

    def note(self, event: Event) -> Outcome | None:
        """The outcome, when ``event`` is the last."""
        match event:
            case Delta():
                if self.first is None:
                    self.first = self._since()
            case Retrieved():
                self.passages, self.quotes = self._since(), event.quotes
            case Done():
                return self.outcome(str(event.answer.kind), event.answer.fault, event.answer)
        return None

    def outcome(self, kind: str, error: str = "", answer: Answer | None = None) -> Outcome:
        request = REQUEST.get() or {}
        who, route = account(request), pattern(request)
        return Outcome(kind, who, route, self._since(), self.passages, self.first, self.question, self.quotes, answer, error, self.model)

    def _since(self) -> float:
        return time.perf_counter() - self.began


def account(request: Mapping[str, Any]) -> str:
    """Who asks, as sign-in has put it in the request; :data:`NOBODY` without sign-in."""
    state = request.get("state") or {}
    named = request.get("account") or (state.get("account") if isinstance(state, Mapping) else getattr(state, "account", None))
    return named[:_LONGEST] if isinstance(named, str) and named else NOBODY


def pattern(request: Mapping[str, Any]) -> str:
    """The pattern of the route that serves ("/api/sections/{document}/{section}"), never the path that was asked for; "other" for none."""
    path = getattr(request.get("route"), "path", None)
    return path if isinstance(path, str) and path else "other"
