"""Vectors in PostgreSQL, against a real server: the same answers as from Chroma, and nothing lost whatever happens to it."""

import hashlib
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

import numpy as np
import psycopg
import pytest

from assistant.build import database
from assistant.doctor import examine
from assistant.settings import Settings, SettingsError
from corpus.document import Document
from corpus.passages import cut_all
from eval.rows import read_rows
from index.build import _gloss, build, is_complete, open_index, wanted_manifest
from index.dense import units_of
from index.hit import IndexError_, Scope
from index.retriever import HybridRetriever
from models.base import Embedder, Vectors
from models.fake import HashingEmbedder
from tests.conftest import make_document
from tests.ops.database import Server, binaries, running

ROOT = Path(__file__).parents[2]
SCOPE = Scope(date(2026, 11, 24))
QUESTION = "Hoe vaak moet cloudbeleid worden bijgewerkt?"


def quiet(done: int, total: int) -> None:
    pass


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with running(binaries()) as server:
        yield server


@pytest.fixture
def address(server: Server) -> str:
    """An empty database."""
    with psycopg.connect(server.address, autocommit=True) as connection:
        connection.execute("DROP DATABASE IF EXISTS proef WITH (FORCE)")
        connection.execute("CREATE DATABASE proef")
    return server.address.replace("/postgres?", "/proef?")


def found(retriever: HybridRetriever, question: str, k: int = 10) -> list[str]:
    return [hit.passage.id for hit in retriever.search(question, k, SCOPE, "nl")]


def tables(address: str) -> list[str]:
    with psycopg.connect(address) as connection:
        rows = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'standpuntwijzer' AND tablename LIKE 'units%'")
        return [name for (name,) in rows]


class Distinct(HashingEmbedder):
    """A little of its own for every text: of equally near units any may be the last of the nearest 400."""

    name = "distinct"

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        vectors = super().embed_passages(texts)
        for row, text in enumerate(texts):
            own = np.random.default_rng(int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big"))
            vectors[row] += own.normal(scale=1e-3, size=self.dimension)
        return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), dtype=np.float32)


def test_the_same_top_ten_as_chroma_for_fifty_questions(documents: tuple[Document, ...], address: str, tmp_path: Path) -> None:
    ours, theirs = tmp_path / "pg", tmp_path / "chroma"
    assert build(documents, Distinct(), ours, quiet, address) is True
    assert build(documents, Distinct(), ours, quiet, address) is False
    assert not list(ours.glob("*/chroma"))
    build(documents, Distinct(), theirs, quiet)
    same(open_index(documents, Distinct(), ours, database=address), open_index(documents, Distinct(), theirs))


class Copied:
    """The vectors that the real index has already, instead of half a minute of work."""

    def __init__(self, real: HybridRetriever, encoder: Embedder) -> None:
        self.name, self.dimension, self.language, self.embed_query = encoder.name, encoder.dimension, encoder.language, encoder.embed_query
        assert real._dense is not None
        texts = {unit.id: unit.text for unit in units_of(real.passages, encoder.language, _gloss(real.passages))}
        ids = list(texts)
        self._vectors = {texts[unit_id]: vector for unit_id, vector in real._dense.store.vectors(ids).items()}
        assert len(self._vectors) == len(set(texts.values()))

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        return np.stack([self._vectors[text] for text in texts])


def test_the_same_top_ten_with_the_real_encoder(
    real_retriever: HybridRetriever, documents: tuple[Document, ...], address: str, tmp_path: Path
) -> None:
    if len(real_retriever.passages) != len(cut_all(documents)):
        pytest.skip("the index of this machine holds more than the built-in corpus")
    copied = Copied(real_retriever, real_retriever._embedder)
    build(documents, copied, tmp_path, quiet, address)
    same(open_index(documents, copied, tmp_path, database=address), real_retriever)


def same(ours: HybridRetriever, theirs: HybridRetriever) -> None:
    """Fails unless fifty questions find the same ten passages in the same order, equally near."""
    asked = [row["query"] for row in read_rows(ROOT / "eval/components/dev.jsonl")][:50]
    assert len(asked) == 50
    assert [found(ours, question) for question in asked] == [found(theirs, question) for question in asked]
    near = [[hit.similarity for hit in each.search(asked[0], 10, SCOPE, "nl")] for each in (ours, theirs)]
    assert near[0] == pytest.approx(near[1], abs=1e-3)


