"""The opening of an answer to a yes/no question, by rule from the best quote; never by the model.

A model of this size opens with "Ja" whatever the source says. The rule reads what is asked (may it, must it) and the modality of the
clause of the quote that resembles the question most. It never says "ja, dat mag": an unconditional permission is left to the quote
itself. Silent by default: when the question is an open one, turns on a negation, or shares too little with the quote.
"""

import re
from collections.abc import Collection

from assistant.claim import clauses, modality, roles
from assistant.signals import CONDITIONS
from assistant.wording import held, wording
from index.text import fold, stem, words

# At least this share of the content words of what is asked is in the quote before anything is concluded from it.
MIN_SHARE = 0.25
# "Dat moet" says more than "niet", so more must be the same.
MIN_SHARE_DUTY = 0.6
_ASKS_MAY = {
    "nl": re.compile(r"\b(?:mag|mogen|mocht|mochten)\b|^(?:kan|kunnen)\b|\bis\b.*\b(?:toegestaan|verboden)\b|\bstaat\b.*\btoe\b"),
    "en": re.compile(r"\b(?:may|allowed|permitted|banned)\b|^(?:can|could)\b"),
}
_ASKS_MUST = {
    "nl": re.compile(r"\b(?:moet|moeten|hoef|hoeft|hoeven)\b|\b(?:verplicht|vereist|nodig|vereiste|plicht|verplichting)\b"),
    "en": re.compile(
        r"\bmust\b|\b(?:do|does|did|are|is)\b.*\b(?:have to|need to|obliged|mandatory|required|compulsory|necessary)\b|\bdo (?:i|we) need\b"
    ),
}
_NEGATED = {
    "nl": re.compile(r"\b(?:niet|geen|zonder|nooit|weigeren|afwijzen|verbieden|wachten|nalaten|stoppen)\b"),
    "en": re.compile(r"\b(?:not|without|never|refuse|reject|skip|ignore|wait)\b|n't\b"),
}
# What a condition keeps out, up to the end of its clause.
_WITHOUT = {"nl": re.compile(r"\b(?:geen|zonder)\b([^.;:]*)"), "en": re.compile(r"\b(?:no|without)\b([^.;:]*)")}
_GENERIC = {
    "nl": "gegevens informatie systeem systemen dienst gebruiken organisatie overheid gemeente generatieve",
    "en": "data information system systems service use tool organisation government public generative",
}
_OPEN = re.compile(r"\b(?:wie|wat|waar\w*|wanneer|welke?|hoe(?:veel|lang|vaak)?|who|what|where|when|which|how|why|whom)\b")
_CASE = {"nl": re.compile(r"\b(?:dat|dit|het|daarop|daar|zo|zoiets)\b"), "en": re.compile(r"\b(?:that|this|it|so)\b")}

# A duty for some cases only: "een verwerking die …", "bij hoog risico".
_NARROWS = {"nl": r"\b(?:die|dat|waar\w*|bij|wie)\b", "en": r"\b(?:that|which|who|whose|for high)\b"}

LEADS = {
    "nl": {
        "principle_not": "In beginsel niet.",
        "no": "Nee.",
        "no_unless": "Nee, behalve onder voorwaarden.",
        "conditional": "Alleen onder voorwaarden.",
        "required": "Dat moet.",
        "not_required": "Dat is niet verplicht.",
    },
    "en": {
        "principle_not": "In principle not.",
        "no": "No.",
        "no_unless": "No, except under conditions.",
        "conditional": "Only under conditions.",
        "required": "That is required.",
        "not_required": "That is not mandatory.",
    },
}


def lead(question: str, quote: str, language: str, related: Collection[str] = ()) -> str | None:
    """The opening for ``question`` given the best ``quote`` (both in ``language``); None when the rule cannot tell.

    ``related`` are the stems of what the thesaurus puts beside the question's words ("ChatGPT": AI-dienst, consumentenvoorwaarden).
    """
    kind = lead_kind(question, quote, language, related)
    return LEADS[language][kind] if kind else None


