"""The event catalogue, docs/events.md: what is published, what its data mean, who listens."""

import inspect
from collections.abc import Iterator, Mapping
from typing import Any, Final

from abdi.contracts.breaches import Document
from abdi.contracts.built import Built, BuiltSuite
from abdi.contracts.event_schemas import data_schema, name_of, subject_of
from abdi.contracts.shapes import alternatives
from abdi.messaging.event import Event, stream_of

_HEAD: Final = """\
# Events

Generated from the code by `make contracts`; `make check` fails when it differs. How to listen is told in
[integration.md](integration.md), what the whole suite sends and hears as AsyncAPI 3.0 in
[asyncapi.json](asyncapi.json).

Every event is a CloudEvents 1.0 envelope in JSON. `id` is the same however often it is delivered;
`subject` is the id of the thing that it happened to, and `sequence` counts that thing's facts from 1 without
a gap. `type` is `id.go.asn.<service>.<entity>.<fact>.v<major>`. Within a major version fields are only added,
and only optional ones: pass over what you do not know. `<entity>.snapshot` carries the whole state for those
who come late.

A consumer of the suite takes every fact of an entity, in order; it *passes over* what does not concern it.
"""


def catalogue_of(
    suite: BuiltSuite, schemas: Mapping[str, Document], *, places: Mapping[str, tuple[str, str]]
) -> str:
    """The page; `schemas` and `places` (of schema and samples, from the page) are by type."""
    lines = [_HEAD]
    for service, built in suite.services.items():
        if built.events:
            lines += [f"## {service}\n", f"Stream `{stream_of(service)}`.\n", *_overview(built), ""]
    for built in suite.services.values():
        for event in built.events:
            kind = str(event.event_type)
            lines += _event(event, suite, schemas[kind], places=places[kind])
    return "\n".join(lines).rstrip() + "\n"


def _overview(built: Built) -> Iterator[str]:
    yield "| event | what happened |"
    yield "| --- | --- |"
    for event in built.events:
        title = f"{event.event_type.service}.{name_of(event)}"
        yield f"| [{title}](#{_anchor(title)}) | {_summary(event)} |"


def _event(
    event: type[Event], suite: BuiltSuite, schema: Document, *, places: tuple[str, str]
) -> Iterator[str]:
    of_schema, of_samples = places
    yield f"### {event.event_type.service}.{name_of(event)}\n"
    yield f"{_summary(event)}\n"
    yield f"- subject: `{subject_of(event)}`"
    yield f"- key: `{event.key_field}`; data are {event.data_class}"
    yield f"- heard by: {', '.join(_listeners(event, suite)) or 'nobody in the suite'}"
    yield f"- [schema]({of_schema}), [samples]({of_samples})\n"
    yield "| field | type | meaning |"
    yield "| --- | --- | --- |"
    yield from _fields(data_schema(schema), schema, "")
    yield ""


def _listeners(event: type[Event], suite: BuiltSuite) -> Iterator[str]:
    kind = event.event_type
    for service, built in suite.services.items():
        for subscription in built.subscriptions:
            if subscription.producer == kind.service and kind.entity in subscription.entities:
                aside = "" if (kind.name, kind.version) in subscription.facts else " (passes over it)"
                yield f"`{subscription.durable(service)}`{aside}"


def _fields(schema: Any, document: Document, place: str) -> Iterator[str]:
    needed = schema.get("required", ())
    for name, part in schema.get("properties", {}).items():
        here = f"{place}.{name}" if place else name
        found = alternatives(part, document)
        kinds = [_kind(shape.schema, shape.kind, document) for shape in found.shapes]
        kinds += ["null"] if found.may_be_null else []
        optional = "" if name in needed else ", optional"
        yield f"| `{here}` | {' or '.join(dict.fromkeys(kinds))}{optional} | {_meaning(part)} |"
        for shape in found.shapes:
            if "properties" in shape.schema:
                yield from _fields(shape.schema, document, here)
            elif "items" in shape.schema:
                for item in alternatives(shape.schema["items"], document).shapes:
                    yield from _fields(item.schema, document, f"{here}[]")


def _kind(schema: Mapping[str, Any], kind: str | None, document: Document) -> str:
    if "enum" in schema or "const" in schema:
        values = schema.get("enum") or [schema["const"]]
        return " / ".join(f"`{value}`" for value in values)
    if kind == "array":
        inner = alternatives(schema.get("items", {}), document).shapes
        return f"list of {' or '.join(_kind(shape.schema, shape.kind, document) for shape in inner)}"
    return str(schema.get("format") or kind or "any JSON")


def _meaning(schema: Any) -> str:
    text = " ".join(str(schema.get("description", "")).split())
    return text.replace("|", "\\|")


def _summary(event: type[Event]) -> str:
    return " ".join((inspect.getdoc(event) or "").split())


def _anchor(title: str) -> str:
    return title.replace(".", "").lower()
