"""A plan is a dialogue of two, for days in service."""

from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

import httpx

from abdi.testing.directories import Directory
from abdi.testing.principals import ServiceClient, employee, officer
from abdi.testing.problems import assert_problem

PATH = "/v1/plans"
Register = Callable[..., Awaitable[UUID]]


async def step(by: ServiceClient, before: httpx.Response, name: str) -> httpx.Response:
    address = f"{PATH}/{before.json()['id']}/{name}"
    return await by.post(address, headers={"If-Match": before.headers["etag"]})


async def test_superior_who_proposes_does_not_agree(
    client: ServiceClient, person: UUID, register: Register, draft: dict[str, Any], directory: Directory
) -> None:
    boss = await register(nip="198001012005031009")
    await directory.person(person, superior_id=boss)
    superior = client.as_(employee(boss, "5671"))
    proposed = await step(superior, await superior.post(PATH, json=draft), "proposal")
    (reason,) = assert_problem(await step(superior, proposed, "agreement"), 403, "own-proposal")["reasons"]
    assert (reason["rule"], reason["article"]) == ("agreed_by_another", "PermenPANRB 6/2022")
    returned = await step(superior, proposed, "return")
    again = await step(client.as_(employee(person, "5671")), returned, "proposal")
    assert (await step(superior, again, "agreement")).json()["state"] == "agreed"


async def test_officer_who_proposes_needs_another_one(client: ServiceClient, draft: dict[str, Any]) -> None:
    first, second = client.as_(officer("5671")), client.as_(officer("5671", subject="second-officer"))
    proposed = await step(first, await first.post(PATH, json=draft), "proposal")
    assert_problem(await step(first, proposed, "agreement"), 403, "own-proposal")
    assert (await step(second, proposed, "agreement")).json()["state"] == "agreed"


async def test_who_retired_plans_nothing_for_later(
    client: ServiceClient, register: Register, draft: dict[str, Any], rules_in_force: None
) -> None:
    gone = await register(status="retired", left_on="2026-03-01")
    mine = client.as_(employee(gone, "5671"))
    later = draft | {"employee_id": str(gone), "starts_on": "2026-03-01"}
    body = assert_problem(await mine.post(PATH, json=later), 409, "plan-period-unfit")
    assert [reason["rule"] for reason in body["reasons"]] == ["serves_in_period"]
    while_serving = later | {"starts_on": "2026-01-01", "ends_on": "2026-02-28"}
    assert (await mine.post(PATH, json=while_serving)).status_code == 201
