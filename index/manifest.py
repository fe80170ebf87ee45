"""What built an index, so that a changed corpus, encoder or format is noticed before it gives wrong answers."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

# Raise this when the files an index consists of, or what is in them, change.
FORMAT = 4


@dataclass(frozen=True, slots=True)
class Manifest:
    """Identity of an index. Two indexes with equal manifests hold the same."""

    format: int
    corpus: str
    embedder: str
    dimension: int
    language: str

    @property
    def fingerprint(self) -> str:
        """Sixteen hex digits: the folder name of this index."""
        return hashlib.sha256(json.dumps(asdict(self), sort_keys=True).encode()).hexdigest()[:16]

    def write(self, path: Path) -> None:
        path.write_text(json.dumps(asdict(self), indent=2) + "\n", encoding="utf-8")

    @classmethod
    def read(cls, path: Path) -> "Manifest":
        """Raises OSError, ValueError or TypeError for a file that is missing or not a manifest."""
        return cls(**json.loads(path.read_text(encoding="utf-8")))


def identity(key: str, sha256: str) -> str:
    """What tells this reading, with this checksum, of this version of a document from any other."""
    return f"{key} {sha256}"


def describe(identities: Iterable[str], *, embedder: str, dimension: int, language: str) -> Manifest:
    """The manifest an index of the documents with these :func:`identity` values and this embedder would have."""
    digest = hashlib.sha256("\n".join(sorted(identities)).encode()).hexdigest()
    return Manifest(FORMAT, digest, embedder, dimension, language)


def difference(built: Manifest, wanted: Manifest) -> str | None:
    """Why an index built as ``built`` does not serve ``wanted``, in Dutch; None when it does."""
    if built.format != wanted.format:
        return f"is gemaakt in formaat {built.format}, deze versie leest formaat {wanted.format}"
    if (built.embedder, built.dimension) != (wanted.embedder, wanted.dimension):
        return f"is gemaakt met encoder {built.embedder}, ingesteld is {wanted.embedder}"
    if built != wanted:
        return "is gemaakt van een andere versie van het corpus"
    return None
