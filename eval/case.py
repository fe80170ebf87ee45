"""A case: one question with what a right answer is. Read from JSON lines, checked, and never guessed.

The schema is described for people in ``eval/sets/README.md``. Sets that ship are in ``eval/sets``; an organisation's own are in
``<data>/sets`` in the same form.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from assistant.guard import MAX_CHARACTERS
from corpus.document import CorpusError

SETS = Path(__file__).parent / "sets"
# The set in which evaluators' own cases are kept unless they say otherwise.
OWN = "eigen"

Theme = Literal[
    "mag-dit", "persoonsgegevens", "inkoop", "open-source", "transparantie", "archief-woo", "auteursrecht", "controle", "risicoanalyse",
    "ai-verordening", "veiligheid", "anders",
]  # fmt: skip
Audience = Literal["iedereen", "beleid", "inkoop-ict", "privacy", "informatie"]
Level = Literal["easy", "medium", "hard"]
# ``answer``: the corpus answers it; ``no-answer``: it does not; ``correct``: it does, and the question takes something untrue for granted.
Expect = Literal["answer", "no-answer", "correct"]
# What the opening of an answer to a yes/no question may say.
Opening = Literal[
    "ja", "nee", "in_beginsel_niet", "nee_tenzij", "onder_voorwaarden", "verplicht", "niet_verplicht", "hangt_ervan_af"
]  # fmt: skip
_Text = Annotated[str, Field(min_length=1, max_length=MAX_CHARACTERS)]
_Said = Annotated[str, Field(min_length=1, max_length=1_000)]
_Place = Annotated[str, Field(pattern=r"^[a-z0-9*][a-z0-9.*-]*/[A-Za-z0-9.*_-]+$")]


class CaseError(CorpusError):
    """A case that cannot be used; the message names the file, the line and the field."""


class Case(BaseModel):
    """One question and what is known of it; see ``eval/sets/README.md`` for every field."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    qid: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,63}$")]
    task: Literal["answer", "retrieval"] = "answer"
    language: Literal["nl", "en"]
    query: _Text
    history: tuple[_Text, ...] = ()
    on: date | None = None
    expect: Expect
    kind: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,39}$")]
    gold: tuple[_Place, ...] = ()
    stale: tuple[_Place, ...] = ()
    points: tuple[_Said, ...] = ()
    wrong: tuple[_Said, ...] = ()
    accept: tuple[Opening, ...] = ()
    theme: Theme
    audience: Audience
    level: Level
    pair: str = ""
    half: Literal["dev", "test"]
    note: _Said
    source: _Said
    author: _Said

    @model_validator(mode="after")
    def _hangs_together(self) -> "Case":
        if self.expect == "answer" and not self.gold:
            raise ValueError("gold: een vraag met een antwoord heeft ten minste één vindplaats")
        if self.expect == "no-answer" and (self.gold or self.points):
            raise ValueError("gold: een vraag zonder antwoord heeft geen vindplaats en geen punten")
        if set(self.gold) & set(self.stale):
            raise ValueError("stale: een vindplaats is goed of verouderd, niet beide")
        return self

    @property
    def document(self) -> str:
        """The id of the document that answers; empty when none does."""
        return self.gold[0].split("/")[0] if self.gold else ""

    @property
    def sha(self) -> str:
        """What was asked and what is right, as a checksum: a changed case is another case."""
        return hashlib.sha256(self.model_dump_json().encode()).hexdigest()[:16]


def read_case(raw: object, where: str) -> Case:
    """A case from its JSON value; ``where`` names it in the message. Raises :class:`CaseError`."""
    try:
        return Case.model_validate(raw)
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(map(str, first["loc"])) or "regel"
        raise CaseError(f"{where}, veld {field}: {first['msg']} Zie eval/sets/README.md.") from error


