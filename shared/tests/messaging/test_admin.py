"""Operators' repairs: what they change, what they leave alone, and that each is audited."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from abdi.clock import new_id
from abdi.db.uow import unit_of_work
from abdi.messaging import Event, publish
from abdi.messaging.admin import (
    NothingDead,
    ReplayUnderWay,
    discard_dead,
    list_dead,
    only_replay,
    publish_snapshots,
    rebuild,
    refill,
    replay,
    retry_dead,
)
from abdi.messaging.inbox import RetryPolicy
from abdi.messaging.nats import Broker
from abdi.testing.deliveries import publish_to_broker
from abdi.testing.toy import NoteWritten
from abdi.testing.toy_world import World

CURE = text("UPDATE inbox SET payload = jsonb_set(payload, '{data,words}', '\"fine\"')")
ONCE = RetryPolicy(max_attempts=1)


class NoteSnapshot(Event, name="toy.note.snapshot", version=1, key="note_id"):
    note_id: UUID
    text: str


async def audited(world: World) -> list[str]:
    rows = await world.rows("SELECT changes FROM audit_entry WHERE actor = 'operator' ORDER BY at, id")
    return [row.changes["bulk"][0]["action"] for row in rows]


async def test_dead_events_are_listed_without_their_data(world: World, thing: UUID) -> None:
    events = [world.said(thing, 1, "poison"), world.said(thing, 2, "secret"), world.said(thing, 3)]
    await world.handle(world.inbox(policy=ONCE), events)
    (dead,) = await list_dead(world.sessions)
    assert (dead.event_id, dead.sequence, dead.attempts, dead.followers) == (events[0].id, 1, 1, 2)
    assert "secret" not in repr(dead)
    assert await list_dead(world.sessions, kind="id.go.asn.other.thing.other.v1") == []


async def test_retried_event_drains_its_aggregate_once_the_cause_is_gone(world: World, thing: UUID) -> None:
    inbox = world.inbox(policy=ONCE)
    events = [world.said(thing, 1, "poison"), *(world.said(thing, number) for number in range(2, 42))]
    await world.handle(inbox, events)
    async with world.sessions.begin() as session:
        await session.execute(
            text("UPDATE inbox SET payload = jsonb_set(payload, '{data,words}', '\"fine\"')")
        )
    operator = world.context(actor="operator")
    assert await retry_dead(world.sessions, operator, event_id=events[0].id) == 1
    assert await inbox.sweep() == 41
    assert await world.heard(thing) == list(range(1, 42))
    assert await audited(world) == ["events.retry"]


async def test_retry_of_a_type_takes_all_of_it(world: World) -> None:
    inbox = world.inbox(policy=ONCE)
    events = [world.said(new_id(), 1, "poison") for _ in range(3)]
    await world.handle(inbox, [*events, world.said(new_id(), 1, version=2)])
    operator = world.context(actor="operator")
    assert await retry_dead(world.sessions, operator, kind=events[0].type) == 3


async def test_retry_of_nothing_and_of_poison_is_refused(world: World) -> None:
    await world.handle(world.inbox(), [b"not json"])
    (dead,) = await list_dead(world.sessions)
    for event_id in (dead.event_id, new_id()):
        with pytest.raises(NothingDead):
            await retry_dead(world.sessions, world.context(actor="operator"), event_id=event_id)
    assert await audited(world) == []


async def test_discarded_event_lets_its_followers_go_on(world: World, thing: UUID) -> None:
    inbox = world.inbox(policy=ONCE)
    dead = world.said(thing, 1, "poison")
    await world.handle(inbox, [dead, world.said(thing, 2)])
    with pytest.raises(ValueError, match="reason"):
        await discard_dead(world.sessions, world.context(actor="operator"), dead.id)
    await discard_dead(world.sessions, world.context(actor="operator", reason="sent by mistake"), dead.id)
    await inbox.sweep()
    assert await world.heard(thing) == [2]
    assert await world.states() == {"applied": 1, "discarded": 1}
    assert await audited(world) == ["events.discard"]


async def test_replay_brings_what_is_missing_and_repeats_nothing(
    world: World, broker: Broker, thing: UUID
) -> None:
    events = [world.said(thing, number) for number in range(1, 251)]
    await publish_to_broker(broker, events)
    inbox = world.inbox()
    await world.handle(inbox, events[:100])
    assert await replay(inbox, broker) == 250
    assert await replay(inbox, broker, start=201) == 50
    assert await world.heard(thing) == list(range(1, 251))


async def test_second_replay_at_once_is_refused_and_a_later_one_is_not(world: World) -> None:
    async with only_replay(world.sessions):
        with pytest.raises(ReplayUnderWay, match="under way"):
            async with only_replay(world.sessions):
                raise AssertionError
    async with only_replay(world.sessions):
        pass


async def test_rebuild_forgets_and_applies_all_again(world: World, broker: Broker, thing: UUID) -> None:
    events = [world.said(thing, number) for number in (1, 2, 3)]
    await publish_to_broker(broker, events)
    inbox = world.inbox()
    await replay(inbox, broker)

    async def reset(session: AsyncSession) -> None:
        await session.execute(text("DELETE FROM heard"))

    operator = world.context(actor="operator")
    assert await rebuild(inbox, broker, operator, sessions=world.sessions, reset=reset) == 3
    assert await world.heard(thing) == [1, 2, 3]


async def test_refill_marks_rows_for_the_relay_under_the_same_ids(world: World) -> None:
    await world.write([new_id(), new_id()])
    before = await world.rows("SELECT id FROM outbox ORDER BY position")
    async with world.sessions.begin() as session:
        await session.execute(text("UPDATE outbox SET published_at = now(), stream_sequence = 1"))
        ((begin,),) = await session.execute(text("SELECT min(created_at) FROM outbox"))
    operator = world.context(actor="operator")
    assert await refill(world.sessions, operator, begin + timedelta(hours=1)) == 0
    assert await refill(world.sessions, operator, begin) == 2
    rows = await world.rows("SELECT id FROM outbox WHERE published_at IS NULL ORDER BY position")
    assert rows == before
    assert await audited(world) == ["events.refill"] * 2


async def test_snapshot_never_overtakes_a_newer_state(world: World) -> None:
    """The state is read while the counter is held, so a higher number never carries an older state."""
    note, state = new_id(), {"text": "old"}
    await world.write([note], "old")
    reading, changed = asyncio.Event(), asyncio.Event()

    async def build(session: AsyncSession, ids: Sequence[UUID] | None) -> AsyncIterator[Event]:
        for one in ids or [note]:
            reading.set()
            yield NoteSnapshot(agency="5671", note_id=one, text=state["text"])
            if ids is not None:
                await asyncio.sleep(0.2)

    async def change() -> None:
        await reading.wait()
        state["text"] = "new"
        async with unit_of_work(world.sessions, world.context()) as session:
            publish(session, NoteWritten(agency="5671", note_id=note, text="new"))
        changed.set()

    operator = world.context(actor="operator")
    _, number = await asyncio.gather(change(), publish_snapshots(world.sessions, operator, build, ids=[note]))
    assert number == 1
    rows = await world.rows("SELECT sequence, data FROM outbox ORDER BY sequence")
    assert [(row.sequence, row.data["text"]) for row in rows] == [(1, "old"), (2, "old"), (3, "new")]


async def test_snapshot_of_all_covers_what_the_builder_knows(world: World) -> None:
    notes = [new_id() for _ in range(450)]

    async def build(session: AsyncSession, ids: Sequence[UUID] | None) -> AsyncIterator[Event]:
        for one in notes if ids is None else ids:
            yield NoteSnapshot(agency="5671", note_id=one, text="state")

    operator = world.context(actor="operator")
    assert await publish_snapshots(world.sessions, operator, build) == 450
    assert len(await world.rows("SELECT 1 FROM outbox")) == 450
    assert await audited(world) == ["events.snapshot"] * 3
