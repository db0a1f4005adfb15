"""Many candidates in one request."""

from collections.abc import Callable
from typing import Any

from abdi.testing.observers import Events, count_queries
from abdi.testing.principals import ServiceClient
from abdi.testing.problems import assert_problem

Person = Callable[..., dict[str, Any]]
BATCH = "/v1/candidates:batch"
APPOINTED = "recruitment.candidate.appointed"


async def test_each_item_has_an_outcome_of_its_own(
    palembang: ServiceClient, person: Person, events: Events, candidate: dict[str, Any]
) -> None:
    good, twin = person(), person()
    items = [
        good,
        person(nip="199908062026031009"),
        person(nip=candidate["nip"]),
        person(agency="6671"),
        twin,
        person(nik=twin["nik"]),
    ]
    response = await palembang.post(BATCH, json={"items": items})
    assert response.status_code == 200, response.text
    answer = response.json()
    assert (answer["recorded"], answer["refused"]) == (2, 4)
    outcomes = [(row["index"], row["outcome"], row["code"]) for row in answer["data"]]
    assert outcomes == [
        (0, "recorded", None),
        (1, "refused", "rule-broken"),
        (2, "refused", "already-recorded"),
        (3, "refused", "forbidden"),
        (4, "recorded", None),
        (5, "refused", "already-recorded"),
    ]
    assert [reason["rule"] for reason in answer["data"][1]["reasons"]] == ["nip.agrees_with_birth_date"]
    assert answer["data"][2]["candidate_id"] == candidate["id"]
    assert answer["data"][5]["candidate_id"] == answer["data"][4]["candidate_id"]
    handed = {event.data["nip"] for event in await events.published(APPOINTED)}
    assert handed == {candidate["nip"], good["nip"], twin["nip"]}


async def test_the_same_batch_again_finds_everybody_on_record(
    palembang: ServiceClient, person: Person, events: Events
) -> None:
    items = [person() for _ in range(20)]
    first = (await palembang.post(BATCH, json={"items": items})).json()
    again = (await palembang.post(BATCH, json={"items": items})).json()
    assert (first["recorded"], again["recorded"]) == (20, 0)
    assert [row["candidate_id"] for row in again["data"]] == [row["candidate_id"] for row in first["data"]]
    assert len(await events.published(APPOINTED)) == 20


async def test_five_hundred_cost_as_many_statements_as_five(palembang: ServiceClient, person: Person) -> None:
    with count_queries() as few:
        await palembang.post(BATCH, json={"items": [person() for _ in range(5)]})
    with count_queries() as many:
        answer = await palembang.post(BATCH, json={"items": [person() for _ in range(500)]})
    assert answer.json()["recorded"] == 500
    assert len(many) == len(few)


async def test_a_batch_has_limits(palembang: ServiceClient, person: Person) -> None:
    for items in ([], [person()] * 501):
        assert_problem(await palembang.post(BATCH, json={"items": items}), 422, "malformed", pointer="/items")


async def test_an_item_that_is_no_record_stops_the_batch_and_is_pointed_at(
    palembang: ServiceClient, person: Person, events: Events
) -> None:
    items = [person(), person(sex="m")]
    answer = await palembang.post(BATCH, json={"items": items})
    assert_problem(answer, 422, "malformed", pointer="/items/1/sex")
    assert await events.published() == []
