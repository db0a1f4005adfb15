"""HTTP for the history of superiors of an employee."""

from typing import Annotated
from uuid import UUID

from fastapi import Query

from abdi.auth import Principal, requires
from abdi.http import DbSession, ServiceRouter
from personnel.employees.histories import read_history
from personnel.histories.schemas import Moment
from personnel.policy import READ_EMPLOYEES, WRITE_EMPLOYEES
from personnel.superiors import service
from personnel.superiors.models import SuperiorRecord
from personnel.superiors.schemas import SuperiorCorrection, SuperiorCreate, SuperiorRead

router = ServiceRouter(prefix="/v1/employees/{employee_id}/superiors", tags=["employees"])

Reader = Annotated[Principal, requires(READ_EMPLOYEES)]
Writer = Annotated[Principal, requires(WRITE_EMPLOYEES)]


@router.get("")
async def list_superiors(
    session: DbSession, principal: Reader, *, employee_id: UUID, moment: Annotated[Moment, Query()]
) -> list[SuperiorRead]:
    """The history of superiors, now or as known earlier."""
    records = await read_history(session, principal, employee_id, model=SuperiorRecord, moment=moment)
    return [SuperiorRead.model_validate(record) for record in records]


@router.post("", status_code=201)
async def change_superior(
    session: DbSession, principal: Writer, *, employee_id: UUID, body: SuperiorCreate
) -> SuperiorRead:
    """Say who the employee reports to."""
    return SuperiorRead.model_validate(
        await service.change_superior(session, principal, employee_id=employee_id, new=body)
    )


@router.post("/{record_id}/corrections", status_code=201)
async def correct_superior(
    session: DbSession, principal: Writer, *, employee_id: UUID, record_id: UUID, body: SuperiorCorrection
) -> SuperiorRead:
    """Replace a wrong entry; the wrong one stays readable with `known_at`."""
    made = await service.correct_superior(
        session, principal, employee_id, record_id=record_id, correction=body
    )
    return SuperiorRead.model_validate(made)
