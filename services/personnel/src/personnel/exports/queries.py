"""What each file holds: everything of it that is in force in the registry, as the import names it."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import aliased

from abdi.bulk.exports import SUBJECT
from abdi.directory import scope
from abdi.tokens import Principal
from personnel.appointments.models import AppointmentRecord
from personnel.educations.models import EducationRecord
from personnel.employees.models import Employee
from personnel.employees.queries import COLUMNS as PEOPLE
from personnel.histories.models import OfEmployee
from personnel.histories.queries import known_at
from personnel.imports.rows import EmployeeRow, PositionRow, UnitRow
from personnel.policy import EXPORT
from personnel.positions.models import Position
from personnel.positions.queries import COLUMNS as POSITIONS
from personnel.ranks.models import RankRecord
from personnel.superiors.models import SuperiorRecord
from personnel.units.models import Unit, UnitPlacement
from personnel.units.queries import COLUMNS as UNITS

SEALED = "nik_sealed"
_ABOVE = aliased(Unit)
_SUPERIOR = aliased(Employee)


def select_units(principal: Principal) -> Select[Any]:
    """Units that exist, with the one above."""
    is_current = UnitPlacement.superseded_at.is_(None) & UnitPlacement.valid_to.is_(None)
    return (
        select(*_named(Unit, set(UnitRow.model_fields) - {"parent_code"}), _ABOVE.code.label("parent_code"))
        .outerjoin(UnitPlacement, (UnitPlacement.unit_id == Unit.id) & is_current)
        .outerjoin(_ABOVE, _ABOVE.id == UnitPlacement.parent_id)
        .where(Unit.dissolved_on.is_(None), scope(principal, EXPORT, UNITS))
        .order_by(Unit.agency_code, Unit.code)
    )


def select_positions(principal: Principal) -> Select[Any]:
    """Positions that exist."""
    named = _named(Position, set(PositionRow.model_fields) - {"unit_code"})
    return (
        select(*named, Unit.code.label("unit_code"))
        .join(Unit, Unit.id == Position.unit_id)
        .where(Position.abolished_on.is_(None), scope(principal, EXPORT, POSITIONS))
        .order_by(Position.agency_code, Position.code)
    )


def select_employees(principal: Principal) -> Select[Any]:
    """Everybody, also who has left; the NIK sealed."""
    named = _named(Employee, set(EmployeeRow.model_fields) - {"nik"})
    return _of_people(principal, *named, Employee.nik_sealed.label(SEALED)).order_by(Employee.nip)


def select_ranks(principal: Principal) -> Select[Any]:
    """The history of ranks."""
    stated = _named(RankRecord, {"rank", "decree_number", "decree_on"})
    return _entries(principal, RankRecord, *stated, RankRecord.change.label("promotion_type"))


def select_educations(principal: Principal) -> Select[Any]:
    """Recognised educations."""
    stated = _named(EducationRecord, {"level", "program_code", "program_name", "institution"})
    return _entries(principal, EducationRecord, *stated, since="graduated_on")


def select_appointments(principal: Principal) -> Select[Any]:
    """The history of positions held."""
    of_position = Position.agency_code.label("agency_code"), Position.code.label("position_code")
    ends = AppointmentRecord.valid_to.label("effective_to")
    wanted = _entries(principal, AppointmentRecord, *of_position, ends)
    return wanted.join(Position, Position.id == AppointmentRecord.position_id)


def select_superiors(principal: Principal) -> Select[Any]:
    """The history of direct superiors."""
    wanted = _entries(principal, SuperiorRecord, _SUPERIOR.nip.label("superior_nip"))
    return wanted.join(_SUPERIOR, _SUPERIOR.id == SuperiorRecord.superior_id)


SELECTS: dict[str, Callable[[Principal], Select[Any]]] = {
    "units": select_units,
    "positions": select_positions,
    "employees": select_employees,
    "ranks": select_ranks,
    "educations": select_educations,
    "appointments": select_appointments,
    "superiors": select_superiors,
}


def _named(model: Any, names: set[str]) -> list[ColumnElement[Any]]:
    return [getattr(model, name).label(name) for name in sorted(names)]


def _of_people(principal: Principal, *columns: Any) -> Select[Any]:
    return select(*columns, Employee.id.label(SUBJECT)).where(scope(principal, EXPORT, PEOPLE))


def _entries(
    principal: Principal, model: type[OfEmployee], *columns: Any, since: str = "effective_from"
) -> Select[Any]:
    """What is believed today of everybody's history, in the order of life."""
    return (
        _of_people(principal, Employee.nip.label("nip"), model.valid_from.label(since), *columns)
        .select_from(model)
        .join(Employee, Employee.id == model.employee_id)
        .where(known_at(model, None))
        .order_by(Employee.nip, model.valid_from, model.id)
    )
