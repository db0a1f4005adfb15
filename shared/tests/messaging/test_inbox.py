"""The waiting room: order restored, effects once, a failure holds its own aggregate and nothing else."""

import random
from datetime import timedelta
from uuid import UUID

import orjson
import pytest
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncSession

from abdi.clock import new_id
from abdi.messaging import Incoming, Subscription, publish
from abdi.messaging.inbox import RetryPolicy
from abdi.testing.databases import TestDatabase, connected
from abdi.testing.toy import Heard, NoteWritten, SaidView
from abdi.testing.toy_world import World


async def test_events_in_order_take_effect_in_order(world: World, thing: UUID) -> None:
    await world.handle(world.inbox(), [world.said(thing, number) for number in (1, 2, 3)])
    assert await world.heard(thing) == [1, 2, 3]


async def test_event_that_comes_too_early_waits_for_its_turn(world: World, thing: UUID) -> None:
    inbox = world.inbox()
    await world.handle(inbox, [world.said(thing, 3), world.said(thing, 2)])
    assert await world.heard(thing) == []
    assert await world.states() == {"waiting": 2}
    await world.handle(inbox, [world.said(thing, 1)])
    assert await world.heard(thing) == [1, 2, 3]


async def test_redelivered_event_takes_effect_once(world: World, thing: UUID) -> None:
    event, inbox = world.said(thing, 1), world.inbox()
    await world.handle(inbox, [event, event])
    await world.handle(inbox, [event], batch=1)
    assert await world.heard(thing) == [1]


async def test_events_of_a_batch_take_effect_in_the_order_of_the_stream(world: World) -> None:
    things = [new_id() for _ in range(20)]
    await world.handle(world.inbox(), [world.said(thing, 1, str(n)) for n, thing in enumerate(things)])
    rows = await world.rows("SELECT words FROM heard ORDER BY id")
    assert [row.words for row in rows] == [str(number) for number in range(20)]


async def test_unreadable_message_becomes_one_dead_row_and_others_go_on(world: World, thing: UUID) -> None:
    inbox, poison = world.inbox(), world.delivery(b"\xff{not json")
    await inbox.handle([poison, world.delivery(world.said(thing, 1))])
    await inbox.handle([poison])
    assert await world.heard(thing) == [1]
    assert await world.states() == {"applied": 1, "dead": 1}


async def test_poison_of_a_known_aggregate_holds_it(world: World, thing: UUID) -> None:
    broken = orjson.loads(world.said(thing, 1).to_json())
    del broken["agency"]
    await world.handle(world.inbox(), [orjson.dumps(broken), world.said(thing, 2)])
    assert await world.heard(thing) == []
    (row,) = await world.rows("SELECT aggregate_id, sequence, last_error FROM inbox WHERE state = 'dead'")
    assert (row.aggregate_id, row.sequence, row.last_error) == (str(thing), 1, "envelope: agency")


async def test_event_from_another_source_is_poison(world: World, thing: UUID) -> None:
    await world.handle(world.inbox(), [world.said(thing, 1, source="//asn/forger")])
    assert await world.heard(thing) == []
    assert await world.states() == {"dead": 1}


async def test_zero_character_does_not_stop_the_inbox(world: World, thing: UUID) -> None:
    await world.handle(world.inbox(), [world.said(thing, 1, "a\x00b"), world.said(new_id(), 1)])
    assert await world.states() == {"applied": 1, "dead": 1}


async def test_unknown_major_version_is_dead_at_once(world: World, thing: UUID) -> None:
    await world.handle(world.inbox(), [world.said(thing, 1, version=2), world.said(thing, 2)])
    assert await world.states() == {"dead": 1, "waiting": 1}


async def test_data_that_the_view_refuses_are_dead_at_once_without_the_data(
    world: World, thing: UUID
) -> None:
    await world.handle(world.inbox(), [world.said(thing, 1, data={"words": ["private"]})])
    (row,) = await world.rows("SELECT state, attempts, last_error FROM inbox")
    assert (row.state, row.attempts) == ("dead", 1)
    assert "words" in row.last_error
    assert "private" not in row.last_error


async def test_new_fact_of_a_producer_leaves_old_consumers_going(world: World, thing: UUID) -> None:
    events = [world.said(thing, 1), world.said(thing, 2, fact="whispered"), world.said(thing, 3)]
    await world.handle(world.inbox(), events)
    assert await world.heard(thing) == [1, 3]
    assert await world.states() == {"applied": 3}


