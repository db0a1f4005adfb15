"""What an end of service makes of the employee."""

from personnel.employees.models import EmploymentStatus
from personnel.separations.schemas import SeparationKind


def status_after(kind: SeparationKind) -> EmploymentStatus:
    """The status after service ended this way: retired, deceased, or left.

    Source: PP 11/2017 as amended by PP 17/2020, kinds of end of service (pemberhentian).
    """
    if kind == "death":
        return "deceased"
    return "retired" if kind == "retirement" else "left"
