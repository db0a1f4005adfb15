"""What the registry already holds of the organisation that a folder names."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import ARRAY, ColumnElement, String, and_, cast, func, literal, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from personnel.agencies.models import Agency
from personnel.histories.queries import holds_on, known_at
from personnel.imports.content import Content
from personnel.imports.timelines import Recorded, Values
from personnel.positions.models import Position
from personnel.superiors.rules import Line
from personnel.units.models import Unit, UnitPlacement

BATCH = 1_000
ItemT = TypeVar("ItemT")
Key = tuple[str, str]


@dataclass
class Known:
    """What the registry holds, by the keys of the files."""

    units: dict[Key, UUID] = field(default_factory=dict)
    positions: dict[Key, UUID] = field(default_factory=dict)
    heads: dict[Key, str] = field(default_factory=dict)
    """By unit, the position of its head."""
    employees: dict[str, UUID] = field(default_factory=dict)
    """By NIP."""
    described: dict[str, dict[Any, Values]] = field(default_factory=dict)
    """By file and key, what the registry says in the columns of the file."""
    niks: dict[str, str] = field(default_factory=dict)
    """NIKs of the files that the registry holds, with the NIP of their holder."""
    histories: dict[str, dict[str, list[Recorded]]] = field(default_factory=dict)
    """By file and NIP, in order."""
    holdings: dict[Key, list[Recorded]] = field(default_factory=dict)
    """Who holds or held the positions that the folder fills."""
    lines: list[Line] = field(default_factory=list)
    """The lines of everybody in the files of superiors, and of all who ever stood above them."""
    elsewhere: set[str] = field(default_factory=set)
    """NIPs of the files that agencies out of the asker's scope have given."""
    dissolved: set[Key] = field(default_factory=set)
    """Units that stand no more."""
    abolished: dict[Key, date] = field(default_factory=dict)
    """Positions that exist no more, since when."""
    own: UUID | None = None
    """Who asks, if that is a person."""


def batches(items: Iterable[ItemT], size: int = BATCH) -> Iterator[Sequence[ItemT]]:
    """The items in lists of at most `size`."""
    rest = iter(items)
    while batch := list(islice(rest, size)):
        yield batch


async def list_organisation(session: AsyncSession, content: Content, known: Known, *, today: date) -> None:
    """Look up the agencies, units and positions that `content` names."""
    named = {row.code for row in content.agencies}
    files = (content.units, content.positions, content.employees, content.roles, content.delegations)
    named |= {row.agency_code for rows in files for row in rows}
    described = select(Agency.code, Agency.name, Agency.kind, Agency.time_zone)
    rows = (await session.execute(described.where(among(Agency.code, named)))).mappings()
    known.described["agencies"] = {row["code"]: dict(row) for row in rows}
    await _know_units(session, content, known, today=today)
    await _know_positions(session, content, known)


async def _know_units(session: AsyncSession, content: Content, known: Known, *, today: date) -> None:
    named = {row.key for row in content.units}
    named |= {(row.agency_code, row.parent_code) for row in content.units if row.parent_code}
    named |= {(row.agency_code, row.unit_code) for row in content.positions}
    named |= {(row.agency_code, row.unit_code) for row in content.roles if row.unit_code}
    described = known.described.setdefault("units", {})
    if not named:
        return
    upper, wanted = aliased(Unit), _table_of(named)
    placed = and_(
        UnitPlacement.unit_id == Unit.id, known_at(UnitPlacement, None), holds_on(UnitPlacement, today)
    )
    units = (
        select(Unit.id, Unit.agency_code, Unit.dissolved_on)
        .add_columns(Unit.code, Unit.name, Unit.kind, Unit.valid_from, upper.code.label("parent_code"))
        .join(wanted, and_(Unit.agency_code == wanted.c.agency, Unit.code == wanted.c.code))
        .outerjoin(UnitPlacement, placed)
        .outerjoin(upper, upper.id == UnitPlacement.parent_id)
    )
    if content.units or content.positions:
        # As the API does: until the commit nobody else dissolves them or gives them another head.
        units = units.order_by(Unit.id).with_for_update(of=Unit)
    for row in (await session.execute(units)).mappings():
        values = dict(row)
        key = (values.pop("agency_code"), row["code"])
        known.units[key] = values.pop("id")
        if values.pop("dissolved_on") is None:
            described[key] = values
        else:
            known.dissolved.add(key)


async def _know_positions(session: AsyncSession, content: Content, known: Known) -> None:
    named = {row.key for row in content.positions} | {row.key for row in content.appointments}
    described = known.described.setdefault("positions", {})
    if not named:
        return
    wanted = _table_of(named)
    positions = (
        select(Position.id, Position.agency_code, Position.abolished_on)
        .add_columns(Position.code, Position.title, Position.kind, Position.level)
        .add_columns(Position.job_class, Position.is_head, Position.reference_code)
        .add_columns(Unit.code.label("unit_code"))
        .join(wanted, and_(Position.agency_code == wanted.c.agency, Position.code == wanted.c.code))
        .join(Unit, Unit.id == Position.unit_id)
    )
    if content.appointments:
        # As the API does: nobody else appoints to them, or abolishes them, until the commit.
        positions = positions.order_by(Position.id).with_for_update(of=Position)
    for row in (await session.execute(positions)).mappings():
        values = dict(row)
        key = (values.pop("agency_code"), row["code"])
        known.positions[key] = values.pop("id")
        abolished_on = values.pop("abolished_on")
        if abolished_on is None:
            described[key] = values
        else:
            known.abolished[key] = abolished_on
    await _know_heads(session, content, known)


async def _know_heads(session: AsyncSession, content: Content, known: Known) -> None:
    led = {(row.agency_code, row.unit_code) for row in content.positions if row.is_head}
    ids = [known.units[key] for key in led if key in known.units]
    heads = select(Unit.agency_code, Unit.code.label("unit_code"), Position.code).join(
        Position, Position.unit_id == Unit.id
    )
    headed = heads.where(Position.is_head, Position.abolished_on.is_(None), among(Position.unit_id, ids))
    for head in await session.execute(headed):
        known.heads[(head.agency_code, head.unit_code)] = head.code


def among(column: Any, values: Iterable[Any]) -> ColumnElement[bool]:
    """Whether `column` is one of `values`: one parameter, so that the statement is always the same."""
    listed: Any = ARRAY(column.type)
    is_one: ColumnElement[bool] = column == func.any(cast(literal(sorted(values), listed), listed))
    return is_one


def _table_of(keys: Iterable[Key]) -> Any:
    # As a table the keys are looked up by index; pair by pair every row would be compared with every key.
    agencies, codes = zip(*sorted(keys), strict=True)
    columns = [literal(list(values), ARRAY(String())) for values in (agencies, codes)]
    return func.unnest(*columns).table_valued("agency", "code").render_derived()
