"""The page itself: Gradio components and what happens when someone asks. The only module that builds Gradio."""

import random
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from typing import TYPE_CHECKING, Any

from assistant.answer import Delta, Done, Quote, Retrieved
from assistant.errors import EXPECTED, message
from assistant.pipeline import Assistant
from corpus.document import Kind, Passage, Status
from models.closed import apply_switches
from ui import render
from ui.strings import STRINGS

if TYPE_CHECKING:
    from gradio import Blocks

_LANGUAGES = [("Nederlands", "nl"), ("English", "en")]
_SUGGESTED = 4
# Enough earlier questions to understand "en voor een gemeente?"; the page keeps no more.
_HISTORY = 4
_BINDING = (Kind.WET, Kind.VERORDENING, Kind.BELEID)


def suggestions(passages: tuple[Passage, ...], page: str, day: date) -> list[str]:
    """A few questions that the corpus answers: others every day, at most one a document, binding sources only."""
    chance = random.Random(day.toordinal())
    by_document: dict[str, list[str]] = {}
    for passage in passages:
        if passage.document.kind in _BINDING and passage.section.validity.status_on(day) is Status.GELDEND:
            asked = passage.section.questions_en if page == "en" else passage.section.questions
            by_document.setdefault(passage.document_id, []).extend(asked[:1])
    documents = [name for name, asked in sorted(by_document.items()) if asked]
    return [chance.choice(by_document[name]) for name in chance.sample(documents, min(_SUGGESTED, len(documents)))]


def converse(
    assistant: Assistant, question: str, page: str, turns: list[str], asked: list[str], on: str = ""
) -> Iterator[tuple[str, list[str], list[str]]]:
    """Ask one question, about the day ``on`` when given; yield (the turn as HTML, finished turns, earlier questions) as it grows."""
    turn = render.Turn(len(turns) + 1, question, page)
    try:
        day = date.fromisoformat(on.strip()) if on.strip() else None
    except ValueError:
        yield "", [*turns, render.failed(turn, STRINGS[page].on_wrong.format(on.strip()))], asked
        return
    yield render.waiting(turn), turns, asked
    quotes: tuple[Quote, ...] = ()
    language, draft = page, ""
    try:
        with closing(assistant.stream(question, history=asked[-_HISTORY:], on=day)) as events:  # closing it stops the model
            for event in events:
                if isinstance(event, Retrieved):
                    quotes, language = event.quotes, event.language
                    yield render.drafting(turn, quotes, language, ""), turns, asked
                elif isinstance(event, Delta):
                    draft += event.text
                    yield render.drafting(turn, quotes, language, draft), turns, asked
                elif isinstance(event, Done):
                    shown = render.answered(turn, event.answer)
                    yield "", [*turns, shown], [*asked, event.answer.question]
    except EXPECTED as error:
        yield "", [*turns, render.failed(turn, message(error, page))], asked


def build(assistant: Assistant, default: str) -> "Blocks":
    """The page as Gradio blocks, in the language ``default``; the visitor can switch."""
    apply_switches()
    import gradio as gr

    passages = assistant.retriever.passages
    words = STRINGS[default]
    with gr.Blocks(title=words.title, analytics_enabled=False) as page:
        turns, asked = gr.State([]), gr.State([])
        with gr.Row():
            header = gr.HTML(render.header(default))
            language = gr.Radio(
                _LANGUAGES, value=default, show_label=False, label="Taal / Language", container=False, scale=0, min_width=220
            )
        past = gr.HTML(render.conversation([], default), elem_id="gesprek")
        current = gr.HTML("", elem_id="antwoord")
        question = gr.Textbox(label=words.question, placeholder=words.placeholder, lines=2, max_lines=6, elem_id="vraag", autofocus=True)
        with gr.Row():
            ask = gr.Button(words.ask, variant="primary", elem_id="stel")
            stop = gr.Button(words.stop, elem_id="stop")
            clear = gr.Button(words.clear, elem_id="opnieuw")
        with gr.Row():
            on = gr.Textbox(label=words.on, placeholder=words.on_hint, max_lines=1, elem_id="peildatum", scale=0, min_width=340)
        with gr.Row(elem_classes="voorbeelden"):
            examples = [gr.Button(text, size="sm", elem_classes="voorbeeld") for text in suggestions(passages, default, date.today())]

        def on_ask(text: str, lang: str, done: list[str], before: list[str], day: str) -> Iterator[tuple[Any, ...]]:
            for shown, done_now, before_now in converse(assistant, text or "", lang, done, before, day or ""):
                finished = done_now is not done
                yield (
                    render.conversation(done_now, lang) if finished else gr.skip(),
                    shown,
                    done_now,
                    before_now,
                    "" if finished else gr.skip(),
                )

        def on_language(lang: str, done: list[str]) -> list[Any]:
            told = STRINGS[lang]
            labels = suggestions(passages, lang, date.today())
            return [
                render.header(lang),
                render.conversation(done, lang),
                gr.update(label=told.question, placeholder=told.placeholder),
                gr.update(label=told.on, placeholder=told.on_hint),
                told.ask,
                told.stop,
                told.clear,
                *labels,
            ]

        outputs = [past, current, turns, asked, question]
        inputs = [question, language, turns, asked, on]
        runs = [
            on(on_ask, inputs, outputs, concurrency_limit=8, show_progress="hidden", api_visibility="private")
            for on in (ask.click, question.submit)
        ]
        for example in examples:
            runs.append(
                example.click(lambda text: text, example, question, show_progress="hidden", api_visibility="private").then(
                    on_ask, inputs, outputs, concurrency_limit=8, show_progress="hidden", api_visibility="private"
                )
            )
        stop.click(None, None, None, cancels=runs, api_visibility="private")
        clear.click(
            lambda lang: (render.conversation([], lang), "", [], [], ""),
            language,
            outputs,
            cancels=runs,
            show_progress="hidden",
            api_visibility="private",
        )
        labelled = [header, past, question, on, ask, stop, clear, *examples]
        language.change(on_language, [language, turns], labelled, show_progress="hidden", api_visibility="private")
    return page.queue(default_concurrency_limit=8)
