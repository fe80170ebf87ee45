"""``standpuntwijzer index``: build the index, and have questions written that help to find official texts."""

from typing import Annotated

import typer

from assistant.terminal import bar, build_index, read_settings, say

app = typer.Typer(no_args_is_help=True, help="De zoekindex: bouwen, en vragen laten schrijven om teksten beter te vinden.")


@app.command("build")
def index_build() -> None:
    """Bouw de index; onderbroken werk gaat verder waar het was."""
    build_index(read_settings())


@app.command("questions")
def index_questions(
    documents: Annotated[list[str] | None, typer.Argument(help="Id's van stukken.", show_default="alle")] = None,
    limit: Annotated[int | None, typer.Option("--limit", help="Hoogstens zoveel onderdelen.")] = None,
) -> None:
    """Laat het taalmodel vragen schrijven bij stukken die er geen hebben; lees ze daarna na. Onderbroken werk gaat verder."""
    from assistant.asking import unasked, write_questions
    from assistant.build import load_documents, load_generator
    from corpus.document import CorpusError
    from models.base import ModelError

    settings = read_settings()
    folder = settings.data / "questions"
    found = [document for document in load_documents(settings) if not documents or document.id in documents]
    if missing := set(documents or ()) - {document.id for document in found}:
        raise CorpusError(f"{', '.join(sorted(missing))} staat niet in het corpus. Zie: standpuntwijzer corpus list")
    generator = load_generator(settings)
    if generator is None:
        raise ModelError("Er is geen taalmodel ingesteld (STANDPUNT_MODEL=none). Zie: standpuntwijzer models list")
    todo = unasked(found, folder)[:limit]
    with bar("vragen", unit=1) as progress:
        progress(0, len(todo))
        for number, _ in enumerate(write_questions(todo, generator, folder), start=1):
            progress(number, len(todo))
    say(f"Vragen bij {len(todo)} onderdelen staan in {folder}. Lees ze na en draai dan: standpuntwijzer index build")
