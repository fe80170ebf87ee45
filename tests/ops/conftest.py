"""The proofs that take minutes (a network without a route, workers behind a proxy, kill -9 again and again) run with ``make prove``."""

import os

import pytest

_LONG = frozenset(
    f"test_{name}.py" for name in ("closed", "workers", "model_server_killed", "nothing_kept", "faults_kill", "faults_slow")
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    if os.environ.get("LONG_TESTS"):
        return
    for item in items:
        if item.path.name in _LONG and item.path.parent.name == "ops":
            item.add_marker(pytest.mark.skip(reason="takes minutes: make prove"))
