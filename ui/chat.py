"""The chat page: a Gradio page that holds our own conversation, so that it is quick, keyboard-proof and keeps nothing on the server.

The only module that builds Gradio. What happens when somebody asks is ``ui/asking.py`` and ``static/chat.js``.
"""

import json
import random
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from typing import TYPE_CHECKING

from assistant.pipeline import Assistant
from corpus.document import Passage, Status
from models.closed import apply_switches
from ui.access import HERE, Visitor, visitor_of
from ui.chat_strings import CHAT, SPOKEN
from ui.pages import fragment, language_of, remember
from ui.strings import FRAME, STRINGS

if TYPE_CHECKING:
    from fastapi import APIRouter
    from gradio import Blocks

_SUGGESTED = 4
# Which documents interest whom; the names of the roles are in chat_strings.
_ROLES: tuple[tuple[str, ...], ...] = (
    ("standpunt-2025", "misvattingen", "faq-genai-2026", "ambtenarenwet"),
    ("standpunt-2025", "ai-verordening", "visie-2024", "algoritmeregister", "awb"),
    ("inkoop-ai", "bio2", "copilot-dpia", "cloudbeleid-2022", "handreiking-2025"),
    ("avg", "dpia", "iama", "advies-ap-2023", "uavg"),
    ("woo", "archiefwet-1995", "auteurswet", "archiefwet-2026"),
)
_STYLES, _SCRIPTS = ("theme.css", "style.css", "reader.css", "chat.css"), ("theme.js", "ask.js", "chat.js")
HEAD = "".join(
    [
        *(f'<link rel="stylesheet" href="/look/{name}">' for name in _STYLES),
        *(f'<script src="/look/{name}"></script>' for name in _SCRIPTS),
    ]
)


def suggestions(passages: Sequence[Passage], page: str, day: date, documents: Sequence[str]) -> list[str]:
    """A few questions that ``documents`` answer, others every day."""
    chance = random.Random(day.toordinal())
    asked = [
        (passage.section.questions_en if page == "en" else passage.section.questions)[:1]
        for passage in passages
        if passage.document_id in documents and passage.start == 0 and passage.section.validity.status_on(day) in (Status.GELDEND, Status.ACTUEEL)
    ]
    found = [question for questions in asked for question in questions]
    return chance.sample(found, min(_SUGGESTED, len(found)))


def shell(assistant: Assistant, page: str, root: str = "", visitor: Visitor = HERE) -> str:
    """The whole page between the tags of the body, in the language ``page``."""
    retriever, today = assistant.retriever.now(), date.today()
    roles = [
        {"name": name, "questions": suggestions(retriever.passages, page, today, documents)}
        for name, documents in zip(CHAT[page].roles, _ROLES, strict=True)
    ]
    documents = [
        {"id": document.id, "name": document.short_en if page == "en" else document.short}
        for document in sorted(retriever.documents.values(), key=lambda document: document.short.lower())
    ]
    return fragment(
        "chat.html",
        language=page,
        root=root,
        switch=f"?taal={'en' if page == 'nl' else 'nl'}",
        here="chat",
        words=FRAME[page],
        visitor=visitor,
        strings=STRINGS[page],
        chat=CHAT[page],
        spoken=json.dumps(asdict(SPOKEN[page]), ensure_ascii=False),
        roles=[role for role in roles if role["questions"]],
        documents=documents,
    )


def build(default: str) -> "Blocks":
    """The frame of the page as Gradio blocks; ``static/chat.js`` puts the conversation in it."""
    apply_switches()
    import gradio as gr

    with gr.Blocks(title=STRINGS[default].title, analytics_enabled=False) as page:
        gr.HTML("", visible=False)
    return page


def routes(assistant: Assistant, default: str) -> "APIRouter":
    """``GET /ui/gesprek``: the conversation in the reader's language, which the page puts in its own place.

    Inside a component its texts would take on Gradio's look, and their language could not be the reader's.
    """
    from fastapi import APIRouter, Request
    from fastapi.responses import HTMLResponse

    router = APIRouter(include_in_schema=False)

    @router.get("/ui/gesprek")
    def conversation(request: Request) -> HTMLResponse:
        language = language_of(request, default)
        response = HTMLResponse(shell(assistant, language, request.scope.get("root_path", ""), visitor_of(request)))
        remember(request, response)
        return response

    return router
