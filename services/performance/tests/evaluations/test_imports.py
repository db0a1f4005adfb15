"""Taking in a file of evaluations."""

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from abdi.bulk.commanding import CommandImport, CommandReport
from abdi.bulk.records import FileRefused
from abdi.clock import FixedClock
from abdi.db.tables import audit_entry
from abdi.db.uow import UnitContext
from abdi.testing.message_fixtures import Unit
from abdi.testing.observers import Events, count_queries
from abdi.testing.principals import ServiceClient, officer
from performance.evaluations.imports import EVALUATIONS
from performance.evaluations.models import Evaluation, EvaluationVersion

Register = Callable[..., Awaitable[UUID]]
Take = Callable[..., Awaitable[CommandReport]]
HEADER = "agency_code,nip,year,work_result,behaviour,completed_on"
SITI = "199001012015031001"
BUDI = "199001012015031002"

pytestmark = pytest.mark.usefixtures("rules_in_force")


@pytest.fixture
def take(sessions: async_sessionmaker[AsyncSession], clock: FixedClock, tmp_path: Path) -> Take:
    async def run(*rows: str, header: str = HEADER, **options: Any) -> CommandReport:
        path = tmp_path / "evaluations.csv"
        path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
        context = UnitContext(actor="operator", request_id="test", action="import", clock=clock)
        return await CommandImport(EVALUATIONS, path, sessions, context, **options).run()

    return run


async def count(sessions: async_sessionmaker[AsyncSession], table: Any) -> int:
    async with sessions() as session:
        return await session.scalar(select(func.count()).select_from(table)) or 0


async def test_rows_become_evaluations_with_history_events_and_one_audit_entry(
    take: Take, register: Register, sessions: async_sessionmaker[AsyncSession], events: Events
) -> None:
    await register(nip=SITI)
    await register(nip=BUDI)
    audited = await count(sessions, audit_entry)
    report = await take(
        f"5671,{SITI},2024,above,above,2025-01-20",
        f"5671,{SITI},2025,as_expected,below,2026-01-20",
        f"5671,{BUDI},2025,below,below,2026-01-21",
    )
    assert (report.rows, report.imported, report.errors) == (3, 3, [])
    published = await events.published("performance.evaluation.completed")
    assert sorted(event.data["predicate"] for event in published) == ["poor", "very_good", "very_poor"]
    assert await count(sessions, EvaluationVersion) == 3
    assert await count(sessions, audit_entry) == audited + 1


async def test_the_same_file_twice_changes_nothing(take: Take, register: Register, events: Events) -> None:
    await register(nip=SITI)
    row = f"5671,{SITI},2025,above,above,2026-01-20"
    await take(row)
    report = await take(row)
    assert (report.imported, report.unchanged, report.errors) == (0, 1, [])
    assert len(await events.published("performance.evaluation.completed")) == 1


async def test_rows_that_cannot_be_taken_are_named_and_the_others_are_taken(
    take: Take, register: Register
) -> None:
    await register(nip=SITI)
    await take(f"5671,{SITI},2024,above,above,2025-01-20")
    report = await take(
        f"5671,{BUDI},2025,above,above,2026-01-20",
        f"6671,{SITI},2025,above,above,2026-01-20",
        f"5671,{SITI},2024,below,above,2025-01-20",
        f"5671,{SITI},2023,brilliant,above,2024-01-20",
        f"5671,{SITI},2023,above,above,2022-12-31",
        f"5671,{SITI},2021,above,above,2022-01-20",
        f"5671,{SITI},2022,above,above,2023-01-20",
        f"5671,{SITI},2022,above,above,2023-01-20",
    )
    assert report.imported == 1
    assert [(error.row, error.column, error.code) for error in report.errors] == [
        (2, "nip", "unknown_employee"),
        (3, "nip", "unknown_employee"),
        (4, "", "completed_with_other_ratings"),
        (5, "work_result", "enum"),
        (6, "completed_on", "completed_on_outside_of_time"),
        (7, "year", "year_not_evaluable"),
        (9, "", "twin"),
    ]
    assert "known for 2022 and later" in report.errors[5].message.en
    assert all(error.message.id and error.message.id != error.message.en for error in report.errors)


