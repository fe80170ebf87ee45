"""Answers as HTML. Pure functions; every text from a question, a model or a document is escaped here and nowhere else."""

import html
import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.answer import Answer, AnswerKind, Citation, Quote, Verdict
from assistant.notices import spoken_date
from ui.strings import STRINGS

CSS = """
:root { --ink: #1b2733; --soft: #4c5a68; --line: #c9d3dc; --blue: #154273; --pale: #eef3f8; --warn: #fff4d6; }
.gradio-container { max-width: 56rem !important; margin: 0 auto !important; }
.sw { color: var(--ink); font-size: 1.05rem; line-height: 1.55; }
.sw h1 { font-size: 1.6rem; margin: 0; color: var(--blue); }
.sw h2 { font-size: 1rem; margin: 1rem 0 .25rem; color: var(--blue); }
.sw p { margin: .3rem 0; }
.sw .soft { color: var(--soft); font-size: .95rem; }
.sw .turn { border-top: 1px solid var(--line); padding: .75rem 0 1rem; }
.sw .asked { font-weight: 600; overflow-wrap: anywhere; }
.sw blockquote { margin: .35rem 0; padding: .4rem .8rem; border-left: 4px solid var(--blue); background: var(--pale); }
.sw blockquote cite { display: block; font-style: normal; font-size: .9rem; color: var(--soft); }
.sw .draft { color: var(--soft); font-style: italic; min-height: 1.6rem; }
.sw .note { background: var(--warn); border-left: 4px solid #b8860b; padding: .3rem .8rem; margin: .4rem 0; }
.sw .badge { display: inline-block; padding: 0 .5rem; border-radius: 1rem; font-size: .85rem; background: #dfe7ee; color: #1b2733; }
.sw .badge.geldend { background: #d7f0dd; color: #0b4a1c; }
.sw .badge.historisch, .sw .badge.vervallen { background: #f7dcdc; color: #7a1212; }
.sw .badge.toekomstig, .sw .badge.voorstel { background: #fdebc8; color: #6b4700; }
.sw a { color: #0b56a4 !important; text-decoration: underline; margin: 0 !important; padding: 0 !important; }
.sw a.mark { font-weight: 600; text-decoration: none; }
.sw details { border: 1px solid var(--line); border-radius: .3rem; margin: .3rem 0; padding: .3rem .7rem; background: #fff; }
.sw details summary { cursor: pointer; }
.sw details:target, .sw details:has(:target) { border-color: var(--blue); box-shadow: 0 0 0 2px #9dbbe0; }
.sw mark { background: #fff0a8; color: inherit; }
.sw :focus-visible { outline: 3px solid #e17000; outline-offset: 2px; }
.voorbeelden { flex-wrap: wrap; gap: .5rem; }
.voorbeelden button { flex: 1 1 45%; font-weight: 400; background: #fff; border: 1px solid var(--line); color: var(--blue); }
"""
# Opens the passage a citation points at, also when it is folded.
HEAD = """<script>addEventListener('hashchange', () => {
  const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  const box = target && target.closest('details'); if (box) { box.open = true; box.scrollIntoView({block: 'nearest'}); }
});
addEventListener('click', event => {
  const link = event.target.closest && event.target.closest('a.mark');
  const target = link && document.getElementById(link.hash.slice(1));
  const box = target && target.closest('details'); if (box) box.open = true;
});</script>"""


@dataclass(frozen=True, slots=True)
class Turn:
    """What the page shows of one question: its number in the conversation and the language of the page."""

    number: int
    question: str
    page: str


def escape(text: str) -> str:
    """Text as HTML. Braces and dollars too: the component that shows it has a template language of its own."""
    escaped = html.escape(text, quote=True)
    return escaped.replace("{", "&#123;").replace("}", "&#125;").replace("$", "&#36;").replace("`", "&#96;")


def header(page: str) -> str:
    """The title of the page."""
    words = STRINGS[page]
    return f'<div class="sw"><h1>{words.title}</h1><p class="soft">{words.subtitle} {words.privacy}</p></div>'


def conversation(turns: Sequence[str], page: str) -> str:
    """The finished turns, oldest first; a hint when there are none."""
    return "".join(turns) or f'<div class="sw"><p class="soft">{STRINGS[page].empty}</p></div>'


def waiting(turn: Turn) -> str:
    """The turn while the sources are searched."""
    return _turn(turn, f'<p role="status" class="soft">{STRINGS[turn.page].searching}</p>')


