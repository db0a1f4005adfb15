"""Use cases that all histories of an employee share: reading them and correcting an entry."""

from collections.abc import Mapping, Sequence
from typing import TypeVar
from uuid import UUID

from sqlalchemy import inspect
from sqlalchemy.ext.asyncio import AsyncSession

from abdi.audit import say_reason
from abdi.auth import Principal
from abdi.i18n import Text
from abdi.messaging import publish
from abdi.problems import Conflict, Malformed
from personnel.employees.changing import Rules, keeping, today_of, touch
from personnel.employees.events import EmployeeCorrected
from personnel.employees.models import Employee
from personnel.employees.queries import get_employee
from personnel.employees.reading import READ_HISTORY, note_unless_own
from personnel.employees.state import state_of
from personnel.histories.models import OfEmployee
from personnel.histories.queries import get_record, list_history
from personnel.histories.rules import DIFFERS, PERIOD, Span
from personnel.histories.schemas import Correction, Moment
from personnel.histories.service import correct, span_of

RecordT = TypeVar("RecordT", bound=OfEmployee)


class PeriodEmpty(Malformed):
    """The corrected entry would end before it begins."""

    code = "period-empty"
    title = Text("Masa berakhir sebelum dimulai", "The period ends before it begins")

    def __init__(self, span: Span) -> None:
        check = PERIOD.outcome(passed=False, required=f"> {span.starts}", found=str(span.ends))
        super().__init__(reasons=[check.reason])


class NothingCorrected(Conflict):
    """The correction says what the entry says already."""

    code = "nothing-corrected"
    title = Text("Koreksi tidak mengubah apa pun", "The correction changes nothing")

    def __init__(self, fields: Sequence[str]) -> None:
        check = DIFFERS.outcome(passed=False, required="another value", found=sorted(fields))
        super().__init__(reasons=[check.reason])


async def read_history(
    session: AsyncSession, principal: Principal, employee_id: UUID, *, model: type[RecordT], moment: Moment
) -> Sequence[RecordT]:
    """One history of an employee, now or as it was known earlier. Raises NotFound."""
    employee = await get_employee(session, principal, employee_id)
    note_unless_own(session, principal, READ_HISTORY, subjects=[employee.id])
    return await list_history(session, model, employee.id, as_of=moment.as_of, at=moment.known_at)


async def correct_entry(
    session: AsyncSession,
    employee: Employee,
    *,
    model: type[RecordT],
    record_id: UUID,
    correction: Correction,
    rules: Rules[RecordT],
) -> RecordT:
    """Replace a wrong entry of a history; what was believed before can still be asked for with `known_at`.

    The history that results keeps the same `rules` as one that was entered. The caller locked the employee,
    who may have left. Raises NotFound, EntryOverlaps, PeriodEmpty, NothingCorrected, RuleBroken.
    """
    record = await get_record(session, model, subject_id=employee.id, record_id=record_id)
    span = correction.span(span_of(record))
    if span.ends is not None and span.ends <= span.starts:
        raise PeriodEmpty(span)
    if span == span_of(record) and _says_the_same(record, correction.facts):
        raise NothingCorrected([name for name in correction.model_fields_set if name != "reason"])
    say_reason(session, correction.reason)
    async with keeping(session, employee, model, rules=rules):
        made = await correct(session, record, span=span, facts=correction.facts, reason=correction.reason)
    await publish_correction(
        session, employee, [inspect(model).local_table.description], reason=correction.reason
    )
    return made


def _says_the_same(record: OfEmployee, facts: Mapping[str, object]) -> bool:
    return all(getattr(record, name) == value for name, value in facts.items())


async def publish_correction(
    session: AsyncSession, employee: Employee, corrected: Sequence[str], *, reason: str
) -> None:
    """Give the employee a new version and tell everybody what is right now."""
    await touch(session, employee)
    publish(
        session,
        EmployeeCorrected(
            agency=employee.agency_code,
            employee_id=employee.id,
            state=await state_of(session, employee, on=today_of(session)),
            corrected=sorted(corrected),
            reason=reason,
        ),
    )
