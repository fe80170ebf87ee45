"""Does the gate see what it must see? Every variant of ``eval/faults.py`` is measured on the same cases and judged by the same rules."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.build import load_assistant, load_documents, load_retriever
from assistant.pipeline import Assistant
from assistant.settings import Settings
from eval.case import Case, for_corpus, load_cases, sample
from eval.faults import VARIANTS, Variant, VariantTarget
from eval.gate import Outcome, Rule, judge
from eval.places import Places
from eval.record import Record
from eval.run import Job, ask, jobs
from eval.scores import scored


@dataclass(frozen=True, slots=True)
class Proof:
    """What the gate said of one variant: the rules it broke."""

    name: str
    harmless: bool
    broken: tuple[Outcome, ...]


_AS_IT_IS = Variant("zoals het is", harmless=True)


def quick_cases(places: Places, size: int) -> dict[str, tuple[Case, ...]]:
    """The sample that ``eval run --quick`` asks, of the sets that ship."""
    sets, _ = for_corpus(load_cases([]), places.names)
    return sample(sets, size)


def prove(settings: Settings, rules: Sequence[Rule], size: int, variants: Sequence[Variant] = VARIANTS) -> Iterator[Proof]:
    """The proof of each variant, and first of the pipeline as it is, which must pass."""
    places = Places(load_documents(settings))
    assistant = Assistant(load_retriever(settings), None) if settings.model == "none" else load_assistant(settings, many=True)
    wanted = jobs(quick_cases(places, size), 1)
    sound = _asked(_AS_IT_IS, assistant, wanted, places)
    baseline = scored(sound)
    for variant in (_AS_IT_IS, *variants):
        # What only changes replies need not ask again.
        asks = variant.assistant or variant.case
        records = _asked(variant, assistant, wanted, places) if asks else [_changed(record, variant) for record in sound]
        yield Proof(variant.name, variant.harmless, tuple(outcome for outcome in judge(rules, scored(records), baseline) if not outcome.met))


def _asked(variant: Variant, assistant: Assistant, wanted: Sequence[Job], places: Places) -> list[Record]:
    target = VariantTarget(variant, assistant)
    return [ask(target, job, places) for job in wanted]


def _changed(record: Record, variant: Variant) -> Record:
    return record.model_copy(update={"reply": variant.changed(record.reply)})
