"""What every change of an employee or one of its histories needs."""

from datetime import date
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from abdi.auth import Principal
from abdi.db.context import context_of
from abdi.i18n import Text
from abdi.problems import Conflict, RuleBroken
from personnel.employees.models import IN_SERVICE, Employee
from personnel.employees.queries import get_employee_to_change
from personnel.identifiers.rules import Rule


class NotInService(Conflict):
    """The person has left service."""

    code = "not-in-service"
    title = Text("Pegawai sudah tidak aktif", "The employee has left service")


NOT_IN_FUTURE = Rule(
    "entry.not_in_future",
    "Abdi",
    Text(
        id="Entri dicatat setelah berlaku, tidak sebelum tanggalnya",
        en="An entry is recorded once it is in force, not before its day",
    ),
    Text(id="Catat pada atau setelah tanggal berlakunya", en="Record it on or after the day it takes effect"),
)


def today_of(session: AsyncSession) -> date:
    """The civil date of this unit of work."""
    return context_of(session).clock.today()


def must_have_begun(session: AsyncSession, on: date) -> None:
    """Go on when `on` is not in the future. Raises RuleBroken otherwise.

    Every event carries the state of its day, so a fact is entered when it is in force.
    """
    today = today_of(session)
    check = NOT_IN_FUTURE.outcome(passed=on <= today, required=today.isoformat(), found=on.isoformat())
    if not check.reason.passed:
        raise RuleBroken(reasons=[check.reason.model_copy(update={"turns_on": on})])


async def employee_in_service(session: AsyncSession, principal: Principal, employee_id: UUID) -> Employee:
    """An employee to change, locked. Raises NotFound out of scope, NotInService for somebody who left."""
    employee = await get_employee_to_change(session, principal, employee_id)
    if not employee.is_in_service:
        raise NotInService(current_state=employee.status, allowed=sorted(IN_SERVICE))
    return employee


async def touch(session: AsyncSession, employee: Employee) -> None:
    """Give the employee a new version, also when only one of its histories changed."""
    employee.updated_at = context_of(session).clock.now()
    await session.flush()