def test_the_graph_is_what_is_searched_when_there_is_much(address: str, documents: tuple[Document, ...], tmp_path: Path) -> None:
    build(documents, HashingEmbedder(), tmp_path, quiet, address)
    (table,) = tables(address)
    with psycopg.connect(address) as connection:
        connection.execute("SET enable_seqscan = off")
        plan = str(connection.execute(f"EXPLAIN SELECT id FROM standpuntwijzer.{table} ORDER BY vector <=> (SELECT vector FROM "
                                      f"standpuntwijzer.{table} LIMIT 1) LIMIT 400").fetchall())  # fmt: skip
    assert "near_" in plan


def test_a_killed_build_is_finished_by_the_same_command(address: str, documents: tuple[Document, ...], tmp_path: Path) -> None:
    code = (
        "import sys,time; sys.path.insert(0, sys.argv[2])\n"
        "from models.closed import apply_switches; apply_switches()\n"
        "from pathlib import Path\n"
        "from corpus.asked import load_questions, with_questions\n"
        "from corpus.builtin import load_folder; from index.build import build; from models.fake import HashingEmbedder\n"
        "def slow(done, total):\n    print(done, flush=True); time.sleep(0.2)\n"
        "build(with_questions(load_folder(), load_questions()), HashingEmbedder(), Path(sys.argv[1]), slow, sys.argv[3])\n"
    )
    process = subprocess.Popen([sys.executable, "-c", code, str(tmp_path), str(ROOT), address], stdout=subprocess.PIPE)
    assert process.stdout is not None
    for _ in range(3):
        process.stdout.readline()
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    process.stdout.close()
    # The lexical side answers while the vectors are not all there.
    early = open_index(documents, HashingEmbedder(), tmp_path, database=address).search(QUESTION, 5, SCOPE, "nl")
    assert early and {hit.similarity for hit in early} == {None}
    told: list[int] = []
    assert build(documents, HashingEmbedder(), tmp_path, lambda done, total: told.append(done), address) is True
    assert told[0] > 0, "what the killed build had embedded is not embedded again"
    whole = open_index(documents, HashingEmbedder(), tmp_path, database=address)
    assert all(hit.similarity is not None for hit in whole.search(QUESTION, 5, SCOPE, "nl"))


def test_a_build_that_follows_reuses_vectors_and_leaves_the_one_before_to_its_readers(
    address: str, documents: tuple[Document, ...], tmp_path: Path
) -> None:
    old = documents[:20]
    build(old, HashingEmbedder(), tmp_path, quiet, address)
    reader = open_index(old, HashingEmbedder(), tmp_path, database=address)
    before, told = found(reader, QUESTION), list[int]()
    build(documents, HashingEmbedder(), tmp_path, lambda done, total: told.append(done), address)
    assert told[0] > 0 and found(reader, QUESTION) == before
    build(documents[:30], HashingEmbedder(), tmp_path, quiet, address)
    assert len(tables(address)) == 2
    # The reader of the first is two builds behind: its vectors are gone, its words are not.
    assert {hit.similarity for hit in reader.search(QUESTION, 5, SCOPE, "nl")} == {None}


