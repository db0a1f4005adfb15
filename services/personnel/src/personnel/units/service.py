"""Use cases about units."""

from collections import defaultdict
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from abdi.auth import Principal
from abdi.clock import new_id
from abdi.db.context import context_of
from abdi.i18n import Text
from abdi.messaging import publish
from abdi.policy import Resource, decide, permitted
from abdi.problems import AlreadyExists, Conflict, NotFound, PreconditionFailed, RuleBroken
from personnel.agencies.queries import get_agency
from personnel.employees.changing import lock_placed, touch_placed
from personnel.histories.rules import Span
from personnel.histories.service import enter, span_of
from personnel.identifiers.rules import errors_of
from personnel.policy import WRITE_ORGANISATION
from personnel.positions.models import Position
from personnel.units.events import UnitChanged, UnitCreated
from personnel.units.models import Unit, UnitPlacement
from personnel.units.queries import get_unit, get_unit_to_change, list_placements, list_tree
from personnel.units.rules import NOT_BELOW_ITSELF, PlacedUnit, check_placed, day_of_cycle
from personnel.units.schemas import UnitCreate, UnitMove, UnitNode, UnitRead, UnitUpdate


class UnitBelowItself(Conflict):
    """The move would put a unit below itself."""

    code = "unit-below-itself"
    title = Text("Unit tidak dapat berada di bawah dirinya", "A unit cannot stand below itself")


async def create_unit(session: AsyncSession, principal: Principal, new: UnitCreate) -> UnitRead:
    """Enter a unit at its first place. Raises AlreadyExists for a code in use, NotFound, RuleBroken."""
    permitted(decide(principal, WRITE_ORGANISATION, Resource(new.agency)))
    await get_agency(session, new.agency)
    await lock_tree(session, new.agency)
    same_code = select(Unit.id).where(Unit.agency_code == new.agency, Unit.code == new.code)
    if await session.scalar(same_code):
        raise AlreadyExists
    upper = await _upper(session, new.agency, new.parent_id)
    _must_fit(session, new.valid_from, exists_from=None, upper=upper)
    unit = Unit(
        id=new_id(),
        agency_code=new.agency,
        code=new.code,
        name=new.name,
        kind=new.kind,
        valid_from=new.valid_from,
    )
    session.add(unit)
    await session.flush()
    await enter(
        session, UnitPlacement, unit.id, span=Span(new.valid_from), facts={"parent_id": new.parent_id}
    )
    publish(session, UnitCreated(**unit_facts(unit, new.parent_id)))
    return await get_unit(session, principal, unit.id, on=max(new.valid_from, _today(session)))


async def move_unit(
    session: AsyncSession, principal: Principal, *, unit_id: UUID, move: UnitMove
) -> UnitRead:
    """Give a unit a new place from a day on. Raises UnitBelowItself, EntryOverlaps, NotFound, RuleBroken."""
    unit = await get_unit_to_change(session, principal, unit_id)
    await lock_tree(session, unit.agency_code)
    upper = await _upper(session, unit.agency_code, move.parent_id)
    _must_fit(session, move.effective_on, exists_from=unit.valid_from, upper=upper)
    await _must_stay_a_tree(session, unit, move)
    await enter(
        session,
        UnitPlacement,
        unit.id,
        span=Span(move.effective_on),
        facts={"parent_id": move.parent_id},
    )
    return await _changed(session, principal, unit, changed=["parent_id"])


async def describe_unit(
    session: AsyncSession, principal: Principal, *, unit_id: UUID, update: UnitUpdate, seen_version: int
) -> UnitRead:
    """Change name or kind; whoever was ever placed there shows the name, and so changes too.

    Raises PreconditionFailed when somebody else was faster.
    """
    if update.name is not None:
        await lock_placed(session, Position.unit_id == unit_id)
    unit = await get_unit_to_change(session, principal, unit_id)
    if unit.version != seen_version:
        raise PreconditionFailed(current_version=unit.version)
    sent = update.model_dump(exclude_none=True)
    changes = {name: value for name, value in sent.items() if getattr(unit, name) != value}
    if not changes:
        return await get_unit(session, principal, unit.id, on=_today(session))
    for name, value in changes.items():
        setattr(unit, name, value)
    read = await _changed(session, principal, unit, changed=sorted(changes))
    if "name" in changes:
        await touch_placed(session, Position.unit_id == unit.id)
    return read


async def read_tree(
    session: AsyncSession, principal: Principal, agency: str, *, as_of: date | None
) -> list[UnitNode]:
    """The tree of an agency on a day (today if not given): its top units with all below them."""
    rows = await list_tree(session, principal, agency, on=as_of or _today(session))
    below: dict[UUID | None, list[UnitNode]] = defaultdict(list)
    nodes = [UnitNode(id=unit.id, code=unit.code, name=unit.name, kind=unit.kind) for unit, _ in rows]
    for node, (_, parent_id) in zip(nodes, rows, strict=True):
        below[parent_id].append(node)
    for node in nodes:
        node.children = below[node.id]
    return below[None]


def unit_facts(unit: Unit, parent_id: UUID | None) -> dict[str, Any]:
    """The fields that every unit event carries."""
    return {
        "agency": unit.agency_code,
        "unit_id": unit.id,
        "code": unit.code,
        "name": unit.name,
        "kind": unit.kind,
        "parent_id": parent_id,
        "valid_from": unit.valid_from,
        "dissolved_on": unit.dissolved_on,
    }


async def _changed(
    session: AsyncSession, principal: Principal, unit: Unit, *, changed: list[str]
) -> UnitRead:
    unit.updated_at = context_of(session).clock.now()
    await session.flush()
    read = await get_unit(session, principal, unit.id, on=max(unit.valid_from, _today(session)))
    publish(session, UnitChanged(**unit_facts(unit, read.parent_id), changed=changed))
    return read


async def _must_stay_a_tree(session: AsyncSession, unit: Unit, move: UnitMove) -> None:
    placed = [
        PlacedUnit(item.unit_id, item.parent_id, span_of(item))
        for item in await list_placements(session, unit.agency_code)
        if item.unit_id != unit.id
    ]
    day = day_of_cycle(placed, PlacedUnit(unit.id, move.parent_id, Span(move.effective_on)))
    if day is not None:
        check = NOT_BELOW_ITSELF.outcome(passed=False, required=None, found={"on": day.isoformat()})
        raise UnitBelowItself(on=day.isoformat(), reasons=[check.reason])


async def _upper(session: AsyncSession, agency: str, unit_id: UUID | None) -> Unit | None:
    if unit_id is None:
        return None
    unit = await session.get(Unit, unit_id)
    if unit is None or unit.agency_code != agency or unit.dissolved_on is not None:
        raise NotFound(Text("Unit induk tidak ditemukan", "The parent unit was not found"))
    return unit


def _must_fit(session: AsyncSession, on: date, *, exists_from: date | None, upper: Unit | None) -> None:
    upper_from = upper.valid_from if upper else None
    broken = errors_of(
        check_placed(on, exists_from=exists_from, upper_from=upper_from, today=_today(session))
    )
    if broken:
        raise RuleBroken(reasons=broken)


async def lock_tree(session: AsyncSession, agency: str) -> None:
    """Wait until nobody else changes the tree: two moves at once could close a circle that neither sees."""
    await session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(f"units:{agency}", 0))))


def _today(session: AsyncSession) -> date:
    return context_of(session).clock.today()
