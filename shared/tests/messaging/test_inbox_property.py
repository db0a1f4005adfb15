"""Whatever the order, doubling and delay of deliveries: every aggregate complete, in order, once."""

import asyncio
import random
from datetime import timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from abdi.clock import new_id
from abdi.testing.toy_world import World

REDELIVERY_SHARE = 0.2


@given(
    sizes=st.lists(st.integers(1, 12), min_size=1, max_size=8),
    seed=st.integers(0, 2**32),
    batch=st.integers(1, 60),
    workers=st.integers(1, 3),
)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
async def test_shuffled_doubled_and_delayed_deliveries_are_applied_in_order_once(
    world: World, sizes: list[int], seed: int, batch: int, workers: int
) -> None:
    chance = random.Random(seed)  # noqa: S311 - the order of a test
    things = {new_id(): size for size in sizes}
    events = [world.said(thing, number + 1) for thing, size in things.items() for number in range(size)]
    deliveries = events + [event for event in events if chance.random() < REDELIVERY_SHARE]
    chance.shuffle(deliveries)
    shares = [deliveries[number::workers] for number in range(workers)]
    await asyncio.gather(*(world.handle(world.inbox(), share, batch=batch) for share in shares))
    world.clock.advance(timedelta(seconds=1))
    await world.inbox().sweep()
    for thing, size in things.items():
        assert await world.heard(thing) == list(range(1, size + 1))


async def test_769_shuffled_deliveries_complete_200_aggregates(world: World) -> None:
    chance = random.Random(769)  # noqa: S311 - the order of a test
    things = {new_id(): chance.randint(1, 6) for _ in range(200)}
    events = [world.said(thing, number + 1) for thing, size in things.items() for number in range(size)]
    deliveries = events + chance.sample(events, max(0, 769 - len(events)))
    chance.shuffle(deliveries)
    await world.handle(world.inbox(), deliveries)
    for thing, size in things.items():
        assert await world.heard(thing) == list(range(1, size + 1))
