"""One of five services answers after many seconds (F20): only its section is missing, nobody else waits."""

import asyncio
import time
from collections import Counter
from typing import Any, Final

import httpx
import pytest

from abdi.testing.fault_proxy import FaultProxy, fault_proxy
from abdi.testing.observers import eventually
from tests.faults.checks import Tally, Told
from tests.faults.evidence import leaked
from tests.faults.stage import PATIENCE_SECONDS, Stage
from tests.faults.whole import Whole, five_services, whole_suite

pytestmark = pytest.mark.faults
SLOW: Final = "training"
SLOW_SECONDS: Final = 5.0
BUDGET_SECONDS: Final = 3.0
MARGIN_SECONDS: Final = 2.0
AT_ONCE: Final = 15
APART_SECONDS: Final = 0.15
"""They come one after the other and wait together: what counts is how many wait, not that a machine which
runs all six processes and the clients can begin them in the same millisecond."""


async def test_f20_slow_service_costs_its_own_section_and_nobody_elses_time(stage: Stage, told: Told) -> None:
    members = five_services(stage)
    async with fault_proxy(members[SLOW].process.url) as proxy:
        suite = await whole_suite(stage, members, (SLOW, proxy), upstream_timeout=BUDGET_SECONDS)
        person = await suite.known_person()
        proxy.delay(SLOW_SECONDS)
        answers = await _ask_while_slow(suite, person)
        missing = Counter(_told_missing(answer) for answer in answers)
        proxy.heal()
        await _becomes_whole(suite, person, proxy)
    whole_but_one = sum(number for one, number in missing.items() if {name for name, _ in one} == {SLOW})
    assert {reason for one in missing for name, reason in one if name == SLOW} <= {"timeout", "breaker_open"}
    told(
        Tally(
            scenario="F20 slow service",
            killed=1,
            committed=2 * AT_ONCE,
            delivered=len(answers),
            applied=whole_but_one,
            lost=2 * AT_ONCE - whole_but_one,
            double=0,
            out_of_order=0,
            seed=stage.seed,
            leaked=await leaked(stage),
        )
    )


async def _ask_while_slow(suite: Whole, person: str) -> list[httpx.Response]:
    """Two crowds of profiles; beside each, what only the others know comes at once."""
    answers: list[httpx.Response] = []
    async with suite.client(BUDGET_SECONDS + MARGIN_SECONDS) as client:
        for _ in range(2):
            crowd = [asyncio.create_task(_profile(client, person, nth)) for nth in range(AT_ONCE)]
            await asyncio.sleep(AT_ONCE * APART_SECONDS)
            alone = await client.get(f"/v1/employees/{person}")
            assert alone.is_success, alone.text
            answers += await asyncio.gather(*crowd)
    assert {answer.status_code for answer in answers} == {200}
    return answers


async def _profile(client: httpx.AsyncClient, person: str, nth: int) -> httpx.Response:
    await asyncio.sleep(nth * APART_SECONDS)
    begin = time.monotonic()
    answer = await client.get(f"/v1/employees/{person}/profile")
    assert time.monotonic() - begin < BUDGET_SECONDS + MARGIN_SECONDS
    return answer


def _told_missing(answer: httpx.Response) -> tuple[tuple[str, str], ...]:
    meta: dict[str, Any] = answer.json()["meta"]
    assert meta["partial"] is bool(meta["missing"])
    return tuple(sorted({(one["service"], one["reason"]) for one in meta["missing"]}))


async def _becomes_whole(suite: Whole, person: str, proxy: FaultProxy) -> None:
    async with suite.client(PATIENCE_SECONDS) as client:

        async def is_whole() -> bool:
            return not (await client.get(f"/v1/employees/{person}/profile")).json()["meta"]["partial"]

        await eventually(is_whole, patience=PATIENCE_SECONDS)
    assert proxy.accepted > 0, "the line was never used"
