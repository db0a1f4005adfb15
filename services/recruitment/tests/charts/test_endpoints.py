"""Numbers ready to draw: everything for those who work on it, nothing recognisable for the public."""

from typing import Any
from uuid import UUID, uuid4

import pytest

from abdi.testing.principals import ServiceClient, applicant, auditor, employee, officer
from abdi.testing.problems import assert_problem
from recruitment.formations.models import Opening

HOME = "5671"


@pytest.fixture
def agency(client: ServiceClient) -> ServiceClient:
    return client.as_(officer(HOME))


def values(chart: dict[str, Any], code: str) -> dict[str, Any]:
    (series,) = [one["values"] for one in chart["series"] if one["code"] == code]
    return dict(zip([one["key"] for one in chart["categories"]], series, strict=True))


async def chart(asking: ServiceClient, selection_id: UUID, name: str, query: str = "") -> dict[str, Any]:
    answer = await asking.get(f"/v1/selections/{selection_id}/charts/{name}{query}")
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


async def test_funnel_counts_everybody_once(agency: ServiceClient, selection_id: UUID) -> None:
    assert values(await chart(agency, selection_id, "funnel"), "people") == {
        "submitted": 40,
        "eligible": 36,
        "sat_skd": 34,
        "met_threshold": 24,
        "went_on": 24,
        "ranked": 24,
        "seated": 8,
        "appointed": 0,
    }


async def test_dropouts_say_why(agency: ServiceClient, selection_id: UUID) -> None:
    found = await chart(agency, selection_id, "dropouts")
    assert values(found, "people") == {
        "administrative.age.maximum": 4,
        "final.P": 16,
        "skd.TL": 10,
        "skd.TH": 2,
    }
    labels = {one["key"]: one["label"] for one in found["categories"]}
    assert labels["skd.TH"] == "tidak hadir"


async def test_scores_have_a_pass_line_and_of_one_opening_a_cut_line(
    agency: ServiceClient, selection_id: UUID, opening: Opening
) -> None:
    whole = await chart(agency, selection_id, "scores")
    assert sum(values(whole, "people").values()) == 34
    assert whole["lines"] == {"pass": 311}
    one = await chart(agency, selection_id, "scores", f"?opening_id={opening.id}")
    assert one["lines"] == {"pass": 311, "cut": 500 - 5 * 23}
    none = await chart(agency, selection_id, "scores", f"?opening_id={uuid4()}")
    assert (none["categories"], none["lines"]) == ([], {"pass": 311})


async def test_inclusion_compares_groups(agency: ServiceClient, selection_id: UUID) -> None:
    found = await chart(agency, selection_id, "inclusion")
    assert (values(found, "seated")["male"], values(found, "seated")["female"]) == (4, 4)
    assert values(found, "impact_ratio")["female"] == "1.000"
    assert values(found, "rate")["disability"] == "0.500"
    assert not found["has_hidden_cells"]


async def test_the_public_sees_what_was_published_and_nobody_in_it(
    client: ServiceClient, agency: ServiceClient, selection_id: UUID
) -> None:
    path = f"/v1/public/selections/{selection_id}/charts"
    assert_problem(await client.get(f"{path}/funnel"), 404, "not-found")
    published = (await agency.post(f"/v1/selections/{selection_id}/charts")).json()
    assert published == {"names": ["funnel", "dropouts", "scores", "inclusion"]}
    seen = (await client.get(f"{path}/inclusion", headers={"Accept-Language": "en"})).json()
    labels = {one["key"]: one["label"] for one in seen["categories"]}
    assert labels["disability"] == "With a disability"
    assert values(seen, "submitted")["disability"] is None
    assert values(seen, "submitted")["no_disability"] is None  # 40 less 38 would tell it
    assert values(seen, "submitted")["male"] == 20
    assert values(seen, "impact_ratio")["female"] is None  # of four who have a seat
    assert seen["has_hidden_cells"]
    assert_problem(await client.get(f"{path}/waiting"), 404, "not-found")


async def test_published_again_takes_the_place(
    client: ServiceClient, agency: ServiceClient, selection_id: UUID
) -> None:
    for _ in range(2):
        assert (await agency.post(f"/v1/selections/{selection_id}/charts")).status_code == 200
    assert (await client.get(f"/v1/public/selections/{selection_id}/charts/funnel")).status_code == 200


async def test_waiting_names_the_steps(agency: ServiceClient, selection_id: UUID) -> None:
    found = await chart(agency, selection_id, "waiting")
    assert values(found, "open") == {"verification": 0, "objection": 0, "filing": 0, "nip": 0}
    assert set(values(found, "oldest_days").values()) == {None}


async def test_time_to_fill_tells_what_is_still_empty(agency: ServiceClient, selection_id: UUID) -> None:
    found = await chart(agency, selection_id, "time_to_fill")
    assert [series["values"] for series in found["series"]] == [[8], [0], [None]]


@pytest.mark.parametrize("name", ["funnel", "waiting"])
async def test_others_see_no_chart(client: ServiceClient, selection_id: UUID, name: str) -> None:
    path = f"/v1/selections/{selection_id}/charts/{name}"
    for outsider in (employee(agency=HOME), applicant()):
        assert_problem(await client.as_(outsider).get(path), 403, "forbidden")
    assert_problem(await client.as_(officer("6671")).get(path), 404, "not-found")
    assert_problem(
        await client.as_(auditor(HOME)).post(f"/v1/selections/{selection_id}/charts"), 403, "forbidden"
    )


async def test_unknown_chart_is_malformed(agency: ServiceClient, selection_id: UUID) -> None:
    assert_problem(await agency.get(f"/v1/selections/{selection_id}/charts/pie"), 422, "malformed")
