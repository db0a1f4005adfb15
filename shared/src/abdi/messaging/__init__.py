"""Events between services: none is lost, every effect happens once and in order per aggregate."""

from collections.abc import AsyncIterator, Callable, Sequence
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from abdi.messaging.afterwards import afterwards
from abdi.messaging.ahead import is_ahead
from abdi.messaging.event import Envelope, Event, EventType, published_events
from abdi.messaging.outbox import publish
from abdi.messaging.subscription import Incoming, NeverAcceptable, Subscription

SnapshotBuilder = Callable[[AsyncSession, Sequence[UUID] | None], AsyncIterator[Event]]
"""Yields `<entity>.snapshot` events of these aggregates, or of all, as they stand in this session."""

__all__ = [
    "Envelope",
    "Event",
    "EventType",
    "Incoming",
    "NeverAcceptable",
    "SnapshotBuilder",
    "Subscription",
    "afterwards",
    "is_ahead",
    "publish",
    "published_events",
]
