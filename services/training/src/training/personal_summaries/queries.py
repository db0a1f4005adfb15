"""Finding hours and open needs of one person, in one statement."""

from typing import Any
from uuid import UUID

from sqlalchemy import and_, select
from sqlalchemy.ext.asyncio import AsyncSession

from abdi.policy import Scope
from abdi.problems import NotFound
from training.employees.models import Employee
from training.learning_hours.queries import hours_of
from training.needs.models import Need
from training.needs.rules import NeedState


async def get_hours_and_needs(
    session: AsyncSession, employee_id: UUID, *, year: int, visible: Scope, needs: Scope
) -> tuple[Employee, int, list[Need]]:
    """The employee within `visible`, the hours that count in `year`, and the open needs within `needs`.

    Raises NotFound.
    """
    is_open = and_(Need.employee_id == Employee.employee_id, Need.state == NeedState.OPEN, needs)
    columns: Any = (Employee, hours_of(year), Need)
    whole = select(*columns).outerjoin(Need, is_open).where(Employee.employee_id == employee_id, visible)
    rows = (await session.execute(whole.order_by(Need.since, Need.id))).all()
    if not rows:
        raise NotFound
    employee, hours, _ = rows[0]
    return employee, int(hours), [row[2] for row in rows if row[2] is not None]
