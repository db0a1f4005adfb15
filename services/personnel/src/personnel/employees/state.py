"""The public state of employees on a day, put together from their histories by a fixed number of queries."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, and_, select
from sqlalchemy.ext.asyncio import AsyncSession

from personnel.appointments.models import AppointmentRecord
from personnel.educations.models import EducationRecord
from personnel.educations.rules import height
from personnel.employees.events import EducationState, EmployeeState, PositionState, RankState
from personnel.employees.models import Employee
from personnel.employments.models import EmploymentRecord
from personnel.histories.models import OfEmployee
from personnel.histories.queries import holds_on, known_at
from personnel.positions.models import Position
from personnel.ranks.models import RankRecord
from personnel.superiors.models import SuperiorRecord
from personnel.units.models import Unit


async def states_of(
    session: AsyncSession, employee_ids: Collection[UUID], *, on: date, at: datetime | None = None
) -> dict[UUID, EmployeeState]:
    """The state of each employee on the day `on`, as the registry knew it `at` an instant (none: now).

    Two queries, however many employees.
    """
    found = (await session.execute(_states(employee_ids, on, at))).all()
    educations = await _educations(session, employee_ids, on=on, at=at)
    return {row.Employee.id: _state(row, educations.get(row.Employee.id)) for row in found}


async def state_of(session: AsyncSession, employee: Employee, *, on: date) -> EmployeeState:
    """The state of one employee on the day `on`; pending changes of the session are written first."""
    await session.flush()
    return (await states_of(session, [employee.id], on=on))[employee.id]


def _held(model: type[OfEmployee], on: date, at: datetime | None) -> Any:
    return and_(model.employee_id == Employee.id, holds_on(model, on), known_at(model, at))


def _states(employee_ids: Collection[UUID], on: date, at: datetime | None) -> Select[*tuple[Any, ...]]:
    return (
        select(Employee, EmploymentRecord, RankRecord, AppointmentRecord, Position, SuperiorRecord)
        .add_columns(Unit.name.label("unit_name"))
        .outerjoin(EmploymentRecord, _held(EmploymentRecord, on, at))
        .outerjoin(RankRecord, _held(RankRecord, on, at))
        .outerjoin(AppointmentRecord, _held(AppointmentRecord, on, at))
        .outerjoin(Position, Position.id == AppointmentRecord.position_id)
        .outerjoin(Unit, Unit.id == Position.unit_id)
        .outerjoin(SuperiorRecord, _held(SuperiorRecord, on, at))
        .where(Employee.id.in_(employee_ids))
    )


async def _educations(
    session: AsyncSession, employee_ids: Collection[UUID], *, on: date, at: datetime | None
) -> Mapping[UUID, EducationState]:
    wanted = select(EducationRecord).where(
        EducationRecord.employee_id.in_(employee_ids),
        holds_on(EducationRecord, on),
        known_at(EducationRecord, at),
    )
    held: dict[UUID, list[EducationRecord]] = defaultdict(list)
    for record in await session.scalars(wanted):
        held[record.employee_id].append(record)
    best = {person: max(records, key=_standing) for person, records in held.items()}
    return {
        person: EducationState(level=record.level, since=record.valid_from) for person, record in best.items()
    }


def _standing(record: EducationRecord) -> tuple[int, int]:
    # Of two degrees of one level the first counts: its holder has had that level since then.
    return height(record.level), -record.valid_from.toordinal()


def _state(row: Row[Any], education: EducationState | None) -> EmployeeState:
    employee: Employee = row.Employee
    employment: EmploymentRecord | None = row.EmploymentRecord
    rank: RankRecord | None = row.RankRecord
    superior: SuperiorRecord | None = row.SuperiorRecord
    return EmployeeState(
        employee_id=employee.id,
        agency=employee.agency_code,
        nip=employee.nip,
        name=employee.name,
        employment_type=employment.employment_type if employment else employee.employment_type,
        employment_since=employment.valid_from if employment else employee.appointed_on,
        status=employee.status,
        birth_date=employee.birth_date,
        sex=employee.sex,
        appointed_on=employee.appointed_on,
        left_on=employee.left_on,
        rank=RankState(code=rank.rank, since=rank.valid_from) if rank else None,
        education=education,
        position=_position(row),
        superior_id=superior.superior_id if superior else None,
    )


def _position(row: Row[Any]) -> PositionState | None:
    appointment: AppointmentRecord | None = row.AppointmentRecord
    if appointment is None:
        return None
    position: Position = row.Position
    return PositionState(
        position_id=position.id,
        title=position.title,
        kind=position.kind,
        level=position.level,
        unit_id=position.unit_id,
        unit_name=row.unit_name,
        since=appointment.valid_from,
    )
