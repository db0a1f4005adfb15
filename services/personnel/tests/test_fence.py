"""The database's own limit around people, whatever a query asks."""

from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from abdi.db import make_sessions
from abdi.db.fence import NOTHING_SEEN, OUR_OWN_WORK, Fence, stand_behind
from abdi.testing.problems import assert_problem
from personnel.tables import (
    AppointmentRecord,
    EducationRecord,
    Employee,
    EmploymentRecord,
    Position,
    RankRecord,
    SuperiorRecord,
    Unit,
    UnitPlacement,
)

HISTORIES = (RankRecord, EducationRecord, AppointmentRecord, SuperiorRecord, EmploymentRecord)
PALEMBANG, PONTIANAK = Fence("person", frozenset({"5671"})), Fence("person", frozenset({"6671"}))


@pytest.fixture
async def person(registry: Any) -> str:
    """Somebody in Palembang with an entry in each history."""
    body = registry.person(employment_type="CPNS")
    made: str = (await registry.post("/v1/employees", body))["id"]
    boss = (await registry.make_employee())["id"]
    await registry.report_to(made, boss)
    await registry.post(f"/v1/employees/{made}/educations", {"level": "S1", "effective_on": "2013-07-01"})
    await registry.give_rank(made, "III/a", "2015-05-01", "appointment")
    await registry.appoint(made, await registry.make_position(), "2020-01-01")
    change = {"employment_type": "PNS", "effective_on": "2016-05-01"}
    decree = {"decree_number": "800/1", "decree_on": "2016-04-01"}
    await registry.post(f"/v1/employees/{made}/employment", change | decree)
    return made


async def seen(engine: AsyncEngine, fence: Fence) -> dict[str, int]:
    async with make_sessions(engine)() as session:
        stand_behind(session.sync_session, fence)
        models = (Employee, *HISTORIES, Position, Unit, UnitPlacement)
        counted = {model.__tablename__: select(func.count()).select_from(model) for model in models}
        return {name: await session.scalar(query) or 0 for name, query in counted.items()}


async def test_without_a_context_there_are_no_rows(engine: AsyncEngine, person: str) -> None:
    assert set((await seen(engine, NOTHING_SEEN)).values()) == {0}
    assert set((await seen(engine, PONTIANAK)).values()) == {0, 1}  # its own top unit
    everything = await seen(engine, OUR_OWN_WORK)
    assert min(everything.values()) > 0
    assert (await seen(engine, PALEMBANG))["employee"] == everything["employee"] == 2
    assert person


async def test_own_person_is_seen_with_the_histories_and_no_more(engine: AsyncEngine, person: str) -> None:
    own = await seen(engine, Fence("person", frozenset(), UUID(person)))
    assert own["employee"] == 1
    assert {name for name, rows in own.items() if rows} == {
        "employee",
        *(history.__tablename__ for history in HISTORIES),
    }


@pytest.mark.parametrize("table", ["employee", "position", "rank_record"])
async def test_nothing_is_moved_across_the_fence(engine: AsyncEngine, person: str, table: str) -> None:
    change = {
        "employee": "UPDATE employee SET agency_code = '6671'",
        "position": "UPDATE position SET agency_code = '6671'",
        "rank_record": "UPDATE rank_record SET employee_id = (SELECT gen_random_uuid())",
    }[table]
    async with make_sessions(engine)() as session:
        stand_behind(session.sync_session, PALEMBANG)
        with pytest.raises(DBAPIError, match="row-level security"):
            await session.execute(text(change))
    assert person


async def test_question_across_the_fence_leaves_the_fence_as_it_was(
    engine: AsyncEngine, registry: Any
) -> None:
    made = await registry.make_employee()
    async with make_sessions(engine)() as session:
        stand_behind(session.sync_session, PONTIANAK)
        assert (await session.scalars(select(func.nips_given(made["nip"][:15])))).all() == [made["nip"]]
        assert await _visible(session) == 0
        await session.execute(select(func.is_nik_known(b"\0" * 32)))
        assert await _visible(session) == 0


async def _visible(session: AsyncSession) -> int:
    return await session.scalar(select(func.count()).select_from(Employee)) or 0


async def test_numbers_given_in_another_agency_stay_given(registry: Any, pontianak: Any) -> None:
    made = registry.person()
    await registry.post("/v1/employees", made)
    again = registry.person(agency="6671", nik=made["nik"])
    assert_problem(await pontianak.post("/v1/employees", json=again), 409, "nik-taken")
    again = registry.person(agency="6671", nip=made["nip"])
    assert_problem(await pontianak.post("/v1/employees", json=again), 409, "nip-taken")
    assigned = registry.person(agency="6671", nip=None, assign_nip=True)
    answer = await pontianak.post("/v1/employees", json=assigned)
    assert answer.json()["nip"] == "199008052015051002"
