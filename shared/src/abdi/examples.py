"""Examples of what goes in and out, written at the models, shown at every operation of the document."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from pydantic.config import JsonDict

JSON: Final = "application/json"
METHODS: Final = ("get", "post", "put", "patch", "delete")
_DEEPEST: Final = 12
_NONE: Final = object()
_SAYS: Final = ("type", "enum", "const", "anyOf", "oneOf", "allOf", "$ref", "properties")


def example(*parts: Mapping[str, Any], **values: Any) -> JsonDict:
    """The example of a model: `model_config = ConfigDict(json_schema_extra=example(name="Siti"))`.

    `parts` are examples that it shares with others; `values` come on top.
    """
    whole: dict[str, Any] = {}
    for part in (*parts, values):
        whole |= part
    return {"examples": [whole]}


def give_examples(document: dict[str, Any]) -> None:
    """Give each JSON body of `document`, asked or answered, its example, as far as the schemas have one.

    A schema without one of its own is put together from those of its members, so that a page of rows needs
    no more than the row's.
    """
    for schema in _schemas(document).values():
        if "examples" in schema:
            schema["examples"] = [_with_nulls(one, schema, document) for one in schema["examples"]]
    for _, operation in operations(document):
        for content in _contents(operation):
            found = _example_of(content.get("schema", {}), document, 0)
            if found is not _NONE and "example" not in content and "examples" not in content:
                content["example"] = found


def list_operations_without_examples(document: Mapping[str, Any]) -> list[str]:
    """The operations with a JSON body, asked or answered with success, that shows no example."""
    return [
        name
        for name, operation in operations(document)
        if any("example" not in content and "examples" not in content for content in _contents(operation))
    ]


def shown_examples(document: Mapping[str, Any]) -> Iterator[tuple[str, Any, Any]]:
    """Where, schema and example: of every body that shows one, problems too, and of every named schema."""
    for name, schema in _schemas(document).items():
        yield from ((name, schema, one) for one in schema.get("examples", ()))
    for name, operation in operations(document):
        for content in (*_contents(operation), *_problems(operation)):
            if "example" in content:
                yield name, content.get("schema", {}), content["example"]


def operations(document: Mapping[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every operation under a name such as `GET /v1/employees`."""
    for path, item in document.get("paths", {}).items():
        for method in METHODS:
            if method in item:
                yield f"{method.upper()} {path}", item[method]


def _schemas(document: Mapping[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = document.get("components", {}).get("schemas", {})
    return found


def _contents(operation: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """The JSON bodies of an operation: the request's, and those of success."""
    places = [operation.get("requestBody", {})]
    places += [answer for status, answer in operation.get("responses", {}).items() if status.startswith("2")]
    for place in places:
        if JSON in place.get("content", {}):
            yield place["content"][JSON]


def _problems(operation: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """The bodies of everything that is no success."""
    for status, answer in operation.get("responses", {}).items():
        if not status.startswith("2"):
            yield from answer.get("content", {}).values()


def _example_of(schema: Any, document: Mapping[str, Any], depth: int) -> Any:
    """An example of `schema`, or `_NONE`."""
    if not isinstance(schema, dict) or depth > _DEEPEST:
        return _NONE
    if "$ref" in schema:
        return _example_of(_resolved(schema["$ref"], document), document, depth + 1)
    said = [*schema.get("examples", ()), *(schema[name] for name in ("const", "default") if name in schema)]
    if said or schema.get("enum"):
        return [*said, *schema.get("enum", ())][0]
    for several in ("anyOf", "oneOf", "allOf"):
        for one in schema.get(several, ()):
            if (found := _example_of(one, document, depth + 1)) is not _NONE:
                return found
    return _composed(schema, document, depth)


def _composed(schema: Mapping[str, Any], document: Mapping[str, Any], depth: int) -> Any:
    kind = schema.get("type")
    if kind == "null":
        return None
    if kind == "array":
        item = _example_of(schema.get("items"), document, depth + 1)
        return _NONE if item is _NONE else [item]
    if kind != "object" or "properties" not in schema:
        return _NONE
    members = {name: _example_of(part, document, depth + 1) for name, part in schema["properties"].items()}
    if any(members[name] is _NONE for name in schema.get("required", ())):
        return _NONE
    return {name: value for name, value in members.items() if value is not _NONE}


def _with_nulls(value: Any, schema: Any, document: Mapping[str, Any]) -> Any:
    """The example with the nulls that FastAPI takes out of every document: members that must be there."""
    if isinstance(value, list):
        items = next((one["items"] for one in _shapes(schema, document) if "items" in one), None)
        return [_with_nulls(item, items, document) for item in value]
    shape = next((one for one in _shapes(schema, document) if "properties" in one), None)
    if not isinstance(value, dict) or shape is None:
        return value
    members = shape["properties"]
    missing = [name for name in shape.get("required", ()) if name not in value]
    nulls = {name: None for name in missing if _may_be_null(members.get(name), document)}
    kept = {name: _with_nulls(item, members.get(name), document) for name, item in value.items()}
    return {name: (kept | nulls)[name] for name in (*members, *value) if name in kept or name in nulls}


def _shapes(schema: Any, document: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """What `schema` may be, references and alternatives resolved."""
    if not isinstance(schema, Mapping):
        return
    if "$ref" in schema:
        yield from _shapes(_resolved(schema["$ref"], document), document)
        return
    yield schema
    for several in ("anyOf", "oneOf", "allOf"):
        for one in schema.get(several, ()):
            yield from _shapes(one, document)


def _may_be_null(schema: Any, document: Mapping[str, Any]) -> bool:
    return any(one.get("type") == "null" or one.keys().isdisjoint(_SAYS) for one in _shapes(schema, document))


def _resolved(reference: str, document: Mapping[str, Any]) -> Any:
    found: Any = document
    for part in reference.removeprefix("#/").split("/"):
        found = found.get(part, {}) if isinstance(found, Mapping) else {}
    return found
