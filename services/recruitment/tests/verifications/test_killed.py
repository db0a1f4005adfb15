"""An announcement whose process is killed just before its end."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from services.recruitment.tests.verifications.following import finished, seen

from abdi.testing.message_fixtures import Unit
from abdi.testing.observers import Events
from abdi.testing.principals import ServiceClient, decision_maker
from abdi.testing.processes import ServiceProcess
from abdi.tokens import DevKeys, TokenIssuer
from recruitment.applications.models import Application
from recruitment.selections.models import Selection

ANNOUNCED = "recruitment.administrative_result.announced"
CasesOf = Callable[[Selection], Awaitable[dict[str, dict[str, Any]]]]
PATIENCE = 60.0


@pytest.fixture
async def judged(
    one: ServiceClient,
    selecting: Callable[..., Awaitable[Selection]],
    applying: Callable[..., Awaitable[list[Application]]],
    *,
    cases_of: CasesOf,
    judge: Callable[..., Awaitable[Any]],
) -> Selection:
    """A selection without a schedule, in which three applicants were judged eligible."""
    selection = await selecting(days={})
    await applying(selection, 3)
    for case in (await cases_of(selection)).values():
        assert (await judge(one, case["id"])).status_code == 200
    return selection


@pytest.mark.faults
async def test_a_killed_announcement_leaves_nothing_and_happens_once_when_it_is_begun_anew(
    app: FastAPI,
    client: ServiceClient,
    judged: Selection,
    *,
    service_process: Callable[..., ServiceProcess],
    token_keys: DevKeys,
    unit: Unit,
    events: Events,
) -> None:
    await app.state.kit.jobs.stop()
    client.as_(decision_maker("5671"))  # known to the process, too
    token = TokenIssuer(token_keys).issue(decision_maker("5671"))
    process = service_process(job_lease=1.0)
    await asyncio.to_thread(process.start, crash_at="verification_steps.before_settle", patience=PATIENCE)
    path = f"{process.url}/v1/selections/{judged.id}/administrative-announcement"
    async with httpx.AsyncClient(headers={"Authorization": f"Bearer {token}"}) as by:
        asked = await by.post(path)
    assert asked.status_code == 202
    await asyncio.to_thread(process.wait_for_crash, patience=PATIENCE)
    assert await seen(unit) == ({"submitted"}, 0, 0)
    assert await events.published(ANNOUNCED) == []
    app.state.kit.jobs.start()
    done = await finished(client.as_(decision_maker("5671")), asked)
    assert done["counts"] == {"MS": 3, "TMS": 0}
    assert await seen(unit) == ({"eligible"}, 3, 1)
    await events.only(ANNOUNCED)
