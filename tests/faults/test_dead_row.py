"""A dead event whose row cannot be written (F16) is not given up: it comes again until it is recorded."""

from functools import partial
from typing import Any, Final

import pytest

from abdi.clock import new_id
from abdi.testing.observers import eventually
from tests.faults.checks import Tally, Told, doubles, ids_in_stream, out_of_order
from tests.faults.crafted import CLOSED_BEFORE, ENTERED, envelope, send, send_raw
from tests.faults.evidence import REMARK, leaked, unaudited
from tests.faults.load import Load
from tests.faults.looks import reaches
from tests.faults.stage import PATIENCE_SECONDS, Member, Stage

pytestmark = pytest.mark.faults
_REFUSE: Final = (
    """
    CREATE FUNCTION refuse_dead() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION 'no room for the dead'; END $$
    """,
    """
    CREATE TRIGGER refuse_dead BEFORE INSERT OR UPDATE ON inbox FOR EACH ROW WHEN (NEW.state = 'dead')
    EXECUTE FUNCTION refuse_dead()
    """,
)
_ALLOW: Final = "DROP TRIGGER refuse_dead ON inbox"
_DEAD: Final = "SELECT event_id FROM inbox WHERE state = 'dead'"
_EFFECTS: Final = "SELECT event_id, account, sequence FROM effect ORDER BY id"


async def test_f16_dead_event_is_brought_again_until_its_row_is_written_and_holds_up_nobody(
    stage: Stage, pair: tuple[Member, Member], load: Load, told: Told
) -> None:
    producer, consumer = pair
    for statement in _REFUSE:
        await consumer.rows(statement)
    await producer.process.begin()
    await consumer.process.begin()
    older, unreadable = envelope(new_id(), 1, CLOSED_BEFORE), new_id()
    async with load.running() as history:
        await load.more(10)
        await send(stage, older)
        await send_raw(stage, ENTERED, f"{{ {REMARK}".encode(), str(unreadable))
        await load.more(40)
    assert history.doubts == 0
    outbox = {row["id"] for row in await producer.rows("SELECT id FROM outbox")}

    async def have_others_gone_on() -> bool:
        return await consumer.count("SELECT count(*) FROM effect") >= len(outbox)

    await eventually(have_others_gone_on, patience=PATIENCE_SECONDS)
    # What was handled may be acknowledged a moment after its effect.
    await eventually(partial(_holds_back, stage, 1), patience=PATIENCE_SECONDS)
    assert not await consumer.rows(_DEAD)
    await consumer.rows(_ALLOW)

    async def is_recorded() -> bool:
        return len(await consumer.rows(_DEAD)) == 2

    await eventually(is_recorded, patience=PATIENCE_SECONDS)
    await eventually(partial(_holds_back, stage, 0), patience=PATIENCE_SECONDS)
    assert older.id in {row["event_id"] for row in await consumer.rows(_DEAD)}
    told(await _tally(stage, pair, sent={*outbox, older.id, unreadable}, recorded=outbox))
    await reaches(consumer, "dead_letters_open", 2)


async def _holds_back(stage: Stage, count: int) -> bool:
    info = await stage.admin.jetstream.consumer_info("LEDGER", "watcher")
    return int(info.num_ack_pending or 0) == count


async def _tally(stage: Stage, pair: tuple[Member, Member], *, sent: set[Any], recorded: set[Any]) -> Tally:
    producer, consumer = pair
    effects = await consumer.rows(_EFFECTS)
    applied = [row["event_id"] for row in effects]
    stream = await ids_in_stream(stage, producer.name)
    assert not set(applied) - recorded, "an effect without a committed cause"
    return Tally(
        scenario="F16 dead row refused",
        killed=1,
        committed=len(recorded),
        delivered=len(stream),
        applied=len(applied),
        lost=len(sent ^ set(stream)) + len(recorded - set(applied)),
        double=doubles(applied) + doubles(stream),
        out_of_order=out_of_order([(row["account"], row["sequence"]) for row in effects]),
        seed=stage.seed,
        unaudited=await unaudited(producer, "entry") + await unaudited(consumer, "effect"),
        leaked=await leaked(stage),
    )
