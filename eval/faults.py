"""Broken versions of the pipeline, to prove that the gate sees them, and harmless ones, to prove that it does not cry wolf.

``standpuntwijzer eval selftest`` puts the same cases to each. What a fault needs to know of the case (what is right) it never uses: each does what
a bug in one part of the pipeline would do.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from assistant.find import Finder, Found
from assistant.pipeline import Assistant
from assistant.quotes import select
from assistant.relevance import Relevance
from corpus.document import Passage
from corpus.sentences import split_sentences
from eval.case import Case
from eval.record import Cited, Reply
from eval.targets import PipelineTarget
from index.hit import Hit, Scope
from index.retriever import HybridRetriever, Query

Break = Callable[[Assistant], Assistant]
ChangeCase = Callable[[Case], Case]
ChangeReply = Callable[[Reply], Reply]


@dataclass(frozen=True, slots=True)
class Variant:
    """One version of the pipeline: the assistant, the case on its way in, or the reply on its way out is changed; ``harmless`` must pass."""

    name: str
    assistant: Break | None = None
    case: ChangeCase | None = None
    reply: ChangeReply | None = None
    harmless: bool = False

    def changed(self, reply: Reply) -> Reply:
        """The reply on its way out."""
        return self.reply(reply) if self.reply else reply


class _Search:
    """A retriever whose hits are changed; all else is the real one's."""

    def __init__(self, retriever: HybridRetriever, change: Callable[[list[Hit], HybridRetriever, Query], list[Hit]]) -> None:
        self._retriever, self._change = retriever, change

    def __getattr__(self, name: str) -> Any:
        return getattr(self._retriever, name)

    def now(self) -> "_Search":
        return _Search(self._retriever.now(), self._change)

    def search_query(self, query: Query, k: int, scope: Scope) -> list[Hit]:
        return self._change(self._retriever.search_query(query, k, scope), self._retriever, query)


def _searching(change: Callable[[list[Hit], HybridRetriever, Query], list[Hit]]) -> Break:
    return lambda assistant: replace(assistant, retriever=_Search(assistant.retriever, change))  # type: ignore[arg-type]


def _elsewhere(hits: list[Hit], retriever: HybridRetriever, query: Query) -> list[Hit]:
    """As sure as before of other passages: what an index whose rows have shifted gives."""
    place = {passage.id: number for number, passage in enumerate(retriever.passages)}
    shift = len(retriever.passages) // 2

    def other(passage: Passage) -> Passage:
        return retriever.passages[(place[passage.id] + shift) % len(retriever.passages)]

    return [replace(hit, passage=other(hit.passage)) for hit in hits]


class _Talkative(Finder):
    """Takes whatever was found for an answer."""

    def _one(self, question: str, on: date | None, documents: frozenset[str]) -> Found:
        found = super()._one(question, on, documents)
        if not found.hits or found.verdict is Relevance.ANSWER:
            return found
        usable = found.usable or found.hits
        return replace(found, verdict=Relevance.ANSWER, unknown=(), quotes=select(self.retriever, found.query, usable, found.scope))


class _NeverSilent(Assistant):
    @property
    def _finder(self) -> Finder:
        return _Talkative(self.retriever, self.retired)


def _never_silent(assistant: Assistant) -> Assistant:
    parts = {name: getattr(assistant, name) for name in ("retriever", "generator", "retired", "style", "judge", "line")}
    return _NeverSilent(**parts)


def _silent(reply: Reply) -> Reply:
    told = {"nl": "Dit staat niet in de bronnen.", "en": "This is not in the sources."}[reply.language]
    return reply.model_copy(update={"outcome": "abstained", "text": told, "cited": (), "notices": ()})


def _text(change: Callable[[str, str], str]) -> ChangeReply:
    """A change of the text of what is told; the sentences that the program says itself stay as they are."""

    def changed(reply: Reply) -> Reply:
        if reply.outcome == "abstained":
            return reply
        spans = [span.text for span in split_sentences(reply.text)]
        return reply.model_copy(
            update={"text": " ".join(span if span in reply.by_rule else change(span, reply.language) for span in spans)}
        )

    return changed


# What turns a sentence round; the first that fits.
_TURN = {
    "nl": ((r"\bniet ", ""), (r"\bgeen ", "een "), (r"\b(mag|mogen|moet|moeten|kan|kunnen|is|zijn|geldt|gelden)\b", r"\1 niet")),
    "en": ((r"\bnot ", ""), (r"\bno ", "a "), (r"\b(may|must|can|is|are|does|applies)\b", r"\1 not")),
}
_DUTY = {
    "nl": ((r"\b(moet|moeten)\b", "mag"), (r"\b(mag|mogen)\b", "moet"), (r"\bverplicht\b", "toegestaan")),
    "en": ((r"\bmust\b", "may"), (r"\bmay\b", "must"), (r"\brequired\b", "allowed")),
}


def _first(table: Mapping[str, Sequence[tuple[str, str]]]) -> Callable[[str, str], str]:
    def change(sentence: str, language: str) -> str:
        for pattern, other in table[language]:
            if re.search(pattern, sentence):
                return re.sub(pattern, other, sentence, count=1)
        return sentence

    return change


def _numbers(sentence: str, language: str) -> str:
    """Every number in the words, not in the markers, one more."""
    return re.sub(r"(?<![\[\d])\d+(?!\]|\d)", lambda found: str(int(found.group()) + 1), sentence)


