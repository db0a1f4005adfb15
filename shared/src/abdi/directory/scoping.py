"""The rules of a permission as a condition for a query: the same answer as `abdi.policy.decide`."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, or_

from abdi.db.tables import directory_person
from abdi.directory.trees import people_below, people_in_units, units_below
from abdi.policy import EVERYTHING, NOTHING, Allow, Claim, Permission, Reach, Resource, Scope, claims, decide
from abdi.tokens import Principal


@dataclass(frozen=True)
class Columns:
    """Where a model says what a decision must know.

    Args:
        agency: the column with the agency's code.
        employee_id: the column with the person about whom a row is, if rows are about persons.
        unit_id: the column with the unit, for rows about no person.
    """

    agency: Any
    employee_id: Any = None
    unit_id: Any = None


# Under a name of its own, since conditions look for people in the same table.
_asked_person: Final = directory_person.alias("asked_person").c
_ASKED: Final = Columns(_asked_person.agency, _asked_person.employee_id)


def scope(principal: Principal, permission: Permission, columns: Columns) -> Scope:
    """The rows to which `permission` extends for `principal`."""
    condition = _reached(list(claims(principal, permission)), columns)
    if permission.not_own and columns.employee_id is not None and principal.own_id is not None:
        return and_(condition, columns.employee_id.is_distinct_from(principal.own_id))
    return condition


def scope_of_any(principal: Principal, permissions: Sequence[Permission], columns: Columns) -> Scope:
    """The rows to which one of `permissions` extends: what somebody who may act on it may at least find."""
    return or_(*(scope(principal, permission, columns) for permission in permissions))


def reaches(principal: Principal, permission: Permission, employee_id: UUID) -> Scope:
    """Whether `permission` extends to what is about this person, as a condition that asks the directory."""
    unknown = Resource(agency=None, employee_id=employee_id)
    if isinstance(decide(principal, permission, unknown), Allow):
        return EVERYTHING
    within = scope(principal, permission, _ASKED)
    return exists().where(_ASKED.employee_id == employee_id, within)


def _reached(made: Sequence[Claim], columns: Columns) -> Scope:
    if any(claim.rule.reach is Reach.EVERYWHERE for claim in made):
        return EVERYTHING
    conditions = [
        condition
        for reach in (Reach.AGENCY, Reach.OWN, Reach.BELOW, Reach.UNIT)
        if (condition := _within(reach, [c for c in made if c.rule.reach is reach], columns)) is not None
    ]
    return or_(*conditions) if conditions else NOTHING


def _within(reach: Reach, made: Sequence[Claim], columns: Columns) -> ColumnElement[bool] | None:
    if not made:
        return None
    agencies = sorted({claim.agency for claim in made if claim.agency is not None})
    if reach is Reach.AGENCY:
        return _is_one_of(columns.agency, agencies) if agencies else None
    if reach is Reach.OWN:
        return _own(made, columns)
    return _per_agency(reach, made, columns)


def _own(made: Sequence[Claim], columns: Columns) -> ColumnElement[bool] | None:
    people = [claim.employee_id for claim in made if claim.employee_id is not None]
    if columns.employee_id is None or not people:
        return None
    return _is_one_of(columns.employee_id, people)


def _is_one_of(column: Any, values: Sequence[Any]) -> ColumnElement[bool]:
    # Most often it is one; a list of unknown length makes SQLAlchemy write the statement anew each time.
    return column == values[0] if len(values) == 1 else column.in_(values)  # type: ignore[no-any-return] # column of any model


def _per_agency(reach: Reach, made: Sequence[Claim], columns: Columns) -> ColumnElement[bool] | None:
    conditions = []
    for agency in sorted({claim.agency for claim in made if claim.agency is not None}):
        inside = _inside(reach, [claim for claim in made if claim.agency == agency], columns)
        if inside is not None:
            conditions.append(and_(columns.agency == agency, inside))
    return or_(*conditions) if conditions else None


def _inside(reach: Reach, made: Sequence[Claim], columns: Columns) -> ColumnElement[bool] | None:
    if reach is Reach.BELOW:
        superiors = {claim.employee_id for claim in made if claim.employee_id is not None}
        if columns.employee_id is None or not superiors:
            return None
        return columns.employee_id.in_(people_below(*superiors))  # type: ignore[no-any-return] # column of any model
    units = {claim.unit_id for claim in made if claim.unit_id is not None}
    if not units:
        return None
    if columns.employee_id is None:
        return columns.unit_id.in_(units_below(units)) if columns.unit_id is not None else None
    return columns.employee_id.in_(people_in_units(units))  # type: ignore[no-any-return] # column of any model
