"""Who asks: by a session, by the token of a program, or by what the proxy in front says. Blocking: it looks in the accounts."""

import hashlib
import hmac
import ipaddress
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from starlette.datastructures import Headers
from starlette.requests import HTTPConnection

from assistant.accounts import Account, Accounts, Role, valid_account_name
from assistant.sessions import Sessions
from assistant.settings import Settings, SettingsError
from ui.access import Visitor

# With https the browser refuses a cookie of that name from any other place than this site.
COOKIE, SAFE_COOKIE = "sessie", "__Host-sessie"
NOBODY = Visitor()
Networks = tuple[ipaddress.IPv4Network | ipaddress.IPv6Network, ...]


class Elsewhere(Exception):
    """A request that did not come through the proxy, or says more than one name."""


@dataclass(frozen=True, slots=True)
class Identity:
    """How visitors are known; ``roles`` is what the provider or the proxy calls our roles, in order."""

    settings: Settings
    accounts: Accounts
    sessions: Sessions
    secret: bytes
    proxies: Networks
    roles: tuple[tuple[str, Role], ...]

    def find(self, request: HTTPConnection, peer: str) -> tuple[Visitor, bool]:
        """Who asks, and whether a browser may have been made to ask; ``peer`` is who opened the connection.

        Raises :class:`Elsewhere` and :class:`assistant.accounts.AccountError`.
        """
        if self.settings.auth == "proxy":
            if not within(peer, self.proxies):
                raise Elsewhere
            if named := self._named(request.headers):
                return self._visitor(named, named.name, leave=False), True
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() == "bearer":
            account = self.accounts.of_token(token.strip())
            return (self._visitor(account, token, leave=False) if account else NOBODY), False
        number = request.cookies.get(cookie_name(request), "") if self.settings.auth != "proxy" else ""
        account = self.sessions.find(number) if number else None
        return (self._visitor(account, number, leave=True) if account else NOBODY), True

    def _visitor(self, account: Account, bound: str, *, leave: bool) -> Visitor:
        """Somebody, with a form token that is worth nothing in another session."""
        token = hmac.new(self.secret, b"form " + bound.encode("utf-8", "replace"), hashlib.sha256).hexdigest()
        return Visitor(account.name, account.role, token, leave)

    def _named(self, headers: Headers) -> Account | None:
        """Whom the proxy names; None for nobody. Raises :class:`Elsewhere` when a header came twice: then one is the visitor's own."""
        said = [headers.getlist(name) for name in (self.settings.header_name, self.settings.header_roles)]
        if any(len(values) > 1 for values in said):
            raise Elsewhere
        name, theirs = ("".join(values) for values in said)
        if not name:
            return None
        try:
            # A server hands over bytes; a name with an accent is UTF-8.
            name, theirs = (value.encode("latin-1").decode() for value in (name, theirs))
        except UnicodeError as error:
            raise Elsewhere from error
        role = self.role_of(theirs)
        named = valid_account_name(name)
        return Account(named, role) if role and named else None

    def role_of(self, theirs: object) -> Role | None:
        """Our role for what the provider or the proxy says: a list, or a text with commas."""
        given = theirs.split(",") if isinstance(theirs, str) else theirs if isinstance(theirs, Collection) else ()
        names = {each.strip() for each in given if isinstance(each, str)}
        return next((role for name, role in self.roles if name == "*" or name in names), None)

    def claim(self, claims: Mapping[str, Any], name: str) -> object:
        """A claim; a dot goes into one that holds others."""
        if name in claims:
            return claims[name]
        first, _, rest = name.partition(".")
        inner = claims.get(first)
        return self.claim(inner, rest) if rest and isinstance(inner, Mapping) else None


def cookie_name(request: HTTPConnection) -> str:
    """The name of the session cookie."""
    return SAFE_COOKIE if request.url.scheme == "https" else COOKIE


def within(host: str, networks: Networks) -> bool:
    """Whether an address is in one of these networks."""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return False
    plain = address.ipv4_mapped or address if isinstance(address, ipaddress.IPv6Address) else address
    return any(plain in network for network in networks)


def networks_of(settings: Settings) -> Networks:
    """The proxies in front. Raises :class:`SettingsError`."""
    found = []
    for each in filter(None, (part.strip() for part in settings.trusted_proxies.split(","))):
        try:
            found.append(ipaddress.ip_network(each))
        except ValueError as error:
            raise SettingsError(f"STANDPUNT_TRUSTED_PROXIES: {each!r} is geen adres of netwerk. Schrijf 10.0.0.5 of 10.0.0.0/24.") from error
    return tuple(found)


def roles_of(settings: Settings) -> tuple[tuple[str, Role], ...]:
    """What the provider or the proxy calls our roles. Raises :class:`SettingsError`."""
    found = []
    for each in filter(None, (part.strip() for part in settings.roles.split(","))):
        name, _, role = each.rpartition("=")
        if not name.strip() or role.strip() not in set(Role):
            known = ", ".join(Role)
            raise SettingsError(f"STANDPUNT_ROLES: {each!r} klopt niet. Schrijf naam=rol; een rol is {known}.")
        found.append((name.strip(), Role(role.strip())))
    return tuple(found)
