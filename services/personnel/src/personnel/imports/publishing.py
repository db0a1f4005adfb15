"""What other services hear of an import: one event per new aggregate, one per changed person and history."""

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from abdi.db.context import context_of
from abdi.messaging import publish
from abdi.messaging.outbox import flush_pending
from personnel.delegations.events import DelegationMade
from personnel.delegations.models import Delegation
from personnel.delegations.state import delegation_facts, settle_delegations
from personnel.employees.events import (
    EducationChanged,
    EmployeeFact,
    EmployeeRegistered,
    EmployeeState,
    PositionChanged,
    RankChanged,
    RankState,
    SuperiorChanged,
)
from personnel.employees.state import states_of
from personnel.imports.plan import Change, Plan
from personnel.imports.queries import batches
from personnel.imports.timelines import Values
from personnel.imports.writing import Say, Settled, quietly
from personnel.positions.events import PositionCreated, PositionDescribed, PositionFilled, PositionVacated
from personnel.positions.models import Position
from personnel.positions.state import position_facts
from personnel.roles.events import RoleAssigned
from personnel.roles.models import RoleAssignment
from personnel.roles.state import role_facts, settle_roles
from personnel.units.events import UnitCreated

REASON = "import"
_REFERENCES: dict[str, tuple[str, type[EmployeeFact]]] = {
    "appointments": ("position_id", PositionChanged),
    "superiors": ("superior_id", SuperiorChanged),
}


async def publish_all(session: AsyncSession, plan: Plan, settled: Settled, *, say: Say = quietly) -> None:
    """Publish what `plan` wrote, units before positions before people."""
    parents: dict[UUID, UUID | None] = {row["unit_id"]: row["parent_id"] for row in plan.new.unit_placement}
    for units in batches(plan.new.unit):
        for unit in units:
            publish(session, _unit_created(unit, parents[unit["id"]]))
        await session.run_sync(flush_pending)
    await _publish_positions(session, plan, settled)
    today = context_of(session).clock.today()
    for people in batches([row["id"] for row in plan.new.employee]):
        states = await states_of(session, people, on=today)
        for person in people:
            state = states[person]
            publish(
                session,
                EmployeeRegistered(agency=state.agency, employee_id=person, state=state, source="import"),
            )
        await session.run_sync(flush_pending)
        session.expunge_all()
    await _publish_changes(session, plan, today=today)
    await _publish_authority(session, plan)
    say(f"published {_count(plan, settled)} events")


def _count(plan: Plan, settled: Settled) -> int:
    created = len(plan.new.unit) + len(plan.new.position) + len(plan.new.employee)
    created += len(plan.new.role_assignment) + len(plan.new.delegation)
    return created + len(plan.changes) + len(settled.holders) + len(settled.emptied)


def _unit_created(unit: Values, parent_id: UUID | None) -> UnitCreated:
    kept = {name: unit[name] for name in ("code", "name", "kind", "valid_from")}
    return UnitCreated(agency=unit["agency_code"], unit_id=unit["id"], parent_id=parent_id, **kept)


async def _publish_positions(session: AsyncSession, plan: Plan, settled: Settled) -> None:
    for ids in batches([row["id"] for row in plan.new.position]):
        for position in await session.scalars(select(Position).where(Position.id.in_(ids))):
            publish(session, PositionCreated(**position_facts(position)))
        await session.run_sync(flush_pending)
        session.expunge_all()
    for ids in batches([*settled.holders, *settled.emptied]):
        for position in await session.scalars(select(Position).where(Position.id.in_(ids))):
            _publish_settled(session, position, settled.holders)
        await session.run_sync(flush_pending)
        session.expunge_all()


def _publish_settled(session: AsyncSession, position: Position, holders: Mapping[UUID, UUID | None]) -> None:
    facts, previous = position_facts(position), holders.get(position.id)
    if position.id not in holders:
        publish(session, PositionDescribed(**facts, changed=["empty_since"]))
    elif position.holder_id is not None:
        publish(session, PositionFilled(**facts, previous_holder_id=previous))
    elif previous is not None:
        publish(session, PositionVacated(**facts, previous_holder_id=previous, reason=REASON))


async def _publish_changes(session: AsyncSession, plan: Plan, *, today: date) -> None:
    for changes in batches(plan.changes):
        states = await states_of(session, {change.employee_id for change in changes}, on=today)
        for change in changes:
            publish(session, _changed(change, states[change.employee_id]))
        await session.run_sync(flush_pending)
        session.expunge_all()


async def _publish_authority(session: AsyncSession, plan: Plan) -> None:
    for ids in batches([row["id"] for row in plan.new.role_assignment]):
        roles = (await session.scalars(select(RoleAssignment).where(RoleAssignment.id.in_(ids)))).all()
        await settle_roles(session, roles)
        for role in roles:
            publish(session, RoleAssigned(**role_facts(role)))
        await session.run_sync(flush_pending)
        session.expunge_all()
    for ids in batches([row["id"] for row in plan.new.delegation]):
        found = (await session.scalars(select(Delegation).where(Delegation.id.in_(ids)))).all()
        await settle_delegations(session, found)
        for delegation in found:
            publish(session, DelegationMade(**delegation_facts(delegation)))
        await session.run_sync(flush_pending)
        session.expunge_all()


def _changed(change: Change, state: EmployeeState) -> EmployeeFact:
    entry, before = change.entry, change.before.values if change.before else {}
    shared: Values = {"agency": state.agency, "employee_id": change.employee_id, "state": state}
    shared["effective_on"] = entry["valid_from"]
    if change.file == "educations":
        return EducationChanged(**shared, level=entry["level"])
    if change.file == "ranks":
        previous = RankState(code=before["rank"], since=before["valid_from"]) if before else None
        return RankChanged(**shared, previous=previous, rank=entry["rank"])
    name, kind = _REFERENCES[change.file]
    return kind(**shared, **{name: entry[name], f"previous_{name}": before.get(name)})