def failed(turn: Turn, message: str) -> str:
    """The turn when the question or the installation has a fault that the user can mend."""
    return _turn(turn, f'<p role="alert" class="note">{escape(message)}</p>')


def drafting(turn: Turn, quotes: Sequence[Quote], language: str, draft: str) -> str:
    """The literal key passages, with what the model has written so far."""
    words = STRINGS[turn.page]
    body = _passages(quotes, language, turn.page)
    if quotes:
        body += f'<h2>{words.draft}</h2><p class="draft">{escape(draft) or "…"}</p>'
    return _turn(turn, body)


def stopped(turn: Turn, quotes: Sequence[Quote], language: str) -> str:
    """The turn when the user stopped it: the passages stay."""
    body = _passages(quotes, language, turn.page)
    return _turn(turn, body + f'<p role="status" class="soft">{STRINGS[turn.page].stopped}</p>')


def answered(turn: Turn, answer: Answer) -> str:
    """The checked answer with its numbered sources."""
    words = STRINGS[turn.page]
    heading = {
        AnswerKind.ANSWERED: words.answer,
        AnswerKind.QUOTES: words.quotes_only,
        AnswerKind.ABSTAINED: words.no_answer,
    }[answer.kind]
    body = f'<h2 role="status">{heading}</h2><p>{_with_links(answer, turn)}</p>'
    body += "".join(f'<p class="note">{escape(notice)}</p>' for notice in answer.notices)
    if answer.citations:
        body += f"<h2>{words.sources}</h2>"
        body += "".join(_source(citation, answer.language, turn) for citation in answer.citations)
    if answer.checks:
        removed = sum(check.verdict is Verdict.REMOVED for check in answer.checks)
        told = words.checked.format(kept=len(answer.checks) - removed, removed=removed)
        body += f'<p class="soft">{told}</p>'
    return _turn(turn, body)


def _turn(turn: Turn, body: str) -> str:
    asked = f'<p class="asked">{escape(turn.question[:500])}</p>'
    return f'<section class="sw turn" aria-label="{STRINGS[turn.page].you_asked} {turn.number}">{asked}{body}</section>'


def _passages(quotes: Sequence[Quote], language: str, page: str) -> str:
    if not quotes:
        return ""
    cards = "".join(
        f"<blockquote>{escape(quote.shown(language))}<cite>{escape(_label(quote, language))} {_badge(quote, page)}</cite></blockquote>"
        for quote in quotes
    )
    return f'<h2 role="status">{STRINGS[page].key_passages}</h2>{cards}'


def _with_links(answer: Answer, turn: Turn) -> str:
    known = {citation.marker for citation in answer.citations}

    def link(match: re.Match[str]) -> str:
        marker = int(match[1])
        if marker not in known:
            return match[0]
        return f'<a class="mark" href="#bron-{turn.number}-{marker}">[{marker}]</a>'

    return re.sub(r"\[(\d{1,2})\]", link, escape(answer.text))


def _source(citation: Citation, language: str, turn: Turn) -> str:
    quote, words = citation.quote, STRINGS[turn.page]
    passage, section = quote.passage, quote.passage.section
    text, sentence = (passage.english, quote.english) if language == "en" else (passage.text, quote.text)
    shown = escape(text).replace(escape(sentence), f"<mark>{escape(sentence)}</mark>", 1)
    period = [
        words_.format(spoken_date(day, turn.page))
        for words_, day in ((words.valid_from, section.validity.valid_from), (words.valid_until, section.validity.valid_until))
        if day
    ]
    note = passage.document.note_en if language == "en" else passage.document.note
    link = ""
    if section.url.startswith("https://"):
        link = f'<a href="{escape(section.url)}" target="_blank" rel="noopener noreferrer">{words.official}</a>'
    facts = " · ".join(filter(None, (escape(section.reference), *period, link)))
    return (
        f"<details><summary>[{citation.marker}] {escape(_label(quote, language))} {_badge(quote, turn.page)}</summary>"
        f'<div id="bron-{turn.number}-{citation.marker}" tabindex="-1"><p>{shown}</p><p class="soft">{facts}</p>'
        f'<p class="soft">{words.verified_in}: {escape(section.sources)}. {escape(note)}</p></div></details>'
    )


def _label(quote: Quote, language: str) -> str:
    return quote.passage.label_en if language == "en" else quote.passage.label


def _badge(quote: Quote, page: str) -> str:
    words = STRINGS[page]
    now = words.statuses[str(quote.now)]
    shown = now if quote.now is quote.status else words.on_day.format(then=words.statuses[str(quote.status)], now=now)
    return f'<span class="badge {quote.now}">{shown}</span>'
