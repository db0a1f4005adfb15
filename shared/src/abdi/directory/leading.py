"""Who leads a unit: whoever is the superior, directly or through others, of everybody in it."""

from dataclasses import replace
from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, select
from sqlalchemy.ext.asyncio import AsyncSession

from abdi.db.tables import directory_person, directory_unit
from abdi.directory.standing import resource_of
from abdi.directory.trees import people_below, people_in_unit
from abdi.policy import Permission, Reach, Resource, claims
from abdi.problems import NotFound
from abdi.tokens import Principal


async def unit_resource(
    session: AsyncSession, principal: Principal, permission: Permission, *, unit_id: UUID
) -> Resource:
    """A unit as the object of a decision of this principal, leaders of the unit included.

    Of the leaders only those are named for whom the principal can speak: itself, and those for whom it stands
    in. Raises NotFound for a unit that the directory does not know.
    """
    agency = await session.scalar(select(directory_unit.c.agency).where(directory_unit.c.unit_id == unit_id))
    if agency is None:
        raise NotFound
    unit = await resource_of(session, agency=agency, unit_id=unit_id)
    speaks_for = {
        claim.employee_id
        for claim in claims(principal, permission)
        if claim.rule.reach is Reach.BELOW and claim.employee_id is not None
    }
    leading = {leader for leader in speaks_for if await session.scalar(select(_leads(leader, unit_id)))}
    return replace(unit, superiors=frozenset(leading))


def _leads(leader: UUID, unit_id: UUID) -> ColumnElement[bool]:
    person = directory_person.c
    others = select(person.employee_id).where(
        person.employee_id.in_(people_in_unit(unit_id)), person.is_in_service, person.employee_id != leader
    )
    return and_(exists(others), ~exists(others.where(person.employee_id.not_in(people_below(leader)))))
