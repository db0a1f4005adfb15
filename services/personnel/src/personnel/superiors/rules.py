"""Who may stand above whom: on no day is anybody above the own superior."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from abdi.i18n import Text
from personnel.histories.rules import Span
from personnel.identifiers.rules import Check, Rule
from personnel.units.rules import PlacedUnit, day_of_cycle, is_below

_LINE = "PP 94/2021; PermenPANRB 6/2022"

NOT_SELF = Rule(
    "superior.not_self",
    _LINE,
    Text(id="Tidak seorang pun menjadi atasannya sendiri", en="Nobody is the own superior"),
    Text(id="Pilih orang lain", en="Choose somebody else"),
)
IN_OFFICE = Rule(
    "superior.in_service",
    _LINE,
    Text(id="Atasan masih aktif", en="The superior is in service"),
    Text(id="Pilih pegawai yang masih aktif", en="Choose somebody who is in service"),
)
NO_CIRCLE = Rule(
    "superior.no_circle",
    _LINE,
    Text(
        id="Pada hari mana pun atasan tidak berada di bawah pegawai ini",
        en="On no day does the superior stand below this employee",
    ),
    Text(id="Ubah dahulu atasan orang tersebut", en="Change that person's own superior first"),
)


@dataclass(frozen=True)
class Line:
    """Who reports to whom in a period."""

    employee_id: UUID
    superior_id: UUID
    span: Span


def check_superior(*, is_self: bool, status: str, in_service: Collection[str]) -> list[Check]:
    """Whether a person may be named as superior: somebody else, and in service.

    Source: direct superior in PP 94/2021 and PermenPANRB 6/2022.
    """
    own = NOT_SELF.outcome(passed=not is_self, required="somebody else", found="self" if is_self else "other")
    if is_self:
        return [own]
    return [own, IN_OFFICE.outcome(passed=status in in_service, required=sorted(in_service), found=status)]


def check_line(line: Line, others: Iterable[Line]) -> Check:
    """Whether `line` closes a circle with `others` on any day; lines of its own employee are left out.

    Source as of `check_superior`: a superior answers for those below, so the order has no circle.
    """
    placed = [
        PlacedUnit(other.employee_id, other.superior_id, other.span)
        for other in others
        if other.employee_id != line.employee_id
    ]
    day = day_of_cycle(placed, PlacedUnit(line.employee_id, line.superior_id, line.span))
    return NO_CIRCLE.outcome(
        passed=day is None,
        required=None,
        found={"superior_id": str(line.superior_id), "on": day.isoformat()} if day else None,
    )


def list_circles(lines: Iterable[Line]) -> list[tuple[date, Line]]:
    """The lines that close a circle, each with the day; what `check_line` tells, for a whole agency at once.

    Circles only close on days on which a line starts. Source as of `check_line`.
    """
    starting: dict[date, list[Line]] = defaultdict(list)
    ending: dict[date, list[Line]] = defaultdict(list)
    for line in lines:
        starting[line.span.starts].append(line)
        if line.span.ends is not None:
            ending[line.span.ends].append(line)
    above: dict[UUID, UUID | None] = {}
    circles: list[tuple[date, Line]] = []
    for day in sorted({*starting, *ending}):
        for line in ending[day]:
            above.pop(line.employee_id, None)
        above |= {line.employee_id: line.superior_id for line in starting[day]}
        circles += [
            (day, line) for line in starting[day] if is_below(above, line.superior_id, line.employee_id)
        ]
    return circles
