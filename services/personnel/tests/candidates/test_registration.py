"""An appointed candidate becomes one employee."""

import asyncio
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from abdi.messaging.event import Envelope
from abdi.testing.deliveries import Deliveries
from abdi.testing.observers import Events
from personnel.candidates.models import CandidateDecision
from personnel.employees.models import Employee

Candidate = Callable[..., dict[str, Any]]
REGISTERED = "personnel.employee.registered"


async def hand_over(deliver: Deliveries, data: dict[str, Any], fact: str = "appointed") -> Envelope:
    return await deliver(f"recruitment.candidate.{fact}", UUID(data["candidate_id"]), data, agency="5671")


async def test_the_candidate_is_registered_with_position_rank_and_education(
    deliver: Deliveries, candidate: Candidate, registry: Any, events: Events, position: str
) -> None:
    data = candidate()
    await hand_over(deliver, data)
    registered = await events.only(REGISTERED)
    assert (registered.data["source"], registered.data["candidate_id"]) == (
        "candidate",
        data["candidate_id"],
    )
    person = await registry.get(f"/v1/employees/{registered.aggregate_id}")
    assert (person["employment_type"], person["status"], person["nip"]) == ("CPNS", "active", data["nip"])
    assert (person["appointed_on"], person["nik"]) == ("2026-03-01", "************0001")
    assert person["rank"] == {"code": "III/a", "since": "2026-03-01"}
    assert person["education"] == {"level": "S1", "since": "2022-08-20"}
    assert (person["position"]["position_id"], person["position"]["since"]) == (position, "2026-03-01")
    (rank,) = await registry.get(f"/v1/employees/{person['id']}/ranks")
    assert (rank["change"], rank["decree_number"]) == ("appointment", "813/045/BKPSDM/2026")
    (education,) = await registry.get(f"/v1/employees/{person['id']}/educations")
    assert education["institution"] == "Universitas Sriwijaya"


async def test_everybody_hears_of_it_in_the_order_of_the_facts(
    deliver: Deliveries, candidate: Candidate, events: Events
) -> None:
    data = candidate()
    envelope = await hand_over(deliver, data)
    answer = await events.only("personnel.candidate.registered")
    person = answer.data["employee_id"]
    assert (str(answer.aggregate_id), answer.data["revision"]) == (data["candidate_id"], 1)
    assert answer.data["registered_on"] == "2026-03-02"
    assert answer.headers["causationid"] == str(envelope.id)
    facts = [(e.name, e.sequence) for e in await events.published() if str(e.aggregate_id) == person]
    assert facts == [
        (REGISTERED, 1),
        ("personnel.employee.education_changed", 2),
        ("personnel.employee.rank_changed", 3),
        ("personnel.employee.position_changed", 4),
    ]
    assert (await events.only("personnel.position.filled")).data["holder_id"] == person


async def test_a_pppk_is_registered_with_a_grade(
    deliver: Deliveries, candidate: Candidate, registry: Any, events: Events
) -> None:
    facts = {"employment_type": "PPPK", "nip": "199908052026211001", "rank": "IX"}
    await hand_over(deliver, candidate(**facts, effective_on="2026-02-17", decree_on="2026-02-10"))
    registered = await events.only(REGISTERED)
    person = await registry.get(f"/v1/employees/{registered.aggregate_id}")
    assert (person["employment_type"], person["rank"]["code"]) == ("PPPK", "IX")


async def test_told_again_in_every_way_there_is_one_employee(
    deliver: Deliveries, candidate: Candidate, session: AsyncSession, events: Events
) -> None:
    data = candidate()
    first = await hand_over(deliver, data)
    before = len(await events.published())
    await deliver.again(first)
    await deliver.again(first, first)
    await hand_over(deliver, data)
    await hand_over(deliver, data | {"revision": 2})
    await hand_over(deliver, data | {"revision": 3, "state": "appointed", "employee_id": None}, "snapshot")
    assert {entry.state for entry in await deliver.entries()} == {"applied"}
    assert len(await events.published()) == before
    assert await session.scalar(select(func.count()).select_from(Employee)) == 1


async def test_workers_at_one_moment_register_one_employee(
    deliver: Deliveries, candidate: Candidate, session: AsyncSession, events: Events
) -> None:
    data = candidate()
    first = deliver.envelope(
        "recruitment.candidate.appointed", UUID(data["candidate_id"]), data, agency="5671"
    )
    again = deliver.envelope(
        "recruitment.candidate.appointed",
        UUID(data["candidate_id"]),
        data | {"revision": 2},
        agency="5671",
    )
    await asyncio.gather(*(deliver.again(one) for one in (first, again, first, again, first)))
    await deliver.sweep()
    assert {entry.state for entry in await deliver.entries()} == {"applied"}
    await events.only(REGISTERED)
    assert await session.scalar(select(func.count()).select_from(Employee)) == 1


