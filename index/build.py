"""Build and open the index: resumable, atomic, rebuilt when something it depends on changed.

Layout below the index folder: one folder per fingerprint (``manifest.json``, ``bm25-nl/``, ``bm25-en/``, ``chroma/``, ``vectors.done``)
and a file ``current`` that names the one in use. With ``database`` (the address of a PostgreSQL) the vectors are there instead of in
``chroma/``. The lexical part comes first and its manifest last, so a folder without one is an
interrupted build. From then on the index answers on words; the vectors follow in batches, each kept, and ``vectors.done`` (or a row in
the database) says that all are there. ``current`` is replaced atomically, so a reader sees the old index or the new one, never half.
"""

import fcntl
import logging
import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from corpus.disk import write_whole
from corpus.document import Document, Passage
from corpus.passages import cut_all
from index.bm25 import Bm25
from index.chroma import FOLDER as CHROMA
from index.chroma import ChromaStore, in_use
from index.dense import DenseIndex, VectorStore, units_of, write_vectors
from index.english import load_lexicon, to_english
from index.hit import IndexError_
from index.manifest import Manifest, describe, difference, identity
from index.retriever import HybridRetriever
from index.sums import check_sums, write_sums
from index.thesaurus import THESAURI, Thesaurus, load_thesaurus
from models.base import Embedder, Reranker

_LOG = logging.getLogger(__name__)
LANGUAGES = ("nl", "en")
# Up to here Dutch-only text gets an English gloss to be found by; beyond it that would take longer than it is worth.
GLOSSED = 50_000
_REBUILD = "Draai: standpuntwijzer index build"
_WORDS = "words.sums"

Progress = Callable[[int, int], None]


def build(documents: Sequence[Document], embedder: Embedder, root: Path, progress: Progress, database: str = "") -> bool:
    """Make the index of ``documents`` current; False when it already was. ``progress`` is told (done, total) vectors.

    What is damaged is made again. An index that a server still searches stays until the next build.

    Raises :class:`IndexError_` when the folder or the database cannot be written.
    """
    wanted = wanted_manifest(documents, embedder)
    try:
        with _locked(root):
            if is_complete(root, wanted, database) and _is_sound(root, wanted, database):
                _sweep(root, wanted.fingerprint)
                return False
            passages = cut_all(documents)
            folder = root / wanted.fingerprint
            if not _has_words(folder, wanted):
                if not database:
                    _reuse_vectors(root, folder, wanted)
                _write_words(folder, passages, wanted)
            _point_to(root, wanted.fingerprint)
            write_vectors(_store(root, wanted, database), units_of(passages, embedder.language, _gloss(passages)), embedder, progress)
            # Once more: a server that watches this file opens the index again, now with its vectors.
            _point_to(root, wanted.fingerprint)
            _sweep(root, wanted.fingerprint)
            return True
    except OSError as error:
        raise IndexError_(f"De index in {root} is niet te schrijven ({error}). Controleer de schijf en STANDPUNT_DATA.") from error


def wanted_manifest(documents: Sequence[Document], embedder: Embedder) -> Manifest:
    """The manifest an index of these documents with this embedder has."""
    texts = (identity(document.key, document.sha256) for document in documents)
    return describe(texts, embedder=embedder.name, dimension=embedder.dimension, language=embedder.language)


def is_complete(root: Path, wanted: Manifest, database: str = "") -> bool:
    """Whether the index in use is the one wanted, vectors included. Raises :class:`IndexError_` for a database that cannot be reached."""
    try:
        current = difference(_manifest(root), wanted) is None
    except IndexError_:
        return False
    return current and _store(root, wanted, database).whole()


def vectors_whole(root: Path, database: str) -> bool:
    """Whether all vectors of the index in use are there. Raises :class:`IndexError_` when there is no index or no database."""
    return _store(root, _manifest(root), database).whole()


def open_index(
    documents: Sequence[Document], embedder: Embedder, root: Path, reranker: Reranker | None = None, database: str = ""
) -> HybridRetriever:
    """The retriever on the current index; on words alone while its vectors are still being made.

    Raises :class:`IndexError_` when the index is missing, stale or damaged.
    """
    wanted = wanted_manifest(documents, embedder)
    reason = difference(_manifest(root), wanted)
    if reason:
        raise IndexError_(f"De index {reason}. {_REBUILD}")
    passages = cut_all(documents)
    lexical = _read_words(root / wanted.fingerprint)
    dense = _open_vectors(_store(root, wanted, database), passages, embedder.language)
    thesauri = {language: Thesaurus(load_thesaurus(THESAURI[language]), lexical[language].analyzer) for language in LANGUAGES}
    return HybridRetriever(passages, lexical, dense, embedder, load_lexicon(), thesauri, reranker)


