"""A candidate whom a rule keeps out is answered with every reason, and may come again."""

from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from abdi.testing.deliveries import Deliveries
from abdi.testing.observers import Events
from personnel.candidates.models import CandidateDecision
from personnel.candidates.snapshots import candidate_snapshots
from personnel.employees.models import Employee

Candidate = Callable[..., dict[str, Any]]
REFUSED = "personnel.candidate.refused"


async def hand_over(deliver: Deliveries, data: dict[str, Any]) -> None:
    agency = data.get("agency", "5671")
    await deliver("recruitment.candidate.appointed", UUID(data["candidate_id"]), data, agency=agency)


async def refusal(events: Events) -> list[str]:
    reasons = (await events.only(REFUSED)).data["reasons"]
    for reason in reasons:
        assert reason["article"]
        assert not reason["passed"]
        assert {"required", "found"} <= reason.keys()
        assert reason["remedy"]["id"]
    return [reason["rule"] for reason in reasons]


@pytest.mark.parametrize(
    ("facts", "rules"),
    [
        ({"nip": "19990805202603100"}, ["nip.length"]),
        ({"nip": "199902302026031001"}, ["nip.birth_date"]),
        ({"nip": "199908052026031000"}, ["nip.serial"]),
        ({"nip": "199908052026211001"}, ["nip.kind"]),
        (
            {"nip": "199908062026032001"},
            ["nip.agrees_with_birth_date", "nip.agrees_with_sex"],
        ),
        ({"nik": "0071010508990001"}, ["nik.province"]),
        ({"rank": "III/b"}, ["rank.starting"]),
        ({"rank": "IX"}, ["rank.known"]),
        ({"effective_on": "2026-03-02"}, ["appointment.first_of_month"]),
        ({"effective_on": "2026-04-01", "nip": "199908052026041001"}, ["appointment.not_in_future"]),
        ({"sex": "m", "name": " "}, ["candidate.well_formed"]),
        ({"education": {"level": "S9", "graduated_on": "2022-08-20"}}, ["candidate.well_formed"]),
        ({"position_id": str(uuid4())}, ["candidate.position_of_agency"]),
        ({"agency": "9999"}, ["candidate.agency_known", "candidate.position_of_agency"]),
        (
            {"position_id": str(uuid4()), "nip": "199908052026031000"},
            ["candidate.position_of_agency", "nip.serial"],
        ),
    ],
)
async def test_a_broken_rule_is_an_answer_and_no_dead_event(
    deliver: Deliveries,
    candidate: Candidate,
    events: Events,
    session: AsyncSession,
    facts: dict[str, Any],
    rules: list[str],
) -> None:
    await hand_over(deliver, candidate(**facts))
    assert await refusal(events) == rules
    assert [entry.state for entry in await deliver.entries()] == ["applied"]
    assert [event.name for event in await events.published(None) if "candidate" not in event.name] == [
        "personnel.unit.created",
        "personnel.unit.created",
        "personnel.position.created",
    ]
    assert await session.scalar(select(func.count()).select_from(Employee)) == 0


async def test_a_position_that_is_taken_or_of_another_agency_is_refused(
    deliver: Deliveries, candidate: Candidate, registry: Any, events: Events, position: str
) -> None:
    holder = await registry.make_employee()
    await registry.appoint(holder["id"], position, "2020-01-01")
    elsewhere = await registry.make_position(agency="6671")
    await hand_over(deliver, candidate())
    await hand_over(deliver, candidate(position_id=elsewhere))
    answers = [event.data["reasons"] for event in await events.published(REFUSED)]
    assert [[reason["rule"] for reason in reasons] for reasons in answers] == [
        ["appointment.position_free"],
        ["candidate.position_of_agency"],
    ]
    assert answers[0][0]["found"] == {"held": ["2020-01-01", None]}


async def test_numbers_that_the_registry_knows_are_refused_without_saying_whose_they_are(
    deliver: Deliveries, candidate: Candidate, registry: Any, events: Events
) -> None:
    facts = {"birth_date": "1999-08-05", "appointed_on": "2026-03-01", "employment_type": "CPNS"}
    known = await registry.make_employee(**facts, nip="199908052026031001", nik="1671010508990001")
    await hand_over(deliver, candidate(nik="1671010508990002"))
    await hand_over(deliver, candidate(nip="199908052026031002"))
    answers = [event.data["reasons"] for event in await events.published(REFUSED)]
    rules = [[reason["rule"] for reason in reasons] for reasons in answers]
    assert rules == [["candidate.nip_new"], ["candidate.nik_new"]]
    assert known["id"] not in str(answers)
    assert "1671010508990001" not in str(answers)


async def test_a_refused_candidate_comes_again_mended(
    deliver: Deliveries, candidate: Candidate, events: Events, session: AsyncSession
) -> None:
    data = candidate(rank="III/b")
    await hand_over(deliver, data)
    assert await refusal(events) == ["rank.starting"]
    await hand_over(deliver, data | {"rank": "III/a", "revision": 2})
    answer = await events.only("personnel.candidate.registered")
    assert (answer.sequence, answer.data["revision"]) == (2, 2)
    decision = await session.get(CandidateDecision, UUID(data["candidate_id"]))
    assert decision is not None
    assert (decision.state, decision.reasons) == ("registered", [])
    assert str(decision.employee_id) == answer.data["employee_id"]


async def test_one_refusal_in_a_batch_holds_up_nobody(
    deliver: Deliveries, candidate: Candidate, registry: Any, events: Events
) -> None:
    other = await registry.make_position()
    people = [
        candidate(rank="III/b"),
        candidate(nik="1671010508990002", nip="199908052026031002", position_id=other),
    ]
    await deliver.again(
        *(
            deliver.envelope("recruitment.candidate.appointed", UUID(one["candidate_id"]), one, agency="5671")
            for one in people
        )
    )
    assert str((await events.only(REFUSED)).aggregate_id) == people[0]["candidate_id"]
    registered = await events.only("personnel.candidate.registered")
    assert str(registered.aggregate_id) == people[1]["candidate_id"]


async def test_a_refused_attempt_leaves_only_its_decision_in_the_audit(
    deliver: Deliveries, candidate: Candidate, session: AsyncSession
) -> None:
    await hand_over(deliver, candidate(rank="III/b"))
    wanted = text("SELECT changes FROM audit_entry WHERE action = 'consume:personnel.recruitment'")
    (entry,) = (await session.scalars(wanted)).all()
    assert [change["entity"] for change in entry["changes"]] == ["candidate_decision"]


async def test_the_present_answers_are_told_as_snapshots(
    deliver: Deliveries, candidate: Candidate, registry: Any, session: AsyncSession
) -> None:
    other = await registry.make_position()
    bad = candidate(rank="III/b")
    good = candidate(nik="1671010508990002", nip="199908052026031002", position_id=other)
    for data in (bad, good):
        await hand_over(deliver, data)
    told = {str(one.aggregate_id): one.model_dump() async for one in candidate_snapshots(session, None)}
    assert [reason["rule"] for reason in told[bad["candidate_id"]]["reasons"]] == ["rank.starting"]
    assert (told[good["candidate_id"]]["state"], told[good["candidate_id"]]["reasons"]) == ("registered", [])
    only = [one async for one in candidate_snapshots(session, [UUID(bad["candidate_id"])])]
    assert [str(one.aggregate_id) for one in only] == [bad["candidate_id"]]
