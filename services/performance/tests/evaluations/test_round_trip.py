"""Evaluations as a file: what comes out goes in again, unchanged."""

from collections.abc import Awaitable, Callable
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from abdi.testing.exports import ExportsClient
from abdi.testing.imports import ImportsClient
from abdi.testing.principals import ServiceClient, auditor, employee, officer
from abdi.testing.problems import assert_problem

Register = Callable[..., Awaitable[UUID]]
HEADER = "agency_code,nip,year,work_result,behaviour,completed_on"
SITI = "199001012015031001"

pytestmark = pytest.mark.usefixtures("rules_in_force")


@pytest.fixture
async def siti(client: ServiceClient, register: Register) -> UUID:
    """Somebody of Palembang with two evaluated years."""
    employee_id = await register(nip=SITI)
    rows = (f"5671,{SITI},{year},above,below,{year + 1}-01-20" for year in (2024, 2025))
    taken = await ImportsClient(client.as_(officer("5671")), "evaluations").take("\n".join((HEADER, *rows)))
    assert taken["imported"] == 2, taken
    return employee_id


async def test_file_goes_in_again_unchanged_and_the_person_sees_that_it_was_made(
    client: ServiceClient, siti: UUID, sessions: async_sessionmaker[AsyncSession]
) -> None:
    by = client.as_(officer("5671"))
    exports = ExportsClient(by, "evaluations")
    told = await exports.make(purpose="Rekonsiliasi predikat")
    again = await ImportsClient(by, "evaluations").take(await exports.file(told))
    assert (told["rows"], again["unchanged"], again["imported"], again["errors"]) == (2, 2, 0, 0)
    async with sessions() as session:
        noted = await session.execute(
            text("SELECT purpose, subjects FROM read_entry WHERE action = 'exports.evaluations'")
        )
        assert {(read.purpose, *read.subjects) for read in noted} == {("Rekonsiliasi predikat", str(siti))}
    assert (await exports.make(filters={"year": 2024}))["rows"] == 1


async def test_only_who_watches_the_agency_may_have_it(client: ServiceClient, siti: UUID) -> None:
    assert (await ExportsClient(client.as_(officer("6671")), "evaluations").make())["rows"] == 0
    assert (await ExportsClient(client.as_(auditor("5671")), "evaluations").make())["rows"] == 2
    answer = await ExportsClient(client.as_(employee(siti, "5671")), "evaluations").ask()
    assert_problem(answer, 403, "forbidden")
