import os
import signal
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from corpus.document import Document
from corpus.passages import cut_all
from index.build import build, open_index
from index.hit import IndexError_, Scope
from models.fake import HashingEmbedder
from tests.conftest import make_document


def quiet(done: int, total: int) -> None:
    pass


def test_a_second_build_does_nothing(documents: tuple[Document, ...], tmp_path: Path) -> None:
    assert build(documents[:3], HashingEmbedder(), tmp_path, quiet) is True
    assert build(documents[:3], HashingEmbedder(), tmp_path, quiet) is False


def test_another_corpus_or_encoder_is_noticed_and_the_command_named(documents: tuple[Document, ...], tmp_path: Path) -> None:
    build(documents[:2], HashingEmbedder(), tmp_path, quiet)
    with pytest.raises(IndexError_, match="index build") as caught:
        open_index(documents[:3], HashingEmbedder(), tmp_path)
    assert "corpus" in str(caught.value)
    other = HashingEmbedder(128)
    with pytest.raises(IndexError_, match="index build"):
        open_index(documents[:2], other, tmp_path)


def test_no_index_names_the_command(tmp_path: Path) -> None:
    with pytest.raises(IndexError_, match="index build"):
        open_index((make_document(),), HashingEmbedder(), tmp_path)


def test_vectors_stay_with_their_passage_when_the_corpus_grows(documents: tuple[Document, ...], tmp_path: Path) -> None:
    """The second build reuses vectors of the first; a search must not give the neighbour."""
    build(documents[5:9], HashingEmbedder(), tmp_path, quiet)
    build(documents, HashingEmbedder(), tmp_path, quiet)
    found = open_index(documents, HashingEmbedder(), tmp_path).search(
        "Hoe vaak moet cloudbeleid worden bijgewerkt?", 5, Scope(date(2026, 11, 24)), "nl"
    )
    assert found[0].passage.document_id in ("bio2", "cloudbeleid-2022")


def test_a_killed_build_is_finished_by_the_same_command(documents: tuple[Document, ...], tmp_path: Path) -> None:
    code = (
        "import sys,time; sys.path.insert(0, sys.argv[2])\n"
        "from models.closed import apply_switches; apply_switches()\n"
        "from pathlib import Path\n"
        "from corpus.asked import load_questions, with_questions\n"
        "from corpus.builtin import load_folder; from index.build import build; from models.fake import HashingEmbedder\n"
        "def slow(done, total):\n    print(done, flush=True); time.sleep(0.2)\n"
        "build(with_questions(load_folder(), load_questions()), HashingEmbedder(), Path(sys.argv[1]), slow)\n"
    )
    root = Path(__file__).parents[2]
    process = subprocess.Popen([sys.executable, "-c", code, str(tmp_path), str(root)], stdout=subprocess.PIPE)
    assert process.stdout is not None
    # The first report comes before the first batch, the third after the second.
    for _ in range(3):
        process.stdout.readline()
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    process.stdout.close()
    scope, question = Scope(date(2026, 11, 24)), "Hoe vaak moet cloudbeleid worden bijgewerkt?"
    # The lexical side answers while the vectors are not all there.
    early = open_index(documents, HashingEmbedder(), tmp_path).search(question, 5, scope, "nl")
    assert "cloudbeleid-2022" in {hit.passage.document_id for hit in early} and {hit.similarity for hit in early} == {None}
    told: list[int] = []
    assert build(documents, HashingEmbedder(), tmp_path, lambda done, total: told.append(done)) is True
    assert told[0] > 0, "what the killed build had embedded is not embedded again"
    whole = open_index(documents, HashingEmbedder(), tmp_path)
    assert len(whole.passages) == len(cut_all(documents))
    assert all(hit.similarity is not None for hit in whole.search(question, 5, scope, "nl"))


def test_readers_during_a_rebuild_see_the_old_index_until_the_new_one_is_whole(documents: tuple[Document, ...], tmp_path: Path) -> None:
    old, new = documents[:8], documents
    build(old, HashingEmbedder(), tmp_path, quiet)
    reader = open_index(old, HashingEmbedder(), tmp_path)
    question, scope = "Mag ik ChatGPT gebruiken voor een nota?", Scope(date(2026, 11, 24))
    before = reader.search(question, 5, scope, "nl")
    answers: list[bool] = []

    def ask(done: int, total: int) -> None:
        """Between two batches of vectors: the reader that was there, and one that comes now."""
        answers.append(reader.search(question, 5, scope, "nl") == before)
        late = open_index(new, HashingEmbedder(), tmp_path).search(question, 5, scope, "nl")
        answers.append(len(late) == 5)

    build(new, HashingEmbedder(), tmp_path, ask)
    assert len(answers) > 4 and all(answers)
    # The old index is gone from the disk; who has it open still gets its answers.
    assert reader.search(question, 5, scope, "nl") == before
    whole = open_index(new, HashingEmbedder(), tmp_path).search(question, 5, scope, "nl")
    assert all(hit.similarity is not None for hit in whole)
