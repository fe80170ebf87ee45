"""The installer of the offline bundle, run for real on a bundle with a tiny wheel: what it refuses, what it keeps, how it goes back.

The real bundle takes minutes and gigabytes: ``packaging/prove_bundle.sh``.
"""

import base64
import ensurepip
import hashlib
import os
import platform
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

PACKAGING = Path(__file__).resolve().parents[2] / "packaging"
PIP = next((Path(ensurepip.__file__).parent / "_bundled").glob("pip-*.whl"), None)
pytestmark = pytest.mark.skipif(
    PIP is None or platform.system() != "Linux", reason="needs Linux and a Python that carries pip (ensurepip) to make a bundle of"
)
# Stands in for our program: does what the installer asks of it, and nothing else.
PROGRAM = """
import json, os, pathlib, shutil, sys
def main():
    data = pathlib.Path(os.environ["STANDPUNT_DATA"])
    with (data / "calls").open("a") as log: log.write(" ".join(sys.argv[1:3]) + chr(10))
    if sys.argv[1:3] == ["models", "install"]:
        (data / "models").mkdir(exist_ok=True)
        shutil.copyfile(sys.argv[5], data / "models" / sys.argv[3])
        (data / "models" / (sys.argv[3] + ".json")).write_text("{}")
    if sys.argv[1:] == ["doctor"] and (data / "sick").exists(): sys.exit(2)
"""


def make_wheel(folder: Path, version: str) -> Path:
    path = folder / f"standpuntwijzer-{version}-py3-none-any.whl"
    info = f"standpuntwijzer-{version}.dist-info"
    files = {
        "tiny_standpunt.py": PROGRAM,
        f"{info}/METADATA": f"Metadata-Version: 2.1\nName: standpuntwijzer\nVersion: {version}\n",
        f"{info}/WHEEL": "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        f"{info}/entry_points.txt": "[console_scripts]\nstandpuntwijzer = tiny_standpunt:main\n",
    }
    digests = {name: base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).rstrip(b"=").decode() for name, text in files.items()}
    record = "".join(f"{name},sha256={digests[name]},{len(text.encode())}\n" for name, text in files.items())
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in {**files, f"{info}/RECORD": record + f"{info}/RECORD,,\n"}.items():
            archive.writestr(name, text)
    return path


def make_bundle(folder: Path, version: str = "1.0", **facts: object) -> Path:
    """A bundle like packaging/bundle.sh makes, with pip, one wheel and one model."""
    assert PIP is not None
    (folder / "wheels").mkdir(parents=True)
    (folder / "models").mkdir()
    wheel, pip = make_wheel(folder / "wheels", version), folder / "wheels" / PIP.name
    pip.write_bytes(PIP.read_bytes())
    pin = f"standpuntwijzer=={version} --hash=sha256:{hashlib.sha256(wheel.read_bytes()).hexdigest()}\n"
    (folder / "requirements.txt").write_text(pin)
    (folder / "models" / "klein").write_bytes(b"gewichten" * 100)
    (folder / "closed.env").write_text("DO_NOT_TRACK=1\n")
    known = {
        "release": f"{version}-abc", "python": f"{sys.version_info[0]}.{sys.version_info[1]}", "machine": platform.machine(), "glibc": "2.17",
        "cpu": "", "program_mb": 50, "data_mb": 5, "models": "klein", **facts,
    }  # fmt: skip
    (folder / "BUNDLE").write_text("".join(f"{name}={value}\n" for name, value in known.items()))
    (folder / "install.sh").write_bytes((PACKAGING / "install.sh").read_bytes())
    listed = sorted(path for path in folder.rglob("*") if path.is_file())
    sums = [f"{hashlib.sha256(path.read_bytes()).hexdigest()}  ./{path.relative_to(folder)}\n" for path in listed]
    (folder / "SHA256SUMS").write_text("".join(sums))
    return folder


