"""What the caller may do here, at all and about one person, as the policy itself decides it."""

from datetime import date
from typing import Any

from abdi.testing.principals import ServiceClient, agency_system, auditor, employee, officer, stranger
from abdi.testing.problems import assert_problem

READ = "performance.evaluation.read"
COMPLETE = "performance.evaluation.complete"


async def held(client: ServiceClient, **query: Any) -> dict[str, Any]:
    answer = await client.get("/v1/abilities", params=query)
    assert answer.status_code == 200, answer.text
    return {one["permission"]: one["reach"] for one in answer.json()["data"]}


async def test_permissions_come_with_role_and_reach(client: ServiceClient) -> None:
    mine = await held(client.as_(officer("5671")))
    grounds = {(one["role"], one["reach"], one["agency"]) for one in mine[READ]}
    assert grounds == {("employee", "own", "5671"), ("agency_officer", "agency", "5671")}
    assert COMPLETE in mine
    assert COMPLETE not in await held(client.as_(auditor("5671")))


async def test_about_one_person_only_what_reaches_so_far(client: ServiceClient, directory: Any) -> None:
    here, elsewhere = await directory.person(), await directory.person(agency="6671")
    rina = client.as_(officer("5671"))
    assert COMPLETE in await held(rina, employee_id=here)
    assert await held(rina, employee_id=elsewhere) == {}


async def test_nobody_decides_the_own_case(client: ServiceClient, directory: Any) -> None:
    me = await directory.person()
    mine = await held(client.as_(officer("5671", employee_id=me)), employee_id=me)
    assert READ in mine
    assert COMPLETE not in mine


async def test_superior_and_stand_in_are_told_whose_authority_it_is(
    client: ServiceClient, directory: Any
) -> None:
    head, stand_in = await directory.person(), await directory.person()
    below = await directory.person(superior_id=head)
    await directory.grant(stand_in, of=head, kind="delegation", actions=[READ])
    assert COMPLETE in await held(client.as_(employee(head, "5671")), employee_id=below)
    delegated = await held(client.as_(employee(stand_in, "5671")), employee_id=below)
    assert list(delegated) == [READ]
    assert str(head) in {one["of"] for one in delegated[READ]}


async def test_ground_says_until_when_it_holds(client: ServiceClient, directory: Any) -> None:
    head, stand_in = await directory.person(), await directory.person()
    below = await directory.person(superior_id=head)
    await directory.grant(stand_in, of=head, kind="plh", actions=[READ], ends_on=date(2099, 12, 31))
    (ground,) = [
        one
        for one in (await held(client.as_(employee(stand_in, "5671")), employee_id=below))[READ]
        if one["of"] == str(head)
    ]
    assert ground["until"] == "2099-12-31"
    own = await held(client.as_(employee(stand_in, "5671")), employee_id=stand_in)
    assert {one["until"] for one in own[READ] if one["reach"] == "own"} == {None}


async def test_system_is_told_its_scopes_and_needs_none_for_that(client: ServiceClient) -> None:
    mine = await held(client.as_(agency_system("5671", READ)))
    assert list(mine) == [READ]
    assert {(one["role"], one["reach"], one["agency"]) for one in mine[READ]} == {
        ("agency_system", "agency", "5671")
    }
    assert await held(client.as_(agency_system("5671"))) == {}


async def test_strangers_are_refused(client: ServiceClient) -> None:
    assert_problem(await client.as_(stranger()).get("/v1/abilities"), 403, "forbidden")
