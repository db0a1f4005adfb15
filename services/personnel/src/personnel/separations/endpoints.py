"""HTTP for the end of service."""

from typing import Annotated
from uuid import UUID

from abdi.auth import Principal, requires
from abdi.http import DbSession, ServiceRouter
from personnel.policy import WRITE_EMPLOYEES
from personnel.separations import service
from personnel.separations.schemas import SeparationCreate, SeparationRead

router = ServiceRouter(prefix="/v1/employees/{employee_id}/separation", tags=["employees"])


@router.post("", status_code=201)
async def separate_employee(
    session: DbSession,
    principal: Annotated[Principal, requires(WRITE_EMPLOYEES)],
    *,
    employee_id: UUID,
    body: SeparationCreate,
) -> SeparationRead:
    """End an employee's service; the position falls empty."""
    return await service.separate_employee(session, principal, employee_id=employee_id, new=body)