def install(bundle: Path, home: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the installer as somebody would on a bare machine, into ``home``."""
    home.mkdir(exist_ok=True)
    given = {"PATH": "/usr/bin:/bin", "HOME": str(home), "PYTHON": sys.executable, **environment}
    command = ["sh", str(bundle / "install.sh"), "--target", str(home / "programma"), "--data", str(home / "data")]
    return subprocess.run(command, env=given, capture_output=True, text=True, check=False, timeout=120)


def calls(home: Path) -> list[str]:
    return (home / "data" / "calls").read_text().splitlines()


def test_installs_goes_on_and_skips_what_is_done(tmp_path: Path) -> None:
    bundle, home = make_bundle(tmp_path / "bundel"), tmp_path / "thuis"
    done = install(bundle, home)
    assert done.returncode == 0, done.stderr
    current = home / "programma" / "current"
    assert os.readlink(current) == "releases/1.0-abc"
    assert "ask" in done.stdout and str(current) in done.stdout
    assert calls(home) == ["models install", "index build", "doctor"]
    assert (current / "closed.env").read_text() == "DO_NOT_TRACK=1\n"

    program = current / "bin" / "standpuntwijzer"
    made = program.stat().st_mtime_ns
    assert install(bundle, home).returncode == 0
    assert program.stat().st_mtime_ns == made

    # Cut off halfway: what is there is not trusted.
    (current / ".complete").unlink()
    program.write_text("half")
    assert install(bundle, home).returncode == 0
    assert subprocess.run([program, "doctor"], env={"STANDPUNT_DATA": str(home / "data")}, check=False).returncode == 0


def test_upgrade_keeps_the_version_before_and_goes_back(tmp_path: Path) -> None:
    home = tmp_path / "thuis"
    assert install(make_bundle(tmp_path / "a", "1.0"), home).returncode == 0
    assert install(make_bundle(tmp_path / "b", "2.0"), home).returncode == 0
    current = home / "programma" / "current"
    assert os.readlink(current) == "releases/2.0-abc"
    assert install(tmp_path / "a", home).returncode == 0
    assert os.readlink(current) == "releases/1.0-abc"


def test_a_version_that_does_not_work_is_not_put_into_use(tmp_path: Path) -> None:
    home = tmp_path / "thuis"
    assert install(make_bundle(tmp_path / "a", "1.0"), home).returncode == 0
    (home / "data" / "sick").touch()
    failed = install(make_bundle(tmp_path / "b", "2.0"), home)
    assert failed.returncode == 2
    assert os.readlink(home / "programma" / "current") == "releases/1.0-abc"


@pytest.mark.parametrize("damage", ["changed", "missing", "extra", "no list"])
def test_refuses_a_bundle_that_is_not_whole(tmp_path: Path, damage: str) -> None:
    bundle, home = make_bundle(tmp_path / "bundel"), tmp_path / "thuis"
    model = bundle / "models" / "klein"
    match damage:
        case "changed":
            model.write_bytes(b"Gewichten" + model.read_bytes()[9:])
        case "missing":
            model.unlink()
        case "extra":
            (bundle / "wheels" / "vreemd-1.0-py3-none-any.whl").touch()
        case "no list":
            (bundle / "SHA256SUMS").unlink()
    refused = install(bundle, home)
    assert refused.returncode == 2
    assert {"extra": "vreemd-1.0", "no list": "SHA256SUMS"}.get(damage, "./models/klein") in refused.stderr
    assert not list((home / "programma").iterdir()) and not (home / "data" / "calls").exists()


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"python": "3.99"}, "voor Python 3.99"),
        ({"machine": "riscv64"}, "voor riscv64"),
        ({"glibc": "9.99"}, "glibc 9.99"),
        ({"cpu": "nooitvan"}, "mist nooitvan"),
        ({"program_mb": 10**9}, "Te weinig ruimte"),
    ],
)
def test_refuses_a_machine_it_was_not_made_for(tmp_path: Path, facts: dict[str, object], said: str) -> None:
    bundle, home = make_bundle(tmp_path / "bundel", **facts), tmp_path / "thuis"
    refused = install(bundle, home)
    assert (refused.returncode, said in refused.stderr) == (2, True), refused.stderr
    # Every refusal says what to do next.
    assert len(refused.stderr.splitlines()) == 2
    assert not (home / "programma" / "current").exists()


def test_without_python_or_with_a_broken_one(tmp_path: Path) -> None:
    bundle, home = make_bundle(tmp_path / "bundel"), tmp_path / "thuis"
    refused = install(bundle, home, PYTHON="/bin/false")
    assert refused.returncode == 2
    assert "/bin/false start niet" in refused.stderr


def test_a_wheel_that_was_swapped_along_with_the_list_is_refused_by_pip(tmp_path: Path) -> None:
    bundle, home = make_bundle(tmp_path / "bundel"), tmp_path / "thuis"
    wheel = next((bundle / "wheels").glob("standpuntwijzer-*.whl"))
    before = hashlib.sha256(wheel.read_bytes()).hexdigest()
    with zipfile.ZipFile(wheel, "a") as archive:
        archive.writestr("extra.py", "")
    listed = (bundle / "SHA256SUMS").read_text().replace(before, hashlib.sha256(wheel.read_bytes()).hexdigest())
    (bundle / "SHA256SUMS").write_text(listed)
    refused = install(bundle, home)
    assert refused.returncode == 2
    assert "DO NOT MATCH" in refused.stderr and not (home / "programma" / "current").exists()


def test_the_service_needs_root_and_unknown_options_are_told(tmp_path: Path) -> None:
    told = subprocess.run(["sh", str(PACKAGING / "install.sh"), "--wat"], capture_output=True, text=True, check=False)
    assert (told.returncode, "--service" in told.stderr) == (2, True)
    if os.geteuid() == 0:
        pytest.skip("runs as root: the refusal of --service to anybody else cannot be seen")
    bundle = make_bundle(tmp_path / "bundel")
    refused = subprocess.run(["sh", str(bundle / "install.sh"), "--service"], env={"PATH": "/usr/bin:/bin", "PYTHON": sys.executable},
                             capture_output=True, text=True, check=False)  # fmt: skip
    assert (refused.returncode, "root" in refused.stderr) == (2, True)
