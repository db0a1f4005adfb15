"""What authority means, said a second time and as plainly as can be: the policy suites compare with it."""

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import NamedTuple
from uuid import UUID

from abdi.directory import GrantRow, PersonRow
from abdi.policy import Permission, Reach, Resource, Rule
from abdi.testing.policy_world import World
from abdi.tokens import Principal


class Capacity(NamedTuple):
    """In which a principal may act: for an agency, as (or in the place of) somebody, for a unit."""

    agency: str | None
    person: UUID | None
    unit: UUID | None = None


class Expected:
    """What a principal is and may on a day of a world.

    A person's roles come from the world and never from the token; they count while the person serves, a
    delegation also while the one who gave it does.
    """

    def __init__(self, world: World, principal: Principal, today: date) -> None:
        self._world = world
        self._principal = principal
        is_person = principal.kind == "person"
        self._person = world.person(principal.employee_id) if is_person else None
        self.agency = self._person.agency if self._person else principal.agency
        self.held = [grant for grant in world.grants if self._holds(grant, today)]
        self.roles = self._roles()

    def _holds(self, grant: GrantRow, today: date) -> bool:
        return (
            self._person is not None
            and self._person.is_in_service
            and grant.employee_id == self._person.employee_id
            and not grant.is_ended
            and grant.starts_on <= today
            and (grant.ends_on is None or today <= grant.ends_on)
            and (grant.kind != "delegation" or _serves(self._world.person(grant.of)))
        )

    def _roles(self) -> set[str]:
        if self._principal.kind == "service":
            return set(self._principal.roles)
        if self._principal.kind == "agency_system":
            return {"agency_system"}
        if self._principal.kind == "applicant":
            return {"applicant"}
        if self._principal.employee_id is None:
            return set()
        leads = _serves(self._person) and any(
            one.superior_id == self._principal.employee_id and one.is_in_service for one in self._world.people
        )
        return {"employee", *(["superior"] if leads else []), *(grant.role for grant in self.held)}

    def rules_for(self, permission: Permission, target: Resource) -> list[Rule]:
        """The rules that permit this, asked one by one; `target` says only what the object itself does."""
        principal = self._principal
        if principal.kind == "agency_system" and permission.name not in principal.scopes:
            return []
        own = principal.employee_id or principal.applicant_id
        is_own = own is not None and own == target.employee_id
        if permission.not_own and is_own:
            return []
        return [rule for rule in permission.rules if self._permits(rule, permission, target)]

    def _permits(self, rule: Rule, permission: Permission, target: Resource) -> bool:
        if rule.role not in self.roles:
            return False
        if rule.reach is Reach.EVERYWHERE:
            return True
        capacities = self._capacities(rule.role, {permission.name, *permission.implied_by})
        return any(self._reaches(rule.reach, capacity, target) for capacity in capacities)

    def _capacities(self, role: str, lent: set[str]) -> Iterator[Capacity]:
        if role in {"employee", "superior"} or self._principal.kind != "person":
            yield Capacity(self.agency, self._principal.employee_id or self._principal.applicant_id)
        for grant in self.held:
            if grant.role == role and (grant.actions is None or lent & set(grant.actions)):
                yield Capacity(grant.agency, grant.of or grant.employee_id, grant.unit_id)

    def _reaches(self, reach: Reach, capacity: Capacity, target: Resource) -> bool:
        if reach is Reach.OWN:
            return capacity.person is not None and capacity.person == target.employee_id
        if capacity.agency is None or capacity.agency != target.agency:
            return False
        if reach is Reach.AGENCY:
            return True
        if reach is Reach.BELOW:
            return capacity.person in superiors_of(self._world, target.employee_id)
        return capacity.unit in units_of(self._world, target)


def superiors_of(world: World, employee_id: UUID | None) -> set[UUID]:
    """Everybody above the person, once around a circle at most."""
    first = _superior(world.person(employee_id))
    return set(_chain(first, lambda one: _superior(world.person(one))))


def units_of(world: World, target: Resource) -> set[UUID]:
    """The unit of the person (or of the thing) and all above it."""
    first: Iterable[UUID | None] = target.units
    if target.employee_id is not None:
        person = world.person(target.employee_id)
        first = [person.unit_id if person else None]
    return {unit for start in first for unit in _chain(start, world.parents.get)}


def _chain(start: UUID | None, following: Callable[[UUID], UUID | None]) -> Iterator[UUID]:
    seen: set[UUID] = set()
    while start is not None and start not in seen:
        seen.add(start)
        yield start
        start = following(start)


def _superior(person: PersonRow | None) -> UUID | None:
    return person.superior_id if person else None


def _serves(person: PersonRow | None) -> bool:
    return person is not None and person.is_in_service
