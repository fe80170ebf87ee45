"""Look at a question before anything is done with it: clean it, bound it, point at personal data, and refuse that where it is not allowed.

A question is data. Nothing in it is executed, rendered or obeyed; markup and instructions are just words to search for.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from assistant.personal import Span, find, removed, words

MAX_CHARACTERS = 2_000
# What is done with personal data in a question: the page asks first and everything else gives a notice; it is refused everywhere; or there is
# a notice everywhere.
Policy = Literal["ask", "block", "warn"]


class QuestionError(Exception):
    """A question that cannot be used; the message says what to do about it, ``english`` the same in English."""

    def __init__(self, dutch: str, english: str) -> None:
        super().__init__(dutch)
        self.english = english


class PersonalDataError(QuestionError):
    """A question that holds personal data where that is not allowed; what was asked is not repeated."""

    def __init__(self, spans: Sequence[Span], *, earlier: bool = False) -> None:
        dutch, english = (", ".join(words(spans, language)) for language in ("nl", "en"))
        where, place = ("een eerdere vraag", "an earlier question") if earlier else ("uw vraag", "your question")
        super().__init__(
            f"In {where} staan persoonsgegevens ({dutch}). Dat is hier niet toegestaan. Haal ze weg, of vraag het programma om dat te doen "
            "(remove_personal_data, in de terminal --remove-personal-data).",
            f"There is personal data in {place} ({english}). That is not allowed here. Take it out, or have the program do so "
            "(remove_personal_data, in the terminal --remove-personal-data).",
        )


@dataclass(frozen=True, slots=True)
class GuardedQuestion:
    """A clean question, and where personal data was seen in it."""

    text: str
    spans: tuple[Span, ...]

    @property
    def personal_data(self) -> tuple[str, ...]:
        """The kinds of personal data in it ("bsn", "naam"), each once."""
        return tuple(dict.fromkeys(str(span.kind) for span in self.spans))


def guard(raw: str) -> GuardedQuestion:
    """Clean and bound a question. Raises :class:`QuestionError` when nothing is left or it is too long."""
    text = " ".join("".join(_printable(char) for char in raw).split())
    if not re.search(r"\w", text):
        raise QuestionError(
            "De vraag is leeg. Typ een vraag, bijvoorbeeld: Wanneer moet ik een DPIA doen?",
            "The question is empty. Type a question, for example: When do I need a DPIA?",
        )
    if len(text) > MAX_CHARACTERS:
        raise QuestionError(
            f"De vraag is te lang: {len(text)} tekens, er passen er {MAX_CHARACTERS}. Stel een kortere vraag; "
            "plak geen hele documenten.",
            f"The question is too long: {len(text)} characters, {MAX_CHARACTERS} fit. Ask a shorter question; "
            "do not paste whole documents.",
        )
    return GuardedQuestion(text, find(text))


def admit(raw: str, history: Sequence[str], policy: Policy) -> GuardedQuestion:
    """:func:`guard`; also raises :class:`PersonalDataError` when ``policy`` is "block" and there is personal data in it or in ``history``."""
    guarded = guard(raw)
    if policy == "block":
        if guarded.spans:
            raise PersonalDataError(guarded.spans)
        if spans := [span for asked in history for span in find(asked)]:
            raise PersonalDataError(spans, earlier=True)
    return guarded


def without_personal_data(raw: str) -> str:
    """The clean question with a neutral word ("[naam]") for all personal data seen in it. Raises :class:`QuestionError` as :func:`guard` does."""
    from index.language import detect_language

    guarded = guard(raw)
    return removed(guarded.text, guarded.spans, detect_language(guarded.text))


def _printable(char: str) -> str:
    # Cc: control; Cf: invisible format characters (zero width, direction overrides); Cs: lone surrogates; Co: private use.
    return " " if unicodedata.category(char) in ("Cc", "Cf", "Cs", "Co") else char
