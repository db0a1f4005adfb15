"""HTTP for the recognised education of an employee."""

from typing import Annotated
from uuid import UUID

from fastapi import Query

from abdi.auth import Principal, requires
from abdi.http import DbSession, ServiceRouter
from personnel.educations import service
from personnel.educations.models import EducationRecord
from personnel.educations.schemas import EducationCorrection, EducationCreate, EducationRead
from personnel.employees.histories import read_history
from personnel.histories.schemas import Moment
from personnel.policy import ENTER_EDUCATIONS, READ_EMPLOYEES, WRITE_EMPLOYEES

router = ServiceRouter(prefix="/v1/employees/{employee_id}/educations", tags=["employees"])

Reader = Annotated[Principal, requires(READ_EMPLOYEES)]
Enterer = Annotated[Principal, requires(ENTER_EDUCATIONS)]
Writer = Annotated[Principal, requires(WRITE_EMPLOYEES)]


@router.get("")
async def list_educations(
    session: DbSession, principal: Reader, *, employee_id: UUID, moment: Annotated[Moment, Query()]
) -> list[EducationRead]:
    """The recognised education, now or as known earlier."""
    records = await read_history(session, principal, employee_id, model=EducationRecord, moment=moment)
    return [EducationRead.model_validate(record) for record in records]


@router.post("", status_code=201)
async def add_education(
    session: DbSession, principal: Enterer, *, employee_id: UUID, body: EducationCreate
) -> EducationRead:
    """Enter a recognised education."""
    return EducationRead.model_validate(
        await service.add_education(session, principal, employee_id=employee_id, new=body)
    )


@router.post("/{record_id}/corrections", status_code=201)
async def correct_education(
    session: DbSession, principal: Writer, *, employee_id: UUID, record_id: UUID, body: EducationCorrection
) -> EducationRead:
    """Replace a wrong entry; the wrong one stays readable with `known_at`."""
    made = await service.correct_education(
        session, principal, employee_id, record_id=record_id, correction=body
    )
    return EducationRead.model_validate(made)
