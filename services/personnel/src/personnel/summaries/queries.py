"""Counting in a unit and everything below it, by a fixed number of statements."""

from collections import Counter
from datetime import date
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Select, and_, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from personnel.employees.models import Employee
from personnel.employments.models import EmploymentRecord
from personnel.histories.queries import holds_on, known_at
from personnel.positions.models import Position
from personnel.summaries.schemas import PeopleRead, UnitSummaryRead, VacanciesRead, VacancyRead
from personnel.units.models import UnitPlacement

OLDEST_SHOWN: Final = 100


async def summarise_unit(session: AsyncSession, unit_id: UUID, *, today: date) -> UnitSummaryRead:
    """The unit as it stands today, with all units below it; three statements, however large it is."""
    units = await session.scalar(select(func.count()).select_from(_units_below(unit_id, today).subquery()))
    return UnitSummaryRead(
        unit_id=unit_id,
        units=units or 0,
        people=await _people(session, unit_id, today),
        vacancies=await _vacancies(session, unit_id, today),
    )


def _units_below(unit_id: UUID, today: date) -> Select[Any]:
    placed = and_(known_at(UnitPlacement, None), holds_on(UnitPlacement, today))
    tree = (
        select(UnitPlacement.unit_id)
        .where(UnitPlacement.unit_id == unit_id, placed)
        .cte("units_below", recursive=True)
    )
    tree = tree.union(
        select(UnitPlacement.unit_id).join(tree, UnitPlacement.parent_id == tree.c.unit_id).where(placed)
    )
    return select(tree.c.unit_id)


async def _people(session: AsyncSession, unit_id: UUID, today: date) -> PeopleRead:
    employment = func.coalesce(EmploymentRecord.employment_type, Employee.employment_type)
    held = and_(
        EmploymentRecord.employee_id == Employee.id,
        holds_on(EmploymentRecord, today),
        known_at(EmploymentRecord, None),
    )
    counted = (
        select(employment, Employee.status, func.count())
        .select_from(Position)
        .join(Employee, Employee.id == Position.holder_id)
        .outerjoin(EmploymentRecord, held)
        .where(Position.unit_id.in_(_units_below(unit_id, today)))
        .group_by(employment, Employee.status)
    )
    by_type: Counter[str] = Counter()
    by_status: Counter[str] = Counter()
    for employment_type, status, number in await session.execute(counted):
        by_type[employment_type] += number
        by_status[status] += number
    return PeopleRead(total=by_type.total(), by_employment_type=by_type, by_status=by_status)


async def _vacancies(session: AsyncSession, unit_id: UUID, today: date) -> VacanciesRead:
    empty = (
        select(Position, func.count().over())
        .where(
            Position.unit_id.in_(_units_below(unit_id, today)),
            Position.empty_since.is_not(None),
            Position.abolished_on.is_(None),
        )
        .order_by(Position.empty_since, Position.code)
        .limit(OLDEST_SHOWN)
    )
    rows = (await session.execute(empty)).all()
    return VacanciesRead(
        total=rows[0][1] if rows else 0, oldest=[_vacancy(position, today) for position, _ in rows]
    )


def _vacancy(position: Position, today: date) -> VacancyRead:
    since = position.empty_since or today
    return VacancyRead(
        position_id=position.id,
        code=position.code,
        title=position.title,
        kind=position.kind,
        unit_id=position.unit_id,
        is_head=position.is_head,
        empty_since=since,
        empty_days=(today - since).days,
    )
