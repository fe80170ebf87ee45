"""What to measure: a target with its settings, read from a TOML file or from the command line.

    name = "kaal model"
    seeds = 1
    workers = 1

    [target]
    kind = "openai"                      # pipeline (this installation), server (a running Standpuntwijzer) or openai
    url = "http://127.0.0.1:8080/v1"
    model = "qwen"
    passages = 0                         # so many passages of our search are put in the prompt as [1], [2] …

    [settings]                           # for pipeline: any STANDPUNT_ setting, without its prefix
    model = "none"
"""

import os
import tomllib
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from assistant.settings import SettingsError


class Target(BaseModel):
    """Where the answers come from. ``key_env`` names the environment variable that holds the key, so that no file has to."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: Literal["pipeline", "server", "openai"] = "pipeline"
    url: str = ""
    model: str = "default"
    key_env: str = ""
    system: str = ""
    passages: Annotated[int, Field(ge=0, le=20)] = 0
    max_tokens: Annotated[int, Field(ge=1, le=8192)] = 400
    temperature: Annotated[float, Field(ge=0, le=2)] = 0.0
    timeout: Annotated[float, Field(gt=0, le=3600)] = 300.0

    @model_validator(mode="after")
    def _has_address(self) -> "Target":
        if self.kind != "pipeline" and not self.url.startswith(("http://", "https://")):
            raise ValueError(f"url: een doel van soort {self.kind} heeft een adres dat met http:// of https:// begint")
        return self

    @property
    def key(self) -> str:
        """The key, from the environment; empty without one. Raises :class:`SettingsError` when the variable is not set."""
        if not self.key_env:
            return ""
        try:
            return os.environ[self.key_env]
        except KeyError as error:
            raise SettingsError(f"Omgevingsvariabele {self.key_env} is leeg. Zet er de sleutel van {self.url} in.") from error


class Config(BaseModel):
    """All that decides what a run measures, besides the cases."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: Annotated[str, Field(max_length=80)] = ""
    target: Target = Target()
    settings: dict[str, str | int | float | bool] = {}
    seeds: Annotated[int, Field(ge=1, le=100)] = 1
    workers: Annotated[int, Field(ge=1, le=64)] = 1

    @property
    def label(self) -> str:
        """What people call it."""
        if self.name:
            return self.name
        return self.target.kind if self.target.kind == "pipeline" else f"{self.target.kind} {self.target.model}"


def read_config(file: Path | None) -> Config:
    """The configuration in ``file``, or the product as it is. Raises :class:`SettingsError`."""
    if file is None:
        return Config()
    try:
        value: Any = tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SettingsError(f"{file} is niet te lezen: {error}") from error
    return make_config(value, str(file))


def make_config(value: Any, where: str) -> Config:
    """A configuration from its values; ``where`` names it in the message. Raises :class:`SettingsError`."""
    try:
        return Config.model_validate(value)
    except ValidationError as error:
        first = error.errors()[0]
        raise SettingsError(f"{where}, {'.'.join(map(str, first['loc']))}: {first['msg']} Zie eval/config.py.") from error
