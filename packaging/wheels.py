"""The wheelhouse of a release: which wheels are still missing, and requirements with the checksum of each.

``wheels.py missing WHEELS < LOCK`` prints the pins without a wheel; ``wheels.py pin WHEELS < LOCK`` prints what pip must install.
"""

import hashlib
import sys
from collections.abc import Iterable
from pathlib import Path

from packaging.requirements import Requirement
from packaging.tags import sys_tags
from packaging.utils import canonicalize_name, parse_wheel_filename


def wheel_of(pin: str, wheels: Path) -> Path | None:
    """The wheel in the folder that fits a pin (``name==version``) and this Python; the most specific when there are more."""
    wanted = Requirement(pin)
    order = {tag: place for place, tag in enumerate(sys_tags())}
    fitting: list[tuple[int, Path]] = []
    for path in wheels.glob("*.whl"):
        name, version, _, tags = parse_wheel_filename(path.name)
        places = [order[tag] for tag in tags if tag in order]
        if name == canonicalize_name(wanted.name) and version in wanted.specifier and places:
            fitting.append((min(places), path))
    return min(fitting)[1] if fitting else None


def pinned(pins: Iterable[str], wheels: Path) -> list[str]:
    """One line a pin for ``pip install --require-hashes``. Raises SystemExit for a pin without a wheel."""
    lines = []
    for pin in pins:
        wheel = wheel_of(pin, wheels)
        if wheel is None:
            raise SystemExit(f"Voor {pin} is er geen wheel in {wheels}. Draai: make wheels")
        lines.append(f"{pin} --hash=sha256:{hashlib.sha256(wheel.read_bytes()).hexdigest()}  # {wheel.name}")
    return lines


def main(task: str, folder: str) -> None:
    pins = [line.strip() for line in sys.stdin if line.strip()]
    wheels = Path(folder)
    print("\n".join(pinned(pins, wheels) if task == "pin" else [pin for pin in pins if wheel_of(pin, wheels) is None]))


if __name__ == "__main__":
    main(*sys.argv[1:])
