"""HTTP for the history of rank of an employee."""

from typing import Annotated
from uuid import UUID

from fastapi import Query

from abdi.auth import Principal, requires
from abdi.http import DbSession, ServiceRouter
from personnel.employees.histories import read_history
from personnel.histories.schemas import Moment
from personnel.policy import READ_EMPLOYEES, WRITE_EMPLOYEES
from personnel.ranks import service
from personnel.ranks.models import RankRecord
from personnel.ranks.schemas import RankCorrection, RankCreate, RankRead

router = ServiceRouter(prefix="/v1/employees/{employee_id}/ranks", tags=["employees"])

Reader = Annotated[Principal, requires(READ_EMPLOYEES)]
Writer = Annotated[Principal, requires(WRITE_EMPLOYEES)]


@router.get("")
async def list_ranks(
    session: DbSession, principal: Reader, *, employee_id: UUID, moment: Annotated[Moment, Query()]
) -> list[RankRead]:
    """The history of rank, now or as known earlier."""
    records = await read_history(session, principal, employee_id, model=RankRecord, moment=moment)
    return [RankRead.model_validate(record) for record in records]


@router.post("", status_code=201)
async def change_rank(
    session: DbSession, principal: Writer, *, employee_id: UUID, body: RankCreate
) -> RankRead:
    """Enter a rank (PNS) or grade (PPPK) in force."""
    return RankRead.model_validate(
        await service.change_rank(session, principal, employee_id=employee_id, new=body)
    )


@router.post("/{record_id}/corrections", status_code=201)
async def correct_rank(
    session: DbSession, principal: Writer, *, employee_id: UUID, record_id: UUID, body: RankCorrection
) -> RankRead:
    """Replace a wrong entry; the wrong one stays readable with `known_at`."""
    made = await service.correct_rank(session, principal, employee_id, record_id=record_id, correction=body)
    return RankRead.model_validate(made)
