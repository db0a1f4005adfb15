"""Use cases that only read delegations; whoever reads another person's is noted."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from abdi.auth import Principal
from abdi.paging import ListQuery, Page
from personnel.delegations.models import Delegation
from personnel.delegations.queries import get_delegation, list_delegations
from personnel.delegations.schemas import DelegationFilters, DelegationRead
from personnel.delegations.service import shown
from personnel.employees.changing import today_of
from personnel.employees.reading import note_unless_own


async def read_delegation(session: AsyncSession, principal: Principal, delegation_id: UUID) -> DelegationRead:
    """One delegation. Raises NotFound."""
    found = await get_delegation(session, principal, delegation_id)
    note_unless_own(session, principal, "delegation.read", subjects=_subjects(found))
    return shown(found, today=today_of(session))


async def read_delegations(
    session: AsyncSession, principal: Principal, *, filters: DelegationFilters, query: ListQuery
) -> Page[DelegationRead]:
    """A page of delegations within what the principal may see."""
    page = await list_delegations(session, principal, filters=filters, query=query)
    subjects = list(dict.fromkeys(subject for found in page.data for subject in _subjects(found)))
    note_unless_own(session, principal, "delegation.list", subjects=subjects)
    today = today_of(session)
    return Page[DelegationRead](data=[shown(found, today=today) for found in page.data], page=page.page)


def _subjects(delegation: Delegation) -> list[UUID]:
    return [delegation.from_employee_id, delegation.to_employee_id]
