"""Check each sentence of a draft against single quotes, by rules; no model has a say here.

Method: split the draft in sentences; a sentence is supported when one quote, alone and in the same language, carries its numbers,
dates and places, names, roles, modality and negation, conditions, quantifiers and tense, and enough of its content words.
Claim-by-claim support against a single source follows ALCE (Gao et al. 2023) and SummaC (Laban et al. 2022); polarity and condition
rules follow natural logic (MacCartney & Manning 2007). Strict on purpose: a sentence that is removed is replaced by the literal
quote, so a false alarm costs fluency and a miss costs truth.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.claim import Claim, Part, parties_after, read, role_counts
from assistant.wording import held, wording
from corpus.sentences import split_sentences
from index.text import fold, words

# Share of a sentence's content words that the quote must hold, and how many more words either may have (development pairs, LOG.md).
MIN_COVERAGE = 0.5
MAX_ADDED, MAX_DROPPED = 2, 2
# A part of the source counts as told when the sentence has at least half of its words; a condition that lost more than this is dropped.
TOLD, CONDITION_LOST = 0.5, 0.6
# What bytes that are no text become, and markup: neither belongs in a sentence.
_BROKEN = re.compile(r"[\ufffd\x00-\x1f]|<[a-z/!]|\]\(|https?:", re.IGNORECASE)
# A subject that only the sentence before could explain, and that one may be removed.
_DANGLING = re.compile(
    r"(?:dit|deze|die|dat|zij|ze|hij|hiervan|daarvan|daarbij|it|this|these|those|they|he|she|among these)\b"
    r"|het (?:is|gaat|moet|mag|kan|geldt|betreft)\b"
)
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
        failure = contradiction(bare, text, language)
        if failure is None:
            carriers.append((-_likeness(bare, text, language), index))
        else:
            failures.append((_likeness(bare, text, language), failure))
    if carriers:
        return Support(bare, min(carriers)[1], reasons["supported"])
    # Report against the evidence that comes nearest.
    return Support(bare, None, max(failures)[1] if failures else reasons["coverage"])


def _likeness(sentence: str, evidence: str, language: str) -> float:
    """Shared content words as a share of both (Dice), to choose between pieces of evidence."""
    mine, theirs = (frozenset(wording(language).content(text)) for text in (sentence, evidence))
    return 2 * len(mine & theirs) / max(1, len(mine) + len(theirs))


def contradiction(sentence: str, evidence: str, language: str) -> str | None:
    """Why one piece of evidence does not carry ``sentence`` (in ``language``); None when it does."""
    if fold(sentence).strip(" .!") == fold(evidence).strip(" .!"):
        return None
    said, source, reasons = read(sentence, language), read(evidence, language), REASONS[language]
    for key, detail in differences(said, source, language):
        return reasons[key].format(detail)
    return None


def differences(said: Claim, source: Claim, language: str) -> Iterator[tuple[str, str]]:
    """Everything in which a sentence departs from its source, gravest first, as (reason, detail)."""
    words_ = weigh(said, source, language)
    if _DANGLING.match(said.text) and not _DANGLING.match(source.text):
        yield "clause", ""
    if words_.covered < MIN_COVERAGE:
        yield "coverage", ""
    if missing := [number for number in said.numbers if not any(_same_number(number, other) for other in source.numbers)]:
        yield "number", ", ".join(value for _, value, _ in missing)
    # "Volgens het standpunt van 2023" left out makes the rule one of today.
    if not words_.untold and any(not any(_same_number(mine, number) for mine in said.numbers) for number in source.numbers):
        yield "clause", ""
    if unknown := [name for name in said.names if not _named(name, source)]:
        yield "name", ", ".join(unknown)
    yield from _of_parties(said, source, language)
    yield from _of_modality(said, source, words_)
    if said.negations % 2 not in {source.negations % 2, sum(part.negations for part in words_.told) % 2}:
        yield "negation", ""
    yield from _of_conditions(said, source, words_)
    yield from _of_bounds(said, source)
    yield from _of_time(said, source, words_)
    if said.reason and not source.reason:
        yield "added", ""
    if words_.turned:
        yield "word", ""
    if words_.added > MAX_ADDED:
        yield "added", ""
    if words_.dropped > MAX_DROPPED:
        yield "clause", ""


@dataclass(frozen=True, slots=True)
class Weighed:
    """Content words compared: ``covered`` is the share of the sentence's that the source has; ``added`` and ``dropped`` are how many
    one has more than the other in the parts of the source that are told; ``turned`` are words whose opposite is in the source."""

    covered: float
    added: int
    dropped: int
    told: tuple[Part, ...]
    untold: int
    condition_dropped: bool
    turned: bool


def weigh(said: Claim, source: Claim, language: str) -> Weighed:
    """Compare the content words of a sentence and its source."""
    mine, theirs = frozenset(said.content), frozenset(source.content)
    extra = [word for word in mine if not held(word, theirs)]
    opposites = wording(language).opposites
    lost = {part: [word for word in part.content if not held(word, mine)] for part in source.parts}
    told = tuple(part for part in source.parts if part.restricts or _is_told(part, lost[part], said))
    missing = len({word for part in told for word in lost[part]})
    condition_dropped = any(
        part.restricts and len(lost[part]) > CONDITION_LOST * len(part.content) and len(lost[part]) > len(extra) for part in source.parts
    )
    return Weighed(
        covered=1 - len(extra) / len(mine) if mine else 0.0,
        added=max(0, len(extra) - missing),
        dropped=max(0, missing - len(extra)),
        told=told,
        untold=len(source.parts) - len(told),
        condition_dropped=condition_dropped,
        turned=any(other in theirs and other not in mine for word in extra for other in opposites.get(word, ())),
    )


def _is_told(part: Part, lost: Sequence[str], said: Claim) -> bool:
    """Whether a sentence tells a part of its source: most of its words, or any of the part whose "may" or "must" it has."""
    if part.modality and part.modality in said.modalities and len(lost) < len(part.content):
        return True
    return len(lost) <= (1 - TOLD) * len(part.content)


def _same_number(one: tuple[str, str, str], other: tuple[str, str, str]) -> bool:
    (kind, value, unit), (kind_, value_, unit_) = one, other
    if kind == kind_ == "date":
        return all(not mine or mine == theirs for mine, theirs in zip(value.split("-"), value_.split("-"), strict=True))
    if kind == "amount" and kind_ == "date":
        return value == value_.split("-")[0]
    return kind == kind_ and value == value_ and (not unit or not unit_ or unit == unit_)


def _named(name: str, source: Claim) -> bool:
    parts = [part for part in fold(name).split("-") if part not in ("ai", "eu", "")]
    return all(part in source.text for part in parts)


def _of_parties(said: Claim, source: Claim, language: str) -> Iterator[tuple[str, str]]:
    for role in said.roles:
        if role not in source.roles:
            yield "role", ""
    # Two parties in the other order: who does what to whom has changed, unless the verb was turned as well.
    shared = [role for role in source.roles if role in said.roles]
    if [role for role in said.roles if role in source.roles] != shared and _passive(said, language) == _passive(source, language):
        yield "role", ""
    if _more_of_one(role_counts(said.text, language), role_counts(source.text, language)):
        yield "role", ""
    if other := _more_of_one(_counts(said), _counts(source)):
        yield "name", other
    mine, theirs = parties_after(said.text, language), parties_after(source.text, language)
    for word, party in mine - theirs:
        if any(other == word for other, _ in theirs) and party in source.roles and (word, party) not in theirs:
            yield "role", ""


def _counts(claim: Claim) -> dict[str, int]:
    return {name: len(re.findall(rf"\b{re.escape(fold(name))}\b", claim.text)) for name in claim.names}


def _more_of_one(mine: dict[str, int], theirs: dict[str, int]) -> str | None:
    """Whom a sentence names more often than its source does, when it names another less often: the one has taken the other's place."""
    fewer = any(mine.get(name, 0) < count for name, count in theirs.items())
    return next((name for name, count in mine.items() if fewer and name in theirs and count > theirs[name]), None)


