"""A lesson as a zip for a learning platform: SCORM 1.2, SCORM 2004 (4th edition) or xAPI (a Tin Can package).

Everything the lesson needs is in the zip and nothing is asked of another host, except that an xAPI package sends to the address that the
platform gives it. What the files in the zip do is in ``static/lesson_launch.js`` and the script of each kind beside it.
"""

import json
import re
from dataclasses import asdict
from io import BytesIO
from typing import Literal, get_args
from urllib.parse import urlsplit
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from assistant.instruction.edition import Edition, as_json
from ui import theme
from ui.lesson_package_strings import PACKAGE
from ui.lesson_strings import player_words
from ui.pages import STATIC, fragment

Kind = Literal["scorm12", "scorm2004", "xapi"]
KINDS: tuple[Kind, ...] = get_args(Kind)
# What activities are named after until an organisation gives an address of its own; ".invalid" never exists.
BASE = "https://standpuntwijzer.invalid/les/"
MASTERY = 70
# SCORM 1.2 allows a title of 200 characters.
_LONGEST_TITLE = 200
_POLICY = "default-src 'none'; script-src 'self' file:; style-src 'self' file:; img-src 'self' file:; base-uri 'none'; form-action 'none'"
_MANIFESTS = {"scorm12": "imsmanifest.xml", "scorm2004": "imsmanifest.xml", "xapi": "tincan.xml"}
# The oldest day that a zip can hold: the same lesson gives the same bytes on any day.
_DAY = (1980, 1, 1, 0, 0, 0)
# What XML cannot hold, not even escaped.
_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def package(shown: Edition, kind: Kind, *, mastery: int = MASTERY, base: str = BASE) -> bytes:
    """The zip of a lesson. ``mastery`` is the percentage (0 to 100) with which one passes; ``base`` the address (http or https) that the
    names of xAPI activities begin with. Raises :class:`ValueError` when either cannot be that.
    """
    if not 0 <= mastery <= 100:
        raise ValueError(f"mastery: {mastery} is geen percentage van 0 tot en met 100")
    files = _files(shown, kind, mastery, based(base))
    out = BytesIO()
    with ZipFile(out, "w") as zipped:
        for name, content in files.items():
            entry = ZipInfo(name, _DAY)
            entry.compress_type, entry.create_system, entry.external_attr = ZIP_DEFLATED, 3, 0o644 << 16
            zipped.writestr(entry, _NO_XML.sub("", content))
    return out.getvalue()


def file_name(shown: Edition, kind: Kind) -> str:
    """What to call the zip."""
    return f"{shown.id}-{shown.audience}-{shown.language}-{kind}.zip"


def based(base: str) -> str:
    """``base`` as the beginning of activity names, with a slash at its end. Raises :class:`ValueError` when it is no http(s) address."""
    parts = urlsplit(base)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment or any(c in base for c in ' \t\r\n<>"{}|\\^`'):
        raise ValueError(f"base: {base!r} is geen adres dat met http:// of https:// begint, zonder ? of #")
    return base if base.endswith("/") else f"{base}/"


def _files(shown: Edition, kind: Kind, mastery: int, base: str) -> dict[str, str]:
    """Every file by its name, the manifest first: some platforms look no further."""
    scripts = ["les.js", "lesson_state.js", "lesson_forms.js", "lesson_player.js", "lesson_launch.js", f"lesson_{kind}.js"]
    styles = ["theme.css", "style.css", "lesson.css"]
    words = PACKAGE[shown.language]
    content = {
        "index.html": fragment("package_index.html", lesson=shown, words=words, scripts=scripts, styles=styles, policy=_policy(kind)),
        "theme.css": theme.css(),
        "les.js": _data(shown, mastery, base),
    }
    content |= {name: (STATIC / name).read_text(encoding="utf-8") for name in (*styles, *scripts) if name not in content}
    title = shown.title if len(shown.title) <= _LONGEST_TITLE else shown.title[: _LONGEST_TITLE - 1] + "…"
    manifest = fragment(f"package_{kind}.xml", lesson=shown, title=title, files=list(content), mastery=mastery, base=base)
    return {_MANIFESTS[kind]: manifest, **content}


def _policy(kind: Kind) -> str:
    # A platform says at the start where results go; SCORM hands them to the window around the lesson instead.
    return f"{_POLICY}; connect-src http: https:" if kind == "xapi" else _POLICY


def _data(shown: Edition, mastery: int, base: str) -> str:
    """The lesson as a script, because a page opened from a disk may not read a JSON file. ASCII, for servers that name the wrong charset."""
    given = {
        "edition": as_json(shown),
        "words": player_words(shown.language),
        "platform": asdict(PACKAGE[shown.language]),
        "mastery": mastery,
        "base": base,
    }
    return f"'use strict';\nconst StandpuntPackage = {json.dumps(given, sort_keys=True)};\n"
