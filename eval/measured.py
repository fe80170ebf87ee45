"""Settings and cases → a run ready to go: the one place of the suite that chooses and loads parts."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from assistant.build import identities, load_assistant, load_documents, load_retriever
from assistant.pipeline import Assistant
from assistant.settings import Settings
from eval.case import Case, CaseError, for_corpus, load_cases, sample
from eval.config import Config
from eval.places import Places
from eval.record import Cited
from eval.run import Job, Progress, jobs, run
from eval.runs import Manifest, checksum, code_version, list_runs, machine, opened
from eval.targets import Asked, OpenAITarget, PipelineTarget, ServerTarget
from index.hit import Scope
from index.manifest import describe
from index.retriever import HybridRetriever
from models.catalog import load_catalog

# What a run may differ in without being another measurement, or may not be written down.
_NOT_TOLD = frozenset(("data", "host", "port", "openai_key", "threads", "contact", "proxy", "mirror", "ca_file", "ocr", "hub", "hub_url"))


@dataclass(frozen=True, slots=True)
class Plan:
    """A run with its jobs; nothing is loaded or written before :meth:`run`."""

    folder: Path
    manifest: Manifest
    wanted: tuple[Job, ...]
    left_out: int
    places: Places
    make: Callable[[], Asked]

    def run(self, progress: Progress) -> int:
        """Ask what has no row yet; how many failed. Raises one of ``assistant.errors.EXPECTED``."""
        with opened(self.folder, self.manifest) as (writer, done):
            return run(self.make(), self.wanted, done, writer, self.places, self.manifest.config.workers, progress)


def begin(config: Config, settings: Settings, names: Sequence[str], size: int | None, name: str | None) -> Plan:
    """The plan for a run of the sets ``names`` (all when none is named), or a sample of ``size`` cases of them."""
    documents = load_documents(settings)
    places = Places(documents)
    sets, left_out = for_corpus(load_cases(names, settings.data / "sets"), places.names)
    if size is not None:
        sets = sample(sets, size)
    wanted = tuple(jobs(sets, config.seeds))
    if not wanted:
        raise CaseError("Er is geen vraag om te stellen: geen van de sets gaat over teksten die hier zijn.")
    runs = settings.data / "runs"
    manifest = Manifest(
        name=name or _new_name(runs, config),
        config=config,
        sets={each: checksum(cases) for each, cases in sets.items()},
        size=size,
        cases=len({case.qid for cases in sets.values() for case in cases}),
        corpus=describe(identities(settings), embedder="", dimension=0, language="").corpus[:16],
        index=settings.encoder,
        model=_model(config, settings),
        settings={key: str(value) for key, value in settings.model_dump().items() if key not in _NOT_TOLD},
        code=code_version(),
        day=date.today(),
        machine=machine(),
    )
    return Plan(runs / manifest.name, manifest, wanted, left_out, places, lambda: _target(config, settings, places))


def _new_name(runs: Path, config: Config) -> str:
    label = "".join(char if char.isalnum() else "-" for char in config.label.lower()).strip("-")
    base = f"{datetime.now():%Y%m%d-%H%M}-{label}"
    taken = {manifest.name for manifest in list_runs(runs)}
    return next(name for number in range(1, 1_000) if (name := base if number == 1 else f"{base}-{number}") not in taken)


def _model(config: Config, settings: Settings) -> str:
    """The model with its checksum where that is known."""
    if config.target.kind != "pipeline":
        return f"{config.target.model} ({config.target.url})"
    if settings.openai_url:
        return f"{settings.openai_model} ({settings.openai_url})"
    known = {entry.id: entry.sha256 for entry in load_catalog()}
    return f"{settings.model} {known.get(settings.model, '')[:16]}".strip()


def _target(config: Config, settings: Settings, places: Places) -> Asked:
    if config.target.kind == "server":
        return ServerTarget(config.target)
    if config.target.kind == "openai":
        return OpenAITarget(config.target, places, _search(load_retriever(settings)) if config.target.passages else None)
    if settings.model == "none":
        return PipelineTarget(Assistant(load_retriever(settings), None))
    return PipelineTarget(load_assistant(settings, many=True))


def _search(retriever: HybridRetriever) -> Callable[[Case, int], list[Cited]]:
    """Our own search for a target that has none: the best sections, one passage each."""

    def search(case: Case, k: int) -> list[Cited]:
        hits = retriever.search(case.query, 2 * k, Scope(case.on or date.today()), case.language)
        found: dict[str, str] = {}
        for hit in hits:
            text = hit.passage.english if case.language == "en" and hit.passage.english else hit.passage.text
            found.setdefault(f"{hit.passage.document_id}/{hit.passage.section_id}", text)
        return [Cited(marker=number, place=place, text=text) for number, (place, text) in enumerate(list(found.items())[:k], start=1)]

    return search
