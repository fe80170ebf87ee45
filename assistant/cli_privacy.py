"""``standpuntwijzer privacy``: what is stored and for how long, deleting what is past its time, the Algoritmeregister and a DPIA."""

from dataclasses import asdict
from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.terminal import Json, emit, read_settings, say

if TYPE_CHECKING:
    from assistant.privacy import Held

app = typer.Typer(help="Privacy: wat is er bewaard, wissen wat te oud is, Algoritmeregister en DPIA.")


@app.callback(invoke_without_command=True)
def show(context: typer.Context, as_json: Json = False) -> None:
    """Toon wat er nu bewaard is: hoeveel, hoe oud, op welke grondslag en hoe lang."""
    if context.invoked_subcommand:
        return
    from assistant.privacy import overview

    settings = read_settings()
    held = overview(settings)
    if as_json:
        emit([asdict(one) | {"oldest": one.oldest.isoformat() if one.oldest else None} for one in held])
        return
    print(f"Bewaard in {settings.data}:\n")
    for one in held:
        print(_told(one))
    kept = "staan in het auditspoor (STANDPUNT_AUDIT=content)" if settings.audit == "content" else "worden niet bewaard"
    print(f"\nVragen en antwoorden zelf {kept}. De grondslag is een voorstel: de organisatie stelt die vast.")


@app.command()
def purge(
    days: Annotated[int | None, typer.Option("--older-than", min=1, help="Dagen; anders STANDPUNT_RETENTION_DAYS.")] = None,
    dry: Annotated[bool, typer.Option("--dry-run", help="Alleen tellen.")] = False,
) -> None:
    """Wis oordelen, beoordelingen, metingen en groepen die ouder zijn dan de bewaartermijn."""
    from assistant.privacy import purge as delete

    settings = read_settings()
    limit = settings.retention_days if days is None else days
    if not limit:
        say("Er is geen bewaartermijn. Zet STANDPUNT_RETENTION_DAYS, of geef --older-than DAGEN.")
        return
    gone = delete(settings, limit, date.today(), dry=dry)
    for name, count in gone.items():
        print(f"{name}: {count}")
    say(f"{'Zou wissen' if dry else 'Gewist'}: {sum(gone.values())} ouder dan {limit} dagen.")


@app.command()
def register(
    organisation: Annotated[str, typer.Option("--organisation", help="Volledige naam van de organisatie.")] = "",
    contact: Annotated[str, typer.Option("--contact", help="E-mailadres of website voor vragen over het algoritme.")] = "",
    begin: Annotated[str, typer.Option("--begin", help="Maand van ingebruikname (jjjj-mm).")] = "",
) -> None:
    """Schrijf een vermelding voor het Algoritmeregister (JSON, publicatiestandaard 1.0), uit de instellingen."""
    import json

    from assistant.privacy_texts import STANDARD, lacking
    from assistant.privacy_texts import register as entry_of

    entry = entry_of(read_settings(), organisation, contact, begin)
    print(json.dumps(entry, ensure_ascii=False, indent=2))
    if missing := lacking(entry):
        say(f"Nog in te vullen, zonder dit wordt niets gepubliceerd: {', '.join(missing)}.")
    say(f"Controleer elke tekst en de publicatiecategorie, en of versie {STANDARD} van de publicatiestandaard nog geldt.")


@app.command()
def dpia() -> None:
    """Schrijf een beschrijving voor een DPIA (Markdown), uit de instellingen en wat er nu bewaard is."""
    from assistant.privacy import overview
    from assistant.privacy_texts import dpia as description

    settings = read_settings()
    print(description(settings, overview(settings)), end="")


def _told(held: "Held") -> str:
    amount = f"{held.records} in {held.files} bestand{'en' if held.files != 1 else ''}, {held.bytes / 1e6:.1f} MB" if held.files else "niets"
    oldest = f", oudste {held.oldest}" if held.oldest else ""
    return f"{held.id}: {amount}{oldest}\n    {held.holds}\n    grondslag: {held.ground}\n    blijft: {held.kept}"
