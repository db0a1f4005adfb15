"""A database that was restored to an earlier day: its stream knows more, and no number is given twice."""

import asyncio

import asyncpg
import pytest
from sqlalchemy import text

from abdi.clock import new_id
from abdi.messaging.adoption import Adopted, NumbersReused, adopt
from abdi.messaging.nats import Broker, ensure_streams, read_stream
from abdi.messaging.relay import Relay
from abdi.testing.databases import TestDatabase, connected
from abdi.testing.toy_world import World, until

KEPT, LOST = 3, 4
_FORGET = "DELETE FROM outbox WHERE sequence > $1"
_COUNT_BACK = "UPDATE outbox_sequence SET last_sequence = $1"


class Restored:
    """One note, whose first three facts are in the restored database and all seven in the stream."""

    def __init__(self, world: World, database: TestDatabase, broker: Broker) -> None:
        self.world = world
        self.database = database
        self.broker = broker
        self.relay = Relay("toy", database_url=database.url, broker=broker)
        self.note = new_id()

    async def prepare(self) -> None:
        await ensure_streams(self.broker, ["toy"])
        await self.world.write([self.note] * (KEPT + LOST))
        await self.publish()
        async with connected(self.database.admin_url) as admin:
            await admin.execute(_FORGET, KEPT)
            await admin.execute(_COUNT_BACK, KEPT)

    async def publish(self) -> None:
        connection = await asyncpg.connect(self.database.url)
        await self.relay.publish_batch(connection)
        await connection.close()

    async def adopt(self) -> Adopted:
        context = self.world.context(action="events.adopt", reason="restored")
        return await adopt(self.world.sessions, context, broker=self.broker, service="toy")

    async def numbers(self) -> list[int]:
        rows = await self.world.rows("SELECT sequence FROM outbox ORDER BY sequence")
        return [row.sequence for row in rows]


@pytest.fixture
async def restored(world: World, service_database: TestDatabase, broker: Broker) -> Restored:
    made = Restored(world, service_database, broker)
    await made.prepare()
    return made


async def test_relay_publishes_nothing_over_facts_that_the_database_does_not_know(restored: Restored) -> None:
    relay, world = restored.relay, restored.world
    await world.write([restored.note])
    running = asyncio.create_task(relay.run())
    await until(lambda: relay.strangers == LOST)
    await asyncio.sleep(0.5)  # for a relay that publishes all the same
    assert len([m async for m in read_stream(restored.broker, "TOY", "looking")]) == KEPT + LOST
    relay.stop()
    await running


async def test_adopted_facts_are_known_and_newer_ones_come_behind_them(restored: Restored) -> None:
    await restored.world.write([restored.note] * 2)
    found = await restored.adopt()
    assert (found.events, found.renumbered) == (LOST, 2)
    assert found.aggregates == {"note": frozenset({restored.note})}
    assert await restored.numbers() == list(range(1, KEPT + LOST + 3))
    await restored.publish()
    messages = [message async for message in read_stream(restored.broker, "TOY", "looking")]
    assert len(messages) == KEPT + LOST + 2
    await restored.world.write([restored.note])
    assert (await restored.numbers())[-1] == KEPT + LOST + 3


async def test_adoption_is_audited_and_a_second_one_finds_nothing(restored: Restored) -> None:
    await restored.adopt()
    ((reason,),) = await restored.world.rows("SELECT reason FROM audit_entry WHERE action = 'events.adopt'")
    assert reason == "restored"
    assert await restored.adopt() == Adopted(0, 0, {})


async def test_number_that_was_published_twice_is_left_to_a_person(restored: Restored) -> None:
    await restored.world.write([restored.note])
    async with restored.world.sessions.begin() as session:
        await session.execute(text("UPDATE outbox SET published_at = now() WHERE sequence = 4"))
    with pytest.raises(NumbersReused, match="1 numbers"):
        await restored.adopt()
