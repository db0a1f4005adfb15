"""What every change of an employee or one of its histories needs."""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Sequence
from contextlib import asynccontextmanager
from datetime import date
from typing import TypeVar
from uuid import UUID

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from abdi.auth import Permission, Principal
from abdi.db.context import context_of
from abdi.i18n import Text
from abdi.problems import Conflict, RuleBroken
from personnel.appointments.models import AppointmentRecord
from personnel.employees.models import IN_SERVICE, Employee
from personnel.employees.queries import get_employee_to
from personnel.histories.models import OfEmployee
from personnel.histories.queries import list_history
from personnel.histories.rules import Bounds, check_day, check_entry
from personnel.histories.service import span_of
from personnel.identifiers.rules import Check, Rule, errors_of
from personnel.positions.models import Position

SERVING = Rule(
    "employee.in_service",
    "PP 11/2017 jo. PP 17/2020",
    Text(id="Perubahan dicatat untuk pegawai yang aktif", en="Changes are entered for people in service"),
    Text(id="Riwayat sebelum berhenti dapat dikoreksi", en="What was held before can be corrected"),
)


class NotInService(Conflict):
    """The person has left service."""

    code = "not-in-service"
    title = Text("Pegawai sudah tidak aktif", "The employee has left service")

    def __init__(self, status: str) -> None:
        allowed = sorted(IN_SERVICE)
        check = SERVING.outcome(passed=False, required=allowed, found=status)
        super().__init__(current_state=status, allowed=allowed, reasons=[check.reason])


RecordT = TypeVar("RecordT", bound=OfEmployee)
Rules = Callable[[Sequence[RecordT]], Awaitable[list[Check]]]
"""What a history has to keep: the checks of all its current entries."""


def today_of(session: AsyncSession) -> date:
    """The civil date of this unit of work."""
    return context_of(session).clock.today()


def must_have_happened(session: AsyncSession, on: date, *, since: date) -> None:
    """Go on when `on` is neither in the future nor before `since`. Raises RuleBroken otherwise."""
    must_pass(check_day(on, earliest=since, today=today_of(session)))


def must_pass(checks: Iterable[Check]) -> None:
    """Go on when no check failed. Raises RuleBroken with the reasons otherwise."""
    broken = errors_of(checks)
    if broken:
        raise RuleBroken(reasons=broken)


def check_bounds(
    session: AsyncSession,
    employee: Employee,
    records: Sequence[OfEmployee],
    *,
    earliest: date | None,
    ends_with_service: bool = False,
) -> list[Check]:
    """Whether every entry lies within the days that are possible for this employee."""
    bounds = Bounds(
        today=today_of(session),
        born=employee.birth_date,
        earliest=earliest,
        left_on=employee.left_on,
        ends_with_service=ends_with_service,
    )
    return [
        check
        for record in records
        for check in check_entry(span_of(record), decree_on=record.decree_on, bounds=bounds)
    ]


@asynccontextmanager
async def keeping(
    session: AsyncSession, employee: Employee, model: type[RecordT], *, rules: Rules[RecordT]
) -> AsyncIterator[None]:
    """Enter or correct inside; the history that results keeps `rules`. Raises RuleBroken otherwise.

    What was broken before, in data of earlier times, does not stop a change that leaves it as it is.
    """
    earlier = errors_of(await rules(await list_history(session, model, employee.id)))
    yield
    await session.flush()
    found = errors_of(await rules(await list_history(session, model, employee.id)))
    broken = [reason for reason in found if reason not in earlier]
    if broken:
        raise RuleBroken(reasons=broken)


async def employee_in_service(
    session: AsyncSession, principal: Principal, permission: Permission, *, employee_id: UUID
) -> Employee:
    """An employee in service to whom the principal may do this, locked.

    Raises NotFound, OwnCase, Forbidden, NotInService for somebody who left.
    """
    employee = await get_employee_to(session, principal, permission, employee_id=employee_id)
    if not employee.is_in_service:
        raise NotInService(employee.status)
    return employee


async def lock_placed(session: AsyncSession, positions: ColumnElement[bool]) -> None:
    """Lock everybody ever placed in the positions of which `positions` holds, then these positions.

    In the order of everybody who appoints: people, positions, units. Nobody comes there unseen afterwards.
    """
    people = select(Employee.id).where(_placed_in(positions)).order_by(Employee.id)
    seats = select(Position.id).where(positions).order_by(Position.id)
    for wanted in (people, seats):
        await session.execute(wanted.with_for_update(key_share=True))


async def touch_placed(session: AsyncSession, positions: ColumnElement[bool]) -> None:
    """Give everybody ever placed in these positions a new version, in one statement.

    For what their records show and do not hold: the names of positions and units. Also to those placed there
    in the past: as of a day of then their records show it, too.
    """
    changed = update(Employee).where(_placed_in(positions))
    news = {"version": Employee.version + 1, "updated_at": context_of(session).clock.now()}
    await session.execute(changed.values(news).execution_options(synchronize_session=False))


def _placed_in(positions: ColumnElement[bool]) -> ColumnElement[bool]:
    placed = select(AppointmentRecord.employee_id).join(
        Position, Position.id == AppointmentRecord.position_id
    )
    return Employee.id.in_(placed.where(positions))


async def touch(session: AsyncSession, employee: Employee) -> None:
    """Give the employee a new version, also when only one of its histories changed."""
    employee.updated_at = context_of(session).clock.now()
    await session.flush()
