"""When the date turns, stored results follow by themselves."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from fastapi import FastAPI
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from abdi.clock import FixedClock
from abdi.db.tables import audit_entry
from abdi.testing.deliveries import Deliveries
from abdi.testing.observers import Events
from abdi.testing.principals import ServiceClient, officer
from promotion.eligibilities import daily
from promotion.eligibilities.daily import DateWatch

State = Callable[..., dict[str, Any]]
Sessions = async_sessionmaker[AsyncSession]
# In Jakarta it is 1 April, 0:30, and 2 April, 0:30.
FIRST_OF_APRIL = datetime(2026, 3, 31, 17, 30, tzinfo=UTC)
SECOND_OF_APRIL = datetime(2026, 4, 1, 17, 30, tzinfo=UTC)


@pytest.fixture
async def waiting(deliver: Deliveries, state_of: State, evaluation_of: State, employee_id: UUID) -> UUID:
    """A person who lacks a month in rank for the period of April."""
    state = state_of(rank={"code": "III/a", "since": "2022-05-01"})
    await deliver("personnel.employee.registered", employee_id, state, agency="5671")
    for year in (2024, 2025):
        data = evaluation_of(year, "good")
        await deliver("performance.evaluation.completed", UUID(data["evaluation_id"]), data, agency="5671")
    return employee_id


async def listed(client: ServiceClient) -> list[tuple[str, bool]]:
    rows = (await client.as_(officer("5671")).get("/v1/eligibilities")).json()["data"]
    return [(row["effective_on"], row["is_eligible"]) for row in rows]


@pytest.mark.usefixtures("rules_in_force", "waiting")
async def test_after_midnight_the_list_shows_the_results_for_the_next_period(
    client: ServiceClient, app: FastAPI, clock: FixedClock, events: Events
) -> None:
    watch = DateWatch(app.state.kit)
    assert await watch.look()
    assert await listed(client) == [("2026-04-01", False)]
    assert not await watch.look()
    clock.set(FIRST_OF_APRIL)
    assert await watch.look()
    assert await listed(client) == [("2026-04-01", False)]
    clock.set(SECOND_OF_APRIL)
    assert await watch.look()
    assert await listed(client.as_(officer("5671"))) == [("2026-05-01", True)]
    published = await events.published("promotion.eligibility.changed")
    assert [event.data["is_eligible"] for event in published][-2:] == [False, True]


@pytest.mark.usefixtures("rules_in_force", "waiting")
async def test_a_date_that_changes_nothing_writes_nothing(
    app: FastAPI, clock: FixedClock, sessions: Sessions
) -> None:
    async def entries() -> int | None:
        async with sessions() as session:
            return await session.scalar(select(func.count()).select_from(audit_entry))

    watch = DateWatch(app.state.kit)
    before = await entries()
    assert await watch.look()
    clock.set(datetime(2026, 3, 20, 2, 0, tzinfo=UTC))
    assert await watch.look()
    assert await entries() == before


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(daily, "LOOK_SECONDS", 0.02)


@pytest.mark.usefixtures("impatient", "rules_in_force", "waiting")
async def test_the_running_service_does_so_by_itself(client: ServiceClient, clock: FixedClock) -> None:
    clock.set(SECOND_OF_APRIL)
    async with asyncio.timeout(60):
        while await listed(client) != [("2026-05-01", True)]:  # noqa: ASYNC110 - the app tells nobody
            await asyncio.sleep(0.05)
