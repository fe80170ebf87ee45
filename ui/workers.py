"""Several processes that serve the site together on one socket, for more users than one can serve.

Each has the whole program but no language model of its own: that is on a server, or there is none. What they share is in the data folder, where
every write is whole and behind a lock. A process that dies is started again; on SIGHUP they are replaced one by one, without a request lost.
"""

import multiprocessing
import os
import signal
import socket
import sys
import threading
from typing import TYPE_CHECKING

from assistant.settings import PREFIX, Settings, SettingsError
from models.closed import apply_switches

if TYPE_CHECKING:
    from fastapi import FastAPI

# Seconds in which a process must say that it is alive, or be ready: loading the models may take long on a busy machine.
_START = 120
_MISTAKE = 2


def check(settings: Settings) -> None:
    """Raises :class:`SettingsError` when several processes would each load a language model."""
    if settings.workers > 1 and not settings.openai_url and settings.model != "none":
        raise SettingsError(
            f"STANDPUNT_WORKERS={settings.workers}: elk proces zou een eigen taalmodel laden. Zet STANDPUNT_OPENAI_URL op een modelserver, "
            "of zet STANDPUNT_MODEL=none voor alleen letterlijke passages. Zie docs/groei.md."
        )


def serve(opened: socket.socket, settings: Settings) -> None:
    """Serve the site with ``settings.workers`` processes on a socket of :func:`ui.app.listen` until Ctrl-C."""
    import uvicorn
    from uvicorn.config import STARTUP_FAILURE
    from uvicorn.supervisors import Multiprocess

    from assistant.watch.metrics import counted_together
    from ui.app import OPTIONS, address_of

    class Group(Multiprocess):
        def keep_subprocess_alive(self) -> None:
            # As long as this process holds their end of the pipe, it waits for the answer of one that has died.
            for process in self.processes:
                process.child_conn.close()
            super().keep_subprocess_alive()

    print(f"Standpuntwijzer start {settings.workers} processen op {address_of(opened)}  (stoppen: Ctrl-C)", flush=True)
    # Together they use the machine and the model server once.
    shared = {"threads": settings.threads or os.cpu_count() or 1, "openai_places": settings.openai_places}
    os.environ.update({PREFIX + name.upper(): str(max(1, whole // settings.workers)) for name, whole in shared.items()})
    config = uvicorn.Config("ui.workers:factory", factory=True, workers=settings.workers, timeout_worker_healthcheck=_START, **OPTIONS)
    group = Group(config, sockets=[opened])
    with counted_together():
        group.run()
    if any(process.exitcode == STARTUP_FAILURE for process in group.processes):
        sys.exit(_MISTAKE)


def factory() -> "FastAPI":
    """The site of one process, as the environment sets it."""
    apply_switches()
    from uvicorn.config import STARTUP_FAILURE

    from assistant.build import load_assistant
    from assistant.errors import EXPECTED
    from assistant.terminal import read_settings, say
    from assistant.watch.watch import Watch
    from ui.app import create_app
    from ui.gate import door_of

    threading.Thread(target=_follow, daemon=True, name="follow").start()
    try:
        settings = read_settings()
        watch = Watch.of(settings)
        return create_app(load_assistant(settings, many=True, serving=True), settings.language, settings.data, watch=watch, door=door_of(settings))
    except EXPECTED as error:
        # The others would fail the same way: this status stops them all.
        say(str(error))
        sys.exit(STARTUP_FAILURE)


def _follow() -> None:
    """End with the process that started this one, also when that was killed: nobody else holds the port for ever."""
    if parent := multiprocessing.parent_process():
        parent.join()
        os.kill(os.getpid(), signal.SIGTERM)
