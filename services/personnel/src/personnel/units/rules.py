"""The tree of units is a tree on every day."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar
from uuid import UUID

from personnel.histories.rules import Span

KeyT = TypeVar("KeyT")


@dataclass(frozen=True)
class PlacedUnit:
    """A unit under a parent (none: top) in a period."""

    unit_id: UUID
    parent_id: UUID | None
    span: Span


def is_below(parents: Mapping[KeyT, KeyT | None], unit: KeyT, upper: KeyT) -> bool:
    """Whether `unit` is `upper` or stands somewhere below it."""
    seen: set[KeyT] = set()
    at: KeyT | None = unit
    while at is not None and at not in seen:
        if at == upper:
            return True
        seen.add(at)
        at = parents.get(at)
    return False


def day_of_cycle(placed: Sequence[PlacedUnit], new: PlacedUnit) -> date | None:
    """The first day on which `new` would put a unit below itself, None when there is none.

    `placed` are the current placements of the agency, without those of the moved unit that `new` replaces.
    The tree only changes where a placement starts, so only those days are looked at.
    """
    if new.parent_id is None:
        return None
    starts = {item.span.starts for item in placed if new.span.covers(item.span.starts)}
    for day in sorted({new.span.starts, *starts}):
        if is_below(parents_on(placed, day), new.parent_id, new.unit_id):
            return day
    return None


def parents_on(placed: Iterable[PlacedUnit], day: date) -> dict[UUID, UUID | None]:
    """Each unit's parent on `day`."""
    return {item.unit_id: item.parent_id for item in placed if item.span.covers(day)}
