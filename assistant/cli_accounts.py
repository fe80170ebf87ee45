"""Accounts from the terminal: ``standpuntwijzer accounts …``. A password comes from a prompt or from stdin, never from the command line."""

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.accounts import Role
from assistant.terminal import Json, emit, read_settings, say

if TYPE_CHECKING:
    from assistant.accounts import Accounts

app = typer.Typer(no_args_is_help=True, help="Accounts: wie mag zich aanmelden, en als wat.")
Name = Annotated[str, typer.Argument(help="Naam van het account.", show_default=False)]


@app.command()
def add(
    name: Name,
    role: Annotated[Role, typer.Option("--role", help="Wat het account mag.")] = Role.USER,
    without_password: Annotated[bool, typer.Option("--without-password", help="Voor een programma: alleen met een token (accounts token).")] = False,
) -> None:
    """Maak een account. Het wachtwoord wordt gevraagd, of van stdin gelezen (eerste regel)."""
    account = _accounts().add(name, role, None if without_password else _password())
    say(f"Account {account.name!r} gemaakt met de rol {account.role}.")


@app.command("list")
def list_accounts(as_json: Json = False) -> None:
    """Toon de accounts met hun rol."""
    found = _accounts().all()
    if as_json:
        emit([{"name": account.name, "role": account.role} for account in found])
        return
    for account in found:
        print(f"{account.role:14} {account.name}")
    if not found:
        say("Er zijn nog geen accounts. Draai: standpuntwijzer accounts add NAAM --role administrator")


@app.command("role")
def change_role(name: Name, role: Annotated[Role, typer.Argument(help="De nieuwe rol.", show_default=False)]) -> None:
    """Geef een account een andere rol. Wie ermee is aangemeld, moet zich opnieuw aanmelden."""
    _accounts().set_role(name, role)
    say(f"Account {name!r} heeft nu de rol {role}.")


@app.command("password")
def change_password(name: Name) -> None:
    """Geef een account een ander wachtwoord. Wie ermee is aangemeld, moet zich opnieuw aanmelden."""
    _accounts().set_password(name, _password())
    say(f"Account {name!r} heeft een ander wachtwoord.")


@app.command()
def remove(name: Name) -> None:
    """Verwijder een account met zijn tokens; wie ermee is aangemeld, is dat niet meer."""
    _accounts().remove(name)
    say(f"Account {name!r} is verwijderd.")


@app.command()
def token(
    name: Name,
    days: Annotated[int, typer.Option("--days", min=1, max=3650, help="Zo veel dagen blijft het token geldig.")] = 365,
    withdraw: Annotated[bool, typer.Option("--withdraw", help="Trek alle tokens van dit account in.")] = False,
) -> None:
    """Maak een token waarmee een programma de API gebruikt (Authorization: Bearer …). Het wordt één keer getoond."""
    if withdraw:
        say(f"{_accounts().withdraw_tokens(name)} tokens ingetrokken.")
        return
    print(_accounts().new_token(name, days))
    say(f"Bewaar dit token nu: het is nergens terug te lezen. Het geldt {days} dagen.")


def _accounts() -> "Accounts":
    from assistant.accounts import Accounts

    return Accounts(read_settings().data)


def _password() -> str:
    """What is typed twice at a terminal, else the first line of stdin. Raises :class:`assistant.accounts.AccountError`."""
    from assistant.accounts import AccountError

    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    from getpass import getpass

    first = getpass("Wachtwoord: ")
    if getpass("Nog een keer: ") != first:
        raise AccountError("De twee wachtwoorden zijn niet gelijk. Geef de opdracht opnieuw.")
    return first
