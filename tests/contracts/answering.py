"""A service that is nothing but its OpenAPI document: it checks what it is asked and answers what it says."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, Final
from uuid import UUID

import jsonschema_rs
from aiohttp import web

from abdi.contracts.breaches import Document
from abdi.contracts.shapes import Shape, alternatives
from abdi.examples import JSON, METHODS

PERSON: Final = UUID("01990a4e-5f3b-7c11-9a55-0d6f1c2b3a40")
"""Every id in every answer, so that what is asked about somebody is answered about the same."""
MODES: Final = ("full", "least", "empty")
"""All that an answer may hold; only what it must hold; that, without a row in any list."""
DEEPEST: Final = 8
_FORMATS: Final[Mapping[str, str]] = {
    "uuid": str(PERSON),
    "date": "2026-03-02",
    "date-time": "2026-03-02T02:00:00Z",
}


def answer_of(schema: Any, document: Document, mode: str, depth: int = 0) -> Any:
    """A value of `schema` in one of the modes."""
    found = alternatives(schema, document)
    if found.may_be_null and (mode != "full" or not found.shapes or depth > DEEPEST):
        return None
    shape = found.shapes[0]
    if shape.values is not None:
        return json.loads(min(shape.values))
    if shape.kind == "object":
        return _object(shape, document, mode, depth)
    if shape.kind == "array":
        rows = 0 if mode == "empty" or depth > DEEPEST else 1
        return [answer_of(shape.schema.get("items", {}), document, mode, depth + 1)] * rows
    return _leaf(shape)


def _object(shape: Shape, document: Document, mode: str, depth: int) -> dict[str, Any]:
    members, needed = shape.schema.get("properties", {}), shape.schema.get("required", ())
    shown = members if mode == "full" else {name: members[name] for name in needed}
    made = {name: answer_of(part, document, mode, depth + 1) for name, part in shown.items()}
    rest = shape.schema.get("additionalProperties")
    if not members and isinstance(rest, dict) and mode != "empty":
        made["key"] = answer_of(rest, document, mode, depth + 1)
    return made


def _leaf(shape: Shape) -> Any:
    for one in shape.schema.get("examples", ()):
        if one is not None and "format" not in shape.schema:
            return one
    if shape.kind == "string":
        return _FORMATS.get(str(shape.schema.get("format")), "some text")
    lowest = shape.schema.get("minimum", 1)
    return {"integer": lowest, "number": lowest, "boolean": True}.get(str(shape.kind), {"some": "value"})


class ByDocument:
    """The service at a port of its own; `complaints` are requests that its document does not know."""

    def __init__(self, name: str, document: Document) -> None:
        self.name = name
        self.mode = "full"
        self.asked: set[str] = set()
        self.complaints: list[str] = []
        self._document = document
        self._runner: web.AppRunner | None = None
        self.url = ""

    async def start(self) -> None:
        app = web.Application()
        app.router.add_route("*", "/{path:.*}", self._answer)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"

    async def stop(self) -> None:
        if self._runner is not None:
            await self._runner.cleanup()

    async def _answer(self, request: web.Request) -> web.Response:
        if request.path == "/readyz":
            return web.Response()
        found = self._find(request.method.lower(), request.path)
        if found is None:
            self.complaints.append(f"{self.name} knows no {request.method} {request.path}")
            return web.Response(status=404)
        name, operation = found
        self.asked.add(name)
        body = await request.json() if request.can_read_body else None
        self.complaints += [f"{self.name} {name}: {what}" for what in self._judge(operation, request, body)]
        schema = operation["responses"]["200"]["content"][JSON]["schema"]
        return web.json_response(answer_of(schema, self._document, self.mode))

    def _find(self, method: str, path: str) -> tuple[str, Any] | None:
        if method not in METHODS:
            return None
        fitting = [
            (template, item)
            for template, item in self._document["paths"].items()
            if method in item and re.fullmatch(re.sub(r"\{[^}]*\}", "[^/]+", template), path)
        ]
        # As a router does: the address without a placeholder before the one with.
        fitting.sort(key=lambda found: found[0].count("{"))
        return (f"{method.upper()} {fitting[0][0]}", fitting[0][1][method]) if fitting else None

    def _judge(self, operation: Any, request: web.Request, body: Any) -> Iterator[str]:
        known = {one["name"]: one for one in operation.get("parameters", ()) if one["in"] == "query"}
        for name, value in request.query.items():
            if name not in known:
                yield f"no parameter {name}"
            elif self._refuses(known[name]["schema"], value):
                yield f"{name}={value}"
        for name, one in known.items():
            if one.get("required") and name not in request.query:
                yield f"{name} is missing"
        asks_for = operation.get("requestBody", {}).get("content", {}).get(JSON, {}).get("schema")
        if (asks_for is None) != (body is None):
            yield "a body where none is expected, or none where one is"
        elif asks_for is not None and self._refuses(asks_for, body):
            yield f"body {body}"

    def _refuses(self, schema: Any, value: Any) -> bool:
        whole = {**schema, "components": self._document["components"]}
        judge = jsonschema_rs.Draft202012Validator(whole, validate_formats=True)
        if judge.is_valid(value):
            return False
        # What stands in an address is text: a number or a truth value is told by it.
        is_literal = isinstance(value, str) and re.fullmatch(r"-?\d+|true|false", value)
        return not (is_literal and judge.is_valid(json.loads(value)))
