"""What each switch of ``models/closed.py`` keeps a library from: ``python tests/ops/probes.py LIBRARY with|without`` prints {switch: open?}.

Each switch is tried in the environment that is worst for it, with the other switches that would stop the same taken away: "with" applies
SWITCHES as they are, "without" leaves out the switch under trial. Open means that the library calls out, or would. Every connection is
refused here, so nothing leaves; tests/ops/test_switches.py runs this without a route to be sure.
"""

import importlib
import json
import os
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

from models import closed

ATTEMPTS: list[str] = []


class Refused(RuntimeError):
    """Not an OSError, which libraries try again for seconds."""


def _refuse(event: str, args: tuple[Any, ...]) -> None:
    if event == "socket.getaddrinfo" and args[0] not in ("127.0.0.1", "localhost", None):
        ATTEMPTS.append(str(args[0]))
        raise Refused(str(args[0]))


def attempts(act: Callable[[], object], seconds: float = 0.0) -> bool:
    """Whether ``act`` looks up any host, at once or within ``seconds`` in a thread of its own."""
    ATTEMPTS.clear()
    with suppress(Exception):
        act()
    until = time.monotonic() + seconds
    while not ATTEMPTS and time.monotonic() < until:
        time.sleep(0.02)
    return bool(ATTEMPTS)


def analytics() -> bool:
    import gradio as gr

    return attempts(gr.Blocks, 2.0)


def share() -> bool:
    import gradio as gr

    with gr.Blocks(analytics_enabled=False) as page:
        gr.Markdown("x")
    try:
        return attempts(lambda: page.launch(prevent_thread_lock=True, quiet=True), 1.0)
    finally:
        page.close(verbose=False)


def run_history() -> bool:
    import gradio as gr
    from fastapi import FastAPI

    with gr.Blocks(analytics_enabled=False) as page:
        gr.Markdown("x")
    gr.mount_gradio_app(FastAPI(), page, path="/")
    return bool(page.run_history)


def hub() -> bool:
    from huggingface_hub import HfApi, constants

    importlib.reload(constants)
    return attempts(lambda: HfApi().model_info("een/model"))


def hub_telemetry() -> bool:
    from huggingface_hub import constants
    from huggingface_hub.utils import send_telemetry

    importlib.reload(constants)
    return attempts(lambda: send_telemetry("x"), 1.0)


def hub_update() -> bool:
    from huggingface_hub import constants
    from huggingface_hub.cli._cli_utils import check_cli_update

    importlib.reload(constants)
    Path(constants.CHECK_FOR_UPDATE_DONE_PATH).unlink(missing_ok=True)
    return attempts(lambda: check_cli_update("huggingface_hub"))


def onnxruntime() -> bool:
    """Native code: it leaves its own file when it starts to tell."""
    import onnxruntime as loaded

    time.sleep(1.0)
    return bool(loaded) and any(Path.home().rglob(".onnxruntime/*"))


def chroma_telemetry() -> bool:
    from chromadb.config import Settings

    return bool(Settings().anonymized_telemetry)


def langsmith() -> bool:
    from langsmith.utils import get_env_var, tracing_is_enabled

    get_env_var.cache_clear()
    return bool(tracing_is_enabled())


def safetensors() -> bool:
    """Needs a hub to be seen at work, so: does the code that starts the conversion still read it?"""
    source = Path(str(importlib.import_module("transformers").__file__)).with_name("modeling_utils.py").read_text(encoding="utf-8")
    reads = 'not is_env_variable_true("DISABLE_SAFETENSORS_CONVERSION")' in source
    return not (reads and os.environ.get("DISABLE_SAFETENSORS_CONVERSION") == "1")


def tokenizers() -> bool:
    """Not a call: threads of native code, which a process that forks after must not have."""
    from tokenizers import Tokenizer
    from tokenizers.models import WordLevel

    def threads() -> int:
        return len(os.listdir("/proc/self/task"))

    before = threads()
    Tokenizer(WordLevel({"x": 0}, unk_token="x")).encode_batch(["x " * 100] * 500)
    return threads() > before


def fastapi_telemetry() -> bool:
    from fastapi import FastAPI

    return bool(FastAPI()._telemetry["auto_configure"])


def otel() -> bool:
    from opentelemetry.sdk.trace import TracerProvider

    return TracerProvider().get_tracer("x").start_span("x").is_recording()


class Probe(NamedTuple):
    """A switch, the worst value that the environment may have for it, the switches that would hide its work, and the trial."""

    switch: str
    worst: str | None
    hidden_by: tuple[str, ...]
    is_open: Callable[[], bool]


_OFFLINE = ("HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE")
PROBES = {
    "gradio": (
        Probe("GRADIO_ANALYTICS_ENABLED", "True", _OFFLINE, analytics),
        Probe("GRADIO_SHARE", "True", _OFFLINE, share),
        Probe("GRADIO_RUN_HISTORY", "True", (), run_history),
    ),
    "huggingface_hub": (
        Probe("HF_HUB_OFFLINE", "0", ("TRANSFORMERS_OFFLINE",), hub),
        Probe("TRANSFORMERS_OFFLINE", "0", ("HF_HUB_OFFLINE",), hub),
        Probe("HF_HUB_DISABLE_TELEMETRY", "0", (*_OFFLINE, "DO_NOT_TRACK"), hub_telemetry),
        Probe("DO_NOT_TRACK", "0", (*_OFFLINE, "HF_HUB_DISABLE_TELEMETRY"), hub_telemetry),
        Probe("HF_HUB_DISABLE_UPDATE_CHECK", "0", _OFFLINE, hub_update),
    ),
    "onnxruntime": (Probe("ORT_DISABLE_TELEMETRY", None, (), onnxruntime),),
    "chromadb": (Probe("ANONYMIZED_TELEMETRY", "True", (), chroma_telemetry),),
    "langsmith": (
        Probe("LANGSMITH_TRACING", "true", ("LANGSMITH_TRACING_V2", "LANGCHAIN_TRACING_V2"), langsmith),
        Probe("LANGSMITH_TRACING_V2", "true", (), langsmith),
        Probe("LANGCHAIN_TRACING_V2", "true", ("LANGSMITH_TRACING_V2",), langsmith),
    ),
    "transformers": (Probe("DISABLE_SAFETENSORS_CONVERSION", "0", (), safetensors),),
    "tokenizers": (Probe("TOKENIZERS_PARALLELISM", None, (), tokenizers),),
    "fastapi": (Probe("FASTAPI_OTEL_AUTO_CONFIGURE", "true", (), fastapi_telemetry),),
    "opentelemetry": (Probe("OTEL_SDK_DISABLED", "false", (), otel),),
}


def main(library: str, mode: str) -> None:
    sys.addaudithook(_refuse)
    switches, found = dict(closed.SWITCHES), {}
    for probe in PROBES[library]:
        for name in (*switches, probe.switch):
            os.environ.pop(name, None)
        if probe.worst is not None:
            os.environ[probe.switch] = probe.worst
        closed.SWITCHES.clear()
        closed.SWITCHES.update(switches)
        for name in (*probe.hidden_by, *([probe.switch] if mode == "without" else [])):
            closed.SWITCHES.pop(name, None)
        closed.apply_switches()
        found[probe.switch] = probe.is_open()
    print(json.dumps(found))
    sys.stdout.flush()
    # Threads that a library left behind are no part of the trial.
    os._exit(0)


if __name__ == "__main__":
    main(*sys.argv[1:])
