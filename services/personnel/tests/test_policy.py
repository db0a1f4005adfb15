"""`decide_read` for one employee and `employee_scope` for lists say the same, for everybody."""

from typing import Any, Literal
from uuid import UUID

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from abdi.auth import Principal
from abdi.policy import Allow
from personnel.employees.models import Employee
from personnel.policy import decide_read, decide_write, employee_scope

KINDS: list[Literal["person", "service", "agency_system"]] = ["person", "service", "agency_system"]
ROLES = ["employee", "agency_officer", "service", "auditor"]


def principals(employee_ids: list[UUID]) -> list[Principal]:
    return [
        Principal(
            subject="somebody", kind=kind, agency=agency, roles=frozenset(roles), employee_id=employee_id
        )
        for kind in KINDS
        for agency in (None, "5671", "6671", "9999")
        for employee_id in (None, *employee_ids)
        for roles in ([], *([role] for role in ROLES), ["employee", "agency_officer"], ROLES)
    ]


async def test_decision_and_scope_are_equal(registry: Any, session: AsyncSession) -> None:
    made = [await registry.make_employee(), await registry.make_employee(agency="6671")]
    for principal in principals([UUID(one["id"]) for one in made]):
        listed = set(await session.scalars(select(Employee.id).where(employee_scope(principal))))
        allowed = {
            UUID(one["id"])
            for one in made
            if isinstance(decide_read(principal, agency=one["agency"], employee_id=UUID(one["id"])), Allow)
        }
        assert listed == allowed, principal


@pytest.mark.parametrize("role", ["employee", "auditor"])
def test_nobody_but_officers_and_services_writes(role: str) -> None:
    person = Principal(subject="x", kind="person", agency="5671", roles=frozenset({role}))
    assert not isinstance(decide_write(person, agency="5671"), Allow)


def test_service_role_alone_does_not_make_a_person_a_service() -> None:
    person = Principal(subject="x", kind="person", agency="5671", roles=frozenset({"service"}))
    assert not isinstance(decide_write(person, agency="5671"), Allow)
