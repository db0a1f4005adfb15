"""Finding delegations, and who has authority to give."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from abdi.auth import Principal
from abdi.directory import Columns, scope
from abdi.paging import ListQuery, Page, paginate
from abdi.problems import NotFound
from personnel.delegations.models import Delegation
from personnel.delegations.schemas import DelegationFilters
from personnel.employees.models import IN_SERVICE, Employee
from personnel.histories.queries import holds_on, known_at
from personnel.policy import READ_DELEGATIONS
from personnel.superiors.models import SuperiorRecord


def _seen_by(principal: Principal) -> ColumnElement[bool]:
    # Both sides are people about whom it is.
    sides = (Delegation.from_employee_id, Delegation.to_employee_id)
    return or_(*(scope(principal, READ_DELEGATIONS, Columns(Delegation.agency_code, side)) for side in sides))


async def get_delegation(
    session: AsyncSession, principal: Principal, delegation_id: UUID, *, is_locked: bool = False
) -> Delegation:
    """A delegation that the principal may see. Raises NotFound."""
    wanted = select(Delegation).where(Delegation.id == delegation_id, _seen_by(principal))
    if is_locked:
        wanted = wanted.with_for_update().execution_options(populate_existing=True)
    found = await session.scalar(wanted)
    if found is None:
        raise NotFound
    return found


async def list_delegations(
    session: AsyncSession, principal: Principal, *, filters: DelegationFilters, query: ListQuery
) -> Page[Any]:
    """A page of the delegations that the principal may see, by their first day."""
    wanted = select(Delegation).where(_seen_by(principal))
    asked = filters.model_dump(exclude_none=True, exclude={"on", "agency", "employee_id"})
    for name, value in asked.items():
        wanted = wanted.where(getattr(Delegation, name) == value)
    if filters.agency is not None:
        wanted = wanted.where(Delegation.agency_code == filters.agency)
    if filters.employee_id is not None:
        wanted = wanted.where(_about(filters.employee_id))
    if filters.on is not None:
        wanted = wanted.where(Delegation.starts_on <= filters.on, Delegation.ends_on >= filters.on)
    keys = [Delegation.starts_on, Delegation.id]
    return await paginate(session, wanted, query=query, keys=keys, row=lambda found: found)


def _about(employee_id: UUID) -> ColumnElement[bool]:
    return or_(Delegation.from_employee_id == employee_id, Delegation.to_employee_id == employee_id)


async def list_given(session: AsyncSession, employee_ids: Collection[UUID]) -> Sequence[Delegation]:
    """Every delegation of these people's authority."""
    wanted = select(Delegation).where(
        Delegation.from_employee_id.in_(employee_ids), Delegation.state != "withdrawn"
    )
    return (await session.scalars(wanted.order_by(Delegation.starts_on, Delegation.id))).all()


async def list_about(session: AsyncSession, employee_id: UUID) -> Sequence[Delegation]:
    """Every delegation that somebody gave or received."""
    wanted = select(Delegation).where(_about(employee_id), Delegation.state != "withdrawn")
    return (await session.scalars(wanted.order_by(Delegation.starts_on, Delegation.id))).all()


async def list_superiors(session: AsyncSession, employee_ids: Collection[UUID], on: date) -> set[UUID]:
    """Those of `employee_ids` to whom somebody in service reports on the day `on`."""
    wanted = (
        select(SuperiorRecord.superior_id)
        .distinct()
        .join(Employee, Employee.id == SuperiorRecord.employee_id)
        .where(
            SuperiorRecord.superior_id.in_(employee_ids),
            known_at(SuperiorRecord, None),
            holds_on(SuperiorRecord, on),
            Employee.status.in_(IN_SERVICE),
        )
    )
    return set(await session.scalars(wanted))
