"""Whoever was just appointed has a career at once, with every reason why a promotion is still far."""

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from abdi.testing.deliveries import Deliveries
from abdi.testing.observers import Events
from abdi.testing.principals import ServiceClient, officer
from promotion.eligibilities.models import Eligibility

State = Callable[..., dict[str, Any]]

pytestmark = pytest.mark.usefixtures("rules_in_force")


async def test_a_freshly_appointed_cpns_is_told_what_a_promotion_needs(
    deliver: Deliveries, session: AsyncSession, client: ServiceClient, state_of: State, employee_id: UUID
) -> None:
    alone = {"employment_type": "CPNS", "appointed_on": "2026-03-01", "nip": "199908052026031001"}
    bare = state_of(**alone, rank=None, education=None, position=None)
    whole = state_of(**alone, rank={"code": "III/a", "since": "2026-03-01"})
    told = {"source": "candidate", "candidate_id": str(uuid4())}
    steps = (
        ("registered", bare | told),
        ("education_changed", bare),
        ("rank_changed", whole),
        ("position_changed", whole),
    )
    for fact, data in steps:
        await deliver(f"personnel.employee.{fact}", employee_id, data, agency="5671")
    eligibility = await session.get(Eligibility, employee_id)
    assert eligibility is not None
    assert not eligibility.is_eligible
    assert set(eligibility.failed_rules) == {"employment", "time_in_rank", "predicate"}
    answer = await client.as_(officer("5671")).get(f"/v1/eligibilities/{employee_id}")
    failed = [reason for reason in answer.json()["reasons"] if not reason["passed"]]
    assert {reason["rule"] for reason in failed} == set(eligibility.failed_rules)
    assert all(reason["remedy"] or reason["turns_on"] for reason in failed)
    assert all(reason["article"] for reason in failed)


async def test_four_years_begin_with_the_appointment(
    deliver: Deliveries, events: Events, state_of: State, employee_id: UUID, session: AsyncSession
) -> None:
    rank = {"code": "III/a", "since": "2026-03-01"}
    data = state_of(employment_type="CPNS", appointed_on="2026-03-01", rank=rank)
    await deliver("personnel.employee.registered", employee_id, data, agency="5671")
    eligibility = await session.get(Eligibility, employee_id)
    assert eligibility is not None
    (reason,) = (one for one in eligibility.reasons if one["rule"] == "time_in_rank")
    assert date.fromisoformat(reason["turns_on"]) == date(2030, 3, 1)
    assert not (await events.only("promotion.eligibility.changed")).data["is_eligible"]
