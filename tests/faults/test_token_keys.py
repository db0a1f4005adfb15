"""The issuer is away, turns its keys, or is asked for by tokens that it never gave (F23).

The service's clock runs fast, so that the minutes between two readings of the keys are seconds.
"""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from functools import partial
from http import HTTPStatus
from typing import Any, Final

import httpx
import pytest

from abdi.auth.key_sets import BETWEEN_READS
from abdi.clock import SystemClock
from abdi.testing.fault_proxy import FaultProxy, fault_proxy
from abdi.testing.issuers import LittleIssuer, little_issuer, new_key
from tests.faults import hasty, ledger
from tests.faults.checks import Told, judge_pair
from tests.faults.load import KEPT, Load
from tests.faults.stage import WATCHER, Member, Stage

pytestmark = pytest.mark.faults
BETWEEN_SECONDS: Final = BETWEEN_READS.total_seconds() / hasty.TIMES
FRESH_SECONDS: Final = hasty.FRESH_FOR.total_seconds() / hasty.TIMES
FLOOD: Final = 300
AT_ONCE: Final = 10


@pytest.fixture
async def issuer() -> AsyncIterator[LittleIssuer]:
    async with little_issuer() as running:
        yield running


@pytest.fixture
async def line(issuer: LittleIssuer) -> AsyncIterator[FaultProxy]:
    async with fault_proxy(issuer.url) as proxy:
        yield proxy


@pytest.fixture
def pair(stage: Stage, issuer: LittleIssuer, line: FaultProxy) -> tuple[Member, Member]:
    keys: dict[str, Any] = {
        "token_issuer": issuer.url,
        "token_keys_url": line.url(issuer.keys_url),
        "token_keys_file": None,
    }
    factory = f"{hasty.__name__}:create_fast_ledger"
    producer = stage.member("ledger", factory, ledger.migrate, **keys)
    return producer, stage.member("watcher", WATCHER, ledger.migrate)


async def test_f23_issuer_that_is_away_turns_keys_or_is_abused_costs_nobody_an_answer(
    stage: Stage, pair: tuple[Member, Member], load: Load, issuer: LittleIssuer, line: FaultProxy, told: Told
) -> None:
    producer, consumer = pair
    await producer.process.begin()
    await consumer.process.begin()
    fresh = partial(issuer.token, SystemClock(), kind="service", sub="service:loader", roles=["service"])
    load.token = fresh
    async with load.running() as history:
        await load.more(20)
        line.cut()
        read, tried = len(issuer.asked), line.accepted
        await asyncio.sleep(FRESH_SECONDS + 2 * BETWEEN_SECONDS)
        await load.more(20)
        assert line.accepted > tried, "the keys never became due"
        assert len(issuer.asked) == read
        line.heal()
        old = issuer.keys[0]
        load.token = partial(fresh, key=old)
        issuer.keys = [new_key(), old]
        await asyncio.sleep(3 * BETWEEN_SECONDS)
        load.token = fresh  # signed with the new key
        await load.more(20)
        await _flood(producer, issuer)
        await load.more(20)
    assert history.doubts == 0
    assert set(history.answers) == {HTTPStatus.CREATED}, history.answers
    told(await judge_pair(stage, pair, history, scenario="F23 issuer away", killed=3))


async def _flood(producer: Member, issuer: LittleIssuer) -> None:
    """Tokens of keys that nobody knows, all are refused, and the issuer hardly notices."""
    stranger, loop = new_key(), asyncio.get_running_loop()
    # Signed beforehand: the quicker they come, the more often a service without restraint would ask.
    heads = [{"kid": f"unknown-{number}"} for number in range(FLOOD)]
    tokens = [issuer.token(SystemClock(), key=stranger, header=head) for head in heads]
    before, begin = len(issuer.asked), loop.time()
    answers: Counter[int] = Counter()
    async with httpx.AsyncClient(base_url=producer.process.url, timeout=30, limits=KEPT) as client:

        async def ask(token: str) -> None:
            headers = {"Authorization": f"Bearer {token}"}
            answers[(await client.post("/v1/entries", json={}, headers=headers)).status_code] += 1

        for first in range(0, FLOOD, AT_ONCE):
            await asyncio.gather(*(ask(token) for token in tokens[first : first + AT_ONCE]))
    assert answers == {HTTPStatus.UNAUTHORIZED: FLOOD}
    assert len(issuer.asked) - before <= 1 + (loop.time() - begin) / BETWEEN_SECONDS