async def test_one_person_handed_over_as_two_candidates_is_registered_once(
    deliver: Deliveries, candidate: Candidate, registry: Any, events: Events, clock: Any
) -> None:
    other = await registry.make_position()
    twins = [candidate(), candidate(position_id=other, nip="199908052026031002")]
    await asyncio.gather(*(hand_over(deliver, twin) for twin in twins))
    clock.advance(timedelta(minutes=1))
    await deliver.sweep()
    await events.only(REGISTERED)
    refused = await events.only("personnel.candidate.refused")
    assert [reason["rule"] for reason in refused.data["reasons"]] == ["candidate.nik_new"]
    assert {entry.state for entry in await deliver.entries()} == {"applied"}


async def test_a_batch_registers_everybody(
    deliver: Deliveries, candidate: Candidate, registry: Any, events: Events
) -> None:
    people = [
        candidate(
            nik=f"167101050899{number:04d}",
            nip=f"199908052026031{number:03d}",
            position_id=await registry.make_position(),
        )
        for number in range(1, 8)
    ]
    envelopes = [
        deliver.envelope("recruitment.candidate.appointed", UUID(one["candidate_id"]), one, agency="5671")
        for one in people
    ]
    await deliver.again(*envelopes)
    registered = await events.published(REGISTERED)
    assert [event.data["candidate_id"] for event in registered] == [one["candidate_id"] for one in people]
    answers = await events.published("personnel.candidate.registered")
    causes = {str(answer.aggregate_id): answer.headers["causationid"] for answer in answers}
    assert causes == {str(envelope.subject): str(envelope.id) for envelope in envelopes}


async def test_a_withdrawn_candidate_is_not_registered_any_more(
    deliver: Deliveries, candidate: Candidate, session: AsyncSession, events: Events
) -> None:
    data = candidate()
    taken_back = {
        "candidate_id": data["candidate_id"],
        "revision": 1,
        "reason": "x",
        "withdrawn_on": "2026-03-02",
    }
    await hand_over(deliver, taken_back, "withdrawn")
    await hand_over(deliver, data)
    assert await events.published(REGISTERED) == []
    decision = await session.get(CandidateDecision, UUID(data["candidate_id"]))
    assert decision is not None
    assert decision.state == "withdrawn"


@pytest.mark.parametrize("fact", ["appointed", "snapshot"])
async def test_what_was_taken_back_while_it_waited_is_not_registered_first(
    deliver: Deliveries, candidate: Candidate, session: AsyncSession, events: Events, fact: str
) -> None:
    data = candidate() | {"state": "appointed", "employee_id": None}
    taken_back = {"candidate_id": data["candidate_id"], "revision": 1}
    about = UUID(data["candidate_id"])
    waiting = [
        deliver.envelope(f"recruitment.candidate.{fact}", about, data, agency="5671"),
        deliver.envelope("recruitment.candidate.withdrawn", about, taken_back, agency="5671"),
    ]
    await deliver.again(*waiting)
    assert await events.published(REGISTERED) == []
    decision = await session.get(CandidateDecision, about)
    assert decision is not None
    assert decision.state == "withdrawn"
    assert {entry.state for entry in await deliver.entries()} == {"applied"}


async def test_a_withdrawal_of_another_candidate_holds_up_nobody(
    deliver: Deliveries, candidate: Candidate, events: Events
) -> None:
    data = candidate()
    other = uuid4()
    waiting = [
        deliver.envelope("recruitment.candidate.appointed", UUID(data["candidate_id"]), data, agency="5671"),
        deliver.envelope(
            "recruitment.candidate.withdrawn",
            other,
            {"candidate_id": str(other), "revision": 1},
            agency="5671",
            sequence=2,
        ),
    ]
    await deliver.again(*waiting)
    assert len(await events.published(REGISTERED)) == 1


async def test_who_is_registered_stays_so_after_a_late_withdrawal(
    deliver: Deliveries, candidate: Candidate, session: AsyncSession
) -> None:
    data = candidate()
    await hand_over(deliver, data)
    taken_back = {
        "candidate_id": data["candidate_id"],
        "revision": 1,
        "reason": "x",
        "withdrawn_on": "2026-03-02",
    }
    await hand_over(deliver, taken_back, "withdrawn")
    decision = await session.get(CandidateDecision, UUID(data["candidate_id"]))
    assert decision is not None
    assert decision.state == "registered"


@pytest.mark.parametrize(("state", "count"), [("appointed", 1), ("refused", 0), ("withdrawn", 0)])
async def test_a_snapshot_of_recruitment_registers_who_is_still_appointed(
    deliver: Deliveries, candidate: Candidate, events: Events, *, state: str, count: int
) -> None:
    await hand_over(deliver, candidate() | {"state": state, "employee_id": None}, "snapshot")
    assert len(await events.published(REGISTERED)) == count


async def test_a_nik_sealed_with_another_key_waits_for_a_person_to_look(
    deliver: Deliveries, candidate: Candidate, events: Events
) -> None:
    mine, other = candidate(), candidate(candidate_id=uuid4())
    await hand_over(deliver, mine | {"nik_sealed": other["nik_sealed"]})
    assert [(entry.state, entry.attempts) for entry in await deliver.entries()] == [("retry", 1)]
    assert await events.published(REGISTERED) == []
