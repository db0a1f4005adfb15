"""Asking for posts: drafted, found, corrected, refused."""

from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID, uuid4

import pytest

from abdi.testing.observers import count_queries
from abdi.testing.principals import ServiceClient, auditor, employee, officer, unit_officer
from abdi.testing.problems import assert_problem

Posts = Callable[..., Awaitable[str]]
Wanted = Callable[..., dict[str, Any]]
Waited = Callable[[dict[str, Any], int], Awaitable[None]]
Made = Callable[..., Awaitable[dict[str, Any]]]
PATH = "/v1/formations"
BATCH = "/v1/formations:batch"


def rules(problem: dict[str, Any]) -> list[str]:
    return [reason["rule"] for reason in problem["reasons"]]


async def test_a_unit_asks_for_a_post(
    school: ServiceClient, wanted: Wanted, unit_id: UUID, *, waited: Waited
) -> None:
    response = await school.post(PATH, json=wanted())
    assert response.status_code == 201, response.text
    told = response.json()
    assert response.headers["Location"] == f"{PATH}/{told['id']}"
    assert (told["state"], told["unit_id"], told["position_name"]) == (
        "draft",
        str(unit_id),
        "Guru Ahli Pertama",
    )
    assert told["educations"] == [{"code": "7634B30B9A4D0205E050640A29031FF8", "name": "S-1 ANIMASI"}]
    assert told["owner"] == {"role": "unit_officer", "unit_id": str(unit_id)}
    assert (told["allowed"], told["warnings"]) == (["correction", "proposal", "withdrawal"], [])
    await waited(told, 3)
    read = await school.get(f"{PATH}/{told['id']}")
    assert (read.json()["age_days"], read.headers["ETag"]) == (3, '"1"')
    assert read.json()["openings"] == told["openings"]


@pytest.mark.parametrize(
    ("facts", "rule"),
    [
        ({"openings": [{"need": "astronaut", "count": 1}]}, "quotas.needs"),
        ({"education_codes": ["0000"]}, "formation.education_known"),
        ({"education_level": "S2"}, "formation.education_level"),
        ({"age_maximum": 36}, "age.formation_maximum"),
        ({"age_maximum": 17}, "age.formation_maximum"),
        ({"gpa_minimum": "4.01"}, "formation.gpa_minimum"),
        ({"post_group": "wizards"}, "thresholds.post_group"),
        ({"position_id": str(uuid4())}, "formation.post_known"),
    ],
)
async def test_what_the_rules_do_not_allow_is_refused_with_the_rule(
    palembang: ServiceClient, wanted: Wanted, facts: dict[str, Any], rule: str
) -> None:
    problem = assert_problem(await palembang.post(PATH, json=wanted(**facts)), 409, "rule-broken")
    assert rules(problem) == [rule]
    assert problem["reasons"][0]["remedy"]


async def test_a_group_with_a_higher_age_may_have_it(palembang: ServiceClient, wanted: Wanted) -> None:
    asked = wanted(age_maximum=40, post_group="specialist_doctor")
    assert (await palembang.post(PATH, json=asked)).status_code == 201


@pytest.mark.parametrize(
    ("facts", "rule"),
    [
        ({"abolished_on": "2026-01-01"}, "formation.post_exists"),
        ({"level": "MA", "title": "Guru Ahli Madya"}, "formation.post_open_to_cpns"),
        ({"kind": "pengawas", "level": "IV.a"}, "formation.post_open_to_cpns"),
        ({"is_head": True}, "formation.post_open_to_cpns"),
    ],
)
async def test_a_post_that_is_gone_or_not_for_beginners_is_not_asked_for(
    school: ServiceClient, wanted: Wanted, posts: Posts, facts: dict[str, Any], rule: str
) -> None:
    asked = wanted(position_id=await posts(**facts))
    assert rules(assert_problem(await school.post(PATH, json=asked), 409, "rule-broken")) == [rule]


@pytest.mark.parametrize(
    ("facts", "pointer"),
    [
        ({"openings": []}, "/openings"),
        ({"openings": [{"need": "general", "count": 0}]}, "/openings/0/count"),
        ({"openings": [{"need": "general", "count": 1}] * 2}, "/openings"),
        ({"education_codes": []}, "/education_codes"),
        ({"intake": 1999}, "/intake"),
        ({"education_level": "S9"}, "/education_level"),
    ],
)
async def test_what_cannot_be_read_is_pointed_at(
    palembang: ServiceClient, wanted: Wanted, facts: dict[str, Any], pointer: str
) -> None:
    answer = await palembang.post(PATH, json=wanted(**facts))
    assert_problem(answer, 422, "malformed", pointer=pointer)


async def test_an_intake_without_rules_says_so(palembang: ServiceClient, wanted: Wanted) -> None:
    problem = assert_problem(await palembang.post(PATH, json=wanted(intake=2031)), 409, "rule-set-missing")
    assert "2024" in problem["rule_sets"]


async def test_the_same_line_is_asked_for_once_until_it_is_withdrawn(
    school: ServiceClient, wanted: Wanted
) -> None:
    asked = wanted()
    first = (await school.post(PATH, json=asked)).json()
    problem = assert_problem(await school.post(PATH, json=asked), 409, "already-asked-for")
    assert problem["formation_id"] == first["id"]
    gone = await school.post(
        f"{PATH}/{first['id']}/withdrawal", json={"reason": "salah unit"}, headers={"If-Match": '"1"'}
    )
    assert (gone.json()["state"], gone.json()["owner"], gone.json()["allowed"]) == ("withdrawn", None, [])
    assert (await school.post(PATH, json=asked)).status_code == 201


