"""What the registry already holds of the organisation that a folder names."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby, islice
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import and_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from personnel.agencies.models import Agency
from personnel.histories.queries import holds_on, known_at
from personnel.imports.files import Content
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
    """Who reports to whom in the agencies whose lines the folder changes."""


def batches(items: Iterable[ItemT], size: int = BATCH) -> Iterator[Sequence[ItemT]]:
    """The items in lists of at most `size`."""
    rest = iter(items)
    while batch := list(islice(rest, size)):
        yield batch


async def list_organisation(session: AsyncSession, content: Content, known: Known, *, today: date) -> None:
    """Look up the agencies, units and positions that `content` names."""
    described = select(Agency.code, Agency.name, Agency.kind, Agency.time_zone)
    rows = (await session.execute(described)).mappings()
    known.described["agencies"] = {row["code"]: dict(row) for row in rows}
    await _know_units(session, content, known, today=today)
    await _know_positions(session, content, known)


async def _know_units(session: AsyncSession, content: Content, known: Known, *, today: date) -> None:
    named = {row.key for row in content.units}
    named |= {(row.agency_code, row.parent_code) for row in content.units if row.parent_code}
    named |= {(row.agency_code, row.unit_code) for row in content.positions}
    named |= {(row.agency_code, row.unit_code) for row in content.roles if row.unit_code}
    upper = aliased(Unit)
    placed = and_(
        UnitPlacement.unit_id == Unit.id, known_at(UnitPlacement, None), holds_on(UnitPlacement, today)
    )
    wanted = (
        select(Unit.id, Unit.code, Unit.name, Unit.kind, Unit.valid_from, upper.code.label("parent_code"))
        .outerjoin(UnitPlacement, placed)
        .outerjoin(upper, upper.id == UnitPlacement.parent_id)
    )
    described = known.described.setdefault("units", {})
    for agency, codes in _by_agency(named):
        of_agency = wanted.where(Unit.agency_code == agency, Unit.code.in_(codes))
        for row in (await session.execute(of_agency)).mappings():
            values = dict(row)
            known.units[(agency, row["code"])] = values.pop("id")
            described[(agency, row["code"])] = values


async def _know_positions(session: AsyncSession, content: Content, known: Known) -> None:
    named = {row.key for row in content.positions} | {row.key for row in content.appointments}
    wanted = (
        select(Position.id, Position.code, Position.title, Position.kind, Position.level)
        .add_columns(Position.job_class, Position.is_head, Position.reference_code)
        .add_columns(Unit.code.label("unit_code"))
        .join(Unit, Unit.id == Position.unit_id)
    )
    described = known.described.setdefault("positions", {})
    for agency, codes in _by_agency(named):
        of_agency = wanted.where(Position.agency_code == agency, Position.code.in_(codes))
        for row in (await session.execute(of_agency)).mappings():
            values = dict(row)
            known.positions[(agency, row["code"])] = values.pop("id")
            described[(agency, row["code"])] = values
    heads = select(Unit.agency_code, Unit.code.label("unit_code"), Position.code).join(
        Position, Position.unit_id == Unit.id
    )
    for batch in batches(sorted(known.units.values())):
        headed = heads.where(Position.is_head, Position.unit_id.in_(batch))
        for head in await session.execute(headed):
            known.heads[(head.agency_code, head.unit_code)] = head.code


def _by_agency(keys: Iterable[Key]) -> Iterator[tuple[str, Sequence[str]]]:
    # Pair by pair the planner would compare every row with every key.
    for agency, named in groupby(sorted(keys), key=lambda key: key[0]):
        for batch in batches(code for _, code in named):
            yield agency, batch
