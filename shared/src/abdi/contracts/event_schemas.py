"""The JSON Schema of an event on the wire: the envelope with the data of one major version."""

import ast
import inspect
import sys
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, Final

from pydantic import BaseModel

from abdi.contracts.breaches import Breach, Breaches, Document, Use
from abdi.contracts.schemas import SchemaComparison
from abdi.messaging.event import Envelope, Event, source_of

DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"
DATA: Final = "data"
ANY_AGENCY: Final = "{agency}"
_FIXED: Final = ("key", "subject")


def name_of(event: type[Event]) -> str:
    """`<entity>.<fact>.v<major>`, as files are named."""
    kind = event.event_type
    return f"{kind.entity}.{kind.fact}.v{kind.version}"


def subject_of(event: type[Event]) -> str:
    """The NATS subject with a place for the agency's code."""
    return event.event_type.subject(ANY_AGENCY)


def schema_of(event: type[Event]) -> Document:
    """The schema. It is open: a reader passes over what it does not know."""
    data = _open(event.model_json_schema(ref_template="#/$defs/{model}"))
    parts: dict[str, Any] = data.pop("$defs", {})
    for name, part in (*parts.items(), (event.__name__, data)):
        _tell(part, _classes(event).get(name))
    envelope = Envelope.model_json_schema()
    members: dict[str, Any] = envelope["properties"]
    fixed = {
        "type": str(event.event_type),
        "source": source_of(event.event_type.service),
        "dataclass": event.data_class,
    }
    for name, value in fixed.items():
        members[name] = {"const": value, "type": "string"}
    members[DATA] = {"$ref": f"#/$defs/{event.__name__}"}
    return {
        "$schema": DIALECT,
        "$id": f"urn:abdi:event:{event.event_type.service}.{name_of(event)}",
        "title": event.__name__,
        "description": inspect.getdoc(event) or "",
        "x-subject": subject_of(event),
        "x-key": event.key_field,
        "type": "object",
        "required": sorted({*envelope["required"], "dataclass", "datacontenttype", "specversion"}),
        "properties": members,
        "$defs": {**parts, event.__name__: data},
    }


def compare_events(old: Document, new: Document, *, name: str) -> Breaches:
    """What breaks a reader of the old version, or a reader of kept events with the new one."""
    for fixed in _FIXED:
        if old.get(f"x-{fixed}") != new.get(f"x-{fixed}"):
            yield Breach(name, "changed", f"{fixed} {old.get(f'x-{fixed}')} -> {new.get(f'x-{fixed}')}")
    yield from SchemaComparison(old, new).compare(old, new, Use.KEPT, place=name)


def data_schema(schema: Document) -> Document:
    """The part about the data."""
    found: Document = schema["$defs"][schema["properties"][DATA]["$ref"].rpartition("/")[2]]
    return found


def _open(schema: Any) -> Any:
    """Without "nothing else": what the producer forbids itself, a reader must bear later."""
    if isinstance(schema, dict):
        return {
            key: _open(value)
            for key, value in schema.items()
            if not (key == "additionalProperties" and value is False)
        }
    return [_open(one) for one in schema] if isinstance(schema, list) else schema


def _classes(event: type[Event]) -> dict[str, type[BaseModel]]:
    """The model and all models in it, by name."""
    found: dict[str, type[BaseModel]] = {}
    waiting: list[Any] = [event]
    while waiting:
        one = waiting.pop()
        if isinstance(one, type) and issubclass(one, BaseModel):
            if one.__name__ not in found:
                found[one.__name__] = one
                waiting += [field.annotation for field in one.model_fields.values()]
        else:
            waiting += getattr(one, "__args__", ())
    return found


def _tell(schema: dict[str, Any], model: type[BaseModel] | None) -> None:
    """Put the text below an attribute into the schema, where the field says nothing itself."""
    if model is None:
        return
    for name, text in _texts(model).items():
        if name in schema.get("properties", {}):
            schema["properties"][name].setdefault("description", text)


def _texts(model: type[BaseModel]) -> Mapping[str, str]:
    found: dict[str, str] = {}
    for parent in reversed(model.__mro__):
        if parent is not BaseModel and issubclass(parent, BaseModel):
            found |= _texts_in(parent.__module__).get(parent.__name__, {})
    return found


@cache
def _texts_in(module: str) -> Mapping[str, Mapping[str, str]]:
    tree = ast.parse(inspect.getsource(sys.modules[module]))
    return {node.name: dict(_attribute_texts(node)) for node in tree.body if isinstance(node, ast.ClassDef)}


def _attribute_texts(node: ast.ClassDef) -> Iterator[tuple[str, str]]:
    for attribute, text in zip(node.body, node.body[1:], strict=False):
        match attribute, text:
            case ast.AnnAssign(target=ast.Name(id=name)), ast.Expr(value=ast.Constant(value=str(said))):
                yield name, inspect.cleandoc(said)
