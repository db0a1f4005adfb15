"""Another service's things, said to the toy: made, delivered in any order, and what the toy heard of them."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from abdi.clock import FixedClock, new_id
from abdi.db.uow import UnitContext, unit_of_work
from abdi.messaging import Envelope, Subscription, publish
from abdi.messaging.inbox import Inbox, RetryPolicy
from abdi.messaging.nats import Delivery
from abdi.testing.toy import Heard, NoteWritten, others

Sessions = async_sessionmaker[AsyncSession]


class World:
    """What the tests of the inbox do and look at."""

    def __init__(self, sessions: Sessions, clock: FixedClock) -> None:
        self.sessions = sessions
        self.clock = clock
        self._place = 0

    def said(self, thing: UUID, sequence: int, words: str = "hello", **facts: Any) -> Envelope:
        """An event of the service `other` about `thing`."""
        fact = facts.pop("fact", "said")
        version = facts.pop("version", 1)
        given = {
            "id": new_id(),
            "source": "//asn/other",
            "type": f"id.go.asn.other.thing.{fact}.v{version}",
            "subject": thing,
            "time": self.clock.now(),
            "sequence": sequence,
            "agency": "5671",
            "actor": "test",
            "data": {"words": words},
        }
        return Envelope(**(given | facts))

    def delivery(self, message: Envelope | bytes) -> Delivery:
        """As it comes from the broker, at the next place of the stream."""
        self._place += 1
        body = message if isinstance(message, bytes) else message.to_json()
        return Delivery(body, "OTHER", self._place)

    def inbox(self, subscription: Subscription = others, policy: RetryPolicy | None = None) -> Inbox:
        """The toy's inbox for a subscription."""
        return Inbox("toy", subscription, sessions=self.sessions, clock=self.clock, policy=policy)

    async def handle(self, inbox: Inbox, messages: Sequence[Envelope | bytes], *, batch: int = 100) -> None:
        """Deliver these in batches."""
        deliveries = [self.delivery(message) for message in messages]
        for start in range(0, len(deliveries), batch):
            await inbox.handle(deliveries[start : start + batch])

    async def heard(self, thing: UUID | None = None) -> list[int]:
        """The numbers that took effect (for one thing), in the order in which they did."""
        wanted = select(Heard.sequence).order_by(Heard.id)
        if thing is not None:
            wanted = wanted.where(Heard.thing_id == thing)
        async with self.sessions() as session:
            return list(await session.scalars(wanted))

    async def states(self) -> dict[str, int]:
        """How many rows of the inbox are in which state."""
        async with self.sessions() as session:
            rows = await session.execute(text("SELECT state, count(*) AS number FROM inbox GROUP BY state"))
            return {row.state: row.number for row in rows}

    def context(self, **facts: Any) -> UnitContext:
        """Circumstances of a unit of work of the test."""
        given: dict[str, Any] = {"actor": "test", "request_id": "test", "action": "test", "clock": self.clock}
        return UnitContext(**(given | facts))

    async def write(self, notes: Sequence[UUID], words: str = "x") -> None:
        """Publish one fact of the toy's own for each, in one transaction."""
        async with unit_of_work(self.sessions, self.context()) as session:
            for note in notes:
                publish(session, NoteWritten(agency="5671", note_id=note, text=words))

    async def rows(self, statement: str, **parameters: Any) -> list[Any]:
        """Look into the database."""
        async with self.sessions() as session:
            return list((await session.execute(text(statement), parameters)).all())


async def until(condition: Callable[[], Awaitable[bool] | bool], *, seconds: float = 120) -> None:
    """Wait for what others bring about. Raises TimeoutError."""
    async with asyncio.timeout(seconds):
        while True:
            found = condition()
            if found if isinstance(found, bool) else await found:
                return
            await asyncio.sleep(0.02)
