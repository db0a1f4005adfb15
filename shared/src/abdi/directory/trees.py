"""Subtrees of the directory as sub-queries: units below a unit, people below a superior.

Set-based and safe against circles (`UNION` stops at what was seen), should the registry ever publish one.
"""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, Select, Uuid, func, literal, select

from abdi.db.tables import directory_person, directory_unit


def units_below(unit_ids: Iterable[UUID]) -> Select[Any]:
    """These units and all below them: a select of unit ids.

    The given ones belong to it even before the registry's word of them has come: people may arrive first.
    """
    unit = directory_unit.c
    given = select(func.unnest(literal(sorted(unit_ids), ARRAY(Uuid))).label("unit_id"))
    # Without a name of its own a query may hold several such trees.
    tree = given.cte(recursive=True)
    tree = tree.union(select(unit.unit_id).join(tree, unit.parent_id == tree.c.unit_id))
    return select(tree.c.unit_id)


def people_in_unit(unit_id: UUID) -> Select[Any]:
    """Everybody in the unit and the units below, in service or not: a select of employee ids."""
    return people_in_units([unit_id])


def people_in_units(unit_ids: Iterable[UUID]) -> Select[Any]:
    """As `people_in_unit`, for several."""
    return select(directory_person.c.employee_id).where(directory_person.c.unit_id.in_(units_below(unit_ids)))


def people_below(*superior_ids: UUID) -> Select[Any]:
    """Everybody who reports to one of these, directly or through others: a select of employee ids."""
    person = directory_person.c
    above = superior_ids[0] if len(superior_ids) == 1 else None
    direct = person.superior_id == above if above else person.superior_id.in_(superior_ids)
    tree = select(person.employee_id).where(direct).cte(recursive=True)
    tree = tree.union(select(person.employee_id).join(tree, person.superior_id == tree.c.employee_id))
    return select(tree.c.employee_id)
