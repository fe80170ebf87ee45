"""The source browser: every text of the corpus as a page with a permanent address, its context and its history.

What a page shows is asked of a :class:`Desk`; the templates ``reader_*.html`` write and escape it. Texts are never changed here.
"""

from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING

from assistant.pipeline import Assistant
from corpus.diff import diff
from ui import reader_text
from ui.api import documents_of
from ui.pages import language_of, page
from ui.reader_desk import Desk
from ui.reader_text import Shelf

if TYPE_CHECKING:
    from fastapi import APIRouter

# A longer document is a list of contents; its sections have pages of their own.
MOST_ON_PAGE = 60
_LONGEST_QUERY = 300

# A page before it is written: template, status and values.
View = tuple[str, int, dict[str, object]]
_MISSING: View = ("reader_404.html", 404, {})


def list_view(desk: Desk, query: str) -> View:
    """All documents, and what a search in all of them finds."""
    return "reader_list.html", 200, {"query": query, "found": desk.search(query) if query else [], "named": desk.named(query)}


def document_view(desk: Desk, key: str, query: str) -> View:
    """One document, and what a search in it finds."""
    document = desk.shelf.find(key, desk.today)
    if document is None:
        return _MISSING
    found = desk.search(query, document) if query else []
    return "reader_document.html", 200, {"document": document, "query": query, "found": found, "most": MOST_ON_PAGE}


def section_view(desk: Desk, place: tuple[str, str], span: tuple[str, str], panel: bool = False) -> View:
    """One section with the span that is to be marked; ``panel``: to be shown beside another page."""
    document = desk.shelf.find(place[0], desk.today)
    section = desk.shelf.section(document, place[1]) if document else None
    if document is None or section is None:
        return ("reader_kern.html", 404, {"document": None}) if panel else _MISSING
    marks = reader_text.marked(section.text, *span)
    text, other = desk.texts(document, section, marks)
    link = desk.href(document, section) + (f"?van={span[0]}&tot={span[1]}#hier" if marks else "")
    values = {"document": document, "section": section, "text": text, "other": other, "link": link}
    return "reader_kern.html" if panel else "reader_section.html", 200, values


def compare_view(desk: Desk, key: str, old: str, new: str) -> View:
    """Two versions as one text, the newest and the one before it unless others are asked for."""
    document = desk.shelf.find(key, desk.today)
    if document is None:
        return _MISSING
    if not (old or new) and desk.shelf.section(document, "vergelijk"):
        return section_view(desk, (key, "vergelijk"), ("", ""))
    versions = desk.versions(document)
    before = desk.shelf.find(old or versions[-2:][0].key, desk.today)
    after = desk.shelf.find(new or versions[-1].key, desk.today)
    if before is None or after is None:
        return _MISSING
    changes = [reader_text.without_label(change) for change in diff(before, after)] if before.id == after.id else []
    return "reader_compare.html", 200, {"document": document, "old": before, "new": after, "changes": changes}


def routes(assistant: Assistant, language: str) -> "APIRouter":
    """The pages under /bronnen; ``language`` is that of a reader who did not choose."""
    from fastapi import APIRouter, Request
    from fastapi.responses import HTMLResponse

    router = APIRouter()
    # Not more: an index that is no longer used must go out of memory.
    shelf = lru_cache(maxsize=1)(lambda retriever: Shelf.of(documents_of(retriever)))

    def desk(request: Request) -> Desk:
        retriever = assistant.retriever.now()
        return Desk(shelf(retriever), retriever, language_of(request, language), request.scope.get("root_path", ""), date.today())

    def show(request: Request, desk: Desk, view: View) -> HTMLResponse:
        template, status, values = view
        return page(request, template, language, status=status, here="bronnen", desk=desk, t=desk.t, **values)

    @router.get("/bronnen")
    def overview(request: Request, zoek: str = "") -> HTMLResponse:
        at = desk(request)
        return show(request, at, list_view(at, _query(zoek)))

    @router.get("/bronnen/{key}")
    def document(request: Request, key: str, zoek: str = "") -> HTMLResponse:
        at = desk(request)
        return show(request, at, document_view(at, key, _query(zoek)))

    @router.get("/bronnen/{key}/vergelijk")
    def compare(request: Request, key: str, van: str = "", met: str = "") -> HTMLResponse:
        at = desk(request)
        return show(request, at, compare_view(at, key, van, met))

    @router.get("/bronnen/{key}/{section_id}")
    def section(request: Request, key: str, section_id: str, van: str = "", tot: str = "") -> HTMLResponse:
        at = desk(request)
        return show(request, at, section_view(at, (key, section_id), (van, tot)))

    @router.get("/bronnen/{key}/{section_id}/kern")
    def panel(request: Request, key: str, section_id: str, van: str = "", tot: str = "") -> HTMLResponse:
        at = desk(request)
        return show(request, at, section_view(at, (key, section_id), (van, tot), panel=True))

    return router


def _query(text: str) -> str:
    return " ".join(text.split())[:_LONGEST_QUERY]
