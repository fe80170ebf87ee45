"""Check each sentence of a draft against single quotes, by rules; no model has a say here.

Method: split the draft in sentences; a sentence is supported when one quote, alone and in the same language, carries its numbers,
dates and places, names, roles, modality and negation, conditions, quantifiers and tense, and enough of its content words.
Claim-by-claim support against a single source follows ALCE (Gao et al. 2023) and SummaC (Laban et al. 2022); polarity and condition
rules follow natural logic (MacCartney & Manning 2007). Strict on purpose: a sentence that is removed is replaced by the literal
quote, so a false alarm costs fluency and a miss costs truth.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.claim import read
from assistant.compare import differences, likeness
from corpus.sentences import split_sentences
from index.text import fold, words

# What bytes that are no text become, and markup: neither belongs in a sentence.
_BROKEN = re.compile(r"[\ufffd\x00-\x1f]|<[a-z/!]|\]\(|https?:", re.IGNORECASE)
_MARKER = re.compile(r"\s*\[(\d+)\]")

REASONS = {
    "nl": {
        "marker": "verwijst naar een bron die niet is gegeven",
        "fragment": "geen volledige zin",
        "number": "getal, datum of artikel staat niet in de bron: {}",
        "name": "naam staat niet in de bron: {}",
        "role": "andere partij dan in de bron",
        "modality": "mag, moet of kan klopt niet met de bron",
        "negation": "ontkenning klopt niet met de bron",
        "condition": "voorwaarde of uitzondering weggelaten of toegevoegd",
        "word": "een woord zegt het omgekeerde van de bron",
        "added": "iets toegevoegd dat niet in de bron staat",
        "quantifier": "reikwijdte of grens klopt niet met de bron",
        "tense": "verleden en heden verwisseld",
        "clause": "een deel van een bijzin weggelaten",
        "coverage": "te weinig steun in de bron",
        "judge": "het model dat nakijkt, vindt dat de bron dit niet precies zegt",
        "supported": "gedragen door de bron",
    },
    "en": {
        "marker": "refers to a source that was not given",
        "fragment": "not a whole sentence",
        "number": "number, date or article is not in the source: {}",
        "name": "name is not in the source: {}",
        "role": "another party than in the source",
        "modality": "may, must or can differs from the source",
        "negation": "negation differs from the source",
        "condition": "condition or exception dropped or added",
        "word": "a word says the opposite of the source",
        "added": "something added that is not in the source",
        "quantifier": "scope or bound differs from the source",
        "tense": "past and present exchanged",
        "clause": "part of a clause left out",
        "coverage": "too little support in the source",
        "judge": "the model that checks finds that the source does not say exactly this",
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
    if len(words(bare)) < 4 or bare[-1:] not in ".!" or not bare[:1].isalnum() or _BROKEN.search(bare):
        return Support(bare, None, reasons["fragment"])
    failures: list[tuple[float, str]] = []
    carriers: list[tuple[float, int]] = []
    for index, text in enumerate(evidence):
        failure, alike = contradiction(bare, text, language), likeness(read(bare, language), read(text, language))
        if failure is None:
            carriers.append((-alike, index))
        else:
            failures.append((alike, failure))
    if carriers:
        return Support(bare, min(carriers)[1], reasons["supported"])
    # Report against the evidence that comes nearest.
    return Support(bare, None, max(failures)[1] if failures else reasons["coverage"])


def contradiction(sentence: str, evidence: str, language: str) -> str | None:
    """Why one piece of evidence does not carry ``sentence`` (in ``language``); None when it does."""
    if literal(sentence, evidence):
        return None
    said, source, reasons = read(sentence, language), read(evidence, language), REASONS[language]
    difference = next(differences(said, source, language), None)
    return reasons[difference[0]].format(difference[1]) if difference else None


def literal(sentence: str, evidence: str) -> bool:
    """Whether ``sentence`` is its evidence, word for word."""
    return fold(sentence).strip(" .!") == fold(evidence).strip(" .!")
