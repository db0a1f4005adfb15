"""What stands behind the fence, whatever a query asks."""

from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from abdi.db.fence import NOTHING_SEEN, OUR_OWN_WORK, Fence, stand_behind
from personnel.delegations.models import Delegation
from personnel.roles.models import RoleAssignment

HERE, ELSEWHERE = frozenset({"5671"}), frozenset({"6671"})


@pytest.fixture
async def head(registry: Any, assign: Any) -> UUID:
    """A head with a role, for whom somebody stands in."""
    head, clerk, deputy = [(await registry.make_employee())["id"] for _ in range(3)]
    line = {"superior_id": head, "effective_on": "2020-01-01"}
    await registry.post(f"/v1/employees/{clerk}/superiors", line)
    await assign("decision_maker", head)
    days = {"starts_on": "2026-03-01", "ends_on": "2026-03-31", "reason": "vacant"}
    plt = {"kind": "plt", "from_employee_id": head, "to_employee_id": deputy} | days
    await registry.post("/v1/delegations", plt)
    return UUID(head)


async def test_roles_and_delegations_are_seen_by_agency_person_and_services_only(
    head: UUID, sessions: async_sessionmaker[AsyncSession]
) -> None:
    for fence, rows in (
        (NOTHING_SEEN, 0),
        (Fence("person", ELSEWHERE, uuid4()), 0),
        (Fence("person", ELSEWHERE, head), 1),
        (Fence("person", HERE), 1),
        (Fence("agency_system", HERE), 1),
        (OUR_OWN_WORK, 1),
    ):
        async with sessions() as session:
            stand_behind(session.sync_session, fence)
            for model in (RoleAssignment, Delegation):
                assert await session.scalar(select(func.count()).select_from(model)) == rows, fence
