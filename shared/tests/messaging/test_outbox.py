"""Numbers per aggregate are dense from 1, and only what commits is published."""

import asyncio
from collections import defaultdict
from uuid import UUID

import pytest

from abdi.clock import new_id
from abdi.db.uow import unit_of_work
from abdi.messaging import publish
from abdi.messaging.outbox import MAX_DATA_BYTES, Cause, EventTooLarge, set_cause
from abdi.testing.toy import NoteWritten
from abdi.testing.toy_world import World

OUTBOX = "SELECT aggregate_id, sequence, position, data, headers FROM outbox ORDER BY position"


async def test_two_facts_of_one_transaction_are_numbered_in_their_order(world: World) -> None:
    note, other = new_id(), new_id()
    async with unit_of_work(world.sessions, world.context()) as session:
        for aggregate, words in ((note, "a"), (other, "b"), (note, "c")):
            publish(session, NoteWritten(agency="5671", note_id=aggregate, text=words))
    await world.write([note], "d")
    rows = await world.rows(OUTBOX)
    assert [(row.aggregate_id, row.sequence, row.data["text"]) for row in rows] == [
        (str(note), 1, "a"),
        (str(other), 1, "b"),
        (str(note), 2, "c"),
        (str(note), 3, "d"),
    ]


async def test_concurrent_writers_leave_no_gap_and_never_deadlock(world: World) -> None:
    notes = [new_id() for _ in range(5)]
    orders = [notes, notes[::-1], notes[2:] + notes[:2]]
    await asyncio.gather(*(world.write(orders[number % 3]) for number in range(30)))
    numbers = defaultdict(list)
    for row in await world.rows(OUTBOX):
        numbers[row.aggregate_id].append(row.sequence)
    assert numbers == {str(note): list(range(1, 31)) for note in notes}


async def test_rolled_back_work_publishes_nothing_and_uses_no_number(world: World) -> None:
    note = new_id()
    with pytest.raises(ZeroDivisionError):
        await _publish_and_fail(world, note)
    await world.write([note], "kept")
    rows = await world.rows(OUTBOX)
    assert [(row.sequence, row.data["text"]) for row in rows] == [(1, "kept")]


async def test_rolled_back_savepoint_takes_its_events_with_it(world: World) -> None:
    note = new_id()
    async with unit_of_work(world.sessions, world.context()) as session:
        publish(session, NoteWritten(agency="5671", note_id=note, text="before"))
        savepoint = await session.begin_nested()
        publish(session, NoteWritten(agency="5671", note_id=note, text="inside"))
        await savepoint.rollback()
        async with session.begin_nested():
            publish(session, NoteWritten(agency="5671", note_id=note, text="after"))
    rows = await world.rows(OUTBOX)
    assert [(row.sequence, row.data["text"]) for row in rows] == [(1, "before"), (2, "after")]


async def test_event_that_no_broker_takes_is_refused_before_the_commit(world: World) -> None:
    with pytest.raises(EventTooLarge):
        await world.write([new_id()], "x" * MAX_DATA_BYTES)
    assert await world.rows(OUTBOX) == []


async def test_consequence_names_its_cause(world: World) -> None:
    cause = Cause(new_id(), "journey-7")
    async with unit_of_work(world.sessions, world.context(actor="service:toy")) as session:
        set_cause(session, cause)
        publish(session, NoteWritten(agency="5671", note_id=new_id(), text="so"))
        set_cause(session, None)
        publish(session, NoteWritten(agency="5671", note_id=new_id(), text="by itself"))
    first, second = [row.headers for row in await world.rows(OUTBOX)]
    assert (first["causationid"], first["correlationid"]) == (str(cause.event_id), "journey-7")
    assert (second["causationid"], second["correlationid"]) == (None, "test")
    assert first["actor"] == "service:toy"


async def _publish_and_fail(world: World, note: UUID) -> None:
    async with unit_of_work(world.sessions, world.context()) as session:
        publish(session, NoteWritten(agency="5671", note_id=note, text="lost"))
        raise ZeroDivisionError
