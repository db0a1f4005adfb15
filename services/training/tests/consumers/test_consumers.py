"""What events of other services do to needs."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from abdi.clock import FixedClock
from abdi.db.tables import audit_entry
from abdi.testing.deliveries import Deliveries
from abdi.testing.message_fixtures import Unit
from abdi.testing.observers import Events
from training.evaluations.models import Evaluation
from training.needs.models import Need
from training.needs.rules import evaluation_need_id

State = Callable[..., dict[str, Any]]
Register = Callable[..., Awaitable[UUID]]
Evaluate = Callable[..., Awaitable[dict[str, Any]]]

pytestmark = pytest.mark.usefixtures("rules_in_force")


async def needs_of(session: AsyncSession, person: UUID) -> list[tuple[str, str]]:
    found = await session.scalars(select(Need).where(Need.employee_id == person).order_by(Need.kind))
    return [(need.kind, need.state) for need in found]


@pytest.mark.parametrize(
    ("predicate", "opened"),
    [("very_good", 0), ("good", 0), ("needs_improvement", 1), ("poor", 1), ("very_poor", 1)],
)
async def test_a_low_predicate_opens_a_need(
    predicate: str, opened: int, register: Register, evaluate: Evaluate, events: Events
) -> None:
    person = await register()
    said = await evaluate(person, predicate)
    published = await events.published()
    assert [event.name for event in published] == ["training.need.opened"] * opened
    for event in published:
        assert event.aggregate_id == evaluation_need_id(UUID(said["evaluation_id"]))
        assert event.agency == "5671"
        assert event.data["predicate"] == predicate
        assert (event.data["kind"], event.data["state"], event.data["year"]) == ("performance", "open", 2025)
        assert event.headers["dataclass"] == "personal"
        assert event.headers["causationid"]


@pytest.mark.parametrize("is_known", [True, False])
async def test_an_evaluation_may_come_before_its_person(
    register: Register, evaluate: Evaluate, unit: Unit, events: Events, *, is_known: bool
) -> None:
    person = uuid4()
    if is_known:
        await register(employee_id=str(person))
    await evaluate(person, "poor")
    if not is_known:
        await register(employee_id=str(person))
    async with unit() as session:
        assert await needs_of(session, person) == [("performance", "open")]
    assert len(await events.published()) == 1


async def test_a_correction_withdraws_the_need_changes_it_and_brings_it_back(
    register: Register, evaluate: Evaluate, events: Events, unit: Unit
) -> None:
    person = await register()
    said = await evaluate(person, "needs_improvement")
    for predicate in ("very_poor", "good", "very_good", "poor"):
        await evaluate(person, fact="corrected", **{**said, "predicate": predicate})
    assert [
        (event.name, event.data["predicate"], event.data["withdrawn_because"])
        for event in await events.published()
    ] == [
        ("training.need.opened", "needs_improvement", None),
        ("training.need.changed", "very_poor", None),
        ("training.need.withdrawn", "good", "evaluation_corrected"),
        ("training.need.changed", "very_good", "evaluation_corrected"),
        ("training.need.reopened", "poor", None),
    ]
    async with unit() as session:
        assert await needs_of(session, person) == [("performance", "open")]


async def test_a_need_is_opened_once_however_often_it_is_heard_of(
    register: Register, evaluate: Evaluate, events: Events, unit: Unit
) -> None:
    person = await register()
    said = await evaluate(person, "poor")
    await evaluate(person, fact="snapshot", **said)
    await asyncio.gather(
        *(register("corrected", employee_id=str(person)) for _ in range(3)),
        *(evaluate(person, "poor", year=2022 + number) for number in range(3)),
    )
    async with unit() as session:
        assert await needs_of(session, person) == [("performance", "open")] * 4
    assert len(await events.published("training.need.opened")) == 4


async def test_a_newcomer_needs_latsar_until_becoming_pns(
    register: Register, events: Events, unit: Unit
) -> None:
    person = await register(employment_type="CPNS", appointed_on="2026-02-01")
    async with unit() as session:
        assert await needs_of(session, person) == [("latsar", "open")]
    await register(
        "status_changed", employee_id=str(person), employment_type="PNS", appointed_on="2026-02-01"
    )
    assert [(event.name, event.data["withdrawn_because"]) for event in await events.published()] == [
        ("training.need.opened", None),
        ("training.need.withdrawn", "employment_changed"),
    ]


async def test_only_a_new_pppk_needs_orientation(register: Register, unit: Unit) -> None:
    new = await register(employment_type="PPPK", appointed_on="2026-02-01")
    old = await register(employment_type="PPPK", appointed_on="2024-02-01")
    async with unit() as session:
        assert await needs_of(session, new) == [("orientation", "open")]
        assert await needs_of(session, old) == []


async def test_leaving_withdraws_what_is_open_and_coming_back_opens_it_again(
    register: Register, evaluate: Evaluate, events: Events
) -> None:
    person = await register()
    await evaluate(person, "poor")
    await register("status_changed", employee_id=str(person), status="left", left_on="2026-03-01")
    await register("status_changed", employee_id=str(person))
    assert [event.name for event in await events.published()] == [
        "training.need.opened",
        "training.need.withdrawn",
        "training.need.reopened",
    ]


async def test_the_record_moves_with_the_person(
    register: Register, evaluate: Evaluate, events: Events, unit: Unit
) -> None:
    person = await register()
    await evaluate(person, "poor")
    await register("position_changed", employee_id=str(person), agency="6671")
    async with unit() as session:
        assert await session.scalar(select(Need.agency)) == "6671"
        assert await session.scalar(select(Evaluation.agency)) == "6671"
    last = (await events.published())[-1]
    assert (last.name, last.agency) == ("training.need.changed", "6671")


async def test_a_snapshot_is_as_good_as_the_history(
    deliver: Deliveries, state_of: State, evaluate: Evaluate, clock: FixedClock, unit: Unit
) -> None:
    state = state_of(employment_type="CPNS")
    person = UUID(state["employee_id"])
    await evaluate(person, "poor", fact="snapshot")
    await deliver("personnel.employee.snapshot", person, state, agency="5671", sequence=7)
    clock.advance(timedelta(minutes=1))
    await deliver.sweep()
    async with unit() as session:
        assert await needs_of(session, person) == [("latsar", "open"), ("performance", "open")]


async def test_a_batch_is_judged_at_once_and_says_so_in_one_audit_entry(
    deliver: Deliveries, evaluation_of: State, unit: Unit
) -> None:
    envelopes = []
    for _ in range(30):
        said = evaluation_of(uuid4(), "poor")
        about = UUID(said["evaluation_id"])
        envelopes.append(deliver.envelope("performance.evaluation.completed", about, said, agency="5671"))
    await deliver.again(*envelopes)
    async with unit() as session:
        assert await session.scalar(select(func.count()).select_from(Need)) == 30
        (entry,) = (await session.execute(select(audit_entry.c.changes))).scalars()
    assert entry["bulk"] == [{"action": "need.judge", "manifest": {"people": 30, "changed": 30}}]


async def test_the_day_of_the_evaluation_is_the_day_of_the_call(
    register: Register, evaluate: Evaluate, unit: Unit
) -> None:
    await evaluate(await register(), "poor", completed_on="2026-02-14")
    async with unit() as session:
        assert await session.scalar(select(Need.since)) == date(2026, 2, 14)
