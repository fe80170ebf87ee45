"""Shared fixtures. Real Chroma everywhere; the real models where ``make setup`` has put them, else those tests skip and say so."""

import ipaddress
import sys
from collections.abc import Iterator
from contextlib import suppress
from datetime import date
from pathlib import Path

import pytest

from models.closed import apply_switches

apply_switches()

OUTSIDE: list[str] = []


def _watch(event: str, args: tuple[object, ...]) -> None:
    """Remember every address outside this machine that any code in this process connects to."""
    if event != "socket.connect" or not isinstance(args[1], tuple):
        return
    host = str(args[1][0])
    with suppress(ValueError):
        if not ipaddress.ip_address(host).is_loopback:
            OUTSIDE.append(host)


sys.addaudithook(_watch)

from assistant.build import load_assistant, load_retriever  # noqa: E402
from assistant.pipeline import Assistant  # noqa: E402
from assistant.settings import Settings, load_settings  # noqa: E402
from corpus.asked import load_questions, with_questions  # noqa: E402
from corpus.builtin import load_folder  # noqa: E402
from corpus.document import Document, Kind, Section, Status, Validity  # noqa: E402
from index.build import build, open_index  # noqa: E402
from index.retriever import HybridRetriever  # noqa: E402
from models.base import ModelError  # noqa: E402
from models.catalog import find  # noqa: E402
from models.fake import HashingEmbedder  # noqa: E402
from models.install import ready_path  # noqa: E402


@pytest.fixture(scope="session", autouse=True)
def nothing_leaves_this_machine() -> Iterator[None]:
    """Fails the run when anything connected to another machine."""
    yield
    assert OUTSIDE == []


@pytest.fixture(scope="session")
def documents() -> tuple[Document, ...]:
    return with_questions(load_folder(), load_questions())


@pytest.fixture(scope="session")
def retriever(documents: tuple[Document, ...], tmp_path_factory: pytest.TempPathFactory) -> HybridRetriever:
    """The built-in corpus in a real index, with an encoder that needs no weights."""
    root = tmp_path_factory.mktemp("index")
    build(documents, HashingEmbedder(), root, lambda done, total: None)
    return open_index(documents, HashingEmbedder(), root)


@pytest.fixture(scope="session")
def settings() -> Settings:
    """The settings of this machine, when the default models are installed."""
    found = load_settings()
    for model in (found.encoder, found.model):
        try:
            ready_path(find(model).id, found.data / "models")
        except ModelError as error:
            pytest.skip(f"needs the default models: {error}")
    return found


@pytest.fixture(scope="session")
def real_retriever(settings: Settings) -> HybridRetriever:
    return load_retriever(settings)


@pytest.fixture(scope="session")
def real_assistant(settings: Settings) -> Iterator[Assistant]:
    yield load_assistant(settings)


@pytest.fixture
def today() -> date:
    return date(2026, 11, 24)


def make_document(name: str = "proef", **changes: object) -> Document:
    """A small document for tests of one rule."""
    section = Section(
        id="een",
        label="Een",
        label_en="One",
        text="De organisatie moet een risicoanalyse doen.",
        english="The organisation must do a risk analysis.",
        reference="Proef, p. 1",
        sources="proef",
        url="https://example.org/",
        validity=Validity(Status.GELDEND),
        questions=("Wat moet?", "Wie moet?"),
        questions_en=("What must?", "Who must?"),
    )
    fields: dict[str, object] = {
        "id": name, "title": "Proef", "title_en": "Trial", "short": "Proef", "short_en": "Trial", "kind": Kind.BELEID,
        "authority": "X", "identifier": "x", "url": "https://example.org/", "validity": Validity(Status.GELDEND),
        "checked": date(2026, 11, 23), "sections": (section,),
    }  # fmt: skip
    return Document(**{**fields, **changes})  # type: ignore[arg-type]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path
