"""Who was there: marked at the door, complete with the closing of the session."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import select

from abdi.clock import FixedClock
from abdi.testing.message_fixtures import Unit
from abdi.testing.observers import Events
from abdi.testing.principals import ServiceClient, auditor, committee_member, officer
from abdi.testing.problems import assert_problem
from recruitment.applications.models import Application
from recruitment.examinations.models import SkdSitting
from recruitment.selections.models import Selection

Answer = dict[str, Any]
BATCH = "/v1/seats/attendances:batch"


@pytest.fixture
async def people(
    seated: Callable[..., Awaitable[list[Application]]], selection: Selection
) -> list[Application]:
    """Three participants with a seat each."""
    return await seated(selection, 3)


async def the_day(client: ServiceClient, clock: FixedClock) -> tuple[ServiceClient, list[Answer]]:
    """The committee on the day of the session, and the seats by number."""
    clock.advance(timedelta(hours=24))
    door = client.as_(committee_member("5671"))
    seats = (await door.get("/v1/seats")).json()["data"]
    return door, sorted(seats, key=lambda one: one["number"])


async def absent(unit: Unit) -> dict[str, tuple[str, int]]:
    async with unit() as session:
        found = (await session.scalars(select(SkdSitting))).all()
    return {str(one.application_id): (one.standing, one.exam_year) for one in found}


async def test_nobody_is_let_in_before_the_day(committee: ServiceClient, people: list[Application]) -> None:
    seats = (await committee.get("/v1/seats")).json()["data"]
    assert len(seats) == len(people)
    items = [{"seat_id": one["id"], "is_present": True} for one in seats]
    told = (await committee.post(BATCH, json={"items": items})).json()
    assert {one["problem"]["code"] for one in told["items"]} == {"doors-closed"}
    closing = await committee.post(f"/v1/sessions/{seats[0]['session_id']}/closing")
    assert_problem(closing, 409, "doors-closed")


async def test_who_was_not_marked_present_is_absent_once_the_session_closes(
    client: ServiceClient, people: list[Application], clock: FixedClock, unit: Unit, *, events: Events
) -> None:
    door, (first, second, third) = await the_day(client, clock)
    items = [{"seat_id": one["id"], "is_present": True} for one in (first, second)]
    marked = await door.post(BATCH, json={"items": items})
    assert marked.json()["counts"] == {"done": 2, "refused": 0}
    await door.post(f"/v1/seats/{second['id']}/attendance", json={"is_present": False})
    assert set(await absent(unit)) == {second["application_id"]}
    address = f"/v1/sessions/{first['session_id']}/closing"
    closed = await door.post(address)
    assert closed.json() == {"session_id": first["session_id"], "present": 1, "absent": 2}
    assert (await door.post(address)).json() == closed.json()
    assert (await events.only("recruitment.session.closed")).data["absent"] == 2
    th = ("absent", people[0].intake)
    assert await absent(unit) == {second["application_id"]: th, third["application_id"]: th}


async def test_after_the_closing_a_change_needs_a_reason_and_takes_the_absence_back(
    client: ServiceClient, people: list[Application], clock: FixedClock, unit: Unit
) -> None:
    door, seats = await the_day(client, clock)
    assert len(seats) == len(people)
    await door.post(f"/v1/sessions/{seats[0]['session_id']}/closing")
    address = f"/v1/seats/{seats[0]['id']}/attendance"
    assert_problem(await door.post(address, json={"is_present": True}), 409, "session-closed")
    mended = await door.post(address, json={"is_present": True, "reason": "salah catat"})
    assert mended.json()["is_present"] is True
    assert set(await absent(unit)) == {one["application_id"] for one in seats[1:]}


async def test_who_has_a_score_was_there(
    client: ServiceClient, people: list[Application], clock: FixedClock, unit: Unit
) -> None:
    door, seats = await the_day(client, clock)
    one = people[0]
    async with unit() as session:
        session.add(
            SkdSitting(
                application_id=one.id,
                applicant_id=one.applicant_id,
                agency=one.agency,
                exam_year=2024,
                twk=100,
                tiu=100,
                tkp=180,
                standing="taking_part",
            )
        )
    (mine,) = [seat for seat in seats if seat["application_id"] == str(one.id)]
    answer = await door.post(f"/v1/seats/{mine['id']}/attendance", json={"is_present": False})
    assert_problem(answer, 409, "has-score")


async def test_others_mark_nobody(
    client: ServiceClient, people: list[Application], clock: FixedClock
) -> None:
    door, seats = await the_day(client, clock)
    assert len(seats) == len(people)
    address, body = f"/v1/seats/{seats[0]['id']}/attendance", {"is_present": True}
    assert_problem(await client.as_(officer("6671")).post(address, json=body), 404, "not-found")
    assert_problem(await client.as_(auditor("5671")).post(address, json=body), 403, "forbidden")
    assert_problem(await door.post(f"/v1/seats/{uuid4()}/attendance", json=body), 404, "not-found")
