"""The library on disk: what is put in comes back, whole or not at all, also when the process that wrote it was killed."""

import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

import pytest

import corpus
from corpus.document import CorpusError, Document
from corpus.library import Library
from corpus.source import Source
from tests.conftest import make_document

# Puts 300 documents in the place of "oud"; says so and waits when it has given the 200th, or when all are in.
PUT_MANY = """
import sys, time
from pathlib import Path
from corpus.library import Library
from corpus.source import Source

def wait(word):
    print(word, flush=True)
    time.sleep(60)

def documents():
    for number in range(300):
        if sys.argv[2] == "halverwege" and number == 200:
            wait("halverwege")
        source = Source(f"nieuw-{number:03}")
        yield source.document(b"", [source.section("een", "Een", "woord " * 4_000)])

Library(Path(sys.argv[1])).put(documents(), "nl", "map/nieuw.jsonl", "2", instead_of=[("oud", "nl")])
wait("klaar")
"""

# Puts 20 documents of version 1, then of version 2 in their place, and so on.
PUT_AGAIN = """
import sys
from itertools import count
from pathlib import Path
from corpus.library import Library
from corpus.source import Source

library = Library(Path(sys.argv[1]))
for version in count(1):
    sources = [Source(f"regel-{number:02}", version=str(version)) for number in range(20)]
    documents = [source.document(b"", [source.section("een", "Een", f"versie {version} " * 200)]) for source in sources]
    library.put(documents, "nl", "map/regels.jsonl", "", instead_of=[(f"{source.id}@{version - 1}", "nl") for source in sources])
    print(version, flush=True)
"""


@pytest.fixture
def library(tmp_path: Path) -> Library:
    return Library(tmp_path / "bibliotheek")


def text(document_id: str, words: str, language: str = "nl", version: str = "") -> Document:
    """A document of one section that says ``words``."""
    title = {"nl": "Regel", "en": "Rule"}[language]
    source = Source(document_id, title=title, short=title, version=version, language=language)
    return source.document(b"", [source.section("artikel-1", {"nl": "Artikel 1", "en": "Article 1"}[language], words)])


def put(library: Library, *documents: Document, language: str = "nl", name: str = "map/a.md", digest: str = "1", **more: Any) -> None:
    library.put(documents, language, name, digest, **more)


def keys(library: Library) -> list[str]:
    return [held.key for held in library.held()]


def texts(library: Library) -> list[tuple[str, str]]:
    return [(document.key, document.sections[0].text) for document in library.documents()]


def as_sequence(documents: Iterator[Document]) -> Sequence[Document]:
    """Documents that come one by one, so that something can happen in the middle of a ``put``."""
    return cast(Sequence[Document], documents)


# ---- put, replace, remove


def test_an_absent_folder_is_an_empty_library(library: Library) -> None:
    assert (library.held(), library.documents()) == ((), ())
    assert not library.folder.exists()


def test_what_is_put_in_comes_back_whole(library: Library) -> None:
    document = make_document(version="2025", names=("Ander",), note="Let op.", license="")
    put(library, document, name="map/proef.md", digest="abc")
    (held,) = library.held()
    assert (held.key, held.language, held.id, held.version, held.sections) == ("proef@2025", "nl", "proef", "2025", 1)
    assert (held.name, held.file_sha256, held.shown) == ("map/proef.md", "abc", True)
    assert abs(datetime.now(UTC) - datetime.fromisoformat(held.added)).total_seconds() < 60
    assert library.documents() == (replace(document, sha256=held.sha256),)


def test_the_same_key_is_replaced_with_all_its_sections(library: Library) -> None:
    long = replace(text("regel", "Oud."), sections=tuple(replace(text("regel", "Oud.").sections[0], id=f"artikel-{n}") for n in range(9)))
    put(library, long)
    put(library, text("regel", "Nieuw."), name="map/b.md", digest="2")
    (held,) = library.held()
    assert (held.name, held.file_sha256, held.sections) == ("map/b.md", "2", 1)
    assert [section.text for document in library.documents() for section in document.sections] == ["Nieuw."]


def test_what_another_takes_the_place_of_goes_in_the_same_call(library: Library) -> None:
    put(library, text("oud", "Oud."), text("blijft", "Blijft."))
    put(library, text("nieuw", "Nieuw."), instead_of=[("oud", "nl"), ("blijft", "en"), ("nergens", "nl")])
    assert texts(library) == [("blijft", "Blijft."), ("nieuw", "Nieuw.")]