def test_two_machines_build_one_index_once(address: str, documents: tuple[Document, ...], tmp_path: Path) -> None:
    """Each has a folder of its own; they share the database."""
    counts: dict[str, int] = {"a": 0, "b": 0}

    class Counting(HashingEmbedder):
        def __init__(self, who: str) -> None:
            super().__init__()
            self.who = who

        def embed_passages(self, texts):  # type: ignore[no-untyped-def]
            counts[self.who] += len(texts)
            return super().embed_passages(texts)

    threads = [threading.Thread(target=build, args=(documents[:12], Counting(who), tmp_path / who, quiet, address)) for who in counts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sorted(counts.values())[0] == 0 and sorted(counts.values())[1] > 0
    wanted = wanted_manifest(documents[:12], HashingEmbedder())
    assert is_complete(tmp_path / "a", wanted, address) and is_complete(tmp_path / "b", wanted, address)


def test_a_database_that_dies_or_hangs_leaves_the_words_and_comes_back(
    documents: tuple[Document, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.pgvector._LONGEST", 2.0)
    monkeypatch.setattr("index.pgvector._REST", 3.0)
    with running(binaries()) as server:
        build(documents[:12], HashingEmbedder(), tmp_path, quiet, server.address)
        reader = open_index(documents[:12], HashingEmbedder(), tmp_path, database=server.address)

        def asked() -> tuple[bool, float]:
            """Whether vectors took part, and the seconds it took."""
            started = time.monotonic()
            hits = reader.search(QUESTION, 5, SCOPE, "nl")
            assert hits
            return hits[0].similarity is not None, time.monotonic() - started

        assert asked()[0]
        assert server.process is not None
        server.process.kill()
        server.process.wait()
        server.process = None
        first, second, third = asked(), asked(), asked()
        assert not any(found for found, _ in (first, second, third)) and max(first[1], second[1]) < 5 and third[1] < 1
        (server.folder / "data" / "postmaster.pid").unlink(missing_ok=True)
        server.start()
        until = time.monotonic() + 25
        while not asked()[0]:
            assert time.monotonic() < until, "the vectors did not come back"
            time.sleep(0.5)
        # A stopped server answers nothing and closes nothing.
        with psycopg.connect(server.address) as connection:
            others = "SELECT pid FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND backend_type = 'client backend'"
            pids = [pid for (pid,) in connection.execute(others)]
        for pid in (server.process.pid, *pids):
            os.kill(pid, signal.SIGSTOP)
        try:
            found, took = asked()
            assert not found and took < 5
        finally:
            for pid in (server.process.pid, *pids):
                os.kill(pid, signal.SIGCONT)


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("postgresql://user:geheim@[::1/x", "voorbeeld"),
        ("postgresql://user:geheim@127.0.0.1:1/x", "niet te bereiken"),
        ("postgresql:///x?host=/bestaat-niet", "niet te bereiken"),
    ],
)
def test_a_wrong_address_is_told_without_its_password(address: str, told: str, tmp_path: Path) -> None:
    with pytest.raises(IndexError_, match=told) as caught:
        build((make_document(),), HashingEmbedder(), tmp_path, quiet, address)
    assert "geheim" not in str(caught.value) and "STANDPUNT_VECTORS" in str(caught.value)


def test_an_unknown_database_is_named(server: Server, tmp_path: Path) -> None:
    with pytest.raises(IndexError_, match="bestaatniet"):
        build((make_document(),), HashingEmbedder(), tmp_path, quiet, server.address.replace("/postgres?", "/bestaatniet?"))


def test_an_index_of_another_database_asks_to_be_built(address: str, documents: tuple[Document, ...], tmp_path: Path) -> None:
    build(documents[:2], HashingEmbedder(), tmp_path, quiet)
    wanted = wanted_manifest(documents[:2], HashingEmbedder())
    assert is_complete(tmp_path, wanted) and not is_complete(tmp_path, wanted, address)


def test_a_reader_needs_no_right_to_write_and_who_may_not_build_is_told(
    server: Server, address: str, documents: tuple[Document, ...], tmp_path: Path
) -> None:
    build(documents[:2], HashingEmbedder(), tmp_path, quiet, address)
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute("DROP ROLE IF EXISTS lezer")
        connection.execute("CREATE ROLE lezer LOGIN")
        connection.execute("GRANT USAGE ON SCHEMA standpuntwijzer TO lezer")
        connection.execute("GRANT SELECT ON ALL TABLES IN SCHEMA standpuntwijzer TO lezer")
    reading = address.replace(f"{server.name}@", "lezer@")
    hits = open_index(documents[:2], HashingEmbedder(), tmp_path, database=reading).search(QUESTION, 5, SCOPE, "nl")
    assert hits and hits[0].similarity is not None
    with pytest.raises(IndexError_, match="mag dit niet"):
        build(documents[:3], HashingEmbedder(), tmp_path, quiet, reading)
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute("DROP OWNED BY lezer")
        connection.execute("DROP ROLE lezer")


def test_a_server_without_pgvector_says_what_to_install(tmp_path: Path) -> None:
    with running(binaries(with_vectors=False)) as server, pytest.raises(IndexError_, match="pgvector"):
        build((make_document(),), HashingEmbedder(), tmp_path, quiet, server.address)


def test_doctor_tells_whether_the_database_has_the_vectors(address: str, documents: tuple[Document, ...], tmp_path: Path) -> None:
    def told(vectors: str) -> list[tuple[bool, str]]:
        found = examine(Settings(data=tmp_path, vectors=vectors))
        return [(finding.ok, finding.detail) for finding in found if finding.name == "vectoren"]

    build(documents[:2], HashingEmbedder(), tmp_path / "index", quiet)
    assert told("chroma") == [] and told(address) == [(False, "nog niet in de database")]
    build(documents[:2], HashingEmbedder(), tmp_path / "index", quiet, address)
    assert told(address) == [(True, "in de database")]
    ((well, detail),) = told("postgresql:///x?host=/bestaat-niet")
    assert not well and "niet te bereiken" in detail


def test_the_setting_is_chroma_or_an_address() -> None:
    assert database(Settings()) == "" and database(Settings(vectors="postgresql:///x")) == "postgresql:///x"
    with pytest.raises(SettingsError, match="STANDPUNT_VECTORS") as caught:
        database(Settings(vectors="mysql://user:geheim@host/x"))
    assert "geheim" not in str(caught.value)
