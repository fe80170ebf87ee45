"""Every knob, read once from the environment (``STANDPUNT_...``) at the start of a command."""

import os
from pathlib import Path
from typing import Any, Literal

from pydantic import ValidationError, field_validator
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
    encoder: str = "all-minilm-l6-v2"
    """Encoder: an id of the catalogue, or a folder (or hub name, after install) of a model that reads Dutch."""
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
    """Address the web page listens on; anything but loopback is refused until sign-in exists."""
    port: int = 7860
    """Port of the web page."""
    language: Literal["nl", "en"] = "nl"
    """Language of the pages."""

    @field_validator("threads", "reranker", mode="before")
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
        raise SettingsError(f"Instelling {unknown[0]} bestaat niet. Bekende instellingen: {', '.join(sorted(known))}.")
    try:
        return Settings(**{key: value for key, value in overrides.items() if value is not None})
    except ValidationError as error:
        first = error.errors()[0]
        name = PREFIX + str(first["loc"][0]).upper()
        raise SettingsError(f"Instelling {name}={first['input']!r} kan niet: {first['msg']}.") from error
