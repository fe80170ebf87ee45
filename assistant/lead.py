"""The opening of an answer to a yes/no question, by rule from the quotes shown; never by the model.

A model of this size opens with "Ja" whatever the source says. The rules read what is asked (may it, must it, is it so) and the modality of
the clause of a quote that resembles the question most. They never say "ja, dat mag": an unconditional permission is left to the quote
itself. Silent by default: when the question is an open one, turns on a negation, or shares too little with the quote.
"""

import re
from collections.abc import Collection, Sequence

from assistant.claim import Claim, clauses, modality, numbers, read, roles
from assistant.compare import differences
from assistant.signals import CONDITIONS
from assistant.wording import held, wording
from index.text import STOPWORDS, fold, stem, words

# At least this share of the content words of what is asked is in the quote before anything is concluded from it.
MIN_SHARE = 0.25
# "Dat moet" says more than "niet", and "ja" more than both, so more must be the same.
MIN_SHARE_DUTY, MIN_SHARE_STATED = 0.6, 0.75
# A quote other than the best decides only when it holds this much of the question.
MIN_SHARE_OTHER = 0.6
_ASKS_MAY = {
    "nl": re.compile(r"\b(?:mag|mogen|mocht|mochten)\b|^(?:kan|kunnen)\b|\bis\b.*\b(?:toegestaan|verboden)\b|\bstaat\b.*\btoe\b"),
    "en": re.compile(r"\b(?:may|allowed|permitted|banned)\b|^(?:can|could)\b"),
}
_ASKS_MUST = {
    "nl": re.compile(r"\b(?:moet|moeten|moest|moesten|hoef|hoeft|hoeven|hoefde)\b|\b(?:verplicht|vereist|nodig)\b"),
    "en": re.compile(
        r"\bmust\b|\b(?:do|does|did|are|is)\b.*\b(?:have to|need to|obliged|mandatory|required|compulsory|necessary)\b|\bdo (?:i|we) need\b"
    ),
}
_NEGATED = {
    "nl": re.compile(r"\b(?:niet|geen|zonder|nooit|buiten|weigeren|afwijzen|verbieden|wachten|nalaten|stoppen)\b"),
    "en": re.compile(r"\b(?:not|without|never|outside|refuse|reject|skip|ignore|wait)\b|n't\b"),
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
_DEPENDS = {
    "nl": re.compile(
        r"\bhang(?:t|en)\b[^.;]*\baf\b|\bafhankelijk van\b|\bgeval tot geval\b|\bniet (?:vanzelf|altijd|automatisch|zonder meer|per se|als zodanig)\b"
    ),
    "en": re.compile(
        r"\bdepend(?:s|ing)?\b[^.;]*\bon\b|\bcase by case\b|\bdecide for itself\b|\bnot (?:automatically|always|necessarily|by itself|as such)\b"
    ),
}
# Whether it is so already turns on a day, not on words.
_TIMED = {"nl": re.compile(r"\b(?:al|nu|nog|straks|inmiddels)\b"), "en": re.compile(r"\b(?:already|now|yet|still|currently)\b")}
_NOT_ALONE = {"nl": re.compile(r"\bniet (?:alleen|uitsluitend|enkel)\b"), "en": re.compile(r"\bnot (?:only|solely|merely|exclusively)\b")}
_ALONE = {
    "nl": re.compile(r"\b(?:alleen|uitsluitend|enkel|volledig|geheel|helemaal|puur)\b"),
    "en": re.compile(r"\b(?:only|solely|merely|exclusively|fully|entirely|completely|purely)\b"),
}
# A question whether something is so begins with its verb.
_WHETHER = {
    "nl": re.compile(
        r"^(?:en )?(?:gel\w+|gold\w*|val(?:t|len)|ben|bent|is|was|waren|zijn|heeft|hebben|had|wordt|worden|werd|hoort|horen|kan|kunnen|kon|staat|"
        r"stond|geeft|geven|klopt|telt|tellen|\w+[dt]e(?:n)?|\w+t)\b"
    ),
    "en": re.compile(r"^(?:and )?(?:does|do|did|is|are|was|were|has|have|can|could|will)\b"),
}
# Verbs that say nothing by themselves; of any other the quote must have the same.
_EMPTY_VERBS = {
    "nl": frozenset("ben bent is was waren zijn heeft hebben had wordt worden werd kan kunnen kon klopt en".split()),
    "en": frozenset("does do did is are was were has have can could will and".split()),
}

LEADS = {
    "nl": {
        "principle_not": "In beginsel niet.",
        "no": "Nee.",
        "no_unless": "Nee, behalve onder voorwaarden.",
        "conditional": "Alleen onder voorwaarden.",
        "required": "Dat moet.",
        "required_then": "Dat moest.",
        "not_required": "Dat is niet verplicht.",
        "depends": "Dat hangt ervan af.",
        "yes": "Ja.",
    },
    "en": {
        "principle_not": "In principle not.",
        "no": "No.",
        "no_unless": "No, except under conditions.",
        "conditional": "Only under conditions.",
        "required": "That is required.",
        "required_then": "That was required.",
        "not_required": "That is not mandatory.",
        "depends": "That depends.",
        "yes": "Yes.",
    },
}
# Openings that cannot both be right, and of which then neither is given.
_AGREE = ({"principle_not", "no", "no_unless", "conditional"}, {"required"}, {"required_then"}, {"not_required"}, {"depends"}, {"yes"})


def lead_key(question: str, quotes: Sequence[str], language: str, related: Collection[str] = ()) -> str | None:
    """The key in :data:`LEADS` of the opening for ``question`` given the ``quotes`` shown, the best first (all in ``language``).

    None when the rules cannot tell. ``related`` are the stems of what the thesaurus puts beside the question's words ("ChatGPT":
    consumentenvoorwaarden).
    """
    kinds = [kind for place, quote in enumerate(quotes) if (kind := _kind_of(question, quote, language, related, best=place == 0))]
    if not kinds or not any(set(kinds) <= group for group in _AGREE):
        return None
    return kinds[0]


def _kind_of(question: str, quote: str, language: str, related: Collection[str], *, best: bool) -> str | None:
    if not best and _shared(_asked(fold(question)), fold(quote), language, ()) < MIN_SHARE_OTHER:
        return None
    return lead_kind(question, quote, language, related)


def lead_kind(question: str, quote: str, language: str, related: Collection[str] = ()) -> str | None:
    """The key of the opening in :data:`LEADS` that one quote gives; None when the rules cannot tell."""
    whole, source = fold(question), fold(quote)
    asked = _asked(whole)
    # "Mag dat?" asks about the case before it.
    subject = whole if _CASE[language].search(asked) else asked
    share = _shared(subject, source, language, related)
    if _OPEN.match(asked) or share < MIN_SHARE:
        return None
    # Another number is another case: after ten years is not after twenty.
    if _unknown_amount(asked, source, language):
        return None
    if _DEPENDS[language].search(source):
        return "depends" if share >= MIN_SHARE_DUTY else None
    must, may = _ASKS_MUST[language].search(asked), _ASKS_MAY[language].search(asked)
    clause = _nearest(whole, source, language)
    if not must and (not may or not _is_permission(clause, language)):
        return _stated(asked, quote, language) if _WHETHER[language].match(asked) else None
    if clause is None or _other_party(whole, clause, language):
        return None
    said = modality(clause, language)
    if must:
        return _duty(said, source, language, asked) if _shared(subject, source, language, ()) >= MIN_SHARE_DUTY else None
    if _NEGATED[language].search(asked):
        return _may_without(asked, clause, source, language)
    return _permitted(said, whole, source, language)


def _unknown_amount(asked: str, source: str, language: str) -> bool:
    there = {(value, unit) for _, value, unit in numbers(source, language)}
    return any(kind == "amount" and (value, unit) not in there for kind, value, unit in numbers(asked, language))


def _is_permission(clause: str | None, language: str) -> bool:
    """Whether a clause rules on what may or must be done; "kan" as in "is able to" does not."""
    return clause is not None and modality(clause, language) not in ("cannot", None)


def _asked(question: str) -> str:
    """The sentence that asks: the last one with a question mark, without the case that is put before it."""
    sentences = [part.strip() for part in re.findall(r"[^.?!]+[.?!]?", question)]
    asking = [part for part in sentences if part.endswith("?")] or sentences[-1:]
    return asking[-1] if asking else ""


def _duty(said: str | None, source: str, language: str, asked: str) -> str | None:
    if said == "need_not":
        return "not_required"
    table = CONDITIONS[language]
    if said != "must" or re.search("|".join((table["exception"], table["only"], table["principle"])), source):
        return None
    # What narrows the duty does not count when the question names it itself.
    named = _content(asked, language)
    limits = [_content(match[1], language) for match in re.finditer(f"(?:{_NARROWS[language]}|{table['proviso']})([^,.;:]*)", source)]
    if not all(held(word, named) for limit in limits for word in limit):
        return None
    claim = read(source, language)
    # "Stukken die bewaard moeten worden" rules on something else.
    if not any(part.modality == "must" and not (part.relative or part.restricts) for part in claim.parts):
        return None
    return "required_then" if claim.past and not re.search(r"\b(?:moet|moeten|must)\b", source) else "required"


def _permitted(said: str | None, asked: str, source: str, language: str) -> str | None:
    # "Niet alleen op de uitvoer baseren" bans relying on it alone and says nothing of relying on it in part.
    if said == "may_not" and _NOT_ALONE[language].search(source):
        return "no" if _ALONE[language].search(asked) else None
    kind = _permission(said, source, language)
    if kind in ("no", "no_unless", "principle_not") and _excepted(asked, source, language):
        return None
    if kind == "conditional" and _excluded(asked, source, language):
        return "no"
    return None if kind == "conditional" and _turns_on_negation(source, language) else kind


def _permission(said: str | None, source: str, language: str) -> str | None:
    table = CONDITIONS[language]
    if said == "may_not":
        if re.search(table["principle"], source):
            return "principle_not"
        return "no_unless" if re.search(f"{table['exception']}|{table['only']}", source) else "no"
    if said in ("may", "can") and re.search("|".join((table["proviso"], table["only"], table["exception"])), source):
        return "conditional"
    return None


def _may_without(asked: str, clause: str, source: str, language: str) -> str | None:
    """ "Mag het zonder menselijke tussenkomst?" is a no where human intervention is a must, without exception."""
    match, table = _WITHOUT[language].search(asked), CONDITIONS[language]
    if match is None or modality(clause, language) != "must" or re.search(f"{table['exception']}|{table['principle']}", source):
        return None
    missing, there = _content(match[1], language), _content(clause, language)
    return "no" if missing and all(held(word, there) for word in missing) else None


def _stated(asked: str, quote: str, language: str) -> str | None:
    """Whether the quote says what is asked, or the same with a negation; the check of a sentence decides, with most words the same."""
    if _TIMED[language].search(asked):
        return None
    said, source = read(asked, language), read(quote, language)
    verbs = [word for word in words(asked)[:2] if word not in STOPWORDS[language]][:1]
    stems = {stem(word, language) for word in words(quote)}
    if any(verb not in _EMPTY_VERBS[language] and stem(verb, language) not in stems for verb in verbs):
        return None
    if source.conditions or "part" in source.quantifiers or _shared(asked, fold(quote), language, ()) < MIN_SHARE_STATED:
        return None
    return _agreement(said, source, language)


def _agreement(said: Claim, source: Claim, language: str) -> str | None:
    reasons = {reason for reason, _ in differences(said, source, language)} - {"clause"}
    if reasons <= {"negation", "modality"} and (said.negations + source.negations) % 2 and "negation" in reasons:
        return "no" if not said.negations else None
    # One "geen" anywhere in the source is enough to keep a yes back.
    return "yes" if not (reasons or said.negations or source.negations or source.modalities) else None


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
