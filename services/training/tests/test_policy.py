"""Lists show exactly what a single look would allow; the fence lies around everything."""

from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from abdi.auth import Principal
from abdi.directory import Columns, resources_of, scope
from abdi.policy import Allow, Deny, Permission, Resource, decide
from abdi.testing.message_fixtures import Unit
from abdi.testing.principals import (
    agency_system,
    auditor,
    decision_maker,
    employee,
    officer,
    service_account,
    stranger,
    unit_officer,
)
from training import policy
from training.employees.models import Employee

Register = Callable[..., Awaitable[UUID]]
ME, CHIEF, HEAD = UUID(int=1), UUID(int=2), UUID(int=3)
OFFICE, PART = UUID(int=11), UUID(int=12)
PERMISSIONS = [one for one in vars(policy).values() if isinstance(one, Permission)]
SCOPES = tuple(one.name for one in PERMISSIONS)


def superior(employee_id: UUID) -> Principal:
    return employee(employee_id, "5671", roles=frozenset({"employee", "superior"}))


PRINCIPALS = [
    officer("5671"),
    officer("6671"),
    unit_officer("5671", OFFICE),
    unit_officer("5671", PART),
    unit_officer("6671", OFFICE),
    decision_maker("5671"),
    auditor("6671"),
    employee(ME, "5671"),
    superior(CHIEF),
    superior(HEAD),
    officer("5671", employee_id=ME),
    service_account("gateway"),
    agency_system("5671", *SCOPES),
    agency_system("5671"),
    stranger(),
]


@pytest.fixture
async def people(rules_in_force: None, deliver: Any, register: Register) -> dict[UUID, str]:
    """ME in a part of the office, under CHIEF, who is under HEAD; strangers in both agencies."""
    for unit_id, parent in ((OFFICE, None), (PART, OFFICE)):
        said = {"unit_id": str(unit_id), "agency": "5671", "name": "x", "parent_id": parent and str(parent)}
        await deliver("personnel.unit.created", unit_id, said, agency="5671")
    places: dict[UUID, dict[str, Any]] = {
        ME: {"position": {"unit_id": str(PART)}, "superior_id": str(CHIEF)},
        CHIEF: {"position": {"unit_id": str(OFFICE)}, "superior_id": str(HEAD)},
        HEAD: {"superior_id": None},
    }
    for person, place in places.items():
        await register(employee_id=str(person), **place)
    return {
        **dict.fromkeys(places, "5671"),
        await register(): "5671",
        await register(agency="6671"): "6671",
    }


@pytest.mark.parametrize("permission", PERMISSIONS, ids=lambda one: one.name)
async def test_scope_and_decision_agree(permission: Permission, people: dict[UUID, str], unit: Unit) -> None:
    columns = Columns(Employee.agency, Employee.employee_id)
    async with unit() as session:
        resources = await resources_of(session, people)
        for principal in PRINCIPALS:
            visible = select(Employee.employee_id).where(scope(principal, permission, columns))
            listed = set(await session.scalars(visible))
            allowed = {
                person
                for person, resource in resources.items()
                if isinstance(decide(principal, permission, resource), Allow)
            }
            assert listed == allowed, principal.subject


async def test_superiors_see_everybody_below_and_record_for_nobody(
    people: dict[UUID, str], unit: Unit
) -> None:
    async with unit() as session:
        resources = await resources_of(session, people)
    for above in (CHIEF, HEAD):
        assert isinstance(decide(superior(above), policy.READ_NEED, resources[ME]), Allow)
        assert isinstance(decide(superior(above), policy.RECORD_COURSE, resources[ME]), Deny)
    assert isinstance(decide(superior(CHIEF), policy.READ_NEED, resources[HEAD]), Deny)


def test_nobody_records_the_own_course_and_no_watcher_records_at_all() -> None:
    mine = Resource("5671", ME, units=frozenset({PART}))
    own = decide(officer("5671", employee_id=ME), policy.RECORD_COURSE, mine)
    assert isinstance(own, Deny)
    assert own.reason == "own_case"
    assert isinstance(decide(officer("5671"), policy.RECORD_COURSE, mine), Allow)
    for watcher in (auditor("5671"), decision_maker("5671"), agency_system("5671", *SCOPES)):
        assert isinstance(decide(watcher, policy.RECORD_COURSE, mine), Deny)


@pytest.mark.parametrize("table", ["employee", "evaluation", "course", "need"])
async def test_without_a_context_there_are_no_rows(
    table: str,
    person: UUID,
    evaluate: Callable[..., Awaitable[dict[str, Any]]],
    run_of: Callable[..., dict[str, Any]],
    client: Any,
    sessions: async_sessionmaker[AsyncSession],
) -> None:
    await evaluate(person, "poor")
    await client.as_(officer("5671")).post("/v1/courses", json=run_of(person))
    count = text(f"SELECT count(*) FROM {table}")
    contexts = {"": 0, "abdi.agencies=6671": 0, "abdi.agencies=5671": 1, "abdi.kind=service": 1}
    contexts[f"abdi.employee={person}"] = 1
    contexts[f"abdi.employee={uuid4()}"] = 0
    for context, rows in contexts.items():
        async with sessions() as session:
            await session.execute(text("SELECT set_config('abdi.kind', '', true)"))
            if context:
                name, _, value = context.partition("=")
                await session.execute(
                    text("SELECT set_config(:name, :value, true)"), {"name": name, "value": value}
                )
            assert await session.scalar(count) == rows, context
