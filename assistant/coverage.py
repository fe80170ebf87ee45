"""How well the questions reach the corpus: per document which sections are never found and which have no questions of their own."""

import html
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from corpus.document import Passage
from index.hit import Scope
from index.language import detect_language
from index.retriever import HybridRetriever

# As far as a reader of the results would look.
_DEPTH = 10


@dataclass(frozen=True, slots=True)
class Covered:
    """One document: how many sections, which are ``unasked`` (no questions) and ``unfound`` (in no result), by id."""

    key: str
    title: str
    sections: int
    unasked: tuple[str, ...]
    unfound: tuple[str, ...]

    def form(self) -> dict[str, Any]:
        """As JSON values."""
        return asdict(self)


def questions_of(passages: Sequence[Passage]) -> list[tuple[str, str]]:
    """(question, language) of every section."""
    sections = {(p.document.key, p.section_id): p.section for p in passages}.values()
    return [(q, "nl") for s in sections for q in s.questions] + [(q, "en") for s in sections for q in s.questions_en]


def cover(
    retriever: HybridRetriever, questions: Sequence[tuple[str, str]], day: date, progress: Callable[[int, int], None]
) -> list[Covered]:
    """Search for every question, and see what is never among the first ten."""
    scope = Scope(day, include_history=True)
    found: set[tuple[str, str]] = set()
    for done, (question, language) in enumerate(questions, start=1):
        hits = retriever.search(question, _DEPTH, scope, language or detect_language(question))
        found |= {(hit.passage.document.key, hit.passage.section_id) for hit in hits}
        progress(done, len(questions))
    documents = {passage.document.key: passage.document for passage in retriever.passages}
    return [
        Covered(
            key,
            document.title,
            len(document.sections),
            tuple(section.id for section in document.sections if not (section.questions or section.asked)),
            tuple(section.id for section in document.sections if (key, section.id) not in found),
        )
        for key, document in sorted(documents.items())
    ]


def page(rows: Sequence[Covered], questions: int) -> str:
    """The same as a page that needs nothing from elsewhere."""
    body = "".join(
        f"<tr><th scope='row'>{html.escape(row.title)}<br><small>{html.escape(row.key)}</small></th><td>{row.sections}</td>"
        f"<td>{_listed(row.unasked)}</td><td>{_listed(row.unfound)}</td></tr>"
        for row in rows
    )
    return (
        "<!doctype html><html lang='nl'><meta charset='utf-8'><title>Dekking van het corpus</title>"
        "<style>body{font:1rem/1.5 system-ui,sans-serif;margin:2rem auto;max-width:70rem;padding:0 1rem}table{border-collapse:collapse}"
        "th,td{border:1px solid #999;padding:.3rem .6rem;text-align:left;vertical-align:top}</style>"
        f"<h1>Dekking van het corpus</h1><p>Gezocht met {questions} vragen; de eerste {_DEPTH} resultaten tellen.</p>"
        "<table><thead><tr><th>Document</th><th>Onderdelen</th><th>Zonder vragen</th><th>Nooit gevonden</th></tr></thead>"
        f"<tbody>{body}</tbody></table></html>\n"
    )


def _listed(ids: Sequence[str]) -> str:
    if not ids:
        return "0"
    return f"<details><summary>{len(ids)}</summary>{html.escape(', '.join(ids))}</details>"
