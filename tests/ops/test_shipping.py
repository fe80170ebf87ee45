"""What ships beside the program: the unit, the container files, the licence rules, the wheelhouse and the page for administrators."""

import importlib.util
import json
import re
import shutil
import subprocess
from pathlib import Path
from types import ModuleType

import pytest
import yaml

from assistant.settings import PREFIX, Settings

ROOT = Path(__file__).resolve().parents[2]
PACKAGING = ROOT / "packaging"
UNIT = PACKAGING / "standpuntwijzer.service"


def load(name: str) -> ModuleType:
    """A script of packaging/, which is no package."""
    spec = importlib.util.spec_from_file_location(f"packaging_{name}", PACKAGING / f"{name}.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def unit() -> list[tuple[str, str]]:
    lines = UNIT.read_text(encoding="utf-8").splitlines()
    return [(line.split("=", 1)[0], line.split("=", 1)[1]) for line in lines if "=" in line and not line.startswith("#")]


def test_the_unit_closes_what_it_can(unit: list[tuple[str, str]]) -> None:
    given = dict(unit)
    assert given["User"] != "root"
    assert (given["IPAddressDeny"], given["IPAddressAllow"]) == ("any", "localhost")
    assert (given["ProtectSystem"], given["NoNewPrivileges"], given["CapabilityBoundingSet"]) == ("strict", "yes", "")
    # The switches of models/closed.py come last: no setting of the administrator turns one off.
    files = [value for name, value in unit if name == "EnvironmentFile"]
    assert files[-1].endswith("/closed.env") and len(files) == 2
    # The installation is not the service's to write in.
    assert {value for name, value in unit if name == "ReadWritePaths"} == {"/var/lib/standpuntwijzer"}


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="needs systemd-analyze (Debian package systemd)")
def test_systemd_understands_the_unit_and_finds_little_exposed(tmp_path: Path) -> None:
    verified = subprocess.run(["systemd-analyze", "verify", UNIT], capture_output=True, text=True, check=False)
    told = [line for line in (verified.stdout + verified.stderr).splitlines() if UNIT.name in line and "is not executable" not in line]
    assert told == []
    scored = subprocess.run(["systemd-analyze", "security", "--offline=yes", UNIT], capture_output=True, text=True, check=False)
    score = re.search(r"Overall exposure level for \S+: ([\d.]+)", scored.stdout)
    if score is None:
        pytest.skip(f"this systemd cannot score a unit offline: {scored.stderr.strip()[:100]}")
    assert float(score[1]) <= 1.5


def test_the_settings_of_the_service_exist(monkeypatch: pytest.MonkeyPatch) -> None:
    text = (PACKAGING / "standpuntwijzer.env").read_text(encoding="utf-8")
    given = re.findall(rf"^#?({PREFIX}\w+)=(.*)$", text, re.MULTILINE)
    assert len(given) >= 5
    for name, value in given:
        monkeypatch.setenv(name, value)
    settings = Settings()
    assert (settings.auth, settings.host, settings.data) == ("local", "127.0.0.1", Path("/var/lib/standpuntwijzer"))


def test_the_page_for_administrators_names_every_setting() -> None:
    text = (ROOT / "docs" / "beheer.md").read_text(encoding="utf-8")
    listed = re.findall(rf"^\| `{PREFIX}(\w+)` \|", text, re.MULTILINE)
    assert sorted(listed) == sorted(name.upper() for name in Settings.model_fields)


def test_the_container_runs_as_nobody_and_without_a_way_out() -> None:
    last = (PACKAGING / "Containerfile").read_text(encoding="utf-8").rsplit("\nFROM ", 1)[1]
    assert re.search(r"^USER \d+:\d+$", last, re.MULTILINE) and "HEALTHCHECK" in last and "/healthz" in last
    assert "apt-get" not in last and "pip" not in last and "COPY ." not in last
    composed = yaml.safe_load((PACKAGING / "compose.yaml").read_text(encoding="utf-8"))
    service = composed["services"]["standpuntwijzer"]
    assert service["read_only"] is True and service["cap_drop"] == ["ALL"] and "ports" not in service
    assert all(composed["networks"][name]["internal"] for name in service["networks"])
    known = {PREFIX + name.upper() for name in Settings.model_fields}
    assert set(service["environment"]) <= known
    assert service["environment"]["STANDPUNT_AUTH"] != "none"


@pytest.mark.parametrize(
    ("expression", "allowed"),
    [
        ("MIT", True),
        ("Apache-2.0 AND MIT", True),
        ("GPL-3.0-only OR MIT", True),
        ("Apache-2.0 WITH LLVM-exception", True),
        ("GPL-3.0-or-later WITH GCC-exception-3.1", True),
        ("GPL-3.0-or-later", False),
        ("AGPL-3.0-only AND MIT", False),
        ("SSPL-1.0", False),
        ("CC-BY-NC-4.0", False),
        ("Some words", False),
        ("", False),
    ],
)
def test_a_licence_goes_with_distribution_under_the_eupl(expression: str, allowed: bool) -> None:
    pytest.importorskip("license_expression")
    assert load("sbom").allowed(expression) is allowed


def test_the_sbom_has_models_and_carried_libraries_and_fails_on_a_licence_that_clashes(tmp_path: Path) -> None:
    pytest.importorskip("license_expression")
    sbom = load("sbom")
    libs = tmp_path / "venv" / "lib" / "python3.11" / "site-packages" / "x.libs"
    libs.mkdir(parents=True)
    (libs / "libgomp-f9a9ad78.so.1.0.0").touch()
    good = {"type": "library", "name": "goed", "version": "1", "licenses": [{"license": {"id": "MIT"}}]}
    source = tmp_path / "environment.json"
    source.write_text(json.dumps({"components": [good]}))
    assert sbom.main(str(source), str(tmp_path)) == 0
    components = {part["name"]: part for part in json.loads((tmp_path / "sbom.cdx.json").read_text())["components"]}
    assert {"goed", "libgomp"} < set(components)
    models = [part for part in components.values() if part["type"] == "machine-learning-model"]
    assert len(models) == 2 and all(len(part["hashes"][0]["content"]) == 64 for part in models)

    (libs / "libonbekend-1.so").touch()
    assert sbom.main(str(source), str(tmp_path)) == 1
    (libs / "libonbekend-1.so").unlink()
    source.write_text(json.dumps({"components": [good, {**good, "name": "fout", "licenses": [{"expression": "AGPL-3.0-only"}]}]}))
    assert sbom.main(str(source), str(tmp_path)) == 1


def test_the_wheelhouse_knows_what_is_missing_and_pins_the_rest(tmp_path: Path) -> None:
    wheels = load("wheels")
    (tmp_path / "pure_thing-1.0-py3-none-any.whl").write_bytes(b"x")
    (tmp_path / "other-2.0-cp27-cp27m-win32.whl").write_bytes(b"x")
    assert wheels.wheel_of("Pure.Thing==1.0", tmp_path) is not None
    assert wheels.wheel_of("pure-thing==1.1", tmp_path) is None
    assert wheels.wheel_of("other==2.0", tmp_path) is None
    (line,) = wheels.pinned(["pure-thing==1.0"], tmp_path)
    assert line.startswith("pure-thing==1.0 --hash=sha256:2d711642b726")
    with pytest.raises(SystemExit, match="other"):
        wheels.pinned(["other==2.0"], tmp_path)
