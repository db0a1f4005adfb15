"""Where the object of a decision stands: who is above its person, which units are above its own."""

from collections.abc import Collection, Mapping
from typing import Any, Final
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from abdi.policy import Resource

_STANDING: Final = text("""
    WITH RECURSIVE asked AS (
        SELECT employee_id, unit_id, superior_id FROM directory_person
        WHERE employee_id = ANY (CAST(:people AS uuid[]))
    ), above AS (
        SELECT employee_id, superior_id FROM asked WHERE superior_id IS NOT NULL
        UNION
        SELECT above.employee_id, person.superior_id
        FROM above JOIN directory_person AS person ON person.employee_id = above.superior_id
        WHERE person.superior_id IS NOT NULL
    ), placed AS (
        SELECT employee_id, unit_id FROM asked WHERE unit_id IS NOT NULL
        UNION
        SELECT placed.employee_id, unit.parent_id
        FROM placed JOIN directory_unit AS unit USING (unit_id)
        WHERE unit.parent_id IS NOT NULL
    )
    SELECT employee_id,
        (SELECT array_agg(superior_id) FROM above WHERE above.employee_id = asked.employee_id),
        (SELECT array_agg(placed.unit_id) FROM placed WHERE placed.employee_id = asked.employee_id)
    FROM asked
""")
_UNITS_ABOVE: Final = text("""
    WITH RECURSIVE above AS (
        SELECT CAST(:unit AS uuid) AS unit_id
        UNION
        SELECT unit.parent_id FROM above JOIN directory_unit AS unit USING (unit_id)
        WHERE unit.parent_id IS NOT NULL
    )
    SELECT unit_id FROM above
""")


async def resource_of(
    session: AsyncSession, *, agency: str | None, employee_id: UUID | None = None, unit_id: UUID | None = None
) -> Resource:
    """The object of a decision: about a person, about a unit, or about the agency alone. One query at most.

    Args:
        session: of the request.
        agency: the agency's code, as the object itself says.
        employee_id: the person about whom it is; the units are then those of the person.
        unit_id: the unit to which it belongs, for what is about no person.
    """
    if employee_id is not None:
        return (await resources_of(session, {employee_id: agency}))[employee_id]
    if unit_id is not None:
        above = await session.scalars(_UNITS_ABOVE, {"unit": str(unit_id)})
        return Resource(agency, units=frozenset(above))
    return Resource(agency)


async def resources_of(session: AsyncSession, people: Mapping[UUID, Any]) -> dict[UUID, Resource]:
    """As `resource_of` for many people (id to agency), in one query; the unknown stand alone."""
    standing = await _standing(session, people)
    return {
        employee_id: Resource(agency, employee_id, *standing.get(employee_id, (frozenset(), frozenset())))
        for employee_id, agency in people.items()
    }


async def _standing(
    session: AsyncSession, people: Collection[UUID]
) -> dict[UUID, tuple[frozenset[UUID], frozenset[UUID]]]:
    if not people:
        return {}
    rows = await session.execute(_STANDING, {"people": [str(person) for person in people]})
    return {
        employee_id: (frozenset(superiors or ()), frozenset(units or ()))
        for employee_id, superiors, units in rows
    }
