"""The page and the document that tell what the API promises.

The page needs no script and no other host. (The Swagger UI on PyPI, ``swagger-ui-bundle``, is of before OpenAPI 3.1: it cannot show this.)
"""

from collections.abc import Iterator
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from fastapi import APIRouter, FastAPI

_ABOUT = (
    "Answers on generative AI in Dutch government, with checked sources, from this server only. Where visitors sign in, a program sends "
    "`Authorization: Bearer` with a token of the administrator. `/v1` speaks OpenAI's protocol for chat; "
    "`/mcp` is a Model Context Protocol endpoint (streamable HTTP). Questions are not kept."
)


def routes(default: str = "nl") -> "APIRouter":
    """``/api/docs`` for people (in the language of the page) and ``/api/openapi.json`` for programs, about the app they are part of."""
    from fastapi import APIRouter, Request
    from fastapi.responses import HTMLResponse

    from ui.pages import page

    router = APIRouter(include_in_schema=False)

    @router.get("/api/openapi.json")
    def openapi(request: Request) -> dict[str, Any]:
        return document(request.app)

    @router.get("/api/docs", response_class=HTMLResponse)
    def docs(request: Request) -> HTMLResponse:
        description = document(request.app)
        told = {"info": description["info"], "operations": [*_operations(description)], "shapes": [*_shapes(description)]}
        return page(request, "api_docs.html", default, here="api", **told)

    return router


def document(app: "FastAPI") -> dict[str, Any]:
    """The OpenAPI document of the routes in ``app`` that belong to an API; its pages are left out."""
    from fastapi.openapi.utils import get_openapi

    licence = {"name": "EUPL-1.2", "identifier": "EUPL-1.2"}
    found = get_openapi(title="Standpuntwijzer", version=version("standpuntwijzer"), description=_ABOUT, license_info=licence, routes=app.routes)
    found["paths"] = {path: item for path, item in found["paths"].items() if path.startswith(("/api/", "/v1/", "/healthz"))}
    return found


def _operations(told: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """What the page shows of each operation."""
    for path, item in told["paths"].items():
        for method, operation in item.items():
            content = operation.get("requestBody", {}).get("content", {})
            yield {
                "id": operation["operationId"], "name": f"{method.upper()} {path}",
                "summary": operation.get("description") or operation.get("summary", ""),
                "fields": [_field(one["name"], one["schema"], one.get("required", False)) for one in operation.get("parameters", ())],
                "body": _type(content["application/json"]["schema"]) if content else None,
                "answers": [{"status": status, **answer, "types": _contents(answer)} for status, answer in operation["responses"].items()],
            }  # fmt: skip


def _shapes(told: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """What the page shows of each shape."""
    for name, schema in sorted(told.get("components", {}).get("schemas", {}).items()):
        required = schema.get("required", ())
        fields = [_field(field, held, field in required) for field, held in schema.get("properties", {}).items()]
        yield {"name": name, "about": schema.get("description", ""), "fields": fields, "type": None if fields else _type(schema)}


def _field(name: str, schema: dict[str, Any], required: bool) -> dict[str, Any]:
    return {"name": name, "type": _type(schema), "required": required, "about": schema.get("description", "")}


def _contents(answer: dict[str, Any]) -> list[str]:
    return [f"{kind}: {_type(held['schema'])}" if "schema" in held else kind for kind, held in answer.get("content", {}).items()]


def _type(schema: dict[str, Any]) -> str:
    """A schema in a few words: "list of HitForm", "integer 1 to 100"."""
    if "$ref" in schema:
        return str(schema["$ref"]).rsplit("/", 1)[-1]
    for several in ("anyOf", "oneOf"):
        if several in schema:
            return " or ".join(dict.fromkeys(_type(one) for one in schema[several]))
    if "enum" in schema or "const" in schema:
        return " or ".join(f'"{one}"' for one in schema.get("enum", [schema.get("const")]))
    if schema.get("type") == "array":
        return f"list of {_type(schema.get('items', {}))}" + (f", at most {schema['maxItems']}" if "maxItems" in schema else "")
    kind = str(schema.get("format") or schema.get("type") or "anything")
    if "maxLength" in schema:
        return f"{kind}, at most {schema['maxLength']} characters"
    return f"{kind} {schema['minimum']} to {schema['maximum']}" if "maximum" in schema else kind
