"""The AsyncAPI 3.0 document of all events, made of the same classes as their schemas."""

import inspect
from collections.abc import Mapping, Sequence
from typing import Any, Final

from abdi.contracts.breaches import Document
from abdi.contracts.built import BuiltSuite
from abdi.contracts.event_schemas import name_of, subject_of
from abdi.contracts.samples import Sample
from abdi.messaging.event import Event, stream_of

SCHEMA_FORMAT: Final = "application/schema+json;version=draft-2020-12"
CONTENT: Final = "application/cloudevents+json"
_AGENCY: Final = {"agency": {"description": "BKN code of the agency concerned, or * for all"}}


def asyncapi_of(
    suite: BuiltSuite, samples: Mapping[str, Sequence[Sample]], *, places: Mapping[str, str]
) -> Document:
    """The document.

    Args:
        suite: what is published and heard.
        samples: by type; the first is the example.
        places: by type, where the schema stands, as seen from the document.
    """
    events = suite.events
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "Abdi: events",
            "version": "1",
            "description": "Facts of the civil service, in CloudEvents 1.0 envelopes on NATS JetStream. "
            "One stream per service; order is kept per aggregate by `sequence`.",
        },
        "defaultContentType": CONTENT,
        "servers": {
            "jetstream": {
                "host": "{host}",
                "protocol": "nats",
                "variables": {"host": {"default": "127.0.0.1:4222"}},
                "description": "TLS and a user of one's own outside of a laptop",
            }
        },
        "channels": {key_of(event): _channel(event) for event in events},
        "operations": _operations(suite),
        "components": {
            "messages": {
                key_of(event): _message(event, samples, places[str(event.event_type)]) for event in events
            }
        },
    }


def key_of(event: type[Event]) -> str:
    """The name of its channel and message."""
    return f"{event.event_type.service}.{name_of(event)}"


def _channel(event: type[Event]) -> dict[str, Any]:
    return {
        "address": subject_of(event),
        "title": event.__name__,
        "messages": {event.__name__: {"$ref": f"#/components/messages/{key_of(event)}"}},
        "parameters": _AGENCY,
        "x-stream": stream_of(event.event_type.service),
    }


def _message(event: type[Event], samples: Mapping[str, Sequence[Sample]], place: str) -> dict[str, Any]:
    shown = [{"payload": dict(one)} for one in samples.get(str(event.event_type), ())[:1]]
    return {
        "name": str(event.event_type),
        "title": event.__name__,
        "summary": (inspect.getdoc(event) or "").splitlines()[0],
        "contentType": CONTENT,
        "payload": {"schemaFormat": SCHEMA_FORMAT, "schema": {"$ref": place}},
        **({"examples": shown} if shown else {}),
    }


def _operations(suite: BuiltSuite) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for service, built in suite.services.items():
        for event in built.events:
            found[f"{service}.publishes.{name_of(event)}"] = _operation("send", event)
        for subscription in built.subscriptions:
            for event in suite.events:
                kind = event.event_type
                if kind.service != subscription.producer or kind.entity not in subscription.entities:
                    continue
                durable = subscription.durable(service)
                found[f"{durable}.hears.{key_of(event)}"] = _operation("receive", event)
    return found


def _operation(action: str, event: type[Event]) -> dict[str, Any]:
    return {"action": action, "channel": {"$ref": f"#/channels/{key_of(event)}"}}
