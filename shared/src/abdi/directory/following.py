"""What every service hears from the registry about units, superiors, roles and delegations."""

from collections.abc import Collection
from datetime import date
from typing import Final
from uuid import UUID

from pydantic import BaseModel
from sqlalchemy.ext.asyncio import AsyncSession

from abdi.directory.recording import GrantRow, PersonRow, UnitRow, record_grants, record_people, record_units
from abdi.messaging import Incoming, Subscription, afterwards

PURPOSE: Final = "directory"
ENTITIES: Final = ("employee", "unit", "role", "delegation")
ACTIVE: Final = frozenset({"active", "leave"})
"""Who uses authority: not whoever left, and nobody while suspended (pemberhentian sementara)."""


class PlaceView(BaseModel):
    """Where the person's position is."""

    unit_id: UUID | None = None


class StateView(BaseModel):
    """As much of an employee's state as authority depends on."""

    employee_id: UUID
    agency: str
    status: str
    position: PlaceView | None = None
    superior_id: UUID | None = None


class EmployeeView(BaseModel):
    """Every fact of an employee carries the state."""

    state: StateView


class UnitView(BaseModel):
    """A unit and the one above it."""

    unit_id: UUID
    agency: str
    parent_id: UUID | None = None


class RoleView(BaseModel):
    """An assigned role; both days belong to it."""

    role_id: UUID
    agency: str
    employee_id: UUID
    role: str
    unit_id: UUID | None = None
    starts_on: date
    ends_on: date | None = None
    purpose: str | None = None
    state: str


class DelegationView(BaseModel):
    """A superior's authority in another's hands; both days belong to it."""

    delegation_id: UUID
    agency: str
    kind: str
    from_employee_id: UUID
    to_employee_id: UUID
    actions: list[str] | None = None
    starts_on: date
    ends_on: date
    state: str


async def on_employee(session: AsyncSession, event: Incoming[EmployeeView]) -> None:
    """Keep where the person stands."""
    state = event.data.state
    row = PersonRow(
        employee_id=state.employee_id,
        agency=state.agency,
        unit_id=state.position.unit_id if state.position else None,
        superior_id=state.superior_id,
        is_in_service=state.status in ACTIVE,
    )
    afterwards(session, record_people, key=row.employee_id, value=row, about=row.employee_id)


async def on_unit(session: AsyncSession, event: Incoming[UnitView]) -> None:
    """Keep where the unit stands."""
    row = UnitRow(**event.data.model_dump())
    afterwards(session, record_units, key=row.unit_id, value=row, about=row.unit_id)


async def on_role(session: AsyncSession, event: Incoming[RoleView]) -> None:
    """Keep who holds the role."""
    seen = event.data
    row = GrantRow(
        id=seen.role_id, is_ended=seen.state == "withdrawn", **seen.model_dump(exclude={"role_id", "state"})
    )
    afterwards(session, record_grants, key=row.id, value=row, about=row.id)


async def on_delegation(session: AsyncSession, event: Incoming[DelegationView]) -> None:
    """Keep who stands in for whom."""
    seen = event.data
    row = GrantRow(
        id=seen.delegation_id,
        employee_id=seen.to_employee_id,
        role="superior",
        agency=seen.agency,
        of=seen.from_employee_id,
        actions=seen.actions,
        kind=seen.kind,
        starts_on=seen.starts_on,
        ends_on=seen.ends_on,
        is_ended=seen.state == "withdrawn",
    )
    afterwards(session, record_grants, key=row.id, value=row, about=row.id)


def directory_subscription(*, entities: Collection[str] = ENTITIES) -> Subscription:
    """What a service listens to so that it knows who may what.

    A durable of its own: an event on which the service's own handlers fail must not hold up a revoked role.

    Args:
        entities: fewer for the registry itself, which records roles and delegations in the transaction that
            makes them.
    """
    heard = tuple(entity for entity in ENTITIES if entity in entities)
    made = Subscription("personnel", entities=heard, purpose=PURPOSE)
    if "employee" in heard:
        made.on(
            "employee.registered",
            "employee.position_changed",
            "employee.superior_changed",
            "employee.status_changed",
            "employee.corrected",
            "employee.snapshot",
        )(on_employee)
    if "unit" in heard:
        made.on("unit.created", "unit.changed", "unit.snapshot")(on_unit)
    if "role" in heard:
        made.on("role.assigned", "role.ended", "role.corrected", "role.snapshot")(on_role)
    if "delegation" in heard:
        made.on("delegation.made", "delegation.ended", "delegation.snapshot")(on_delegation)
    return made
