"""Vectors in embedded ChromaDB, in the index folder.

The only module that imports chromadb. Vectors are always supplied (``embedding_function=None``), the client is embedded and opens no port; see
``models/closed.py`` for why. Chroma's server is not offered: of its unauthenticated code execution (CVE-2026-45829) no release is free.
"""

import fcntl
import os
import shutil
import weakref
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import numpy as np

from index.dense import PAGE, Stored
from index.hit import IndexError_
from index.sums import check_sums, write_sums
from models.base import Vectors
from models.closed import apply_switches

if TYPE_CHECKING:
    from chromadb.api.models.Collection import Collection
    from chromadb.api.types import GetResult

# How many candidates a search of the graph keeps (Malkov & Yashunin 2018): at 278,000 vectors 400 finds 0.75 of the nearest ten,
# this 0.97, for 6 ms more (LOG.md).
_EF_SEARCH = 2_500
FOLDER = "chroma"
_DONE = "vectors.done"
_DATABASE = "chroma.sqlite3"
# The files of a graph that are read into memory as they are.
_GRAPH = ("index_metadata.pickle", "header.bin", "data_level0.bin")


@contextmanager
def _told() -> Iterator[None]:
    """What goes wrong in Chroma, as something to mend."""
    try:
        yield
    except IndexError_:
        raise
    except BaseException as error:
        # Chroma's native part throws errors of a class of its own, and its panics are not even an Exception.
        if isinstance(error, Exception) or type(error).__name__ == "PanicException":
            raise IndexError_(
                f"De vectoren van de index zijn niet te lezen of te schrijven ({error}). Controleer of de schijf vol is en draai: "
                "standpuntwijzer index build"
            ) from error
        raise


def in_use(folder: Path) -> bool:
    """Whether a process searches the index in ``folder``."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return True
    finally:
        os.close(handle)
    return False


class ChromaStore:
    """The vectors of the index in ``folder``, below ``chroma/``; see :class:`index.dense.VectorStore`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @cached_property
    def collection(self) -> "Collection":
        """Everything that is stored; made when it is not there. Until this store is gone its folder is :func:`in_use`."""
        apply_switches()
        import chromadb
        from chromadb.api.shared_system_client import SharedSystemClient
        from chromadb.config import Settings

        folder = self._folder / FOLDER
        folder.mkdir(parents=True, exist_ok=True)
        handle = os.open(self._folder, os.O_RDONLY)
        weakref.finalize(self, os.close, handle)
        # A file system without locks is no reason not to search.
        with suppress(OSError):
            fcntl.flock(handle, fcntl.LOCK_SH)
        # Chroma would give back what it opened before at this path, also when other files are there now.
        SharedSystemClient.clear_system_cache()
        client = chromadb.PersistentClient(path=str(folder), settings=Settings(anonymized_telemetry=False))
        return client.get_or_create_collection(
            "units",
            embedding_function=None,
            configuration={"hnsw": {"space": "cosine", "ef_search": _EF_SEARCH, "ef_construction": 200}},
        )

    def whole(self) -> bool:
        return (self._folder / _DONE).exists()

    @_told()
    def check(self) -> None:
        # First the files: Chroma itself may end the whole process when a graph is damaged.
        check_sums(self._folder / _DONE)
        if not (self._folder / FOLDER / _DATABASE).exists():
            raise IndexError_(f"De vectoren in {self._folder / FOLDER} zijn weg.")
        for vector in self.collection.peek(1)["embeddings"]:
            self.nearest(np.asarray(vector, dtype=np.float32), 1)

    @_told()
    def count(self) -> int:
        return int(self.collection.count())

    @_told()
    def vectors(self, ids: Sequence[str]) -> dict[str, Vectors]:
        if not ids:
            return {}
        found = self.collection.get(ids=list(ids), include=["embeddings"])
        return dict(zip(found["ids"], np.asarray(found["embeddings"], dtype=np.float32), strict=True))

    @_told()
    def nearest(self, query: Vectors, wanted: int) -> Sequence[tuple[str, float]]:
        found = self.collection.query(query_embeddings=[query.tolist()], n_results=wanted, include=["distances"])
        return list(zip(found["ids"][0], (found["distances"] or [[]])[0], strict=True))

    @_told()
    def prepare(self) -> None:
        try:
            if (self._folder / FOLDER).exists():
                self.check()
        except IndexError_:
            self.__dict__.pop("collection", None)
            shutil.rmtree(self._folder / FOLDER)
        (self._folder / _DONE).unlink(missing_ok=True)
        # A store whose vectors were taken over from an earlier index keeps the setting it was made with.
        self.collection.modify(configuration={"hnsw": {"ef_search": _EF_SEARCH}})

    @_told()
    def known(self) -> dict[str, str]:
        return {
            unit_id: str((metadata or {}).get("sha"))
            for page in self.pages("metadatas")
            for unit_id, metadata in zip(page["ids"], page["metadatas"] or [], strict=True)
        }

    @_told()
    def delete(self, ids: Sequence[str]) -> None:
        self.collection.delete(ids=list(ids))

    @_told()
    def put(self, rows: Sequence[Stored]) -> None:
        self.collection.upsert(
            ids=[row.unit.id for row in rows],
            embeddings=[row.vector.tolist() for row in rows],
            metadatas=[{"passage": row.unit.passage_id, "kind": row.unit.kind, "sha": row.sha} for row in rows],
        )

    def finish(self) -> None:
        # Of a graph that is not on disk yet, only in the database, Chroma writes these files anew at every opening.
        graphs = {found.parent for found in (self._folder / FOLDER).glob(f"*/{_GRAPH[0]}")}
        write_sums(self._folder / _DONE, (graph / name for graph in graphs for name in _GRAPH))

    def pages(self, what: Literal["metadatas", "embeddings"]) -> Iterator["GetResult"]:
        """All that is stored, with ``what`` beside the ids, as much at a time as Chroma gives."""
        for start in range(0, self.collection.count(), PAGE):
            yield self.collection.get(include=[what], limit=PAGE, offset=start)
