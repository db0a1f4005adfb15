"""What we take from the registry: who is employed where, as what, and from when to when."""

from datetime import date
from uuid import UUID

from pydantic import BaseModel
from sqlalchemy.ext.asyncio import AsyncSession

from abdi.messaging import Incoming, Subscription, afterwards
from training.needs.rules import entry_need_id
from training.needs.service import take_employees
from training.programmes.rules import NeedKind

personnel = Subscription("personnel", entities=("employee",))
_ENTRY = {"PPPK": NeedKind.ORIENTATION}


class EmployeeState(BaseModel):
    """Our narrow view of an employee's public state."""

    employee_id: UUID
    agency: str
    nip: str
    employment_type: str
    employment_since: date | None = None
    status: str
    appointed_on: date
    left_on: date | None = None


class EmployeeView(BaseModel):
    """Every event of an employee carries the whole state."""

    state: EmployeeState


@personnel.on(
    "employee.registered",
    "employee.rank_changed",
    "employee.position_changed",
    "employee.education_changed",
    "employee.superior_changed",
    "employee.status_changed",
    "employee.corrected",
    "employee.snapshot",
)
async def on_employee_changed(session: AsyncSession, event: Incoming[EmployeeView]) -> None:
    """Keep the employee, and judge what a newcomer needs or somebody who left no longer does."""
    state = event.data.state
    kind = _ENTRY.get(state.employment_type, NeedKind.LATSAR)
    afterwards(
        session,
        take_employees,
        key=state.employee_id,
        value=state.model_dump(exclude={"employee_id"}),
        about=entry_need_id(state.employee_id, kind),
    )
