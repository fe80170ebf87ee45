"""Is a text Dutch or English? Counted on function words and spelling; Dutch when nothing decides."""

from typing import Literal

from index.text import words

_DUTCH = frozenset(
    """aan als bij dan dat de deze die dit door een en er geen geldt gelden het hoe ik ik in je kan kunnen mag met mij mijn moet
    moeten naar niet nog nu of om ons onze ook op over te toegestaan tot uit van veel voor waar wanneer waarom wat we welk welke
    wel wie wij worden wordt zijn zonder zou nodig hoeft mogen heb hebben""".split()
)
_ENGLISH = frozenset(
    """a about am an and any are as be by can do does for from have how i if it may me must my need not of on or our should still
    that the there they this to us use we what when where which who why will with would you your allowed
    literacy mandatory required government civil servant servants employee employees position law act breach fines public
    procurement copyright supplier assessment personal provider deployer citizen citizens""".split()
)
# These are words of both languages, or decide nothing by themselves.
_SHARED = frozenset({"is", "in", "of", "we", "me", "was", "over", "door", "an", "as", "am", "die", "on", "still", "use", "do"})


def detect_language(text: str) -> Literal["nl", "en"]:
    """ "nl" or "en"; a mixed or wordless text is Dutch."""
    forms = words(text)
    dutch = sum(form in _DUTCH and form not in _SHARED for form in forms)
    english = sum(form in _ENGLISH and form not in _SHARED for form in forms)
    if dutch == english:
        dutch += sum(form in _DUTCH for form in forms)
        english += sum(form in _ENGLISH for form in forms)
    return "en" if english > dutch else "nl"
