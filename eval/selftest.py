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
from eval.run import Job, ask, jobs
from eval.scores import Scored, scored


@dataclass(frozen=True, slots=True)
class Proof:
    """What the gate said of one variant: the rules it broke."""

    name: str
    harmless: bool
    broken: tuple[Outcome, ...]


def quick_cases(documents_places: Places, size: int) -> dict[str, tuple[Case, ...]]:
    """The sample that ``eval run --quick`` asks, of the sets that ship."""
    sets, _ = for_corpus(load_cases([]), documents_places.names)
    return sample(sets, size)


def prove(settings: Settings, rules: Sequence[Rule], size: int, variants: Sequence[Variant] = VARIANTS) -> Iterator[Proof]:
    """The proof of each variant, and first of the pipeline as it is, which must pass."""
    places = Places(load_documents(settings))
    assistant = Assistant(load_retriever(settings), None) if settings.model == "none" else load_assistant(settings, many=True)
    wanted = jobs(quick_cases(places, size), 1)
    sound = measure(Variant("zoals het is", harmless=True), assistant, wanted, places)
    for variant in (Variant("zoals het is", harmless=True), *variants):
        cases = measure(variant, assistant, wanted, places) if variant.changes_anything else sound
        yield Proof(variant.name, variant.harmless, tuple(outcome for outcome in judge(rules, cases, sound) if not outcome.met))


def measure(variant: Variant, assistant: Assistant, wanted: Sequence[Job], places: Places) -> list[Scored]:
    """The cases as a variant answers them."""
    target = VariantTarget(variant, assistant)
    return scored(ask(target, job, places) for job in wanted)
