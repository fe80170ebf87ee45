"""Answers and hits as plain dictionaries: the fixed ``--json`` contract of the command line."""

from dataclasses import asdict
from datetime import date
from typing import Any

from assistant.answer import Answer, Citation, Quote
from index.hit import Hit


def answer_form(answer: Answer) -> dict[str, Any]:
    """``ask --json``. A ``status`` is that of today, so that what was replaced never reads as in force."""
    return {
        "question": answer.question,
        "kind": str(answer.kind),
        "language": answer.language,
        "text": answer.text,
        "quotes": [{**_quote(quote, answer.language), "intro": quote.intro} for quote in answer.quotes],
        "citations": [_citation(citation, answer.language) for citation in answer.citations],
        "checks": [{**asdict(check), "verdict": str(check.verdict)} for check in answer.checks],
        "hits": [hit_form(hit) for hit in answer.hits],
        "notices": list(answer.notices),
        "terms": [asdict(term) for term in answer.terms],
        "timings": dict(answer.timings),
        "usage": asdict(answer.usage) if answer.usage else None,
    }


def hit_form(hit: Hit) -> dict[str, Any]:
    """``search --json``: one hit."""
    passage = hit.passage
    return {
        "document_id": passage.document_id,
        "section_id": passage.section_id,
        "passage_id": passage.id,
        "score": hit.score,
        "title": passage.document.title,
        "label": passage.label,
        "status": str(passage.section.validity.status_on(date.today())),
        "text": passage.text,
    }


def _quote(quote: Quote, language: str) -> dict[str, Any]:
    passage = quote.passage
    return {
        "document_id": passage.document_id,
        "section_id": passage.section_id,
        "passage_id": passage.id,
        "label": passage.label_en if language == "en" else passage.label,
        "url": passage.section.url,
        "status": str(quote.now),
        "text": quote.shown("en") if language == "en" else quote.text,
        "start": quote.start,
        "end": quote.end,
    }


def _citation(citation: Citation, language: str) -> dict[str, Any]:
    return {"marker": citation.marker, **_quote(citation.quote, language)}
