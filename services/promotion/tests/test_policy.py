"""The list shows exactly what a single look would allow."""

from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from abdi.auth import Principal
from abdi.policy import Allow
from abdi.testing.deliveries import Deliveries
from abdi.testing.principals import employee, officer, service_account, stranger
from promotion.eligibilities.models import Eligibility
from promotion.policy import decide, scope

State = Callable[..., dict[str, Any]]
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


@pytest.mark.usefixtures("rules_in_force")
async def test_scope_and_decision_agree(
    deliver: Deliveries, sessions: async_sessionmaker[AsyncSession], state_of: State
) -> None:
    people: dict[UUID, str] = {ME: "5671", uuid4(): "5671", uuid4(): "6671"}
    for person, agency in people.items():
        state = state_of(employee_id=str(person), agency=agency)
        await deliver("personnel.employee.registered", person, state, agency=agency)
    async with sessions() as session:
        for principal in PRINCIPALS:
            listed = set(await session.scalars(select(Eligibility.employee_id).where(scope(principal))))
            allowed = {
                person
                for person, agency in people.items()
                if isinstance(decide(principal, agency=agency, employee_id=person), Allow)
            }
            assert listed == allowed
