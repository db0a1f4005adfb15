"""HTTP for the employment type of an employee."""

from typing import Annotated
from uuid import UUID

from fastapi import Query

from abdi.auth import Principal, requires
from abdi.http import DbSession, ServiceRouter
from personnel.employees.histories import read_history
from personnel.employments import service
from personnel.employments.models import EmploymentRecord
from personnel.employments.schemas import EmploymentChange, EmploymentCorrection, EmploymentRead
from personnel.histories.schemas import Moment
from personnel.policy import READ_EMPLOYEES, WRITE_EMPLOYEES

router = ServiceRouter(prefix="/v1/employees/{employee_id}/employment", tags=["employees"])

Reader = Annotated[Principal, requires(READ_EMPLOYEES)]
Writer = Annotated[Principal, requires(WRITE_EMPLOYEES)]


@router.get("")
async def list_employments(
    session: DbSession, principal: Reader, *, employee_id: UUID, moment: Annotated[Moment, Query()]
) -> list[EmploymentRead]:
    """How the employment type changed, now or as known earlier; empty when it never did."""
    records = await read_history(session, principal, employee_id, model=EmploymentRecord, moment=moment)
    return [EmploymentRead.model_validate(record) for record in records]


@router.post("", status_code=201)
async def change_employment(
    session: DbSession, principal: Writer, *, employee_id: UUID, body: EmploymentChange
) -> EmploymentRead:
    """Appoint a CPNS as PNS after probation."""
    made = await service.change_employment(session, principal, employee_id=employee_id, new=body)
    return EmploymentRead.model_validate(made)


@router.post("/{record_id}/corrections", status_code=201)
async def correct_employment(
    session: DbSession, principal: Writer, *, employee_id: UUID, record_id: UUID, body: EmploymentCorrection
) -> EmploymentRead:
    """Replace a wrong entry; the wrong one stays readable with `known_at`."""
    made = await service.correct_employment(
        session, principal, employee_id, record_id=record_id, correction=body
    )
    return EmploymentRead.model_validate(made)
