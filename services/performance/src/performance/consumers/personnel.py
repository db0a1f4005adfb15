"""What we take from the registry: who is employed where, and under whom."""

from datetime import date
from typing import Any
from uuid import UUID

from pydantic import BaseModel
from sqlalchemy.ext.asyncio import AsyncSession

from abdi.messaging import Incoming, Subscription, afterwards
from performance.employees.service import record_employees
from performance.plans.opening import NewlyAppointed, open_first_plans

personnel = Subscription("personnel", entities=("employee",))


class PositionView(BaseModel):
    """Where the post is."""

    unit_id: UUID | None = None


class EmployeeState(BaseModel):
    """Our narrow view of an employee's public state."""

    employee_id: UUID
    agency: str
    nip: str
    name: str
    employment_type: str
    status: str
    appointed_on: date
    left_on: date | None = None
    position: PositionView | None = None
    superior_id: UUID | None = None

    def columns(self) -> dict[str, Any]:
        """The same as columns of our employee."""
        return {
            **self.model_dump(exclude={"employee_id", "position"}),
            "unit_id": self.position.unit_id if self.position else None,
        }


class EmployeeView(BaseModel):
    """Every event of an employee carries the whole state.

    `candidate_id` comes with the registration of somebody who was appointed after a selection.
    """

    state: EmployeeState
    candidate_id: UUID | None = None


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
    """Keep the employee as the registry has it; who was newly appointed gets a first plan."""
    state = event.data.state
    afterwards(
        session, record_employees, key=state.employee_id, value=state.columns(), about=state.employee_id
    )
    if event.data.candidate_id is not None:
        appointed = NewlyAppointed(state.agency, state.appointed_on)
        afterwards(session, open_first_plans, key=state.employee_id, value=appointed, about=state.employee_id)
