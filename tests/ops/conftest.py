"""The proofs that take minutes (a network without a route, workers behind a proxy, kill -9 again and again) run with ``make prove``."""

import os
from pathlib import Path
from typing import Any

import pytest

from index.retriever import HybridRetriever
from tests.ops.entering import accounts_of, app_of

_LONG = frozenset(
    f"test_{name}.py" for name in ("closed", "workers", "model_server_killed", "nothing_kept", "faults_kill", "faults_slow")
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    if os.environ.get("LONG_TESTS"):
        return
    for item in items:
        if item.path.name in _LONG and item.path.parent.name == "ops":
            item.add_marker(pytest.mark.skip(reason="takes minutes: make prove"))


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with an account for each role."""
    data = tmp_path_factory.mktemp("data")
    accounts_of(data)
    return data


@pytest.fixture(scope="module")
def app(retriever: HybridRetriever, data: Path) -> Any:
    """The site that these accounts sign in to."""
    return app_of(retriever, data)