def _passive(claim: Claim, language: str) -> bool:
    return re.search({"nl": r"\bdoor\b", "en": r"\bby\b"}[language], claim.text) is not None


# A modality that cannot stand for another; "must" may stand where the source tells a duty in the indicative.
_CLASHES = {
    "may": {"may_not", "must", "need_not", "should", "cannot"},
    "can": {"may_not", "cannot", "must"},
    "must": {"may_not", "need_not", "should", "may", "can", "cannot"},
    "may_not": {"may", "need_not", "should", "must", "can", "cannot"},
    "need_not": {"must", "may_not", "may", "should", "can"},
    "should": {"must", "may", "may_not", "need_not", "can"},
    "cannot": {"can", "may", "must", "need_not"},
}


def _of_modality(said: Claim, source: Claim, words_: Weighed) -> Iterator[tuple[str, str]]:
    mine, theirs = said.modalities, source.modalities
    main = {part.modality for part in words_.told if not (part.restricts or part.relative)}
    for name in mine - theirs:
        if _CLASHES[name] & (main - mine) or (name != "must" and not (name == "cannot" and source.negations)):
            yield "modality", ""
    if theirs - mine and "may_not" in theirs - mine and not said.negations:
        yield "modality", ""
    if not mine and {part.modality for part in words_.told if not part.restricts} & {"should", "need_not", "may"}:
        yield "modality", ""
    for told, content in said.clauses:
        nearest = max(source.clauses, key=lambda their: (len(content & their[1]), their[0] == told))
        if told and nearest[0] and nearest[0] in _CLASHES[told] and len(content & nearest[1]) >= 2:
            alike = max((len(content & theirs_) for other, theirs_ in source.clauses if other == told), default=0)
            if alike + 1 < len(content & nearest[1]):
                yield "modality", ""


def _of_conditions(said: Claim, source: Claim, words_: Weighed) -> Iterator[tuple[str, str]]:
    lost, extra = source.conditions - said.conditions, said.conditions - source.conditions
    if "principle" in lost | extra or "only" in extra or ("only" in lost and not words_.untold):
        yield "condition", ""
    if "hedge" in lost:
        yield "condition", ""
    if "exception" in lost and said.negations < source.negations:
        yield "condition", ""
    if "exception" in extra and said.negations > source.negations:
        yield "condition", ""
    if words_.condition_dropped:
        yield "condition", ""


def _of_time(said: Claim, source: Claim, words_: Weighed) -> Iterator[tuple[str, str]]:
    if (said.past and not source.past) or (source.past and not said.past and not words_.untold):
        yield "tense", ""
    if said.in_force and not source.in_force:
        yield "tense", ""


def _of_bounds(said: Claim, source: Claim) -> Iterator[tuple[str, str]]:
    extra, lost = said.quantifiers - source.quantifiers, source.quantifiers - said.quantifiers
    amounts = any(kind == "amount" for kind, _, _ in said.numbers)
    if extra - {"any"} or (amounts and lost & {"least", "most", "more", "less"}) or "part" in lost:
        yield "quantifier", ""
    if (said.order - source.order) and (source.order - said.order):
        yield "quantifier", ""
