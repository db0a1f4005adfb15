"""Checks across rows and against the registry; every error names its row and column."""

from collections.abc import Callable, Container, Hashable, Iterable, Mapping
from datetime import date
from typing import Any, Final
from uuid import UUID

from personnel.identifiers.rules import (
    Declared,
    IdentifierInvalid,
    check_appointed,
    cross_check,
    parse_nik,
    parse_nip,
)
from personnel.imports import faults
from personnel.imports.content import Content
from personnel.imports.findings import Findings
from personnel.imports.judging import People, Timelines, judge_histories
from personnel.imports.organisation import judge_organisation
from personnel.imports.queries import Key, Known
from personnel.imports.rows import EmployeeRow
from personnel.imports.timelines import HISTORIES, make_timelines

KEYS: Final[dict[str, tuple[str, Callable[[Any], tuple[Hashable, ...]]]]] = {
    "agencies": ("code", lambda row: (row.code,)),
    "units": ("code", lambda row: row.key),
    "positions": ("code", lambda row: row.key),
    "employees": ("nip", lambda row: (row.nip,)),
    "ranks": ("effective_from", lambda row: (row.nip, row.effective_from)),
    "educations": ("graduated_on", lambda row: (row.nip, row.graduated_on, row.level, row.program_name)),
    "appointments": ("effective_from", lambda row: (row.nip, row.effective_from)),
    "superiors": ("effective_from", lambda row: (row.nip, row.effective_from)),
    "roles": ("starts_on", lambda row: row.key),
    "delegations": ("starts_on", lambda row: row.key),
}
"""By file: the column that errors about twins name, and what tells rows apart."""
_DESCRIBED: Final[dict[str, Callable[[Any], Hashable]]] = {
    "agencies": lambda row: row.code,
    "units": lambda row: row.key,
    "positions": lambda row: row.key,
    "employees": lambda row: row.nip,
}
_PERSON: Final = ("agency_code", "employment_type", "birth_date", "appointed_on", "status")


def check_content(
    content: Content, known: Known, *, ids: Mapping[str, UUID], today: date
) -> tuple[Findings, Timelines]:
    """Everything that would make the import wrong, and where the entries of histories go.

    `ids` has everybody whom the files name. What has an error must not be written; the timelines are then
    incomplete.
    """
    found = Findings()
    _refuse_twins(found, content)
    _refuse_unknown(found, content, known)
    _refuse_differences(found, content, known)
    judge_organisation(found, content, known, today=today)
    _check_people(found, content, known, today=today)
    timelines = {
        file: make_timelines(found, file, content.rows(file), recorded=known.histories[file])
        for file in HISTORIES
    }
    if not found.errors:  # the rules speak of histories that are in order
        judge_histories(found, timelines, people_of(content, known, ids), known=known, today=today)
    return found, timelines


def people_of(content: Content, known: Known, ids: Mapping[str, UUID]) -> People:
    """Everybody whom the files name, as the files and the registry know them."""
    facts = {row.nip: {name: getattr(row, name) for name in _PERSON} for row in content.employees}
    return People(facts | known.described["employees"], ids, frozenset(known.employees), own=known.own)


def _refuse_unknown(found: Findings, content: Content, known: Known) -> None:
    agencies = known.described["agencies"].keys() | {row.code for row in content.agencies}
    units = known.units.keys() | {row.key for row in content.units}
    seats = known.positions.keys() | {row.key for row in content.positions}
    people = known.employees.keys() | {row.nip for row in content.employees}
    for file in ("units", "positions", "employees", "roles", "delegations"):
        _must_know(found, file, content, column="agency_code", known=agencies)
    for file in (*HISTORIES, "roles"):
        _must_know(found, file, content, column="nip", known=people)
    for column in ("from_nip", "to_nip"):
        _must_know(found, "delegations", content, column=column, known=people)
    _must_know(found, "superiors", content, column="superior_nip", known=people)
    _refuse_unknown_units(found, content, units)
    for seat in content.appointments:
        if seat.key not in seats:
            found.add("appointments", seat, "position_code", fault=faults.UNKNOWN_POSITION)


def _refuse_unknown_units(found: Findings, content: Content, units: Container[Key]) -> None:
    for row in content.units:
        if row.parent_code is not None and (row.agency_code, row.parent_code) not in units:
            found.add("units", row, "parent_code", fault=faults.UNKNOWN_UNIT)
    for role in content.roles:
        if role.unit_code is not None and (role.agency_code, role.unit_code) not in units:
            found.add("roles", role, "unit_code", fault=faults.UNKNOWN_UNIT)
    for position in content.positions:
        if (position.agency_code, position.unit_code) not in units:
            found.add("positions", position, "unit_code", fault=faults.UNKNOWN_UNIT)


def _must_know(found: Findings, file: str, content: Content, *, column: str, known: Iterable[str]) -> None:
    names = set(known)
    for row in content.rows(file):
        if getattr(row, column) not in names:
            found.add(file, row, column, fault=faults.UNKNOWN)


def _refuse_twins(found: Findings, content: Content) -> None:
    for file, (column, key) in KEYS.items():
        seen: dict[Hashable, int] = {}
        for row in content.rows(file):
            first = seen.setdefault(key(row), row.line)
            if first != row.line:
                found.add(file, row, column, fault=faults.twin(first))


def _refuse_differences(found: Findings, content: Content, known: Known) -> None:
    """Rows of what the registry holds change nothing, so they must say the same."""
    for file, key in _DESCRIBED.items():
        described = known.described[file]
        for row in content.rows(file):
            for column, value in described.get(key(row), {}).items():
                if getattr(row, column) != value:
                    found.differs(file, row, column, registry=faults.OTHERWISE)


def _check_people(found: Findings, content: Content, known: Known, *, today: date) -> None:
    niks: dict[str, int] = {}
    for row in content.employees:
        if row.nik is not None:
            first = niks.setdefault(row.nik, row.line)
            if first != row.line:
                found.add("employees", row, "nik", fault=faults.twin(first))
        if row.nip in known.employees:
            if row.nik is not None and known.niks.get(row.nik) != row.nip:
                found.differs("employees", row, "nik", registry=faults.OTHER_NIK)
        else:
            _check_new(found, row, known, today=today)


def _check_new(found: Findings, row: EmployeeRow, known: Known, *, today: date) -> None:
    if row.nip in known.elsewhere:
        found.add("employees", row, "nip", fault=faults.NIP_TAKEN)
        return
    if row.nik is None:
        found.add("employees", row, "nik", fault=faults.NIK_NEEDED)
        return
    _check_numbers(found, row, row.nik)
    appointed = check_appointed(row.appointed_on, today=today)
    found.judge("employees", row, [appointed], columns={}, column="appointed_on")
    if row.nik in known.niks:
        found.add("employees", row, "nik", fault=faults.NIK_TAKEN)


def _check_numbers(found: Findings, row: EmployeeRow, nik: str) -> None:
    column = "nip"
    try:
        number = parse_nip(row.nip)
        column = "nik"
        held = parse_nik(nik)
    except IdentifierInvalid as invalid:
        reason = invalid.reasons[0]
        found.add("employees", row, column, fault=faults.Fault(reason.rule, reason.message, reason.remedy))
        return
    declared = Declared(row.employment_type, row.birth_date, row.sex, row.appointed_on)
    checks = list(cross_check(number, held, declared))
    numbers = {check.reason.rule: check.reason.rule.partition(".")[0] for check in checks}
    columns = {rule: name for rule, name in numbers.items() if name in ("nip", "nik")}
    found.judge("employees", row, checks, columns=columns, column="appointed_on")
