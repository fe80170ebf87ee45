"""Signing in at an OpenID Connect provider: authorization code with PKCE, state and nonce, by Authlib.

Authlib believes what the provider's description says of the issuer, the audience and the ways to sign; what must be so is said here.
"""

import ssl
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import urlsplit

from fastapi import APIRouter, Request
from fastapi.responses import Response
from starlette.concurrency import run_in_threadpool

from assistant.accounts import Account, valid_account_name
from assistant.settings import Settings, SettingsError
from ui.access import SIGN_IN, visitor_of
from ui.identity import Identity
from ui.sign_in import SignIn, from_where, safe_target

if TYPE_CHECKING:
    from authlib.integrations.starlette_client import StarletteOAuth2App

# Never "none", and never a shared secret: with that the public key could be one.
_SIGNED = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA", "Ed25519")
_LEEWAY, _PATIENCE = 60, 10.0


class Untrusted(Exception):
    """The provider is not, or says not, what the settings name."""


def client_of(settings: Settings) -> "StarletteOAuth2App":
    """The provider as Authlib talks to it. Raises :class:`SettingsError` when a setting is missing or not safe."""
    from authlib.integrations.starlette_client import OAuth

    issuer = urlsplit(settings.oidc_issuer)
    if issuer.scheme != "https" and not (issuer.scheme == "http" and issuer.hostname in ("127.0.0.1", "localhost", "::1")):
        raise SettingsError(f"STANDPUNT_OIDC_ISSUER={settings.oidc_issuer!r}: geef het adres van de aanmelddienst, met https.")
    if not settings.oidc_client:
        raise SettingsError("STANDPUNT_OIDC_CLIENT is leeg. Vul het client-id in dat de aanmelddienst aan deze site gaf.")
    about = {"scope": "openid profile", "code_challenge_method": "S256", "timeout": _PATIENCE, "verify": _trusted(settings)}
    metadata = settings.oidc_issuer.rstrip("/") + "/.well-known/openid-configuration"
    registered = OAuth().register(
        "oidc", client_id=settings.oidc_client, client_secret=secret_of(settings), server_metadata_url=metadata, client_kwargs=about
    )
    return cast("StarletteOAuth2App", registered)


def _trusted(settings: Settings) -> ssl.SSLContext:
    try:
        return ssl.create_default_context(cafile=settings.ca_file or None)
    except OSError as error:
        raise SettingsError(f"STANDPUNT_CA_FILE={settings.ca_file} is niet te lezen: {error}.") from error


def secret_of(settings: Settings) -> str:
    """The client secret. Raises :class:`SettingsError` when there is none."""
    if settings.oidc_secret_file is None:
        if not settings.oidc_secret:
            raise SettingsError("Zet STANDPUNT_OIDC_SECRET_FILE op een bestand met het client-secret van de aanmelddienst.")
        return settings.oidc_secret
    try:
        return settings.oidc_secret_file.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeError) as error:
        raise SettingsError(f"STANDPUNT_OIDC_SECRET_FILE={settings.oidc_secret_file} is niet te lezen: {error}.") from error


async def _described(client: Any, issuer: str) -> None:
    """Read what the provider says of itself. Raises :class:`Untrusted` when it is another one, or signs in no way that is safe."""
    metadata = await client.load_server_metadata()
    if metadata.get("issuer") != issuer:
        client.server_metadata.pop("_loaded_at", None)
        raise Untrusted("issuer")
    offered = metadata.get("id_token_signing_alg_values_supported", ["RS256"])
    metadata["id_token_signing_alg_values_supported"] = [name for name in offered if name in _SIGNED]
    if not metadata["id_token_signing_alg_values_supported"]:
        raise Untrusted("alg")


def account_of(identity: Identity, claims: dict[str, Any]) -> Account | None:
    """Who signed in, with our role; None for who has none here, or no name that can be kept."""
    settings = identity.settings
    name = identity.claim(claims, settings.oidc_name)
    named = valid_account_name(name) if isinstance(name, str) else ""
    role = identity.role_of(identity.claim(claims, settings.oidc_role))
    return Account(named, role) if named and role else None


async def _claims(client: Any, request: Request, settings: Settings) -> dict[str, Any]:
    """What the provider says of who comes back. Raises :class:`Untrusted` or an error of Authlib."""
    if request.query_params.get("iss", settings.oidc_issuer) != settings.oidc_issuer:
        raise Untrusted("iss")
    await _described(client, settings.oidc_issuer)
    wanted = {"iss": {"essential": True, "value": settings.oidc_issuer}, "aud": {"essential": True, "value": settings.oidc_client}}
    token = await client.authorize_access_token(request, claims_options=wanted, leeway=_LEEWAY)
    if not token.get("userinfo"):
        raise Untrusted("id_token")
    return dict(token["userinfo"])


def routes(sign_in: SignIn) -> APIRouter:
    """``/aanmelden/start``, which goes to the provider, and ``/aanmelden/terug``, where it sends the browser back."""
    from authlib.integrations.base_client import OAuthError
    from httpx2 import HTTPError  # the one that Authlib uses
    from joserfc.errors import JoseError

    router = APIRouter(include_in_schema=False)
    settings, identity = sign_in.identity.settings, sign_in.identity
    client = client_of(settings)
    # Whatever the provider sends that is not as it should be.
    strange = (Untrusted, ValueError, KeyError, TypeError, AttributeError, RuntimeError)

    async def no(request: Request, fault: str, reason: str) -> Response:
        sign_in.failed(reason, from_where(request))
        return await run_in_threadpool(sign_in.page, request, f"{visitor_of(request).root}/", fault)

    @router.get(f"{SIGN_IN}/start")
    async def start(request: Request, naar: str = "/") -> Response:
        root = visitor_of(request).root
        if seconds := sign_in.wait(from_where(request)):
            return sign_in.page(request, f"{root}/", "often", seconds=seconds)
        flow: dict[str, Any] = {}
        request.scope["session"] = flow
        back = f"{request.url.scheme}://{request.url.netloc}{root}{SIGN_IN}/terug"
        try:
            await _described(client, settings.oidc_issuer)
            response: Response = await client.authorize_redirect(request, back)
        except (HTTPError, *strange) as error:
            return await no(request, "provider", type(error).__name__)
        sign_in.keep_flow(request, response, {**flow, "target": safe_target(naar, root)})
        return response

    @router.get(f"{SIGN_IN}/terug")
    async def back(request: Request) -> Response:
        if seconds := sign_in.wait(from_where(request)):
            return sign_in.page(request, f"{visitor_of(request).root}/", "often", seconds=seconds)
        flow = sign_in.flow(request)
        target = safe_target(str(flow.pop("target", "/")), visitor_of(request).root)
        request.scope["session"] = flow
        try:
            claims = await _claims(client, request, settings)
        except HTTPError as error:
            return await no(request, "provider", type(error).__name__)
        except (OAuthError, JoseError, *strange) as error:
            return await no(request, "refused", type(error).__name__)
        account = account_of(identity, claims)
        if account is None:
            return await no(request, "role", "role")
        return await run_in_threadpool(sign_in.welcome, request, account, target)

    return router
