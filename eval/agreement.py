"""How well the automatic score agrees with readers: Cohen's kappa (1960) on labelled pairs, and on the labels given to the run itself.

``components/points.jsonl`` holds answers of three systems (this one, the bare default model, and that model with passages) with a key point
each; a reader who saw neither the score nor which system it was said whether the answer says the point. ``python -m eval.agreement`` prints
the table.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from corpus.sentences import split_sentences
from eval.points import says

LABELS = Path(__file__).parent / "components" / "points.jsonl"


@dataclass(frozen=True, slots=True)
class Labelled:
    """An answer (without markers), a point, and whether the one says the other according to the reader."""

    qid: str
    language: str
    answer: str
    point: str
    said: bool
    half: str


def labelled(half: str | None = None) -> list[Labelled]:
    """The labelled pairs, of one half ("dev" or "test") or of both."""
    rows = [Labelled(**json.loads(line)) for line in LABELS.read_text(encoding="utf-8").splitlines()]
    return [row for row in rows if half in (None, row.half)]


def kappa(first: Sequence[object], second: Sequence[object]) -> float | None:
    """Cohen's kappa; None when both always say one and the same thing, for then there is no chance agreement to correct for."""
    from sklearn.metrics import cohen_kappa_score

    if not first or len({*map(str, first), *map(str, second)}) < 2:
        return None
    return float(cohen_kappa_score(list(map(str, first)), list(map(str, second))))


def by_rule(pairs: Sequence[Labelled]) -> list[bool]:
    """What ``eval/points.py`` makes of each pair."""
    return [says(pair.point, [span.text for span in split_sentences(pair.answer)], pair.language) for pair in pairs]


def told(pairs: Sequence[Labelled], judged: Sequence[bool], language: str) -> str:
    """Agreement of verdicts with the reader, in words."""
    found = kappa([pair.said for pair in pairs], judged)
    same = sum(pair.said == verdict for pair, verdict in zip(pairs, judged, strict=True)) / len(pairs)
    words = {"nl": "kappa {}, gelijk in {:.0%} van {} gevallen", "en": "kappa {}, the same in {:.0%} of {} cases"}[language]
    shown = "–" if found is None else f"{found:.2f}"
    return words.format(shown.replace(".", ",") if language == "nl" else shown, same, len(pairs))


def facts(data: Path, runs: Sequence[str], language: str) -> dict[str, str]:
    """What a report says of how far its scores can be trusted: by measure, in words."""
    from eval.review import run_agreement

    pairs = labelled("test")
    found = {"points": told(pairs, by_rule(pairs), language)}
    return found | run_agreement(data, runs, language)


def main() -> None:
    """Print the agreement of the rules with the readers, by half and language."""
    for half in ("dev", "test"):
        for language in ("nl", "en"):
            pairs = [pair for pair in labelled(half) if pair.language == language]
            judged = by_rule(pairs)
            both = sum(pair.said and verdict for pair, verdict in zip(pairs, judged, strict=True))
            print(f"{half} {language}: {told(pairs, judged, 'nl')}; precision {both}/{sum(judged)}, recall {both}/{sum(p.said for p in pairs)}")


if __name__ == "__main__":
    main()
