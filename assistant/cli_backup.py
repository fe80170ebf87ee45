"""``standpuntwijzer backup`` and ``restore``: keep what people have put in, and put it back."""

from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from assistant.terminal import build_index, read_settings, say, working


class _Make(TyperGroup):
    """``backup FILE`` is ``backup make FILE``."""

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        return super().resolve_command(ctx, args if args and args[0] in self.commands else ["make", *args])


app = typer.Typer(
    cls=_Make, no_args_is_help=True, context_settings={"ignore_unknown_options": True},
    help="Reservekopie maken (backup BESTAND) en nakijken (backup verify BESTAND).",
)  # fmt: skip
WithIndex = Annotated[bool, typer.Option("--index", help="Bewaar ook de zoekindex; die is groot en kan opnieuw.")]
File = Annotated[Path, typer.Argument(metavar="BESTAND", help="De reservekopie, bijvoorbeeld kopie-2026-11-28.tar.gz.")]


@app.command("make")
def backup_make(file: File, index: WithIndex = False) -> None:
    """Bewaar bibliotheek, lessen, groepen, oordelen, metingen en accounts in één bestand; het programma mag intussen draaien."""
    from assistant.backup import make

    with working("reservekopie maken"):
        manifest, links = make(read_settings(), file, index=index)
    for link in links:
        say(f"Niet bewaard, want een koppeling naar een andere plek: {link}")
    say(f"{len(manifest.files)} bestanden ({manifest.size / 1e6:.1f} MB) staan in {file}. Nakijken: standpuntwijzer backup verify {file}")


@app.command("verify")
def backup_verify(file: File) -> None:
    """Lees een reservekopie helemaal en vergelijk elke controlesom."""
    from assistant.backup import verify

    with working("reservekopie nakijken"):
        manifest = verify(file)
    print(f"In orde: {len(manifest.files)} bestanden, gemaakt op {manifest.made} met versie {manifest.program}.")


def restore(
    file: File,
    into: Annotated[Path | None, typer.Option("--into", help="Map om in terug te zetten (standaard: STANDPUNT_DATA).")] = None,
    force: Annotated[bool, typer.Option("--force", help="Vervang wat er staat; de oude bestanden blijven ernaast staan.")] = False,
) -> None:
    """Zet een reservekopie terug en bouw de zoekindex opnieuw. Stop eerst de server."""
    from assistant.backup import CORPUS
    from assistant.restore import restore as put_back

    settings = read_settings(data=into)
    with working("reservekopie nakijken en terugzetten"):
        manifest, aside = put_back(file, settings.data, force=force)
    say(f"{len(manifest.files)} bestanden van {manifest.made} staan terug in {settings.data}.")
    if aside:
        say(f"Wat er stond, staat nu in {aside}. Haal dat weg als alles goed is.")
    if CORPUS in manifest.tops:
        settings = settings.model_copy(update={"corpus": settings.data / CORPUS})
        say(f"De kopie heeft een eigen map met documenten. Zet STANDPUNT_CORPUS={settings.corpus}")
    if into is not None:
        say(f"Gebruik deze map met STANDPUNT_DATA={settings.data}")
    build_index(settings)
