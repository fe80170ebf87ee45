"""The same search and answers as tools for other assistants on this machine: an endpoint of the Model Context Protocol at ``/mcp``.

Streamable HTTP without sessions, one JSON reply a call. It opens no connection; it answers only to names of this machine and of the site.
"""

from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from importlib.metadata import version
from typing import TYPE_CHECKING, Annotated, Any

from anyio import CancelScope, create_memory_object_stream, create_task_group
from pydantic import Field

from assistant.answer import Answer, Done
from assistant.errors import EXPECTED
from assistant.jsonform import answer_form
from assistant.pipeline import Assistant
from ui.api import Refused, documents_of, question_of, search_form, section_form, told
from ui.api_forms import AnswerForm, Day, HitsForm, Language, Search, SectionForm
from ui.headers import LOCAL
from ui.stream import apart

if TYPE_CHECKING:
    from anyio.streams.memory import MemoryObjectSendStream
    from fastapi import FastAPI
    from mcp.server import MCPServer
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

PATH = "/mcp"
_ABOUT = (
    "Checked answers and literal passages on generative AI in Dutch government. Cite the label, status and url of what you use; "
    "a text that is 'vervallen', 'historisch', 'voorstel' or 'toekomstig' is not in force."
)


def mount(app: "FastAPI", assistant: Assistant, names: Sequence[str] = ()) -> None:
    """Serve the tools at ``/mcp`` of ``app``, under ``names`` besides those of this machine.

    Call it before anything is mounted at ``/``: the first route that fits is taken.
    """
    from starlette.routing import Route

    endpoint = _Endpoint(assistant, names)
    app.router.routes.append(Route(PATH, endpoint=endpoint, include_in_schema=False))
    outer = app.router.lifespan_context

    # Only the lifespan of the outermost app is run, so that of the endpoint is put inside it.
    @asynccontextmanager
    async def lifespan(of: "FastAPI") -> AsyncIterator[Any]:
        async with outer(of) as state, endpoint.running():
            yield state

    app.router.lifespan_context = lifespan


class _Endpoint:
    """The protocol as an ASGI app. What serves it can be started once only, so each start of the app makes another."""

    def __init__(self, assistant: Assistant, names: Sequence[str]) -> None:
        self._assistant, self._names = assistant, (*LOCAL, *names)
        self._app: ASGIApp | None = None

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Serve while the app runs."""
        from mcp.server.transport_security import TransportSecuritySettings

        hosts = [host for name in self._names for host in (name, f"{name}:*")]
        origins = [f"{scheme}://{host}" for scheme in ("http", "https") for host in hosts]
        security = TransportSecuritySettings(enable_dns_rebinding_protection=True, allowed_hosts=hosts, allowed_origins=origins)
        server = build(self._assistant)
        self._app = server.streamable_http_app(
            streamable_http_path=PATH, json_response=True, stateless_http=True, max_request_body_size=1 << 16, transport_security=security
        )
        async with server.session_manager.run():
            yield
        self._app = None

    async def __call__(self, scope: "Scope", receive: "Receive", send: "Send") -> None:
        if scope["method"] != "POST":
            # Without sessions there is nothing to listen to or to end; the protocol's own server would hold such a connection open.
            from starlette.responses import Response

            await Response(status_code=405, headers={"Allow": "POST"})(scope, receive, send)
            return
        if self._app is None:
            raise RuntimeError("/mcp is served only while the lifespan of the app runs")
        into, out = create_memory_object_stream["Message"](1)
        with into, out:
            async with create_task_group() as group:
                # The protocol's server does not look whether a caller still waits for the one reply.
                group.start_soon(_watch, receive, into, group.cancel_scope)
                await self._app(scope, out.receive, send)
                group.cancel_scope.cancel()


async def _watch(receive: "Receive", into: "MemoryObjectSendStream[Message]", scope: CancelScope) -> None:
    """Pass on what the caller sends; stop the work in ``scope`` when it goes away."""
    while (message := await receive())["type"] != "http.disconnect":
        await into.send(message)
    scope.cancel()


def build(assistant: Assistant) -> "MCPServer[Any]":
    """The server with its three tools; none of them changes anything."""
    from mcp.server import MCPServer
    from mcp.types import ToolAnnotations

    # At a lower level it logs the words of errors, and with those what was asked.
    server: MCPServer[Any] = MCPServer("standpuntwijzer", version=version("standpuntwijzer"), instructions=_ABOUT, log_level="WARNING")
    only_reads = ToolAnnotations(read_only_hint=True, idempotent_hint=True, open_world_hint=False)

    @server.tool(annotations=only_reads)
    def search(query: str, k: Annotated[int, Field(ge=1, le=100)] = 10, on: Day | None = None, remove_personal_data: bool = False) -> HitsForm:
        """Search passages of law and policy, best first. `on` is the day it is about (yyyy-mm-dd, default today)."""
        with _told():
            asked = Search(query=query, k=k, on=on, remove_personal_data=remove_personal_data)
            return HitsForm.model_validate(search_form(assistant, asked))

    @server.tool(annotations=only_reads)
    async def ask(
        question: str, language: Language | None = None, on: Day | None = None, remove_personal_data: bool = False
    ) -> AnswerForm:
        """Answer a question in Dutch or English with checked sentences and their sources. May take half a minute.

        Leave personal data out; `remove_personal_data` puts a neutral word in the place of what looks like it.
        """
        with _told():
            asked = question_of(question, remove_personal_data)
            return AnswerForm.model_validate(answer_form(await _answer(assistant, asked, language=language, on=on)))

    @server.tool(annotations=only_reads)
    def section(document: str, section: str) -> SectionForm:
        """The whole text of a section that `search` or `ask` named by its document_id and section_id."""
        with _told():
            return SectionForm.model_validate(section_form(documents_of(assistant.retriever.now()), document, section))

    return server


async def _answer(assistant: Assistant, question: str, **about: Any) -> Answer:
    """The answer; a caller who goes away stops the model."""
    events = assistant.stream(question, **about)
    try:
        while event := await apart(next, events, None):
            if isinstance(event, Done):
                return event.answer
    finally:
        with CancelScope(shield=True):
            await apart(events.close)
    raise AssertionError("a stream ends with Done")


@contextmanager
def _told() -> Iterator[None]:
    """What the caller can mend is told to it in words; anything else is not."""
    from mcp.server.mcpserver.exceptions import ToolError

    try:
        yield
    except (Refused, *EXPECTED) as error:
        raise ToolError(told(error).english) from error
