"""The database is well and its sessions are cut (F18), or the line to it is broken in each way there is."""

import asyncio
from http import HTTPStatus
from typing import Any, Final

import pytest

from tests.faults import hasty, ledger
from tests.faults.checks import Told, healed, judge_pair
from tests.faults.lines import Lines
from tests.faults.load import Load
from tests.faults.stage import WATCHER, Member, Stage

pytestmark = pytest.mark.faults
CUTS: Final = 4
STORM_SECONDS: Final = 10.0
BROKEN_SECONDS: Final = 3.0
RECOVERY_SECONDS: Final = 60.0
ALLOWED: Final = {0, HTTPStatus.CREATED, HTTPStatus.CONFLICT, HTTPStatus.SERVICE_UNAVAILABLE}
_END_ALL: Final = """
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database()
    AND pid <> pg_backend_pid()
"""
SHORT: Final[dict[str, Any]] = {"longest_unit": 3.0, "idle_transaction_timeout_ms": 3_000}
Pair = tuple[Member, Member]


@pytest.fixture
def pair(stage: Stage, lines: Lines) -> Pair:
    factory = f"{hasty.__name__}:create_hasty_ledger"
    producer = stage.member("ledger", factory, ledger.migrate, lines=lines, **SHORT)
    return producer, stage.member("watcher", WATCHER, ledger.migrate, lines=lines, **SHORT)


async def test_f18_ended_sessions_are_an_error_or_two_and_no_storm(
    stage: Stage, pair: Pair, load: Load, told: Told
) -> None:
    producer, consumer = pair
    await producer.process.begin()
    await consumer.process.begin()
    loop = asyncio.get_running_loop()
    async with load.running() as history:
        for _ in range(CUTS):
            await load.more(stage.random.randint(10, 30))
            ended = [len(await member.rows(_END_ALL)) for member in pair]
            assert min(ended) > 0, "a member had no session"
            at = loop.time()
            await load.more(10)
            assert not [time for time in history.doubted_at if time > at + STORM_SECONDS]
    await load.settle()
    assert history.doubts, "no request noticed"
    assert set(history.answers) <= ALLOWED, history.answers
    told(await judge_pair(stage, pair, history, scenario="F18 ended sessions", killed=CUTS))


@pytest.mark.parametrize("fault", ["pause", "cut", "reset", "half_open"])
async def test_f18_broken_line_to_the_database_heals_by_itself(
    fault: str, stage: Stage, pair: Pair, lines: Lines, load: Load, told: Told
) -> None:
    producer, consumer = pair
    await producer.process.begin()
    await consumer.process.begin()
    async with load.running() as history:
        await load.more(20)
        getattr(lines.database, fault)()
        await asyncio.sleep(BROKEN_SECONDS)
        lines.database.heal()
        assert await load.more(40) < RECOVERY_SECONDS
        await healed(producer)
    await load.settle()
    assert set(history.answers) <= ALLOWED, history.answers
    scenario = f"F18 line to the database: {fault}"
    told(await judge_pair(stage, pair, history, scenario=scenario, killed=1))
