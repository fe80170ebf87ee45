"""A small lesson with every kind of exercise, and what npm has to check packages with: real players and the official schemas."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterable
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from assistant.instruction.edition import Edition, edition
from assistant.instruction.lesson import Lesson
from assistant.instruction.sections import Sections
from corpus.document import Document

NASTY = "Mág dit? \"Één\" les over 'A & B' <script>alert(1)</script> – naïef coöperatief ]]> &amp; 😀"
_CITES = ["standpunt-2025/herijking"]
_WRONG = {"text": {"nl": "Fout <b>& zo</b>", "en": "Wrong <b>& so</b>"}, "why": "Dat staat er niet."}


def _exercise(name: str, kind: str, **fields: object) -> dict[str, object]:
    question = {"nl": f"Vraag {name} & <i>meer</i>?", "en": f"Question {name}?"}
    return {"id": name, "kind": kind, "question": question, "why": "Zo staat het er.", "cites": _CITES} | fields


LESSON = Lesson.model_validate(
    {
        "id": "proefles",
        "title": {"nl": NASTY, "en": "May I?"},
        "goal": {"nl": "U weet wat mag & waarom <niet>.", "en": "You know what is allowed."},
        "minutes": 10,
        "version": 3,
        "reading": [{"id": "lezen", "title": "Eerst lezen", "text": "Lees dit & dat.", "cites": _CITES}],
        "exercises": [
            _exercise("kies", "choice", options=[{"text": "Goed", "right": True}, _WRONG, {"text": "Ook fout"}]),
            _exercise("meer", "choice", options=[{"text": "Een", "right": True}, _WRONG, {"text": "Twee", "right": True}]),
            _exercise("waar", "truth", correct=False, reasons=[{"text": "Daarom", "right": True}, _WRONG]),
            _exercise("mag", "case", verdict="mits", rule="Het mag.", conditions=[{"text": "Met toestemming", "right": True}, _WRONG]),
            _exercise("stappen", "order", steps=[{"text": "Eerst"}, {"text": "Dan"}, {"text": "Ten slotte"}]),
            _exercise("wie", "spot", prompt="Schrijf aan [[Jan]] over [[Jan]] in ((Utrecht)).", question="Wie staat hier?"),
            _exercise("bron", "source", claim="Er is een herijking.", others=["avg/artikel-35"]),
        ],
    }
)


def shown(documents: Iterable[Document], language: str = "nl", lesson: Lesson = LESSON) -> Edition:
    return edition(lesson, language, "medewerkers", Sections(documents, date(2026, 11, 23)))


@cache
def npm(package: str, version: str) -> Path:
    """The folder of a package from npm, kept in $STANDPUNT_TEST_CACHE or the folder for temporary files; skips the test where it cannot be had."""
    cache_folder = Path(os.environ.get("STANDPUNT_TEST_CACHE") or Path(tempfile.gettempdir()) / "standpuntwijzer-test-cache")
    place = cache_folder / f"{package}-{version}"
    found = place / "node_modules" / package
    if not found.is_dir():
        if not (program := shutil.which("npm")):
            pytest.skip(f"needs npm to fetch {package}, or {place} filled by hand")
        place.mkdir(parents=True, exist_ok=True)
        options = ["--no-audit", "--no-fund", "--ignore-scripts", "--fetch-retries=0", "--prefix", str(place)]
        try:
            subprocess.run([program, "install", *options, f"{package}@{version}"], check=True, capture_output=True, timeout=120, cwd=place)
        except (subprocess.SubprocessError, OSError):
            pytest.skip(f"npm could not fetch {package}@{version}: no registry in reach")
    return found
