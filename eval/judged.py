"""A local model as judge of key points, beside the rules: optional, slow, and only as good as its agreement with readers says.

The judge reads an answer and one statement and says whether the answer says it; what counts is the log-odds of "ja" over "nee". It judges what
was labelled by readers first (``components/points.jsonl``), so that its agreement stands beside its scores.
"""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from eval.agreement import Labelled, labelled, told
from eval.measures import said
from eval.runs import read_rows
from eval.stats import estimate
from models.base import Generator, Message

JUDGED = "judged.json"
_ASK = {
    "nl": (
        "Je vergelijkt een antwoord met een bewering. Zegt het antwoord hetzelfde als de bewering? Antwoord met ja of nee.",
        (
            ("De gemeente moet binnen vier weken beslissen en dat schriftelijk meedelen.", "De gemeente heeft vier weken om te beslissen.", "ja"),
            ("De gemeente moet binnen vier weken beslissen.", "De gemeente mag de beslissing uitstellen.", "nee"),
            ("Dit hoeft niet te worden gemeld.", "Dit moet worden gemeld.", "nee"),
        ),
        "Antwoord: {answer}\nBewering: {point}",
    ),
    "en": (
        "You compare an answer with a statement. Does the answer say the same as the statement? Reply with yes or no.",
        (
            ("The municipality must decide within four weeks, in writing.", "The municipality has four weeks to decide.", "yes"),
            ("The municipality must decide within four weeks.", "The municipality may postpone its decision.", "no"),
            ("This need not be reported.", "This must be reported.", "no"),
        ),
        "Answer: {answer}\nStatement: {point}",
    ),
}
_WORDS = {"nl": ("ja", "nee"), "en": ("yes", "no")}
_Progress = Callable[[int, int], None]


def prompt(answer: str, point: str, language: str) -> list[Message]:
    """What the judge reads: the order, three examples, and the pair."""
    order, examples, form = _ASK[language]
    messages = [Message("system", order)]
    for given, statement, verdict in examples:
        messages += [Message("user", form.format(answer=given, point=statement)), Message("assistant", verdict)]
    return [*messages, Message("user", form.format(answer=answer, point=point))]


def says(generator: Generator, answer: str, point: str, language: str) -> bool:
    """Whether the judge finds that ``answer`` says ``point``. Raises :class:`models.base.ModelError`."""
    yes, no = _WORDS[language]
    return generator.odds(prompt(answer, point, language), yes, no) > 0


@dataclass(frozen=True, slots=True)
class Pair:
    """An answer (without markers) and one key point of its case."""

    qid: str
    answer: str
    point: str
    language: str


def pairs(folder: Path, limit: int | None = None) -> list[Pair]:
    """Every answer of a run that tells something, with each of its points."""
    rows = [row for row in read_rows(folder) if row.seed == 0 and row.reply.outcome == "answered" and row.case.points]
    return [Pair(row.case.qid, " ".join(said(row).sentences), point, row.reply.language) for row in rows[:limit] for point in row.case.points]


def judge_run(folder: Path, generator: Generator, limit: int | None, progress: _Progress) -> list[str]:
    """Judge the labelled pairs and the answers of a run; what was judged before is kept in the run's folder. The figures, in words."""
    file = folder / JUDGED
    have: dict[str, bool] = json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
    labels, answers = labelled(), pairs(folder, limit)
    wanted = [Pair(one.qid, one.answer, one.point, one.language) for one in labels] + answers
    for language in dict.fromkeys(pair.language for pair in wanted):
        # What is the same in every prompt is read once.
        generator.warm_up(prompt("", "", language)[:-1])
    for count, pair in enumerate(wanted, start=1):
        key = _key(generator, pair)
        if key not in have:
            have[key] = says(generator, pair.answer, pair.point, pair.language)
            # Written as it goes: a judge of hours that is stopped goes on where it was.
            file.write_text(json.dumps(have, indent=1), encoding="utf-8")
        progress(count, len(wanted))
    return _told(labels, answers, lambda pair: have[_key(generator, pair)], generator.name)


def _told(labels: Sequence[Labelled], answers: Sequence[Pair], verdict: Callable[[Pair], bool], name: str) -> list[str]:
    judged = [verdict(Pair(one.qid, one.answer, one.point, one.language)) for one in labels]
    found = estimate([(float(verdict(pair)), 1.0) for pair in answers])
    score = f"{found.value:.2f} [{found.low:.2f} {found.high:.2f}] n={found.n}" if found else "niet gescoord"
    return [f"kernpunten volgens {name}: {score}", f"overeenstemming met lezers: {told(labels, judged, 'nl')}"]


def _key(generator: Generator, pair: Pair) -> str:
    import hashlib

    return hashlib.sha256("\0".join((generator.name, pair.language, pair.answer, pair.point)).encode()).hexdigest()[:24]
