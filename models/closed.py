"""Every switch that keeps our dependencies from calling out, in one place.

Libraries read these when they are imported, so :func:`apply_switches` runs before the first heavy import: at the start of the
command line, of the tests, and in each module that owns a heavy library. Versions that need no switch are required in
``pyproject.toml`` (Gradio 6.17.3 or newer loads no remote fonts or scripts; Chroma 1.5.4 or newer has no telemetry).
"""

import os

SWITCHES = {
    "GRADIO_ANALYTICS_ENABLED": "False",
    "GRADIO_SHARE": "False",
    "GRADIO_RUN_HISTORY": "False",
    "HF_HUB_OFFLINE": "1",
    "TRANSFORMERS_OFFLINE": "1",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "HF_HUB_DISABLE_UPDATE_CHECK": "1",
    "DO_NOT_TRACK": "1",
    "ORT_DISABLE_TELEMETRY": "1",
    "ANONYMIZED_TELEMETRY": "False",
    "LANGSMITH_TRACING": "false",
    "LANGSMITH_TRACING_V2": "false",
    "LANGCHAIN_TRACING_V2": "false",
    "DISABLE_SAFETENSORS_CONVERSION": "1",
    "TOKENIZERS_PARALLELISM": "false",
    "FASTAPI_OTEL_AUTO_CONFIGURE": "false",
    "OTEL_SDK_DISABLED": "true",
}
_LOOPBACK = ("localhost", "127.0.0.1", "::1")
# What the environment said of each switch before this program set it.
_found: dict[str, str | None] = {}


def apply_switches() -> None:
    """Set every switch in this process, whatever the environment said; calling it again changes nothing."""
    for name in SWITCHES:
        _found.setdefault(name, os.environ.get(name))
    os.environ.update(SWITCHES)
    # Gradio asks itself over HTTP whether it is up; through a proxy that call would leave the machine or fail.
    for name in ("NO_PROXY", "no_proxy"):
        hosts = [host for host in os.environ.get(name, "").split(",") if host]
        os.environ[name] = ",".join([*hosts, *(host for host in _LOOPBACK if host not in hosts)])


def environment_said() -> dict[str, str | None]:
    """Each switch as the environment had it when this process started; None for one that was not set."""
    return {name: _found[name] if name in _found else os.environ.get(name) for name in SWITCHES}
