"""Many OpenAPI documents become one: pure functions over the services' own documents."""

from collections.abc import Mapping
from typing import Any

Document = dict[str, Any]


def merge(documents: Mapping[str, Document], *, title: str, version: str) -> Document:
    """The public part (`/v1`) of all documents in one.

    Schemas keep their name while it is unique or equal everywhere; a name with two meanings gets the service
    in front.
    """
    clashing = _clashing_names(documents)
    merged: Document = {
        "openapi": "3.1.0",
        "info": {"title": title, "version": version},
        "tags": [],
        "paths": {},
        "components": {"schemas": {}, "securitySchemes": {}},
    }
    for service, document in documents.items():
        own = _renamed(document, service, clashing)
        merged["paths"].update({path: item for path, item in own["paths"].items() if path.startswith("/v1/")})
        merged["tags"].extend(own.get("tags", []))
        for kind in ("schemas", "securitySchemes"):
            merged["components"][kind].update(own.get("components", {}).get(kind, {}))
    merged["paths"] = dict(sorted(merged["paths"].items()))
    return merged


def _clashing_names(documents: Mapping[str, Document]) -> set[str]:
    seen: dict[str, Any] = {}
    clashing = set()
    for document in documents.values():
        for name, schema in document.get("components", {}).get("schemas", {}).items():
            if seen.setdefault(name, schema) != schema:
                clashing.add(name)
    return clashing


def _renamed(document: Document, service: str, clashing: set[str]) -> Document:
    """The document with clashing schema names, and every reference to them, prefixed by the service."""
    new_names = {name: f"{service.capitalize()}{name}" for name in clashing}
    schemas = document.get("components", {}).get("schemas", {})
    renamed = {
        **document,
        "components": {
            **document.get("components", {}),
            "schemas": {new_names.get(name, name): schema for name, schema in schemas.items()},
        },
    }
    references = {
        f"#/components/schemas/{old}": f"#/components/schemas/{new}" for old, new in new_names.items()
    }
    result: Document = _with_references(renamed, references)
    return result


def _with_references(value: Any, references: Mapping[str, str]) -> Any:
    if isinstance(value, dict):
        return {
            key: references.get(item, item) if key == "$ref" else _with_references(item, references)
            for key, item in value.items()
        }
    if isinstance(value, list):
        return [_with_references(item, references) for item in value]
    return value
