"""Ours: outbox and relay in one process, consumer with inbox and effect in another, as services run them.

`python -m tests.bench.kit_events take|send DATABASE_URL NATS_URL RATE NUMBER`
"""

import asyncio
import sys
import time
from collections.abc import Sequence
from typing import Any
from uuid import UUID, uuid4

import uvloop
from cryptography.fernet import Fernet
from pydantic import BaseModel
from sqlalchemy.ext.asyncio import AsyncSession

from abdi.clock import SystemClock
from abdi.db.engine import make_engine, make_sessions
from abdi.db.uow import UnitContext, unit_of_work
from abdi.messaging import Incoming, Subscription, publish
from abdi.messaging.consumer import ConsumerRunner
from abdi.messaging.inbox import Inbox
from abdi.messaging.nats import Broker, Consumption, Delivery
from abdi.messaging.relay import Relay
from abdi.observability import configure_logging
from tests.bench.bare_events import BODY_BYTES, IDLE_SECONDS, paced, say, told_to_begin
from tests.bench.records import AGENCY, Record, RecordWritten, Settings

TEXT = "x" * (BODY_BYTES - 350)
"""Makes the whole message about as long as the floor's."""
heard = Subscription("records", entities=("record",))


class View(BaseModel):
    """What the watcher wants to know."""

    record_id: UUID
    text: str


@heard.on("record.written")
async def on_written(session: AsyncSession, event: Incoming[View]) -> None:
    """The effect: a row of its own."""
    session.add(Record(agency=event.agency, employee_id=event.data.record_id, text=event.data.text))


class TimedInbox(Inbox):
    """Notes when the effects of a batch were committed."""

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.handled: dict[str, int] = {}
        self.heard_at = time.monotonic()

    async def handle(self, deliveries: Sequence[Delivery]) -> None:
        await super().handle(deliveries)
        now = time.monotonic_ns()
        self.heard_at = time.monotonic()
        self.handled.update((str(delivery.id), now) for delivery in deliveries)


async def take(settings: Settings, number: int) -> dict[str, Any]:
    """When the effect of each event was committed, by the event's id."""
    broker = Broker(str(settings.nats_url), name="watcher")
    await broker.start()
    await broker.connected(10)
    sessions = make_sessions(make_engine(settings))
    inbox = TimedInbox("watcher", heard, sessions=sessions, clock=SystemClock())
    consumption = heard.consumption("watcher")
    runner = ConsumerRunner(inbox, broker, consumption)
    running = asyncio.create_task(runner.run())
    while not runner.is_consuming:  # noqa: ASYNC110 - it tells nobody
        await asyncio.sleep(0.05)
    while await _waiting(broker, consumption):  # noqa: ASYNC110 - other cases' events come first
        await asyncio.sleep(0.05)
    inbox.handled.clear()
    say({"ready": True})
    inbox.heard_at = time.monotonic()
    while len(inbox.handled) < number and time.monotonic() - inbox.heard_at < IDLE_SECONDS:  # noqa: ASYNC110 - it tells nobody
        await asyncio.sleep(0.05)
    runner.stop()
    await running
    await broker.stop()
    return {"handled": inbox.handled}


async def _waiting(broker: Broker, consumption: Consumption) -> int:
    info = await broker.jetstream.consumer_info(consumption.stream, consumption.durable)
    return (info.num_pending or 0) + (info.num_ack_pending or 0)


async def send(settings: Settings, rate: int, number: int) -> dict[str, Any]:
    """When each unit of work was committed, by the record's id; the relay runs beside."""
    broker = Broker(str(settings.nats_url), name="records")
    await broker.start()
    await broker.connected(10)
    relay = Relay("records", database_url=settings.database_url, broker=broker)
    running = asyncio.create_task(relay.run())
    sessions = make_sessions(make_engine(settings))
    committed: dict[str, int] = {}

    async def one() -> None:
        context = UnitContext(actor="service:records", request_id=str(uuid4()), action="bench")
        async with unit_of_work(sessions, context) as session:
            record = Record(id=uuid4(), agency=AGENCY, employee_id=uuid4(), text="Hadir.")
            session.add(record)
            await session.flush()
            publish(session, RecordWritten(agency=AGENCY, record_id=record.id, text=TEXT))
        committed[str(record.id)] = time.monotonic_ns()
        relay.wake()

    while not relay.is_active:  # noqa: ASYNC110 - it tells nobody
        await asyncio.sleep(0.05)
    await told_to_begin()
    await paced(one, rate, number)
    await asyncio.sleep(1)
    relay.stop()
    await running
    await broker.stop()
    return {"committed": committed}


def main() -> None:
    """Take or send."""
    role, database_url, nats_url, rate, number = sys.argv[1:]
    configure_logging(role, "ERROR")  # standard output is for the numbers
    settings = Settings(
        database_url=database_url,
        nats_url=nats_url,
        cursor_key=Fernet.generate_key().decode(),
        token_issuer="https://issuer.test",
        token_keys_url="https://issuer.test/keys",
    )
    work = take(settings, int(number)) if role == "take" else send(settings, int(rate), int(number))
    say(uvloop.run(work))


if __name__ == "__main__":
    main()
