"""Every knob, read once from the environment (``STANDPUNT_...``) at the start of a command."""

import os
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

PREFIX = "STANDPUNT_"


class SettingsError(Exception):
    """A setting that does not exist or has an impossible value; the message names it."""


def default_data() -> Path:
    """``data/`` of the checkout this runs from, else the user's data folder (XDG)."""
    checkout = Path(__file__).resolve().parents[1]
    if (checkout / "pyproject.toml").is_file():
        return checkout / "data"
    base = os.environ.get("XDG_DATA_HOME") or str(Path.home() / ".local" / "share")
    return Path(base) / "standpuntwijzer"


class Settings(BaseSettings):
    """What an administrator can set; the description of each field is shown by ``standpuntwijzer doctor``."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True, extra="forbid")

    data: Path = default_data()
    """Folder for models and index."""
    corpus: Path | None = None
    """Folder with documents in the format of corpus/starter; empty: the built-in corpus."""
    model: str = "qwen2.5-coder-1.5b-instruct-q4_k_m"
    """Generator: an id of the catalogue, the path of a GGUF file, or "none" for literal passages only."""
    openai_url: str = ""
    """Address of an OpenAI-compatible server, for example http://llm.intern/v1; used instead of a local model."""
    openai_model: str = "default"
    """Name of the model on that server."""
    openai_key: str = ""
    """Key for that server."""
    openai_places: int = Field(8, ge=1, le=1000)
    """How many answers that server writes at a time; who comes after that waits in line. The model of this machine writes one."""
    openai_connect: float = Field(3.0, gt=0)
    """Seconds to connect to that server."""
    openai_first: float = Field(30.0, gt=0)
    """Seconds until its first word, tries after a failure included."""
    openai_between: float = Field(15.0, gt=0)
    """Seconds it may be silent between two words."""
    openai_whole: float = Field(120.0, gt=0)
    """Seconds for a whole reply."""
    openai_tries: int = Field(3, ge=1, le=10)
    """How often a request is sent at most, as long as there is no first word."""
    openai_rest: float = Field(15.0, ge=0)
    """Seconds that a server which failed three times in a row is left alone; answers are literal passages meanwhile."""
    encoder: str = "all-minilm-l6-v2"
    """Encoder: an id of the catalogue, or a folder (or hub name, after install) of a model that reads Dutch."""
    vectors: str = "chroma"
    """Where vectors are kept: "chroma" (in the data folder), or the address of a PostgreSQL with pgvector, for example
    postgresql://standpunt@db.intern/standpunt; a password belongs in ~/.pgpass."""
    reranker: Path | None = None
    """Folder of a cross-encoder that reads Dutch; it puts what was found in order again. Empty: none."""
    style: Literal["", "condense", "compose"] = ""
    """How the model is asked: "condense" two sentences (small models) or "compose" an answer from six (large ones); empty: as the catalogue
    says, else condense."""
    judge: str = "model"
    """Second opinion on sentences in other words than the source's: "model" (the generator itself), the folder of an NLI cross-encoder,
    or "none"."""
    hub: bool = False
    """Whether installing may use the model hub."""
    hub_url: str = "https://huggingface.co"
    """Address of the model hub or its mirror."""
    threads: int | None = None
    """Threads for the models; empty: all cores."""
    context: int = 4096
    """Context of the local model in tokens."""
    patience: float = Field(120.0, ge=1, le=3600)
    """Seconds that the local model of a server may be silent before it is ended and started again; answers are literal passages meanwhile."""
    longest_wait: float = Field(180.0, ge=0)
    """Seconds that somebody may have to wait for the model; who would wait longer gets literal passages at once."""
    contact: str = ""
    """Address that publishers can write to; sent along when documents are fetched."""
    proxy: str = ""
    """Proxy for fetching documents, for example http://proxy.intern:3128."""
    mirror: str = ""
    """Address or folder with copies of the official documents, as <host>/<path>."""
    ca_file: str = ""
    """Certificates of an organisation that inspects its network traffic."""
    ocr: bool = False
    """Whether the text of scanned PDFs is recognised when they are added (needs ocrmypdf and tesseract)."""
    host: str = "127.0.0.1"
    """Address the web page listens on; anything but loopback is refused without sign-in (STANDPUNT_AUTH)."""
    port: int = 7860
    """Port of the web page."""
    workers: int = Field(1, ge=1, le=64)
    """Processes that serve the site; with more than one the language model is on a server (STANDPUNT_OPENAI_URL) or there is none."""
    language: Literal["nl", "en"] = "nl"
    """Language of the pages."""
    personal_data: Literal["ask", "block", "warn"] = "ask"
    """Personal data in a question: "ask" first on the page and point it out elsewhere, "block" it everywhere until it is taken out, or "warn":
    only point it out."""
    retention_days: int = Field(0, ge=0)
    """Days that ratings, reviews, runs and results of groups are kept; "standpuntwijzer privacy purge" deletes what is older. 0: no limit."""
    auth: Literal["none", "local", "oidc", "proxy"] = "none"
    """How visitors sign in: not (this machine only), with an account of this installation ("standpuntwijzer accounts add"), at an OpenID
    Connect provider, or at a proxy in front that names them in headers."""
    hosts: str = ""
    """Names under which visitors reach the site, with commas: standpuntwijzer.intern. Any other name is refused."""
    trusted_proxies: str = ""
    """Addresses or networks of the proxies in front, with commas; only what these say about visitors and https is believed."""
    roles: str = "*=user"
    """What the provider or the proxy calls a role, with our role, with commas: sw-trainers=trainer,sw-beheer=administrator,*=user ("*": everybody
    who may sign in there). Who fits several gets the first."""
    header_name: str = "X-Remote-User"
    """Header in which the proxy gives the name of the visitor."""
    header_roles: str = "X-Remote-Groups"
    """Header in which the proxy gives roles or groups, with commas."""
    oidc_issuer: str = ""
    """Address of the OpenID Connect provider, as it calls itself: https://sso.intern/realms/rijk."""
    oidc_client: str = ""
    """Client id at that provider. Its redirect address is https://<site>/aanmelden/terug."""
    oidc_secret: str = ""
    """Client secret; rather put it in a file."""
    oidc_secret_file: Path | None = None
    """File with the client secret."""
    oidc_name: str = "preferred_username"
    """Claim with the name of the visitor; it must be different for everybody and stay the same."""
    oidc_role: str = "roles"
    """Claim with roles or groups; a dot goes into a claim: realm_access.roles."""
    session_idle: int = Field(30, ge=1, le=1440)
    """Minutes without a request after which a visitor must sign in again."""
    session_longest: int = Field(600, ge=1, le=10080)
    """Minutes after which a visitor must sign in again in any case."""
    limit_ask: str = ""
    """How often one account (without sign-in: one address) may ask, as "30/minute;600/day". Empty: 30 a minute with sign-in, without no limit."""
    limit_sign_in: str = "10/minute"
    """How often signing in may go wrong from one address, and for one name."""
    log: Literal["text", "json", "off"] = "text"
    """What the server tells on stderr, one line an event and never any content: for people, for a program, or nothing."""
    log_level: Literal["error", "warning", "info"] = "warning"
    """From which level on; "info" is a line for every request and every answer."""
    audit: Literal["off", "meta", "content"] = "off"
    """Audit trail in <data>/audit: none; who, when, sources, model and verdicts; or the question and the answer as well."""
    audit_full: Literal["", "answer", "refuse"] = ""
    """When the trail cannot be written (full disk): "answer" goes on and counts what is missing, "refuse" stops answering. Empty: answer for
    "meta", refuse for "content"."""
    audit_days: int = Field(365, ge=0)
    """Days that the audit trail is kept; 0: for ever."""
    disk_floor: int = Field(200, ge=0)
    """Megabytes that must be free in the data folder for /readyz to say ready."""

    @field_validator("threads", "reranker", "oidc_secret_file", mode="before")
    @classmethod
    def _empty_is_none(cls, value: object) -> object:
        return None if value == "" else value

    @field_validator("context")
    @classmethod
    def _context_fits(cls, value: int) -> int:
        if not 1024 <= value <= 131072:
            raise ValueError("kies 1024 tot en met 131072")
        return value

    @field_validator("port")
    @classmethod
    def _port_exists(cls, value: int) -> int:
        if not 0 <= value <= 65535:
            raise ValueError("kies 0 tot en met 65535")
        return value


def load_settings(**overrides: Any) -> Settings:
    """The settings of this process. Raises :class:`SettingsError` for a misspelt name or an impossible value."""
    known = {PREFIX + name.upper() for name in Settings.model_fields}
    unknown = sorted(name for name in os.environ if name.upper().startswith(PREFIX) and name.upper() not in known)
    if unknown:
        near = get_close_matches(unknown[0].upper(), sorted(known), n=1)
        hint = f"Bedoelde u {near[0]}?" if near else f"Bekende instellingen: {', '.join(sorted(known))}."
        raise SettingsError(f"Instelling {unknown[0]} bestaat niet. {hint}")
    try:
        return Settings(**{key: value for key, value in overrides.items() if value is not None})
    except ValidationError as error:
        first = error.errors()[0]
        name = PREFIX + str(first["loc"][0]).upper()
        raise SettingsError(f"Instelling {name}={first['input']!r} kan niet: {first['msg']}.") from error
