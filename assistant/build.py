"""Settings → Assistant: the one place that chooses parts. Heavy modules are imported here, late, and nowhere else."""

from contextlib import suppress
from functools import partial
from os.path import isdir
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING

from assistant import judge, prompt
from assistant.judge import EntailmentJudge, GeneratorJudge, Judge
from assistant.line import Line
from assistant.pipeline import Assistant
from assistant.prompt import CONDENSE, STYLES, Style
from assistant.settings import Settings, SettingsError
from corpus.asked import SHIPPED, Questions, load_questions, mark, with_questions
from corpus.builtin import STARTER, load_folder
from corpus.document import Document
from corpus.library import Held, Library
from corpus.manifest import load_manifest, retired
from corpus.names import name_table
from index.manifest import identity
from models.base import Embedder, Generator, ModelError, Reranker
from models.catalog import load_catalog

if TYPE_CHECKING:
    from index.build import Progress
    from index.live import LiveRetriever
    from index.retriever import HybridRetriever


def library(settings: Settings) -> Library:
    """The documents this installation has added."""
    return Library(settings.data / "library")


def load_documents(settings: Settings) -> tuple[Document, ...]:
    """The corpus this installation answers from: the built-in documents (or the folder set instead) and the library."""
    documents = (*load_folder(settings.corpus or STARTER), *library(settings).documents())
    return with_questions(documents, questions(settings))


def identities(settings: Settings) -> list[str]:
    """What an index of this corpus must have been made of, without reading the library's texts."""
    asked = questions(settings)
    texts: tuple[Document | Held, ...] = (*load_folder(settings.corpus or STARTER), *(held for held in library(settings).held() if held.shown))
    return [identity(text.key, mark(text.sha256, text.id, asked)) for text in texts]


def questions(settings: Settings) -> Questions:
    """The questions beside the texts: those that ship, and those this installation has written."""
    return load_questions((SHIPPED, settings.data / "questions"))


def names(settings: Settings) -> dict[str, str]:
    """What the texts may call a law, with the id of the document that holds it: the official text before its summary."""
    return name_table([*load_folder(settings.corpus or STARTER), *(entry.source().frame() for entry in load_manifest())])


def load_embedder(settings: Settings, threads: int | None = None) -> Embedder:
    """The encoder of the settings, with so many ``threads`` (default: those of the settings).

    Raises :class:`ModelError` when it is not installed or damaged.
    """
    from models.encoder import SentenceEncoder
    from models.install import ready_path

    given, threads = Path(settings.encoder), threads or settings.threads
    # Unlike Path.is_dir this is no error in a folder that is closed to us.
    if isdir(given):
        return SentenceEncoder(given, given.name, "any", threads)
    folder = settings.data / "models" / settings.encoder.replace("/", "--")
    if "/" in settings.encoder and folder.is_dir():
        return SentenceEncoder(folder, folder.name, "any", threads)
    return SentenceEncoder(ready_path(settings.encoder, settings.data / "models"), settings.encoder, "en", threads)


def load_reranker(settings: Settings) -> Reranker | None:
    """The cross-encoder of the settings; None when there is none. Raises :class:`ModelError` when it cannot be loaded."""
    if settings.reranker is None:
        return None
    from models.encoder import CrossEncoderReranker

    return CrossEncoderReranker(settings.reranker, settings.threads)


def load_generator(settings: Settings, *, apart: bool = False) -> Generator | None:
    """The generator of the settings; None for "none". A local model is loaded at its first use, with ``apart`` in a process of its own."""
    if settings.openai_url:
        from models.openai import OpenAIGenerator, Patience

        patience = Patience(
            settings.openai_connect, settings.openai_first, settings.openai_between, settings.openai_whole,
            settings.openai_tries, settings.openai_rest, settings.openai_places,
        )  # fmt: skip
        return OpenAIGenerator(
            settings.openai_url, settings.openai_model, settings.openai_key, settings.context, patience, settings.ca_file
        )
    if settings.model == "none":
        return None
    from models.llama import LlamaGenerator

    given = Path(settings.model)
    make = partial(LlamaGenerator, context=settings.context, threads=settings.threads, states=settings.data / "states")
    if given.suffix == ".gguf":
        if not given.is_file():
            raise ModelError(f"STANDPUNT_MODEL={settings.model}: dat bestand bestaat niet.")
        path, name = given, given.stem
    else:
        from models.install import ready_path

        path, name = ready_path(settings.model, settings.data / "models"), settings.model
    if apart:
        from models.apart import ApartGenerator

        return ApartGenerator(partial(make, path, name), name, settings.patience)
    return make(path, name)


