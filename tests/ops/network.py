"""A network without any route, in a namespace of its own: only loopback is up."""

import functools
import shutil
import subprocess
import sys

import pytest

# What runs in it may be anything but a way out: not even a default route is left.
NO_ROUTE = ("unshare", "--user", "--map-root-user", "--net", "sh", "-c", 'ip link set lo up && exec "$@"', "sh")


CLI = (sys.executable, "-c", "from assistant.cli import main; main()")


@functools.cache
def can_unshare() -> bool:
    """Whether this machine lets us have a network namespace."""
    if not shutil.which("unshare") or not shutil.which("ip"):
        return False
    return subprocess.run([*NO_ROUTE, "true"], capture_output=True, check=False).returncode == 0


needs_namespace = pytest.mark.skipif(not can_unshare(), reason="needs user and network namespaces: unshare (util-linux), ip (iproute2)")
