"""Every route keeps to /api/openapi.json, also when it is sent nonsense: schemathesis, in process, with a fixed seed."""

from collections import defaultdict

import schemathesis
from fastapi import FastAPI
from schemathesis.engine import events, from_schema

from assistant.pipeline import Assistant
from index.retriever import HybridRetriever
from ui import api, api_docs, api_openai

# The examples of the description, its edges one by one, then chance; some ten seconds. With max-time it goes on as long as it is told.
SETTINGS = """
seed = 20261124
generation.max-examples = 50
generation.deterministic = true
phases.stateful.enabled = false
[checks]
enabled = false
not_a_server_error.enabled = true
status_code_conformance.enabled = true
content_type_conformance.enabled = true
response_schema_conformance.enabled = true
negative_data_rejection.enabled = true
"""
ROUTES = {
    "GET /healthz", "POST /api/ask", "GET /api/search", "GET /api/documents", "GET /api/sections/{document}/{section}",
    "GET /v1/models", "POST /v1/chat/completions",
}  # fmt: skip


def test_the_api_keeps_its_promises(retriever: HybridRetriever) -> None:
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    assistant = Assistant(retriever, None)
    for router in (api.routes(assistant), api_openai.routes(assistant), api_docs.routes()):
        app.include_router(router)
    described = schemathesis.openapi.from_asgi("/api/openapi.json", app, config=schemathesis.Config.from_str(SETTINGS))

    broken: list[str] = []
    statuses: dict[str, set[int]] = defaultdict(set)
    for event in from_schema(described).execute():
        if isinstance(event, events.NonFatalError | events.FatalError):
            broken.append(repr(event))
        if not isinstance(event, events.ScenarioFinished):
            continue
        for key, checks in event.recorder.checks.items():
            case = event.recorder.cases[key].value
            broken += [f"{check.failure_info.failure}\n{case.as_curl_command()}" for check in checks if check.failure_info]
            reply = event.recorder.interactions[key].response
            statuses[case.operation.label] |= {reply.status_code} if reply else set()
    assert not broken, "\n\n".join(broken[:5])
    # All of it was tried, and each route also met a request that it could serve.
    assert statuses.keys() == ROUTES and all(200 in seen for seen in statuses.values()), statuses
