"""Keeping the directory: rows as the registry published them, many in one statement."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Table, func
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from abdi.db.tables import directory_grant, directory_person, directory_unit


@dataclass(frozen=True, kw_only=True)
class PersonRow:
    """Where a person stands today."""

    employee_id: UUID
    agency: str
    unit_id: UUID | None = None
    superior_id: UUID | None = None
    is_in_service: bool = True


@dataclass(frozen=True, kw_only=True)
class UnitRow:
    """Where a unit stands today."""

    unit_id: UUID
    agency: str
    parent_id: UUID | None = None


@dataclass(frozen=True, kw_only=True)
class GrantRow:
    """A role or a delegation; both days belong to it. `of`: whose authority, for who stands in."""

    id: UUID
    employee_id: UUID
    role: str
    agency: str
    starts_on: date
    ends_on: date | None = None
    unit_id: UUID | None = None
    of: UUID | None = None
    actions: Sequence[str] | None = None
    kind: str = "role"
    purpose: str | None = None
    is_ended: bool = False


async def record_people(session: AsyncSession, people: Mapping[UUID, PersonRow]) -> None:
    """Make these what is known of the people."""
    await _replace(session, directory_person, [asdict(row) for row in people.values()])


async def record_units(session: AsyncSession, units: Mapping[UUID, UnitRow]) -> None:
    """Make these what is known of the units."""
    await _replace(session, directory_unit, [asdict(row) for row in units.values()])


async def record_grants(session: AsyncSession, grants: Mapping[UUID, GrantRow]) -> None:
    """Make these what is known of the roles and delegations."""
    await _replace(session, directory_grant, [asdict(row) for row in grants.values()])


async def _replace(session: AsyncSession, table: Table, rows: list[dict[str, Any]]) -> None:
    if not rows:
        return
    statement = insert(table)
    keys = [column.name for column in table.primary_key]
    changed = {name: statement.excluded[name] for name in rows[0] if name not in keys}
    replace = statement.on_conflict_do_update(index_elements=keys, set_={**changed, "heard_at": func.now()})
    # Without render_nulls rows that differ in which values are NULL would go in statements of their own.
    await session.execute(replace, rows, execution_options={"render_nulls": True})
