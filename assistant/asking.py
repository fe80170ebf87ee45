"""Questions that official texts answer, written by the configured generator into files that people review.

One file a document, in the data folder, in the format of ``corpus/asked.py``; ``reviewed = false`` until somebody changes that. What
is in a file is not written again, so work that was interrupted goes on, and what a person deleted from a list stays away.
"""

import json
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from corpus.asked import Asked, read_questions
from corpus.disk import write_whole
from corpus.document import CorpusError, Document, Section
from index.text import character_ngrams
from models.base import Generator, Message

MAX_TOKENS = 110
# What a question is written from; the start of an article says what it is about.
_CHARACTERS = 1_500
_SHORTEST = 80
_WORDS = range(4, 23)
# A question that is for the larger part a sentence of the text finds nothing that the text does not.
_COPIED = 0.8

_HEAD = """# Vragen die dit stuk beantwoordt, geschreven door een taalmodel. Alleen om te zoeken; nooit als tekst van het stuk getoond.
# Lees ze na: haal weg wat niet klopt, verbeter wat scheef is, en zet dan reviewed op true.
"""

# No worked example: a small model gives the questions of the example back. The start of a list it goes on by itself.
_SYSTEM = {
    "nl": "Je bent een Nederlandse ambtenaar zonder juridische kennis. Je stelt korte, gewone vragen.",
    "en": "You are a civil servant without legal training. You ask short, ordinary questions.",
}
_ASK = {
    "nl": "{}\n\nBedenk drie korte vragen van een collega waarop deze tekst het antwoord geeft. Gebruik gewone woorden, geen juridische. "
    "Schrijf elke vraag op een eigen regel.",
    "en": "{}\n\nThink of three short questions of a colleague that this text answers. Use ordinary words, no legal ones. Write each "
    "question on a line of its own.",
}


def unasked(documents: Sequence[Document], folder: Path) -> list[tuple[Document, Section]]:
    """The sections without questions that ``folder`` has none for either; recitals and lines without content are left out.

    The versions of a text share their questions: of a section in several of ``documents`` it is the last.
    """
    known = {document.id: _written(folder, document.id) for document in documents}
    found = {
        f"{document.id}/{section.id}": (document, section)
        for document in documents
        for section in document.sections
        if not (section.questions or section.asked or section.id.startswith("overweging-") or len(section.text) < _SHORTEST)
    }
    return [row for place, row in found.items() if place not in known[row[0].id]]


def write_questions(sections: Sequence[tuple[Document, Section]], generator: Generator, folder: Path) -> Iterator[tuple[str, Asked]]:
    """Ask the generator for questions on each section and keep them; yields each place with its questions as they are written."""
    for document, section in sections:
        place = f"{document.id}/{section.id}"
        asked = Asked(_questions(section, "nl", generator), _questions(section, "en", generator) if section.english else ())
        _keep(folder, document.id, place, asked, generator.name)
        yield place, asked


def questions_in(reply: str, text: str) -> tuple[str, ...]:
    """The questions in a model's reply: one a line, of a fit length, not copied from ``text``, without their numbering."""
    grams = set(character_ngrams(text))
    found = []
    for line in reply.splitlines():
        question = re.sub(r"^\s*(?:[-*•]|\d+[.)])\s*", "", line).strip().strip('"“”')
        own = set(character_ngrams(question))
        if question.endswith("?") and len(question.split()) in _WORDS and len(own & grams) < _COPIED * len(own):
            found.append(question)
    return tuple(dict.fromkeys(found))


def _questions(section: Section, language: str, generator: Generator) -> tuple[str, ...]:
    label, text = (section.label_en, section.english) if language == "en" else (section.label, section.text)
    shown = f"{label}\n{text[:_CHARACTERS]}"
    messages = (Message("system", _SYSTEM[language]), Message("user", _ASK[language].format(shown)), Message("assistant", "1. "))
    return questions_in("".join(generator.generate(messages, max_tokens=MAX_TOKENS)), shown)


def _file(folder: Path, document_id: str) -> Path:
    return folder / f"{document_id}.toml"


def _written(folder: Path, document_id: str) -> dict[str, Asked]:
    file = _file(folder, document_id)
    return read_questions(file) if file.exists() else {}


def _keep(folder: Path, document_id: str, place: str, asked: Asked, author: str) -> None:
    """Add a section to the file of its document; what people changed in it stays as it is. In one move, so never half."""
    file = _file(folder, document_id)
    before = file.read_text(encoding="utf-8") if file.exists() else f"{_HEAD}author = {json.dumps(author)}\nreviewed = false\n"
    rows = [f"\n[{json.dumps(place)}]"]
    for language, texts in (("nl", asked.nl), ("en", asked.en)):
        rows += [f"{language} = [", *(f"  {json.dumps(text, ensure_ascii=False)}," for text in texts), "]"]
    try:
        write_whole(file, (before + "\n".join(rows) + "\n").encode())
    except OSError as error:
        raise CorpusError(f"{file} is niet te schrijven: {error.strerror}. Maak ruimte en geef dezelfde opdracht opnieuw.") from error
