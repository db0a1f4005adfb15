"""Who sees and records candidates; nobody the own."""

from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID, uuid4

import pytest

from abdi.auth import Principal
from abdi.testing.principals import (
    ServiceClient,
    agency_system,
    auditor,
    committee_member,
    decision_maker,
    employee,
    officer,
    service_account,
    unit_officer,
)
from abdi.testing.problems import assert_problem
from recruitment.policy import READ_CANDIDATE, RECORD_CANDIDATE

Person = Callable[..., dict[str, Any]]
Answer = Callable[..., Awaitable[None]]
ME = uuid4()
RECORDERS = [officer("5671"), committee_member("5671"), service_account("tests")]
READERS = [
    *RECORDERS,
    decision_maker("5671"),
    auditor("5671"),
    agency_system("5671", READ_CANDIDATE.name),
    employee(ME, "5671"),
]
WITHOUT = [
    officer("6671"),
    committee_member("6671"),
    decision_maker("6671"),
    auditor("6671"),
    agency_system("6671", READ_CANDIDATE.name),
    employee(uuid4(), "5671"),
]


@pytest.mark.parametrize("principal", READERS, ids=lambda one: one.subject)
async def test_readers_see_it(
    client: ServiceClient, candidate: dict[str, Any], registered: Answer, principal: Principal
) -> None:
    await registered(candidate["id"], ME)
    asking = client.as_(principal)
    assert (await asking.get(f"/v1/candidates/{candidate['id']}")).status_code == 200
    assert len((await asking.get("/v1/candidates")).json()["data"]) == 1


@pytest.mark.parametrize("principal", WITHOUT, ids=lambda one: one.subject)
async def test_for_others_it_is_not_there(
    client: ServiceClient, candidate: dict[str, Any], registered: Answer, principal: Principal
) -> None:
    await registered(candidate["id"], ME)
    asking = client.as_(principal)
    assert_problem(await asking.get(f"/v1/candidates/{candidate['id']}"), 404, "not-found")
    assert (await asking.get("/v1/candidates")).json()["data"] == []


async def test_an_agency_system_reads_within_its_scopes_only(
    client: ServiceClient, candidate: dict[str, Any]
) -> None:
    without = client.as_(agency_system("5671", RECORD_CANDIDATE.name))
    assert_problem(await without.get(f"/v1/candidates/{candidate['id']}"), 403, "forbidden")


@pytest.mark.parametrize("principal", RECORDERS, ids=lambda one: one.subject)
async def test_recorders_record(client: ServiceClient, person: Person, principal: Principal) -> None:
    assert (await client.as_(principal).post("/v1/candidates", json=person())).status_code == 201


@pytest.mark.parametrize(
    "principal",
    [
        decision_maker("5671"),
        auditor("5671"),
        agency_system("5671", RECORD_CANDIDATE.name, READ_CANDIDATE.name),
        employee(ME, "5671"),
        unit_officer("5671", uuid4()),
        officer("6671"),
    ],
    ids=lambda one: one.subject,
)
async def test_others_record_nothing(client: ServiceClient, person: Person, principal: Principal) -> None:
    assert_problem(await client.as_(principal).post("/v1/candidates", json=person()), 403, "forbidden")


async def test_readers_change_nothing(client: ServiceClient, candidate: dict[str, Any]) -> None:
    for principal in (decision_maker("5671"), auditor("5671")):
        answer = await client.as_(principal).post(
            f"/v1/candidates/{candidate['id']}/withdrawal", json={"reason": "mundur"}
        )
        assert_problem(answer, 403, "forbidden")


async def test_another_agency_cannot_even_tell_that_it_exists(
    client: ServiceClient, candidate: dict[str, Any]
) -> None:
    pontianak = client.as_(officer("6671"))
    for step, body in (("withdrawal", {"reason": "mundur"}), ("resubmission", None)):
        answer = await pontianak.post(f"/v1/candidates/{candidate['id']}/{step}", json=body)
        assert_problem(answer, 404, "not-found")


async def test_nobody_changes_the_own_record_whatever_the_office(
    client: ServiceClient, candidate: dict[str, Any], registered: Answer
) -> None:
    me = UUID(int=7)
    await registered(candidate["id"], me)
    answer = await client.as_(officer("5671", employee_id=me)).post(
        f"/v1/candidates/{candidate['id']}/withdrawal", json={"reason": "mundur"}
    )
    assert_problem(answer, 403, "own-case")
