"""Finding the cards of people within what the principal may see."""

from collections.abc import Collection
from datetime import date
from uuid import UUID

from sqlalchemy import and_, select
from sqlalchemy.ext.asyncio import AsyncSession

from abdi.auth import Principal
from abdi.directory import scope
from personnel.appointments.models import AppointmentRecord
from personnel.cards.schemas import CardRead
from personnel.employees.models import Employee
from personnel.employees.queries import COLUMNS
from personnel.histories.queries import holds_on, known_at
from personnel.policy import READ_CARDS
from personnel.positions.models import Position
from personnel.units.models import Unit


async def list_cards(
    session: AsyncSession, principal: Principal, employee_ids: Collection[UUID], *, today: date
) -> list[CardRead]:
    """The cards by name; one query. Whoever is unknown or out of scope is left out."""
    # No read of personal data is noted: a card says what stands on every decree and every door, who serves
    # where. And the list of those who looked at a person needs their cards: noted, reading the list would
    # itself be a look at each of them.
    held = and_(
        AppointmentRecord.employee_id == Employee.id,
        holds_on(AppointmentRecord, today),
        known_at(AppointmentRecord, None),
    )
    wanted = (
        select(
            Employee.id,
            Employee.agency_code.label("agency"),
            Employee.name,
            Employee.front_title,
            Employee.back_title,
            Position.title.label("position_title"),
            Unit.name.label("unit_name"),
        )
        .outerjoin(AppointmentRecord, held)
        .outerjoin(Position, Position.id == AppointmentRecord.position_id)
        .outerjoin(Unit, Unit.id == Position.unit_id)
        .where(Employee.id.in_(employee_ids), scope(principal, READ_CARDS, COLUMNS))
        .order_by(Employee.name, Employee.id)
    )
    return [CardRead.model_validate(dict(row)) for row in (await session.execute(wanted)).mappings()]
