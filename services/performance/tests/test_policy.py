"""The list shows exactly what a single look would allow, and nobody judges oneself."""

from collections.abc import Awaitable, Callable
from uuid import UUID, uuid4

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from abdi.auth import Principal
from abdi.policy import Allow, Deny
from abdi.testing.principals import employee, officer, service_account, stranger
from performance.employees.models import Employee
from performance.policy import decide_judging, decide_reading, scope

ME = uuid4()
PRINCIPALS = [
    officer("5671"),
    officer("6671"),
    employee(ME),
    employee(),
    service_account("gateway"),
    stranger(),
    Principal(subject="x", kind="person", roles=frozenset({"agency_officer"})),
    Principal(subject="z", kind="person", roles=frozenset({"service"})),
    Principal(
        subject="y",
        kind="person",
        roles=frozenset({"employee", "agency_officer"}),
        agency="6671",
        employee_id=ME,
    ),
]


async def test_scope_and_decision_agree(
    register: Callable[..., Awaitable[UUID]], sessions: async_sessionmaker[AsyncSession]
) -> None:
    people: dict[UUID, str] = {ME: "5671", uuid4(): "5671", uuid4(): "6671"}
    for person, agency in people.items():
        await register(employee_id=str(person), agency=agency)
    async with sessions() as session:
        for principal in PRINCIPALS:
            visible = scope(principal, agency=Employee.agency, employee_id=Employee.employee_id)
            listed = set(await session.scalars(select(Employee.employee_id).where(visible)))
            allowed = {
                person
                for person, agency in people.items()
                if isinstance(decide_reading(principal, agency=agency, employee_id=person), Allow)
            }
            assert listed == allowed


def test_nobody_judges_oneself_whatever_roles_one_holds() -> None:
    for principal in PRINCIPALS:
        if principal.employee_id == ME:
            assert decide_judging(principal, employee_id=ME) == Deny("own_case")
    assert decide_judging(officer("5671"), employee_id=ME) == Allow()
    assert isinstance(decide_judging(employee(), employee_id=ME), Deny)
