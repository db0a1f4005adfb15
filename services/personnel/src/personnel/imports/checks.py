"""Checks across rows and against the registry; every error names its row and column."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise
from typing import Any

from personnel.histories.rules import Span
from personnel.identifiers.rules import (
    Declared,
    IdentifierInvalid,
    cross_check,
    errors_of,
    parse_nik,
    parse_nip,
    warnings_of,
)
from personnel.imports.files import Content
from personnel.imports.queries import Known
from personnel.imports.rows import EmployeeRow, RowError
from personnel.ranks.rules import is_known
from personnel.units.rules import is_below


@dataclass
class Findings:
    """What is wrong, and how often a rule only warned."""

    errors: list[RowError] = field(default_factory=list)
    warnings: Counter[str] = field(default_factory=Counter)

    def add(self, file: str, row: Any, column: str, *, code: str, message: str) -> None:
        """Name one error."""
        self.errors.append(RowError(f"{file}.csv", row.line, column, code, message))


def check_content(content: Content, known: Known) -> Findings:
    """Everything that would make the import wrong; with errors nothing is written."""
    found = Findings(errors=list(content.errors))
    if found.errors:
        return found  # what refers to an unreadable row would be called unknown
    agencies = known.agencies | {row.code for row in content.agencies}
    units = set(known.units) | {row.key for row in content.units}
    seats = set(known.positions) | {row.key for row in content.positions}
    people = set(known.employees) | {row.nip for row in content.employees}
    _refuse_twins(found, content)
    for file in ("units", "positions", "employees"):
        _must_know(
            found, file, getattr(content, file), column="agency_code", is_known_value=agencies.__contains__
        )
    for file in ("ranks", "educations", "appointments", "superiors"):
        _must_know(found, file, getattr(content, file), column="nip", is_known_value=people.__contains__)
    _must_know(
        found, "superiors", content.superiors, column="superior_nip", is_known_value=people.__contains__
    )
    for seat in content.appointments:
        if seat.key not in seats:
            found.add(
                "appointments",
                seat,
                "position_code",
                code="unknown",
                message="no such position in this agency",
            )
    for position in content.positions:
        if (position.agency_code, position.unit_code) not in units:
            found.add(
                "positions", position, "unit_code", code="unknown", message="no such unit in this agency"
            )
    _check_tree(found, content, units)
    _check_people(found, content, known)
    _check_ranks(found, content)
    _check_superiors(found, content)
    _check_appointments(found, content, known)
    return found


def _must_know(
    found: Findings, file: str, rows: Iterable[Any], *, column: str, is_known_value: Callable[[str], bool]
) -> None:
    for row in rows:
        if not is_known_value(getattr(row, column)):
            found.add(file, row, column, code="unknown", message="neither in the files nor in the registry")


def _refuse_twins(found: Findings, content: Content) -> None:
    keys: dict[str, tuple[str, Callable[[Any], object]]] = {
        "agencies": ("code", lambda row: row.code),
        "units": ("code", lambda row: row.key),
        "positions": ("code", lambda row: row.key),
        "employees": ("nip", lambda row: row.nip),
        "ranks": ("effective_from", lambda row: (row.nip, row.effective_from)),
        "appointments": ("effective_from", lambda row: (row.nip, row.effective_from)),
        "superiors": ("effective_from", lambda row: (row.nip, row.effective_from)),
    }
    for file, (column, key) in keys.items():
        seen: dict[object, int] = {}
        for row in getattr(content, file):
            first = seen.setdefault(key(row), row.line)
            if first != row.line:
                found.add(file, row, column, code="twin", message=f"the same as line {first}")


def _check_tree(found: Findings, content: Content, units: set[tuple[str, str]]) -> None:
    parents: dict[tuple[str, str], tuple[str, str] | None] = {
        row.key: (row.agency_code, row.parent_code) for row in content.units if row.parent_code
    }
    for row in content.units:
        if row.parent_code is None:
            continue
        above = (row.agency_code, row.parent_code)
        if above not in units:
            found.add("units", row, "parent_code", code="unknown", message="no such unit in this agency")
        elif is_below(parents, above, row.key):
            found.add(
                "units", row, "parent_code", code="below_itself", message="a unit cannot stand below itself"
            )


def _check_people(found: Findings, content: Content, known: Known) -> None:
    niks: dict[str, int] = {}
    for row in content.employees:
        if row.nip in known.employees:
            continue
        _check_numbers(found, row)
        if row.nik in known.niks:
            found.add(
                "employees", row, "nik", code="nik_taken", message="the registry holds it under another NIP"
            )
        first = niks.setdefault(row.nik, row.line)
        if first != row.line:
            found.add("employees", row, "nik", code="twin", message=f"the same as line {first}")


def _check_numbers(found: Findings, row: EmployeeRow) -> None:
    try:
        nip = parse_nip(row.nip)
    except IdentifierInvalid as invalid:
        found.add(
            "employees", row, "nip", code=invalid.reasons[0].rule, message=invalid.reasons[0].message.en
        )
        return
    try:
        nik = parse_nik(row.nik)
    except IdentifierInvalid as invalid:
        found.add(
            "employees", row, "nik", code=invalid.reasons[0].rule, message=invalid.reasons[0].message.en
        )
        return
    declared = Declared(row.employment_type, row.birth_date, row.sex, row.appointed_on)
    checks = cross_check(nip, nik, declared)
    for reason in errors_of(checks):
        found.add(
            "employees", row, reason.rule.partition(".")[0], code=reason.rule, message=reason.message.en
        )
    found.warnings.update(reason.rule for reason in warnings_of(checks))


def _check_ranks(found: Findings, content: Content) -> None:
    kinds = {row.nip: row.employment_type for row in content.employees}
    for row in content.ranks:
        kind = kinds.get(row.nip)
        if kind is not None and not is_known(row.rank, is_pppk=kind == "PPPK"):
            found.add("ranks", row, "rank", code="rank.known", message=f"no rank or grade of a {kind}")


def _check_superiors(found: Findings, content: Content) -> None:
    for superior in content.superiors:
        if superior.nip == superior.superior_nip:
            found.add(
                "superiors",
                superior,
                "superior_nip",
                code="own_superior",
                message="nobody is the own superior",
            )


def _check_appointments(found: Findings, content: Content, known: Known) -> None:
    new = [seat for seat in content.appointments if seat.nip not in known.employees]
    for seat in new:
        if seat.effective_to is not None and seat.effective_to <= seat.effective_from:
            found.add(
                "appointments", seat, "effective_to", code="period_empty", message="ends before it begins"
            )
        elif seat.key in known.held and seat.effective_to is None:
            found.add(
                "appointments",
                seat,
                "position_code",
                code="position_held",
                message="somebody holds it already",
            )
    _refuse_overlaps(
        found,
        new,
        key=lambda row: row.nip,
        column="effective_from",
        message="the person holds another position",
    )
    _refuse_overlaps(
        found,
        new,
        key=lambda row: row.key,
        column="position_code",
        message="somebody else holds the position",
    )


def _refuse_overlaps(
    found: Findings, rows: Iterable[Any], *, key: Callable[[Any], object], column: str, message: str
) -> None:
    groups: dict[object, list[Any]] = defaultdict(list)
    for row in rows:
        groups[key(row)].append(row)
    for group in groups.values():
        for earlier, later in _neighbours(group):
            if Span(earlier.effective_from, _end(earlier)).overlaps(Span(later.effective_from, _end(later))):
                found.add(
                    "appointments", later, column, code="overlap", message=f"{message} (line {earlier.line})"
                )


def _neighbours(group: list[Any]) -> Iterator[tuple[Any, Any]]:
    ordered = sorted(group, key=lambda row: row.effective_from)
    return pairwise(ordered)


def _end(row: Any) -> date | None:
    ends: date | None = row.effective_to
    return ends
