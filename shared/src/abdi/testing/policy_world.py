"""Random worlds for the policy suites: agencies, units, people, roles and delegations, who asks.

Nothing is kept orderly: units and superiors may stand in a circle, belong to different agencies or be
unknown, people leave, roles lie ahead or are over, tokens claim roles. Ids are small numbers, so that a world
that fails can be read.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Any, Final, TypeVar
from uuid import UUID

from hypothesis import strategies as st

from abdi.directory import GrantRow, PersonRow, UnitRow
from abdi.testing.principals import ASSIGNED
from abdi.tokens import Principal

T = TypeVar("T")
Draw = Any

AGENCIES: Final = ("5671", "6671", "1000")
TODAY: Final = date(2026, 3, 2)
SOMEWHERE_UNKNOWN: Final = UUID(int=0xFF)
UNHEARD_OF: Final = UUID(int=0xE80)
"""An employee of whom the directory knows nothing."""
_FIRST_PERSON: Final = UUID(int=0xE00)
LIES: Final = frozenset({"agency_officer", "superior", "auditor", "service"})
"""What every person's token claims; it must count for nothing."""
_OTHERS: Final[dict[str, dict[str, Any]]] = {
    "unheard of": {"kind": "person", "employee_id": UNHEARD_OF, "roles": LIES},
    "no employee": {"kind": "person", "roles": LIES},
    "service": {"kind": "service", "roles": frozenset({"service"})},
    "service without role": {"kind": "service"},
    "system": {"kind": "agency_system", "roles": LIES},
    "system of nobody": {"kind": "agency_system", "agency": None},
    # About whom something is, as it is about employees; ids of the two never meet outside these worlds.
    "applicant": {"kind": "applicant", "agency": None, "applicant_id": _FIRST_PERSON, "roles": LIES},
    "applicant with an agency": {"kind": "applicant", "applicant_id": _FIRST_PERSON, "roles": LIES},
    "applicant in no case": {"kind": "applicant", "agency": None, "applicant_id": UNHEARD_OF},
}
"""Who asks besides people of the world."""
_FEW: Final = 7
_MANY: Final = 10
_ASKING: Final = 2
_DAYS: Final = (-400, -1, 0, 1, 400)


@dataclass(frozen=True)
class Place:
    """Where one object of the world belongs; a service makes a row of it.

    Args:
        number: unique in the world, from 1 on.
        id: the object's own.
        agency: whose it is; not always the agency in which the person serves today.
        employee_id: about whom it is; unique in the world.
        unit_id: to which unit it belongs, for objects about no person.
    """

    number: int
    id: UUID
    agency: str
    employee_id: UUID
    unit_id: UUID


@dataclass(frozen=True)
class World:
    """Everything that a decision may depend on."""

    units: tuple[UnitRow, ...]
    people: tuple[PersonRow, ...]
    grants: tuple[GrantRow, ...]
    places: tuple[Place, ...]
    principals: tuple[Principal, ...]

    @cached_property
    def _known(self) -> Mapping[UUID | None, PersonRow]:
        return {person.employee_id: person for person in self.people}

    @cached_property
    def parents(self) -> Mapping[UUID, UUID | None]:
        """The unit above each known unit."""
        return {unit.unit_id: unit.parent_id for unit in self.units}

    def person(self, employee_id: UUID | None) -> PersonRow | None:
        """The person, if the directory has heard of it."""
        return self._known.get(employee_id)


def worlds(permissions: Sequence[str]) -> st.SearchStrategy[World]:
    """Worlds in which delegations and scopes name some of `permissions`."""
    return _world(tuple(sorted(set(permissions))))


