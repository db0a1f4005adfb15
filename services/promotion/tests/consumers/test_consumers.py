"""What events of other services do to an eligibility."""

import asyncio
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from itertools import permutations
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from abdi.clock import FixedClock
from abdi.testing.deliveries import Deliveries
from abdi.testing.observers import Events
from promotion.eligibilities.models import Eligibility

State = Callable[..., dict[str, Any]]
Sessions = async_sessionmaker[AsyncSession]
CHANGED = "promotion.eligibility.changed"

pytestmark = pytest.mark.usefixtures("rules_in_force")


async def stored(sessions: Sessions, employee_id: UUID) -> Eligibility | None:
    async with sessions() as session:
        return await session.get(Eligibility, employee_id)


async def evaluated(deliver: Deliveries, data: dict[str, Any], fact: str = "completed") -> None:
    await deliver(f"performance.evaluation.{fact}", UUID(data["evaluation_id"]), data, agency="5671")


async def changed(deliver: Deliveries, data: dict[str, Any], fact: str = "registered") -> None:
    await deliver(f"personnel.employee.{fact}", UUID(data["employee_id"]), data, agency="5671")


async def test_a_new_employee_is_judged_at_once_and_the_missing_years_are_named(
    deliver: Deliveries, sessions: Sessions, events: Events, state_of: State, employee_id: UUID
) -> None:
    await changed(deliver, state_of())
    eligibility = await stored(sessions, employee_id)
    assert eligibility is not None
    assert eligibility.failed_rules == ["predicate"]
    assert eligibility.effective_on == date(2026, 4, 1)
    assert eligibility.rule_sets == {"regular-promotion": "2025", "promotion-periods": "2025"}
    assert eligibility.inputs["rank"] == "III/a"
    assert eligibility.inputs["appointed_on"] == "2015-03-01"
    event = await events.only(CHANGED)
    assert event.data["failed_rules"] == ["predicate"]
    assert event.aggregate_id == employee_id


@pytest.mark.parametrize("order", list(permutations(range(3))))
async def test_events_of_different_aggregates_may_come_in_any_order(
    order: tuple[int, ...],
    deliver: Deliveries,
    sessions: Sessions,
    state_of: State,
    evaluation_of: State,
    employee_id: UUID,
) -> None:
    arrivals = [
        lambda: changed(deliver, state_of()),
        lambda: evaluated(deliver, evaluation_of(2024, "good")),
        lambda: evaluated(deliver, evaluation_of(2025, "very_good")),
    ]
    for place in order:
        await arrivals[place]()
    eligibility = await stored(sessions, employee_id)
    assert eligibility is not None
    assert eligibility.is_eligible
    assert eligibility.next_rank == "III/b"


async def test_events_that_arrive_at_the_same_moment_are_all_seen(
    deliver: Deliveries, sessions: Sessions, state_of: State, evaluation_of: State
) -> None:
    people = [uuid4() for _ in range(10)]
    arrivals = [changed(deliver, state_of(employee_id=str(person))) for person in people]
    arrivals += [
        evaluated(deliver, evaluation_of(year, "good", employee_id=str(person)))
        for person in people
        for year in (2024, 2025)
    ]
    await asyncio.gather(*arrivals)
    results = [await stored(sessions, person) for person in people]
    assert [result is not None and result.is_eligible for result in results] == [True] * len(people)


async def test_below_expectation_takes_eligibility_away_and_its_correction_gives_it_back(
    deliver: Deliveries, sessions: Sessions, events: Events, state_of: State, evaluation_of: State
) -> None:
    await changed(deliver, state_of())
    await evaluated(deliver, evaluation_of(2024, "good"))
    poor = evaluation_of(2025, "needs_improvement", work_result="below")
    await evaluated(deliver, poor)
    corrected = poor | {
        "predicate": "good",
        "previous_predicate": "needs_improvement",
        "reason": "wrong year",
    }
    await evaluated(deliver, corrected, "corrected")
    outcomes = [
        (event.data["is_eligible"], event.data["failed_rules"]) for event in await events.published(CHANGED)
    ]
    assert outcomes == [(False, ["predicate"]), (True, [])]
    eligibility = await stored(sessions, UUID(poor["employee_id"]))
    assert eligibility is not None
    assert [reason["passed"] for reason in eligibility.reasons] == [True] * 10