def test_versions_stand_side_by_side_and_go_one_by_one(library: Library) -> None:
    put(library, *(text("regel", f"Tekst van {year}.", version=year) for year in ("2025", "2023", "2024")), text("regels", "Ander."))
    assert keys(library) == ["regel@2023", "regel@2024", "regel@2025", "regels"]
    assert library.remove("regel", "2024") == ("regel@2024",)
    assert texts(library) == [("regel@2023", "Tekst van 2023."), ("regel@2025", "Tekst van 2025."), ("regels", "Ander.")]
    assert library.remove("regel") == ("regel@2023", "regel@2025")
    assert keys(library) == ["regels"]


@pytest.mark.parametrize(("document_id", "version"), [("anders", None), ("regel", "2020")])
def test_removing_what_is_not_there_says_what_is(library: Library, document_id: str, version: str | None) -> None:
    with pytest.raises(CorpusError, match=rf"^{document_id} staat niet in de bibliotheek. Wel: geen\."):
        library.remove(document_id, version)
    put(library, text("regel", "Tekst.", version="2024"), text("nota", "Tekst."))
    with pytest.raises(CorpusError, match=r"Wel: nota, regel@2024\. Zie: standpuntwijzer corpus list$"):
        library.remove(document_id, version)
    assert keys(library) == ["nota", "regel@2024"]


def test_a_file_read_to_its_end_keeps_only_what_it_still_holds(library: Library) -> None:
    put(library, text("a", "Een."), text("b", "Twee."), name="map/bundel.jsonl", digest="")
    put(library, text("a", "One.", "en"), language="en", name="map/bundel.jsonl", digest="")
    put(library, text("c", "Drie."), name="map/ander.md", digest="9")
    library.complete("map/bundel.jsonl", "nl", ["a", "c"], "7")
    assert [(held.key, held.language, held.file_sha256) for held in library.held()] == [("a", "nl", "7"), ("c", "nl", "9")]
    assert texts(library) == [("a", "Een."), ("c", "Drie.")]


# ---- two languages


@pytest.mark.parametrize("order", [("nl", "en"), ("en", "nl")])
def test_dutch_and_english_are_shown_once_whatever_came_first(library: Library, order: tuple[str, str]) -> None:
    editions = {"nl": text("regel", "Dit moet."), "en": text("regel", "This must.", "en")}
    for language in order:
        put(library, editions[language], language=language, name=f"map/regel_{language}.md")
    (document,) = library.documents()
    (section,) = document.sections
    assert (document.title, document.title_en, section.label, section.label_en) == ("Regel", "Rule", "Artikel 1", "Article 1")
    assert (section.text, section.english) == ("Dit moet.", "This must.")
    assert [(held.language, held.shown) for held in library.held()] == [("en", False), ("nl", True)]
    assert library.remove("regel") == ("regel",)
    assert library.held() == ()


def test_english_alone_is_shown_as_it_is_and_of_another_version_is_not_paired(library: Library) -> None:
    put(library, text("regel", "This must.", "en", version="2"), language="en")
    put(library, text("regel", "Dit moet.", version="1"))
    assert [(held.key, held.shown) for held in library.held()] == [("regel@1", True), ("regel@2", True)]
    assert [document.sections[0].english for document in library.documents()] == ["", ""]
    assert texts(library) == [("regel@1", "Dit moet."), ("regel@2", "This must.")]


def test_the_checksum_of_a_text_covers_its_translation(library: Library) -> None:
    def checksum() -> str:
        (document,) = library.documents()
        (held,) = [held for held in library.held() if held.shown]
        assert document.sha256 == held.sha256
        return document.sha256

    put(library, text("regel", "Dit moet."))
    alone = checksum()
    put(library, text("regel", "This must.", "en"), language="en", name="map/b.md")
    both = checksum()
    put(library, text("regel", "This should.", "en"), language="en", name="map/b.md")
    other = checksum()
    assert len({alone, both, other}) == 3
    put(library, text("regel", "This must.", "en"), language="en", name="map/c.md", digest="3")
    assert checksum() == both
    put(library, text("regel", "Dit moet."), instead_of=[("regel", "en")])
    assert checksum() == alone


def test_the_checksum_follows_what_was_read_not_the_bytes(library: Library) -> None:
    document = text("regel", "Dit moet.")
    seen = []
    for changed in (document, replace(document, sha256="anders"), replace(document, title="Ander"), text("regel", "Dit kan.")):
        put(library, changed)
        seen.append(library.held()[0].sha256)
    assert seen[0] == seen[1]
    assert len(set(seen)) == 3


# ---- all or nothing


