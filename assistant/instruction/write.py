"""Have the generator write the question that a sentence answers. It writes nothing else: what is right and wrong comes from the corpus."""

import re

from index.language import detect_language
from index.text import STOPWORDS, fold, words
from models.base import Generator, Message

_SYSTEM = (
    "Je maakt toetsvragen voor ambtenaren. Je krijgt een zin uit een regeling. Schrijf één korte vraag in eenvoudig Nederlands waarop die zin "
    "het antwoord is. Noem het antwoord niet in de vraag. Schrijf alleen de vraag."
)
_EXAMPLES = (
    (
        "Een bestuursorgaan stuurt de ontvangstbevestiging van een aanvraag binnen een week.",
        "Hoe snel moet een bestuursorgaan de ontvangst van een aanvraag bevestigen?",
    ),
    (
        "Een ambtenaar mag een geschenk van meer dan 50 euro niet aannemen zonder toestemming van de leidinggevende.",
        "Wanneer hebt u toestemming nodig om een geschenk aan te nemen?",
    ),
    ("De inspectie controleert de aanbieder en niet de gebruiker.", "Wie wordt door de inspectie gecontroleerd?"),
)
_TOKENS, _SHORTEST, _LONGEST = 48, 4, 28
# A question that holds this much of the sentence gives the answer away.
_GIVEN_AWAY = 0.8


def ask_question(sentence: str, generator: Generator) -> str:
    """A question that ``sentence`` answers; empty when what the model wrote is none, is not Dutch, or gives the answer away.

    Raises :class:`models.base.ModelError` when the model fails.
    """
    messages = [Message("system", _SYSTEM)]
    for example, question in _EXAMPLES:
        messages += [Message("user", f"Zin: {example}"), Message("assistant", question)]
    messages.append(Message("user", f"Zin: {sentence}"))
    written = "".join(generator.generate(messages, max_tokens=_TOKENS)).strip()
    return _usable(written.splitlines()[0].strip(" \"“”'") if written else "", sentence)


def _usable(question: str, sentence: str) -> str:
    if not re.fullmatch(r"[A-Z][^?]*\?", question) or not _SHORTEST <= len(question.split()) <= _LONGEST or detect_language(question) != "nl":
        return ""
    asked, told = (frozenset(word for word in words(fold(text)) if word not in STOPWORDS["nl"]) for text in (question, sentence))
    # A question about something else shares nothing with the sentence.
    return question if asked & told and len(asked & told) / len(told) < _GIVEN_AWAY else ""
