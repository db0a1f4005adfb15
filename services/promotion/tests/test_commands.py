"""The daily judgement of everybody."""

import asyncio
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker
from typer.testing import CliRunner

from abdi.clock import FixedClock
from abdi.settings import ServiceSettings
from abdi.testing.deliveries import Deliveries
from abdi.testing.observers import Events
from promotion.commands import app
from promotion.eligibilities.daily import recompute_all
from promotion.eligibilities.models import Eligibility

State = Callable[..., dict[str, Any]]
Sessions = async_sessionmaker[AsyncSession]

pytestmark = pytest.mark.usefixtures("rules_in_force")


async def test_the_date_alone_makes_people_eligible_and_a_second_run_changes_nothing(
    deliver: Deliveries,
    sessions: Sessions,
    events: Events,
    clock: FixedClock,
    state_of: State,
    evaluation_of: State,
) -> None:
    early, late = uuid4(), uuid4()
    for person, since in ((early, "2022-05-01"), (late, "2025-05-01")):
        state = state_of(employee_id=str(person), rank={"code": "III/a", "since": since})
        await deliver("personnel.employee.registered", person, state, agency="5671")
        for year in (2024, 2025):
            data = evaluation_of(year, "good", employee_id=str(person))
            await deliver(
                "performance.evaluation.completed", UUID(data["evaluation_id"]), data, agency="5671"
            )
    before = len(await events.published("promotion.eligibility.changed"))
    assert await recompute_all(sessions, clock) == (0, 0)
    assert await recompute_all(sessions, clock, is_everybody=True) == (2, 0)
    clock.set(datetime(2026, 4, 2, 2, 0, tzinfo=UTC))
    assert await recompute_all(sessions, clock) == (2, 1)
    assert await recompute_all(sessions, clock) == (0, 0)
    new = (await events.published("promotion.eligibility.changed"))[before:]
    assert [(event.aggregate_id, event.data["is_eligible"]) for event in new] == [(early, True)]
    async with sessions() as session:
        effective = set(await session.scalars(select(Eligibility.effective_on)))
    assert effective == {date(2026, 5, 1)}


async def test_the_command_can_be_asked_about_another_day(
    monkeypatch: pytest.MonkeyPatch,
    settings: ServiceSettings,
    deliver: Deliveries,
    sessions: Sessions,
    state_of: State,
) -> None:
    monkeypatch.setenv("DATABASE_URL", settings.database_url)
    monkeypatch.setenv("CURSOR_KEY", settings.cursor_key.get_secret_value())
    monkeypatch.setenv("TOKEN_KEYS_FILE", str(settings.token_keys_file))
    state = state_of()
    await deliver("personnel.employee.registered", UUID(state["employee_id"]), state, agency="5671")
    arguments = ["recompute", "--on", "2026-07-15"]
    result = await asyncio.to_thread(CliRunner().invoke, app, arguments)
    assert "1 judged, 0 changed" in result.output
    async with sessions() as session:
        assert await session.scalar(select(Eligibility.effective_on)) == date(2026, 8, 1)