def test_what_is_interrupted_leaves_nothing_behind(library: Library) -> None:
    put(library, text("oud", "Oud."))

    def interrupted() -> Iterator[Document]:
        yield text("nieuw", "Nieuw.")
        assert keys(Library(library.folder)) == ["oud"]
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        library.put(as_sequence(interrupted()), "nl", "map/b.md", "2", instead_of=[("oud", "nl")])
    assert texts(library) == [("oud", "Oud.")]


@contextmanager
def running(script: str, *arguments: str) -> Iterator[str]:
    """A process that is killed at the end of the block; gives the first line it says."""
    root = Path(corpus.__file__).parents[1]
    with subprocess.Popen([sys.executable, "-c", script, *arguments], cwd=root, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield process.stdout.readline().strip()
        finally:
            process.kill()
    assert process.returncode == -signal.SIGKILL


@pytest.mark.parametrize("before", [["oud"], []])
@pytest.mark.parametrize("moment", ["halverwege", "klaar"])
def test_a_killed_put_of_many_documents_leaves_all_or_nothing(library: Library, before: list[str], moment: str) -> None:
    old = [(key, "Oud.") for key in before]
    if old:
        put(library, *(text(*row) for row in old))
    with running(PUT_MANY, str(library.folder), moment) as said:
        assert said == moment
        # Halfway, part of the new stands on the disk already.
        assert (library.folder / "library.db-journal").exists() == (moment == "halverwege")
        assert (library.folder / "library.db").stat().st_size > 1_000_000
    new = [(f"nieuw-{number:03}", "woord " * 4_000) for number in range(300)]
    assert texts(library) == (old if moment == "halverwege" else new)
    put(library, text("later", "Later."), name="map/later.md")
    assert ("later", "Later.") in texts(library)


@pytest.mark.parametrize("seconds", [0.0, 0.013, 0.06, 0.171])
def test_a_process_killed_at_any_moment_leaves_one_whole_version(library: Library, seconds: float) -> None:
    with running(PUT_AGAIN, str(library.folder)) as said:
        assert said == "1"
        time.sleep(seconds)
    documents = library.documents()
    assert [document.id for document in documents] == [f"regel-{number:02}" for number in range(20)]
    (version,) = {document.version for document in documents}
    assert {document.sections[0].text for document in documents} == {f"versie {version} " * 200}


# ---- what is no library


def damaged(library: Library, how: str) -> None:
    put(library, *(text(f"regel-{number}", "Tekst. " * 500) for number in range(50)))
    file = library.folder / "library.db"
    if how == "rommel":
        file.write_bytes(b"geen database " * 1_000)
    elif how == "half":
        file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])
    elif how == "map":
        file.unlink()
        file.mkdir()
    else:
        with closing(sqlite3.connect(file, isolation_level=None)) as db:
            db.execute(how)


@pytest.mark.parametrize(
    "how",
    [
        "rommel", "half", "map", "DROP TABLE section", "ALTER TABLE document DROP COLUMN sha256",
        "UPDATE section SET record = '{'", "UPDATE section SET record = '[3]'", "UPDATE section SET record = '{}'",
        "UPDATE document SET record = '3'", "UPDATE document SET record = replace(record, 'actueel', 'onbekend')",
        "UPDATE section SET record = CAST(x'ff22' AS TEXT)",
    ],
)  # fmt: skip
def test_a_damaged_file_is_named_with_the_next_step(library: Library, how: str) -> None:
    damaged(library, how)
    with pytest.raises(CorpusError) as caught:
        library.documents()
    assert str(library.folder / "library.db") in str(caught.value)
    assert str(caught.value).endswith("standpuntwijzer corpus add MAP")


def test_nothing_is_written_over_what_is_no_library(library: Library) -> None:
    damaged(library, "rommel")
    before = (library.folder / "library.db").read_bytes()
    for change in (lambda: put(library, text("a", "Tekst.")), lambda: library.remove("a"), lambda: library.complete("x", "nl", [], "1")):
        with pytest.raises(CorpusError, match="niet te gebruiken"):
            change()
    assert (library.folder / "library.db").read_bytes() == before


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "bestand").write_text("Geen map.")
    library = Library(tmp_path / "bestand")
    with pytest.raises(CorpusError, match=r"bestand/library\.db is niet te gebruiken"):
        put(library, text("a", "Tekst."))


def test_a_file_without_tables_is_an_empty_library(library: Library) -> None:
    library.folder.mkdir()
    (library.folder / "library.db").touch()
    assert (library.held(), library.documents()) == ((), ())
    put(library, text("a", "Tekst."))
    assert texts(library) == [("a", "Tekst.")]
