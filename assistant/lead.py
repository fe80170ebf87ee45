"""The opening of an answer to a yes/no question, by rule from the best quote; never by the model.

A model of this size opens with "Ja" whatever the source says. The rule reads the modality of the question and of the clause of
the quote that resembles it most. It never says "ja": an unconditional permission is left to the quote itself. Silent by default.
"""

import re

from assistant.claim import CONDITIONS, clauses, content_words, modality
from index.text import fold

_ASKS_MAY = {
    "nl": re.compile(r"(?:^|[,.;:]\s*|\b(?:als|bij)\b.*?,?\s)(?:mag|mogen|kan|kunnen)\b(?!\s+(?:niet|geen))|\bis\b.*\b(?:toegestaan|verboden)\b"),
    "en": re.compile(r"(?:^|[,.;:]\s*)(?:may|can|could|am i allowed|are we allowed)\b|\bis\b.*\b(?:allowed|permitted|banned)\b"),
}
_ASKS_MUST = {
    "nl": re.compile(r"(?:^|[,.;:]\s*)(?:moet|moeten|hoef|hoeft|hoeven)\b|\bis\b.*\b(?:verplicht|nodig)\b"),
    "en": re.compile(r"(?:^|[,.;:]\s*)(?:must|do (?:i|we) have to|does .* have to|do (?:i|we) need)\b|\bis\b.*\b(?:mandatory|required)\b"),
}
_NEGATED = {"nl": re.compile(r"\b(?:niet|geen|zonder|nooit)\b"), "en": re.compile(r"\b(?:not|without|never)\b|n't\b")}
# What a condition keeps out, up to the end of its clause.
_WITHOUT = {"nl": re.compile(r"\b(?:geen|zonder)\b([^.;:]*)"), "en": re.compile(r"\b(?:no|without)\b([^.;:]*)")}
_GENERIC = "gegevens informatie data information ai-systemen systemen dienst gebruiken use ai tool"
_OPEN = re.compile(r"^(?:wie|wat|waar\w*|wanneer|welke?|hoe\w*|who|what|where|when|which|how|why|whom|met wie|aan wie|with whom)\b")

LEADS = {
    "nl": {
        "principle_not": "In beginsel niet.",
        "no": "Nee.",
        "no_unless": "Nee, behalve onder voorwaarden.",
        "conditional": "Alleen onder voorwaarden.",
        "not_required": "Dat is niet verplicht.",
    },
    "en": {
        "principle_not": "In principle not.",
        "no": "No.",
        "no_unless": "No, except under conditions.",
        "conditional": "Only under conditions.",
        "not_required": "That is not mandatory.",
    },
}


def lead(question: str, quote: str, language: str) -> str | None:
    """The opening for ``question`` given the best ``quote`` (both in ``language``); None when the rule cannot tell."""
    asked, source = fold(question).strip(), fold(quote)
    if _OPEN.match(asked) or _NEGATED[language].search(asked):
        return None
    said = _nearest_modality(asked, source, language)
    if said is None:
        return None
    kind = None
    if _ASKS_MAY[language].search(asked):
        kind = _permission(said, source, language)
        if kind == "conditional" and _excluded(asked, source, language):
            kind = "no"
    elif _ASKS_MUST[language].search(asked) and said == "need_not":
        kind = "not_required"
    return LEADS[language][kind] if kind else None


def _permission(said: str, source: str, language: str) -> str | None:
    table = CONDITIONS[language]
    if said == "may_not":
        if re.search(table["principle"], source):
            return "principle_not"
        return "no_unless" if re.search(f"{table['exception']}|{table['only']}", source) else "no"
    if said == "may" and re.search("|".join((table["proviso"], table["only"], table["exception"])), source):
        return "conditional"
    return None


def _excluded(asked: str, source: str, language: str) -> bool:
    """Whether the condition of a permission rules out just what is asked: "mag, zolang er geen vertrouwelijke gegevens …"."""
    named = content_words(asked, language) - content_words(_GENERIC, language)
    return any(named & content_words(match[1], language) for match in _WITHOUT[language].finditer(source))


def _nearest_modality(asked: str, source: str, language: str) -> str | None:
    wanted = content_words(asked, language)
    parts = [(len(content_words(part, language) & wanted), modality(part, language)) for part in clauses(source)]
    with_modality = [part for part in parts if part[1] is not None]
    return max(with_modality, key=lambda part: part[0])[1] if with_modality else None


_MODEL_LEAD = re.compile(
    r"^\s*(?:ja|nee|yes|no)\b[,.:;!]*\s*(?:(?:dat|het|that|it|this)\s+(?:mag|kan|moet|may|can|must)\b[^,.]*[,.]\s*)?",
    re.IGNORECASE,
)


def without_lead(draft: str) -> str:
    """A draft without a "Ja," or "Nee," the model put in front of it."""
    stripped = _MODEL_LEAD.sub("", draft, count=1)
    return stripped[:1].upper() + stripped[1:] if stripped != draft else draft
