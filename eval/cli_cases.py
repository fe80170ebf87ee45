"""``standpuntwijzer eval cases``: check the questions, and edit them in a spreadsheet."""

from pathlib import Path
from typing import Annotated

import typer

from assistant.terminal import ANSWERED, MISTAKE, read_settings, say

app = typer.Typer(no_args_is_help=True, help="De vragen: controleren, en bewerken in een rekenblad.")


@app.command("check")
def cases_check(files: Annotated[list[Path] | None, typer.Argument(help="Bestanden (leeg: alle sets).", show_default=False)] = None) -> None:
    """Lees alle vragen en zeg wat er niet klopt."""
    from assistant.build import load_documents
    from eval.case import load_cases, missing_places, read_set
    from eval.places import Places

    settings = read_settings()
    sets = {file.stem: read_set(file) for file in files} if files else load_cases([], settings.data / "sets")
    known = Places(load_documents(settings)).names
    for name, found in sets.items():
        missing = missing_places(found, known)
        print(f"{name:14} {len(found):4} vragen" + (f", van {len(missing)} staat een vindplaats niet in dit corpus" if missing else ""))


@app.command("export")
def cases_export(
    file: Annotated[Path, typer.Argument(help="Het rekenblad (.xlsx of .csv).")],
    sets: Annotated[list[str] | None, typer.Option("--set", help="Welke sets (leeg: alle).")] = None,
) -> None:
    """Schrijf de vragen in een rekenblad, om ze te lezen, te wijzigen of aan te vullen."""
    from assistant.build import load_documents
    from eval.case import load_cases
    from eval.places import Places
    from eval.sheet import write_sheet

    settings = read_settings()
    found = load_cases(sets or [], settings.data / "sets")
    write_sheet(file, [case for cases in found.values() for case in cases], sorted(Places(load_documents(settings)).names))
    say(f"{sum(map(len, found.values()))} vragen staan in {file}.")


@app.command("import")
def cases_import(
    file: Annotated[Path, typer.Argument(help="Het rekenblad (.xlsx of .csv).")],
    author: Annotated[str, typer.Option("--author", help="Wie de vragen schreef, waar dat leeg is.")] = "",
) -> None:
    """Lees vragen uit een rekenblad in de eigen set; vragen die meegeleverd zijn, blijven zoals ze zijn."""
    from eval.own import add_cases
    from eval.sheet import read_sheet

    found, faults = read_sheet(file, author)
    added, changed = add_cases(read_settings().data / "sets", found)
    for fault in faults:
        say(fault)
    say(f"{added} vragen toegevoegd, {changed} gewijzigd, {len(faults)} rijen niet te gebruiken.")
    raise typer.Exit(MISTAKE if faults else ANSWERED)
