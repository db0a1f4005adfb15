"""What an applicant says for the tests, from the form to the seat."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import update

from abdi.clock import FixedClock
from abdi.testing.message_fixtures import Unit
from abdi.testing.principals import ServiceClient, committee_member
from abdi.testing.problems import assert_problem
from recruitment.applications.models import Application

Planned = Callable[..., dict[str, Any]]
DrawnUp = Callable[..., Awaitable[dict[str, Any]]]
PALEMBANG, JAMBI = "16.71", "15.71"
LOCATIONS = [
    {"code": PALEMBANG, "name": "Kantor Regional VII BKN Palembang"},
    {"code": JAMBI, "name": "UPT BKN Jambi"},
]


@pytest.fixture
def planned(planned: Planned) -> Planned:
    """A selection that lets its applicants choose where to sit SKD."""
    return lambda days=None, **facts: planned(days, **({"test_locations": LOCATIONS} | facts))


@pytest.fixture
def committee(client: ServiceClient) -> ServiceClient:
    """A member of Palembang's committee."""
    return client.as_(committee_member("5671"))


def rules(problem: dict[str, Any]) -> list[str]:
    return [reason["rule"] for reason in problem["reasons"]]


async def submit(by: ServiceClient, made: dict[str, Any], version: int = 1) -> Any:
    headers = {"If-Match": f'"{version}"'}
    return await by.post(
        f"/v1/applications/{made['id']}/submission", json={"declarations": []}, headers=headers
    )


async def session_at(committee: ServiceClient, selection_id: str, clock: FixedClock, code: str) -> Any:
    body = {
        "selection_id": selection_id,
        "test": "skd",
        "place": f"Lokasi {code}",
        "room": "CAT 1",
        "location_code": code,
        "starts_at": (clock.now() + timedelta(days=30)).isoformat(),
        "capacity": 5,
    }
    answer = (await committee.post("/v1/sessions:batch", json={"items": [body]})).json()["items"][0]
    return answer["id"] or answer["problem"]


async def test_the_public_and_the_applicant_see_where_skd_may_be_sat(
    announced: dict[str, Any], client: ServiceClient, siti: ServiceClient, drawn_up: DrawnUp
) -> None:
    assert announced["test_locations"] == LOCATIONS
    told = await client.get(f"/v1/public/selections/{announced['id']}/requirements")
    assert told.json()["test_locations"] == LOCATIONS
    made = await drawn_up(siti, test_location=JAMBI)
    assert (made["test_location"], made["has_visual_impairment"]) == (JAMBI, False)
    changed = await siti.patch(
        f"/v1/applications/{made['id']}", json={"test_location": PALEMBANG}, headers={"If-Match": '"1"'}
    )
    assert changed.json()["test_location"] == PALEMBANG


@pytest.mark.parametrize(
    ("facts", "broken"),
    [
        ({"test_location": JAMBI}, set()),
        ({"test_location": "99.99"}, {"test.location"}),
        ({}, {"test.location"}),
        ({"test_location": JAMBI, "has_visual_impairment": True}, {"disability.visual"}),
        ({"test_location": JAMBI, "has_visual_impairment": True, "has_disability": True}, set()),
    ],
)
async def test_what_does_not_fit_is_named_when_submitting(
    siti: ServiceClient, drawn_up: DrawnUp, facts: dict[str, Any], broken: set[str]
) -> None:
    made = await drawn_up(siti, **facts)
    problem = assert_problem(await submit(siti, made), 409, "rule-broken")
    assert set(rules(problem)) == broken | {"declarations.complete", "documents.complete"}


@pytest.mark.parametrize(
    "facts", [{"test_location": ""}, {"test_location": 1671}, {"has_visual_impairment": "netra"}]
)
async def test_what_is_no_answer_is_malformed(
    siti: ServiceClient, openings: dict[str, UUID], facts: dict[str, Any]
) -> None:
    body = {
        "opening_id": str(openings["general"]),
        "education_level": "S1",
        "education_code": "5100001",
        "institution": "Universitas Contoh",
        "graduated_on": "2023-08-20",
    }
    answer = await siti.post("/v1/applications", json=body | facts)
    assert_problem(answer, 422, "malformed", pointer=f"/{next(iter(facts))}")


async def test_everybody_sits_where_they_chose_and_who_cannot_see_has_longer_time(
    announced: dict[str, Any],
    siti: ServiceClient,
    budi: ServiceClient,
    submitted: DrawnUp,
    committee: ServiceClient,
    *,
    unit: Unit,
    clock: FixedClock,
) -> None:
    far = await submitted(siti, test_location=JAMBI)
    near = await submitted(
        budi, "disability", has_disability=True, has_visual_impairment=True, test_location=PALEMBANG
    )
    async with unit() as session:  # as the administrative selection leaves them
        await session.execute(update(Application).values(state="eligible"))
    places = {code: await session_at(committee, announced["id"], clock, code) for code in (PALEMBANG, JAMBI)}
    await committee.post(f"/v1/selections/{announced['id']}/participant-numbers")
    told = await committee.post(f"/v1/selections/{announced['id']}/seating", json={"test": "skd"})
    assert (told.json()["seated"], told.json()["longer"]) == (2, 1)
    seats = (await committee.get("/v1/seats", params={"selection_id": announced["id"]})).json()["data"]
    assert {one["application_id"]: (one["session_id"], one["minutes"]) for one in seats} == {
        far["id"]: (places[JAMBI], 100),
        near["id"]: (places[PALEMBANG], 130),
    }


async def test_no_session_is_at_a_location_that_nobody_could_choose(
    announced: dict[str, Any], committee: ServiceClient, clock: FixedClock
) -> None:
    problem = await session_at(committee, announced["id"], clock, "99.99")
    assert (problem["code"], rules(problem)) == ("rule-broken", ["sessions.location"])


async def test_a_location_is_named_once_and_kept_by_the_next_selection(
    palembang: ServiceClient, planned: Planned, draft: dict[str, Any]
) -> None:
    twice = await palembang.post("/v1/selections", json=planned(test_locations=LOCATIONS[:1] * 2))
    assert_problem(twice, 422, "malformed")
    body = planned(copy_of=draft["id"])
    del body["test_locations"]
    again = (await palembang.post("/v1/selections", json=body)).json()
    assert again["test_locations"] == LOCATIONS
    none = await palembang.patch(
        f"/v1/selections/{draft['id']}",
        json={"test_locations": []},
        headers={"If-Match": f'"{draft["version"]}"'},
    )
    assert none.json()["test_locations"] == []