@st.composite
def _world(draw: Draw, permissions: tuple[str, ...]) -> World:
    unit_ids = [UUID(int=0xA00 + number) for number in range(draw(st.integers(2, _FEW)))]
    people_ids = [UUID(int=0xE00 + number) for number in range(draw(st.integers(3, _FEW)))]
    agency = _agency
    some_unit = st.sampled_from([*unit_ids, SOMEWHERE_UNKNOWN, SOMEWHERE_UNKNOWN])
    some_person = st.sampled_from([*people_ids, SOMEWHERE_UNKNOWN])
    # A few hold most, so that several roles of one person meet.
    holder = st.sampled_from([*people_ids[:2] * 3, *people_ids, SOMEWHERE_UNKNOWN])
    units = [
        UnitRow(unit_id=unit_id, agency=draw(agency), parent_id=draw(st.none() | some_unit))
        for unit_id in unit_ids
    ]
    people = [
        PersonRow(
            employee_id=person_id,
            agency=draw(agency),
            unit_id=draw(st.none() | some_unit),
            superior_id=draw(st.none() | some_person),
            is_in_service=draw(_mostly),
        )
        for person_id in people_ids
    ]
    grants = [
        draw(_grant(UUID(int=0xF00 + number), permissions, holder=holder, person=some_person, unit=some_unit))
        for number in range(draw(st.integers(2, _MANY)))
    ]
    places = _places(draw, people, some_unit)
    principals = _principals(draw, people, permissions)
    return World(
        tuple(units),
        tuple(people),
        tuple(grants),
        tuple(places),
        tuple(principals),
    )


_mostly: Final = st.sampled_from([True, True, True, False])
_role: Final = st.sampled_from([*sorted(ASSIGNED), "unit_officer", "unit_officer"])
_agency: Final = st.sampled_from([AGENCIES[0], AGENCIES[0], *AGENCIES])


@st.composite
def _grant(
    draw: Draw, grant_id: UUID, permissions: tuple[str, ...], *, holder: Any, person: Any, unit: Any
) -> GrantRow:
    kind = draw(st.sampled_from(["role", "role", "delegation", "plt", "plh"]))
    is_role = kind == "role"
    role = (
        draw(st.sampled_from([*sorted(ASSIGNED), "unit_officer", "unit_officer"])) if is_role else "superior"
    )
    ends = draw(st.none() | st.sampled_from(_DAYS))
    return GrantRow(
        id=grant_id,
        employee_id=draw(holder),
        role=role,
        agency=draw(_agency),
        unit_id=draw(unit) if role == "unit_officer" else None,
        of=None if is_role else draw(person),
        actions=None if is_role else draw(st.none() | _some(permissions)),
        kind=kind,
        purpose="pemeriksaan khusus" if role == "auditor" else None,
        starts_on=TODAY + timedelta(days=draw(st.sampled_from((-400, -400, -1, 0, 1)))),
        ends_on=None if ends is None else TODAY + timedelta(days=ends),
        is_ended=not draw(_mostly),
    )


def _some(values: Sequence[T]) -> st.SearchStrategy[list[T]]:
    return st.lists(st.sampled_from(values), unique=True, max_size=len(values))


def _places(draw: Draw, people: Sequence[PersonRow], unit: Any) -> Sequence[Place]:
    known = [(person.employee_id, person.agency) for person in people]
    unheard_of = [(UNHEARD_OF, AGENCIES[0])]
    return [
        Place(
            number=number,
            id=UUID(int=0x100 + number),
            agency=agency if draw(_mostly) else draw(st.sampled_from(AGENCIES)),
            employee_id=employee_id,
            unit_id=draw(unit),
        )
        for number, (employee_id, agency) in enumerate([*known, *unheard_of], 1)
    ]


def _principals(draw: Draw, people: Sequence[PersonRow], permissions: tuple[str, ...]) -> Sequence[Principal]:
    known = [*people[:2], *draw(st.lists(st.sampled_from(people[2:]), max_size=_ASKING, unique=True))]
    others = draw(st.lists(st.sampled_from(sorted(_OTHERS)), min_size=1, max_size=2, unique=True))
    agency = st.sampled_from(AGENCIES)
    asking = [
        Principal(
            subject=f"person-{person.employee_id}",
            kind="person",
            agency=draw(agency),
            roles=LIES,
            employee_id=person.employee_id,
        )
        for person in known
    ]
    for name in others:
        facts = {"agency": draw(agency), "scopes": frozenset(draw(_some(permissions))), **_OTHERS[name]}
        asking.append(Principal(subject=name, **facts))
    return asking
