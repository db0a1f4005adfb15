"""Many OpenAPI documents become one: pure functions over the services' own documents."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

Document = dict[str, Any]
IsPublic = Callable[[str, str], bool]
"""Whether a path of a service belongs to the public API."""

PREFIX: Final = "/v1/"
SCHEMAS: Final = "#/components/schemas/"
METHODS: Final = frozenset({"get", "put", "post", "delete", "patch", "head", "options", "trace"})


def resource_of(path: str) -> str:
    """The resource that a public path is about: `plans` for `/v1/plans/{id}` and `/v1/plans:batch`."""
    return path.removeprefix(PREFIX).split("/", 1)[0].partition(":")[0]


def merge(documents: Mapping[str, Document], *, title: str, version: str, is_public: IsPublic) -> Document:
    """The public part of all documents in one, its operations grouped by resource.

    Names of schemas and operations stay while they are unique or equal everywhere; a name with two meanings
    gets the service in front. Schemas that no public operation uses are left out.
    """
    public = {service: _public_part(service, document, is_public) for service, document in documents.items()}
    clashing = _clashing_schemas(public)
    repeated = _repeated_operations(public)
    merged: Document = {
        "openapi": "3.1.0",
        "info": {"title": title, "version": version},
        "servers": [{"url": "/"}],
        "tags": [],
        "paths": {},
        "components": {"schemas": {}},
    }
    answering: dict[str, set[str]] = {}
    for service, document in public.items():
        own = _renamed(document, service, clashing)
        for path, item in own["paths"].items():
            merged["paths"][path] = _filed(item, service, resource=resource_of(path), repeated=repeated)
            answering.setdefault(resource_of(path), set()).add(service)
        merged["components"]["schemas"].update(own["components"]["schemas"])
    merged["paths"] = dict(sorted(merged["paths"].items()))
    merged["components"]["schemas"] = _used_schemas(merged)
    merged["tags"] = [
        {"name": resource, "description": f"Answered by {' and '.join(sorted(services))}"}
        for resource, services in sorted(answering.items())
    ]
    return merged


def operations_of(document: Document) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Path, method and operation of everything in `document`."""
    for path, item in document["paths"].items():
        for method, operation in item.items():
            if method in METHODS:
                yield path, method, operation


def _public_part(service: str, document: Document, is_public: IsPublic) -> Document:
    paths = document.get("paths", {})
    public = {
        path: item for path, item in paths.items() if path.startswith(PREFIX) and is_public(service, path)
    }
    return {"paths": public, "components": {"schemas": document.get("components", {}).get("schemas", {})}}


def _clashing_schemas(documents: Mapping[str, Document]) -> set[str]:
    seen: dict[str, Any] = {}
    clashing = set()
    for document in documents.values():
        for name, schema in document["components"]["schemas"].items():
            if seen.setdefault(name, schema) != schema:
                clashing.add(name)
    return clashing


def _repeated_operations(documents: Mapping[str, Document]) -> set[str]:
    names = Counter(
        operation.get("operationId")
        for document in documents.values()
        for _, _, operation in operations_of(document)
    )
    return {name for name, count in names.items() if name is not None and count > 1}


def _filed(item: dict[str, Any], service: str, *, resource: str, repeated: set[str]) -> dict[str, Any]:
    """The operations of one path under their resource and a name of their own."""
    filed = dict(item)
    for method in METHODS & item.keys():
        operation = {**item[method], "tags": [resource]}
        if (name := operation.get("operationId")) in repeated:
            operation["operationId"] = f"{service}_{name}"
        filed[method] = operation
    return filed


def _renamed(document: Document, service: str, clashing: set[str]) -> Document:
    """The document with clashing schema names, and every reference to them, prefixed by the service."""
    own = document["components"]["schemas"]
    new_names = {name: f"{service.capitalize()}{name}" for name in clashing & own.keys()}
    schemas = {new_names.get(name, name): schema for name, schema in own.items()}
    references = {f"{SCHEMAS}{old}": f"{SCHEMAS}{new}" for old, new in new_names.items()}
    result: Document = _with_references({**document, "components": {"schemas": schemas}}, references)
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


def _used_schemas(document: Document) -> dict[str, Any]:
    known = document["components"]["schemas"]
    used: set[str] = set()
    waiting = list(_names_in(document["paths"]))
    while waiting:
        name = waiting.pop()
        if name in known and name not in used:
            used.add(name)
            waiting.extend(_names_in(known[name]))
    return {name: known[name] for name in sorted(used)}


def _names_in(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        reference = value.get("$ref")
        if isinstance(reference, str):
            yield reference.removeprefix(SCHEMAS)
        for item in value.values():
            yield from _names_in(item)
    elif isinstance(value, list):
        for item in value:
            yield from _names_in(item)
