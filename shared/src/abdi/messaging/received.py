"""From a message to a row of the inbox; what cannot be read is poison and becomes a dead row."""

import base64
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID, uuid5

import orjson
from pydantic import ValidationError

from abdi.messaging.event import Envelope, EventType
from abdi.messaging.nats import Delivery
from abdi.messaging.subscription import Subscription

_UNREADABLE: Final = UUID("6f1d7c7e-5d0c-5a52-9a39-0c8f1c0f6a11")
_MAX_SEQUENCE: Final = 2**31 - 1


@dataclass(frozen=True, slots=True)
class Received:
    """A row to be."""

    event_id: UUID
    stream: str
    stream_sequence: int
    payload: dict[str, Any]
    type: str | None = None
    aggregate_type: str | None = None
    aggregate_id: str | None = None
    sequence: int | None = None
    problem: str | None = None
    envelope: Envelope | None = None
    """What `payload` says, unless there is a problem."""

    @property
    def aggregate(self) -> tuple[str, str] | None:
        """Entity and id, when both could be read."""
        if self.aggregate_type is None or self.aggregate_id is None:
            return None
        return (self.aggregate_type, self.aggregate_id)


def receive(delivery: Delivery, subscription: Subscription) -> Received:
    """Read one message; never raises."""
    try:
        content = orjson.loads(delivery.body)
        envelope = Envelope.model_validate(content)
        kind = envelope.event_type()
        _check(delivery, envelope, subscription)
    except ValidationError as error:
        places = {".".join(map(str, item["loc"])) for item in error.errors(include_input=False)}
        return _poison(delivery, f"envelope: {', '.join(sorted(places))}")
    except ValueError as error:
        return _poison(delivery, str(error)[:200])
    return Received(
        event_id=envelope.id,
        stream=delivery.stream,
        stream_sequence=delivery.stream_sequence,
        payload=content,
        type=envelope.type,
        aggregate_type=kind.entity,
        aggregate_id=str(envelope.subject),
        sequence=envelope.sequence,
        envelope=envelope,
    )


def _check(delivery: Delivery, envelope: Envelope, subscription: Subscription) -> None:
    kind = envelope.event_type()
    if envelope.source != subscription.source or kind.service != subscription.producer:
        raise ValueError(f"from {envelope.source}, expected {subscription.source}")
    if envelope.sequence > _MAX_SEQUENCE:
        raise ValueError("sequence out of range")
    if b"\\u0000" in delivery.body:
        raise ValueError("a zero character, which PostgreSQL cannot keep")


def _poison(delivery: Delivery, problem: str) -> Received:
    """Kept as it came; the aggregate and number are noted when they can be read, so that it is held."""
    content = _mapping(delivery.body)
    fallback = uuid5(_UNREADABLE, f"{delivery.stream}:{delivery.stream_sequence}")
    kind = _kind(content.get("type"))
    aggregate_id = _uuid(content.get("subject"))
    sequence = content.get("sequence")
    is_number = type(sequence) is int and 0 < sequence <= _MAX_SEQUENCE
    is_placed = kind is not None and aggregate_id is not None and is_number
    return Received(
        event_id=_uuid(content.get("id")) or fallback,
        stream=delivery.stream,
        stream_sequence=delivery.stream_sequence,
        payload={"base64": base64.b64encode(delivery.body).decode()},
        type=str(kind) if kind else None,
        aggregate_type=kind.entity if kind and is_placed else None,
        aggregate_id=str(aggregate_id) if is_placed else None,
        sequence=sequence if is_placed else None,
        problem=problem,
    )


def _mapping(body: bytes) -> dict[str, Any]:
    try:
        content = orjson.loads(body)
    except ValueError:
        return {}
    return content if isinstance(content, dict) else {}


def _kind(value: Any) -> EventType | None:
    try:
        return EventType.parse(str(value))
    except ValueError:
        return None


def _uuid(value: Any) -> UUID | None:
    try:
        return UUID(str(value))
    except ValueError:
        return None