async def test_dead_event_holds_its_aggregate_while_500_healthy_ones_pass(world: World, thing: UUID) -> None:
    inbox = world.inbox(policy=RetryPolicy(max_attempts=1))
    followers = [world.said(thing, number) for number in range(2, 42)]
    healthy = [world.said(new_id(), 1) for _ in range(500)]
    await world.handle(inbox, [world.said(thing, 1, "poison"), *followers, *healthy])
    assert await world.heard(thing) == []
    assert len(await world.heard()) == 500
    assert await world.states() == {"dead": 1, "waiting": 40, "applied": 500}


async def test_failing_event_is_retried_with_growing_delays_and_applied_once(
    world: World, thing: UUID
) -> None:
    attempts: list[int] = []
    hearing = Subscription("other", entities=("thing",))

    @hearing.on("thing.said")
    async def on_said(session: AsyncSession, event: Incoming[SaidView]) -> None:
        attempts.append(event.sequence)
        session.add(Heard(thing_id=event.aggregate_id, sequence=event.sequence, words=event.data.words))
        if len(attempts) < 5:
            raise ValueError("not yet")

    inbox = world.inbox(hearing)
    await world.handle(inbox, [world.said(thing, 1), world.said(thing, 2)])
    delays = []
    while await world.heard(thing) != [1, 2]:
        ((due,),) = await world.rows("SELECT next_attempt_at FROM inbox WHERE state = 'retry'")
        delays.append((due - world.clock.now()).total_seconds())
        assert await inbox.sweep() == 0, "nothing is tried before it is due"
        world.clock.advance(timedelta(seconds=delays[-1]))
        await inbox.sweep()
    assert [round(delay // 1) for delay in delays] == sorted({1, 2, 4})
    assert await world.states() == {"applied": 2}


async def test_event_that_never_succeeds_dies_after_the_last_attempt(world: World, thing: UUID) -> None:
    inbox = world.inbox(policy=RetryPolicy(max_attempts=3))
    await world.handle(inbox, [world.said(thing, 1, "poison")])
    for _ in range(5):
        world.clock.advance(timedelta(minutes=11))
        await inbox.sweep()
    ((state, attempts),) = await world.rows("SELECT state, attempts FROM inbox")
    assert (state, attempts) == ("dead", 3)


async def test_one_failure_in_a_batch_undoes_nothing_of_the_others(world: World, thing: UUID) -> None:
    other = new_id()
    events = [world.said(other, 1), world.said(thing, 1, "poison"), world.said(other, 2)]
    await world.handle(world.inbox(), events)
    assert await world.heard(other) == [1, 2]
    assert await world.states() == {"applied": 2, "retry": 1}


async def test_handlers_own_events_name_the_event_that_caused_them(world: World, thing: UUID) -> None:
    answering = Subscription("other", entities=("thing",))

    @answering.on("thing.said")
    async def on_said(session: AsyncSession, event: Incoming[SaidView]) -> None:
        publish(session, NoteWritten(agency=event.agency, note_id=event.aggregate_id, text=event.data.words))

    events = [world.said(thing, 1, correlationid="journey"), world.said(thing, 2)]
    await world.handle(world.inbox(answering), events)
    rows = await world.rows("SELECT headers FROM outbox ORDER BY position")
    assert [row.headers["causationid"] for row in rows] == [str(event.id) for event in events]
    assert [row.headers["correlationid"] for row in rows] == ["journey", str(events[1].id)]


async def test_second_event_under_an_applied_number_is_left_to_a_person(world: World, thing: UUID) -> None:
    inbox = world.inbox()
    await world.handle(inbox, [world.said(thing, 1, "first"), world.said(thing, 1, "second")])
    await world.handle(inbox, [world.said(thing, 1, "third"), world.said(thing, 2)])
    assert await world.heard(thing) == [1, 2]
    assert await world.states() == {"applied": 2, "dead": 2}


async def test_one_whose_failure_cannot_be_recorded_holds_up_nobody(
    world: World, thing: UUID, service_database: TestDatabase
) -> None:
    async with connected(service_database.admin_url) as admin:
        await admin.execute("ALTER TABLE inbox ADD CONSTRAINT no_dead CHECK (state <> 'dead')")
    inbox, doomed = world.inbox(), UUID(int=1)
    with pytest.raises(DBAPIError):
        await world.handle(inbox, [world.said(doomed, 1, version=2), world.said(thing, 1)])
    assert await world.states() == {"waiting": 2}
    with pytest.raises(DBAPIError):
        await inbox.sweep()
    assert await world.heard(thing) == [1]


async def test_delays_grow_and_are_capped() -> None:
    random.seed(1)
    policy = RetryPolicy()
    delays = [policy.delay(number).total_seconds() for number in range(1, 13)]
    assert all(1 <= delays[n] / min(2**n, 600) <= 1.2 for n in range(12))
