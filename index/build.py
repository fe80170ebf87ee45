"""Build and open the index: resumable, atomic, rebuilt when something it depends on changed.

Layout below the index folder: one folder per fingerprint (``manifest.json``, ``bm25-nl/``, ``bm25-en/``, ``chroma/``) and a file
``current`` that names the one in use. The manifest is written last, so a folder without one is an interrupted build: the
next build continues it. ``current`` is replaced atomically, so a reader sees the old index or the new one, never half.
"""

import fcntl
import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from corpus.document import Document
from corpus.passages import cut_all
from index.bm25 import Bm25
from index.dense import DenseIndex, units_of, write_vectors
from index.english import load_lexicon
from index.hit import IndexError_
from index.manifest import Manifest, describe, difference
from index.retriever import HybridRetriever
from index.thesaurus import Thesaurus, load_thesaurus
from models.base import Embedder

LANGUAGES = ("nl", "en")
_REBUILD = "Draai: standpuntwijzer index build"

Progress = Callable[[int, int], None]


def build(documents: Sequence[Document], embedder: Embedder, root: Path, progress: Progress) -> bool:
    """Make the index of ``documents`` current; False when it already was. ``progress`` is told (done, total) vectors.

    Raises :class:`IndexError_` when the folder cannot be written.
    """
    passages = cut_all(documents)
    wanted = describe(
        documents, passages, embedder=embedder.name, dimension=embedder.dimension, language=embedder.language
    )
    try:
        with _locked(root):
            if is_current(root, wanted):
                return False
            folder = root / wanted.fingerprint
            if not (folder / "manifest.json").exists():
                _reuse_vectors(root, folder, wanted)
                write_vectors(folder / "chroma", units_of(passages, embedder.language), embedder, progress)
                for language in LANGUAGES:
                    Bm25.build(passages, language).save(folder / f"bm25-{language}")
                wanted.write(folder / "manifest.json")
            _point_to(root, wanted.fingerprint)
            return True
    except OSError as error:
        raise IndexError_(f"De index in {root} is niet te schrijven ({error}). Controleer de schijf en STANDPUNT_DATA.") from error


def is_current(root: Path, wanted: Manifest) -> bool:
    """Whether the index in use is the one wanted."""
    try:
        return difference(_manifest(root), wanted) is None
    except IndexError_:
        return False


def open_index(documents: Sequence[Document], embedder: Embedder, root: Path) -> HybridRetriever:
    """The retriever on the current index. Raises :class:`IndexError_` when it is missing, stale or damaged."""
    passages = cut_all(documents)
    wanted = describe(
        documents, passages, embedder=embedder.name, dimension=embedder.dimension, language=embedder.language
    )
    reason = difference(_manifest(root), wanted)
    if reason:
        raise IndexError_(f"De index {reason}. {_REBUILD}")
    folder = root / wanted.fingerprint
    try:
        lexical = {language: Bm25.load(folder / f"bm25-{language}") for language in LANGUAGES}
        dense = DenseIndex(folder / "chroma", passages, embedder.language)
    except (OSError, ValueError, KeyError) as error:
        raise IndexError_(f"De index in {folder} is beschadigd ({error}). Verwijder die map. {_REBUILD}") from error
    thesaurus = Thesaurus(load_thesaurus(), lexical["nl"].analyzer)
    return HybridRetriever(passages, lexical, dense, embedder, load_lexicon(), thesaurus)


def _manifest(root: Path) -> Manifest:
    try:
        name = (root / "current").read_text(encoding="utf-8").strip()
        return Manifest.read(root / name / "manifest.json")
    except (OSError, ValueError, TypeError) as error:
        raise IndexError_(f"Er is nog geen index in {root}. {_REBUILD}") from error


def _reuse_vectors(root: Path, folder: Path, wanted: Manifest) -> None:
    """Start from the vectors of the index in use: only texts that changed are embedded again."""
    try:
        previous = root / (root / "current").read_text(encoding="utf-8").strip()
        built = Manifest.read(previous / "manifest.json")
    except (OSError, ValueError, TypeError):
        return
    same_vectors = (built.format, built.embedder, built.dimension) == (wanted.format, wanted.embedder, wanted.dimension)
    if same_vectors and not folder.exists():
        temporary = root / f"{folder.name}.copy"
        shutil.rmtree(temporary, ignore_errors=True)
        shutil.copytree(previous / "chroma", temporary / "chroma")
        os.replace(temporary, folder)


def _point_to(root: Path, fingerprint: str) -> None:
    temporary = root / "current.new"
    temporary.write_text(fingerprint + "\n", encoding="utf-8")
    os.replace(temporary, root / "current")
    for other in root.iterdir():
        if other.is_dir() and other.name != fingerprint:
            shutil.rmtree(other, ignore_errors=True)


@contextmanager
def _locked(root: Path) -> Iterator[None]:
    root.mkdir(parents=True, exist_ok=True)
    with (root / "lock").open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
