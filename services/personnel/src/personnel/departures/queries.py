"""Finding what came into a reader's sight or left it because somebody moved, while no row changed."""

from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ARRAY, DateTime, Select, Subquery, Uuid, and_, func, literal, or_, select, union_all
from sqlalchemy.ext.asyncio import AsyncSession

from abdi.auth import Permission, Principal
from abdi.db.context import context_of
from abdi.db.tables import directory_grant, directory_person, directory_unit
from abdi.i18n import Text
from abdi.policy import Reach, claims
from abdi.problems import Conflict
from personnel.departures.models import StandingChange

BEFORE: Final = literal(datetime(1, 1, 2, tzinfo=UTC), DateTime(timezone=True))
"""When a place that nobody asks about was taken."""


class AuthorityChanged(Conflict):
    """The reader's own authority began or ended since then, so what changed is not all that differs."""

    code = "authority-changed"
    title = Text(
        "Wewenang Anda berubah sejak itu; baca daftar ini sekali tanpa changed_since",
        "Your authority has changed since then; read the list once without changed_since",
    )


async def must_have_held_since(
    session: AsyncSession, principal: Principal, since: datetime, *, today: date
) -> None:
    """Go on when the reader could see the same then. Raises AuthorityChanged."""
    if principal.kind != "person" or principal.employee_id is None:
        return
    grant, then = directory_grant.c, context_of(session).clock.day_of(since)
    other_grants = select(grant.id).where(
        grant.employee_id == principal.employee_id,
        or_(
            grant.heard_at >= since,
            and_(grant.starts_on > then, grant.starts_on <= today),
            and_(grant.ends_on >= then, grant.ends_on < today),
        ),
    )
    other_agency = select(StandingChange.id).where(
        StandingChange.subject_id == principal.employee_id,
        StandingChange.at >= since,
        StandingChange.agency != principal.agency,
    )
    if await session.scalar(select(or_(other_grants.exists(), other_agency.exists()))):
        raise AuthorityChanged


def people_moved(principal: Principal, permission: Permission, *, since: datetime) -> Subquery | None:
    """The people (`id`) who are or were within reach by a place left or taken since then, and when (`at`).

    None where no place matters: everything is within reach.
    """
    made = list(claims(principal, permission))
    if any(claim.rule.reach is Reach.EVERYWHERE for claim in made):
        return None
    agencies = {claim.agency for claim in made if claim.rule.reach is Reach.AGENCY and claim.agency}
    superiors = {claim.employee_id for claim in made if claim.rule.reach is Reach.BELOW and claim.employee_id}
    if principal.employee_id and any(rule.reach is Reach.BELOW for rule in permission.rules):
        superiors.add(principal.employee_id)  # whose last subordinate left is no superior any more
    units = {claim.unit_id for claim in made if claim.rule.reach is Reach.UNIT and claim.unit_id}
    parts: list[Select[Any]] = [
        *([_of_agencies(agencies, since)] if agencies else []),
        *([_below(superiors, since)] if superiors else []),
        *([_in_units(units, since)] if units else []),
    ]
    if not parts:
        return None
    found = union_all(*parts).subquery()
    latest: Select[Any] = select(found.c.id, func.max(found.c.at).label("at")).where(found.c.at >= since)
    return latest.group_by(found.c.id).subquery()


def _of_agencies(agencies: Iterable[str], since: datetime) -> Any:
    change = StandingChange
    moved: Any = select(change.subject_id.label("id"), change.at.label("at"))
    return moved.where(~change.is_unit, change.agency.in_(sorted(agencies)), change.at >= since)


def _below(superiors: Iterable[UUID], since: datetime) -> Select[Any]:
    line = _lines(since)
    tree = select(line.c.id, line.c.at).where(line.c.superior_id.in_(sorted(superiors))).cte(recursive=True)
    line = _lines(since)
    # Each circle, should there be one, ends: the latest instant on the way can only be one of a few.
    tree = tree.union(
        select(line.c.id, func.greatest(line.c.at, tree.c.at, type_=BEFORE.type)).join(
            tree, line.c.superior_id == tree.c.id
        )
    )
    return select(tree.c.id, tree.c.at)


def _in_units(units: Iterable[UUID], since: datetime) -> Select[Any]:
    given = select(func.unnest(literal(sorted(units), ARRAY(Uuid))).label("id"), BEFORE.label("at"))
    tree = given.cte(recursive=True)
    place = _unit_places(since)
    tree = tree.union(
        select(place.c.id, func.greatest(place.c.at, tree.c.at, type_=BEFORE.type)).join(
            tree, place.c.unit_id == tree.c.id
        )
    )
    person = _lines(since)
    return select(person.c.id, func.greatest(person.c.at, tree.c.at, type_=BEFORE.type).label("at")).join(
        tree, person.c.unit_id == tree.c.id
    )


def _lines(since: datetime) -> Subquery:
    person, change = directory_person.c, StandingChange
    now = select(person.employee_id.label("id"), person.superior_id, person.unit_id, BEFORE.label("at"))
    moved = select(change.subject_id, change.superior_id, change.above_unit_id, change.at).where(
        ~change.is_unit, change.at >= since
    )
    return union_all(now, moved).subquery()


def _unit_places(since: datetime) -> Subquery:
    unit, change = directory_unit.c, StandingChange
    now = select(unit.unit_id.label("id"), unit.parent_id.label("unit_id"), BEFORE.label("at"))
    moved = select(change.subject_id, change.above_unit_id, change.at).where(
        change.is_unit, change.at >= since
    )
    return union_all(now, moved).subquery()