async def test_of_rows_that_contradict_each_other_none_is_taken_and_a_refused_row_counts_for_nothing(
    take: Take, register: Register
) -> None:
    await register(nip=SITI)
    report = await take(
        f"5671,{SITI},2025,above,above,2026-01-20",
        f"5671,{SITI},2025,below,above,2026-01-20",
        f"6671,{SITI},2024,above,above,2025-01-20",
        f"5671,{SITI},2024,as_expected,above,2025-01-20",
        f"5671,{SITI},2025,above,above,2026-01-20",
    )
    assert report.imported == 1
    assert [(error.row, error.code) for error in report.errors] == [
        (2, "contradictory_in_file"),
        (3, "contradictory_in_file"),
        (4, "unknown_employee"),
        (6, "twin"),
    ]
    told = [error.message.en for error in report.errors]
    assert told[0].startswith("this row contradicts row 3 ")
    assert told[1].startswith("this row contradicts row 2 ")
    assert told[3] == "this row repeats row 2"


async def test_an_evaluation_that_comes_in_names_the_agreed_plan_of_its_year(
    take: Take, client: ServiceClient, person: UUID, draft: dict[str, Any], unit: Unit
) -> None:
    first, second = client.as_(officer("5671")), client.as_(officer("5671", subject="second"))
    of_2025 = draft | {"starts_on": "2025-01-01", "ends_on": "2025-12-31"}
    plan = (await first.post("/v1/plans", json=of_2025)).json()
    address = f"/v1/plans/{plan['id']}"
    await first.post(f"{address}/proposal", headers={"If-Match": '"1"'})
    assert (await second.post(f"{address}/agreement", headers={"If-Match": '"2"'})).status_code == 200
    assert (await take(f"5671,{SITI},2025,above,above,2026-01-20")).imported == 1
    async with unit() as session:
        assert str(await session.scalar(select(Evaluation.plan_id))) == plan["id"]


@pytest.mark.parametrize(
    ("facts", "row"),
    [
        ({}, f"5671,{SITI},2026,above,above,2026-03-01"),
        ({"status": "retired", "left_on": "2024-12-01"}, f"5671,{SITI},2025,above,above,2026-01-20"),
        ({"appointed_on": "2026-01-02"}, f"5671,{SITI},2025,above,above,2026-01-20"),
    ],
)
async def test_running_years_and_years_without_service_are_refused(
    facts: dict[str, str], row: str, take: Take, register: Register
) -> None:
    await register(nip=SITI, **facts)
    assert [error.code for error in (await take(row)).errors] == ["year_not_evaluable"]


async def test_a_dry_run_says_the_same_and_stores_nothing(
    take: Take, register: Register, sessions: async_sessionmaker[AsyncSession], events: Events
) -> None:
    await register(nip=SITI)
    report = await take(f"5671,{SITI},2025,above,above,2026-01-20", is_dry_run=True)
    assert report.imported == 1
    assert await count(sessions, Evaluation) == 0
    assert await events.published() == []


async def test_a_file_without_the_columns_is_refused(take: Take) -> None:
    with pytest.raises(FileRefused, match="missing_column") as refused:
        await take(header="agency_code,nip,year,work_result,completed_on")
    assert "behaviour" in refused.value.message.en


async def test_the_number_of_statements_does_not_grow_with_the_rows(take: Take, register: Register) -> None:
    for number in range(30):
        await register(nip=f"1990010120150310{number:02}")
    rows = [f"5671,1990010120150310{number:02},2025,above,above,2026-01-20" for number in range(30)]
    with count_queries() as few:
        await take(*rows[:2])
    with count_queries() as many:
        await take(*rows[2:])
    assert 0 < len(many) <= len(few)
