"""What an installation has and lacks, and the command that mends it."""

import shutil
from dataclasses import dataclass

from assistant.errors import EXPECTED
from assistant.settings import Settings


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at; ``fix`` is the command to run when not ``ok``."""

    name: str
    ok: bool
    detail: str
    fix: str


def examine(settings: Settings) -> list[Finding]:
    """Look at corpus, models, index and disk without loading a model."""
    return [_corpus(settings), *_models(settings), _index(settings), *_vectors(settings), _disk(settings)]


def _corpus(settings: Settings) -> Finding:
    from assistant.build import load_documents

    try:
        documents = load_documents(settings)
    except EXPECTED as error:
        return Finding("corpus", False, str(error), "standpuntwijzer corpus lint")
    return Finding("corpus", True, f"{len(documents)} documenten", "")


def _models(settings: Settings) -> list[Finding]:
    from models.catalog import load_catalog
    from models.install import is_ready

    known = {entry.id: entry for entry in load_catalog()}
    found: list[Finding] = []
    for model_id in (settings.encoder, settings.model):
        if model_id in known and not (settings.openai_url and model_id == settings.model):
            ok = is_ready(known[model_id], settings.data / "models")
            detail = "geïnstalleerd" if ok else "niet geïnstalleerd"
            found.append(Finding(f"model {model_id}", ok, detail, f"standpuntwijzer models install {model_id}"))
    return found


def _index(settings: Settings) -> Finding:
    from index.build import defect

    wrong = defect(settings.data / "index", database=settings.vectors != "chroma")
    return Finding("index", not wrong, wrong or "gebouwd en heel", "standpuntwijzer index build")


def _vectors(settings: Settings) -> list[Finding]:
    """Whether the database has the vectors of the index in use; nothing when they are in the data folder."""
    from assistant.build import database
    from index.build import vectors_whole

    name, fix = "vectoren", "standpuntwijzer index build"
    try:
        if not (address := database(settings)):
            return []
        whole = vectors_whole(settings.data / "index", address)
    except EXPECTED as error:
        return [Finding(name, False, str(error), fix)]
    return [Finding(name, whole, "in de database" if whole else "nog niet in de database", fix)]


def _disk(settings: Settings) -> Finding:
    folder = next(path for path in (settings.data, *settings.data.parents) if path.exists())
    free = shutil.disk_usage(folder).free
    return Finding("schijf", free > 500 << 20, f"{free >> 20} MB vrij in {folder}", "zet STANDPUNT_DATA op een ruimere schijf")