def lead_kind(question: str, quote: str, language: str, related: Collection[str] = ()) -> str | None:
    """The key of the opening in :data:`LEADS`; None when the rule cannot tell."""
    whole, source = fold(question), fold(quote)
    asked = _asked(whole)
    # "Mag dat?" asks about the case before it.
    subject = whole if _CASE[language].search(asked) else asked
    if _OPEN.match(asked) or _shared(subject, source, language, related) < MIN_SHARE:
        return None
    clause = _nearest(whole, source, language)
    if clause is None or _other_party(whole, clause, language):
        return None
    said = modality(clause, language)
    if _ASKS_MUST[language].search(asked):
        whole_asked = _shared(subject, source, language, ()) >= MIN_SHARE_DUTY
        return _duty(said, source, language) if whole_asked else None
    if not _ASKS_MAY[language].search(asked) or _NEGATED[language].search(asked):
        return None
    kind = _permission(said, source, language)
    if kind in ("no", "no_unless", "principle_not") and _excepted(whole, source, language):
        return None
    if kind == "conditional" and _excluded(whole, source, language):
        return "no"
    return None if kind == "conditional" and _turns_on_negation(source, language) else kind


def _asked(question: str) -> str:
    """The sentence that asks: the last one with a question mark, without the case that is put before it."""
    sentences = [part.strip() for part in re.findall(r"[^.?!]+[.?!]?", question)]
    asking = [part for part in sentences if part.endswith("?")] or sentences[-1:]
    return asking[-1] if asking else ""


def _duty(said: str | None, source: str, language: str) -> str | None:
    if said == "need_not":
        return "not_required"
    table = CONDITIONS[language]
    limits = "|".join((table["exception"], table["only"], table["principle"], table["proviso"], _NARROWS[language]))
    return "required" if said == "must" and not re.search(limits, source) else None


def _permission(said: str | None, source: str, language: str) -> str | None:
    table = CONDITIONS[language]
    if said == "may_not":
        if re.search(table["principle"], source):
            return "principle_not"
        return "no_unless" if re.search(f"{table['exception']}|{table['only']}", source) else "no"
    if said in ("may", "can") and re.search("|".join((table["proviso"], table["only"], table["exception"])), source):
        return "conditional"
    return None


def _excluded(asked: str, source: str, language: str) -> bool:
    """Whether the condition of a permission rules out just what is asked: "mag, zolang er geen vertrouwelijke gegevens …"."""
    named = _content(asked, language)
    return any(held(word, named) for match in _WITHOUT[language].finditer(source) for word in _content(match[1], language))


def _turns_on_negation(source: str, language: str) -> bool:
    """Whether the condition of a permission is that something is not so; which of the two the question tells is not for a rule."""
    match = re.search("|".join((CONDITIONS[language]["proviso"], CONDITIONS[language]["exception"])), source)
    return match is not None and re.search({"nl": r"\bniet\b", "en": r"\bnot\b"}[language], source[match.start() :]) is not None


def _excepted(asked: str, source: str, language: str) -> bool:
    """Whether a question is about the exception to a prohibition."""
    match, named = re.search(CONDITIONS[language]["exception"], source), _content(asked, language)
    return match is not None and any(held(word, named) for word in _content(source[match.end() :], language))


# Parties that are not simply "we": a duty of theirs is no duty of whoever asks, unless the question names them.
_OTHERS = frozenset("provider supplier processor subject user applicant authority commission minister court owner employer".split())


def _other_party(asked: str, source: str, language: str) -> bool:
    return bool(_OTHERS & set(roles(source, language)) - set(roles(asked, language)))


def _shared(asked: str, source: str, language: str, related: Collection[str]) -> float:
    """The share of the content words of what is asked that the source has; one related word stands for one of them."""
    wanted, there = _content(asked, language), _content(source, language)
    found = sum(held(word, there) for word in wanted)
    stems = {stem(word, language) for word in words(source)}
    return min(1.0, (found + (not found and bool(stems & set(related)))) / len(wanted)) if wanted else 0.0


def _content(text: str, language: str) -> frozenset[str]:
    said = wording(language)
    return frozenset(said.content(text)) - frozenset(said.content(_GENERIC[language]))


def _nearest(asked: str, source: str, language: str) -> str | None:
    """The clause with a modality that shares most with the question; None when there is none."""
    wanted = _content(asked, language)
    parts = [(sum(held(word, wanted) for word in _content(part, language)), part) for part in clauses(source) if modality(part, language)]
    return max(parts, key=lambda part: part[0])[1] if parts else None


_MODEL_LEAD = re.compile(
    r"^\s*(?:ja|nee|yes|no)\b[,.:;!]*\s*(?:(?:dat|het|that|it|this)\s+(?:mag|kan|moet|may|can|must)\b[^,.]*[,.]\s*)?",
    re.IGNORECASE,
)


def without_lead(draft: str) -> str:
    """A draft without a "Ja," or "Nee," the model put in front of it."""
    stripped = _MODEL_LEAD.sub("", draft, count=1)
    return stripped[:1].upper() + stripped[1:] if stripped != draft else draft
