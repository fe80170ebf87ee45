"""A question after an amount, a period, a day or an article is only answered by a text that holds one.

"Hoeveel dwangsom per dag?" is near a section on deadlines in every respect but the one that counts.
"""

import re
from collections.abc import Sequence

from assistant.answer import Quote
from index.text import fold

# What asks for it, and what a text that answers must hold. A bare "wanneer" asks for a case as often as for a day and is not here.
_SORTS = {
    "nl": (
        (
            r"\bhoeveel (?:\w+ )?(?:euro|geld|dwangsom|boete|subsidie|budget)\b|\b(?:wat|hoeveel) kost(?:en)?\b|\bwelk \w*bedrag\b"
            r"|\bhoe duur\b|\b(?:prijs|tarief)\b",
            r"€|\b(?:euro|miljoen|miljard|procent|gratis|kosteloos|kosten)\b|%",
        ),
        (
            r"\bhoe ?lang\b|\b(?:na|binnen) hoeveel\b|\bhoeveel (?:uur|dagen|weken|maanden|jaar)\b|\bbinnen welke\b"
            r"|\bwelke (?:bewaar)?termijn\b|\bwachttijd\b",
            r"\b(?:uur|dag|dagen|werkdagen|week|weken|maand|maanden|jaar|jaren|onverwijld|\w*termijn\w*|zolang|blijvend|langer|tijdig|bewaart|bewaren|totdat)\b",
        ),
        (
            r"\bhoeveel (?!(?:uur|uren|tijd|dagen|weken|maanden|jaar|jaren|geld)\b)\w{4,}",
            r"\b(?!(?:19|20)\d\d\b)\d+|\b(?:twee|drie|vier|vijf|zes|zeven|acht|negen|tien|elf|twaalf|helft)\b",
        ),
        (r"\bop welke (?:datum|dag)\b|\bin welk jaar\b|\b(?:vanaf|sinds|per) wanneer\b", r"\b(?:19|20)\d\d\b"),
    ),
    "en": (
        (
            r"\bhow much (?:money|does|will|can|is)\b|\bwhat (?:does|do|will) .* cost\b|\bprice\b|\bfees?\b",
            r"€|\b(?:euros?|million|billion|percent|free|costs?)\b|%",
        ),
        (
            r"\bhow long\b|\bhow many (?:hours|days|weeks|months|years)\b|\bwithin how many\b|\bwaiting time\b",
            r"\b(?:hours?|days?|weeks?|months?|years?|delay|periods?|as long as|permanent\w*|longer|timely|in time|until|retain\w*|keep|kept)\b",
        ),
        (
            r"\bhow many (?!(?:hours|days|weeks|months|years)\b)\w{4,}",
            r"\b(?!(?:19|20)\d\d\b)\d+|\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|half)\b",
        ),
        (r"\bon (?:what|which) (?:date|day)\b|\bin (?:what|which) year\b|\b(?:since|from) when\b", r"\b(?:19|20)\d\d\b"),
    ),
}

# Where it stands may be in the name of the section.
_PLACES = {
    "nl": (r"\bwelk nummer\b|\bartikelnummer\b|\b(?:welk|het) (?:\w+-)?artikel\b.*\bwaarin staat\b", r"\bart(?:ikel)?\b|\boverweging\b|\bbijlage\b"),
    "en": (r"\b(?:which|what) (?:article|section) (?:number|says)\b", r"\barticle\b|\brecital\b|\bannex\b"),
}


def lacking(question: str, quotes: Sequence[Quote], language: str) -> bool:
    """Whether ``question`` asks for a sort of thing that none of ``quotes`` holds."""
    asked, told = fold(question), fold(" ".join(quote.shown(language) for quote in quotes))
    named = told + fold(" ".join(quote.passage.section.reference for quote in quotes))
    sorts = [(asks, holds, told) for asks, holds in _SORTS[language]] + [(*_PLACES[language], named)]
    return any(re.search(asks, asked) and not re.search(holds, held) for asks, holds, held in sorts)
