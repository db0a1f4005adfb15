"""The tree of units is a tree on every day."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, TypeVar
from uuid import UUID

from abdi.i18n import Text
from personnel.histories.rules import Span, check_begun, check_day
from personnel.identifiers.rules import Check, Rule

EARLIEST: Final = date(1945, 8, 17)
"""No agency of the republic is older."""

WITHIN_UPPER = Rule(
    "unit.within_upper",
    "Abdi",
    Text(
        id="Unit tidak lebih tua daripada unit induknya, dan tidak pindah sebelum dibentuk",
        en="A unit is not under another before both exist",
    ),
    Text(id="Periksa tanggal berlaku kedua unit", en="Check from when both units are valid"),
)
NOT_BELOW_ITSELF = Rule(
    "unit.not_below_itself",
    "Abdi",
    Text(id="Unit tidak berada di bawah dirinya sendiri", en="A unit does not stand below itself on any day"),
    Text(id="Pilih unit induk lain", en="Choose another unit above"),
)
POSSIBLE_DAY = Rule(
    "unit.possible_day",
    "UUD 1945",
    Text(id="Tidak ada unit sebelum 17 Agustus 1945", en="No unit is older than 17 August 1945"),
    Text(id="Periksa tanggal", en="Check the date"),
)

STANDING = Rule(
    "unit.standing",
    "Abdi",
    Text(id="Unit yang sudah dihapus tidak berubah lagi", en="A dissolved unit changes no more"),
    Text(id="Pilih unit lain", en="Choose another unit"),
)
EMPTIED = Rule(
    "unit.emptied",
    "PermenPANRB 25/2021",
    Text(
        id="Unit dihapus setelah unit di bawahnya dipindah dan jabatannya dihapus atau dipindah",
        en="A unit is dissolved once no unit stands below it and no position belongs to it",
    ),
    Text(
        id="Pindahkan unit di bawahnya; hapus atau pindahkan jabatannya",
        en="Move the units below; abolish or move the positions",
    ),
)

KeyT = TypeVar("KeyT")


@dataclass(frozen=True)
class PlacedUnit:
    """A unit under a parent (none: top) in a period."""

    unit_id: UUID
    parent_id: UUID | None
    span: Span


def check_placed(on: date, *, exists_from: date | None, upper_from: date | None, today: date) -> list[Check]:
    """Whether a unit that exists from a day (None: `on`) may stand from `on` under one valid from another.

    Source: Abdi; events carry the state of their day, so a place is entered once it is taken.
    """
    needed = [day for day in (exists_from, upper_from) if day is not None]
    latest = max(needed, default=EARLIEST)
    return [
        check_begun(on, today=today),
        POSSIBLE_DAY.outcome(passed=on >= EARLIEST, required=f">= {EARLIEST}", found=on.isoformat()),
        WITHIN_UPPER.outcome(passed=on >= latest, required=f">= {latest}", found=on.isoformat()),
    ]


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


def check_dissolved(
    on: date, *, placed_since: date, today: date, units_below: int, positions: int
) -> list[Check]:
    """Whether a unit, at its place since a day, can stop standing on `on`: the day has come, all has moved.

    Source: PermenPANRB 25/2021 on simplifying the structure of organisations.
    """
    return [
        *check_day(on, earliest=placed_since + timedelta(days=1), today=today),
        EMPTIED.outcome(
            passed=units_below == 0 and positions == 0,
            required={"units_below": 0, "positions": 0},
            found={"units_below": units_below, "positions": positions},
        ),
    ]
