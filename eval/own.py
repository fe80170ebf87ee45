"""The organisation's own cases: ``<data>/sets/eigen.jsonl``, added to from a spreadsheet or on the evaluators' pages."""

from collections.abc import Sequence
from pathlib import Path

from corpus.disk import write_whole
from eval.case import OWN, SETS, Case, CaseError, read_set


def own_cases(folder: Path) -> tuple[Case, ...]:
    """The cases of the own set; none when there is no such file."""
    file = folder / f"{OWN}.jsonl"
    return read_set(file) if file.exists() else ()


def add_cases(folder: Path, cases: Sequence[Case]) -> tuple[int, int]:
    """Add cases to the own set, or put them in the place of those with the same qid; how many were added and how many changed.

    Cases that ship unchanged are left out. Raises :class:`CaseError` for a changed case that ships: it needs a qid of its own.
    """
    shipped = {case.qid: case for file in SETS.glob("*.jsonl") for case in read_set(file)}
    new = [case for case in cases if shipped.get(case.qid) != case]
    taken = next((case.qid for case in new if case.qid in shipped), None)
    if taken:
        raise CaseError(f"{taken}: deze vraag is meegeleverd. Geef uw versie een eigen qid, bijvoorbeeld {taken}-eigen.")
    have = {case.qid: case for case in own_cases(folder)}
    added = sum(case.qid not in have for case in new)
    changed = sum(case.qid in have and have[case.qid] != case for case in new)
    write_own(folder, list((have | {case.qid: case for case in new}).values()))
    return added, changed


def remove_case(folder: Path, qid: str) -> bool:
    """Take a case out of the own set; whether it was there."""
    have = own_cases(folder)
    kept = [case for case in have if case.qid != qid]
    if len(kept) < len(have):
        write_own(folder, kept)
    return len(kept) < len(have)


def write_own(folder: Path, cases: Sequence[Case]) -> None:
    """The own set as a whole, put in place at once; only for who runs the program, because a case may be a user's question."""
    text = "".join(case.model_dump_json(exclude_defaults=True) + "\n" for case in cases)
    file = folder / f"{OWN}.jsonl"
    try:
        write_whole(file, text.encode(), mode=0o600)
    except OSError as error:
        raise CaseError(f"{file} is niet te schrijven: {error.strerror}. Maak ruimte of geef schrijfrechten en probeer het opnieuw.") from error
