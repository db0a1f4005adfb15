"""HTTP for the history of positions of an employee."""

from typing import Annotated
from uuid import UUID

from fastapi import Query

from abdi.auth import Principal, requires
from abdi.http import DbSession, ServiceRouter
from personnel.appointments import service
from personnel.appointments.models import AppointmentRecord
from personnel.appointments.schemas import AppointmentCorrection, AppointmentCreate, AppointmentRead
from personnel.employees.histories import read_history
from personnel.histories.schemas import Moment
from personnel.policy import READ_EMPLOYEES, WRITE_EMPLOYEES

router = ServiceRouter(prefix="/v1/employees/{employee_id}/positions", tags=["employees"])

Reader = Annotated[Principal, requires(READ_EMPLOYEES)]
Writer = Annotated[Principal, requires(WRITE_EMPLOYEES)]


@router.get("")
async def list_appointments(
    session: DbSession, principal: Reader, *, employee_id: UUID, moment: Annotated[Moment, Query()]
) -> list[AppointmentRead]:
    """The history of positions, now or as known earlier."""
    records = await read_history(session, principal, employee_id, model=AppointmentRecord, moment=moment)
    return [AppointmentRead.model_validate(record) for record in records]


@router.post("", status_code=201)
async def appoint_to_position(
    session: DbSession, principal: Writer, *, employee_id: UUID, body: AppointmentCreate
) -> AppointmentRead:
    """Appoint the employee to a position."""
    return AppointmentRead.model_validate(
        await service.appoint_to_position(session, principal, employee_id=employee_id, new=body)
    )


@router.post("/{record_id}/corrections", status_code=201)
async def correct_appointment(
    session: DbSession, principal: Writer, *, employee_id: UUID, record_id: UUID, body: AppointmentCorrection
) -> AppointmentRead:
    """Replace a wrong entry; the wrong one stays readable with `known_at`."""
    made = await service.correct_appointment(
        session, principal, employee_id, record_id=record_id, correction=body
    )
    return AppointmentRead.model_validate(made)
