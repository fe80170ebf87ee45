"""``standpuntwijzer audit``: check, show, export and purge the audit trail."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from assistant.terminal import ANSWERED, MISTAKE, Json, emit, read_day, read_settings, say

app = typer.Typer(no_args_is_help=True, help="Het auditspoor: controleren, tonen, uitvoeren voor het archief en opschonen.")

Folder = Annotated[Path | None, typer.Option("--folder", help="Map met een auditspoor.", show_default="dat van deze installatie")]


@app.command("verify")
def verify(
    head: Annotated[str | None, typer.Option("--head", help="NUMMER:CONTROLESOM die u eerder elders hebt genoteerd.")] = None,
    folder: Folder = None,
    as_json: Json = False,
) -> None:
    """Lees alle regels opnieuw en toon wat gewijzigd, verwijderd, ingevoegd, verplaatst of afgeknipt is."""
    from assistant.watch.strings import STRINGS, told
    from assistant.watch.verify import verify as read

    path, language = _folder(folder), read_settings().language
    with _told(path):
        report = read(path, _noted(head))
    words = STRINGS[language]
    if as_json:
        emit({**asdict(report), "ok": report.ok})
    elif not report.files and report.ok:
        print(words.empty.format(folder=path))
    else:
        for finding in report.findings:
            print(told(finding, language))
        print((words.in_order if report.ok else words.faults).format(**asdict(report), count=len(report.findings)))
        if report.unfinished:
            print(words.unfinished)
    raise typer.Exit(ANSWERED if report.ok else MISTAKE)


@app.command("show")
def show(
    number: Annotated[int, typer.Option("--last", min=1, max=100_000, help="Hoeveel regels, van het einde af.")] = 20,
    folder: Folder = None,
    as_json: Json = False,
) -> None:
    """Toon de laatste regels: wie, wanneer, welke bronnen."""
    from collections import deque

    from assistant.watch.verify import rows

    path = _folder(folder)
    with _told(path):
        chosen = deque(rows(path), maxlen=number)
    for row in chosen:
        emit(row) if as_json else print(_line(row))


@app.command("holdings")
def holdings(folder: Folder = None) -> None:
    """Tel wat het auditspoor bevat, als JSON: voor de FG."""
    from assistant.watch.export import holdings as count

    path = _folder(folder)
    with _told(path):
        found = count(path)
    emit(asdict(found))


@app.command("export")
def export(
    out: Annotated[Path, typer.Argument(help="Nieuw zipbestand.")],
    since: Annotated[str, typer.Option("--from", help="Eerste dag (jjjj-mm-dd).")],
    until: Annotated[str, typer.Option("--to", help="Laatste dag (jjjj-mm-dd).")],
    folder: Folder = None,
) -> None:
    """Maak een pakket voor het archief: de regels, een manifest met controlesommen en een toelichting."""
    from assistant.watch.export import export as write

    first, last = read_day(since), read_day(until)
    assert first is not None and last is not None
    path = _folder(folder)
    with _told(path):
        lines, report = write(path, out, first, last)
    say(f"{lines} regels in {out}." + ("" if report.ok else " LET OP: het auditspoor is niet in orde. Draai: standpuntwijzer audit verify"))
    raise typer.Exit(ANSWERED if report.ok else MISTAKE)


@app.command("purge")
def purge(
    days: Annotated[int | None, typer.Option("--days", min=1, help="Bewaar zoveel dagen.", show_default="STANDPUNT_AUDIT_DAYS")] = None,
) -> None:
    """Verwijder wat ouder is dan de bewaartermijn; de keten blijft te controleren."""
    from assistant.watch.chain import AuditError
    from assistant.watch.chain import purge as remove
    from assistant.watch.watch import folder_of

    settings = read_settings()
    keep = days or settings.audit_days
    if not keep:
        raise AuditError("STANDPUNT_AUDIT_DAYS=0: het auditspoor wordt altijd bewaard. Geef een termijn: standpuntwijzer audit purge --days 365")
    with _told(folder_of(settings.data)):
        removed = remove(folder_of(settings.data), keep)
    say(f"{removed} bestanden ouder dan {keep} dagen verwijderd.")


def _folder(given: Path | None) -> Path:
    from assistant.watch.watch import folder_of

    return given or folder_of(read_settings().data)


@contextmanager
def _told(folder: Path) -> Iterator[None]:
    """What the system refuses is told as something to mend."""
    from assistant.watch.chain import AuditError

    try:
        yield
    except OSError as error:
        told = f"Het auditspoor in {folder} is niet te gebruiken ({error.strerror})."
        raise AuditError(f"{told} Draai de opdracht als de gebruiker van de dienst.") from error


def _noted(head: str | None) -> tuple[int, str] | None:
    """Raises :class:`assistant.watch.chain.AuditError` for anything but NUMBER:HASH."""
    if head is None:
        return None
    number, _, value = head.partition(":")
    if not number.isdecimal() or len(value) != 64:
        from assistant.watch.chain import AuditError

        raise AuditError(f"--head {head!r} klopt niet. Geef NUMMER:CONTROLESOM, zoals audit verify die toont.")
    return int(number), value.lower()


def _line(row: dict[str, Any]) -> str:
    told = [str(row.get(name, "")) for name in ("n", "at", "event", "who", "kind")]
    sources = row.get("sources")
    parts = [*told, ", ".join(map(str, sources)) if isinstance(sources, list) else ""]
    line = "  ".join(part for part in parts if part)
    # Control characters in what was asked must not reach the terminal.
    asked = "".join(char for char in str(row.get("question", "")) if char.isprintable())
    return line + (f"\n    {asked}" if asked else "")
