"""What an end of service makes of the employee."""

from collections.abc import Iterable
from datetime import date

from abdi.i18n import Text
from personnel.employees.models import EmploymentStatus
from personnel.histories.rules import WITHIN_SERVICE
from personnel.identifiers.rules import Check, Rule
from personnel.separations.schemas import SeparationKind

NOBODY_LEFT_BELOW = Rule(
    "separation.subordinates",
    "PP 94/2021; PermenPANRB 6/2022",
    Text(
        id="Masih ada pegawai yang melapor kepada orang yang berhenti ini",
        en="Employees still report to the one who left",
    ),
    Text(id="Tetapkan atasan baru bagi mereka", en="Name a new superior for them"),
    severity="warning",
)


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


def check_nobody_below(subordinates: int) -> Check:
    """Whether somebody who left has no subordinates any more; how many do is `found`. It only warns.

    Source: every civil servant has a direct superior, PP 94/2021 and PermenPANRB 6/2022.
    """
    return NOBODY_LEFT_BELOW.outcome(passed=subordinates == 0, required=0, found=subordinates)
