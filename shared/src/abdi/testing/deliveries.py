"""Events of other services, brought to the consumers of the service under test."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pkgutil import walk_packages
from types import ModuleType
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from abdi.clock import Clock, new_id
from abdi.db.tables import inbox
from abdi.messaging.event import Envelope, EventType, source_of, stream_of
from abdi.messaging.inbox import Inbox
from abdi.messaging.nats import Broker, Delivery, Outgoing, ensure_streams
from abdi.messaging.subscription import Subscription


@dataclass(frozen=True)
class InboxEntry:
    """What became of a delivered event."""

    event_id: UUID
    state: str
    attempts: int
    last_error: str | None


class Deliveries:
    """`await deliver("personnel.employee.registered", employee_id, {...}, agency="5671")`.

    Goes through the real inbox of the service. Numbers of an aggregate count up by themselves unless given.
    `more`: subscriptions that a factory makes, beside those that lie in modules of `package`.
    """

    def __init__(
        self,
        service: str,
        package: str,
        *,
        sessions: async_sessionmaker[AsyncSession],
        clock: Clock,
        more: Sequence[Subscription] = (),
    ) -> None:
        self._service = service
        self._subscriptions = (*subscriptions_of(package), *more)
        self._sessions = sessions
        self._clock = clock
        self._numbers: Counter[tuple[str, UUID]] = Counter()
        self._stream_position = 0

    def envelope(
        self,
        name: str,
        aggregate_id: UUID,
        data: Mapping[str, Any],
        *,
        agency: str,
        version: int = 1,
        sequence: int | None = None,
    ) -> Envelope:
        """The event as its producer would send it, not delivered."""
        service, entity, fact = name.split(".")
        kind = EventType(service, entity, fact, version)
        self._numbers[entity, aggregate_id] = sequence or self._numbers[entity, aggregate_id] + 1
        return Envelope(
            id=new_id(),
            source=source_of(service),
            type=str(kind),
            subject=aggregate_id,
            time=self._clock.now(),
            sequence=self._numbers[entity, aggregate_id],
            agency=agency,
            actor="test",
            data={"agency": agency, **data},
        )

    async def __call__(
        self, name: str, aggregate_id: UUID, data: Mapping[str, Any], **facts: Any
    ) -> Envelope:
        """Deliver one event; see `envelope` for the arguments."""
        envelope = self.envelope(name, aggregate_id, data, **facts)
        await self.again(envelope)
        return envelope

    async def again(self, *envelopes: Envelope) -> None:
        """Deliver these, as one batch for each consumer of their producer."""
        for subscription in self._subscriptions:
            batch = [self._delivery(one) for one in envelopes if self._is_heard(subscription, one)]
            if batch:
                await self.inbox(subscription).handle(batch)
        heard = [any(self._is_heard(s, one) for s in self._subscriptions) for one in envelopes]
        assert all(heard), f"{self._service} does not listen to all of {[one.type for one in envelopes]}"

    async def raw(self, producer: str, body: bytes) -> None:
        """Deliver bytes that need not be an event."""
        self._stream_position += 1
        delivery = Delivery(body, stream_of(producer), self._stream_position)
        for subscription in self._subscriptions:
            if subscription.producer == producer:
                await self.inbox(subscription).handle([delivery])

    async def sweep(self) -> None:
        """What consumers do every second: retries that are due by the test's clock, bases from snapshots."""
        for subscription in self._subscriptions:
            await self.inbox(subscription).sweep()

    def inbox(self, subscription: Subscription) -> Inbox:
        """The inbox of one subscription."""
        return Inbox(self._service, subscription, sessions=self._sessions, clock=self._clock)

    async def entries(self, envelope: Envelope | None = None) -> list[InboxEntry]:
        """The rows of the inbox (of one event; one for each consumer that heard it)."""
        wanted = select(inbox.c.event_id, inbox.c.state, inbox.c.attempts, inbox.c.last_error)
        wanted = wanted.order_by(inbox.c.received_at, inbox.c.stream_sequence)
        if envelope:
            wanted = wanted.where(inbox.c.event_id == envelope.id)
        async with self._sessions() as session:
            return [InboxEntry(*row) for row in await session.execute(wanted)]

    def _is_heard(self, subscription: Subscription, envelope: Envelope) -> bool:
        kind = envelope.event_type()
        return subscription.producer == kind.service and kind.entity in subscription.entities

    def _delivery(self, envelope: Envelope) -> Delivery:
        self._stream_position += 1
        return Delivery(envelope.to_json(), stream_of(envelope.event_type().service), self._stream_position)


async def publish_to_broker(broker: Broker, envelopes: Sequence[Envelope]) -> None:
    """Put events of other services on their streams, as their relays would; the streams are made."""
    kinds = [envelope.event_type() for envelope in envelopes]
    await ensure_streams(broker, sorted({kind.service for kind in kinds}))
    messages = [
        Outgoing(str(one.id), stream_of(kind.service), kind.subject(one.agency), one.to_json())
        for one, kind in zip(envelopes, kinds, strict=True)
    ]
    for answer in await broker.publish_batch(messages):
        if isinstance(answer, Exception):
            raise answer


@cache
def subscriptions_of(package: str) -> tuple[Subscription, ...]:
    """Every subscription that a module of the package holds."""
    found = {id(v): v for m in modules_of(package) for v in vars(m).values() if isinstance(v, Subscription)}
    return tuple(found.values())


def modules_of(package: str) -> list[ModuleType]:
    """The package and all its modules, imported."""
    root = import_module(package)
    below = walk_packages(getattr(root, "__path__", []), f"{package}.")
    return [root, *(import_module(module.name) for module in below if not module.name.endswith("__main__"))]
