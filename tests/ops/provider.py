"""A small OpenID Connect provider on loopback that keeps to the protocol (PKCE, redirect address, client secret), or breaks one rule of it."""

import base64
import hashlib
import hmac
import json
import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import RSAKey

CLIENT, SECRET = "standpuntwijzer", "geheim-van-de-client"


@dataclass
class Provider:
    """``fault`` is the rule that it breaks; ``claims`` is what it says of who signs in; ``asked`` is what came to its endpoints."""

    port: int = 0
    kid: str = "een"
    fault: str = ""
    claims: dict[str, Any] = field(default_factory=lambda: {"sub": "42", "preferred_username": "Anna", "roles": ["sw-trainers"]})
    key: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, {"kid": "een"}))
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)

    @property
    def issuer(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def metadata(self) -> dict[str, Any]:
        algorithms = {"alg-none": ["none"], "alg-shared": ["HS256"]}.get(self.fault, ["RS256", "none", "HS256"])
        return {
            "issuer": "https://ander.example" if self.fault == "metadata-issuer" else self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize", "token_endpoint": f"{self.issuer}/token", "jwks_uri": f"{self.issuer}/jwks",
            "response_types_supported": ["code"], "subject_types_supported": ["public"], "id_token_signing_alg_values_supported": algorithms,
            "code_challenge_methods_supported": ["S256"],
        }  # fmt: skip

    def authorize(self, asked: dict[str, str]) -> str:
        """Where the browser is sent back to, as somebody who consents at once."""
        code = secrets.token_urlsafe(16)
        self.codes[code] = asked
        state = "anders" if self.fault == "state" else asked["state"]
        extra = {"iss": "https://ander.example"} if self.fault == "callback-issuer" else {}
        return f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': state, **extra})}"

    def token(self, sent: dict[str, str], authorization: str) -> tuple[int, dict[str, Any]]:
        asked = self.codes.pop(sent.get("code", ""), None)
        basic = "Basic " + base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        challenge = base64.urlsafe_b64encode(hashlib.sha256(sent.get("code_verifier", "").encode()).digest()).rstrip(b"=").decode()
        if not asked or authorization != basic or sent.get("redirect_uri") != asked["redirect_uri"]:
            return 400, {"error": "invalid_grant"}
        if asked.get("code_challenge_method") != "S256" or challenge != asked.get("code_challenge"):
            return 400, {"error": "invalid_grant"}
        if self.fault == "token-down":
            return 500, {"error": "server_error"}
        answer: dict[str, Any] = {"access_token": secrets.token_urlsafe(), "token_type": "Bearer", "expires_in": 60}
        return 200, answer if self.fault == "no-id-token" else answer | {"id_token": self.id_token(asked["nonce"])}

    def id_token(self, nonce: str) -> str:
        now = int(time.time())
        claims = {"iss": self.issuer, "aud": CLIENT, "exp": now + 60, "iat": now, "nonce": nonce, **self.claims}
        match self.fault:
            case "nonce":
                claims["nonce"] = "anders"
            case "no-nonce":
                del claims["nonce"]
            case "expired":
                claims |= {"exp": now - 3600, "iat": now - 7200}
            case "no-expiry":
                del claims["exp"]
            case "audience":
                claims["aud"] = "een-andere-site"
            case "audience-azp":
                # For another site, but naming us as who asked for it.
                claims |= {"aud": "een-andere-site", "azp": CLIENT}
            case "issuer":
                claims["iss"] = "https://ander.example"
            case "future":
                claims["nbf"] = now + 3600
        return self._signed(claims)

    def _signed(self, claims: dict[str, Any]) -> str:
        if self.fault == "signature":
            return jwt.encode({"alg": "RS256", "kid": "een"}, claims, RSAKey.generate_key(2048, {"kid": "een"}))
        if self.fault in ("unsigned", "alg-none"):
            return f"{_part({'alg': 'none'})}.{_part(claims)}."
        if self.fault in ("public-key-as-secret", "alg-shared"):
            signed = f"{_part({'alg': 'HS256', 'kid': 'een'})}.{_part(claims)}"
            code = hmac.new(self.key.as_pem(private=False), signed.encode(), hashlib.sha256).digest()
            return f"{signed}.{base64.urlsafe_b64encode(code).rstrip(b'=').decode()}"
        if self.fault == "tampered":
            head, body, signature = jwt.encode({"alg": "RS256", "kid": self.kid}, claims, self.key).split(".")
            changed = json.loads(base64.urlsafe_b64decode(body + "==")) | {"roles": ["sw-beheer"]}
            return f"{head}.{_part(changed)}.{signature}"
        return "onzin" if self.fault == "nonsense" else jwt.encode({"alg": "RS256", "kid": self.kid}, claims, self.key)


def _part(form: dict[str, Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(form).encode()).rstrip(b"=").decode()


@contextmanager
def running(provider: Provider) -> Iterator[Provider]:
    """Serve it on loopback."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            url = urlsplit(self.path)
            asked = {name: values[0] for name, values in parse_qs(url.query).items()}
            provider.asked.append((url.path, asked))
            match url.path:
                case "/.well-known/openid-configuration":
                    self._json(200, provider.metadata())
                case "/jwks":
                    self._json(200, {"keys": [provider.key.as_dict(private=False)]})
                case "/authorize":
                    self.send_response(302)
                    self.send_header("Location", provider.authorize(asked))
                    self.end_headers()
                case _:
                    self._json(404, {})

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"])).decode()
            sent = {name: values[0] for name, values in parse_qs(body).items()}
            provider.asked.append((self.path, sent))
            self._json(*provider.token(sent, self.headers.get("authorization", "")))

        def _json(self, status: int, form: dict[str, Any]) -> None:
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.end_headers()
            self.wfile.write(json.dumps(form).encode())

        def log_message(self, format: str, *args: Any) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        provider.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield provider
        finally:
            server.shutdown()
            thread.join()
