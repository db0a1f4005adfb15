"""What an event is: a fact of an aggregate, published in a CloudEvents 1.0 envelope (structured JSON)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any, ClassVar, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

DataClass = Literal["public", "internal", "personal", "specific"]

_NAME = re.compile(r"[a-z][a-z0-9]*\.[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*")
_TYPE = re.compile(r"id\.go\.asn\.([a-z][a-z0-9]*)\.([a-z][a-z0-9_]*)\.([a-z][a-z0-9_]*)\.v([1-9][0-9]*)")


@dataclass(frozen=True, slots=True)
class EventType:
    """The kind of an event: service, entity, fact and major version."""

    service: str
    entity: str
    fact: str
    version: int

    @staticmethod
    def parse(text: str) -> "EventType":
        """From `id.go.asn.<service>.<entity>.<fact>.v<major>`. Raises ValueError for anything else."""
        return _parsed(text)

    def __str__(self) -> str:
        return f"id.go.asn.{self.service}.{self.entity}.{self.fact}.v{self.version}"

    @property
    def name(self) -> str:
        """`<entity>.<fact>`, as handlers name it."""
        return f"{self.entity}.{self.fact}"

    @property
    def is_snapshot(self) -> bool:
        """Whether it carries the whole state, from which a new consumer may start."""
        return self.fact == "snapshot"

    def subject(self, agency: str) -> str:
        """The NATS subject; the agency's code comes last, so that outsiders can be limited to it."""
        return f"asn.{self.service}.{self.entity}.{self.fact}.v{self.version}.{agency}"


@lru_cache(maxsize=1_024)
def _parsed(text: str) -> EventType:
    found = _TYPE.fullmatch(text)
    if found is None:
        raise ValueError("not an event type of ours")
    service, entity, fact, version = found.groups()
    return EventType(service, entity, fact, int(version))


def source_of(service: str) -> str:
    """The CloudEvents source of a service."""
    return f"//asn/{service}"


def stream_of(service: str) -> str:
    """The stream that holds a service's events."""
    return service.upper()


class Event(BaseModel):
    """Something that happened, as its service publishes it.

    class EvaluationCompleted(Event, name="performance.evaluation.completed", version=1, key="evaluation_id",
                              dataclass="personal"): ...

    `key` names the field with the aggregate's id (a UUID). Classes without a name are parts for others.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    event_type: ClassVar[EventType]
    key_field: ClassVar[str]
    data_class: ClassVar[DataClass]

    agency: str = Field(pattern=r"^[A-Za-z0-9_-]+$", description="BKN code of the agency concerned")

    @classmethod
    def __pydantic_init_subclass__(
        cls,
        *,
        name: str | None = None,
        version: int = 1,
        key: str | None = None,
        dataclass: DataClass = "internal",
        **kwargs: Any,
    ) -> None:
        super().__pydantic_init_subclass__(**kwargs)
        if name is None:
            return
        if _NAME.fullmatch(name) is None:
            raise TypeError(f"{name} is not of the form service.entity.fact in lower case")
        if key is None or key not in cls.model_fields:
            raise TypeError(f"{name} needs key=, the field with the id of its aggregate")
        service, entity, fact = name.split(".")
        cls.event_type = EventType(service, entity, fact, version)
        cls.key_field = key
        cls.data_class = dataclass

    def __init_subclass__(
        cls,
        *,
        name: str | None = None,
        version: int = 1,
        key: str | None = None,
        dataclass: DataClass = "internal",
        **kwargs: Any,
    ) -> None:
        """Take the arguments of the class statement; they are kept once the fields are known."""
        super().__init_subclass__(**kwargs)

    @property
    def aggregate_id(self) -> UUID:
        """The id of the thing that it happened to."""
        return UUID(str(getattr(self, self.key_field)))


def published_events(service: str | None = None) -> list[type[Event]]:
    """Every event class loaded in this process (of one service), sorted by type, for contracts."""

    def below(parent: type[Event]) -> Iterator[type[Event]]:
        for child in parent.__subclasses__():
            if "event_type" in child.__dict__ and service in {None, child.event_type.service}:
                yield child
            yield from below(child)

    return sorted(set(below(Event)), key=lambda event: str(event.event_type))


class Envelope(BaseModel):
    """An event on the wire. Extension attributes are lower case without separators, as CloudEvents asks."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    specversion: Literal["1.0"] = "1.0"
    id: UUID
    source: str = Field(pattern=r"^//asn/[a-z][a-z0-9]*$")
    type: str
    subject: UUID
    time: datetime
    datacontenttype: Literal["application/json"] = "application/json"
    sequence: int = Field(ge=1, description="number among this aggregate's published facts, dense from 1")
    agency: str
    actor: str
    correlationid: str | None = None
    causationid: UUID | None = None
    dataclass: DataClass = "internal"
    traceparent: str | None = None
    data: dict[str, Any]

    def event_type(self) -> EventType:
        """The parsed type. Raises ValueError when it is none of ours."""
        return EventType.parse(self.type)

    def to_json(self) -> bytes:
        """The message body."""
        return self.model_dump_json(exclude_none=True).encode()
