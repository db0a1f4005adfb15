"""What a schema comes down to: its alternatives with references followed, and whether it may be null."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from abdi.contracts.breaches import Document

_SEVERAL: Final = ("anyOf", "oneOf")
_LONGEST_SHOWN: Final = 60


@dataclass(frozen=True, slots=True)
class Shape:
    """One alternative: its name for messages, its type and its closed list of values, if it has them."""

    name: str
    is_named: bool
    """Whether that is the name of a schema of the document."""
    kind: str | None
    values: frozenset[str] | None
    schema: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Alternatives:
    """All that a schema allows."""

    shapes: tuple[Shape, ...]
    may_be_null: bool

    def by_name(self) -> dict[str, Shape]:
        """The alternatives, each by a name that says what it is."""
        return {shape.name: shape for shape in self.shapes}


def canonical(value: Any) -> str:
    """The same text for the same value."""
    return json.dumps(value, sort_keys=True, ensure_ascii=False)


def shown(value: Any) -> str:
    """A value in a message."""
    said = "none" if value is None else canonical(value)
    return said if len(said) <= _LONGEST_SHOWN else f"{said[: _LONGEST_SHOWN - 3]}..."


def alternatives(schema: Any, document: Document) -> Alternatives:
    """What `schema` allows. Raises LookupError for a reference to nothing."""
    found = list(_flat(schema, document, ""))
    shapes = tuple(_shape(name, one, kind) for name, one, kind in found if kind != "null")
    return Alternatives(shapes, any(kind == "null" for _, _, kind in found))


def resolve(reference: str, document: Document) -> Any:
    """What a reference inside `document` names. Raises LookupError."""
    found: Any = document
    for part in reference.removeprefix("#/").split("/"):
        if not isinstance(found, Mapping) or part not in found:
            raise LookupError(f"{reference} names nothing")
        found = found[part]
    return found


def _flat(schema: Any, document: Document, name: str) -> Iterator[tuple[str, Mapping[str, Any], str | None]]:
    if not isinstance(schema, Mapping):
        yield name, {}, None  # true: anything
        return
    if "$ref" in schema:
        reference = str(schema["$ref"])
        beside = {key: value for key, value in schema.items() if key != "$ref"}
        target = {**resolve(reference, document), **beside}
        yield from _flat(target, document, reference.rpartition("/")[2])
        return
    for several in _SEVERAL:
        if several in schema:
            beside = {key: value for key, value in schema.items() if key != several}
            for one in schema[several]:
                # What stands beside the alternatives, a default above all, holds for each of them.
                yield from _flat({**beside, **_as_mapping(one)}, document, "")
            return
    if len(schema.get("allOf", ())) == 1:
        beside = {key: value for key, value in schema.items() if key != "allOf"}
        yield from _flat({**beside, **schema["allOf"][0]}, document, name)
        return
    kinds = schema.get("type")
    for kind in kinds if isinstance(kinds, list) else [kinds]:
        yield name, schema, kind


def _as_mapping(schema: Any) -> Mapping[str, Any]:
    return schema if isinstance(schema, Mapping) else {}


def _shape(name: str, schema: Mapping[str, Any], kind: str | None) -> Shape:
    listed = [schema["const"]] if "const" in schema else schema.get("enum")
    values = None if listed is None else frozenset(canonical(value) for value in listed)
    said = name or " ".join(str(schema[key]) for key in ("type", "format", "const") if key in schema)
    return Shape(said or "anything", bool(name), kind, values, schema)
