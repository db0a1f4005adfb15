"""What an end of service makes of the employee."""

from collections.abc import Iterable
from datetime import date

from personnel.employees.models import EmploymentStatus
from personnel.histories.rules import WITHIN_SERVICE
from personnel.identifiers.rules import Check
from personnel.separations.schemas import SeparationKind


def status_after(kind: SeparationKind) -> EmploymentStatus:
    """The status after service ended this way: retired, deceased, or left.

    Source: PP 11/2017 as amended by PP 17/2020, kinds of end of service (pemberhentian).
    """
    if kind == "death":
        return "deceased"
    return "retired" if kind == "retirement" else "left"


def check_leaving(on: date, starts: Iterable[date]) -> list[Check]:
    """Whether everything held began before service ends on `on`; a later entry is corrected first.

    Source: PP 11/2017 as amended by PP 17/2020.
    """
    return [
        WITHIN_SERVICE.outcome(passed=start < on, required=f"< {on.isoformat()}", found=start.isoformat())
        for start in starts
    ]
