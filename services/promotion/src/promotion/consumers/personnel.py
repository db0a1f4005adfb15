"""What we take from the registry: the state of an employee, as far as promotion needs it."""

from datetime import date
from typing import Any
from uuid import UUID

from pydantic import BaseModel
from sqlalchemy.ext.asyncio import AsyncSession

from abdi.messaging import Incoming, Subscription, afterwards
from promotion.eligibilities.rules.facts import Sanction
from promotion.eligibilities.service import take_careers

personnel = Subscription("personnel", entities=("employee",))


class RankView(BaseModel):
    """A rank (or a PPPK's grade) and the day it took effect."""

    code: str
    since: date


class EducationView(BaseModel):
    """The highest recognised education."""

    level: str


class PositionView(BaseModel):
    """The post held."""

    kind: str


class EmployeeState(BaseModel):
    """Our narrow view of an employee's public state."""

    employee_id: UUID
    agency: str
    employment_type: str
    status: str
    appointed_on: date
    rank: RankView | None = None
    education: EducationView | None = None
    position: PositionView | None = None
    superior_id: UUID | None = None
    discipline: list[Sanction] = []

    def columns(self) -> dict[str, Any]:
        """The same as columns of a career."""
        return {
            "agency": self.agency,
            "employment_type": self.employment_type,
            "status": self.status,
            "appointed_on": self.appointed_on,
            "rank": self.rank.code if self.rank else None,
            "rank_since": self.rank.since if self.rank else None,
            "education_level": self.education.level if self.education else None,
            "post_kind": self.position.kind if self.position else None,
            "superior_id": self.superior_id,
            "sanctions": [sanction.model_dump(mode="json") for sanction in self.discipline],
        }


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
    """Keep the career, and ask the rules again."""
    state = event.data.state
    afterwards(session, take_careers, key=state.employee_id, value=state.columns(), about=state.employee_id)
