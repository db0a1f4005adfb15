"""Snapshot events: the whole state of each aggregate, for consumers that start late."""

from collections.abc import AsyncIterator, Sequence
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from abdi.db import Identified
from abdi.db.context import context_of
from abdi.messaging import Event
from personnel.delegations.events import DelegationSnapshot
from personnel.delegations.models import Delegation
from personnel.delegations.state import delegation_facts
from personnel.employees.events import EmployeeSnapshot
from personnel.employees.models import Employee
from personnel.employees.state import states_of
from personnel.histories.queries import holds_on, known_at
from personnel.positions.events import PositionSnapshot
from personnel.positions.models import Position
from personnel.positions.state import position_facts
from personnel.roles.events import RoleSnapshot
from personnel.roles.models import RoleAssignment
from personnel.roles.state import role_facts
from personnel.units.events import UnitSnapshot
from personnel.units.models import Unit, UnitPlacement
from personnel.units.service import unit_facts

BATCH = 1_000
ModelT = TypeVar("ModelT", bound=Identified)


async def employee_snapshots(session: AsyncSession, ids: Sequence[UUID] | None) -> AsyncIterator[Event]:
    """The state of employees today."""
    today = context_of(session).clock.today()
    async for employees in _batches(session, Employee, ids):
        states = await states_of(session, [employee.id for employee in employees], on=today)
        for employee in employees:
            yield EmployeeSnapshot(
                agency=employee.agency_code, employee_id=employee.id, state=states[employee.id]
            )


async def position_snapshots(session: AsyncSession, ids: Sequence[UUID] | None) -> AsyncIterator[Event]:
    """The state of positions."""
    async for positions in _batches(session, Position, ids):
        for position in positions:
            yield PositionSnapshot(**position_facts(position))


async def unit_snapshots(session: AsyncSession, ids: Sequence[UUID] | None) -> AsyncIterator[Event]:
    """The state of units today."""
    today = context_of(session).clock.today()
    async for units in _batches(session, Unit, ids):
        placed = select(UnitPlacement.unit_id, UnitPlacement.parent_id).where(
            UnitPlacement.unit_id.in_([unit.id for unit in units]),
            known_at(UnitPlacement, None),
            holds_on(UnitPlacement, today),
        )
        parents = {row.unit_id: row.parent_id for row in await session.execute(placed)}
        for unit in units:
            yield UnitSnapshot(**unit_facts(unit, parents.get(unit.id)))


async def role_snapshots(session: AsyncSession, ids: Sequence[UUID] | None) -> AsyncIterator[Event]:
    """The state of roles."""
    async for roles in _batches(session, RoleAssignment, ids):
        for role in roles:
            yield RoleSnapshot(**role_facts(role))


async def delegation_snapshots(session: AsyncSession, ids: Sequence[UUID] | None) -> AsyncIterator[Event]:
    """The state of delegations."""
    async for delegations in _batches(session, Delegation, ids):
        for delegation in delegations:
            yield DelegationSnapshot(**delegation_facts(delegation))


async def _batches(
    session: AsyncSession, model: type[ModelT], ids: Sequence[UUID] | None
) -> AsyncIterator[Sequence[ModelT]]:
    wanted: Any = select(model).order_by(model.id).limit(BATCH)
    if ids is not None:
        wanted = wanted.where(model.id.in_(ids))
    after: UUID | None = None
    while True:
        page = wanted if after is None else wanted.where(model.id > after)
        found: Sequence[ModelT] = (await session.scalars(page)).all()
        if not found:
            return
        yield found
        after = found[-1].id
        session.expunge_all()
