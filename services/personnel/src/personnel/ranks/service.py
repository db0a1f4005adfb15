"""Use cases about ranks."""

from collections.abc import Sequence
from datetime import date
from typing import cast
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from abdi.auth import Principal
from abdi.messaging import publish
from personnel.educations.models import EducationRecord
from personnel.educations.rules import highest
from personnel.employees.changing import Rules, check_bounds, employee_in_service, keeping, today_of, touch
from personnel.employees.events import RankChanged, RankState
from personnel.employees.histories import correct_entry
from personnel.employees.models import Employee
from personnel.employees.queries import get_employee_to
from personnel.employees.state import state_of
from personnel.histories.queries import list_history
from personnel.histories.rules import Span
from personnel.histories.service import current_on, enter
from personnel.identifiers.rules import Check
from personnel.policy import WRITE_EMPLOYEES
from personnel.ranks.models import RankRecord
from personnel.ranks.rules import ProposedRank, RankChange, check_rank_history
from personnel.ranks.schemas import RankCorrection, RankCreate


async def change_rank(
    session: AsyncSession, principal: Principal, *, employee_id: UUID, new: RankCreate
) -> RankRecord:
    """Enter a rank or grade in force. Raises RuleBroken, when the history would break one, EntryOverlaps."""
    employee = await employee_in_service(session, principal, WRITE_EMPLOYEES, employee_id=employee_id)
    before = current_on(await list_history(session, RankRecord, employee.id), new.effective_on)
    facts = new.model_dump(exclude={"effective_on"})
    async with keeping(session, employee, RankRecord, rules=_rules_of(session, employee)):
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
    """Correct a rank entry. Raises NotFound, EntryOverlaps, PeriodEmpty, RuleBroken."""
    employee = await get_employee_to(session, principal, WRITE_EMPLOYEES, employee_id=employee_id)
    rules = _rules_of(session, employee)
    return await correct_entry(
        session, employee, model=RankRecord, record_id=record_id, correction=correction, rules=rules
    )


def _rules_of(session: AsyncSession, employee: Employee) -> Rules[RankRecord]:
    async def rules(records: Sequence[RankRecord]) -> list[Check]:
        entries = [
            ProposedRank(
                record.rank, cast("RankChange", record.change), record.valid_from, until=record.valid_to
            )
            for record in records
        ]
        return check_bounds(session, employee, records, earliest=None) + check_rank_history(
            entries,
            appointed_on=employee.appointed_on,
            is_pppk=employee.employment_type == "PPPK",
            level=await _level_on(session, employee, entries[0].effective_on) if entries else None,
            left_on=employee.left_on,
        )

    return rules


async def _level_on(session: AsyncSession, employee: Employee, day: date) -> str | None:
    held = await list_history(session, EducationRecord, employee.id, as_of=day)
    return highest([record.level for record in held])
