"""Use cases about superiors."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from abdi.auth import Principal
from abdi.i18n import Text
from abdi.messaging import publish
from abdi.problems import Conflict, NotFound
from abdi.reasons import Reason
from personnel.employees.changing import Rules, check_bounds, employee_in_service, keeping, today_of, touch
from personnel.employees.events import SuperiorChanged
from personnel.employees.histories import correct_entry
from personnel.employees.models import IN_SERVICE, Employee
from personnel.employees.queries import get_employee_to
from personnel.employees.state import state_of
from personnel.histories.queries import list_history
from personnel.histories.rules import Span
from personnel.histories.service import current_on, enter, span_of
from personnel.identifiers.rules import Check, errors_of
from personnel.policy import WRITE_EMPLOYEES
from personnel.superiors.models import SuperiorRecord
from personnel.superiors.queries import list_lines_above
from personnel.superiors.rules import Line, check_line, check_superior
from personnel.superiors.schemas import SuperiorCorrection, SuperiorCreate


class SuperiorUnsuitable(Conflict):
    """The person cannot be the superior: the employee itself, somebody below, or somebody who left."""

    code = "superior-unsuitable"
    title = Text("Atasan tidak sesuai", "This person cannot be the superior")

    def __init__(self, broken: Sequence[Reason], *, current_state: str | None = None) -> None:
        super().__init__(broken[0].message, current_state=current_state, reasons=list(broken))


async def change_superior(
    session: AsyncSession, principal: Principal, *, employee_id: UUID, new: SuperiorCreate
) -> SuperiorRecord:
    """Say who the employee reports to. Raises NotFound, SuperiorUnsuitable, RuleBroken."""
    employee = await employee_in_service(session, principal, WRITE_EMPLOYEES, employee_id=employee_id)
    await _must_suit(session, employee, new.superior_id)
    before = current_on(await list_history(session, SuperiorRecord, employee.id), new.effective_on)
    facts = new.model_dump(exclude={"effective_on"})
    rules = _rules_of(session, employee)
    async with (
        _lines_staying_a_tree(session, employee),
        keeping(session, employee, SuperiorRecord, rules=rules),
    ):
        made = await enter(session, SuperiorRecord, employee.id, span=Span(new.effective_on), facts=facts)
    await touch(session, employee)
    publish(
        session,
        SuperiorChanged(
            agency=employee.agency_code,
            employee_id=employee.id,
            state=await state_of(session, employee, on=today_of(session)),
            previous_superior_id=before.superior_id if before else None,
            superior_id=new.superior_id,
            effective_on=new.effective_on,
        ),
    )
    return made


async def correct_superior(
    session: AsyncSession,
    principal: Principal,
    employee_id: UUID,
    *,
    record_id: UUID,
    correction: SuperiorCorrection,
) -> SuperiorRecord:
    """Correct a superior entry.

    Raises NotFound, EntryOverlaps, PeriodEmpty, SuperiorUnsuitable, RuleBroken.
    """
    employee = await get_employee_to(session, principal, WRITE_EMPLOYEES, employee_id=employee_id)
    if correction.superior_id is not None:
        await _must_suit(session, employee, correction.superior_id)
    async with _lines_staying_a_tree(session, employee):
        return await correct_entry(
            session,
            employee,
            model=SuperiorRecord,
            record_id=record_id,
            correction=correction,
            rules=_rules_of(session, employee),
        )


async def _must_suit(session: AsyncSession, employee: Employee, superior_id: UUID) -> None:
    superior = await session.get(Employee, superior_id)
    if superior is None or superior.agency_code != employee.agency_code:
        raise NotFound
    broken = errors_of(
        check_superior(is_self=superior.id == employee.id, status=superior.status, in_service=IN_SERVICE)
    )
    if broken:
        raise SuperiorUnsuitable(broken, current_state=None if superior.is_in_service else superior.status)


def _rules_of(session: AsyncSession, employee: Employee) -> Rules[SuperiorRecord]:
    async def rules(records: Sequence[SuperiorRecord]) -> list[Check]:
        return check_bounds(session, employee, records, earliest=employee.appointed_on)

    return rules


@asynccontextmanager
async def _lines_staying_a_tree(session: AsyncSession, employee: Employee) -> AsyncIterator[None]:
    # Two changes at once could close a circle that neither sees, so an agency's lines change one by one.
    lock = func.pg_advisory_xact_lock(func.hashtextextended(f"superiors:{employee.agency_code}", 0))
    await session.execute(select(lock))
    earlier = await _circles(session, employee)
    yield
    await session.flush()
    broken = [reason for reason in await _circles(session, employee) if reason not in earlier]
    if broken:
        raise SuperiorUnsuitable(broken)


async def _circles(session: AsyncSession, employee: Employee) -> list[Reason]:
    own = [
        Line(employee.id, record.superior_id, span_of(record))
        for record in await list_history(session, SuperiorRecord, employee.id)
    ]
    above = await list_lines_above(session, {line.superior_id for line in own})
    return errors_of(check_line(line, above) for line in own)
