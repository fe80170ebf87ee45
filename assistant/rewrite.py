"""Make a follow-up stand on its own before it is searched: "En bij een pilot?" finds nothing by itself.

By rule, not by the model: a question that leans on an earlier one is put behind it. The user sees the query that was searched.
"""

import re
from collections.abc import Sequence

from index.language import detect_language
from index.text import STOPWORDS, fold, words

_ANOTHER = re.compile(
    r"\b(?:iets (?:heel |totaal )?anders|(?:andere|nieuwe) vraag|ander onderwerp|something else|(?:another|different) (?:question|topic))\b"
)
# "Met vertrouwelijke stukken ook?": a few words that end in what they add.
_ADDS, _FEW = re.compile(r"\b(?:ook|dan|too|either|then)\W*$"), 6
_CONTINUES = re.compile(
    r"^(?:en|maar|of|dus|ook|dan|oke|ok|and|but|so|or|also|what about|how about|then|okay)\b(?! (?:als|wanneer) ik| if i)"
)
# A pronoun that something before it explains. "Dat" before a subject opens a clause ("klopt het dat de AP …"), before a verb or at the
# end it points back; "het" only beside a verb and without a noun behind it.
_SUBJECT = r"(?:de|het|een|er|ik|we|wij|je|jij|u|ze|zij|hij|mijn|onze|ons|jullie|alle|elke|iedere|geen|burgers|gemeenten|ambtenaren|medewerkers)"
_VERB = (
    r"(?:mag|mogen|moet|moeten|kan|kunnen|is|was|zijn|geldt|gold|hoeft|hoef|gaat|wordt|werkt|doe|doen|doet|betekent|klopt|vind|staat|"
    r"heeft|hebben|vallen|valt)"
)
_BACK = {
    "nl": re.compile(
        rf"\b(?:dat|dit)\b(?! {_SUBJECT}\b)(?=\W*$| (?:ook|dan|wel|nog|niet|nu|toch|zelf|voor|bij|als|in|op|met|zonder|door|aan|van|altijd|"
        rf"\w+en\b|\w+d\b|eigenlijk|precies|mag|moet|kan|is|geldt|zo|per|echt))"
        rf"|\b{_VERB} (?:dat|die|dit|deze|zoiets)\b(?! {_SUBJECT}\b)|\b(?:van|voor|bij|met|over|aan|door|onder|in|op) (?:die|deze)\b"
        rf"|\b{_VERB} (?:het|ze|hij|zij) (?:ook|dan|wel|nog|niet|toch|daar|zo|altijd|verplicht|toegestaan|verboden)\b"
        r"|^(?:die|deze|dat|dit|hij|zij|ze)\b|^(?:\w+ )?(?:het|ze|hij)\W*$"
        r"|\ber (?:een|geen|nog|meer|wat|twee|drie|eens)(?: \w+)?\W*$|\b(?:het|hij|zij|ze)\W*$"
        r"|\ber dan\b[^.?!]*\b(?:voor|aan|bij|van|mee|over|tegen)\b"
        r"|\b(?:daar|hier|er)(?:voor|van|bij|mee|op|over|in|aan|door|tegen|uit|naar|onder)\b|\b(?:daar|hiervan|zoiets|zulke?|laatste|eerste|hetzelfde|andersom)\b"
    ),
    "en": re.compile(
        r"\b(?:it|they|them|those|these|this)\b|\b(?:is|does|do|must|may|can|would|should|about|with|for|of|to|on|by) that\b|\bthat\W*$|^that\b"
        r"|\bsame\b|\b(?:either|too|as well)\W*$|\bthe (?:first|last|former|latter)\b"
    ),
}
# Words that ask for more of what was said and name no subject of their own.
_MORE = {
    "nl": frozenset(
        "waarom hoezo reden voorbeeld voorbeelden geef noem vertel leg uit meer nog verder toelichten toelichting uitleggen uitleg kun paar eens "
        "precies bedoel bedoelt bedoelen betekent concreet graag details zeker weten zeg klopt sinds bron artikel welke wet staat regel".split()
    ),
    "en": frozenset(
        "why reason example examples give tell explain more further details please elaborate mean means exactly sure concrete source "
        "which law".split()
    ),
}


def standalone(question: str, history: Sequence[str]) -> str:
    """``question``, or behind it the earlier question it leans on; ``history`` holds the earlier questions, oldest first.

    A follow-up on a follow-up leans on the question that opened the topic.
    """
    topic: list[str] = []
    for asked in (*history, question):
        topic = [*topic, asked] if topic and leans(asked) else [asked]
    return question if len(topic) == 1 else f"{topic[0].rstrip(' ?.!')}? {question}"


def leans(question: str) -> bool:
    """Whether a question cannot be understood without the one before it."""
    folded, language = fold(question).strip(), detect_language(question)
    if _ANOTHER.search(folded):
        return False
    if not own_words(question) or _CONTINUES.match(folded) or (len(words(question)) <= _FEW and _ADDS.search(folded)):
        return True
    return _BACK[language].search(_last_sentence(folded)) is not None and not _explained(folded)


def own_words(question: str) -> list[str]:
    """The words that name a subject: not those that every question has, nor those that ask for more of the same."""
    language = detect_language(question)
    return [word for word in words(question) if word not in STOPWORDS[language] and word not in _MORE[language]]


def _last_sentence(folded: str) -> str:
    parts = [part for part in re.split(r"(?<=[.?!])\s+", folded) if part.strip()]
    return parts[-1] if parts else folded


def _explained(folded: str) -> bool:
    """Whether the question tells its own case first: "Wij willen een chatbot inzetten. Mag dat?"."""
    parts = [part for part in re.split(r"(?<=[.?!])\s+|,\s+", folded) if part.strip()]
    return len(parts) > 1 and len(words(parts[0])) >= 4
