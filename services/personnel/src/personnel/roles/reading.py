"""Use cases that only read roles; whoever reads another person's is noted."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from abdi.auth import Principal
from abdi.paging import ListQuery, Page
from personnel.employees.changing import today_of
from personnel.employees.reading import note_unless_own
from personnel.roles.queries import get_role, list_roles
from personnel.roles.schemas import RoleFilters, RoleRead
from personnel.roles.service import shown


async def read_role(session: AsyncSession, principal: Principal, role_id: UUID) -> RoleRead:
    """One role. Raises NotFound."""
    found = await get_role(session, principal, role_id)
    note_unless_own(session, principal, "role.read", subjects=[found.employee_id])
    return shown(found, today=today_of(session))


async def read_roles(
    session: AsyncSession, principal: Principal, *, filters: RoleFilters, query: ListQuery
) -> Page[RoleRead]:
    """A page of roles within what the principal may see."""
    page = await list_roles(session, principal, filters=filters, query=query)
    note_unless_own(session, principal, "role.list", subjects=[found.employee_id for found in page.data])
    today = today_of(session)
    return Page[RoleRead](data=[shown(found, today=today) for found in page.data], page=page.page)
