"""What a wheel holds: a file that is not Python and not in the list of package data would be missing for whoever installs it."""

import subprocess
import tomllib
from pathlib import Path, PurePosixPath

ROOT = Path(__file__).resolve().parents[1]
# For who works in a checkout: building the binding, and what is written about the data.
NOT_SHIPPED = {"llama-build.cmake", "README.md", "LOG.md", "LEXICON.md", "answers-test.md"}


def test_every_data_file_is_in_the_package() -> None:
    setup = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["setuptools"]
    listed = subprocess.run(["git", "ls-files", *setup["packages"]], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split()
    data = [path for path in map(PurePosixPath, listed) if path.suffix != ".py" and path.name not in NOT_SHIPPED]
    patterns = {f"{package}/{pattern}" for package, found in setup["package-data"].items() for pattern in found}
    assert len(data) > 40
    assert [path for path in data if not any(path.match(pattern) for pattern in patterns)] == []
