"""Answers as HTML, through templates that escape every value; what a question, a model or a document says is never markup."""

import re
from collections.abc import Iterator, Sequence
from typing import Any
from urllib.parse import quote as quote_url

from assistant.answer import Answer, AnswerKind, Citation, Quote, Verdict
from assistant.guard import GuardedQuestion, without_personal_data
from assistant.lead import LEADS
from assistant.notices import spoken_date
from assistant.personal import CERTAIN, word
from ui.pages import fragment
from ui.personal_strings import PERSONAL
from ui.strings import STRINGS


def passages(quotes: Sequence[Quote], language: str, page: str) -> str:
    """The literal key passages in the ``language`` of the answer, with the words of the ``page``'s."""
    shown = [{"text": quote.shown(language), "label": _label(quote, language), **_badge(quote, page)} for quote in quotes]
    return fragment("turn_passages.html", quotes=shown, words=STRINGS[page])


def answered(answer: Answer, page: str, turn: int, root: str = "") -> str:
    """The checked answer with its numbered sources; ``turn`` keeps the ids of two answers on one page apart."""
    words = STRINGS[page]
    heading = {AnswerKind.ANSWERED: words.answer, AnswerKind.QUOTES: words.quotes_only, AnswerKind.ABSTAINED: words.no_answer}[answer.kind]
    sources = {citation.marker: _source(citation, answer.language, page, root) for citation in answer.citations}
    opening = next((lead for lead in LEADS[answer.language].values() if answer.text.startswith(f"{lead} ")), "")
    removed = [check for check in answer.checks if check.verdict is Verdict.REMOVED]
    return fragment(
        "turn_answer.html",
        words=words,
        language=answer.language,
        heading=heading,
        turn=turn,
        opening=opening,
        paragraphs=[list(_pieces(answer.text.removeprefix(opening), sources))],
        notices=answer.notices,
        terms=answer.terms,
        sources=list(sources.values()),
        checks=answer.checks,
        removed=removed,
        kept=len(answer.checks) - len(removed),
    )


def personal(guarded: GuardedQuestion, page: str, turn: int, *, blocked: bool) -> str:
    """Personal data in a question that is not asked yet: where it stands, why it is seen as such, and the buttons to go on."""
    words, text = PERSONAL[page], guarded.text
    kinds = list(dict.fromkeys(span.kind for span in guarded.spans))
    pieces, place = list[dict[str, str]](), 0
    for span in guarded.spans:
        pieces += [{"text": text[place : span.start], "kind": ""}, {"text": text[span.start : span.end], "kind": word(span.kind, page)}]
        place = span.end
    return fragment(
        "turn_personal.html",
        words=words,
        page=page,
        turn=turn,
        pieces=[*pieces, {"text": text[place:], "kind": ""}],
        reasons=[(word(kind, page), words.why[kind]) for kind in kinds],
        without=without_personal_data(text),
        blocked=blocked,
        may_keep=not blocked and not CERTAIN.intersection(kinds),
    )


def _pieces(text: str, sources: dict[int, dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """The text cut at the markers that have a source; what looks like a marker and has none stays text."""
    place = 0
    for match in re.finditer(r"\[(\d{1,2})\]", text):
        source = sources.get(int(match[1]))
        if source is None:
            continue
        yield {"text": text[place : match.start()], "marker": None}
        yield {"marker": int(match[1]), "source": source}
        place = match.end()
    yield {"text": text[place:], "marker": None}


def _source(citation: Citation, language: str, page: str, root: str) -> dict[str, Any]:
    quote, words = citation.quote, STRINGS[page]
    section = quote.passage.section
    period = [
        form.format(spoken_date(day, page))
        for form, day in ((words.valid_from, section.validity.valid_from), (words.valid_until, section.validity.valid_until))
        if day
    ]
    place = f"{root}/bronnen/{quote_url(quote.passage.document.key)}/{quote_url(section.id)}"
    span = f"?van={quote.start}&tot={quote.end}"
    return {
        "marker": citation.marker,
        "label": _label(quote, language),
        "text": quote.shown(language),
        "facts": " · ".join(filter(None, (section.reference, *period))),
        "url": section.url if section.url.startswith("https://") else "",
        "place": f"{place}{span}#hier",
        "fragment": f"{place}/kern{span}",
        **_badge(quote, page),
    }


def _label(quote: Quote, language: str) -> str:
    return quote.passage.label_en if language == "en" else quote.passage.label


def _badge(quote: Quote, page: str) -> dict[str, str]:
    """The status today, and that of the day asked about when it was another."""
    words = STRINGS[page]
    now = words.statuses[str(quote.now)]
    shown = now if quote.now is quote.status else words.on_day.format(then=words.statuses[str(quote.status)], now=now)
    return {"now": str(quote.now), "badge": shown}