async def test_an_event_that_changes_no_outcome_publishes_nothing(
    deliver: Deliveries, sessions: Sessions, events: Events, state_of: State, employee_id: UUID
) -> None:
    await changed(deliver, state_of())
    before = await stored(sessions, employee_id)
    await changed(deliver, state_of(superior_id=str(uuid4())), "superior_changed")
    after = await stored(sessions, employee_id)
    assert before is not None
    assert after is not None
    assert after.version == before.version
    assert len(await events.published(CHANGED)) == 1


async def test_a_new_rank_starts_the_four_years_again(
    deliver: Deliveries, sessions: Sessions, events: Events, state_of: State, evaluation_of: State
) -> None:
    await changed(deliver, state_of())
    for year in (2024, 2025):
        await evaluated(deliver, evaluation_of(year, "good"))
    promoted = state_of(rank={"code": "III/b", "since": "2026-03-01"})
    await changed(deliver, promoted, "rank_changed")
    last = (await events.published(CHANGED))[-1]
    assert last.data["failed_rules"] == ["time_in_rank"]
    assert last.data["next_rank"] == "III/c"
    eligibility = await stored(sessions, UUID(promoted["employee_id"]))
    assert eligibility is not None
    assert eligibility.turns_on == date(2030, 3, 1)


async def test_time_alone_makes_eligible_on_the_first_period_after_the_day(
    deliver: Deliveries, sessions: Sessions, state_of: State, evaluation_of: State, employee_id: UUID
) -> None:
    for year in (2024, 2025):
        await evaluated(deliver, evaluation_of(year, "good"))
    await changed(deliver, state_of(rank={"code": "III/a", "since": "2024-03-17"}))
    eligibility = await stored(sessions, employee_id)
    assert eligibility is not None
    assert eligibility.turns_on == date(2028, 4, 1)
    reason = next(reason for reason in eligibility.reasons if reason["rule"] == "time_in_rank")
    assert reason["turns_on"] == "2028-03-17"


async def test_pppk_have_no_rank_to_rise_in(
    deliver: Deliveries, sessions: Sessions, state_of: State, employee_id: UUID
) -> None:
    await changed(deliver, state_of(employment_type="PPPK", rank={"code": "IX", "since": "2024-01-01"}))
    eligibility = await stored(sessions, employee_id)
    assert eligibility is not None
    assert eligibility.next_rank is None
    assert eligibility.failed_rules == ["employment"]


async def test_a_snapshot_is_as_good_as_the_history(
    deliver: Deliveries, sessions: Sessions, clock: FixedClock, state_of: State, evaluation_of: State
) -> None:
    state = state_of()
    person = UUID(state["employee_id"])
    for year in (2024, 2025):
        await evaluated(deliver, evaluation_of(year, "good"), "snapshot")
    await deliver("personnel.employee.snapshot", person, state, agency="5671", sequence=7)
    clock.advance(timedelta(minutes=1))
    await deliver.sweep()
    eligibility = await stored(sessions, person)
    assert eligibility is not None
    assert eligibility.is_eligible


async def test_before_an_evaluation_is_due_the_years_before_it_count(
    deliver: Deliveries,
    sessions: Sessions,
    clock: FixedClock,
    state_of: State,
    evaluation_of: State,
) -> None:
    clock.set(datetime(2026, 12, 15, 2, 0, tzinfo=UTC))
    for year in (2024, 2025):
        await evaluated(deliver, evaluation_of(year, "good"))
    state = state_of()
    await changed(deliver, state)
    eligibility = await stored(sessions, UUID(state["employee_id"]))
    assert eligibility is not None
    assert eligibility.effective_on == date(2027, 1, 1)
    assert eligibility.is_eligible
