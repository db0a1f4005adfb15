"""The OpenAPI document of a service: unique operation ids, and the problems every operation may answer."""

from collections.abc import Mapping
from typing import Any, Final

from fastapi import FastAPI
from fastapi.routing import APIRoute

from abdi.auth.permissions import permission_of
from abdi.examples import give_examples
from abdi.http.described_problems import SCHEMAS, describe_problems
from abdi.http.door import LONGEST_PURPOSE, PURPOSE
from abdi.http.permissions import flat_routes
from abdi.policy import Permission

BEARER: Final = "bearer"
BEARER_SCHEME: Final = {
    "type": "http",
    "scheme": "bearer",
    "bearerFormat": "JWT",
    "description": "Access token of the identity provider",
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


def _permissions(app: FastAPI) -> dict[str, Permission | None]:
    """The permission that each operation needs; None for one that needs no sign-in."""
    routes = [route for route in flat_routes(app.router) if isinstance(route, APIRoute)]
    return {route.operation_id or route.name: permission_of(route) for route in routes}


def _complete(document: dict[str, Any], permissions: Mapping[str, Permission | None]) -> dict[str, Any]:
    schemas = document.setdefault("components", {}).setdefault("schemas", {})
    schemas |= SCHEMAS
    document["components"]["securitySchemes"] = {BEARER: BEARER_SCHEME}
    for unused in ("HTTPValidationError", "ValidationError"):
        schemas.pop(unused, None)
    seen: set[str] = set()
    for path in document.get("paths", {}).values():
        for method, operation in path.items():
            if operation["operationId"] in seen:
                raise ValueError(f"operation id {operation['operationId']} is used twice")
            seen.add(operation["operationId"])
            permission = permissions.get(operation["operationId"])
            is_writing = method != "get"
            problems = describe_problems(
                operation, is_writing=is_writing, permission=permission, schemas=schemas
            )
            operation["responses"] |= problems
            _take_headers(operation, is_writing=is_writing)
            operation["security"] = [{BEARER: [permission.name]}] if permission else []
    return document


def _take_headers(operation: dict[str, Any], *, is_writing: bool) -> None:
    """Name the headers that the kit reads at every such operation."""
    parameters = [*operation.get("parameters", [])]
    if is_writing:
        parameters.append(_KEY_HEADER)
    if "security" in operation:
        parameters.append(_PURPOSE_HEADER)
    if parameters:
        operation["parameters"] = parameters
