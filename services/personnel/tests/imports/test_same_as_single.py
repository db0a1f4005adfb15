"""What a single request would refuse, and what somebody else does at the same time."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from abdi.bulk.kinds import Taken
from abdi.testing.message_fixtures import Unit
from abdi.testing.observers import Events
from abdi.testing.toy_world import until
from personnel.employees.models import Employee
from personnel.identifiers.vault import NikVault
from personnel.imports.rows import FILES
from personnel.imports.scope import EVERYTHING
from personnel.imports.service import take_rows

Take = Callable[..., Coroutine[Any, Any, Taken]]
WHY = {"reason": "Penyederhanaan birokrasi", "effective_on": "2026-03-01"}
WAITING = text(
    "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
)
POSITION = {
    "agency_code": "5671",
    "code": "X1",
    "unit_code": "old",
    "title": "Analis",
    "kind": "pelaksana",
} | {
    "level": "",
    "job_class": "7",
    "is_head": "tidak",
    "reference_code": "",
}


@pytest.fixture
async def established(load: Any, files: Any) -> Any:
    """The folder, of which the registry has the agency."""
    files.write("agencies")
    await load()
    return files


async def somebody_waits(session: AsyncSession) -> bool:
    return bool(await session.scalar(WAITING))


def told(taken: Taken) -> list[tuple[int, str, str]]:
    return [(error.row, error.column, error.code) for error in taken.errors]


async def test_nobody_is_appointed_to_an_abolished_position(take: Take, registry: Any) -> None:
    seat = await registry.make_position(code="A1", empty_since="2016-01-01")
    person = await registry.make_employee()
    await registry.post(f"/v1/positions/{seat}/abolition", WHY)
    held = {"nip": person["nip"], "position_code": "A1", "agency_code": "5671"}
    now = held | {"effective_from": "2020-01-01", "effective_to": ""}
    assert told(await take("appointments", now)) == [(2, "position_code", "appointment.position_existing")]
    past = held | {"effective_from": "2017-01-01", "effective_to": "2019-01-01"}
    assert (await take("appointments", past)).imported == 1


async def test_nothing_is_made_of_what_is_gone(take: Take, registry: Any) -> None:
    unit = await registry.make_unit("old")
    seat = await registry.make_position(code="A1", unit_id=unit)
    await registry.post(f"/v1/positions/{seat}/abolition", WHY)
    await registry.post(f"/v1/units/{unit}/dissolution", WHY)
    assert told(await take("positions", POSITION)) == [(2, "unit_code", "dissolved")]
    assert told(await take("positions", POSITION | {"code": "A1", "unit_code": "top"})) == [
        (2, "code", "abolished")
    ]
    row = {"agency_code": "5671", "name": "Unit", "kind": "office", "valid_from": "2020-01-01"}
    below = row | {"code": "new", "parent_code": "old"}
    again = row | {"code": "old", "parent_code": ""}
    assert told(await take("units", below, again)) == [
        (2, "parent_code", "dissolved"),
        (3, "code", "dissolved"),
    ]


async def test_unit_whose_head_was_abolished_gets_another(take: Take, registry: Any) -> None:
    unit = await registry.make_unit("old")
    head = await registry.make_position(unit_id=unit, kind="administrator", level="III.a", is_head=True)
    row = POSITION | {"kind": "administrator", "level": "III.a", "is_head": "ya"}
    assert told(await take("positions", row)) == [(2, "is_head", "position.one_head")]
    await registry.post(f"/v1/positions/{head}/abolition", WHY)
    assert (await take("positions", row)).imported == 1


async def test_number_that_somebody_else_registers_meanwhile_is_told(
    unit: Unit, take: Take, settings: Any, established: Any, *, session: AsyncSession, events: Events
) -> None:
    both = established.rows["employees"]
    async with asyncio.timeout(120):
        async with unit() as first:
            row = FILES["employees"].model_validate(both[1]).at(2)
            taken = await take_rows(first, "employees", [row], vault=NikVault(settings), scope=EVERYTHING)
            assert taken.imported == 1
            second = asyncio.create_task(take("employees", *both))
            await until(lambda: somebody_waits(session))
        taken = await second
    assert (taken.imported, told(taken)) == (1, [(3, "", "taken_meanwhile")])
    assert await session.scalar(select(func.count()).select_from(Employee)) == 2
    assert len(await events.published("personnel.employee.registered")) == 2
    assert (await take("employees", *both)).unchanged == 2
