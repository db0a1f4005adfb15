"""Events that cannot be understood (F14) hold their own aggregate and no other."""

from dataclasses import replace

import pytest
from tests.faults.checks import Tally, Told, doubles, ids_in_stream, out_of_order
from tests.faults.crafted import ENTERED, envelope, send, send_raw
from tests.faults.load import Load
from tests.faults.stage import Member, Stage

from abdi.clock import new_id
from abdi.db import make_engine, make_sessions
from abdi.db.uow import UnitContext
from abdi.messaging import EventType
from abdi.messaging.admin import discard_dead
from abdi.testing.observers import eventually

pytestmark = pytest.mark.faults
RENAMED = EventType("ledger", "account", "renamed", 1)
CLOSED_OLD = EventType("ledger", "account", "closed", 1)
_DEAD = "SELECT event_id, aggregate_id FROM inbox WHERE state = 'dead' ORDER BY received_at"
_EFFECTS = "SELECT event_id, account, sequence FROM effect ORDER BY id"


async def test_f14_poison_holds_its_own_aggregate_and_nobody_else(
    stage: Stage, pair: tuple[Member, Member], load: Load, told: Told
) -> None:
    producer, consumer = pair
    await producer.process.begin()
    await consumer.process.begin()
    skipping, newer, older = new_id(), new_id(), new_id()
    new_major = envelope(newer, 2, replace(ENTERED, version=2))
    old_major = envelope(older, 2, CLOSED_OLD)
    good = [envelope(account, 1) for account in (skipping, newer, older)]
    skipped = envelope(skipping, 2, RENAMED)
    held = [envelope(account, 3) for account in (newer, older)]
    async with load.running() as history:
        await send(stage, *good)
        await send_raw(stage, ENTERED, b"{ no event", str(new_id()))
        await send(stage, new_major, old_major, skipped, envelope(skipping, 3), *held)
        await load.more(100)
    own = {row["id"] for row in await producer.rows("SELECT id FROM outbox")}
    expected = len(own) + len(good) + 1

    async def has_settled() -> bool:
        dead = len(await consumer.rows(_DEAD))
        return dead == 3 and await consumer.count("SELECT count(*) FROM effect") >= expected

    await eventually(has_settled, patience=30)
    dead = await consumer.rows(_DEAD)
    assert {row["event_id"] for row in dead} > {new_major.id, old_major.id}
    assert {row["aggregate_id"] for row in dead} == {None, str(newer), str(older)}
    effects = await consumer.rows(_EFFECTS)
    applied = [row["event_id"] for row in effects]
    assert not {message.id for message in held} & set(applied), "a held event was applied"
    assert skipped.id not in applied
    stream = await ids_in_stream(stage, producer.name)
    numbers = [(row["account"], row["sequence"]) for row in effects if row["account"] != skipping]
    assert [row["sequence"] for row in effects if row["account"] == skipping] == [1, 3]
    tally = Tally(
        scenario="F14 poison",
        killed=0,
        committed=len(own),
        delivered=len(stream),
        applied=len(applied),
        lost=len(own - set(applied)) + len(own - set(stream)) + len(set(history.ok)) - len(own),
        double=doubles(applied) + doubles(stream),
        out_of_order=out_of_order(numbers),
        unknown=history.doubts,
        seed=stage.seed,
    )
    told(tally)
    await _assert_goes_on_after_repair(consumer, [new_major.id, old_major.id], {one.id for one in held})


async def _assert_goes_on_after_repair(consumer: Member, dead: list[object], held: set[object]) -> None:
    engine = make_engine(consumer.settings)
    context = UnitContext(actor="operator", request_id="repair", reason="not meant for us")
    try:
        for event_id in dead:
            await discard_dead(make_sessions(engine), context, event_id)  # type: ignore[arg-type]  # rows
    finally:
        await engine.dispose()

    async def has_gone_on() -> bool:
        return held <= {row["event_id"] for row in await consumer.rows(_EFFECTS)}

    await eventually(has_gone_on, patience=15)
