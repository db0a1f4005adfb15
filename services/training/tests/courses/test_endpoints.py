"""Recording, correcting and withdrawing courses over HTTP."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from abdi.db.tables import audit_entry
from abdi.testing.observers import Events
from abdi.testing.principals import ServiceClient, employee, officer, unit_officer
from abdi.testing.problems import assert_problem

Make = Callable[..., dict[str, Any]]
Register = Callable[..., Awaitable[UUID]]
Evaluate = Callable[..., Awaitable[dict[str, Any]]]
PATH = "/v1/courses"
NEEDS = "/v1/training-needs"
MISTAKE = "Sertifikat milik pegawai lain."


async def recorded(by: ServiceClient, run: dict[str, Any]) -> httpx.Response:
    response = await by.post(PATH, json=run)
    assert response.status_code == 201, response.text
    return response


async def withdrawn(by: ServiceClient, answer: httpx.Response) -> httpx.Response:
    path = f"{PATH}/{answer.json()['id']}/withdrawal"
    return await by.post(path, json={"reason": MISTAKE}, headers={"If-Match": answer.headers["etag"]})


async def states(by: ServiceClient) -> list[str]:
    return [row["state"] for row in (await by.get(NEEDS)).json()["data"]]


async def test_a_course_closes_the_need_and_its_withdrawal_opens_it_again(
    by_officer: ServiceClient, person: UUID, evaluate: Evaluate, run_of: Make, events: Events
) -> None:
    await evaluate(person, "poor")
    assert await states(by_officer) == ["open"]
    done = await recorded(by_officer, run_of(person))
    (need,) = (await by_officer.get(NEEDS)).json()["data"]
    assert (need["state"], need["closed_by"]) == ("closed", done.json()["id"])
    assert need["closed_on"] == "2026-02-11"
    assert (await withdrawn(by_officer, done)).json()["state"] == "withdrawn"
    assert await states(by_officer) == ["open"]
    assert [event.name for event in await events.published()] == [
        "training.need.opened",
        "training.course.completed",
        "training.need.closed",
        "training.course.withdrawn",
        "training.need.reopened",
    ]
    completed = await events.only("training.course.completed")
    assert (completed.data["jp"], completed.data["answers"]) == (24, ["performance"])
    assert "certificate_number" not in completed.data


async def test_two_courses_at_once_close_a_need_once(
    by_officer: ServiceClient, person: UUID, evaluate: Evaluate, run_of: Make, events: Events
) -> None:
    await evaluate(person, "poor")
    runs = [run_of(person) for _ in range(4)]
    answers = await asyncio.gather(*(by_officer.post(PATH, json=run) for run in runs))
    assert [answer.status_code for answer in answers] == [201] * 4
    closed = await events.only("training.need.closed")
    closing = next(answer for answer in answers if answer.json()["id"] == closed.data["closed_by"])
    await withdrawn(by_officer, closing)
    (need,) = (await by_officer.get(NEEDS)).json()["data"]
    assert need["state"] == "closed"
    assert need["closed_by"] != closed.data["closed_by"]


async def test_a_course_and_an_evaluation_at_the_same_moment_see_each_other(
    by_officer: ServiceClient, person: UUID, evaluate: Evaluate, run_of: Make
) -> None:
    await asyncio.gather(
        *(recorded(by_officer, run_of(person)) for _ in range(3)),
        *(evaluate(person, "poor", year=2022 + number) for number in range(4)),
    )
    assert await states(by_officer) == ["closed"] * 4


async def test_without_hours_on_the_certificate_the_programme_says_them(
    by_officer: ServiceClient, person: UUID, run_of: Make
) -> None:
    body = (await recorded(by_officer, run_of(person, jp=None, certificate_number=None))).json()
    assert (body["jp"], body["credited_jp"], body["kind"]) == (24, 24, "technical")


async def test_a_certificate_is_recorded_once_even_by_two_at_once(
    by_officer: ServiceClient, person: UUID, run_of: Make
) -> None:
    run = run_of(person, certificate_number="800.2.3/0157")
    answers = await asyncio.gather(*(by_officer.post(PATH, json=run) for _ in range(3)))
    assert sorted(answer.status_code for answer in answers) == [201, 409, 409]
    first = next(answer for answer in answers if answer.status_code == 201)
    again = await by_officer.post(PATH, json=run | {"certificate_number": "800.2.3 / 0157"})
    body = assert_problem(again, 409, "certificate-already-recorded")
    assert (body["current_state"], body["course_id"]) == ("recorded", first.json()["id"])
    await withdrawn(by_officer, first)
    await recorded(by_officer, run)


@pytest.mark.parametrize(
    ("change", "rules"),
    [
        ({"completed_on": "2026-03-03"}, ["not_in_future"]),
        ({"started_on": "2015-02-01", "completed_on": "2015-02-03"}, ["within_service"]),
        ({"jp": 500}, ["plausible_hours"]),
    ],
)
async def test_what_cannot_be_is_refused_with_reasons(
    change: dict[str, Any], rules: list[str], by_officer: ServiceClient, person: UUID, run_of: Make
) -> None:
    body = assert_problem(await by_officer.post(PATH, json=run_of(person, **change)), 409, "course-refused")
    assert [reason["rule"] for reason in body["reasons"]] == rules
    assert all(reason["article"] and reason["remedy"]["id"] for reason in body["reasons"])


async def test_what_is_malformed_is_named(by_officer: ServiceClient, person: UUID, run_of: Make) -> None:
    for change, pointer in (
        ({"jp": 0}, "/jp"),
        ({"provider": "\u200b"}, "/provider"),
        ({"programme_id": str(uuid4())}, "/programme_id"),
        ({"started_on": 0}, "/started_on"),
    ):
        answer = await by_officer.post(PATH, json=run_of(person, **change))
        assert_problem(answer, 422, "malformed", pointer=pointer)


async def test_a_withdrawal_needs_a_reason_and_the_version_seen_and_is_done_once(
    by_officer: ServiceClient, person: UUID, run_of: Make, sessions: async_sessionmaker[AsyncSession]
) -> None:
    done = await recorded(by_officer, run_of(person))
    path = f"{PATH}/{done.json()['id']}/withdrawal"
    reason, seen = {"reason": MISTAKE}, {"If-Match": done.headers["etag"]}
    assert_problem(await by_officer.post(path, json=reason), 428, "precondition-required")
    stale = await by_officer.post(path, json=reason, headers={"If-Match": '"9"'})
    assert_problem(stale, 412, "precondition-failed")
    assert_problem(await by_officer.post(path, json={"reason": "x"}, headers=seen), 422, "malformed")
    body = (await by_officer.post(path, json=reason, headers=seen)).json()
    assert (body["withdrawn_on"], body["withdrawal_reason"], body["credited_jp"]) == (
        "2026-03-02",
        MISTAKE,
        0,
    )
    again = assert_problem(await by_officer.post(path, json=reason, headers=seen), 409, "course-not-in-state")
    assert again["current_state"] == "withdrawn"
    async with sessions() as session:
        reasons = set(await session.scalars(select(audit_entry.c.reason)))
    assert MISTAKE in reasons


async def test_a_correction_changes_what_follows(
    by_officer: ServiceClient, person: UUID, evaluate: Evaluate, run_of: Make, events: Events
) -> None:
    await evaluate(person, "poor", completed_on="2026-02-10")
    run = run_of(person)
    done = await recorded(by_officer, run)
    said = {
        name: run[name] for name in ("jp", "started_on", "completed_on", "certificate_number", "provider")
    }
    path, seen = f"{PATH}/{done.json()['id']}/correction", {"If-Match": done.headers["etag"]}
    reason = "Tanggal pada sertifikat lain."
    same = await by_officer.post(path, json={**said, "reason": reason}, headers=seen)
    assert_problem(same, 409, "nothing-corrected")
    earlier = {**said, "started_on": "2026-02-02", "completed_on": "2026-02-06", "reason": reason}
    corrected = await by_officer.post(path, json=earlier, headers=seen)
    assert corrected.status_code == 200, corrected.text
    assert await states(by_officer) == ["open"]
    assert (await events.only("training.course.corrected")).data["completed_on"] == "2026-02-06"
    late = {**earlier, "completed_on": "2026-04-01"}
    headers = {"If-Match": corrected.headers["etag"]}
    assert_problem(await by_officer.post(path, json=late, headers=headers), 409, "course-refused")


async def test_nobody_records_the_own_course_and_others_are_not_there(
    client: ServiceClient, person: UUID, run_of: Make
) -> None:
    assert_problem(await client.as_(employee(person)).post(PATH, json=run_of(person)), 403, "forbidden")
    both = officer("5671", subject="both", employee_id=person)
    body = assert_problem(await client.as_(both).post(PATH, json=run_of(person)), 403, "own-case")
    assert body["reasons"][0]["rule"] == "policy.not_own_case"
    assert_problem(await client.as_(officer("6671")).post(PATH, json=run_of(person)), 404, "not-found")
    assert_problem(await client.as_(officer("5671")).post(PATH, json=run_of(uuid4())), 404, "not-found")
    done = await recorded(client.as_(officer("5671")), run_of(person))
    assert_problem(await withdrawn(client.as_(both), done), 403, "own-case")
    assert_problem(await withdrawn(client.as_(officer("6671")), done), 404, "not-found")


async def test_the_officer_of_a_unit_records_for_it_and_what_lies_below(
    client: ServiceClient, register: Register, run_of: Make, deliver: Any
) -> None:
    above, unit_id = uuid4(), uuid4()
    for one, parent in ((above, None), (unit_id, str(above))):
        said = {"unit_id": str(one), "agency": "5671", "name": "Bidang", "parent_id": parent}
        await deliver("personnel.unit.created", one, said, agency="5671")
    inside = await register(position={"unit_id": str(unit_id), "kind": "pelaksana"})
    outside = await register()
    by = client.as_(unit_officer("5671", above))
    assert (await by.post(PATH, json=run_of(inside))).status_code == 201
    assert_problem(await by.post(PATH, json=run_of(outside)), 404, "not-found")
    assert [row["employee_id"] for row in (await by.get(PATH)).json()["data"]] == [str(inside)]


@pytest.mark.parametrize(
    ("params", "count"),
    [
        ({}, 2),
        ({"state": "recorded"}, 1),
        ({"state": "withdrawn"}, 1),
        ({"year": 2026}, 2),
        ({"year": 2025}, 0),
        ({"agency": "6671"}, 0),
        ({"employee_id": str(uuid4())}, 0),
        ({"changed_since": "2120-01-01T00:00:00Z"}, 0),
    ],
)
async def test_the_list_can_be_narrowed(
    params: dict[str, Any], count: int, by_officer: ServiceClient, person: UUID, run_of: Make
) -> None:
    await recorded(by_officer, run_of(person))
    await withdrawn(by_officer, await recorded(by_officer, run_of(person)))
    rows = (await by_officer.get(PATH, params=params)).json()["data"]
    assert len(rows) == count
