"""When a person, unit or position is gone: the one answer of every list, delta and single read."""

from dataclasses import dataclass
from datetime import date
from typing import Any, cast

from personnel.departures.schemas import Reason


@dataclass(frozen=True)
class Departure:
    """The first day on which it was gone, and why."""

    on: date
    reason: Reason


def person_left(*, left_on: date | None, status: str) -> Departure | None:
    """How somebody left service, by the first day out of it and the status since; None in service.

    Source: PP 11/2017 as amended by PP 17/2020, kinds of end of service (pemberhentian).
    """
    return None if left_on is None else Departure(left_on, cast("Reason", status))


def unit_left(dissolved_on: date | None) -> Departure | None:
    """How a unit ended; None while it stands. Source: PermenPANRB 25/2021."""
    return None if dissolved_on is None else Departure(dissolved_on, "dissolved")


def position_left(abolished_on: date | None) -> Departure | None:
    """How a position ended; None while it exists. Source: PermenPANRB 25/2021."""
    return None if abolished_on is None else Departure(abolished_on, "abolished")


def as_fields(departure: Departure | None) -> dict[str, Any]:
    """The fields by which every answer tells a departure."""
    if departure is None:
        return {"is_removed": False, "removed_on": None, "reason": None}
    return {"is_removed": True, "removed_on": departure.on, "reason": departure.reason}
