"""Check each sentence of a draft against single quotes, by rules; no model has a say here.

Method: split the draft in sentences; a sentence is supported when one quote, alone and in the same language, carries its numbers,
dates and places, names, roles, modality and negation, conditions, quantifiers and tense, and enough of its content words.
Claim-by-claim support against a single source follows ALCE (Gao et al. 2023) and SummaC (Laban et al. 2022); polarity and condition
rules follow natural logic (MacCartney & Manning 2007). Strict on purpose: a sentence that is removed is replaced by the literal
quote, so a false alarm costs fluency and a miss costs truth.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from assistant.claim import Claim, clauses, content_words, modality, read
from corpus.sentences import split_sentences
from index.text import fold, words

# Share of a sentence's content words that the quote must hold (answers experiment: 0.65 to 0.75; strict end).
MIN_COVERAGE = 0.75
_MARKER = re.compile(r"\s*\[(\d+)\]")

REASONS = {
    "nl": {
        "marker": "verwijst naar een bron die niet is gegeven",
        "fragment": "geen volledige zin",
        "number": "getal, datum of artikel staat niet in de bron: {}",
        "name": "naam staat niet in de bron: {}",
        "role": "andere partij dan in de bron: {}",
        "modality": "mag, moet of kan klopt niet met de bron",
        "negation": "ontkenning klopt niet met de bron",
        "condition": "voorwaarde of uitzondering weggelaten of toegevoegd",
        "quantifier": "reikwijdte of grens klopt niet met de bron",
        "tense": "verleden en heden verwisseld",
        "clause": "een deel van een bijzin weggelaten",
        "coverage": "te weinig steun in de bron",
        "supported": "gedragen door de bron",
    },
    "en": {
        "marker": "refers to a source that was not given",
        "fragment": "not a whole sentence",
        "number": "number, date or article is not in the source: {}",
        "name": "name is not in the source: {}",
        "role": "another party than in the source: {}",
        "modality": "may, must or can differs from the source",
        "negation": "negation differs from the source",
        "condition": "condition or exception dropped or added",
        "quantifier": "scope or bound differs from the source",
        "tense": "past and present exchanged",
        "clause": "part of a clause left out",
        "coverage": "too little support in the source",
        "supported": "carried by the source",
    },
}


@dataclass(frozen=True, slots=True)
class Support:
    """Outcome for one sentence: the index of the evidence that carries it, or None with the reason it fails."""

    sentence: str
    evidence: int | None
    reason: str


def draft_sentences(draft: str) -> list[str]:
    """The sentences of a draft, without list marks; a last sentence that was cut off is included (and will fail)."""
    lines = [re.sub(r"^\s*(?:[-*•]|\d+[.)])\s+", "", line) for line in draft.splitlines()]
    # A marker after the full stop belongs to the sentence before it.
    text = re.sub(r"([.!?])((?:\s*\[\d+\])+)", r"\2\1", " ".join(line for line in lines if line.strip()))
    return [span.text for span in split_sentences(text)]


def support(sentence: str, evidence: Sequence[str], language: str, markers: int | None = None) -> Support:
    """Find the evidence that carries ``sentence`` best; ``markers`` is how many sources the writer was given."""
    reasons = REASONS[language]
    named = [int(number) for number in _MARKER.findall(sentence)]
    bare = _MARKER.sub("", sentence).strip()
    limit = len(evidence) if markers is None else markers
    if any(not 1 <= number <= limit for number in named):
        return Support(bare, None, reasons["marker"])
    if len(words(bare)) < 4 or bare[-1:] not in ".!" or not bare[:1].isalnum():
        return Support(bare, None, reasons["fragment"])
    failures: list[tuple[float, str]] = []
    carriers: list[tuple[float, int]] = []
    for index, text in enumerate(evidence):
        failure = contradiction(bare, text, language)
        if failure is None:
            carriers.append((-coverage(bare, text, language) - coverage(text, bare, language), index))
        else:
            failures.append((coverage(bare, text, language), failure))
    if carriers:
        return Support(bare, min(carriers)[1], reasons["supported"])
    # Report against the evidence that comes nearest.
    return Support(bare, None, max(failures)[1] if failures else reasons["coverage"])


def contradiction(sentence: str, evidence: str, language: str) -> str | None:
    """Why one piece of evidence does not carry ``sentence`` (in ``language``); None when it does."""
    if fold(sentence).strip(" .!") == fold(evidence).strip(" .!"):
        return None
    said, source, reasons = read(sentence, language), read(evidence, language), REASONS[language]
    if coverage(sentence, evidence, language) < MIN_COVERAGE:
        return reasons["coverage"]
    if missing := said.numbers - source.numbers:
        return reasons["number"].format(", ".join(sorted(missing)))
    if missing := said.names - source.names - frozenset(words(evidence)):
        return reasons["name"].format(", ".join(sorted(missing)))
    if (wrong := _wrong_role(said, source)) is not None:
        return reasons["role"].format(wrong)
    if not _same_modality(sentence, evidence, language):
        return reasons["modality"]
    if said.negations != source.negations and not _covers_part(said, source):
        return reasons["negation"]
    if said.conditions != source.conditions:
        return reasons["condition"]
    if said.quantifiers != source.quantifiers:
        return reasons["quantifier"]
    if said.past != source.past:
        return reasons["tense"]
    if _breaks_clause(sentence, evidence, language):
        return reasons["clause"]
    return None


def coverage(sentence: str, evidence: str, language: str) -> float:
    """Share of the content stems of ``sentence`` that ``evidence`` holds, whole or inside a compound; 0 to 1."""
    said = content_words(sentence, language)
    if not said:
        return 0.0
    held = content_words(evidence, language)
    return sum(1 for word in said if word in held or _in_compound(word, held)) / len(said)


def _in_compound(word: str, held: frozenset[str]) -> bool:
    return len(word) >= 5 and any(len(other) >= 5 and (word in other or other in word) for other in held)


def _wrong_role(said: Claim, source: Claim) -> str | None:
    for role in said.roles:
        if role not in source.roles:
            return role
    # Two parties in the other order: who does what to whom has changed.
    shared = [role for role in source.roles if role in said.roles]
    return said.roles[0] if list(said.roles) != shared else None


def _same_modality(sentence: str, evidence: str, language: str) -> bool:
    """Each clause with a modality must meet the same one in the clause of the evidence that it resembles most."""
    theirs = [(modality(clause, language), content_words(clause, language)) for clause in clauses(fold(evidence))]
    for clause in clauses(fold(sentence)):
        mine, mine_words = modality(clause, language), content_words(clause, language)
        if not mine_words:
            continue
        nearest = max(theirs, key=lambda their: len(mine_words & their[1]) / (1 + len(their[1]) ** 0.5))
        if mine != nearest[0] and not (mine is None and len(mine_words) < 3):
            return False
    return True


def _breaks_clause(sentence: str, evidence: str, language: str) -> bool:
    """A clause of the source is told whole or not at all: what is left out of the middle may be its subject or its verb."""
    said = content_words(sentence, language)
    for clause in clauses(fold(evidence)):
        held = content_words(clause, language)
        dropped = {word for word in held if word not in said and not _in_compound(word, said)}
        told = 1 - len(dropped) / len(held) if held else 0.0
        if len(held) >= 3 and (0.25 < told < 0.7 or (told >= 0.7 and _holds_infinitive(clause, dropped, language))):
            return True
    return False


def _holds_infinitive(clause: str, stems: Iterable[str], language: str) -> bool:
    """Whether one of the words dropped from a clause with a modal may be its main verb: "moet een analyse (uitvoeren)"."""
    if language != "nl" or modality(clause, language) is None:
        return False
    wanted = frozenset(stems)
    return any(word.endswith("n") and content_words(word, language) & wanted for word in words(clause))


def _covers_part(said: Claim, source: Claim) -> bool:
    """A sentence may leave out a negated part of a longer source, never a negation in what it does tell."""
    return said.negations < source.negations and len(said.content) < 0.6 * len(source.content) and not source.modality

