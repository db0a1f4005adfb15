"""Who is signed in and must be refused: near to the object in one way, and never near enough."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from abdi.clock import new_id
from abdi.directory import GrantRow, PersonRow, UnitRow, record_grants, record_people, record_units
from abdi.testing.access_targets import ABROAD, HOME, Address, Target
from abdi.testing.principals import LONG_AGO, agency_system, applicant, stranger
from abdi.tokens import Principal

STRANGER: Final = "stranger without any role"
SYSTEM_WITHOUT_SCOPE: Final = "agency system without the scope"
FOREIGN_SYSTEM: Final = "agency system of another agency"
FOREIGN_OFFICER: Final = "officer of another agency"
FOREIGN_EMPLOYEE: Final = "employee of another agency"
OTHER_APPLICANT: Final = "another applicant"
NAMESAKE: Final = "employee with the applicant's id"
ABOVE_NAMESAKE: Final = "superior of the employee with the applicant's id"
COLLEAGUES: Final = frozenset(
    {
        "the wrong person",
        "superior of other people",
        "officer of the wrong unit",
        "auditor whose appointment ended",
        "auditor whose appointment has not begun",
        "delegate on the day after",
        "person whose token claims roles",
    }
)
EVERYBODY: Final = COLLEAGUES | {FOREIGN_OFFICER, FOREIGN_EMPLOYEE, FOREIGN_SYSTEM, OTHER_APPLICANT}
FEW: Final = frozenset({STRANGER, FOREIGN_OFFICER, OTHER_APPLICANT})
"""Who tries a route whose code somebody else tried in full."""
DAY: Final = timedelta(days=1)


@dataclass(frozen=True)
class Caller:
    """Somebody with a good token; `holds` are the roles that the directory gives today."""

    name: str
    principal: Principal
    holds: frozenset[str] = frozenset({"employee"})

    def is_admitted(self, address: Address) -> bool:
        """Whether the caller has the permission for something, so that the object decides."""
        return bool(self.holds & address.permission.roles)


@dataclass
class Neighbourhood:
    """The directory around the objects: one superior and one unit for all of them, and the others."""

    today: date
    unit: UUID = field(default_factory=new_id)
    elsewhere: UUID = field(default_factory=new_id)
    superior: UUID = field(default_factory=new_id)
    people: dict[UUID, PersonRow] = field(default_factory=dict)
    grants: dict[UUID, GrantRow] = field(default_factory=dict)

    async def settle(self, session: AsyncSession, targets: Sequence[Target]) -> list[Caller]:
        """Write the directory; gives those who must be refused."""
        top = new_id()
        units = [UnitRow(unit_id=top, agency=HOME)]
        units += [UnitRow(unit_id=unit, agency=HOME, parent_id=top) for unit in (self.unit, self.elsewhere)]
        units += [
            UnitRow(unit_id=target.unit_id, agency=HOME, parent_id=self.unit)
            for target in targets
            if target.unit_id is not None
        ]
        self._enter(employee_id=self.superior, unit_id=top)
        for target in targets:
            if target.employee_id is not None:
                self._enter(employee_id=target.employee_id, superior_id=self.superior)
        callers = [*self._callers()]
        await record_units(session, {unit.unit_id: unit for unit in units})
        await record_people(session, self.people)
        await record_grants(session, self.grants)
        return callers

    def _callers(self) -> Iterator[Caller]:
        yield Caller(STRANGER, stranger(), frozenset())
        yield Caller("the wrong person", self._colleague())
        yield self._superior_of_others()
        yield self._with_grant(
            "officer of the wrong unit",
            "unit_officer",
            unit_id=self.elsewhere,
            holds=("employee", "unit_officer"),
        )
        yield self._with_grant(
            "auditor whose appointment ended", "auditor", ends_on=self.today - DAY, holds=("employee",)
        )
        yield self._with_grant(
            "auditor whose appointment has not begun",
            "auditor",
            starts_on=self.today + DAY,
            holds=("employee",),
        )
        yield self._with_grant(
            "delegate on the day after",
            "superior",
            of=self.superior,
            kind="delegation",
            ends_on=self.today - DAY,
            holds=("employee",),
        )
        claimed = frozenset({"agency_officer", "auditor", "decision_maker", "service"})
        boaster = self._colleague().model_copy(update={"roles": claimed})
        yield Caller("person whose token claims roles", boaster)
        yield from self._foreigners()

    def _foreigners(self) -> Iterator[Caller]:
        officer = self._person(ABROAD)
        self._grant(officer, "agency_officer", agency=ABROAD)
        yield Caller(FOREIGN_OFFICER, officer, frozenset({"employee", "agency_officer"}))
        yield Caller(FOREIGN_EMPLOYEE, self._person(ABROAD))

    def _superior_of_others(self) -> Caller:
        other = self._colleague()
        self._enter(employee_id=new_id(), superior_id=other.employee_id)
        return Caller("superior of other people", other, frozenset({"employee", "superior"}))

    def _with_grant(self, name: str, role: str, *, holds: Sequence[str], **facts: object) -> Caller:
        person = self._colleague()
        self._grant(person, role, **facts)
        return Caller(name, person, frozenset(holds))

    def _colleague(self) -> Principal:
        """Somebody of the very same unit, under the very same superior."""
        return self._person(HOME, superior_id=self.superior)

    def _person(self, agency: str, superior_id: UUID | None = None) -> Principal:
        employee_id = new_id()
        unit_id = self.unit if agency == HOME else None
        self._enter(employee_id=employee_id, agency=agency, superior_id=superior_id, unit_id=unit_id)
        return Principal(
            subject=f"caller-{employee_id}", kind="person", agency=agency, employee_id=employee_id
        )

    def _enter(
        self,
        *,
        employee_id: UUID,
        agency: str = HOME,
        superior_id: UUID | None = None,
        unit_id: UUID | None = None,
    ) -> None:
        self.people[employee_id] = PersonRow(
            employee_id=employee_id,
            agency=agency,
            unit_id=unit_id or (self.unit if agency == HOME else None),
            superior_id=superior_id,
        )

    def _grant(self, person: Principal, role: str, **facts: object) -> None:
        assert person.employee_id is not None
        given = {"agency": HOME, "starts_on": LONG_AGO, **facts}
        row = GrantRow(id=new_id(), employee_id=person.employee_id, role=role, **given)  # type: ignore[arg-type] # checked by the table
        self.grants[row.id] = row


def another_applicant() -> Caller:
    """Somebody with an account of ours, in whose case nothing here is."""
    return Caller(OTHER_APPLICANT, applicant(), frozenset({"applicant"}))


def namesakes_of(address: Address, target: Target, superior: UUID) -> list[Caller]:
    """For what is about an applicant: the employee with the same id, and that employee's superior.

    Ids of both kinds stand in one column of the fence; an employee's token must open nothing with them.
    """
    roles = address.permission.roles
    if target.employee_id is None or "applicant" not in roles or "employee" in roles:
        return []
    asked: dict[str, Any] = {"kind": "person", "agency": HOME}
    namesake = Principal(subject=f"namesake-{target.employee_id}", employee_id=target.employee_id, **asked)
    above = Principal(subject="superior-of-namesakes", employee_id=superior, **asked)
    return [
        Caller(NAMESAKE, namesake),
        Caller(ABOVE_NAMESAKE, above, frozenset({"employee", "superior"})),
    ]


def systems_for(address: Address) -> list[Caller]:
    """Computers: of the agency, with another permission only; of another agency, with this one."""
    mine = agency_system(HOME, "another.thing.read")
    foreign = agency_system(ABROAD, address.permission.name)
    return [
        Caller(SYSTEM_WITHOUT_SCOPE, mine, frozenset()),
        Caller(FOREIGN_SYSTEM, foreign, frozenset({"agency_system"})),
    ]