def defect(root: Path, *, database: bool) -> str:
    """What is wrong with the files of the index in use, in Dutch; empty when nothing is. With ``database`` its vectors are elsewhere."""
    try:
        _manifest(root)
        folder = root / (root / "current").read_text(encoding="utf-8").strip()
        check_sums(folder / _WORDS)
        store = ChromaStore(folder)
        if not database and not store.whole():
            return "zoekt alleen op woorden: de vectoren zijn nog niet klaar"
        if not database:
            store.check()
    except (IndexError_, OSError) as error:
        return str(error)
    return ""


def stamp(root: Path) -> tuple[int, int] | None:
    """What changes when another index, or more of the same one, comes into use; None when there is none."""
    try:
        found = (root / "current").stat()
    except OSError:
        return None
    return found.st_ino, found.st_mtime_ns


def _write_words(folder: Path, passages: Sequence[Passage], wanted: Manifest) -> None:
    (folder / "manifest.json").unlink(missing_ok=True)
    for language in LANGUAGES:
        Bm25.build(passages, language, _gloss(passages)).save(folder / f"bm25-{language}")
    write_sums(folder / _WORDS, (path for path in folder.glob("bm25-*/**/*") if path.is_file()))
    wanted.write(folder / "manifest.json")


def _read_words(folder: Path) -> dict[str, Bm25]:
    """The lexical part of an index. Raises :class:`IndexError_` when it is damaged."""
    try:
        check_sums(folder / _WORDS)
        return {language: Bm25.load(folder / f"bm25-{language}") for language in LANGUAGES}
    except (OSError, ValueError, KeyError) as error:
        raise IndexError_(f"De index in {folder} is beschadigd ({error}). {_REBUILD}") from error
    except IndexError_ as error:
        raise IndexError_(f"{error} {_REBUILD}") from error


def _has_words(folder: Path, wanted: Manifest) -> bool:
    """Whether the lexical part is there, whole."""
    try:
        if Manifest.read(folder / "manifest.json") != wanted:
            return False
        _read_words(folder)
    except (OSError, ValueError, TypeError, IndexError_):
        return False
    return True


def _open_vectors(store: VectorStore, passages: Sequence[Passage], language: str) -> DenseIndex | None:
    """None while they are being made, and when they are damaged or away: then the index answers on words until that is mended."""
    try:
        if not store.whole():
            return None
        store.check()
        return DenseIndex(store, passages, language)
    except (IndexError_, ValueError, KeyError) as error:
        _LOG.error("%s %s", error, _REBUILD)
        return None


def _is_sound(root: Path, wanted: Manifest, database: str) -> bool:
    """Whether what was built can still be read."""
    try:
        _store(root, wanted, database).check()
    except IndexError_:
        return False
    return _has_words(root / wanted.fingerprint, wanted)


def _manifest(root: Path) -> Manifest:
    try:
        name = (root / "current").read_text(encoding="utf-8").strip()
        return Manifest.read(root / name / "manifest.json")
    except (OSError, ValueError, TypeError) as error:
        raise IndexError_(f"Er is nog geen index in {root}. {_REBUILD}") from error


def _store(root: Path, wanted: Manifest, database: str) -> VectorStore:
    """Where the vectors of an index are."""
    if not database:
        return ChromaStore(root / wanted.fingerprint)
    from index.pgvector import PgStore

    return PgStore(database, wanted)


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
    if same_vectors and not folder.exists() and (previous / CHROMA).exists():
        temporary = root / f"{folder.name}.copy"
        shutil.rmtree(temporary, ignore_errors=True)
        shutil.copytree(previous / CHROMA, temporary / CHROMA)
        os.replace(temporary, folder)


def _point_to(root: Path, fingerprint: str) -> None:
    write_whole(root / "current", f"{fingerprint}\n".encode())


def _sweep(root: Path, fingerprint: str) -> None:
    """Remove what older builds left, except what a server still searches."""
    for other in root.iterdir():
        if other.is_dir() and other.name != fingerprint and not in_use(other):
            shutil.rmtree(other, ignore_errors=True)


@contextmanager
def _locked(root: Path) -> Iterator[None]:
    root.mkdir(parents=True, exist_ok=True)
    with (root / "lock").open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
