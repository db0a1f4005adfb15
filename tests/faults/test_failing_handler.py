"""A handler that fails some times and then succeeds (F15)."""

import asyncio
import time
from collections import defaultdict
from itertools import pairwise
from uuid import UUID

import pytest
from sqlalchemy.ext.asyncio import AsyncSession
from tests.faults.checks import Tally, Told, doubles, ids_in_stream, out_of_order
from tests.faults.crafted import envelope, send
from tests.faults.ledger import EntryView, add_effect
from tests.faults.stage import Member, Stage

from abdi.clock import SystemClock, new_id
from abdi.db import make_engine, make_sessions
from abdi.messaging import Incoming, Subscription
from abdi.messaging.consumer import ConsumerRunner
from abdi.messaging.inbox import Inbox, RetryPolicy
from abdi.messaging.nats import Broker
from abdi.testing.observers import eventually

pytestmark = pytest.mark.faults
FAILURES = 3
FIRST_DELAY = 0.5
POLICY = RetryPolicy(first_delay_seconds=FIRST_DELAY)
Attempts = dict[UUID, list[float]]


def failing(bad: set[UUID], attempts: Attempts) -> Subscription:
    """Listens to the ledger; every event of these accounts fails three times."""
    made = Subscription("ledger", entities=("account",))

    @made.on("account.entered")
    async def on_entered(session: AsyncSession, event: Incoming[EntryView]) -> None:
        attempts[event.id].append(time.monotonic())
        add_effect(session, event)
        await session.flush()
        if event.aggregate_id in bad and len(attempts[event.id]) <= FAILURES:
            raise RuntimeError("not yet")

    return made


async def test_f15_handler_that_fails_is_tried_later_and_later_and_applied_once(
    stage: Stage, pair: tuple[Member, Member], told: Told
) -> None:
    consumer = pair[1]
    accounts = [new_id() for _ in range(20)]
    bad, attempts = set(accounts[:2]), defaultdict[UUID, list[float]](list)
    messages = [envelope(account, number) for number in (1, 2) for account in accounts]
    stage.random.shuffle(messages)
    engine = make_engine(consumer.settings)
    broker = Broker(str(consumer.settings.nats_url), name="watcher")
    await broker.start()
    subscription = failing(bad, attempts)
    inbox = Inbox("watcher", subscription, sessions=make_sessions(engine), clock=SystemClock(), policy=POLICY)
    runner = ConsumerRunner(inbox, broker, inbox.consumption)
    running = asyncio.create_task(runner.run())
    try:
        await send(stage, *messages)

        async def are_all_applied() -> bool:
            return await consumer.count("SELECT count(*) FROM effect") >= len(messages)

        await eventually(are_all_applied, patience=30)
    finally:
        runner.stop()
        await running
        await broker.stop()
        await engine.dispose()
    effects = await consumer.rows("SELECT event_id, account, sequence FROM effect ORDER BY id")
    applied = [row["event_id"] for row in effects]
    stream = await ids_in_stream(stage, "ledger")
    tally = Tally(
        scenario="F15 failing handler",
        killed=0,
        committed=len(messages),
        delivered=len(stream),
        applied=len(applied),
        lost=len({message.id for message in messages} - set(applied)),
        double=doubles(applied) + doubles(stream),
        out_of_order=out_of_order([(row["account"], row["sequence"]) for row in effects]),
        seed=stage.seed,
    )
    told(tally)
    for message in messages:
        if message.subject in bad:
            _assert_delays_grow(attempts[message.id])
    place = {event_id: number for number, event_id in enumerate(applied)}
    last_good = max(place[m.id] for m in messages if m.subject not in bad)
    assert last_good < min(place[m.id] for m in messages if m.subject in bad), "others waited"


def _assert_delays_grow(times: list[float]) -> None:
    # The first failure may happen twice: together with others, then alone.
    gaps = [after - before for before, after in pairwise(times)][-FAILURES + 1 :]
    for number, gap in enumerate(gaps, start=2):
        assert gap >= FIRST_DELAY * 2 ** (number - 2), gaps
