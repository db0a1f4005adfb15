"""A handler that fails some times and then succeeds (F15)."""

import asyncio
import time
from collections import defaultdict
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import pairwise
from uuid import UUID

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from abdi.clock import SystemClock, new_id
from abdi.db import make_engine, make_sessions
from abdi.messaging import Envelope, Incoming, Subscription
from abdi.messaging.consumer import ConsumerRunner
from abdi.messaging.inbox import Inbox, RetryPolicy
from abdi.messaging.nats import Broker
from abdi.testing.observers import eventually
from tests.faults.checks import Tally, Told, doubles, ids_in_stream, out_of_order
from tests.faults.crafted import envelope, send
from tests.faults.ledger import EntryView, add_effect
from tests.faults.stage import PATIENCE_SECONDS, Member, Stage

pytestmark = pytest.mark.faults
FAILURES = 3
FIRST_DELAY = 0.5
POLICY = RetryPolicy(first_delay_seconds=FIRST_DELAY)
_EFFECTS = "SELECT event_id, account, sequence FROM effect ORDER BY id"


@dataclass
class Handler:
    """Fails for the bad accounts, three times at least and until it may succeed."""

    bad: set[UUID]
    may_succeed: bool = False
    attempts: dict[UUID, list[float]] = field(default_factory=lambda: defaultdict(list))

    def subscription(self) -> Subscription:
        made = Subscription("ledger", entities=("account",))

        @made.on("account.entered")
        async def on_entered(session: AsyncSession, event: Incoming[EntryView]) -> None:
            times = self.attempts[event.id]
            times.append(time.monotonic())
            add_effect(session, event)
            await session.flush()
            if event.aggregate_id in self.bad and (len(times) <= FAILURES or not self.may_succeed):
                raise RuntimeError("not yet")

        return made


async def test_f15_handler_that_fails_is_tried_later_and_later_and_applied_once(
    stage: Stage, pair: tuple[Member, Member], told: Told
) -> None:
    consumer = pair[1]
    accounts = [new_id() for _ in range(20)]
    handler = Handler(bad=set(accounts[:2]))
    messages = [envelope(account, number) for number in (1, 2) for account in accounts]
    bad = [message for message in messages if message.subject in handler.bad]
    stage.random.shuffle(messages)
    async with _consuming(consumer, handler.subscription()):
        await send(stage, *messages)
        await _applied(consumer, len(messages) - len(bad))  # while the bad ones go on failing
        handler.may_succeed = True
        await _applied(consumer, len(messages))
    told(await _tally(stage, consumer, messages))
    for message in bad:
        _assert_delays_grow(handler.attempts[message.id])


@asynccontextmanager
async def _consuming(consumer: Member, subscription: Subscription) -> AsyncIterator[None]:
    """The watcher's consumer, in this process."""
    engine = make_engine(consumer.settings)
    broker = Broker(str(consumer.settings.nats_url), name=consumer.name)
    await broker.start()
    sessions = make_sessions(engine)
    inbox = Inbox(consumer.name, subscription, sessions=sessions, clock=SystemClock(), policy=POLICY)
    runner = ConsumerRunner(inbox, broker, inbox.consumption)
    running = asyncio.create_task(runner.run())
    try:
        yield
    finally:
        runner.stop()
        await running
        await broker.stop()
        await engine.dispose()


async def _applied(consumer: Member, number: int) -> None:
    async def are_applied() -> bool:
        return await consumer.count("SELECT count(*) FROM effect") >= number

    await eventually(are_applied, patience=PATIENCE_SECONDS)


async def _tally(stage: Stage, consumer: Member, messages: Sequence[Envelope]) -> Tally:
    effects = await consumer.rows(_EFFECTS)
    applied = [row["event_id"] for row in effects]
    stream = await ids_in_stream(stage, "ledger")
    return Tally(
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


def _assert_delays_grow(times: list[float]) -> None:
    # One failure may be two calls within a moment: first together with other events, then alone.
    failures = [[times[0]]]
    for at in times[1:]:
        if at - failures[-1][-1] < FIRST_DELAY / 2:
            failures[-1].append(at)
        else:
            failures.append([at])
    delays = [after[0] - before[-1] for before, after in pairwise(failures)]
    assert delays
    for number, delay in enumerate(delays):
        assert delay >= FIRST_DELAY * 2**number * 0.95, delays
