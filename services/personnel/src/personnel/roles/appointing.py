"""The first administrator of an agency, whom nobody can appoint over HTTP."""

from datetime import date
from typing import Final

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from abdi.auth import Principal
from abdi.db.context import context_of
from abdi.i18n import Text
from abdi.problems import NotFound
from abdi.rulesets import read_rule_sets, store_rule_sets
from personnel.employees.models import Employee
from personnel.roles.changing import OFFICER
from personnel.roles.models import RoleAssignment
from personnel.roles.schemas import RoleCreate
from personnel.roles.service import assign_role
from personnel.settings import RULESETS

ACTION: Final = "personnel.appoint_officer"
_OPERATOR: Final = Principal(subject="command", kind="service", roles=frozenset({"service"}))


async def appoint_officer(
    session: AsyncSession, *, agency: str, nip: str, decree_number: str | None, starts_on: date | None
) -> RoleAssignment:
    """Make somebody personnel officer of the own agency, from `starts_on` (today, if not given) on.

    The rules are those of any other appointment. Raises NotFound, RuleBroken, RoleAlreadyHeld.
    """
    found = await session.scalar(select(Employee.id).where(Employee.nip == nip))
    if found is None:
        raise NotFound(Text("Pegawai tidak ditemukan", "The employee was not found"))
    # The command may run before the service has ever started.
    await store_rule_sets(session, read_rule_sets(RULESETS))
    new = RoleCreate(
        agency=agency,
        employee_id=found,
        role=OFFICER,
        starts_on=starts_on or context_of(session).clock.today(),
        decree_number=decree_number,
    )
    return await assign_role(session, _OPERATOR, new)
