"""An assignment as events and the directory tell it."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from abdi.directory import GrantRow, record_grants
from personnel.roles.models import RoleAssignment

WITHDRAWN = "withdrawn"


def role_facts(assignment: RoleAssignment) -> dict[str, Any]:
    """The fields that every role event carries."""
    return {
        "agency": assignment.agency_code,
        "role_id": assignment.id,
        "employee_id": assignment.employee_id,
        "role": assignment.role,
        "unit_id": assignment.unit_id,
        "starts_on": assignment.starts_on,
        "ends_on": assignment.ends_on,
        "purpose": assignment.purpose,
        "state": assignment.state,
    }


async def settle_roles(session: AsyncSession, assignments: Iterable[RoleAssignment]) -> None:
    """Write `assignments` and what they mean for authority, in one transaction: a role ends at once here."""
    await session.flush()
    rows = [_grant(assignment) for assignment in assignments]
    await record_grants(session, {row.id: row for row in rows})


def _grant(assignment: RoleAssignment) -> GrantRow:
    return GrantRow(
        id=assignment.id,
        employee_id=assignment.employee_id,
        role=assignment.role,
        agency=assignment.agency_code,
        unit_id=assignment.unit_id,
        purpose=assignment.purpose,
        starts_on=assignment.starts_on,
        ends_on=assignment.ends_on,
        is_ended=assignment.state == WITHDRAWN,
    )
