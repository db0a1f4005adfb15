"""The rows of the tables that an import adds, with their ids; pure, no database."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields
from datetime import date, datetime
from typing import Any
from uuid import UUID

from abdi.clock import new_id
from personnel.identifiers.vault import NikVault
from personnel.imports.content import Content
from personnel.imports.queries import Key, Known
from personnel.imports.rows import AppointmentRow, EmployeeRow
from personnel.imports.timelines import HISTORIES, Recorded, Timeline, Values

Timelines = Mapping[str, Mapping[str, Timeline]]


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
            "superseded_at": None,
            "corrects_id": None,
            "reason": None,
        }

    def successor(self, ended: Recorded, on: date) -> Values:
        """What is recorded in place of an entry that ends on `on`."""
        record = self.record(ended.span.starts, on) | {"corrects_id": ended.values["id"]}
        return ended.values | record

    def row(self) -> Values:
        """The columns that every versioned row has."""
        return {"version": 1, "created_at": self.now, "updated_at": self.now}


@dataclass(frozen=True)
class Change:
    """What a history of somebody in the registry gains: its last new entry, and what held until the first."""

    file: str
    employee_id: UUID
    entry: Values
    before: Recorded | None


@dataclass
class Tables:
    """New rows by table, in the order in which they can be inserted."""

    agency: list[Values] = field(default_factory=list)
    unit: list[Values] = field(default_factory=list)
    unit_placement: list[Values] = field(default_factory=list)
    position: list[Values] = field(default_factory=list)
    employee: list[Values] = field(default_factory=list)
    rank_record: list[Values] = field(default_factory=list)
    education_record: list[Values] = field(default_factory=list)
    appointment_record: list[Values] = field(default_factory=list)
    superior_record: list[Values] = field(default_factory=list)
    role_assignment: list[Values] = field(default_factory=list)
    delegation: list[Values] = field(default_factory=list)

    def __iter__(self) -> Iterator[tuple[str, list[Values]]]:
        return ((table.name, getattr(self, table.name)) for table in fields(self))


@dataclass
class Plan:
    """What to write: new rows, successors of entries that ended (by table), and whose histories change."""

    new: Tables = field(default_factory=Tables)
    units: Mapping[Key, UUID] = field(default_factory=dict)
    """Every unit that the files name."""
    ended: dict[str, list[Values]] = field(default_factory=dict)
    changes: list[Change] = field(default_factory=list)

    @property
    def counts(self) -> dict[str, int]:
        """New rows by table."""
        return {table: len(rows) for table, rows in self.new}

    @property
    def is_empty(self) -> bool:
        """Whether the registry holds everything already."""
        return not any(self.counts.values())


def make_plan(
    content: Content,
    known: Known,
    timelines: Timelines,
    *,
    ids: Mapping[str, UUID],
    vault: NikVault,
    around: Circumstances,
) -> Plan:
    """What of `content` is new; `ids` has everybody whom the files name."""
    plan = Plan()
    plan.new.agency = [
        {"id": new_id(), "created_at": around.now, "updated_at": around.now}
        | {"code": row.code, "name": row.name, "kind": row.kind, "time_zone": row.time_zone}
        for row in content.agencies
        if row.code not in known.described["agencies"]
    ]
    plan.units = _plan_units(plan.new, content, known, around=around)
    seats = _plan_positions(plan.new, content, known, units=plan.units, around=around)
    plan.new.employee = [
        _employee(row, ids[row.nip], vault=vault, around=around)
        for row in content.employees
        if row.nip not in known.employees
    ]
    references: dict[Any, UUID] = {**ids, **seats}
    for by_person in timelines.values():
        for timeline in by_person.values():
            if timeline.new:
                _plan_history(plan, timeline, known, references=references, around=around)
    return plan


def _plan_history(
    plan: Plan,
    timeline: Timeline,
    known: Known,
    *,
    references: Mapping[Any, UUID],
    around: Circumstances,
) -> None:
    table, employee_id = HISTORIES[timeline.file].table, references[timeline.nip]
    rows: list[Values] = getattr(plan.new, table)
    for row, span in timeline.new:
        rows.append(
            around.record(span.starts, span.ends)
            | {"employee_id": employee_id, "decree_number": None, "decree_on": None}
            | _FACTS[timeline.file](row, references)
        )
    starts = timeline.new[0][1].starts
    if timeline.ended is not None and timeline.ended_on is not None:
        plan.ended.setdefault(table, []).append(around.successor(timeline.ended, timeline.ended_on))
    if timeline.nip in known.employees:
        before = next((one for one in timeline.recorded if one.span.covers(starts)), None)
        plan.changes.append(Change(timeline.file, employee_id, rows[-1], before))


def _rank_facts(row: Any, _: Mapping[Any, UUID]) -> Values:
    decree = {"decree_number": row.decree_number, "decree_on": row.decree_on}
    return {"rank": row.rank, "change": row.promotion_type} | decree


def _education_facts(row: Any, _: Mapping[Any, UUID]) -> Values:
    return {name: getattr(row, name) for name in HISTORIES["educations"].columns}


def _appointment_facts(row: Any, references: Mapping[Any, UUID]) -> Values:
    return {"position_id": references[row.key]}


def _superior_facts(row: Any, references: Mapping[Any, UUID]) -> Values:
    return {"superior_id": references[row.superior_nip]}


_FACTS: dict[str, Callable[[Any, Mapping[Any, UUID]], Values]] = {
    "ranks": _rank_facts,
    "educations": _education_facts,
    "appointments": _appointment_facts,
    "superiors": _superior_facts,
}


def _plan_units(plan: Tables, content: Content, known: Known, *, around: Circumstances) -> Mapping[Key, UUID]:
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
    return ids


def _plan_positions(
    plan: Tables,
    content: Content,
    known: Known,
    *,
    units: Mapping[Key, UUID],
    around: Circumstances,
) -> dict[Key, UUID]:
    fresh = [row for row in content.positions if row.key not in known.positions]
    emptied = _last_ends(content.appointments)
    ids = known.positions | {row.key: new_id() for row in fresh}
    plan.position = [
        around.row()
        | {
            "id": ids[row.key],
            "agency_code": row.agency_code,
            "code": row.code,
            "unit_id": units[(row.agency_code, row.unit_code)],
            "title": row.title,
            "kind": row.kind,
            "level": row.level,
            "job_class": row.job_class,
            "is_head": row.is_head,
            "reference_code": row.reference_code,
            "empty_since": row.empty_since or emptied.get(row.key, around.today),
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
    assert row.nik is not None  # noqa: S101 - nobody new came without one
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