def load_judge(settings: Settings, generator: Generator | None) -> Judge | None:
    """The second opinion of the settings; None when there is none. Raises :class:`ModelError` when it cannot be loaded."""
    if settings.judge == "none" or generator is None:
        return None
    if settings.judge == "model":
        return GeneratorJudge(generator)
    from models.encoder import CrossEncoderEntailment

    return EntailmentJudge(CrossEncoderEntailment(Path(settings.judge), settings.threads))


def style_of(settings: Settings) -> Style:
    """How the generator of the settings is asked."""
    known = {entry.id: entry.style for entry in load_catalog()}
    return STYLES[settings.style or known.get(settings.openai_model if settings.openai_url else settings.model) or CONDENSE.name]


def database(settings: Settings) -> str:
    """The address of the database with vectors; empty when they are in the data folder. Raises :class:`SettingsError`."""
    if settings.vectors == "chroma":
        return ""
    if settings.vectors.startswith(("postgresql://", "postgres://")):
        return settings.vectors
    # Not repeated: an address may hold a password.
    raise SettingsError('STANDPUNT_VECTORS moet "chroma" zijn of beginnen met postgresql://')


def build_index(settings: Settings, progress: "Progress") -> bool:
    """Make the index current; False when it already was."""
    from index.build import build

    return build(load_documents(settings), load_embedder(settings), settings.data / "index", progress, database(settings))


def load_retriever(settings: Settings) -> "HybridRetriever":
    """The search on the current index. Raises one of ``assistant.errors.EXPECTED`` when something is missing."""
    from index.build import open_index

    return open_index(load_documents(settings), load_embedder(settings), settings.data / "index", load_reranker(settings), database(settings))


def live_retriever(settings: Settings) -> "LiveRetriever":
    """:func:`load_retriever` that makes the index where it is not right, and goes over to another one when that comes into use."""
    from index.build import open_index, stamp
    from index.live import LiveRetriever

    # One question is one sentence: many beside each other use the cores better than each of them all the cores.
    root, embedder, reranker = settings.data / "index", load_embedder(settings, threads=1), load_reranker(settings)
    live = LiveRetriever(
        lambda: open_index(load_documents(settings), embedder, root, reranker, database(settings)),
        lambda: stamp(root),
        lambda: build_index(settings, lambda done, total: None),
    )
    live.watch()
    return live


def load_assistant(settings: Settings, *, many: bool = False, serving: bool = False) -> Assistant:
    """Everything wired; with ``many`` questions to come, every fixed prompt is read beforehand. One that is ``serving`` goes on whatever
    happens to its index or its model.

    Raises one of ``assistant.errors.EXPECTED`` when something is missing.
    """
    generator, style = load_generator(settings, apart=serving), style_of(settings)
    if generator is not None:
        # The generator reads its fixed prompt while the encoder loads. Not a daemon: native code must not be cut off at exit.
        Thread(target=_warm_up, args=(generator, settings, style, many)).start()
    retriever = live_retriever(settings) if serving else load_retriever(settings)
    line = Line(settings.openai_places if settings.openai_url else 1, settings.longest_wait)
    return Assistant(retriever, generator, retired(load_manifest()), style, load_judge(settings, generator), line, settings.personal_data)


def _warm_up(generator: Generator, settings: Settings, style: Style, many: bool) -> None:
    own = settings.language
    prefixes = [prompt.prefix(own, style)]
    if many:
        languages = (own, "en" if own == "nl" else "nl")
        prefixes += [judge.prefix(language) for language in languages if settings.judge == "model"]
        prefixes.append(prompt.prefix(languages[1], style))
    # What is wrong with the model is told to whoever asks the first question.
    with suppress(ModelError):
        for messages in prefixes:
            generator.warm_up(messages)
