"""The rows of the tables that an import adds, with their ids; pure, no database."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from abdi.clock import new_id
from personnel.identifiers.vault import NikVault
from personnel.imports.files import Content
from personnel.imports.queries import Key, Known
from personnel.imports.rows import AppointmentRow, EmployeeRow

Values = dict[str, Any]


@dataclass(frozen=True)
class Circumstances:
    """When and by whom rows are recorded."""

    now: datetime
    today: date
    actor: str

    def record(self, starts: date, ends: date | None) -> Values:
        """The columns that every history entry has."""
        return {
            "id": new_id(),
            "valid_from": starts,
            "valid_to": ends,
            "recorded_at": self.now,
            "recorded_by": self.actor,
        }

    def row(self) -> Values:
        """The columns that every versioned row has."""
        return {"version": 1, "created_at": self.now, "updated_at": self.now}


@dataclass
class Plan:
    """What to insert, by table, in the order in which it can be inserted."""

    agency: list[Values] = field(default_factory=list)
    unit: list[Values] = field(default_factory=list)
    unit_placement: list[Values] = field(default_factory=list)
    position: list[Values] = field(default_factory=list)
    employee: list[Values] = field(default_factory=list)
    rank_record: list[Values] = field(default_factory=list)
    education_record: list[Values] = field(default_factory=list)
    appointment_record: list[Values] = field(default_factory=list)
    superior_record: list[Values] = field(default_factory=list)

    @property
    def counts(self) -> dict[str, int]:
        """New rows by table."""
        return {table: len(rows) for table, rows in vars(self).items()}

    @property
    def is_empty(self) -> bool:
        """Whether the registry holds everything already."""
        return not any(self.counts.values())


def make_plan(content: Content, known: Known, *, vault: NikVault, around: Circumstances) -> Plan:
    """The new rows of `content`. People whom the registry holds stay as they are, with their histories."""
    plan = Plan()
    plan.agency = [
        {"id": new_id(), "created_at": around.now, "updated_at": around.now}
        | {"code": row.code, "name": row.name, "kind": row.kind, "time_zone": row.time_zone}
        for row in content.agencies
        if row.code not in known.agencies
    ]
    _plan_units(plan, content, known, around=around)
    seats = _plan_positions(plan, content, known, around=around)
    fresh = [row for row in content.employees if row.nip not in known.employees]
    ids = {row.nip: new_id() for row in fresh}
    plan.employee = [_employee(row, ids[row.nip], vault=vault, around=around) for row in fresh]
    _plan_histories(plan, content, ids, everybody=known.employees | ids, around=around)
    plan.appointment_record = [
        around.record(row.effective_from, ends) | {"employee_id": ids[row.nip], "position_id": seats[row.key]}
        for row, ends in _in_order(content.appointments, ids, lambda row: row.effective_from)
        for ends in [row.effective_to or ends]
    ]
    return plan


def _plan_units(plan: Plan, content: Content, known: Known, *, around: Circumstances) -> None:
    fresh = [row for row in content.units if row.key not in known.units]
    ids = known.units | {row.key: new_id() for row in fresh}
    for row in fresh:
        above = (row.agency_code, row.parent_code) if row.parent_code else None
        plan.unit.append(
            around.row()
            | {
                "id": ids[row.key],
                "agency_code": row.agency_code,
                "code": row.code,
                "name": row.name,
                "kind": row.kind,
                "valid_from": row.valid_from,
            }
        )
        placed = {"unit_id": ids[row.key], "parent_id": ids[above] if above else None}
        plan.unit_placement.append(around.record(row.valid_from, None) | placed)
    known.units = ids


def _plan_positions(plan: Plan, content: Content, known: Known, *, around: Circumstances) -> dict[Key, UUID]:
    fresh = [row for row in content.positions if row.key not in known.positions]
    emptied = _last_ends(content.appointments)
    ids = known.positions | {row.key: new_id() for row in fresh}
    plan.position = [
        around.row()
        | {
            "id": ids[row.key],
            "agency_code": row.agency_code,
            "code": row.code,
            "unit_id": known.units[(row.agency_code, row.unit_code)],
            "title": row.title,
            "kind": row.kind,
            "level": row.level,
            "job_class": row.job_class,
            "is_head": row.is_head,
            "reference_code": row.reference_code,
            "empty_since": emptied.get(row.key, around.today),
        }
        for row in fresh
    ]
    return ids


def _last_ends(rows: Iterable[AppointmentRow]) -> dict[Key, date]:
    ends: dict[Key, date] = {}
    for row in rows:
        if row.effective_to is not None:
            ends[row.key] = max(row.effective_to, ends.get(row.key, row.effective_to))
    return ends


def _employee(row: EmployeeRow, employee_id: UUID, *, vault: NikVault, around: Circumstances) -> Values:
    return around.row() | {
        "id": employee_id,
        "agency_code": row.agency_code,
        "nip": row.nip,
        "nik_sealed": vault.seal(employee_id, row.nik),
        "nik_index": vault.digest(row.nik),
        "name": row.name,
        "front_title": row.front_title,
        "back_title": row.back_title,
        "birth_date": row.birth_date,
        "birth_place": row.birth_place,
        "sex": row.sex,
        "employment_type": row.employment_type,
        "appointed_on": row.appointed_on,
        "status": row.status,
    }


def _plan_histories(
    plan: Plan,
    content: Content,
    ids: dict[str, UUID],
    *,
    everybody: dict[str, UUID],
    around: Circumstances,
) -> None:
    plan.rank_record = [
        around.record(row.effective_from, ends)
        | {"employee_id": ids[row.nip], "rank": row.rank, "change": row.promotion_type}
        | {"decree_number": row.decree_number, "decree_on": row.decree_on}
        for row, ends in _in_order(content.ranks, ids, lambda row: row.effective_from)
    ]
    plan.superior_record = [
        around.record(row.effective_from, ends)
        | {"employee_id": ids[row.nip], "superior_id": everybody[row.superior_nip]}
        for row, ends in _in_order(content.superiors, ids, lambda row: row.effective_from)
    ]
    plan.education_record = [
        around.record(row.graduated_on, None)
        | {"employee_id": ids[row.nip], "level": row.level, "program_code": row.program_code}
        | {"program_name": row.program_name, "institution": row.institution}
        for row in content.educations
        if row.nip in ids
    ]


def _in_order(
    rows: Sequence[Any], ids: dict[str, UUID], starts: Callable[[Any], date]
) -> Iterable[tuple[Any, date | None]]:
    """The rows of new people, each with the day on which the next one begins."""
    by_person: dict[str, list[Any]] = defaultdict(list)
    for row in rows:
        if row.nip in ids:
            by_person[row.nip].append(row)
    for group in by_person.values():
        ordered = sorted(group, key=starts)
        for row, following in zip(ordered, [*ordered[1:], None], strict=True):
            yield row, starts(following) if following else None
