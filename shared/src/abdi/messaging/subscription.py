"""What a service listens to: whole entities of a producer, with handlers for the facts that matter to it."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar, get_args, get_origin, get_type_hints
from uuid import UUID

from pydantic import BaseModel, ValidationError
from sqlalchemy.ext.asyncio import AsyncSession

from abdi.messaging.event import Envelope, EventType, source_of, stream_of
from abdi.messaging.nats import Consumption

View = TypeVar("View", bound=BaseModel)


class NeverAcceptable(Exception):  # noqa: N818 - named by the fact
    """This event can never be handled as it is; trying again changes nothing."""


@dataclass(frozen=True, slots=True)
class Incoming(Generic[View]):
    """An event as a handler gets it: `data` is the consumer's own narrow view of it."""

    id: UUID
    type: EventType
    aggregate_id: UUID
    sequence: int
    agency: str
    actor: str
    time: datetime
    data: View


HandlerFunction = Callable[[AsyncSession, Incoming[View]], Awaitable[None]]
AnyHandler = Callable[[AsyncSession, Incoming[Any]], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Handler:
    """A function and the view that its annotation asks for."""

    function: AnyHandler
    view: type[BaseModel]

    async def __call__(self, session: AsyncSession, envelope: Envelope) -> None:
        """Parse and handle. Raises NeverAcceptable when the view refuses the data."""
        try:
            data = self.view.model_validate(envelope.data)
        except ValidationError as error:
            places = [
                f"{'.'.join(map(str, e['loc']))}: {e['type']}" for e in error.errors(include_input=False)
            ]
            raise NeverAcceptable(f"{self.view.__name__}: {'; '.join(places)}") from error
        incoming = Incoming(
            id=envelope.id,
            type=envelope.event_type(),
            aggregate_id=envelope.subject,
            sequence=envelope.sequence,
            agency=envelope.agency,
            actor=envelope.actor,
            time=envelope.time,
            data=data,
        )
        await self.function(session, incoming)


class Subscription:
    """All facts of `entities` of one producer; those without a handler are passed over, in order.

    personnel = Subscription("personnel", entities=("employee",))

    @personnel.on("employee.registered", "employee.rank_changed")
    async def on_employee(session: AsyncSession, event: Incoming[EmployeeView]) -> None: ...
    """

    def __init__(self, producer: str, entities: tuple[str, ...], purpose: str | None = None) -> None:
        self.producer = producer
        self.entities = entities
        self.purpose = purpose
        self._handlers: dict[str, dict[int, Handler]] = {}

    def on(self, *facts: str, version: int = 1) -> Callable[[HandlerFunction[View]], HandlerFunction[View]]:
        """Handle these facts (`entity.fact`) of this major version."""

        def register(function: HandlerFunction[View]) -> HandlerFunction[View]:
            handler = Handler(function, _view_of(function))
            for fact in facts:
                entity, _, name = fact.partition(".")
                if entity not in self.entities or not name:
                    raise ValueError(f"{fact} is no fact of {', '.join(self.entities)}")
                if version in self._handlers.setdefault(fact, {}):
                    raise ValueError(f"{fact} v{version} has a handler already")
                self._handlers[fact][version] = handler
            return function

        return register

    def on_snapshot(
        self, entity: str, *, version: int = 1
    ) -> Callable[[HandlerFunction[View]], HandlerFunction[View]]:
        """Handle `<entity>.snapshot`: the whole state, which is a base for a consumer that came late."""
        return self.on(f"{entity}.snapshot", version=version)

    def handler_for(self, kind: EventType) -> Handler | None:
        """The handler of this fact, if it is of interest. Raises NeverAcceptable for another major."""
        versions: Mapping[int, Handler] = self._handlers.get(kind.name, {})
        if versions and kind.version not in versions:
            raise NeverAcceptable(f"{kind.name}: major version {kind.version} is unknown here")
        return versions.get(kind.version)

    @property
    def facts(self) -> list[tuple[str, int]]:
        """What it handles: `<entity>.<fact>` and the major version."""
        return [(fact, version) for fact, versions in self._handlers.items() for version in versions]

    @property
    def source(self) -> str:
        """The CloudEvents source of its events."""
        return source_of(self.producer)

    def durable(self, service: str) -> str:
        """The durable's name: the consuming service, and the purpose when it has several."""
        return f"{service}-{self.purpose}" if self.purpose else service

    def consumer(self, service: str) -> str:
        """The name in the inbox: `<durable>.<producer>`."""
        return f"{self.durable(service)}.{self.producer}"

    def consumption(self, service: str) -> Consumption:
        """What the durable takes."""
        subjects = tuple(f"asn.{self.producer}.{entity}.>" for entity in self.entities)
        return Consumption(stream_of(self.producer), self.durable(service), subjects)


def _view_of(function: Callable[..., Any]) -> type[BaseModel]:
    hints = [hint for name, hint in get_type_hints(function).items() if name != "return"]
    for hint in hints:
        if get_origin(hint) is Incoming:
            (view,) = get_args(hint)
            if isinstance(view, type) and issubclass(view, BaseModel):
                return view
    raise TypeError(f"{function.__qualname__} takes no Incoming[<its view>]")
