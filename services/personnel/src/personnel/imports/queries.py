"""What the registry already holds of what a folder names."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby, islice
from typing import TypeVar
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from personnel.agencies.models import Agency
from personnel.employees.models import Employee
from personnel.identifiers.vault import NikVault
from personnel.imports.files import Content
from personnel.positions.models import Position
from personnel.units.models import Unit

BATCH = 1_000
ItemT = TypeVar("ItemT")
Key = tuple[str, str]


@dataclass
class Known:
    """Keys that the registry holds, with their ids."""

    agencies: set[str] = field(default_factory=set)
    units: dict[Key, UUID] = field(default_factory=dict)
    positions: dict[Key, UUID] = field(default_factory=dict)
    held: set[Key] = field(default_factory=set)
    """Positions that somebody holds."""
    employees: dict[str, UUID] = field(default_factory=dict)
    """By NIP."""
    niks: set[str] = field(default_factory=set)
    """NIKs of the files that the registry holds."""


def batches(items: Iterable[ItemT], size: int = BATCH) -> Iterator[Sequence[ItemT]]:
    """The items in lists of at most `size`."""
    rest = iter(items)
    while batch := list(islice(rest, size)):
        yield batch


async def list_known(session: AsyncSession, content: Content, vault: NikVault) -> Known:
    """Look up everything that `content` names, in batches."""
    known = Known(agencies=set(await session.scalars(select(Agency.code))))
    named_units = {row.key for row in content.units}
    named_units |= {(row.agency_code, row.unit_code) for row in content.positions}
    for agency, codes in _by_agency(named_units):
        wanted = select(Unit.code, Unit.id).where(Unit.agency_code == agency, Unit.code.in_(codes))
        known.units |= {(agency, row.code): row.id for row in await session.execute(wanted)}
    seats = {row.key for row in content.positions} | {row.key for row in content.appointments}
    for agency, codes in _by_agency(seats):
        found = select(Position.code, Position.id, Position.holder_id).where(
            Position.agency_code == agency, Position.code.in_(codes)
        )
        for row in await session.execute(found):
            known.positions[(agency, row.code)] = row.id
            if row.holder_id is not None:
                known.held.add((agency, row.code))
    await _know_people(session, content, vault=vault, known=known)
    return known


def _by_agency(keys: Iterable[Key]) -> Iterator[tuple[str, Sequence[str]]]:
    # Pair by pair the planner would compare every row with every key.
    for agency, named in groupby(sorted(keys), key=lambda key: key[0]):
        for batch in batches(code for _, code in named):
            yield agency, batch


async def _know_people(session: AsyncSession, content: Content, *, vault: NikVault, known: Known) -> None:
    nips = {row.nip for row in content.employees} | {row.superior_nip for row in content.superiors}
    nips |= {row.nip for rows in (content.ranks, content.appointments) for row in rows}
    for batch in batches(sorted(nips)):
        by_nip = select(Employee.nip, Employee.id).where(Employee.nip.in_(batch))
        known.employees |= {row.nip: row.id for row in await session.execute(by_nip)}
    for people in batches(content.employees):
        digests = {vault.digest(row.nik): row.nik for row in people}
        held = await session.scalars(select(Employee.nik_index).where(Employee.nik_index.in_(digests)))
        known.niks |= {digests[digest] for digest in held}
