"""Build and open the index: resumable, atomic, rebuilt when something it depends on changed.

Layout below the index folder: one folder per fingerprint (``manifest.json``, ``bm25-nl/``, ``bm25-en/``, ``chroma/``, ``vectors.done``)
and a file ``current`` that names the one in use. The lexical part comes first and its manifest last, so a folder without one is an
interrupted build. From then on the index answers on words; the vectors follow in batches, each kept, and ``vectors.done`` says that
all are there. ``current`` is replaced atomically, so a reader sees the old index or the new one, never half.
"""

import fcntl
import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from corpus.document import Document, Passage
from corpus.passages import cut_all
from index.bm25 import Bm25
from index.dense import DenseIndex, units_of, write_vectors
from index.english import load_lexicon, to_english
from index.hit import IndexError_
from index.manifest import Manifest, describe, difference, identity
from index.retriever import HybridRetriever
from index.thesaurus import THESAURI, Thesaurus, load_thesaurus
from models.base import Embedder, Reranker

LANGUAGES = ("nl", "en")
# Up to here Dutch-only text gets an English gloss to be found by; beyond it that would take longer than it is worth.
GLOSSED = 50_000
_REBUILD = "Draai: standpuntwijzer index build"
_VECTORS = "vectors.done"

Progress = Callable[[int, int], None]


def build(documents: Sequence[Document], embedder: Embedder, root: Path, progress: Progress) -> bool:
    """Make the index of ``documents`` current; False when it already was. ``progress`` is told (done, total) vectors.

    Raises :class:`IndexError_` when the folder cannot be written.
    """
    wanted = wanted_manifest(documents, embedder)
    try:
        with _locked(root):
            if is_complete(root, wanted):
                return False
            passages = cut_all(documents)
            folder = root / wanted.fingerprint
            if not (folder / "manifest.json").exists():
                _reuse_vectors(root, folder, wanted)
                for language in LANGUAGES:
                    Bm25.build(passages, language, _gloss(passages)).save(folder / f"bm25-{language}")
                wanted.write(folder / "manifest.json")
            _point_to(root, wanted.fingerprint)
            _add_vectors(folder, passages, embedder, progress)
            _sweep(root, wanted.fingerprint)
            return True
    except OSError as error:
        raise IndexError_(f"De index in {root} is niet te schrijven ({error}). Controleer de schijf en STANDPUNT_DATA.") from error


def wanted_manifest(documents: Sequence[Document], embedder: Embedder) -> Manifest:
    """The manifest an index of these documents with this embedder has."""
    texts = (identity(document.key, document.sha256) for document in documents)
    return describe(texts, embedder=embedder.name, dimension=embedder.dimension, language=embedder.language)


def is_complete(root: Path, wanted: Manifest) -> bool:
    """Whether the index in use is the one wanted, vectors included."""
    try:
        return difference(_manifest(root), wanted) is None and (root / wanted.fingerprint / _VECTORS).exists()
    except IndexError_:
        return False


def open_index(documents: Sequence[Document], embedder: Embedder, root: Path, reranker: Reranker | None = None) -> HybridRetriever:
    """The retriever on the current index; on words alone while its vectors are still being made.

    Raises :class:`IndexError_` when the index is missing, stale or damaged.
    """
    wanted = wanted_manifest(documents, embedder)
    reason = difference(_manifest(root), wanted)
    if reason:
        raise IndexError_(f"De index {reason}. {_REBUILD}")
    passages, folder = cut_all(documents), root / wanted.fingerprint
    try:
        lexical = {language: Bm25.load(folder / f"bm25-{language}") for language in LANGUAGES}
        whole = (folder / _VECTORS).exists()
        dense = DenseIndex(folder / "chroma", passages, embedder.language) if whole else None
    except (OSError, ValueError, KeyError) as error:
        raise IndexError_(f"De index in {folder} is beschadigd ({error}). Verwijder die map. {_REBUILD}") from error
    thesauri = {language: Thesaurus(load_thesaurus(THESAURI[language]), lexical[language].analyzer) for language in LANGUAGES}
    return HybridRetriever(passages, lexical, dense, embedder, load_lexicon(), thesauri, reranker)


def _manifest(root: Path) -> Manifest:
    try:
        name = (root / "current").read_text(encoding="utf-8").strip()
        return Manifest.read(root / name / "manifest.json")
    except (OSError, ValueError, TypeError) as error:
        raise IndexError_(f"Er is nog geen index in {root}. {_REBUILD}") from error


def _add_vectors(folder: Path, passages: Sequence[Passage], embedder: Embedder, progress: Progress) -> None:
    units = units_of(passages, embedder.language, _gloss(passages))
    write_vectors(folder / "chroma", units, embedder, progress)
    (folder / _VECTORS).touch()


def _gloss(passages: Sequence[Passage]) -> Callable[[str], str]:
    """Dutch text in English words, to find it by; nothing for a corpus so large that it would take an hour."""
    return partial(to_english, lexicon=load_lexicon()) if len(passages) <= GLOSSED else lambda text: ""


def _reuse_vectors(root: Path, folder: Path, wanted: Manifest) -> None:
    """Start from the vectors of the index in use: only texts that changed are embedded again."""
    try:
        previous = root / (root / "current").read_text(encoding="utf-8").strip()
        built = Manifest.read(previous / "manifest.json")
    except (OSError, ValueError, TypeError):
        return
    same_vectors = (built.embedder, built.dimension) == (wanted.embedder, wanted.dimension)
    if same_vectors and not folder.exists() and (previous / "chroma").exists():
        temporary = root / f"{folder.name}.copy"
        shutil.rmtree(temporary, ignore_errors=True)
        shutil.copytree(previous / "chroma", temporary / "chroma")
        os.replace(temporary, folder)


def _point_to(root: Path, fingerprint: str) -> None:
    temporary = root / "current.new"
    temporary.write_text(fingerprint + "\n", encoding="utf-8")
    os.replace(temporary, root / "current")


def _sweep(root: Path, fingerprint: str) -> None:
    """Remove what older builds left."""
    for other in root.iterdir():
        if other.is_dir() and other.name != fingerprint:
            shutil.rmtree(other, ignore_errors=True)


@contextmanager
def _locked(root: Path) -> Iterator[None]:
    root.mkdir(parents=True, exist_ok=True)
    with (root / "lock").open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
