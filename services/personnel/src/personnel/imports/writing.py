"""Writing a plan, table by table, and settling who holds the positions."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Table, func, insert, select, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncSession

from abdi.db.context import context_of
from personnel.appointments.models import AppointmentRecord
from personnel.employees.models import Employee
from personnel.histories.queries import holds_on, known_at
from personnel.imports.plan import Plan
from personnel.imports.queries import batches
from personnel.positions.models import Position
from personnel.tables import Base

Say = Callable[[str], None]
_BY_SQL = {"synchronize_session": False}
# What requests of others may enter at the same time without waiting for a lock that is ours.
_CONTESTED: Final = frozenset({"employee", "position"})


def quietly(_: str) -> None:
    """For whom nobody watches."""


@dataclass
class Settled:
    """Positions of the registry with a new holder (and the one before), and those empty since another day."""

    holders: dict[UUID, UUID | None] = field(default_factory=dict)
    emptied: list[UUID] = field(default_factory=list)
    lost: set[UUID] = field(default_factory=set)
    """New people and positions whose number or code somebody else took meanwhile; they were not written."""


async def write(session: AsyncSession, plan: Plan, say: Say = quietly) -> Settled:
    """Insert the new rows, end the entries that they follow, settle who holds the positions."""
    now = context_of(session).clock.now()
    for name, successors in plan.ended.items():
        table = Base.metadata.tables[name]
        for ended in batches([row["corrects_id"] for row in successors]):
            believed_until = func.greatest(table.c.recorded_at, now)
            await session.execute(
                update(table).where(table.c.id.in_(ended)).values(superseded_at=believed_until)
            )
    lost: set[UUID] = set()
    for name, rows in plan.new:
        table = Base.metadata.tables[name]
        if name in _CONTESTED:
            lost |= await _insert_free(session, table, rows)
        elif lost and rows:
            return Settled(lost=lost)  # they build on what was not written
        else:
            await _insert(session, table, [*plan.ended.get(name, []), *rows])
        if rows:
            say(f"wrote {len(rows)} rows of {name}")
    for people in batches({change.employee_id for change in plan.changes}):
        touched = update(Employee).where(Employee.id.in_(people))
        await session.execute(
            touched.values(version=Employee.version + 1, updated_at=now), execution_options=_BY_SQL
        )
    settled = await _settle(session, plan)
    settled.lost = lost
    return settled


async def _insert_free(session: AsyncSession, table: Table, rows: list[dict[str, Any]]) -> set[UUID]:
    """Insert rows whose unique columns are free, and tell the others, which leave `rows`."""
    lost: set[UUID] = set()
    for batch in batches(list(rows)):
        free = upsert(table).on_conflict_do_nothing().returning(table.c.id)
        written = set(await session.scalars(free, list(batch)))
        lost |= {row["id"] for row in batch} - written
    rows[:] = [row for row in rows if row["id"] not in lost]
    return lost


async def _insert(session: AsyncSession, table: Table, rows: Sequence[dict[str, Any]]) -> None:
    for batch in batches(rows):
        await session.execute(insert(table), list(batch))


async def _settle(session: AsyncSession, plan: Plan) -> Settled:
    named = {row["position_id"] for row in plan.new.appointment_record}
    named |= {row["position_id"] for row in plan.ended.get("appointment_record", [])}
    fresh = {row["id"] for row in plan.new.position}
    settled = Settled()
    filled: list[UUID] = []
    for batch in batches(sorted(named)):
        before, after = await _holders(session, batch)
        changed = {seat: before[seat] for seat in batch if before[seat] != after.get(seat)}
        settled.holders |= {seat: holder for seat, holder in changed.items() if seat not in fresh}
        filled += [seat for seat in changed if seat in after]
        # All that fall empty go first: nobody holds two positions, not even for a moment.
        left = [seat for seat in batch if seat not in after or (seat in changed and before[seat])]
        emptied = await _empty(session, left)
        settled.emptied += [seat for seat in emptied if seat not in changed and seat not in fresh]
    for batch in batches(filled):
        await _fill(session, batch)
    return settled


async def _holders(
    session: AsyncSession, positions: Sequence[UUID]
) -> tuple[dict[UUID, UUID | None], dict[UUID, UUID]]:
    locked = select(Position.id, Position.holder_id).where(Position.id.in_(positions)).order_by(Position.id)
    before = {row.id: row.holder_id for row in await session.execute(locked.with_for_update())}
    holding = select(AppointmentRecord.position_id, AppointmentRecord.employee_id).where(
        AppointmentRecord.position_id.in_(positions),
        known_at(AppointmentRecord, None),
        holds_on(AppointmentRecord, context_of(session).clock.today()),
    )
    return before, {row.position_id: row.employee_id for row in await session.execute(holding)}


async def _empty(session: AsyncSession, positions: Sequence[UUID]) -> Sequence[UUID]:
    clock = context_of(session).clock
    latest = (
        select(func.max(AppointmentRecord.valid_to))
        .where(
            AppointmentRecord.position_id == Position.id,
            AppointmentRecord.valid_to <= clock.today(),
            known_at(AppointmentRecord, None),
        )
        .scalar_subquery()
    )
    emptied = (
        update(Position)
        .where(Position.id.in_(positions), Position.holder_id.is_not(None) | (Position.empty_since < latest))
        .values(
            holder_id=None,
            empty_since=func.coalesce(func.greatest(Position.empty_since, latest), clock.today()),
            version=Position.version + 1,
            updated_at=clock.now(),
        )
        .returning(Position.id)
    )
    return (await session.scalars(emptied, execution_options=_BY_SQL)).all()


async def _fill(session: AsyncSession, positions: Sequence[UUID]) -> None:
    clock = context_of(session).clock
    held = (
        update(Position)
        .where(
            Position.id.in_(positions),
            Position.id == AppointmentRecord.position_id,
            known_at(AppointmentRecord, None),
            holds_on(AppointmentRecord, clock.today()),
        )
        .values(
            holder_id=AppointmentRecord.employee_id,
            empty_since=None,
            version=Position.version + 1,
            updated_at=clock.now(),
        )
    )
    await session.execute(held, execution_options=_BY_SQL)
