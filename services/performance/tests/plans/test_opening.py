"""Who was appointed after a selection finds a first plan to fill in."""

import asyncio
from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from abdi.testing.deliveries import Deliveries
from abdi.testing.observers import Events
from abdi.testing.principals import ServiceClient, employee
from performance.plans.models import Plan
from performance.plans.rules import first_period

State = Callable[..., dict[str, Any]]
TMT = "2026-03-01"


async def appoint(deliver: Deliveries, state_of: State, **facts: Any) -> UUID:
    data = state_of(**{"employment_type": "CPNS", "appointed_on": TMT, **facts})
    person = UUID(data["employee_id"])
    data |= {"source": "candidate", "candidate_id": str(uuid4())}
    await deliver("personnel.employee.registered", person, data, agency="5671")
    return person


async def plans_of(session: AsyncSession, person: UUID) -> list[Plan]:
    return list(await session.scalars(select(Plan).where(Plan.employee_id == person)))


@pytest.mark.parametrize(
    ("effective_on", "ends_on"),
    [(date(2026, 3, 1), date(2026, 12, 31)), (date(2025, 12, 1), date(2025, 12, 31))],
)
def test_the_first_plan_runs_from_the_appointment_to_the_end_of_the_year(
    effective_on: date, ends_on: date
) -> None:
    assert first_period(effective_on) == (effective_on, ends_on)


async def test_a_newly_appointed_employee_finds_a_draft_and_can_fill_it_in(
    deliver: Deliveries, state_of: State, client: ServiceClient, draft: dict[str, Any]
) -> None:
    person = await appoint(deliver, state_of)
    mine = client.as_(employee(person, "5671"))
    (found,) = (await mine.get("/v1/plans", params={"employee_id": str(person)})).json()["data"]
    assert (found["state"], found["starts_on"], found["ends_on"]) == ("draft", TMT, "2026-12-31")
    content = {"starts_on": TMT, "approach": "quantitative", "results": draft["results"]}
    revised = await mine.put(
        f"/v1/plans/{found['id']}", json=content | {"ends_on": "2026-12-31"}, headers={"If-Match": '"1"'}
    )
    assert (revised.status_code, len(revised.json()["results"])) == (200, 2)
    proposed = await mine.post(f"/v1/plans/{found['id']}/proposal", headers={"If-Match": '"2"'})
    assert proposed.json()["state"] == "proposed"


async def test_the_plan_is_opened_once_whatever_comes_again(
    deliver: Deliveries, state_of: State, session: AsyncSession, events: Events
) -> None:
    person = await appoint(deliver, state_of)
    data = state_of(employee_id=str(person), appointed_on=TMT)
    data["candidate_id"] = str(uuid4())
    for fact in ("registered", "position_changed", "snapshot"):
        await deliver(f"personnel.employee.{fact}", person, data, agency="5671")
    assert len(await plans_of(session, person)) == 1
    assert await events.published() == []


async def test_a_batch_opens_a_plan_for_each(
    deliver: Deliveries, state_of: State, session: AsyncSession
) -> None:
    people = [uuid4() for _ in range(5)]
    envelopes = [
        deliver.envelope(
            "personnel.employee.registered",
            person,
            state_of(employee_id=str(person), appointed_on=TMT) | {"candidate_id": str(uuid4())},
            agency="5671",
        )
        for person in people
    ]
    await asyncio.gather(deliver.again(*envelopes[:3]), deliver.again(*envelopes[3:]))
    assert [len(await plans_of(session, person)) for person in people] == [1] * 5


async def test_who_was_registered_otherwise_makes_the_own_plan(
    deliver: Deliveries, state_of: State, session: AsyncSession
) -> None:
    data = state_of() | {"source": "import"}
    person = UUID(data["employee_id"])
    await deliver("personnel.employee.registered", person, data, agency="5671")
    assert await plans_of(session, person) == []
