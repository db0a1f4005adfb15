"""Finding roles, and the people to whom they can be given."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, or_, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from abdi.auth import Principal
from abdi.db.tables import directory_person
from abdi.directory import Columns, scope
from abdi.paging import ListQuery, Page, paginate
from abdi.problems import NotFound
from abdi.rulesets import rule_set_on
from personnel.employees.models import IN_SERVICE, SUSPENDED, Employee
from personnel.policy import READ_ROLES
from personnel.roles.models import RoleAssignment
from personnel.roles.rules import Person
from personnel.roles.schemas import RoleFilters
from personnel.roles.terms import TERMS, TermLimits
from personnel.units.models import Unit

COLUMNS = Columns(RoleAssignment.agency_code, RoleAssignment.employee_id)
_LOCK = text("""
    SELECT count(pg_advisory_xact_lock(hashtextextended(name, 0)))
    FROM (SELECT DISTINCT unnest(CAST(:names AS text[])) AS name ORDER BY 1) AS asked
""")


async def get_role(
    session: AsyncSession, principal: Principal, role_id: UUID, *, is_locked: bool = False
) -> RoleAssignment:
    """A role that the principal may see. Raises NotFound."""
    wanted = select(RoleAssignment).where(RoleAssignment.id == role_id, scope(principal, READ_ROLES, COLUMNS))
    if is_locked:
        wanted = wanted.with_for_update().execution_options(populate_existing=True)
    found = await session.scalar(wanted)
    if found is None:
        raise NotFound
    return found


async def list_roles(
    session: AsyncSession, principal: Principal, *, filters: RoleFilters, query: ListQuery
) -> Page[Any]:
    """A page of the roles that the principal may see, by their first day."""
    wanted = select(RoleAssignment).where(scope(principal, READ_ROLES, COLUMNS))
    asked = filters.model_dump(exclude_none=True, exclude={"on", "agency"})
    for name, value in asked.items():
        wanted = wanted.where(getattr(RoleAssignment, name) == value)
    if filters.agency is not None:
        wanted = wanted.where(RoleAssignment.agency_code == filters.agency)
    if filters.on is not None:
        wanted = wanted.where(holding_on(filters.on))
    keys = [RoleAssignment.starts_on, RoleAssignment.id]
    return await paginate(session, wanted, query=query, keys=keys, row=lambda found: found)


def holding_on(day: date) -> ColumnElement[bool]:
    """The roles that hold on `day`."""
    return and_(
        RoleAssignment.starts_on <= day, or_(RoleAssignment.ends_on.is_(None), RoleAssignment.ends_on >= day)
    )


async def lock_agencies(session: AsyncSession, subject: str, agencies: Iterable[str]) -> None:
    """Wait until nobody else changes what `subject` names in `agencies`, in one order for everybody."""
    if names := sorted({f"{subject}:{agency}" for agency in agencies}):
        await session.execute(_LOCK, {"names": names})


async def lock_people(session: AsyncSession, employee_ids: Collection[UUID]) -> dict[UUID, Person]:
    """What roles depend on, by id; whoever is known stays in service until the commit.

    Somebody of another agency is beyond the fence; the directory knows agency and service of everybody.
    """
    locked = _wanted(employee_ids).order_by(Employee.id).with_for_update(read=True)
    return await _people(session, employee_ids, locked)


async def find_people(session: AsyncSession, employee_ids: Collection[UUID]) -> dict[UUID, Person]:
    """As `lock_people`, for a decision that comes before any lock."""
    return await _people(session, employee_ids, _wanted(employee_ids))


def _wanted(employee_ids: Collection[UUID]) -> Select[UUID, str, str]:
    return select(Employee.id, Employee.agency_code, Employee.status).where(Employee.id.in_(employee_ids))


async def _people(
    session: AsyncSession, employee_ids: Collection[UUID], wanted: Select[UUID, str, str]
) -> dict[UUID, Person]:
    if not employee_ids:
        return {}
    found = {
        row.id: Person(row.agency_code, row.status in IN_SERVICE, is_suspended=row.status == SUSPENDED)
        for row in await session.execute(wanted)
    }
    person = directory_person.c
    others = select(person.employee_id, person.agency, person.is_in_service).where(
        person.employee_id.in_(set(employee_ids) - found.keys())
    )
    return found | {
        row.employee_id: Person(row.agency, row.is_in_service) for row in await session.execute(others)
    }


async def get_term_limits(session: AsyncSession, on: date) -> TermLimits:
    """How long authority may last, by the rules of the day `on`. Raises RuleSetMissing."""
    return TermLimits.model_validate((await rule_set_on(session, TERMS, on)).content)


async def list_units_of(session: AsyncSession, unit_ids: Collection[UUID]) -> dict[UUID, str]:
    """The agency of each unit that exists."""
    rows = await session.execute(select(Unit.id, Unit.agency_code).where(Unit.id.in_(unit_ids)))
    return {row.id: row.agency_code for row in rows}


async def list_held(session: AsyncSession, employee_ids: Collection[UUID]) -> Sequence[RoleAssignment]:
    """Every role that these people hold, held or will hold."""
    return (
        await session.scalars(
            select(RoleAssignment)
            .where(RoleAssignment.employee_id.in_(employee_ids), RoleAssignment.state != "withdrawn")
            .order_by(RoleAssignment.starts_on, RoleAssignment.id)
        )
    ).all()


async def list_officers(session: AsyncSession, agency: str) -> Sequence[RoleAssignment]:
    """Every assignment of an agency's personnel officers."""
    return (
        await session.scalars(
            select(RoleAssignment)
            .where(
                RoleAssignment.agency_code == agency,
                RoleAssignment.role == "agency_officer",
                RoleAssignment.state != "withdrawn",
            )
            .execution_options(populate_existing=True)
        )
    ).all()
