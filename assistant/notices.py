"""The sentences the assistant says itself: abstaining, what a source's status means, personal data in a question.

All made by rule from the metadata of the corpus, in Dutch and English; never written by a model.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import cache

from assistant.answer import Quote
from assistant.personal import Span, words
from assistant.premise import Premise
from corpus.document import Document, Status
from corpus.manifest import Retired
from corpus.names import fold_name
from corpus.sentences import split_sentences
from index.hit import Hit, Scope
from index.retriever import HybridRetriever

_HISTORY = re.compile(
    r"\b(?:2023|voorlopig\w*|vorige|vroeger\w*|oude|destijds|toen|geschiedenis|historisch\w*|beslisnota|quickscan|vervallen|"
    r"vervangen|provisional|previous|former|history|old|superseded|replaced)\b",
    re.IGNORECASE,
)
_ABSTAINED = {
    "nl": "Dit staat niet in de bronnen. Deze assistent kent alleen het beleid en het recht over generatieve AI bij de overheid. "
    "Stel de vraag anders, of vraag het aan de CIO, de FG of een jurist van uw organisatie.",
    "en": "This is not in the sources. This assistant only knows the policy and law on generative AI in government. Rephrase the "
    "question, or ask the CIO, the DPO or a lawyer of your organisation.",
}
_MODEL_AWAY = {
    "nl": "Het taalmodel is nu niet bereikbaar. U leest de letterlijke passages uit de bronnen.",
    "en": "The language model cannot be reached now. You are reading the literal passages from the sources.",
}
_CROWDED = {
    "nl": "Het is nu druk. Op een kort antwoord zou u lang wachten; daarom leest u de letterlijke passages uit de bronnen.",
    "en": "It is busy now. You would wait long for a short answer, so you are reading the literal passages from the sources.",
}
_WORDS_ALONE = {
    "nl": "Zoeken op betekenis kan nu niet. Er is alleen op woorden gezocht; een passage in andere woorden kan ontbreken.",
    "en": "Searching by meaning is not possible now. Only words were searched; a passage in other words may be missing.",
}
_NEAREST = {
    "nl": "Een duidelijk antwoord staat niet in de bronnen. Deze passages komen er het dichtst bij.",
    "en": "There is no clear answer in the sources. These passages come closest.",
}
_UNKNOWN = {
    "nl": "Over {} staat niets in de bronnen. Deze passages komen er het dichtst bij.",
    "en": "The sources say nothing about {}. These passages come closest.",
}
_PREMISE = {
    "nl": {
        Premise.MISCONCEPTION: "Let op: hierover bestaat een misverstand. Vergelijk wat uw vraag aanneemt met wat de bron zegt.",
        Premise.BAN: "Let op: uw vraag gaat uit van een verbod. Dat staat niet in deze passages.",
        Premise.EXEMPTION: "Let op: uw vraag gaat uit van een vrijstelling. Die staat niet in deze passages.",
    },
    "en": {
        Premise.MISCONCEPTION: "Note: there is a misconception about this. Compare what your question assumes with what the source says.",
        Premise.BAN: "Note: your question assumes a ban. These passages do not speak of one.",
        Premise.EXEMPTION: "Note: your question assumes an exemption. These passages do not speak of one.",
    },
}
_PART_ABSENT = {
    "nl": "Over {} staat niets in de bronnen dat een duidelijk antwoord geeft.",
    "en": "On {} the sources hold no clear answer.",
}
_LONGEST_PART = 150
_PERSONAL = {
    "nl": "Let op: uw vraag lijkt persoonsgegevens te bevatten ({}). Laat die weg; ze zijn niet nodig voor het antwoord.",
    "en": "Note: your question seems to contain personal data ({}). Leave them out; they are not needed for the answer.",
}
_REPLACED = {
    "nl": "Let op: {old} is geschiedenis. Het is vervangen door {new} en geldt niet meer.",
    "en": "Note: {old} is history. It has been replaced by {new} and is no longer in force.",
}
_PAST = {
    "nl": "Let op: {name} is een historische bron en zegt niet wat nu geldt.",
    "en": "Note: {name} is a historical source and does not say what applies now.",
}
_FUTURE = {
    "nl": "Let op: {label} is nog niet van toepassing{when}.",
    "en": "Note: {label} does not apply yet{when}.",
}
_PROPOSAL = {
    "nl": "Let op: {name} is een voorstel en nog geen geldend recht.",
    "en": "Note: {name} is a proposal and not yet law.",
}
_THEN = {
    "nl": "Dit antwoord gaat over {day}. {name} gold toen; sindsdien is het vervangen door {new}.",
    "en": "This answer is about {day}. {name} applied then; it has since been replaced by {new}.",
}
_THEN_ONLY = {
    "nl": "Dit antwoord gaat over {day}. Wat nu geldt, kan anders zijn.",
    "en": "This answer is about {day}. What applies now may be different.",
}
_AMENDED = {
    "nl": "Let op: {label} is gewijzigd door {name}. De tekst hier is van voor die wijziging; lees de wijziging erbij.",
    "en": "Note: {label} has been amended by {name}. The text here is from before that change; read the amendment as well.",
}
_MONTHS = {
    "nl": ["januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus", "september", "oktober", "november", "december"],
    "en": ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"],
}


_RETIRED = {
    "nl": "{old} geldt niet meer en is vervangen door: {new}.",
    "en": "{old} is no longer in force and has been replaced by: {new}.",
}
_CHOICES = {
    "nl": "U noemt een artikel zonder de wet. Bedoelt u {}? Stel de vraag opnieuw en noem de wet erbij.",
    "en": "You name an article without its law. Do you mean {}? Ask again and name the law.",
}


def is_own(sentence: str, language: str) -> bool:
    """Whether a sentence is one that this module puts into the text of an answer: it is about the sources and claims nothing of its own."""
    return _own(language).fullmatch(sentence) is not None


@cache
def _own(language: str) -> re.Pattern[str]:
    told = (_ABSTAINED, _NEAREST, _UNKNOWN, _PART_ABSENT, _RETIRED, _CHOICES)
    templates = [*(table[language] for table in told), *_PREMISE[language].values()]
    sentences = [span.text for template in templates for span in split_sentences(template)]
    return re.compile("|".join(re.sub(r"\\{\w*\\}", ".+", re.escape(sentence)) for sentence in sentences))


def asks_history(question: str) -> bool:
    """Whether a question is about a text that is no longer in force."""
    return _HISTORY.search(question) is not None


def abstained(language: str) -> str:
    return _ABSTAINED[language]


def model_away(language: str) -> str:
    """What is told when the model elsewhere does not answer."""
    return _MODEL_AWAY[language]


def crowded(language: str) -> str:
    """What is told when too many wait for the model."""
    return _CROWDED[language]


def words_alone(language: str) -> str:
    """What is told when the vectors are away or still being made."""
    return _WORDS_ALONE[language]


def nearest(language: str, unknown: Sequence[str] = ()) -> str:
    """There is no clear answer; ``unknown`` names what the sources do not know at all."""
    if unknown:
        return _UNKNOWN[language].format({"nl": " en ", "en": " and "}[language].join(unknown))
    return _NEAREST[language]


def premise(kind: Premise, language: str) -> str:
    """A warning about what the question takes for granted."""
    return _PREMISE[language][kind]


def stands_for(short: str, long: str, language: str) -> str:
    """ "FG staat voor functionaris gegevensbescherming." """
    return {"nl": "{} staat voor {}.", "en": "{} stands for {}."}[language].format(short, long)


def part_absent(parts: Sequence[str], language: str) -> str:
    """Which part of a message the sources do not answer, in the words of who asked."""
    named = {"nl": " en ", "en": " and "}[language].join(f"“{_short(part)}”" for part in parts)
    return _PART_ABSENT[language].format(named)


def _short(part: str) -> str:
    """The question of a part, without the case before it and without what looks like a citation."""
    asked = re.sub(r"[\[\]]", "", re.split(r"(?<=[.!])\s+", part)[-1])
    return asked if len(asked) <= _LONGEST_PART else asked[: _LONGEST_PART - 1].rsplit(" ", 1)[0] + " …"


def personal_data(spans: Sequence[Span], language: str) -> tuple[str, ...]:
    """A warning that names the kinds of personal data seen; empty when there are none."""
    return (_PERSONAL[language].format(", ".join(words(spans, language))),) if spans else ()


def named_retired(question: str, retired: Sequence[Retired]) -> Retired | None:
    """The text a question names that is no longer in force; None when it names none, or its successor as well."""
    folded = f" {fold_name(question)} "
    for text in retired:
        if any(f" {fold_name(name)} " in folded for name in text.names) and f" {fold_name(text.successor)} " not in folded:
            return text
    return None


def replaced(text: Retired, language: str) -> str:
    """ "Wob geldt niet meer en is vervangen door: Woo." """
    old, new = (text.short_en, text.successor_en) if language == "en" else (text.short, text.successor)
    return _RETIRED[language].format(old=old, new=new)


def choices(ids: Sequence[str], retriever: HybridRetriever, language: str) -> str:
    """The question back: of which law is the article?"""
    names = [_name(retriever.documents[document_id], language) for document_id in ids]
    return _CHOICES[language].format({"nl": " of ", "en": " or "}[language].join(names))


def spoken_date(day: date, language: str) -> str:
    """ "2 december 2027"."""
    return f"{day.day} {_MONTHS[language][day.month - 1]} {day.year}"


def about_sources(
    quotes: Sequence[Quote], hits: Sequence[Hit], scope: Scope, retriever: HybridRetriever, language: str
) -> tuple[str, ...]:
    """What a reader must know of the status of the sources: future, past, proposed, amended, or replaced by another."""
    documents = retriever.documents
    found = list(_about_then(quotes, scope, documents, language))
    for quote in quotes:
        found += _about_quote(quote, documents, language)
        found += _about_amendments(quote, scope, retriever, language)
    # A predecessor that was found as well is named, as history, so that nobody mixes the two.
    near = {hit.passage.document_id for hit in hits}
    for document in dict.fromkeys(quote.passage.document_id for quote in quotes):
        for old in documents[document].replaces:
            if old in documents and old in near and documents[old].validity.status_on(scope.on).is_past:
                found.append(_REPLACED[language].format(old=_name(documents[old], language), new=_name(documents[document], language)))
    return tuple(dict.fromkeys(found))


def _about_then(quotes: Sequence[Quote], scope: Scope, documents: Mapping[str, Document], language: str) -> Iterator[str]:
    """Of an answer about an earlier day: that it is, and what has been replaced since."""
    if not scope.then:
        return
    day = spoken_date(scope.on, language)
    replaced = [
        _THEN[language].format(day=day, name=_name(old, language), new=_name(documents[str(old.replaced_by)], language))
        for old in dict.fromkeys(quote.passage.document for quote in quotes)
        if old.replaced_by in documents and old.validity.status.is_past and not old.validity.status_on(scope.on).is_past
    ]
    yield from replaced or [_THEN_ONLY[language].format(day=day)]


def _about_amendments(quote: Quote, scope: Scope, retriever: HybridRetriever, language: str) -> Iterator[str]:
    for amending in retriever.amendments.get(f"{quote.passage.document_id}/{quote.passage.section_id}", ()):
        if amending.document.validity.status_on(scope.on) is Status.GELDEND:
            label = quote.passage.label_en if language == "en" else quote.passage.label
            yield _AMENDED[language].format(label=label, name=_name(amending.document, language))


def _about_quote(quote: Quote, documents: Mapping[str, Document], language: str) -> list[str]:
    document, validity = quote.passage.document, quote.passage.section.validity
    label = quote.passage.label_en if language == "en" else quote.passage.label
    if quote.status is Status.TOEKOMSTIG:
        word = {"nl": "pas vanaf", "en": "only from"}[language]
        when = f" ({word} {spoken_date(validity.valid_from, language)})" if validity.valid_from else ""
        return [_FUTURE[language].format(label=label, when=when)]
    if quote.status is Status.VOORSTEL:
        return [_PROPOSAL[language].format(name=_name(document, language))]
    if quote.status.is_past and document.replaced_by in documents:
        new = documents[str(document.replaced_by)]
        return [_REPLACED[language].format(old=_name(document, language), new=_name(new, language))]
    if quote.status.is_past:
        return [_PAST[language].format(name=_name(document, language))]
    return []


def _name(document: Document, language: str) -> str:
    return document.short_en if language == "en" else document.short