def _yes(reply: Reply) -> Reply:
    if reply.outcome == "abstained":
        return reply
    spans = [span.text for span in split_sentences(reply.text) if span.text not in reply.by_rule]
    opening = {"nl": "Ja, dat mag.", "en": "Yes, that is allowed."}[reply.language]
    return reply.model_copy(update={"text": " ".join([opening, *spans]), "outcome": "answered"})


_INVENTED = {
    "nl": "Ook leveranciers buiten de Europese Unie vragen hiervoor jaarlijks een vergunning aan bij het ministerie [1].",
    "en": "Suppliers outside the European Union also apply to the ministry for a yearly licence for this [1].",
}


def _unchecked(reply: Reply) -> Reply:
    if reply.outcome != "answered":
        return reply
    return reply.model_copy(update={"text": f"{reply.text} {_INVENTED[reply.language]}"})


def _cited(change: Callable[[Sequence[Cited], Reply], Sequence[Cited]]) -> ChangeReply:
    def changed(reply: Reply) -> Reply:
        return reply.model_copy(update={"cited": tuple(change(reply.cited, reply))}) if reply.cited else reply

    return changed


def _shuffled(cited: Sequence[Cited], reply: Reply) -> Sequence[Cited]:
    """Each marker names the place of the next; the only one that of the last hit."""
    places = [each.place for each in cited]
    turned = [*places[1:], places[0]] if len(set(places)) > 1 else [(reply.hits or ("",))[-1]] * len(places)
    return [each.model_copy(update={"place": place}) for each, place in zip(cited, turned, strict=True)]


def _paraphrased(cited: Sequence[Cited], reply: Reply) -> Sequence[Cited]:
    return [each.model_copy(update={"text": " ".join(reversed(each.text.split()))}) for each in cited]


def _unmarked(reply: Reply) -> Reply:
    cited = tuple(each.model_copy(update={"status": "geldend"}) for each in reply.cited) if reply.cited else reply.cited
    update: dict[str, object] = {"notices": (), "cited": cited}
    return reply.model_copy(update=update)


def _cut_off(reply: Reply) -> Reply:
    spans = [span.text for span in split_sentences(reply.text) if span.text not in reply.by_rule]
    if reply.outcome == "abstained" or not spans:
        return reply
    return reply.model_copy(update={"text": " ".join(spans[0].split()[:8]) + " [1]."})


def _on(day: date | None) -> ChangeCase:
    return lambda case: case.model_copy(update={"on": day or date.today()})


def _bullets(reply: Reply) -> Reply:
    return reply.model_copy(update={"text": "\n".join(f"- {span.text}" for span in split_sentences(reply.text))})


def _reordered(reply: Reply) -> Reply:
    """The sentences of the last source first, with the markers renumbered."""
    if not reply.cited or len(reply.cited) < 2:
        return reply
    count = len(reply.cited)
    renumbered = re.sub(r"\[(\d+)\]", lambda found: f"[{count + 1 - int(found.group(1))}]", reply.text)
    own = [span.text for span in split_sentences(renumbered) if span.text in reply.by_rule]
    rest = [span.text for span in split_sentences(renumbered) if span.text not in reply.by_rule]
    cited = tuple(each.model_copy(update={"marker": count + 1 - each.marker}) for each in reversed(reply.cited))
    return reply.model_copy(update={"text": " ".join([*own, *reversed(rest)]), "cited": cited})


def _slower(reply: Reply) -> Reply:
    return reply.model_copy(update={"timings": {stage: 1.1 * seconds for stage, seconds in reply.timings.items()}})


VARIANTS = (
    Variant("zoeken vindt niets", assistant=_searching(lambda hits, retriever, query: [])),
    Variant("zoeken vindt iets anders", assistant=_searching(_elsewhere)),
    Variant("zwijgt nooit", assistant=_never_silent),
    Variant("zwijgt altijd", reply=_silent),
    Variant("citaten verwisseld", reply=_cited(_shuffled)),
    Variant("citaten niet letterlijk", reply=_cited(_paraphrased)),
    Variant("ontkenning omgedraaid", reply=_text(_first(_TURN))),
    Variant("mag en moet verwisseld", reply=_text(_first(_DUTY))),
    Variant("getallen veranderd", reply=_text(_numbers)),
    Variant("altijd ja", reply=_yes),
    Variant("zin zonder controle", reply=_unchecked),
    Variant("vervangen teksten niet gemeld", reply=_unmarked),
    Variant("de dag van de vraag genegeerd", case=_on(None)),
    Variant("de klok staat op 2024", case=_on(date(2024, 6, 1))),
    Variant("vergeet het gesprek", case=lambda case: case.model_copy(update={"history": ()})),
    Variant("antwoord afgekapt", reply=_cut_off),
    Variant("opsomming in plaats van alinea", reply=_bullets, harmless=True),
    Variant("andere volgorde van bronnen", reply=_reordered, harmless=True),
    Variant("een tiende trager", reply=_slower, harmless=True),
)


class VariantTarget:
    """A variant, as a target; what only changes the reply is :meth:`Variant.changed`."""

    parallel = False

    def __init__(self, variant: Variant, assistant: Assistant) -> None:
        self._variant = variant
        self._target = PipelineTarget(variant.assistant(assistant) if variant.assistant else assistant)

    def ask(self, case: Case, seed: int) -> Reply:
        """See :class:`eval.targets.Asked`."""
        return self._variant.changed(self._target.ask(self._variant.case(case) if self._variant.case else case, seed))
