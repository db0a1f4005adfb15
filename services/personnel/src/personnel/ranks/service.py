"""Use cases about ranks."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from abdi.auth import Principal
from abdi.messaging import publish
from abdi.problems import RuleBroken
from personnel.employees.changing import employee_in_service, must_have_begun, today_of, touch
from personnel.employees.events import RankChanged, RankState
from personnel.employees.histories import correct_entry
from personnel.employees.models import Employee
from personnel.employees.queries import get_employee_to_change
from personnel.employees.state import state_of
from personnel.histories.queries import list_history
from personnel.histories.rules import Span
from personnel.histories.service import current_on, enter
from personnel.identifiers.rules import errors_of
from personnel.ranks.models import RankRecord
from personnel.ranks.rules import KNOWN, ProposedRank, check_rank_change, is_known
from personnel.ranks.schemas import RankCorrection, RankCreate


async def change_rank(
    session: AsyncSession, principal: Principal, *, employee_id: UUID, new: RankCreate
) -> RankRecord:
    """Enter a rank or grade in force. Raises RuleBroken when it may not follow the one before."""
    employee = await employee_in_service(session, principal, employee_id)
    must_have_begun(session, new.effective_on)
    records = await list_history(session, RankRecord, employee.id)
    before = current_on(records, new.effective_on)
    broken = errors_of(
        check_rank_change(
            ProposedRank(new.rank, new.change, new.effective_on),
            previous=before.rank if before else None,
            appointed_on=employee.appointed_on,
            is_pppk=_is_pppk(employee),
        )
    )
    if broken:
        raise RuleBroken(reasons=broken)
    facts = new.model_dump(exclude={"effective_on"})
    made = await enter(session, RankRecord, employee.id, span=Span(new.effective_on), facts=facts)
    await touch(session, employee)
    publish(
        session,
        RankChanged(
            agency=employee.agency_code,
            employee_id=employee.id,
            state=await state_of(session, employee, on=today_of(session)),
            previous=RankState(code=before.rank, since=before.valid_from) if before else None,
            rank=new.rank,
            effective_on=new.effective_on,
        ),
    )
    return made


async def correct_rank(
    session: AsyncSession,
    principal: Principal,
    employee_id: UUID,
    *,
    record_id: UUID,
    correction: RankCorrection,
) -> RankRecord:
    """Correct a rank entry. Raises RuleBroken for an unknown rank."""
    employee = await get_employee_to_change(session, principal, employee_id)
    if correction.rank is not None and not is_known(correction.rank, is_pppk=_is_pppk(employee)):
        raise RuleBroken(reasons=[KNOWN.outcome(passed=False, required=None, found=correction.rank).reason])
    return await correct_entry(
        session, principal, employee_id, model=RankRecord, record_id=record_id, correction=correction
    )


def _is_pppk(employee: Employee) -> bool:
    return employee.employment_type == "PPPK"
