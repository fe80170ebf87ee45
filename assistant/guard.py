"""Look at a question before anything is done with it: clean it, bound it, point at personal data.

A question is data. Nothing in it is executed, rendered or obeyed; markup and instructions are just words to search for.
"""

import re
import unicodedata
from dataclasses import dataclass

MAX_CHARACTERS = 2_000

_BSN = re.compile(r"(?<!\d)\d{9}(?!\d)")
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_IBAN = re.compile(r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?\b")


class QuestionError(Exception):
    """A question that cannot be used; the message says what to do about it, ``english`` the same in English."""

    def __init__(self, dutch: str, english: str) -> None:
        super().__init__(dutch)
        self.english = english


@dataclass(frozen=True, slots=True)
class GuardedQuestion:
    """A clean question, and the kinds of personal data seen in it ("bsn", "e-mail", "iban")."""

    text: str
    personal_data: tuple[str, ...]


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
    return GuardedQuestion(text, _personal_data(text))


def _printable(char: str) -> str:
    # Cc: control; Cf: invisible format characters (zero width, direction overrides); Cs: lone surrogates; Co: private use.
    return " " if unicodedata.category(char) in ("Cc", "Cf", "Cs", "Co") else char


def _personal_data(text: str) -> tuple[str, ...]:
    found: list[str] = []
    if any(_is_bsn(number) for number in _BSN.findall(text)):
        found.append("bsn")
    if _EMAIL.search(text):
        found.append("e-mail")
    if any(_is_iban(number) for number in _IBAN.findall(text)):
        found.append("iban")
    return tuple(found)


def _is_bsn(number: str) -> bool:
    from stdnum.nl import bsn

    return bool(bsn.is_valid(number))


def _is_iban(number: str) -> bool:
    from stdnum import iban

    return bool(iban.is_valid(number))
