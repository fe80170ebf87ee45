"""The index is deleted, cut off, filled with noise or replaced while a server answers from it: no question fails, and one command mends it."""

import os
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from corpus.builtin import load_folder
from index.build import build, open_index
from index.chroma import in_use
from index.hit import IndexError_
from models.fake import HashingEmbedder
from tests.ops.standin import QUESTION, Server, run, serving, small_corpus

ALONE = "Er is alleen op woorden gezocht"
# Found nowhere else.
NEW = "Bij de Brabantsetrekschuitdienst mag een ambtenaar generatieve AI gebruiken voor het vertalen van dienstregelingen."
ASKED = "Mag een ambtenaar bij de Brabantsetrekschuitdienst generatieve AI gebruiken?"


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("data")
    assert run(folder, "index", "build").returncode == 0
    return folder


@pytest.fixture(scope="module")
def site(data: Path) -> Iterator[Server]:
    with serving(data) as running:
        yield running


def vectors(data: Path) -> Path:
    return data / "index" / (data / "index" / "current").read_text().strip() / "chroma"


def until(what: Callable[[], bool], seconds: float = 30) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if what():
            return True
        time.sleep(0.3)
    return False


def by_meaning(site: Server) -> bool:
    answer = site.ask()
    assert answer["status"] == 200 and answer["citations"]
    return not any(ALONE in notice for notice in answer["notices"])


def remove(file: Path) -> None:
    file.unlink()


def cut(file: Path) -> None:
    os.truncate(file, file.stat().st_size // 3)


def noise(file: Path) -> None:
    file.write_bytes(os.urandom(file.stat().st_size))


def test_vectors_that_go_while_serving(site: Server, data: Path) -> None:
    """Words answer, told as such, and after ``index build`` the running server has its vectors again."""
    assert by_meaning(site)
    cut(vectors(data) / "chroma.sqlite3")
    assert not by_meaning(site)
    built = run(data, "index", "build")
    assert built.returncode == 0 and "Index gebouwd" in built.stderr
    assert until(lambda: by_meaning(site))
    shutil.rmtree(vectors(data))
    assert site.ask()["status"] == 200
    assert "Index gebouwd" in run(data, "index", "build").stderr
    assert until(lambda: by_meaning(site)) and vectors(data).is_dir()


def test_a_corpus_that_changes_under_load(site: Server, data: Path, tmp_path: Path) -> None:
    """``corpus add`` and ``index build`` while four people keep asking: no request fails and the new text is found."""
    (tmp_path / "dienst.md").write_text(f"# Beleid van de dienst\n\n## Generatieve AI\n\n{NEW}\n")
    assert site.get("/api/search?query=Brabantsetrekschuitdienst").status_code == 200
    done, statuses, faults = threading.Event(), list[int](), list[str]()

    def ask() -> None:
        while not done.is_set():
            try:
                statuses.append(site.post("/api/ask", {"question": QUESTION}).status_code)
                statuses.append(site.get("/bronnen/avg").status_code)
                statuses.append(site.get("/api/documents").status_code)
            except Exception as error:
                faults.append(repr(error))

    askers = [threading.Thread(target=ask) for _ in range(4)]
    for asker in askers:
        asker.start()
    try:
        added = run(data, "corpus", "add", str(tmp_path / "dienst.md"), "--title", "Beleid van de dienst")
        assert added.returncode == 0, added.stderr
        if "Index" not in added.stderr:
            assert run(data, "index", "build").returncode == 0
        found = until(lambda: "Brabantsetrekschuitdienst" in str(site.ask(ASKED).get("quotes")), 40)
    finally:
        done.set()
        for asker in askers:
            asker.join(60)
    assert found and faults == [] and set(statuses) == {200} and len(statuses) > 10
    assert any("dienst" in row["id"] for row in site.get("/api/documents").json())
    assert site.get("/bronnen").text.count("Beleid van de dienst") >= 1


def test_an_index_that_is_in_use_stays_until_it_is_not(site: Server, data: Path) -> None:
    """The old one is let go some seconds after the change; what the server left behind goes with the next build."""
    folders = [path for path in (data / "index").iterdir() if path.is_dir()]
    assert until(lambda: sum(map(in_use, folders)) == 1), "the server holds on to an index that it no longer searches"
    assert run(data, "index", "build").returncode == 0
    assert [path.name for path in (data / "index").iterdir() if path.is_dir()] == [vectors(data).parent.name]
    assert by_meaning(site)


@pytest.mark.parametrize("fault", ["no index", "other texts", "damaged"])
def test_a_server_that_starts_makes_the_index_that_is_not_right(data: Path, tmp_path: Path, fault: str) -> None:
    """The machine stopped between ``corpus add`` and ``index build``, or its disk lied: starting again is enough."""
    corpus = small_corpus(tmp_path / "corpus")
    about = {"STANDPUNT_CORPUS": str(corpus)}
    if fault != "no index":
        assert run(tmp_path, "index", "build", **about).returncode == 0
    if fault == "other texts":
        (corpus / "nieuw.md").write_text((corpus / "dpia.md").read_text().replace("id: dpia", "id: nieuw"))
    if fault == "damaged":
        noise(next((tmp_path / "index").glob("*/manifest.json")))
    with serving(tmp_path, **about) as site:
        assert by_meaning(site)
        assert (fault == "other texts") == any(row["id"] == "nieuw" for row in site.get("/api/documents").json())


@pytest.mark.parametrize("damage", [remove, cut, noise])
@pytest.mark.parametrize("place", ["chroma.sqlite3", "data_level0.bin", "header.bin"])
def test_a_damaged_index_never_ends_a_server(data: Path, tmp_path: Path, damage: Callable[[Path], None], place: str) -> None:
    """Chroma itself ends the process (SIGSEGV) on some of these; a command that opens the index must not."""
    damage(next(vectors_copy(data, tmp_path).rglob(place)))
    documents, embedder = load_folder(), HashingEmbedder()
    opened = open_index(documents, embedder, tmp_path / "index")
    assert not opened.by_meaning
    assert build(documents, embedder, tmp_path / "index", lambda done, total: None)
    assert open_index(documents, embedder, tmp_path / "index").by_meaning


_COPY: list[Path] = []


def vectors_copy(data: Path, tmp_path: Path) -> Path:
    """An index of the built-in corpus alone, to damage."""
    if not _COPY:
        root = data.parent / "whole"
        build(load_folder(), HashingEmbedder(), root, lambda done, total: None)
        _COPY.append(root)
    shutil.copytree(_COPY[0], tmp_path / "index")
    return tmp_path / "index"


@pytest.mark.parametrize("place", ["current", "*/manifest.json", "*/bm25-nl/terms/data.csc.index.npy", "*/words.sums", "*/bm25-en/analyzer.json"])
@pytest.mark.parametrize("damage", [remove, cut, noise])
def test_a_damaged_file_is_told_and_mended_by_one_command(data: Path, tmp_path: Path, damage: Callable[[Path], None], place: str) -> None:
    damage(next(vectors_copy(data, tmp_path).glob(place)))
    documents, embedder = load_folder(), HashingEmbedder()
    if (place, damage) != ("*/words.sums", remove):
        with pytest.raises(IndexError_, match="standpuntwijzer index build"):
            open_index(documents, embedder, tmp_path / "index")
    build(documents, embedder, tmp_path / "index", lambda done, total: None)
    assert open_index(documents, embedder, tmp_path / "index").by_meaning
