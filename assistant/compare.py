"""Two claims compared: everything in which a sentence departs from its source.

Pure; the method and its sources are named in ``verify.py``. A difference is a reason (a key of ``verify.REASONS``) with its detail.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from assistant.claim import Claim, Part, parties_after, role_counts
from assistant.wording import held, wording
from index.text import fold

Difference = tuple[str, str]

# Share of a sentence's content words that the quote must hold, and how many more words either may have (development pairs, LOG.md).
MIN_COVERAGE = 0.66
MAX_ADDED, MAX_DROPPED = 2, 2
# A part of the source counts as told when the sentence has at least half of its words; a condition that lost more than this is dropped.
TOLD, CONDITION_LOST = 0.5, 0.6
# A sentence of so few words says something of something: each of them must be in the source, or the one thing it says is not.
SHORT = 3
# So many words of a sentence in a part of the source that denies, and nowhere else, and the sentence is about that part.
DENIED = 2
# A subject that only the sentence before could explain, and that one may be removed.
_DANGLING = re.compile(
    r"(?:dit|deze|die|dat|zij|ze|hij|hiervan|daarvan|daarbij|it|this|these|those|they|he|she|among these)\b"
    r"|het (?:is|gaat|moet|mag|kan|geldt|betreft)\b"
)


def likeness(one: Claim, other: Claim) -> float:
    """Shared content words as a share of both (Dice), to choose between pieces of evidence."""
    mine, theirs = frozenset(one.content), frozenset(other.content)
    return 2 * len(mine & theirs) / max(1, len(mine) + len(theirs))


def differences(said: Claim, source: Claim, language: str) -> Iterator[Difference]:
    """Everything in which a sentence departs from its source, gravest first, lazily."""
    weighed = weigh(said, source, language)
    if _DANGLING.match(said.text) and not _DANGLING.match(source.text):
        yield "clause", ""
    yield from _of_coverage(said, source, weighed)
    if missing := [number for number in said.numbers if not any(_same_number(number, other) for other in source.numbers)]:
        yield "number", ", ".join(value for _, value, _ in missing)
    # "Volgens het standpunt van 2023" left out makes the rule one of today.
    if not weighed.untold and any(not any(_same_number(mine, number) for mine in said.numbers) for number in source.numbers):
        yield "clause", ""
    if unknown := [name for name in said.names if not _named(name, source)]:
        yield "name", ", ".join(unknown)
    yield from _of_parties(said, source, language)
    yield from _garbled(said, source, language)
    # A party that gives way to another word: "op de verwerkersovereenkomst" for "op de verwerkingsverantwoordelijke".
    if (weighed.extra or weighed.dropped) and {role for part in weighed.told for role in part.roles} - set(said.roles):
        yield "role", ""
    yield from _of_modality(said, source, weighed)
    yield from _of_denials(said, source, weighed)
    yield from _of_conditions(said, source, weighed)
    yield from _of_bounds(said, source)
    yield from _of_time(said, source, weighed)
    if said.reason and not source.reason:
        yield "added", ""
    if weighed.turned:
        yield "word", ""
    if weighed.added > MAX_ADDED:
        yield "added", ""
    if weighed.dropped > MAX_DROPPED:
        yield "clause", ""


def _of_denials(said: Claim, source: Claim, weighed: "Weighed") -> Iterator[Difference]:
    parities = {source.negations % 2, sum(part.negations for part in weighed.told) % 2}
    if said.negations % 2 not in parities or (said.negations and not source.negations):
        yield "negation", ""
    if _denial_dropped(said, source, weighed) or _denial_moved(said, source):
        yield "negation", ""


def _denial_moved(said: Claim, source: Claim) -> bool:
    """ "Het berust niet op beleid" from "Het berust op beleid en niet op een wet": nothing that is denied was denied by the source."""
    denied = {word for part in source.parts if part.negations for word in part.content}
    affirmed = {word for part in source.parts if not part.negations for word in part.content}
    return bool(denied) and any(
        part.negations % 2 and any(held(word, affirmed) for word in part.content) and not any(held(word, denied) for word in part.content)
        for part in said.parts
    )


def _denial_dropped(said: Claim, source: Claim, weighed: "Weighed") -> bool:
    """ "Op wetten rust auteursrecht" from "Op wetten en besluiten rust geen auteursrecht": what is said is in the part that denies it."""
    elsewhere = {word for part in source.parts if part.negations % 2 == 0 for word in part.content}
    denied = (part.content for part in source.parts if part.negations % 2 and part not in weighed.told)
    return said.negations == 0 and any(sum(held(word, part) and not held(word, elsewhere) for word in said.content) >= DENIED for part in denied)


def _of_coverage(said: Claim, source: Claim, weighed: "Weighed") -> Iterator[Difference]:
    """Too little of a sentence is in its source."""
    if weighed.covered < MIN_COVERAGE or (weighed.extra and len(frozenset(said.content)) <= SHORT):
        yield "coverage", ""
    # "Het IAMA is verplicht" tells no part of "Het IAMA is een aanbevolen hulpmiddel en geen wettelijke plicht".
    if not weighed.told:
        yield "modality" if said.modalities else "coverage", ""
    if _unfounded(said, source):
        yield "added", ""
    if _halves_mixed(said, source):
        yield "clause", ""


def _unfounded(said: Claim, source: Claim) -> bool:
    """A part of a sentence of which the source has no word: two words or more, or one that "and" or "which" says besides ("and pays for it")."""
    theirs = {*source.content, *(word for part in source.parts for word in part.content)}
    return any((part.adds or len(part.content) > 1) and not any(held(word, theirs) for word in part.content) for part in said.parts)


def _halves_mixed(said: Claim, source: Claim) -> bool:
    """What the source sets against each other ("2023 asked for A, whereas 2025 asks for B") told of the other ("2025 asks for A")."""
    return any(
        any(held(word, one) and not held(word, other) for word in half) and any(held(word, other) and not held(word, one) for word in half)
        for one, other in pairwise(source.halves)
        for half in said.halves
    )


@dataclass(frozen=True, slots=True)
class Weighed:
    """Content words compared.

    ``covered`` is the share of the sentence's that the source has, ``extra`` how many it has not; ``added`` and ``dropped`` are how many one
    has more than the other in the parts of the source that are told; ``turned`` are words whose opposite is in the source.
    """

    covered: float
    extra: int
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
        extra=len(extra),
        added=max(0, len(extra) - missing),
        dropped=max(0, missing - len(extra)),
        told=told,
        untold=len(source.parts) - len(told),
        condition_dropped=condition_dropped,
        turned=any(other in theirs and other not in mine for word in extra for other in opposites.get(word, ())),
    )


def _garbled(said: Claim, source: Claim, language: str) -> Iterator[Difference]:
    """What small models make of a sentence when they turn it round."""
    if _subject_from_phrase(said, source, language):
        yield "role", ""
    if _stammers(said, source):
        yield "added", ""


def _stammers(said: Claim, source: Claim) -> bool:
    """A sentence that says twice what its source says once at most, two words running, or twice a word that the source has not."""
    pairs, theirs = list(pairwise(said.content)), list(pairwise(source.content))
    twice = any(pairs.count(pair) > max(1, theirs.count(pair)) for pair in set(pairs))
    return twice or any(said.content.count(word) > 1 and not held(word, source.content) for word in set(said.content))


_PREPOSITION = {
    "nl": re.compile(r"(?:volgens|bij|in|voor|op|met|naast|onder|sinds|door|aan|van|over)\s+"),
    "en": re.compile(r"(?:according to|under|in|for|on|with|besides|since|by|at|of|about)\s+"),
}
_OPENING_WORDS = 3


def _subject_from_phrase(said: Claim, source: Claim, language: str) -> bool:
    """ "Volgens het standpunt mocht een organisatie …" told as "Het standpunt mocht een organisatie …": who did it has changed."""
    opening = _PREPOSITION[language].match(source.text)
    first = said.text.split()[:_OPENING_WORDS]
    return opening is not None and len(first) == _OPENING_WORDS and source.text[opening.end() :].split()[:_OPENING_WORDS] == first


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


def _of_parties(said: Claim, source: Claim, language: str) -> Iterator[Difference]:
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
        if party in source.roles and any(other == word for other, _ in theirs):
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


def _of_modality(said: Claim, source: Claim, weighed: Weighed) -> Iterator[Difference]:
    mine, theirs = said.modalities, source.modalities
    main = {part.modality for part in weighed.told if not (part.restricts or part.relative)}
    for name in mine - theirs:
        if _CLASHES[name] & (main - mine) or (name != "must" and not (name == "cannot" and source.negations)):
            yield "modality", ""
    if "may_not" in theirs - mine:
        yield "modality", ""
    if not mine and {part.modality for part in weighed.told if not part.restricts} & {"should", "need_not", "may"}:
        yield "modality", ""
    for told, content in said.clauses:
        nearest = max(source.clauses, key=lambda their: (len(content & their[1]), their[0] == told))
        if told and nearest[0] and nearest[0] in _CLASHES[told] and len(content & nearest[1]) >= 2:
            alike = max((len(content & theirs_) for other, theirs_ in source.clauses if other == told), default=0)
            if alike + 1 < len(content & nearest[1]):
                yield "modality", ""


def _of_conditions(said: Claim, source: Claim, weighed: Weighed) -> Iterator[Difference]:
    lost, extra = source.conditions - said.conditions, said.conditions - source.conditions
    if "principle" in lost | extra or "only" in extra or ("only" in lost and not weighed.untold):
        yield "condition", ""
    if "hedge" in lost:
        yield "condition", ""
    if "exception" in lost and said.negations < source.negations:
        yield "condition", ""
    if "exception" in extra and said.negations > source.negations:
        yield "condition", ""
    if weighed.condition_dropped:
        yield "condition", ""


def _of_time(said: Claim, source: Claim, weighed: Weighed) -> Iterator[Difference]:
    if (said.past and not source.past) or (source.past and not said.past and not weighed.untold):
        yield "tense", ""
    if _in_force_now(said, source):
        yield "tense", ""


def _in_force_now(said: Claim, source: Claim) -> bool:
    """Whether a sentence has something in force that its source has not: the clause of the source that comes nearest denies it, or is past."""
    for sign, content in said.in_force:
        nearest = max(source.in_force, key=lambda their: (len(content & their[1]), their[0] == sign), default=None)
        if sign[0] and (nearest is None or nearest[0] != sign):
            return True
    return False


def _of_bounds(said: Claim, source: Claim) -> Iterator[Difference]:
    extra, lost = said.quantifiers - source.quantifiers, source.quantifiers - said.quantifiers
    amounts = any(kind == "amount" for kind, _, _ in said.numbers)
    if extra - {"any"} or (amounts and lost & {"least", "most", "more", "less"}) or "part" in lost:
        yield "quantifier", ""
    if (said.order - source.order) and (source.order - said.order):
        yield "quantifier", ""
