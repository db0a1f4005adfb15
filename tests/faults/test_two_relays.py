"""Two processes of one producer, one of which hangs while it leads the relay (F3)."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

import pytest

from abdi.messaging.relay import LOCK_KEY
from abdi.testing.observers import eventually
from tests.faults.checks import Told, healed, judge_pair
from tests.faults.load import Load
from tests.faults.looks import readiness
from tests.faults.stage import PATIENCE_SECONDS, Member, Stage

pytestmark = pytest.mark.faults
HANGING_SECONDS: Final = 3.0
"""Three times as long as a relay that stands by waits between two tries."""
_END_LEADER: Final = f"""
    SELECT pg_terminate_backend(l.pid) FROM pg_locks l JOIN pg_database d ON d.oid = l.database
    WHERE l.locktype = 'advisory' AND l.granted AND l.objid = {LOCK_KEY} AND d.datname = current_database()
"""


@dataclass(frozen=True)
class Relays:
    """The process that leads, the one that stands by, and clients who know only the latter."""

    leader: Member
    standby: Member
    load: Load


@pytest.fixture
async def relays(stage: Stage, pair: tuple[Member, Member]) -> AsyncIterator[Relays]:
    """Both started at once; one of them leads."""
    members = [pair[0], replace(pair[0], process=stage.twin(pair[0]))]
    await asyncio.gather(*(member.process.begin() for member in members))

    async def does_one_lead() -> bool:
        return len(await _leading(members)) == 1

    await eventually(does_one_lead, patience=PATIENCE_SECONDS)
    (leader,) = await _leading(members)
    (standby,) = [member for member in members if member is not leader]
    load = Load(stage, standby)
    yield Relays(leader, standby, load)
    await load.close()


async def test_f3_hanging_leader_keeps_its_place_until_its_session_ends(
    stage: Stage, pair: tuple[Member, Member], relays: Relays, told: Told
) -> None:
    leader, standby, load = relays.leader, relays.standby, relays.load
    await pair[1].process.begin()
    async with load.running() as history:
        await load.more(20)
        leader.process.pause()
        await asyncio.sleep(HANGING_SECONDS)
        assert not await _leading([standby]), "two relays could publish at once"
        leader.process.resume()
        await load.more(20)
        await healed(leader)
        leader.process.pause()
        await load.more(20)
        ended = await leader.rows(_END_LEADER)
        assert len(ended) == 1

        async def has_taken_over() -> bool:
            return bool(await _leading([standby]))

        await eventually(has_taken_over, patience=10)
        await load.more(20)
        leader.process.resume()  # with its batch in hand, and no session any more
        await load.more(20)
    assert history.doubts == 0
    told(await judge_pair(stage, (standby, pair[1]), history, scenario="F3 hanging relay", killed=2))
    assert await _leading([leader, standby]) == [standby]


async def _leading(members: Sequence[Member]) -> list[Member]:
    told = await asyncio.gather(*(readiness(member) for member in members))
    return [
        member for member, one in zip(members, told, strict=True) if one["checks"].get("relay") == "leads"
    ]
