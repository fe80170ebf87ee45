"""What every command of the terminal uses: settings, output for people and programs, progress. Text to stdout, the rest to stderr."""

import json
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from assistant.reach import Task
    from assistant.settings import Settings

ANSWERED, ABSTAINED, MISTAKE = 0, 1, 2
Json = Annotated[bool, typer.Option("--json", help="Schrijf JSON voor een programma.")]
Batch = Annotated[Path | None, typer.Option("--batch", help='Bestand met regels {"qid": …, "query": …}.')]


def read_settings(task: "Task" = "use", also: Iterable[str] = (), **overrides: Any) -> "Settings":
    """The settings of this process, with what the command line says instead. From here on it reaches no other host than they name.

    ``task`` says what for; ``also`` are addresses that the user gave with the command.
    """
    from assistant.reach import hosts
    from assistant.settings import load_settings
    from models.egress import close

    settings = load_settings(**overrides)
    close(hosts(settings, task, also))
    return settings


def read_day(text: str | None) -> date | None:
    """A day as people type it on the command line. Raises :class:`assistant.guard.QuestionError` for anything else."""
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        from assistant.guard import QuestionError

        raise QuestionError(f"{text!r} is geen datum. Schrijf jjjj-mm-dd.", f"{text!r} is not a date. Write yyyy-mm-dd.") from error


def build_index(settings: "Settings") -> None:
    """Make the index current, with progress."""
    from assistant.build import build_index as build

    with bar("index", unit=1) as progress:
        new = build(settings, progress)
    say("Index gebouwd." if new else "Index was al bij.")


def emit(value: object) -> None:
    # The name of a file need not be text in any encoding.
    print(json.dumps(value, ensure_ascii=False).encode("utf-8", "replace").decode("utf-8"), flush=True)


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


@contextmanager
def working(what: str) -> Iterator[None]:
    """Say on stderr that something slow is going on; silent when that is not a terminal."""
    if not sys.stderr.isatty():
        yield
        return
    from rich.console import Console

    with Console(stderr=True).status(f"{what} …"):
        yield


@contextmanager
def bar(what: str, unit: float) -> Iterator[Any]:
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.completed:.0f}/{task.total:.0f}"), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True)) as bar:
        task = bar.add_task(what, total=1)
        yield lambda done, total: bar.update(task, completed=done / unit, total=total / unit)
