"""The corpus commands as an administrator types them, in a real process with a data folder of its own."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
OLD = "# Huisregels AI\n\n## Logboek\n\nIedere afdeling houdt een logboek bij van proeven met taalmodellen.\n"
NEW = OLD.replace("een logboek", "twee logboeken")


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "data"


def run(data: Path, *args: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", "from assistant.cli import main; main()", "corpus", *args]
    environment = {**os.environ, "STANDPUNT_DATA": str(data)}
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=300, check=False)


def test_add_show_compare_and_remove(data: Path, tmp_path: Path) -> None:
    for name, text, day in (("oud", OLD, "2024-01-01"), ("nieuw", NEW, "2026-01-01")):
        file = tmp_path / name / "huisregels.md"
        file.parent.mkdir()
        file.write_text(text, encoding="utf-8")
        done = run(data, "add", str(file), "--id", "huisregels", "--version", day, "--valid-from", day, "--kind", "beleid", "--no-index", "--json")
        assert done.returncode == 0, done.stderr
        assert json.loads(done.stdout)["outcome"] == "toegevoegd"
    rows = [row for row in json.loads(run(data, "list", "--json").stdout) if row["id"] == "huisregels"]
    assert [(row["version"], row["status"]) for row in rows] == [("2024-01-01", "geldend"), ("2026-01-01", "geldend")]
    assert "twee logboeken" in run(data, "show", "huisregels", "logboek").stdout
    changed = json.loads(run(data, "diff", "huisregels", "2024-01-01", "2026-01-01", "--json").stdout)
    assert [change["section_id"] for change in changed] == ["logboek"]
    assert {"mark": "-", "text": "een logboek"} in changed[0]["edits"] and {"mark": "+", "text": "twee logboeken"} in changed[0]["edits"]
    gone = run(data, "remove", "huisregels", "--version", "2024-01-01", "--no-index")
    assert gone.returncode == 0 and "huisregels@2024-01-01" in gone.stderr
    assert [row["version"] for row in json.loads(run(data, "list", "--json").stdout) if row["id"] == "huisregels"] == ["2026-01-01"]


@pytest.mark.parametrize(
    ("args", "told"),
    [
        (("add", "bestaat-niet.md", "--no-index"), "dit bestand is er niet"),
        (("add", ".", "--kind", "gerucht", "--no-index"), "gerucht"),
        (("add", "x.md", "--valid-from", "gisteren", "--no-index"), "jjjj-mm-dd"),
        (("remove", "bestaat-niet"), "corpus list"),
        (("show", "bestaat-niet"), "corpus list"),
        (("fetch", "bestaat-niet"), "staat niet in het manifest"),
    ],
)
def test_a_mistake_names_the_value_or_the_next_command(data: Path, args: tuple[str, ...], told: str) -> None:
    done = run(data, *args)
    assert done.returncode == 2 and told in done.stderr and "Traceback" not in done.stderr


def test_documents_carried_in_on_a_stick_are_kept_and_read(data: Path, tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    (stick / "standpunt-2025.md").write_text("# Standpunt\n\n## Kern\n\nEen proeftekst voor deze test.\n", encoding="utf-8")
    done = run(data, "fetch", "standpunt-2025-tekst", "--from-folder", str(stick), "--no-index", "--json")
    assert json.loads(done.stdout.splitlines()[0])["outcome"] == "nieuw", done.stderr
    assert (data / "official" / "standpunt-2025-tekst").is_dir()
    assert "standpunt-2025-tekst" in run(data, "list").stdout
