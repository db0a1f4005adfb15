"""A consumer that comes late begins at a snapshot; one that has a base takes a snapshot in its turn."""

from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from abdi.messaging import Incoming, Subscription
from abdi.messaging.inbox import RetryPolicy
from abdi.testing.toy import Heard, SaidView
from abdi.testing.toy_world import World


@pytest.fixture
def hearing() -> Subscription:
    made = Subscription("other", entities=("thing",))

    @made.on("thing.said")
    @made.on_snapshot("thing")
    async def on_said(session: AsyncSession, event: Incoming[SaidView]) -> None:
        if event.data.words == "poison":
            raise ValueError("poison")
        session.add(Heard(thing_id=event.aggregate_id, sequence=event.sequence, words=event.data.words))

    return made


async def test_late_consumer_begins_at_the_snapshot_after_the_grace(
    world: World, hearing: Subscription, thing: UUID
) -> None:
    inbox = world.inbox(hearing)
    events = [world.said(thing, 40), world.said(thing, 41, fact="snapshot"), world.said(thing, 42)]
    await world.handle(inbox, events)
    await inbox.sweep()
    assert await world.heard(thing) == []
    world.clock.advance(timedelta(seconds=31))
    await inbox.sweep()
    assert await world.heard(thing) == [41, 42]
    assert await world.states() == {"applied": 2, "discarded": 1}


async def test_history_that_comes_after_the_base_is_dropped(
    world: World, hearing: Subscription, thing: UUID
) -> None:
    inbox = world.inbox(hearing)
    await world.handle(inbox, [world.said(thing, 3, fact="snapshot")])
    world.clock.advance(timedelta(minutes=1))
    await inbox.sweep()
    await world.handle(inbox, [world.said(thing, 1), world.said(thing, 2), world.said(thing, 4)])
    assert await world.heard(thing) == [3, 4]


async def test_complete_history_needs_no_base(world: World, hearing: Subscription, thing: UUID) -> None:
    inbox = world.inbox(hearing)
    events = [world.said(thing, 1), world.said(thing, 2, fact="snapshot"), world.said(thing, 3)]
    await world.handle(inbox, events[::-1])
    assert await world.heard(thing) == [1, 2, 3]


async def test_consumer_with_a_base_waits_for_the_missing_event(
    world: World, hearing: Subscription, thing: UUID
) -> None:
    inbox = world.inbox(hearing)
    await world.handle(inbox, [world.said(thing, 1), world.said(thing, 3, fact="snapshot")])
    world.clock.advance(timedelta(hours=1))
    await inbox.sweep()
    assert await world.heard(thing) == [1]


async def test_snapshot_jumps_over_no_failure(world: World, hearing: Subscription, thing: UUID) -> None:
    inbox = world.inbox(hearing, RetryPolicy(max_attempts=1))
    await world.handle(inbox, [world.said(thing, 1, "poison"), world.said(thing, 2, fact="snapshot")])
    world.clock.advance(timedelta(hours=1))
    await inbox.sweep()
    assert await world.heard(thing) == []
    assert await world.states() == {"dead": 1, "waiting": 1}
