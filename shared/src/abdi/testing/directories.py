"""The directory of the service under test, filled by hand: `await directory.person(superior_id=...)`."""

from typing import Any
from uuid import UUID

import pytest
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from abdi.clock import new_id
from abdi.directory import GrantRow, PersonRow, UnitRow, record_grants, record_people, record_units
from abdi.testing.principals import LONG_AGO

PALEMBANG = "5671"


class Directory:
    """Writes what the registry would have said. Each gives the id; facts left out are the usual ones."""

    def __init__(self, sessions: async_sessionmaker[AsyncSession]) -> None:
        self._sessions = sessions

    async def person(self, employee_id: UUID | None = None, **facts: Any) -> UUID:
        """Somebody in service in Palembang; `unit_id`, `superior_id`, `is_in_service`, `agency`."""
        row = PersonRow(**{"employee_id": employee_id or new_id(), "agency": PALEMBANG, **facts})
        async with self._sessions.begin() as session:
            await record_people(session, {row.employee_id: row})
        return row.employee_id

    async def unit(self, unit_id: UUID | None = None, **facts: Any) -> UUID:
        """A unit of Palembang; `parent_id`, `agency`."""
        row = UnitRow(**{"unit_id": unit_id or new_id(), "agency": PALEMBANG, **facts})
        async with self._sessions.begin() as session:
            await record_units(session, {row.unit_id: row})
        return row.unit_id

    async def grant(self, employee_id: UUID, role: str = "superior", **facts: Any) -> UUID:
        """A role in Palembang since long; with `of` and `kind` somebody's authority in other hands."""
        given = {"id": new_id(), "agency": PALEMBANG, "starts_on": LONG_AGO, **facts}
        row = GrantRow(employee_id=employee_id, role=role, **given)
        async with self._sessions.begin() as session:
            await record_grants(session, {row.id: row})
        return row.id


@pytest.fixture
def directory(sessions: async_sessionmaker[AsyncSession]) -> Directory:
    """The directory of this test's database."""
    return Directory(sessions)