async def test_more_openings_than_empty_posts_are_asked_for_with_a_warning(
    school: ServiceClient, wanted: Wanted
) -> None:
    asked = wanted(openings=[{"need": "general", "count": 5}])
    (warning,) = (await school.post(PATH, json=asked)).json()["warnings"]
    assert (warning["rule"], warning["required"], warning["found"]) == (
        "formation.empty_posts",
        {"openings": 5},
        {"empty_posts": 1},
    )


async def test_a_draft_is_corrected_and_openings_keep_their_ids(school: ServiceClient, made: Made) -> None:
    draft = await made()
    address = f"{PATH}/{draft['id']}"
    openings = [{"need": "general", "count": 2}, {"need": "disability", "count": 1}]
    changed = await school.patch(address, json={"openings": openings}, headers={"If-Match": '"1"'})
    assert changed.status_code == 200, changed.text
    told = changed.json()
    assert (told["version"], told["age_maximum"]) == (2, 30)
    assert [(one["need"], one["count"]) for one in told["openings"]] == [("disability", 1), ("general", 2)]
    assert told["openings"][1]["id"] == draft["openings"][0]["id"]
    fewer = {"openings": [{"need": "general", "count": 1}], "age_maximum": None}
    again = (await school.patch(address, json=fewer, headers={"If-Match": '"2"'})).json()
    assert ([one["id"] for one in again["openings"]], again["age_maximum"]) == (
        [draft["openings"][0]["id"]],
        None,
    )
    assert (await school.get(address)).json()["openings"] == again["openings"]


async def test_a_correction_keeps_the_rules_the_line_and_the_version(
    school: ServiceClient, made: Made
) -> None:
    draft, other = await made(), await made()
    address = f"{PATH}/{draft['id']}"
    old = await school.patch(address, json={"age_maximum": 99}, headers={"If-Match": '"1"'})
    assert_problem(old, 422, "malformed", pointer="/age_maximum")
    broken = await school.patch(address, json={"age_maximum": 50}, headers={"If-Match": '"1"'})
    assert rules(assert_problem(broken, 409, "rule-broken")) == ["age.formation_maximum"]
    taken = await school.patch(
        address, json={"placement_code": other["placement_code"]}, headers={"If-Match": '"1"'}
    )
    assert_problem(taken, 409, "already-asked-for")
    stale = await school.patch(address, json={"age_maximum": 28}, headers={"If-Match": '"7"'})
    assert_problem(stale, 412, "precondition-failed")
    assert_problem(await school.patch(address, json={"age_maximum": 28}), 428, "precondition-required")
    assert_problem(await school.patch(address, json={}, headers={"If-Match": '"1"'}), 422, "malformed")


async def test_nobody_asks_for_posts_of_others(
    client: ServiceClient, wanted: Wanted, made: Made, unit_id: UUID
) -> None:
    draft = await made()
    other_unit = client.as_(unit_officer("5671", uuid4()))
    for by in (other_unit, client.as_(officer("6671")), client.as_(auditor("5671"))):
        assert_problem(await by.post(PATH, json=wanted()), 403, "forbidden")
    for by in (other_unit, client.as_(officer("6671"))):
        assert_problem(await by.get(f"{PATH}/{draft['id']}"), 404, "not-found")
        assert (await by.get(PATH)).json()["data"] == []
        change = await by.patch(
            f"{PATH}/{draft['id']}", json={"age_maximum": 28}, headers={"If-Match": '"1"'}
        )
        assert_problem(change, 404, "not-found")
    assert_problem(await client.as_(employee(None, "5671")).get(PATH), 403, "forbidden")
    assert_problem(await client.get(PATH), 401, "unauthenticated")


async def test_a_list_is_narrowed_paged_and_told_since(
    school: ServiceClient, made: Made, unit_id: UUID
) -> None:
    first = await made(openings=[{"need": "disability", "count": 1}])
    second, third = await made(), await made()
    await school.post(f"{PATH}/{third['id']}/proposal", headers={"If-Match": '"1"'})

    async def ids(**asked: Any) -> list[str]:
        page = await school.get(PATH, params=asked)
        assert page.status_code == 200, page.text
        return [row["id"] for row in page.json()["data"]]

    assert await ids() == [first["id"], second["id"], third["id"]]
    assert await ids(need="disability") == [first["id"]]
    assert await ids(state="proposed") == [third["id"]]
    assert await ids(unit_id=str(unit_id), intake=2024, agency="5671", q="guru") == await ids()
    assert await ids(unit_id=str(uuid4())) == await ids(intake=2023) == await ids(q="dokter") == []
    assert await ids(education_code="7634B30B9A4D0205E050640A29031FF8") == await ids()
    page = (await school.get(PATH, params={"limit": 2})).json()
    rest = await ids(limit=2, cursor=page["page"]["next_cursor"])
    assert rest == [third["id"]]
    assert (await ids(changed_since="2000-01-01T00:00:00Z"))[-1] == third["id"]


async def test_a_batch_has_an_outcome_for_each_and_costs_as_many_statements(
    school: ServiceClient, wanted: Wanted
) -> None:
    same = wanted()
    items = [wanted(), wanted(age_maximum=60), same, same, wanted(position_id=str(uuid4()))]
    answer = (await school.post(BATCH, json={"items": items})).json()
    assert [row["problem"] and row["problem"]["code"] for row in answer["items"]] == [
        None,
        "rule-broken",
        None,
        "already-asked-for",
        "forbidden",
    ]
    with count_queries() as few:
        await school.post(BATCH, json={"items": [wanted() for _ in range(3)]})
    with count_queries() as many:
        told = await school.post(BATCH, json={"items": [wanted() for _ in range(300)]})
    assert told.json()["counts"] == {"done": 300, "refused": 0}
    assert 0 < len(many) <= len(few) + 2
