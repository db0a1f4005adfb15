"""A database is put back to an earlier day (F31): no number is given twice, and all agree in the end."""

import asyncio
from pathlib import Path
from typing import Final

import httpx
import pytest

from abdi.testing.observers import eventually
from tests.faults.backups import Operator, back_up, put_back
from tests.faults.checks import Tally, Told, caught_up, doubles, ids_in_stream, judge_pair, out_of_order
from tests.faults.load import Load
from tests.faults.stage import PATIENCE_SECONDS, Member, Stage

pytestmark = pytest.mark.faults
RECONCILE: Final = ("reconcile", "--settled", "0")
UNWELL: Final = 2
_UNPUBLISHED: Final = "SELECT count(*) FROM outbox WHERE published_at IS NULL"
_EFFECTS: Final = "SELECT event_id, account, sequence FROM effect ORDER BY id"


async def test_f31_restored_producer_gives_no_number_twice(
    stage: Stage, pair: tuple[Member, Member], load: Load, told: Told, tmp_path: Path
) -> None:
    producer, consumer = pair
    operator, file = Operator(producer, tmp_path), tmp_path / "backup"
    await consumer.process.begin()
    await producer.process.begin()
    async with load.running():
        await load.more(40)
        await back_up(producer, file)
        await load.more(40)
    await caught_up(producer, consumer, "SELECT count(*) FROM effect")
    before = set(await ids_in_stream(stage, "ledger"))
    producer.process.kill9()
    await put_back(stage, producer, file)
    await producer.process.begin()
    async with load.running():
        await load.more(40)
    assert await _relay(producer) == "refuses: the stream is ahead of the database"
    assert set(await ids_in_stream(stage, "ledger")) == before
    assert await producer.count(_UNPUBLISHED) >= 40
    assert (await operator.events(*RECONCILE))[0] == UNWELL
    code, said = await operator.events("adopt", "--reason", "restored from a backup")
    assert code == 0, said
    await caught_up(producer, consumer, "SELECT count(*) FROM effect")
    assert await operator.events(*RECONCILE) == (0, "outbox: 0 missing\nstream, unknown here: 0 missing\n")
    assert await _relay(producer) == "leads"
    told(await _tally(stage, producer, consumer))


async def test_f31_restored_consumer_reads_again_what_it_forgot(
    stage: Stage, pair: tuple[Member, Member], load: Load, told: Told, tmp_path: Path
) -> None:
    producer, consumer = pair
    operator, file = Operator(consumer, tmp_path), tmp_path / "backup"
    await consumer.process.begin()
    await producer.process.begin()
    async with load.running() as history:
        await load.more(40)
        await back_up(consumer, file)
        await load.more(40)
    await caught_up(producer, consumer, "SELECT count(*) FROM effect")
    consumer.process.kill9()
    await put_back(stage, consumer, file)
    await consumer.process.begin()
    async with load.running():
        await load.more(40)
    code, said = await operator.events(*RECONCILE)
    assert code == UNWELL, said
    code, said = await operator.events("replay", "--producer", "ledger")
    assert code == 0, said
    await caught_up(producer, consumer, "SELECT count(*) FROM effect")
    code, said = await operator.events(*RECONCILE)
    assert code == 0, said
    told(await judge_pair(stage, pair, history, scenario="F31 restored consumer", killed=1))


async def _relay(member: Member) -> str:
    async with httpx.AsyncClient(base_url=member.process.url, timeout=10) as client:
        states: list[str] = []

        async def has_settled() -> bool:
            states.append((await client.get("/readyz")).json()["checks"]["relay"])
            return states[-1] != "stands by"

        await eventually(has_settled, patience=PATIENCE_SECONDS)
        return states[-1]


async def _tally(stage: Stage, producer: Member, consumer: Member) -> Tally:
    """The facts after the backup happened, whoever forgot them: they are in the outbox again."""
    outbox, effects, stream = await asyncio.gather(
        producer.rows("SELECT id FROM outbox"),
        consumer.rows(_EFFECTS),
        ids_in_stream(stage, "ledger"),
    )
    ids, applied = {row["id"] for row in outbox}, [row["event_id"] for row in effects]
    return Tally(
        scenario="F31 restored producer",
        killed=1,
        committed=len(ids),
        delivered=len(stream),
        applied=len(applied),
        lost=len(ids ^ set(stream)) + len(ids ^ set(applied)),
        double=doubles(stream) + doubles(applied),
        out_of_order=out_of_order([(row["account"], row["sequence"]) for row in effects]),
        seed=stage.seed,
    )
