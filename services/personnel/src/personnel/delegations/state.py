"""A delegation as events and the directory tell it."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from abdi.directory import GrantRow, record_grants
from personnel.delegations.models import Delegation

WITHDRAWN = "withdrawn"


def delegation_facts(delegation: Delegation) -> dict[str, Any]:
    """The fields that every delegation event carries."""
    return {
        "agency": delegation.agency_code,
        "delegation_id": delegation.id,
        "kind": delegation.kind,
        "from_employee_id": delegation.from_employee_id,
        "to_employee_id": delegation.to_employee_id,
        "actions": delegation.actions,
        "starts_on": delegation.starts_on,
        "ends_on": delegation.ends_on,
        "state": delegation.state,
    }


async def settle_delegations(session: AsyncSession, delegations: Iterable[Delegation]) -> None:
    """Write `delegations` and what they mean for authority, in one transaction: one ends at once here."""
    await session.flush()
    rows = [_grant(delegation) for delegation in delegations]
    await record_grants(session, {row.id: row for row in rows})


def _grant(delegation: Delegation) -> GrantRow:
    return GrantRow(
        id=delegation.id,
        employee_id=delegation.to_employee_id,
        role="superior",
        agency=delegation.agency_code,
        of=delegation.from_employee_id,
        actions=delegation.actions,
        kind=delegation.kind,
        starts_on=delegation.starts_on,
        ends_on=delegation.ends_on,
        is_ended=delegation.state == WITHDRAWN,
    )
