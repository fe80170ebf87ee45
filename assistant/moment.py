"""Which day is a question about? "Wat gold er op 1 maart 2024?" is not about today."""

import calendar
import re
from contextlib import suppress
from datetime import date

from assistant.signals import MONTHS
from index.text import fold

_MONTH = "|".join(MONTHS)
_DAY = (
    rf"(?:(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s+)?(?P<month>{_MONTH})\s+(?P<year>\d{{4}})"
    r"|(?P<iso>\d{4}-\d{2}-\d{2})|(?P<d>\d{1,2})[-/.](?P<m>\d{1,2})[-/.](?P<y>\d{4})"
)
_AT = re.compile(rf"\b(?:op|per|in|tot|on|as of|at|until)\s+(?:{_DAY})\b", re.IGNORECASE)
# A day alone may be that of a letter or a law; together with a past tense it is the day that is asked about.
_PAST = re.compile(
    r"\b(?:gold|golden|mocht|mochten|moest|moesten|was|waren|had|hadden|kon|konden|destijds|toen|stond|geldig|"
    r"applied|were|did|could|force|allowed|valid)\b"
)


def without_day(question: str) -> str:
    """``question`` without the words that name the day: they are not what is searched for."""
    return _AT.sub(" ", question) if day_asked(question) else question


def day_asked(question: str) -> date | None:
    """The day a question asks about in the past tense; None when it names none. A month without a day is its last day."""
    folded = fold(question)
    found = _AT.search(folded)
    if found is None or not _PAST.search(folded):
        return None
    with suppress(ValueError):
        if found["iso"]:
            return date.fromisoformat(found["iso"])
        if found["y"]:
            return date(int(found["y"]), int(found["m"]), int(found["d"]))
        year, month = int(found["year"]), MONTHS[found["month"]]
        return date(year, month, int(found["day"] or calendar.monthrange(year, month)[1]))
    return None
