"""Many candidates in one request."""

from collections.abc import Awaitable, Callable
from typing import Any
from uuid import uuid4

from abdi.testing.observers import Events, count_queries
from abdi.testing.principals import ServiceClient, officer
from abdi.testing.problems import assert_problem

Person = Callable[..., dict[str, Any]]
Answer = Callable[..., Awaitable[None]]
BATCH = "/v1/candidates:batch"
AGAIN = "/v1/candidates/resubmissions:batch"
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
    assert answer["counts"] == {"done": 2, "refused": 4}
    outcomes = [(row["number"], row["problem"] and row["problem"]["code"]) for row in answer["items"]]
    assert outcomes == [
        (0, None),
        (1, "rule-broken"),
        (2, "already-recorded"),
        (3, "forbidden"),
        (4, None),
        (5, "already-recorded"),
    ]
    problems = [row["problem"] for row in answer["items"]]
    assert [reason["rule"] for reason in problems[1]["reasons"]] == ["nip.agrees_with_birth_date"]
    assert problems[2]["candidate_id"] == candidate["id"]
    assert problems[5]["candidate_id"] == answer["items"][4]["id"]
    handed = {event.data["nip"] for event in await events.published(APPOINTED)}
    assert handed == {candidate["nip"], good["nip"], twin["nip"]}


async def test_the_same_batch_again_finds_everybody_on_record(
    palembang: ServiceClient, person: Person, events: Events
) -> None:
    items = [person() for _ in range(20)]
    first = (await palembang.post(BATCH, json={"items": items})).json()
    again = (await palembang.post(BATCH, json={"items": items})).json()
    assert (first["counts"], again["counts"]) == ({"done": 20, "refused": 0}, {"done": 0, "refused": 20})
    known = [row["problem"]["candidate_id"] for row in again["items"]]
    assert known == [row["id"] for row in first["items"]]
    assert len(await events.published(APPOINTED)) == 20


async def test_five_hundred_cost_as_many_statements_as_five(palembang: ServiceClient, person: Person) -> None:
    with count_queries() as few:
        await palembang.post(BATCH, json={"items": [person() for _ in range(5)]})
    with count_queries() as many:
        answer = await palembang.post(BATCH, json={"items": [person() for _ in range(500)]})
    assert answer.json()["counts"]["done"] == 500
    assert 0 < len(many) == len(few)


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


async def test_what_the_registry_refused_is_handed_over_again_together(
    palembang: ServiceClient, person: Person, refused: Answer, events: Events
) -> None:
    made = [(await palembang.post("/v1/candidates", json=person())).json()["id"] for _ in range(3)]
    for candidate_id in made[:2]:
        await refused(candidate_id)
    items = [{"id": one} for one in (*made, made[0], str(uuid4()))]
    answer = (await palembang.post(AGAIN, json={"items": items})).json()
    assert [row["problem"] and row["problem"]["code"] for row in answer["items"]] == [
        None,
        None,
        "candidate-not-in-state",
        "candidate-not-in-state",
        "not-found",
    ]
    handed = [event for event in await events.published(APPOINTED) if event.data["revision"] == 2]
    assert {event.data["candidate_id"] for event in handed} == set(made[:2])
    read = await palembang.get(f"/v1/candidates/{made[0]}")
    assert (read.json()["state"], read.json()["version"]) == ("appointed", answer["items"][0]["version"])


async def test_candidates_of_another_agency_are_not_there_to_be_handed_over(
    client: ServiceClient, candidate: dict[str, Any], refused: Answer
) -> None:
    await refused(candidate["id"])
    elsewhere = client.as_(officer("6671"))
    answer = (await elsewhere.post(AGAIN, json={"items": [{"id": candidate["id"]}]})).json()
    assert [row["problem"]["code"] for row in answer["items"]] == ["not-found"]


async def test_more_to_hand_over_again_cost_as_many_statements(
    palembang: ServiceClient, person: Person, refused: Answer
) -> None:
    made = [(await palembang.post("/v1/candidates", json=person())).json()["id"] for _ in range(12)]
    for candidate_id in made:
        await refused(candidate_id)
    with count_queries() as few:
        await palembang.post(AGAIN, json={"items": [{"id": one} for one in made[:2]]})
    with count_queries() as many:
        answer = await palembang.post(AGAIN, json={"items": [{"id": one} for one in made[2:]]})
    assert answer.json()["counts"] == {"done": 10, "refused": 0}
    # With row versions and times told back by the database, rows are updated one by one.
    assert len(many) - len(few) <= 8