def read_set(file: Path) -> tuple[Case, ...]:
    """The cases of one file. Raises :class:`CaseError` for what cannot be read."""
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise CaseError(f"{file} is niet te lezen: {error}.") from error
    return tuple(read_case(_json(line, file, number), f"{file.name}, regel {number}") for number, line in enumerate(lines, 1) if line.strip())


def _json(line: str, file: Path, number: int) -> Any:
    try:
        return json.loads(line)
    except ValueError as error:
        raise CaseError(f"{file.name}, regel {number}: geen leesbare JSON ({error}).") from error


def set_files(own: Path | None = None) -> dict[str, Path]:
    """Every set by name: those that ship, then the organisation's own in the folder ``own``."""
    folders = [SETS, *([own] if own else [])]
    return {file.stem: file for folder in folders for file in sorted(folder.glob("*.jsonl"))}


def load_cases(names: Sequence[str], own: Path | None = None) -> dict[str, tuple[Case, ...]]:
    """The cases of the sets named (all when none is), by set. Raises :class:`CaseError` for an unknown set or a qid used twice."""
    files = set_files(own)
    for name in names:
        if name not in files:
            raise CaseError(f"Er is geen set {name!r}. Kies uit: {', '.join(files)}.")
    sets = {name: read_set(files[name]) for name in names or files}
    seen: dict[str, str] = {}
    for name, cases in sets.items():
        for case in cases:
            if case.qid in seen:
                raise CaseError(f"{name}: qid {case.qid!r} staat ook in {seen[case.qid]}. Geef elke vraag een eigen qid.")
            seen[case.qid] = name
    return sets


def sample(sets: Mapping[str, tuple[Case, ...]], size: int) -> dict[str, tuple[Case, ...]]:
    """``size`` cases: as many from each set (all of a small one), spread over its kinds, languages and themes; the same ones every time.

    Stratified systematic sampling (Cochran 1977, ch. 8): the cases of a set stand in the order of their strata, and every nth is taken.
    """
    taken: dict[str, tuple[Case, ...]] = {}
    left = size
    # The smallest first, so that what a small set cannot fill goes to the larger ones.
    for place, (name, cases) in enumerate(sorted(sets.items(), key=lambda pair: len(pair[1]))):
        share = min(len(cases), left // (len(sets) - place))
        ordered = sorted(cases, key=_stratum)
        taken[name] = tuple(ordered[int((number + 0.5) * len(cases) / share)] for number in range(share))
        left -= share
    return {name: taken[name] for name in sets if taken[name]}


def _stratum(case: Case) -> tuple[str, ...]:
    # The checksum last, so that within a stratum the order says nothing.
    return case.expect, case.kind, case.language, case.theme, hashlib.sha256(case.qid.encode()).hexdigest()


def missing_places(cases: Iterable[Case], places: Iterable[str]) -> dict[str, list[str]]:
    """Gold and stale places, by qid, that are not among ``places`` ("document/section"); a pattern must fit at least one."""
    known = _with_patterns(places)
    found = {case.qid: [place for place in (*case.gold, *case.stale) if place not in known] for case in cases}
    return {qid: lost for qid, lost in found.items() if lost}


def for_corpus(sets: Mapping[str, tuple[Case, ...]], places: Iterable[str]) -> tuple[dict[str, tuple[Case, ...]], int]:
    """The cases that a corpus of these ``places`` can answer, each with the gold that is there, and how many are left out."""
    known = _with_patterns(places)
    kept = {name: tuple(_trimmed(case, known) for case in cases if not case.gold or set(case.gold) & known) for name, cases in sets.items()}
    return kept, sum(map(len, sets.values())) - sum(map(len, kept.values()))


def _with_patterns(places: Iterable[str]) -> set[str]:
    known = set(places)
    return known | {f"{place.split('/')[0]}/*" for place in known}


def _trimmed(case: Case, known: set[str]) -> Case:
    gold, stale = (tuple(place for place in of if place in known) for of in (case.gold, case.stale))
    return case if (gold, stale) == (case.gold, case.stale) else case.model_copy(update={"gold": gold, "stale": stale})
