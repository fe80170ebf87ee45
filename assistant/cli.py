"""The command line. Exit codes: 0 answered, 1 abstained, 2 a mistake the user can mend."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from assistant import cli_accounts, cli_audit, cli_backup, cli_corpus, cli_index, cli_lessons, cli_privacy
from assistant.terminal import (
    ABSTAINED,
    ANSWERED,
    MISTAKE,
    Batch,
    Json,
    bar,
    build_index,
    emit,
    read_day,
    read_settings,
    say,
    working,
)
from eval import cli as cli_eval
from models.closed import apply_switches

if TYPE_CHECKING:
    from assistant.answer import Answer, Quote
    from assistant.pipeline import Assistant
    from assistant.settings import Settings

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, rich_markup_mode=None,
                  help="Standpuntwijzer: antwoorden over generatieve AI bij de overheid, met gecontroleerde bronnen.")  # fmt: skip
models_app = typer.Typer(no_args_is_help=True, help="Modellen: tonen, installeren en controleren.")
app.add_typer(cli_corpus.app, name="corpus")
app.add_typer(cli_index.app, name="index")
app.add_typer(models_app, name="models")
app.add_typer(cli_eval.app, name="eval")
app.add_typer(cli_lessons.app, name="lessons")
app.add_typer(cli_accounts.app, name="accounts")
app.add_typer(cli_audit.app, name="audit")
app.add_typer(cli_backup.app, name="backup")
app.add_typer(cli_privacy.app, name="privacy")
app.command()(cli_backup.restore)

On = Annotated[str | None, typer.Option("--on", help="Wat gold er op deze dag? (jjjj-mm-dd)")]
Only = Annotated[list[str] | None, typer.Option("--document", help="Zoek alleen in dit document (id; mag vaker).")]
Remove = Annotated[bool, typer.Option("--remove-personal-data", help="Haal persoonsgegevens eerst uit de vraag.")]
Words = Annotated[list[str] | None, typer.Argument(help="De vraag.", show_default=False)]


def main() -> None:
    """Entry point: run a command; an error the user can mend becomes one sentence and exit code 2."""
    apply_switches()
    try:
        app()
    except BrokenPipeError:
        sys.exit(ANSWERED)
    except KeyboardInterrupt:
        say("Gestopt.")
        sys.exit(130)
    except Exception as error:
        from assistant.errors import EXPECTED

        if not isinstance(error, EXPECTED):
            raise
        say(str(error))
        sys.exit(MISTAKE)


@app.command()
def ask(
    words: Words = None, batch: Batch = None, on: On = None, document: Only = None, remove: Remove = False, as_json: Json = False
) -> None:
    """Beantwoord een vraag. Voorbeeld: standpuntwijzer ask "Wanneer moet ik een DPIA doen?" """
    from assistant.answer import AnswerKind
    from assistant.jsonform import answer_form

    assistant = _assistant()
    about = {"on": read_day(on), "documents": frozenset(document or ())}
    if batch:
        _emit_rows(batch, lambda query: answer_form(assistant.answer(_question_of(query, remove), **about)))
        return
    answer = assistant.answer(_question_of(" ".join(words or []), remove), **about)
    emit(answer_form(answer)) if as_json else _print_answer(answer)
    raise typer.Exit(ABSTAINED if answer.kind is AnswerKind.ABSTAINED else ANSWERED)


@app.command()
def chat(remove: Remove = False) -> None:
    """Stel vragen in de terminal; een lege regel of Ctrl-D stopt."""
    from assistant.errors import EXPECTED

    assistant = _assistant(many=True)
    history: list[str] = []
    while question := _asked():
        try:
            question = _question_of(question, remove)
            _print_answer(assistant.answer(question, history=tuple(history)))
            history.append(question)
        except EXPECTED as error:
            say(str(error))


@app.command()
def search(
    words: Words = None,
    batch: Batch = None,
    k: Annotated[int, typer.Option("--k", min=1, max=100, help="Aantal passages.")] = 10,
    on: On = None,
    document: Only = None,
    remove: Remove = False,
    as_json: Json = False,
) -> None:
    """Zoek passages, zonder antwoord te schrijven."""
    from assistant.build import load_retriever
    from assistant.find import scope_of
    from assistant.guard import admit
    from assistant.jsonform import hit_form
    from index.language import detect_language

    day, settings = read_day(on), read_settings()
    with working("zoekindex laden"):
        retriever = load_retriever(settings)

    def find(raw: str) -> list[dict[str, Any]]:
        question = admit(_question_of(raw, remove), (), settings.personal_data).text
        scope = scope_of(question, day, frozenset(document or ()))
        return [hit_form(hit) for hit in retriever.search(question, k, scope, detect_language(question))]

    if batch:
        _emit_rows(batch, lambda query: {"hits": find(query)})
        return
    hits = find(" ".join(words or []))
    if as_json:
        emit({"hits": hits})
    else:
        for hit in hits:
            print(f"{hit['score']:.3f}  {hit['label']} ({hit['status']})\n       {hit['text']}\n")
    raise typer.Exit(ANSWERED if hits else ABSTAINED)


@app.command()
def serve(
    host: Annotated[str | None, typer.Option(help="Adres; een ander dan deze machine alleen met STANDPUNT_AUTH.")] = None,
    port: Annotated[int | None, typer.Option(help="Poort van de webpagina.")] = None,
    workers: Annotated[int | None, typer.Option(min=1, max=64, help="Aantal processen; bij meer dan één staat het taalmodel op een server.")] = None,
) -> None:
    """Open de website: op deze machine, of met een aanmelding (STANDPUNT_AUTH) voor anderen."""
    from assistant.watch.watch import Watch
    from ui import workers as group
    from ui.app import listen
    from ui.app import serve as run
    from ui.gate import door_of

    settings = read_settings(host=host, port=port, workers=workers)
    group.check(settings)
    # The port first: whoever must pick another should not wait for the models.
    with listen(settings.host, settings.port, settings) as opened:
        door, watch = door_of(settings), Watch.of(settings)
        if settings.workers > 1:
            group.serve(opened, settings)
            return
        run(_assistant(many=True, serving=True), opened, settings.language, settings.data, watch, door)


@app.command()
def setup() -> None:
    """Installeer de standaardmodellen en bouw de index; wat er al is, wordt overgeslagen."""
    settings = read_settings("install")
    for model_id in (settings.encoder, settings.model):
        _install(model_id, settings, None)
    build_index(settings)


@app.command()
def feedback(as_json: Json = False) -> None:
    """Lees de oordelen die gebruikers over antwoorden hebben gegeven."""
    import json

    from corpus.disk import whole_lines

    rows: list[Any] = []
    for number, line in enumerate(whole_lines(read_settings().data / "feedback" / "ratings.jsonl"), start=1):
        try:
            rows.append(json.loads(line))
        except ValueError:
            say(f"Regel {number} van feedback/ratings.jsonl is beschadigd en overgeslagen.")
    if as_json:
        emit(rows)
        return
    for row in rows:
        mark = "nuttig" if row["useful"] else "niet nuttig"
        told = "; ".join(filter(None, (mark, row["reason"], row["text"])))
        print(f"{row['day']}  {told}\n    {row['answer']['question']}")
    if not rows:
        say("Er zijn nog geen oordelen.")


@app.command()
def doctor(
    network: Annotated[bool, typer.Option("--network", help="Gebruik alles één keer en toon wat naar buiten wil.")] = False,
    as_json: Json = False,
) -> None:
    """Toon wat er is, wat er ontbreekt en wat te doen."""
    from assistant.doctor import examine
    from assistant.network import examine_network

    settings = read_settings()
    with working("alles één keer gebruiken"):
        findings = examine_network() if network else examine(settings)
    if as_json:
        emit([{"name": f.name, "ok": f.ok, "detail": f.detail, "fix": f.fix} for f in findings])
    else:
        for f in findings:
            print(f"{'goed' if f.ok else 'FOUT'}  {f.name}: {f.detail}" + ("" if f.ok else f"\n      Draai: {f.fix}"))
    raise typer.Exit(ANSWERED if all(f.ok for f in findings) else MISTAKE)


@models_app.command("list")
def models_list(as_json: Json = False) -> None:
    """Toon de modellen die dit programma kent."""
    from dataclasses import asdict

    from models.catalog import load_catalog
    from models.install import is_ready

    folder = read_settings().data / "models"
    rows = [{**asdict(entry), "installed": is_ready(entry, folder)} for entry in load_catalog()]
    if as_json:
        emit(rows)
    else:
        for row in rows:
            state = "geïnstalleerd" if row["installed"] else "-"
            print(f"{row['id']:36} {row['role']:9} {row['license']:11} {row['bytes'] / 1e6:6.0f} MB  {state}")


@models_app.command("install")
def models_install(
    model_id: Annotated[str, typer.Argument(help="Id uit de catalogus.")],
    from_file: Annotated[Path | None, typer.Option("--from-file", help="Gewichten die u al hebt.")] = None,
) -> None:
    """Installeer een model; een onderbroken installatie gaat verder."""
    _install(model_id, read_settings("install"), from_file)


@models_app.command("verify")
def models_verify(model_id: Annotated[str, typer.Argument(help="Id uit de catalogus.")]) -> None:
    """Lees de gewichten opnieuw en vergelijk de controlesom."""
    from models.catalog import find
    from models.install import verify

    verify(find(model_id), read_settings().data / "models")
    print(f"{model_id}: in orde")


def _assistant(*, many: bool = False, serving: bool = False) -> "Assistant":
    from assistant.build import load_assistant

    with working("modellen laden"):
        return load_assistant(read_settings(), many=many, serving=serving)


def _install(model_id: str, settings: "Settings", from_file: Path | None) -> None:
    from models.catalog import find, load_catalog
    from models.install import install

    if model_id not in {entry.id for entry in load_catalog()} and from_file is None and model_id != "":
        known_elsewhere = model_id == "none" or Path(model_id).exists() or settings.openai_url
        if known_elsewhere:
            return
    with bar(f"model {model_id}", unit=1e6) as progress:
        new = install(
            find(model_id), settings.data / "models", progress,
            hub_url=settings.hub_url if settings.hub else None, from_file=from_file,
        )  # fmt: skip
    say(f"Model {model_id}: {'geïnstalleerd en gecontroleerd' if new else 'stond er al'}.")


def _emit_rows(batch: Path, reply: Callable[[str], dict[str, Any]]) -> None:
    """One JSON line a row; a row with a question that cannot be used gets an ``error``, and the rest goes on."""
    from assistant.guard import QuestionError
    from assistant.rows import read_rows

    for row in list(read_rows(batch)):
        try:
            emit({"qid": row["qid"], **reply(row["query"])})
        except QuestionError as error:
            emit({"qid": row["qid"], "error": str(error)})


def _question_of(raw: str, remove: bool) -> str:
    from assistant.guard import without_personal_data

    return without_personal_data(raw) if remove else raw


def _asked() -> str:
    try:
        return input("\n> ").strip()
    except EOFError:
        return ""


def _status(quote: "Quote") -> str:
    return str(quote.now) if quote.now is quote.status else f"op die dag {quote.status}, nu {quote.now}"


def _print_answer(answer: "Answer") -> None:
    print(answer.text)
    for notice in answer.notices:
        print(f"\n{notice}")
    if answer.terms:
        print("\n" + "; ".join(f"{term.short}: {term.long}" for term in answer.terms))
    if answer.citations:
        print()
    for citation in answer.citations:
        quote = citation.quote
        label = quote.passage.label_en if answer.language == "en" else quote.passage.label
        print(f"[{citation.marker}] {label} ({_status(quote)})\n    “{quote.shown(answer.language)}”\n    {quote.passage.section.url}")
