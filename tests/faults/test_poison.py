"""Events that cannot be understood (F14) hold their own aggregate and no other."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from uuid import UUID

import pytest

from abdi.clock import new_id
from abdi.db import make_engine, make_sessions
from abdi.db.uow import UnitContext
from abdi.messaging import Envelope, EventType
from abdi.messaging.admin import discard_dead
from abdi.testing.observers import eventually
from tests.faults.checks import Tally, Told, doubles, ids_in_stream, out_of_order
from tests.faults.crafted import ENTERED, envelope, send, send_raw
from tests.faults.load import Load
from tests.faults.stage import PATIENCE_SECONDS, Member, Stage

pytestmark = pytest.mark.faults
RENAMED = EventType("ledger", "account", "renamed", 1)
CLOSED = EventType("ledger", "account", "closed", 2)
_DEAD = "SELECT event_id, aggregate_id FROM inbox WHERE state = 'dead' ORDER BY received_at"
_EFFECTS = "SELECT event_id, account, sequence FROM effect ORDER BY id"


@dataclass
class Poison:
    """Three aggregates: one with a fact unknown here, one with a newer major version, one with an older."""

    skipping: UUID = field(default_factory=new_id)
    newer: UUID = field(default_factory=new_id)
    older: UUID = field(default_factory=new_id)

    def __post_init__(self) -> None:
        self.good = [envelope(account, 1) for account in (self.skipping, self.newer, self.older)]
        self.dead = [
            envelope(self.newer, 2, replace(ENTERED, version=2)),
            envelope(self.older, 2, replace(CLOSED, version=1)),
        ]
        self.skipped = [envelope(self.skipping, 2, RENAMED)]
        self.after_skipped = [envelope(self.skipping, 3)]
        self.held = [envelope(account, 3) for account in (self.newer, self.older)]

    async def send(self, stage: Stage) -> None:
        await send(stage, *self.good)
        await send_raw(stage, ENTERED, b"{ no event", str(new_id()))
        await send(stage, *self.dead, *self.skipped, *self.after_skipped, *self.held)


async def test_f14_poison_holds_its_own_aggregate_and_nobody_else(
    stage: Stage, pair: tuple[Member, Member], load: Load, told: Told
) -> None:
    producer, consumer = pair
    await producer.process.begin()
    await consumer.process.begin()
    poison = Poison()
    async with load.running():
        await poison.send(stage)
        await load.more(100)
    own = {row["id"] for row in await producer.rows("SELECT id FROM outbox")}
    expected = own | _ids(poison.good) | _ids(poison.after_skipped)
    await _settled(consumer, len(expected))
    dead = await consumer.rows(_DEAD)
    assert {row["event_id"] for row in dead} > _ids(poison.dead)
    assert {row["aggregate_id"] for row in dead} == {None, str(poison.newer), str(poison.older)}
    told(await _tally(stage, consumer, own=own, expected=expected, load=load))
    await _discard(consumer, _ids(poison.dead))

    async def has_gone_on() -> bool:
        return _ids(poison.held) <= {row["event_id"] for row in await consumer.rows(_EFFECTS)}

    await eventually(has_gone_on, patience=PATIENCE_SECONDS)


def _ids(messages: Sequence[Envelope]) -> set[UUID]:
    return {message.id for message in messages}


async def _settled(consumer: Member, expected: int) -> None:
    async def has_settled() -> bool:
        dead = len(await consumer.rows(_DEAD))
        return dead == 3 and await consumer.count("SELECT count(*) FROM effect") >= expected

    await eventually(has_settled, patience=PATIENCE_SECONDS)


async def _tally(stage: Stage, consumer: Member, *, own: set[UUID], expected: set[UUID], load: Load) -> Tally:
    effects = await consumer.rows(_EFFECTS)
    applied = [row["event_id"] for row in effects]
    assert not set(applied) - expected, "something held, skipped or dead took effect"
    stream = await ids_in_stream(stage, "ledger")
    # After a fact that does not matter here the next number is one higher.
    reached = [(row["account"], row["sequence"]) for row in effects if row["event_id"] in own]
    return Tally(
        scenario="F14 poison",
        killed=0,
        committed=len(own),
        delivered=len(stream),
        applied=len(applied),
        lost=len(expected - set(applied)) + len(own - set(stream)) + max(0, len(load.history.ok) - len(own)),
        double=doubles(applied) + doubles(stream),
        out_of_order=out_of_order(reached),
        unknown=load.history.doubts,
        seed=stage.seed,
    )


async def _discard(consumer: Member, dead: set[UUID]) -> None:
    engine = make_engine(consumer.settings)
    context = UnitContext(actor="operator", request_id="repair", reason="not meant for us")
    try:
        for event_id in dead:
            await discard_dead(make_sessions(engine), context, event_id)
    finally:
        await engine.dispose()
