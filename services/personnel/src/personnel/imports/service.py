"""The use case: a folder of files into the registry, all of it or nothing; a second time changes nothing."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import Table, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from abdi.audit import record_bulk
from abdi.db.context import context_of
from abdi.messaging import publish
from abdi.messaging.outbox import flush_pending
from personnel.appointments.models import AppointmentRecord
from personnel.employees.events import EmployeeRegistered
from personnel.employees.state import states_of
from personnel.histories.queries import holds_on, known_at
from personnel.identifiers.vault import NikVault
from personnel.imports.checks import check_content
from personnel.imports.files import read_folder
from personnel.imports.plan import Circumstances, Plan, Values, make_plan
from personnel.imports.queries import batches, list_known
from personnel.imports.rows import RowError
from personnel.positions.events import PositionCreated
from personnel.positions.models import Position
from personnel.positions.state import position_facts
from personnel.tables import Base
from personnel.units.events import UnitCreated

ACTION = "personnel.import"
Say = Callable[[str], None]


@dataclass
class ImportReport:
    """What was read, what is new, what is wrong."""

    rows: dict[str, int]
    new: dict[str, int] = field(default_factory=dict)
    warnings: dict[str, int] = field(default_factory=dict)
    errors: list[RowError] = field(default_factory=list)


async def import_folder(
    session: AsyncSession, folder: Path, *, vault: NikVault, is_dry_run: bool = False, say: Say
) -> ImportReport:
    """Load `folder` into the registry: with any error nothing, else everything that is new.

    Raises FileNotFoundError for a folder without import files.
    """
    # Two imports at once would both find the same people new.
    await session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(ACTION, 0))))
    content = read_folder(folder)
    say(f"read {sum(content.counts.values())} rows")
    known = await list_known(session, content, vault)
    found = check_content(content, known)
    report = ImportReport(content.counts, warnings=dict(found.warnings), errors=found.errors)
    if found.errors:
        return report
    context = context_of(session)
    around = Circumstances(context.clock.now(), context.clock.today(), context.actor)
    plan = make_plan(content, known, vault=vault, around=around)
    report.new = plan.counts
    if is_dry_run or plan.is_empty:
        return report
    await _write(session, plan, say)
    await _publish(session, plan, say)
    manifest: dict[str, Any] = {"files": content.digests, "rows": content.counts, "new": plan.counts}
    record_bulk(session, ACTION, manifest)
    return report


async def _write(session: AsyncSession, plan: Plan, say: Say) -> None:
    for name in vars(plan):
        rows: list[Values] = getattr(plan, name)
        table: Table = Base.metadata.tables[name]
        for batch in batches(rows):
            await session.execute(insert(table), list(batch))
        if rows:
            say(f"wrote {len(rows)} rows of {name}")
    today = context_of(session).clock.today()
    for people in batches([row["id"] for row in plan.employee]):
        held = (
            update(Position)
            .where(
                Position.id == AppointmentRecord.position_id,
                AppointmentRecord.employee_id.in_(people),
                known_at(AppointmentRecord, None),
                holds_on(AppointmentRecord, today),
            )
            .values(
                holder_id=AppointmentRecord.employee_id,
                empty_since=None,
                version=Position.version + 1,
                updated_at=context_of(session).clock.now(),
            )
        )
        await session.execute(held, execution_options={"synchronize_session": False})


async def _publish(session: AsyncSession, plan: Plan, say: Say) -> None:
    parents: dict[UUID, UUID | None] = {row["unit_id"]: row["parent_id"] for row in plan.unit_placement}
    for units in batches(plan.unit):
        for unit in units:
            publish(session, _unit_created(unit, parents[unit["id"]]))
        await session.run_sync(flush_pending)
    for ids in batches([row["id"] for row in plan.position]):
        for position in await session.scalars(select(Position).where(Position.id.in_(ids))):
            publish(session, PositionCreated(**position_facts(position)))
        await session.run_sync(flush_pending)
        session.expunge_all()
    today = context_of(session).clock.today()
    for people in batches([row["id"] for row in plan.employee]):
        states = await states_of(session, people, on=today)
        for person in people:
            state = states[person]
            publish(
                session,
                EmployeeRegistered(agency=state.agency, employee_id=person, state=state, source="import"),
            )
        await session.run_sync(flush_pending)
        session.expunge_all()
    say(f"published {len(plan.unit) + len(plan.position) + len(plan.employee)} events")


def _unit_created(unit: Values, parent_id: UUID | None) -> UnitCreated:
    kept = {name: unit[name] for name in ("code", "name", "kind", "valid_from")}
    return UnitCreated(agency=unit["agency_code"], unit_id=unit["id"], parent_id=parent_id, **kept)
