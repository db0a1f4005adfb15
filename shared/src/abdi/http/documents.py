"""The OpenAPI document of a service: unique operation ids, and the problems every operation may answer."""

from collections.abc import Mapping
from typing import Any, Final

from fastapi import FastAPI
from fastapi.routing import APIRoute

from abdi.auth.permissions import permission_of
from abdi.examples import give_examples
from abdi.http.answers import MEDIA_TYPE
from abdi.http.door import LONGEST_PURPOSE, PURPOSE
from abdi.http.permissions import flat_routes

BEARER: Final = "bearer"
BEARER_SCHEME: Final = {
    "type": "http",
    "scheme": "bearer",
    "bearerFormat": "JWT",
    "description": "Access token of the identity provider",
}
_COMMON: Final = {
    "401": "Not signed in",
    "403": "No permission",
    "404": "Not found, or out of the caller's scope",
    "422": "Malformed",
    "503": "Not available now",
}
_WRITING: Final = {"409": "Conflicts with the state, or a rule is not met", "413": "Too large"}
_READING_A_BODY: Final = {"415": "Not JSON"}
_VERSIONED: Final = {"412": "Changed meanwhile", "428": "If-Match is needed"}
_PROBLEM: Final[dict[str, Any]] = {
    "type": "object",
    "required": ["type", "title", "status", "code", "instance"],
    "properties": {
        "type": {"type": "string", "examples": ["urn:abdi:problem:not-found"]},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "code": {"type": "string"},
        "detail": {"type": "string"},
        "instance": {"type": "string", "description": "the request id"},
        "errors": {"type": "array", "items": {"$ref": "#/components/schemas/FieldError"}},
    },
}
_FIELD_ERROR: Final[dict[str, Any]] = {
    "type": "object",
    "required": ["in", "pointer", "code", "message"],
    "properties": {name: {"type": "string"} for name in ("in", "pointer", "code", "message")},
}
_KEY_HEADER: Final[dict[str, Any]] = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "schema": {"type": "string", "maxLength": 255},
    "description": "the same key and request again give the same answer, for 24 hours",
}
_PURPOSE_HEADER: Final[dict[str, Any]] = {
    "name": PURPOSE,
    "in": "header",
    "required": False,
    "schema": {"type": "string", "maxLength": LONGEST_PURPOSE},
    "description": "why the caller reads; the person about whom it is can see it",
    "example": "Kenaikan pangkat periode Desember",
}


def operation_id(route: APIRoute) -> str:
    """The endpoint's own name, which reads well in generated clients."""
    return route.name


def install_documents(app: FastAPI) -> None:
    """Complete the generated document on first use. Raises ValueError for an operation id used twice."""
    generate = app.openapi

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = _complete(generate(), _permissions(app))
            give_examples(app.openapi_schema)
        return app.openapi_schema

    setattr(app, "openapi", openapi)  # noqa: B010 - the documented way to extend, which mypy refuses as assignment


def _permissions(app: FastAPI) -> dict[str, str | None]:
    """The name of the permission that each operation needs; None for one that needs no sign-in."""
    routes = [route for route in flat_routes(app.router) if isinstance(route, APIRoute)]
    needed = {route.operation_id or route.name: permission_of(route) for route in routes}
    return {name: permission.name if permission else None for name, permission in needed.items()}


def _complete(document: dict[str, Any], permissions: Mapping[str, str | None]) -> dict[str, Any]:
    schemas = document.setdefault("components", {}).setdefault("schemas", {})
    schemas |= {"Problem": _PROBLEM, "FieldError": _FIELD_ERROR}
    document["components"]["securitySchemes"] = {BEARER: BEARER_SCHEME}
    for unused in ("HTTPValidationError", "ValidationError"):
        schemas.pop(unused, None)
    seen: set[str] = set()
    for path in document.get("paths", {}).values():
        for method, operation in path.items():
            if operation["operationId"] in seen:
                raise ValueError(f"operation id {operation['operationId']} is used twice")
            seen.add(operation["operationId"])
            _complete_operation(method, operation)
            permission = permissions.get(operation["operationId"])
            operation["security"] = [{BEARER: [permission]}] if permission else []
    return document


def _complete_operation(method: str, operation: dict[str, Any]) -> None:
    parameters = operation.get("parameters", [])
    problems = dict(_COMMON)
    if method != "get":
        problems |= _WRITING
        operation["parameters"] = [*parameters, _KEY_HEADER]
    if "security" in operation:
        operation["parameters"] = [*operation.get("parameters", []), _PURPOSE_HEADER]
    if "requestBody" in operation:
        problems |= _READING_A_BODY
    if any(parameter["name"] == "If-Match" for parameter in parameters):
        problems |= _VERSIONED
    content = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    for status, description in problems.items():
        operation["responses"][status] = {"description": description, "content": content}
